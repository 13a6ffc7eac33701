//! Words of one field as an engine query: any of several forms, a phrase, or words near each other.

use std::collections::HashMap;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, TantivyError};

use super::bm25::Bm25;
use super::cursor::{Slot, SlotCursor};
use super::expansion::{ExpansionScorer, MANY_FORMS};
use super::intervals::{self, Found, Interval, NarrowPlace};
use super::pairs::pairs;
use crate::schema::TEXT;

/// Words that must stand together in one field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sequence {
    /// One slot a word. A single one is just that word, wherever it stands.
    pub(super) slots: Vec<Slot>,
    /// How many moves from the exact phrase; `None` for the exact phrase.
    pub(super) slop: Option<u32>,
    /// What a match counts: more for words that the query repeats, less for function words.
    pub(super) weight: f32,
}

impl Sequence {
    /// All places of the sequence, given where each slot stands.
    pub(super) fn places(&self, slots: &[&[Interval]]) -> Vec<Found> {
        match self.slop {
            None => intervals::exact(slots),
            Some(slop) => intervals::near(slots, slop),
        }
    }
}

/// A [`Sequence`] in a field.
#[derive(Debug, Clone)]
pub(super) struct SequenceQuery {
    pub(super) field: Field,
    pub(super) sequence: Sequence,
}

impl Query for SequenceQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = Bm25::of(&scoring, self.field, &self.sequence)?;
        let scored = scoring.is_scoring_enabled();
        Ok(Box::new(SequenceWeight { query: self.clone(), bm25, scored }))
    }
}

struct SequenceWeight {
    query: SequenceQuery,
    bm25: Bm25,
    scored: bool,
}

impl Weight for SequenceWeight {
    fn scorer(&self, reader: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let SequenceQuery { field, sequence } = &self.query;
        let bm25 = self.bm25.boosted(boost);
        let lengths = match reader.fieldnorms_readers().get_field(*field)? {
            Some(lengths) if self.scored => lengths,
            _ => FieldNormReader::constant(reader.max_doc(), 1),
        };
        if let [slot] = sequence.slots.as_slice()
            && slot.forms().len() >= MANY_FORMS
        {
            return Ok(Box::new(ExpansionScorer::open(reader, *field, slot, lengths, bm25)?));
        }
        let matcher = SequenceMatcher::open(reader, *field, sequence)?;
        if matcher.cursors.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let mut scorer = SequenceScorer { matcher, lengths, bm25, frequency: None };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain_by_scoring(self, reader, doc, "words together, BM25")
    }
}

/// The explanation of a query that has nothing more to say than its score.
pub(super) fn explain_by_scoring(
    weight: &dyn Weight,
    reader: &SegmentReader,
    doc: DocId,
    what: &'static str,
) -> tantivy::Result<Explanation> {
    let mut scorer = weight.scorer(reader, 1.0)?;
    if scorer.doc() > doc || scorer.seek(doc) != doc {
        return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
    }
    Ok(Explanation::new(what, scorer.score()))
}

/// Finds the places of a sequence document by document.
pub(super) struct SequenceMatcher {
    sequence: Sequence,
    /// One for each different slot.
    cursors: Vec<SlotCursor>,
    /// For each slot of the sequence, its cursor.
    cursor_of: Vec<usize>,
    /// How often each cursor's slot is in the sequence.
    repeats: Vec<u32>,
    /// The cursors from the rarest on: the order in which they are moved.
    order: Vec<usize>,
    /// What must be there too, for the phrase has it: pairs of very common words.
    pairs: Vec<SlotCursor>,
    /// Where a phrase of two such words may be something else than the pair; `None` if it is no such phrase.
    beside_pair: Option<SlotCursor>,
    intervals: Vec<Vec<Interval>>,
    positions: Vec<Vec<u32>>,
    buffer: Vec<u32>,
    near: Vec<NarrowPlace>,
}

impl SequenceMatcher {
    pub(super) fn open(reader: &SegmentReader, field: Field, sequence: &Sequence) -> tantivy::Result<Self> {
        Self::open_with(reader, field, sequence, sequence.slots.len() > 1)
    }

