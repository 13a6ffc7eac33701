//! Which segments are merged, and when.

use std::path::PathBuf;

use tantivy::SegmentMeta;
use tantivy::index::SegmentComponent;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// A segment whose reviews take more than this, stored, is merged no more, in bytes.
///
/// The engine copies the stored reviews of a segment as a whole: the largest segment that is merged is
/// what a merge needs in memory. An archive of a gigabyte comes to a handful of segments, each searched in
/// the time that its hits take; one segment instead of five would save little.
const LARGEST_STORE: u64 = 40 << 20;
/// A segment is rewritten when so many of its reviews are gone.
const MOST_DELETED: f32 = 0.4;

/// The engine's own policy for small segments, and none for large ones but to clear away what is deleted.
#[derive(Debug)]
pub(super) struct BoundedMerges {
    folder: PathBuf,
    small: LogMergePolicy,
}

impl BoundedMerges {
    /// For the index in `folder`.
    pub(super) fn new(folder: PathBuf) -> Self {
        let mut small = LogMergePolicy::default();
        small.set_del_docs_ratio_before_merge(MOST_DELETED);
        Self { folder, small }
    }

    fn is_large(&self, segment: &SegmentMeta) -> bool {
        let store = self.folder.join(segment.relative_path(SegmentComponent::Store));
        store.metadata().is_ok_and(|store| store.len() > LARGEST_STORE)
    }
}

impl MergePolicy for BoundedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let (large, small): (Vec<SegmentMeta>, Vec<SegmentMeta>) =
            segments.iter().cloned().partition(|segment| self.is_large(segment));
        let worn = large.iter().filter(|segment| is_worn(segment));
        let alone = worn.map(|segment| MergeCandidate(vec![segment.id()]));
        self.small.compute_merge_candidates(&small).into_iter().chain(alone).collect()
    }
}

fn is_worn(segment: &SegmentMeta) -> bool {
    segment.num_deleted_docs() as f32 > segment.max_doc() as f32 * MOST_DELETED
}
