//! Where is what in a ZIP? Its directory stands at its end; where that is missing, as after a download
//! that broke off, the entries are looked for one by one.

use std::io::{BufReader, Read};

use super::record::{LOCAL, Record, u16_at, u32_at, u64_at};
use crate::decode::content::{Slice, Source};

/// The end of the directory, without a comment.
const END: usize = 22;
/// The longest comment after it.
const LONGEST_COMMENT: usize = u16::MAX as usize;
/// The end of a directory with large numbers, and what says where it stands.
const END64: usize = 56;
const LOCATOR64: usize = 20;
/// So many bytes are searched at once for an entry.
const BLOCK: usize = 64 << 10;

/// Where the directory of a ZIP stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Directory {
    at: u64,
    size: u64,
    /// So many bytes stand before the ZIP: programs that unpack themselves.
    shift: u64,
}

impl Directory {
    /// Finds it.
    pub(super) fn find(source: &dyn Source) -> Option<Self> {
        let start = source.size().saturating_sub((END + LONGEST_COMMENT) as u64);
        let mut tail = Vec::new();
        Slice::from(source, start).take((END + LONGEST_COMMENT) as u64).read_to_end(&mut tail).ok()?;
        let ends = (0..tail.len().saturating_sub(END - 1)).rev();
        let mut found = ends.filter(|&at| tail[at..].starts_with(b"PK\x05\x06"));
        found.find_map(|at| Self::before(source, start + at as u64, &tail[at..]))
    }

    /// The directory before an end.
    fn before(source: &dyn Source, end_at: u64, end: &[u8]) -> Option<Self> {
        // An end for large numbers is believed first: the other may have just one number too few bits for.
        let ends = [Self::large(source, end_at), Some((end_at, u32_at(end, 12), u32_at(end, 16)))];
        ends.into_iter().flatten().find_map(|(end_at, size, stated_at)| {
            let at = end_at.checked_sub(size)?;
            let directory = Self { at, size, shift: at.checked_sub(stated_at)? };
            let is_right = size == 0 || directory.records(source).next().is_some();
            is_right.then_some(directory)
        })
    }

    /// What an end for large numbers says, if there is one: where it stands, the directory's size and place.
    fn large(source: &dyn Source, end_at: u64) -> Option<(u64, u64, u64)> {
        let locator_at = end_at.checked_sub(LOCATOR64 as u64)?;
        let locator = bytes_at::<LOCATOR64>(source, locator_at, *b"PK\x06\x07")?;
        // Where bytes stand before the ZIP it is not where it says, but before the locator.
        let places = [u64_at(&locator, 8), locator_at.saturating_sub(END64 as u64)];
        let mut found =
            places.iter().filter_map(|&at| Some((at, bytes_at::<END64>(source, at, *b"PK\x06\x06")?)));
        found.next().map(|(at, end)| (at, u64_at(&end, 40), u64_at(&end, 48)))
    }

    /// What it tells, entry by entry.
    pub(super) fn records<'s>(&self, source: &'s dyn Source) -> impl Iterator<Item = Record> + use<'s> {
        let shift = self.shift;
        let mut input = BufReader::new(Slice::new(source, self.at, self.size));
        std::iter::from_fn(move || {
            let mut record = Record::of_directory(&mut input)?;
            record.at = record.at.saturating_add(shift);
            Some(record)
        })
    }
}

/// The entries of a ZIP without a directory, as far as it goes.
pub(super) fn search(source: &dyn Source) -> impl Iterator<Item = Record> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at = find(source, at, &[LOCAL])?;
            let Some((mut record, data)) = Record::of_header(source, at) else {
                at += 1;
                continue;
            };
            if record.is_told_afterwards() {
                let end = find(source, data, &[LOCAL, *b"PK\x07\x08", *b"PK\x01\x02"]);
                record.packed = end.unwrap_or(source.size()).saturating_sub(data);
            }
            at = data.saturating_add(record.packed);
            return Some(record);
        }
    })
}

/// The next place of one of some marks.
fn find(source: &dyn Source, from: u64, marks: &[[u8; 4]]) -> Option<u64> {
    let mut at = from;
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        Slice::new(source, at, BLOCK as u64).read_to_end(&mut block).ok()?;
        if let Some(found) = block.windows(4).position(|four| marks.iter().any(|mark| mark == four)) {
            return Some(at + found as u64);
        }
        if block.len() < BLOCK {
            return None;
        }
        at += BLOCK as u64 - 3;
    }
}

/// The bytes at a place, if they begin so.
fn bytes_at<const SIZE: usize>(source: &dyn Source, at: u64, mark: [u8; 4]) -> Option<[u8; SIZE]> {
    let mut bytes = [0; SIZE];
    Slice::from(source, at).read_exact(&mut bytes).ok()?;
    bytes.starts_with(&mark).then_some(bytes)
}

/// Whether the directory's end says that it is empty.
pub(super) fn is_empty(source: &dyn Source) -> bool {
    let end = bytes_at::<END>(source, 0, *b"PK\x05\x06");
    end.is_some_and(|end| u16_at(&end, 10) == 0)
}
