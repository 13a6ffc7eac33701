//! Tables of reviews that nobody has a name for: commas, tabs, semicolons or bars between the cells.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::jsonl::{has_extension, take};
use super::keyed::{self, Place, Trust};
use super::rows::Row;
use super::sniff::{self, Layout};
use super::table::Opened;
use super::telling::Telling;
use super::{File, Format, Item, Sample, Sink};
use crate::parse::Skipped;
use crate::parse::declared::{is_mapped, is_mapped_at_all, is_private, keys_in};
use crate::parse::keys;
use crate::profile::{Declared, Field};

pub(super) const FORMAT: Format = Format {
    name: "delimited",
    title: "a table of reviews",
    about: "CSV, TSV and the like, separated by commas, tabs, semicolons or bars. The columns may have any order and \
            many names, in several languages; where no name says which column holds the reviews, it is the one with \
            the long texts, beside a score, a label or a title. LibraryThing, StoryGraph, Libib, Trakt, Discogs and Rate Your \
            Music are known by their columns, and with them what their ratings are out of. Without a header, a table of two columns is read if \
            one holds labels and the other texts. Quotes that are never closed are letters, and \
            titles that a spreadsheet puts above the header are passed by. A table without a column \
            of reviews is left out, with the reason.",
    recognise,
    read,
};

/// Texts of a column of reviews have so many bytes on average; titles and names have fewer.
const LONG_TEXT: usize = 60;
/// A text without a name that says so, in a table without a header.
const BARE_TEXT: usize = 20;
/// A header's names are no longer.
const LONGEST_NAME: usize = 60;
/// Rows that show what a table without a header holds.
const FEWEST_ROWS: usize = 3;
const SENTIMENTS: [&str; 10] =
    ["pos", "neg", "positive", "negative", "neutral", "good", "bad", "fresh", "rotten", "mixed"];

/// Which column is what.
#[derive(Debug, PartialEq)]
struct Plan {
    /// The names of the columns.
    names: Vec<String>,
    text: usize,
    has_header: bool,
    /// The name of the text's column says that it holds reviews.
    is_named: bool,
}

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let declared = sample.declared;
    let named_table = is_named_table(sample.path);
    if !named_table && !has_lines(sample.head, FEWEST_ROWS + 1) {
        return None;
    }
    let layout = layout(sample.path, sample.head, declared)?;
    match plan(&layout, declared) {
        Ok(plan) if named_table || is_plainly_a_table(sample, &layout, &plan) => {
            let name = plan.names.get(plan.text).map_or("text", String::as_str);
            Some(format!("a table of {} columns with the reviews in `{name}`", layout.first.len()))
        }
        Err(reason) if named_table => Some(reason),
        _ => None,
    }
}

fn is_named_table(path: &str) -> bool {
    ["csv", "tsv", "tab", "psv"].iter().any(|end| has_extension(path, end))
}

fn has_lines(text: &str, least: usize) -> bool {
    memchr::memchr_iter(b'\n', text.as_bytes()).nth(least - 2).is_some()
}

/// Prose has commas, too: under another name, a table must look like one in every respect.
fn is_plainly_a_table(sample: &Sample<'_>, layout: &Layout, plan: &Plan) -> bool {
    let is_text = !["md", "markdown", "html", "htm", "xml", "json", "jsonl"]
        .iter()
        .any(|extension| has_extension(sample.path, extension));
    let is_regular = layout.sample.len() >= FEWEST_ROWS && layout.agreement() >= 90;
    let is_told = if plan.has_header { plan.is_named } else { layout.dialect.delimiter == b'\t' };
    is_text && is_regular && is_told
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let opened = Opened::new(input)?;
    let Some(layout) = layout(file.path, &opened.head(), file.declared) else { return Ok(()) };
    let plan = match plan(&layout, file.declared) {
        Ok(plan) => plan,
        Err(reason) => {
            let _ = sink(Item::Skipped(Skipped { record: None, reason }));
            return Ok(());
        }
    };
    let mut telling = Telling::new(sink);
    let _ = telling.keys(keys_in(&layout.first, file.declared));
    opened.rows(&layout, plan.has_header, &mut telling, |row, number, telling| {
        if row.len() > plan.names.len() && plan.text + 1 != plan.names.len() {
            let message =
                format!("a row of {} cells under a header of {} columns", row.len(), plan.names.len());
            telling.warn(row.line, message)?;
        }
        let map = plan.map(row, layout.dialect.delimiter);
        let text_line = row.line_of(plan.text);
        let place = Place { ordinal: number, line_start: row.line, line_end: row.last_line, text_line };
        let text = plan.names.get(plan.text).map(String::as_str);
        take(file, keyed::judge(map, text, place, file.declared), telling)
    })?;
    let _ = telling.finish();
    Ok(())
}

