//! Cuts HTML into blocks: of a post's text, or of a page.
//!
//! The tokens are those of the HTML standard; of the tree only so much is kept as blocks need, in
//! counters, so that depth costs nothing. Tags that are never closed enclose nothing.

use std::collections::{HashMap, HashSet};

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use super::blocks::{self, Draft};
use super::html::{Effect, effect};
use super::marks::{BOLD, BOLD_END, BREAK, EMPHASIS, EMPHASIS_END, LINK};
use super::pieces::Line;
use super::{Block, BlockKind, Dialect, HeadingStyle, inline};

/// What is no part of the text, though a browser may show it. A `form` is not among them: some sites
/// wrap the whole page in one.
const LEFT_OUT: [&str; 16] = [
    "script", "style", "noscript", "template", "head", "svg", "iframe", "nav", "footer", "aside", "select",
    "button", "textarea", "object", "dialog", "title",
];

pub(super) fn blocks(html: &str, first_line: u32) -> Vec<Block> {
    let mut cutter = Cutter {
        html,
        at: 0,
        line: first_line,
        lines_are_breaks: !has_paragraphs(html),
        left_out: None,
        last_ends: HashMap::new(),
        kinds: Kinds::default(),
        open: Vec::new(),
        out: Vec::new(),
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        cutter.token(token);
    }
    cutter.close();
    cutter.out
}

/// Where no tag marks a paragraph, line ends do, as in a post that waits for WordPress's `autop`.
fn has_paragraphs(html: &str) -> bool {
    let starts =
        |tag: &str| html.as_bytes().windows(tag.len()).any(|at| at.eq_ignore_ascii_case(tag.as_bytes()));
    ["<p>", "<p ", "<br", "<div", "<li"].into_iter().any(starts)
}

/// What encloses the text at a place.
#[derive(Debug, Default)]
struct Kinds {
    heading: Option<u8>,
    quotes: usize,
    in_item: bool,
    in_paragraph: bool,
    in_code: bool,
}

impl Kinds {
    fn kind(&self) -> BlockKind {
        match self.heading {
            Some(level) => BlockKind::Heading { level, style: HeadingStyle::Html },
            None if self.in_item => BlockKind::ListItem,
            None if self.quotes > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        }
    }
}

struct Cutter<'a> {
    html: &'a str,
    /// Byte up to which lines have been counted.
    at: usize,
    line: u32,
    lines_are_breaks: bool,
    /// The element that is being left out, and how many of its name are open.
    left_out: Option<(String, usize)>,
    /// Where the last end tag of a name stands.
    last_ends: HashMap<String, Option<usize>>,
    kinds: Kinds,
    open: Vec<Line>,
    out: Vec<Block>,
}

