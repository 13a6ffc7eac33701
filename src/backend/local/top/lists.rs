//! Posting lists that are read block by block, with a bound on what each block can be worth.

use std::io;

use tantivy::{DocId, TERMINATED};

use super::super::bm25::Bm25;
use super::super::lengths::Lengths;
use super::super::postings::Postings;

/// The last document that there can be.
pub(super) const LAST: DocId = TERMINATED - 1;
/// Questions so many documents apart are answered together.
const OFTEN: DocId = 32;

/// One posting list.
struct List {
    postings: Postings,
    /// What an occurrence counts.
    weight: f32,
    /// Whether an occurrence is one word.
    is_narrow: bool,
    /// The greatest odds behind the last full block, once they have been looked for.
    tail: Option<f32>,
    /// For positions, where the list has been read ahead.
    places: Option<Postings>,
}

impl List {
    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    /// The last document of the block.
    fn last(&self) -> DocId {
        self.postings.last().min(LAST)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    /// The greatest odds in the block; minus infinity if it has nothing.
    fn odds(&mut self, lengths: &Lengths) -> f32 {
        if let Some(best) = self.postings.best() {
            return lengths.odds(best) * self.weight;
        }
        *self.tail.get_or_insert_with(|| odds_of_rest(&mut self.postings, lengths) * self.weight)
    }

    /// The greatest odds in a stretch of documents, as far as the blocks' bounds tell; it stays where it stands.
    fn odds_ahead(&mut self, first: DocId, last: DocId, lengths: &Lengths) -> f32 {
        let (mut most, mut has_tail) = (f32::NEG_INFINITY, false);
        for best in self.postings.bests(first, last) {
            match best {
                Some(best) => most = most.max(lengths.odds(best) * self.weight),
                None => has_tail = true,
            }
        }
        if !has_tail {
            return most;
        }
        let tail = *self.tail.get_or_insert_with(|| {
            let mut other = self.postings.again();
            other.seek_block(LAST);
            odds_of_rest(&mut other, lengths) * self.weight
        });
        most.max(tail)
    }
}

/// The greatest odds in what is left of the block.
fn odds_of_rest(postings: &mut Postings, lengths: &Lengths) -> f32 {
    let (docs, frequencies) = postings.rest_of_block();
    let odds = docs.iter().zip(frequencies);
    let odds = odds.map(|(doc, frequency)| lengths.odds_of(*doc, *frequency as f32));
    odds.fold(f32::NEG_INFINITY, f32::max)
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
    /// The least that an occurrence of any form counts, and no more than 1.
    least_weight: f32,
    known: Known,
    stretch: Stretch,
    /// The last single document that was asked for.
    asked: DocId,
    buffer: Vec<u32>,
}

impl Lists {
    pub(super) fn none() -> Self {
        Self {
            all: Vec::new(),
            least_weight: 1.0,
            known: Known::default(),
            stretch: Stretch::default(),
            asked: 0,
            buffer: Vec::new(),
        }
    }

    /// Adds a posting list, with what an occurrence counts and how many words it covers.
    pub(super) fn add(&mut self, postings: Postings, weight: f32, width: u32) {
        self.all.push(List { postings, weight, is_narrow: width == 1, tail: None, places: None });
        self.least_weight = self.least_weight.min(weight);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many documents there are, if one list tells.
    pub(super) fn documents(&self) -> Option<u64> {
        if let [only] = self.all.as_slice() { Some(only.postings.doc_freq().into()) } else { None }
    }

    /// How many documents there are at most.
    pub(super) fn cost(&self) -> u64 {
        self.all.iter().map(|list| u64::from(list.postings.doc_freq())).sum()
    }

    /// How often the word stands in a document; `None` if it does not. One list is left standing there.
    pub(super) fn frequency_at(&mut self, doc: DocId) -> Option<f32> {
        if self.is_single() && !self.stretch.holds(doc) {
            return self.look_up(doc).map(|(_, frequency)| frequency);
        }
        self.frequency_ahead(doc)
    }

    /// The same, but where documents are asked for close together, the list is read ahead.
    pub(super) fn frequency_ahead(&mut self, doc: DocId) -> Option<f32> {
        if !self.stretch.holds(doc) {
            if !self.is_asked_often(doc) {
                return self.look_up(doc).map(|(_, frequency)| frequency);
            }
            self.stretch.read(&mut self.all, doc);
        }
        self.stretch.frequency_at(doc)
    }

    /// How many times at most the word stands where its frequency, or its odds, are so much: forms may count less than
    /// once.
    pub(super) fn times(&self, frequency: f32) -> f32 {
        frequency / self.least_weight
    }

    /// Whether an occurrence is always one word.
    pub(super) fn is_narrow(&self) -> bool {
        self.all.iter().all(|list| list.is_narrow)
    }

    /// Whether there is one list.
    pub(super) fn is_single(&self) -> bool {
        self.all.len() == 1
    }

    /// Where the word begins in a document that it was found in, ascending. Answers whether each time it covers one
    /// position.
    pub(super) fn positions(&mut self, doc: DocId, into: &mut Vec<u32>) -> io::Result<bool> {
        into.clear();
        if let [only] = self.all.as_mut_slice()
            && only.postings.is_at(doc)
        {
            only.postings.positions(into)?;
            return Ok(only.is_narrow);
        }
        let mut is_narrow = true;
        for list in &mut self.all {
            let places = list.places.get_or_insert_with(|| list.postings.again());
            if places.seek(doc) == doc {
                is_narrow &= list.is_narrow;
                places.positions(&mut self.buffer)?;
                into.extend(&self.buffer);
            }
        }
        into.sort_unstable();
        Ok(is_narrow)
    }

    /// The first document from `target` on, of any list.
    fn seek(&mut self, target: DocId) -> DocId {
        self.all.iter_mut().map(|list| list.seek(target)).min().unwrap_or(TERMINATED)
    }

    /// How often the word stands in a document that was sought, each form by its weight.
    fn frequency(&mut self, doc: DocId) -> f32 {
        let here = self.all.iter_mut().filter(|list| list.doc() == doc);
        here.map(|list| list.postings.frequency() as f32 * list.weight).sum()
    }

    /// The odds of the blocks from `target` on.
    pub(super) fn window(&mut self, target: DocId, lengths: &Lengths) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        // Lists that have been read into a stretch stand behind it.
        if self.stretch.holds(target) {
            return self.known.keep(self.stretch.window(target, lengths));
        }
        let (mut end, mut most) = (LAST, f32::NEG_INFINITY);
        for list in &mut self.all {
            list.postings.seek_block(target);
            let odds = list.odds(lengths);
            if odds >= 0.0 {
                end = end.min(list.last());
                most = most.max(0.0) + odds;
            }
        }
        self.known.keep(Window { end, most })
    }

