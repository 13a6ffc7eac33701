//! Posting lists that are read block by block, with a bound on what each block can be worth.

use std::io;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::super::bm25::Bm25;
use super::super::cursor::Slot;

/// The last document that there can be.
pub(super) const LAST: DocId = TERMINATED - 1;
/// Of the engine's blocks.
const BLOCK: usize = 128;
/// Questions so many documents apart are answered together.
const OFTEN: DocId = 32;
/// A share of the greatest score that nothing reaches, up to the precision of a float.
const ALMOST_ALL: f32 = 0.999_999;

/// The lengths of a field's texts in a segment, and what its blocks are bounded by.
///
/// With BM25 a match is worth `weight * u / (1 + u)`, where its *odds* `u` are its frequency divided by the
/// norm of its text. Odds of several words of one meaning add up, which shares of a score don't.
pub(super) struct Lengths {
    reader: FieldNormReader,
    /// Scores as they were when blocks were bounded, of a word that weighs anything.
    unit: Bm25Weight,
    /// The greatest of them.
    most: f32,
    /// The engine kept the best match of each block by the mean length of this segment. Where texts are longer
    /// on the whole, norms are smaller than it thought, by this much at most.
    stretch: f32,
}

impl Lengths {
    pub(super) fn open(reader: &SegmentReader, field: Field, mean_length: f32) -> tantivy::Result<Self> {
        let own_mean =
            reader.inverted_index(field)?.total_num_tokens() as f32 / reader.max_doc().max(1) as f32;
        let lengths = reader.fieldnorms_readers().get_field(field)?;
        let unit = Bm25Weight::for_one_term_without_explain(1, 1, own_mean);
        Ok(Self {
            reader: lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            most: unit.score(0, u32::MAX),
            unit,
            stretch: if own_mean > 0.0 { (mean_length / own_mean).max(1.0) } else { f32::INFINITY },
        })
    }

    pub(super) fn id(&self, doc: DocId) -> u8 {
        self.reader.fieldnorm_id(doc)
    }
}

/// The score of some odds, never too small.
pub(super) fn score_of_odds(bm25: &Bm25, odds: f32) -> f32 {
    if odds.is_finite() { bm25.weight() * (odds / (1.0 + odds)) } else { bm25.weight() }
}

/// The odds that a score takes; `None` if no match is worth so much.
pub(super) fn odds_for(bm25: &Bm25, score: f32) -> Option<f32> {
    if score <= 0.0 {
        return Some(f32::NEG_INFINITY);
    }
    let share = score / bm25.weight();
    (share < 1.0).then(|| share / (1.0 - share))
}

/// One posting list.
struct List {
    blocks: BlockSegmentPostings,
    /// Where in the block.
    at: usize,
    /// What an occurrence counts.
    weight: f32,
}

impl List {
    fn doc(&self) -> DocId {
        self.blocks.doc(self.at)
    }

    /// The last document of the block.
    fn last(&self) -> DocId {
        if self.blocks.block_len() == BLOCK { self.blocks.doc(BLOCK - 1) } else { LAST }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at = self.blocks.seek(target);
        }
        self.doc()
    }

    /// The greatest odds in the block.
    fn odds(&mut self, lengths: &Lengths) -> f32 {
        if self.blocks.block_len() == 0 {
            return f32::NEG_INFINITY;
        }
        let share = self.blocks.block_max_score(&lengths.reader, &lengths.unit) / lengths.most;
        if share >= ALMOST_ALL {
            return f32::INFINITY;
        }
        share / (1.0 - share) * lengths.stretch * self.weight
    }
}

/// The documents from where one looked up to `end`, included, and the greatest odds or score of any of them;
/// minus infinity where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) end: DocId,
    pub(super) most: f32,
}

/// The window that was looked at last. What bounds it bounds the rest of it.
#[derive(Default)]
pub(super) struct Known(Option<Window>);

impl Known {
    /// It, if the document lies in it. Documents are asked for in ascending order.
    pub(super) fn at(&self, target: DocId) -> Option<Window> {
        self.0.filter(|window| target <= window.end)
    }

