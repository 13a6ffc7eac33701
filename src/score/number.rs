//! Which number is `3 1/2`, `3½`, `7,5`, `three and a half`?

/// No score has more digits than this before its decimal point.
const MOST_DIGITS: usize = 4;

/// A place in a text, read character by character. Full-width forms look like their ASCII twins, every
/// white space like a space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// Byte offset in the text.
    pub(super) fn at(self) -> usize {
        self.at
    }

    pub(super) fn rest(self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(self) -> Option<char> {
        self.rest().chars().next().map(as_ascii)
    }

    /// The character after this one.
    pub(super) fn peek_second(self) -> Option<char> {
        self.rest().chars().nth(1).map(as_ascii)
    }

    pub(super) fn is_at_digit(self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    pub(super) fn bump(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// Steps over a character if it is the one here.
    pub(super) fn eat(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let here = self.peek().is_some_and(wanted);
        if here {
            self.bump();
        }
        here
    }

    pub(super) fn eat_spaces(&mut self) {
        while self.eat(|c| c == ' ') {}
    }

    /// Steps over an ASCII word, in any case, if it stands here as a whole word.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let here = rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        let ends = rest.get(word.len()..).is_some_and(|tail| !tail.starts_with(char::is_alphanumeric));
        if here && ends {
            self.at += word.len();
        }
        here && ends
    }

    pub(super) fn eat_any_word(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat_word(word))
    }
}

fn as_ascii(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{2044}' | '\u{2215}' => '/',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The last character boundary at or before byte `at`.
pub(super) fn boundary_before(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// A hyphen, a minus sign or a dash.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}')
}

/// A number in digits or in English words, and where it ends.
pub(super) fn number_or_words(at: Cursor<'_>) -> Option<(f64, Cursor<'_>)> {
    number(at).or_else(|| words(at))
}

/// A number in digits: `7`, `7.2`, `7,5`, `3½`, `3 1/2`, `½`.
pub(super) fn number(at: Cursor<'_>) -> Option<(f64, Cursor<'_>)> {
    let mut cursor = at;
    if let Some(part) = fraction_sign(&mut cursor) {
        return Some((part, cursor));
    }
    let (whole, _) = digits(&mut cursor)?;
    if let Some(number) = decimals(whole, &mut cursor) {
        return Some((number, cursor));
    }
    let part = fraction_sign(&mut cursor).or_else(|| spelled_fraction(&mut cursor));
    Some((f64::from(whole) + part.unwrap_or(0.0), cursor))
}

/// The value of a run of digits, and how many they are.
fn digits(cursor: &mut Cursor<'_>) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut count = 0;
    while let Some(digit) = cursor.peek().and_then(|c| c.to_digit(10)) {
        count += 1;
        if count > MOST_DIGITS {
            return None;
        }
        value = value * 10 + digit;
        cursor.bump();
    }
    (count > 0).then_some((value, count))
}

/// `.2` after a 7. A comma is a decimal comma only before one or two digits: `1,000` is a thousand.
fn decimals(whole: u32, cursor: &mut Cursor<'_>) -> Option<f64> {
    let mut ahead = *cursor;
    let comma = ahead.peek() == Some(',');
    if !ahead.eat(|c| c == '.' || c == ',') {
        return None;
    }
    let (decimals, count) = digits(&mut ahead)?;
    if comma && count > 2 {
        return None;
    }
    *cursor = ahead;
    format!("{whole}.{decimals:0count$}").parse().ok()
}

fn fraction_sign(cursor: &mut Cursor<'_>) -> Option<f64> {
    let part = match cursor.peek()? {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        _ => return None,
    };
    cursor.bump();
    Some(part)
}

/// ` 1/2`, `-1/2`, ` ½` after a whole number or after stars.
pub(super) fn spelled_fraction(cursor: &mut Cursor<'_>) -> Option<f64> {
    let mut ahead = *cursor;
    if !ahead.eat(is_dash) {
        ahead.eat_spaces();
    }
    let part = fraction_sign(&mut ahead).or_else(|| slashed_fraction(&mut ahead))?;
    *cursor = ahead;
    Some(part)
}

/// `1/2`, `1/4`, `3/4`.
pub(super) fn slashed_fraction(cursor: &mut Cursor<'_>) -> Option<f64> {
    const FRACTIONS: [(&str, f64); 3] = [("1/2", 0.5), ("1/4", 0.25), ("3/4", 0.75)];
    let &(text, part) = FRACTIONS.iter().find(|(text, _)| cursor.rest().starts_with(text))?;
    let mut ahead = *cursor;
    for _ in text.chars() {
        ahead.bump();
    }
    if ahead.is_at_digit() {
        return None;
    }
    *cursor = ahead;
    Some(part)
}

/// `three`, `three and a half`, `three-and-a-half`, `half a`, `one-half`.
fn words(at: Cursor<'_>) -> Option<(f64, Cursor<'_>)> {
    const SMALL: [&str; 11] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let mut cursor = at;
    if half(&mut cursor) {
        return Some((0.5, cursor));
    }
    let whole = SMALL.iter().position(|word| cursor.eat_word(word))?;
    let mut ahead = cursor;
    let part = and_a_half(&mut ahead);
    Some(if part { (whole as f64 + 0.5, ahead) } else { (whole as f64, cursor) })
}

fn half(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    if ahead.eat_any_word(&["a", "one"]) {
        gap(&mut ahead);
    }
    if !ahead.eat_word("half") {
        return false;
    }
    let mut article = ahead;
    gap(&mut article);
    *cursor = if article.eat_word("a") { article } else { ahead };
    true
}

/// ` and a half`, `-and-a-half`, `-half`.
pub(super) fn and_a_half(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    gap(&mut ahead);
    if ahead.eat_any_word(&["and", "&"]) {
        gap(&mut ahead);
        if ahead.eat_any_word(&["a", "one"]) {
            gap(&mut ahead);
        }
    }
    let here = ahead.eat_word("half");
    if here {
        *cursor = ahead;
    }
    here
}

fn gap(cursor: &mut Cursor<'_>) {
    while cursor.eat(|c| c == ' ' || is_dash(c)) {}
}
