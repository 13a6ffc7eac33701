//! Several reviews in one file, a heading each.
//!
//! A file is taken apart at the highest level of headings where at least two, and most of them, look
//! like works: they end in a year in brackets, or have a score of their own. Where the file as a whole is
//! a review already, by a score in its front matter or a title with a year, both are asked for.

use std::ops::Range;

use super::dates;
use super::fold::fold;
use super::headings::{has_bracketed_year, is_section_name};
use super::markup::{Block, BlockKind};
use super::score_line::{self, Stands};
use crate::score;

/// Headings in a round-up that name no work.
const OTHER_HEADINGS: [&str; 18] = [
    "honourablementions",
    "honorablementions",
    "alsoseen",
    "alsowatched",
    "alsoread",
    "alsoplayed",
    "links",
    "notes",
    "nextmonth",
    "nextweek",
    "comingup",
    "other",
    "therest",
    "footnotes",
    "contents",
    "tableofcontents",
    "references",
    "credits",
];

/// So many positions are a list of the best.
const FEWEST_OF_A_COUNTDOWN: usize = 3;

/// One of several reviews.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    /// Position of its heading.
    pub heading: usize,
    /// Its blocks, under the heading.
    pub blocks: Range<usize>,
    /// Whether it names a work; `Honourable mentions` does not.
    pub is_work: bool,
    /// The block above that says on which day it was written.
    pub day: Option<usize>,
}

/// Takes a file apart if it holds several reviews. `is_review` says that the file as a whole is one.
pub(super) fn split(blocks: &[Block], is_review: bool) -> Option<Vec<Part>> {
    let mut levels: Vec<u8> = blocks.iter().filter_map(level).collect();
    levels.sort_unstable();
    levels.dedup();
    // Months above films: the level with the most works, and of equals the highest.
    let ways = levels.into_iter().filter_map(|at| split_at(blocks, at, is_review));
    let works = |parts: &Vec<Part>| parts.iter().filter(|part| part.is_work).count();
    ways.reduce(|best, other| if works(&other) > works(&best) { other } else { best })
}

fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    }
}

fn split_at(blocks: &[Block], at: u8, is_review: bool) -> Option<Vec<Part>> {
    let parts = parts_at(blocks, at);
    let (mut dated, mut scored, mut both) = (0, 0, 0);
    for part in &parts {
        let (has_year, has_score) = (is_dated(blocks, part), is_scored(blocks, part));
        dated += usize::from(has_year);
        scored += usize::from(has_score);
        both += usize::from(has_year && has_score);
    }
    let most = |count: usize| count >= 2 && count * 5 >= parts.len() * 3;
    let title_above = blocks.iter().take_while(|block| level(block) != Some(at)).any(is_dated_heading);
    let is_countdown = most(count_numbered(blocks, &parts)) && parts.len() >= FEWEST_OF_A_COUNTDOWN;
    let splits = if is_countdown && !is_review {
        true
    } else if is_review || title_above {
        most(both)
    } else {
        most(dated) || most(scored)
    };
    splits.then(|| with_days(blocks, works(blocks, parts)))
}

/// In a diary, `Monday 2 January 2023` above a title is no text of the entry before.
fn with_days(blocks: &[Block], mut parts: Vec<Part>) -> Vec<Part> {
    let is_day = |at: usize| {
        blocks.get(at).is_some_and(|block| block.single_line && dates::is_day(block.prose.as_str()))
    };
    for part in &mut parts {
        if let Some(last) = part.blocks.clone().next_back().filter(|last| is_day(*last)) {
            part.blocks.end = last;
        }
        part.day = part.heading.checked_sub(1).filter(|above| is_day(*above));
    }
    parts
}

/// How many headings have a position in a list of the best: `3. Heat`.
fn count_numbered(blocks: &[Block], parts: &[Part]) -> usize {
    let is_numbered = |part: &&Part| {
        let text = blocks.get(part.heading).map_or("", |block| block.prose.as_str());
        let name = text.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_digit());
        let listed = name.len() < text.len() && name.starts_with(['.', ')', ':']);
        listed && !is_section_name(name.trim_start_matches(['.', ')', ':', ' ']))
    };
    parts.iter().filter(is_numbered).count()
}

fn parts_at(blocks: &[Block], at: u8) -> Vec<Part> {
    let heads: Vec<usize> =
        (0..blocks.len()).filter(|i| blocks.get(*i).and_then(level) == Some(at)).collect();
    let is_above = |i: &usize| blocks.get(*i).and_then(level).is_some_and(|level| level <= at);
    let end = |head: usize| (head + 1..blocks.len()).find(is_above).unwrap_or(blocks.len());
    heads
        .iter()
        .map(|head| Part { heading: *head, blocks: head + 1..end(*head), is_work: true, day: None })
        .collect()
}

/// Sections that share the works' level go to the work above them.
fn works(blocks: &[Block], parts: Vec<Part>) -> Vec<Part> {
    let mut works: Vec<Part> = Vec::new();
    for mut part in parts {
        let text = blocks.get(part.heading).map_or("", |block| block.prose.as_str());
        let section = is_section_name(text) && !has_bracketed_year(text);
        match works.last_mut() {
            Some(work) if section => work.blocks.end = part.blocks.end,
            None if section => {}
            _ if OTHER_HEADINGS.contains(&fold(text).as_str()) => {
                part.is_work = false;
                works.push(part);
            }
            _ => works.push(part),
        }
    }
    works
}

fn is_dated_heading(block: &Block) -> bool {
    level(block).is_some() && has_bracketed_year(block.prose.as_str())
}

fn is_dated(blocks: &[Block], part: &Part) -> bool {
    blocks.get(part.heading).is_some_and(is_dated_heading)
}

fn is_scored(blocks: &[Block], part: &Part) -> bool {
    let Some(heading) = blocks.get(part.heading).map(|block| block.prose.as_str()) else { return false };
    if is_section_name(heading) || score::find_in_line(heading).is_some_and(|found| found.label.is_some()) {
        return false;
    }
    let under = blocks.get(part.blocks.clone()).unwrap_or_default();
    // `Jo Lind, 2018 — ★★★★` under the title is data; a score in a sentence is not enough.
    let is_data = |at: usize| {
        at == 0 && under.first().is_some_and(|line| line.single_line && line.prose.as_str().len() <= 100)
    };
    let scored =
        || score_line::find(under).is_some_and(|mark| mark.stands != Stands::InText || is_data(mark.block));
    score::find_at_end(heading).is_some() || scored()
}
