//! The data block at the head of a text file, and where the body under it begins.
//!
//! Four spellings are read: YAML between `---`, TOML between `+++`, JSON in braces (bare or between
//! `;;;`), and plain `Key: value` lines before the first blank line. What opens like a block but is
//! a horizontal rule over prose is left to the body. A block that is broken loses nothing: its
//! readable lines come back as [`Malformed::salvaged`], and the body is still found.

mod json;
mod lines;
mod toml;
mod unfenced;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use self::lines::{Line, lines_from};

/// A longer block is not looked for: no critic's metadata is this long, and a hostile file must not
/// make the YAML reader sweat. In bytes.
const LONGEST_BLOCK: usize = 1 << 20;

/// Deeper nesting is refused, so that nobody downstream has to recurse without a floor.
const DEEPEST: usize = 64;

/// How a block is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// YAML between `---` lines.
    Yaml,
    /// TOML between `+++` lines.
    Toml,
    /// A JSON object, bare or between `;;;` lines.
    Json,
    /// `Key: value` lines up to the first blank line.
    Unfenced,
}

/// A block that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatter {
    /// The values by key, nested as they were. Dates and times are strings exactly as written, and
    /// every value of an unfenced header is a string.
    pub fields: Map<String, Value>,
    /// How the block is written.
    pub syntax: Syntax,
    /// Byte offset of the body in the file.
    pub body_start: usize,
    /// Line of the body's first byte, from 1.
    pub body_line: u32,
    /// What had to be repaired or dropped, by line of the file, from 1.
    pub notes: Vec<(u32, String)>,
    lines: BTreeMap<String, u32>,
    written: BTreeMap<String, String>,
}

impl FrontMatter {
    /// The line (from 1) on which a top-level key stands.
    pub fn line_of(&self, key: &str) -> Option<u32> {
        self.lines.get(key).copied()
    }

    /// A value as it was written, without its quotes: `3.50`, `1984`, `007`, `Null`. Nested keys are joined by dots,
    /// items of a list go by their position from 0 (`review.rating`, `tags.0`). A list
    /// written in brackets has a spelling too, so that a title such as `[REC]` is not lost.
    pub fn raw(&self, dotted: &str) -> Option<String> {
        self.written.get(dotted).cloned()
    }
}

/// A block that could not be read as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Malformed {
    /// Line of the fault in the file, from 1.
    pub line: u32,
    /// Column of the fault in that line, in characters, from 1.
    pub column: u32,
    /// What is wrong, for a person.
    pub message: String,
    /// Byte offset of the body in the file.
    pub body_start: usize,
    /// Line of the body's first byte, from 1.
    pub body_line: u32,
    /// The fields of the broken block that can still be read.
    pub salvaged: Map<String, Value>,
}

/// What the reader of one syntax makes of a block.
#[derive(Debug, Default)]
struct Reading {
    fields: Map<String, Value>,
    lines: BTreeMap<String, u32>,
    written: BTreeMap<String, String>,
    notes: Vec<(u32, String)>,
}

/// Why a block could not be read, and what could be.
#[derive(Debug)]
struct Fault {
    line: u32,
    column: u32,
    message: String,
    salvaged: Map<String, Value>,
}

/// The text between two fences, or what passes for it.
#[derive(Debug, Clone, Copy)]
struct Block<'a> {
    text: &'a str,
    /// Line of its first byte in the file.
    first_line: u32,
    /// Where the body begins, and on which line.
    body: (usize, u32),
}

impl Block<'_> {
    fn finish(&self, syntax: Syntax, reading: Result<Reading, Fault>) -> Result<FrontMatter, Malformed> {
        let (body_start, body_line) = self.body;
        match reading {
            Ok(Reading { fields, lines, written, notes }) => {
                Ok(FrontMatter { fields, syntax, body_start, body_line, notes, lines, written })
            }
            Err(Fault { line, column, message, salvaged }) => {
                Err(Malformed { line, column, message, body_start, body_line, salvaged })
            }
        }
    }
}

/// Finds and reads the block at the head of `text`. `Ok(None)` where there is none: the whole text
/// is body. Blank lines and a byte order mark before the block are allowed.
///
/// # Errors
/// [`Malformed`] where a block is there but broken, with the place of the fault, the place of the
/// body, and what could be saved.
pub fn split(text: &str) -> Result<Option<FrontMatter>, Malformed> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(first) = lines_from(text, start, 1).find(|line| !line.is_blank()) else {
        return Ok(None);
    };
    match fence(first.text) {
        Some(fence) => fenced(text, first, fence),
        None if first.text.trim_start().starts_with('{') => json::bare(text, first),
        None => Ok(unfenced::split(text, first)),
    }
}

/// A kind of fence: the lines that close it, and what stands between.
#[derive(Debug, Clone, Copy)]
struct Fence {
    closers: &'static [&'static str],
    syntax: Syntax,
}

fn fence(line: &str) -> Option<Fence> {
    let line = line.trim_end();
    match line.get(..3)? {
        "---" => {
            let syntax = named_syntax(line.get(3..)?.trim())?;
            Some(Fence { closers: &["---", "..."], syntax })
        }
        "+++" if line.len() == 3 => Some(Fence { closers: &["+++"], syntax: Syntax::Toml }),
        ";;;" if line.len() == 3 => Some(Fence { closers: &[";;;"], syntax: Syntax::Json }),
        _ => None,
    }
}

