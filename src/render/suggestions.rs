//! What letters may become: for a terminal, as JSON, as a table.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{VERSION, write_line};
use super::terminal::{Role, Terminal, harmless};
use super::{counted, title_line};
use crate::backend::{Suggestion, Suggestions};

#[derive(Serialize)]
struct SuggestionsShape<'a> {
    version: u32,
    prefix: &'a str,
    suggestions: Vec<SuggestionShape<'a>>,
    took_us: u64,
}

#[derive(Serialize)]
struct SuggestionShape<'a> {
    kind: &'static str,
    text: &'a str,
    reviews: u64,
    year: Option<i32>,
    ids: &'a [String],
}

/// Writes a line for each.
///
/// # Errors
/// Those of writing.
pub fn text(answer: &Suggestions, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    for one in &answer.all {
        let kind = terminal.paint(Role::Quiet, &format!("{:<8}", one.kind.as_str()));
        let title = title_line(&one.text, one.year);
        let title = harmless(&title);
        let reviews = terminal.paint(Role::Quiet, &counted(one.reviews, "review", "reviews"));
        writeln!(out, "{kind}{title}  {reviews}")?;
    }
    Ok(())
}

/// Writes all as one object.
///
/// # Errors
/// Those of writing.
pub fn json(prefix: &str, answer: &Suggestions, out: &mut impl Write) -> io::Result<()> {
    let suggestions = answer.all.iter().map(shape).collect();
    let took_us = answer.took.as_micros() as u64;
    write_line(&SuggestionsShape { version: VERSION, prefix, suggestions, took_us }, out)
}

/// Writes an object a line.
///
/// # Errors
/// Those of writing.
pub fn json_lines(answer: &Suggestions, out: &mut impl Write) -> io::Result<()> {
    answer.all.iter().try_for_each(|one| write_line(&shape(one), out))
}

/// Writes a line of column names, and a line for each.
///
/// # Errors
/// Those of writing.
pub fn csv(answer: &Suggestions, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["kind", "text", "reviews", "year", "ids"])?;
    for one in &answer.all {
        let year = one.year.map(|year| year.to_string()).unwrap_or_default();
        let ids = one.ids.join("\n");
        writer.write_record([one.kind.as_str(), &one.text, &one.reviews.to_string(), &year, &ids])?;
    }
    writer.flush()
}

fn shape(one: &Suggestion) -> SuggestionShape<'_> {
    let Suggestion { kind, text, reviews, year, ids } = one;
    SuggestionShape { kind: kind.as_str(), text, reviews: *reviews, year: *year, ids }
}
