//! Words of which a document must have all, or any, and which are worth more where they stand near each other.
//!
//! What most people type. Each word has one cursor, for its frequency and for its positions. A stretch of documents has
//! a bound for each word: without the words that are *required* in it nothing there is worth enough, so the rarest of
//! these leads (after Turtle and Flood, "Query evaluation: strategies and optimizations", 1995). Positions are read only
//! where the words alone, with all of them as near as can be, could be worth enough.
//!
//! Words that stand in many documents are read *abreast*, a stretch of documents at a time: which of them have all that
//! is required is told by their bits, 64 at once.

use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::super::bm25::Bm25;
use super::super::intervals::{NarrowPlace, worth_near_narrow};
use super::super::lengths::{Lengths, odds_for, score_of_odds};
use super::super::sequence::{LateMatcher, Sequence};
use super::clause::{Clause, EFFORT, next_by_windows};
use super::gate::Gates;
use super::lists::{Known, LAST, Lists, Window};

/// Words are read abreast if one document in so many has to be looked at.
const ABREAST: u64 = 64;

/// A word of the list.
pub(super) struct Listing<'a> {
    lists: Lists,
    bm25: &'a Bm25,
    /// What it can be worth in the window, and its odds there; minus infinity where it is not at all.
    most: f32,
    odds: f32,
    /// How often it stands in the document; 0 if it does not.
    frequency: f32,
    /// The next document that it brings, and its frequency there; those before `asked` have been looked at.
    ahead: DocId,
    frequency_ahead: f32,
    asked: DocId,
    positions: Vec<u32>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(lists: Lists, bm25: &'a Bm25) -> Self {
        Self {
            lists,
            bm25,
            most: 0.0,
            odds: 0.0,
            frequency: 0.0,
            ahead: TERMINATED,
            frequency_ahead: 0.0,
            asked: 0,
            positions: Vec::new(),
        }
    }

    /// The first document from `target` to `stop` in which the word is worth `needed`.
    fn bring(&mut self, target: DocId, stop: DocId, needed: f32, lengths: &Lengths) -> Option<DocId> {
        if self.ahead != TERMINATED && self.ahead >= target {
            return Some(self.ahead);
        }
        if self.asked > stop {
            return None;
        }
        let least = odds_for(self.bm25, needed)?;
        let from = target.max(self.asked);
        let found = self.lists.next(from, stop, least, self.bm25, lengths);
        (self.ahead, self.frequency_ahead) = found.unwrap_or((TERMINATED, 0.0));
        self.asked = found.map_or(stop, |(doc, _)| doc).saturating_add(1);
        found.map(|(doc, _)| doc)
    }

    /// How often the word stands in a document. One that it has passed by, where it was worth too little, is not worth
    /// enough whatever else it has.
    fn frequency_at(&mut self, doc: DocId) -> Option<f32> {
        if self.ahead == doc {
            return Some(self.frequency_ahead);
        }
        if self.asked > doc { None } else { self.lists.frequency_ahead(doc) }
    }
}

/// Two of the words, and what it is worth that they are near each other.
pub(super) struct Near<'a> {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) sequence: &'a Sequence,
    pub(super) bm25: &'a Bm25,
}

/// What is asked of the words.
pub(super) struct Asked<'a> {
    pub(super) words: Vec<Listing<'a>>,
    /// Whether a document must have all of them.
    pub(super) all: bool,
    pub(super) near: Vec<Near<'a>>,
    pub(super) gates: Gates<'a>,
}

/// The words in one segment.
pub(super) struct Listed<'a> {
    lengths: &'a Lengths,
    /// How many the segment has.
    documents: DocId,
    asked: Asked<'a>,
    /// The order in which words are looked up: the rarest first if all must be there, else what can be worth most.
    order: Vec<usize>,
    /// What all words can be worth in the window, and all pairs of them.
    words_most: f32,
    near_most: f32,
    /// Whether the words are read abreast, and the first document of the stretch.
    is_abreast: bool,
    first: DocId,
    /// The words that a document of the window must have.
    required: Vec<usize>,
    /// For pairs that are more than a word each.
    matchers: Vec<LateMatcher<'a>>,
    places: Vec<NarrowPlace>,
    known: Known,
    doc: DocId,
    /// What the words are worth there.
    worth: f32,
}

