//! The values of a JSON text one by one, whatever its size.
//!
//! A reader of our own for what is between the values, because one broken record must not end the reading
//! and a file may be larger than memory. What is inside a value is `serde_json`'s business. A string that is
//! never closed ends with its line, since JSON has no line ends in strings: the next record is whole again.

use std::io::{self, BufRead, Cursor};

use serde::de::IgnoredAny;

/// The most bytes of a value.
pub(super) const LARGEST: usize = 8 << 20;
/// Bytes that may be read a second time because of broken values. After that, one may take its neighbours along.
const MOST_READ_AGAIN: usize = 64 << 20;
/// Bytes that are looked at in one go, so that a value is not much longer than it may be.
const STRIDE: usize = 64 << 10;
/// Up to here, nothing can grow out of bounds when it is read.
const HARMLESS: usize = 1 << 20;
/// The most brackets and commas of a larger one: each may cost some hundred bytes of memory.
const MOST_PARTS: usize = 250_000;

/// Reads bytes.
pub(super) struct Scanner<'a> {
    input: &'a mut dyn BufRead,
    again: Cursor<Vec<u8>>,
    line: u32,
    state: State,
    read_again: usize,
}

/// How far a value was read.
#[expect(clippy::struct_excessive_bools, reason = "a scanner's state: no caller sets one")]
#[derive(Debug, Clone, Copy, Default)]
struct State {
    depth: usize,
    in_string: bool,
    escaped: bool,
    begun: bool,
    scalar: bool,
}

/// What a call for a value gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Captured {
    Whole,
    /// There was more than [`LARGEST`]; the rest is still to be read.
    Over,
    /// The file ended first.
    Broken,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, again: Cursor::new(Vec::new()), line: 1, state: State::default(), read_again: 0 }
    }

    /// The number, from 1, of the line at which it stands.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The next byte that is no white space, without taking it.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let chunk = self.chunk()?;
            let Some(first) = chunk.first().copied() else { return Ok(None) };
            // A byte order mark is blank too.
            let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf);
            let blanks = chunk.iter().take_while(|byte| blank(byte)).count();
            if blanks == 0 {
                return Ok(Some(first));
            }
            let lines = count_lines(&chunk[..blanks]);
            self.line = self.line.saturating_add(lines);
            self.consume(blanks);
        }
    }

    /// Takes a byte that was peeked at.
    pub(super) fn bump(&mut self) {
        self.consume(1);
    }

    /// Reads the value that begins with the next byte.
    pub(super) fn value(&mut self, into: &mut Vec<u8>) -> io::Result<Captured> {
        into.clear();
        self.state = State::default();
        self.capture(|bytes| {
            into.extend_from_slice(bytes);
            into.len() <= LARGEST
        })
    }

    /// Reads over the rest of a value.
    pub(super) fn pass_rest(&mut self) -> io::Result<()> {
        self.capture(|_| true).map(drop)
    }

    /// Puts back what was read last; `line` is where it began.
    pub(super) fn put_back(&mut self, bytes: &[u8], line: u32) {
        self.line = line;
        let at = self.again.position() as usize;
        // In place where there is room, which it came from: what is behind it may be much longer.
        if let Some(start) = at.checked_sub(bytes.len()) {
            self.again.get_mut()[start..at].copy_from_slice(bytes);
            self.again.set_position(start as u64);
            return;
        }
        let rest = self.again.get_ref().get(at..).unwrap_or_default();
        self.again = Cursor::new([bytes, rest].concat());
    }

    /// Whether so many more bytes may be read a second time for the sake of a broken file.
    pub(super) fn may_read_again(&mut self, bytes: usize) -> bool {
        self.read_again = self.read_again.saturating_add(bytes);
        self.read_again <= MOST_READ_AGAIN
    }

    /// After a broken value: goes back to the next line that begins with a value, if it took that along.
    /// Whether it was broken at all, and not just long.
    pub(super) fn recover(&mut self, bytes: &[u8], line: u32) -> bool {
        let Err(error) = serde_json::from_slice::<IgnoredAny>(bytes) else { return false };
        let Some(next) = next_line_with_object(bytes, offset(bytes, &error)) else { return !error.is_eof() };
        let rest = bytes.get(next..).unwrap_or_default();
        if self.may_read_again(rest.len()) {
            let passed = count_lines(bytes.get(..next).unwrap_or_default());
            self.put_back(rest, line.saturating_add(passed));
        }
        true
    }

    fn capture(&mut self, mut take: impl FnMut(&[u8]) -> bool) -> io::Result<Captured> {
        loop {
            let mut state = self.state;
            let chunk = self.chunk()?;
            let chunk = &chunk[..chunk.len().min(STRIDE)];
            if chunk.is_empty() {
                return Ok(if state.scalar { Captured::Whole } else { Captured::Broken });
            }
            let end = chunk.iter().position(|byte| state.ends_before(*byte) || state.step(*byte));
            let is_end = end.is_some();
            // A scalar ends before what ends it, everything else with it.
            let length = end.map_or(chunk.len(), |at| at + usize::from(!state.scalar));
            let lines = count_lines(&chunk[..length]);
            let goes_on = take(&chunk[..length]);
            self.state = state;
            self.line = self.line.saturating_add(lines);
            self.consume(length);
            if is_end {
                return Ok(Captured::Whole);
            }
            if !goes_on {
                return Ok(Captured::Over);
            }
        }
    }

    fn chunk(&mut self) -> io::Result<&[u8]> {
        if (self.again.position() as usize) < self.again.get_ref().len() {
            self.again.fill_buf()
        } else {
            self.input.fill_buf()
        }
    }

    fn consume(&mut self, bytes: usize) {
        if (self.again.position() as usize) < self.again.get_ref().len() {
            self.again.consume(bytes);
        } else {
            self.input.consume(bytes);
        }
    }
}

