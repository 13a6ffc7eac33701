//! Bytes as they come -> text without byte order mark, carriage returns and NULs, and what is told of it.

use std::mem;

use super::charset::Charset;
use super::{Decoded, Undecodable, counted, magic};

/// Makes text of bytes, block by block.
pub(super) struct Cleaner {
    charset: Charset,
    /// A block in UTF-8, before it is cleaned.
    raw: String,
    /// Whether the last character was a carriage return: a line feed that follows belongs to it.
    after_return: bool,
    /// So many lines have ended.
    lines: usize,
    damaged: Tally,
    nuls: Tally,
}

/// How many of something there were, and the line of the first.
#[derive(Default)]
struct Tally {
    count: usize,
    line: usize,
}

impl Tally {
    fn add(&mut self, count: usize, line: impl FnOnce() -> usize) {
        if self.count == 0 {
            self.line = line();
        }
        self.count += count;
    }
}

impl Cleaner {
    /// What makes text of bytes that begin so, if they are text. The byte order mark is taken off.
    pub(super) fn of(first: &mut Vec<u8>, is_all: bool) -> Result<Self, Undecodable> {
        if is_all && first.iter().all(u8::is_ascii_whitespace) {
            return Err(Undecodable::Empty);
        }
        if let Some(kind) = magic::kind(first) {
            return Err(Undecodable::Binary(kind));
        }
        let (charset, mark) = Charset::of(first)?;
        first.drain(..mark);
        Ok(Self {
            charset,
            raw: String::new(),
            after_return: false,
            lines: 0,
            damaged: Tally::default(),
            nuls: Tally::default(),
        })
    }

    /// Adds a block's text; how many of its bytes that took. The others are to come again, with those that
    /// follow; of the last block none are left.
    pub(super) fn push(&mut self, block: &[u8], is_last: bool, text: &mut String) -> usize {
        self.raw.clear();
        let pushed = self.charset.push(block, is_last, &mut self.raw);
        let (raw, before) = (self.raw.as_bytes(), self.lines + 1);
        if let Some(at) = pushed.damaged_at {
            self.damaged.add(pushed.damaged, || before + line_ends(&raw[..at], self.after_return));
        }
        if let Some(at) = memchr::memchr(0, raw) {
            let count = self.raw[at..].bytes().filter(|&byte| byte == 0).count();
            self.nuls.add(count, || before + line_ends(&raw[..at], self.after_return));
        }
        let start = text.len();
        self.append_raw(text);
        self.lines += memchr::memchr_iter(b'\n', &text.as_bytes()[start..]).count();
        pushed.taken
    }

    fn append_raw(&mut self, text: &mut String) {
        if !self.after_return && memchr::memchr2(b'\r', 0, self.raw.as_bytes()).is_none() {
            // A text that comes in one block need not be copied.
            if text.is_empty() {
                mem::swap(text, &mut self.raw);
            } else {
                text.push_str(&self.raw);
            }
            return;
        }
        for (index, line) in self.raw.split('\r').enumerate() {
            // A carriage return before a line feed is dropped, one by itself ends a line.
            let mut line = line;
            if index > 0 {
                text.push('\n');
                self.after_return = true;
            }
            if self.after_return && !line.is_empty() {
                line = line.strip_prefix('\n').unwrap_or(line);
                self.after_return = false;
            }
            text.extend(line.split('\0'));
        }
    }

    /// The name of the character set.
    pub(super) fn encoding(&self) -> &'static str {
        self.charset.name()
    }

    /// What was guessed, repaired or removed so far.
    pub(super) fn notes(&self) -> Vec<String> {
        let damaged =
            (self.damaged.count > 0).then(|| self.charset.damage_note(self.damaged.count, self.damaged.line));
        let nuls = (self.nuls.count > 0).then(|| {
            let count = counted(self.nuls.count, "NUL byte");
            format!("{count} removed, the first on line {}", self.nuls.line)
        });
        self.charset.guess.iter().cloned().chain(damaged).chain(nuls).collect()
    }

    /// The text that all blocks together made.
    pub(super) fn finish(&self, text: String) -> Result<Decoded, Undecodable> {
        if text.trim().is_empty() {
            return Err(Undecodable::Empty);
        }
        Ok(Decoded { text, encoding: self.encoding(), notes: self.notes() })
    }
}

/// How many lines end in bytes of text.
fn line_ends(bytes: &[u8], after_return: bool) -> usize {
    let mut after_return = after_return;
    let mut count = 0;
    for &byte in bytes {
        count += usize::from(byte == b'\r' || (byte == b'\n' && !after_return));
        after_return = byte == b'\r';
    }
    count
}
