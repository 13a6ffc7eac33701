//! Tests that a document passes or does not, and that say nothing of its score.

use std::fmt::Debug;
use std::ops::RangeInclusive;

use tantivy::DocId;
use tantivy::columnar::{Cardinality, Column};

use super::part::Part;
use crate::query::Bounds;

/// Tests that a document must all pass. Documents come to them in ascending order.
pub(super) struct Gates<'a>(Vec<Gate<'a>>);

impl<'a> Gates<'a> {
    pub(super) fn new(gates: Vec<Gate<'a>>) -> Self {
        Self(gates)
    }

    /// Whether a document passes. If it does not: the first behind it that may.
    pub(super) fn test(&mut self, doc: DocId) -> Result<(), DocId> {
        for gate in &mut self.0 {
            if !gate.lets_through(doc) {
                return Err(gate.next(doc + 1));
            }
        }
        Ok(())
    }
}

/// A test.
pub(super) enum Gate<'a> {
    /// A number in a column lies within bounds.
    Float(Ranged<f64>),
    /// The same for whole numbers.
    Signed(Ranged<i64>),
    /// This does not match.
    Without(Part<'a>),
}

impl Gate<'_> {
    fn lets_through(&mut self, doc: DocId) -> bool {
        match self {
            Gate::Float(ranged) => ranged.lets_through(doc),
            Gate::Signed(ranged) => ranged.lets_through(doc),
            Gate::Without(part) => !part.matches(doc),
        }
    }

    /// Whether no document of the segment passes, or every one, if that is known.
    pub(super) fn passes(&self) -> Option<bool> {
        match self {
            Gate::Float(ranged) => ranged.passes(),
            Gate::Signed(ranged) => ranged.passes(),
            Gate::Without(_) => None,
        }
    }

    /// The first document from this one on that may pass.
    fn next(&self, doc: DocId) -> DocId {
        match self {
            Gate::Float(ranged) => ranged.next(doc),
            Gate::Signed(ranged) => ranged.next(doc),
            Gate::Without(_) => doc,
        }
    }
}

/// A number that can be the end of a range.
pub(super) trait Number: PartialOrd + Copy + Debug + Send + Sync + 'static {
    const LEAST: Self;
    const GREATEST: Self;

    fn below(self) -> Self;
    fn above(self) -> Self;
}

impl Number for f64 {
    const LEAST: Self = f64::MIN;
    const GREATEST: Self = f64::MAX;

    fn below(self) -> Self {
        self.next_down()
    }

    fn above(self) -> Self {
        self.next_up()
    }
}

impl Number for i64 {
    const LEAST: Self = i64::MIN;
    const GREATEST: Self = i64::MAX;

    fn below(self) -> Self {
        self.saturating_sub(1)
    }

    fn above(self) -> Self {
        self.saturating_add(1)
    }
}

/// Documents so close to each other ...
const CLOSE: DocId = 16;
/// ... are tested together: so many at a time.
const TOGETHER: DocId = 4096;

/// The documents whose number lies in a range, looked up one by one or, where they are asked for close together, a
/// stretch at a time: to find one document's place in a column costs as much as to read several in a row.
pub(super) struct Ranged<T> {
    column: Column<T>,
    range: RangeInclusive<T>,
    asked: DocId,
    /// The stretch that was read: its first document, and a bit each.
    first: DocId,
    passing: Vec<u64>,
    found: Vec<DocId>,
}

impl<T: Number> Ranged<T> {
    pub(super) fn new(column: Column<T>, bounds: &Bounds<T>) -> Self {
        let low = bounds.low.map_or(T::LEAST, |(low, is_in)| if is_in { low } else { low.above() });
        let high = bounds.high.map_or(T::GREATEST, |(high, is_in)| if is_in { high } else { high.below() });
        Self { column, range: low..=high, asked: 0, first: 0, passing: Vec::new(), found: Vec::new() }
    }

