//! Lines that stand together, with the rules between them.

use std::io::{self, BufRead};

use super::lines::{Line, Lines};

/// A longer line is cut, in bytes.
const LONGEST_LINE: usize = 1 << 20;
/// A paragraph of more lines goes on as the next one.
const MOST_LINES: usize = 10_000;

/// Lines without a blank one or a rule among them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) lines: Vec<String>,
    /// From 1.
    pub(super) first_line: u32,
    /// Whether `---` stands right above it, and right below.
    pub(super) is_fenced: bool,
}

/// Reads paragraph by paragraph.
pub(super) struct Paragraphs<'a> {
    lines: Lines<'a>,
    /// Whether the line before was `---`.
    under_fence: bool,
}

impl<'a> Paragraphs<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead) -> Self {
        Self { lines: Lines::new(input), under_fence: false }
    }

    /// The next paragraph; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Paragraph>> {
        let mut paragraph = Paragraph::default();
        let mut begins_fenced = false;
        let mut line = Vec::new();
        loop {
            line.clear();
            let is_end = self.lines.append(&mut line, LONGEST_LINE)? == Line::End;
            let text = String::from_utf8_lossy(&line);
            let parts = is_end || text.trim().is_empty() || is_rule(&text);
            if !parts {
                if paragraph.lines.is_empty() {
                    paragraph.first_line = self.lines.number();
                    begins_fenced = std::mem::take(&mut self.under_fence);
                }
                paragraph.lines.push(text.trim_end().to_owned());
                if paragraph.lines.len() < MOST_LINES {
                    continue;
                }
            }
            self.under_fence = text.trim_end() == "---";
            if !paragraph.lines.is_empty() {
                paragraph.is_fenced = begins_fenced && self.under_fence;
                return Ok(Some(paragraph));
            }
            if is_end {
                return Ok(None);
            }
        }
    }
}

/// `---`, `***`, `* * *`, `=====`: three or more of one sign.
fn is_rule(line: &str) -> bool {
    let mut signs = line.chars().filter(|letter| !letter.is_whitespace());
    let Some(first) = signs.next().filter(|sign| "-*_=~#+".contains(*sign)) else { return false };
    let mut count = 1;
    signs.all(|sign| {
        count += 1;
        sign == first
    }) && count >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_rules_part_paragraphs() {
        let mut input = "---\na: 1\nb: 2\n---\nOne\n\nTwo\n* * *\n\n\nThree".as_bytes();
        let mut paragraphs = Paragraphs::new(&mut input);
        let mut found = Vec::new();
        while let Some(paragraph) = paragraphs.next().unwrap() {
            found.push((paragraph.first_line, paragraph.lines.join("|"), paragraph.is_fenced));
        }
        let expected = [
            (2, "a: 1|b: 2".to_owned(), true),
            (5, "One".to_owned(), false),
            (7, "Two".to_owned(), false),
            (11, "Three".to_owned(), false),
        ];
        assert_eq!(found, expected);
    }
}
