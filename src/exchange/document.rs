//! A review as a Markdown document with front matter, and the name of its file.
//!
//! Written here, read by `parse::formats::pullquote`, which has a reader of YAML. Every value of the front
//! matter stands on one line, and none that a reader could take for another type goes without quotes.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::prose;
use super::prose::{escape_rest, quoted, survives};
use crate::review::{Prose, Review};
use crate::score::Score;

/// What opens and closes front matter, a line by itself.
pub const FENCE: &str = "---";
/// How the first key begins, so that a fence in a stream of documents is told from a rule.
pub const FIRST: &str = "title:";
/// The key for what only a program needs.
pub const OURS: &str = "pullquote";

/// The whole document.
pub fn text_of(review: &Review) -> String {
    let mut out = format!("{FENCE}\n");
    write_front(review, &mut out);
    out.push_str(FENCE);
    out.push('\n');
    let body = prose::text_of(&review.sections);
    if !body.is_empty() {
        let _ = write!(out, "\n{body}\n");
    }
    out
}

fn write_front(review: &Review, out: &mut String) {
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{key}: {value}");
        }
    };
    put("title", Some(scalar(&review.title)));
    put("year", review.year.map(|year| year.to_string()));
    put("kind", review.kind.as_deref().map(scalar));
    put("score", review.score.as_ref().map(|score| scalar(&score.raw)));
    put("author", review.author.as_deref().map(scalar));
    put("date", review.date.as_deref().map(date));
    put("url", review.url.as_deref().map(scalar));
    put("tags", list(&review.tags));
    put("people", list(&review.people));
    write_exact(review, out);
    let mut put = |key: &str, prose: Option<&Prose>| {
        if let Some(prose) = prose {
            let _ = writeln!(out, "{key}: {}", scalar(prose.as_str()));
        }
    };
    // What may be long stands last: a reader tells the document by its beginning.
    put("summary", review.summary.as_ref());
    put("verdict", review.verdict.as_ref());
    write_extra(&review.extra, out);
}

fn write_exact(review: &Review, out: &mut String) {
    let source = &review.source;
    let _ = writeln!(out, "{OURS}:\n  id: {}", scalar(&review.id));
    if let Some(score) = &review.score {
        let _ = writeln!(out, "  score: {}", score_mapping(score));
    }
    let record = source.record.as_deref().map_or("null".to_owned(), scalar_in_flow);
    let path = scalar_in_flow(&source.path);
    let lines = format!("[{}, {}]", source.line_start, source.line_end);
    let _ = writeln!(out, "  source: {{path: {path}, record: {record}, lines: {lines}}}");
    if !is_simple(&review.extra) {
        let json = serde_json::to_string(&review.extra).unwrap_or_default();
        let _ = writeln!(out, "  extra: {}", quoted(&json));
    }
}

fn score_mapping(score: &Score) -> String {
    let null = || "null".to_owned();
    let value = score.value.map_or_else(null, |value| value.to_string());
    let scale = score.scale.as_deref().map_or_else(null, scalar_in_flow);
    let raw = scalar_in_flow(&score.raw);
    format!("{{raw: {raw}, value: {value}, scale: {scale}, method: {}}}", score.method)
}

fn write_extra(extra: &Map<String, Value>, out: &mut String) {
    if extra.is_empty() || !is_simple(extra) {
        return;
    }
    out.push_str("extra:\n");
    for (key, value) in extra {
        let _ = writeln!(out, "  {}: {}", scalar(key), flow(value));
    }
}

/// Whether YAML gives the same back: texts, whole numbers, yes and no, nothing, and lists of these. A map of
/// anything else is kept as JSON, under our key.
fn is_simple(extra: &Map<String, Value>) -> bool {
    extra.values().all(|value| match value {
        Value::Array(items) => items.iter().all(is_simple_scalar),
        value => is_simple_scalar(value),
    })
}

fn is_simple_scalar(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.is_i64(),
        Value::Array(_) | Value::Object(_) => false,
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar_in_flow(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        other => escape_rest(&other.to_string()),
    }
}

fn list(items: &[String]) -> Option<String> {
    let written: Vec<String> = items.iter().map(|item| scalar_in_flow(item)).collect();
    (!items.is_empty()).then(|| format!("[{}]", written.join(", ")))
}

/// A whole day is a date to every reader of YAML, and no other date is.
fn date(date: &str) -> String {
    let is_day = date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    if is_day { date.to_owned() } else { scalar(date) }
}

/// What YAML of one age or another takes for something else than a text.
const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];

