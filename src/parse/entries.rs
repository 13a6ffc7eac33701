//! Titles that nothing marks as headings, where a file holds several reviews.
//!
//! Rules between them, bold words at their heads or a line for the title alone: each way counts only where most of a
//! file's reviews are set like that, because one such line may be anything.

use std::ops::Range;

use super::byline;
use super::headings::{TITLE_LEVEL, has_bracketed_year, is_section_name};
use super::markup::{Block, BlockKind, HeadingStyle};
use super::score_line::{self, Stands};
use crate::score;

/// A title is not longer than so many characters, nor of more words.
const LONGEST_TITLE: usize = 100;
const MOST_WORDS: usize = 14;
/// What stands in brackets behind a title is not longer, in bytes.
const LONGEST_BRACKET: usize = 60;
/// A line that says whose the work is and what it is worth is not longer, in bytes.
const LONGEST_DATA: usize = 60;
/// What has fewer letters and digits is no text.
const FEWEST_LETTERS: usize = 3;

/// Makes headings of the titles above the reviews of a file.
pub(super) fn promote_titles(blocks: &mut Vec<Block>) {
    part_entries(blocks);
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

/// A title at the head of a line, with its year or its score, and where its text begins.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// The bytes of the title, with the year and the score that stand right behind it.
    title: Range<usize>,
    /// Where the text begins: the end of the line, if that holds nothing else.
    text: usize,
    /// Where a line of data ends that begins there: `Jo Lind (4/5)`.
    data: Option<usize>,
    has_text: bool,
}

/// `**Heat** (1995) 8/10` with its text on the lines below, or `Heat (1995): ★★★★ Still the one.` in one go.
///
/// A line for the title alone speaks for itself; titles with text behind them count where most paragraphs and items
/// of the file begin like that.
fn part_entries(blocks: &mut Vec<Block>) {
    if blocks.iter().any(is_section_heading) {
        return;
    }
    let mut found: Vec<(usize, Entry)> = (0..)
        .zip(&*blocks)
        .flat_map(|(at, block)| entries(block).into_iter().map(move |entry| (at, entry)))
        .collect();
    let texts = blocks.iter().filter(|block| is_text(block)).count();
    let with_text = found.iter().filter(|(_, entry)| entry.has_text).count();
    if with_text < 2 || found.len() * 2 < texts {
        found.retain(|(_, entry)| !entry.has_text);
    }
    if found.len() < 2 {
        return;
    }
    let level = level_below(blocks);
    for (at, entry) in found.into_iter().rev() {
        part(blocks, at, &entry, level);
    }
}

fn is_text(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem)
}

/// A level below all headings that are there.
fn level_below(blocks: &[Block]) -> u8 {
    let level = |block: &Block| match block.kind {
        BlockKind::Heading { level, .. } => Some(level.saturating_add(1)),
        _ => None,
    };
    blocks.iter().filter_map(level).max().unwrap_or(TITLE_LEVEL)
}

/// Takes a block apart into what stands before an entry, its title and its text.
fn part(blocks: &mut Vec<Block>, at: usize, entry: &Entry, level: u8) {
    let Some(block) = blocks.get(at) else { return };
    let whole = block.prose.as_str().len();
    let data = entry.data.unwrap_or(entry.text);
    let parts = [
        (0..entry.title.start, false),
        (entry.title.clone(), true),
        (entry.text..data, false),
        (data..whole, false),
    ];
    let parts = parts.into_iter().filter(|(range, _)| !range.is_empty());
    let mut parted = Vec::new();
    for (range, is_title) in parts {
        let prose = block.prose.slice(range).trimmed();
        let end = prose.line_at(prose.as_str().len());
        let kind = if is_title {
            BlockKind::Heading { level, style: HeadingStyle::Bold }
        } else {
            BlockKind::Paragraph
        };
        let (line_start, line_end) = (prose.line_at(0), if prose.as_str().is_empty() { 0 } else { end });
        let single_line = line_start == line_end;
        parted.push(Block { kind, prose, line_start, line_end, single_line, ..block.clone() });
    }
    parted.retain(|part| !part.prose.as_str().is_empty());
    blocks.splice(at..=at, parted);
}

