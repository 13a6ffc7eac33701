//! Which names are spellings of one another? Found in linear time, by what they share.

use std::collections::{BTreeMap, BTreeSet};

use crate::words;

/// Names of fewer letters are one slip away from too many others.
const FEWEST_LETTERS: usize = 6;
/// A longer name is no name.
const MOST_LETTERS: usize = 80;

/// The words that tell a name from others: folded, without *and* and articles.
pub(super) fn telling_words(name: &str) -> Vec<String> {
    let mut all = words::plain_words(&name.replace('&', " and "));
    all.retain(|word| !matches!(word.as_str(), "and" | "the" | "a" | "an"));
    all
}

/// A word without the ending of its plural.
pub(super) fn singular(word: &str) -> &str {
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']));
    stem.unwrap_or(word)
}

/// Pairs of names that one slip of a letter or space makes the same, each once. Numbers must agree,
/// *Rocky II* and *Rocky III* are two films, and so must the first letters, which are seldom mistyped:
/// *Pacing* and *Racing* are two words.
pub(super) fn one_slip_apart<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<(&'a str, &'a str)> {
    let mut by_rest: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let long_enough = |name: &&str| (FEWEST_LETTERS..=MOST_LETTERS).contains(&name.chars().count());
    for name in names.filter(long_enough) {
        for rest in with_a_letter_less(name) {
            let sharing = by_rest.entry(rest).or_default();
            if sharing.len() < 8 && sharing.last() != Some(&name) {
                sharing.push(name);
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for sharing in by_rest.values() {
        for (at, first) in sharing.iter().enumerate() {
            let others = sharing[at + 1..].iter();
            let alike = others.filter(|second| {
                *second != first && initial(first) == initial(second) && numbers(first) == numbers(second)
            });
            pairs.extend(
                alike.map(|second| if first < second { (*first, *second) } else { (*second, *first) }),
            );
        }
    }
    pairs
}

fn initial(name: &str) -> Option<char> {
    name.chars().next()
}

/// The name, and it with each letter left out: two names one slip apart share one of these.
fn with_a_letter_less(name: &str) -> impl Iterator<Item = String> {
    let without = name.char_indices().map(|(at, c)| format!("{}{}", &name[..at], &name[at + c.len_utf8()..]));
    std::iter::once(name.to_owned()).chain(without)
}

/// Digits, and words that are Roman numerals or single letters.
fn numbers(name: &str) -> Vec<&str> {
    let roman = |word: &str| word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let is_number =
        |word: &&str| word.chars().any(|c| c.is_ascii_digit()) || roman(word) || word.chars().count() == 1;
    name.split(' ').filter(is_number).collect()
}
