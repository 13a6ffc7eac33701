//! A text, whole or as it comes: the same characters, repairs and notes either way.

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, BufRead, Read};

use super::clean::Cleaner;
use super::container::{Reason, reason_of};
use super::{Decoded, Limits, Undecodable};

/// So many bytes are decoded at once, and decide on the character set.
const BLOCK: usize = 64 << 10;

/// A text of which the beginning has been read.
pub struct Text<'a> {
    /// The bytes of the beginning, unless they are all.
    first: Vec<u8>,
    /// How many bytes that is.
    size: u64,
    reader: TextReader<'a>,
}

impl<'a> Text<'a> {
    /// The text that some bytes are.
    pub(super) fn of(mut input: Box<dyn Read + 'a>) -> Result<Self, Undecodable> {
        let mut bytes = Vec::new();
        let failure = Read::by_ref(&mut input).take(BLOCK as u64).read_to_end(&mut bytes).err();
        let (size, has_ended) = (bytes.len() as u64, bytes.len() < BLOCK);
        let failure = match failure {
            Some(error) if bytes.is_empty() => return Err(undecodable(error)),
            failure => failure,
        };
        let is_all = has_ended && failure.is_none();
        let first = if is_all { Vec::new() } else { bytes.clone() };
        let cleaner = Cleaner::of(&mut bytes, is_all)?;
        let mut reader = TextReader { input, bytes, has_ended, failure, cleaner, text: String::new(), at: 0 };
        reader.decode_bytes();
        Ok(Self { first, size, reader })
    }

    /// The first 64 KiB of the text, cut at a character, or all of it. Of a text that goes from ASCII to
    /// another set it may be half of that.
    pub fn head(&self) -> &str {
        let text = &self.reader.text;
        &text[..text.floor_char_boundary(BLOCK)]
    }

    /// Whether the head is all of the text.
    pub fn is_whole(&self) -> bool {
        self.first.is_empty() && self.reader.text.len() <= BLOCK
    }

    /// The whole text. Of one that is damaged it is as much as could be read, with a note.
    ///
    /// # Errors
    /// [`Undecodable`], which says for a person why there is no text.
    pub fn whole(self, limits: &Limits) -> Result<Decoded, Undecodable> {
        let limit = limits.max_bytes;
        if self.size > limit {
            return Err(Undecodable::TooLarge { size: self.size, limit });
        }
        if self.first.is_empty() {
            return self.reader.cleaner.finish(self.reader.text);
        }
        let Self { first: mut bytes, reader, .. } = self;
        let rest = (limit - bytes.len() as u64).saturating_add(1);
        let failure = reader.failure.or_else(|| reader.input.take(rest).read_to_end(&mut bytes).err());
        if bytes.len() as u64 > limit {
            return Err(Undecodable::TooLarge { size: bytes.len() as u64, limit });
        }
        match failure {
            None => super::decode(bytes),
            Some(error) => match reason_of(&error) {
                reason @ Reason::Damaged(_) => cut_off(bytes, &reason),
                _ => Err(undecodable(error)),
            },
        }
    }

    /// The text as it comes.
    pub fn into_reader(self) -> TextReader<'a> {
        self.reader
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("head", &self.head()).finish_non_exhaustive()
    }
}

/// What there is of a text is worth more than nothing.
fn cut_off(bytes: Vec<u8>, reason: &Reason) -> Result<Decoded, Undecodable> {
    let mut decoded = super::decode(bytes)?;
    let line = 1 + decoded.text.bytes().filter(|&byte| byte == b'\n').count();
    decoded.notes.push(format!("{reason}, on line {line} or after"));
    Ok(decoded)
}

/// Why there is no text, or no more of it.
fn undecodable(error: io::Error) -> Undecodable {
    match reason_of(&error) {
        Reason::Unreadable(_) => Undecodable::Io(error),
        reason => Undecodable::Damaged(reason.to_string()),
    }
}

/// A text as it comes: UTF-8 whose lines end with a line feed alone. Where its bytes are damaged it ends
/// with an error that says so; what the system says is passed on as it is.
pub struct TextReader<'a> {
    input: Box<dyn Read + 'a>,
    /// Read and not decoded yet.
    bytes: Vec<u8>,
    /// Nothing more is to be read.
    has_ended: bool,
    /// What is to be told after the text that came before it.
    failure: Option<io::Error>,
    cleaner: Cleaner,
    /// Decoded, and taken up to `at`.
    text: String,
    at: usize,
}

impl TextReader<'_> {
    /// The name of the character set, as far as it is known: `UTF-8` as long as all is ASCII.
    pub fn encoding(&self) -> &'static str {
        self.cleaner.encoding()
    }

    /// What was guessed, repaired or removed so far, each a phrase for a person.
    pub fn notes(&self) -> Vec<String> {
        self.cleaner.notes()
    }

    fn read_bytes(&mut self) {
        let most = BLOCK - self.bytes.len();
        let outcome = Read::by_ref(&mut self.input).take(most as u64).read_to_end(&mut self.bytes);
        self.has_ended = self.bytes.len() < BLOCK;
        self.failure = outcome.err();
    }

    fn decode_bytes(&mut self) {
        self.has_ended |= self.failure.is_some();
        self.text.clear();
        self.at = 0;
        let taken = self.cleaner.push(&self.bytes, self.has_ended, &mut self.text);
        self.bytes.drain(..taken);
    }
}

impl BufRead for TextReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.text.len() {
            if !self.has_ended {
                self.read_bytes();
            } else if self.bytes.is_empty() {
                return self.failure.take().map_or(Ok(&[]), |error| Err(explained(error)));
            }
            self.decode_bytes();
        }
        Ok(&self.text.as_bytes()[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = self.text.len().min(self.at + count);
    }
}

impl Read for TextReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl fmt::Debug for TextReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextReader").field("encoding", &self.encoding()).finish_non_exhaustive()
    }
}

/// An error that says for a person what it is about.
fn explained(error: io::Error) -> io::Error {
    match reason_of(&error) {
        Reason::Unreadable(_) => error,
        reason => io::Error::new(io::ErrorKind::InvalidData, reason.to_string()),
    }
}
