//! Bytes -> text. Character sets, byte order marks, line ends, stray bytes; what a review is it does not
//! know.
//!
//! Nothing is lost silently: whatever was guessed, repaired or removed is a note that names the place.

mod charset;
mod magic;
#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// What a reader puts up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that a file may have.
    pub max_bytes: u64,
}

impl Default for Limits {
    /// 64 MiB: far above any text that a person wrote, far below what fills a machine.
    fn default() -> Self {
        Self { max_bytes: 64 << 20 }
    }
}

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
    #[error("too large: {} of at most {}", in_words(*size), in_words(*limit))]
    TooLarge {
        /// Its size in bytes, or as much as was read before giving up.
        size: u64,
        /// The most bytes that are read.
        limit: u64,
    },
    /// What stood there is no regular file any more.
    #[error("not a regular file")]
    NotAFile,
    /// The system did not let it be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
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
    let file = open_without_waiting(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Undecodable::NotAFile);
    }
    let limit = limits.max_bytes;
    if metadata.len() > limit {
        return Err(Undecodable::TooLarge { size: metadata.len(), limit });
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Undecodable::TooLarge { size: bytes.len() as u64, limit });
    }
    decode(bytes)
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

/// Makes text of bytes.
///
/// # Errors
/// [`Undecodable::Binary`] and [`Undecodable::Empty`].
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Undecodable> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Undecodable::Empty);
    }
    if let Some(kind) = magic::kind(&bytes) {
        return Err(Undecodable::Binary(kind));
    }
    let mut decoded = charset::decode(bytes)?;
    normalize_line_ends(&mut decoded.text);
    remove_nuls(&mut decoded);
    if decoded.text.trim().is_empty() {
        return Err(Undecodable::Empty);
    }
    Ok(decoded)
}

fn normalize_line_ends(text: &mut String) {
    if !text.contains('\r') {
        return;
    }
    let mut plain = String::with_capacity(text.len());
    let mut lines = text.split('\r');
    plain.push_str(lines.next().unwrap_or_default());
    for part in lines {
        // A carriage return before a line feed is dropped, one by itself ends a line.
        if !part.starts_with('\n') {
            plain.push('\n');
        }
        plain.push_str(part);
    }
    *text = plain;
}

fn remove_nuls(decoded: &mut Decoded) {
    let Some(first) = decoded.text.find('\0') else { return };
    let before = decoded.text.len();
    let line = line_of(decoded.text.as_bytes(), first);
    decoded.text.retain(|c| c != '\0');
    let count = before - decoded.text.len();
    decoded.notes.push(format!("{} removed, the first on line {line}", counted(count, "NUL byte")));
}

/// The line, from 1, of a byte offset.
fn line_of(bytes: &[u8], offset: usize) -> usize {
    1 + bytes.iter().take(offset).filter(|&&byte| byte == b'\n').count()
}

/// `1 byte`, `3 bytes`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
