//! ZIP archives, by their directory.
//!
//! Read here rather than by a crate because of what is hostile in one: hundreds of thousands of entries
//! that all share the same bytes, names of a gigabyte, a directory that is missing. What is kept of an
//! entry while the others are read is three numbers.

mod directory;
mod record;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::ControlFlow;

use super::budget::Unpacked;
use super::problem::Reason;
use super::{Place, Walk, names};
use crate::decode::content::{Slice, Source};
use crate::decode::hash;
use directory::Directory;
use record::Record;

/// Whether bytes begin a ZIP.
pub(super) fn begins(head: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| head.starts_with(*mark))
}

/// What is known of all entries before one is read.
#[derive(Default)]
struct Survey {
    /// Where each begins and ends at least.
    spans: Vec<(u64, u64)>,
    /// By the hash of its name, the last entry of that name.
    last: HashMap<u64, usize>,
    is_document: bool,
}

impl Survey {
    fn add(&mut self, record: &Record) {
        let index = self.spans.len();
        let end = record.at.saturating_add(30 + record.name.len() as u64).saturating_add(record.packed);
        self.spans.push((record.at, end));
        self.last.insert(hash(&record.name) as u64, index);
        self.is_document |=
            record.name == b"[Content_Types].xml" || (index == 0 && record.name == b"mimetype");
    }

    /// Which entries begin within another.
    fn overlapping(&self) -> Vec<bool> {
        let mut order: Vec<usize> = (0..self.spans.len()).collect();
        order.sort_by_key(|&index| self.spans[index].0);
        let mut overlapping = vec![false; self.spans.len()];
        let mut furthest = 0;
        for index in order {
            let (start, end) = self.spans[index];
            overlapping[index] = start < furthest;
            furthest = furthest.max(end);
        }
        overlapping
    }
}

impl Walk<'_, '_> {
    /// The entries of a ZIP.
    pub(super) fn zip(&mut self, place: Place<'_>, source: &dyn Source) -> ControlFlow<()> {
        if directory::is_empty(source) {
            return ControlFlow::Continue(());
        }
        let Some(directory) = Directory::find(source) else { return self.without_directory(place, source) };
        let mut survey = Survey::default();
        for record in directory.records(source) {
            if !self.may_go_on(place) {
                break;
            }
            survey.add(&record);
        }
        if survey.is_document {
            return self.problem(place.path, Reason::Document);
        }
        let overlapping = survey.overlapping();
        for (index, record) in directory.records(source).take(overlapping.len()).enumerate() {
            if let Some(excess) = self.budget.spent() {
                return self.problem(place.path, Reason::Excess(excess.to_string()));
            }
            let is_replaced = survey.last.get(&(hash(&record.name) as u64)) != Some(&index);
            let trouble = match () {
                () if is_replaced => Some(Reason::Replaced),
                () if overlapping[index] => Some(Reason::Overlapping),
                () => None,
            };
            self.record(place, source, &record, trouble)?;
        }
        ControlFlow::Continue(())
    }

    fn without_directory(&mut self, place: Place<'_>, source: &dyn Source) -> ControlFlow<()> {
        let reason = "its directory is missing, it is read as far as it goes".to_owned();
        self.problem(place.path, Reason::Damaged(reason))?;
        for record in directory::search(source) {
            if !self.may_go_on(place) {
                break;
            }
            self.record(place, source, &record, None)?;
        }
        ControlFlow::Continue(())
    }

    /// Reads an entry, or tells why not.
    fn record(
        &mut self,
        place: Place<'_>,
        source: &dyn Source,
        record: &Record,
        trouble: Option<Reason>,
    ) -> ControlFlow<()> {
        let name = names::of_zip(&record.name[..record.name.len().min(names::LONGEST)]);
        if record.is_folder() || !self.wants(place, &name) {
            return ControlFlow::Continue(());
        }
        let path = place.member(&name);
        if let Some(reason) = trouble.or_else(|| reason_to_pass(record)) {
            return self.problem(&path, reason);
        }
        let compression = match record.compression() {
            Ok(compression) => compression,
            Err(method) => return self.problem(&path, Reason::Method(method)),
        };
        let Some(data) = record.data_at(source) else {
            return self.problem(&path, Reason::Damaged("no entry where the directory has it".to_owned()));
        };
        let packed = Box::new(Slice::new(source, data, record.packed));
        let reader = Checked {
            input: Unpacked::new(compression, packed, self.budget),
            given: 0,
            sum: flate2::Crc::new(),
            size: record.size,
            checksum: record.checksum,
        };
        self.stream(Place { path: &path, depth: place.depth + 1 }, Box::new(reader))
    }
}

fn reason_to_pass(record: &Record) -> Option<Reason> {
    match () {
        () if record.is_link() => Some(Reason::SpecialFile("a link")),
        () if record.is_encrypted() => Some(Reason::Encrypted),
        () => None,
    }
}

/// Ends with an error if the bytes are not those that were packed.
struct Checked<R> {
    input: R,
    given: u64,
    sum: flate2::Crc,
    size: Option<u64>,
    checksum: Option<u32>,
}

impl<R> Checked<R> {
    fn check(&self) -> io::Result<()> {
        let given = self.given;
        match (self.size, self.checksum) {
            (Some(size), _) if given != size => {
                Err(io::Error::other(format!("{given} bytes instead of {size}")))
            }
            (_, Some(checksum)) if checksum != self.sum.sum() => {
                Err(io::Error::other("the checksum is another"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.sum.update(&buffer[..count]);
        self.given += count as u64;
        if count == 0 && !buffer.is_empty() {
            self.check()?;
        }
        Ok(count)
    }
}
