//! The stretches of a review that are shown for a hit: whole sentences around what matched.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use super::highlight::{Mark, Region};
use super::sentences::{first_break, last_break, sentences};
use super::sequence::Sequence;
use crate::backend::{Passage, Place};
use crate::review::Review;

/// About how many bytes of text a passage may have.
const PASSAGE_BYTES: usize = 320;
/// A sentence longer than a passage is cut this far before its first mark.
const LEAD_BYTES: usize = 80;
/// What a second passage from the same section is worth, beside the first one.
const SECOND_FROM_SECTION: f32 = 0.5;
/// What further marks of the same words add, up to [`MOST_REPEATS`] of them: less than any other word.
const REPEAT: f32 = 0.01;
const MOST_REPEATS: usize = 20;

/// The best `most` passages, best first. A review that matches without any word of it being
/// looked for (by a filter, say) shows how it begins.
pub(super) fn passages(
    review: &Review,
    regions: &[Region<'_>],
    marks: &[Mark<'_>],
    most: usize,
) -> Vec<Passage> {
    if most == 0 {
        return Vec::new();
    }
    let mut by_place: Vec<&Mark<'_>> = marks.iter().collect();
    by_place.sort_by_key(|mark| (mark.region, mark.range.start, Reverse(mark.range.end)));
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for marks in by_place.chunk_by(|a, b| a.region == b.region) {
        let region = marks.first().and_then(|mark| regions.get(mark.region));
        drafts.extend(region.into_iter().flat_map(|region| drafts_of(region, marks)));
    }
    best_first(&mut drafts);
    without_repeats(&mut drafts);
    drafts.truncate(most);
    if drafts.is_empty() {
        drafts.extend(opening(regions));
    }
    drafts.into_iter().map(|draft| draft.finish(review)).collect()
}

/// A passage before it is cut out.
struct Draft<'a> {
    region: &'a Region<'a>,
    range: Range<usize>,
    spans: Vec<Range<usize>>,
    /// The more, the better the passage.
    worth: f32,
    /// How many better ones come from the same section.
    nth: i32,
}

/// The passages of one region, best first: marks in the same or the next sentence share one.
fn drafts_of<'a>(region: &'a Region<'a>, marks: &[&Mark<'_>]) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let sentences = sentences(&region.text);
    for span in without_overlaps(marks) {
        let around = shortened(around(&sentences, &span), &span, &region.text);
        match drafts.last_mut() {
            Some(last)
                if span.start < last.range.end
                    || around.end.max(last.range.end) - last.range.start <= PASSAGE_BYTES =>
            {
                let end = if span.start < last.range.end { span.end } else { around.end };
                last.range.end = last.range.end.max(end);
                last.spans.push(span);
            }
            last => {
                let taken = last.map_or(0, |last| last.range.end);
                let start = around.start.max(taken);
                let start = span.start - region.text[start..span.start].trim_start().len();
                drafts.push(Draft {
                    region,
                    range: start..around.end,
                    spans: vec![span],
                    worth: 0.0,
                    nth: 0,
                });
            }
        }
    }
    let mut rest = marks;
    for draft in &mut drafts {
        let (here, behind) = rest.split_at(rest.partition_point(|mark| mark.range.start < draft.range.end));
        draft.worth = worth_of(region, here);
        rest = behind;
    }
    drafts.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    (0..).zip(&mut drafts).for_each(|(nth, draft)| draft.nth = nth);
    drafts
}

