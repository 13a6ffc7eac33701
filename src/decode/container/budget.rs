//! How much may still be unpacked? A few kilobytes can claim to hold petabytes.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::compressed::Compression;
use crate::decode::Limits;

/// More than is bearable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Excess {
    #[error("unpacks to more than {0} times its size")]
    Ratio(u64),
    #[error("unpacks to more than {} GiB", .0 >> 30)]
    Total(u64),
}

/// What a whole file may still unpack to, all its containers taken together. Each by itself may look
/// harmless: the members of a bomb share their bytes, or lie within each other.
pub(super) struct Budget<'l> {
    limits: &'l Limits,
    most: u64,
    unpacked: Cell<u64>,
    entries: Cell<u64>,
}

impl<'l> Budget<'l> {
    /// The budget of a file of this size.
    pub(super) fn new(limits: &'l Limits, size: u64) -> Self {
        let free = limits.max_free.saturating_mul(4);
        let most = free.max(size.saturating_mul(limits.max_ratio)).min(limits.max_unpacked);
        Self { limits, most, unpacked: Cell::new(0), entries: Cell::new(0) }
    }

    /// Counts an entry; whether it is within the limit.
    pub(super) fn take_entry(&self) -> bool {
        self.entries.set(self.entries.get() + 1);
        self.entries.get() <= self.limits.max_entries
    }

    /// Why nothing more is unpacked, if that is so.
    pub(super) fn spent(&self) -> Option<Excess> {
        if self.unpacked.get() <= self.most {
            return None;
        }
        let is_total = self.most == self.limits.max_unpacked;
        Some(if is_total { Excess::Total(self.most) } else { Excess::Ratio(self.limits.max_ratio) })
    }

    /// Counts bytes that a stream unpacked to, which has now given `given` for `taken`.
    fn take(&self, count: u64, taken: u64, given: u64) -> Result<(), Excess> {
        self.unpacked.set(self.unpacked.get() + count);
        if let Some(excess) = self.spent() {
            return Err(excess);
        }
        let most = self.limits.max_free.max(taken.saturating_mul(self.limits.max_ratio));
        if given > most { Err(Excess::Ratio(self.limits.max_ratio)) } else { Ok(()) }
    }
}

/// Unpacks a stream within the budget.
pub(super) struct Unpacked<'a> {
    decoder: Option<Box<dyn Read + 'a>>,
    taken: Rc<Cell<u64>>,
    given: u64,
    budget: &'a Budget<'a>,
}

impl<'a> Unpacked<'a> {
    pub(super) fn new(compression: Compression, input: Box<dyn Read + 'a>, budget: &'a Budget<'a>) -> Self {
        let taken = Rc::new(Cell::new(0));
        let counted = Counted { input, count: Rc::clone(&taken) };
        let input: Box<dyn BufRead + 'a> = Box::new(BufReader::with_capacity(32 << 10, counted));
        Self { decoder: Some(compression.decoder(input)), taken, given: 0, budget }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Not every decoder knows an empty buffer from the end.
        let Some(decoder) = self.decoder.as_mut().filter(|_| !buffer.is_empty()) else { return Ok(0) };
        // The decoders read what anyone may have made: one that fails on its own account has met damage.
        let outcome = catch_unwind(AssertUnwindSafe(|| decoder.read(buffer)))
            .unwrap_or_else(|_| Err(io::Error::other("the decoder failed")));
        let outcome = outcome.and_then(|count| {
            self.given += count as u64;
            self.budget.take(count as u64, self.taken.get(), self.given).map_err(io::Error::other)?;
            Ok(count)
        });
        if outcome.is_err() {
            self.decoder = None;
        }
        outcome
    }
}

/// Counts what is read through it.
struct Counted<'a> {
    input: Box<dyn Read + 'a>,
    count: Rc<Cell<u64>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.count.set(self.count.get() + count as u64);
        Ok(count)
    }
}