impl State {
    fn ends_before(&self, byte: u8) -> bool {
        self.scalar && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b':'))
    }

    /// Goes on by a byte; whether the value ends with it.
    fn step(&mut self, byte: u8) -> bool {
        let first = !std::mem::replace(&mut self.begun, true);
        if self.in_string {
            return self.step_in_string(byte);
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => self.scalar = first,
        }
        false
    }

    fn step_in_string(&mut self, byte: u8) -> bool {
        let escaped = std::mem::replace(&mut self.escaped, false);
        match byte {
            b'\n' => self.in_string = false,
            _ if escaped => {}
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ => {}
        }
        !self.in_string && self.depth == 0
    }
}

/// Where in the text an error is.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    lines.map(<[u8]>::len).sum::<usize>() + error.column()
}

fn next_line_with_object(bytes: &[u8], from: usize) -> Option<usize> {
    let from = from.saturating_sub(1).min(bytes.len());
    let ends =
        bytes[from..].iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| from + at + 1);
    let mut begins = ends.filter(|start| {
        bytes[*start..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'{')
    });
    begins.next()
}

fn count_lines(bytes: &[u8]) -> u32 {
    memchr::memchr_iter(b'\n', bytes).count() as u32
}

/// Reads a value into memory, or says why not.
pub(super) fn parse(bytes: &[u8]) -> Result<serde_json::Value, String> {
    let parts = || bytes.iter().filter(|byte| matches!(byte, b'{' | b'[' | b',')).count();
    if bytes.len() > HARMLESS && parts() > MOST_PARTS {
        return Err(format!("a record of more than {MOST_PARTS} parts"));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or_default();
        match (error.line(), error.column()) {
            (_, 0) => format!("broken JSON: {reason}"),
            (1, column) => format!("broken JSON: {reason} at column {column}"),
            (line, column) => format!("broken JSON: {reason} at column {column} of its line {line}"),
        }
    })
}

/// Why a value of more than [`LARGEST`] bytes is left out.
pub(super) fn too_long() -> String {
    format!("a record of more than {} MiB", LARGEST >> 20)
}

/// The first value of a text that may be cut off.
pub(super) fn first_value(head: &str) -> Option<serde_json::Value> {
    let mut bytes = head.as_bytes();
    let mut scanner = Scanner::new(&mut bytes);
    if scanner.peek().ok()? == Some(b'[') {
        scanner.bump();
        scanner.peek().ok()?;
    }
    let mut value = Vec::new();
    match scanner.value(&mut value).ok()? {
        Captured::Whole => parse(&value).ok(),
        Captured::Over | Captured::Broken => None,
    }
}
