//! Files beside the segments: what could be worked out from a segment at any time, and takes too long for a question.
//!
//! One file for each segment and field, `KIND-SEGMENT-FIELD`. Segments never change, so it is written once, after the
//! commit that brought the segment. Whoever finds none, or one of another length, does without.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::Path;

use tantivy::directory::{Directory, OwnedBytes};
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy::{Index, Searcher, SegmentReader};

use super::directory::scattered;
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

    /// What there is for the segments of a state. `read` makes it of a file's bytes and the number of the field's
    /// terms, if they go together.
    pub(super) fn open_all<T>(
        &self,
        dir: &Path,
        searcher: &Searcher,
        fields: &Fields,
        read: impl Fn(OwnedBytes, usize) -> Option<T>,
    ) -> Opened<T> {
        let mut all = Opened::new();
        let Ok(directory) = scattered(dir) else { return all };
        for segment in searcher.segment_readers() {
            for field in (self.fields)(fields) {
                let id = segment.segment_id();
                let terms = segment.inverted_index(field).map(|index| index.terms().num_terms());
                let file = || directory.open_read(Path::new(&self.name(id, field))).ok()?.read_bytes().ok();
                let opened = terms.ok().and_then(|terms| read(file()?, terms));
                all.extend(opened.map(|opened| ((id, field), opened)));
            }
        }
        all
    }
}

/// What was made of the files, by segment and field.
pub(super) type Opened<T> = HashMap<(SegmentId, Field), T>;

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

/// The term of an ordinal, as it is in the dictionary.
pub(super) fn term_of(terms: &TermDictionary, ordinal: u32) -> io::Result<Vec<u8>> {
    let mut term = Vec::new();
    terms.ord_to_term(ordinal.into(), &mut term)?;
    Ok(term)
}

/// Whether a file of this name is of one of the kinds.
pub(super) fn is_one(name: &str, kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| name.starts_with(kind.prefix))
}
