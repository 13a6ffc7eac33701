//! What a format tells of the records that it leaves out: one by one where each is a fault of its own, by
//! number where thousands would say the same.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{Item, Record, Sink};
use crate::parse::{Skipped, Warning};

/// So many faults are told one by one, so that a file of nothing but faults does not fill the report.
const MOST_FAULTS: usize = 100;
/// Told by their number.
const FURTHER: Group =
    Group { one: "further record with such a fault", many: "further records with such faults" };

/// Scores alone, where nobody asked for them.
pub(super) const RATINGS: Group = Group { one: "rating without a text", many: "ratings without a text" };

/// What is no review at all.
pub(super) const OTHERS: Group =
    Group { one: "record with neither review nor rating", many: "records with neither review nor rating" };

/// Something that is left out as a matter of course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// What one is.
    pub one: &'static str,
    /// What several are.
    pub many: &'static str,
}

/// Hands items on and keeps count of what is left out.
pub(super) struct Telling<'a, 's> {
    sink: &'a mut Sink<'s>,
    faults: usize,
    warnings: usize,
    counts: Vec<(Group, u64)>,
    handed: bool,
}

impl<'a, 's> Telling<'a, 's> {
    pub(super) fn new(sink: &'a mut Sink<'s>) -> Self {
        Self { sink, faults: 0, warnings: 0, counts: Vec::new(), handed: false }
    }

    /// A record.
    pub(super) fn record(&mut self, record: Record) -> ControlFlow<()> {
        self.handed = true;
        (self.sink)(Item::Record(record))
    }

    /// Keys of the profile that are there and that no record tells of.
    pub(super) fn keys(&mut self, keys: BTreeSet<u16>) -> ControlFlow<()> {
        if keys.is_empty() { ControlFlow::Continue(()) } else { (self.sink)(Item::Keys(keys)) }
    }

    /// Any other item, as it is.
    pub(super) fn item(&mut self, item: Item) -> ControlFlow<()> {
        (self.sink)(item)
    }

    /// Whether there is nothing to tell so far.
    pub(super) fn is_silent(&self) -> bool {
        !self.handed && self.faults == 0 && self.counts.is_empty()
    }

    /// One of many that are left out for the same reason.
    pub(super) fn count(&mut self, group: Group) {
        match self.counts.iter_mut().find(|(known, _)| *known == group) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((group, 1)),
        }
    }

    /// A record that can't be read.
    pub(super) fn fault(&mut self, record: String, reason: String) -> ControlFlow<()> {
        self.faults += 1;
        if self.faults > MOST_FAULTS {
            self.count(FURTHER);
            return ControlFlow::Continue(());
        }
        (self.sink)(Item::Skipped(Skipped { record: Some(record), reason }))
    }

    /// Something odd about a record that is read all the same.
    pub(super) fn warn(&mut self, line: u32, message: impl Into<String>) -> ControlFlow<()> {
        self.warnings += 1;
        if self.warnings > MOST_FAULTS {
            return ControlFlow::Continue(());
        }
        (self.sink)(Item::Warning(Warning { line: Some(line), message: message.into() }))
    }

    /// Tells the numbers, at the end of the file.
    pub(super) fn finish(self) -> ControlFlow<()> {
        if let Some(more) = self.warnings.checked_sub(MOST_FAULTS).filter(|more| *more > 0) {
            let message = format!("{more} more such places");
            (self.sink)(Item::Warning(Warning { line: None, message }))?;
        }
        for (group, count) in self.counts {
            let what = if count == 1 { group.one } else { group.many };
            (self.sink)(Item::Skipped(Skipped { record: None, reason: format!("{count} {what}") }))?;
        }
        ControlFlow::Continue(())
    }
}