/// The entries of a paragraph, line by line where its first line is one; of an item there is one at most.
fn entries(block: &Block) -> Vec<Entry> {
    let text = block.prose.as_str();
    let lines = match block.kind {
        BlockKind::Paragraph => score_line::source_lines(&block.prose),
        BlockKind::ListItem => std::iter::once(0..text.len()).collect(),
        _ => return Vec::new(),
    };
    let mut found: Vec<Entry> = Vec::new();
    for line in lines {
        let entry = text.get(line.clone()).and_then(|text| entry(text, &block.emphasised));
        match entry {
            Some(entry) => found.push(Entry {
                title: line.start + entry.title.start..line.start + entry.title.end,
                text: line.start + entry.text,
                data: entry.data.map(|end| line.start + end),
                ..entry
            }),
            None if found.is_empty() => return found,
            None => {}
        }
    }
    found
}

/// The entry that a line begins with.
fn entry(line: &str, emphasised: &[String]) -> Option<Entry> {
    let start = line.len() - without_position(line).len();
    let name = line.get(start..)?;
    let marked = emphasised.iter().find_map(|title| {
        let behind = name.strip_prefix(title.as_str())?;
        (!title.is_empty() && !behind.starts_with(char::is_alphanumeric)).then_some(start + title.len())
    });
    let end = match marked {
        Some(end) => end + bracket_behind(line.get(end..)?),
        None => start + dated_title(name)?,
    };
    let title = line.get(start..end)?;
    let behind = line.get(end..)?;
    let scored = score::find_at_start(behind).map_or(end, |found| end + closed(behind, found.raw.end));
    let has_score = scored > end || score::find_at_end(title).is_some();
    let rest = line.get(scored..)?;
    let text = line.len() - rest.trim_start_matches(|c: char| " :,.-–—|)]".contains(c)).len();
    let has_text = line.get(text..)?.chars().filter(|c| c.is_alphanumeric()).count() >= FEWEST_LETTERS;
    let below = line.get(text..)?;
    let closes = has_text && score::find_at_end(below).is_some();
    let is_rated = has_score || has_text && score::find_in_line(below).is_some();
    let is_parted = marked.is_some()
        || scored > end
        || rest.trim_start().starts_with([':', '–', '—', '-', '|', '.'])
        || closes && below.starts_with(char::is_uppercase);
    let data = (closes && below.len() <= LONGEST_DATA).then_some(line.len());
    let is_entry = if has_text { is_parted } else { text == line.len() };
    let is_certain = is_rated || has_bracketed_year(title);
    // An emphasised score is no title.
    let is_name = score::find_at_start(title).is_none() && title.contains(char::is_alphanumeric);
    let is_named = is_name && !is_section_name(title) && !byline::is_credit(line);
    (is_entry && is_certain && is_named).then_some(Entry { title: 0..scored, text, data, has_text })
}

/// `5. Heat`, `#5 Heat`, `5) Heat` in a list of the best.
fn without_position(line: &str) -> &str {
    let digits = line.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_digit());
    let is_position = digits.len() < line.len() && digits.starts_with(['.', ')', ':', ' ']);
    let rest = digits.trim_start_matches(['.', ')', ':']).trim_start();
    if is_position
        && line.len() - digits.len() <= 4
        && digits.get(1..).is_some_and(|rest| rest.starts_with(' '))
    {
        rest
    } else {
        line
    }
}

/// How long the bracket right behind a name is: a year, a score, a maker or a platform.
fn bracket_behind(behind: &str) -> usize {
    let bracket = behind.trim_start();
    let inside =
        bracket.strip_prefix('(').and_then(|inside| inside.split_once(')')).map(|(inside, _)| inside);
    inside
        .filter(|inside| inside.len() <= LONGEST_BRACKET)
        .map_or(0, |inside| behind.len() - bracket.len() + inside.len() + "()".len())
}

/// Where `Title (Year)` at the head of a line ends.
fn dated_title(line: &str) -> Option<usize> {
    let open = line.char_indices().take(LONGEST_TITLE).find(|(_, c)| matches!(c, '(' | '['))?.0;
    let title = line.get(..open)?.trim_end();
    let close = open + line.get(open..)?.find([')', ']'])? + 1;
    let is_title = !title.is_empty()
        && title.split(' ').count() <= MOST_WORDS
        && title.starts_with(|c: char| !c.is_lowercase())
        && !ends_a_sentence(title);
    (is_title && has_bracketed_year(line.get(..close)?)).then_some(close)
}

