//! What is repeated from review to review and belongs to none: footers, share links, newsletters.
//!
//! A block at the start or the end of a review is boilerplate if its folded text stands at the start or
//! end of at least three files and of a tenth of the files of their top folder, or if it is one of the
//! footers that everybody knows. It is taken off from the outside in, so that nothing in the midst of a
//! review is ever lost, and never so far that no text remains.

use std::ops::Range;

use twox_hash::XxHash3_128;

use super::Removed;
use super::fold::fold;
use super::markup::{Block, BlockKind};

/// So many blocks at the start and at the end of a file may be boilerplate.
const LEADING: usize = 2;
const TRAILING: usize = 6;
/// A closing such as `Recommended.` is the reviewer's word, however often it comes.
const FEWEST_WORDS: usize = 3;
/// A footer that is known by its phrase is short.
const LONGEST_FOOTER: usize = 60;
/// Longer repeated text is more than a footer, or than a line above the review. In bytes.
const LONGEST_REPEATED: usize = 1200;
const LONGEST_BANNER: usize = 300;

const PHRASES: [&str; 39] = [
    "follow us",
    "follow me on",
    "find us on",
    "find me on",
    "subscribe",
    "newsletter",
    "share this",
    "share on",
    "share it",
    "related posts",
    "related reviews",
    "related articles",
    "read more reviews",
    "more reviews",
    "you may also like",
    "you might also like",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "like this:",
    "sign up for",
    "join our",
    "join us on",
    "support us on",
    "support me on",
    "patreon",
    "buy me a coffee",
    "all rights reserved",
    "thanks for reading",
    "thank you for reading",
    "filed under",
    "posted in",
    "tagged with",
    "previous post",
    "next post",
    "affiliate link",
    "connect with us",
    "on socials",
    "appeared first on",
];
const NETWORKS: [&str; 17] = [
    "instagram",
    "twitter",
    "bluesky",
    "facebook",
    "mastodon",
    "tiktok",
    "youtube",
    "letterboxd",
    "threads",
    "pinterest",
    "tumblr",
    "reddit",
    "whatsapp",
    "linkedin",
    "email",
    "discord",
    "telegram",
];

