//! In how many reviews each term of a segment stands, as an array in the order of the terms.
//!
//! The engine keeps these numbers too, but hands them out term by term, and to walk over the tens of
//! thousands of terms that begin with one letter takes longer than somebody who is typing should
//! wait. An array is gone through in microseconds.
//!
//! A file has a byte a term, then the few terms whose number is larger than that, in order, with four bytes each for
//! the term and its number, little-endian.

use std::io;

use tantivy::SegmentReader;
use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;

use super::beside::Kind;

/// The files; of the fields whose terms are completed.
pub(super) const KIND: Kind =
    Kind { prefix: "counts-", fields: |fields| vec![fields.text, fields.completion], make };

/// The numbers of one segment and field.
pub struct Counts {
    /// A byte a term; [`LARGE`] if its number is not in it.
    small: OwnedBytes,
    large: OwnedBytes,
}

/// In the place of numbers from here on.
const LARGE: u8 = u8::MAX;
/// What a large number takes: the term's ordinal and the number.
const LARGE_BYTES: usize = 2 * size_of::<u32>();

impl Counts {
    /// Those of exactly so many terms.
    pub(super) fn read(bytes: OwnedBytes, terms: usize) -> Option<Self> {
        let is_whole = bytes.len() >= terms && (bytes.len() - terms).is_multiple_of(LARGE_BYTES);
        is_whole.then(|| bytes.split(terms)).map(|(small, large)| Self { small, large })
    }

    /// Those of the terms with these ordinals.
    pub fn of(&self, first: u64, end: u64) -> impl Iterator<Item = u32> + '_ {
        let part = self.small.get(first as usize..end as usize).unwrap_or_default();
        let is_earlier = |(term, _): &(u32, u32)| u64::from(*term) < first;
        let mut large = self.large.as_chunks().0.partition_point(|pair| is_earlier(&read_pair(*pair)));
        part.iter().map(move |&count| {
            if count < LARGE {
                return u32::from(count);
            }
            large += 1;
            self.large.as_chunks().0.get(large - 1).map_or(u32::from(LARGE), |pair| read_pair(*pair).1)
        })
    }
}

fn read_pair(bytes: [u8; LARGE_BYTES]) -> (u32, u32) {
    let pair = u64::from_le_bytes(bytes);
    (pair as u32, (pair >> u32::BITS) as u32)
}

fn make(reader: &SegmentReader, field: Field) -> io::Result<Vec<u8>> {
    let index = reader.inverted_index(field).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(index.terms().num_terms());
    let mut large = Vec::new();
    let mut terms = index.terms().range().without_keys().into_stream()?;
    while terms.advance() {
        let count = terms.value().doc_freq;
        let small = u8::try_from(count).unwrap_or(LARGE);
        if small == LARGE {
            large.extend((bytes.len() as u32).to_le_bytes());
            large.extend(count.to_le_bytes());
        }
        bytes.push(small);
    }
    bytes.append(&mut large);
    Ok(bytes)
}
