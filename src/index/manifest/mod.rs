//! What the index was made from: every root, and every file in it with its stamp, its outcome and
//! what it contributes to its folder's conventions.
//!
//! One file a generation: see `disk`. The engine's commit names the generation, so index and manifest change
//! in one atomic step: the manifest is written and synced first, and if the commit never comes,
//! nobody asks for it.

mod disk;
mod files;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub(super) use disk::remove_others;
pub use files::{Brief, Files};

use crate::parse::formats::Wishes;
use crate::parse::{Conventions, Evidence, Skipped, Warning};
use crate::walk::Stamp;

/// The whole manifest.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The indexed roots, in the order they were added.
    pub roots: Vec<Root>,
    /// No file has had this number yet, and none a larger one.
    next_number: u64,
    /// The generation that was last written as a whole; 0 if none was.
    base: u64,
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
    #[serde(skip)]
    pub files: Files,
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
    /// Its number in the index, which no other file has or had.
    pub number: u64,
    /// Its size and times.
    pub stamp: Stamp,
    /// Whether the stamp can be trusted. A file that changed within the clock's tick before it was
    /// read may change again without a new stamp: it is read once more at the next run.
    pub settled: bool,
    /// 128-bit hash of its bytes.
    pub hash: u128,
    /// Where it is, unless that is under its relative path below the root.
    pub place: Option<OsString>,
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

    /// Whether it holds reviews that were exported from an index.
    pub fn has_exported(&self) -> bool {
        self.members.iter().any(|member| !member.exported.is_empty())
    }

    /// Whether nothing of it is worth a word to whoever indexes the archive.
    pub fn is_silent(&self) -> bool {
        self.members.iter().all(|member| {
            member.format.is_none()
                && member.skipped.is_empty()
                && member.warnings.is_empty()
                && member.boilerplate == 0
                && member.evidence.is_silent()
        })
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
    /// Number of its reviews.
    pub fn reviews(&self) -> u64 {
        self.files.reviews()
    }

    /// The path under which a file of this root is shown, and its reviews' ids begin.
    pub fn shown(&self, relative: &str) -> String {
        if self.label.is_empty() { relative.to_owned() } else { format!("{}/{relative}", self.label) }
    }
}

impl Manifest {
    /// Number of reviews in the index.
    pub fn reviews(&self) -> u64 {
        self.roots.iter().map(Root::reviews).sum()
    }

    /// All files of all roots.
    pub fn files(&self) -> impl Iterator<Item = FileRecord> + '_ {
        self.roots.iter().flat_map(|root| root.files.iter()).map(|(_, record)| record)
    }

    /// Sets numbers aside for so many new files; the first of them.
    pub fn take_numbers(&mut self, files: usize) -> u64 {
        let first = self.next_number;
        self.next_number += files as u64;
        first
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
