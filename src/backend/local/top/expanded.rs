//! A word that stands for very many terms, in one segment: each document's frequency is known.

use tantivy::{DocId, TERMINATED};

use super::super::bm25::Bm25;
use super::super::lengths::{Lengths, odds_for};
use super::clause::Clause;
use super::lists::{LAST, Window};

/// The documents that have any of the forms.
pub(super) struct Expanded<'a> {
    /// How often each document has them; not at all where it is 0.
    frequencies: &'a [f32],
    bm25: &'a Bm25,
    lengths: &'a Lengths,
    doc: DocId,
}

impl<'a> Expanded<'a> {
    pub(super) fn new(frequencies: &'a [f32], bm25: &'a Bm25, lengths: &'a Lengths) -> Self {
        Self { frequencies, bm25, lengths, doc: TERMINATED }
    }
}

impl Clause for Expanded<'_> {
    fn window(&mut self, _: DocId) -> Window {
        Window { end: LAST, most: self.bm25.weight() }
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        let least = odds_for(self.bm25, needed)?;
        let end = self.frequencies.len().min(until as usize + 1);
        let rest = self.frequencies.get(target as usize..end)?;
        let is_enough = |(ahead, frequency): (usize, &f32)| {
            let doc = target + ahead as DocId;
            (*frequency > 0.0 && *frequency >= least * self.bm25.norm(self.lengths.id(doc))).then_some(doc)
        };
        self.doc = rest.iter().enumerate().find_map(is_enough)?;
        Some(self.doc)
    }

    fn most(&mut self) -> f32 {
        let frequency = self.frequencies.get(self.doc as usize).copied().unwrap_or_default();
        self.bm25.score(self.lengths.id(self.doc), frequency)
    }

    fn score(&mut self) -> Option<f32> {
        Some(self.most())
    }

    fn cost(&self) -> u64 {
        self.frequencies.len() as u64
    }

    fn effort(&self) -> u64 {
        1
    }

    fn matches(&self) -> Option<u64> {
        Some(self.frequencies.iter().filter(|frequency| **frequency > 0.0).count() as u64)
    }
}
