//! Blocks while they are being put together.

use super::inline::Rendered;
use super::pieces::Line;
use super::writer::Writer;
use super::{Block, BlockKind};
use crate::review::Prose;

/// The lines of a block that is still open.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) kind: BlockKind,
    pub(super) lines: Vec<Line>,
    /// Where the block ends if not at its last line of text: at its underline.
    pub(super) line_end: Option<u32>,
    /// Whether a blank line has followed; the next text is then a paragraph of its own.
    pub(super) after_blank: bool,
}

impl Draft {
    pub(super) fn new(kind: BlockKind) -> Self {
        Self { kind, lines: Vec::new(), line_end: None, after_blank: false }
    }

    pub(super) fn push(&mut self, line: Line) {
        if std::mem::take(&mut self.after_blank)
            && let Some(last) = self.lines.last_mut()
        {
            last.text.push(super::marks::BREAK);
        }
        self.lines.push(line);
    }

    /// The block, unless nothing of it is printed.
    pub(super) fn finish(self, rendered: Rendered) -> Option<Block> {
        let (first, last) = (self.lines.first()?, self.lines.last()?);
        if rendered.prose.is_empty() {
            return None;
        }
        Some(Block {
            kind: self.kind,
            line_start: first.number,
            line_end: self.line_end.unwrap_or(last.number),
            single_line: first.number == last.number,
            prose: rendered.prose,
            emphasised: rendered.emphasised,
            links: rendered.links,
        })
    }
}

/// A rule with its spelling.
pub(super) fn rule(text: &str, number: u32) -> Block {
    Block {
        kind: BlockKind::Rule,
        prose: Prose::on_line(text.split_whitespace().collect::<Vec<_>>().join(" "), number),
        line_start: number,
        line_end: number,
        emphasised: Vec::new(),
        links: 0,
        single_line: true,
    }
}

/// A code block, line by line as it stands.
pub(super) fn code(lines: &[Line]) -> Option<Block> {
    let first = lines.first()?;
    let mut writer = Writer::new(first.number);
    for (position, line) in lines.iter().enumerate() {
        if position > 0 {
            writer.newline();
        }
        writer.go_to_line(line.number);
        writer.push_verbatim(&line.text);
    }
    let mut draft = Draft::new(BlockKind::Code);
    draft.lines = lines.to_vec();
    draft.finish(Rendered { prose: writer.finish(), ..Rendered::default() })
}

/// Renders each line for itself and sets one under the other.
pub(super) fn by_lines(lines: &[Line], render: impl Fn(&[Line]) -> Rendered) -> Rendered {
    let mut whole = Rendered::default();
    for line in lines {
        let Rendered { prose, emphasised, links, .. } = render(std::slice::from_ref(line));
        whole.prose.append("\n", &prose);
        whole.emphasised.extend(emphasised);
        whole.links += links;
    }
    whole
}
