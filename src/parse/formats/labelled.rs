//! Records of `Key: value` lines, one below the other, each with or without a text under it.

use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::jsonl::{has_extension, take};
use super::keyed::{self, Judged, Place};
use super::paragraphs::{Paragraph, Paragraphs};
use super::telling::Telling;
use super::{File, Format, Item, Markup, Sample, Sink, sniff};
use crate::parse::fold::slug;
use crate::parse::keys::normal;
use crate::parse::{Skipped, front_matter, spellings, translations};

pub(super) const FORMAT: Format = Format {
    name: "labelled",
    title: "records of `Key: value` lines",
    about: "Several reviews in one text, each under lines such as `Title: Heat` and `Rating: 8/10`, parted by empty \
            lines or rules, or each under front matter of its own between `---`. The text stands under the lines, or \
            is the value of the last of them (`Review: ...`). Stanford's SNAP writes its data sets like that, with \
            keys such as `product/title` and `review/text`.",
    recognise,
    read,
};

/// A longer record is no review, in bytes.
const LARGEST: usize = 8 << 20;
/// So many paragraphs may stand above the first record.
const MOST_PREAMBLE: usize = 3;
/// A longer key is prose with a colon in it, in bytes and in words.
const LONGEST_KEY: usize = 40;
const MOST_KEY_WORDS: usize = 3;
/// What a record is about where nothing names it.
const IDENTITIES: [&str; 4] = ["product_product_id", "product_id", "asin", "business_id"];

/// How the records of a file begin.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Style {
    /// The key of the work's name.
    key: String,
    /// Between `---`.
    is_fenced: bool,
}

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let others = ["json", "jsonl", "ndjson", "xml", "html", "htm", "csv", "tsv"];
    if others.iter().any(|end| has_extension(sample.path, end)) {
        return None;
    }
    // Most texts have no two lines with a colon, and need not be parted into paragraphs to find that out.
    memchr::memchr_iter(b':', sample.head.as_bytes()).nth(1)?;
    let style = style(sample.head.as_bytes())?;
    Some(format!("several records, each with its `{}:` line", style.key))
}

/// How the first two works with the same key and different names are introduced.
fn style(mut head: &[u8]) -> Option<Style> {
    let mut paragraphs = Paragraphs::new(&mut head);
    let mut last: Option<(Style, String)> = None;
    let mut preamble = 0;
    while let Ok(Some(paragraph)) = paragraphs.next() {
        let Some((style, name)) = introduction(&paragraph) else {
            preamble += usize::from(last.is_none());
            if preamble > MOST_PREAMBLE {
                return None;
            }
            continue;
        };
        if last.is_some_and(|(before, other)| before == style && other != name) {
            return Some(style);
        }
        last = Some((style, name));
    }
    None
}

/// How a paragraph introduces a work, and the work's name.
fn introduction(paragraph: &Paragraph) -> Option<(Style, String)> {
    let (key, name) = paragraph.lines[..header_length(paragraph)]
        .iter()
        .filter_map(|line| split(line))
        .find(|(key, value)| names_a_work(key) && !value.is_empty())?;
    Some((Style { key: key.to_owned(), is_fenced: paragraph.is_fenced }, name.to_owned()))
}

/// How many lines of a paragraph are keys; those behind them are text.
fn header_length(paragraph: &Paragraph) -> usize {
    if paragraph.is_fenced {
        return paragraph.lines.len();
    }
    paragraph.lines.iter().take_while(|line| split(line).is_some()).count()
}

/// `Title: Heat`, `product/title: Heat`.
fn split(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = key.len() <= LONGEST_KEY
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(|letter| letter.is_alphanumeric() || "_-/ ".contains(letter))
        && key.split(' ').count() <= MOST_KEY_WORDS;
    let is_parted = value.is_empty() || value.starts_with([' ', '\t']);
    (is_key && is_parted).then(|| (key, value.trim()))
}

fn names_a_work(key: &str) -> bool {
    let normal = normal(key);
    let name = translations::english(&normal);
    let is_title =
        name != "name" && spellings::TITLE.contains(&name) || spellings::NAMED_WORK.contains(&name);
    let nested = || key.split_once('/').is_some_and(|(_, inner)| matches!(inner, "title" | "name"));
    is_title || nested() || IDENTITIES.contains(&name)
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let head = sniff::head(input)?;
    let Some(style) = style(&head) else { return Ok(()) };
    let mut whole = Cursor::new(head).chain(input);
    let mut paragraphs = Paragraphs::new(&mut whole);
    let mut reading = Reading { file, style, telling: Telling::new(sink), open: None, ordinal: 0 };
    while let Some(paragraph) = paragraphs.next()? {
        if reading.paragraph(&paragraph).is_break() {
            return Ok(());
        }
    }
    if reading.close().is_continue() {
        let _ = reading.telling.finish();
    }
    Ok(())
}

