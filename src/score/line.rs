//! Does this line of a body state the review's score, and where?
//!
//! Three kinds of line do: one with a label (`Smash Hit Score: 7.2/10`), one that is a score and little
//! else (`★★★½`, `8/10 - great fun`), and one where the reviewer awards it (`I give it 7/10.`). What
//! merely mentions a number (`9/11`, `IMDb 6.9/10`, `he gives it 4/5 of his energy`) does not.

use std::ops::Range;

use super::letter::Sign;
use super::notation::{Scan, Shape, scan};
use super::number::{boundary_before, is_dash};
use super::{Reading, label, phrase};

/// A score found in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The bytes of the score itself: `7.2/10`.
    pub raw: Range<usize>,
    /// What the score says. [`Reading::Unread`] only after a label: `Score: 11/10`.
    pub reading: Reading,
    /// The bytes of its label: `Smash Hit Score`.
    pub label: Option<Range<usize>>,
    /// The byte where text after the score starts; the length of the line where there is none.
    pub rest: usize,
}

/// So far from the end of a line may a score start that closes it, in bytes.
const TAIL: usize = 64;
/// A tag is no longer than this, in bytes; what is longer is text with a `<` in it.
const LONGEST_TAG: usize = 200;

/// The review's score, where a line of a body states it.
///
/// The line should be stripped of its markup; emphasis, backticks and tags are overlooked if they are
/// still there. Takes time linear in the line's length.
pub fn find_in_line(line: &str) -> Option<Found> {
    phrase::announced(line).or_else(|| alone(line)).or_else(|| closing(line, Kind::Prose))
}

/// The score at the end of a heading or a title line: `Alien (1979) - 8/10`, `Heat ★★★★½`, `Jaws [A-]`.
///
/// Only what is a score by itself counts, and, but for stars, only behind a dash, a colon, a bar or in
/// brackets.
pub fn find_at_end(line: &str) -> Option<Found> {
    closing(line, Kind::Heading)
}

/// The score at the head of what follows a title: ` - 8/10. Text`, ` ★★★★ Text`, ` [B+] Text`.
///
/// As in [`find_at_end`], only what is a score by itself counts.
pub fn find_at_start(line: &str) -> Option<Found> {
    let start = line.len() - line.trim_start_matches(|c: char| is_dash(c) || " :,|·([".contains(c)).len();
    let found = scan(line, start)?;
    let follow = follow(line, found.end);
    let is_sure = match found.shape {
        Shape::Ratio => is_usual(&found.reading),
        Shape::Row(row) => row.signs > 1,
        Shape::StarsInWords => true,
        Shape::Letter(letter) => letter.sign != Sign::Plain && follow != Follow::Text,
        Shape::Percent | Shape::Bare => false,
    };
    let raw = start..found.end;
    is_sure.then(|| Found { rest: rest_after(line, raw.end), raw, reading: found.reading, label: None })
}

/// A line that is a score, with no more than a remark behind it: `8/10`, `★★★½ A delight`, `[B+]`.
fn alone(line: &str) -> Option<Found> {
    let mut start = skip_noise(line, 0);
    let mut found = scan(line, start);
    if found.is_none() {
        let rest = line.get(start..)?;
        start += rest.len() - rest.trim_start_matches(['*', '(', '[', '>', '"', '“', ' ']).len();
        found = scan(line, start);
    }
    let found = found.filter(|found| stands_alone(line, start, found))?;
    Some(Found {
        raw: start..found.end,
        rest: rest_after(line, found.end),
        reading: found.reading,
        label: None,
    })
}

fn stands_alone(line: &str, start: usize, found: &Scan) -> bool {
    let follow = follow(line, found.end);
    let is_whole = follow == Follow::End;
    match found.shape {
        Shape::Ratio if follow == Follow::Text => is_remarked(line, found),
        Shape::Ratio => is_usual(&found.reading) || is_whole && is_small(&found.reading),
        Shape::Row(row) if row.speaks_for_itself => is_whole || row.signs > 1,
        // A row of asterisks is a rule; with a half behind it, it is not.
        Shape::Row(row) => is_whole && (row.shows_best || row.points.fract() > 0.0),
        Shape::StarsInWords => follow != Follow::Text,
        Shape::Percent => is_whole && is_score(&found.reading),
        Shape::Letter(_) => {
            let before = line.get(..start).unwrap_or_default().trim_end_matches(['*', '_', '`']);
            is_whole && before.ends_with(['[', '('])
        }
        Shape::Bare => false,
    }
}

