//! Which people does a review's prose name?
//!
//! A review is read by itself: what is found in it does not depend on any other. Runs of capitals
//! (`runs`) are weighed by what they are made of (`evidence`) and by what stands around them
//! (`context`), over all places of the review where the same name stands. The word lists
//! (`lexicon`) are evidence among others: a name that they lack is found by its surroundings.
//!
//! Linear in the text: a run has at most a few words, and each is looked at a few times.

mod context;
mod evidence;
mod initials;
mod lexicon;
mod runs;
mod scan;

use std::collections::BTreeMap;

use crate::review::Review;
use crate::words;

/// The full names of the people in a review's prose, each once, as the text writes them but with
/// single blanks and without a possessive. Sorted by their folded words.
pub fn named_in(review: &Review) -> Vec<String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for name in evidence::people(&prose(review), &review.title) {
        let key = words::key(&name);
        if !key.is_empty() {
            found.entry(key).or_insert(name);
        }
    }
    found.into_values().collect()
}

/// The names in a review's prose that begin with the letter and end with the family name, its folded
/// words, and may have one word between: `k` and `reeves` find `Keanu Reeves`. As the text writes them.
///
/// Weaker than [`named_in`]: capitals are all the evidence it asks for, because whoever asks for
/// `K. Reeves` says that there is such a person.
pub fn with_initial(review: &Review, letter: &str, family: &[String]) -> Vec<String> {
    prose(review).into_iter().flat_map(|text| initials::names(text, letter, family)).collect()
}

fn prose(review: &Review) -> Vec<&str> {
    let sections = review.sections.iter().map(|section| &section.body);
    let all = review.summary.iter().chain(sections).chain(&review.verdict);
    all.map(crate::review::Prose::as_str).collect()
}

#[cfg(test)]
mod tests;
