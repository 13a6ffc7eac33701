//! What the index was made from: every root, and every file in it with its stamp, its outcome and
//! what it contributes to its folder's conventions.
//!
//! One file a generation. The engine's commit names the generation, so index and manifest change
//! in one atomic step: the manifest is written and synced first, and if the commit never comes,
//! nobody asks for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::decode::hash;
use crate::error::{Error, Result};
use crate::parse::formats::Wishes;
use crate::parse::{Conventions, Evidence, Skipped, Warning};
use crate::walk::Stamp;

const PREFIX: &str = "manifest-";
/// Of the bytes in front of the payload.
const CHECKSUM_BYTES: usize = 16;

/// The whole manifest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The indexed roots, in the order they were added.
    pub roots: Vec<Root>,
}

/// One indexed folder or file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Root {
    /// Begins the paths and ids of its reviews; empty for the first root of an index.
    pub label: String,
    /// Where it is, absolute.
    #[serde(with = "native_path")]
    pub path: PathBuf,
    /// Its files by relative path.
    pub files: BTreeMap<String, FileRecord>,
    /// What its folders show when taken together.
    pub conventions: Conventions,
    /// What is taken from its exports only on request.
    pub wishes: Wishes,
    /// Its folders that are exports, relative.
    pub exports: BTreeSet<String>,
    /// The fingerprint of the profile that it was read by, as in [`crate::profile::Profile::fingerprint`].
    pub profile: u128,
}

/// One file of a root as it was last read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its size and times.
    pub stamp: Stamp,
    /// Whether the stamp can be trusted. A file that changed within the clock's tick before it was
    /// read may change again without a new stamp: it is read once more at the next run.
    pub settled: bool,
    /// 128-bit hash of its bytes.
    pub hash: u128,
    /// What it holds: itself, or the files of a container.
    pub members: Vec<Member>,
}

/// A file, or a file inside a container, as it was last read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Its path within the archive, as `export.zip!reviews.csv`; empty for the file itself.
    pub path: String,
    /// The format of records that it was read as, and why; `None` for a text.
    pub format: Option<ReadAs>,
    /// How many reviews it holds.
    pub reviews: u32,
    /// What it shows of its folder's conventions.
    pub evidence: Evidence,
    /// Those of its records that are reviews exported from an index, in their order.
    pub exported: Vec<Exported>,
    /// Its records that are not reviews, or the member itself, with the reason.
    pub skipped: Vec<Skipped>,
    /// What was odd about it.
    pub warnings: Vec<Warning>,
    /// How many blocks of repeated boilerplate were kept out of its reviews.
    pub boilerplate: u32,
}

/// A review that was exported from an index. Several files may hold it; one of them tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Hash of its id.
    pub id: u64,
    /// Hash of the path that it had when it was exported.
    pub source: u64,
    /// Whether it is in the index from here.
    pub told: bool,
}

/// What a file of records was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAs {
    /// The format's name, as in [`crate::parse::formats::Format::name`].
    pub name: String,
    /// What it was told by, for a person.
    pub why: String,
}

impl FileRecord {
    /// How many reviews the file holds.
    pub fn reviews(&self) -> u64 {
        self.members.iter().map(|member| u64::from(member.reviews)).sum()
    }

    /// What its members show of their folders' conventions, by their paths within the archive.
    pub fn evidence<'a>(&'a self, relative: &'a str) -> impl Iterator<Item = (&'a str, &'a Evidence)> {
        self.members.iter().map(move |member| (member.path_or(relative), &member.evidence))
    }
}

impl Member {
    /// Its path within the archive; `relative` is the file's.
    pub fn path_or<'a>(&'a self, relative: &'a str) -> &'a str {
        if self.path.is_empty() { relative } else { &self.path }
    }
}

impl Root {
    /// The path under which a file of this root is shown, and its reviews' ids begin.
    pub fn shown(&self, relative: &str) -> String {
        if self.label.is_empty() { relative.to_owned() } else { format!("{}/{relative}", self.label) }
    }
}

