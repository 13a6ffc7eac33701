//! JSON that holds reviews somewhere: a list, a map, a list inside of a map, or one review alone.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::jsonl::{has_extension, take};
use super::keyed::{self, Judged, Place};
use super::scanner::{self, Captured, Scanner};
use super::telling::Telling;
use super::{File, Format, Item, Sample, Sink};
use crate::parse::Skipped;
use crate::parse::keys::normal;
use crate::parse::spellings;
use crate::profile::Declared;

pub(super) const FORMAT: Format = Format {
    name: "json",
    title: "JSON with reviews",
    about: "A list of reviews, a map of them by their keys, a list inside of a map, or one review. The text stands \
            under a name such as `review`, `reviewBody`, `text` or `content`; the rest under the names that front \
            matter has, nested as there (`book.title`). Reviews listed inside of a work inherit its title, year and \
            people. A JSON Feed's entries have its authors, and \
            the reviews of Google's Takeout, Trakt and LibraryThing their scales. Files may be larger than memory, a review may not have more than 8 MiB.",
    recognise,
    read,
};

/// Lists and maps inside of each other that are looked into for reviews.
const DEEPEST: usize = 12;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let head = sample.head.trim_start_matches('\u{feff}').trim_start();
    if !head.starts_with(['{', '[']) {
        return None;
    }
    if has_extension(sample.path, "json") {
        return Some("JSON".to_owned());
    }
    let is_review = match scanner::first_value(head)? {
        Value::Object(map) => {
            keyed::has_text(&map, sample.declared) && (sample.is_whole || head.starts_with('['))
        }
        _ => false,
    };
    let is_json = !sample.is_whole || serde_json::from_str::<serde::de::IgnoredAny>(head).is_ok();
    (is_review && is_json).then(|| "JSON, and the first record has a review's text".to_owned())
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut walk = Walk {
        file,
        scanner: Scanner::new(input),
        telling: Telling::new(sink),
        stack: Vec::new(),
        ordinal: 0,
    };
    if walk.walk()?.is_break() {
        return Ok(());
    }
    let mut telling = walk.telling;
    if telling.is_silent() {
        let reason = "JSON without reviews".to_owned();
        let _ = telling.item(Item::Skipped(Skipped { record: None, reason }));
    }
    let _ = telling.finish();
    Ok(())
}

/// A list or map that is looked into.
#[derive(Default)]
struct Frame {
    is_map: bool,
    /// The key whose value comes next.
    key: Option<String>,
    /// What it says of the work that the reviews inside of it are about.
    work: Map<String, Value>,
}

struct Walk<'a, 'f, 's, 'i> {
    file: &'a File<'f>,
    scanner: Scanner<'i>,
    telling: Telling<'a, 's>,
    stack: Vec<Frame>,
    ordinal: u64,
}

impl Walk<'_, '_, '_, '_> {
    fn walk(&mut self) -> io::Result<ControlFlow<()>> {
        while let Some(byte) = self.scanner.peek()? {
            let step = match byte {
                b',' | b':' => self.bump(),
                b']' | b'}' => {
                    self.stack.pop();
                    self.finish_value();
                    self.bump()
                }
                b'[' if self.stack.len() < DEEPEST => self.enter(Frame::default()),
                b'{' => self.object()?,
                _ => self.other()?,
            };
            if step.is_break() {
                return Ok(step);
            }
        }
        if self.stack.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(self.telling.warn(self.scanner.line(), "the file ends inside of a list or map"))
    }

    fn bump(&mut self) -> ControlFlow<()> {
        self.scanner.bump();
        ControlFlow::Continue(())
    }

    fn enter(&mut self, frame: Frame) -> ControlFlow<()> {
        self.stack.push(frame);
        self.bump()
    }

    fn finish_value(&mut self) {
        if let Some(frame) = self.stack.last_mut() {
            frame.key = None;
        }
    }

