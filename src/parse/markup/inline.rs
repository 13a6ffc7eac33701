//! The text of one block: emphasis, links, escapes and character references are resolved.
//!
//! One pass over the source notes what is not printed; a second writes what is. Both are linear:
//! every stack only grows by a push per character, and look-ahead is bounded.

use std::collections::HashSet;
use std::ops::Range;

use super::delimiters::{self, Openers, Pair};
use super::pieces::{Line, label};
use super::writer::Writer;
use super::{Dialect, entities, lines, marks};
use crate::review::Prose;

/// Longer emphasised text is no title, and noting it would cost more than it gives. In bytes.
const LONGEST_EMPHASIS: usize = 300;

/// Labels of links and footnotes are not longer than this, in bytes.
const LONGEST_LABEL: usize = 200;

/// The text of a block, as printed.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    pub(super) prose: Prose,
    pub(super) emphasised: Vec<String>,
    pub(super) links: usize,
    /// Whether all of it is one bold stretch; a colon may follow.
    pub(super) all_bold: bool,
}

/// Renders the lines of a block, joined by soft breaks.
pub(super) fn render(source: &[Line], definitions: &HashSet<String>, dialect: Dialect) -> Rendered {
    let text = joined(source, dialect);
    let mut notes = Notes::default();
    match dialect {
        Dialect::Markdown => Scan { text: &text, definitions, notes: &mut notes, brackets: Vec::new() }.run(),
        Dialect::Plain => note_references(&text, &mut notes),
    }
    notes.edits.sort_by_key(|edit| edit.range.start);
    Output::new(source.first().map_or(1, |line| line.number), notes.links).write(&text, source, &notes.edits)
}

/// The lines with what ends them: `\n` alone, or after a [`marks::BREAK`] where it is printed.
fn joined(source: &[Line], dialect: Dialect) -> String {
    let mut text = String::new();
    for line in source {
        if !text.is_empty() {
            text.push('\n');
        }
        let trimmed = line.text.trim();
        if dialect == Dialect::Plain {
            text.push_str(trimmed);
        } else if let Some(bare) = trimmed.strip_suffix('\\').filter(|bare| !bare.ends_with('\\')) {
            text.push_str(bare);
            text.push(marks::BREAK);
        } else {
            text.push_str(trimmed);
            if line.text.ends_with("  ") {
                text.push(marks::BREAK);
            }
        }
    }
    text
}

/// Something about a stretch of the source that is not simply printed.
#[derive(Debug, Clone)]
struct Edit {
    range: Range<usize>,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Hide,
    Replace(char),
    /// Emphasis begins after the range; strong emphasis if so.
    Open {
        bold: bool,
    },
    Close,
    /// Printed without another look.
    Code,
}

#[derive(Debug, Default)]
struct Notes {
    edits: Vec<Edit>,
    links: usize,
}

impl Notes {
    fn add(&mut self, range: Range<usize>, what: What) {
        self.edits.push(Edit { range, what });
    }
}

fn note_references(text: &str, notes: &mut Notes) {
    for (at, _) in text.match_indices('&') {
        note_reference(text, at, notes);
    }
}

/// Notes a character reference; where the text goes on.
fn note_reference(text: &str, at: usize, notes: &mut Notes) -> usize {
    let Some((character, length)) = entities::reference(&text[at..]) else { return at + 1 };
    notes.add(at..at + length, What::Replace(character));
    at + length
}

/// A `[` that waits for its `]`.
#[derive(Debug, Clone, Copy)]
struct Bracket {
    /// Of `[`, or of `!` before it.
    start: usize,
    /// After `[`.
    inside: usize,
    image: bool,
}

/// The first pass over a block of Markdown.
struct Scan<'a> {
    text: &'a str,
    definitions: &'a HashSet<String>,
    notes: &'a mut Notes,
    brackets: Vec<Bracket>,
}

