//! Cuts plain text into blocks.
//!
//! Plain text comes in two kinds, and nothing but the look of its lines tells them apart: one
//! paragraph a line, however long, or paragraphs wrapped by hand at some column. [`wrap_width`]
//! decides for the whole text.

use std::collections::HashSet;
use std::iter::Peekable;
use std::vec::IntoIter;

use super::blocks::{self, Draft};
use super::pieces::{Container, Line, Piece, Pieces};
use super::{Block, BlockKind, Dialect, HeadingStyle, inline, lines};

/// Nobody wraps text wider than this by hand. In characters.
const WIDEST_WRAP: usize = 110;

/// Or narrower than this.
const NARROWEST_WRAP: usize = 40;

/// A line over a rule is a heading only up to this length, in characters.
const LONGEST_UNDERLINED: usize = 100;

pub(super) fn blocks(pieces: Pieces) -> Vec<Block> {
    let width = wrap_width(&pieces.list);
    let mut cutter =
        Cutter { pieces: pieces.list.into_iter().peekable(), width, open: None, quotes: 0, out: Vec::new() };
    while let Some(piece) = cutter.pieces.next() {
        cutter.piece(piece);
    }
    cutter.close();
    cutter.out
}

/// The column at which the text is wrapped, in characters; `None` where a line is a paragraph.
///
/// Only lines that are followed by another line of text tell: in wrapped text most of them run
/// close to the margin and stop in mid-sentence.
fn wrap_width(pieces: &[Piece]) -> Option<usize> {
    let mut inner: Vec<(usize, bool)> =
        followed_lines(pieces).map(|text| (text.chars().count(), ends_sentence(text))).collect();
    inner.sort_unstable();
    let (width, _) = *inner.get(inner.len().checked_sub(1)? * 9 / 10)?;
    let full = inner.iter().filter(|(length, ended)| *length * 4 >= width * 3 && !ended).count();
    let wrapped = (NARROWEST_WRAP..=WIDEST_WRAP).contains(&width) && full * 2 >= inner.len();
    wrapped.then_some(width)
}

fn followed_lines(pieces: &[Piece]) -> impl Iterator<Item = &str> {
    pieces.windows(2).filter_map(|pair| match pair {
        [Piece::Line(line), Piece::Line(next)] if is_text(&line.text) && is_text(&next.text) => {
            Some(line.text.trim())
        }
        _ => None,
    })
}

fn is_text(line: &str) -> bool {
    !line.trim().is_empty() && !is_ruler(line)
}

fn is_ruler(line: &str) -> bool {
    lines::is_rule(line, "-=*_~#")
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end().ends_with(['.', '!', '?', ':', '”', '"', ')', '…'])
}

struct Cutter {
    pieces: Peekable<IntoIter<Piece>>,
    width: Option<usize>,
    open: Option<Draft>,
    /// How many `<blockquote>` are open.
    quotes: usize,
    out: Vec<Block>,
}

impl Cutter {
    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Line(line) => self.line(line),
            Piece::Rule(number) => self.rule("", number),
            Piece::Boundary => self.close(),
            Piece::Open(container) => self.enter(container),
            Piece::Close(container) => self.leave(container),
            Piece::Code(code) => {
                self.close();
                self.out.extend(blocks::code(&code));
            }
        }
    }

    fn enter(&mut self, container: Container) {
        self.close();
        match container {
            Container::Quote => self.quotes += 1,
            Container::Item => self.open = Some(Draft::new(BlockKind::ListItem)),
            Container::Heading(level) => {
                self.open = Some(Draft::new(BlockKind::Heading { level, style: HeadingStyle::Html }));
            }
        }
    }

    fn leave(&mut self, container: Container) {
        self.close();
        if container == Container::Quote {
            self.quotes = self.quotes.saturating_sub(1);
        }
    }

    fn line(&mut self, line: Line) {
        if line.text.trim().is_empty() {
            self.close();
        } else if is_ruler(&line.text) {
            self.rule(line.text.trim(), line.number);
        } else if !(self.underlined(&line) || self.quote(&line) || self.list_item(&line)) {
            self.text(line);
        }
    }

    fn rule(&mut self, text: &str, number: u32) {
        self.close();
        self.out.push(blocks::rule(text, number));
    }

    /// A short line over a rule of one kind.
    fn underlined(&mut self, line: &Line) -> bool {
        let Some(Piece::Line(under)) = self.pieces.peek() else { return false };
        let Some(mark) = lines::underline(&under.text, "=-~", 3) else { return false };
        let text = line.text.trim();
        let alone = self.open.is_none() || self.width.is_none();
        if !alone
            || text.chars().count() > LONGEST_UNDERLINED
            || text.ends_with('.')
            || lines::states_score(text)
        {
            return false;
        }
        let level = match mark {
            '=' => 1,
            '-' => 2,
            _ => 3,
        };
        let end = under.number;
        self.begin(BlockKind::Heading { level, style: HeadingStyle::Underlined }, line.clone());
        if let Some(draft) = &mut self.open {
            draft.line_end = Some(end);
        }
        self.pieces.next();
        self.close();
        true
    }

    fn quote(&mut self, line: &Line) -> bool {
        let Some(text) = lines::quoted(&line.text) else { return false };
        let line = Line { text: text.to_owned(), number: line.number };
        match &mut self.open {
            _ if text.trim().is_empty() => self.close(),
            Some(draft) if draft.kind == BlockKind::Quote && self.width.is_some() => draft.push(line),
            _ => self.begin(BlockKind::Quote, line),
        }
        true
    }

    /// Bullets go, as in Markdown. A number stays: it may be part of a heading or of the prose.
    fn list_item(&mut self, line: &Line) -> bool {
        let Some((marker, text)) = lines::list_item(&line.text, "-*•·‣") else { return false };
        let numbered = matches!(marker, lines::Marker::Number(_));
        // `* poor ** fair *** good` explains a scale.
        let scale = text.contains("**");
        if text.is_empty() || scale || (numbered && self.open.is_some() && self.width.is_some()) {
            return false;
        }
        let text = if numbered { line.text.clone() } else { text.to_owned() };
        let kind = if numbered { BlockKind::Paragraph } else { BlockKind::ListItem };
        self.begin(kind, Line { text, number: line.number });
        true
    }

    fn text(&mut self, line: Line) {
        match &mut self.open {
            Some(draft) if goes_on(draft, &line, self.width) => draft.push(line),
            _ => self.begin(self.kind_of_text(), line),
        }
    }

    fn kind_of_text(&self) -> BlockKind {
        if self.quotes == 0 { BlockKind::Paragraph } else { BlockKind::Quote }
    }

    fn begin(&mut self, kind: BlockKind, line: Line) {
        self.close();
        let mut draft = Draft::new(kind);
        draft.push(line);
        self.open = Some(draft);
    }

    fn close(&mut self) {
        let Some(draft) = self.open.take() else { return };
        let rendered = inline::render(&draft.lines, &HashSet::new(), Dialect::Plain);
        self.out.extend(draft.finish(rendered));
    }
}

/// Whether a line belongs to the block above it: the line before must have been broken for want of
/// room, not because its paragraph was over.
fn goes_on(draft: &Draft, line: &Line, width: Option<usize>) -> bool {
    let Some(last) = draft.lines.last() else { return true };
    if last.number == line.number {
        return false;
    }
    let Some(width) = width else { return false };
    let indented = line.text.starts_with([' ', '\t']) && !last.text.starts_with([' ', '\t']);
    let broken_for_room = last.text.trim().chars().count() * 5 >= width * 3;
    broken_for_room && (!indented || draft.kind == BlockKind::ListItem)
}
