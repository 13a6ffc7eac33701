//! What `pullquote export` writes, read back as it was.

use std::io::{self, BufRead};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::scanner::{self, Captured, Scanner};
use super::telling::Telling;
use super::{File, Format, Item, Sample, Sink};
use crate::review::{Prose, Review, Section, Source};
use crate::score::Score;

pub(super) const FORMAT: Format = Format {
    name: "pullquote",
    title: "an export of Pullquote",
    about: "What `pullquote export` writes as JSON Lines or one list (`--format json`): the same reviews come back, with their ids, \
            scores and sources. The lines of their sources are kept; those of single sentences are not \
            known any more, here and in the other formats of an export.",
    recognise,
    read,
};

const KEYS: [&str; 7] = ["id", "title", "sections", "score", "source", "people", "extra"];

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let head = sample.head.trim_start_matches('\u{feff}').trim_start_matches(['[', ' ', '\n', '\r']);
    if !head.starts_with("{\"") {
        return None;
    }
    let is_ours = match scanner::first_value(head) {
        Some(Value::Object(map)) => {
            KEYS.iter().all(|key| map.contains_key(*key)) && map["source"].get("line_start").is_some()
        }
        // The first review is longer than what is looked at.
        _ => head.starts_with("{\"id\":\"") && head.contains("\"sections\":[{\"heading\":"),
    };
    is_ours.then(|| "the keys of a Pullquote export".to_owned())
}

#[derive(Deserialize)]
struct Exported {
    id: String,
    title: String,
    year: Option<i32>,
    kind: Option<String>,
    summary: Option<String>,
    sections: Vec<ExportedSection>,
    score: Option<Score>,
    verdict: Option<String>,
    author: Option<String>,
    date: Option<String>,
    url: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
    source: Source,
    #[serde(default)]
    extra: Map<String, Value>,
}

#[derive(Deserialize)]
struct ExportedSection {
    heading: Option<String>,
    text: String,
}

impl From<Exported> for Review {
    fn from(exported: Exported) -> Self {
        let line = exported.source.line_start;
        let prose = |text: String| Prose::on_line(text, line);
        let section =
            |section: ExportedSection| Section { heading: section.heading, body: prose(section.text) };
        Self {
            id: exported.id,
            title: exported.title,
            year: exported.year,
            kind: exported.kind,
            summary: exported.summary.map(prose),
            sections: exported.sections.into_iter().map(section).collect(),
            score: exported.score,
            verdict: exported.verdict.map(prose),
            author: exported.author,
            date: exported.date,
            url: exported.url,
            tags: exported.tags,
            people: exported.people,
            source: exported.source,
            extra: exported.extra,
        }
    }
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut scanner = Scanner::new(input);
    let mut telling = Telling::new(sink);
    let mut bytes = Vec::new();
    while let Some(byte) = scanner.peek()? {
        if matches!(byte, b'[' | b']' | b',' | b'}' | b':') {
            scanner.bump();
            continue;
        }
        let line = scanner.line();
        let captured = scanner.value(&mut bytes)?;
        let reading = exported(captured, &bytes);
        if reading.is_err() && !scanner.recover(&bytes, line) && captured == Captured::Over {
            scanner.pass_rest()?;
        }
        let taken = match reading {
            Ok(review) => telling.item(Item::Review(Box::new(review))),
            Err(reason) => telling.fault(format!("line {line}"), reason),
        };
        if taken.is_break() {
            return Ok(());
        }
    }
    let _ = telling.finish();
    Ok(())
}

fn exported(captured: Captured, bytes: &[u8]) -> Result<Review, String> {
    if captured == Captured::Over {
        return Err(scanner::too_long());
    }
    let exported: Result<Exported, _> = serde_json::from_value(scanner::parse(bytes)?);
    exported.map(Review::from).map_err(|error| format!("no review of an export: {error}"))
}

#[cfg(test)]
#[path = "pullquote_tests.rs"]
mod tests;
