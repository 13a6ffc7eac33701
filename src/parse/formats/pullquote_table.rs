//! The table that `pullquote export --format csv` writes, edited or not.

use std::io::{self, BufRead};

use serde_json::Value;

use super::rows::{Dialect, Row};
use super::sniff::{self, Layout};
use super::table::{Columns, Opened, place};
use super::telling::Telling;
use super::{File, Format, Item, Sample, Sink};
use crate::exchange::{Returned, table};
use crate::parse::dates;
use crate::review::{Review, Source, review_id};

pub(super) const FORMAT: Format = Format {
    name: "pullquote-csv",
    title: "a table that Pullquote exported",
    about: "What `pullquote export --format csv` writes: a row a review, its sections under Markdown headings in the \
            cell `text`. The same reviews come back, with their ids, scores and sources, and what was edited in a \
            spreadsheet counts: another score is read anew, dates that the spreadsheet rewrote are dates again. A row \
            that was added and has no id is a review of this file. In `text`, a line that begins with `#` or `---` and \
            is no heading has a backslash before it; items of a list are parted by `; `.",
    recognise,
    read,
};

fn recognise(sample: &Sample<'_>) -> Option<String> {
    layout(sample.head).map(|_| "the columns of a Pullquote export".to_owned())
}

/// A spreadsheet may have put semicolons or tabs between the cells; quotes stay as they were.
fn layout(head: &str) -> Option<Layout> {
    if !sniff::may_name(head, "pullquote") {
        return None;
    }
    let layout = sniff::layout(head, |name| table::COLUMNS.contains(&name))?;
    let dialect = Dialect { quotes: true, backslash: false, ..layout.dialect };
    layout.has(&table::TELLING).then_some(Layout { dialect, ..layout })
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let opened = Opened::new(input)?;
    let Some(layout) = layout(&opened.head()) else { return Ok(()) };
    let columns = Columns::new(&layout.first, file.declared);
    let mut telling = Telling::new(sink);
    opened.rows(&layout, true, &mut telling, |row, number, telling| {
        match table::review(|name| columns.cell(row, name)) {
            Ok(Returned { review, warnings }) => {
                warnings.into_iter().try_for_each(|warning| telling.warn(row.line, warning))?;
                telling.item(Item::Review(Box::new(finished(review, file, row, number))))
            }
            Err(reason) => telling.fault(place(row), reason),
        }
    })?;
    let _ = telling.finish();
    Ok(())
}

/// Gives a row that a person added its place, and a date that a spreadsheet rewrote its form.
fn finished(mut review: Review, file: &File<'_>, row: &Row, number: u64) -> Review {
    if review.id.is_empty() {
        let record = Some(number.to_string());
        review.id = review_id(file.path, record.as_deref());
        review.source =
            Source { path: file.path.to_owned(), record, line_start: row.line, line_end: row.last_line };
    }
    review.date = review.date.map(|date| dates::from_value(&Value::from(date.as_str())).unwrap_or(date));
    review
}

#[cfg(test)]
#[path = "pullquote_table_tests.rs"]
mod tests;
