//! Whether a run of capitals is a person: evidence for and against, added up.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::context;
use super::lexicon::{CHARACTERS, COMMON, ENDS, GIVEN, PARTICLES, PLACES, SUFFIXES, SURNAMES};
use super::runs::{Run, Text};
use super::scan::{self, Case};
use crate::words;

/// From here on a run is a person.
const SURE: i32 = 3;

/// What speaks for and against one name, over all places of a review where it stands.
#[derive(Debug, Default)]
struct Weighed {
    /// What the name is made of.
    shape: i32,
    /// The strongest of what stands around it, for and against.
    best: i32,
    worst: i32,
    spellings: BTreeMap<String, usize>,
    /// Its first and last word, folded.
    first: String,
    last: String,
}

/// The people that these texts of one review name.
pub(super) fn people(texts: &[&str], title: &str) -> Vec<String> {
    let mut weighed: BTreeMap<String, Weighed> = BTreeMap::new();
    let mut alone: FxHashMap<String, i32> = FxHashMap::default();
    let mut characters: FxHashSet<String> = FxHashSet::default();
    for text in texts {
        let words = scan::words(text);
        let text = Text { text, words: &words };
        let runs = text.runs();
        for (at, run) in runs.iter().enumerate() {
            let follower = runs.get(at + 1);
            if run.words.len() == 1 {
                count(&mut alone, &text.folded(run.words.start));
                continue;
            }
            for part in text.names_of(run) {
                weigh(&text, &part, follower, &mut weighed, &mut characters);
            }
        }
    }
    let title = format!(" {} ", words::key(title));
    let judged = weighed.into_iter().filter_map(|(key, weighed)| {
        let sum = weighed.sum(&alone)
            - if title.contains(&format!(" {key} ")) { 4 } else { 0 }
            - if characters.contains(&key) || CHARACTERS.has(&key) { 6 } else { 0 };
        weighed.named(sum)
    });
    judged.collect()
}

fn count(words: &mut FxHashMap<String, i32>, word: &str) {
    match words.get_mut(word) {
        Some(count) => *count += 1,
        None => {
            words.insert(word.to_owned(), 1);
        }
    }
}

fn weigh(
    text: &Text<'_>,
    run: &Run,
    follower: Option<&Run>,
    weighed: &mut BTreeMap<String, Weighed>,
    characters: &mut FxHashSet<String>,
) {
    let Some(shape) = shape(text, run) else { return };
    let written = text.written(run);
    let key = words::key(&written);
    let (best, worst) = context::around(text, run, follower);
    if worst <= context::CHARACTER {
        characters.insert(key.clone());
    }
    let own = weighed.entry(key).or_default();
    own.shape = own.shape.max(shape);
    own.best = own.best.max(best);
    own.worst = own.worst.min(worst);
    own.first = text.folded(run.words.start).into_owned();
    own.last = text.folded(surname_of(text, run)).into_owned();
    *own.spellings.entry(written).or_default() += 1;
}

/// The last word that is no suffix.
fn surname_of(text: &Text<'_>, run: &Run) -> usize {
    let last = run.words.end - 1;
    if SUFFIXES.has(&text.folded(last)) { last - 1 } else { last }
}

/// What the words themselves say; `None` if they can't be a name.
fn shape(text: &Text<'_>, run: &Run) -> Option<i32> {
    let first = text.folded(run.words.start);
    let surname = surname_of(text, run);
    let last = text.folded(surname);
    if surname == run.words.start || is_surname_alone(text, run) {
        return None;
    }
    let is_initial = text.word(run.words.start).ends_with('.');
    let head = first.split('-').next().unwrap_or_default();
    let is_given = GIVEN.has(&first) || GIVEN.has(head);
    let mut sum = match (is_initial, is_given) {
        (true, _) => 3,
        (_, true) if COMMON.has(&first) || PLACES.has(&first) => 2,
        (_, true) => 3,
        _ => 0,
    };
    let mut full_words = 0;
    for at in run.words.start + 1..run.words.end {
        if run.nickname.contains(&at) {
            continue;
        }
        let word = text.folded(at);
        match text.words[at].case {
            _ if at > surname => sum += 2,
            Case::Initial => sum += 2,
            Case::Lower if PARTICLES.has(&word) => sum += 1,
            _ => full_words += 1,
        }
        let is_middle = at != surname;
        if is_middle && (COMMON.has(&word) || ENDS.has(&word)) && !GIVEN.has(&word) && !SURNAMES.has(&word) {
            sum -= 3;
        }
    }
    if !run.nickname.is_empty() {
        sum += 2;
    }
    if last.ends_with("esque") || last.ends_with("ian") && text.is_before_small(surname) && !GIVEN.has(&last)
    {
        sum -= 3;
    }
    sum -= last_word(&last, is_given || is_initial);
    sum -= (full_words - 2).max(0);
    if PLACES.has(&first) && !is_given {
        sum -= 4;
    }
    if shouted(text, run) {
        sum -= if is_given { 0 } else { 3 };
    }
    (last.chars().count() > 1).then_some(sum)
}

/// `De Niro`, `Di Clemente`: a particle written large, and what it belongs to.
fn is_surname_alone(text: &Text<'_>, run: &Run) -> bool {
    let first = text.folded(run.words.start);
    run.words.len() == 2
        && (first == "van" && text.folded(run.words.start + 1) != "johnson"
            || PARTICLES.has(&first) && !GIVEN.has(&first))
}

/// How much the last word speaks against a name.
fn last_word(last: &str, after_given: bool) -> i32 {
    let suspect = COMMON.has(last) || ENDS.has(last) || PLACES.has(last);
    match (suspect, SURNAMES.has(last)) {
        (false, _) => 0,
        (true, true) if after_given => 0,
        (true, true) => 2,
        (true, false) if GIVEN.has(last) => 1,
        (true, false) => 5,
    }
}

fn shouted(text: &Text<'_>, run: &Run) -> bool {
    run.words.clone().all(|at| text.words[at].case == Case::Shouted)
}

impl Weighed {
    fn sum(&self, alone: &FxHashMap<String, i32>) -> i32 {
        let count = |word: &String| alone.get(word).copied().unwrap_or(0);
        let (first, last) = (count(&self.first), count(&self.last));
        // Performers are called by their surnames, characters by their first names.
        let called = match (first, last) {
            (0, 0) => 0,
            (first, last) if first > last => -2,
            _ => 2,
        };
        self.shape + self.best + self.worst + called
    }

    fn named(self, sum: i32) -> Option<String> {
        if sum < SURE {
            return None;
        }
        let commonest = self.spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        commonest.map(|(name, _)| name)
    }
}
