//! What is opened once of an index and kept for the questions that follow: to open it costs as much as to find the ten
//! best hits.

use tantivy::Searcher;
use tantivy::schema::Field;

use super::ids::IdColumns;
use super::lengths::AllLengths;
use super::postings::PostingFiles;

/// Each part is opened when it is first needed, segment by segment.
pub(super) struct Kept {
    pub(super) ids: IdColumns,
    pub(super) lengths: AllLengths,
    pub(super) postings: PostingFiles,
}

impl Kept {
    /// Opens nothing yet.
    pub(super) fn new(searcher: &Searcher, id: Field) -> Self {
        Self {
            ids: IdColumns::new(searcher, id),
            lengths: AllLengths::new(searcher),
            postings: PostingFiles::new(searcher),
        }
    }
}