/// Hashes of the blocks at the edges of a file that may prove to be boilerplate. Sorted, without repeats.
pub(super) fn edges(blocks: &[Block], score_block: Option<usize>) -> Vec<u64> {
    let last = blocks.len().saturating_sub(TRAILING);
    let at_edge = |at: usize| (at < LEADING || at >= last) && Some(at) != score_block;
    let blocks = blocks.iter().enumerate().filter(|(at, _)| at_edge(*at));
    let mut hashes: Vec<u64> = blocks.filter_map(|(_, block)| hash(block)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The hash of a block's folded text, of 32 bits: it is kept for each file, and what is repeated stands in several
/// files and in a tenth of them, which no accident brings about; `None` for what is never boilerplate: rules, a word or two,
/// `Platform: PC`, long texts.
fn hash(block: &Block) -> Option<u64> {
    let text = block.prose.as_str();
    if text.len() > LONGEST_REPEATED {
        return None;
    }
    let words = text.split_whitespace().take(FEWEST_WORDS).count();
    let says_enough = words >= FEWEST_WORDS && !is_label_line(text);
    let heading = matches!(block.kind, BlockKind::Heading { .. });
    if block.kind == BlockKind::Rule || !(says_enough || heading || block.links > 0 || is_footer(block)) {
        return None;
    }
    let folded = fold(text);
    (!folded.is_empty()).then(|| u64::from(XxHash3_128::oneshot(folded.as_bytes()) as u32))
}

fn is_label_line(text: &str) -> bool {
    let label = text.split_once(':').map(|(label, _)| label);
    text.len() <= 80 && label.is_some_and(|label| label.split_whitespace().count() <= 2)
}

/// What is left of a review's blocks, and what was taken off.
pub(super) struct Trimmed {
    /// The blocks that are the review's.
    pub kept: Range<usize>,
    /// The rest, top to bottom.
    pub removed: Vec<Removed>,
}

/// Takes the boilerplate off both ends. Most archives repeat nothing: without a function to ask, no block is folded
/// and hashed for it. The block of the score stays where it is, and so does the last
/// text under a heading that stays.
pub(super) fn trim(
    blocks: &[Block],
    score_block: Option<usize>,
    is_repeated: Option<&impl Fn(u64) -> bool>,
) -> Trimmed {
    let floor = score_block.map_or(0, |at| at + 1).max(first_text(blocks, score_block));
    let footer = footer_start(blocks, floor).unwrap_or(blocks.len());
    let end = repeated_end(blocks, floor..footer, is_repeated);
    let ceiling = score_block.unwrap_or(end).min(LEADING).min(end.saturating_sub(1));
    let banner =
        |block: &&Block| block.kind == BlockKind::Paragraph && repeats(block, LONGEST_BANNER, is_repeated);
    let leading = blocks.iter().take(ceiling).take_while(banner).count();
    let leading = if leaves_text(blocks, leading..end, score_block) { leading } else { 0 };
    let gone = blocks.iter().enumerate().filter(|(at, _)| *at < leading || *at >= end);
    let worded = gone.filter(|(_, block)| block.kind != BlockKind::Rule);
    let removed = worded.map(|(_, b)| Removed { line: b.line_start, text: b.prose.as_str().to_owned() });
    Trimmed { kept: leading..end, removed: removed.collect() }
}

/// Where the repeated blocks at the end of `within` begin. A heading goes only with all that is under it.
fn repeated_end(blocks: &[Block], within: Range<usize>, is_repeated: Option<&impl Fn(u64) -> bool>) -> usize {
    let mut end = within.end;
    let mut settled = within.end;
    while end > within.start {
        let Some(last) = blocks.get(end - 1) else { break };
        let goes = repeats(last, LONGEST_REPEATED, is_repeated) && (!is_heading(last) || end < blocks.len());
        if !(goes || last.kind == BlockKind::Rule) {
            break;
        }
        end -= 1;
        if end.checked_sub(1).and_then(|before| blocks.get(before)).is_none_or(|before| !is_heading(before)) {
            settled = end;
        }
    }
    settled
}

fn repeats(block: &Block, longest: usize, is_repeated: Option<&impl Fn(u64) -> bool>) -> bool {
    let is_repeated = is_repeated.filter(|_| block.prose.as_str().len() <= longest);
    is_repeated.is_some_and(|is_repeated| hash(block).is_some_and(is_repeated))
}

fn leaves_text(blocks: &[Block], kept: Range<usize>, score_block: Option<usize>) -> bool {
    kept.into_iter().any(|at| Some(at) != score_block && blocks.get(at).is_some_and(is_text))
}

fn is_text(block: &Block) -> bool {
    !is_heading(block) && block.kind != BlockKind::Rule
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. })
}

/// The first block of text always stays.
fn first_text(blocks: &[Block], score_block: Option<usize>) -> usize {
    let text = |(at, block): (usize, &Block)| Some(at) != score_block && is_text(block);
    blocks.iter().enumerate().position(text).map_or(0, |at| at + 1)
}

/// Where the footer that everybody knows begins: at a known phrase, with nothing but short lines behind it.
fn footer_start(blocks: &[Block], floor: usize) -> Option<usize> {
    let from = blocks.len().saturating_sub(TRAILING).max(floor);
    let start = (from..blocks.len()).find(|at| blocks.get(*at).is_some_and(is_footer))?;
    let short = |block: &Block| {
        block.prose.as_str().split_whitespace().count() <= 15 || block.links > 0 || is_footer(block)
    };
    blocks.get(start..)?.iter().all(short).then_some(start)
}

fn is_footer(block: &Block) -> bool {
    let text = block.prose.as_str();
    if text.len() > 600 || matches!(block.kind, BlockKind::Code | BlockKind::Table) {
        return false;
    }
    let words = text.split_whitespace().count();
    if words > LONGEST_FOOTER {
        return false;
    }
    let lower = text.to_lowercase();
    let networks = NETWORKS.iter().filter(|name| lower.contains(*name)).count();
    let copyright = lower.starts_with('©') || lower.starts_with("copyright ") || lower.starts_with("(c) ");
    let has_phrase = || PHRASES.iter().any(|phrase| lower.contains(phrase));
    let brief = words <= 9 && !lower.trim_end().ends_with('.');
    ((brief || block.links > 0 || networks >= 2) && has_phrase())
        || (networks >= 2 && words <= 15)
        || (copyright && words <= 20)
}
