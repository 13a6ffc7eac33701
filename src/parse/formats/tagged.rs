//! Records between tags that are no XML: a tag a line, text between them as it comes.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::jsonl::take;
use super::keyed::{self, Place};
use super::lines::{Line, Lines};
use super::telling::Telling;
use super::{File, Format, Sample, Sink};

pub(super) const FORMAT: Format = Format {
    name: "tagged",
    title: "records between `<review>` tags",
    about: "Data sets that look like XML and are none, such as Blitzer's product reviews: `<review>`, inside of it a tag \
            and its text on lines of their own, with loose `&` and `<`. The product's name is the title, and the \
            review's own title its summary.",
    recognise,
    read,
};

/// A longer record is no review, in bytes.
const LARGEST: usize = 8 << 20;
const OPEN: &str = "<review>";
const CLOSE: &str = "</review>";

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let mut lines =
        sample.head.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
    let is_tagged = lines.next() == Some(OPEN) && lines.next().is_some_and(|line| opened(line).is_some());
    is_tagged.then(|| "records between `<review>` tags".to_owned())
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut telling = Telling::new(sink);
    let mut record = Tagged::default();
    let mut ordinal = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.append(&mut line, LARGEST)? == Line::End {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        let (trimmed, number) = (text.trim(), lines.number());
        if trimmed == OPEN {
            record = Tagged { line_start: number, ..Tagged::default() };
        } else if trimmed == CLOSE {
            ordinal += 1;
            let whole = std::mem::take(&mut record);
            let flow = if whole.bytes > LARGEST {
                telling.fault(format!("line {}", whole.line_start), super::scanner::too_long())
            } else {
                let place = whole.place(ordinal, number);
                take(file, keyed::judge(whole.map, None, place, file.declared), &mut telling)
            };
            if flow.is_break() {
                return Ok(());
            }
        } else {
            record.line(&text, number);
        }
    }
    let _ = telling.finish();
    Ok(())
}

#[derive(Default)]
struct Tagged {
    map: Map<String, Value>,
    /// The tag that is open, and what stands in it so far.
    open: Option<(String, String)>,
    line_start: u32,
    text_line: u32,
    bytes: usize,
}

impl Tagged {
    fn line(&mut self, line: &str, number: u32) {
        self.bytes += line.len();
        if self.bytes > LARGEST {
            return;
        }
        let trimmed = line.trim();
        let Some((name, text)) = &mut self.open else {
            self.open = opened(trimmed).map(|name| (name.to_owned(), String::new()));
            self.whole_line(trimmed);
            if self.open.as_ref().is_some_and(|(name, _)| keyed::text_name(name).is_some()) {
                self.text_line = number + 1;
            }
            return;
        };
        let is_closed =
            trimmed.strip_prefix("</").and_then(|end| end.strip_suffix('>')) == Some(name.as_str());
        if !is_closed {
            text.push_str(line.trim_end());
            text.push('\n');
            return;
        }
        if let Some((name, text)) = self.open.take() {
            self.put(&name, text.trim());
        }
    }

    /// `<rating>5.0</rating>`
    fn whole_line(&mut self, line: &str) {
        let Some((name, rest)) = line.strip_prefix('<').and_then(|rest| rest.split_once('>')) else { return };
        if let Some(text) =
            rest.strip_suffix('>').and_then(|rest| rest.strip_suffix(name)?.strip_suffix("</"))
        {
            let (name, text) = (name.to_owned(), text.trim().to_owned());
            self.open = None;
            self.put(&name, &text);
        }
    }

    fn put(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.map.entry(name).or_insert_with(|| text.into());
        }
    }

    fn place(&self, ordinal: u64, line_end: u32) -> Place {
        let line_start = self.line_start;
        Place { ordinal, line_start, line_end, text_line: self.text_line.max(line_start) }
    }
}

/// The name of the tag that a line is.
fn opened(line: &str) -> Option<&str> {
    let name = line.strip_prefix('<')?.strip_suffix('>')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run};

    #[test]
    fn what_stands_between_tags_is_a_value() {
        let text = "<review>\n<unique_id>\nB1:good:ada\n</unique_id>\n<product_name>\nKettle: Kitchen & Home\n</product_name>\n\
                    <rating>\n2.0\n</rating>\n<title>\nIt leaks\n</title>\n<reviewer>Ada</reviewer>\n\
                    <review_text>\nIt leaks <a lot>,\nand sings.\n</review_text>\n</review>\n<review>\n\
                    <review_text>\nNice.\n</review_text>\n</review>\n";
        let items = run(&FORMAT, "negative.review", text, Wishes::default());
        let found = records(&items);
        let [kettle, other] = found.as_slice() else { panic!("{items:?}") };
        assert_eq!(
            (&kettle.fields["title"], &kettle.fields["summary"]),
            (&"Kettle: Kitchen & Home".into(), &"It leaks".into())
        );
        assert_eq!((&kettle.fields["rating"], &kettle.fields["reviewer"]), (&"2.0".into(), &"Ada".into()));
        let body = kettle.body.as_ref().unwrap();
        assert_eq!(
            (body.text.as_str(), body.line, kettle.line_end),
            ("It leaks <a lot>,\nand sings.", 16, 19)
        );
        assert_eq!(other.body.as_ref().unwrap().text, "Nice.");
    }
}
