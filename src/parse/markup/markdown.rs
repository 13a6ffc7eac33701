//! Cuts the lines of a Markdown text into blocks.

use std::collections::HashSet;
use std::iter::Peekable;
use std::vec::IntoIter;

use super::blocks::{self, Draft};
use super::inline::{self, Rendered};
use super::lines::{self, Marker};
use super::pieces::{Container, Line, Piece, Pieces};
use super::{Block, BlockKind, Dialect, HeadingStyle};

/// A line over a rule is a heading only up to this length, in characters.
const LONGEST_UNDERLINED: usize = 120;

/// A bold line is a heading only up to this length, in characters.
const LONGEST_BOLD: usize = 80;

/// Bold lines head parts of whatever the real headings head.
const BOLD_LEVEL: u8 = 6;

pub(super) fn blocks(pieces: Pieces) -> Vec<Block> {
    let mut cutter = Cutter {
        pieces: pieces.list.into_iter().peekable(),
        definitions: pieces.definitions,
        open: None,
        quotes: 0,
        item: false,
        out: Vec::new(),
    };
    while let Some(piece) = cutter.pieces.next() {
        cutter.piece(piece);
    }
    cutter.close();
    cutter.out
}

struct Cutter {
    pieces: Peekable<IntoIter<Piece>>,
    definitions: HashSet<String>,
    /// The block that the next line may belong to.
    open: Option<Draft>,
    /// How many `<blockquote>` are open.
    quotes: usize,
    /// Whether the next paragraph is the text of a `<li>`.
    item: bool,
    out: Vec<Block>,
}

