//! The best hits, how many there are, and what they have in common, in one pass.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::engine_io;
use super::tally::{Counted, Tally, Values};
use crate::backend::{Sort, SortBy};
use crate::schema::Fields;

/// What one pass over the matching documents gathers.
pub(super) struct Ranking<'a> {
    pub(super) fields: &'a Fields,
    pub(super) sort: Sort,
    /// How many hits to keep: those of the page and all before it.
    pub(super) keep: usize,
    /// Which facets to count.
    pub(super) facets: &'a [String],
}

/// The outcome of a pass.
#[derive(Default)]
pub(super) struct Ranked {
    pub(super) total: u64,
    /// The best, best first.
    pub(super) best: Vec<Candidate>,
    /// For each facet asked for, its values with their counts.
    pub(super) counts: Vec<BTreeMap<String, Counted>>,
}

/// A document that may be among the best.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) address: DocAddress,
    pub(super) relevance: Score,
    key: Key,
    id: String,
}

/// What documents are ordered by; `None` comes last either way.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Number(Option<f64>),
    Text(Option<String>),
}

impl Collector for Ranking<'_> {
    type Fruit = Ranked;
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
            keep: self.keep,
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

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Ranked>>) -> tantivy::Result<Ranked> {
        let mut merged = Ranked { counts: vec![BTreeMap::new(); self.facets.len()], ..Ranked::default() };
        for fruit in fruits {
            let fruit = fruit?;
            merged.total += fruit.total;
            merged.best.extend(fruit.best);
            for (all, some) in merged.counts.iter_mut().zip(fruit.counts) {
                for (value, counted) in some {
                    all.entry(value).or_default().add(counted);
                }
            }
        }
        let ascending = self.sort.ascending;
        merged.best.sort_by(|a, b| a.key.compare(&b.key, ascending).then_with(|| a.id.cmp(&b.id)));
        merged.best.truncate(self.keep);
        Ok(merged)
    }
}

impl Key {
    fn compare(&self, other: &Self, ascending: bool) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => compare(a.as_ref(), b.as_ref(), ascending, f64::total_cmp),
            (Key::Text(a), Key::Text(b)) => compare(a.as_ref(), b.as_ref(), ascending, String::cmp),
            _ => Ordering::Equal,
        }
    }
}

/// First comes less; a missing value comes last whatever the direction.
fn compare<T>(a: Option<&T>, b: Option<&T>, ascending: bool, by: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if ascending => by(a, b),
        (Some(a), Some(b)) => by(b, a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
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

    fn key(&self, number: Option<f64>) -> std::io::Result<Key> {
        match self {
            Keys::Text(column) => {
                let text = number.map(|ordinal| text_of(column.as_ref(), ordinal as u64)).transpose()?;
                Ok(Key::Text(text))
            }
            _ => Ok(Key::Number(number)),
        }
    }
}

fn ordinal(column: Option<&StrColumn>, doc: DocId) -> Option<u64> {
    column?.ords().first(doc)
}

pub(super) fn text_of(column: Option<&StrColumn>, ordinal: u64) -> std::io::Result<String> {
    let mut text = String::new();
    if let Some(column) = column {
        column.ord_to_str(ordinal, &mut text)?;
    }
    Ok(text)
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
    best: BinaryHeap<Standing>,
    scores: Column<f64>,
    tallies: Vec<Tally>,
}

/// A document among the best of its segment. Greater is worse.
struct Standing {
    key: Option<f64>,
    ascending: bool,
    /// Ordinal of its id: ids sort as their ordinals do.
    id: u64,
    doc: DocId,
    relevance: Score,
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self.key.as_ref(), other.key.as_ref(), self.ascending, f64::total_cmp)
            .then_with(|| self.id.cmp(&other.id))
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Standing {}

impl SegmentCollector for SegmentRanking {
    type Fruit = tantivy::Result<Ranked>;

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
            if compare(key.as_ref(), worst.key.as_ref(), self.ascending, f64::total_cmp) == Ordering::Greater
            {
                return;
            }
        }
        let id = ordinal(self.ids.as_ref(), doc).unwrap_or(u64::MAX);
        self.best.push(Standing { key, ascending: self.ascending, id, doc, relevance: score });
        if self.best.len() > self.keep {
            self.best.pop();
        }
    }

    fn harvest(self) -> tantivy::Result<Ranked> {
        let mut best = Vec::with_capacity(self.best.len());
        for standing in self.best {
            best.push(Candidate {
                address: DocAddress::new(self.segment, standing.doc),
                relevance: standing.relevance,
                key: self.keys.key(standing.key).map_err(engine_io)?,
                id: text_of(self.ids.as_ref(), standing.id).map_err(engine_io)?,
            });
        }
        let counts = self.tallies.into_iter().map(Tally::harvest).collect::<std::io::Result<_>>();
        Ok(Ranked { total: self.total, best, counts: counts.map_err(engine_io)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_come_last_in_both_directions() {
        let order = |a: Option<f64>, b: Option<f64>, ascending| {
            compare(a.as_ref(), b.as_ref(), ascending, f64::total_cmp)
        };
        assert_eq!(order(Some(1.0), Some(2.0), true), Ordering::Less);
        assert_eq!(order(Some(1.0), Some(2.0), false), Ordering::Greater);
        assert_eq!(order(None, Some(2.0), true), Ordering::Greater);
        assert_eq!(order(None, Some(2.0), false), Ordering::Greater);
    }
}
