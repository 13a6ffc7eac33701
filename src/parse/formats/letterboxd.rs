//! The tables of a Letterboxd export.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::rows::{self, Row};
use super::sniff::{self, Layout};
use super::table::{Columns, Opened};
use super::telling::{Group, RATINGS, Telling};
use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};
use crate::exchange::{Returned, letterboxd as exchange};
use crate::parse::Skipped;
use crate::parse::declared::keys_in;
use crate::parse::markup::{self, Dialect};
use crate::review::{Prose, Section};

pub(super) const FORMAT: Format = Format {
    name: "letterboxd",
    title: "a table of a Letterboxd export",
    about: "`reviews.csv` of a [Letterboxd](https://letterboxd.com) export: every review with its film, year, \
            rating of 5, tags and date; a film that was reviewed twice has two reviews. `ratings.csv` and \
            `diary.csv` hold ratings without a text and are read only where those are asked for. Left out: \
            `watched.csv`, `watchlist.csv`, likes, lists, comments, the profile, and the folders `deleted` and \
            `orphaned`. What `pullquote export --format letterboxd` writes is such a table with a column `Pullquote`: \
            from it the same reviews come back, and what was edited in the other columns counts.",
    recognise,
    read,
};

/// The tables of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Reviews,
    Diary,
    Ratings,
    /// Not part of what was reviewed; for a person.
    Other(&'static str),
}

const FILM: [&str; 4] = ["date", "name", "year", "letterboxd_uri"];
const UNRATED: Group = Group {
    one: "diary entry with neither review nor rating",
    many: "diary entries with neither review nor rating",
};

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let what = match table(sample.path, sample.head)? {
        Table::Reviews => "reviews",
        Table::Diary => "diary",
        Table::Ratings => "ratings",
        Table::Other(what) => what,
    };
    Some(format!("the columns of a Letterboxd export: {what}"))
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let opened = Opened::new(input)?;
    let head = opened.head();
    let Some(table) = table(file.path, &head) else { return Ok(()) };
    let layout = match table {
        Table::Other(what) => {
            skip(sink, what);
            return Ok(());
        }
        _ if is_dead(file.path) => {
            skip(sink, "among what was deleted or orphaned, not part of the live archive");
            return Ok(());
        }
        Table::Reviews | Table::Diary | Table::Ratings => layout_of_rows(&head),
    };
    let Some(layout) = layout else { return Ok(()) };
    let columns = Columns::new(&layout.first, file.declared);
    let mut telling = Telling::new(sink);
    let _ = telling.keys(keys_in(&layout.first, file.declared));
    opened.rows(&layout, true, &mut telling, |row, _, telling| {
        match exported(&columns, row) {
            Ok(None) => {}
            Ok(Some(Returned { review, warnings })) => {
                warnings.into_iter().try_for_each(|warning| telling.warn(row.line, warning))?;
                return telling.item(Item::Review(Box::new(review)));
            }
            Err(reason) => telling.warn(row.line, reason)?,
        }
        let Some(record) = record(&columns, row) else {
            telling.count(UNRATED);
            return ControlFlow::Continue(());
        };
        if record.body.is_none() && !file.wishes.ratings {
            telling.count(RATINGS);
            return ControlFlow::Continue(());
        }
        telling.record(record)
    })?;
    let _ = telling.finish();
    Ok(())
}

/// What an export's tables are called that come with its reviews.
const BESIDE_REVIEWS: [&str; 4] = ["ratings.csv", "diary.csv", "watched.csv", "profile.csv"];

/// Whether a folder with files of these names is an export.
pub(super) fn is_export(holds: impl Fn(&str) -> bool) -> bool {
    holds("reviews.csv") && BESIDE_REVIEWS.iter().any(|name| holds(name))
}

/// Whether a file that is no table of an export says again what one says: people convert theirs.
pub(super) fn is_conversion(sample: &Sample<'_>) -> bool {
    sample.head.contains("\"Letterboxd URI\"") && sample.head.contains("boxd.it/")
}

/// Passes the whole file by; nothing is read after it.
fn skip(sink: &mut Sink<'_>, reason: &str) {
    let _ = sink(Item::Skipped(Skipped { record: None, reason: reason.to_owned() }));
}

/// `deleted` holds what the owner took back, `orphaned` what belonged to films that are gone.
fn is_dead(path: &str) -> bool {
    path.split(['/', '!']).any(|part| part == "deleted" || part == "orphaned")
}

