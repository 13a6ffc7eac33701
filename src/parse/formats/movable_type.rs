//! Movable Type's own export, which `TypePad` and others write too.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::lines::{Line, Lines};
use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};
use crate::parse::{Skipped, Warning};

pub(super) const FORMAT: Format = Format {
    name: "movable-type",
    title: "a Movable Type export",
    about: "The text that Movable Type and TypePad export: published entries, with their author, categories, tags, \
            excerpt and day. Drafts are counted and left out; comments and pings are no reviews.",
    recognise,
    read,
};

/// Parts the sections of an entry.
const SECTION_END: &str = "-----";
/// Parts entries.
const ENTRY_END: &str = "--------";
/// No entry is longer, in bytes.
const MOST_BYTES: usize = 8 << 20;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let head = sample.head.trim_start_matches('\u{feff}').trim_start();
    let first = head.lines().next()?;
    let begins =
        ["AUTHOR:", "TITLE:", "BASENAME:", "STATUS:", "DATE:"].iter().any(|key| first.starts_with(key));
    let has_body = || {
        let mut lines = head.lines().map(str::trim_end);
        lines.any(|line| line == SECTION_END) && lines.any(|line| line == "BODY:")
    };
    (begins && has_body()).then(|| "entries as Movable Type writes them".to_owned())
}

