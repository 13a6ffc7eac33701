//! How many stars are `★★★½`, `***1/2`, `●●●○○`?

use super::number::{Cursor, and_a_half, spelled_fraction};

/// No row of stars is longer; what is longer is decoration.
const LONGEST: u32 = 20;

/// Signs that are used together in one row: whole, half and empty ones.
struct Family {
    full: &'static [char],
    half: &'static [char],
    empty: &'static [char],
    /// Whether the family is used for scores and little else, so that a row of it needs no label.
    speaks_for_itself: bool,
}

const FAMILIES: &[Family] = &[
    Family {
        full: &['★', '⭐', '🌟', '✭', '✮', '✯', '⭑', '✪', '🟊'],
        half: &['⯨', '⯩', '⯪', '⯫'],
        empty: &['☆', '✩', '✰', '⚝', '⭒'],
        speaks_for_itself: true,
    },
    Family { full: &['*'], half: &[], empty: &[], speaks_for_itself: false },
    Family {
        full: &['●', '⬤', '⚫'],
        half: &['◐', '◑', '◖'],
        empty: &['○', '◯', '⚪'],
        speaks_for_itself: false,
    },
    Family {
        full: &['🌕', '🌝'], half: &['🌗', '🌓'], empty: &['🌑', '🌚'], speaks_for_itself: false
    },
    Family {
        full: &['♥', '❤', '🖤'], half: &['💔'], empty: &['♡', '🤍'], speaks_for_itself: false
    },
    Family {
        full: &['■', '▰', '◼'], half: &[], empty: &['□', '▱', '◻'], speaks_for_itself: false
    },
];

/// A row of stars or of other signs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    /// Whole signs and a half.
    pub(super) points: f64,
    /// Signs that are there, empty ones too.
    pub(super) signs: u32,
    /// Whether empty signs fill the row up, so that it shows its own best.
    pub(super) shows_best: bool,
    /// Whether the row is a score even where nothing says so. `***` and `🔥🔥` are not.
    pub(super) speaks_for_itself: bool,
}

/// The row of signs that stands here, with a half after it, and where it ends.
pub(super) fn row(at: Cursor<'_>) -> Option<(Row, Cursor<'_>)> {
    let first = at.peek()?;
    match FAMILIES.iter().find(|family| family.knows(first)) {
        Some(family) => family_row(at, family),
        None if is_pictograph(first) => repeated_row(at, first),
        None => None,
    }
}

impl Family {
    fn knows(&self, sign: char) -> bool {
        [self.full, self.half, self.empty].iter().any(|signs| signs.contains(&sign))
    }
}

fn family_row<'a>(at: Cursor<'a>, family: &Family) -> Option<(Row, Cursor<'a>)> {
    let mut cursor = at;
    let full = count(&mut cursor, |c| family.full.contains(&c))?;
    let halves = count(&mut cursor, |c| family.half.contains(&c))?;
    let mut part = f64::from(halves) / 2.0;
    if halves == 0 {
        part = written_half(&mut cursor).unwrap_or(0.0);
    }
    let empty = count(&mut cursor, |c| family.empty.contains(&c))?;
    let half_signs = if halves == 0 && part > 0.0 && empty > 0 { 1 } else { halves };
    let signs = full + half_signs + empty;
    // A row that is nothing but empty signs is zero stars only where it is visibly the whole scale.
    if signs == 0 || (empty == signs && signs != 5) {
        return None;
    }
    let points = f64::from(full) + part;
    let row = Row { points, signs, shows_best: empty > 0, speaks_for_itself: family.speaks_for_itself };
    is_row_of_asterisks_or_better(at, cursor, points > f64::from(full)).then_some((row, cursor))
}

/// Asterisks are emphasis (`**8/10**`, `** Great`) as often as they are stars: they count only where no
/// word, number or further sign follows straight on.
fn is_row_of_asterisks_or_better(start: Cursor<'_>, end: Cursor<'_>, has_half: bool) -> bool {
    if start.peek() != Some('*') || has_half {
        return true;
    }
    let mut ahead = end;
    ahead.eat_spaces();
    let glued = end.peek().is_some_and(|c| c.is_alphanumeric() || is_sign(c) || "_`<[\"".contains(c));
    !glued && !ahead.is_at_digit() && !ahead.peek().is_some_and(is_sign)
}

/// A sign that occurs in rows.
fn is_sign(c: char) -> bool {
    is_pictograph(c) || FAMILIES.iter().any(|family| family.knows(c))
}

fn repeated_row(at: Cursor<'_>, sign: char) -> Option<(Row, Cursor<'_>)> {
    let mut cursor = at;
    let signs = count(&mut cursor, |c| c == sign)?;
    let part = written_half(&mut cursor).unwrap_or(0.0);
    let row = Row { points: f64::from(signs) + part, signs, shows_best: false, speaks_for_itself: false };
    Some((row, cursor))
}

fn written_half(cursor: &mut Cursor<'_>) -> Option<f64> {
    spelled_fraction(cursor).or_else(|| and_a_half(cursor).then_some(0.5))
}

/// How many signs of a kind follow. `None` where the row is too long to be a score.
fn count(cursor: &mut Cursor<'_>, wanted: impl Fn(char) -> bool) -> Option<u32> {
    let mut count = 0;
    loop {
        let mut ahead = *cursor;
        // `⭐ ⭐ ⭐` is one row; a space may part the signs but does not end the row's text.
        if count > 0 {
            ahead.eat(|c| c == ' ');
        }
        if !ahead.eat(&wanted) {
            return Some(count);
        }
        ahead.eat(is_modifier);
        *cursor = ahead;
        count += 1;
        if count > LONGEST {
            return None;
        }
    }
}

/// Variation selectors and skin tones, which belong to the sign before them.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// A pictograph of the kind that is repeated for points.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

/// Signs whose number is not a number of points: one thumb up is not one out of five, two down are not two.
pub(super) fn counts_no_points(sign: char) -> bool {
    matches!(sign, '👍' | '👎' | '✅' | '✔' | '❌' | '✗' | '✘' | '❓' | '❗')
}
