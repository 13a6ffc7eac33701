//! Writes text as it is printed: white space run together, lines joined, invisible characters gone.

use super::marks;
use crate::review::Prose;

/// White space that waits for the next word. The stronger one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    /// A line end of the source inside a paragraph.
    Soft,
    Space,
    /// A line end that is printed.
    Hard,
}

/// Builds a [`Prose`] character by character.
#[derive(Debug)]
pub(super) struct Writer {
    prose: Prose,
    /// Text of the current line that `prose` does not have yet.
    pending: String,
    line: u32,
    gap: Gap,
    last: Option<char>,
}

impl Writer {
    pub(super) fn new(line: u32) -> Self {
        Self { prose: Prose::default(), pending: String::new(), line, gap: Gap::None, last: None }
    }

    /// Bytes written so far, without a gap that may follow.
    pub(super) fn len(&self) -> usize {
        self.prose.as_str().len() + self.pending.len()
    }

    /// What follows comes from `line`.
    pub(super) fn go_to_line(&mut self, line: u32) {
        if line != self.line {
            self.commit();
            self.line = line;
        }
    }

    pub(super) fn soft_break(&mut self) {
        self.gap = self.gap.max(Gap::Soft);
    }

    pub(super) fn hard_break(&mut self) {
        self.gap = Gap::Hard;
    }

    /// Writes one character. White space of any kind is a space; what cannot be seen is dropped.
    pub(super) fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = self.gap.max(Gap::Space);
        } else if !is_invisible(c) {
            self.fill_gap(c);
            self.pending.push(c);
            self.last = Some(c);
        }
    }

    /// Writes visible ASCII characters: what [`Writer::push`] would make of them one by one.
    pub(super) fn push_plain(&mut self, characters: &str) {
        let mut each = characters.chars();
        let Some(first) = each.next() else { return };
        self.fill_gap(first);
        self.pending.push_str(characters);
        self.last = each.next_back().or(Some(first));
    }

    /// Writes a line as it stands, with its spaces.
    pub(super) fn push_verbatim(&mut self, line: &str) {
        let visible = line.chars().filter(|c| !is_invisible(*c));
        self.pending.extend(visible.map(|c| if c.is_whitespace() { ' ' } else { c }));
    }

    /// Ends a line that is printed as a line.
    pub(super) fn newline(&mut self) {
        self.pending.push('\n');
    }

    fn fill_gap(&mut self, next: char) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        let Some(last) = self.last else { return };
        match gap {
            Gap::None => {}
            // Scripts that put no space between words get none where a line was wrapped.
            Gap::Soft if is_unspaced(last) && is_unspaced(next) => {}
            Gap::Soft | Gap::Space => self.pending.push(' '),
            Gap::Hard => self.pending.push('\n'),
        }
    }

    fn commit(&mut self) {
        if !self.pending.is_empty() {
            self.prose.push(&self.pending, self.line);
            self.pending.clear();
        }
    }

    pub(super) fn finish(mut self) -> Prose {
        self.commit();
        self.prose
    }
}

/// Control characters, stand-ins, and characters of no width that only hinder a search. The joiners
/// that hold emoji and scripts together stay.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || marks::is_mark(c)
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// Whether a character belongs to a script without spaces between words: Chinese, Japanese.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}