impl Scan<'_> {
    fn run(mut self) {
        let mut openers: [Openers; 4] = Default::default();
        let mut pairs = Vec::new();
        let mut at = 0;
        while let Some(step) = self.text[at..].find(['\\', '`', '&', '[', ']', '!', '*', '_', '~', '=']) {
            at += step;
            let special = self.text.as_bytes()[at];
            at = match special {
                b'\\' => self.escape(at),
                b'`' => self.code(at),
                b'&' => note_reference(self.text, at, self.notes),
                b'!' => self.image(at),
                b'[' => self.open_bracket(at, at, false),
                b']' => self.close_bracket(at),
                mark => {
                    let kind = b"*_~=".iter().position(|known| *known == mark).unwrap_or(0);
                    let run = delimiters::run(self.text, at, char::from(mark));
                    openers[kind].take(self.text, run, &mut pairs);
                    run.end
                }
            };
        }
        self.note_pairs(&pairs);
    }

    fn note_pairs(&mut self, pairs: &[Pair]) {
        for pair in pairs {
            let bold = pair.width >= 2;
            self.notes.add(pair.opener..pair.opener + pair.width, What::Open { bold });
            self.notes.add(pair.closer..pair.closer + pair.width, What::Close);
        }
    }

    fn escape(&mut self, at: usize) -> usize {
        let Some(next) = self.text[at + 1..].chars().next().filter(char::is_ascii_punctuation) else {
            return at + 1;
        };
        self.notes.add(at..at + 1, What::Hide);
        at + 1 + next.len_utf8()
    }

    fn code(&mut self, at: usize) -> usize {
        let run = lines::run_length(&self.text[at..], '`');
        let inside = at + run;
        let Some(length) = lines::closing_backticks(&self.text[inside..], run, LONGEST_CODE) else {
            return inside;
        };
        self.notes.add(at..inside, What::Hide);
        self.notes.add(inside..inside + length, What::Code);
        self.notes.add(inside + length..inside + length + run, What::Hide);
        inside + length + run
    }

    fn image(&mut self, at: usize) -> usize {
        if self.text[at + 1..].starts_with('[') { self.open_bracket(at, at + 1, true) } else { at + 1 }
    }

    fn open_bracket(&mut self, start: usize, at: usize, image: bool) -> usize {
        self.brackets.push(Bracket { start, inside: at + 1, image });
        at + 1
    }

    /// Resolves what the `]` at byte `at` closes; where the text goes on.
    fn close_bracket(&mut self, at: usize) -> usize {
        let Some(bracket) = self.brackets.pop() else { return at + 1 };
        let end = self.footnote_mark(bracket, at).or_else(|| self.wiki_link(bracket, at));
        if let Some(end) = end {
            return end;
        }
        let end = match self.text[at + 1..].chars().next() {
            Some('(') => target(self.text, at + 2),
            Some('[') => self.reference(bracket, at),
            _ => None,
        };
        let shortcut = || self.is_defined(&self.text[bracket.inside..at]).then_some(at + 1);
        let Some(end) = end.or_else(shortcut) else { return at + 1 };
        self.link(bracket, at, end);
        end
    }

    fn link(&mut self, bracket: Bracket, at: usize, end: usize) {
        if bracket.image {
            self.notes.add(bracket.start..end, What::Hide);
            return;
        }
        self.notes.links += 1;
        self.notes.add(bracket.start..bracket.inside, What::Hide);
        self.notes.add(at..end, What::Hide);
    }

    /// `[^1]`: not printed, and nor is the space before it.
    fn footnote_mark(&mut self, bracket: Bracket, at: usize) -> Option<usize> {
        let name = self.text[bracket.inside..at].strip_prefix('^')?;
        let is_name = !name.is_empty() && name.len() <= LONGEST_LABEL && !name.contains(char::is_whitespace);
        if !is_name {
            return None;
        }
        let start = self.text[..bracket.start].trim_end_matches(' ').len();
        self.notes.add(start..at + 1, What::Hide);
        Some(at + 1)
    }

    /// `[[page]]` and `[[page|as printed]]`; `![[page]]` embeds something that is not text.
    fn wiki_link(&mut self, bracket: Bracket, at: usize) -> Option<usize> {
        let outer = *self.brackets.last()?;
        let inner = &self.text[bracket.inside..at];
        let doubled = outer.inside == bracket.start && self.text[at + 1..].starts_with(']');
        if !doubled || inner.is_empty() || inner.len() > LONGEST_LABEL || bracket.image {
            return None;
        }
        self.brackets.pop();
        let end = at + 2;
        if outer.image {
            self.notes.add(outer.start..end, What::Hide);
            return Some(end);
        }
        let printed = inner.find('|').map_or(bracket.inside, |bar| bracket.inside + bar + 1);
        self.notes.links += 1;
        self.notes.add(outer.start..printed, What::Hide);
        self.notes.add(at..end, What::Hide);
        Some(end)
    }

    /// `[text][label]` or `[text][]`: the end of the second pair of brackets.
    fn reference(&self, bracket: Bracket, at: usize) -> Option<usize> {
        let inside = at + 2;
        let length =
            self.text.as_bytes()[inside..].iter().take(LONGEST_LABEL).position(|byte| *byte == b']')?;
        let name = if length == 0 { bracket.inside..at } else { inside..inside + length };
        self.is_defined(&self.text[name]).then_some(inside + length + 1)
    }

    fn is_defined(&self, name: &str) -> bool {
        name.len() <= LONGEST_LABEL && !self.definitions.is_empty() && self.definitions.contains(&label(name))
    }
}

/// Code spans are not longer than this, in bytes.
const LONGEST_CODE: usize = 2000;

/// The end of a link's target and title, which begin at byte `start`, after the `(`.
fn target(text: &str, start: usize) -> Option<usize> {
    let at = skip_space(text, start);
    let end = if text[at..].starts_with('<') { pointed_address(text, at)? } else { bare_address(text, at)? };
    let at = skip_space(text, end);
    let quote = text[at..].chars().next()?;
    if quote == ')' {
        return Some(at + 1);
    }
    let closing = match quote {
        '"' | '\'' => quote,
        '(' => ')',
        _ => return None,
    };
    let title_end = at + 1 + text[at + 1..].find(closing)? + 1;
    let end = skip_space(text, title_end);
    text[end..].starts_with(')').then_some(end + 1)
}

