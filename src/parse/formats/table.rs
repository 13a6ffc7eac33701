//! A table with a header, read row by row.

use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

use super::rows::{LARGEST_ROW, Next, Row, Rows};
use super::sniff::{self, Layout};
use super::telling::Telling;
use crate::parse::declared::is_private;
use crate::parse::keys::normal;
use crate::profile::Declared;

/// A stream whose beginning was looked at.
pub(super) struct Opened<'a> {
    /// Its beginning.
    head: Vec<u8>,
    rest: &'a mut dyn BufRead,
}

/// Where each column of a table is.
#[derive(Debug, Clone)]
pub(super) struct Columns(HashMap<String, usize>);

impl Columns {
    /// Columns that the profile calls private are not there.
    pub(super) fn new(header: &[String], declared: &Declared<'_>) -> Self {
        let mut places = HashMap::new();
        for (at, name) in header.iter().enumerate().filter(|(_, name)| !is_private(name, declared)) {
            places.entry(normal(name)).or_insert(at);
        }
        Self(places)
    }

    /// The cell under a name, unless it is blank.
    pub(super) fn get<'r>(&self, row: &'r Row, name: &str) -> Option<&'r str> {
        let cell = row.cell(*self.0.get(name)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// The cell under a name to the letter; `None` where there is no such column.
    pub(super) fn cell<'r>(&self, row: &'r Row, name: &str) -> Option<&'r str> {
        Some(row.cell(*self.0.get(&normal(name))?).unwrap_or_default())
    }

    /// The line on which the cell under a name begins.
    pub(super) fn line(&self, row: &Row, name: &str) -> u32 {
        self.0.get(name).map_or(row.line, |at| row.line_of(*at))
    }
}

impl<'a> Opened<'a> {
    /// Looks at the beginning of a stream.
    pub(super) fn new(input: &'a mut dyn BufRead) -> io::Result<Self> {
        Ok(Self { head: sniff::head(input)?, rest: input })
    }

    /// The beginning.
    pub(super) fn head(&self) -> String {
        String::from_utf8_lossy(&self.head).into_owned()
    }

    /// Hands each row, or each after the header, to `each`, with its number from 1, until it says to stop.
    pub(super) fn rows(
        self,
        layout: &Layout,
        has_header: bool,
        telling: &mut Telling<'_, '_>,
        mut each: impl FnMut(&Row, u64, &mut Telling<'_, '_>) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let mut stream = Cursor::new(self.head).chain(self.rest);
        let mut rows = Rows::new(&mut stream, layout.dialect);
        let mut row = Row::default();
        for _ in 0..layout.preamble {
            rows.pass_line()?;
        }
        if has_header {
            rows.next(&mut row)?;
        }
        rows.expect(layout.first.len());
        for number in 1.. {
            let taken = match rows.next(&mut row)? {
                Next::End => break,
                Next::TooLong => telling.fault(place(&row), too_long()),
                Next::Row => {
                    let warned = warn_of_quote(&row, telling);
                    if warned.is_break() { warned } else { each(&row, number, telling) }
                }
            };
            if taken.is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn warn_of_quote(row: &Row, telling: &mut Telling<'_, '_>) -> ControlFlow<()> {
    if !row.open_quote {
        return ControlFlow::Continue(());
    }
    telling.warn(row.line, "a quote is never closed: the quotes of this line are read as letters")
}

/// How a row without a name of its own is pointed at.
pub(super) fn place(row: &Row) -> String {
    if row.last_line > row.line {
        format!("lines {}-{}", row.line, row.last_line)
    } else {
        format!("line {}", row.line)
    }
}

fn too_long() -> String {
    format!("a record of more than {} MiB", LARGEST_ROW >> 20)
}
