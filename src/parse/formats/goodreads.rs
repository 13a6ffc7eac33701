//! The table of a Goodreads export.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::rows::Row;
use super::sniff::{self, Layout};
use super::table::{Columns, Opened};
use super::telling::{Group, RATINGS, Telling};
use super::{Body, File, Format, Markup, Record, Sample, Sink};
use crate::parse::declared::keys_in;
use crate::parse::keys::normal;

pub(super) const FORMAT: Format = Format {
    name: "goodreads",
    title: "a Goodreads export",
    about: "`goodreads_library_export.csv` of [Goodreads](https://www.goodreads.com), by the names of its columns: \
            every book with a review, its author, year, rating of 5, shelves as tags, and the day on which it was \
            read. Ratings without a text are read only where those are asked for; books that stand on a shelf with \
            neither are counted and left out. Private notes are left out too, unless they are asked for: then they \
            are a section of that name.",
    recognise,
    read,
};

const COLUMNS: [&str; 8] = [
    "book_id",
    "title",
    "author",
    "my_rating",
    "my_review",
    "exclusive_shelf",
    "private_notes",
    "author_l_f",
];
const SHELVED: Group = Group {
    one: "shelf entry with neither review nor rating",
    many: "shelf entries with neither review nor rating",
};
/// Shelves that say how far the reader got, and nothing of the book.
const EXCLUSIVE: [&str; 3] = ["read", "currently-reading", "to-read"];
/// Columns that fields are made of, and the one that is nobody's business.
const TAKEN: [&str; 17] = [
    "book_id",
    "title",
    "author",
    "author_l_f",
    "additional_authors",
    "isbn",
    "isbn13",
    "my_rating",
    "my_review",
    "private_notes",
    "year_published",
    "original_publication_year",
    "date_read",
    "date_added",
    "bookshelves",
    "bookshelves_with_positions",
    "exclusive_shelf",
];

fn recognise(sample: &Sample<'_>) -> Option<String> {
    layout(sample.head).map(|_| "the columns of a Goodreads export".to_owned())
}

fn layout(head: &str) -> Option<Layout> {
    if !sniff::may_name(head, "my_rating") {
        return None;
    }
    let layout = sniff::layout(head, |name| COLUMNS.contains(&name))?;
    let is_export = layout.has(&["title", "author", "my_rating"])
        && ["my_review", "exclusive_shelf", "bookshelves"].iter().any(|name| layout.column(name).is_some());
    is_export.then_some(layout)
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let opened = Opened::new(input)?;
    let Some(layout) = layout(&opened.head()) else { return Ok(()) };
    let shelf = Shelf { columns: Columns::new(&layout.first, file.declared), header: &layout.first };
    let mut telling = Telling::new(sink);
    let _ = telling.keys(keys_in(&layout.first, file.declared));
    opened.rows(&layout, true, &mut telling, |row, number, telling| {
        let book = Book { shelf: &shelf, row };
        let notes = book.get("private_notes").filter(|_| file.wishes.private);
        let has_text = book.get("my_review").or(notes).is_some();
        if !has_text && book.rating().is_none() {
            telling.count(SHELVED);
            return ControlFlow::Continue(());
        }
        if !has_text && !file.wishes.ratings {
            telling.count(RATINGS);
            return ControlFlow::Continue(());
        }
        telling.record(book.record(number, notes))
    })?;
    let _ = telling.finish();
    Ok(())
}

struct Shelf<'a> {
    columns: Columns,
    header: &'a [String],
}

struct Book<'a> {
    shelf: &'a Shelf<'a>,
    row: &'a Row,
}

impl<'a> Book<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.shelf.columns.get(self.row, name)
    }

    /// 0 is what the exporter writes for no rating.
    fn rating(&self) -> Option<&'a str> {
        self.get("my_rating").filter(|rating| rating.parse() != Ok(0.0))
    }

    fn record(&self, number: u64, notes: Option<&str>) -> Record {
        let key = self.get("book_id").map_or_else(|| number.to_string(), str::to_owned);
        let body = body(self.get("my_review"), notes, self.shelf.columns.line(self.row, "my_review"));
        let (line_start, line_end) = (self.row.line, self.row.last_line);
        Record { key, line_start, line_end, fields: self.fields(), body, ..Record::default() }
    }

    fn fields(&self) -> Map<String, Value> {
        let mut fields = self.other_columns();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        put("title", self.get("title").map(Value::from));
        put("kind", Some(Value::from("book")));
        put("author", self.get("author").map(|name| Value::from(single_spaced(name))));
        put("authors", self.get("additional_authors").map(listed));
        put("year", self.get("original_publication_year").or(self.get("year_published")).map(Value::from));
        put("rating", self.rating().map(|value| json!({ "value": value, "best": 5 })));
        put("date", self.get("date_read").or(self.get("date_added")).map(Value::from));
        put("tags", self.get("bookshelves").map(shelves));
        put("isbn", self.get("isbn").and_then(isbn));
        put("isbn13", self.get("isbn13").and_then(isbn));
        fields
    }

    fn other_columns(&self) -> Map<String, Value> {
        let others = self.shelf.header.iter().map(|name| normal(name));
        let others = others.filter(|name| !TAKEN.contains(&name.as_str()));
        let told = others.filter_map(|name| Some((self.get(&name).filter(|cell| *cell != "0")?, name)));
        told.map(|(cell, name)| (name, Value::from(cell))).collect()
    }
}

/// The review; with the notes, HTML, for the sake of the heading between them.
fn body(review: Option<&str>, notes: Option<&str>, line: u32) -> Option<Body> {
    let Some(notes) = notes else {
        return review.map(|text| Body { text: text.to_owned(), line, markup: Markup::Plain });
    };
    let lines = |text: &str| text.replace('\n', "<br/>");
    let review = lines(review.unwrap_or_default());
    let text = format!("<div>{review}</div>\n<h2>Private notes</h2>\n<div>{}</div>", lines(notes));
    Some(Body { text, line, markup: Markup::Html })
}

/// `Iain  Banks` is how the exporter writes some names.
fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn listed(names: &str) -> Value {
    names.split(',').map(single_spaced).filter(|name| !name.is_empty()).collect()
}

fn shelves(shelves: &str) -> Value {
    shelves.split(',').map(str::trim).filter(|shelf| !EXCLUSIVE.contains(shelf)).collect()
}

/// `="9780000000000"` keeps a spreadsheet from taking it for a number.
fn isbn(cell: &str) -> Option<Value> {
    let isbn = cell.trim_start_matches('=').trim_matches('"').trim();
    (!isbn.is_empty()).then(|| Value::from(isbn))
}

#[cfg(test)]
#[path = "goodreads_tests.rs"]
mod tests;