#[derive(Default)]
struct Entry {
    keys: Vec<(String, String)>,
    /// Those with a name of their own: `BODY`, `EXCERPT`, with the line of their text.
    sections: Vec<(String, String, u32)>,
    line_start: u32,
    line_end: u32,
    bytes: usize,
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    let mut entry = Entry::default();
    let mut section: Option<(String, String, u32)> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        let is_end = lines.append(&mut line, MOST_BYTES)? == Line::End;
        let text = String::from_utf8_lossy(&line);
        if is_end || text.trim_end() == ENTRY_END {
            entry.sections.extend(section.take());
            let whole = std::mem::take(&mut entry);
            if !whole.keys.is_empty() && close(&whole, &mut left_out, sink).is_break() {
                return Ok(());
            }
            if is_end {
                break;
            }
            continue;
        }
        entry.line(&text, lines.number(), &mut section);
    }
    for (what, count) in left_out {
        if sink(Item::Skipped(Skipped { record: None, reason: format!("{count} × {what}") })).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn close(entry: &Entry, left_out: &mut BTreeMap<String, u64>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let status = entry.key("STATUS").unwrap_or("publish").to_lowercase();
    if !status.starts_with("publish") {
        *left_out.entry(format!("entry with status `{status}`, not published")).or_default() += 1;
        return ControlFlow::Continue(());
    }
    if entry.bytes > MOST_BYTES {
        let message = format!("an entry of more than {} MiB is left out", MOST_BYTES >> 20);
        return sink(Item::Warning(Warning { line: Some(entry.line_start), message }));
    }
    sink(Item::Record(entry.record()))
}

impl Entry {
    fn line(&mut self, text: &str, number: u32, section: &mut Option<(String, String, u32)>) {
        self.line_end = number;
        if text.trim_end() == SECTION_END {
            self.sections.extend(section.take());
            return;
        }
        self.bytes += text.len();
        if self.bytes > MOST_BYTES {
            return;
        }
        if let Some((_, inner, line)) = section {
            if inner.is_empty() {
                *line = number;
            }
            inner.push_str(text);
            inner.push('\n');
            return;
        }
        let Some((key, value)) = text.split_once(':') else { return };
        if self.keys.is_empty() {
            self.line_start = number;
        }
        // A name alone on its line begins a section, but `TAGS:` may be empty.
        let opens = value.trim().is_empty()
            && ["BODY", "EXTENDED BODY", "EXCERPT", "KEYWORDS", "COMMENT", "PING"].contains(&key);
        if opens {
            *section = Some((key.to_owned(), String::new(), number + 1));
        } else {
            self.keys.push((key.to_owned(), value.trim().to_owned()));
        }
    }

    fn key(&self, name: &str) -> Option<&str> {
        self.keys
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    fn section(&self, name: &str) -> Option<(&str, u32)> {
        let found = self.sections.iter().find(|(key, text, _)| key == name && !text.trim().is_empty())?;
        Some((found.1.trim_end(), found.2))
    }

    fn record(&self) -> Record {
        let mut fields = Map::new();
        let known = [
            ("title", self.key("TITLE")),
            ("author", self.key("AUTHOR")),
            ("date", self.key("DATE")),
            ("slug", self.key("BASENAME")),
            ("url", self.key("UNIQUE URL")),
            ("excerpt", self.section("EXCERPT").map(|(text, _)| text)),
        ];
        fields.extend(known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))));
        let tags = self.terms();
        if !tags.is_empty() {
            fields.insert("tags".to_owned(), tags.into());
        }
        let key = self.key("BASENAME").or_else(|| self.key("UNIQUE URL")).or_else(|| self.key("TITLE"));
        Record {
            key: key.unwrap_or("entry").to_owned(),
            line_start: self.line_start,
            line_end: self.line_end,
            fields,
            body: self.body(),
            ..Record::default()
        }
    }

    /// Categories, and tags between commas.
    fn terms(&self) -> Vec<Value> {
        let mut terms: Vec<&str> = Vec::new();
        for (key, value) in &self.keys {
            let is_category = matches!(key.as_str(), "PRIMARY CATEGORY" | "CATEGORY");
            let parts: Vec<&str> = match key.as_str() {
                "TAGS" => value.split(',').map(|tag| tag.trim().trim_matches('"')).collect(),
                _ if is_category => vec![value.as_str()],
                _ => continue,
            };
            for term in parts {
                if !term.is_empty() && !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        terms.into_iter().map(Value::from).collect()
    }

    /// The text and its continuation.
    fn body(&self) -> Option<Body> {
        let parts = ["BODY", "EXTENDED BODY"].iter().filter_map(|name| self.section(name));
        let parts: Vec<(&str, u32)> = parts.collect();
        let line = parts.first()?.1;
        let text = parts.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("\n\n");
        // Where line breaks are converted, the text has no tags for its paragraphs.
        let is_html = text.contains("<p") || text.contains("<div") || text.contains("<br");
        let is_markdown = self.key("CONVERT BREAKS").is_some_and(|how| how.starts_with("markdown"));
        let markup = match (is_markdown, is_html) {
            (true, _) => Markup::Markdown,
            (false, true) => Markup::Html,
            (false, false) => Markup::Plain,
        };
        Some(Body { text, line, markup })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run, skipped};

    const EXPORT: &str = "TITLE: Kiln (1990)\nAUTHOR: Ada\nDATE: 01/31/2002 03:31:05 PM\nSTATUS: Publish\n\
        PRIMARY CATEGORY: Film\nCATEGORY: Clay\nTAGS: \"dry wit\",noir\n-----\nBODY:\nHot.\n\nDry.\n-----\n\
        EXTENDED BODY:\nRating: 8/10\n-----\nEXCERPT:\n\n-----\nCOMMENT:\nAUTHOR: Troll\nDATE: 02/01/2002 03:31:05 PM\n\
        I hated it.\n-----\n--------\nTITLE: Salt\nSTATUS: Draft\n-----\nBODY:\nNot yet.\n-----\n--------\n";

    #[test]
    fn published_entries_are_records_without_their_comments() {
        let items = run(&FORMAT, "export.txt", EXPORT, Wishes::default());
        let found = records(&items);
        let [entry] = found.as_slice() else { panic!("{items:?}") };
        let body = entry.body.as_ref().unwrap();
        assert_eq!((body.text.as_str(), body.line), ("Hot.\n\nDry.\n\nRating: 8/10", 10));
        assert_eq!((entry.line_start, &entry.fields["author"]), (1, &"Ada".into()));
        assert_eq!(entry.fields["tags"], serde_json::json!(["Film", "Clay", "dry wit", "noir"]));
        assert_eq!(skipped(&items), ["1 × entry with status `draft`, not published"]);
    }

    #[test]
    fn an_export_cut_short_gives_what_it_has() {
        let items = run(&FORMAT, "export.txt", &EXPORT[..180], Wishes::default());
        assert_eq!(records(&items).len(), 1);
    }
}
