//! Where in a body the review's score stands, and what stands with it.

use std::ops::Range;

use super::fold::fold;
use super::markup::{Block, BlockKind};
use crate::review::Prose;
use crate::score::{self, Found, Reading, Sign};

/// Headings that only announce a score.
const LABELS: [&str; 14] = [
    "score",
    "rating",
    "grade",
    "verdict",
    "thescore",
    "therating",
    "theverdict",
    "myrating",
    "myscore",
    "finalscore",
    "finalrating",
    "finalverdict",
    "overallscore",
    "overall",
];
/// What a number is called that closes the text without a word.
const LAST_LINE: &str = "last line";
/// A sentence such as `I give it 7/10.` is the review's score only near its end: in so many paragraphs.
const CLOSING_PARAGRAPHS: usize = 2;

/// The place of the score in a body.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    /// Position of its block.
    pub block: usize,
    /// The bytes of its line in the block's prose.
    pub line: Range<usize>,
    /// The bytes of the text behind the score on its line.
    pub rest: Range<usize>,
    /// The score to the letter.
    pub raw: String,
    /// What it says.
    pub reading: Reading,
    /// What it is called, folded: `smashhitscore`; empty without a label.
    pub label: String,
    /// Line in the file, from 1.
    pub line_number: u32,
    /// How it stands.
    pub stands: Stands,
}

/// How a score stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// Inside a sentence or a table, which stays.
    InText,
    /// On a line of its own, perhaps with text behind it.
    OnItsLine,
    /// In a heading: `## Verdict: 8/10`.
    InHeading,
    /// On the first line under a heading that announces it.
    UnderLabel,
}

impl Mark {
    /// How sure it is that this is the review's own score: more is surer.
    fn rank(&self) -> u8 {
        match (self.stands, self.label.is_empty()) {
            (Stands::InHeading | Stands::UnderLabel, _) => 4,
            (Stands::OnItsLine, false) => 3,
            (Stands::OnItsLine, true) => 2,
            (Stands::InText, false) => 1,
            (Stands::InText, true) => 0,
        }
    }
}

/// The score of the review that these blocks are: the surest, and of equals the last.
pub(super) fn find(blocks: &[Block]) -> Option<Mark> {
    let closing = blocks.iter().rposition(|block| block.kind == BlockKind::Paragraph).unwrap_or(0);
    let sure = |mark: &Mark| mark.rank() > 0 || mark.block + CLOSING_PARAGRAPHS > closing;
    let marks: Vec<Mark> = (0..blocks.len()).filter_map(|at| in_block(blocks, at)).filter(sure).collect();
    let surest = marks.iter().max_by_key(|mark| (mark.rank(), read_rank(&mark.reading)));
    // Scores of two films in two paragraphs of prose are those of neither text.
    let is_ambiguous = |best: &Mark| {
        best.rank() == 0 && marks.iter().any(|mark| mark.block != best.block && mark.reading != best.reading)
    };
    match surest {
        Some(best) if is_ambiguous(best) => None,
        Some(best) => Some(best.clone()),
        None => closing_line(blocks),
    }
}

/// A number alone under the text, or a letter with its sign. Of a number, its folder shows out of how many it is, or
/// that is told.
fn closing_line(blocks: &[Block]) -> Option<Mark> {
    let at = blocks.len().checked_sub(1).filter(|at| *at > 0)?;
    let block = blocks.get(at).filter(|block| block.kind == BlockKind::Paragraph && block.single_line)?;
    let text = block.prose.as_str();
    let reading = score::read(text);
    let is_score = match reading {
        Reading::Bare(points) => text.len() <= "10.0".len() && points <= 10.0,
        Reading::Letter(letter) => letter.sign != Sign::Plain && text.starts_with(char::is_uppercase),
        _ => false,
    };
    let found = Found { raw: 0..text.len(), reading, label: None, rest: text.len() };
    let is_bare = matches!(found.reading, Reading::Bare(_));
    let label = if is_bare { LAST_LINE } else { "" };
    if is_score {
        mark(block, at, &(0..text.len()), found, label.to_owned(), Stands::OnItsLine)
    } else {
        None
    }
}

fn read_rank(reading: &Reading) -> u8 {
    u8::from(!matches!(reading, Reading::Unread(_)))
}

fn in_block(blocks: &[Block], at: usize) -> Option<Mark> {
    let block = blocks.get(at)?;
    if matches!(block.kind, BlockKind::Code) {
        return None;
    }
    let announced = at.checked_sub(1).and_then(|before| blocks.get(before)).is_some_and(announces);
    if announced && let Some(mark) = under_label(block, at) {
        return Some(mark);
    }
    let marks = source_lines(&block.prose).into_iter().filter_map(|line| on_line(block, at, line));
    marks.max_by_key(Mark::rank)
}

