//! By which scales are an archive's bare numbers read, and what speaks for each?

use std::collections::BTreeMap;
use std::fmt;

use super::conventions::{Conventions, slot};
use super::evidence::Evidence;
use crate::profile::Profile;
use crate::score::BareNumbers;

/// How the scale of some numbers is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The archive's profile says it.
    Declared,
    /// The numbers show it.
    Inferred,
    /// It isn't: they are left unread.
    Unknown,
}

impl Basis {
    /// The lower-case word, as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }
}

/// The scale of the bare numbers of a folder, or of a file of records, under one key. Shown, it says why.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The folder or file, relative to the archive and empty for all of it; of a declared scale the pattern.
    pub place: String,
    /// The key or label that the numbers stand under.
    pub key: String,
    /// The best that they can reach.
    pub best: Option<f64>,
    /// How that is known.
    pub basis: Basis,
    /// The numbers that it was inferred from, or that are read by it.
    pub numbers: BareNumbers,
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BareNumbers { count, min, max, .. } = self.numbers;
        let numbers = match count {
            1 => format!("one number, {max}"),
            _ if min.total_cmp(&max).is_eq() => format!("{count} numbers, all {max}"),
            _ => format!("{count} numbers between {min} and {max}"),
        };
        match self.basis {
            Basis::Declared => write!(f, "declared by the profile, for {numbers}"),
            Basis::Inferred => write!(f, "inferred from {numbers}"),
            Basis::Unknown => write!(f, "{numbers}: that shows no scale"),
        }
    }
}

/// The scales of an archive's bare numbers, found while its files are gone through.
pub struct Scales<'a> {
    conventions: &'a Conventions,
    profile: &'a Profile,
    /// By place and key.
    known: BTreeMap<String, BTreeMap<String, Known>>,
}

impl<'a> Scales<'a> {
    /// As these have them.
    pub fn of(conventions: &'a Conventions, profile: &'a Profile) -> Self {
        Self { conventions, profile, known: BTreeMap::new() }
    }

    /// Takes in what the file at `path` shows.
    pub fn add(&mut self, path: &str, evidence: &Evidence) {
        if evidence.bare.is_empty() {
            return;
        }
        let declared = self.profile.at(path).scale;
        for (key, numbers) in &evidence.bare {
            if let Some(best) = declared {
                let known = slot(slot(&mut self.known, self.profile.scale_place(path)), key);
                known.declared = Some(best);
                known.numbers.merge(numbers);
            } else {
                let (place, numbers) = self.conventions.nearest(path, key).unwrap_or((path, numbers));
                let known = slot(slot(&mut self.known, place), key);
                if known.numbers.count == 0 {
                    known.numbers = numbers.clone();
                }
            }
        }
    }

    /// All of them, by their places.
    pub fn finish(self) -> Vec<Scale> {
        let places = self.known.into_iter();
        places
            .flat_map(|(place, keys)| keys.into_iter().map(move |(key, known)| known.scale(&place, &key)))
            .collect()
    }
}

/// What is known of the numbers at a place.
#[derive(Default)]
struct Known {
    declared: Option<f64>,
    numbers: BareNumbers,
}

impl Known {
    fn scale(self, place: &str, key: &str) -> Scale {
        let best = self.declared.or_else(|| self.numbers.infer_best_of(key));
        let basis = match (self.declared, best) {
            (Some(_), _) => Basis::Declared,
            (None, Some(_)) => Basis::Inferred,
            (None, None) => Basis::Unknown,
        };
        Scale { place: place.to_owned(), key: key.to_owned(), best, basis, numbers: self.numbers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scale_is_told_once_with_what_speaks_for_it() {
        let bare = |numbers: &[f64]| {
            let mut evidence = Evidence::default();
            for number in numbers {
                evidence.add_number("rating", *number);
            }
            evidence
        };
        let files = [
            ("films/a.md", bare(&[2.5, 3.0, 4.5])),
            ("films/b.md", bare(&[1.0, 5.0])),
            ("music/a.csv", bare(&[2.0, 9.5, 7.0, 6.0, 8.0])),
            ("old/a.md", bare(&[3.0])),
        ];
        let files = || files.iter().map(|(path, evidence)| (*path, evidence));
        let conventions = Conventions::learn(files());
        let profile = Profile::parse("[[folders]]\npath = 'old'\nscale = 4").unwrap();
        let mut scales = Scales::of(&conventions, &profile);
        files().for_each(|(path, evidence)| scales.add(path, evidence));
        let told: Vec<String> = scales
            .finish()
            .iter()
            .map(|scale| format!("{} {:?}: {scale}", scale.place, scale.best))
            .collect();
        assert_eq!(
            told,
            [
                "films Some(5.0): inferred from 5 numbers between 1 and 5",
                "music/a.csv Some(10.0): inferred from 5 numbers between 2 and 9.5",
                "old Some(4.0): declared by the profile, for one number, 3",
            ]
        );
    }
}
