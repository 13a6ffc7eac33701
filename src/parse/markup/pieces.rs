//! The first pass over a text: HTML, comments, template tags and code fences are taken out of it,
//! and what is left comes as lines that know their number.
//!
//! Everything that may span lines is dealt with here, so that the block scanners can go line by
//! line. Nothing is searched twice: [`Finder`] remembers where the next closing mark stands, so
//! that a megabyte of openings costs one search.

use std::collections::HashSet;

use super::Dialect;
use super::html::{self, Effect, Tag};
use super::lines::{self, Fence};
use super::marks::{BOLD, BOLD_END, BREAK, EMPHASIS, EMPHASIS_END, LINK};

/// A line of text with its number in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) number: u32,
}

/// An element that encloses blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Heading(u8),
    Quote,
    Item,
}

/// What the first pass makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Line(Line),
    /// The lines of a code block.
    Code(Vec<Line>),
    /// A block ends here, whatever it was.
    Boundary,
    Open(Container),
    Close(Container),
    /// `<hr>` on this line.
    Rule(u32),
}

/// The pieces of a text, and the labels of its link definitions, as [`label`] writes them.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) list: Vec<Piece>,
    pub(super) definitions: HashSet<String>,
}

/// A link label as it is compared: without case, white space run together.
pub(super) fn label(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Template tags are not longer than this, in bytes.
const LONGEST_TEMPLATE_TAG: usize = 4096;

/// Code spans are not longer than this, in bytes.
const LONGEST_CODE_SPAN: usize = 2000;

/// Takes `text` apart. Its first line has the number `first_line`.
pub(super) fn pieces(text: &str, first_line: u32, dialect: Dialect) -> Pieces {
    let mut scanner = Scanner {
        text,
        at: 0,
        line: first_line,
        markdown: dialect == Dialect::Markdown,
        current: String::new(),
        out: Pieces::default(),
        finder: Finder::default(),
        unclosed_fences: [usize::MAX; 2],
    };
    scanner.run();
    scanner.out
}

/// Remembers where each closing mark was last found.
#[derive(Debug, Default)]
struct Finder {
    /// `(mark, next place, which holds for searches from here on)`.
    known: Vec<(&'static str, Option<usize>, usize)>,
}

impl Finder {
    /// The first `mark` at or after byte `from`, ASCII case ignored.
    fn find(&mut self, text: &str, mark: &'static str, from: usize) -> Option<usize> {
        let slot = self.known.iter().position(|(known, ..)| *known == mark);
        if let Some(&(_, place, since)) = slot.and_then(|at| self.known.get(at))
            && since <= from
            && place.is_none_or(|place| place >= from)
        {
            return place;
        }
        let place = find_ignoring_case(text, mark, from);
        let entry = (mark, place, from);
        match slot.and_then(|at| self.known.get_mut(at)) {
            Some(known) => *known = entry,
            None => self.known.push(entry),
        }
        place
    }
}

fn find_ignoring_case(text: &str, mark: &str, from: usize) -> Option<usize> {
    let (bytes, mark) = (text.as_bytes().get(from..)?, mark.as_bytes());
    let first = *mark.first()?;
    let mut at = 0;
    while let Some(step) = bytes.get(at..)?.iter().position(|byte| *byte == first) {
        at += step;
        let candidate = bytes.get(at..at + mark.len())?;
        if candidate.eq_ignore_ascii_case(mark) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    markdown: bool,
    /// The line being written.
    current: String,
    out: Pieces,
    finder: Finder,
    /// For backtick and tilde fences: the length from which on none is closed any more.
    unclosed_fences: [usize; 2],
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        while self.at < self.text.len() {
            let at_line_start = self.at == 0 || self.text.as_bytes()[self.at - 1] == b'\n';
            if self.markdown && at_line_start && self.whole_line() {
                continue;
            }
            self.rest_of_line();
        }
        self.flush();
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Scans up to and including the next line end, or to where a construct left off.
    fn rest_of_line(&mut self) {
        while self.at < self.text.len() {
            let rest = self.rest();
            let plain = rest.bytes().position(|byte| self.is_special(byte)).unwrap_or(rest.len());
            self.current.push_str(&rest[..plain]);
            self.at += plain;
            let Some(special) = self.rest().chars().next() else { return };
            if special == '\n' {
                self.skip_to(self.at + 1);
                return;
            }
            let line = self.line;
            if !self.construct(special) {
                self.current.push(special);
                self.at += special.len_utf8();
            }
            if self.line != line {
                return;
            }
        }
    }

    fn is_special(&self, byte: u8) -> bool {
        match byte {
            b'\n' | b'<' => true,
            b'`' | b'{' | b'[' | b'\\' | b'%' => self.markdown,
            _ => false,
        }
    }

    /// Takes the construct that a special character opens. Whether there was one.
    fn construct(&mut self, special: char) -> bool {
        match special {
            '<' => self.comment() || self.address() || self.element(),
            '`' => self.code_span(),
            '{' => self.template_tag(),
            '%' => self.note_to_self(),
            '[' => self.bracket_code(),
            '\\' => self.escape(),
            _ => false,
        }
    }

    /// Moves on to byte `end`. Each line end on the way ends the current line.
    fn skip_to(&mut self, end: usize) {
        let skipped = self.text[self.at..end].bytes().filter(|byte| *byte == b'\n').count() as u32;
        if skipped > 0 {
            self.flush();
        }
        self.line += skipped;
        self.at = end;
    }

    /// Ends the current line.
    fn flush(&mut self) {
        let mut text = std::mem::take(&mut self.current);
        if text.ends_with('\r') {
            text.pop();
        }
        self.out.list.push(Piece::Line(Line { text, number: self.line }));
    }

    fn boundary(&mut self, piece: Piece) {
        if !self.current.trim().is_empty() {
            self.flush();
        }
        self.current.clear();
        self.out.list.push(piece);
    }

    fn copy_to(&mut self, end: usize) {
        for (position, part) in self.text[self.at..end].split('\n').enumerate() {
            if position > 0 {
                self.flush();
                self.line += 1;
            }
            self.current.push_str(part);
        }
        self.at = end;
    }
}

/// Constructs that begin with `<`.
impl Scanner<'_> {
    fn comment(&mut self) -> bool {
        if !self.rest().starts_with("<!--") {
            return false;
        }
        let inside = self.at + "<!--".len();
        let end = self.finder.find(self.text, "-->", inside);
        let next = self.finder.find(self.text, "<!--", inside);
        match end {
            Some(end) if next.is_none_or(|next| next > end) => self.skip_to(end + "-->".len()),
            // Never closed: only the mark goes, the text is not swallowed.
            _ => self.skip_to(inside),
        }
        true
    }

    /// `<https://...>` or `<name@example.org>`: the address stays as text.
    fn address(&mut self) -> bool {
        const LONGEST: usize = 2000;
        let inside = &self.rest()[1..];
        let stop = inside
            .bytes()
            .take(LONGEST)
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>'));
        let Some(end) = stop.filter(|end| inside.as_bytes()[*end] == b'>') else { return false };
        let address = &inside[..end];
        if address.contains('=') && !address.contains("://") {
            return false;
        }
        let is_address = address.contains("://") || address.starts_with("mailto:") || address.contains('@');
        if is_address {
            if !address.contains("://") {
                self.current.push(LINK);
            }
            self.current.push_str(address);
            self.at += end + 2;
        }
        is_address
    }

    fn element(&mut self) -> bool {
        if self.rest().starts_with("<!") || self.rest().starts_with("<?") {
            return self.declaration();
        }
        let Some(tag) = html::tag(self.text, self.at) else { return false };
        let Some(effect) = html::effect(&tag.name).or_else(|| self.unknown_effect(&tag)) else {
            return false;
        };
        if let Some(closer) = self.hidden_until(&tag) {
            self.drop_until(closer, &tag);
        } else {
            self.apply(effect, &tag);
        }
        true
    }

    /// How the end of an element begins that readers don't see.
    fn hidden_until(&self, tag: &Tag) -> Option<&'static str> {
        let is_hidden = tag.elaborate || self.text[self.at..tag.end].contains(" hidden");
        closer_of(&tag.name)
            .filter(|_| is_hidden && !tag.closing && html::hides(&self.text[self.at..tag.end - 1]))
    }

    fn declaration(&mut self) -> bool {
        let rest = self.rest();
        let known = ["<!doctype", "<?xml", "<![cdata["]
            .iter()
            .any(|start| rest.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)));
        let end = self.finder.find(self.text, ">", self.at).filter(|_| known);
        if let Some(end) = end {
            self.skip_to(end + 1);
        }
        end.is_some()
    }

    /// A name that HTML lacks is a component if it looks like one, and else the writer's joke.
    fn unknown_effect(&self, tag: &Tag) -> Option<Effect> {
        let custom = tag.elaborate || (self.markdown && (tag.closing || tag.name.contains('-')));
        custom.then_some(Effect::Nothing)
    }

    fn apply(&mut self, effect: Effect, tag: &Tag) {
        match effect {
            Effect::Space => self.current.push(' '),
            Effect::LineBreak => self.line_break(),
            Effect::Block => self.boundary(Piece::Boundary),
            Effect::Heading(level) => self.container(Container::Heading(level), tag),
            Effect::Quote => self.container(Container::Quote, tag),
            Effect::Item => self.container(Container::Item, tag),
            Effect::Rule => self.boundary(Piece::Rule(self.line)),
            Effect::Emphasis => self.current.push(if tag.closing { EMPHASIS_END } else { EMPHASIS }),
            Effect::Bold => self.current.push(if tag.closing { BOLD_END } else { BOLD }),
            Effect::Link if tag.has_href => self.current.push(LINK),
            Effect::Nothing | Effect::Link => {}
            Effect::Quotation => self.current.push(if tag.closing { '”' } else { '“' }),
            Effect::Drop => return self.drop_element(tag),
        }
        self.skip_to(tag.end);
    }

    /// One `<br>` breaks the line, two in a row end the paragraph.
    fn line_break(&mut self) {
        let written = self.current.trim_end();
        if written.is_empty() {
            self.boundary(Piece::Boundary);
        } else if written.ends_with(BREAK) {
            self.current.truncate(written.len() - BREAK.len_utf8());
            self.boundary(Piece::Boundary);
        } else {
            self.current.push(BREAK);
        }
    }

    fn container(&mut self, container: Container, tag: &Tag) {
        self.boundary(if tag.closing { Piece::Close(container) } else { Piece::Open(container) });
    }

    /// An element whose contents are not text, such as a script.
    fn drop_element(&mut self, tag: &Tag) {
        self.drop_until(closer_of(&tag.name).unwrap_or("</template"), tag);
    }

    fn drop_until(&mut self, closer: &'static str, tag: &Tag) {
        let end = self.finder.find(self.text, closer, tag.end).filter(|_| !tag.closing);
        let end = end.and_then(|at| self.finder.find(self.text, ">", at)).map_or(tag.end, |at| at + 1);
        self.skip_to(end);
    }
}

