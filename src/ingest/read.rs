//! From a file to its reviews: open, read its members, add what they hold.

use std::ops::ControlFlow;
use std::time::{SystemTime, UNIX_EPOCH};

use super::member::{self, Taken, Ways, passed_by};
use super::survey::ToRead;
use super::target::Target;
use crate::decode::{self, Content, Limits, Undecodable};
use crate::error::Result;
use crate::index::document::Origin;
use crate::index::manifest::{Brief, FileRecord, Member, Root};
use crate::review::{Review, review_id};
use crate::walk::{Entry, Stamp};

/// What reading a file came to.
pub(super) enum Outcome {
    /// Its bytes are what they were: only the stamp is new.
    Same(Brief),
    /// It is new or has changed, and its reviews are in the target.
    Indexed(FileRecord),
    /// The system would not let us read it now. What was known of it stays.
    Unreadable {
        /// Its number, should it be new.
        number: u64,
        why: String,
    },
}

/// What is the same for all files of a root.
pub(super) struct Reading<'a> {
    pub(super) ways: Ways<'a>,
    pub(super) target: &'a dyn Target,
}

impl Reading<'_> {
    /// Reads one file and, if it is new, replaces its reviews in the target.
    ///
    /// `number` is for a file that has none yet; `even_if_same` re-reads for new conventions.
    pub(super) fn file(&self, file: &ToRead, number: u64, even_if_same: bool) -> Result<Outcome> {
        let ToRead { entry, known } = file;
        let number = known.map_or(number, |known| known.number);
        let (stamp, place) = (entry.stamp, entry.place.clone());
        let settled = is_settled(stamp, SystemTime::now());
        let (content, hash) = match open(self.ways.root, entry, self.ways.limits) {
            Ok(opened) => opened,
            Err(Undecodable::Io(error)) => {
                return Ok(Outcome::Unreadable { number, why: error.to_string() });
            }
            Err(other) => {
                self.remove(*known);
                let members = vec![passed_by(other.to_string())];
                let record = FileRecord { number, stamp, settled, hash: 0, place, members };
                return Ok(Outcome::Indexed(record));
            }
        };
        if known.is_some_and(|known| known.hash == hash) && !even_if_same {
            return Ok(Outcome::Same(Brief { number, stamp, settled, hash }));
        }
        self.remove(*known);
        let members = self.members(entry, number, &content)?;
        Ok(Outcome::Indexed(FileRecord { number, stamp, settled, hash, place, members }))
    }

    fn remove(&self, known: Option<Brief>) {
        if let Some(known) = known {
            self.target.remove_file(known.number);
        }
    }

    /// Adds what a file holds to the target.
    fn members(&self, entry: &Entry, number: u64, content: &Content) -> Result<Vec<Member>> {
        let origin = Origin { root: &self.ways.root.label, file: number };
        let mut failure = None;
        let mut add = |taken| match self.target.add(&self.placed(taken), origin) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        };
        let members = member::all(self.ways, &entry.relative, content, &mut add);
        failure.map_or(Ok(members), Err)
    }

    /// Parsers know paths within the root; an index of several roots puts the root's label first. What was
    /// exported keeps the id that it had.
    fn placed(&self, taken: Taken) -> Review {
        match taken {
            Taken::Own(mut review) if !self.ways.root.label.is_empty() => {
                review.source.path = self.ways.root.shown(&review.source.path);
                review.id = review_id(&review.source.path, review.source.record.as_deref());
                review
            }
            Taken::Own(review) | Taken::Exported(review) => review,
        }
    }
}

fn open(root: &Root, entry: &Entry, limits: &Limits) -> std::result::Result<(Content, u128), Undecodable> {
    let content = decode::open(&entry.path(&root.path), limits)?;
    let hash = content.hash()?;
    Ok((content, hash))
}

/// Whether a file's bytes are what they were when it was recorded. One that could not be opened then
/// and can't be now is the same if its stamp is.
pub(super) fn is_same(root: &Root, file: &ToRead) -> bool {
    let ToRead { entry, known: Some(known) } = file else { return false };
    match open(root, entry, &Limits::default()) {
        Ok((_, hash)) => hash == known.hash,
        Err(_) => known.stamp == entry.stamp,
    }
}

/// Whether a file that was read at `now` can't change any more without its stamp changing too.
///
/// A second write within the same tick of the file system's clock leaves the same stamp (the racy
/// problem of git's index). Linux stamps at ticks of up to 10 ms; a stamp of whole milliseconds
/// hints at a coarse file system (FAT: 2 s).
fn is_settled(stamp: Stamp, now: SystemTime) -> bool {
    const FINE_TICK_NS: i64 = 20_000_000;
    const COARSE_TICK_NS: i64 = 2_000_000_000;
    let Ok(now) = now.duration_since(UNIX_EPOCH) else { return false };
    let tick = if stamp.modified_ns % 1_000_000 == 0 { COARSE_TICK_NS } else { FINE_TICK_NS };
    let newest = stamp.modified_ns.max(stamp.changed_ns);
    i64::try_from(now.as_nanos()).is_ok_and(|now| newest.saturating_add(tick) < now)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_stamp_is_trusted_only_after_its_tick() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000);
        let at = |modified_ns| Stamp { size: 1, modified_ns, changed_ns: 0 };
        assert!(is_settled(at(999_900_000_001), now));
        assert!(!is_settled(at(999_990_000_001), now));
        assert!(!is_settled(at(999_000_000_000), now), "a coarse clock needs two seconds");
        assert!(is_settled(at(997_000_000_000), now));
        assert!(!is_settled(at(2_000_000_000_001), now), "a stamp from the future proves nothing");
    }
}
