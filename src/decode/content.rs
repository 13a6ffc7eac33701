//! The bytes of a file: in memory where they are few, else where they lie. Read as often as need be.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::{Limits, Undecodable};

/// So many bytes are read at once.
const BLOCK: usize = 128 << 10;

/// What a file holds, before anything is known of it.
#[derive(Debug)]
pub struct Content(Held);

#[derive(Debug)]
enum Held {
    Bytes(Vec<u8>),
    File { file: File, size: u64 },
}

/// Opens a file. A small one is read into memory at once, a large one stays where it is.
///
/// Never waits for a pipe that took the file's place.
///
/// # Errors
/// [`Undecodable::NotAFile`] and [`Undecodable::Io`].
pub fn open(path: &Path, limits: &Limits) -> Result<Content, Undecodable> {
    let mut file = open_without_waiting(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Undecodable::NotAFile);
    }
    let (size, most) = (metadata.len(), limits.max_held);
    if size > most {
        return Ok(Content(Held::File { file, size }));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    Read::by_ref(&mut file).take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    // It grew, or the system did not tell its size.
    if bytes.len() as u64 > most {
        return Ok(Content(Held::File { file, size: bytes.len() as u64 }));
    }
    Ok(Content(Held::Bytes(bytes)))
}

impl Content {
    /// Content that is in memory already.
    pub fn of(bytes: Vec<u8>) -> Self {
        Self(Held::Bytes(bytes))
    }

    /// How many bytes it has, as far as the system tells.
    pub fn size(&self) -> u64 {
        match &self.0 {
            Held::Bytes(bytes) => bytes.len() as u64,
            Held::File { size, .. } => *size,
        }
    }

    /// The hash of its bytes, as [`hash`] gives it.
    ///
    /// # Errors
    /// What the system says when it can't be read.
    pub fn hash(&self) -> io::Result<u128> {
        if let Held::Bytes(bytes) = &self.0 {
            return Ok(hash(bytes));
        }
        let mut hasher = twox_hash::XxHash3_128::new();
        let mut reader = self.reader();
        let mut block = vec![0; BLOCK];
        loop {
            match reader.read(&mut block)? {
                0 => return Ok(hasher.finish_128()),
                count => hasher.write(&block[..count]),
            }
        }
    }

    /// Its bytes from the beginning. Readers do not disturb each other.
    pub fn reader(&self) -> impl Read + '_ {
        Slice::from(self, 0)
    }
}

/// The 128-bit hash (XXH3) by which contents are compared. Not cryptographic: an archive's owner has no
/// reason to forge a collision with an own file.
pub fn hash(bytes: &[u8]) -> u128 {
    twox_hash::XxHash3_128::oneshot(bytes)
}

/// Bytes that can be read from any place.
pub(super) trait Source {
    /// Reads from a place; 0 at the end.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize>;
    /// How many bytes there are.
    fn size(&self) -> u64;
}

impl Source for [u8] {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn size(&self) -> u64 {
        self.len() as u64
    }
}

impl Source for Vec<u8> {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        self.as_slice().read_at(buffer, at)
    }

    fn size(&self) -> u64 {
        self.len() as u64
    }
}

impl Source for Content {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match &self.0 {
            Held::Bytes(bytes) => bytes.read_at(buffer, at),
            Held::File { file, .. } => read_file_at(file, buffer, at),
        }
    }

    fn size(&self) -> u64 {
        Content::size(self)
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_file_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// Reads a part of a source.
pub(super) struct Slice<'a> {
    source: &'a dyn Source,
    at: u64,
    left: u64,
}

impl<'a> Slice<'a> {
    /// So many bytes from a place.
    pub(super) fn new(source: &'a dyn Source, at: u64, length: u64) -> Self {
        Self { source, at, left: length }
    }

    /// All bytes from a place.
    pub(super) fn from(source: &'a dyn Source, at: u64) -> Self {
        Self::new(source, at, u64::MAX)
    }
}

impl Read for Slice<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.source.read_at(&mut buffer[..most], self.at)?;
        self.at += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

/// Opens for reading; a pipe without a writer opens at once instead of blocking.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(O_NONBLOCK);
    }
    options.open(path)
}

/// `O_NONBLOCK`, as the system's headers have it.
#[cfg(all(unix, any(target_os = "linux", target_os = "android")))]
const O_NONBLOCK: i32 = 0o4000;
/// `O_NONBLOCK`, as the headers of macOS and the BSDs have it.
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const O_NONBLOCK: i32 = 0x4;
