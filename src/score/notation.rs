//! Which score notation does a text begin with?

use super::glyphs::{self, Row};
use super::letter::{Letter, Sign};
use super::line;
use super::number::{Cursor, is_dash, number, number_or_words, slashed_fraction};
use super::{Reading, plain};

/// The scale of stars that do not say out of how many.
pub(super) const STARS: &str = "stars";
/// The scale of `87%`.
const PERCENT: &str = "percent";
/// A best above this is no scale but a count: `12/1500`.
const HIGHEST_BEST: f64 = 1000.0;

/// A notation at the beginning of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scan {
    pub(super) reading: Reading,
    pub(super) shape: Shape,
    /// Byte offset where the notation ends.
    pub(super) end: usize,
}

/// What a notation looks like: this decides how much has to stand around it to make it a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// Points and best: `4/5`, `4 out of 5`, `★★★★ (4/5)`.
    Ratio,
    /// `87%`
    Percent,
    /// `four stars`
    StarsInWords,
    /// `★★★½` and other rows of signs.
    Row(Row),
    /// `B+`
    Letter(Letter),
    /// `7.5`
    Bare,
}

/// Reads a text that is meant as a score as a whole: a front matter value, a query value.
///
/// Quotes, brackets, emphasis and a label around the score, and a remark after it, are overlooked.
pub fn read(raw: &str) -> Reading {
    let text = unwrapped(raw);
    if text.is_empty() {
        return Reading::Unread("it is empty".to_owned());
    }
    match scan(text, 0) {
        Some(found) if is_remark(&text[found.end..], found.shape) => found.reading,
        _ => match line::find_in_line(text) {
            Some(found) if found.label.is_some() => found.reading,
            _ => Reading::Unread(why_unread(text)),
        },
    }
}

fn why_unread(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    if text.contains(|c: char| c.is_ascii_digit()) {
        return format!("“{shown}” can be understood in more than one way");
    }
    format!("“{shown}” is neither a number nor stars nor a letter from A to F")
}

/// Without white space, and without the quotes, brackets or emphasis around the whole.
fn unwrapped(raw: &str) -> &str {
    const PAIRS: [(char, char); 9] = [
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('‘', '’'),
        ('(', ')'),
        ('[', ']'),
        ('_', '_'),
        ('`', '`'),
        ('{', '}'),
    ];
    let mut text = raw.trim();
    // Two layers are all that occurs: `"(4/5)"`, `[**B+**]`.
    for _ in 0..2 {
        let pair = PAIRS.iter().find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close));
        text = pair.or_else(|| without_emphasis(text)).map_or(text, str::trim);
    }
    text
}

/// `8/10` of `**8/10**`; but nothing of `****`, which is four stars.
fn without_emphasis(text: &str) -> Option<&str> {
    let inside = text.trim_matches('*');
    let before = text.find(inside)?;
    let after = text.len() - inside.len() - before;
    let is_pair = !inside.is_empty() && before > 0 && before == after && before <= 3;
    is_pair.then_some(inside)
}

/// Whether what follows the score leaves it whole: nothing, punctuation, or a remark that holds no
/// further number (`8/10 (rewatch)`, `3/5 - great fun`).
fn is_remark(rest: &str, shape: Shape) -> bool {
    let rest = rest.trim();
    if rest.chars().all(|c| c.is_ascii_punctuation() && c != '*' && c != '/' && c != '+') {
        return true;
    }
    let in_brackets = rest.starts_with(['(', '[']);
    let set_off = rest.starts_with(|c: char| is_dash(c) || ",;:.!".contains(c));
    let is_certain = matches!(shape, Shape::Ratio | Shape::Percent | Shape::Row(_) | Shape::StarsInWords);
    let speaks = in_brackets || (set_off && (is_certain || matches!(shape, Shape::Letter(_))));
    speaks && !rest.contains(|c: char| c.is_ascii_digit() || c == '%')
}

/// The notation that stands at byte `at` of a text, if one does.
///
/// What it finds ends cleanly: no letter, digit or further slash is glued to it.
pub(super) fn scan(text: &str, at: usize) -> Option<Scan> {
    let start = Cursor::new(text, at);
    let (reading, shape, end) = row(start).or_else(|| numeric(start)).or_else(|| letter(start))?;
    let ends_clean = ends_clean(text, end, shape);
    ends_clean.then_some(Scan { reading, shape, end: end.at() })
}

fn ends_clean(text: &str, end: Cursor<'_>, shape: Shape) -> bool {
    let Some(next) = end.peek() else { return true };
    let last = text.get(..end.at()).and_then(|head| head.chars().next_back());
    let glued = next.is_alphanumeric() && last.is_some_and(|c| c.is_alphanumeric() || c == '%');
    let is_sign = matches!(shape, Shape::Letter(_)) && next.is_alphanumeric();
    let goes_on =
        end.peek_second().is_some_and(|c| c.is_ascii_digit()) && (is_dash(next) || ".,:/~".contains(next));
    !(glued || is_sign || goes_on || matches!(next, '/' | '%' | '°' | '\'' | '’' | '+'))
}

