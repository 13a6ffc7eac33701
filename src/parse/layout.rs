//! Blocks -> standfirst, sections and verdict.
//!
//! Every text is in exactly one place. The verdict is the text that stands with the score: behind it on
//! its line, or under it. A section that is merely headed *Verdict* or *Conclusion* stays a section.

use std::ops::Range;

use super::fold::fold;
use super::markup::{Block, BlockKind};
use super::score_line::{Mark, Stands};
use crate::review::{Prose, Section};

const LONGEST_STANDFIRST: usize = 320;

/// A review's text, each part in its place.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub summary: Option<Prose>,
    pub sections: Vec<Section>,
    pub verdict: Option<Prose>,
}

/// Lays out the blocks of one review, its title line already taken off. `under_title` says whether a
/// plain title line stood directly above them; only with `wants_summary` is a standfirst looked for.
pub(super) fn lay_out(blocks: &[Block], mark: Option<&Mark>, under_title: bool, wants_summary: bool) -> Laid {
    let standfirst =
        wants_summary && mark.is_none_or(|mark| mark.block > 0) && has_standfirst(blocks, under_title);
    let verdict = mark.and_then(|mark| verdict_blocks(blocks, mark));
    let mut sections = Sections::default();
    let mut closing = Passage::default();
    for (at, block) in blocks.iter().enumerate().skip(usize::from(standfirst)) {
        match mark {
            Some(mark) if mark.block == at => {
                split_at_mark(block, mark, verdict.is_some(), &mut sections, &mut closing);
            }
            Some(mark) if mark.stands == Stands::UnderLabel && mark.block == at + 1 => {}
            _ if verdict.as_ref().is_some_and(|verdict| verdict.contains(&at)) => {
                closing.add(block.kind, &block.prose);
            }
            _ => sections.add(block),
        }
    }
    let summary = blocks.first().filter(|_| standfirst).map(|block| block.prose.trimmed());
    Laid { summary, sections: sections.finish(), verdict: closing.finish() }
}

/// The line between a title and the lead: shorter than the lead, in a text that has headings; or a first
/// paragraph that is emphasised from end to end.
fn has_standfirst(blocks: &[Block], under_title: bool) -> bool {
    let [first, second, ..] = blocks else { return false };
    if first.kind != BlockKind::Paragraph || second.kind != BlockKind::Paragraph {
        return false;
    }
    let (short, long) = (first.prose.as_str(), second.prose.as_str());
    let fits = short.len() <= LONGEST_STANDFIRST && short.len() < long.len();
    let site = under_title && first.single_line && blocks.iter().any(is_heading);
    let emphasised = || first.emphasised.iter().any(|span| fold(span) == fold(short)) && short.contains(' ');
    let data = short.split_once(':').is_some_and(|(label, _)| !label.contains(' '));
    fits && !data && (site || emphasised())
}

/// The blocks that are verdict from end to end: those under the score, up to the next heading. `None`
/// where the score stands at the head of the review or in its midst, and what follows is the review.
fn verdict_blocks(blocks: &[Block], mark: &Mark) -> Option<Range<usize>> {
    let from = mark.block + 1;
    let under = blocks.get(from..)?;
    let until = from + under.iter().position(is_heading).unwrap_or(under.len());
    let weight = |range: Range<usize>| -> usize {
        let blocks = blocks.get(range).unwrap_or_default();
        blocks.iter().filter(|block| !is_heading(block)).map(|block| block.prose.as_str().len()).sum()
    };
    let own = blocks.get(mark.block)?.prose.as_str().len();
    let before = weight(0..mark.block) + mark.line.start;
    let after = weight(from..until) + own.saturating_sub(mark.line.end);
    let closes = match mark.stands {
        Stands::InHeading | Stands::UnderLabel => before > 0 || until < blocks.len(),
        Stands::OnItsLine => before > 0 && before >= after,
        Stands::InText => false,
    };
    closes.then_some(from..until)
}

/// The block of the score: what stands above its line is text, the line goes, what stands behind it is
/// the verdict, and so is what stands below it in a closing block.
fn split_at_mark(block: &Block, mark: &Mark, closes: bool, sections: &mut Sections, verdict: &mut Passage) {
    if mark.stands == Stands::InText {
        sections.add(block);
        return;
    }
    let text = block.prose.as_str();
    sections.add_text(block.kind, &block.prose.slice(0..mark.line.start));
    let line = text.get(mark.line.start..mark.rest.start).unwrap_or_default();
    let rest = block.prose.slice(mark.rest.clone());
    let is_data = line.contains(['|', '·', '•']);
    if is_data {
        sections.add_text(block.kind, &rest);
    } else {
        verdict.add(BlockKind::Paragraph, &rest);
    }
    let below = block.prose.slice(mark.line.end..text.len());
    if closes { verdict.add(block.kind, &below) } else { sections.add_text(block.kind, &below) }
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. })
}

/// A heading as printed, without the colon that only parts it from the text.
pub(super) fn heading_text(text: &str) -> &str {
    let text = text.trim();
    let bare = text.strip_suffix(':').unwrap_or(text).trim_end();
    if bare.is_empty() { text } else { bare }
}

/// Running text that grows block by block: items of a list a line each, paragraphs apart.
#[derive(Debug, Default)]
struct Passage {
    prose: Prose,
    after_item: bool,
}

impl Passage {
    fn add(&mut self, kind: BlockKind, prose: &Prose) {
        let prose = prose.trimmed();
        if prose.is_empty() || kind == BlockKind::Rule {
            return;
        }
        let item = kind == BlockKind::ListItem;
        let separator = if item && self.after_item { "\n" } else { "\n\n" };
        self.prose.append(separator, &prose);
        self.after_item = item;
    }

    fn finish(self) -> Option<Prose> {
        Some(self.prose).filter(|prose| !prose.is_empty())
    }
}

#[derive(Debug, Default)]
struct Sections {
    done: Vec<Section>,
    heading: Option<String>,
    passage: Passage,
}

impl Sections {
    fn add(&mut self, block: &Block) {
        if is_heading(block) {
            self.close();
            self.heading = Some(heading_text(block.prose.as_str()).to_owned());
        } else {
            self.passage.add(block.kind, &block.prose);
        }
    }

    /// Adds a part of a block. Parts of a heading are the score's and not text.
    fn add_text(&mut self, kind: BlockKind, prose: &Prose) {
        if !matches!(kind, BlockKind::Heading { .. }) {
            self.passage.add(kind, prose);
        }
    }

    fn close(&mut self) {
        let body = std::mem::take(&mut self.passage).prose;
        let heading = self.heading.take();
        if heading.is_some() || !body.is_empty() {
            self.done.push(Section { heading, body });
        }
    }

    fn finish(mut self) -> Vec<Section> {
        self.close();
        self.done
    }
}
