//! From a file to its reviews in the batch: decode, parse, settle, add.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::decode::{self, Decoded, Limits, Undecodable};
use crate::error::Result;
use crate::index::Batch;
use crate::index::document::{Origin, source_key};
use crate::index::manifest::{FileRecord, Root, hash};
use crate::parse::{self, Conventions, Parsed, Skipped, Warning};
use crate::review::{Review, review_id};
use crate::walk::{Entry, Stamp};

/// What reading a file came to.
pub(super) enum Outcome {
    /// Its text is what it was: only the stamp is new.
    Same(FileRecord),
    /// It is new or has changed, and its reviews are in the batch.
    Indexed(FileRecord),
    /// The system would not let us read it now. What was known of it stays.
    Unreadable(String),
}

/// What is the same for all files of a root.
pub(super) struct Reading<'a> {
    pub(super) root: &'a Root,
    pub(super) conventions: &'a Conventions,
    pub(super) batch: &'a Batch<'a>,
    pub(super) limits: &'a Limits,
}

impl Reading<'_> {
    /// Reads one file and, if its text is new, replaces its reviews in the batch.
    ///
    /// `even_if_same` re-reads for new conventions.
    pub(super) fn file(&self, entry: &Entry, even_if_same: bool) -> Result<Outcome> {
        let settled = is_settled(entry.stamp, SystemTime::now());
        let previous = self.root.files.get(&entry.relative);
        let decoded = match decode::read_text(&entry.path, self.limits) {
            Ok(decoded) => decoded,
            Err(Undecodable::Io(error)) => return Ok(Outcome::Unreadable(error.to_string())),
            Err(other) => return self.index_nothing(entry, settled, &other),
        };
        let hash = hash(decoded.text.as_bytes());
        if let Some(previous) = previous
            && previous.hash == hash
            && !even_if_same
        {
            return Ok(Outcome::Same(FileRecord { stamp: entry.stamp, settled, ..previous.clone() }));
        }
        let parsed = parse_guarded(&entry.relative, &decoded);
        let record = FileRecord { stamp: entry.stamp, settled, hash, ..FileRecord::default() };
        self.index(entry, parsed, record)
    }

    fn index_nothing(&self, entry: &Entry, settled: bool, why: &Undecodable) -> Result<Outcome> {
        let skipped = Skipped { record: None, reason: why.to_string() };
        let parsed = Parsed { skipped: vec![skipped], ..Parsed::default() };
        self.index(entry, parsed, FileRecord { stamp: entry.stamp, settled, ..FileRecord::default() })
    }

    fn index(&self, entry: &Entry, parsed: Parsed, mut record: FileRecord) -> Result<Outcome> {
        let source = source_key(&self.root.label, &entry.relative);
        if self.root.files.contains_key(&entry.relative) {
            self.batch.remove_source(&source);
        }
        record.skipped = parsed.skipped;
        record.warnings = parsed.warnings;
        record.evidence = parsed.evidence;
        for draft in parsed.drafts {
            let settled = draft.settle(self.conventions);
            record.warnings.extend(settled.warnings);
            record.boilerplate += settled.removed.len() as u32;
            record.reviews += 1;
            let review = self.relabelled(settled.review);
            self.batch.add(&review, Origin { root: &self.root.label, source: &source })?;
        }
        Ok(Outcome::Indexed(record))
    }

    /// Parsers know paths within the root; an index of several roots puts the root's label first.
    fn relabelled(&self, mut review: Review) -> Review {
        if !self.root.label.is_empty() {
            review.source.path = self.root.shown(&review.source.path);
            review.id = review_id(&review.source.path, review.source.record.as_deref());
        }
        review
    }
}

/// Whether a file's text is what it was when it was recorded. One that could not be decoded then
/// and can't be now is the same if its stamp is.
pub(super) fn is_same(root: &Root, entry: &Entry) -> bool {
    let Some(record) = root.files.get(&entry.relative) else { return false };
    match decode::read_text(&entry.path, &Limits::default()) {
        Ok(decoded) => hash(decoded.text.as_bytes()) == record.hash,
        Err(_) => record.stamp == entry.stamp,
    }
}

/// Parses, and turns a parser's bug into a skipped file with a plea instead of a lost archive.
pub(super) fn parse_guarded(relative: &str, decoded: &Decoded) -> Parsed {
    let mut parsed =
        catch_unwind(AssertUnwindSafe(|| parse::parse(relative, &decoded.text))).unwrap_or_else(|_| {
            let reason = "the parser failed on this file: please report it, with the file".to_owned();
            Parsed { skipped: vec![Skipped { record: None, reason }], ..Parsed::default() }
        });
    let notes = decoded.notes.iter().map(|note| Warning { line: None, message: note.clone() });
    parsed.warnings.splice(0..0, notes);
    parsed
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
