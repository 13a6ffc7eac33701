//! Rows of separated values, as people's programs write them and not only as RFC 4180 has it.
//!
//! A reader of our own, because a broken quote must not swallow the rest of a file: the `csv` crate reads
//! on to the next quote, wherever it is, and keeps all of it in memory. Here a quote closes only
//! before a separator or a line's end (`"He said "no" to me"` is one cell), and one that is never closed
//! is a letter like any other. To find that out, lines are read twice; [`MOST_READ_AGAIN`] bounds how many.

use std::io::{self, BufRead};

use super::lines::{Line, Lines};

/// The most bytes of a row.
pub(super) const LARGEST_ROW: usize = 8 << 20;
/// Cells behind these are counted and not kept.
pub(super) const MOST_CELLS: usize = 4096;
/// Bytes that may be read a second time because of quotes that are never closed. After that, quotes reach
/// no further than their line.
const MOST_READ_AGAIN: usize = 64 << 20;

/// How the cells of a row are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// Stands between cells.
    pub delimiter: u8,
    /// Whether quotes enclose cells; else they are letters.
    pub quotes: bool,
    /// Whether a quote inside a cell is written `\"` and not `""`.
    pub backslash: bool,
}

/// The cells of one row.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    /// Where each cell ends in `text`, and the line on which it begins.
    cells: Vec<(usize, u32)>,
    /// Cells beyond [`MOST_CELLS`].
    more: usize,
    /// First line of the file, from 1.
    pub line: u32,
    /// Last line, inclusive.
    pub last_line: u32,
    /// Whether it holds a quote that is never closed.
    pub open_quote: bool,
}

/// What a call for a row gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The row.
    Row,
    /// A row of more than [`LARGEST_ROW`] bytes, left out. Its lines are known.
    TooLong,
    /// No more rows.
    End,
}

impl Row {
    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.cells.len() + self.more
    }

    /// The text of a cell, `None` where the row has no such cell.
    pub(super) fn cell(&self, at: usize) -> Option<&str> {
        let end = self.cells.get(at)?.0;
        self.text.get(self.start(at)..end)
    }

    /// The cells from one on, separators and all, as they would be if nobody had parted them.
    pub(super) fn cells_from(&self, at: usize, delimiter: u8) -> String {
        let cells: Vec<&str> = (at..self.cells.len()).filter_map(|at| self.cell(at)).collect();
        cells.join(char::from(delimiter).encode_utf8(&mut [0; 4]))
    }

    /// The line on which a cell begins.
    pub(super) fn line_of(&self, at: usize) -> u32 {
        self.cells.get(at).map_or(self.line, |(_, line)| *line)
    }

    /// All cells, owned.
    pub(super) fn to_vec(&self) -> Vec<String> {
        (0..self.cells.len()).filter_map(|at| self.cell(at)).map(str::to_owned).collect()
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.cells.get(before)).map_or(0, |(end, _)| *end)
    }

    fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.more = 0;
        self.open_quote = false;
    }

    fn push(&mut self, cell: &[u8], line: u32) {
        if self.cells.len() == MOST_CELLS {
            self.more += 1;
            return;
        }
        self.text.push_str(&String::from_utf8_lossy(cell));
        self.cells.push((self.text.len(), line));
    }
}

/// Reads row by row.
pub(super) struct Rows<'a> {
    lines: Lines<'a>,
    dialect: Dialect,
    /// How many cells a row has, where that is known: it tells a broken quote from a long cell.
    width: usize,
    raw: Vec<u8>,
    splitter: Splitter,
    read_again: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, dialect: Dialect) -> Self {
        Self {
            lines: Lines::new(input),
            dialect,
            width: 0,
            raw: Vec::new(),
            splitter: Splitter::default(),
            read_again: 0,
        }
    }

    /// Says how many cells a row has.
    pub(super) fn expect(&mut self, width: usize) {
        self.width = width;
    }

    /// Passes over a line that belongs to no row.
    pub(super) fn pass_line(&mut self) -> io::Result<()> {
        self.raw.clear();
        self.lines.append(&mut self.raw, LARGEST_ROW).map(drop)
    }

    /// Reads the next row; lines of white space are none.
    pub(super) fn next(&mut self, row: &mut Row) -> io::Result<Next> {
        loop {
            row.clear();
            self.raw.clear();
            match self.lines.append(&mut self.raw, LARGEST_ROW)? {
                Line::End => return Ok(Next::End),
                Line::Cut => return Ok(self.too_long(row, self.lines.number())),
                Line::Whole if is_blank(&self.raw) => {}
                Line::Whole => return self.rest(row),
            }
        }
    }

    /// Reads the further lines of a row whose first line is there.
    fn rest(&mut self, row: &mut Row) -> io::Result<Next> {
        row.line = self.lines.number();
        let first_end = self.raw.len();
        self.splitter.reset();
        self.splitter.line(&self.raw, row.line, self.dialect, row);
        while self.splitter.quoted {
            let from = self.raw.len() + 1;
            if self.read_again > MOST_READ_AGAIN || from > LARGEST_ROW {
                return Ok(self.take_literally(row, first_end));
            }
            self.raw.push(b'\n');
            match self.lines.append(&mut self.raw, LARGEST_ROW)? {
                Line::End => {
                    self.raw.pop();
                    return Ok(self.take_literally(row, first_end));
                }
                Line::Cut => return Ok(self.too_long(row, row.line)),
                Line::Whole => self.splitter.line(&self.raw[from..], self.lines.number(), self.dialect, row),
            }
        }
        if self.splitter.stray && self.raw.len() > first_end && self.lines_are_rows(first_end) {
            return Ok(self.take_literally(row, first_end));
        }
        row.last_line = self.lines.number();
        Ok(Next::Row)
    }

    fn too_long(&self, row: &mut Row, line: u32) -> Next {
        row.clear();
        (row.line, row.last_line) = (line, self.lines.number());
        Next::TooLong
    }

    /// Takes the first line for the row, quotes for letters, and gives the others back.
    fn take_literally(&mut self, row: &mut Row, first_end: usize) -> Next {
        let last = self.lines.number();
        if last > row.line {
            let others = self.raw.get(first_end + 1..).unwrap_or_default();
            self.read_again += others.len();
            self.lines.put_back(others, last - row.line);
        }
        row.clear();
        row.open_quote = true;
        row.last_line = row.line;
        split_literally(&self.raw[..first_end], self.dialect, row);
        Next::Row
    }

    /// Whether the first two lines of what looks like one row are rows by themselves.
    fn lines_are_rows(&self, first_end: usize) -> bool {
        let mut lines = self.raw[first_end + 1..].splitn(2, |byte| *byte == b'\n');
        let second = lines.next().unwrap_or_default();
        let mut row = Row::default();
        split_literally(&self.raw[..first_end], self.dialect, &mut row);
        if row.len() != self.width {
            return false;
        }
        let mut row = Row::default();
        let mut splitter = Splitter::default();
        splitter.line(second, 1, self.dialect, &mut row);
        row.len() == self.width && !splitter.quoted
    }
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| *byte == b' ')
}

