//! A review as a row that Letterboxd imports, with one column of ours for what it can't hold, and back.
//!
//! The column holds the review without its prose, and of how many lines the prose's parts are. A row is read by
//! making a review of both, writing that review again, and comparing: a cell that is not what we would have
//! written was edited by a person, and counts.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Returned;
use super::prose::{escape_rest, survives};
use crate::review::{Prose, Review, Section};
use crate::score::{self, Convention, Score};

/// The columns: those of Letterboxd's `reviews.csv`, and ours.
pub const COLUMNS: [&str; 10] =
    ["Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Review", "Tags", "Watched Date", OURS];

/// What our column is called.
pub const OURS: &str = "Pullquote";

/// Stars, by halves.
const BEST: f64 = 5.0;

/// How well a row says what a review does to one who reads Letterboxd's columns alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// As well as can be.
    Whole,
    /// The score is no half star, and was rounded.
    Rounded,
}

/// Whether a review belongs to Letterboxd, which knows films and series.
pub fn is_for_letterboxd(review: &Review) -> bool {
    review.kind.as_deref().is_none_or(|kind| matches!(kind, "film" | "series"))
}

/// The review without its prose.
#[derive(Serialize, Deserialize)]
struct Noted {
    #[serde(flatten)]
    review: Review,
    parts: Vec<Part>,
}

/// A part of the prose, in the order of the cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heading: Option<String>,
    /// Of the text under the heading; 0 for an empty one.
    lines: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Summary,
    Section,
    Verdict,
}

/// The cells of a review.
pub fn row(review: &Review) -> ([String; COLUMNS.len()], Fit) {
    let stars = stars_of(review.score.as_ref());
    let is_rounded = stars.is_some_and(|(_, is_rounded)| is_rounded);
    let cells = [
        day(review.date.as_deref()),
        on_one_line(&review.title),
        review.year.map(|year| year.to_string()).unwrap_or_default(),
        address(review.url.as_deref()),
        stars.map(|(stars, _)| stars.to_string()).unwrap_or_default(),
        on_one_line(extra(review, REWATCH)),
        text_of(review),
        tags_of(review),
        day(Some(extra(review, WATCHED))),
        noted(review),
    ];
    (cells, if is_rounded { Fit::Rounded } else { Fit::Whole })
}

/// The keys of `extra` under which Letterboxd's own columns are kept.
const REWATCH: &str = "rewatch";
const WATCHED: &str = "watched";

fn extra<'r>(review: &'r Review, key: &str) -> &'r str {
    review.extra.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Of characters that files keep.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if survives(c) { c } else { ' ' }).collect()
}

/// A whole day; Letterboxd takes no less.
fn day(date: Option<&str>) -> String {
    let is_day = |date: &&str| {
        date.len() == 10
            && date
                .bytes()
                .enumerate()
                .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
    };
    date.filter(is_day).unwrap_or_default().to_owned()
}

/// An address of Letterboxd's. Any other would be taken for a film that it does not know.
fn address(url: Option<&str>) -> String {
    let is_theirs = |url: &&str| url.contains("//boxd.it/") || url.contains("//letterboxd.com/");
    on_one_line(url.filter(is_theirs).unwrap_or_default())
}

/// The score in stars and whether it was rounded. No stars at all means unrated there: the fewest are a half.
fn stars_of(score: Option<&Score>) -> Option<(f64, bool)> {
    let value = score?.value?;
    let stars = (value.round() / 2.0).clamp(0.5, BEST);
    Some((stars, (stars * 2.0 - value).abs() > 1e-9))
}

/// Tags are parted by commas there, and can't hold one.
fn tags_of(review: &Review) -> String {
    let clean = |tag: &String| {
        let words = on_one_line(tag).replace(',', " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let tags = review.tags.iter().map(clean).filter(|tag| !tag.is_empty());
    tags.collect::<Vec<_>>().join(", ")
}

fn noted(review: &Review) -> String {
    let bare = Review { summary: None, sections: Vec::new(), verdict: None, ..review.clone() };
    let noted = Noted { review: bare, parts: parts_of(review).map(|(part, _)| part).collect() };
    escape_rest(&serde_json::to_string(&noted).unwrap_or_default())
}

fn parts_of(review: &Review) -> impl Iterator<Item = (Part, &Prose)> {
    let part = |kind, heading: Option<&String>, prose: &Prose| {
        let lines = if prose.is_empty() { 0 } else { prose.as_str().split('\n').count() };
        Part { kind, heading: heading.cloned(), lines }
    };
    let summary = review.summary.iter().map(move |prose| (part(Kind::Summary, None, prose), prose));
    let sections = review.sections.iter();
    let sections = sections.map(move |one| (part(Kind::Section, one.heading.as_ref(), &one.body), &one.body));
    let verdict = review.verdict.iter().map(move |prose| (part(Kind::Verdict, None, prose), prose));
    summary.chain(sections).chain(verdict)
}

fn text_of(review: &Review) -> String {
    let mut chunks = Vec::new();
    for (part, prose) in parts_of(review) {
        chunks.extend(part.heading.as_deref().map(heading_line));
        if part.lines > 0 {
            chunks.push(marked_up(prose.as_str()));
        }
    }
    chunks.join("\n\n")
}

fn heading_line(heading: &str) -> String {
    format!("<b>{}</b>", marked_up(&on_one_line(heading)))
}

/// A text as Letterboxd shows it to the letter.
fn marked_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push(c),
            c if survives(c) => out.push(c),
            c => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
        }
    }
    out
}

/// What [`marked_up`] was given.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (c, length) = entity(&rest[at..]).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[at + length..];
    }
    out + rest
}

fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end < 10)?;
    let c = match &text[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        name => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
    };
    Some((c, end + 1))
}

/// A review that came back from a row, and its text if that is not as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The review, without summary, sections and verdict if the text was edited.
    pub returned: Returned,
    /// An edited text, as it stands in the cell.
    pub text: Option<String>,
}

/// The review of a row, whose cells `get` knows by [`COLUMNS`]; `None` where our cell is blank.
///
/// # Errors
/// Why our cell can't be read, for a person.
pub fn review<'r>(get: impl Fn(&str) -> Option<&'r str>) -> Result<Option<Row>, String> {
    let Some(cell) = get(OURS).filter(|cell| !cell.trim().is_empty()) else { return Ok(None) };
    let noted: Noted =
        serde_json::from_str(cell).map_err(|error| format!("the cell `{OURS}` can't be read: {error}"))?;
    let mut review = noted.review;
    let written = get("Review").unwrap_or_default();
    let text = match parted(written, &noted.parts) {
        Some(texts) => {
            put_prose(&mut review, noted.parts, texts);
            None
        }
        None => Some(written.to_owned()),
    };
    let (expected, _) = row(&review);
    let mut warnings = Vec::new();
    for (column, expected) in COLUMNS.iter().zip(&expected).filter(|(column, _)| !is_ours(column)) {
        if let Some(cell) = get(column).filter(|cell| *cell != expected) {
            take_edit(&mut review, column, cell.trim(), &mut warnings);
        }
    }
    Ok(Some(Row { returned: Returned { review, warnings }, text }))
}

/// The text is looked at by itself.
fn is_ours(column: &str) -> bool {
    matches!(column, OURS | "Review")
}

/// The texts of the parts, if the cell has them: as many lines, with their headings between them, and no tags.
fn parted(cell: &str, parts: &[Part]) -> Option<Vec<String>> {
    let mut lines = cell.split('\n');
    let mut is_first = true;
    let mut texts = Vec::with_capacity(parts.len());
    for part in parts {
        if let Some(heading) = &part.heading {
            pass_gap(&mut lines, &mut is_first)?;
            lines.next().filter(|line| *line == heading_line(heading))?;
        }
        let mut text = Vec::new();
        if part.lines > 0 {
            pass_gap(&mut lines, &mut is_first)?;
            text.extend((&mut lines).take(part.lines));
        }
        if text.len() < part.lines || text.iter().any(|line| line.contains('<')) {
            return None;
        }
        texts.push(resolved(&text.join("\n")));
    }
    let is_done = if is_first { cell.is_empty() } else { lines.next().is_none() };
    is_done.then_some(texts)
}

fn pass_gap<'l>(lines: &mut impl Iterator<Item = &'l str>, is_first: &mut bool) -> Option<()> {
    if std::mem::take(is_first) || lines.next()?.is_empty() { Some(()) } else { None }
}

/// The texts of an edited cell, each with its heading: a line that is bold from end to end.
pub fn headed(text: &str) -> Vec<(Option<String>, String)> {
    let mut parts = vec![(None, String::new())];
    for line in text.split('\n') {
        let bold = line.trim().strip_prefix("<b>").and_then(|rest| rest.strip_suffix("</b>"));
        match (bold.filter(|heading| !heading.contains('<')), parts.last_mut()) {
            (Some(heading), _) => parts.push((Some(resolved(heading)), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    parts.retain(|(heading, text)| heading.is_some() || !text.trim().is_empty());
    parts
}

fn put_prose(review: &mut Review, parts: Vec<Part>, texts: Vec<String>) {
    for (part, text) in parts.into_iter().zip(texts) {
        let prose = Prose::on_line(text, review.source.line_start);
        match part.kind {
            Kind::Summary => review.summary = Some(prose),
            Kind::Section => review.sections.push(Section { heading: part.heading, body: prose }),
            Kind::Verdict => review.verdict = Some(prose),
        }
    }
}

fn take_edit(review: &mut Review, column: &str, cell: &str, warnings: &mut Vec<String>) {
    let said = (!cell.is_empty()).then(|| cell.to_owned());
    match column {
        "Date" => review.date = said,
        "Name" => match said {
            Some(title) => review.title = title,
            None => warnings.push("the cell `Name` is blank; the title stays".to_owned()),
        },
        "Year" => match cell.parse() {
            Ok(year) => review.year = Some(year),
            Err(_) if cell.is_empty() => review.year = None,
            Err(_) => warnings.push(format!("the cell `Year` is no year: {cell}")),
        },
        "Letterboxd URI" => review.url = said,
        "Rating" => review.score = edited_score(review.score.take(), said),
        "Rewatch" => put_extra(review, REWATCH, said),
        "Watched Date" => put_extra(review, WATCHED, said),
        "Tags" => {
            review.tags =
                cell.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        }
        _ => {}
    }
}

/// A program may write `4.0` for `4`, and that is no edit.
fn edited_score(before: Option<Score>, said: Option<String>) -> Option<Score> {
    let said = said?;
    let stars: Option<f64> = said.parse().ok();
    if stars.is_some() && stars == stars_of(before.as_ref()).map(|(stars, _)| stars) {
        return before;
    }
    let convention = Convention { best: Some(BEST), declared: true, ..Convention::default() };
    Some(score::read(&said).settle(&said, &convention))
}

fn put_extra(review: &mut Review, key: &str, said: Option<String>) {
    match said {
        Some(said) => review.extra.insert(key.to_owned(), Value::from(said)),
        None => review.extra.remove(key),
    };
}

#[cfg(test)]
#[path = "letterboxd_tests.rs"]
mod tests;
