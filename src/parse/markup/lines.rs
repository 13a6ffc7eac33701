//! What a single line of Markdown or plain text is, from its looks.

/// The opening of a fenced code block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fence {
    pub(super) mark: char,
    pub(super) length: usize,
}

/// Opens `line` a code block?
pub(super) fn fence(line: &str) -> Option<Fence> {
    let trimmed = line.trim_start();
    let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = run_length(trimmed, mark);
    let info = &trimmed[length..];
    (length >= 3 && !info.contains(mark)).then_some(Fence { mark, length })
}

/// Closes `line` that block?
pub(super) fn closes(line: &str, fence: &Fence) -> bool {
    let line = line.trim();
    line.len() >= fence.length && line.chars().all(|c| c == fence.mark)
}

/// How many times `line` begins with an ASCII character.
pub(super) fn run_length(line: &str, mark: char) -> usize {
    line.chars().take_while(|c| *c == mark).count()
}

/// Where in `text`, at most `limit` bytes on and in the same paragraph, a run of exactly `length`
/// backticks stands.
pub(super) fn closing_backticks(text: &str, length: usize, limit: usize) -> Option<usize> {
    let mut run = 0;
    let mut last = 0;
    for (at, byte) in text.bytes().chain([0]).enumerate().take(limit) {
        if byte == b'`' {
            run += 1;
        } else {
            if run == length {
                return Some(at - run);
            }
            run = 0;
        }
        if byte == b'\n' && last == b'\n' {
            return None;
        }
        last = if byte == b'\r' { last } else { byte };
    }
    None
}

/// The label of a link definition, `[label]: https://...`. What stands after the colon must look
/// like an address: `[REC]: a masterpiece` is a sentence.
pub(super) fn link_definition(line: &str) -> Option<&str> {
    let (label, target) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    let address = target.split_whitespace().next()?;
    let looks_like_address =
        address.starts_with('<') || address.contains(['/', '#', '@']) || is_host(address);
    let title = target.trim_start()[address.len()..].trim();
    let rest_is_title = title.is_empty() || title.starts_with(['"', '\'', '(']);
    let plain = !label.is_empty() && !label.starts_with('^') && !label.contains(['[', ']']);
    (plain && looks_like_address && rest_is_title).then_some(label)
}

fn is_host(address: &str) -> bool {
    let inner = address.trim_end_matches('.');
    inner.len() == address.len() && inner.contains('.') && !inner.contains("..")
}

/// `[name key="value"]`, `[name https://...]`, `[name]` or `[/name]` with a name that `WordPress`
/// sites use: its length in bytes. A writer's `[video essay]` is none.
pub(super) fn bracket_code(text: &str) -> Option<usize> {
    const LONGEST: usize = 2000;
    let inside = text.strip_prefix('[')?;
    let bare = inside.strip_prefix('/').unwrap_or(inside);
    if !BRACKET_CODES.iter().any(|name| bare.starts_with(name)) {
        return None;
    }
    let end = inside.bytes().take(LONGEST).position(|byte| byte == b']')?;
    let code = &inside[..end];
    let name_end = code.find([' ', '=', '\n']).unwrap_or(end);
    let (name, settings) = code.split_at(name_end);
    let is_code = match name.strip_prefix('/') {
        Some(closed) => BRACKET_CODES.contains(&closed) && settings.is_empty(),
        None if settings.is_empty() => BARE_BRACKET_CODES.contains(&name),
        None => BRACKET_CODES.contains(&name) && (settings.contains('=') || settings.contains("://")),
    };
    (is_code && !inside[end..].starts_with("](")).then_some(end + 2)
}

const BRACKET_CODES: &[&str] = &[
    "audio",
    "caption",
    "embed",
    "gallery",
    "playlist",
    "spoiler",
    "video",
    "vimeo",
    "wp_caption",
    "youtube",
];

const BARE_BRACKET_CODES: &[&str] = &["caption", "embed", "gallery", "playlist", "spoiler"];

/// Lines for the site generator: MDX imports, admonition fences, attribute lists, tables of contents.
pub(super) fn is_machinery(line: &str) -> bool {
    line.starts_with(":::")
        || is_attribute_list(line)
        || is_module_line(line)
        || matches!(line.trim(), "[TOC]" | "[[_TOC_]]" | "[[toc]]")
}

/// `{: .class}`, as kramdown has it.
fn is_attribute_list(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("{:") && line.ends_with('}')
}

fn is_module_line(line: &str) -> bool {
    let quoted = line.contains(['"', '\'']);
    let import = line.starts_with("import ")
        && quoted
        && (line.contains(" from ") || line.starts_with("import '") || line.starts_with("import \""));
    let export = ["export const ", "export default ", "export let ", "export function "];
    import || export.iter().any(|start| line.starts_with(start)) && line.contains(['=', '{', '(', ';'])
}