    /// A key, or a value that holds no review.
    fn other(&mut self) -> io::Result<ControlFlow<()>> {
        let mut bytes = Vec::new();
        let line = self.scanner.line();
        if self.scanner.value(&mut bytes)? == Captured::Over {
            self.scanner.pass_rest()?;
            self.finish_value();
            return Ok(self.telling.fault(format!("line {line}"), scanner::too_long()));
        }
        match self.stack.last_mut().filter(|frame| frame.is_map && frame.key.is_none()) {
            Some(frame) => frame.key = Some(serde_json::from_slice(&bytes).unwrap_or_default()),
            None => self.finish_value(),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn object(&mut self) -> io::Result<ControlFlow<()>> {
        let mut bytes = Vec::new();
        let line = self.scanner.line();
        let captured = self.scanner.value(&mut bytes)?;
        let in_list = self.stack.last().is_some_and(|frame| !frame.is_map);
        let may_enter = self.stack.len() < DEEPEST;
        let map = match (captured, scanner::parse(&bytes)) {
            (Captured::Whole, Ok(Value::Object(map))) => map,
            // What is inside may be many records, or many that can be read.
            _ if may_enter && !in_list && self.scanner.may_read_again(bytes.len()) => {
                return Ok(self.look_into(&bytes, line, Map::new()));
            }
            (captured, read) => return self.broken(captured, &bytes, line, read.err()),
        };
        let declared = self.file.declared;
        if may_enter
            && !keyed::has_text(&map, declared)
            && map.values().any(|value| holds_review(value, declared))
        {
            let work = work(map, declared);
            return Ok(self.look_into(&bytes, line, work));
        }
        Ok(self.record(map, line))
    }

    fn broken(
        &mut self,
        captured: Captured,
        bytes: &[u8],
        line: u32,
        reason: Option<String>,
    ) -> io::Result<ControlFlow<()>> {
        let is_broken = self.scanner.recover(bytes, line);
        self.finish_value();
        if captured == Captured::Over && !is_broken {
            self.scanner.pass_rest()?;
        }
        let reason = reason.filter(|_| is_broken || captured != Captured::Over);
        Ok(self.telling.fault(format!("line {line}"), reason.unwrap_or_else(scanner::too_long)))
    }

    /// Reads an object again, for what is inside of it.
    fn look_into(&mut self, bytes: &[u8], line: u32, work: Map<String, Value>) -> ControlFlow<()> {
        self.scanner.put_back(bytes, line);
        self.enter(Frame { is_map: true, key: None, work })
    }

    fn record(&mut self, mut map: Map<String, Value>, line: u32) -> ControlFlow<()> {
        self.inherit(&mut map);
        self.ordinal += 1;
        let member = self.stack.last_mut().and_then(|frame| frame.key.take());
        let line_end = self.scanner.line();
        let place = Place { ordinal: self.ordinal, line_start: line, line_end, text_line: line };
        let mut judged = keyed::judge(map, None, place, self.file.declared);
        if let (Some(member), Judged::Review(record) | Judged::Rating(record)) = (member, &mut judged)
            && record.key == self.ordinal.to_string()
        {
            record.key = member;
        }
        // What stands beside lists of reviews is no record.
        if matches!(judged, Judged::Other) && self.stack.last().is_some_and(|frame| frame.is_map) {
            return ControlFlow::Continue(());
        }
        take(self.file, judged, &mut self.telling)
    }

    fn inherit(&self, map: &mut Map<String, Value>) {
        let known: Vec<String> = map.keys().map(|name| normal(name)).collect();
        for (name, value) in self.stack.iter().rev().flat_map(|frame| &frame.work) {
            if !known.contains(&normal(name)) && !map.contains_key(name) {
                map.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Whether there is a review anywhere inside. `serde_json` has bounded the depth.
fn holds_review(value: &Value, declared: &Declared<'_>) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| holds_review(item, declared)),
        Value::Object(map) => {
            keyed::has_text(map, declared) || map.values().any(|value| holds_review(value, declared))
        }
        _ => false,
    }
}

/// What a map says of a work, so that the reviews inside of it need not. A feed is no work, but has its authors.
fn work(map: Map<String, Value>, declared: &Declared<'_>) -> Map<String, Value> {
    if map.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org")) {
        return map.into_iter().filter(|(name, _)| matches!(name.as_str(), "author" | "authors")).collect();
    }
    let is_said = |name: &String, value: &Value| {
        let small = normal(name);
        let named = [spellings::TITLE, spellings::YEAR, spellings::KIND, spellings::PEOPLE, spellings::BANDS];
        let is_fact = named.iter().any(|names| names.contains(&small.as_str()));
        let is_work = spellings::NAMED_WORK.contains(&small.as_str());
        let is_told = is_work || is_fact && !value.is_object();
        is_told && !holds_review(value, declared)
    };
    map.into_iter().filter(|(name, value)| is_said(name, value)).collect()
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