impl Manifest {
    /// Number of reviews in the index.
    pub fn reviews(&self) -> u64 {
        self.files().map(FileRecord::reviews).sum()
    }

    /// All files of all roots.
    pub fn files(&self) -> impl Iterator<Item = &FileRecord> {
        self.roots.iter().flat_map(|root| root.files.values())
    }

    /// Writes the manifest as generation `generation` and makes it durable.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder can't be written.
    pub fn write(&self, dir: &Path, generation: u64) -> Result<()> {
        let path = path_of(dir, generation);
        let failed = |source| Error::io("write", &path, source);
        let payload = postcard::to_stdvec(self).map_err(|error| failed(std::io::Error::other(error)))?;
        let mut file = File::create(&path).map_err(failed)?;
        file.write_all(&checksum(&payload)).map_err(failed)?;
        file.write_all(&payload).map_err(failed)?;
        file.sync_all().map_err(failed)
    }

    /// Reads generation `generation`.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it is missing or not as it was written.
    pub fn read(dir: &Path, generation: u64) -> Result<Self> {
        let path = path_of(dir, generation);
        let damaged = |what: String| Error::Damaged { dir: dir.to_owned(), what };
        let name = format!("{PREFIX}{generation}");
        let bytes = fs::read(&path).map_err(|error| damaged(format!("{name} can't be read: {error}")))?;
        let Some((sum, payload)) = bytes.split_at_checked(CHECKSUM_BYTES) else {
            return Err(damaged(format!("{name} is cut off")));
        };
        if sum != checksum(payload) {
            return Err(damaged(format!("{name} is not as it was written")));
        }
        postcard::from_bytes(payload).map_err(|error| damaged(format!("{name}: {error}")))
    }
}

/// A path as the system has it: not every one is text.
mod native_path {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_os_str().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        OsString::deserialize(deserializer).map(PathBuf::from)
    }
}

/// Removes every generation but `newest` and the one before, which a reader that opened the index
/// just before the commit may still ask for. Failing to is harmless: the next commit tries again.
pub fn remove_older(dir: &Path, newest: u64) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let generation = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u64>().ok());
        if generation.is_some_and(|generation| generation > newest || generation + 1 < newest) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn path_of(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{PREFIX}{generation}"))
}

fn checksum(payload: &[u8]) -> [u8; CHECKSUM_BYTES] {
    hash(payload).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_and_damage_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let mut manifest = Manifest::default();
        manifest.roots.push(Root { label: "films".into(), ..Root::default() });
        manifest.roots[0].files.insert("a.md".into(), FileRecord { hash: 2, ..FileRecord::default() });
        manifest.write(dir.path(), 7).unwrap();
        assert_eq!(Manifest::read(dir.path(), 7).unwrap(), manifest);

        let path = path_of(dir.path(), 7);
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(matches!(Manifest::read(dir.path(), 7), Err(Error::Damaged { .. })));
        assert!(matches!(Manifest::read(dir.path(), 8), Err(Error::Damaged { .. })));
    }

    #[test]
    fn the_newest_generation_stays_and_the_one_before_it() {
        let dir = tempfile::tempdir().unwrap();
        for generation in 1..5 {
            Manifest::default().write(dir.path(), generation).unwrap();
        }
        remove_older(dir.path(), 3);
        let left = (1..5).filter(|&generation| Manifest::read(dir.path(), generation).is_ok());
        assert_eq!(left.collect::<Vec<_>>(), [2, 3]);
    }

    #[cfg(unix)]
    #[test]
    fn a_root_need_not_be_text() {
        use std::os::unix::ffi::OsStringExt;
        let dir = tempfile::tempdir().unwrap();
        let path = PathBuf::from(std::ffi::OsString::from_vec(b"/films/\xff".to_vec()));
        let manifest = Manifest { roots: vec![Root { path, ..Root::default() }] };
        manifest.write(dir.path(), 1).unwrap();
        assert_eq!(Manifest::read(dir.path(), 1).unwrap(), manifest);
    }
}
