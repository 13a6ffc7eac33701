//! The most used terms among those between two bounds.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::termdict::{TermDictionary, TermOrdinal};
use tantivy::{DocSet, Searcher, TERMINATED};

use crate::index::Reader;
use crate::index::counts::Counts;

/// A range of terms; the upper bound does not belong to it.
pub(super) struct Bounds {
    pub(super) low: Vec<u8>,
    pub(super) high: Vec<u8>,
}

/// A term and in how many documents of a segment it stands, deleted ones counted.
pub(super) struct Counted {
    pub(super) term: String,
    documents: u32,
}

impl Bounds {
    /// Everything that begins with this text. No UTF-8 holds the highest byte.
    pub(super) fn beginning_with(text: &str) -> Self {
        Self { low: text.into(), high: [text.as_bytes(), &[u8::MAX]].concat() }
    }

    #[cfg(test)]
    pub(super) fn holds(&self, term: &str) -> bool {
        (self.low.as_slice()..self.high.as_slice()).contains(&term.as_bytes())
    }
}

/// At least the `most` commonest terms of each segment that lie within the bounds, the commonest
/// first; of equally common ones the first in order.
pub(super) fn most_used(
    reader: &Reader,
    searcher: &Searcher,
    field: Field,
    bounds: &Bounds,
    most: usize,
) -> io::Result<Vec<Counted>> {
    let mut all: Vec<Counted> = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field).map_err(io::Error::other)?;
        let counts = reader.counts(segment, field);
        all.extend(most_used_of(index.terms(), counts, bounds, most)?);
    }
    all.sort_by(|a, b| a.term.cmp(&b.term));
    all.dedup_by(|from, into| {
        let is_same = from.term == into.term;
        into.documents += if is_same { from.documents } else { 0 };
        is_same
    });
    all.sort_by_key(|counted| Reverse(counted.documents));
    all.truncate(most);
    Ok(all)
}

fn most_used_of(
    terms: &TermDictionary,
    counts: Option<&Counts>,
    bounds: &Bounds,
    most: usize,
) -> io::Result<Vec<Counted>> {
    let mut best = Best { most, heap: BinaryHeap::new(), least: 0 };
    if let Some(counts) = counts {
        let (first, end) = (first_at(terms, &bounds.low)?, first_at(terms, &bounds.high)?);
        (first..end)
            .zip(counts.of(first, end))
            .for_each(|(ordinal, documents)| best.offer(documents, ordinal));
    } else {
        let mut stream = terms.range().ge(&bounds.low).lt(&bounds.high).without_keys().into_stream()?;
        while stream.advance() {
            best.offer(stream.value().doc_freq, stream.term_ord());
        }
    }
    best.spelled_out(terms)
}

/// The commonest terms so far, the rarest of them on top.
struct Best {
    most: usize,
    heap: BinaryHeap<Reverse<(u32, Reverse<TermOrdinal>)>>,
    least: u32,
}

impl Best {
    fn offer(&mut self, documents: u32, ordinal: TermOrdinal) {
        if self.heap.len() >= self.most {
            if documents <= self.least {
                return;
            }
            self.heap.pop();
        }
        self.heap.push(Reverse((documents, Reverse(ordinal))));
        self.least = self.heap.peek().map_or(0, |Reverse((documents, _))| *documents);
    }

    fn spelled_out(self, terms: &TermDictionary) -> io::Result<Vec<Counted>> {
        let mut found = Vec::with_capacity(self.heap.len());
        let mut bytes = Vec::new();
        for Reverse((documents, Reverse(ordinal))) in self.heap {
            terms.ord_to_term(ordinal, &mut bytes)?;
            found
                .extend(std::str::from_utf8(&bytes).map(|term| Counted { term: term.to_owned(), documents }));
        }
        Ok(found)
    }
}

/// The ordinal of the first term at or behind `bound`.
fn first_at(terms: &TermDictionary, bound: &[u8]) -> io::Result<TermOrdinal> {
    let mut stream = terms.range().ge(bound).into_stream()?;
    Ok(if stream.advance() { stream.term_ord() } else { terms.num_terms() as TermOrdinal })
}

/// How many reviews have the term. Those that are gone are not counted.
pub(super) fn reviews(searcher: &Searcher, field: Field, term: &str) -> io::Result<u64> {
    let term = Term::from_field_text(field, term);
    let mut count = 0;
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field).map_err(io::Error::other)?;
        let Some(info) = index.get_term_info(&term)? else { continue };
        let Some(alive) = reader.alive_bitset() else {
            count += u64::from(info.doc_freq);
            continue;
        };
        let mut postings = index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            count += u64::from(alive.is_alive(postings.doc()));
            postings.advance();
        }
    }
    Ok(count)
}