impl Plan {
    fn map(&self, row: &Row, delimiter: u8) -> Map<String, Value> {
        let is_last = self.text + 1 == self.names.len();
        let cells = self.names.iter().enumerate().filter_map(|(at, name)| {
            let text = if at == self.text && is_last {
                row.cells_from(at, delimiter)
            } else {
                row.cell(at)?.to_owned()
            };
            let is_said = !name.is_empty() && !text.trim().is_empty() && text != "\\N";
            is_said.then(|| (name.clone(), Value::String(text)))
        });
        cells.collect()
    }
}

/// How a table is written, by the names that are known of columns.
fn layout(path: &str, head: &str, declared: &Declared<'_>) -> Option<Layout> {
    let is_known = |name: &str| keyed::is_known(name) || is_mapped_at_all(name, declared);
    if is_named_table(path) {
        sniff::layout_below_titles(head, is_known)
    } else {
        sniff::layout(head, is_known)
    }
}

/// Which column is what, or why this is no table of reviews.
fn plan(layout: &Layout, declared: &Declared<'_>) -> Result<Plan, String> {
    if let Some(plan) = bare(layout).or_else(|| headed(&with_last_cells_whole(layout), declared)) {
        return Ok(plan);
    }
    let names: Vec<&str> = layout.first.iter().take(8).map(|name| name.get(..40).unwrap_or(name)).collect();
    Err(format!("a table without a column of reviews: {}", names.join(", ")))
}

/// A last column of prose without quotes is parted by the commas in it.
fn with_last_cells_whole(layout: &Layout) -> Layout {
    let mut layout = layout.clone();
    let width = layout.first.len();
    let delimiter = char::from(layout.dialect.delimiter).to_string();
    for row in layout.sample.iter_mut().filter(|row| row.len() > width) {
        let last = row.split_off(width - 1).join(&delimiter);
        row.push(last);
    }
    layout
}

/// What is private has no name, and is no column of reviews.
fn headed(layout: &Layout, declared: &Declared<'_>) -> Option<Plan> {
    let header: Vec<String> =
        layout
            .first
            .iter()
            .map(|name| {
                if is_private(name, declared) || keys::is_private(name) {
                    String::new()
                } else {
                    name.clone()
                }
            })
            .collect();
    let smalls: Vec<String> = header.iter().map(|name| keyed::unscaled(name)).collect();
    let is_header =
        layout.first.iter().all(|name| name.len() <= LONGEST_NAME && name.parse::<f64>().is_err());
    let is_told = |name: &String| keyed::is_known(name) || is_mapped_at_all(name, declared);
    if !is_header || !smalls.iter().any(is_told) {
        return None;
    }
    if let Some(text) = smalls.iter().position(|name| is_mapped(name, Field::Text, declared)) {
        return Some(Plan { names: distinct(&header), text, has_header: true, is_named: true });
    }
    let beside = |text: usize, known: fn(&str) -> bool| {
        let is_known = |name: &String| known(name) || is_mapped_at_all(name, declared);
        smalls.iter().enumerate().any(|(at, name)| at != text && is_known(name))
    };
    let named = |at: &usize| keyed::text_name(smalls.get(*at)?);
    let mut candidates: Vec<usize> = (0..smalls.len()).filter(|at| named(at).is_some()).collect();
    candidates.sort_by_key(|at| named(at).map(|(trust, rank)| (std::cmp::Reverse(trust), rank)));
    let is_one = |at: &usize| match named(at) {
        Some((Trust::Review, _)) => holds_prose(layout, *at, 0),
        Some((Trust::Any, _)) => beside(*at, keyed::is_company) && holds_prose(layout, *at, 0),
        Some((Trust::Lesser, _)) => beside(*at, keyed::is_score) && holds_prose(layout, *at, LONG_TEXT / 2),
        None => false,
    };
    let told = candidates.into_iter().find(is_one);
    let text = told.or_else(|| {
        let shown = (0..smalls.len()).filter(|at| smalls.get(*at).is_some_and(|name| !name.is_empty()));
        let longest = shown.max_by_key(|at| average(layout, *at))?;
        let is_mapped_score = |name: &str| is_mapped(name, Field::Score, declared);
        let company = |name: &str| keyed::is_score(name) || keyed::is_label(name) || is_mapped_score(name);
        let is_review = smalls.iter().enumerate().any(|(at, name)| at != longest && company(name));
        (is_review && holds_prose(layout, longest, LONG_TEXT)).then_some(longest)
    })?;
    let is_named = told.is_some_and(|at| named(&at).is_some_and(|(trust, _)| trust > Trust::Lesser));
    Some(Plan { names: distinct(&header), text, has_header: true, is_named })
}

