//! Counts by facet: what a pass over the matching documents adds up.

use std::collections::BTreeMap;
use std::ops::Range;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use super::page::text_of;
use crate::schema::{CREDITED, NAMED};

/// Scores are added up as whole numbers of this: the sum must not depend on the order.
const PARTS_OF_A_POINT: f64 = 1_000_000.0;

/// The hits that have one value of a facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) hits: u64,
    /// Of these, the hits whose metadata credits the person.
    pub(super) credited: u64,
    scored: u64,
    sum: u64,
}

impl Counted {
    /// One hit, with its score.
    pub(super) fn one(score: Option<f64>) -> Self {
        let sum = score.map_or(0, |score| (score.clamp(0.0, 10.0) * PARTS_OF_A_POINT).round() as u64);
        Self { hits: 1, credited: 0, scored: u64::from(score.is_some()), sum }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.credited += other.credited;
        self.scored += other.scored;
        self.sum += other.sum;
    }

    /// The mean score to two decimals.
    pub(super) fn mean(&self) -> Option<f64> {
        let mean = || self.sum as f64 / PARTS_OF_A_POINT / self.scored as f64;
        (self.scored > 0).then(|| (mean() * 100.0).round() / 100.0)
    }

    fn score(&self) -> Option<f64> {
        (self.scored > 0).then(|| self.sum as f64 / PARTS_OF_A_POINT)
    }
}

/// Counts the values of one facet.
pub(super) enum Tally {
    Years(Column<i64>, BTreeMap<i64, Counted>),
    /// By whole points: 0 to under 1, ..., 10.
    Scores([Counted; 11]),
    Values(Values),
}

impl Tally {
    pub(super) fn count(&mut self, doc: DocId, counted: Counted) {
        match self {
            Tally::Years(column, counts) => {
                if let Some(year) = column.first(doc) {
                    counts.entry(year).or_default().add(counted);
                }
            }
            Tally::Scores(bands) => {
                if let Some(score) = counted.score() {
                    bands[score as usize].add(counted);
                }
            }
            Tally::Values(values) => values.count(doc, counted),
        }
    }

    pub(super) fn harvest(self) -> std::io::Result<BTreeMap<String, Counted>> {
        match self {
            Tally::Years(_, counts) => {
                Ok(counts.into_iter().map(|(year, count)| (format!("{year:04}"), count)).collect())
            }
            Tally::Scores(bands) => {
                let bands = bands.into_iter().enumerate().filter(|(_, counted)| counted.hits > 0);
                Ok(bands.map(|(band, counted)| (band_name(band), counted)).collect())
            }
            Tally::Values(values) => values.harvest(),
        }
    }
}

/// Counts the facet entries that begin with one of some names.
pub(super) struct Values {
    column: Option<StrColumn>,
    /// What the entries begin with, where they are in the segment's dictionary, and whether they credit.
    kinds: Vec<(String, Range<u64>, bool)>,
    counts: BTreeMap<u64, Counted>,
}

impl Values {
    pub(super) fn new(facet: &str, column: Option<StrColumn>) -> std::io::Result<Self> {
        let names = if facet == CREDITED { vec![CREDITED, NAMED] } else { vec![facet] };
        let mut kinds = Vec::new();
        for name in names {
            let prefix = format!("{name}=");
            let range = column.as_ref().map_or(Ok(0..0), |column| beginning_with(column, &prefix))?;
            kinds.push((prefix, range, name == CREDITED));
        }
        Ok(Self { column, kinds, counts: BTreeMap::new() })
    }

    fn count(&mut self, doc: DocId, counted: Counted) {
        let Some(column) = &self.column else { return };
        for ordinal in column.term_ords(doc) {
            if self.kinds.iter().any(|(_, range, _)| range.contains(&ordinal)) {
                self.counts.entry(ordinal).or_default().add(counted);
            }
        }
    }

    fn harvest(self) -> std::io::Result<BTreeMap<String, Counted>> {
        let mut named: BTreeMap<String, Counted> = BTreeMap::new();
        for (ordinal, mut counted) in self.counts {
            let entry = text_of(self.column.as_ref(), ordinal)?;
            let Some((prefix, _, credits)) = self.kinds.iter().find(|(_, range, _)| range.contains(&ordinal))
            else {
                continue;
            };
            counted.credited = if *credits { counted.hits } else { 0 };
            named.entry(entry[prefix.len()..].to_owned()).or_default().add(counted);
        }
        Ok(named)
    }
}

/// Where the entries that begin so stand among all of the segment: entries are sorted.
fn beginning_with(column: &StrColumn, prefix: &str) -> std::io::Result<Range<u64>> {
    let first_from = |bound: &str| -> std::io::Result<u64> {
        let (mut low, mut high) = (0, column.num_terms() as u64);
        while low < high {
            let middle = low + (high - low) / 2;
            if text_of(Some(column), middle)?.as_str() < bound { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    };
    // `>` comes right after `=`.
    let end = prefix.replace('=', ">");
    Ok(first_from(prefix)?..first_from(&end)?)
}

/// A band by its ends; the last one is the best score itself.
fn band_name(band: usize) -> String {
    if band == 10 { "10".to_owned() } else { format!("{band}..{}", band + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_leaves_out_hits_without_a_score() {
        let mut all = Counted::default();
        for score in [Some(7.0), None, Some(8.25)] {
            all.add(Counted::one(score));
        }
        assert_eq!((all.hits, all.mean()), (3, Some(7.63)));
        assert_eq!(Counted::one(None).mean(), None);
    }
}