    /// Like [`SequenceMatcher::open`], with positions even for a single word.
    pub(super) fn open_with(
        reader: &SegmentReader,
        field: Field,
        sequence: &Sequence,
        positions: bool,
    ) -> tantivy::Result<Self> {
        let mut matcher = Self {
            sequence: sequence.clone(),
            cursors: Vec::new(),
            cursor_of: Vec::with_capacity(sequence.slots.len()),
            repeats: Vec::new(),
            order: Vec::new(),
            pairs: Vec::new(),
            beside_pair: None,
            intervals: Vec::new(),
            positions: Vec::new(),
            buffer: Vec::new(),
            near: Vec::new(),
        };
        let mut known: HashMap<Vec<&str>, usize> = HashMap::new();
        for slot in &sequence.slots {
            let terms = slot.forms().iter().map(|form| form.term.as_str()).collect();
            let at = *known.entry(terms).or_insert(matcher.cursors.len());
            if at == matcher.cursors.len() {
                matcher.cursors.push(SlotCursor::open(reader, field, slot, positions)?);
                matcher.repeats.push(0);
            }
            matcher.repeats[at] += 1;
            matcher.cursor_of.push(at);
        }
        let count = matcher.cursors.len();
        matcher.order = (0..count).collect();
        matcher.order.sort_by_key(|&at| matcher.cursors[at].size_hint());
        matcher.open_pairs(reader, field)?;
        matcher.intervals = vec![Vec::new(); count];
        matcher.positions = vec![Vec::new(); count];
        Ok(matcher)
    }

    /// In other fields there are no pairs.
    fn open_pairs(&mut self, reader: &SegmentReader, field: Field) -> tantivy::Result<()> {
        if reader.schema().get_field_name(field) != TEXT {
            return Ok(());
        }
        let pairs = pairs(&self.sequence);
        for pair in &pairs {
            self.pairs.push(SlotCursor::open(reader, field, &pair.slot, false)?);
        }
        if let ([pair], 2) = (pairs.as_slice(), self.sequence.slots.len()) {
            let none = Slot::new(Vec::new());
            let others = pair.others.as_ref().unwrap_or(&none);
            self.beside_pair = Some(SlotCursor::open(reader, field, others, false)?);
        }
        Ok(())
    }

    /// How often the sequence stands in the current document, if the pair alone tells.
    fn frequency_of_pair(&mut self) -> Option<f32> {
        let doc = self.doc();
        let others = self.beside_pair.as_mut()?;
        let is_beside = others.doc() == doc || (others.doc() < doc && others.seek(doc) == doc);
        if is_beside { None } else { self.pairs.first().map(SlotCursor::frequency) }
    }

    fn doc(&self) -> DocId {
        self.order.first().map_or(TERMINATED, |&lead| self.cursors[lead].doc())
    }

