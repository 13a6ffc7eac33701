//! Misspelt words that are words: `Jonny Depp`, where somebody else is called Jonny.
//!
//! The archive has each of them, so only their neighbours can tell. A pair of neighbours that stands
//! nowhere in the archive, but does with one word spelled otherwise, was meant otherwise.

use std::io;
use std::ops::Range;

use tantivy::collector::Count;

use super::spots::Spot;
use super::words::{Misspelt, Spelling, instead_of};
use crate::backend::local::Local;
use crate::backend::local::cursor::Slot;
use crate::backend::local::execute::query_of;
use crate::backend::local::plan::{Field, Plan};
use crate::backend::local::sequence::Sequence;

/// A word of a group of neighbours, corrected if no review has it.
struct Word {
    leaf: usize,
    range: Range<usize>,
    field: Field,
    text: String,
    is_known: bool,
}

/// The words of a group that its other words speak against, with what they speak for.
pub(super) fn slips(local: &Local<'_>, group: &[&Spot], misspelt: &[Misspelt]) -> io::Result<Vec<Misspelt>> {
    let words: Vec<Word> = group.iter().flat_map(|spot| words_of(spot, misspelt)).collect();
    let mut all = Vec::new();
    for pair in words.windows(2) {
        let [first, second] = pair else { continue };
        if local.stand_together(first.field, &first.text, &second.text)? {
            continue;
        }
        let before = |option: &str| local.stand_together(first.field, option, &second.text);
        all.extend(slip(local, first, before)?);
        let after = |option: &str| local.stand_together(first.field, &first.text, option);
        all.extend(slip(local, second, after)?);
    }
    Ok(all)
}

fn words_of(spot: &Spot, misspelt: &[Misspelt]) -> Vec<Word> {
    let word = |token: &crate::words::Token| {
        let mut all = misspelt.iter().filter(|word| word.leaf == spot.leaf && word.range == token.range);
        let corrected = all.next().and_then(|word| word.options.first());
        Word {
            leaf: spot.leaf,
            range: token.range.clone(),
            field: spot.field,
            text: corrected.map_or_else(|| token.text.clone(), |option| crate::words::key(&option.text)),
            is_known: corrected.is_none(),
        }
    };
    spot.tokens.iter().map(word).collect()
}

/// The word with the spellings that its neighbour confirms.
fn slip(
    local: &Local<'_>,
    word: &Word,
    is_confirmed: impl Fn(&str) -> io::Result<bool>,
) -> io::Result<Option<Misspelt>> {
    if !word.is_known {
        return Ok(None);
    }
    for option in instead_of(&local.dictionary(word.field), &word.text)? {
        if is_confirmed(&option.text)? {
            let text = local.as_written(word.field, &option.text)?;
            let options = vec![Spelling { text, ..option }];
            return Ok(Some(Misspelt { leaf: word.leaf, range: word.range.clone(), options }));
        }
    }
    Ok(None)
}

impl Local<'_> {
    /// Whether two words stand beside each other in any review.
    fn stand_together(&self, field: Field, first: &str, second: &str) -> io::Result<bool> {
        let dictionary = self.dictionary(field);
        let slots = vec![Slot::new(dictionary.forms(first)?), Slot::new(dictionary.forms(second)?)];
        let plan = Plan::Match(field, Sequence { slots, slop: None, weight: 1.0 });
        let query = query_of(&plan, self.reader.fields());
        let count = self.searcher.search(&*query, &Count).map_err(io::Error::other)?;
        Ok(count > 0)
    }

    /// A word of the dictionary as the archive writes it.
    pub(super) fn as_written(&self, field: Field, word: &str) -> io::Result<String> {
        if word.contains(' ') {
            return Ok(word.to_owned());
        }
        let dictionary = self.dictionary(field);
        for form in dictionary.forms(word)? {
            if dictionary.has(&form.term)? {
                return self.written(field.handle(self.reader.fields()), &form.term);
            }
        }
        Ok(word.to_owned())
    }
}