type Part<'a> = (Reading, Shape, Cursor<'a>);

/// Rows of signs: `★★★½`, `★★★☆☆`, `***½ (out of ****)`, `🍿🍿🍿/5`, `⭐⭐⭐⭐ (4/5)`.
fn row(start: Cursor<'_>) -> Option<Part<'_>> {
    let (row, end) = glyphs::row(start)?;
    if let Some((points, best, end)) = restated(end) {
        return Some((stated(points, best), Shape::Ratio, end));
    }
    if let Some((best, end)) = best_after(end) {
        return Some((stated(row.points, best), Shape::Ratio, unit(end).unwrap_or(end)));
    }
    if row.shows_best {
        return Some((stated(row.points, f64::from(row.signs)), Shape::Row(row), end));
    }
    let lone = row.signs < 2 && !row.speaks_for_itself && start.peek() != Some('*');
    if lone || start.peek().is_some_and(glyphs::counts_no_points) {
        return None;
    }
    Some((stars(row.points)?, Shape::Row(row), end))
}

/// ` (4/5)` after stars: the ratio wins.
fn restated(after: Cursor<'_>) -> Option<(f64, f64, Cursor<'_>)> {
    let mut cursor = after;
    cursor.eat_spaces();
    let bracket = cursor.eat(|c| c == '(' || c == '[');
    let (points, mut cursor) = number(cursor)?;
    let (best, end) = best_after(cursor)?;
    cursor = end;
    if bracket {
        cursor.eat_spaces();
        let closed = cursor.eat(|c| c == ')' || c == ']');
        return closed.then_some((points, best, cursor));
    }
    Some((points, best, cursor))
}

/// `7.2/10`, `87%`, `4.5 stars`, `7.5`.
fn numeric(start: Cursor<'_>) -> Option<Part<'_>> {
    if let Some(part) = small_fraction(start) {
        return Some(part);
    }
    let (points, end) = count(start)?;
    if let Some(end) = percent(end) {
        return Some((percentage(points), Shape::Percent, end));
    }
    if let Some((best, end)) = best_after(end) {
        return Some((stated(points, best), Shape::Ratio, unit(end).unwrap_or(end)));
    }
    if let Some(end) = unit(end) {
        return match best_after(end) {
            Some((best, end)) => Some((stated(points, best), Shape::Ratio, end)),
            None => Some((stars(points)?, Shape::StarsInWords, end)),
        };
    }
    // A number in words alone is prose: `one`.
    number(start)?;
    let reading = bare(start, points);
    let is_stars = matches!(reading, Reading::Stated { .. });
    Some((reading, if is_stars { Shape::StarsInWords } else { Shape::Bare }, end))
}

/// `1/2 star`, `3/4 / 5`: the only fractions that are not points and best.
fn small_fraction(start: Cursor<'_>) -> Option<Part<'_>> {
    let mut cursor = start;
    let points = slashed_fraction(&mut cursor)?;
    if let Some((best, end)) = best_after(cursor) {
        return Some((stated(points, best), Shape::Ratio, end));
    }
    let end = unit(cursor)?;
    Some((stars(points)?, Shape::StarsInWords, end))
}

/// A number, or one in words, `no stars` included.
fn count(start: Cursor<'_>) -> Option<(f64, Cursor<'_>)> {
    if let Some((number, end)) = number_or_words(start) {
        let mut ahead = end;
        let halved = super::number::and_a_half(&mut ahead) && number.fract() == 0.0;
        return Some(if halved { (number + 0.5, ahead) } else { (number, end) });
    }
    let mut cursor = start;
    let none = cursor.eat_word("no") && unit(cursor).is_some();
    none.then_some((0.0, cursor))
}

fn percent(after: Cursor<'_>) -> Option<Cursor<'_>> {
    let mut cursor = after;
    cursor.eat_spaces();
    if cursor.eat(|c| c == '%') || cursor.eat_any_word(&["percent", "pct"]) {
        return Some(cursor);
    }
    let per = cursor.eat_word("per");
    cursor.eat_spaces();
    (per && cursor.eat_word("cent")).then_some(cursor)
}

/// ` stars`, ` points`, ` ⭐` after a number: the sign of a unit, once.
fn unit(after: Cursor<'_>) -> Option<Cursor<'_>> {
    const STAR_WORDS: [&str; 11] = [
        "stars",
        "star",
        "sterne",
        "stern",
        "étoiles",
        "étoile",
        "estrellas",
        "estrelas",
        "stelle",
        "stella",
        "stjärnor",
    ];
    let mut cursor = after;
    while cursor.eat(|c| c == ' ' || is_dash(c)) {}
    if cursor.eat_any_word(&STAR_WORDS) {
        return Some(cursor);
    }
    let (row, end) = glyphs::row(cursor)?;
    let is_unit = row.signs == 1 && row.speaks_for_itself && row.points > 0.0;
    is_unit.then_some(end)
}

/// The best after the points: `/5`, ` out of 5`, ` of 5`, `/★★★★`, ` (out of four)`.
fn best_after(after: Cursor<'_>) -> Option<(f64, Cursor<'_>)> {
    let mut cursor = after;
    cursor.eat_spaces();
    let bracket = cursor.eat(|c| c == '(');
    if !cursor.eat(|c| c == '/') && !out_of(&mut cursor) {
        return None;
    }
    cursor.eat_spaces();
    let (best, mut cursor) = best(cursor)?;
    if bracket {
        cursor = unit(cursor).unwrap_or(cursor);
        cursor.eat_spaces();
        return cursor.eat(|c| c == ')').then_some((best, cursor));
    }
    Some((best, cursor))
}

fn out_of(cursor: &mut Cursor<'_>) -> bool {
    // `of` in the languages whose labels are known.
    const OF: [&str; 11] = ["of", "von", "sur", "su", "de", "av", "van", "uit", "z", "na", "из"];
    let mut ahead = *cursor;
    if ahead.eat_word("out") {
        ahead.eat_spaces();
    }
    let of = ahead.eat_any_word(&OF);
    if of {
        *cursor = ahead;
    }
    of
}

/// A whole number, `five`, or a row of stars.
fn best(at: Cursor<'_>) -> Option<(f64, Cursor<'_>)> {
    if let Some((row, end)) = glyphs::row(at) {
        return Some((f64::from(row.signs), end));
    }
    number_or_words(at)
}

/// Letters with their sign: `B+`, `B plus`, `b-`, `B−`.
fn letter(start: Cursor<'_>) -> Option<Part<'_>> {
    let mut cursor = start;
    let grade = Letter::grade_of(cursor.peek()?)?;
    cursor.bump();
    let (sign, end) = sign(cursor);
    let letter = Letter { grade, sign };
    Some((Reading::Letter(letter), Shape::Letter(letter), end))
}

fn sign(after: Cursor<'_>) -> (Sign, Cursor<'_>) {
    sign_in_words(after).or_else(|| sign_as_such(after)).unwrap_or((Sign::Plain, after))
}

fn sign_in_words(after: Cursor<'_>) -> Option<(Sign, Cursor<'_>)> {
    let mut cursor = after;
    if !cursor.eat(|c| c == ' ' || is_dash(c)) {
        return None;
    }
    if cursor.eat_word("plus") {
        return Some((Sign::Plus, cursor));
    }
    cursor.eat_word("minus").then_some((Sign::Minus, cursor))
}

/// A sign glued to the letter, or after a space at the very end: `B -` is a B minus, `B - good` is a B.
fn sign_as_such(after: Cursor<'_>) -> Option<(Sign, Cursor<'_>)> {
    let mut cursor = after;
    let spaced = cursor.eat(|c| c == ' ');
    let sign = match cursor.peek()? {
        '+' => Sign::Plus,
        c if is_dash(c) => Sign::Minus,
        _ => return None,
    };
    cursor.bump();
    let fits = !spaced || cursor.rest().trim().is_empty();
    fits.then_some((sign, cursor))
}

pub(super) fn stated(points: f64, best: f64) -> Reading {
    if points > best {
        return Reading::Unread(format!("{} is more than its best, {}", plain(points), plain(best)));
    }
    if !(3.0..=HIGHEST_BEST).contains(&best) || best.fract() != 0.0 {
        return Reading::Unread(format!("nobody scores out of {}", plain(best)));
    }
    Reading::Stated { points, best, scale: plain(best) }
}

fn percentage(points: f64) -> Reading {
    if points > 100.0 {
        return Reading::Unread(format!("{}% is more than 100%", plain(points)));
    }
    Reading::Stated { points, best: 100.0, scale: PERCENT.to_owned() }
}

/// Stars without a best are out of five; from six to ten of them, out of ten.
fn stars(points: f64) -> Option<Reading> {
    let best = if points <= 5.0 { 5.0 } else { 10.0 };
    (points <= best).then(|| Reading::Stated { points, best, scale: STARS.to_owned() })
}

fn bare(start: Cursor<'_>, points: f64) -> Reading {
    if points > 100.0 {
        return Reading::Unread(format!("{} is more than any scale holds", plain(points)));
    }
    // A lone `½` is how half a star is written, by those who print stars.
    if start.peek().is_some_and(|c| !c.is_ascii_digit()) {
        return Reading::Stated { points, best: 5.0, scale: STARS.to_owned() };
    }
    Reading::Bare(points)
}
