//! The documents that `pullquote export --format markdown` writes, one a file or one after the other.

use std::io::{self, BufRead};
use std::mem;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::lines::{Line, Lines};
use super::telling::Telling;
use super::{File, Format, Item, Sample, Sink, scanner};
use crate::exchange::document::{FENCE, FIRST, OURS};
use crate::exchange::{exact, prose};
use crate::parse::dates;
use crate::parse::front_matter::{self, FrontMatter};
use crate::review::{Prose, Review, Source};
use crate::score::{Method, Score};

pub(super) const FORMAT: Format = Format {
    name: "pullquote-markdown",
    title: "Markdown that Pullquote exported",
    about: "What `pullquote export --format markdown` writes, one review a file or one after the other: front matter in \
            YAML, the sections under Markdown headings. The same reviews come back, with their ids, scores and sources, \
            wherever their files lie; what only an exact copy needs stands under the key `pullquote`. What was edited \
            counts. The text is taken to the letter; a line that begins with `#` or `---` and is no heading has a \
            backslash before it.",
    recognise,
    read,
};

/// The longest document.
const LARGEST: usize = 8 << 20;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let head = sample.head.trim_start_matches('\u{feff}');
    let mut lines = head.lines();
    let opens =
        lines.next().is_some_and(is_fence) && lines.next().is_some_and(|line| line.starts_with(FIRST));
    let mut front = lines.take_while(|line| !is_fence(line));
    let has_ours =
        opens && front.any(|line| line.strip_prefix(OURS).is_some_and(|rest| rest.trim_end() == ":"));
    has_ours.then(|| "the front matter of a Pullquote export".to_owned())
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == FENCE
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut lines = Lines::new(input);
    let mut telling = Telling::new(sink);
    let mut document = Document { line: 1, ..Document::default() };
    let mut line = Vec::new();
    loop {
        line.clear();
        let outcome = lines.append(&mut line, LARGEST)?;
        if outcome == Line::End {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        if let Some(ready) = document.take(&text, lines.number(), outcome == Line::Cut)
            && ready.tell(&mut telling).is_break()
        {
            return Ok(());
        }
    }
    let _ = document.tell(&mut telling).is_continue() && telling.finish().is_continue();
    Ok(())
}

/// The lines of a document as they come.
#[derive(Default)]
struct Document {
    text: String,
    /// Its first line in the file.
    line: u32,
    fences: u32,
    /// The last line was a fence below the front matter: a rule, or the beginning of the next document.
    is_at_fence: bool,
    is_too_long: bool,
}

impl Document {
    /// Adds a line. Gives the document that ended before it, if one did.
    fn take(&mut self, line: &str, number: u32, is_cut: bool) -> Option<Document> {
        let mut ended = None;
        if mem::take(&mut self.is_at_fence) {
            if line.starts_with(FIRST) {
                let next =
                    Document { text: format!("{FENCE}\n"), line: number - 1, fences: 1, ..Self::default() };
                ended = Some(mem::replace(self, next));
                // The blank line between two documents.
                if let Some(before) = ended.as_mut() {
                    before.text.truncate(before.text.strip_suffix('\n').unwrap_or(&before.text).len());
                }
            } else {
                self.push(FENCE);
            }
        }
        if is_fence(line) && self.fences >= 2 {
            self.is_at_fence = true;
            return ended;
        }
        self.fences += u32::from(is_fence(line));
        self.is_too_long |= is_cut;
        self.push(line);
        ended
    }

