//! The manifest on disk: a file a generation, `manifest-N`, with a checksum at its end.
//!
//! A generation is written as a whole, and is a *base* then; or it has only the files that differ from an earlier
//! base, and its number. So one changed file among a hundred thousand costs a small file and not four megabytes.
//! Every list of changes is one from its base, never from another list: whatever is asked for is in two files at
//! most. When the changes have grown to a part of the whole, the next generation is a base again.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::files::Stretch;
use super::{FileRecord, Files, Manifest, Root};
use crate::error::{Error, Result};
use crate::packed::Block;

const PREFIX: &str = "manifest-";
/// When one of so many files changed, all are written.
const ONE_IN: usize = 16;
/// Written at once, in bytes.
const BUFFER: usize = 64 << 10;
/// Bytes of the checksum.
const SUM: usize = 16;

/// What a file has in front of the roots' files.
#[derive(Serialize, Deserialize)]
struct Head<Roots> {
    /// The generation that the changes are from; that of the file itself where it is whole.
    base: u64,
    next_number: u64,
    roots: Roots,
}

/// Files of a root that changed, sorted. `None` is one that is gone.
type Changes<Path, Record> = Vec<(Path, Option<Record>)>;

impl Manifest {
    /// The generation that was whole last; 0 if none was.
    pub(in crate::index) fn base(&self) -> u64 {
        self.base
    }

    /// Writes the manifest as generation `generation` and makes it durable. Answers its base.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder can't be written.
    pub fn write(&self, dir: &Path, generation: u64) -> Result<u64> {
        let is_whole = self.base == 0 || !self.is_little_changed();
        let base = if is_whole { generation } else { self.base };
        let path = path_of(dir, generation);
        let write = || -> io::Result<()> {
            let mut out = Summed::create(&path)?;
            out.write(&Head { base, next_number: self.next_number, roots: &self.roots })?;
            if is_whole {
                self.roots.iter().try_for_each(|root| write_whole(&root.files, &mut out))?;
            } else {
                let changes: Vec<_> = self.roots.iter().map(|root| changes_of(&root.files)).collect();
                out.write(&Block::of(&postcard::to_stdvec(&changes).map_err(io::Error::other)?))?;
            }
            out.finish()
        };
        write().map_err(|source| Error::io("write", &path, source))?;
        Ok(base)
    }

    /// Whether so little changed since the base that the changes are worth a list.
    fn is_little_changed(&self) -> bool {
        let changed: Option<usize> = self.roots.iter().map(|root| Some(root.files.changed()?.len())).sum();
        let all: usize = self.roots.iter().map(|root| root.files.at_most()).sum();
        changed.is_some_and(|changed| changed * ONE_IN <= all)
    }

    /// Reads generation `generation`.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it, or its base, is missing or not as it was written.
    pub fn read(dir: &Path, generation: u64) -> Result<Self> {
        let bytes = checked(dir, generation)?;
        let unreadable = |error| unreadable(dir, generation, &error);
        let (head, rest) = postcard::take_from_bytes::<Head<Vec<Root>>>(&bytes).map_err(unreadable)?;
        let Head { base, next_number, mut roots } = head;
        if base == generation {
            let mut rest = rest;
            for root in &mut roots {
                (root.files, rest) = read_whole(rest).map_err(unreadable)?;
            }
            return Ok(Self { roots, next_number, base });
        }
        let changes = postcard::from_bytes::<Block>(rest).map_err(unreadable)?.unpack();
        let changes: Vec<Changes<String, FileRecord>> = postcard::from_bytes(&changes).map_err(unreadable)?;
        let whole = Self::read(dir, base)?;
        let mut known: HashMap<PathBuf, Files> =
            whole.roots.into_iter().map(|root| (root.path, root.files)).collect();
        for (root, changes) in roots.iter_mut().zip(changes) {
            root.files = known.remove(&root.path).unwrap_or_else(|| Files::of_base(Vec::new()));
            change(&mut root.files, changes);
        }
        Ok(Self { roots, next_number, base })
    }
}

/// Stretch by stretch, to the one that is none: a copy of all would be large.
fn write_whole(files: &Files, out: &mut Summed) -> io::Result<()> {
    files.packed().try_for_each(|stretch| out.write(&Some(stretch)))?;
    out.write(&None::<Stretch>)
}

fn read_whole(mut bytes: &[u8]) -> postcard::Result<(Files, &[u8])> {
    let mut packed = Vec::new();
    loop {
        let (stretch, rest) = postcard::take_from_bytes::<Option<Stretch>>(bytes)?;
        bytes = rest;
        match stretch {
            Some(stretch) => packed.push(stretch),
            None => return Ok((Files::of_base(packed), bytes)),
        }
    }
}

fn changes_of(files: &Files) -> Changes<&str, FileRecord> {
    let changed = files.changed().into_iter().flatten();
    changed.map(|relative| (relative.as_str(), files.get(relative))).collect()
}

fn change(files: &mut Files, changes: Changes<String, FileRecord>) {
    for (relative, record) in changes {
        match record {
            Some(record) => files.insert(relative, record),
            None => drop(files.remove(&relative)),
        }
    }
}

/// A file that is written with a checksum (XXH3) of all that was.
struct Summed {
    file: BufWriter<File>,
    sum: XxHash3_128,
}

