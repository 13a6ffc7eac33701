//! Containers made byte by byte, for tests.

use std::io::Write;
use std::ops::ControlFlow;

use crate::decode::{Content, Limits};

pub(super) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A ZIP in the making.
#[derive(Default)]
pub(super) struct Zip {
    pub(super) bytes: Vec<u8>,
    pub(super) directory: Vec<u8>,
    pub(super) count: u16,
}

/// An entry of a ZIP, as it is to be written.
pub(super) struct Entry<'a> {
    pub(super) name: &'a [u8],
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) packed: &'a [u8],
    pub(super) size: u32,
    pub(super) checksum: u32,
    pub(super) extra: &'a [u8],
    pub(super) mode: u16,
}

impl<'a> Entry<'a> {
    pub(super) fn new(name: &'a [u8], method: u16, packed: &'a [u8], plain: &[u8]) -> Self {
        let mut sum = flate2::Crc::new();
        sum.update(plain);
        let size = plain.len() as u32;
        Self { name, method, flags: 0, packed, size, checksum: sum.sum(), extra: b"", mode: 0o100_644 }
    }
}

impl Zip {
    pub(super) fn stored(self, name: &str, text: &[u8]) -> Self {
        self.entry(&Entry::new(name.as_bytes(), 0, text, text))
    }

    pub(super) fn deflated(self, name: &str, text: &[u8]) -> Self {
        self.entry(&Entry::new(name.as_bytes(), 8, &deflate(text), text))
    }

    pub(super) fn entry(mut self, entry: &Entry<'_>) -> Self {
        let at = self.bytes.len() as u32;
        let is_told_afterwards = entry.flags & 8 != 0;
        let numbers = |known: bool| {
            let numbers = [entry.checksum, entry.packed.len() as u32, entry.size];
            numbers.map(|number| if known { number } else { 0 }).map(u32::to_le_bytes).concat()
        };
        let start = [20, entry.flags, entry.method, 0, 0].map(u16::to_le_bytes).concat();
        let lengths = [entry.name.len() as u16, entry.extra.len() as u16].map(u16::to_le_bytes).concat();
        for part in
            [b"PK\x03\x04", &start[..], &numbers(!is_told_afterwards), &lengths, entry.name, entry.extra]
        {
            self.bytes.extend(part);
        }
        self.bytes.extend(entry.packed);
        if is_told_afterwards {
            self.bytes.extend(b"PK\x07\x08");
            self.bytes.extend(numbers(true));
        }
        self.list(entry, at)
    }

    /// Lists an entry that stands at a place.
    pub(super) fn list(mut self, entry: &Entry<'_>, at: u32) -> Self {
        let start = [0x0314, 20, entry.flags, entry.method, 0, 0].map(u16::to_le_bytes).concat();
        let numbers = [entry.checksum, entry.packed.len() as u32, entry.size].map(u32::to_le_bytes).concat();
        let rest = [entry.name.len() as u16, entry.extra.len() as u16, 0, 0, 0, 0, entry.mode];
        let rest = rest.map(u16::to_le_bytes).concat();
        let at = at.to_le_bytes();
        for part in [b"PK\x01\x02", &start[..], &numbers, &rest, &at, entry.name, entry.extra] {
            self.directory.extend(part);
        }
        self.count += 1;
        self
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let Self { mut bytes, directory, count } = self;
        let at = bytes.len() as u32;
        bytes.extend(&directory);
        bytes.extend(b"PK\x05\x06");
        bytes.extend([0, 0, count, count].map(u16::to_le_bytes).concat());
        bytes.extend([directory.len() as u32, at].map(u32::to_le_bytes).concat());
        bytes.extend([0, 0]);
        bytes
    }
}

/// An entry of a tar: its header and its bytes.
pub(super) fn tar_entry(name: &[u8], kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    header[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let mut entry = with_checksum(header).to_vec();
    entry.extend(bytes);
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

pub(super) fn with_checksum(mut header: [u8; 512]) -> [u8; 512] {
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header
}

pub(super) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let entries = files.iter().flat_map(|(name, bytes)| tar_entry(name.as_bytes(), b'0', bytes));
    entries.chain([0; 1024]).collect()
}

/// What is in a file `a`, line by line: a member's path and text, or its path and why there is none.
pub(super) fn listing(bytes: &[u8]) -> Vec<String> {
    listing_within(bytes, &Limits::default())
}

pub(super) fn listing_within(bytes: &[u8], limits: &Limits) -> Vec<String> {
    let mut lines = Vec::new();
    let content = Content::of(bytes.to_vec());
    let problems = content.members("a", limits, &mut |member| {
        let path = member.path.clone();
        match member.text().and_then(|text| text.whole(limits)) {
            Ok(decoded) => {
                let notes = decoded.notes.iter().flat_map(|note| [" [", note, "]"]);
                lines.push(format!("{path}: {}{}", decoded.text, notes.collect::<String>()));
            }
            Err(error) => lines.push(format!("{path}: <{error}>")),
        }
        ControlFlow::Continue(())
    });
    lines.extend(problems.iter().map(|problem| format!("{}: ({})", problem.path, problem.reason)));
    lines
}
