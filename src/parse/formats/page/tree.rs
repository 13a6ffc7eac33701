//! The elements of a page: what stands inside what, and where in the source.
//!
//! The tokens are those of the HTML standard; of its rules for trees only those are kept that pages rely
//! on: elements without content, and end tags that may be left out. An end tag that nothing opened is passed by.

use std::collections::HashMap;
use std::ops::Range;

use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Token, Tokenizer};

/// No page has more elements.
pub(super) const MOST_ELEMENTS: usize = 200_000;

/// Elements stand inside each other so deep. What is deeper holds nothing, its text is that of the last one
/// that does: so the texts of all elements together are no longer than this many pages.
const DEEPEST: usize = 256;

/// Elements that end where they begin.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that end a paragraph that is open.
const BLOCKS: [&str; 24] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
];
/// Elements inside of a line of text.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
    "sub", "sup", "u",
];
/// Elements whose text nobody reads.
const UNSEEN: [&str; 6] = ["script", "style", "noscript", "template", "svg", "title"];

/// The name of what holds all elements.
const PAGE: &str = "#page";

/// A page taken apart.
#[derive(Default)]
pub(super) struct Tree<'a> {
    pub(super) html: &'a str,
    /// The page itself, and its elements in the order of their start tags.
    pub(super) elements: Vec<Element>,
    /// Whether there were more elements than are kept.
    pub(super) is_cut: bool,
    /// Where the page's lines end.
    line_ends: Vec<usize>,
}

/// An element of a page.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Lower case.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) parent: Option<usize>,
    /// Bytes from its start tag to its end tag, both included.
    pub(super) outer: Range<usize>,
    /// Bytes between the two.
    pub(super) inner: Range<usize>,
    /// The first element after it and all that it holds.
    pub(super) next: usize,
    /// Letters and digits that stand in it, but in no element of it other than those of a line.
    pub(super) letters: usize,
    /// Those of them that a link holds.
    pub(super) linked: usize,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The words of its classes.
    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, names: &[&str]) -> bool {
        self.classes().any(|class| names.contains(&class))
    }

    /// The words of an attribute that lists some: `itemprop`, `rel`.
    pub(super) fn lists(&self, attribute: &str, word: &str) -> bool {
        self.attribute(attribute)
            .is_some_and(|value| value.split_ascii_whitespace().any(|known| known == word))
    }

    /// The level of a heading.
    pub(super) fn heading(&self) -> Option<u8> {
        let level = self.name.strip_prefix('h')?.parse().ok()?;
        (1..=6).contains(&level).then_some(level)
    }
}

impl<'a> Tree<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        let page = Element { name: PAGE.to_owned(), ..Element::default() };
        let line_ends = memchr::memchr_iter(b'\n', html.as_bytes()).collect();
        let tree = Tree { html, elements: vec![page], is_cut: false, line_ends };
        let mut growing = Growing { tree, open: vec![Open::default()], ..Growing::default() };
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => growing.start(&tag),
                Token::EndTag(tag) => {
                    growing.end(&String::from_utf8_lossy(&tag.name), tag.span.start, tag.span.end);
                }
                Token::String(text) => growing.text(&String::from_utf8_lossy(&text.value)),
                _ => {}
            }
            if growing.tree.elements.len() >= MOST_ELEMENTS {
                growing.tree.is_cut = true;
                break;
            }
        }
        growing.close_to(0, html.len(), html.len());
        growing.tree
    }

    /// Whether it is no whole page but a part of one.
    pub(super) fn is_fragment(&self) -> bool {
        !self.elements.iter().any(|element| matches!(element.name.as_str(), "html" | "head" | "body"))
    }

    /// An element and where it is.
    pub(super) fn at(&self, at: usize) -> Option<&Element> {
        self.elements.get(at)
    }

    /// The places of what an element holds, at any depth.
    pub(super) fn inside(&self, at: usize) -> Range<usize> {
        at + 1..self.elements.get(at).map_or(at + 1, |element| element.next)
    }

    /// Every element, with its place.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Element)> {
        self.elements.iter().enumerate()
    }

    /// Those that an element holds, with their places.
    pub(super) fn within(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        let inside = self.inside(at);
        let start = inside.start;
        self.elements
            .get(inside)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(move |(n, element)| (start + n, element))
    }

    /// What an element encloses, as written.
    pub(super) fn source(&self, range: &Range<usize>) -> &'a str {
        self.html.get(range.clone()).unwrap_or_default()
    }

    /// The text that an element shows, in one line.
    pub(super) fn text(&self, element: &Element) -> String {
        plain(self.source(&element.inner))
    }

    /// The text of the page's `title`, which no reader sees among the rest.
    pub(super) fn text_of_title(&self, element: &Element) -> String {
        plain(&self.source(&element.inner).replace('<', "&lt;"))
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> u32 {
        1 + self.line_ends.partition_point(|end| *end < at) as u32
    }
}