    pub(super) fn keep(&mut self, window: Window) -> Window {
        self.0 = Some(window);
        window
    }
}

/// The lists of a word in all its forms.
pub(super) struct Lists {
    all: Vec<List>,
    known: Known,
    stretch: Stretch,
    /// The last single document that was asked for.
    asked: DocId,
}

impl Lists {
    pub(super) fn none() -> Self {
        Self { all: Vec::new(), known: Known::default(), stretch: Stretch::default(), asked: 0 }
    }

    /// Opens those that the segment has. What an occurrence of a form counts is its own weight, or 1.
    pub(super) fn open(
        index: &InvertedIndexReader,
        field: Field,
        slot: &Slot,
        is_weighted: bool,
    ) -> io::Result<Self> {
        let mut all = Self::none();
        for (term, form) in slot.terms(field).zip(slot.forms()) {
            if let Some(blocks) = index.read_block_postings(&term, IndexRecordOption::WithFreqs)? {
                let weight = if is_weighted { form.weight } else { 1.0 };
                all.all.push(List { blocks, at: 0, weight });
            }
        }
        Ok(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many documents there are, if one list tells.
    pub(super) fn documents(&self) -> Option<u64> {
        if let [only] = self.all.as_slice() { Some(only.blocks.doc_freq().into()) } else { None }
    }

    /// How many documents there are at most.
    pub(super) fn cost(&self) -> u64 {
        self.all.iter().map(|list| u64::from(list.blocks.doc_freq())).sum()
    }

    /// How often the word stands in a document; `None` if it does not.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> Option<f32> {
        let found = if self.stretch.holds(doc) { self.stretch.next(doc, doc) } else { self.look_up(doc) };
        found.map(|(_, frequency)| frequency)
    }

    /// The first document from `target` on, of any list.
    fn seek(&mut self, target: DocId) -> DocId {
        self.all.iter_mut().map(|list| list.seek(target)).min().unwrap_or(TERMINATED)
    }

    /// How often the word stands in a document that was sought, each form by its weight.
    fn frequency(&self, doc: DocId) -> f32 {
        let here = self.all.iter().filter(|list| list.doc() == doc);
        here.map(|list| list.blocks.freq(list.at) as f32 * list.weight).sum()
    }

    /// The odds of the blocks from `target` on.
    pub(super) fn window(&mut self, target: DocId, lengths: &Lengths) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        let (mut end, mut most) = (LAST, f32::NEG_INFINITY);
        for list in &mut self.all {
            if list.last() < target {
                list.seek(target);
            }
            let odds = list.odds(lengths);
            if odds >= 0.0 {
                end = end.min(list.last());
                most = most.max(0.0) + odds;
            }
        }
        self.known.keep(Window { end, most })
    }

    /// The first document from `target` to `until` whose odds are `least` or more. Documents behind `until` are
    /// left for later.
    pub(super) fn next(
        &mut self,
        mut target: DocId,
        until: DocId,
        least: f32,
        bm25: &Bm25,
        lengths: &Lengths,
    ) -> Option<(DocId, f32)> {
        while target <= until {
            let window = self.window(target, lengths);
            let stop = window.end.min(until);
            if window.most >= least {
                let found = match self.all.as_mut_slice() {
                    [only] => only.next(target, stop, least, bm25, lengths),
                    _ => self.next_of_several(target, stop, least, bm25, lengths),
                };
                if found.is_some() {
                    return found;
                }
            } else if window.most < 0.0 && window.end == LAST {
                return None;
            }
            target = stop + 1;
        }
        None
    }