/// How the end of an element begins that may go with all that it encloses.
fn closer_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "script" => "</script",
        "style" => "</style",
        "svg" => "</svg",
        "iframe" => "</iframe",
        "head" => "</head",
        "template" => "</template",
        "p" => "</p",
        "div" => "</div",
        "span" => "</span",
        "section" => "</section",
        "aside" => "</aside",
        "li" => "</li",
        _ => return None,
    })
}

/// Constructs of Markdown and of the site generators around it.
impl Scanner<'_> {
    /// Code in backticks goes through untouched.
    fn code_span(&mut self) -> bool {
        let rest = self.rest();
        let run = rest.bytes().take_while(|byte| *byte == b'`').count();
        let end =
            lines::closing_backticks(&rest[run..], run, LONGEST_CODE_SPAN).map_or(run, |at| run + at + run);
        self.copy_to(self.at + end);
        true
    }

    fn escape(&mut self) -> bool {
        let Some(next) = self.rest()[1..].chars().next().filter(char::is_ascii_punctuation) else {
            return false;
        };
        self.copy_to(self.at + 1 + next.len_utf8());
        true
    }

    /// `{{< x >}}`, `{{% x %}}`, `{% x %}`, `{{ x }}`: the tag goes, what a pair encloses stays.
    fn template_tag(&mut self) -> bool {
        let rest = self.rest();
        let closer = match rest.as_bytes() {
            [b'{', b'{', b'<', ..] => ">}}",
            [b'{', b'{', b'%', ..] => "%}}",
            [b'{', b'{', ..] => "}}",
            [b'{', b'%', ..] => "%}",
            // A comment of MDX.
            [b'{', b'/', b'*', ..] => "*/}",
            _ => return false,
        };
        let Some(end) = self.finder.find(self.text, closer, self.at + 2) else { return false };
        if end - self.at > LONGEST_TEMPLATE_TAG || self.text[self.at..end].contains("\n\n") {
            return false;
        }
        let comment = rest.starts_with("{% comment %}");
        let end = comment.then(|| self.finder.find(self.text, "{% endcomment", end)).flatten().unwrap_or(end);
        let end = self.finder.find(self.text, closer, end).unwrap_or(end);
        self.skip_to(end + closer.len());
        true
    }

    /// `%% ... %%`, which Obsidian shows to its writer alone.
    fn note_to_self(&mut self) -> bool {
        const MARK: &str = "%%";
        if !self.rest().starts_with(MARK) {
            return false;
        }
        let inside = self.at + MARK.len();
        let Some(end) = self.finder.find(self.text, MARK, inside) else { return false };
        if end == inside || end - inside > LONGEST_TEMPLATE_TAG {
            return false;
        }
        self.skip_to(end + MARK.len());
        true
    }

    /// `[caption ...]` and its kin from `WordPress`.
    fn bracket_code(&mut self) -> bool {
        let Some(length) = lines::bracket_code(self.rest()) else { return false };
        self.skip_to(self.at + length);
        true
    }

    /// Lines that are no text as a whole. Whether the line was one.
    fn whole_line(&mut self) -> bool {
        let rest = self.rest();
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = rest[..end].trim_end();
        if let Some(fence) = lines::fence(line) {
            return self.code_block(&fence, end);
        }
        if let Some(name) = lines::link_definition(line) {
            self.out.definitions.insert(label(name));
        } else if !lines::is_machinery(line) {
            return false;
        }
        self.skip_to(self.at + end);
        true
    }

    /// A fenced block. One that is never closed gives up its fence and no more.
    fn code_block(&mut self, fence: &Fence, opener_length: usize) -> bool {
        let kind = usize::from(fence.mark == '~');
        let closed = if fence.length < self.unclosed_fences[kind] {
            self.closing_line(fence, opener_length)
        } else {
            None
        };
        let Some((inside_end, end)) = closed else {
            self.unclosed_fences[kind] = self.unclosed_fences[kind].min(fence.length);
            self.skip_to(self.at + opener_length);
            return true;
        };
        let inside = &self.text[self.at + opener_length..inside_end];
        let numbered = inside.lines().zip(self.line + 1..);
        let code = numbered.map(|(text, number)| Line { text: text.to_owned(), number }).collect();
        self.skip_to(end);
        self.out.list.push(Piece::Code(code));
        true
    }

    /// Where the line that closes a fence begins and ends.
    fn closing_line(&self, fence: &Fence, opener_length: usize) -> Option<(usize, usize)> {
        let mut at = self.at + opener_length;
        for line in self.text[at..].split_inclusive('\n') {
            if lines::closes(line, fence) {
                return Some((at, at + line.len()));
            }
            at += line.len();
        }
        None
    }
}
