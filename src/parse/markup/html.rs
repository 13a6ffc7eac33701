//! Recognising HTML tags, and what each does to running text.

use std::ops::Range;

/// A tag that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Lower case.
    pub(super) name: String,
    pub(super) closing: bool,
    /// Whether it has attributes or closes itself: nobody writes these for fun.
    pub(super) elaborate: bool,
    pub(super) has_href: bool,
    /// Byte after the tag.
    pub(super) end: usize,
}

/// What a tag means for the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is invisible.
    Nothing,
    /// It parts words.
    Space,
    /// A line ends here.
    LineBreak,
    /// A block ends and another begins.
    Block,
    Heading(u8),
    Quote,
    Item,
    Rule,
    Emphasis,
    Bold,
    Link,
    /// Quotation marks.
    Quotation,
    /// It goes, and all that it encloses.
    Drop,
}

/// No tag that matters has more attributes. The limit keeps hostile input linear: a tag that never
/// closes is scanned from each `<` inside its quotes.
const MOST_ATTRIBUTES: usize = 40;

/// Names are not longer than this.
const LONGEST_NAME: usize = 40;

/// The tag at byte `at` of `text`.
pub(super) fn tag(text: &str, at: usize) -> Option<Tag> {
    let bytes = text.as_bytes();
    let closing = bytes.get(at + 1) == Some(&b'/');
    let start = at + 1 + usize::from(closing);
    let name = name(text, start)?;
    let attributes = attributes(text, name.end)?;
    let inside = &text[name.end..attributes];
    Some(Tag {
        name: text[name].to_ascii_lowercase(),
        closing,
        elaborate: inside.contains('=') || inside.ends_with('/'),
        has_href: inside.contains("href") || inside.contains("HREF"),
        end: attributes + 1,
    })
}

/// Whether readers don't see the element that begins with these attributes: `hidden`, `style="display: none"`.
pub(super) fn hides(attributes: &str) -> bool {
    let words = || attributes.split_ascii_whitespace();
    let is_hidden =
        words().any(|word| matches!(word, "hidden" | "hidden=\"\"" | "hidden=\"hidden\"" | "hidden=hidden"));
    is_hidden || attributes.contains("display:none") || attributes.contains("display: none")
}

fn name(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = rest.bytes().take(LONGEST_NAME + 1).take_while(|byte| is_name_byte(*byte)).count();
    (length <= LONGEST_NAME).then_some(start..start + length)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b':' || byte == b'.'
}

/// The byte of the `>` that closes a tag whose name ends at `from`.
fn attributes(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    if !matches!(bytes.get(at)?, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n') {
        return None;
    }
    let mut quoted = 0;
    loop {
        match bytes.get(at)? {
            b'>' => return Some(at),
            b'<' => return None,
            b'\n' if bytes.get(at + 1) == Some(&b'\n') => return None,
            quote @ (b'"' | b'\'') if text[..at].ends_with(['=', ' ']) => {
                quoted += 1;
                if quoted > MOST_ATTRIBUTES {
                    return None;
                }
                at += 1 + text[at + 1..].find(char::from(*quote))? + 1;
            }
            _ => at += 1,
        }
    }
}

/// What a known element does; `None` for names that HTML does not have.
pub(super) fn effect(name: &str) -> Option<Effect> {
    Some(match name {
        "i" | "em" | "cite" | "dfn" => Effect::Emphasis,
        "b" | "strong" => Effect::Bold,
        "a" => Effect::Link,
        "q" => Effect::Quotation,
        "br" => Effect::LineBreak,
        "hr" => Effect::Rule,
        "td" | "th" | "option" | "button" => Effect::Space,
        "blockquote" => Effect::Quote,
        "li" => Effect::Item,
        "script" | "style" | "svg" | "iframe" | "template" | "head" => Effect::Drop,
        _ => return heading(name).or_else(|| listed(name)),
    })
}

fn heading(name: &str) -> Option<Effect> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(Effect::Heading(level))
}

fn listed(name: &str) -> Option<Effect> {
    if BLOCKS.contains(&name) {
        return Some(Effect::Block);
    }
    INVISIBLE.contains(&name).then_some(Effect::Nothing)
}

const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "main",
    "nav",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "thead",
    "tbody",
    "tfoot",
    "caption",
    "figure",
    "figcaption",
    "details",
    "summary",
    "center",
    "pre",
    "address",
    "form",
    "fieldset",
    "body",
    "html",
    "hgroup",
    "select",
    "menu",
    "legend",
];

const INVISIBLE: &[&str] = &[
    "span", "kbd", "sup", "sub", "small", "big", "font", "u", "s", "strike", "del", "ins", "mark", "abbr",
    "acronym", "code", "tt", "samp", "var", "time", "label", "img", "picture", "source", "video", "audio",
    "track", "input", "wbr", "bdo", "bdi", "ruby", "rt", "rp", "data", "meter", "progress", "map", "area",
    "embed", "object", "param", "canvas", "noscript", "link", "meta", "base", "spoiler", "nobr", "blink",
    "marquee", "col", "colgroup", "o:p", "textarea",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_arithmetic_and_hearts() {
        for text in ["< b", "<3", "<", "<>", "<a", "<a b", "<a b=\"", "<é>", "<a\n\nb>", "<b,c>"] {
            assert_eq!(tag(text, 0), None, "{text}");
        }
        assert_eq!(tag("<BR/>", 0).map(|tag| (tag.name, tag.end)), Some(("br".into(), 5)));
        assert!(tag("</span\n>", 0).is_some_and(|tag| tag.closing && tag.end == 8));
        assert!(tag("<a title='x>y' href=\"z\">", 0).is_some_and(|tag| tag.has_href && tag.end == 24));
    }

    #[test]
    fn names_have_effects() {
        assert_eq!(effect("h3"), Some(Effect::Heading(3)));
        assert_eq!(effect("h7"), None);
        assert_eq!(effect("sigh"), None);
        assert_eq!(effect("kbd"), Some(Effect::Nothing));
    }
}
