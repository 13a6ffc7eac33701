//! The manifest on disk: a file a generation, `manifest-N`, compressed and with a checksum.
//!
//! A generation is written as a whole, and is a *base* then; or it has only the files that differ from an earlier
//! base, and its number. So one changed file among a hundred thousand costs a small file and not ten megabytes.
//! Every list of changes is one from its base, never from another list: whatever is asked for is in two files at
//! most. When the changes have grown to a part of the whole, the next generation is a base again.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use serde::{Deserialize, Serialize};

use super::{FileRecord, Files, Manifest, Root};
use crate::error::{Error, Result};

const PREFIX: &str = "manifest-";
/// When one of so many files changed, all are written.
const ONE_IN: usize = 16;
/// How hard to press. Half of the bytes are hashes, which no level makes smaller.
const LEVEL: i32 = 3;
/// Handed to the compressor at once, in bytes.
const BUFFER: usize = 64 << 10;

/// What a file has in front of the roots' files.
#[derive(Serialize, Deserialize)]
struct Head<Roots> {
    /// The generation that the changes are from; that of the file itself where it is whole.
    base: u64,
    next_number: u64,
    roots: Roots,
}

/// The files of each root, sorted. `None` is one that is gone.
type Listed<Path, Record> = Vec<Vec<(Path, Option<Record>)>>;

/// All that a file has.
type Stored = (Head<Vec<Root>>, Listed<String, FileRecord>);

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
        let (base, files) = match self.changes() {
            Some(changes) => (self.base, changes),
            None => (generation, self.roots.iter().map(|root| all_of(&root.files)).collect()),
        };
        let head = Head { base, next_number: self.next_number, roots: &self.roots };
        let path = path_of(dir, generation);
        write_durably(&path, &(head, files)).map_err(|source| Error::io("write", &path, source))?;
        Ok(base)
    }

    /// What changed since the base, if that is little.
    fn changes(&self) -> Option<Listed<&str, &FileRecord>> {
        let changed = self.roots.iter().map(|root| root.files.changed()).collect::<Option<Vec<_>>>()?;
        let count: usize = changed.iter().map(|changed| changed.len()).sum();
        if self.base == 0 || count * ONE_IN > self.files().count() {
            return None;
        }
        Some(self.roots.iter().map(|root| changes_of(&root.files)).collect())
    }

    /// Reads generation `generation`.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it, or its base, is missing or not as it was written.
    pub fn read(dir: &Path, generation: u64) -> Result<Self> {
        Self::read_while(dir, generation, |_| ()).map(|(manifest, ())| manifest)
    }

    /// The same, and `work` is done at the same time. It is handed the roots, as yet without their files.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_while<T>(dir: &Path, generation: u64, work: impl FnOnce(&[Root]) -> T) -> Result<(Self, T)> {
        let bytes = unpack(dir, generation)?;
        let (head, rest) = postcard::take_from_bytes::<Head<Vec<Root>>>(&bytes)
            .map_err(|error| unreadable(dir, generation, &error))?;
        let (files, done) = thread::scope(|scope| {
            let files = scope.spawn(|| read_files(dir, generation, &head, rest));
            let done = work(&head.roots);
            (files.join().unwrap_or_else(|panic| resume_unwind(panic)), done)
        });
        let Head { base, next_number, mut roots } = head;
        for (root, files) in roots.iter_mut().zip(files?) {
            root.files = files;
        }
        Ok((Self { roots, next_number, base }, done))
    }
}

/// The files of each root: those of the base, with what changed since.
fn read_files(dir: &Path, generation: u64, head: &Head<Vec<Root>>, rest: &[u8]) -> Result<Vec<Files>> {
    let listed: Listed<String, FileRecord> =
        postcard::from_bytes(rest).map_err(|error| unreadable(dir, generation, &error))?;
    let mut known = HashMap::new();
    if head.base != generation {
        let bytes = unpack(dir, head.base)?;
        let (base, files): Stored =
            postcard::from_bytes(&bytes).map_err(|error| unreadable(dir, head.base, &error))?;
        known.extend(base.roots.into_iter().map(|root| root.path).zip(files.into_iter().map(of_base)));
    }
    let files = head.roots.iter().zip(listed).map(|(root, listed)| match known.remove(&root.path) {
        Some(files) => with_changes(files, listed),
        None => of_base(listed),
    });
    Ok(files.collect())
}

fn all_of(files: &Files) -> Vec<(&str, Option<&FileRecord>)> {
    files.iter().map(|(relative, record)| (relative.as_str(), Some(record))).collect()
}

fn changes_of(files: &Files) -> Vec<(&str, Option<&FileRecord>)> {
    let changed = files.changed().into_iter().flatten();
    changed.map(|relative| (relative.as_str(), files.get(relative))).collect()
}

fn of_base(listed: Vec<(String, Option<FileRecord>)>) -> Files {
    Files::of_base(listed.into_iter().filter_map(|(relative, record)| Some((relative, record?))))
}

fn with_changes(mut files: Files, changes: Vec<(String, Option<FileRecord>)>) -> Files {
    for (relative, record) in changes {
        match record {
            Some(record) => files.insert(relative, record),
            None => files.remove(&relative),
        };
    }
    files
}

fn write_durably(path: &Path, content: &impl Serialize) -> io::Result<()> {
    let mut encoder = zstd::Encoder::new(File::create(path)?, LEVEL)?;
    encoder.include_checksum(true)?;
    let buffered = BufWriter::with_capacity(BUFFER, encoder);
    let mut buffered = postcard::to_io(content, buffered).map_err(io::Error::other)?;
    buffered.flush()?;
    let encoder = buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
    encoder.finish()?.sync_all()
}

fn unpack(dir: &Path, generation: u64) -> Result<Vec<u8>> {
    let damaged = |what| Error::Damaged { dir: dir.to_owned(), what };
    let name = format!("{PREFIX}{generation}");
    let file = File::open(path_of(dir, generation));
    let file = file.map_err(|error| damaged(format!("{name} can't be read: {error}")))?;
    // The checksum is the compressor's own.
    zstd::decode_all(file).map_err(|_| damaged(format!("{name} is not as it was written")))
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
        assert_eq!(bases, [1, 1, 1, 5, 5, 5, 8, 8, 8]);
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
