//! The files of a root, and which of them changed since they were all written down.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::ops::Deref;

use super::FileRecord;

/// Files by relative path. What is read of them is a map.
#[derive(Debug, Clone, Default)]
pub struct Files {
    records: BTreeMap<String, FileRecord>,
    /// Those that came, changed or went since the base; `None` if no base has any of them.
    changed: Option<BTreeSet<String>>,
}

impl Files {
    /// Those of a base.
    pub(super) fn of_base(records: impl IntoIterator<Item = (String, FileRecord)>) -> Self {
        Self { records: records.into_iter().collect(), changed: Some(BTreeSet::new()) }
    }

    /// Which changed since the base; `None` if there is none.
    pub(super) fn changed(&self) -> Option<&BTreeSet<String>> {
        self.changed.as_ref()
    }

    /// Keeps what a file has become; what it was.
    pub fn insert(&mut self, relative: String, record: FileRecord) -> Option<FileRecord> {
        self.note(&relative);
        self.records.insert(relative, record)
    }

    /// Forgets a file; what it was.
    pub fn remove(&mut self, relative: &str) -> Option<FileRecord> {
        self.note(relative);
        self.records.remove(relative)
    }

    fn note(&mut self, relative: &str) {
        if let Some(changed) = &mut self.changed
            && !changed.contains(relative)
        {
            changed.insert(relative.to_owned());
        }
    }
}

impl Deref for Files {
    type Target = BTreeMap<String, FileRecord>;

    fn deref(&self) -> &Self::Target {
        &self.records
    }
}

impl<'a> IntoIterator for &'a Files {
    type Item = (&'a String, &'a FileRecord);
    type IntoIter = btree_map::Iter<'a, String, FileRecord>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        self.records == other.records
    }
}
