//! Files beside the segments: what could be worked out from a segment at any time, and takes too long for a question.
//!
//! One file for each segment and field, `KIND-SEGMENT-FIELD`. Segments never change, so it is written once, after the
//! commit that brought the segment. Whoever finds none, or one of another length, does without.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{Index, SegmentReader};

use crate::schema::Fields;

/// A kind of such files.
pub(super) struct Kind {
    /// What their names begin with.
    pub(super) prefix: &'static str,
    /// For which fields there are some.
    pub(super) fields: fn(&Fields) -> Vec<Field>,
    /// What stands in the file of a segment and field.
    pub(super) make: fn(&SegmentReader, Field) -> io::Result<Vec<u8>>,
}

impl Kind {
    fn name(&self, segment: SegmentId, field: Field) -> String {
        format!("{}{}-{}", self.prefix, segment.uuid_string(), field.field_id())
    }

    /// What stands in the file of a segment and field, if it is there.
    pub(super) fn open(&self, dir: &Path, segment: SegmentId, field: Field) -> Option<OwnedBytes> {
        let directory = MmapDirectory::open(dir).ok()?;
        directory.open_read(Path::new(&self.name(segment, field))).ok()?.read_bytes().ok()
    }
}

/// Writes what is not there yet, and removes what belongs to no segment. Failing is no error: what
/// is missing makes an answer slower, and the next commit tries again.
pub(super) fn keep_up(dir: &Path, index: &Index, fields: &Fields, kinds: &[Kind]) {
    let Ok(segments) = index.searchable_segments() else { return };
    let mut wanted = BTreeSet::new();
    for segment in segments {
        let id = segment.id();
        let files = kinds.iter().flat_map(|kind| {
            let of_field = move |field| (kind, field, kind.name(id, field));
            (kind.fields)(fields).into_iter().map(of_field)
        });
        let files: Vec<_> = files.collect();
        let missing: Vec<_> = files.iter().filter(|(.., name)| !dir.join(name).exists()).collect();
        if !missing.is_empty()
            && let Ok(reader) = SegmentReader::open(&segment)
        {
            for (kind, field, name) in missing {
                let _ = (kind.make)(&reader, *field).and_then(|bytes| write(&dir.join(name), &bytes));
            }
        }
        wanted.extend(files.into_iter().map(|(.., name)| name));
    }
    remove_others(dir, kinds, &wanted);
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    fs::write(&unfinished, bytes)?;
    fs::rename(unfinished, path)
}

fn remove_others(dir: &Path, kinds: &[Kind], wanted: &BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let is_left_over = |name: &str| is_one(name, kinds) && !wanted.contains(name);
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(is_left_over) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file of this name is of one of the kinds.
pub(super) fn is_one(name: &str, kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| name.starts_with(kind.prefix))
}