    fn push(&mut self, line: &str) {
        if self.text.len() + line.len() > LARGEST {
            self.is_too_long = true;
        }
        if !self.is_too_long {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn tell(self, telling: &mut Telling<'_, '_>) -> ControlFlow<()> {
        let place = || format!("line {}", self.line);
        if self.is_too_long {
            return telling.fault(place(), scanner::too_long());
        }
        match front_matter::split(&self.text) {
            Ok(Some(front)) => match returned(&front, &self.text) {
                Ok(review) => telling.item(Item::Review(Box::new(review))),
                Err(reason) => telling.fault(place(), reason),
            },
            Ok(None) => telling.fault(place(), "no front matter".to_owned()),
            Err(broken) => {
                let line = self.line + broken.line - 1;
                let reason =
                    format!("the front matter is broken at column {}: {}", broken.column, broken.message);
                telling.fault(format!("line {line}"), reason)
            }
        }
    }
}

/// The review of a document.
fn returned(front: &FrontMatter, text: &str) -> Result<Review, String> {
    let fields = Fields { front };
    let ours = |key: &str| fields.text(&format!("{OURS}.{key}"));
    let id = ours("id")
        .ok_or_else(|| format!("front matter without `{OURS}.id`, which says which review it is"))?;
    let source = fields.source();
    let prose_in = |key: &str| fields.text(key).map(|text| Prose::on_line(text, source.line_start));
    let body = text.get(front.body_start..).unwrap_or_default();
    let body = body.strip_prefix('\n').unwrap_or(body);
    let body = body.strip_suffix('\n').unwrap_or(body);
    let date = fields.text("date").map(|date| dates::from_value(&Value::from(date.as_str())).unwrap_or(date));
    Ok(Review {
        id,
        title: fields
            .text("title")
            .filter(|title| !title.is_empty())
            .ok_or("front matter without a title")?,
        year: fields.text("year").and_then(|year| year.trim().parse().ok()),
        kind: fields.text("kind"),
        summary: prose_in("summary"),
        sections: prose::sections_of(body, source.line_start),
        score: exact::score_of(fields.text("score").as_deref(), fields.score()),
        verdict: prose_in("verdict"),
        author: fields.text("author"),
        date,
        url: fields.text("url"),
        tags: fields.list("tags"),
        people: fields.list("people"),
        extra: fields.extra(),
        source,
    })
}

/// Front matter by the keys that we write.
struct Fields<'f> {
    front: &'f FrontMatter,
}

impl Fields<'_> {
    fn value(&self, dotted: &str) -> Option<&Value> {
        let mut keys = dotted.split('.');
        let first = self.front.fields.get(keys.next()?)?;
        keys.try_fold(first, |value, key| value.get(key))
    }

    /// A scalar as it was written, whatever YAML takes it for.
    fn text(&self, dotted: &str) -> Option<String> {
        match self.value(dotted)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            _ => self.front.raw(dotted),
        }
    }

    fn number<T: std::str::FromStr>(&self, dotted: &str) -> Option<T> {
        self.text(dotted)?.parse().ok()
    }

    /// A list, or what a person typed with commas.
    fn list(&self, key: &str) -> Vec<String> {
        match self.value(key) {
            Some(Value::Array(items)) => {
                (0..items.len()).filter_map(|at| self.item(&items[at], &format!("{key}.{at}"))).collect()
            }
            Some(_) => {
                let text = self.text(key).unwrap_or_default();
                text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
            }
            None => Vec::new(),
        }
    }

    fn item(&self, item: &Value, dotted: &str) -> Option<String> {
        item.as_str().map(str::to_owned).or_else(|| self.front.raw(dotted))
    }

    fn score(&self) -> Option<Score> {
        let of = |key: &str| format!("{OURS}.score.{key}");
        let method: Method = serde_json::from_value(self.value(&of("method"))?.clone()).ok()?;
        let (raw, value, scale) =
            (self.text(&of("raw"))?, self.number(&of("value")), self.text(&of("scale")));
        Some(Score { raw, value, scale, method })
    }

    fn source(&self) -> Source {
        let of = |key: &str| format!("{OURS}.source.{key}");
        let line = |at: usize| {
            let lines = self.value(&of("lines"))?;
            u32::try_from(lines.get(at)?.as_u64()?).ok()
        };
        Source {
            path: self.text(&of("path")).unwrap_or_default(),
            record: self.text(&of("record")),
            line_start: line(0).unwrap_or_default(),
            line_end: line(1).unwrap_or_default(),
        }
    }

    /// What no field takes: a mapping, or JSON under our key where YAML would change it.
    fn extra(&self) -> Map<String, Value> {
        if let Some(Value::Object(extra)) = self.value("extra") {
            return extra.clone();
        }
        let json = self.text(&format!("{OURS}.extra"));
        json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "pullquote_document_tests.rs"]
mod tests;