/// Different words of the query tell more than many of one, a phrase more than its words apart,
/// the word itself more than its kin, and prose more than a label.
fn worth_of(region: &Region<'_>, marks: &[&Mark<'_>]) -> f32 {
    let mut best: Vec<(&Sequence, f32)> = Vec::new();
    for mark in marks {
        let worth = mark.weight * (2 * mark.sequence.slots.len() - 1).min(9) as f32;
        match best.iter_mut().find(|(sequence, _)| std::ptr::eq(*sequence, mark.sequence)) {
            Some((_, most)) => *most = most.max(worth),
            None => best.push((mark.sequence, worth)),
        }
    }
    let repeats = (marks.len() - best.len()).min(MOST_REPEATS) as f32 * REPEAT;
    let worth = best.iter().map(|(_, worth)| worth).sum::<f32>() + repeats;
    if region.prose.is_some() { 100.0 * worth } else { worth }
}

/// The best of each section before its second best, unless that one is better by far.
fn best_first(drafts: &mut [Draft<'_>]) {
    let worth = |draft: &Draft<'_>| draft.worth * SECOND_FROM_SECTION.powi(draft.nth);
    drafts.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.nth.cmp(&b.nth)));
}

/// A text is shown once, however often the review has it: two headings alike, a standfirst that is
/// the first sentence too.
fn without_repeats(drafts: &mut Vec<Draft<'_>>) {
    let mut seen = HashSet::new();
    drafts.retain(|draft| {
        let label = draft.region.prose.is_none().then_some(&draft.region.place);
        seen.insert((label, &draft.region.text[draft.range.clone()]))
    });
}

/// Of ascending marks, those that touch the same bytes become one.
fn without_overlaps(marks: &[&Mark<'_>]) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.range.start < last.end => last.end = last.end.max(mark.range.end),
            _ => merged.push(mark.range.clone()),
        }
    }
    merged
}

/// From the start of the sentence that the span begins in to the end of that it ends in.
fn around(sentences: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    let first = sentences.partition_point(|sentence| sentence.end <= span.start);
    let last = sentences.partition_point(|sentence| sentence.start < span.end);
    let start = sentences.get(first).map_or(span.start, |sentence| sentence.start.min(span.start));
    let end = last.checked_sub(1).map_or(span.end, |at| sentences[at].end.max(span.end));
    start..end
}

/// Cuts a stretch that is too long for a passage, keeping the span whole.
fn shortened(range: Range<usize>, span: &Range<usize>, text: &str) -> Range<usize> {
    if range.len() <= PASSAGE_BYTES {
        return range;
    }
    let start = match span.start.checked_sub(LEAD_BYTES) {
        Some(from) if from > range.start => first_break(text, from..span.start),
        _ => range.start,
    };
    let end = (start + PASSAGE_BYTES).max(span.end).min(range.end);
    start..if end < range.end { last_break(text, span.end..end) } else { end }
}

/// How the review begins: its summary, or else its first text.
fn opening<'a>(regions: &'a [Region<'a>]) -> Option<Draft<'a>> {
    let region = regions.iter().find(|region| region.prose.is_some() && !region.text.trim().is_empty())?;
    let sentences = sentences(&region.text);
    let first = sentences.first()?.clone();
    let fits = |sentence: &&Range<usize>| sentence.end - first.start <= PASSAGE_BYTES;
    let end = sentences.iter().take_while(fits).last().map_or(first.end, |sentence| sentence.end);
    let range = shortened(first.start..end, &(first.start..first.start), &region.text);
    Some(Draft { region, range, spans: Vec::new(), worth: 0.0, nth: 0 })
}

impl Draft<'_> {
    fn finish(self, review: &Review) -> Passage {
        let Range { start, end } = self.range;
        let text = &self.region.text;
        let first = self.spans.first().map_or(start, |span| span.start);
        Passage {
            place: self.region.place.clone(),
            line: self.region.prose.map_or(review.source.line_start, |prose| prose.line_at(first)),
            text: text[start..end].to_owned(),
            spans: self.spans.iter().map(|span| span.start - start..span.end - start).collect(),
            cut_before: !text[..start].trim().is_empty() && self.region.place != Place::Title,
            cut_after: !text[end..].trim().is_empty(),
        }
    }
}

#[cfg(test)]
mod tests;
