//! A part of a query that can say what it is worth at most before it says what it is worth.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, TERMINATED};

use super::super::bm25::Bm25;
use super::super::lengths::{Lengths, odds_for, score_of_odds};
use super::lists::{LAST, Lists, Window};

/// What it takes to read positions, or to ask the engine.
pub(super) const EFFORT: u64 = 10;

/// Finds documents by score, each time as far as is needed.
///
/// Documents are asked for in ascending order. What was passed by because it was worth less than needed
/// is never asked for again with a lower need.
pub(super) trait Clause {
    /// A bound on the score of any document from `target` up to the window's end.
    fn window(&mut self, target: DocId) -> Window;

    /// Moves to the first document from `target` to `until`, both included, that may match and be worth `needed`.
    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId>;

    /// What the document where it stands is worth at most.
    fn most(&mut self) -> f32;

    /// What that document is worth; `None` if it does not match after all.
    fn score(&mut self) -> Option<f32>;

    /// How many documents it has to look at, roughly.
    fn cost(&self) -> u64;

    /// What it takes to say whether a document matches, where 1 is a word.
    fn effort(&self) -> u64;

    /// How many documents match, deleted ones included, if that is known beforehand.
    fn matches(&self) -> Option<u64> {
        None
    }
}

/// [`Clause::next`] window by window: `within` looks into one whose bounds are known and may suffice.
pub(super) fn next_by_windows<C: Clause>(
    clause: &mut C,
    mut target: DocId,
    until: DocId,
    needed: f32,
    within: impl Fn(&mut C, DocId, DocId, f32) -> Option<DocId>,
) -> Option<DocId> {
    while target <= until {
        let window = clause.window(target);
        let stop = window.end.min(until);
        // Where there is nothing, nothing is looked for, however little is needed.
        let is_enough = window.most >= needed.max(0.0);
        let found = if is_enough { within(clause, target, stop, needed) } else { None };
        if found.is_some() {
            return found;
        }
        target = stop + 1;
    }
    None
}

/// A word in one or more forms.
pub(super) struct Word<'a> {
    pub(super) lists: Lists,
    pub(super) bm25: &'a Bm25,
    pub(super) lengths: &'a Lengths,
    doc: DocId,
    frequency: f32,
}

impl<'a> Word<'a> {
    pub(super) fn new(lists: Lists, bm25: &'a Bm25, lengths: &'a Lengths) -> Self {
        Self { lists, bm25, lengths, doc: TERMINATED, frequency: 0.0 }
    }
}

impl Clause for Word<'_> {
    fn window(&mut self, target: DocId) -> Window {
        let window = self.lists.window(target, self.lengths);
        if window.most < 0.0 {
            window
        } else {
            Window { most: score_of_odds(self.bm25, window.most), ..window }
        }
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        let least = odds_for(self.bm25, needed)?;
        let (doc, frequency) = self.lists.next(target, until, least, self.bm25, self.lengths)?;
        (self.doc, self.frequency) = (doc, frequency);
        Some(doc)
    }

    fn most(&mut self) -> f32 {
        self.bm25.score(self.lengths.id(self.doc), self.frequency)
    }

    fn score(&mut self) -> Option<f32> {
        Some(self.most())
    }

    fn cost(&self) -> u64 {
        self.lists.cost()
    }

    fn effort(&self) -> u64 {
        1
    }

    fn matches(&self) -> Option<u64> {
        self.lists.documents()
    }
}

/// What the engine finds.
pub(super) struct Engine {
    scorer: Box<dyn Scorer>,
    /// No score is greater.
    most: f32,
}

impl Engine {
    pub(super) fn new(scorer: Box<dyn Scorer>, most: f32) -> Self {
        Self { scorer, most }
    }
}

impl Clause for Engine {
    fn window(&mut self, _: DocId) -> Window {
        let most = if self.scorer.doc() == TERMINATED { f32::NEG_INFINITY } else { self.most };
        Window { end: LAST, most }
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        if self.most < needed {
            return None;
        }
        let doc = self.scorer.doc();
        let doc = if doc < target { self.scorer.seek(target) } else { doc };
        (doc <= until).then_some(doc)
    }

    fn most(&mut self) -> f32 {
        self.most
    }

    fn score(&mut self) -> Option<f32> {
        Some(self.scorer.score())
    }

    fn cost(&self) -> u64 {
        self.scorer.cost()
    }

    fn effort(&self) -> u64 {
        EFFORT
    }
}
