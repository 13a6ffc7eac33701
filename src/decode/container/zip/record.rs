//! One entry of a ZIP, as the directory at its end tells of it, or the header before its bytes.

use std::io::{self, Read};

use crate::decode::container::compressed::Compression;
use crate::decode::content::{Slice, Source};

/// How a record of the directory begins.
const OF_DIRECTORY: [u8; 4] = *b"PK\x01\x02";
/// How the header before an entry's bytes begins.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// What stands for a number that is among the extra fields.
const ELSEWHERE: u64 = 0xFFFF_FFFF;

/// What is told of an entry.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// As written.
    pub(super) name: Vec<u8>,
    /// Where its header stands.
    pub(super) at: u64,
    /// How many bytes it has in the file.
    pub(super) packed: u64,
    /// How many bytes it has unpacked, if that is known.
    pub(super) size: Option<u64>,
    /// Their checksum, if that is known.
    pub(super) checksum: Option<u32>,
    method: u16,
    flags: u16,
    /// The kind of file, as Unix has it, if it was packed there.
    mode: u32,
}

impl Record {
    /// Reads a record of the directory; `None` where none stands.
    pub(super) fn of_directory(input: &mut impl Read) -> Option<Self> {
        let mut fixed = [0; 46];
        input.read_exact(&mut fixed).ok().filter(|()| fixed.starts_with(&OF_DIRECTORY))?;
        let number = |at| u16_at(&fixed, at);
        let mut name = vec![0; usize::from(number(28))];
        let mut extra = vec![0; usize::from(number(30))];
        input.read_exact(&mut name).and_then(|()| input.read_exact(&mut extra)).ok()?;
        io::copy(&mut input.take(u64::from(number(32))), &mut io::sink()).ok()?;
        let is_from_unix = fixed[5] == 3;
        let mut record = Self {
            name,
            at: u32_at(&fixed, 42),
            packed: u32_at(&fixed, 20),
            size: Some(u32_at(&fixed, 24)),
            checksum: Some(u32_at(&fixed, 16) as u32),
            method: number(10),
            flags: number(8),
            mode: if is_from_unix { u32::from(u16_at(&fixed, 40)) } else { 0 },
        };
        record.read_extra(&extra);
        Some(record)
    }

    /// Reads the header before an entry's bytes; with where those begin. What only follows them is not
    /// known.
    pub(super) fn of_header(source: &dyn Source, at: u64) -> Option<(Self, u64)> {
        let (fixed, data) = header(source, at)?;
        let number = |at| u16_at(&fixed, at);
        let mut input = Slice::new(source, at + 30, data - at - 30);
        let mut name = vec![0; usize::from(number(26))];
        let mut extra = vec![0; usize::from(number(28))];
        input.read_exact(&mut name).and_then(|()| input.read_exact(&mut extra)).ok()?;
        let mut record = Self {
            name,
            at: 0,
            packed: u32_at(&fixed, 18),
            size: Some(u32_at(&fixed, 22)),
            checksum: Some(u32_at(&fixed, 14) as u32),
            method: number(8),
            flags: number(6),
            mode: 0,
        };
        record.read_extra(&extra);
        record.at = at;
        if record.is_told_afterwards() {
            (record.size, record.checksum) = (None, None);
        }
        Some((record, data))
    }

    fn read_extra(&mut self, mut rest: &[u8]) {
        while let Some((kind, field, after)) = extra_field(rest) {
            rest = after;
            match kind {
                1 => self.read_zip64(field),
                0x7075 => self.read_unicode_name(field),
                _ => {}
            }
        }
    }

    /// The numbers that were too large for their places, in this order.
    fn read_zip64(&mut self, field: &[u8]) {
        let mut numbers = field.chunks_exact(8).map(|bytes| u64_at(bytes, 0));
        let mut take = |number: u64| match number {
            ELSEWHERE => numbers.next().unwrap_or(number),
            _ => number,
        };
        self.size = self.size.map(&mut take);
        self.packed = take(self.packed);
        self.at = take(self.at);
    }

    /// The name in UTF-8, unless the entry was renamed by who did not know of it.
    fn read_unicode_name(&mut self, field: &[u8]) {
        let mut checksum = flate2::Crc::new();
        checksum.update(&self.name);
        if let [1, sum @ ..] = field
            && let Some((sum, name)) = sum.split_first_chunk::<4>()
            && u32::from_le_bytes(*sum) == checksum.sum()
        {
            self.name = name.to_vec();
        }
    }

    /// Where its bytes begin, and its header does not deny it.
    pub(super) fn data_at(&self, source: &dyn Source) -> Option<u64> {
        header(source, self.at).map(|(_, data)| data)
    }

    /// Whether sizes and checksum stand after the bytes, for who wrote it did not know them before.
    pub(super) fn is_told_afterwards(&self) -> bool {
        self.flags & 8 != 0
    }

    pub(super) fn is_folder(&self) -> bool {
        matches!(self.name.last(), Some(b'/' | b'\\')) || self.mode & 0o170_000 == 0o040_000
    }

    pub(super) fn is_link(&self) -> bool {
        self.mode & 0o170_000 == 0o120_000
    }

    pub(super) fn is_encrypted(&self) -> bool {
        /// AES, which hides the true method.
        const AES: u16 = 99;
        self.flags & 1 != 0 || self.method == AES
    }

    /// How it is packed.
    ///
    /// # Errors
    /// The method's name where it is not read.
    pub(super) fn compression(&self) -> Result<Compression, String> {
        match self.method {
            0 => Ok(Compression::Stored),
            8 => Ok(Compression::Deflate),
            12 => Ok(Compression::Bzip2),
            20 | 93 => Ok(Compression::Zstd),
            95 => Ok(Compression::Xz),
            1 => Err("Shrink".to_owned()),
            2..=5 => Err("Reduce".to_owned()),
            6 => Err("Implode".to_owned()),
            9 => Err("Deflate64".to_owned()),
            14 => Err("LZMA".to_owned()),
            98 => Err("PPMd".to_owned()),
            number => Err(format!("number {number}")),
        }
    }
}

/// The fixed part of the header at a place, and where the bytes after it begin.
fn header(source: &dyn Source, at: u64) -> Option<([u8; 30], u64)> {
    let mut fixed = [0; 30];
    Slice::from(source, at).read_exact(&mut fixed).ok().filter(|()| fixed.starts_with(&LOCAL))?;
    let names = u64::from(u16_at(&fixed, 26)) + u64::from(u16_at(&fixed, 28));
    Some((fixed, at.checked_add(30 + names)?))
}

/// The kind of the next extra field, its bytes, and what follows.
fn extra_field(rest: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (head, rest) = rest.split_first_chunk::<4>()?;
    let (field, after) = rest.split_at_checked(usize::from(u16_at(head, 2)))?;
    Some((u16_at(head, 0), field, after))
}

fn little_endian(bytes: &[u8], at: usize, size: usize) -> u64 {
    let digits = bytes.get(at..at + size).unwrap_or_default();
    digits.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    little_endian(bytes, at, 2) as u16
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u64 {
    little_endian(bytes, at, 4)
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    little_endian(bytes, at, 8)
}