/// `10/10 would watch again`. What is counted may have a number of its own: `9/10 people`, `4/5 of the film`.
fn is_remarked(line: &str, found: &Scan) -> bool {
    const LONGEST: usize = 80;
    const COUNTED: [&str; 12] = [
        "of", "people", "critics", "doctors", "dentists", "times", "time", "viewers", "users", "readers",
        "episodes", "stars",
    ];
    let behind = line.get(found.end..).unwrap_or_default().trim_start();
    let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_usual =
        matches!(found.reading, Reading::Stated { best, .. } if [5.0, 10.0, 100.0].contains(&best));
    let is_counted = COUNTED.iter().any(|counted| word.eq_ignore_ascii_case(counted));
    is_usual && line.len() <= LONGEST && !word.is_empty() && !is_counted
}

fn is_score(reading: &Reading) -> bool {
    matches!(reading, Reading::Stated { .. } | Reading::Letter(_))
}

/// Whether the best is one that scores are usually out of, so that the ratio is no date and no count.
fn is_usual(reading: &Reading) -> bool {
    const USUAL: [f64; 5] = [4.0, 5.0, 10.0, 20.0, 100.0];
    matches!(reading, Reading::Stated { best, .. } if USUAL.contains(best))
}

/// Whether the best is so small that the ratio is no date and no count, where nothing else is there.
fn is_small(reading: &Reading) -> bool {
    matches!(reading, Reading::Stated { best, .. } if *best <= 10.0)
}

/// What a line is that a score may close.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Heading,
    Prose,
}

/// A score that closes the line, set off from what is before: `A must-see. 8/10`, `Loved it (4/5)`.
fn closing(line: &str, kind: Kind) -> Option<Found> {
    let window = boundary_before(line, line.len().saturating_sub(TAIL));
    starts_in(line, window).find_map(|start| {
        let before = line.get(..start)?.trim_end_matches([' ', '*', '_', '`']);
        let set_off = is_set_off(before, kind);
        // Rows of stars need no sign before them; everything else is cheaply ruled out here.
        if !set_off && line.as_bytes().get(start)?.is_ascii() {
            return None;
        }
        let found = scan(line, start).filter(|found| follow(line, found.end) == Follow::End)?;
        let fits = is_score(&found.reading) && can_close(&found, before, set_off, kind);
        let raw = start..found.end;
        fits.then_some(Found { raw, rest: line.len(), reading: found.reading, label: None })
    })
}

/// Whether a new statement begins behind `before`. In a body, what is behind a comma or a dash is the
/// score of the whole only after a sentence; after a few words it may be that of a part (`Sound - 8/10`).
fn is_set_off(before: &str, kind: Kind) -> bool {
    /// So many words are a sentence.
    const SENTENCE: usize = 6;
    let Some(sign) = before.chars().next_back() else { return kind == Kind::Heading };
    match sign {
        '.' | '!' | '?' | '…' | '(' | '[' => true,
        // `Heat (1995) 8/10`, `Heat: 8/10`
        ')' | ']' | ':' | '|' | '·' | '•' => kind == Kind::Heading,
        ',' if kind == Kind::Heading && ends_in_year(before) => true,
        ',' => words_back(before).nth(SENTENCE - 1).is_some(),
        sign if is_dash(sign) => kind == Kind::Heading || words_back(before).nth(SENTENCE - 1).is_some(),
        _ => false,
    }
}

fn can_close(found: &Scan, before: &str, set_off: bool, kind: Kind) -> bool {
    if words_back(before).take(3).any(label::is_site) {
        return false;
    }
    match found.shape {
        // Asterisks behind a title and its year are stars, and elsewhere emphasis.
        Shape::Row(row) if !row.speaks_for_itself => kind == Kind::Heading && ends_in_year(before),
        // `Film: ★★★★★ Disc: ★★★` rates parts.
        Shape::Row(row) if kind == Kind::Prose => row.signs > 1 && !before.contains(['★', '⭐', '☆']),
        Shape::Row(_) => true,
        Shape::Ratio => set_off && is_usual(&found.reading),
        Shape::StarsInWords => set_off,
        Shape::Percent => set_off && kind == Kind::Heading,
        Shape::Letter(_) => kind == Kind::Heading && (before.ends_with(['[', '(']) || ends_in_year(before)),
        Shape::Bare => false,
    }
}

