//! `pullquote index --watch`: follows the folders, one commit for a burst of changes.
//!
//! The system tells that something changed; what changed is found out by an ordinary refresh, which
//! costs a listing. So an event that is lost (network file systems send none, queues overflow) costs
//! only time: a refresh comes every [`EVERY`] at the latest. A folder that vanishes is waited for.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Failure;
use super::output::Output;
use crate::error::Error;
use crate::index::Reader;

/// Changes that come closer together than this are one burst ...
const QUIET: Duration = Duration::from_millis(300);
/// ... but for so long at most, however busy the folder is.
const LONGEST_BURST: Duration = Duration::from_secs(5);
/// How often a refresh comes without having been told of a change.
const EVERY: Duration = Duration::from_secs(30);
/// The same where the system tells nothing of its own accord, or a folder is missing.
const POLL: Duration = Duration::from_secs(2);

/// Calls `refresh` at once and then whenever something changes below `paths`; without any, below all
/// roots of the index. Comes back only when a refresh fails for good.
pub(super) fn follow(
    paths: &[PathBuf],
    index: &Path,
    output: &Output,
    mut refresh: impl FnMut() -> Result<(), Failure>,
) -> Result<(), Failure> {
    // What can't be done at all fails at once; what changes before the watch begins is seen in the loop.
    refresh()?;
    let mut watch = watching(paths, index, output);
    let mut is_missing = false;
    loop {
        match refresh() {
            Ok(()) if is_missing => {
                is_missing = false;
                output.say("the folder is back");
                watch = watching(paths, index, output);
                continue;
            }
            Ok(()) => {}
            Err(Failure::Library(error @ Error::MissingRoot { .. })) => {
                if !is_missing {
                    output.say(format!("{error}; waiting for it to return"));
                }
                is_missing = true;
            }
            Err(Failure::Library(error @ Error::Busy { .. })) => output.say(format!("{error}; trying again")),
            Err(other) => return Err(other),
        }
        match &watch {
            Some(watch) if !is_missing => watch.wait(),
            _ => thread::sleep(POLL),
        }
    }
}

/// A watch, or word that there is none.
fn watching(paths: &[PathBuf], index: &Path, output: &Output) -> Option<Watch> {
    let watch = Watch::on(&watched(paths, index), index);
    let told = |error| {
        let seconds = POLL.as_secs();
        output.say(format!("the system can't watch the folder ({error}): looking every {seconds} seconds"));
    };
    watch.map_err(told).ok()
}

fn watched(paths: &[PathBuf], index: &Path) -> Vec<PathBuf> {
    if !paths.is_empty() {
        return paths.to_vec();
    }
    let manifest = Reader::open(index).and_then(|reader| reader.manifest()).unwrap_or_default();
    manifest.roots.into_iter().map(|root| root.path).collect()
}

/// Tells when something changed.
struct Watch {
    changes: Receiver<()>,
    /// Watches until it is dropped.
    _watcher: RecommendedWatcher,
}

impl Watch {
    fn on(paths: &[PathBuf], index: &Path) -> notify::Result<Self> {
        let (send, changes) = mpsc::channel();
        let index = index.canonicalize().unwrap_or_else(|_| index.to_owned());
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // An error means that events were lost: that is a change as well.
            if event.is_err() || event.is_ok_and(|event| is_change(&event, &index)) {
                let _ = send.send(());
            }
        })?;
        for path in paths {
            // An editor replaces a file by another one of the same name: only the folder sees that.
            match path.parent().filter(|_| path.is_file()) {
                Some(folder) => watcher.watch(folder, RecursiveMode::NonRecursive)?,
                None => watcher.watch(path, RecursiveMode::Recursive)?,
            }
        }
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits for a burst of changes to end, or for the time of a refresh without one.
    fn wait(&self) {
        if self.changes.recv_timeout(EVERY).is_err() {
            return;
        }
        let began = Instant::now();
        while began.elapsed() < LONGEST_BURST && self.changes.recv_timeout(QUIET).is_ok() {}
    }
}

/// Whether the archive may have changed. What this program writes into the index is no change.
fn is_change(event: &Event, index: &Path) -> bool {
    let is_reading =
        matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let is_own = !event.paths.is_empty() && event.paths.iter().all(|path| path.starts_with(index));
    !is_reading && !is_own
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, ModifyKind};

    use super::*;

    #[test]
    fn reading_is_no_change_and_neither_is_what_the_index_writes() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let index = Path::new("/films/index");
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert!(is_change(&event(EventKind::Create(CreateKind::File), "/films/a.md"), index));
        assert!(is_change(&event(written, "/films/a.md"), index));
        assert!(!is_change(&event(EventKind::Access(AccessKind::Read), "/films/a.md"), index));
        assert!(!is_change(&event(EventKind::Modify(ModifyKind::Any), "/films/index/meta.json"), index));
        assert!(is_change(&Event::new(EventKind::Other), index), "lost events may have been anything");
    }
}
