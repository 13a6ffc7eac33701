//! The terms of a segment by the stems of their words: `acting` and `acted` are found by `act`.
//!
//! A dictionary is sorted by what words begin with. Those of a stem begin alike, but so do many others: to find the few
//! words of the stem `the`, thousands have to be stemmed. This is an array of pairs, the 32 last bits of a stem's hash
//! and the ordinal of a term, sorted, eight bytes each, little-endian. Words that are their own stem are left out: the
//! dictionary finds those.

use std::io;

use tantivy::SegmentReader;
use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;

use super::beside::{Kind, term_of};
use crate::decode::hash;
use crate::schema::word_of;
use crate::words;

/// The files.
pub(super) const KIND: Kind = Kind { prefix: "stems-", fields: |fields| vec![fields.text], make };

/// A pair's bytes.
const PAIR: usize = size_of::<u64>();

/// The terms of one segment and field.
pub struct Stems(OwnedBytes);

impl Stems {
    /// Those of no more than so many terms.
    pub(super) fn read(bytes: OwnedBytes, terms: usize) -> Option<Self> {
        (bytes.len().is_multiple_of(PAIR) && bytes.len() / PAIR <= terms).then_some(Self(bytes))
    }

    /// The terms whose words have this stem, and are not it themselves; rarely one of another stem with the same hash.
    ///
    /// # Errors
    /// Those of reading the dictionary.
    pub fn of(&self, terms: &TermDictionary, stem: &str) -> io::Result<Vec<Vec<u8>>> {
        let pairs = self.0.as_chunks::<PAIR>().0;
        let first = pair(stem, 0);
        let at = pairs.partition_point(|bytes| u64::from_le_bytes(*bytes) < first);
        let pairs = pairs[at..].iter().map(|bytes| u64::from_le_bytes(*bytes));
        let of_stem = pairs.take_while(|pair| pair >> u32::BITS == first >> u32::BITS);
        of_stem.map(|pair| term_of(terms, pair as u32)).collect()
    }
}

fn pair(stem: &str, ordinal: u32) -> u64 {
    ((hash(stem.as_bytes()) as u64) << u32::BITS) | u64::from(ordinal)
}

fn make(reader: &SegmentReader, field: Field) -> io::Result<Vec<u8>> {
    let index = reader.inverted_index(field).map_err(io::Error::other)?;
    let mut pairs = Vec::with_capacity(index.terms().num_terms());
    let mut terms = index.terms().range().into_stream()?;
    while terms.advance() {
        let Ok(word) = std::str::from_utf8(word_of(terms.key())) else { continue };
        let stem = words::stem(word);
        if stem != word {
            pairs.push(pair(&stem, terms.term_ord() as u32));
        }
    }
    pairs.sort_unstable();
    Ok(pairs.into_iter().flat_map(u64::to_le_bytes).collect())
}