struct Reading<'a, 's> {
    file: &'a File<'a>,
    style: Style,
    telling: Telling<'a, 's>,
    open: Option<Open>,
    ordinal: u64,
}

/// A record while it is read.
struct Open {
    name: String,
    is_fenced: bool,
    keys: Vec<String>,
    text: String,
    /// 0 before there is any.
    text_line: u32,
    line_start: u32,
    line_end: u32,
}

impl Reading<'_, '_> {
    fn paragraph(&mut self, paragraph: &Paragraph) -> ControlFlow<()> {
        let introduced = introduction(paragraph).filter(|(style, _)| *style == self.style);
        match (introduced, &mut self.open) {
            (Some((_, name)), _) => {
                self.close()?;
                self.open = Some(Open::new(paragraph, name));
                ControlFlow::Continue(())
            }
            (None, Some(open)) => {
                open.add(&paragraph.lines, paragraph.first_line);
                ControlFlow::Continue(())
            }
            (None, None) => {
                let line = paragraph.first_line;
                let reason = format!("text before the first review (line {line}) belongs to none");
                self.telling.item(Item::Skipped(Skipped { record: None, reason }))
            }
        }
    }

    /// Hands out the record that is open.
    fn close(&mut self) -> ControlFlow<()> {
        let Some(open) = self.open.take() else { return ControlFlow::Continue(()) };
        self.ordinal += 1;
        if open.text.len() > LARGEST {
            let lines = format!("lines {}-{}", open.line_start, open.line_end);
            return self.telling.fault(lines, format!("a record of more than {} MiB", LARGEST >> 20));
        }
        take(self.file, open.judge(self.file, self.ordinal), &mut self.telling)
    }
}

impl Open {
    fn new(paragraph: &Paragraph, name: String) -> Self {
        let length = header_length(paragraph);
        let (keys, text) = paragraph.lines.split_at(length);
        let behind = paragraph.first_line + length as u32;
        let mut open = Self {
            name,
            is_fenced: paragraph.is_fenced,
            keys: keys.to_vec(),
            text: String::new(),
            text_line: 0,
            line_start: paragraph.first_line,
            line_end: behind - 1,
        };
        open.begin_text();
        open.add(text, behind);
        open
    }

    /// `Review: It begins here`, as the last of the keys.
    fn begin_text(&mut self) {
        let last = self.keys.last().and_then(|line| split(line));
        let Some((_, text)) = last.filter(|(key, _)| !self.is_fenced && is_text(key)) else { return };
        (self.text, self.text_line) = (text.to_owned(), self.line_end);
        self.keys.pop();
    }

    fn add(&mut self, lines: &[String], first_line: u32) {
        if lines.is_empty() || self.text.len() > LARGEST {
            return;
        }
        if self.text_line == 0 {
            self.text_line = first_line;
        } else {
            // As many line ends as there were, so that each line keeps its number.
            let passed = first_line.saturating_sub(self.line_end) as usize;
            self.text.extend(std::iter::repeat_n('\n', passed));
        }
        self.text.push_str(&lines.join("\n"));
        self.line_end = first_line + lines.len() as u32 - 1;
    }

    fn judge(self, file: &File<'_>, ordinal: u64) -> Judged {
        const TEXT: &str = "text";
        let mut map = if self.is_fenced { fenced(&self.keys) } else { unfenced(&self.keys) };
        let (line_start, line_end) = (self.line_start, self.line_end);
        let place = Place { ordinal, line_start, line_end, text_line: self.text_line.max(line_start) };
        let has_text = !self.text.trim().is_empty();
        if has_text {
            let begun = map.remove(TEXT).and_then(|text| Some(text.as_str()?.to_owned() + "\n\n"));
            map.insert(TEXT.to_owned(), (begun.unwrap_or_default() + &self.text).into());
        }
        let mut judged = keyed::judge(map, has_text.then_some(TEXT), place, file.declared);
        if let Judged::Review(record) | Judged::Rating(record) = &mut judged {
            // Others may be put in before it: its number is no name.
            let slug = slug(&self.name);
            if record.key == ordinal.to_string() && !slug.is_empty() {
                record.key = slug;
            }
            let is_markdown = ["md", "markdown", "mdx"].iter().any(|end| has_extension(file.path, end));
            if let Some(body) =
                record.body.as_mut().filter(|body| is_markdown && body.markup == Markup::Plain)
            {
                body.markup = Markup::Markdown;
            }
        }
        judged
    }
}

fn is_text(key: &str) -> bool {
    keyed::text_name(&normal(key)).is_some()
}

