//! In how many reviews each term of a segment stands, as an array in the order of the terms.
//!
//! The engine keeps these numbers too, but hands them out term by term, and to walk over the tens of
//! thousands of terms that begin with one letter takes longer than somebody who is typing should
//! wait. An array is gone through in microseconds.
//!
//! One file for each segment and field, `counts-SEGMENT-FIELD`: a byte a term, then the few terms whose number
//! is larger than that, in order, with four bytes each for the term and its number, little-endian.
//! Segments never change, so it is written once, after the commit that brought the segment. It can be
//! made again from the segment at any time; whoever finds none, or one of another length, asks the
//! engine.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{Index, Searcher, SegmentReader};

use crate::schema::Fields;

/// What the names of the files begin with.
pub(super) const PREFIX: &str = "counts-";

/// The fields whose terms are completed.
fn counted(fields: &Fields) -> [Field; 2] {
    [fields.text, fields.completion]
}

fn name(segment: SegmentId, field: Field) -> String {
    format!("{PREFIX}{}-{}", segment.uuid_string(), field.field_id())
}

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

/// Those of each segment and field for which they are there.
pub(super) type CountsOf = HashMap<(SegmentId, Field), Counts>;

/// Opens what there is for the segments of a state.
pub(super) fn open_all(dir: &Path, searcher: &Searcher, fields: &Fields) -> CountsOf {
    let mut all = CountsOf::new();
    for segment in searcher.segment_readers() {
        for field in counted(fields) {
            let terms = segment.inverted_index(field).map(|index| index.terms().num_terms());
            let opened = terms.ok().and_then(|terms| Counts::open(dir, segment.segment_id(), field, terms));
            all.extend(opened.map(|counts| ((segment.segment_id(), field), counts)));
        }
    }
    all
}

impl Counts {
    /// Opens them, if they are there for exactly so many terms.
    fn open(dir: &Path, segment: SegmentId, field: Field, terms: usize) -> Option<Self> {
        let directory = MmapDirectory::open(dir).ok()?;
        let bytes = directory.open_read(Path::new(&name(segment, field))).ok()?.read_bytes().ok()?;
        let is_whole = bytes.len() >= terms && (bytes.len() - terms).is_multiple_of(LARGE_BYTES);
        is_whole.then(|| Self { small: bytes.slice(0..terms), large: bytes.slice(terms..bytes.len()) })
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

/// Writes what is not there yet, and removes what belongs to no segment. Failing is no error: what
/// is missing makes an answer slower, and the next commit tries again.
pub(super) fn keep_up(dir: &Path, index: &Index, fields: &Fields) {
    let Ok(segments) = index.searchable_segments() else { return };
    let mut wanted = BTreeSet::new();
    for segment in segments {
        let names = counted(fields).map(|field| (field, name(segment.id(), field)));
        let missing: Vec<_> = names.iter().filter(|(_, name)| !dir.join(name).exists()).collect();
        if !missing.is_empty()
            && let Ok(reader) = SegmentReader::open(&segment)
        {
            for (field, name) in missing {
                let _ = write(&dir.join(name), &reader, *field);
            }
        }
        wanted.extend(names.map(|(_, name)| name));
    }
    remove_others(dir, &wanted);
}

fn write(path: &Path, reader: &SegmentReader, field: Field) -> io::Result<()> {
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
    let unfinished = path.with_extension("new");
    fs::write(&unfinished, bytes)?;
    fs::rename(unfinished, path)
}

fn remove_others(dir: &Path, wanted: &BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = |name: &str| name.starts_with(PREFIX) && !wanted.contains(name);
        if name.to_str().is_some_and(is_ours) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