fn split_literally(line: &[u8], dialect: Dialect, row: &mut Row) {
    let number = row.line;
    Splitter::default().line(line, number, Dialect { quotes: false, ..dialect }, row);
}

/// Cuts lines into cells.
#[derive(Debug, Default)]
struct Splitter {
    cell: Vec<u8>,
    cell_line: u32,
    /// Whether the last line ended inside of quotes.
    quoted: bool,
    /// Whether a quote stood where none should.
    stray: bool,
}

impl Splitter {
    fn reset(&mut self) {
        self.cell.clear();
        (self.quoted, self.stray) = (false, false);
    }

    fn line(&mut self, line: &[u8], number: u32, dialect: Dialect, row: &mut Row) {
        let mut at = 0;
        loop {
            at = if self.quoted {
                self.cell.push(b'\n');
                self.inside(line, 0, dialect)
            } else {
                self.cell_line = number;
                match opening_quote(line, at, dialect) {
                    Some(inside) => self.inside(line, inside, dialect),
                    None => self.bare(line, at, dialect),
                }
            };
            if self.quoted {
                return;
            }
            row.push(&self.cell, self.cell_line);
            self.cell.clear();
            if at >= line.len() {
                return;
            }
            at += 1;
        }
    }

    /// Reads a cell without quotes around it. Gives where its separator is.
    fn bare(&mut self, line: &[u8], at: usize, dialect: Dialect) -> usize {
        let rest = &line[at..];
        let length = rest.iter().position(|byte| *byte == dialect.delimiter).unwrap_or(rest.len());
        self.cell.extend_from_slice(&rest[..length]);
        at + length
    }

    /// Reads on inside of quotes. Gives where the separator after the closing quote is.
    fn inside(&mut self, line: &[u8], mut at: usize, dialect: Dialect) -> usize {
        self.quoted = true;
        loop {
            let rest = &line[at..];
            let special = |byte: &u8| *byte == b'"' || (dialect.backslash && *byte == b'\\');
            let length = rest.iter().position(special).unwrap_or(rest.len());
            self.cell.extend_from_slice(&rest[..length]);
            at += length;
            let Some(&mark) = line.get(at) else { return at };
            let next = line.get(at + 1).copied();
            if mark == b'\\' {
                self.cell.push(if next == Some(b'"') { b'"' } else { b'\\' });
                at += if next == Some(b'"') { 2 } else { 1 };
            } else if next == Some(b'"') {
                self.cell.push(b'"');
                at += 2;
            } else if let Some(end) = cell_end(line, at + 1, dialect.delimiter) {
                self.quoted = false;
                return end;
            } else {
                self.stray = true;
                self.cell.push(b'"');
                at += 1;
            }
        }
    }
}

/// Behind the quote that opens the cell at `at`. Blanks may stand before it.
fn opening_quote(line: &[u8], at: usize, dialect: Dialect) -> Option<usize> {
    let blanks = line[at..].iter().take_while(|byte| **byte == b' ').count();
    (dialect.quotes && line.get(at + blanks) == Some(&b'"')).then_some(at + blanks + 1)
}

/// The end of a cell, if nothing but blanks stands before it.
fn cell_end(line: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let blanks = line[at..].iter().take_while(|byte| **byte == b' ').count();
    let end = at + blanks;
    line.get(end).is_none_or(|byte| *byte == delimiter).then_some(end)
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