impl Cutter<'_> {
    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => {
                self.count_lines(tag.span.start);
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let is_link = tag.attributes.contains_key(b"href".as_slice());
                let style = tag.attributes.get(b"style".as_slice());
                let is_hidden = tag.attributes.contains_key(b"hidden".as_slice())
                    || style.is_some_and(|style| hides(&String::from_utf8_lossy(style)));
                self.start(&name, tag.span.end, is_link, is_hidden, tag.self_closing);
            }
            Token::EndTag(tag) => {
                self.count_lines(tag.span.start);
                self.end(&String::from_utf8_lossy(&tag.name));
            }
            Token::String(text) if self.left_out.is_none() => {
                self.count_lines(text.span.start);
                self.text(&without_shortcodes(&String::from_utf8_lossy(&text.value)));
            }
            _ => {}
        }
    }

    fn count_lines(&mut self, to: usize) {
        let passed = self.html.as_bytes().get(self.at..to).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u32;
        self.at = self.at.max(to);
    }

    fn start(&mut self, name: &str, after: usize, is_link: bool, is_hidden: bool, closed: bool) {
        if let Some((left_out, depth)) = &mut self.left_out {
            *depth += usize::from(left_out.as_str() == name && !closed);
            return;
        }
        if LEFT_OUT.contains(&name) || is_hidden {
            if !closed && self.is_ended(name, after) {
                self.left_out = Some((name.to_owned(), 1));
            }
            return;
        }
        self.kinds.in_paragraph = if is_paragraphs(name) { name == "p" } else { self.kinds.in_paragraph };
        self.kinds.in_code |= name == "pre";
        match effect(name) {
            Some(Effect::Space) => self.push(" "),
            Some(Effect::LineBreak) => self.mark(BREAK),
            Some(Effect::Block) => self.close(),
            Some(Effect::Heading(level)) => {
                self.close();
                self.kinds.heading = Some(level);
            }
            Some(Effect::Quote) => {
                self.close();
                self.kinds.quotes += 1;
            }
            Some(Effect::Item) => {
                self.close();
                self.kinds.in_item = true;
            }
            Some(Effect::Rule) => {
                self.close();
                self.out.push(blocks::rule("", self.line));
            }
            Some(Effect::Emphasis) => self.mark(EMPHASIS),
            Some(Effect::Bold) => self.mark(BOLD),
            Some(Effect::Link) if is_link => self.mark(LINK),
            Some(Effect::Quotation) => self.push("“"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((left_out, depth)) = &mut self.left_out {
            *depth -= usize::from(left_out.as_str() == name);
            if *depth == 0 {
                self.left_out = None;
            }
            return;
        }
        match effect(name) {
            Some(Effect::Space) => self.push(" "),
            Some(Effect::Block) => self.close(),
            Some(Effect::Heading(_)) => {
                self.close();
                self.kinds.heading = None;
            }
            Some(Effect::Quote) => {
                self.close();
                self.kinds.quotes = self.kinds.quotes.saturating_sub(1);
            }
            Some(Effect::Item) => {
                self.close();
                self.kinds.in_item = false;
            }
            Some(Effect::Emphasis) => self.mark(EMPHASIS_END),
            Some(Effect::Bold) => self.mark(BOLD_END),
            Some(Effect::Quotation) => self.push("”"),
            _ => {}
        }
        self.kinds.in_item &= !matches!(name, "ul" | "ol");
        self.kinds.in_paragraph &= name != "p";
        self.kinds.in_code &= name != "pre";
    }

    /// Whether an element that begins before byte `after` has an end tag somewhere.
    fn is_ended(&mut self, name: &str, after: usize) -> bool {
        let html = self.html;
        let last = self.last_ends.entry(name.to_owned()).or_insert_with(|| last_end(html, name));
        last.is_some_and(|last| last >= after)
    }

    fn text(&mut self, text: &str) {
        let first = self.line;
        for (number, part) in text.split('\n').enumerate() {
            if number > 0 {
                self.line_end();
            }
            self.line = first + number as u32;
            self.push(part);
        }
        self.line = first;
    }

    /// A line ends in the source. Two in a row part paragraphs where no tag does.
    fn line_end(&mut self) {
        let Some(last) = self.open.last() else { return };
        let blank = last.text.trim_matches(|c: char| c.is_whitespace() || c == BREAK).is_empty();
        if blank && !self.kinds.in_paragraph && self.kinds.heading.is_none() && self.open.len() > 1 {
            self.close();
        } else {
            if self.lines_are_breaks || self.kinds.in_code {
                self.mark(BREAK);
            }
            self.open.push(Line { text: String::new(), number: self.line + 1 });
        }
    }

    fn mark(&mut self, mark: char) {
        self.current().push(mark);
    }

    /// The text is decoded: an ampersand is one.
    fn push(&mut self, text: &str) {
        let text = text.replace('&', "&amp;");
        self.current().push_str(&text);
    }

    fn current(&mut self) -> &mut String {
        if self.open.last().is_none_or(|last| last.number != self.line) {
            self.open.push(Line { text: String::new(), number: self.line });
        }
        let at = self.open.len() - 1;
        &mut self.open[at].text
    }

    fn close(&mut self) {
        let mut lines = std::mem::take(&mut self.open);
        let is_text = |line: &Line| line.text.chars().any(|c| !c.is_whitespace() && c != BREAK);
        let Some(first) = lines.iter().position(is_text) else { return };
        let last = lines.iter().rposition(is_text).unwrap_or(first);
        lines.truncate(last + 1);
        lines.drain(..first);
        let rendered = inline::render(&lines, &HashSet::new(), Dialect::Plain);
        let is_bold_line = rendered.all_bold && rendered.prose.as_str().len() <= LONGEST_BOLD_HEADING;
        let mut draft = Draft::new(self.kinds.kind());
        if is_bold_line && draft.kind == BlockKind::Paragraph && !rendered.prose.as_str().contains('\n') {
            draft.kind = BlockKind::Heading { level: 6, style: HeadingStyle::Bold };
        }
        draft.lines = lines;
        self.out.extend(draft.finish(rendered));
    }
}

/// A bold paragraph is a heading up to this length, in bytes.
const LONGEST_BOLD_HEADING: usize = 80;

fn is_paragraphs(name: &str) -> bool {
    matches!(effect(name), Some(Effect::Block | Effect::Heading(_) | Effect::Quote | Effect::Item))
}

fn last_end(html: &str, name: &str) -> Option<usize> {
    let end = format!("</{name}");
    html.as_bytes().windows(end.len()).rposition(|at| at.eq_ignore_ascii_case(end.as_bytes()))
}

/// WordPress's shortcodes that enclose or place pictures and players: their tags go, a caption stays.
const SHORTCODES: [&str; 8] =
    ["caption", "gallery", "embed", "audio", "video", "playlist", "youtube", "wp_caption"];

fn without_shortcodes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, tag) = rest.split_at(open);
        kept.push_str(before);
        let length = shortcode(tag).unwrap_or(0);
        let skipped = length.max(1);
        kept.push_str(if length == 0 { "[" } else { "" });
        rest = tag.get(skipped..).unwrap_or_default();
    }
    kept + rest
}

