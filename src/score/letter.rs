//! What is a B+ worth? Letter grades and the tables that give them a value.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Method;

/// A letter grade with its sign: `B+`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Letter {
    /// The letter.
    pub grade: Grade,
    /// The plus or minus after it.
    pub sign: Sign,
}

/// The letter of a grade. There is no E: where it is used it stands for too many things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// The best.
    A,
    /// Good.
    B,
    /// Fair.
    C,
    /// Poor.
    D,
    /// Failed.
    F,
}

/// What stands after the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// `+`
    Plus,
    /// Nothing.
    Plain,
    /// `-`
    Minus,
}

/// How letters become values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LetterTable {
    /// The conversion that Metacritic publishes for critics who grade by letter, divided by ten: A+ and A
    /// are the best, then steps of a twelfth down to F. An F+ lies one step above F; F- counts as F.
    #[default]
    Metacritic,
    /// The middle of each letter's band of percent in American schools (A- is 90-92, B is 83-86), with
    /// A+ as the full mark and F as the 50 that schools enter for a fail. F- counts as F.
    School,
    /// Equal steps of a twelfth from A+ (10) over A (9.17) and A- (8.33) to F (0); F+ is half a step above F
    /// and F- counts as F.
    Linear,
}

impl LetterTable {
    /// The method that a score by this table carries.
    pub fn method(self) -> Method {
        match self {
            Self::Metacritic => Method::Metacritic,
            Self::School => Method::School,
            Self::Linear => Method::Linear,
        }
    }
}

/// What letters are worth: by one of the usual tables, or by the archive's own.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one for a file, and it is handed on by value")]
pub enum Letters {
    /// One of the usual tables.
    By(LetterTable),
    /// The archive's own.
    Own(OwnLetters),
}

/// A table of an archive's own, on 0..=10. A letter that it does not name has no value.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OwnLetters([[Option<f64>; 3]; 5]);

impl Default for Letters {
    fn default() -> Self {
        Self::By(LetterTable::default())
    }
}

impl From<LetterTable> for Letters {
    fn from(table: LetterTable) -> Self {
        Self::By(table)
    }
}

impl Letters {
    /// The value of a letter on 0..=10, if the table names it.
    pub fn value(&self, letter: Letter) -> Option<f64> {
        match self {
            Self::By(table) => Some(letter.value(*table)),
            Self::Own(own) => own.value(letter),
        }
    }

    /// The method that a score by these letters carries.
    pub fn method(&self) -> Method {
        match self {
            Self::By(table) => table.method(),
            Self::Own(_) => Method::Declared,
        }
    }
}

impl OwnLetters {
    /// Gives a letter its value.
    pub fn set(&mut self, letter: Letter, value: f64) {
        self.0[letter.grade as usize][letter.sign as usize] = Some(value);
    }

    /// The value of a letter, if the table names it.
    pub fn value(&self, letter: Letter) -> Option<f64> {
        self.0[letter.grade as usize][letter.sign as usize]
    }

    /// Every letter that the table names, from A to F, with its value.
    pub fn all(&self) -> impl Iterator<Item = (Letter, f64)> {
        const GRADES: [Grade; 5] = [Grade::A, Grade::B, Grade::C, Grade::D, Grade::F];
        const SIGNS: [Sign; 3] = [Sign::Plus, Sign::Plain, Sign::Minus];
        let letters = GRADES.into_iter().flat_map(|grade| SIGNS.map(|sign| Letter { grade, sign }));
        letters.filter_map(|letter| Some((letter, self.value(letter)?)))
    }
}

impl Letter {
    /// The letter for a character, in either case.
    pub(super) fn grade_of(letter: char) -> Option<Grade> {
        match letter.to_ascii_uppercase() {
            'A' => Some(Grade::A),
            'B' => Some(Grade::B),
            'C' => Some(Grade::C),
            'D' => Some(Grade::D),
            'F' => Some(Grade::F),
            _ => None,
        }
    }

    /// The value on 0..=10 by a table.
    pub fn value(self, table: LetterTable) -> f64 {
        match table {
            LetterTable::Metacritic => self.metacritic(),
            LetterTable::School => self.school(),
            LetterTable::Linear => self.linear(),
        }
    }

    fn metacritic(self) -> f64 {
        self.pick([[10.0, 10.0, 9.1], [8.3, 7.5, 6.7], [5.8, 5.0, 4.2], [3.3, 2.5, 1.7], [0.8, 0.0, 0.0]])
    }

    fn school(self) -> f64 {
        self.pick([[10.0, 9.45, 9.1], [8.8, 8.45, 8.1], [7.8, 7.45, 7.1], [6.8, 6.45, 6.1], [5.8, 5.0, 5.0]])
    }

    fn linear(self) -> f64 {
        let steps = self.pick([
            [12.0, 11.0, 10.0],
            [9.0, 8.0, 7.0],
            [6.0, 5.0, 4.0],
            [3.0, 2.0, 1.0],
            [0.5, 0.0, 0.0],
        ]);
        steps / 1.2
    }

    /// The cell for this letter: a row for each letter from A to F, in it plus, plain, minus.
    fn pick(self, table: [[f64; 3]; 5]) -> f64 {
        table[self.grade as usize][self.sign as usize]
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.sign {
            Sign::Plus => "+",
            Sign::Plain => "",
            Sign::Minus => "-",
        };
        write!(f, "{:?}{sign}", self.grade)
    }
}
