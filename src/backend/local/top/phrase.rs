//! Words together: first where all of them are, and only then, if that can be worth enough, their positions.

use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader, TERMINATED};

use super::super::bm25::Bm25;
use super::super::cursor::Slot;
use super::super::lengths::{Lengths, odds_for, score_of_odds};
use super::super::sequence::{LateMatcher, Sequence};
use super::clause::{Clause, EFFORT};
use super::lists::{Known, LAST, Lists, Window};

/// A word of the sequence, or two that the index has as one.
pub(super) struct PhraseWord {
    pub(super) lists: Lists,
    /// How many positions behind the first of the sequence.
    pub(super) offset: u32,
}

/// A sequence of words in one segment.
pub(super) struct Phrase<'a> {
    bm25: &'a Bm25,
    lengths: &'a Lengths,
    /// Where the sequence can be, the rarest first: it stands nowhere more often than any of them.
    words: Vec<PhraseWord>,
    /// So many of these, from the first on, tell where it can be. What is nearly everywhere says nothing.
    telling: usize,
    /// Whether the places of the words, each so far behind the first, are those of the sequence.
    is_plain: bool,
    starts: Vec<u32>,
    positions: Vec<u32>,
    /// In a phrase of two very common words: where it may be something else than the pair of them.
    beside_pair: Option<Lists>,
    known: Known,
    matcher: LateMatcher<'a>,
    doc: DocId,
    /// How often the sequence stands there at most.
    at_most: f32,
}

impl<'a> Phrase<'a> {
    pub(super) fn new(
        reader: &'a SegmentReader,
        field: Field,
        sequence: &'a Sequence,
        bm25: &'a Bm25,
        lengths: &'a Lengths,
        mut words: Vec<PhraseWord>,
        beside_pair: Option<Lists>,
    ) -> Self {
        words.sort_by_key(|word| word.lists.cost());
        let documents = u64::from(reader.max_doc());
        let is_everywhere = |word: &PhraseWord| !word.lists.is_single() && word.lists.cost() >= documents;
        let telling = words.iter().skip(1).take_while(|word| !is_everywhere(word)).count() + 1;
        Self {
            bm25,
            lengths,
            is_plain: is_plain(sequence, &words),
            starts: Vec::new(),
            positions: Vec::new(),
            words,
            telling,
            beside_pair,
            known: Known::default(),
            matcher: LateMatcher::new(reader, field, sequence),
            doc: TERMINATED,
            at_most: 0.0,
        }
    }

    fn odds(&mut self, target: DocId) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        let mut all = Window { end: LAST, most: f32::INFINITY };
        for word in self.words.iter_mut().take(self.telling) {
            let window = word.lists.window(target, self.lengths);
            all = Window { end: all.end.min(window.end), most: all.most.min(window.most) };
        }
        self.known.keep(all)
    }

    /// The first document up to `stop` that has all the words, and often enough.
    fn next_with_all(&mut self, mut target: DocId, stop: DocId, least: f32) -> Option<DocId> {
        let (bm25, lengths) = (self.bm25, self.lengths);
        let (rarest, others) = self.words.get_mut(..self.telling)?.split_first_mut()?;
        while let Some((doc, frequency)) = rarest.lists.next(target, stop, least, bm25, lengths) {
            let enough = least * bm25.norm(lengths.id(doc));
            let mut at_most = frequency;
            let has_all = others.iter_mut().all(|word| {
                at_most = at_most.min(word.lists.frequency_at(doc).unwrap_or(0.0));
                at_most > 0.0 && at_most >= enough
            });
            if has_all {
                (self.doc, self.at_most) = (doc, at_most);
                return Some(doc);
            }
            target = doc + 1;
        }
        None
    }

    fn frequency(&mut self) -> tantivy::Result<f32> {
        if self.beside_pair.as_mut().is_some_and(|others| others.frequency_at(self.doc).is_none()) {
            return Ok(self.at_most);
        }
        if self.is_plain {
            return Ok(self.count_plain()? as f32);
        }
        self.matcher.frequency_at(self.doc)
    }

    /// The places of the rarest word that are left when those of the others, one after the other, are known: common
    /// words, which have many, are seldom looked at.
    fn count_plain(&mut self) -> std::io::Result<usize> {
        let Self { words, starts, positions, doc, .. } = self;
        let Some((rarest, others)) = words.split_first_mut() else { return Ok(0) };
        rarest.lists.positions(*doc, starts)?;
        starts.retain_mut(|start| {
            let first = start.checked_sub(rarest.offset);
            *start = first.unwrap_or_default();
            first.is_some()
        });
        for word in others {
            if starts.is_empty() {
                break;
            }
            word.lists.positions(*doc, positions)?;
            let mut at = 0;
            starts.retain(|start| {
                let wanted = start + word.offset;
                while positions.get(at).is_some_and(|position| *position < wanted) {
                    at += 1;
                }
                positions.get(at) == Some(&wanted)
            });
        }
        Ok(starts.len())
    }
}

impl Clause for Phrase<'_> {
    fn window(&mut self, target: DocId) -> Window {
        let window = self.odds(target);
        if window.most < 0.0 {
            window
        } else {
            Window { most: score_of_odds(self.bm25, window.most), ..window }
        }
    }

    fn next(&mut self, mut target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        let least = odds_for(self.bm25, needed)?;
        while target <= until {
            let window = self.odds(target);
            let stop = window.end.min(until);
            let found = if window.most < least { None } else { self.next_with_all(target, stop, least) };
            if found.is_some() {
                return found;
            }
            target = stop + 1;
        }
        None
    }

    fn most(&mut self) -> f32 {
        self.bm25.score(self.lengths.id(self.doc), self.at_most)
    }

    fn score(&mut self) -> Option<f32> {
        // A posting list that can't be read has been reported by the pass over the documents' count.
        let frequency = self.frequency().ok().filter(|frequency| *frequency > 0.0)?;
        Some(self.bm25.score(self.lengths.id(self.doc), frequency))
    }

    fn cost(&self) -> u64 {
        self.words.first().map_or(0, |word| word.lists.cost()) * 8
    }

    fn effort(&self) -> u64 {
        if self.beside_pair.is_some() { 1 } else { EFFORT }
    }

    fn matches(&self) -> Option<u64> {
        let is_pair_alone = self.beside_pair.as_ref().is_some_and(Lists::is_empty);
        self.words.first().filter(|_| is_pair_alone)?.lists.documents()
    }
}

/// In an exact phrase whose words cover one position each and, where two of them are one term, can be nothing else.
fn is_plain(sequence: &Sequence, words: &[PhraseWord]) -> bool {
    let is_one_term = |slot: &Slot| matches!(slot.forms(), [form] if form.width == 1);
    let has_pairs = words.len() < sequence.slots.len();
    sequence.slop.is_none()
        && if has_pairs {
            sequence.slots.iter().all(is_one_term) && words.iter().all(|word| word.lists.is_single())
        } else {
            words.iter().all(|word| word.lists.is_narrow())
        }
}