/// A text, in quotes where it needs them.
fn scalar(text: &str) -> String {
    let is_plain = is_plain(text, |c| " -_.,'’()!?&/+".contains(c));
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// The same among brackets, where commas part.
fn scalar_in_flow(text: &str) -> String {
    let is_plain = is_plain(text, |c| " -_.'’()!&/+".contains(c));
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str, may_stand: impl Fn(char) -> bool) -> bool {
    text.starts_with(char::is_alphabetic)
        // A dash before a bracket is an item of its own to some readers.
        && text.ends_with(|c: char| !matches!(c, ' ' | '-'))
        && text.chars().all(|c| survives(c) && (c.is_alphanumeric() || may_stand(c)))
        && !WORDS.contains(&text.to_lowercase().as_str())
}

/// The longest part of a file's path, in bytes, without what is added to it.
const LONGEST_PART: usize = 120;
/// The longest path.
const LONGEST_PATH: usize = 900;

/// The file of a review within a folder, with `/` between its parts: its id, which is a path for most, made safe.
/// Where something had to change for that, it is the [`numbered_file_name`].
pub fn file_name(id: &str) -> String {
    let stem = id.strip_suffix(".md").unwrap_or(id);
    if safe_path(stem) == stem { format!("{stem}.md") } else { numbered_file_name(id) }
}

/// The same with a number made of the id behind it, so that no two ids share a file.
pub fn numbered_file_name(id: &str) -> String {
    let safe = safe_path(id.strip_suffix(".md").unwrap_or(id));
    format!("{safe}-{:08x}.md", twox_hash::XxHash3_128::oneshot(id.as_bytes()) as u32)
}

fn safe_path(stem: &str) -> String {
    let (path, record) = stem.split_once('#').map_or((stem, None), |(path, record)| (path, Some(record)));
    let parts = path.split('/').map(safe_part);
    let record = record.map(|record| safe_part(&record.replace('/', "_")));
    let safe = parts.chain(record).collect::<Vec<_>>().join("/");
    if safe.len() > LONGEST_PATH { "review".to_owned() } else { safe }
}

/// A name that every system takes, that no walk passes by, and that leads nowhere.
fn safe_part(part: &str) -> String {
    let safe = |c: char| if c.is_control() || "<>:\"|?*\\#!".contains(c) { '_' } else { c };
    let mut name: String = part.trim().chars().map(safe).collect();
    name.truncate(name.floor_char_boundary(LONGEST_PART));
    let kept = name.trim_end_matches(['.', ' ', '~']).len();
    name.truncate(kept);
    let is_odd = name.is_empty() || name.starts_with('.') || is_reserved(&name);
    if is_odd { format!("_{name}") } else { name }
}

/// What Windows keeps for its devices, and what the walk takes for others' files.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let device = ["com", "lpt"].iter().find_map(|device| stem.strip_prefix(device));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "node_modules" | "__macosx")
        || device.is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::testing::heat;

    #[test]
    fn a_document_is_for_a_person() {
        let expected = "\
---
title: Heat
year: 1995
kind: film
score: \"4/5\"
author: Ann
date: 2020-01-02
tags: [la, heist]
people: [Michael Mann]
pullquote:
  id: films/heat.md
  score: {raw: \"4/5\", value: 8, scale: \"5\", method: stated}
  source: {path: films/heat.md, record: null, lines: [3, 20]}
summary: Loud.
verdict: Good.
extra:
  draft: false
---

A bank.

## Sound

Guns.
";
        assert_eq!(text_of(&heat()), expected);
    }

    #[test]
    fn what_is_no_text_to_yaml_is_quoted() {
        for text in
            ["1984", "Yes", "null", "a: b", "#x", "- x", "", "x ", "2020", "~", "a\nb", "x -", "\u{85}"]
        {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
        assert_eq!(scalar("Crouching Tiger, Hidden Dragon"), "Crouching Tiger, Hidden Dragon");
        assert_eq!(list(&["a, b".into(), "c".into()]).as_deref(), Some("[\"a, b\", c]"));
    }

    #[test]
    fn files_stay_in_their_folder() {
        assert_eq!(file_name("films/heat.md"), "films/heat.md");
        assert_eq!(file_name("plain/Mr. Nobody.txt"), "plain/Mr. Nobody.txt.md");
        for id in [
            "../../etc/passwd",
            "/etc/passwd",
            "a//b",
            "",
            "..",
            ".hidden/a",
            "CON.md",
            "C:\\x",
            "a\n",
            "x~",
            "node_modules/a",
        ] {
            let name = file_name(id);
            let parts: Vec<&str> = name.split('/').collect();
            assert!(parts.iter().all(|part| !part.is_empty() && !part.starts_with('.')), "{name}");
            assert!(!name.contains(['\\', ':', '\n']), "{name}");
            assert!(name.len() > 12, "{name} has a number");
        }
        assert_ne!(file_name("a.md#x/y"), file_name("a.md#x_y"));
        assert!(file_name("reviews.csv#https://boxd.it/aa1").starts_with("reviews.csv/https___boxd.it_aa1-"));
        assert!(file_name(&"x/".repeat(2000)).len() < 1000);
        assert!(file_name(&"é".repeat(300)).len() < 150);
    }
}
