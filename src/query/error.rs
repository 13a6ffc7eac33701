//! A query that cannot be understood, and the caret under the place.

use std::fmt;

use unicode_width::UnicodeWidthStr;

use super::ast::Span;
use super::{MAX_BYTES, MAX_DEPTH};

/// How many characters of a long line are shown before the place, in it, and after it.
const SHOWN_CHARACTERS: usize = 40;

/// Why a query cannot be understood, and where.
///
/// Displayed, it is the message, the line of the query, a line with carets under the place, and
/// the help. Control characters of the query never reach the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// The place in the query, in bytes.
    pub span: Span,
    /// What to write instead.
    pub help: Option<String>,
    /// The query; of one that is too long, its beginning.
    pub query: String,
}

impl QueryError {
    pub(super) fn new(query: &str, span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: None, query: query.to_owned() }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn too_long(query: &str) -> Self {
        let message = format!("the query is {} bytes long; at most {MAX_BYTES} can be read", query.len());
        let fits = boundary_at_most(query, MAX_BYTES);
        let shown = boundary_at_most(query, MAX_BYTES + SHOWN_CHARACTERS);
        Self::new(&query[..shown], fits..shown, message)
    }

    pub(super) fn too_deep(query: &str, span: Span) -> Self {
        let message = format!("groups, negations and scopes nest more than {MAX_DEPTH} deep here");
        Self::new(query, span, message)
    }
}

/// The last character boundary of `text` that is not after byte `limit`.
fn boundary_at_most(text: &str, limit: usize) -> usize {
    (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl std::error::Error for QueryError {}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let excerpt = Excerpt::of(&self.query, &self.span);
        writeln!(f, "{}", harmless(&self.message))?;
        writeln!(f, "    {}", excerpt.line)?;
        write!(f, "    {}{}", " ".repeat(excerpt.indent), "^".repeat(excerpt.carets))?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {}", harmless(help)),
            None => Ok(()),
        }
    }
}

/// The line of the query with the place, cut to a width that a terminal has.
struct Excerpt {
    line: String,
    /// Columns before the place.
    indent: usize,
    /// Columns of the place, at least one.
    carets: usize,
}

impl Excerpt {
    fn of(query: &str, span: &Span) -> Self {
        let start = boundary_at_most(query, span.start);
        let end = boundary_at_most(query, span.end).max(start);
        let line_start = query[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = query[start..].find('\n').map_or(query.len(), |at| start + at);
        let before = last_characters(&query[line_start..start]);
        let place = first_characters(&query[start..end.min(line_end)]);
        let after = first_characters(query[end.min(line_end)..line_end].trim_end_matches('\r'));
        let (indent, carets) = (before.width(), place.width().max(1));
        Self { line: format!("{before}{place}{after}"), indent, carets }
    }
}

fn first_characters(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((cut, _)) => harmless(&text[..cut]) + "…",
        None => harmless(text),
    }
}

fn last_characters(text: &str) -> String {
    match text.char_indices().rev().nth(SHOWN_CHARACTERS - 1) {
        Some((cut, _)) if cut > 0 => format!("…{}", harmless(&text[cut..])),
        _ => harmless(text),
    }
}

/// `text` with everything that could move the cursor, change the colours or turn the direction of
/// writing replaced by a visible sign.
fn harmless(text: &str) -> String {
    text.chars().map(harmless_character).collect()
}

fn harmless_character(character: char) -> char {
    match character {
        '\t' => ' ',
        // U+2400 begins the pictures of the control characters, in their order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        turner if turns_text(turner) => '\u{fffd}',
        other => other,
    }
}

/// Controls of the upper half, marks of writing direction, and separators of lines.
fn turns_text(character: char) -> bool {
    let is_direction = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}');
    is_direction || matches!(character, '\u{80}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
}