/// The text of some HTML in one line, its entities resolved.
pub(super) fn plain(html: &str) -> String {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut text = String::new();
    let mut unseen = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::String(part) if unseen.is_none() => text.push_str(&String::from_utf8_lossy(&part.value)),
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                text.push_str(if INLINE.contains(&name.as_str()) { "" } else { " " });
                unseen = unseen.or_else(|| UNSEEN.contains(&name.as_str()).then_some(name));
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                text.push_str(if INLINE.contains(&name.as_ref()) { "" } else { " " });
                unseen = unseen.filter(|unseen| *unseen != name);
            }
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tree while its tokens are read.
#[derive(Default)]
struct Growing<'a> {
    tree: Tree<'a>,
    /// The elements that are open, outermost first.
    open: Vec<Open>,
    /// How many elements of a name are open.
    counts: HashMap<String, usize>,
    /// How many of a name are open that stand too deep.
    too_deep: HashMap<String, usize>,
}

/// An element that is open, and whose the text is that stands in it.
#[derive(Clone, Copy, Default)]
struct Open {
    at: usize,
    /// The innermost element around that is more than a part of a line.
    block: usize,
    is_linked: bool,
    is_unseen: bool,
}

impl Growing<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        self.end_what_ends_here(&name, tag.span.start);
        let around = self.open.last().copied().unwrap_or_default();
        let attributes = tag.attributes.iter().map(|(name, value)| {
            (String::from_utf8_lossy(name).into_owned(), String::from_utf8_lossy(value).into_owned())
        });
        let at = self.tree.elements.len();
        self.tree.elements.push(Element {
            attributes: attributes.collect(),
            parent: Some(around.at),
            outer: tag.span.start..tag.span.end,
            inner: tag.span.end..tag.span.end,
            next: at + 1,
            name: name.clone(),
            ..Element::default()
        });
        if VOID.contains(&name.as_str()) {
            return;
        }
        if self.open.len() > DEEPEST {
            *self.too_deep.entry(name).or_default() += 1;
            return;
        }
        let is_inline = INLINE.contains(&name.as_str());
        self.open.push(Open {
            at,
            block: if is_inline { around.block } else { at },
            is_linked: name == "a" || (is_inline && around.is_linked),
            is_unseen: around.is_unseen || UNSEEN.contains(&name.as_str()),
        });
        *self.counts.entry(name).or_default() += 1;
    }

    /// A new paragraph, item or cell ends the one before it.
    fn end_what_ends_here(&mut self, name: &str, at: usize) {
        while let Some(last) = self.open.last().and_then(|last| self.tree.elements.get(last.at))
            && ends_before(&last.name, name)
        {
            self.close_to(self.open.len() - 1, at, at);
        }
    }

    fn end(&mut self, name: &str, start: usize, end: usize) {
        if let Some(swallowed) = self.too_deep.get_mut(name).filter(|count| **count > 0) {
            *swallowed -= 1;
            return;
        }
        if self.counts.get(name).is_none_or(|open| *open == 0) {
            return;
        }
        let is_it = |open: &Open| self.tree.elements.get(open.at).is_some_and(|element| element.name == name);
        if let Some(depth) = self.open.iter().rposition(is_it) {
            self.close_to(depth + 1, start, start);
            self.close_to(depth, start, end);
        }
    }

    /// Ends all open elements from a depth on: their content before `inner`, they themselves before `outer`.
    fn close_to(&mut self, depth: usize, inner: usize, outer: usize) {
        let next = self.tree.elements.len();
        for open in self.open.drain(depth.min(self.open.len())..) {
            let Some(element) = self.tree.elements.get_mut(open.at) else { continue };
            element.inner.end = inner.max(element.inner.start);
            element.outer.end = outer.max(element.outer.start);
            element.next = next;
            if let Some(open) = self.counts.get_mut(&element.name) {
                *open = open.saturating_sub(1);
            }
        }
        self.too_deep.clear();
    }

    /// Counts letters where they stand: in the innermost element that is more than a part of a line.
    fn text(&mut self, text: &str) {
        let Some(around) = self.open.last().filter(|open| !open.is_unseen) else { return };
        let Some(block) = self.tree.elements.get_mut(around.block) else { return };
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        block.letters += letters;
        block.linked += if around.is_linked { letters } else { 0 };
    }
}

/// Whether an open element ends where another one begins.
fn ends_before(open: &str, next: &str) -> bool {
    match open {
        "p" => BLOCKS.contains(&next) || matches!(next, "ul" | "li" | "dt" | "dd"),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr"),
        "tr" => next == "tr",
        "option" => matches!(next, "option" | "optgroup"),
        _ => false,
    }
}