/// Whether a style keeps an element from being shown.
fn hides(style: &str) -> bool {
    style.replace(' ', "").to_ascii_lowercase().contains("display:none")
}

/// The length of the shortcode's tag at the start of `text`.
fn shortcode(text: &str) -> Option<usize> {
    const LONGEST: usize = 2000;
    let name = text.strip_prefix('[')?;
    let name = name.strip_prefix('/').unwrap_or(name);
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if !SHORTCODES.contains(&name.get(..length)?) {
        return None;
    }
    text.bytes().take(LONGEST).position(|byte| byte == b']').map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<(BlockKind, String)> {
        blocks(html, 1).into_iter().map(|block| (block.kind, block.prose.as_str().to_owned())).collect()
    }

    fn paragraphs(html: &str) -> Vec<String> {
        texts(html).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn elements_become_blocks() {
        let found = texts(
            "<h2>Story &amp; tone</h2><p>A <em>slow</em>\n burn.<br/>Really.</p><ul><li>One<li>Two</ul><blockquote><p>Said.</p></blockquote>",
        );
        let heading = BlockKind::Heading { level: 2, style: HeadingStyle::Html };
        let expected = [
            (heading, "Story & tone"),
            (BlockKind::Paragraph, "A slow burn.\nReally."),
            (BlockKind::ListItem, "One"),
            (BlockKind::ListItem, "Two"),
            (BlockKind::Quote, "Said."),
        ];
        let found: Vec<_> = found.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_post_without_tags_has_paragraphs_by_blank_lines() {
        assert_eq!(paragraphs("First\nline.\n\nSecond."), ["First\nline.", "Second."]);
    }

    #[test]
    fn what_is_no_text_goes_and_the_rest_stays() {
        let html = "<nav>Home</nav><!-- wp:paragraph --><p>Kept.</p><script>x<p>y</script><aside>never closed <p>Also kept.</p>[caption id=\"1\"]Words[/caption]";
        assert_eq!(paragraphs(html), ["Kept.", "never closed", "Also kept.", "Words"]);
        assert_eq!(paragraphs("<p>&amp;lt; in<b>line</b></p>"), ["&lt; inline"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_blocks(html in "(<(/)?(p|li|nav|pre|h2|blockquote|script)>|[a-z&;\\[\n ]|\\PC){0,60}") {
            let _ = blocks(&html, 1);
        }
    }
}
