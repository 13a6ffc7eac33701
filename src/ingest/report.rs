//! What a run of the indexer did.

use std::time::Duration;

use crate::parse::Scale;

/// The outcome of a refresh, in files unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Files that are new, by shown path.
    pub added: Vec<String>,
    /// Files whose text changed.
    pub changed: Vec<String>,
    /// Files that left, and took their reviews with them.
    pub removed: Vec<String>,
    /// Files that were found again under another path.
    pub moved: Vec<Move>,
    /// How many files are as they were.
    pub unchanged: u64,
    /// How many files' contents were read to find all that out.
    pub read: u64,
    /// Files that hold records, with the format that they were read as.
    pub records: Vec<RecordsFile>,
    /// The profiles that the folders were read by.
    pub profiles: Vec<ProfileUse>,
    /// The scales of bare numbers, by folder or file.
    pub scales: Vec<RootScale>,
    /// Everything that is not in the index, with the reason.
    pub skipped: Vec<SkippedRecord>,
    /// Everything that was odd and is in the index nevertheless.
    pub warnings: Vec<FileWarning>,
    /// How many blocks of repeated boilerplate were kept out of the reviews.
    pub boilerplate: u64,
    /// How many reviews the whole index holds now.
    pub reviews: u64,
    /// How long it took.
    pub took: Duration,
}

/// A file under a new path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Its path at the run before.
    pub from: String,
    /// Its path now.
    pub to: String,
}

/// A file that holds records: an export, a feed, a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsFile {
    /// The shown path.
    pub path: String,
    /// The format's name.
    pub format: String,
    /// What it was told by, for a person.
    pub why: String,
    /// How many reviews it holds.
    pub reviews: u64,
    /// Whether this run read it, as opposed to one before.
    pub fresh: bool,
}

/// A profile, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileUse {
    /// The shown path.
    pub path: String,
    /// Whether it says nothing.
    pub is_silent: bool,
    /// Whether this run read the archive by it for the first time.
    pub fresh: bool,
}

/// The scale of bare numbers at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct RootScale {
    /// The shown path of the folder or file; empty for all that was indexed.
    pub path: String,
    /// The scale, and what speaks for it.
    pub scale: Scale,
    /// Whether this run read any file of the archive.
    pub fresh: bool,
}

/// A file, or a record in a file, that is not in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRecord {
    /// The shown path.
    pub path: String,
    /// The record's key, where it is a part of the file.
    pub record: Option<String>,
    /// Why, for a person.
    pub reason: String,
    /// Whether this run found it out, as opposed to one before.
    pub fresh: bool,
}

/// Something odd about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileWarning {
    /// The shown path.
    pub path: String,
    /// The line, from 1.
    pub line: Option<u32>,
    /// What, for a person.
    pub message: String,
    /// Whether this run found it out, as opposed to one before.
    pub fresh: bool,
}

impl Report {
    /// Whether the run found the archive just as the index had it.
    pub fn is_quiet(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty() && self.moved.is_empty()
    }
}
