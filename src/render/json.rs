//! Answers for a program. The shapes are a contract, described in docs/JSON.md.
//!
//! Version history: 1 is the first.

mod report;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::backend::{Count, Hit, Notice, Part, Passage, Place, SearchResponse, SimilarResponse};
use crate::review::{Prose, Review};
use crate::score::Score;

pub use report::report;

/// Of the shapes in this file. Grows when one of them changes in a way that a reader can notice.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Answer<'a> {
    version: u32,
    query: &'a str,
    understood: &'a str,
    total: u64,
    total_is_exact: bool,
    hits: Vec<HitShape<'a>>,
    facets: Map<String, Value>,
    notices: Vec<NoticeShape<'a>>,
    took_us: u64,
}

/// The same, and what the hits are like.
#[derive(Serialize)]
struct SimilarShape<'a> {
    like: LikeShape<'a>,
    #[serde(flatten)]
    answer: Answer<'a>,
}

#[derive(Serialize)]
struct LikeShape<'a> {
    id: &'a str,
    title: &'a str,
    year: Option<i32>,
}

#[derive(Serialize)]
struct HitShape<'a> {
    rank: u64,
    id: &'a str,
    relevance: f32,
    title: &'a str,
    year: Option<i32>,
    score: Option<ScoreShape<'a>>,
    path: &'a str,
    passages: Vec<PassageShape<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explanation: Vec<PartShape<'a>>,
}

#[derive(Serialize)]
struct ScoreShape<'a> {
    raw: &'a str,
    value: Option<f64>,
    scale: Option<&'a str>,
    method: &'a str,
}

#[derive(Serialize)]
struct PassageShape<'a> {
    section: Option<&'a str>,
    field: &'static str,
    line: u32,
    text: &'a str,
    spans: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct PartShape<'a> {
    name: &'a str,
    value: f32,
}

#[derive(Serialize)]
struct CountShape<'a> {
    value: &'a str,
    count: u64,
    credited: Option<u64>,
    mean_score: Option<f64>,
}

#[derive(Serialize)]
struct NoticeShape<'a> {
    kind: &'a str,
    message: &'a str,
    query: Option<&'a str>,
}

#[derive(Serialize)]
struct ReviewShape<'a> {
    id: &'a str,
    title: &'a str,
    year: Option<i32>,
    kind: Option<&'a str>,
    summary: Option<&'a str>,
    sections: Vec<SectionShape<'a>>,
    score: Option<ScoreShape<'a>>,
    verdict: Option<&'a str>,
    author: Option<&'a str>,
    date: Option<&'a str>,
    url: Option<&'a str>,
    tags: &'a [String],
    people: &'a [String],
    source: SourceShape<'a>,
    extra: &'a Map<String, Value>,
}

#[derive(Serialize)]
struct SectionShape<'a> {
    heading: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct SourceShape<'a> {
    path: &'a str,
    record: Option<&'a str>,
    line_start: u32,
    line_end: u32,
}

/// Writes the answer to a search as one object.
///
/// # Errors
/// Those of writing.
pub fn search(query: &str, response: &SearchResponse, out: &mut impl Write) -> io::Result<()> {
    write_line(&answer_shape(query, response), out)
}

/// Writes the reviews that are like another one as one object.
///
/// # Errors
/// Those of writing.
pub fn similar(asked: &str, response: &SimilarResponse, out: &mut impl Write) -> io::Result<()> {
    let SimilarResponse { id, title, year, found } = response;
    let like = LikeShape { id, title, year: *year };
    write_line(&SimilarShape { like, answer: answer_shape(asked, found) }, out)
}

fn answer_shape<'a>(query: &'a str, response: &'a SearchResponse) -> Answer<'a> {
    let facets = response.facets.iter().map(|facet| {
        let counts = facet.counts.iter().map(count_shape).map(|shape| serde_json::json!(shape));
        (facet.name.clone(), Value::Array(counts.collect()))
    });
    Answer {
        version: VERSION,
        query,
        understood: &response.understood,
        total: response.total,
        total_is_exact: !response.total_is_cut,
        hits: response.hits.iter().map(hit_shape).collect(),
        facets: facets.collect(),
        notices: response.notices.iter().map(notice_shape).collect(),
        took_us: response.took.as_micros() as u64,
    }
}

/// Writes the hits alone, an object a line.
///
/// # Errors
/// Those of writing.
pub fn search_lines(response: &SearchResponse, out: &mut impl Write) -> io::Result<()> {
    response.hits.iter().try_for_each(|hit| write_line(&hit_shape(hit), out))
}

/// Writes a review as one object on one line.
///
/// # Errors
/// Those of writing.
pub fn review(review: &Review, out: &mut impl Write) -> io::Result<()> {
    write_line(&review_shape(review), out)
}

/// Writes anything as JSON on one line.
///
/// # Errors
/// Those of writing.
pub fn write_line(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)
}

fn hit_shape(hit: &Hit) -> HitShape<'_> {
    HitShape {
        rank: hit.rank,
        id: &hit.id,
        relevance: hit.relevance,
        title: &hit.title,
        year: hit.year,
        score: hit.score.as_ref().map(score_shape),
        path: &hit.path,
        passages: hit.passages.iter().map(passage_shape).collect(),
        explanation: hit.explanation.iter().map(part_shape).collect(),
    }
}

fn part_shape(part: &Part) -> PartShape<'_> {
    PartShape { name: part.name, value: part.value }
}

fn count_shape(count: &Count) -> CountShape<'_> {
    CountShape {
        value: &count.value,
        count: count.count,
        credited: count.credited,
        mean_score: count.mean_score,
    }
}

fn notice_shape(notice: &Notice) -> NoticeShape<'_> {
    NoticeShape { kind: &notice.kind, message: &notice.message, query: notice.query.as_deref() }
}

fn score_shape(score: &Score) -> ScoreShape<'_> {
    ScoreShape {
        raw: &score.raw,
        value: score.value,
        scale: score.scale.as_deref(),
        method: score.method.as_str(),
    }
}

fn passage_shape(passage: &Passage) -> PassageShape<'_> {
    let (section, field) = match &passage.place {
        Place::Section(heading) => (heading.as_deref(), "section"),
        Place::Heading(heading) => (Some(heading.as_str()), "heading"),
        Place::Title => (None, "title"),
        Place::Summary => (None, "summary"),
        Place::Verdict => (None, "verdict"),
        Place::Author => (None, "author"),
        Place::People => (None, "people"),
        Place::Tags => (None, "tags"),
    };
    PassageShape {
        section,
        field,
        line: passage.line,
        text: &passage.text,
        spans: passage.spans.iter().map(|span| [span.start, span.end]).collect(),
    }
}

fn review_shape(review: &Review) -> ReviewShape<'_> {
    ReviewShape {
        id: &review.id,
        title: &review.title,
        year: review.year,
        kind: review.kind.as_deref(),
        summary: review.summary.as_ref().map(Prose::as_str),
        sections: review
            .sections
            .iter()
            .map(|section| SectionShape { heading: section.heading.as_deref(), text: section.body.as_str() })
            .collect(),
        score: review.score.as_ref().map(score_shape),
        verdict: review.verdict.as_ref().map(Prose::as_str),
        author: review.author.as_deref(),
        date: review.date.as_deref(),
        url: review.url.as_deref(),
        tags: &review.tags,
        people: &review.people,
        source: SourceShape {
            path: &review.source.path,
            record: review.source.record.as_deref(),
            line_start: review.source.line_start,
            line_end: review.source.line_end,
        },
        extra: &review.extra,
    }
}
