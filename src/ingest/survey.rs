//! What changed in a root since it was last read: the listing against the manifest.
//!
//! Nothing is read here. A file whose size and times are as recorded is taken to be the same,
//! unless its stamp could not be trusted when it was recorded.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::index::manifest::{Brief, Root};
use crate::packed::Packed;
use crate::parse::formats;
use crate::profile::{self, Profile};
use crate::walk::{self, Entry, Listing, Passed, Passing};

/// The files of a root by what has to be done about them.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// New files and those that may have changed, sorted.
    pub(super) to_read: Packed<ToRead>,
    /// How many files are as recorded.
    pub(super) unchanged: u64,
    /// Recorded files that are no longer there, by relative path.
    pub(super) vanished: Vec<String>,
    /// What the walk passed by.
    pub(super) passed: Vec<Passed>,
    /// Recorded files below folders that can't be listed now. They may still be there: they stay.
    pub(super) out_of_reach: Vec<String>,
}

/// A file that is to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ToRead {
    pub(super) entry: Entry,
    /// What was known of it.
    pub(super) known: Option<Brief>,
}

/// What is recorded of a root's files, sorted by their paths.
pub(super) type Recorded = Vec<(String, Brief)>;

/// Lists a root, and tells what is recorded of it: the one waits for the system, the other reckons. What the profile
/// leaves out is not there.
pub(super) fn list(root: &Root, profile: &Profile, index_dir: &Path) -> Result<(Listing, Recorded)> {
    let (listing, recorded) = thread::scope(|scope| {
        let recorded = scope.spawn(|| root.files.briefs().collect());
        let listing = walk::walk(&root.path, Some(index_dir));
        (listing, recorded.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let mut listing = listing?;
    leave_out(&mut listing, profile);
    Ok((listing, recorded))
}

/// Compares a root's files with its listing. `anew`: every file is to be read.
pub(super) fn survey(recorded: Recorded, mut listing: Listing, anew: bool) -> Survey {
    let mut survey = Survey::default();
    let mut missing = Vec::new();
    let mut recorded = recorded.into_iter().peekable();
    for entry in std::mem::take(&mut listing.entries) {
        while let Some((gone, _)) = recorded.next_if(|(path, _)| *path < entry.relative) {
            missing.push(gone);
        }
        let known = recorded.next_if(|(path, _)| *path == entry.relative).map(|(_, brief)| brief);
        match known {
            Some(brief) if !anew && brief.settled && brief.stamp == entry.stamp => survey.unchanged += 1,
            _ => survey.to_read.push(ToRead { entry, known }),
        }
    }
    missing.extend(recorded.map(|(gone, _)| gone));
    // A folder that can't be listed does not mean that its files are gone.
    (survey.out_of_reach, survey.vanished) =
        missing.into_iter().partition(|relative| listing.may_still_hold(relative));
    survey.passed = listing.passed;
    survey
}

fn leave_out(listing: &mut Listing, profile: &Profile) {
    // The profile itself is read, and no settings file that was passed by.
    listing.passed.retain(|passed| passed.relative != profile::FILE_NAME);
    let is_profile = |path: &str| path.rsplit('/').next() == Some(profile::FILE_NAME);
    for passed in listing.passed.iter_mut().filter(|passed| is_profile(&passed.relative)) {
        passed.reason = Passing::ProfileElsewhere;
    }
    let left_out = listing.entries.extract_if(.., |entry| profile.skips(&entry.relative));
    let left_out = left_out.map(|entry| Passed { relative: entry.relative, reason: Passing::ByProfile });
    listing.passed.extend(left_out);
    listing.passed.sort_by(|one, other| one.relative.cmp(&other.relative));
}

/// The folders that are exports.
pub(super) fn exports(entries: &[Entry]) -> BTreeSet<String> {
    let paths = || entries.iter().map(|entry| entry.relative.as_str());
    let folders = paths().filter_map(|path| path.strip_suffix("reviews.csv"));
    let folders: Vec<&str> = folders.filter(|folder| folder.is_empty() || folder.ends_with('/')).collect();
    let holds = |folder: &str, name: &str| {
        let path = format!("{folder}{name}");
        entries.binary_search_by(|entry| entry.relative.as_str().cmp(&path)).is_ok()
    };
    let is_export = |folder: &&&str| formats::is_export(|name| holds(folder, name));
    folders.iter().filter(is_export).map(|folder| folder.trim_end_matches('/').to_owned()).collect()
}

impl Survey {
    /// Whether the index already is what it should be.
    pub(super) fn is_quiet(&self) -> bool {
        self.to_read.is_empty() && self.vanished.is_empty()
    }
}
