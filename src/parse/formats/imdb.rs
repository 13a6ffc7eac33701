//! The table of ratings that `IMDb` exports.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value, json};

use super::rows::Row;
use super::sniff::{self, Layout};
use super::table::{Columns, Opened};
use super::telling::{Group, RATINGS, Telling};
use super::{Body, File, Format, Markup, Record, Sample, Sink};
use crate::parse::declared::keys_in;

pub(super) const FORMAT: Format = Format {
    name: "imdb",
    title: "an IMDb export of ratings or a list",
    about: "`ratings.csv` and lists of [IMDb](https://www.imdb.com): scores of 10 without a text, so they are read \
            only where ratings are asked for. A list's entries with a description of their own are reviews.",
    recognise,
    read,
};

const COLUMNS: [&str; 7] =
    ["const", "your_rating", "you_rated", "title", "title_type", "imdb_rating", "date_rated"];
const LISTED: Group =
    Group { one: "entry with neither review nor rating", many: "entries with neither review nor rating" };
/// What stays as it is written, if it is there.
const OTHERS: [&str; 5] = ["const", "original_title", "imdb_rating", "runtime_(mins)", "release_date"];

fn recognise(sample: &Sample<'_>) -> Option<String> {
    layout(sample.head).map(|_| "the columns of an IMDb export".to_owned())
}

fn layout(head: &str) -> Option<Layout> {
    if !sniff::may_name(head, "const") {
        return None;
    }
    let layout = sniff::layout(head, |name| COLUMNS.contains(&name))?;
    let told = ["title_type", "imdb_rating", "date_rated"].iter().any(|name| layout.column(name).is_some());
    (layout.has(&["const", "title"]) && told).then_some(layout)
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let opened = Opened::new(input)?;
    let Some(layout) = layout(&opened.head()) else { return Ok(()) };
    let columns = Columns::new(&layout.first, file.declared);
    let mut telling = Telling::new(sink);
    let _ = telling.keys(keys_in(&layout.first, file.declared));
    opened.rows(&layout, true, &mut telling, |row, number, telling| {
        let title = Title { columns: &columns, row };
        let group = match (title.text(), title.rating()) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(RATINGS).filter(|_| !file.wishes.ratings),
            (None, None) => Some(LISTED),
        };
        let Some(group) = group else { return telling.record(title.record(number)) };
        telling.count(group);
        ControlFlow::Continue(())
    })?;
    let _ = telling.finish();
    Ok(())
}

struct Title<'a> {
    columns: &'a Columns,
    row: &'a Row,
}

impl<'a> Title<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.columns.get(self.row, name)
    }

    fn rating(&self) -> Option<&'a str> {
        self.get("your_rating").or_else(|| self.get("you_rated"))
    }

    fn text(&self) -> Option<&'a str> {
        self.get("description")
    }

    fn record(&self, number: u64) -> Record {
        let key = self.get("const").map_or_else(|| number.to_string(), str::to_owned);
        let line = self.columns.line(self.row, "description");
        let body = self.text().map(|text| Body { text: text.to_owned(), line, markup: Markup::Plain });
        let (line_start, line_end) = (self.row.line, self.row.last_line);
        Record { key, line_start, line_end, fields: self.fields(), body, ..Record::default() }
    }

    fn fields(&self) -> Map<String, Value> {
        let others = OTHERS.iter().filter_map(|name| Some((*name, Some(Value::from(self.get(name)?)))));
        let list = |names: &str| names.split(',').map(str::trim).collect();
        let fields = [
            ("title", self.get("title").map(Value::from)),
            ("year", self.get("year").map(Value::from)),
            ("kind", Some(Value::from(kind(self.get("title_type").unwrap_or_default())))),
            ("rating", self.rating().map(|value| json!({ "value": value, "best": 10 }))),
            ("date", self.get("date_rated").or_else(|| self.get("created")).map(Value::from)),
            ("url", self.get("url").map(Value::from)),
            ("genres", self.get("genres").map(list)),
            ("directors", self.get("directors").map(list)),
        ];
        let told = others.chain(fields).filter_map(|(name, value)| Some((name.to_owned(), value?)));
        told.collect()
    }
}

/// `TV Series`, `tvMiniSeries`, `Video Game`, `Movie`, `TV Special`.
fn kind(title_type: &str) -> &'static str {
    let title_type = title_type.to_lowercase();
    if title_type.contains("game") {
        "game"
    } else if title_type.contains("series") || title_type.contains("episode") {
        "series"
    } else {
        "film"
    }
}

#[cfg(test)]
#[path = "imdb_tests.rs"]
mod tests;