impl<'a> Listed<'a> {
    /// `is_gone_through`: documents are asked for from the first to the last, and not one here and there.
    pub(super) fn new(
        reader: &'a SegmentReader,
        field: Field,
        lengths: &'a Lengths,
        asked: Asked<'a>,
        is_gone_through: bool,
    ) -> Self {
        let mut order: Vec<usize> = (0..asked.words.len()).collect();
        order.sort_by_key(|&at| asked.words[at].lists.cost());
        let is_dense = cost(&asked) * ABREAST >= u64::from(reader.max_doc());
        Self {
            is_abreast: is_gone_through && asked.all && asked.words.len() > 1 && is_dense,
            first: 0,
            required: Vec::new(),
            lengths,
            documents: reader.max_doc(),
            order,
            words_most: 0.0,
            near_most: 0.0,
            matchers: asked.near.iter().map(|near| LateMatcher::new(reader, field, near.sequence)).collect(),
            asked,
            places: Vec::new(),
            known: Known::default(),
            doc: TERMINATED,
            worth: 0.0,
        }
    }

    /// What a document of the window can be worth that lacks a word.
    fn most_without(&self, word: usize) -> f32 {
        let near = self.asked.near.iter().filter(|near| near.one != word && near.other != word);
        let near: f32 = near.map(|near| self.near_at_most(near)).sum();
        self.words_most - self.asked.words[word].most.max(0.0) + near
    }

    /// Words are near each other nowhere more often than any of them stands.
    fn near_at_most(&self, near: &Near<'_>) -> f32 {
        let [one, other] = [near.one, near.other].map(|at| &self.asked.words[at]);
        let odds = one.lists.times(one.odds).min(other.lists.times(other.odds));
        if odds < 0.0 { 0.0 } else { score_of_odds(near.bm25, odds) }
    }

    /// Finds the words without which no document of the window is worth enough, or may match.
    fn require(&mut self, needed: f32) {
        let mut required = std::mem::take(&mut self.required);
        required.clear();
        let words = 0..self.asked.words.len();
        required.extend(words.filter(|&word| self.asked.all || self.most_without(word) < needed));
        self.required = required;
    }

    /// The first document up to `stop` that has the words, passes, and can be worth `needed`.
    fn next_within(&mut self, mut target: DocId, stop: DocId, needed: f32) -> Option<DocId> {
        self.require(needed);
        let lead = self.lead();
        while target <= stop {
            let doc = if self.is_abreast {
                self.next_present(target, stop)
            } else {
                self.next_brought(lead, target, stop, needed)
            }?;
            if let Err(next) = self.asked.gates.test(doc) {
                target = next;
                continue;
            }
            if self.reaches(doc, needed) {
                self.doc = doc;
                return Some(doc);
            }
            target = doc + 1;
        }
        None
    }

    /// The first document of the stretch that has all required words; if none is required, any word.
    fn next_present(&mut self, target: DocId, stop: DocId) -> Option<DocId> {
        let first = self.first;
        let mut at = target.checked_sub(first)? as usize;
        let end = stop.checked_sub(first)? as usize;
        while at <= end {
            let words = &mut self.asked.words;
            let mut bits = |word: usize| words[word].lists.stretch_at(first).present(at / 64);
            let bits = match self.required.as_slice() {
                [] => (0..self.order.len()).fold(0, |any, word| any | bits(word)),
                required => required.iter().fold(u64::MAX, |all, &word| all & bits(word)),
            };
            let bits = bits >> (at % 64);
            if bits != 0 {
                at += bits.trailing_zeros() as usize;
                return (at <= end).then_some(first + at as DocId);
            }
            at = (at / 64 + 1) * 64;
        }
        None
    }

    /// The rarest of the required words.
    fn lead(&self) -> Option<usize> {
        if self.asked.all {
            return self.order.first().copied();
        }
        self.required.iter().copied().min_by_key(|&word| self.asked.words[word].lists.cost())
    }

    /// The first document that the leading word brings; without one, any word.
    fn next_brought(
        &mut self,
        lead: Option<usize>,
        target: DocId,
        stop: DocId,
        needed: f32,
    ) -> Option<DocId> {
        match lead {
            Some(lead) => self.bring(lead, target, stop, needed),
            None => {
                (0..self.asked.words.len()).filter_map(|word| self.bring(word, target, stop, needed)).min()
            }
        }
    }

    fn bring(&mut self, word: usize, target: DocId, stop: DocId, needed: f32) -> Option<DocId> {
        let all = self.words_most + self.near_most;
        let word = &mut self.asked.words[word];
        let others = all - word.most.max(0.0);
        word.bring(target, stop, needed - others, self.lengths)
    }

