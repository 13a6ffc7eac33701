//! How is this table written? Its separator, its quotes and its header, told from its beginning.

use std::io::{self, BufRead, Read};

use memchr::{memchr2, memchr3_iter};

use super::rows::{Dialect, LARGEST_ROW, MOST_CELLS, Next, Row, Rows};
use crate::parse::keys::{is_called, normal};

/// What is looked at, in bytes: as much as a [`super::Sample`] holds.
const HEAD: u64 = 64 << 10;
const SAMPLE_ROWS: usize = 60;
/// In the order of preference.
const DELIMITERS: [u8; 4] = *b",\t;|";

/// How a table is written.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// How its cells are told apart.
    pub dialect: Dialect,
    /// Lines before its first row.
    pub preamble: u32,
    /// The first row as it is written; a header, if it names anything.
    pub first: Vec<String>,
    /// Some of the rows after it.
    pub sample: Vec<Vec<String>>,
}

impl Layout {
    /// How many of a hundred sampled rows have as many cells as the first.
    pub(super) fn agreement(&self) -> usize {
        let same = self.sample.iter().filter(|row| row.len() == self.first.len()).count();
        (same * 100).checked_div(self.sample.len()).unwrap_or(100)
    }

    /// Where a column of this name is, however it is spelled.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.first.iter().position(|header| is_called(header, name))
    }

    /// Whether all of these columns are there.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }
}

/// Reads the beginning of a stream, to be read again before the rest of it.
pub(super) fn head(input: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether the first row may have a column of this name: most texts are no tables, and need not be read as rows to
/// find that out. Whatever stands between two separators of any kind is taken for a cell.
pub(super) fn may_name(head: &str, name: &str) -> bool {
    let is_named = |cell: &str| is_called(cell.trim_matches(is_around_cell), name);
    let has_name = |cells: &str| match memchr2(b'\t', b'|', cells.as_bytes()) {
        Some(_) => cells.split(['\t', '|']).any(is_named),
        None => is_named(cells),
    };
    let mut from = 0;
    let mut ends = memchr3_iter(b',', b';', b'\n', head.as_bytes()).chain([head.len()]);
    ends.any(|end| has_name(&head[std::mem::replace(&mut from, end + 1)..end]))
}

fn is_around_cell(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '\u{feff}')
}

/// Tells the layout by how `known` says a header is: the separator that gives the most of its names wins,
/// then the one whose rows agree best.
pub(super) fn layout(head: &str, known: impl Fn(&str) -> bool) -> Option<Layout> {
    let (preamble, named) = preamble(head);
    layout_from(head, preamble, named, &known)
}

/// The same for a file that is named as a table: spreadsheets put titles and dates above the header. Where the first
/// row names nothing, a row of the next ones that names two things is the header.
pub(super) fn layout_below_titles(head: &str, known: impl Fn(&str) -> bool) -> Option<Layout> {
    const MOST_TITLES: u32 = 8;
    let (preamble, named) = preamble(head);
    let count = |layout: &Layout| layout.first.iter().filter(|name| known(&normal(name))).count();
    let first = layout_from(head, preamble, named, &known);
    if first.as_ref().is_some_and(|layout| count(layout) > 0) {
        return first;
    }
    let below = (preamble + 1..=preamble + MOST_TITLES)
        .filter_map(|lines| layout_from(head, lines, named, &known))
        .find(|layout| count(layout) > 1);
    below.or(first)
}

fn layout_from(
    head: &str,
    preamble: u32,
    named: Option<u8>,
    known: &impl Fn(&str) -> bool,
) -> Option<Layout> {
    let body = after_lines(head, preamble);
    let candidates = DELIMITERS.iter().filter(|delimiter| named.is_none_or(|named| named == **delimiter));
    let layouts = candidates.filter_map(|delimiter| read(body, *delimiter, preamble));
    layouts.rev().max_by_key(|layout| {
        let names = layout.first.iter().filter(|name| known(&normal(name))).count();
        (names, layout.agreement(), layout.first.len())
    })
}

/// Lines before the table: empty ones, comments, and `sep=;` of spreadsheets, which names the separator.
fn preamble(head: &str) -> (u32, Option<u8>) {
    let mut named = None;
    let lines = head.trim_start_matches('\u{feff}').lines();
    let before = lines.take_while(|line| {
        if let Some(separator) = line.strip_prefix("sep=").filter(|rest| rest.len() == 1) {
            named = separator.bytes().next();
            return true;
        }
        line.trim().is_empty() || line.starts_with("# ") || line.starts_with("##") || *line == "#"
    });
    let count = before.count() as u32;
    (count, named)
}

fn after_lines(text: &str, lines: u32) -> &str {
    let mut rest = text;
    for _ in 0..lines {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

fn read(body: &str, delimiter: u8, preamble: u32) -> Option<Layout> {
    let first_line = body.lines().next()?;
    if !first_line.as_bytes().contains(&delimiter) {
        return None;
    }
    let with = |quotes| {
        let dialect = Dialect { delimiter, quotes, backslash: quotes && escapes_by_backslash(body) };
        sampled(body, dialect, preamble)
    };
    let (quoted, bare) = (with(true)?, with(false)?);
    Some(if delimiter != b',' && quotes_are_letters(&quoted, &bare) { bare } else { quoted })
}

/// `\"` where nothing is written `""`.
fn escapes_by_backslash(text: &str) -> bool {
    text.contains("\\\"") && !text.contains("\"\"")
}

/// Where cells need no quotes to agree, quotes enclose only what is quoted by all the rules.
fn quotes_are_letters(quoted: &Layout, bare: &Layout) -> bool {
    if bare.agreement() < quoted.agreement() {
        return false;
    }
    let cells = bare.sample.iter().chain([&bare.first]).flatten();
    let mut enclosed = cells.filter(|cell| cell.starts_with('"')).peekable();
    enclosed.peek().is_none() || !enclosed.all(|cell| is_well_quoted(cell))
}

fn is_well_quoted(cell: &str) -> bool {
    let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
    inside.is_some_and(|inside| !inside.replace("\"\"", "").contains('"'))
}

fn sampled(body: &str, dialect: Dialect, preamble: u32) -> Option<Layout> {
    let mut bytes = body.as_bytes();
    let mut rows = Rows::new(&mut bytes, dialect);
    let mut row = Row::default();
    if rows.next(&mut row).ok()? != Next::Row || !(2..=MOST_CELLS).contains(&row.len()) {
        return None;
    }
    let first = row.to_vec();
    rows.expect(first.len());
    let mut sample = Vec::new();
    while sample.len() <= SAMPLE_ROWS && rows.next(&mut row).ok()? == Next::Row {
        sample.push(row.to_vec());
    }
    // The last one may be cut off by the end of the sample.
    if body.len() as u64 >= HEAD * 9 / 10 && body.len() < LARGEST_ROW && sample.len() <= SAMPLE_ROWS {
        sample.pop();
    }
    sample.truncate(SAMPLE_ROWS);
    Some(Layout { dialect, preamble, first, sample })
}
