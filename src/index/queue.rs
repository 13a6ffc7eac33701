//! Documents on their way to the engine's threads, and how many of them there may be.
//!
//! The engine's own queue holds ten thousand: of reviews of a few kilobytes that is more memory than the postings
//! of an archive. So each document takes a place before it is handed over, and leaves it when the engine has it in
//! its segment and drops it.

use crossbeam_channel::{Receiver, Sender, bounded};
use tantivy::TantivyDocument;
use tantivy::schema::Document;

/// So many documents wait at most. While a thread writes its segment down it takes none for most of a second, and the
/// others read on until the places are taken.
const PLACES: usize = 4_096;

/// The places of one batch.
pub(super) struct Queue {
    taken: Sender<()>,
    left: Receiver<()>,
}

/// A document with its place.
pub(super) struct Queued {
    document: TantivyDocument,
    place: Receiver<()>,
}

impl Queue {
    /// With all places free.
    pub(super) fn new() -> Self {
        let (taken, left) = bounded(PLACES);
        Self { taken, left }
    }

    /// Waits for a place and gives it to the document, whose buffers are cut to what they hold.
    pub(super) fn place(&self, mut document: TantivyDocument) -> Queued {
        document.shrink_to_fit();
        // Never refused: the other end lives as long as this one.
        let _ = self.taken.send(());
        Queued { document, place: self.left.clone() }
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        let _ = self.place.try_recv();
    }
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_document_is_gone() {
        let queue = Queue::new();
        for _ in 0..PLACES * 2 {
            drop(queue.place(TantivyDocument::new()));
        }
        let waiting: Vec<Queued> = (0..PLACES).map(|_| queue.place(TantivyDocument::new())).collect();
        assert!(queue.taken.is_full());
        drop(waiting);
        assert!(queue.taken.is_empty());
    }
}
