//! The best hits by relevance, found without looking at what can't be among them.
//!
//! ```text
//! prepare  plan -> what is the same for all segments: weights, statistics
//! clause   a part of the query in one segment, that can say what it is worth at most;
//!          lists, listed, expanded, phrase, combined  are its kinds, gate  tests that say nothing of the score
//! apart    words that may be written in several ways
//! ```
//!
//! Everything rests on bounds: the engine keeps the best match of each block of 128 postings, and what can't
//! reach the worst of the hits so far is passed by before its positions are read, or its block looked at
//! (Ding and Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011). Filters are tested where
//! candidates come up, and so cost no pruning. The hits and their scores are those of the plain way.

mod apart;
mod clause;
mod combined;
mod expanded;
mod gate;
mod listed;
mod lists;
mod part;
mod phrase;
mod prepare;

use std::collections::BinaryHeap;
use std::io;

use tantivy::{DocId, Searcher, SegmentOrdinal, SegmentReader};

use super::kept::Kept;
use super::page::{Leaders, Standing};
use super::rank::RankPart;
use crate::schema::Fields;
use clause::Clause;
use lists::LAST;
use part::Part;
use prepare::{Opened, Prepared};

/// Sums of floats differ in their last digits by their order: what is this close is looked at.
const SLACK: f32 = 1e-5;

/// The best hits of a query, ranked by its parts.
pub(super) struct Top<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    kept: &'a Kept,
    /// How many are wanted.
    keep: usize,
    /// What must match, and is worth something.
    required: Prepared,
    /// The same for documents that have nothing rare, if that is simpler.
    simpler: Option<Prepared>,
    /// What few documents have, and adds to their worth or is another way to match.
    rare: Option<Prepared>,
    /// What many documents may have, and adds to their worth.
    common: Option<Prepared>,
}

impl<'a> Top<'a> {
    pub(super) fn new(
        searcher: &'a Searcher,
        fields: &'a Fields,
        kept: &'a Kept,
        parts: &[RankPart],
        keep: usize,
    ) -> tantivy::Result<Self> {
        let preparing = prepare::Preparing::new(searcher, fields);
        let Some((first, rewards)) = parts.split_first() else {
            let required = Prepared::Nothing;
            return Ok(Self {
                searcher,
                fields,
                kept,
                keep,
                required,
                simpler: None,
                rare: None,
                common: None,
            });
        };
        let of = |is_rare: bool| -> tantivy::Result<Vec<Prepared>> {
            rewards.iter().filter(|part| part.is_rare == is_rare).map(|part| preparing.part(part)).collect()
        };
        let (mut rare, common) = (of(true)?, of(false)?);
        let simpler = preparing.apart(first)?.map(|(simpler, others)| {
            rare.extend(others);
            simpler
        });
        let (rare, common) = (Prepared::any(rare), Prepared::any(common));
        Ok(Self { searcher, fields, kept, keep, required: preparing.part(first)?, simpler, rare, common })
    }

    fn segments(&self) -> std::ops::Range<SegmentOrdinal> {
        0..self.searcher.segment_readers().len() as SegmentOrdinal
    }

    fn opened(&self, segment: SegmentOrdinal) -> Opened<'_> {
        Opened::new(self.searcher, segment, self.fields, self.kept)
    }

    /// The leaders of each segment.
    pub(super) fn leaders(&self) -> tantivy::Result<Vec<Leaders>> {
        let mut leaders = Vec::new();
        let mut best = Threshold::new(self.keep);
        for segment in self.segments() {
            let mut gathering =
                Gathering { top: self, segment, best: BinaryHeap::new(), threshold: &mut best, fault: None };
            self.gather(&self.opened(segment), &mut gathering)?;
            leaders.push(gathering.finish()?);
        }
        Ok(leaders)
    }

    /// How many documents match, up to so much effort.
    pub(super) fn count(&self, most: u64) -> tantivy::Result<Counted> {
        let mut counted = Counted { matches: 0, is_cut: false };
        let mut effort = 0;
        for segment in self.segments() {
            let opened = self.opened(segment);
            let reader = opened.reader;
            let Some(mut clause) = opened.clause(&self.required)? else { continue };
            if let Some(matches) = clause.matches().filter(|_| reader.alive_bitset().is_none()) {
                counted.matches += matches;
                continue;
            }
            let mut target = 0;
            while let Some(doc) = clause.next(target, LAST, f32::NEG_INFINITY) {
                target = doc + 1;
                if effort >= most {
                    counted.is_cut = true;
                    return Ok(counted);
                }
                effort += clause.effort();
                let is_alive = reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
                counted.matches += u64::from(is_alive && clause.score().is_some());
            }
        }
        Ok(counted)
    }

    /// Documents with what few have come first: rewarded, they are likely to be the best, and what is left can be worth
    /// no more than its words.
    fn gather(&self, opened: &Opened<'_>, gathering: &mut Gathering<'_>) -> tantivy::Result<()> {
        let reader = opened.reader;
        if let Some(rare) = opened.optional(self.rare.as_ref())?
            && let Some(ranked) = opened.ranked(&self.required, self.common.as_ref(), false)?
        {
            walk(reader, combined::both(ranked, rare).as_mut(), gathering, None);
        }
        let rest = self.simpler.as_ref().unwrap_or(&self.required);
        if let Some(mut ranked) = opened.ranked(rest, self.common.as_ref(), true)? {
            let passed = opened.optional(self.rare.as_ref())?.map(Part::new);
            walk(reader, ranked.as_mut(), gathering, passed);
        }
        Ok(())
    }
}

