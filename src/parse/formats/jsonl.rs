//! An object a line.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::Value;

use super::keyed::{self, Judged, Place};
use super::lines::{Line, Lines};
use super::scanner::{self, LARGEST};
use super::telling::{OTHERS, RATINGS, Telling};
use super::{File, Format, Sample, Sink};

pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    title: "a JSON object a line",
    about: "JSON Lines (`.jsonl`, `.ndjson`), as data sets of reviews are published: an object a line, with the text \
            under a name such as `reviewText`, `review_body`, `text` or `content`, and whatever else is known under \
            the names that front matter has. Scores without a text are read only where ratings are asked for.",
    recognise,
    read,
};

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let head = sample.head.trim_start_matches('\u{feff}');
    let mut lines = head.lines().filter(|line| !line.trim().is_empty()).take(3);
    let first = lines.next()?.trim();
    if !first.starts_with('{') {
        return None;
    }
    let named = ["jsonl", "ndjson", "jl"].iter().any(|extension| has_extension(sample.path, extension));
    let whole = |line: &str| matches!(serde_json::from_str(line), Ok(Value::Object(_)));
    let is_one_a_line = whole(first) && lines.next().is_some_and(|line| line.trim().starts_with('{'));
    (named || is_one_a_line).then(|| "an object a line".to_owned())
}

/// Whether a path ends in this extension, whatever its case.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut telling = Telling::new(sink);
    let mut line = Vec::new();
    let mut ordinal = 0;
    loop {
        line.clear();
        let outcome = lines.append(&mut line, LARGEST)?;
        let blank = line.iter().all(u8::is_ascii_whitespace);
        let taken = match outcome {
            Line::End => break,
            Line::Whole if blank => continue,
            Line::Cut => telling.fault(format!("line {}", lines.number()), scanner::too_long()),
            Line::Whole => {
                ordinal += 1;
                one(file, &line, Place::on_line(ordinal, lines.number()), &mut telling)
            }
        };
        if taken.is_break() {
            return Ok(());
        }
    }
    let _ = telling.finish();
    Ok(())
}

fn one(file: &File<'_>, line: &[u8], place: Place, telling: &mut Telling<'_, '_>) -> ControlFlow<()> {
    match scanner::parse(line) {
        Ok(Value::Object(map)) => take(file, keyed::judge(map, None, place, file.declared), telling),
        Ok(_) => {
            telling.count(OTHERS);
            ControlFlow::Continue(())
        }
        Err(reason) => telling.fault(format!("line {}", place.line_start), reason),
    }
}

/// Hands on what is wanted, and counts the rest.
pub(super) fn take(file: &File<'_>, judged: Judged, telling: &mut Telling<'_, '_>) -> ControlFlow<()> {
    match judged {
        Judged::Review(record) => return telling.record(record),
        Judged::Rating(record) if file.wishes.ratings => return telling.record(record),
        Judged::Rating(record) => {
            telling.count(RATINGS);
            return telling.keys(record.mapped.map(|mapped| mapped.seen).unwrap_or_default());
        }
        Judged::Other => telling.count(OTHERS),
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
#[path = "jsonl_tests.rs"]
mod tests;
