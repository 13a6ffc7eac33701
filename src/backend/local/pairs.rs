//! Phrases of very common words, by the terms that the index has for two of them in a row.

use super::cursor::Slot;
use super::dictionary::Form;
use super::sequence::Sequence;
use crate::schema::PAIR_MARK;
use crate::words::is_commonest;

/// Two neighbouring words of a phrase that the index has as one term.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// The place of the first in the phrase.
    pub(super) at: usize,
    /// The pair, and whatever else the words may be: compounds are never part of a pair. Where the phrase stands, one
    /// of these does, and as often.
    pub(super) slot: Slot,
    /// That without the pair; `None` if there is nothing else.
    pub(super) others: Option<Slot>,
}

/// The pairs of an exact phrase, at each place where there is one.
pub(super) fn pairs(sequence: &Sequence) -> Vec<Pair> {
    if sequence.slop.is_some() {
        return Vec::new();
    }
    let neighbours = sequence.slots.windows(2).enumerate();
    neighbours.filter_map(|(at, two)| pair(at, &two[0], &two[1])).collect()
}

fn pair(at: usize, first: &Slot, second: &Slot) -> Option<Pair> {
    let (one, other) = (common_form(first)?, common_form(second)?);
    let term = format!("{PAIR_MARK}{} {}", one.term, other.term);
    let pair = Form { word: term.clone(), term, width: 2, weight: 1.0 };
    let is_other = |form: &&Form| form.term != one.term && form.term != other.term;
    let mut others: Vec<Form> =
        first.forms().iter().chain(second.forms()).filter(is_other).cloned().collect();
    others.sort_by(|one, other| one.term.cmp(&other.term));
    others.dedup_by(|one, other| one.term == other.term);
    let slot = Slot::new(others.iter().cloned().chain([pair]).collect());
    Some(Pair { at, slot, others: (!others.is_empty()).then(|| Slot::new(others)) })
}

fn common_form(slot: &Slot) -> Option<&Form> {
    slot.forms().iter().find(|form| form.width == 1 && is_commonest(&form.term))
}