    /// Several lists are read into a stretch of documents side by side: to walk them abreast would cost a
    /// comparison of all of them for each document. A single document is looked up.
    fn next_of_several(
        &mut self,
        mut target: DocId,
        stop: DocId,
        least: f32,
        bm25: &Bm25,
        lengths: &Lengths,
    ) -> Option<(DocId, f32)> {
        if target == stop && !self.stretch.holds(target) && !self.is_asked_often(target) {
            return self.look_up(target).filter(|found| found.1 / bm25.norm(lengths.id(found.0)) >= least);
        }
        while target <= stop {
            if !self.stretch.holds(target) {
                self.stretch.read(&mut self.all, target);
            }
            let until = stop.min(self.stretch.last());
            while let Some((doc, frequency)) = self.stretch.next(target, until) {
                if frequency / bm25.norm(lengths.id(doc)) >= least {
                    return Some((doc, frequency));
                }
                target = doc + 1;
            }
            // Behind the stretch nothing comes before the document where the next list stands.
            let next = self.all.iter().map(List::doc).min().unwrap_or(TERMINATED);
            target = if until == stop { until + 1 } else { next.max(until + 1) };
        }
        None
    }

    /// Whether single documents are asked for so close to each other that it pays to read them side by side.
    fn is_asked_often(&mut self, doc: DocId) -> bool {
        doc - std::mem::replace(&mut self.asked, doc) <= OFTEN
    }

    fn look_up(&mut self, doc: DocId) -> Option<(DocId, f32)> {
        (self.seek(doc) == doc).then(|| (doc, self.frequency(doc)))
    }
}

/// Documents side by side, with their frequencies.
#[derive(Default)]
struct Stretch {
    first: DocId,
    /// Of the documents from the first on; empty before anything is read.
    frequencies: Vec<f32>,
    /// Which of them have any, a bit each.
    present: Vec<u64>,
}

impl Stretch {
    const LENGTH: usize = 4096;

    fn holds(&self, doc: DocId) -> bool {
        !self.frequencies.is_empty() && doc >= self.first && doc <= self.last()
    }

    fn last(&self) -> DocId {
        self.first + (Self::LENGTH as DocId - 1)
    }

    fn read(&mut self, lists: &mut [List], first: DocId) {
        self.first = first;
        self.frequencies.clear();
        self.frequencies.resize(Self::LENGTH, 0.0);
        self.present.clear();
        self.present.resize(Self::LENGTH / 64, 0);
        let last = self.last();
        for list in lists {
            list.seek(first);
            while list.doc() <= last {
                let docs = list.blocks.docs().iter().zip(list.blocks.freqs()).skip(list.at);
                for (&doc, &frequency) in docs.take_while(|(doc, _)| **doc <= last) {
                    let at = (doc - first) as usize;
                    self.frequencies[at] += frequency as f32 * list.weight;
                    self.present[at / 64] |= 1 << (at % 64);
                }
                list.seek(list.last().min(last) + 1);
            }
        }
    }

    /// The first document from `target` to `until`, both within.
    fn next(&self, target: DocId, until: DocId) -> Option<(DocId, f32)> {
        let mut at = target.checked_sub(self.first)? as usize;
        let end = (until - self.first) as usize;
        while at <= end {
            let word = self.present.get(at / 64)? >> (at % 64);
            if word != 0 {
                at += word.trailing_zeros() as usize;
                return (at <= end).then(|| (self.first + at as DocId, self.frequencies[at]));
            }
            at = (at / 64 + 1) * 64;
        }
        None
    }
}

impl List {
    /// [`Lists::next`] within a block.
    fn next(
        &mut self,
        target: DocId,
        stop: DocId,
        least: f32,
        bm25: &Bm25,
        lengths: &Lengths,
    ) -> Option<(DocId, f32)> {
        self.seek(target);
        let (docs, frequencies) = (self.blocks.docs(), self.blocks.freqs());
        let from = self.at.min(docs.len());
        let least = least / self.weight;
        let candidates = docs[from..].iter().zip(&frequencies[from..]).zip(from..);
        for ((&doc, &frequency), at) in candidates.take_while(|((doc, _), _)| **doc <= stop) {
            // The last document of a full block stays the cursor's: there is none behind it to stand on.
            self.at = (at + 1).min(BLOCK - 1);
            if frequency as f32 >= least * bm25.norm(lengths.id(doc)) {
                self.at = at;
                return Some((doc, frequency as f32 * self.weight));
            }
        }
        None
    }
}
