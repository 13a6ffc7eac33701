//! Bare heading lines: in plain text a heading is marked by nothing but its looks.
//!
//! A line is taken for a heading if it is short, stands alone, begins with a capital, ends like no
//! sentence, is written like a heading (capitals, `Title Case`, few words, a colon at its end) and is
//! followed by a paragraph longer than itself. Two such lines in a row are a list, not headings.

use twox_hash::XxHash3_128;

use super::byline;
use super::fold::fold;
use super::markup::{Block, BlockKind, HeadingStyle};
use super::title;
use super::translations;
use crate::score;

const LONGEST: usize = 64;
const MOST_WORDS: usize = 9;
/// Levels given to bare headings: a title line, and a section's heading.
pub(super) const TITLE_LEVEL: u8 = 1;
const SECTION_LEVEL: u8 = 2;

/// Names that sections really bear, folded. They need no capitals to be headings.
const SECTIONS: [&str; 74] = [
    "synopsis",
    "plot",
    "theplot",
    "story",
    "thestory",
    "storyline",
    "premise",
    "setup",
    "overview",
    "introduction",
    "intro",
    "background",
    "summary",
    "characters",
    "cast",
    "thecast",
    "acting",
    "performances",
    "direction",
    "script",
    "writing",
    "screenplay",
    "cinematography",
    "visuals",
    "graphics",
    "sound",
    "music",
    "soundtrack",
    "audio",
    "score",
    "pacing",
    "editing",
    "tone",
    "themes",
    "gameplay",
    "controls",
    "combat",
    "performance",
    "presentation",
    "atmosphere",
    "worldbuilding",
    "prose",
    "style",
    "lyrics",
    "production",
    "verdict",
    "theverdict",
    "finalverdict",
    "conclusion",
    "inconclusion",
    "finalthoughts",
    "closingthoughts",
    "finalwords",
    "thebottomline",
    "bottomline",
    "overall",
    "rating",
    "therating",
    "pros",
    "cons",
    "thegood",
    "thebad",
    "theugly",
    "thegoodandthebad",
    "whatworks",
    "whatdoesnt",
    "whatdoesntwork",
    "whatiliked",
    "whatididntlike",
    "strengths",
    "weaknesses",
    "highlights",
    "trivia",
    "spoilers",
];

/// Words that a heading's words may lead with: `Sound & Music`, `Plot summary`.
fn names_a_section(text: &str) -> bool {
    let folded = fold(text);
    SECTIONS.contains(&folded.as_str()) || translations::names_a_section(&folded)
}

/// Whether a heading names a part of a review rather than a work.
pub(super) fn is_section_name(text: &str) -> bool {
    let bare = text.split([':', '–', '-', '(']).next().unwrap_or(text);
    let parts: Vec<&str> = bare.split(['&', '/', ',']).flat_map(|part| part.split(" and ")).collect();
    names_a_section(bare) || parts.iter().all(|part| names_a_section(part))
}

