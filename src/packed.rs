//! Values by the million, kept small: in blocks, each compressed.
//!
//! What is known of each file of an archive is gone through from the first to the last, a few times a run. A million of
//! such records as they are would take a gigabyte; packed, they take forty megabytes, and a second to unpack.

use std::cell::RefCell;
use std::io;
use std::thread::LocalKey;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

/// Half of what is kept are hashes, which no level makes smaller.
const LEVEL: i32 = 1;
/// Values of a block: enough to be worth a compressor, few enough to be unpacked for one of them.
const BLOCK: usize = 128;

thread_local! {
    // To make them takes longer than to use them once.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = RefCell::default();
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = RefCell::default();
}

/// Bytes, compressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    /// So many they are unpacked.
    length: u32,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
}

impl Block {
    /// Compresses the bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        // In memory, to a buffer that is large enough: nothing can fail.
        let packed = with(&COMPRESSOR, || Compressor::new(LEVEL), |compressor| compressor.compress(bytes));
        let mut packed = packed.unwrap_or_else(|error| unreachable!("a block is not packed: {error}"));
        packed.shrink_to_fit();
        Self { length: bytes.len() as u32, bytes: packed }
    }

    /// The bytes.
    ///
    /// # Panics
    /// If the block is not one that [`Self::of`] made: what comes from a disk is to be checked before.
    pub(crate) fn unpack(&self) -> Vec<u8> {
        let unpack = |decompressor: &mut Decompressor<'static>| {
            decompressor.decompress(&self.bytes, self.length as usize)
        };
        let bytes = with(&DECOMPRESSOR, Decompressor::new, unpack);
        bytes.unwrap_or_else(|error| unreachable!("a block is not unpacked: {error}"))
    }
}

/// Works with what the thread has, which is made the first time.
fn with<T, R>(
    kept: &'static LocalKey<RefCell<Option<T>>>,
    make: impl Fn() -> io::Result<T>,
    work: impl FnOnce(&mut T) -> io::Result<R>,
) -> io::Result<R> {
    kept.with_borrow_mut(|kept| {
        let made = match kept.take() {
            Some(made) => made,
            None => make()?,
        };
        work(kept.insert(made))
    })
}

/// Values in the order in which they came.
#[derive(Debug, Clone)]
pub(crate) struct Packed<T> {
    full: Vec<Block>,
    /// Too few for a block as yet.
    last: Vec<T>,
}

impl<T> Default for Packed<T> {
    fn default() -> Self {
        Self { full: Vec::new(), last: Vec::new() }
    }
}

impl<T: Serialize + DeserializeOwned + Clone> Packed<T> {
    /// Adds a value at the end.
    pub(crate) fn push(&mut self, value: T) {
        self.last.push(value);
        if self.last.len() == BLOCK {
            let values = std::mem::take(&mut self.last);
            let bytes = postcard::to_stdvec(&values);
            let bytes = bytes.unwrap_or_else(|error| unreachable!("a value is not written: {error}"));
            self.full.push(Block::of(&bytes));
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.full.len() * BLOCK + self.last.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.full.iter().flat_map(unpacked).chain(self.last.iter().cloned())
    }

    /// All of them, and what they took is given back on the way.
    pub(crate) fn drain(self) -> impl Iterator<Item = T> {
        self.full.into_iter().flat_map(|block| unpacked(&block)).chain(self.last)
    }
}

fn unpacked<T: DeserializeOwned>(block: &Block) -> Vec<T> {
    let values = postcard::from_bytes(&block.unpack());
    values.unwrap_or_else(|error| unreachable!("a value is not read: {error}"))
}

impl<T: Serialize + DeserializeOwned + Clone> Extend<T> for Packed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl<T: Serialize + DeserializeOwned + Clone> FromIterator<T> for Packed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut packed = Self::default();
        packed.extend(values);
        packed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_in_order_and_is_smaller() {
        for count in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 10 * BLOCK + 7] {
            let values: Vec<String> = (0..count).map(|number| format!("films/{number:06}.md")).collect();
            let packed: Packed<String> = values.iter().cloned().collect();
            assert_eq!((packed.len(), packed.is_empty()), (count, count == 0));
            assert!(packed.iter().eq(values.iter().cloned()), "{count}");
            let bytes: usize = packed.full.iter().map(|block| block.bytes.len()).sum();
            assert!(packed.drain().eq(values), "{count}");
            assert!(bytes * 4 <= count * "films/000000.md".len(), "{count} values in {bytes} bytes");
        }
    }
}
