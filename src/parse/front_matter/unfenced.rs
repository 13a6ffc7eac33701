//! Headers without a fence: `Key: value` lines before the first blank line.
//!
//! The danger is prose with a colon in it, so a header must say so: one line must bear a name that
//! review headers bear, or there must be several lines and none of them a sentence.

use serde_json::Value;

use super::lines::{Line, lines_from};
use super::{Block, FrontMatter, Reading, Syntax};

/// Names that make a header of a single line.
const TELLING: &[&str] = &[
    "author",
    "artist",
    "director",
    "date",
    "grade",
    "platform",
    "published",
    "rating",
    "reviewed by",
    "reviewer",
    "score",
    "stars",
    "title",
    "year",
];

/// A header line is not longer than this many bytes if it stands alone.
const LONGEST_SINGLE: usize = 120;

/// Lines of the longest header. Prose wrapped after colons does not go on for this long.
const MOST_LINES: usize = 200;

/// The header that begins on line `first`, if it is one.
pub(super) fn split(text: &str, first: Line<'_>) -> Option<FrontMatter> {
    let header: Vec<Line<'_>> = lines_from(text, first.start, first.number)
        .take_while(|line| !line.is_blank())
        .take(MOST_LINES)
        .collect();
    let entries = entries(&header)?;
    if !is_header(&entries) {
        return None;
    }
    let last = header.last()?;
    let block = Block {
        text: &text[first.start..last.next],
        first_line: first.number,
        body: (last.next, last.number + 1),
    };
    block.finish(Syntax::Unfenced, Ok(reading(entries))).ok()
}

struct Entry {
    key: String,
    value: String,
    line: u32,
}

/// `None` if a line is neither an entry nor the indented continuation of one.
fn entries(header: &[Line<'_>]) -> Option<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in header {
        if line.is_indented() {
            let entry = entries.last_mut()?;
            entry.value.push(' ');
            entry.value.push_str(line.text.trim());
            continue;
        }
        entries.push(entry(line)?);
    }
    Some(entries)
}

fn entry(line: &Line<'_>) -> Option<Entry> {
    let (key, value) = line.text.split_once(':')?;
    let spaced = value.is_empty() || value.starts_with([' ', '\t']);
    let value = value.trim().trim_end_matches('\\').trim_end();
    (spaced && is_name(key)).then(|| Entry {
        key: key.to_owned(),
        value: unquoted(value).to_owned(),
        line: line.number,
    })
}

/// One to three words of letters, digits and joiners.
fn is_name(key: &str) -> bool {
    let words = key.split(' ').count();
    key.len() <= 40
        && words <= 3
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
        && !key.ends_with(' ')
}

fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'))
        .unwrap_or(value)
}

fn is_header(entries: &[Entry]) -> bool {
    let telling = entries.iter().any(|entry| TELLING.contains(&entry.key.to_lowercase().as_str()));
    match entries {
        [] => false,
        [single] => {
            telling
                && single.value.len() <= LONGEST_SINGLE
                && !single.value.is_empty()
                && !is_sentence(&single.value)
        }
        several => telling || several.iter().all(|entry| !is_sentence(&entry.value)),
    }
}

/// Many words with a full stop after them.
fn is_sentence(value: &str) -> bool {
    value.ends_with(['.', '!', '?', '…']) && value.split_whitespace().count() > 4
}

/// Keys that stand once for each person or tag.
const REPEATED: &[&str] = &[
    "actor",
    "artist",
    "author",
    "cast",
    "category",
    "director",
    "genre",
    "illustrator",
    "performer",
    "platform",
    "starring",
    "tag",
    "translator",
    "writer",
];

/// `author: A` and `author: B` are two authors.
fn joined(earlier: Option<&Value>, key: &str, value: &str) -> Option<Value> {
    let known = REPEATED.contains(&key.to_lowercase().as_str());
    let mut values = match earlier? {
        Value::Array(values) => values.clone(),
        one => vec![one.clone()],
    };
    values.push(value.into());
    known.then_some(Value::Array(values))
}

fn reading(entries: Vec<Entry>) -> Reading {
    let mut reading = Reading::default();
    for Entry { key, value, line } in entries {
        if let Some(all) = joined(reading.fields.get(&key), &key, &value) {
            reading.fields.insert(key, all);
            continue;
        }
        if let Some(earlier) = reading.lines.insert(key.clone(), line) {
            let lost = reading.written.get(&key).cloned().unwrap_or_default();
            reading.notes.push((
                line,
                format!("`{key}` stands twice: this one counts, not `{lost}` on line {earlier}"),
            ));
        }
        reading.written.insert(key.clone(), value.clone());
        reading.fields.insert(key, Value::String(value));
    }
    reading
}
