//! Titles that nothing marks as headings, where a file holds several reviews.
//!
//! Rules between them, bold words at their heads or a line for the title alone: each way counts only where most of a
//! file's reviews are set like that, because one such line may be anything.

use super::byline;
use super::headings::{TITLE_LEVEL, has_bracketed_year, is_section_name, is_title_line, level_of_titles};
use super::markup::{Block, BlockKind, HeadingStyle};
use super::score_line::{self, Stands};
use super::title;
use crate::score;

/// Makes headings of the titles above the reviews of a file.
pub(super) fn promote_titles(blocks: &mut Vec<Block>) {
    part_list_items(blocks);
    part_first_lines(blocks);
    promote_parted(blocks);
}

/// Reviews that rules part, or two empty lines, each under its bare title and with its own score.
fn promote_parted(blocks: &mut [Block]) {
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading { .. });
    if blocks.iter().any(is_heading) {
        return;
    }
    let by_rules = blocks.iter().any(|block| block.kind == BlockKind::Rule);
    let parts_here = |at: usize| match (blocks.get(at.wrapping_sub(1)), blocks.get(at)) {
        (Some(before), Some(_)) if by_rules => before.kind == BlockKind::Rule,
        (Some(before), Some(block)) => block.line_start > before.line_end + 2,
        _ => true,
    };
    let is_text = |at: &usize| blocks.get(*at).is_some_and(|block| block.kind != BlockKind::Rule);
    let starts: Vec<usize> = (0..blocks.len()).filter(is_text).filter(|at| parts_here(*at)).collect();
    let ends = starts.iter().skip(1).copied().chain([blocks.len()]);
    let titled: Vec<usize> = starts
        .iter()
        .zip(ends)
        .filter(|(start, end)| {
            let part = blocks.get(**start..*end).unwrap_or_default();
            let Some((title, text)) = part.split_first() else { return false };
            is_bare_title(title) && score_line::find(text).is_some_and(|mark| mark.stands != Stands::InText)
        })
        .map(|(start, _)| *start)
        .collect();
    if titled.len() < 2 || titled.len() * 5 < starts.len() * 4 {
        return;
    }
    for at in titled {
        if let Some(block) = blocks.get_mut(at) {
            block.kind = BlockKind::Heading { level: TITLE_LEVEL, style: HeadingStyle::Bold };
        }
    }
}

/// A short line like no sentence, that names no section.
fn is_bare_title(block: &Block) -> bool {
    let text = block.prose.as_str();
    block.kind == BlockKind::Paragraph
        && block.single_line
        && text.len() <= 80
        && text.split_whitespace().count() <= 10
        && text.starts_with(|c: char| !c.is_lowercase())
        && !text.ends_with(['.', ',', ';', ':', '…', '"', '”'])
        && !is_section_name(text)
        && !byline::is_credit(text)
        && score::find_in_line(text).is_none_or(|found| found.label.is_none())
}

/// A title that opens a paragraph, on a line of its own: `**Heat** (1995) 8/10`, and the text from the next line on.
fn part_first_lines(blocks: &mut Vec<Block>) {
    let entries: Vec<(usize, usize)> =
        blocks.iter().enumerate().filter_map(|(at, block)| Some((at, first_line_end(block)?))).collect();
    if entries.len() < 2 || blocks.iter().any(is_section_heading_of_text) {
        return;
    }
    let level = level_of_titles(blocks);
    for (at, end) in entries.into_iter().rev() {
        let Some(block) = blocks.get_mut(at) else { continue };
        let below = part_at(block, end, end);
        block.kind = BlockKind::Heading { level, style: HeadingStyle::Bold };
        if !below.prose.as_str().is_empty() {
            blocks.insert(at + 1, below);
        }
    }
}

/// Where the first line of a paragraph ends, if it is a title with a year or a score.
fn first_line_end(block: &Block) -> Option<usize> {
    let text = block.prose.as_str();
    let line = score_line::source_lines(&block.prose).into_iter().next()?;
    let first = text.get(line.clone())?;
    let is_marked = block.emphasised.first().is_some_and(|title| {
        first.strip_prefix(title.as_str()).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    });
    let is_entry = is_title_line(first) || is_marked && score::find_at_end(first).is_some();
    (block.kind == BlockKind::Paragraph && is_entry && !is_section_name(first)).then_some(line.end)
}

/// Ends a block at byte `end`, and makes a paragraph of what begins at byte `start`.
fn part_at(block: &mut Block, end: usize, start: usize) -> Block {
    let mut below = block.clone();
    below.kind = BlockKind::Paragraph;
    below.prose = block.prose.slice(start..block.prose.as_str().len()).trimmed();
    below.line_start = below.prose.line_at(0);
    below.single_line = below.line_start == below.line_end;
    block.prose = block.prose.slice(0..end);
    block.single_line = true;
    below
}

/// `- **Heat** (1995): ★★★★ Still the one.`: where most items of a file's lists begin with a title and a
/// year, each is taken apart into its heading and its text.
fn part_list_items(blocks: &mut Vec<Block>) {
    let items = blocks.iter().filter(|block| block.kind == BlockKind::ListItem).count();
    let ends: Vec<(usize, usize)> =
        blocks.iter().enumerate().filter_map(|(at, block)| Some((at, title_end(block)?))).collect();
    if ends.len() < 2 || ends.len() * 5 < items * 4 || blocks.iter().any(is_section_heading_of_text) {
        return;
    }
    for (at, end) in ends.into_iter().rev() {
        let Some(block) = blocks.get_mut(at) else { continue };
        let text = block.prose.as_str();
        let rest = text.get(end..).unwrap_or_default();
        let start = text.len() - rest.trim_start_matches(|c: char| " :,.-–—|".contains(c)).len();
        let below = part_at(block, end, start);
        block.kind = BlockKind::Paragraph;
        blocks.insert(at + 1, below);
    }
}

/// Where the emphasised title at the head of a list's item, with its year in brackets, ends.
fn title_end(block: &Block) -> Option<usize> {
    let text = block.prose.as_str();
    let title = block.emphasised.first().filter(|_| block.kind == BlockKind::ListItem)?;
    let behind = text.strip_prefix(title.as_str())?;
    let bracket = behind.trim_start().strip_prefix('(')?;
    let year = bracket.get(..4).and_then(title::year)?;
    let inside = bracket.split_once(')')?.0;
    let end = text.len() - bracket.len() + inside.len() + 1;
    let goes_on =
        text.get(end..).is_some_and(|rest| rest.chars().filter(|c| c.is_alphanumeric()).count() >= 15);
    (year > 1800 && goes_on && inside.len() <= 9).then_some(end)
}

/// A heading of level 2 or lower without a year: the file has sections.
fn is_section_heading_of_text(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { level, .. } if level > 1)
        && !has_bracketed_year(block.prose.as_str())
}