/// `---toml` and the like: the language may be named on the fence.
fn named_syntax(name: &str) -> Option<Syntax> {
    match name {
        "" | "yaml" | "yml" => Some(Syntax::Yaml),
        "toml" => Some(Syntax::Toml),
        "json" => Some(Syntax::Json),
        _ => None,
    }
}

fn fenced(text: &str, opener: Line<'_>, fence: Fence) -> Result<Option<FrontMatter>, Malformed> {
    let inside = lines_from(text, opener.next, opener.number + 1);
    let closer = inside
        .take_while(|line| line.start - opener.next <= LONGEST_BLOCK)
        .find(|line| fence.closers.contains(&line.text.trim_end()));
    let Some(closer) = closer else { return unclosed(text, opener, fence) };
    let block = Block {
        text: &text[opener.next..closer.start],
        first_line: opener.number + 1,
        body: (closer.next, closer.number + 1),
    };
    if !is_data(block.text, fence.syntax) {
        return Ok(None);
    }
    let reading = read(block, fence.syntax);
    if reading.is_err() && header_ends_early(block.text) {
        return unclosed(text, opener, fence);
    }
    block.finish(fence.syntax, reading).map(Some)
}

fn read(block: Block<'_>, syntax: Syntax) -> Result<Reading, Fault> {
    match syntax {
        Syntax::Toml => toml::read(block.text, block.first_line),
        Syntax::Json => json::read(block.text, block.first_line),
        Syntax::Yaml | Syntax::Unfenced => yaml::read(block.text, block.first_line),
    }
}

/// A rule over prose opens like YAML; data begins with a key, or is mostly lines that do. Nothing at
/// all between two fences is an empty block.
fn is_data(block: &str, syntax: Syntax) -> bool {
    if syntax != Syntax::Yaml || block.trim().is_empty() {
        return true;
    }
    let mut lines = block.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).peekable();
    let Some(first) = lines.peek() else { return false };
    if begins_with_key(first.trim_start()) || first.starts_with('{') {
        return true;
    }
    let (keys, others): (Vec<_>, Vec<_>) = lines.partition(|line| begins_with_key(line.trim_start()));
    let one_stretch = !block.trim_end().lines().any(|line| line.trim().is_empty());
    one_stretch && keys.len() >= 2 && keys.len() > others.len()
}

/// Whether a blank line and then prose stand in the block, so that the fence which seemed to close
/// it is a rule of the body.
fn header_ends_early(block: &str) -> bool {
    let (end, _) = header_end(block, 0, 1);
    let rest = &block[end..];
    let after = lines_from(rest, 0, 1).find(|line| !line.is_blank());
    let blank_first = lines_from(rest, 0, 1).next().is_some_and(|line| line.is_blank());
    blank_first && after.is_some_and(|line| !may_stand_in_header(&line))
}

/// A fence that nothing closes: the header is taken to end where its lines stop looking like one.
fn unclosed(text: &str, opener: Line<'_>, fence: Fence) -> Result<Option<FrontMatter>, Malformed> {
    let (end, line) = header_end(text, opener.next, opener.number + 1);
    let block = Block { text: &text[opener.next..end], first_line: opener.number + 1, body: (end, line) };
    if block.text.trim().is_empty() || !is_data(block.text, fence.syntax) {
        return Ok(None);
    }
    let salvaged = match read(block, fence.syntax) {
        Ok(reading) => reading.fields,
        Err(fault) => fault.salvaged,
    };
    let message = format!("the block opened here with `{}` is never closed", opener.text.trim());
    let fault = Fault { line: opener.number, column: 1, message, salvaged };
    block.finish(fence.syntax, Err(fault)).map(Some)
}

/// Where the run of header lines that begins at byte `start` ends: its byte and its line.
fn header_end(text: &str, start: usize, number: u32) -> (usize, u32) {
    let mut end = (start, number);
    for line in lines_from(text, start, number) {
        if !may_stand_in_header(&line) || line.next - start > LONGEST_BLOCK {
            break;
        }
        end = (line.next, line.number + 1);
    }
    end
}

fn may_stand_in_header(line: &Line<'_>) -> bool {
    !line.is_blank()
        && (line.is_indented()
            || line.text.starts_with(['#', '-', '[', ']', '{', '}', '"'])
            || begins_with_key(line.text))
}

/// Whether a line begins as `key:` or `key =` does. A key is short, so that prose with a colon
/// somewhere in it is not one.
fn begins_with_key(line: &str) -> bool {
    let line = line.strip_prefix(':').unwrap_or(line);
    let Some(at) = line.find([':', '=']) else { return false };
    let key = line[..at].trim_end();
    let after = &line[at + 1..];
    let spaced = after.is_empty() || after.starts_with([' ', '\t', '\r']) || line[at..].starts_with('=');
    spaced && is_key(key.trim_matches(['"', '\'']))
}

fn is_key(key: &str) -> bool {
    key.len() <= 60
        && key.starts_with(|c: char| c.is_alphanumeric() || "_$@<".contains(c))
        && key.chars().all(|c| c.is_alphanumeric() || "_-./ $@<".contains(c))
        && key.split_whitespace().count() <= 4
}

/// Line and column, both from 1, of a byte of `text`, whose first line is `first_line`.
fn place(text: &str, byte: usize, first_line: u32) -> (u32, u32) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &text[..byte];
    let line = before.matches('\n').count() as u32;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32;
    (first_line + line, column + 1)
}