/// How many documents match.
pub(super) struct Counted {
    pub(super) matches: u64,
    /// Whether there may be more.
    pub(super) is_cut: bool,
}

/// Offers all documents that may be among the best, but for those that `passed` has.
fn walk<'c>(
    reader: &SegmentReader,
    clause: &mut (dyn Clause + 'c),
    gathering: &mut Gathering<'_>,
    mut passed: Option<Part<'c>>,
) {
    let mut target = 0;
    while let Some(doc) = clause.next(target, LAST, gathering.needed()) {
        target = doc + 1;
        let is_alive = reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        if !is_alive || passed.as_mut().is_some_and(|passed| passed.matches(doc)) {
            continue;
        }
        if let Some(score) = clause.score() {
            gathering.offer(doc, score);
        }
    }
}

/// The best scores of all segments so far.
struct Threshold {
    keep: usize,
    /// The least of them on top.
    scores: BinaryHeap<std::cmp::Reverse<OrderedScore>>,
}

#[derive(PartialEq)]
struct OrderedScore(f32);

impl Eq for OrderedScore {}

impl PartialOrd for OrderedScore {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OrderedScore {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Threshold {
    fn new(keep: usize) -> Self {
        Self { keep, scores: BinaryHeap::new() }
    }

    fn add(&mut self, score: f32) {
        self.scores.push(std::cmp::Reverse(OrderedScore(score)));
        if self.scores.len() > self.keep {
            self.scores.pop();
        }
    }

    /// What a document must be worth to be among them: as much as the least, for ids decide between equals.
    fn needed(&self) -> f32 {
        if self.scores.len() < self.keep {
            return 0.0;
        }
        self.scores.peek().map_or(f32::INFINITY, |least| least.0.0 * (1.0 - SLACK))
    }
}

/// The best documents of a segment.
struct Gathering<'a> {
    top: &'a Top<'a>,
    segment: SegmentOrdinal,
    /// The worst on top.
    best: BinaryHeap<Worst>,
    threshold: &'a mut Threshold,
    /// Why ids could not be read.
    fault: Option<io::Error>,
}

/// A document among the best; greater is worse.
struct Worst(Standing);

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.compare(&other.0, false)
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Worst {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == std::cmp::Ordering::Equal
    }
}

impl Eq for Worst {}

impl Gathering<'_> {
    fn needed(&self) -> f32 {
        self.threshold.needed()
    }

    fn offer(&mut self, doc: DocId, score: f32) {
        if score < self.needed() {
            return;
        }
        let id = match self.top.kept.ids.ordinal(self.top.searcher, self.segment, doc) {
            Ok(id) => id.unwrap_or(u64::MAX),
            Err(fault) => return self.fault = Some(fault),
        };
        self.best.push(Worst(Standing { key: Some(f64::from(score)), id, doc, relevance: score }));
        if self.best.len() > self.top.keep {
            self.best.pop();
        }
        self.threshold.add(score);
    }

    fn finish(self) -> tantivy::Result<Leaders> {
        self.fault.map_or(Ok(()), Err)?;
        let standings: Vec<Standing> = self.best.into_sorted_vec().into_iter().map(|worst| worst.0).collect();
        // Where nothing is found, nothing is compared.
        let column = if standings.is_empty() {
            None
        } else {
            self.top.kept.ids.of(self.top.searcher, self.segment)?
        };
        Ok(Leaders::new(self.segment, standings, column.cloned(), None))
    }
}