/// The heading of a `## Heading` line: its level and its text.
pub(super) fn atx_heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let level = run_length(line, '#');
    let text = &line[level..];
    if !(1..=6).contains(&level)
        || !(text.is_empty() || text.starts_with([' ', '\t']) || is_tight_heading(level, text))
    {
        return None;
    }
    Some((level as u8, without_attributes(without_closing_marks(text.trim()))))
}

/// `##Heading` without the space that it needs. A single `#` must not be taken from a hashtag.
fn is_tight_heading(level: usize, text: &str) -> bool {
    let first_is_letter = text.starts_with(char::is_alphabetic);
    if level > 1 {
        return first_is_letter;
    }
    let text = without_attributes(text);
    let several_words = text.split_whitespace().count() > 1;
    let short = text.chars().count() <= 60 && !text.ends_with(['.', ',', '!', '?']);
    text.starts_with(char::is_uppercase) && several_words && short && !text.contains('#')
}

fn without_closing_marks(text: &str) -> &str {
    let bare = text.trim_end_matches('#');
    if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { text }
}

/// Drops `{#anchor .class}` from the end of a heading.
fn without_attributes(text: &str) -> &str {
    let Some(open) = text.rfind('{').filter(|_| text.ends_with('}')) else { return text };
    if text[open..].starts_with("{#") || text[open..].starts_with("{.") {
        text[..open].trim_end()
    } else {
        text
    }
}

/// A rule: three or more of one mark, spaces allowed, and nothing else.
pub(super) fn is_rule(line: &str, marks: &str) -> bool {
    let mut characters = line.chars().filter(|c| !c.is_whitespace());
    let Some(mark) = characters.next().filter(|c| marks.contains(*c)) else { return false };
    let mut count = 1;
    for c in characters {
        if c != mark {
            return false;
        }
        count += 1;
    }
    count >= 3
}

/// An underline of `least` or more of one of `marks`, without gaps.
pub(super) fn underline(line: &str, marks: &str, least: usize) -> Option<char> {
    let line = line.trim();
    let mark = line.chars().next().filter(|c| marks.contains(*c))?;
    (line.len() >= least && line.chars().all(|c| c == mark)).then_some(mark)
}

/// The marker of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Bullet,
    /// The number. Numbers of four digits are years that open a sentence.
    Number(u32),
}

/// A list item's marker and its text.
pub(super) fn list_item<'a>(line: &'a str, bullets: &str) -> Option<(Marker, &'a str)> {
    let line = line.trim_start();
    let (marker, rest) = match line.chars().next()? {
        bullet if bullets.contains(bullet) => (Marker::Bullet, &line[bullet.len_utf8()..]),
        digit if digit.is_ascii_digit() => numbered(line)?,
        _ => return None,
    };
    let text = rest.strip_prefix([' ', '\t']).or_else(|| rest.is_empty().then_some(rest))?;
    Some((marker, text.trim_start()))
}

fn numbered(line: &str) -> Option<(Marker, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')'])?;
    if digits > 3 || rest.is_empty() {
        return None;
    }
    Some((Marker::Number(line[..digits].parse().ok()?), rest))
}

/// Drops a task's box from an item.
pub(super) fn without_task_box(item: &str) -> &str {
    ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| item.strip_prefix(mark)).unwrap_or(item)
}

/// The text of a `> quoted` line, without any of its marks.
pub(super) fn quoted(line: &str) -> Option<&str> {
    let mut text = line.trim_start().strip_prefix('>')?.trim_start();
    while let Some(inner) = text.strip_prefix('>') {
        text = inner.trim_start();
    }
    let alert = ["[!NOTE]", "[!TIP]", "[!IMPORTANT]", "[!WARNING]", "[!CAUTION]"];
    Some(alert.iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text))
}

/// The text of a `[^1]: footnote`.
pub(super) fn footnote(line: &str) -> Option<&str> {
    let (name, text) = line.trim_start().strip_prefix("[^")?.split_once("]:")?;
    (!name.is_empty() && !name.contains(['[', ']', ' '])).then_some(text.trim_start())
}

/// The row under a table's head: `|---|:--:|`.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The cells of a table row, joined.
pub(super) fn row(line: &str) -> String {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(str::trim).collect::<Vec<_>>().join(" | ")
}

/// Whether a short line states a score, and so is no heading: `8/10`, `★★★½`, `4 out of 5`.
pub(super) fn states_score(text: &str) -> bool {
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    let has_stars = text.contains(['★', '☆', '⭐', '✭', '✪', '🌟']) || text.contains("***");
    has_stars || has_digit && (text.contains(['/', '%']) || text.contains("out of"))
}
