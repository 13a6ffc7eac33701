//! One page out of what the segments have ranked.
//!
//! Which of two hits of different segments comes first is told by their sort keys, and among equals
//! by their ids. Ids, and keys that are text, are looked up only where two hits are compared, and
//! whole stretches before the page are skipped over: a page far down costs hardly more lookups than
//! the first.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

/// A document among the best of its segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// What it is ordered by; for a text its ordinal in the segment, which sorts the same.
    pub(super) key: Option<f64>,
    /// The ordinal of its id: ids sort as their ordinals do.
    pub(super) id: u64,
    pub(super) doc: DocId,
    pub(super) relevance: Score,
}

impl Standing {
    /// First comes less. Only for documents of one segment.
    pub(super) fn compare(&self, other: &Self, ascending: bool) -> Ordering {
        compare_keys(self.key.as_ref(), other.key.as_ref(), ascending, f64::total_cmp)
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// First comes less; a missing value comes last whatever the direction.
pub(super) fn compare_keys<T>(
    a: Option<&T>,
    b: Option<&T>,
    ascending: bool,
    by: impl Fn(&T, &T) -> Ordering,
) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if ascending => by(a, b),
        (Some(a), Some(b)) => by(b, a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The best documents of one segment.
pub(super) struct Leaders {
    segment: SegmentOrdinal,
    /// Best first.
    standings: Vec<Standing>,
    ids: Option<StrColumn>,
    /// Those that have been looked up: equal scores are common, and so one id is compared with several.
    id_texts: RefCell<HashMap<u64, Arc<str>>>,
    /// The texts of the keys, where they are texts.
    key_texts: Option<StrColumn>,
    /// How many of them have been passed.
    passed: usize,
}

/// A hit of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) address: DocAddress,
    pub(super) relevance: Score,
}

/// The hits from `offset` on, at most `limit`, of all segments together.
pub(super) fn page(
    mut segments: Vec<Leaders>,
    ascending: bool,
    offset: usize,
    limit: usize,
) -> io::Result<Vec<Ranked>> {
    skip(&mut segments, ascending, offset)?;
    let mut page = Vec::new();
    while page.len() < limit
        && let Some(first) = first_of(&segments, ascending, 1)?
    {
        page.extend(segments[first].pass());
    }
    Ok(page)
}

/// Passes the first `count` of all. Of `n` segments, the one whose (`count / n`)th is the smallest has
/// all those before it among the first `count`: they are passed at once.
fn skip(segments: &mut [Leaders], ascending: bool, mut count: usize) -> io::Result<()> {
    while count > 0 {
        let step = (count / segments.len()).max(1);
        let Some(first) = first_of(segments, ascending, step)? else { return Ok(()) };
        let passed = step.min(segments[first].left());
        segments[first].passed += passed;
        count -= passed;
    }
    Ok(())
}

/// The segment whose `step`th hit from here on, or its last, comes before those of the others.
fn first_of(segments: &[Leaders], ascending: bool, step: usize) -> io::Result<Option<usize>> {
    let mut first: Option<(usize, &Standing)> = None;
    for (at, segment) in segments.iter().enumerate().filter(|(_, segment)| segment.left() > 0) {
        let standing = &segment.standings[segment.passed + step.min(segment.left()) - 1];
        let is_first = match first {
            None => true,
            Some((other, best)) => {
                compare((segment, standing), (&segments[other], best), ascending)? == Ordering::Less
            }
        };
        if is_first {
            first = Some((at, standing));
        }
    }
    Ok(first.map(|(at, _)| at))
}

fn compare(
    (a_of, a): (&Leaders, &Standing),
    (b_of, b): (&Leaders, &Standing),
    ascending: bool,
) -> io::Result<Ordering> {
    let by_key = if a_of.key_texts.is_some() || b_of.key_texts.is_some() {
        let (a, b) = (a_of.key_text(a)?, b_of.key_text(b)?);
        compare_keys(a.as_ref(), b.as_ref(), ascending, String::cmp)
    } else {
        compare_keys(a.key.as_ref(), b.key.as_ref(), ascending, f64::total_cmp)
    };
    if by_key != Ordering::Equal {
        return Ok(by_key);
    }
    Ok(a_of.id_text(a)?.cmp(&b_of.id_text(b)?))
}

impl Leaders {
    pub(super) fn new(
        segment: SegmentOrdinal,
        standings: Vec<Standing>,
        ids: Option<StrColumn>,
        key_texts: Option<StrColumn>,
    ) -> Self {
        Self { segment, standings, ids, id_texts: RefCell::default(), key_texts, passed: 0 }
    }

    fn left(&self) -> usize {
        self.standings.len() - self.passed
    }

    fn pass(&mut self) -> Option<Ranked> {
        let standing = self.standings.get(self.passed)?;
        self.passed += 1;
        let address = DocAddress::new(self.segment, standing.doc);
        Some(Ranked { address, relevance: standing.relevance })
    }

    fn id_text(&self, standing: &Standing) -> io::Result<Arc<str>> {
        if let Some(known) = self.id_texts.borrow().get(&standing.id) {
            return Ok(Arc::clone(known));
        }
        let text: Arc<str> = text_of(self.ids.as_ref(), standing.id)?.into();
        self.id_texts.borrow_mut().insert(standing.id, Arc::clone(&text));
        Ok(text)
    }

    fn key_text(&self, standing: &Standing) -> io::Result<Option<String>> {
        standing.key.map(|ordinal| text_of(self.key_texts.as_ref(), ordinal as u64)).transpose()
    }
}

/// The text of an ordinal; empty where the segment has none.
pub(super) fn text_of(column: Option<&StrColumn>, ordinal: u64) -> io::Result<String> {
    let mut text = String::new();
    if let Some(column) = column {
        column.ord_to_str(ordinal, &mut text)?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_come_last_in_both_directions() {
        let order = |a: Option<f64>, b: Option<f64>, ascending| {
            compare_keys(a.as_ref(), b.as_ref(), ascending, f64::total_cmp)
        };
        assert_eq!(order(Some(1.0), Some(2.0), true), Ordering::Less);
        assert_eq!(order(Some(1.0), Some(2.0), false), Ordering::Greater);
        assert_eq!(order(None, Some(2.0), true), Ordering::Greater);
        assert_eq!(order(None, Some(2.0), false), Ordering::Greater);
    }

    /// Hits of one segment with these keys.
    fn leaders(segment: SegmentOrdinal, keys: &[u32]) -> Leaders {
        let standing = |&key: &u32| Standing { key: Some(f64::from(key)), id: 0, doc: key, relevance: 0.0 };
        Leaders::new(segment, keys.iter().map(standing).collect(), None, None)
    }

    #[test]
    fn every_page_is_cut_from_the_same_order() {
        let segments = || {
            let all: [&[u32]; 4] = [&[1, 4, 5, 6, 7, 30, 31], &[], &[2, 3, 20, 21, 22, 23, 24], &[8, 40]];
            let all = all.iter().zip(0..);
            all.map(|(keys, segment)| leaders(segment, keys)).collect::<Vec<_>>()
        };
        let mut order = segments().iter().flat_map(|one| one.standings.clone()).collect::<Vec<_>>();
        order.sort_by(|a, b| a.compare(b, true));
        for offset in 0..=order.len() + 2 {
            for limit in [0, 1, 3, 100] {
                let page = page(segments(), true, offset, limit).unwrap();
                let found: Vec<DocId> = page.iter().map(|hit| hit.address.doc_id).collect();
                let expected: Vec<DocId> =
                    order.iter().skip(offset).take(limit).map(|standing| standing.doc).collect();
                assert_eq!(found, expected, "{limit} from {offset}");
            }
        }
    }
}
