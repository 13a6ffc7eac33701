//! When files were changed, and how large they are. To ask the system takes longer than to list their names, so
//! several threads ask at once.

use std::fs;
use std::io;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use super::Stamp;

/// Fewer files than this are no work for a thread of their own.
const FEWEST: usize = 2_000;

/// A file that was met, and is not known any further.
pub(super) struct Met {
    pub(super) path: PathBuf,
    pub(super) relative: String,
}

/// The stamp of each file, in their order.
pub(super) fn of_all(files: &[Met]) -> Vec<io::Result<Stamp>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = files.len().div_ceil(threads).max(FEWEST);
    if files.len() <= share {
        return of_share(files);
    }
    thread::scope(|scope| {
        let shares: Vec<_> = files.chunks(share).map(|share| scope.spawn(|| of_share(share))).collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

fn of_share(files: &[Met]) -> Vec<io::Result<Stamp>> {
    files.iter().map(|file| of(&file.path)).collect()
}

fn of(path: &Path) -> io::Result<Stamp> {
    fs::symlink_metadata(path).map(|metadata| Stamp::of(&metadata))
}