    /// The odds of the stretch of documents that begins at `first`, before it is read.
    pub(super) fn stretch_ahead(&mut self, first: DocId, lengths: &Lengths) -> Window {
        let end = first.saturating_add(Stretch::LENGTH as DocId - 1).min(LAST);
        let mut most = f32::NEG_INFINITY;
        for list in &mut self.all {
            let odds = list.odds_ahead(first, end, lengths);
            if odds >= 0.0 {
                most = most.max(0.0) + odds;
            }
        }
        Window { end, most }
    }

    /// The stretch of documents that begins at `first`, read. Stretches that are read follow each other.
    pub(super) fn stretch_at(&mut self, first: DocId) -> &Stretch {
        if self.stretch.frequencies.is_empty() || self.stretch.first != first {
            self.stretch.read(&mut self.all, first);
        }
        &self.stretch
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
                    [only] if !self.stretch.holds(target) => only.next(target, stop, least, bm25, lengths),
                    _ => self.next_side_by_side(target, stop, least, bm25, lengths),
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
    fn next_side_by_side(
        &mut self,
        mut target: DocId,
        stop: DocId,
        least: f32,
        bm25: &Bm25,
        lengths: &Lengths,
    ) -> Option<(DocId, f32)> {
        if target == stop && !self.stretch.holds(target) && !self.is_asked_often(target) {
            return self.look_up(target).filter(|found| found.1 >= least * bm25.norm(lengths.id(found.0)));
        }
        while target <= stop {
            if !self.stretch.holds(target) {
                self.stretch.read(&mut self.all, target);
            }
            let until = stop.min(self.stretch.last());
            while let Some((doc, frequency)) = self.stretch.next(target, until) {
                if frequency >= least * bm25.norm(lengths.id(doc)) {
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
pub(super) struct Stretch {
    first: DocId,
    /// Of the documents from the first on; empty before anything is read.
    frequencies: Vec<f32>,
    /// Which of them have any, a bit each.
    present: Vec<u64>,
}

impl Stretch {
    pub(super) const LENGTH: usize = 4096;
    /// So many times 64 documents have one bound.
    const WORDS: usize = 4;

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
                let weight = list.weight;
                let (docs, frequencies) = list.postings.rest_of_block();
                let docs = docs.iter().zip(frequencies);
                for (&doc, &frequency) in docs.take_while(|(doc, _)| **doc <= last) {
                    let at = (doc - first) as usize;
                    self.frequencies[at] += frequency as f32 * weight;
                    self.present[at / 64] |= 1 << (at % 64);
                }
                list.seek(list.last().min(last) + 1);
            }
        }
    }

    /// The greatest odds of the documents about this one.
    fn window(&self, doc: DocId, lengths: &Lengths) -> Window {
        let from = ((doc - self.first) / 64) as usize / Self::WORDS * Self::WORDS;
        let mut most = f32::NEG_INFINITY;
        for (word, bits) in self.present.iter().enumerate().skip(from).take(Self::WORDS) {
            let mut present = *bits;
            while present != 0 {
                let at = word * 64 + present.trailing_zeros() as usize;
                most = most.max(lengths.odds_of(self.first + at as DocId, self.frequencies[at]));
                present &= present - 1;
            }
        }
        Window { end: (self.first + ((from + Self::WORDS) * 64 - 1) as DocId).min(LAST), most }
    }

    /// Which of so many times 64 documents have the word, a bit each.
    pub(super) fn present(&self, word: usize) -> u64 {
        self.present[word]
    }

    /// How often the word stands in a document of the stretch.
    pub(super) fn frequency_at(&self, doc: DocId) -> Option<f32> {
        let at = (doc - self.first) as usize;
        (self.present[at / 64] >> (at % 64) & 1 == 1).then(|| self.frequencies[at])
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
        let (least, weight) = (least / self.weight, self.weight);
        let (docs, frequencies) = self.postings.rest_of_block();
        let mut passed = 0;
        let candidates = docs.iter().zip(frequencies).take_while(|(doc, _)| **doc <= stop);
        for (&doc, &frequency) in candidates {
            if frequency as f32 >= least * bm25.norm(lengths.id(doc)) {
                self.postings.skip(passed);
                return Some((doc, frequency as f32 * weight));
            }
            passed += 1;
        }
        self.postings.skip(passed);
        None
    }
}
