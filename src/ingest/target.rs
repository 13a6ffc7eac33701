//! Where reviews go: into the index, or nowhere.

use crate::error::Result;
use crate::index::Batch;
use crate::index::document::Origin;
use crate::review::Review;

/// Takes reviews and takes them away again.
pub(super) trait Target: Sync {
    /// Adds a review.
    ///
    /// # Errors
    /// As [`Batch::add`].
    fn add(&self, review: &Review, origin: Origin<'_>) -> Result<()>;

    /// Removes all reviews of the file with this number.
    fn remove_file(&self, number: u64);

    /// Waits until there is little left to do with what was added: at once where nothing is kept.
    fn wait_until_short(&self) {}
}

impl Target for Batch<'_> {
    fn add(&self, review: &Review, origin: Origin<'_>) -> Result<()> {
        Batch::add(self, review, origin)
    }

    fn remove_file(&self, number: u64) {
        Batch::remove_file(self, number);
    }

    fn wait_until_short(&self) {
        Batch::wait_until_short(self);
    }
}

/// A dry run: everything is read and nothing is kept.
pub(super) struct Nowhere;

impl Target for Nowhere {
    fn add(&self, _: &Review, _: Origin<'_>) -> Result<()> {
        Ok(())
    }

    fn remove_file(&self, _: u64) {}
}
