//! A text as words with their capitals: what the folded words of the index no longer show.

use std::ops::Range;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// `Keanu`, `McShane`, `O’Toole`.
    Capital,
    /// `L.`, `J.J.`, and `L` where it stands alone.
    Initial,
    /// Two capitals or more, and nothing else.
    Shouted,
    /// Anything else.
    Lower,
}

/// A word as it stands in the text, without its possessive.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    pub(super) case: Case,
    /// `'s` was cut off.
    pub(super) owns: bool,
}

/// The words of a text in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::with_capacity(text.len() / 6);
    let mut at = 0;
    while let Some(start) = word_start(text, at) {
        let word = simple_word(text, start);
        let end = word.as_ref().map_or_else(|| word_end(text, start), |word| word.range.end);
        all.push(word.unwrap_or_else(|| long_word(text, start..end)));
        at = end;
    }
    all
}

fn word_start(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let blank = rest.iter().take_while(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count();
    let start = from + blank;
    match rest.get(blank) {
        Some(byte) if byte.is_ascii() => Some(start),
        _ => text[start..].find(char::is_alphanumeric).map(|found| start + found),
    }
}

/// Most words are small ASCII letters, the first of which may be a capital, with nothing behind them that could
/// belong to a word.
fn simple_word(text: &str, start: usize) -> Option<Word> {
    let (first, rest) = text.as_bytes()[start..].split_first()?;
    let length = rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let ends = match rest.get(length) {
        None => true,
        Some(b'\'' | b'`' | b'-') => false,
        Some(byte) => byte.is_ascii() && !byte.is_ascii_alphanumeric(),
    };
    let case = match first {
        b'a'..=b'z' if ends => Case::Lower,
        b'A'..=b'Z' if ends && length > 0 => Case::Capital,
        _ => return None,
    };
    Some(Word { range: start..start + 1 + length, case, owns: false })
}

/// Letters and digits, with apostrophes and hyphens between them. An initial takes its point.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[end..].chars().peekable();
    while let Some(c) = chars.next() {
        let joins = is_apostrophe(c) || is_hyphen(c);
        let inside = c.is_alphanumeric()
            || is_mark(c)
            || joins && end > start && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if !inside {
            break;
        }
        end += c.len_utf8();
    }
    initials_end(text, start, end)
}

/// `J.` and `J.J.`: capitals with a point each.
fn initials_end(text: &str, start: usize, end: usize) -> usize {
    let mut reached = end;
    let mut letters = text[start..].chars();
    let mut at = start;
    while let (Some(letter), Some('.')) = (letters.next(), letters.next()) {
        if !letter.is_uppercase() {
            break;
        }
        at += letter.len_utf8() + 1;
        reached = at;
    }
    // `J.K.Simmons`: the last capital begins a word.
    reached.max(end)
}

fn long_word(text: &str, whole: Range<usize>) -> Word {
    let written = &text[whole.clone()];
    if written.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Word { range: whole, case: Case::Lower, owns: false };
    }
    let name = without_possessive(written);
    let range = whole.start..whole.start + name.len();
    Word { range, case: case_of(name), owns: name.len() < written.len() }
}

fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return word };
    match stem.char_indices().next_back() {
        Some((at, c)) if is_apostrophe(c) && at > 0 => &stem[..at],
        _ => word,
    }
}

fn case_of(word: &str) -> Case {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) || word.contains(|c: char| c.is_ascii_digit()) {
        return Case::Lower;
    }
    let (mut small, mut large) = (0, 1);
    for letter in letters {
        if letter.is_uppercase() { large += 1 } else { small += 1 }
    }
    match (large, small) {
        _ if word.ends_with('.') => Case::Initial,
        (1, 0) => Case::Initial,
        (_, 0) => Case::Shouted,
        _ => Case::Capital,
    }
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '`')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_simple_word_is_what_the_long_way_gives(text in "[A-Ca-ds][A-Ca-ds.'`é ,-]{0,8}") {
            if let Some(simple) = simple_word(&text, 0) {
                let long = long_word(&text, 0..word_end(&text, 0));
                prop_assert_eq!((simple.range, simple.case, simple.owns), (long.range, long.case, long.owns));
            }
        }
    }
}
