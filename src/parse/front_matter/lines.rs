//! Lines with their place in the file.

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The line without its end mark.
    pub(super) text: &'a str,
    /// Its number in the file, from 1.
    pub(super) number: u32,
    /// Byte offset of its first byte.
    pub(super) start: usize,
    /// Byte offset of the line after it.
    pub(super) next: usize,
}

impl Line<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t'])
    }
}

/// The lines of `text` from byte `start` on, which is the beginning of line `number`.
pub(super) fn lines_from(text: &str, start: usize, number: u32) -> impl Iterator<Item = Line<'_>> + Clone {
    let rest = text.get(start..).unwrap_or_default();
    rest.split_inclusive('\n').scan((start, number), |(at, number), line| {
        let found = Line { text: without_end(line), number: *number, start: *at, next: *at + line.len() };
        *at = found.next;
        *number += 1;
        Some(found)
    })
}

fn without_end(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}