impl Summed {
    fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER, File::create(path)?);
        Ok(Self { file, sum: XxHash3_128::new() })
    }

    fn write(&mut self, value: &impl Serialize) -> io::Result<()> {
        let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
        self.sum.write(&bytes);
        self.file.write_all(&bytes)
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.write_all(&self.sum.finish_128().to_le_bytes())?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// What a file holds, if it is as it was written.
fn checked(dir: &Path, generation: u64) -> Result<Vec<u8>> {
    let damaged = |what| Error::Damaged { dir: dir.to_owned(), what };
    let name = format!("{PREFIX}{generation}");
    let bytes = fs::read(path_of(dir, generation));
    let mut bytes = bytes.map_err(|error| damaged(format!("{name} can't be read: {error}")))?;
    let sum = bytes.len().checked_sub(SUM).map(|at| bytes.split_off(at));
    if sum.is_none_or(|sum| sum != XxHash3_128::oneshot(&bytes).to_le_bytes()) {
        return Err(damaged(format!("{name} is not as it was written")));
    }
    Ok(bytes)
}

fn unreadable(dir: &Path, generation: u64, error: &postcard::Error) -> Error {
    Error::Damaged { dir: dir.to_owned(), what: format!("{PREFIX}{generation}: {error}") }
}

/// Removes every generation but some: the newest one and the one before, which a reader that opened the index
/// just before the commit may still ask for, and their bases. Failing to is harmless: the next commit tries again.
pub(in crate::index) fn remove_others(dir: &Path, kept: &[u64]) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let generation = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u64>().ok());
        if generation.is_some_and(|generation| !kept.contains(&generation)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn path_of(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{PREFIX}{generation}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(hash: u128) -> FileRecord {
        FileRecord { hash, ..FileRecord::default() }
    }

    fn of_files(count: usize) -> Manifest {
        let mut root = Root { label: "films".into(), path: "/films".into(), ..Root::default() };
        for number in 0..count {
            root.files.insert(format!("{number:03}.md"), record(number as u128));
        }
        Manifest { roots: vec![root], ..Manifest::default() }
    }

    #[test]
    fn a_manifest_comes_back_and_damage_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = of_files(3);
        manifest.write(dir.path(), 7).unwrap();
        assert_eq!(Manifest::read(dir.path(), 7).unwrap().roots, manifest.roots);

        let path = path_of(dir.path(), 7);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            let read = Manifest::read(dir.path(), 7);
            assert!(read.is_err() || read.unwrap().roots == manifest.roots, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(matches!(Manifest::read(dir.path(), 7), Err(Error::Damaged { .. })), "{at} bytes");
        }
        assert!(matches!(Manifest::read(dir.path(), 8), Err(Error::Damaged { .. })));
    }

    #[test]
    fn few_changes_are_written_alone_and_many_with_the_whole() {
        let dir = tempfile::tempdir().unwrap();
        of_files(100).write(dir.path(), 1).unwrap();
        let mut manifest = Manifest::read(dir.path(), 1).unwrap();
        let mut generation = 1;
        let mut bases = Vec::new();
        for number in 0..9 {
            manifest.roots[0].files.insert(format!("{number:03}.md"), record(1_000 + number));
            manifest.roots[0].files.remove(&format!("{:03}.md", 50 + number));
            generation += 1;
            bases.push(manifest.write(dir.path(), generation).unwrap());
            let read = Manifest::read(dir.path(), generation).unwrap();
            assert_eq!(read.roots, manifest.roots);
            manifest = read;
        }
        assert_eq!(bases, [1, 1, 1, 5, 5, 5, 5, 9, 9]);
    }

    #[test]
    fn a_root_that_comes_anew_has_nothing_of_its_base() {
        let dir = tempfile::tempdir().unwrap();
        of_files(100).write(dir.path(), 1).unwrap();
        let mut manifest = Manifest::read(dir.path(), 1).unwrap();
        manifest.roots[0] = of_files(1).roots.remove(0);
        assert_eq!(manifest.write(dir.path(), 2).unwrap(), 2);
        assert_eq!(Manifest::read(dir.path(), 2).unwrap().roots, manifest.roots);
    }

    #[test]
    fn only_what_is_kept_stays() {
        let dir = tempfile::tempdir().unwrap();
        for generation in 1..6 {
            Manifest::default().write(dir.path(), generation).unwrap();
        }
        remove_others(dir.path(), &[1, 4, 5, 1]);
        let left = (1..6).filter(|&generation| Manifest::read(dir.path(), generation).is_ok());
        assert_eq!(left.collect::<Vec<_>>(), [1, 4, 5]);
    }

    #[cfg(unix)]
    #[test]
    fn a_root_need_not_be_text() {
        use std::os::unix::ffi::OsStringExt;
        let dir = tempfile::tempdir().unwrap();
        let path = PathBuf::from(std::ffi::OsString::from_vec(b"/films/\xff".to_vec()));
        let roots = vec![Root { path, ..Root::default() }];
        Manifest { roots: roots.clone(), ..Manifest::default() }.write(dir.path(), 1).unwrap();
        assert_eq!(Manifest::read(dir.path(), 1).unwrap().roots, roots);
    }
}
