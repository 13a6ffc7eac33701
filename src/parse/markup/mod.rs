//! Running text, Markdown or plain, cut into blocks that read as printed.
//!
//! Three steps, each blind to the next: `pieces` takes HTML, comments, template tags and code
//! fences out of the text and leaves numbered lines; `markdown` or `plain` groups the lines into
//! blocks; `inline` resolves what stands inside a block. The scanner is our own because every
//! character must lead back to its source line, because `[REC]`, `M*A*S*H` and `***1/2` must survive,
//! and because archives are full of markup that no Markdown parser knows.

mod blocks;
mod delimiters;
mod entities;
mod html;
mod hypertext;
mod inline;
mod lines;
mod markdown;
mod marks;
mod pieces;
mod plain;
mod writer;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::review::Prose;

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Markdown, as the common renderers read it.
    Markdown,
    /// Plain text: nothing is markup but HTML.
    Plain,
}

/// How a heading is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingStyle {
    /// `## Story`.
    Atx,
    /// A line over `=====`, `-----` or `~~~~~`.
    Underlined,
    /// A paragraph that is one bold line.
    Bold,
    /// `<h2>Story</h2>`.
    Html,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading.
    Heading {
        /// From 1, the highest, to 6.
        level: u8,
        /// How it is marked.
        style: HeadingStyle,
    },
    /// A paragraph.
    Paragraph,
    /// One item of a list, without its marker.
    ListItem,
    /// A paragraph of a quotation.
    Quote,
    /// A code block.
    Code,
    /// A horizontal rule. Its text is the rule as written, since `****` may be a rating.
    Rule,
    /// A table: a line a row, cells joined by ` | `.
    Table,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The text as printed.
    pub prose: Prose,
    /// First source line, from 1.
    pub line_start: u32,
    /// Last source line, inclusive.
    pub line_end: u32,
    /// Texts of emphasised spans and of `<cite>`, as printed.
    pub emphasised: Vec<String>,
    /// How many links it held.
    pub links: usize,
    /// Whether it stands on one source line.
    pub single_line: bool,
}

impl Block {
    /// The text by source line, for metadata that stands line under line in one paragraph. A word
    /// that is wrapped within a script without spaces is parted here.
    pub fn lines(&self) -> Vec<(u32, &str)> {
        let text = self.prose.as_str();
        let mut found: Vec<(u32, std::ops::Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices() {
            let (line, end) = (self.prose.line_at(at), at + c.len_utf8());
            match found.last_mut() {
                Some((last, range)) if *last == line => range.end = end,
                _ => found.push((line, at..end)),
            }
        }
        found
            .into_iter()
            .map(|(line, range)| (line, text[range].trim()))
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }
}

/// Cuts a text into blocks, in order. `first_line` is the number of its first line in the file. Text
/// that is not in NFC comes out in NFC.
pub fn blocks(body: &str, first_line: u32, dialect: Dialect) -> Vec<Block> {
    let body = if is_nfc(body) { Cow::Borrowed(body) } else { Cow::Owned(body.nfc().collect()) };
    let pieces = pieces::pieces(&body, first_line, dialect);
    match dialect {
        Dialect::Markdown => markdown::blocks(pieces),
        Dialect::Plain => plain::blocks(pieces),
    }
}

/// Cuts HTML into blocks, in order: a post's text or a page. `first_line` as in [`blocks`].
pub fn html_blocks(html: &str, first_line: u32) -> Vec<Block> {
    let html = if is_nfc(html) { Cow::Borrowed(html) } else { Cow::Owned(html.nfc().collect()) };
    hypertext::blocks(&html, first_line)
}

/// Reads the character reference at the start of `text`: what it stands for and its length in bytes.
pub(in crate::parse) fn reference(text: &str) -> Option<(char, usize)> {
    entities::reference(text)
}