/// `Heat (1995) -`: what stands behind a title and its year is no part of the title.
fn ends_in_year(before: &str) -> bool {
    let title = before.trim_end_matches(|c: char| is_dash(c) || " :|·,".contains(c));
    let inside = title.strip_suffix([')', ']']).and_then(|title| title.rsplit_once(['(', '[']));
    inside.is_some_and(|(_, year)| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The words of a text, the last one first.
fn words_back(text: &str) -> impl Iterator<Item = &str> {
    text.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The bytes from `window` on where a notation can start: not inside a word, a number or a row.
fn starts_in(line: &str, window: usize) -> impl Iterator<Item = usize> {
    let mut previous = line.get(..window).and_then(|head| head.chars().next_back());
    line.get(window..).unwrap_or_default().char_indices().filter_map(move |(at, c)| {
        let inside = previous.is_some_and(|before| {
            before == c || before.is_alphanumeric() || (".,/".contains(before) && c.is_ascii_digit())
        });
        previous = Some(c);
        (!inside && c != ' ').then_some(window + at)
    })
}

/// What follows a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// Nothing that a reader would read.
    End,
    /// Punctuation, or a dash or a bracket, and text behind it.
    Sign,
    /// Text straight on.
    Text,
}

/// What follows at byte `at`, closing brackets and markup aside.
pub(super) fn follow(line: &str, at: usize) -> Follow {
    let at = skip_closers(line, at);
    let rest = line.get(at..).unwrap_or_default();
    match rest.chars().next() {
        None => Follow::End,
        Some(c) if is_dash(c) || ".,;:!?|([…/•·\"”—<~=".contains(c) => {
            let is_over = !rest.contains(|c: char| !is_dash(c) && !" .,;:!?|…*_`)]\"”".contains(c));
            if is_over { Follow::End } else { Follow::Sign }
        }
        Some(_) => Follow::Text,
    }
}

/// Where text goes on after a score that ends at byte `at`.
pub(super) fn rest_after(line: &str, at: usize) -> usize {
    let mut at = skip_closers(line, at);
    if let Some(rest) = line.get(at..) {
        at += rest.len() - rest.trim_start_matches(|c: char| is_dash(c) || " .,;:!?|…".contains(c)).len();
    }
    behind_unit(line, at)
}

/// What scores are counted in, in the languages that they are read in.
const UNITS: [&str; 14] = [
    "points",
    "point",
    "pts",
    "stars",
    "star",
    "punkten",
    "punkte",
    "sternen",
    "sterne",
    "étoiles",
    "estrellas",
    "puntos",
    "stelle",
    "sterren",
];

/// `7,5 von 10 Punkten` is said with its unit.
fn behind_unit(line: &str, at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if !UNITS.contains(&word.to_lowercase().as_str()) {
        return at;
    }
    let after = rest.get(word.len()..).unwrap_or_default();
    let behind = after.trim_start_matches(|c: char| is_dash(c) || " .,;:!?|…".contains(c));
    // `points to the door` goes on.
    let is_over = behind.is_empty() || !after.starts_with(' ');
    if is_over { line.len() - behind.len() } else { at }
}

fn skip_closers(line: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        at = skip_noise(line, at);
        let rest = line.get(at..).unwrap_or_default();
        let closers = rest.len() - rest.trim_start_matches(['*', ')', ']', '\u{FE0F}']).len();
        if closers == 0 {
            return at;
        }
        at += closers;
    }
}

/// Behind the spaces, underscores, backticks and tags at byte `from`.
pub(super) fn skip_noise(line: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = line.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '_' || c == '`').len();
        match tag_end(line, at) {
            Some(end) => at = end,
            None => return at,
        }
    }
}

/// The end of the tag that stands at byte `at`: `<kbd>`, `</span>`.
pub(super) fn tag_end(line: &str, at: usize) -> Option<usize> {
    let inside = line.get(at..)?.strip_prefix('<')?;
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return None;
    }
    let near = inside.get(..boundary_before(inside, LONGEST_TAG))?;
    near.find('>').map(|end| at + 1 + end + 1)
}