/// What stands between `---`, as for the front matter of a file.
fn fenced(lines: &[String]) -> Map<String, Value> {
    match front_matter::split(&format!("---\n{}\n---\n", lines.join("\n"))) {
        Ok(front) => front.map(|front| front.fields).unwrap_or_default(),
        Err(broken) => broken.salvaged,
    }
}

/// `product/title` is the title of the product. A key that stands twice counts once.
fn unfenced(lines: &[String]) -> Map<String, Value> {
    let mut map = Map::new();
    for (key, value) in lines.iter().filter_map(|line| split(line)).filter(|(_, value)| !value.is_empty()) {
        let Some((nest, inner)) = key.split_once('/') else {
            map.entry(key).or_insert_with(|| value.into());
            continue;
        };
        let nested = map.entry(nest).or_insert_with(|| Value::Object(Map::new()));
        if let Some(nested) = nested.as_object_mut() {
            nested.entry(inner).or_insert_with(|| value.into());
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run, skipped};

    fn texts(path: &str, text: &str) -> Vec<(String, String, u32)> {
        let items = run(&FORMAT, path, text, Wishes::default());
        let body = |record: &&super::super::Record| record.body.clone().map(|body| (body.text, body.line));
        let found = records(&items).into_iter();
        found
            .map(|record| {
                let (text, line) = body(&record).unwrap_or_default();
                (record.key.clone(), text, line)
            })
            .collect()
    }

    #[test]
    fn rules_or_blank_lines_part_records() {
        for between in ["\n---\n\n", "", "* * *\n"] {
            let text = format!(
                "Title: Kiln\nRating: 7/10\n\nHot.\n\n{between}Title: Salt\nRating: 4/10\nDry.\n\nVery.\n"
            );
            let found = texts("diary.txt", &text);
            assert_eq!(found[0], ("kiln".to_owned(), "Hot.".to_owned(), 4), "{between:?}");
            assert_eq!((found[1].0.as_str(), found[1].1.as_str()), ("salt", "Dry.\n\nVery."));
        }
    }

    #[test]
    fn the_last_key_may_be_the_text() {
        let found = texts("a.txt", "Film: Kiln\nReview: Hot,\nand long.\n\nFilm: Salt\nReview: Dry.\n");
        assert_eq!(found[0], ("kiln".to_owned(), "Hot,\nand long.".to_owned(), 2));
    }

    #[test]
    fn each_may_have_front_matter() {
        let text = "---\ntitle: Kiln\ntags:\n  - clay\n---\nHot.\n\n---\ntitle: Salt\nrating: 7\n---\nDry.\n";
        let items = run(&FORMAT, "a.md", text, Wishes::default());
        let found = records(&items);
        assert_eq!(found[0].fields["tags"], serde_json::json!(["clay"]));
        assert_eq!(
            (&found[1].fields["rating"], &found[1].body.as_ref().unwrap().text),
            (&7.into(), &"Dry.".into())
        );
        assert_eq!(found[1].body.as_ref().unwrap().markup, Markup::Markdown);
    }

    #[test]
    fn keys_with_slashes_are_those_of_snap() {
        let text = "product/productId: B1\nproduct/title: Kiln\nreview/score: 4.0\nreview/text: Hot.\n\n\
                    product/productId: B2\nproduct/title: Salt\nreview/score: 2.0\nreview/text: Dry.\n";
        let items = run(&FORMAT, "Arts.txt", text, Wishes::default());
        let found = records(&items);
        assert_eq!(found[0].fields["product"]["title"], "Kiln");
        assert_eq!(found[1].fields["review"]["score"], "2.0");
        assert_eq!(found[1].body.as_ref().unwrap().text, "Dry.");
    }

    #[test]
    fn the_files_own_front_matter_is_no_record() {
        let text =
            "---\ntitle: My week\n---\n\nFilm: Kiln\nRating: 7\n\nHot.\n\nFilm: Salt\nRating: 6\n\nDry.\n";
        let items = run(&FORMAT, "week.md", text, Wishes::default());
        assert_eq!(records(&items).len(), 2);
        assert_eq!(skipped(&items), ["text before the first review (line 2) belongs to none"]);
    }

    #[test]
    fn one_review_with_a_header_is_no_record() {
        for text in [
            "Title: Kiln\nRating: 7\n\nHot.\n\nTitle: Kiln\nYear: 1990\n",
            "Title: My thoughts\n\nFilm: Kiln\nYear: 1990\n\nHot.",
            "Prose.\n\nMore.\n\nNote: this\n\nThing: that",
        ] {
            assert_eq!(style(text.as_bytes()), None, "{text}");
        }
    }
}