/// `It was late. Heat (1995)` goes on after a sentence; `Mr. Turner (2014)` does not.
fn ends_a_sentence(title: &str) -> bool {
    title.match_indices(['.', '!', '?']).any(|(at, _)| {
        let word = title.get(..at).and_then(|before| before.rsplit(' ').next()).unwrap_or_default();
        let goes_on = title.get(at + 1..).is_some_and(|rest| rest.starts_with(' '));
        goes_on && word.len() > 3 && word.chars().any(char::is_lowercase)
    })
}

/// Where a score ends, with the brackets that close behind it.
fn closed(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    end + rest.len() - rest.trim_start_matches([')', ']']).len()
}

/// A heading that names a section: the file is one review, and titles in it are mentioned.
fn is_section_heading(block: &Block) -> bool {
    let text = block.prose.as_str();
    matches!(block.kind, BlockKind::Heading { level, .. } if level > 1)
        && is_section_name(text)
        && !has_bracketed_year(text)
}

#[cfg(test)]
mod tests {
    use super::super::markup::{Dialect, blocks};
    use super::*;

    fn headings(text: &str, dialect: Dialect) -> Vec<(String, String)> {
        let mut blocks = blocks(text, 1, dialect);
        promote_titles(&mut blocks);
        let mut found: Vec<(String, String)> = Vec::new();
        for block in blocks {
            let text = block.prose.as_str().to_owned();
            match (block.kind, found.last_mut()) {
                (BlockKind::Heading { .. }, _) => found.push((text, String::new())),
                (_, Some((_, below))) => *below = below.clone() + &text,
                (_, None) => {}
            }
        }
        found
    }

    #[test]
    fn a_line_may_hold_title_score_and_text() {
        let lines = [
            ("Kiln (1995): A pot is fired. 8/10", "Kiln (1995)", "A pot is fired. 8/10"),
            ("Kiln (1995) - 8/10. A pot is fired.", "Kiln (1995) - 8/10", "A pot is fired."),
            ("Kiln (1995), 8/10: A pot is fired.", "Kiln (1995), 8/10", "A pot is fired."),
            ("Kiln (1995) [8/10] A pot is fired.", "Kiln (1995) [8/10]", "A pot is fired."),
            ("Kiln (1995) ★★★★ A pot is fired.", "Kiln (1995) ★★★★", "A pot is fired."),
            ("**Kiln**: A pot is fired. (8/10)", "Kiln", "A pot is fired. (8/10)"),
            ("**Kiln** (9/10) – A pot is fired.", "Kiln (9/10)", "A pot is fired."),
            ("**Kiln (1995)**: A pot is fired.", "Kiln (1995)", "A pot is fired."),
            ("- **Kiln** (Jo Lind) - A pot is fired. 7/10", "Kiln (Jo Lind)", "A pot is fired. 7/10"),
        ];
        for (line, title, text) in lines {
            let other = line.replace("Kiln", "Salt");
            for between in ["\n\n", "\n"] {
                let found = headings(&[line, &other].join(between), Dialect::Markdown);
                assert_eq!(found.first().map(|(title, _)| title.as_str()), Some(title), "{line}");
                assert_eq!((found.len(), found[0].1.as_str()), (2, text), "{line}");
            }
        }
    }

    #[test]
    fn months_stand_above_entries() {
        let text = "# 2018\n\n## January\n\n**Kiln** (8/10)\nA pot is fired.\n\n**Salt** (7/10)\nDry.\n";
        let found = headings(text, Dialect::Markdown);
        assert_eq!(found[2], ("Kiln (8/10)".to_owned(), "A pot is fired.".to_owned()));
    }

    #[test]
    fn films_that_prose_mentions_are_no_entries() {
        for text in [
            "Kiln (1995) is a pot of a film.\n\nSalt (1999) is another one.",
            "Kiln (1995): a pot.\n\nIt goes on.\n\nAnd on.\n\nAnd on.\n\nAnd on: Salt (1999): dry.",
            "## Story\n\nKiln (1995): a pot is fired.\n\nSalt (1999): a dry film of it.",
        ] {
            let found = headings(text, Dialect::Markdown);
            assert!(found.iter().all(|(title, _)| !title.contains("Kiln")), "{text} {found:?}");
        }
    }
}