impl Cutter {
    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Line(line) => self.line(line),
            Piece::Code(code) => {
                self.close();
                self.out.extend(blocks::code(&code));
            }
            Piece::Boundary => self.close(),
            Piece::Open(container) => self.enter(container),
            Piece::Close(container) => self.leave(container),
            Piece::Rule(number) => {
                self.close();
                self.out.push(blocks::rule("", number));
            }
        }
    }

    fn enter(&mut self, container: Container) {
        self.close();
        match container {
            Container::Quote => self.quotes += 1,
            Container::Item => self.item = true,
            Container::Heading(level) => self.html_heading(level),
        }
    }

    fn leave(&mut self, container: Container) {
        self.close();
        match container {
            Container::Quote => self.quotes = self.quotes.saturating_sub(1),
            Container::Item => self.item = false,
            Container::Heading(_) => {}
        }
    }

    /// Everything up to the next boundary is the heading.
    fn html_heading(&mut self, level: u8) {
        let mut draft = Draft::new(BlockKind::Heading { level, style: HeadingStyle::Html });
        while let Some(Piece::Line(line)) = self.pieces.next_if(|piece| matches!(piece, Piece::Line(_))) {
            if line.text.trim().is_empty() && !draft.lines.is_empty() {
                break;
            }
            if !line.text.trim().is_empty() {
                draft.lines.push(line);
            }
        }
        self.open = Some(draft);
        self.close();
    }

    fn line(&mut self, line: Line) {
        if line.text.trim().is_empty() {
            self.blank();
        } else if !self.marked_line(&line) {
            self.text(line);
        }
    }

    /// A list item may go on after a blank line, if what follows is indented.
    fn blank(&mut self) {
        match &mut self.open {
            Some(draft) if draft.kind == BlockKind::ListItem && !self.item => draft.after_blank = true,
            _ => self.close(),
        }
    }

    /// Lines that say by themselves what they are. Whether this was one.
    fn marked_line(&mut self, line: &Line) -> bool {
        self.quote(line)
            || self.underline(line)
            || self.rule(line)
            || self.heading(line)
            || self.table(line)
            || self.list_item(line)
            || self.footnote(line)
    }

    fn quote(&mut self, line: &Line) -> bool {
        let Some(text) = lines::quoted(&line.text) else { return false };
        if !self.open.as_ref().is_some_and(|draft| draft.kind == BlockKind::Quote) {
            self.close();
        }
        if text.trim().is_empty() {
            self.close();
            return true;
        }
        let item = lines::list_item(text, "-*+");
        let text = item.map_or(text, |(_, text)| text);
        if item.is_some() || self.open.is_none() {
            self.begin(BlockKind::Quote);
        }
        let text = lines::atx_heading(text).map_or(text, |(_, heading)| heading);
        self.push(Line { text: text.to_owned(), number: line.number });
        true
    }

    /// `===` or `---` under one line of text.
    fn underline(&mut self, line: &Line) -> bool {
        let level = match lines::underline(&line.text, "=-", 2) {
            Some('=') => 1,
            Some('-') if line.text.trim().len() >= 3 => 2,
            _ => return false,
        };
        let Some(draft) = self.open.as_mut().filter(|draft| draft.kind == BlockKind::Paragraph) else {
            return false;
        };
        if !is_underlined_heading(draft) {
            return false;
        }
        draft.kind = BlockKind::Heading { level, style: HeadingStyle::Underlined };
        draft.line_end = Some(line.number);
        self.close();
        true
    }

    fn rule(&mut self, line: &Line) -> bool {
        let is_rule = lines::is_rule(&line.text, "*-_=");
        if is_rule {
            self.close();
            self.out.push(blocks::rule(line.text.trim(), line.number));
        }
        is_rule
    }

    fn heading(&mut self, line: &Line) -> bool {
        let Some((level, text)) = lines::atx_heading(&line.text) else { return false };
        self.begin(BlockKind::Heading { level, style: HeadingStyle::Atx });
        self.push(Line { text: text.to_owned(), number: line.number });
        self.close();
        true
    }

    fn table(&mut self, line: &Line) -> bool {
        let under = |piece: &Piece| matches!(piece, Piece::Line(next) if lines::is_delimiter_row(&next.text));
        if !line.text.contains('|') || !self.pieces.peek().is_some_and(under) {
            return false;
        }
        self.begin(BlockKind::Table);
        self.push(Line { text: lines::row(&line.text), number: line.number });
        self.pieces.next();
        let in_table = |piece: &Piece| matches!(piece, Piece::Line(next) if next.text.contains('|'));
        while let Some(Piece::Line(next)) = self.pieces.next_if(in_table) {
            self.push(Line { text: lines::row(&next.text), number: next.number });
        }
        self.close();
        true
    }

    fn list_item(&mut self, line: &Line) -> bool {
        let Some((marker, text)) = lines::list_item(&line.text, "-*+") else { return false };
        let interrupts = self.open.as_ref().is_none_or(|draft| draft.kind == BlockKind::ListItem);
        if !interrupts && matches!(marker, Marker::Number(number) if number != 1) {
            return false;
        }
        self.begin(BlockKind::ListItem);
        let text = lines::without_task_box(text).to_owned();
        self.push(Line { text, number: line.number });
        true
    }

    fn footnote(&mut self, line: &Line) -> bool {
        let Some(text) = lines::footnote(&line.text) else { return false };
        self.begin(BlockKind::Paragraph);
        self.push(Line { text: text.to_owned(), number: line.number });
        true
    }

    fn text(&mut self, line: Line) {
        let ended =
            self.open.as_ref().is_some_and(|draft| draft.after_blank) && !line.text.starts_with(['\t', ' ']);
        if ended {
            self.close();
        }
        if self.open.is_none() {
            self.begin(self.kind_of_text());
        }
        self.push(line);
    }

    fn kind_of_text(&self) -> BlockKind {
        match (self.item, self.quotes) {
            (true, _) => BlockKind::ListItem,
            (false, 0) => BlockKind::Paragraph,
            (false, _) => BlockKind::Quote,
        }
    }

    fn begin(&mut self, kind: BlockKind) {
        self.close();
        self.open = Some(Draft::new(kind));
    }

    fn push(&mut self, line: Line) {
        if let Some(draft) = &mut self.open {
            draft.push(line);
        }
    }

    fn close(&mut self) {
        let Some(mut draft) = self.open.take() else { return };
        if draft.kind == BlockKind::Paragraph
            && let Some(heading) = self.bold_first_line(&draft)
        {
            draft.lines.remove(0);
            self.out.push(heading);
        }
        let rendered = self.render(&draft.lines, draft.kind);
        self.out.extend(draft.finish(rendered));
    }

    fn render(&self, source: &[Line], kind: BlockKind) -> Rendered {
        if kind == BlockKind::Table {
            return blocks::by_lines(source, |line| self.render(line, BlockKind::Paragraph));
        }
        inline::render(source, &self.definitions, Dialect::Markdown)
    }

    /// The first line of a paragraph as a heading, if it is one bold line over text or alone.
    fn bold_first_line(&self, draft: &Draft) -> Option<Block> {
        let first = draft.lines.first()?;
        if !may_be_bold(&first.text) || draft.lines.get(1).is_some_and(|second| may_be_bold(&second.text)) {
            return None;
        }
        let rendered = self.render(std::slice::from_ref(first), BlockKind::Paragraph);
        if !rendered.all_bold || !is_heading_text(rendered.prose.as_str()) {
            return None;
        }
        let mut heading = Draft::new(BlockKind::Heading { level: BOLD_LEVEL, style: HeadingStyle::Bold });
        heading.push(first.clone());
        let mut heading = heading.finish(rendered)?;
        let text = heading.prose.as_str().trim_end_matches([':', ' ']).len();
        heading.prose = heading.prose.slice(0..text);
        Some(heading)
    }
}

fn may_be_bold(line: &str) -> bool {
    line.trim_start().starts_with(['*', '_', super::marks::BOLD, super::marks::EMPHASIS])
}

fn is_heading_text(text: &str) -> bool {
    let bare = text.trim_end_matches([':', ' ']);
    !bare.is_empty()
        && text.chars().count() <= LONGEST_BOLD
        && !bare.ends_with(['.', ',', ';'])
        && !lines::states_score(text)
}

/// A single line that is no sentence and no score. A paragraph over `---` is a paragraph and a rule.
fn is_underlined_heading(draft: &Draft) -> bool {
    let [line] = draft.lines.as_slice() else { return false };
    let text = line.text.trim();
    text.chars().count() <= LONGEST_UNDERLINED
        && !text.ends_with(['.', ',', ';'])
        && !lines::states_score(text)
}
