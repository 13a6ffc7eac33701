//! The line of a text that is at fault, cut to a width that terminals have, with carets under the place.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

/// How many characters of a long line are shown before the place, in it, and after it.
const SHOWN_CHARACTERS: usize = 40;

/// A line with a place in it. Shown, it is two lines: the text and the carets. Control characters of the text
/// never reach the terminal.
pub(crate) struct Excerpt {
    line: String,
    /// Columns before the place.
    indent: usize,
    /// Columns of the place, at least one.
    carets: usize,
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    {}", self.line)?;
        write!(f, "    {}{}", " ".repeat(self.indent), "^".repeat(self.carets))
    }
}

impl Excerpt {
    /// The place `span`, in bytes, of `text`; of several lines the first.
    pub(crate) fn of(text: &str, span: &Range<usize>) -> Self {
        let start = boundary_at_most(text, span.start);
        let end = boundary_at_most(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let before = last_characters(&text[line_start..start]);
        let place = first_characters(&text[start..end.min(line_end)]);
        let after = first_characters(text[end.min(line_end)..line_end].trim_end_matches('\r'));
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
pub(crate) fn harmless(text: &str) -> String {
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

/// The last character boundary of `text` that is not after byte `limit`.
pub(crate) fn boundary_at_most(text: &str, limit: usize) -> usize {
    (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