/// `1,A long text` or `A long text<TAB>pos`.
fn bare(layout: &Layout) -> Option<Plan> {
    let rows = || std::iter::once(&layout.first).chain(&layout.sample);
    if layout.sample.len() + 1 < FEWEST_ROWS {
        return None;
    }
    let label = |at: fn(&Vec<String>) -> Option<&String>| {
        rows().all(|row| row.len() >= 2 && at(row).is_some_and(|cell| is_label(cell)))
    };
    let (names, text) = if label(|row| row.first()) {
        (["label", "text"], 1)
    } else if layout.first.len() == 2 && label(|row| row.last()) {
        (["text", "label"], 0)
    } else {
        return None;
    };
    let length: usize = rows().flat_map(|row| row.iter()).map(String::len).sum();
    let is_prose = length / (layout.sample.len() + 1) >= BARE_TEXT && holds_words(rows(), text);
    let names = names.map(str::to_owned).to_vec();
    is_prose.then_some(Plan { names, text, has_header: false, is_named: false })
}

fn is_label(cell: &str) -> bool {
    let cell = cell.trim().trim_start_matches("__label__");
    let number: Option<f64> = cell.parse().ok();
    number.is_some_and(|number| (-1.0..=100.0).contains(&number))
        || SENTIMENTS.contains(&cell.to_lowercase().as_str())
}

fn average(layout: &Layout, at: usize) -> usize {
    let said = layout.sample.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim().len());
    let lengths: Vec<usize> = said.filter(|length| *length > 0).collect();
    lengths.iter().sum::<usize>().checked_div(lengths.len()).unwrap_or(0)
}

/// Whether a column holds texts, and not names, numbers or addresses. An empty table's may.
fn holds_prose(layout: &Layout, at: usize, shortest: usize) -> bool {
    let is_empty = layout.sample.iter().filter_map(|row| row.get(at)).all(|cell| cell.trim().is_empty());
    if is_empty {
        return layout.sample.is_empty();
    }
    average(layout, at) >= shortest && holds_words(layout.sample.iter(), at)
}

/// Whether most of the texts in a column are words and not numbers, addresses or codes.
fn holds_words<'a>(rows: impl Iterator<Item = &'a Vec<String>>, at: usize) -> bool {
    let cells: Vec<&str> =
        rows.filter_map(|row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let is_text = |cell: &&&str| {
        let has_letters = cell.chars().filter(|letter| letter.is_alphabetic()).take(2).count() == 2;
        // What is written without blanks (Chinese, Japanese, Thai) is no ASCII.
        has_letters && !cell.contains("://") | cell.contains(' ') && (cell.contains(' ') || !cell.is_ascii())
    };
    let texts = cells.iter().filter(is_text).count();
    texts * 2 >= cells.len() && texts > 0
}

/// The names as they are written; the second of two that are the same is numbered, and one that is no more
/// than a row's number (`Unnamed: 0`) is blank.
fn distinct(header: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    let mut seen = std::collections::HashMap::new();
    for name in header {
        let name = name.trim();
        if name.is_empty() || name.starts_with("Unnamed:") {
            names.push(String::new());
            continue;
        }
        let times = seen.entry(name).and_modify(|times| *times += 1).or_insert(1);
        names.push(if *times == 1 { name.to_owned() } else { format!("{name} {times}") });
    }
    names
}

#[cfg(test)]
#[path = "delimited_tests.rs"]
mod tests;
