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
/// What is given back where two neighbours were swapped or a letter is doubled or should be: the
/// fingers do that by themselves.
const SLIP: f32 = 1.5;
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
#[derive(Clone)]
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
    for (at, spot) in spots.iter().enumerate() {
        for token in spot.tokens.iter().filter(|token| is_correctable(&token.text)) {
            let dictionary = local.dictionary(spot.field);
            // Something was found, and maybe by this word and its neighbour as one, or by its halves.
            if doubt == Doubt::Strong && is_compound(&dictionary, spots, at, &token.text)? {
                continue;
            }
            let mut options = options(&dictionary, spot, &token.text, doubt)?;
            for option in &mut options {
                option.text = local.as_written(spot.field, &option.text)?;
            }
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

/// Whether the archive has the word together with its neighbour, or its halves.
fn is_compound(dictionary: &Dictionary<'_>, spots: &[Spot], at: usize, word: &str) -> io::Result<bool> {
    let is_there = |word: &str| Ok::<_, io::Error>(dictionary.has(word)? || dictionary.has_joined(word)?);
    let neighbour = |at: Option<usize>| Some(spots.get(at?)?.tokens.first()?.text.as_str());
    let before = neighbour(at.checked_sub(1)).map(|before| format!("{before}{word}"));
    let after = neighbour(at.checked_add(1)).map(|after| format!("{word}{after}"));
    for joined in before.into_iter().chain(after) {
        if is_there(&joined)? {
            return Ok(true);
        }
    }
    for (left, right) in splits(word) {
        if is_there(left)? && is_there(right)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A word that some review has is never replaced: that another one is commoner is no reason, and is
/// only said where something was found.
fn options(dictionary: &Dictionary<'_>, spot: &Spot, word: &str, doubt: Doubt) -> io::Result<Vec<Spelling>> {
    let mut options = match (is_known(dictionary, spot, word)?, doubt) {
        (true, Doubt::Any | Doubt::Slips) => Vec::new(),
        (true, Doubt::Strong) => commoner(dictionary, word)?,
        (false, Doubt::Any) => [near(dictionary, word)?, apart(dictionary, word)?].concat(),
        (false, Doubt::Strong | Doubt::Slips) => near(dictionary, word)?,
    };
    if doubt == Doubt::Slips {
        options.retain(|option| is_slip(word, &option.text));
    }
    keep_best(&mut options);
    Ok(options)
}

/// What a word that the archive has may be instead, if its neighbours say so.
pub(super) fn instead_of(dictionary: &Dictionary<'_>, word: &str) -> io::Result<Vec<Spelling>> {
    if !is_correctable(word) {
        return Ok(Vec::new());
    }
    let mut options = near(dictionary, word)?;
    keep_best(&mut options);
    Ok(options)
}

fn keep_best(options: &mut Vec<Spelling>) {
    options.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood).then_with(|| a.text.cmp(&b.text)));
    options.truncate(MOST_OPTIONS);
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

/// Words at a single edit that are much commoner than this rare one.
fn commoner(dictionary: &Dictionary<'_>, word: &str) -> io::Result<Vec<Spelling>> {
    let own = dictionary.documents(word)?;
    if own > RARE || own == 0 || word.chars().count() < SHORTEST_RARE {
        return Ok(Vec::new());
    }
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
    let edits = EDIT * edits - if is_slip(typed, word) { SLIP } else { 0.0 };
    (documents as f32).ln_1p() - edits - if keeps_first { 0.0 } else { FIRST_LETTER }
}

/// Whether the words differ in nothing but two swapped neighbours or one doubled letter.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let at = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 if at + 1 < short.len() => {
            (short[at], short[at + 1]) == (long[at + 1], long[at]) && short[at + 2..] == long[at + 2..]
        }
        1 => at > 0 && long[at - 1] == long[at] && short[at..] == long[at + 1..],
        _ => false,
    }
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
    fn what_the_fingers_do_by_themselves_is_likelier() {
        for (typed, meant) in [("recieve", "receive"), ("johanson", "johansson"), ("tomorow", "tomorrow")] {
            assert!(is_slip(typed, meant) && is_slip(meant, typed), "{typed} for {meant}");
        }
        for (typed, other) in [("recieve", "relieve"), ("reevs", "reeves"), ("reeves", "reeves"), ("", "a")] {
            assert!(!is_slip(typed, other), "{typed} for {other}");
        }
        assert!(likelihood("recieve", "receive", 1, 1.0) > likelihood("recieve", "relieve", 2, 1.0));
    }

    #[test]
    fn numbers_short_words_and_other_scripts_stay() {
        assert!(is_correctable("reevs"));
        for word in ["1984", "wik", "se7en", "千尋千尋"] {
            assert!(!is_correctable(word), "{word}");
        }
    }
}
