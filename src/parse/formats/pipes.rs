//! Tables of Markdown that hold a review a row.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use super::jsonl::{has_extension, take};
use super::keyed::{self, Judged, Place};
use super::telling::Telling;
use super::{File, Format, Item, Markup, Sample, Sink};
use crate::parse::keys::normal;
use crate::parse::{Skipped, spellings, translations};

pub(super) const FORMAT: Format = Format {
    name: "markdown-table",
    title: "a Markdown table of reviews",
    about: "A text that is mostly tables whose columns name a work and what is thought of it (`| Film | Year | Score | \
            Notes |`): a review a row. Rows without a text are ratings. What stands around the tables belongs to \
            none.",
    recognise,
    read,
};

/// No such file is bigger, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// A table, found by the line of dashes under its header.
#[derive(Debug)]
struct Table<'a> {
    header: Vec<&'a str>,
    /// The cells of a row and its line, from 1.
    rows: Vec<(Vec<String>, u32)>,
}

/// Cells of so many bytes on average are texts.
const LONG_TEXT: usize = 30;

impl Table<'_> {
    /// The column with the longest cells, if those are texts.
    fn longest(&self) -> Option<usize> {
        let bytes = |at: usize| {
            self.rows.iter().filter_map(|(cells, _)| cells.get(at)).map(String::len).sum::<usize>()
        };
        let longest = (0..self.header.len()).max_by_key(|at| bytes(*at))?;
        (bytes(longest) >= LONG_TEXT * self.rows.len()).then_some(longest)
    }
}

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let is_text = ["md", "markdown", "txt", "mdx", "mkd"].iter().any(|end| has_extension(sample.path, end));
    if !is_text || !sample.head.contains("---") || !sample.head.contains('|') {
        return None;
    }
    let (tables, beside) = tables(sample.head);
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    let bytes = |row: &(Vec<String>, u32)| row.0.iter().map(String::len).sum::<usize>();
    let inside: usize = tables.iter().flat_map(|table| &table.rows).map(bytes).sum();
    let header = tables.first().map(|table| table.header.join(", "));
    (rows >= 2 && inside >= beside).then(|| format!("a table of {}", header.unwrap_or_default()))
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut text = String::new();
    input.take(MOST_BYTES).read_to_string(&mut text)?;
    let (tables, beside) = tables(&text);
    let mut telling = Telling::new(sink);
    let mut ordinal = 0;
    for table in &tables {
        let longest = table.longest();
        for (cells, line) in &table.rows {
            ordinal += 1;
            let judged = keyed::judge(
                row(&table.header, cells, longest),
                None,
                Place::on_line(ordinal, *line),
                file.declared,
            );
            if take(file, with_markup(judged), &mut telling).is_break() {
                return Ok(());
            }
        }
    }
    if beside > 0 {
        let reason = format!("{beside} bytes of text beside the table belong to no review");
        let _ = telling.item(Item::Skipped(Skipped { record: None, reason }));
    }
    let _ = telling.finish();
    Ok(())
}

fn with_markup(mut judged: Judged) -> Judged {
    if let Judged::Review(record) = &mut judged
        && let Some(body) = &mut record.body
    {
        body.markup = Markup::Markdown;
    }
    judged
}

/// A text under a name that may be anything (`Notes`) is a review's here, as `thoughts` always is.
fn row(header: &[&str], cells: &[String], longest: Option<usize>) -> Map<String, Value> {
    let has_text = header.iter().any(|name| is_review(name));
    let is_unnamed = header.iter().all(|name| keyed::text_name(&normal(name)).is_none());
    let named = header.iter().zip(cells).filter(|(name, cell)| !name.is_empty() && !cell.is_empty());
    let pairs = named.map(|(name, cell)| {
        let is_longest = is_unnamed && longest.and_then(|at| header.get(at)) == Some(name);
        let is_lesser = !has_text && (is_longest || keyed::text_name(&normal(name)).is_some());
        let name = if is_lesser { "review" } else { name };
        (name.to_owned(), Value::from(cell.as_str()))
    });
    pairs.collect()
}

fn is_review(name: &str) -> bool {
    keyed::text_name(&normal(name)).is_some_and(|(trust, _)| trust == keyed::Trust::Review)
}

/// The tables of reviews in a text, and how many bytes of prose stand beside them.
fn tables(text: &str) -> (Vec<Table<'_>>, usize) {
    let mut tables: Vec<Table<'_>> = Vec::new();
    let mut beside = 0;
    let mut above = "";
    let mut is_inside = false;
    for (line, number) in text.lines().zip(1..) {
        let trimmed = line.trim();
        if is_dashes(trimmed)
            && let Some(header) = header(above)
        {
            beside -= above.len();
            tables.push(Table { header, rows: Vec::new() });
            is_inside = true;
        } else if is_inside && trimmed.contains('|') {
            if let Some(table) = tables.last_mut() {
                table.rows.push((cells(trimmed), number));
            }
        } else {
            is_inside = false;
            beside += trimmed.len();
            // A heading above a table says what it is.
            beside -= if trimmed.starts_with('#') { trimmed.len() } else { 0 };
        }
        above = trimmed;
    }
    (tables, beside)
}

/// `|---|:---:|---|`
fn is_dashes(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The columns of a table of reviews: one names a work, another its score or what is thought of it.
fn header(line: &str) -> Option<Vec<&str>> {
    let names: Vec<&str> =
        line.trim_matches('|').split('|').map(|name| name.trim().trim_matches('*')).collect();
    let is_work = |name: &&str| {
        let name = normal(name);
        let name = translations::english(&name);
        [spellings::TITLE, spellings::NAMED_WORK, spellings::PLACE].iter().any(|names| names.contains(&name))
    };
    let is_judged = |name: &&str| {
        let name = normal(name);
        keyed::is_score(&name) || keyed::text_name(&name).is_some()
    };
    (line.contains('|') && names.iter().any(is_work) && names.iter().any(is_judged)).then_some(names)
}

/// The cells of a row; `\|` is a bar in one.
fn cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '\\' if letters.peek() == Some(&'|') => cell.extend(letters.next()),
            '|' => cells.push(String::new()),
            letter => cell.push(letter),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run, skipped};
    use crate::profile::Declared;

    #[test]
    fn a_row_is_a_review() {
        let text = "# 2021\n\nWhat I saw.\n\n| Film | Year | Score | Notes |\n|---|---|---|---|\n\
                    | *Kiln* | 1990 | 7/10 | Hot, with one \\| bar. |\n| Salt | 2001 | 4/10 | |\n";
        let wishes = Wishes { ratings: true, ..Wishes::default() };
        let items = run(&FORMAT, "films.md", text, wishes);
        let found = records(&items);
        let [kiln, salt] = found.as_slice() else { panic!("{items:?}") };
        assert_eq!(kiln.body.as_ref().unwrap().text, "Hot, with one | bar.");
        assert_eq!(
            (kiln.line_start, &kiln.fields["Score"], &kiln.fields["Film"]),
            (7, &"7/10".into(), &"*Kiln*".into())
        );
        assert!(salt.body.is_none());
        assert_eq!(skipped(&items), ["11 bytes of text beside the table belong to no review"]);
    }

    #[test]
    fn a_review_with_a_table_is_none() {
        let table = "| Film | Score |\n|---|---|\n| Kiln | 7 |\n| Salt | 4 |\n";
        let text = format!("# Heat\n\n{}\n\n{table}", "A long night in a long town. ".repeat(10));
        let sample = Sample { path: "heat.md", head: &text, is_whole: true, declared: &Declared::nothing() };
        assert!(recognise(&sample).is_none());
    }
}
