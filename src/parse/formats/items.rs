//! The items of a feed in XML, one at a time: RSS, Atom, and what WordPress makes of RSS.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Item, Sink};
use crate::parse::{Skipped, Warning};

/// No item has more text than this, in bytes.
const MOST_BYTES: usize = 8 << 20;
/// Nor elements inside each other.
const DEEPEST: usize = 200;
/// Nor elements.
const MOST_CHILDREN: usize = 20_000;

/// An `item` or an `entry`, or an `author` that stands beside them.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Whether it is an author, of all items or of some.
    pub(super) is_author: bool,
    pub(super) line_start: u32,
    pub(super) line_end: u32,
    pub(super) children: Vec<Child>,
    bytes: usize,
}

/// An element in an item, or in an element that only groups others (`wp:postmeta`, `author`).
#[derive(Debug, Default)]
pub(super) struct Child {
    /// With its prefix: `content:encoded`.
    pub(super) name: String,
    /// The element that it stands in, if that isn't the item.
    pub(super) parent: Option<String>,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    /// The line on which its text begins.
    pub(super) line: u32,
}

impl Child {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }
}

impl Entry {
    /// The text of the first child of that name that has any.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Child> {
        self.all(name).find(|child| !child.text.trim().is_empty())
    }

    /// The children of that name. Without a prefix any prefix will do, but `content:encoded` and
    /// `excerpt:encoded` differ by nothing else.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Child> {
        self.children.iter().filter(move |child| child.name == name || child.local() == name)
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Reads the items one by one. What was read before an error stands; the error is a warning.
pub(super) fn read(
    input: &mut dyn BufRead,
    sink: &mut Sink<'_>,
    each: &mut dyn FnMut(Entry, &mut Sink<'_>) -> ControlFlow<()>,
) -> io::Result<()> {
    read_named(&["item", "entry"], input, sink, each)
}

/// The same for items of other names.
pub(super) fn read_named(
    names: &[&str],
    input: &mut dyn BufRead,
    sink: &mut Sink<'_>,
    each: &mut dyn FnMut(Entry, &mut Sink<'_>) -> ControlFlow<()>,
) -> io::Result<()> {
    let lines = Cell::new(1);
    let exceeded = Cell::new(false);
    let mut reader =
        Reader::from_reader(Bounded { input, left: MOST_BYTES, lines: &lines, exceeded: &exceeded });
    reader.config_mut().allow_dangling_amp = true;
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().left = MOST_BYTES;
        let line = lines.get();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) if !exceeded.get() => {
                return Err(io::Error::new(error.kind(), error.to_string()));
            }
            Err(error) => {
                let _ = sink(warning(line, format!("the XML is broken here: {error}")));
                return Ok(());
            }
        };
        match event {
            Event::Eof => {
                if state.depth > 0 {
                    let _ = sink(warning(line, "the XML ends in the middle".to_owned()));
                }
                return Ok(());
            }
            Event::Start(tag) => state.start(&tag, line, names),
            Event::Empty(tag) => {
                state.start(&tag, line, names);
                state.end(line);
            }
            Event::Text(text) => state.text(&text.xml10_content()),
            Event::CData(text) => state.text(&text.xml10_content()),
            Event::GeneralRef(reference) => state.reference(&reference),
            Event::End(_) => state.end(line),
            _ => {}
        }
        if state.depth > DEEPEST {
            let _ = sink(warning(line, "elements stand too deep inside each other".to_owned()));
            return Ok(());
        }
        let Some(entry) = state.done.take() else { continue };
        let flow = if entry.is_too_big() { sink(too_big(&entry)) } else { each(entry, sink) };
        if flow.is_break() {
            return Ok(());
        }
    }
}

impl Entry {
    fn is_too_big(&self) -> bool {
        self.bytes > MOST_BYTES || self.children.len() >= MOST_CHILDREN
    }
}

fn too_big(entry: &Entry) -> Item {
    let reason = format!("the item on line {} is too big", entry.line_start);
    Item::Skipped(Skipped { record: None, reason })
}

fn warning(line: u32, message: String) -> Item {
    Item::Warning(Warning { line: Some(line), message })
}

#[derive(Default)]
struct State {
    depth: usize,
    /// The depth of the item that is open.
    item: Option<usize>,
    entry: Entry,
    /// The elements open inside it, as indexes of its children.
    open: Vec<usize>,
    done: Option<Entry>,
}

impl State {
    fn start(&mut self, tag: &BytesStart<'_>, line: u32, names: &[&str]) {
        self.depth += 1;
        let name = tag.name().0.to_owned();
        if self.item.is_none() {
            let is_author = local(&name) == "author";
            if is_author || names.contains(&local(&name)) {
                self.item = Some(self.depth);
                self.entry = Entry { line_start: line, is_author, ..Entry::default() };
            }
            return;
        }
        if self.in_markup() {
            self.text(&format!("<{name}>"));
        }
        let parent =
            self.open.last().and_then(|at| self.entry.children.get(*at)).map(|child| child.name.clone());
        if self.entry.children.len() < MOST_CHILDREN {
            self.entry.children.push(Child {
                name,
                parent,
                attributes: attributes(tag),
                text: String::new(),
                line,
            });
        }
        self.open.push(self.entry.children.len() - 1);
    }

    /// Whether the text of an Atom entry is XHTML, whose tags are part of it.
    fn in_markup(&self) -> bool {
        let outermost = self.open.first().and_then(|at| self.entry.children.get(*at));
        outermost.is_some_and(|child| child.attribute("type") == Some("xhtml"))
    }

    fn text(&mut self, text: &str) {
        let at = if self.in_markup() { self.open.first() } else { self.open.last() };
        let Some(child) = at.and_then(|at| self.entry.children.get_mut(*at)) else { return };
        self.entry.bytes += text.len();
        if self.entry.bytes <= MOST_BYTES {
            child.text.push_str(text);
        }
    }

    fn reference(&mut self, reference: &str) {
        let whole = format!("&{reference};");
        match crate::parse::markup::reference(&whole) {
            Some((character, _)) => self.text(character.encode_utf8(&mut [0; 4])),
            None => self.text(&whole),
        }
    }

    fn end(&mut self, line: u32) {
        if self.item == Some(self.depth) {
            self.item = None;
            self.open.clear();
            let entry = std::mem::take(&mut self.entry);
            self.done = Some(Entry { line_end: line, ..entry });
        } else if let Some(at) = self.open.pop()
            && self.in_markup()
        {
            let name = self.entry.children.get(at).map(|child| child.name.clone()).unwrap_or_default();
            self.text(&format!("</{name}>"));
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    const MOST: usize = 50;
    let mut found = tag.html_attributes();
    // A repeated attribute is no reason to compare all pairs of them.
    found.with_checks(false);
    let plain = |value: &str| value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
    let pairs = found.take(MOST).filter_map(Result::ok);
    pairs.map(|attribute| (attribute.key.0.to_owned(), plain(&attribute.value))).collect()
}

/// Counts lines, and breaks off where one token of the XML has no end.
struct Bounded<'a> {
    input: &'a mut dyn BufRead,
    left: usize,
    lines: &'a Cell<u32>,
    exceeded: &'a Cell<bool>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let length = available.read(out)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            self.exceeded.set(true);
            return Err(io::Error::other("more than 8 MiB without an end"));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(available) = self.input.fill_buf() {
            let passed = available.iter().take(amount).filter(|byte| **byte == b'\n').count();
            self.lines.set(self.lines.get().saturating_add(passed as u32));
        }
        self.left = self.left.saturating_sub(amount);
        self.input.consume(amount);
    }
}