    /// Whether a document has the words that it must have, and can be worth enough.
    fn reaches(&mut self, doc: DocId, needed: f32) -> bool {
        let length = self.lengths.id(doc);
        let (mut worth, mut left) = (0.0, self.words_most + self.near_most);
        for &word in &self.order {
            let word = &mut self.asked.words[word];
            let frequency = if self.is_abreast {
                word.lists.stretch_at(self.first).frequency_at(doc)
            } else {
                word.frequency_at(doc)
            };
            if frequency.is_none() && self.asked.all {
                return false;
            }
            word.frequency = frequency.unwrap_or(0.0);
            worth += word.bm25.score(length, word.frequency);
            left -= word.most.max(0.0);
            if worth + left < needed {
                return false;
            }
        }
        self.worth = worth;
        worth + self.nearness_at_most(length) >= needed
    }

    fn nearness_at_most(&self, length: u8) -> f32 {
        let most = |near: &Near<'_>| {
            let [one, other] = [near.one, near.other].map(|at| &self.asked.words[at]);
            near.bm25.score(length, one.lists.times(one.frequency).min(other.lists.times(other.frequency)))
        };
        self.asked.near.iter().map(most).sum()
    }

    fn nearness(&mut self) -> tantivy::Result<f32> {
        let length = self.lengths.id(self.doc);
        let mut worth = 0.0;
        for at in 0..self.asked.near.len() {
            let near = &self.asked.near[at];
            if [near.one, near.other].iter().any(|word| self.asked.words[*word].frequency <= 0.0) {
                continue;
            }
            let frequency = match self.times_near(at)? {
                Some(times) => times,
                None => self.matchers[at].frequency_at(self.doc)?,
            };
            worth += self.asked.near[at].bm25.score(length, frequency);
        }
        Ok(worth)
    }

    /// By the positions of two words that cover one each; `None` if some cover more.
    fn times_near(&mut self, at: usize) -> tantivy::Result<Option<f32>> {
        let Asked { words, near, .. } = &mut self.asked;
        let Near { one, other, sequence, .. } = near[at];
        let Some(slop) = sequence.slop else { return Ok(None) };
        for word in [one, other] {
            let word = &mut words[word];
            if !word.lists.positions(self.doc, &mut word.positions)? {
                return Ok(None);
            }
        }
        Ok(worth_near_narrow(&words[one].positions, &words[other].positions, slop, &mut self.places))
    }
}

/// How many documents have to be looked at, at most.
fn cost(asked: &Asked<'_>) -> u64 {
    let costs = asked.words.iter().map(|word| word.lists.cost());
    if asked.all { costs.min().unwrap_or(0) } else { costs.sum() }
}

impl Clause for Listed<'_> {
    fn window(&mut self, target: DocId) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        if target >= self.documents {
            return self.known.keep(Window { end: LAST, most: f32::NEG_INFINITY });
        }
        let (mut end, mut present) = (LAST, 0);
        self.first = target;
        self.words_most = 0.0;
        for word in &mut self.asked.words {
            let window = if self.is_abreast {
                word.lists.stretch_ahead(target, self.lengths)
            } else {
                word.lists.window(target, self.lengths)
            };
            end = end.min(window.end);
            word.odds = window.most;
            word.most = if window.most < 0.0 { window.most } else { score_of_odds(word.bm25, window.most) };
            self.words_most += word.most.max(0.0);
            present += usize::from(window.most >= 0.0);
        }
        self.near_most = self.asked.near.iter().map(|near| self.near_at_most(near)).sum();
        let words = &self.asked.words;
        if !self.asked.all {
            self.order.sort_unstable_by(|one, other| words[*other].most.total_cmp(&words[*one].most));
        }
        let is_possible = if self.asked.all { present == words.len() } else { present > 0 };
        let most = if is_possible { self.words_most + self.near_most } else { f32::NEG_INFINITY };
        self.known.keep(Window { end, most })
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        next_by_windows(self, target, until, needed, Self::next_within)
    }

    fn most(&mut self) -> f32 {
        self.worth + self.nearness_at_most(self.lengths.id(self.doc))
    }

    fn score(&mut self) -> Option<f32> {
        // What can't be read has been reported by the pass over the documents' count.
        Some(self.worth + self.nearness().unwrap_or(0.0))
    }

    fn cost(&self) -> u64 {
        cost(&self.asked)
    }

    fn effort(&self) -> u64 {
        if self.asked.near.is_empty() { self.asked.words.len() as u64 } else { EFFORT }
    }
}