/// In our own column quotes are written twice only, whatever else stands in it.
fn layout_of_rows(head: &str) -> Option<Layout> {
    let layout = table_layout(head)?;
    let is_ours = layout.has(&["pullquote"]);
    let dialect = if is_ours {
        rows::Dialect { quotes: true, backslash: false, ..layout.dialect }
    } else {
        layout.dialect
    };
    Some(Layout { dialect, ..layout })
}

fn table_layout(head: &str) -> Option<Layout> {
    sniff::layout(head, |name| FILM.contains(&name))
}

fn table(path: &str, head: &str) -> Option<Table> {
    if head.trim_start_matches('\u{feff}').starts_with("Letterboxd list export v") {
        return Some(Table::Other("a list of films, not a review"));
    }
    // All tables of an export have one of these, and no other text need be read as one.
    if !["date", "date_joined"].iter().any(|name| sniff::may_name(head, name)) {
        return None;
    }
    let layout = table_layout(head)?;
    if layout.has(&FILM) {
        return Some(film_table(path, &layout));
    }
    let names: Vec<&str> = layout.first.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["Date", "Content"] if path.contains("likes/") => Some(Table::Other("likes, not reviews")),
        ["Date", "Content", "Comment"] => Some(Table::Other("comments on other people's pages, not reviews")),
        ["Date Joined", "Username", ..] if layout.has(&["favorite_films"]) => {
            Some(Table::Other("the profile, not reviews"))
        }
        _ => None,
    }
}

fn film_table(path: &str, layout: &Layout) -> Table {
    let has = |name| layout.column(name).is_some();
    if has("review") {
        Table::Reviews
    } else if has("watched_date") {
        Table::Diary
    } else if has("rating") {
        Table::Ratings
    } else if path.contains("likes/") {
        Table::Other("likes, not reviews")
    } else if path.ends_with("watchlist.csv") {
        Table::Other("films to watch, not reviews")
    } else {
        Table::Other("films that were watched, not reviews")
    }
}

/// The review of a row that Pullquote wrote; `None` for any other row.
fn exported(columns: &Columns, row: &Row) -> Result<Option<Returned>, String> {
    let Some(returned) = exchange::review(|name| columns.cell(row, name))? else { return Ok(None) };
    let exchange::Row { returned: Returned { mut review, mut warnings }, text } = returned;
    if let Some(text) = text {
        review.sections = edited(&text, columns.line(row, "review"));
        let message = "the text was edited: a summary or verdict in it is part of its sections now";
        warnings.push(message.to_owned());
    }
    Ok(Some(Returned { review, warnings }))
}

/// The sections of a text that a person edited, without the tags that Letterboxd knows.
fn edited(text: &str, line: u32) -> Vec<Section> {
    let section = |(heading, text): (Option<String>, String)| {
        let mut body = Prose::default();
        for block in markup::blocks(&text, line, Dialect::Plain) {
            body.append("\n\n", &block.prose);
        }
        Section { heading, body }
    };
    exchange::headed(text).into_iter().map(section).collect()
}

/// What a row says, if it judges at all.
fn record(columns: &Columns, row: &Row) -> Option<Record> {
    let get = |name| columns.get(row, name);
    let (review, rating) = (get("review"), get("rating"));
    review.or(rating)?;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    put("title", get("name").map(Value::from));
    put("year", get("year").map(Value::from));
    put("kind", Some(Value::from("film")));
    put("rating", rating.map(|value| json!({ "value": value, "best": 5 })));
    put("date", get("date").or(get("watched_date")).map(Value::from));
    put("watched", get("watched_date").map(Value::from));
    put("rewatch", get("rewatch").map(Value::from));
    put("tags", get("tags").map(|tags| tags.split(',').map(str::trim).collect()));
    put("url", get("letterboxd_uri").map(Value::from));
    let line = columns.line(row, "review");
    let body = review.map(|text| Body { text: text.to_owned(), line, markup: Markup::Plain });
    Some(Record {
        key: key(columns, row),
        line_start: row.line,
        line_end: row.last_line,
        fields,
        body,
        ..Record::default()
    })
}

/// The address: in `reviews.csv` and `diary.csv` the same for the same entry, in `ratings.csv` the film's.
fn key(columns: &Columns, row: &Row) -> String {
    let get = |name| columns.get(row, name).unwrap_or_default();
    match get("letterboxd_uri") {
        "" => format!("{} {}", get("name"), get("date")).trim().to_owned(),
        address => address.to_owned(),
    }
}

#[cfg(test)]
#[path = "letterboxd_tests.rs"]
mod tests;