fn skip_space(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take(100).take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn pointed_address(text: &str, at: usize) -> Option<usize> {
    let inside = at + 1;
    let stop = text[inside..].find(['>', '<', '\n'])?;
    text[inside + stop..].starts_with('>').then_some(inside + stop + 1)
}

/// An address ends at white space or at a `)` that it did not open.
fn bare_address(text: &str, at: usize) -> Option<usize> {
    const DEEPEST: usize = 32;
    let mut depth = 0;
    let mut escaped = false;
    for (offset, c) in text[at..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' if depth == DEEPEST => return None,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at + offset),
            ')' => depth -= 1,
            c if c.is_whitespace() || c.is_control() => return Some(at + offset),
            _ => {}
        }
    }
    None
}

/// The second pass: writes what is printed.
struct Output {
    writer: Writer,
    rendered: Rendered,
    /// Emphasis that is open: where its text begins, and whether it is bold.
    open: Vec<(usize, bool)>,
    spans: Vec<(Range<usize>, bool)>,
    /// Index of the source line that is being written.
    line: usize,
}

impl Output {
    fn new(first_line: u32, links: usize) -> Self {
        Self {
            writer: Writer::new(first_line),
            rendered: Rendered { links, ..Rendered::default() },
            open: Vec::new(),
            spans: Vec::new(),
            line: 0,
        }
    }

    fn write(mut self, text: &str, source: &[Line], edits: &[Edit]) -> Rendered {
        let mut at = 0;
        for Edit { range, what } in edits {
            // An edit inside a stretch that is hidden has nothing to say.
            if range.start < at {
                continue;
            }
            self.print(&text[at..range.start], source);
            self.edit(&text[range.clone()], *what, source);
            at = range.end;
        }
        self.print(&text[at..], source);
        self.finish()
    }

    fn edit(&mut self, text: &str, what: What, source: &[Line]) {
        match what {
            What::Hide => self.hide(text, source),
            What::Replace(character) => self.writer.push(character),
            What::Open { bold } => self.open.push((self.writer.len(), bold)),
            What::Close => self.close(),
            What::Code => self.print(text, source),
        }
    }

    /// Lines go on being counted where nothing is printed.
    fn hide(&mut self, text: &str, source: &[Line]) {
        for _ in text.matches('\n') {
            self.next_line(source);
        }
    }

    fn next_line(&mut self, source: &[Line]) {
        self.writer.soft_break();
        self.line += 1;
        if let Some(line) = source.get(self.line) {
            self.writer.go_to_line(line.number);
        }
    }

    fn print(&mut self, text: &str, source: &[Line]) {
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest.bytes().take_while(u8::is_ascii_graphic).count();
            self.writer.push_plain(&rest[..plain]);
            let mut behind = rest[plain..].chars();
            behind.next().into_iter().for_each(|c| self.print_other(c, source));
            rest = behind.as_str();
        }
    }

    fn print_other(&mut self, c: char, source: &[Line]) {
        match c {
            '\n' => self.next_line(source),
            marks::BREAK => self.writer.hard_break(),
            marks::LINK => self.rendered.links += 1,
            marks::EMPHASIS => self.open.push((self.writer.len(), false)),
            marks::BOLD => self.open.push((self.writer.len(), true)),
            marks::EMPHASIS_END | marks::BOLD_END => self.close(),
            _ => self.writer.push(c),
        }
    }

    fn close(&mut self) {
        let Some((start, bold)) = self.open.pop() else { return };
        self.spans.push((start..self.writer.len(), bold));
    }

    fn finish(self) -> Rendered {
        let Self { writer, mut rendered, mut spans, .. } = self;
        rendered.prose = writer.finish();
        spans.sort_by_key(|(range, _)| range.start);
        let text = rendered.prose.as_str();
        rendered.all_bold = spans.iter().any(|(range, bold)| *bold && is_all(text, range.clone()));
        rendered.links += text.matches("://").count();
        let texts = spans.into_iter().filter(|(range, _)| range.len() <= LONGEST_EMPHASIS);
        let texts =
            texts.filter_map(|(range, _)| text.get(range)).map(str::trim).filter(|text| !text.is_empty());
        let mut emphasised: Vec<String> = texts.map(str::to_owned).collect();
        emphasised.dedup();
        rendered.emphasised = emphasised;
        rendered
    }
}

fn is_all(text: &str, span: Range<usize>) -> bool {
    let before = text.get(..span.start).is_some_and(|before| before.trim().is_empty());
    let after = text.get(span.end..).is_some_and(|after| matches!(after.trim(), "" | ":"));
    before && after && !span.is_empty()
}
