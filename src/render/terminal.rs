//! The terminal's edge: colours, width, and text from strangers made harmless.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// How text is dressed.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether escape sequences for colours may be written.
    pub color: bool,
    /// Columns that a line may fill.
    pub width: usize,
}

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A hit's title.
    Title,
    /// A score.
    Score,
    /// What is there but not read first: paths, counts.
    Quiet,
    /// What matched.
    Match,
    /// Something to look at.
    Warning,
}

impl Terminal {
    /// Dresses a text that is harmless already.
    pub fn paint(&self, role: Role, text: &str) -> String {
        let (start, end) = self.brackets(role);
        format!("{start}{text}{end}")
    }

    /// What stands before and after a text in this role. Without colours, matches are still told
    /// apart.
    pub fn brackets(&self, role: Role) -> (&'static str, &'static str) {
        match (self.color, role) {
            (true, Role::Title) => ("\x1b[1m", "\x1b[0m"),
            (true, Role::Score) => ("\x1b[32m", "\x1b[0m"),
            (true, Role::Quiet) => ("\x1b[2m", "\x1b[0m"),
            (true, Role::Match) => ("\x1b[1;31m", "\x1b[0m"),
            (true, Role::Warning) => ("\x1b[33m", "\x1b[0m"),
            (false, Role::Match) => ("«", "»"),
            (false, _) => ("", ""),
        }
    }
}

/// Control characters, and those that change the direction of text, shown as what they are:
/// `\x1b` as `␛`, others as `�`. An archive can't move the cursor or hide what it says.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_harmful(c) { picture(c) } else { c }).collect())
}

fn is_harmful(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Unicode has a picture for each ASCII control character.
fn picture(c: char) -> char {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\x7f' => '\u{2421}',
        _ => '\u{FFFD}',
    }
}

/// Columns that a text takes, escape sequences for colours not counted.
pub fn columns(text: &str) -> usize {
    let mut width = 0;
    let mut in_escape = false;
    for c in text.chars() {
        match c {
            '\x1b' => in_escape = true,
            'm' if in_escape => in_escape = false,
            _ if in_escape => {}
            _ => width += c.width().unwrap_or(0),
        }
    }
    width
}

/// Breaks a text at spaces into lines of at most `width` columns, each behind `indent`. A word
/// that is longer has a line of its own, longer too; text without spaces (Japanese, say) is broken
/// between its letters.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(columns(indent)).max(20);
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = columns(word);
        if used > 0 && used + 1 + needed <= room {
            out.push(' ');
            used += 1;
        } else {
            start_line(&mut out, indent);
            used = 0;
        }
        if needed <= room {
            out.push_str(word);
            used += needed;
        } else {
            used = push_long(&mut out, word, room, indent);
        }
    }
    out
}

fn start_line(out: &mut String, indent: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(indent);
}

/// Writes a word that does not fit a line; answers how much of the last line it takes.
fn push_long(out: &mut String, word: &str, room: usize, indent: &str) -> usize {
    if word.is_ascii() {
        out.push_str(word);
        return columns(word);
    }
    let mut used = 0;
    for c in word.chars() {
        let needed = c.width().unwrap_or(0);
        if used + needed > room && needed == 2 {
            start_line(out, indent);
            used = 0;
        }
        out.push(c);
        used += needed;
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_cannot_steer_the_terminal() {
        assert_eq!(harmless("a\x1b[31mred\u{202E}x\u{9b}"), "a␛[31mred�x�");
        assert!(matches!(harmless("plain\ttext\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_are_wrapped_at_words() {
        assert_eq!(wrap("one two three four five six", 24, "  "), "  one two three four\n  five six");
        assert_eq!(columns("\x1b[1mbold\x1b[0m 千"), 7);
        let long = "千".repeat(30);
        assert!(wrap(&long, 40, "").lines().all(|line| columns(line) <= 40));
    }
}
