//! The terms of a segment in the order of their words' endings: what ends with `wood` follows each other.
//!
//! A dictionary is sorted by what words begin with, and for a pattern that begins with `*` all of it would have to be
//! gone through. This is an array of the terms' ordinals, sorted by their words read backwards, four bytes a term,
//! little-endian; the words themselves are asked of the dictionary. In such an order a search by halves takes some
//! twenty questions. (Suffix arrays: Manber and Myers, 1990.)

use std::cmp::Ordering;
use std::io;

use tantivy::SegmentReader;
use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;

use super::beside::{Kind, term_of};
use crate::schema::word_of;

/// The files.
pub(super) const KIND: Kind = Kind { prefix: "endings-", fields: |fields| vec![fields.text], make };

/// An ordinal's bytes.
const ORDINAL: usize = size_of::<u32>();

/// The terms of one segment and field.
pub struct Endings(OwnedBytes);

impl Endings {
    /// Those of exactly so many terms.
    pub(super) fn read(bytes: OwnedBytes, terms: usize) -> Option<Self> {
        (bytes.len() == terms * ORDINAL).then_some(Self(bytes))
    }

    /// The terms whose words end so, in no order that would mean anything.
    ///
    /// # Errors
    /// Those of reading the dictionary.
    pub fn of(&self, terms: &TermDictionary, ending: &str) -> io::Result<Vec<Vec<u8>>> {
        let first = self.place(terms, |word| backwards(word, ending.as_bytes()) == Ordering::Less)?;
        let end = self.place(terms, |word| {
            word.ends_with(ending.as_bytes()) || backwards(word, ending.as_bytes()) == Ordering::Less
        })?;
        (first..end).map(|at| self.term(terms, at)).collect()
    }

    /// How many terms come before the first of which this does not hold.
    fn place(&self, terms: &TermDictionary, is_before: impl Fn(&[u8]) -> bool) -> io::Result<usize> {
        let (mut low, mut high) = (0, self.0.len() / ORDINAL);
        while low < high {
            let middle = usize::midpoint(low, high);
            if is_before(word_of(&self.term(terms, middle)?)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    fn term(&self, terms: &TermDictionary, at: usize) -> io::Result<Vec<u8>> {
        let ordinal = self.0.as_chunks::<ORDINAL>().0.get(at);
        ordinal.map_or(Ok(Vec::new()), |bytes| term_of(terms, u32::from_le_bytes(*bytes)))
    }
}

/// How two words compare when they are read backwards.
fn backwards(one: &[u8], other: &[u8]) -> Ordering {
    one.iter().rev().cmp(other.iter().rev())
}

fn make(reader: &SegmentReader, field: Field) -> io::Result<Vec<u8>> {
    let index = reader.inverted_index(field).map_err(io::Error::other)?;
    let mut words: Vec<(Box<[u8]>, u32)> = Vec::with_capacity(index.terms().num_terms());
    let mut terms = index.terms().range().into_stream()?;
    while terms.advance() {
        let reversed = word_of(terms.key()).iter().rev().copied().collect();
        words.push((reversed, terms.term_ord() as u32));
    }
    words.sort_unstable();
    Ok(words.into_iter().flat_map(|(_, ordinal)| ordinal.to_le_bytes()).collect())
}
