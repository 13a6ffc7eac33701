//! Which scale do the bare numbers of a folder live on?

use serde::{Deserialize, Serialize};

/// So many numbers must a folder show before it is believed to stop at 4 (or 6) on purpose. A critic who
/// scores out of 5 and gives no 5 and no 4.5 in so many reviews, but several 4s, is hardly to be found.
const ENOUGH_TO_TRUST_A_TOP: u32 = 12;
/// Keys under which schools' marks stand.
const SCHOOL_MARKS: [&str; 3] = ["note", "schulnote", "gesamtnote"];
/// And so often must it reach that top.
const SEVERAL: u32 = 3;

/// What is remembered of the bare numbers of a folder: small, and the same in whatever order they come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BareNumbers {
    /// How many numbers.
    pub count: u32,
    /// The lowest; 0 where there are none.
    pub min: f64,
    /// The highest; 0 where there are none.
    pub max: f64,
    /// How often the highest occurs.
    pub at_max: u32,
    /// Whether halves occur: `3.5`.
    pub halves: bool,
    /// Whether other decimals occur: `7.2`.
    pub tenths: bool,
}

impl BareNumbers {
    /// Takes a number in. What no scale knows (below 0, above 100, not a number) is left out.
    pub fn add(&mut self, number: f64) {
        if !(0.0..=100.0).contains(&number) {
            return;
        }
        let twice = number * 2.0;
        let halves = number.fract() != 0.0 && twice.fract() == 0.0;
        let tenths = twice.fract() != 0.0;
        self.merge(&Self { count: 1, min: number, max: number, at_max: 1, halves, tenths });
    }

    /// Takes in what was gathered elsewhere, as if all numbers had been added here.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other.clone();
            return;
        }
        self.at_max = match self.max.total_cmp(&other.max) {
            std::cmp::Ordering::Less => other.at_max,
            std::cmp::Ordering::Equal => self.at_max.saturating_add(other.at_max),
            std::cmp::Ordering::Greater => self.at_max,
        };
        self.count = self.count.saturating_add(other.count);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.halves |= other.halves;
        self.tenths |= other.tenths;
    }

    /// The best of the scale that the numbers show: 4, 5, 6, 10, 20 or 100.
    ///
    /// It is the smallest usual scale that holds them all: 5, 10, 20, 100. The rarer 4 and 6 need a dozen
    /// numbers that reach that top several times and never pass it, on a grid of halves.
    ///
    /// A single number up to 5 shows nothing: a lonely 4 is a good film out of 5 and a bad one out of
    /// 10. A single number above 5 is taken, because 5 cannot hold it. Two numbers up to 5 are believed:
    /// whoever scores out of 10 rarely has both in the lower half.
    pub fn infer_best(&self) -> Option<f64> {
        match self.max {
            _ if self.count == 0 => None,
            max if max > 20.0 => Some(100.0),
            max if max > 10.0 => Some(20.0),
            6.0 if self.trusts_its_top() => Some(6.0),
            max if max > 5.0 => Some(10.0),
            _ if self.count == 1 => None,
            4.0 if self.trusts_its_top() => Some(4.0),
            _ => Some(5.0),
        }
    }

    /// The same for numbers that stand under this key.
    ///
    /// `Note: 2` is a good mark in a German school, where 1 is the best and 6 the worst, and a bad one elsewhere: where
    /// all of them may be such marks nothing is believed.
    pub fn infer_best_of(&self, key: &str) -> Option<f64> {
        let is_school = SCHOOL_MARKS.contains(&key.to_lowercase().as_str());
        let may_be_marks = is_school && self.min >= 1.0 && self.max <= 6.0;
        self.infer_best().filter(|_| !may_be_marks)
    }

    fn trusts_its_top(&self) -> bool {
        self.count >= ENOUGH_TO_TRUST_A_TOP && self.at_max >= SEVERAL && !self.tenths
    }
}
