//! The best hits, how many there are, and what they have in common, in one pass.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::engine_io;
use super::page::{self, Leaders, Ranked, Standing, compare_keys};
use super::tally::{Counted, Tally, Values};
use crate::backend::{Sort, SortBy};
use crate::schema::Fields;

/// What one pass over the matching documents gathers.
pub(super) struct Ranking<'a> {
    pub(super) fields: &'a Fields,
    pub(super) sort: Sort,
    /// How many hits come before the page.
    pub(super) offset: usize,
    /// How many hits the page has.
    pub(super) limit: usize,
    /// Which facets to count.
    pub(super) facets: &'a [String],
}

/// The outcome of a pass.
pub(super) struct Gathered {
    pub(super) total: u64,
    /// Whether more match.
    pub(super) total_is_cut: bool,
    /// The hits of the page, best first.
    pub(super) page: Vec<Ranked>,
    /// For each facet asked for, its values with their counts.
    pub(super) counts: Vec<BTreeMap<String, Counted>>,
}

impl Collector for Ranking<'_> {
    type Fruit = Gathered;
    type Child = SegmentRanking;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentRanking> {
        let columns = Columns { reader, fields: self.fields };
        Ok(SegmentRanking {
            segment,
            total: 0,
            keep: self.offset.saturating_add(self.limit),
            ascending: self.sort.ascending,
            keys: columns.keys(self.sort.by)?,
            ids: columns.text(self.fields.id)?,
            scores: columns.scores()?,
            best: BinaryHeap::new(),
            tallies: self.facets.iter().map(|name| columns.tally(name)).collect::<tantivy::Result<_>>()?,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<SegmentGathered>>) -> tantivy::Result<Gathered> {
        let mut counts = vec![BTreeMap::new(); self.facets.len()];
        let (mut total, mut leaders) = (0, Vec::new());
        for fruit in fruits {
            let fruit = fruit?;
            total += fruit.total;
            leaders.push(fruit.leaders);
            for (all, some) in counts.iter_mut().zip(fruit.counts) {
                for (value, counted) in some {
                    all.entry(value).or_insert_with(Counted::default).add(counted);
                }
            }
        }
        let page = page::page(leaders, self.sort.ascending, self.offset, self.limit).map_err(engine_io)?;
        Ok(Gathered { total, total_is_cut: false, page, counts })
    }
}

/// A segment's columns by the purpose they are read for.
struct Columns<'a> {
    reader: &'a SegmentReader,
    fields: &'a Fields,
}

impl Columns<'_> {
    fn name(&self, field: tantivy::schema::Field) -> &str {
        self.reader.schema().get_field_name(field)
    }

    fn keys(&self, by: SortBy) -> tantivy::Result<Keys> {
        let columns = self.reader.fast_fields();
        Ok(match by {
            SortBy::Relevance => Keys::Relevance,
            SortBy::Score => Keys::Float(columns.f64(self.name(self.fields.score))?),
            SortBy::Year => Keys::Signed(columns.i64(self.name(self.fields.year))?),
            SortBy::Date => Keys::Signed(columns.i64(self.name(self.fields.date))?),
            SortBy::Title => Keys::Text(self.text(self.fields.title_order)?),
        })
    }

    fn text(&self, field: tantivy::schema::Field) -> tantivy::Result<Option<StrColumn>> {
        self.reader.fast_fields().str(self.name(field))
    }

    fn scores(&self) -> tantivy::Result<Column<f64>> {
        self.reader.fast_fields().f64(self.name(self.fields.score))
    }

    fn tally(&self, facet: &str) -> tantivy::Result<Tally> {
        Ok(match facet {
            "year" => {
                let years = self.reader.fast_fields().i64(self.name(self.fields.year))?;
                Tally::Years(years, BTreeMap::new())
            }
            "score" => Tally::Scores([Counted::default(); 11]),
            name => Tally::Values(Values::new(name, self.text(self.fields.facets)?)?),
        })
    }
}

/// Where a segment's sort keys are.
enum Keys {
    Relevance,
    Float(Column<f64>),
    Signed(Column<i64>),
    Text(Option<StrColumn>),
}

impl Keys {
    /// A text's key is its ordinal in the segment, which sorts the same.
    fn number(&self, doc: DocId, score: Score) -> Option<f64> {
        match self {
            Keys::Relevance => Some(f64::from(score)),
            Keys::Float(column) => column.first(doc),
            Keys::Signed(column) => column.first(doc).map(|value| value as f64),
            Keys::Text(column) => ordinal(column.as_ref(), doc).map(|ordinal| ordinal as f64),
        }
    }

    /// The texts that the numbers stand for, where they do.
    fn texts(self) -> Option<StrColumn> {
        match self {
            Keys::Text(column) => column,
            _ => None,
        }
    }
}

fn ordinal(column: Option<&StrColumn>, doc: DocId) -> Option<u64> {
    column?.ords().first(doc)
}

/// Gathers one segment's part.
pub(super) struct SegmentRanking {
    segment: SegmentOrdinal,
    total: u64,
    keep: usize,
    ascending: bool,
    keys: Keys,
    ids: Option<StrColumn>,
    /// The best so far, the worst of them on top.
    best: BinaryHeap<Worst>,
    scores: Column<f64>,
    tallies: Vec<Tally>,
}

/// One segment's part.
pub(super) struct SegmentGathered {
    total: u64,
    leaders: Leaders,
    counts: Vec<BTreeMap<String, Counted>>,
}

/// A document among the best; greater is worse.
struct Worst {
    standing: Standing,
    ascending: bool,
}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        self.standing.compare(&other.standing, self.ascending)
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Worst {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Worst {}

impl SegmentCollector for SegmentRanking {
    type Fruit = tantivy::Result<SegmentGathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if !self.tallies.is_empty() {
            let counted = Counted::one(self.scores.first(doc));
            self.tallies.iter_mut().for_each(|tally| tally.count(doc, counted));
        }
        let key = self.keys.number(doc, score);
        if self.best.len() == self.keep {
            // Most documents are worse than all that are kept: don't ask for their ids.
            let Some(worst) = self.best.peek() else { return };
            let by_key =
                compare_keys(key.as_ref(), worst.standing.key.as_ref(), self.ascending, f64::total_cmp);
            if by_key == Ordering::Greater {
                return;
            }
        }
        let id = ordinal(self.ids.as_ref(), doc).unwrap_or(u64::MAX);
        let standing = Standing { key, id, doc, relevance: score };
        self.best.push(Worst { standing, ascending: self.ascending });
        if self.best.len() > self.keep {
            self.best.pop();
        }
    }

    fn harvest(self) -> tantivy::Result<SegmentGathered> {
        let standings = self.best.into_sorted_vec().into_iter().map(|worst| worst.standing).collect();
        let leaders = Leaders::new(self.segment, standings, self.ids, self.keys.texts());
        let counts = self.tallies.into_iter().map(Tally::harvest).collect::<std::io::Result<_>>();
        Ok(SegmentGathered { total: self.total, leaders, counts: counts.map_err(engine_io)? })
    }
}