/// The hashes of the headings of a plain text, sorted, without repeats.
pub(super) fn hashes(blocks: &[Block]) -> Vec<u64> {
    let mut hashes: Vec<u64> = blocks.iter().filter(|block| is_section_heading(block)).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn hash(block: &Block) -> u64 {
    XxHash3_128::oneshot(fold(block.prose.as_str()).as_bytes()) as u64
}

/// A bare line that no neighbour has for a heading, and that is not written like one, is none in a text
/// whose other headings are its neighbours' too: a site that names its sections alike has `Nobody knows`
/// between two paragraphs once.
pub(super) fn demote_strangers(blocks: &mut [Block], is_shared: impl Fn(u64) -> bool) {
    let shared = blocks.iter().filter(|block| is_section_heading(block) && is_shared(hash(block))).count();
    if shared < 2 {
        return;
    }
    for block in blocks {
        let text = block.prose.as_str();
        let bare = matches!(block.kind, BlockKind::Heading { style: HeadingStyle::Bold, .. });
        let speaks = is_loud(text)
            || is_title_case(text) && !ends_small(text)
            || text.ends_with(':')
            || text.split_whitespace().any(is_section_name)
            || has_bracketed_year(text);
        if bare && !speaks && !is_shared(hash(block)) {
            block.kind = BlockKind::Paragraph;
        }
    }
}

/// Turns bare heading lines into headings: title lines with a year, and sections' headings.
pub(super) fn promote(blocks: &mut [Block], plain: bool) {
    promote_titles(blocks);
    let marked = blocks.iter().skip(1).filter(|block| is_section_heading(block)).count();
    if marked > 0 {
        return;
    }
    let found = bare_headings(blocks, plain);
    if !plain && found.len() < 2 {
        return;
    }
    for at in found {
        if let Some(block) = blocks.get_mut(at) {
            block.kind = BlockKind::Heading { level: SECTION_LEVEL, style: HeadingStyle::Bold };
        }
    }
}

fn is_section_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. }) && !has_bracketed_year(block.prose.as_str())
}

fn promote_titles(blocks: &mut [Block]) {
    let count = blocks.len();
    let level = level_of_titles(blocks);
    for block in blocks.iter_mut().take(count.saturating_sub(1)) {
        if block.kind == BlockKind::Paragraph && block.single_line && is_title_line(block.prose.as_str()) {
            block.kind = BlockKind::Heading { level, style: HeadingStyle::Bold };
        }
    }
}

/// Under the heading of the whole file, titles stand a level lower.
fn level_of_titles(blocks: &[Block]) -> u8 {
    match blocks.first().map(|first| (first.kind, has_bracketed_year(first.prose.as_str()))) {
        Some((BlockKind::Heading { level, .. }, false)) => level.saturating_add(1),
        _ => TITLE_LEVEL,
    }
}

/// `Title (Year)`, with nothing but a score behind it.
fn is_title_line(text: &str) -> bool {
    if text.len() > 120 || !has_bracketed_year(text) || byline::is_credit(text) {
        return false;
    }
    let titled = title::split_scored(text).0;
    titled.rest.is_empty()
        && titled.title.starts_with(|c: char| !c.is_lowercase())
        && titled.title.split(' ').count() <= 14
}

/// Whether a line ends in a year in brackets, or has but a score behind it.
pub(super) fn has_bracketed_year(text: &str) -> bool {
    text.len() <= 200
        && text.contains(['(', '['])
        && title::split(text).year.is_some_and(|year| {
            let digits = year.to_string();
            text.match_indices(&digits)
                .any(|(at, _)| text.get(..at).is_some_and(|before| before.contains(['(', '['])))
        })
}

/// Positions of the bare headings. Where lines in capitals do the work, nothing else is a heading. The
/// first line of all is the title's, unless it looks the same as headings that are unmistakable, and the
/// line under a title line is a standfirst, unless it names a section.
fn bare_headings(blocks: &[Block], plain: bool) -> Vec<usize> {
    let looking_bare = blocks.iter().enumerate().filter(|(_, block)| looks_bare(block, plain));
    let candidates: Vec<usize> = looking_bare.map(|(at, _)| at).collect();
    let text = |at: usize| blocks.get(at).map_or("", |block| block.prose.as_str());
    let loud: Vec<usize> = candidates.iter().copied().filter(|at| is_loud(text(*at))).collect();
    let loud = standing_alone(blocks, &loud);
    if loud.len() >= 3 || loud.len() == 2 && !loud.contains(&0) {
        return loud;
    }
    let titled = blocks.first().is_some_and(|first| matches!(first.kind, BlockKind::Heading { .. }));
    let mut found = standing_alone(blocks, &candidates);
    found.retain(|at| *at > 1 || *at == 1 && (!titled || is_section_name(text(*at))));
    found
}

