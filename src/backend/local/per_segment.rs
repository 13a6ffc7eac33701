//! What is opened segment by segment, each when it is first needed.

use std::sync::OnceLock;

use tantivy::{Searcher, SegmentOrdinal};

/// Something of each segment of a searcher, opened when it is first asked for.
pub(super) struct PerSegment<T>(Vec<OnceLock<T>>);

impl<T> PerSegment<T> {
    /// Nothing yet.
    pub(super) fn new(searcher: &Searcher) -> Self {
        Self(searcher.segment_readers().iter().map(|_| OnceLock::new()).collect())
    }

    /// That of a segment. What could not be opened is tried again the next time.
    pub(super) fn of<E>(
        &self,
        segment: SegmentOrdinal,
        open: impl FnOnce() -> Result<T, E>,
    ) -> Result<&T, E> {
        let cell = &self.0[segment as usize];
        if let Some(opened) = cell.get() {
            return Ok(opened);
        }
        let opened = open()?;
        Ok(cell.get_or_init(|| opened))
    }
}
