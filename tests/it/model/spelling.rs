//! What a word of a query stands for, one word of a text at a time.

use frostem::{Algorithm, Stemmer};

use super::record::Word;

/// A test of one word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Spelling {
    Exactly(String),
    /// The word and all of its English stem.
    Stem(String, Option<String>),
    /// `?` is one letter, `*` any number.
    Pattern(String),
    /// At most so many edits; a swap of neighbours is one.
    Near(String, usize),
    /// Any single letter of the alphabet.
    Initial,
}

impl Spelling {
    /// The word and all of its English stem.
    pub(super) fn of_stem(word: &str) -> Self {
        Self::Stem(word.to_owned(), stem(word))
    }

    pub(super) fn fits(&self, other: &Word) -> bool {
        let word = other.text.as_str();
        match self {
            Self::Exactly(text) => word == text,
            Self::Stem(text, stem) => word == text || stem.is_some() && *stem == other.stem,
            Self::Pattern(text) => matches_pattern(&letters(text), &letters(word)),
            Self::Near(text, most) => distance(&letters(text), &letters(word)) <= *most,
            Self::Initial => word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()),
        }
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// The stem of an English word.
pub(super) fn stem(word: &str) -> Option<String> {
    let english = word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    english.then(|| Stemmer::new(Algorithm::English).stem(word).into_owned())
}

pub(super) fn matches_pattern(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|skipped| matches_pattern(rest, &text[skipped..])),
        Some((first, rest)) => text
            .split_first()
            .is_some_and(|(c, others)| (*first == '?' || first == c) && matches_pattern(rest, others)),
    }
}

/// Edits between two words, where no letter is touched twice (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    table[a.len()][b.len()]
}