/// The candidates with no candidate beside them and a paragraph under them that outweighs them.
fn standing_alone(blocks: &[Block], candidates: &[usize]) -> Vec<usize> {
    let is_candidate = |at: usize| candidates.binary_search(&at).is_ok();
    let alone =
        |at: usize| !is_candidate(at + 1) && at.checked_sub(1).is_none_or(|before| !is_candidate(before));
    let leads = |at: usize| {
        blocks.get(at).zip(blocks.get(at + 1)).is_some_and(|(line, below)| outweighed(line, below))
    };
    candidates.iter().copied().filter(|at| alone(*at) && leads(*at)).collect()
}

/// A heading is shorter than what stands under it.
fn outweighed(heading: &Block, below: &Block) -> bool {
    if matches!(below.kind, BlockKind::Heading { .. } | BlockKind::Rule) {
        return false;
    }
    let (short, long) = (heading.prose.as_str().chars().count(), below.prose.as_str().chars().count());
    long >= 25 && (long * 2 >= short * 3)
}

fn looks_bare(block: &Block, plain: bool) -> bool {
    let text = block.prose.as_str().trim();
    let words = text.split_whitespace().count();
    block.kind == BlockKind::Paragraph
        && block.single_line
        && block.links == 0
        && text.len() <= LONGEST
        && (1..=MOST_WORDS).contains(&words)
        && begins_as_heading(text)
        && !ends_as_sentence(text)
        && !is_address_or_date(text)
        && !is_known_label_line(text)
        && score::find_in_line(text).is_none()
        && (is_loud(text)
            || names_a_section(text)
            || is_section_name(text)
            || (plain && written_as_heading(text, words)))
}

fn begins_as_heading(text: &str) -> bool {
    let first = text
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !"\"“'‘«-–—*•>(@#".contains(c))
        .chars()
        .next();
    first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase()))
}

fn ends_as_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '…', ',', ';', '"', '”', '\'', '’', '-', '–', '—', '@'])
}

fn is_address_or_date(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let dated = super::dates::from_text(text).is_some();
    dated || text.contains("://") || text.contains('@') || (digits > 0 && text.contains(',')) || digits > 5
}

/// `Director: Michael Mann` is data. A colon at the very end is a heading's.
fn is_known_label_line(text: &str) -> bool {
    let Some((label, value)) = text.split_once(": ") else { return false };
    label.split_whitespace().count() <= 2 && !value.trim().is_empty() && !names_a_section(label)
}

/// ALL CAPS.
pub(super) fn is_loud(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 3 && !text.chars().any(char::is_lowercase)
}

/// `Direction & Tone`, `What works`, `The story so far:`.
fn written_as_heading(text: &str, words: usize) -> bool {
    if text.ends_with(':') {
        return words <= 6;
    }
    !opens_a_sentence(text) && (words <= 3 && !text.ends_with('?') || is_title_case(text))
}

/// `To be honest`, `And yet`: the first word hangs on to what was said.
fn opens_a_sentence(text: &str) -> bool {
    const OPENERS: [&str; 20] = [
        "and", "but", "so", "to", "yet", "still", "then", "well", "because", "if", "or", "anyway", "there",
        "here", "it", "this", "that", "i", "we", "they",
    ];
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    ends_small(text) && OPENERS.contains(&first.as_str())
}

/// Whether the last of several words is not capitalised, which no title in title case allows.
fn ends_small(text: &str) -> bool {
    text.rsplit_once(' ').is_some_and(|(_, word)| word.starts_with(char::is_lowercase))
}

fn is_title_case(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    let long = words.filter(|word| word.chars().count() > 4 || word.starts_with(char::is_uppercase));
    let (mut all, mut capital) = (0, 0);
    for word in long {
        all += 1;
        capital += usize::from(
            word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(|c: char| !c.is_lowercase()),
        );
    }
    let total = text.split_whitespace().count();
    all > 0 && all == capital && capital * 2 >= total
}
