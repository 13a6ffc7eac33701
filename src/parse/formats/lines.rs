//! Lines of a stream, none of which can grow without bound.

use std::io::{self, BufRead};

/// Reads line by line. What was read can be put back and is read again.
pub(super) struct Lines<'a> {
    input: &'a mut dyn BufRead,
    number: u32,
    again: Vec<u8>,
    at: usize,
}

/// What became of a call for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// It was appended.
    Whole,
    /// It was longer than there was room; what came after is lost.
    Cut,
    /// There is none.
    End,
}

impl<'a> Lines<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, number: 0, again: Vec::new(), at: 0 }
    }

    /// The number, from 1, of the line that was read last.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Appends the next line without its end, and without a byte order mark before the first.
    pub(super) fn append(&mut self, into: &mut Vec<u8>, room: usize) -> io::Result<Line> {
        let start = into.len();
        let (mut any, mut whole) = (false, true);
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', chunk);
            let text = &chunk[..end.unwrap_or(chunk.len())];
            let left = room.saturating_sub(into.len() - start).min(text.len());
            into.extend_from_slice(&text[..left]);
            whole &= left == text.len();
            let used = text.len() + usize::from(end.is_some());
            self.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(Line::End);
        }
        self.number += 1;
        if into[start..].ends_with(b"\r") {
            into.pop();
        }
        if self.number == 1 && into[start..].starts_with("\u{feff}".as_bytes()) {
            into.drain(start..start + '\u{feff}'.len_utf8());
        }
        Ok(if whole { Line::Whole } else { Line::Cut })
    }

    /// Puts back the last `lines` lines, which `text` holds.
    pub(super) fn put_back(&mut self, text: &[u8], lines: u32) {
        self.number -= lines;
        // In place where there is room, which it came from: what is behind it may be much longer.
        if let Some(start) = self.at.checked_sub(text.len() + 1) {
            self.again[start..self.at - 1].copy_from_slice(text);
            self.again[self.at - 1] = b'\n';
            self.at = start;
            return;
        }
        let rest = &self.again[self.at..];
        (self.again, self.at) = ([text, b"\n", rest].concat(), 0);
    }

    fn chunk(&mut self) -> io::Result<&[u8]> {
        if self.at < self.again.len() { Ok(&self.again[self.at..]) } else { self.input.fill_buf() }
    }

    fn consume(&mut self, bytes: usize) {
        if self.at < self.again.len() {
            self.at += bytes;
        } else {
            self.input.consume(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_bounds_and_numbers() {
        let mut input = "\u{feff}one\r\ntwo and more\n\nlast".as_bytes();
        let mut lines = Lines::new(&mut input);
        let mut all = Vec::new();
        loop {
            let mut line = Vec::new();
            let outcome = lines.append(&mut line, 5).unwrap();
            if outcome == Line::End {
                break;
            }
            all.push((lines.number(), String::from_utf8(line).unwrap(), outcome));
        }
        let expected = [
            (1, "one".to_owned(), Line::Cut),
            (2, "two a".to_owned(), Line::Cut),
            (3, String::new(), Line::Whole),
            (4, "last".to_owned(), Line::Whole),
        ];
        // The mark of three bytes takes room too.
        assert_eq!(all[1..], expected[1..]);
        assert_eq!(all[0].0, 1);
    }

    #[test]
    fn lines_are_read_again() {
        let mut input = "a\nb\nc\n".as_bytes();
        let mut lines = Lines::new(&mut input);
        let mut text = Vec::new();
        lines.append(&mut text, 9).unwrap();
        text.clear();
        lines.append(&mut text, 9).unwrap();
        lines.put_back(&text, 1);
        text.clear();
        lines.append(&mut text, 9).unwrap();
        lines.append(&mut text, 9).unwrap();
        assert_eq!((text.as_slice(), lines.number()), (b"bc".as_slice(), 3));
    }
}
