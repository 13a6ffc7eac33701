//! Bytes -> text. Character sets, byte order marks, line ends, stray bytes; what a review is it does not
//! know.
//!
//! A file is opened as [`Content`], which may hold several [`Member`]s: a container's files, one by one.
//! Each is a [`Text`], taken whole or as a stream that needs no more memory for a gigabyte than for a page.
//!
//! Nothing is lost silently: whatever was guessed, repaired or removed is a note that names the place.

mod charset;
mod clean;
mod container;
mod content;
mod limits;
mod magic;
mod stream;
#[cfg(test)]
mod tests;

use std::io::{self, Read};
use std::path::Path;

use clean::Cleaner;
pub use container::{Member, Problem, Reason, Visit};
pub use content::{Content, hash, open};
pub use limits::Limits;
pub use stream::{Text, TextReader};

/// A text as it is to be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text: no byte order mark, no NUL, lines end with a line feed alone.
    pub text: String,
    /// The character set, by its name in the WHATWG standard: `UTF-8`, `UTF-16LE`, `windows-1252`.
    pub encoding: &'static str,
    /// What was guessed, repaired or removed, each a phrase for a person.
    pub notes: Vec<String>,
}

// So begin the reasons by which reviews may be lost.
const CANNOT_READ: &str = "cannot be read";
const CANNOT_UNPACK: &str = "cannot be unpacked";
const TOO_LARGE: &str = "too large";

/// Why there is no text. Shown, it is a phrase for a person; the path is for the caller to add.
#[derive(Debug, thiserror::Error)]
pub enum Undecodable {
    /// No text: what it is instead.
    #[error("not a text but {0}")]
    Binary(&'static str),
    /// Nothing there, or nothing but white space.
    #[error("empty")]
    Empty,
    /// More bytes than the limit.
    #[error("{TOO_LARGE}: {} of at most {}", in_words(*size), in_words(*limit), TOO_LARGE = TOO_LARGE)]
    TooLarge {
        /// Its size in bytes, or as much as was read before giving up.
        size: u64,
        /// The most bytes that are read.
        limit: u64,
    },
    /// What stood there is no regular file any more.
    #[error("not a regular file")]
    NotAFile,
    /// Its container or compression is damaged, and nothing of it could be read; or there is more of it
    /// than is bearable.
    #[error("{CANNOT_UNPACK}: {0}", CANNOT_UNPACK = CANNOT_UNPACK)]
    Damaged(String),
    /// The system did not let it be read.
    #[error("{CANNOT_READ}: {0}", CANNOT_READ = CANNOT_READ)]
    Io(#[from] io::Error),
}

impl Undecodable {
    /// Whether a reason that was written down is one of these, and reviews may be lost by it: there is
    /// something that could not be read, rather than nothing to read.
    pub fn is_loss(reason: &str) -> bool {
        [CANNOT_READ, CANNOT_UNPACK, TOO_LARGE].iter().any(|beginning| reason.starts_with(beginning))
    }
}

/// A size for a person: `64 MiB`, `812 bytes`.
fn in_words(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{bytes} bytes"),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// Reads a file as text.
///
/// Never waits for a pipe that took the file's place, and never reads more than the limit however much
/// the file grows or whatever size it claims.
///
/// # Errors
/// [`Undecodable`], which says for a person why there is no text.
pub fn read_text(path: &Path, limits: &Limits) -> Result<Decoded, Undecodable> {
    let content = open(path, limits)?;
    let limit = limits.max_bytes;
    if content.size() > limit {
        return Err(Undecodable::TooLarge { size: content.size().min(limit.saturating_add(1)), limit });
    }
    let mut bytes = Vec::with_capacity(content.size() as usize + 1);
    content.reader().take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Undecodable::TooLarge { size: bytes.len() as u64, limit });
    }
    decode(bytes)
}

/// Makes text of bytes.
///
/// # Errors
/// [`Undecodable::Binary`] and [`Undecodable::Empty`].
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Undecodable> {
    let mut bytes = bytes;
    let mut cleaner = Cleaner::of(&mut bytes, true)?;
    let mut text = String::new();
    cleaner.push(&bytes, true, &mut text);
    cleaner.finish(text)
}

/// `1 byte`, `3 bytes`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