    /// Moves to `target` or to the next document behind it that has all the words.
    pub(super) fn seek_all(&mut self, mut target: DocId) -> DocId {
        if self.order.is_empty() {
            return TERMINATED;
        }
        'candidates: loop {
            let cursors = &mut self.cursors;
            for cursor in &mut self.pairs {
                let doc = if cursor.doc() < target { cursor.seek(target) } else { cursor.doc() };
                if doc == TERMINATED {
                    return TERMINATED;
                }
                target = target.max(doc);
            }
            for &at in &self.order {
                let cursor = &mut cursors[at];
                let doc = if cursor.doc() < target { cursor.seek(target) } else { cursor.doc() };
                if doc == TERMINATED {
                    return TERMINATED;
                }
                if doc > target {
                    target = doc;
                    continue 'candidates;
                }
            }
            if self.pairs.iter().all(|cursor| cursor.doc() == target) {
                return target;
            }
        }
    }

    /// How often the sequence stands in a document, none before the last one that was asked for.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> f32 {
        if self.seek_all(doc) == doc { self.frequency() } else { 0.0 }
    }

    /// How often the sequence stands in the current document: a place some moves off counts less.
    fn frequency(&mut self) -> f32 {
        if self.sequence.slots.len() == 1 {
            return self.cursors.iter().map(SlotCursor::frequency).sum();
        }
        if let Some(frequency) = self.frequency_of_pair() {
            return frequency;
        }
        if self.sequence.slop.is_none() && self.cursors.iter().all(SlotCursor::is_narrow) {
            return self.count_narrow() as f32;
        }
        if let Some(worth) = self.worth_of_two() {
            return worth;
        }
        self.places().iter().map(|found| 1.0 / (1.0 + found.moves as f32)).sum()
    }

    /// What the places of two words near each other are worth, if each is one word at a time.
    fn worth_of_two(&mut self) -> Option<f32> {
        let slop = self.sequence.slop?;
        let [one, other] = self.cursor_of.as_slice() else { return None };
        if one == other {
            return None;
        }
        for (at, cursor) in self.cursors.iter_mut().enumerate() {
            let (intervals, positions) = (&mut self.intervals[at], &mut self.positions[at]);
            cursor.intervals(&mut self.buffer, intervals);
            if intervals.iter().any(|interval| !interval.is_narrow()) {
                return None;
            }
            positions.clear();
            positions.extend(intervals.iter().map(|interval| interval.start));
        }
        let (one, other) = (&self.positions[*one], &self.positions[*other]);
        intervals::worth_near_narrow(one, other, slop, &mut self.near)
    }

    fn count_narrow(&mut self) -> u32 {
        if self.lacks_repeats() {
            return 0;
        }
        for (cursor, positions) in self.cursors.iter_mut().zip(&mut self.positions) {
            cursor.narrow_positions(positions);
        }
        let slots: Vec<&[u32]> = self.cursor_of.iter().map(|&at| self.positions[at].as_slice()).collect();
        intervals::count_exact_narrow(&slots)
    }

    /// All places in the current document, which has all the words.
    pub(super) fn places(&mut self) -> Vec<Found> {
        if self.lacks_repeats() {
            return Vec::new();
        }
        for (cursor, intervals) in self.cursors.iter_mut().zip(&mut self.intervals) {
            cursor.intervals(&mut self.buffer, intervals);
        }
        let slots: Vec<&[Interval]> =
            self.cursor_of.iter().map(|&at| self.intervals[at].as_slice()).collect();
        self.sequence.places(&slots)
    }

    /// Whether a word does not stand as often in the document as in the sequence.
    fn lacks_repeats(&self) -> bool {
        let counts = self.cursors.iter().map(SlotCursor::occurrences);
        counts.zip(&self.repeats).any(|(count, &repeats)| count < repeats)
    }
}

/// A matcher that is opened when a document is first asked for: most sequences are never looked for by their positions.
pub(super) struct LateMatcher<'a> {
    reader: &'a SegmentReader,
    field: Field,
    sequence: &'a Sequence,
    opened: Option<SequenceMatcher>,
}

impl<'a> LateMatcher<'a> {
    /// Opens nothing yet.
    pub(super) fn new(reader: &'a SegmentReader, field: Field, sequence: &'a Sequence) -> Self {
        Self { reader, field, sequence, opened: None }
    }

    /// [`SequenceMatcher::frequency_at`]
    pub(super) fn frequency_at(&mut self, doc: DocId) -> tantivy::Result<f32> {
        let matcher = match &mut self.opened {
            Some(matcher) => matcher,
            none => none.insert(SequenceMatcher::open(self.reader, self.field, self.sequence)?),
        };
        Ok(matcher.frequency_at(doc))
    }
}

struct SequenceScorer {
    matcher: SequenceMatcher,
    lengths: FieldNormReader,
    bm25: Bm25,
    /// Of the current document, once known.
    frequency: Option<f32>,
}

impl SequenceScorer {
    /// Moves on from the current document to the first that matches, if it does not.
    fn settle(&mut self) -> DocId {
        let mut doc = self.matcher.seek_all(self.matcher.doc());
        while doc != TERMINATED {
            let frequency = self.matcher.frequency();
            if frequency > 0.0 {
                self.frequency = Some(frequency);
                return doc;
            }
            doc = self.matcher.seek_all(doc + 1);
        }
        // A cursor that ran out earlier than the lead must not leave the lead on a document.
        self.matcher.order.clear();
        TERMINATED
    }
}

impl DocSet for SequenceScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.doc();
        if doc == TERMINATED { TERMINATED } else { self.seek(doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        if self.matcher.seek_all(target) == TERMINATED {
            self.matcher.order.clear();
            return TERMINATED;
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.matcher.doc()
    }

    fn size_hint(&self) -> u32 {
        self.matcher.order.first().map_or(0, |&lead| self.matcher.cursors[lead].size_hint())
    }
}

impl Scorer for SequenceScorer {
    fn score(&mut self) -> f32 {
        let frequency = self.frequency.unwrap_or(0.0);
        self.bm25.score(self.lengths.fieldnorm_id(self.doc()), frequency)
    }
}
