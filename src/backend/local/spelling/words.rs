//! Which word of the archive a misspelt one may be.

use std::io;
use std::ops::Range;

use super::Doubt;
use super::spots::Spot;
use crate::backend::local::Local;
use crate::backend::local::compound::splits;
use crate::backend::local::dictionary::Dictionary;
use crate::words;

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// Words from this length on may be two edits away.
const LONG: usize = 6;
/// What each edit takes off the logarithm of a word's frequency: a word at two edits must be some
/// hundred times as frequent as one at a single edit.
const EDIT: f32 = 5.0;
/// People rarely get the first letter wrong.
const FIRST_LETTER: f32 = 3.0;
/// A blank that was forgotten.
const SPLIT: f32 = 6.0;
/// So many words are kept for each.
const MOST_OPTIONS: usize = 3;
/// A word of at most so many reviews may be a slip of the archive itself ...
const RARE: u64 = 2;
/// ... where another one at a single edit is in so many times as many reviews.
const COMMONER: u64 = 100;
/// Of a rare word, whoever looks for it is more likely to mean it.
const SHORTEST_RARE: usize = 5;
/// Both halves of a word that was written together must have so many letters.
const SHORTEST_HALF: usize = 3;

/// A word that may be misspelt, and what it may be.
pub(super) struct Misspelt {
    pub(super) leaf: usize,
    /// Where it stands in the leaf's text.
    pub(super) range: Range<usize>,
    /// The best first.
    pub(super) options: Vec<Spelling>,
}

/// One way to correct a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spelling {
    pub(super) text: String,
    /// The more, the likelier.
    pub(super) likelihood: f32,
}

/// The misspelt words of all spots that can be corrected.
pub(super) fn misspelt(local: &Local<'_>, spots: &[Spot], doubt: Doubt) -> io::Result<Vec<Misspelt>> {
    let mut all = Vec::new();
    for spot in spots {
        for token in spot.tokens.iter().filter(|token| is_correctable(&token.text)) {
            let options = options(&local.dictionary(spot.field), spot, &token.text, doubt)?;
            if !options.is_empty() {
                all.push(Misspelt { leaf: spot.leaf, range: token.range.clone(), options });
            }
        }
    }
    Ok(all)
}

/// The words, as they were typed, that no review has.
pub(super) fn unknown(local: &Local<'_>, spots: &[Spot]) -> io::Result<Vec<String>> {
    let mut unknown: Vec<String> = Vec::new();
    for spot in spots {
        for token in &spot.tokens {
            let typed = &spot.text[token.range.clone()];
            if !is_known(&local.dictionary(spot.field), spot, &token.text)?
                && !unknown.iter().any(|u| u == typed)
            {
                unknown.push(typed.to_owned());
            }
        }
    }
    Ok(unknown)
}

/// Numbers, short words and scripts without an alphabet have no spelling to be wrong.
fn is_correctable(word: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && !words::stands_alone(c);
    word.chars().count() >= SHORTEST && word.chars().all(is_letter)
}

/// Whether any review has the word, in a form that the query would accept.
fn is_known(dictionary: &Dictionary<'_>, spot: &Spot, word: &str) -> io::Result<bool> {
    let forms = if spot.is_stemmed { dictionary.forms_of_stem(word)? } else { dictionary.forms(word)? };
    for form in forms {
        if dictionary.has(&form.term)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn options(dictionary: &Dictionary<'_>, spot: &Spot, word: &str, doubt: Doubt) -> io::Result<Vec<Spelling>> {
    let is_known = is_known(dictionary, spot, word)?;
    let own = dictionary.documents(word)?;
    if is_known && (own > RARE || own == 0 || word.chars().count() < SHORTEST_RARE) {
        return Ok(Vec::new());
    }
    let mut options = if is_known {
        commoner(dictionary, word, own)?
    } else {
        let mut near = near(dictionary, word)?;
        near.extend(apart(dictionary, word)?);
        near
    };
    if doubt == Doubt::Strong && !is_known {
        options.retain(|option| !option.text.contains(' '));
    }
    options.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.text.cmp(&b.text)));
    options.truncate(MOST_OPTIONS);
    Ok(options)
}

/// Words within one or two edits.
fn near(dictionary: &Dictionary<'_>, word: &str) -> io::Result<Vec<Spelling>> {
    let distance = if word.chars().count() < LONG { 1 } else { 2 };
    let mut options: Vec<Spelling> = Vec::new();
    for form in dictionary.near(word, distance)?.into_iter().filter(|form| form.word != word) {
        let documents = dictionary.documents(&form.term)?;
        let is_new = !options.iter().any(|option| option.text == form.word);
        if documents > 0 && is_new && is_correctable(&form.word) {
            let likelihood = likelihood(word, &form.word, documents, form.edits());
            options.push(Spelling { text: form.word, likelihood });
        }
    }
    Ok(options)
}

/// Words at a single edit that are much commoner than this one.
fn commoner(dictionary: &Dictionary<'_>, word: &str, own: u64) -> io::Result<Vec<Spelling>> {
    let mut options = Vec::new();
    for form in dictionary.near(word, 1)?.into_iter().filter(|form| form.word != word && form.width == 1) {
        let documents = dictionary.documents(&form.term)?;
        let same_beginning = form.word.chars().next() == word.chars().next();
        if documents >= own.saturating_mul(COMMONER) && same_beginning && is_correctable(&form.word) {
            let likelihood = likelihood(word, &form.word, documents, 1.0);
            options.push(Spelling { text: form.word, likelihood });
        }
    }
    Ok(options)
}

/// The word as two words of the archive.
fn apart(dictionary: &Dictionary<'_>, word: &str) -> io::Result<Vec<Spelling>> {
    let mut options = Vec::new();
    for (left, right) in splits(word) {
        if left.chars().count() < SHORTEST_HALF || right.chars().count() < SHORTEST_HALF {
            continue;
        }
        let documents = dictionary.documents(left)?.min(dictionary.documents(right)?);
        if documents > 0 {
            let likelihood = (documents as f32).ln_1p() - SPLIT;
            options.push(Spelling { text: format!("{left} {right}"), likelihood });
        }
    }
    Ok(options)
}

/// A noisy channel in its simplest form: how often the word is used, less what the slip costs
/// (Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel Model", 1990).
fn likelihood(typed: &str, word: &str, documents: u64, edits: f32) -> f32 {
    let keeps_first = typed.chars().next() == word.chars().next();
    (documents as f32).ln_1p() - EDIT * edits - if keeps_first { 0.0 } else { FIRST_LETTER }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nearer_word_wins_unless_the_other_is_far_more_common() {
        let near = |documents| likelihood("reevs", "reeves", documents, 1.0);
        assert!(near(3) > likelihood("reevs", "revels", 40, 2.0));
        assert!(near(1) < likelihood("reevs", "revels", 40_000, 2.0));
        assert!(near(3) > likelihood("reevs", "peeves", 3, 1.0), "the first letter counts");
    }

    #[test]
    fn numbers_short_words_and_other_scripts_stay() {
        assert!(is_correctable("reevs"));
        for word in ["1984", "wik", "se7en", "千尋千尋"] {
            assert!(!is_correctable(word), "{word}");
        }
    }
}
