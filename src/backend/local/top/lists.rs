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
    /// Whether the engine's bounds say anything about it.
    is_bounded: bool,
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
        if !self.is_bounded {
            return f32::INFINITY;
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

/// The lists of a word in all its forms.
pub(super) struct Lists {
    lists: Vec<List>,
    /// The lists by the odds of their blocks, lowest first.
    by_odds: Vec<(f32, usize)>,
}

impl Lists {
    /// Opens those that the segment has. What an occurrence of a form counts is its own weight, or 1.
    pub(super) fn open(
        index: &InvertedIndexReader,
        field: Field,
        slot: &Slot,
        is_weighted: bool,
    ) -> io::Result<Self> {
        let mut all = Self { lists: Vec::new(), by_odds: Vec::new() };
        for (term, form) in slot.terms(field).zip(slot.forms()) {
            if let Some(blocks) = index.read_block_postings(&term, IndexRecordOption::WithFreqs)? {
                all.add(blocks, if is_weighted { form.weight } else { 1.0 }, true);
            }
        }
        Ok(all)
    }

    pub(super) fn add(&mut self, blocks: BlockSegmentPostings, weight: f32, is_bounded: bool) {
        self.by_odds.push((0.0, self.lists.len()));
        self.lists.push(List { blocks, at: 0, weight, is_bounded });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// How many documents there are at most.
    pub(super) fn cost(&self) -> u64 {
        self.lists.iter().map(|list| u64::from(list.blocks.doc_freq())).sum()
    }

    /// The first document from `target` on, of any list.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.lists.iter_mut().map(|list| list.seek(target)).min().unwrap_or(TERMINATED)
    }

    /// How often the word stands in a document that was sought, each form by its weight.
    pub(super) fn frequency(&self, doc: DocId) -> f32 {
        let here = self.lists.iter().filter(|list| list.doc() == doc);
        here.map(|list| list.blocks.freq(list.at) as f32 * list.weight).sum()
    }

    /// The odds of the blocks from `target` on.
    pub(super) fn window(&mut self, target: DocId, lengths: &Lengths) -> Window {
        let (mut end, mut most) = (LAST, f32::NEG_INFINITY);
        for (at, list) in self.lists.iter_mut().enumerate() {
            if list.last() < target {
                list.seek(target);
            }
            let odds = list.odds(lengths);
            self.by_odds[at] = (odds, at);
            if odds >= 0.0 {
                end = end.min(list.last());
                most = most.max(0.0) + odds;
            }
        }
        Window { end, most }
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
                let found = match self.lists.as_mut_slice() {
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

    /// Lists whose odds together don't suffice bring no document by themselves (MAXSCORE: Turtle and Flood,
    /// "Query Evaluation: Strategies and Optimizations", 1995).
    fn next_of_several(
        &mut self,
        mut target: DocId,
        stop: DocId,
        least: f32,
        bm25: &Bm25,
        lengths: &Lengths,
    ) -> Option<(DocId, f32)> {
        self.by_odds.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        let mut together = 0.0;
        let needless = self.by_odds.iter().take_while(|(odds, _)| {
            together += odds.max(0.0);
            together < least
        });
        let needless = needless.count();
        while target <= stop {
            let lists = &mut self.lists;
            let bringing = self.by_odds[needless..].iter();
            let doc = bringing.map(|(_, at)| lists[*at].seek(target)).min().unwrap_or(TERMINATED);
            if doc > stop {
                return None;
            }
            self.by_odds[..needless].iter().for_each(|(_, at)| {
                lists[*at].seek(doc);
            });
            let frequency = self.frequency(doc);
            if frequency / bm25.norm(lengths.id(doc)) >= least {
                return Some((doc, frequency));
            }
            target = doc + 1;
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
        let docs = self.blocks.docs().iter().zip(self.blocks.freqs());
        for (at, (&doc, &frequency)) in docs.enumerate().skip(self.at) {
            self.at = at;
            if doc > stop {
                return None;
            }
            let frequency = frequency as f32 * self.weight;
            if frequency / bm25.norm(lengths.id(doc)) >= least {
                return Some((doc, frequency));
            }
        }
        None
    }
}