fn announces(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. }) && LABELS.contains(&fold(block.prose.as_str()).as_str())
}

fn under_label(block: &Block, at: usize) -> Option<Mark> {
    const LABEL: &str = "Score: ";
    if matches!(block.kind, BlockKind::Heading { .. }) {
        return None;
    }
    let line = source_lines(&block.prose).into_iter().next()?;
    let text = block.prose.as_str().get(line.clone())?;
    let found = score::find_in_line(&format!("{LABEL}{text}"))?;
    let first = found.raw.start.checked_sub(LABEL.len())?;
    let sure =
        !matches!(found.reading, Reading::Unread(_)) && !text.get(..first)?.contains(char::is_alphanumeric);
    let raw = first..found.raw.end - LABEL.len();
    let found = Found { raw, rest: found.rest.saturating_sub(LABEL.len()), ..found };
    if sure { mark(block, at, &line, found, String::new(), Stands::UnderLabel) } else { None }
}

fn on_line(block: &Block, at: usize, line: Range<usize>) -> Option<Mark> {
    let text = block.prose.as_str().get(line.clone())?;
    let cells = (block.kind == BlockKind::Table).then(|| text.replace(" | ", ":  "));
    let text = cells.as_deref().unwrap_or(text);
    let found = score::find_in_line(text).or_else(|| letter_with_text(text))?;
    let label = found.label.clone().and_then(|label| text.get(label)).map(fold).unwrap_or_default();
    let first = found.label.as_ref().map_or(found.raw.start, |label| label.start.min(found.raw.start));
    let opens = !text.get(..first)?.contains(char::is_alphanumeric);
    let stands = match block.kind {
        BlockKind::Heading { .. } => Stands::InHeading,
        BlockKind::Table => Stands::InText,
        // `10/10 would watch again` is a sentence of the text.
        _ if opens && !goes_on(text, &found) => Stands::OnItsLine,
        _ => Stands::InText,
    };
    mark(block, at, &line, found, label, stands)
}

/// Whether words follow a ratio that nothing announces.
fn goes_on(line: &str, found: &Found) -> bool {
    let behind = line.get(found.raw.end..).unwrap_or_default();
    let is_ratio = line.get(found.raw.clone()).is_some_and(|raw| raw.contains('/'));
    found.label.is_none() && is_ratio && behind.trim_start().starts_with(char::is_alphabetic)
}

/// `Verdict: B+ Great fun.`: a letter that text follows without a sign. An `A` needs its plus or minus,
/// because it may be a word.
fn letter_with_text(line: &str) -> Option<Found> {
    let (label, value) = line.split_once(": ")?;
    let end = value.find(' ')?;
    let start = label.len() + 2;
    let sure = value.get(..end)? != "A";
    let found = score::find_in_line(line.get(..start + end)?)?;
    let letter = matches!(found.reading, Reading::Letter(_))
        && found.label.is_some()
        && found.raw == (start..start + end);
    (sure && letter).then_some(Found { rest: start + end + 1, ..found })
}

/// The mark of what was found in `line` of a block, with all places counted from the block's start.
fn mark(
    block: &Block,
    at: usize,
    line: &Range<usize>,
    found: Found,
    label: String,
    stands: Stands,
) -> Option<Mark> {
    let raw = line.start + found.raw.start..line.start + found.raw.end;
    Some(Mark {
        block: at,
        rest: (line.start + found.rest).min(line.end)..line.end,
        raw: block.prose.as_str().get(raw.clone())?.to_owned(),
        line_number: block.prose.line_at(raw.start),
        line: line.clone(),
        reading: found.reading,
        label,
        stands,
    })
}

/// The byte ranges of a prose's lines, as the source or the text breaks them.
pub(super) fn source_lines(prose: &Prose) -> Vec<Range<usize>> {
    let text = prose.as_str();
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        push_source_lines(prose, start, line, &mut lines);
        start += line.len();
    }
    lines
}

fn push_source_lines(prose: &Prose, start: usize, line: &str, lines: &mut Vec<Range<usize>>) {
    let end = start + line.trim_end().len();
    let mut from = start;
    let mut number = prose.line_at(start);
    if end > start && prose.line_at(end - 1) != number {
        for word in line.trim_end().match_indices(' ').map(|(at, _)| start + at + 1) {
            let here = prose.line_at(word);
            if here != number {
                lines.push(from..word - 1);
                (from, number) = (word, here);
            }
        }
    }
    if from < end {
        lines.push(from..end);
    }
}
