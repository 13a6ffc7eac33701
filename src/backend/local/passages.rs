//! The stretches of a review that are shown for a hit: whole sentences around what matched.

use std::cmp::Reverse;
use std::ops::Range;

use super::highlight::{Mark, Region};
use crate::backend::{Passage, Place};
use crate::review::Review;

/// About how many bytes of text a passage may have.
const PASSAGE_BYTES: usize = 320;
/// A sentence longer than a passage is cut this far before its first mark.
const LEAD_BYTES: usize = 80;

/// The best `most` passages, best first. A review that matches without any word of it being
/// looked for (by a filter, say) shows how it begins.
pub(super) fn passages(review: &Review, regions: &[Region<'_>], marks: &[Mark], most: usize) -> Vec<Passage> {
    if most == 0 {
        return Vec::new();
    }
    let mut by_place: Vec<&Mark> = marks.iter().collect();
    by_place.sort_by_key(|mark| (mark.region, mark.range.start, Reverse(mark.range.end)));
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for marks in by_place.chunk_by(|a, b| a.region == b.region) {
        let region = marks.first().and_then(|mark| regions.get(mark.region));
        drafts.extend(region.into_iter().flat_map(|region| drafts_of(region, marks)));
    }
    drafts.sort_by_key(|draft| Reverse(draft.worth));
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
    worth: usize,
}

/// The passages of one region, in its order: marks in the same or the next sentence share one.
fn drafts_of<'a>(region: &'a Region<'a>, marks: &[&Mark]) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let sentences = sentences(&region.text);
    for (span, is_phrase) in without_overlaps(marks) {
        let around = shortened(around(&sentences, &span), &span, &region.text);
        match drafts.last_mut() {
            Some(last) if around.end.max(last.range.end) - last.range.start <= PASSAGE_BYTES => {
                last.range.end = last.range.end.max(around.end);
                last.spans.push(span);
                last.worth += worth_of(region, is_phrase);
            }
            Some(last) if span.end <= last.range.end => {
                last.spans.push(span);
                last.worth += worth_of(region, is_phrase);
            }
            last => {
                let start = last.map_or(around.start, |last| around.start.max(last.range.end));
                let worth = worth_of(region, is_phrase);
                drafts.push(Draft { region, range: start..around.end, spans: vec![span], worth });
            }
        }
    }
    drafts
}

/// Prose tells more than a label, and a phrase more than a word.
fn worth_of(region: &Region<'_>, is_phrase: bool) -> usize {
    let prose = if region.prose.is_some() { 100 } else { 1 };
    prose * if is_phrase { 3 } else { 1 }
}

/// Of ascending marks, those that touch the same bytes become one.
fn without_overlaps(marks: &[&Mark]) -> Vec<(Range<usize>, bool)> {
    let mut merged: Vec<(Range<usize>, bool)> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some((last, is_phrase)) if mark.range.start < last.end => {
                last.end = last.end.max(mark.range.end);
                *is_phrase |= mark.is_phrase;
            }
            _ => merged.push((mark.range.clone(), mark.is_phrase)),
        }
    }
    merged
}

/// The sentences of a text, without the white space between them.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut push = |range: Range<usize>| {
        let part = &text[range.clone()];
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let start = range.start + (part.len() - part.trim_start().len());
            sentences.push(start..start + trimmed.len());
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|&(_, next)| next);
        if ends_sentence(c, next, &text[start..at]) {
            push(start..end);
            start = end;
        }
    }
    push(start..text.len());
    sentences
}

fn ends_sentence(c: char, next: Option<char>, before: &str) -> bool {
    match c {
        '\n' | '。' | '！' | '？' => true,
        '.' => next.is_none_or(char::is_whitespace) && !ends_with_abbreviation(before),
        '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
        '"' | '”' | '’' | ')' => {
            before.ends_with(['.', '!', '?']) && next.is_none_or(char::is_whitespace)
        }
        _ => false,
    }
}

/// `Dr. Strangelove` and `Samuel L. Jackson` go on.
fn ends_with_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    is_initial
        || matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Jr" | "Sr" | "vs" | "No" | "Vol" | "Prof")
}

/// From the start of the sentence that the span begins in to the end of that it ends in.
fn around(sentences: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    let first = sentences.partition_point(|sentence| sentence.end <= span.start);
    let last = sentences.partition_point(|sentence| sentence.start < span.end);
    let start = sentences.get(first).map_or(span.start, |sentence| sentence.start.min(span.start));
    let end = last.checked_sub(1).map_or(span.end, |at| sentences[at].end.max(span.end));
    start..end
}

/// Cuts a stretch that is too long for a passage, at words, keeping the span whole.
fn shortened(range: Range<usize>, span: &Range<usize>, text: &str) -> Range<usize> {
    if range.len() <= PASSAGE_BYTES {
        return range;
    }
    let start = match span.start.checked_sub(LEAD_BYTES) {
        Some(from) if from > range.start => word_start(text, from, span.start),
        _ => range.start,
    };
    let end = (start + PASSAGE_BYTES).max(span.end).min(range.end);
    start..if end < range.end { word_end(text, end, span.end) } else { end }
}

/// The start of the first word at or after `from`, at most `limit`.
fn word_start(text: &str, from: usize, limit: usize) -> usize {
    let from = text.ceil_char_boundary(from).min(limit);
    let space = text[from..limit].find(char::is_whitespace).map_or(from, |at| from + at);
    limit - text[space..limit].trim_start().len()
}

/// The end of the last word at or before `to`, at least `limit`.
fn word_end(text: &str, to: usize, limit: usize) -> usize {
    let to = text.floor_char_boundary(to).max(limit);
    let space = text[limit..to].rfind(char::is_whitespace).map_or(to, |at| limit + at);
    limit + text[limit..space].trim_end().len()
}

/// How the review begins: its summary, or else its first text.
fn opening<'a>(regions: &'a [Region<'a>]) -> Option<Draft<'a>> {
    let region = regions.iter().find(|region| region.prose.is_some() && !region.text.trim().is_empty())?;
    let sentences = sentences(&region.text);
    let first = sentences.first()?.clone();
    let fits = |sentence: &&Range<usize>| sentence.end - first.start <= PASSAGE_BYTES;
    let end = sentences.iter().take_while(fits).last().map_or(first.end, |sentence| sentence.end);
    let range = shortened(first.start..end, &(first.start..first.start), &region.text);
    Some(Draft { region, range, spans: Vec::new(), worth: 0 })
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
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_where_readers_pause() {
        assert_eq!(cut("One. Two! Three?\n\nFour"), ["One.", "Two!", "Three?", "Four"]);
        assert_eq!(cut("Dr. No by J. Smith is 7.5 good. Yes."), ["Dr. No by J. Smith is 7.5 good.", "Yes."]);
        assert_eq!(cut("He said \"Stop.\" Then left."), ["He said \"Stop.\"", "Then left."]);
        assert_eq!(cut("泣いた。笑った。"), ["泣いた。", "笑った。"]);
    }

    #[test]
    fn a_long_sentence_is_cut_at_words_around_the_span() {
        let text = format!("{} needle {}", "straw ".repeat(60).trim_end(), "hay ".repeat(100));
        let at = text.find("needle").unwrap();
        let range = shortened(0..text.len(), &(at..at + 6), &text);
        assert!(range.len() <= PASSAGE_BYTES);
        let part = &text[range];
        assert!(part.starts_with("straw") && part.contains("needle") && part.ends_with("hay"));
    }
}
