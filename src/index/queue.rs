//! Documents on their way to the engine's threads, and how many of them there may be.
//!
//! The engine's own queue holds ten thousand: of reviews of a few kilobytes that is more memory than the postings
//! of an archive. So each document takes a place before it is handed over, and leaves it when the engine has it in
//! its segment and drops it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tantivy::TantivyDocument;
use tantivy::schema::Document;

/// So many documents wait at most: what is read in the second for which a thread writes its segment down and takes none.
const PLACES: usize = 8_192;
/// Fewer than this are a short queue.
const SHORT: usize = 256;

/// The places of one batch.
pub(super) struct Queue {
    places: Arc<Places>,
}

#[derive(Default)]
struct Places {
    taken: Mutex<usize>,
    left: Condvar,
}

impl Places {
    /// Waits until fewer than so many are taken.
    fn wait_below(&self, limit: usize) -> MutexGuard<'_, usize> {
        self.left.wait_while(self.taken(), |taken| *taken >= limit).unwrap_or_else(PoisonError::into_inner)
    }

    fn taken(&self) -> MutexGuard<'_, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A document with its place.
pub(super) struct Queued {
    document: TantivyDocument,
    places: Arc<Places>,
}

impl Queue {
    /// With all places free.
    pub(super) fn new() -> Self {
        Self { places: Arc::default() }
    }

    /// Waits for a place and gives it to the document, whose buffers are cut to what they hold.
    pub(super) fn place(&self, mut document: TantivyDocument) -> Queued {
        document.shrink_to_fit();
        *self.places.wait_below(PLACES) += 1;
        Queued { document, places: Arc::clone(&self.places) }
    }

    /// Waits until the queue is short.
    pub(super) fn wait_until_short(&self) {
        drop(self.places.wait_below(SHORT));
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        *taken -= 1;
        if *taken == PLACES - 1 || *taken == SHORT - 1 {
            self.places.left.notify_all();
        }
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

    fn taken(queue: &Queue) -> usize {
        *queue.places.wait_below(usize::MAX)
    }

    #[test]
    fn a_place_is_free_again_when_its_document_is_gone() {
        let queue = Queue::new();
        for _ in 0..PLACES * 2 {
            drop(queue.place(TantivyDocument::new()));
        }
        let waiting: Vec<Queued> = (0..PLACES).map(|_| queue.place(TantivyDocument::new())).collect();
        assert_eq!(taken(&queue), PLACES);
        drop(waiting);
        assert_eq!(taken(&queue), 0);
    }

    #[test]
    fn who_waits_for_a_place_or_a_short_queue_goes_on_when_there_is_one() {
        let queue = Queue::new();
        let mut waiting: Vec<Queued> = (0..PLACES).map(|_| queue.place(TantivyDocument::new())).collect();
        std::thread::scope(|scope| {
            let placed = scope.spawn(|| queue.place(TantivyDocument::new()));
            let is_short = scope.spawn(|| {
                queue.wait_until_short();
                taken(&queue)
            });
            drop(waiting.pop());
            drop(placed.join());
            drop(waiting);
            assert!(is_short.join().unwrap() < SHORT);
        });
    }
}