    fn lets_through(&mut self, doc: DocId) -> bool {
        let is_close = doc - std::mem::replace(&mut self.asked, doc) <= CLOSE;
        let is_read =
            |ranged: &Self| doc >= ranged.first && (doc - ranged.first) / 64 < ranged.passing.len() as DocId;
        if !is_read(self) {
            if !is_close {
                return self.column.first(doc).is_some_and(|number| self.range.contains(&number));
            }
            self.read(doc);
        }
        let at = doc - self.first;
        self.passing.get((at / 64) as usize).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    /// Whether none or all of a segment's documents have such a number, if its least and greatest tell.
    fn passes(&self) -> Option<bool> {
        let (least, greatest) = (self.column.min_value(), self.column.max_value());
        let is_none = self.column.values.num_vals() == 0
            || self.range.is_empty()
            || *self.range.end() < least
            || *self.range.start() > greatest;
        let is_all = self.column.get_cardinality() == Cardinality::Full
            && self.range.contains(&least)
            && self.range.contains(&greatest);
        if is_none { Some(false) } else { is_all.then_some(true) }
    }

    /// As [`Gate::next`], as far as has been read.
    fn next(&self, doc: DocId) -> DocId {
        let Some(at) = doc.checked_sub(self.first) else { return doc };
        let mut word = (at / 64) as usize;
        if word >= self.passing.len() {
            return doc;
        }
        let mut bits = self.passing[word] >> (at % 64) << (at % 64);
        while bits == 0 {
            word += 1;
            let Some(next) = self.passing.get(word) else { break };
            bits = *next;
        }
        self.first + word as DocId * 64 + if bits == 0 { 0 } else { bits.trailing_zeros() }
    }

    fn read(&mut self, first: DocId) {
        self.first = first;
        self.passing.clear();
        self.passing.resize((TOGETHER / 64) as usize, 0);
        let end = first.saturating_add(TOGETHER).min(self.column.num_docs());
        self.found.clear();
        // Of a range below all values the engine's columns find the least value.
        if self.passes() != Some(false) {
            self.column.get_docids_for_value_range(self.range.clone(), first..end, &mut self.found);
        }
        for doc in &self.found {
            let at = doc - first;
            self.passing[(at / 64) as usize] |= 1 << (at % 64);
        }
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{FAST, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    use super::*;

    #[test]
    fn documents_pass_alike_one_by_one_and_together() {
        let mut schema = Schema::builder();
        let field = schema.add_f64_field("score", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
        let score = |doc: DocId| (!doc.is_multiple_of(3)).then_some(f64::from(doc % 21 + 1) / 2.0);
        for doc in 0..10_000 {
            let mut document = TantivyDocument::new();
            if let Some(score) = score(doc) {
                document.add_f64(field, score);
            }
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        for (low, high) in [
            (Some((8.0, true)), None),
            (Some((2.0, false)), Some((9.5, false))),
            (None, Some((3.5, true))),
            (None, Some((0.25, true))),
            (Some((11.0, true)), None),
        ] {
            let bounds = Bounds { low, high };
            for step in [1, 7, 16, 17, 600] {
                let mut at = 0;
                for reader in searcher.segment_readers() {
                    let mut gate = Ranged::new(reader.fast_fields().f64("score").unwrap(), &bounds);
                    for doc in (0..reader.max_doc()).step_by(step) {
                        let expected = score(at + doc).is_some_and(|score| bounds.contains(&score));
                        assert_eq!(gate.lets_through(doc), expected, "{bounds:?} {step} {doc}");
                        assert!(expected || gate.passes() != Some(true));
                        let next = gate.next(doc + 1);
                        let is_passed_by = |doc| score(at + doc).is_some_and(|score| bounds.contains(&score));
                        assert!(
                            next > doc && !(doc + 1..next.min(reader.max_doc())).any(is_passed_by),
                            "{bounds:?} {step} {doc}"
                        );
                    }
                    at += reader.max_doc();
                }
            }
        }
    }
}
