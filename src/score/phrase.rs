//! Scores behind a phrase that announces them: `Our final rating: 8/10`, `I give it 4 out of 5`.

use std::ops::Range;

use super::Reading;
use super::label::{self, Label, Trigger};
use super::line::{Follow, Found, follow, rest_after, skip_noise};
use super::notation::{Scan, Shape, scan, stated};
use super::number::{Cursor, boundary_before, is_dash};

/// So far back from a label are words looked at, in bytes: beyond it they say nothing about it.
const LOOK_BACK: usize = 96;
/// So far behind a label may its colon stand, in bytes: `Rating for the extended cut: 8/10`.
const LOOK_AHEAD: usize = 64;
/// Most words of a label phrase: `The Late Show's Final Score`.
const MOST_WORDS: usize = 5;
/// Most words of a phrase in which the reviewer speaks: `I would give this movie a rating of`.
const MOST_OWN_WORDS: usize = 10;
/// Most words between `give` and the points.
const MOST_AWARD_WORDS: usize = 7;

/// The words up to and with the one that triggers.
#[derive(Clone)]
struct Phrase {
    /// The bytes from the first word to the end of the trigger.
    range: Range<usize>,
    words: usize,
    /// The reviewer speaks: `my`, `I`.
    own: bool,
    /// `final`, `overall`.
    overall: bool,
    /// `not`, `wouldn't`.
    denied: bool,
}

/// The surest score behind a phrase: an overall one, else a labelled one, else an awarded one.
pub(super) fn announced(line: &str) -> Option<Found> {
    let mut best: Option<(u8, Found)> = None;
    let mut at = 0;
    while let Some((word, trigger)) = label::next_trigger(line, at) {
        at = word.end;
        let Some((rank, found)) = behind(line, &phrase(line, &word), trigger) else { continue };
        at = found.raw.end.max(at);
        if best.as_ref().is_none_or(|(surest, _)| rank > *surest) {
            best = Some((rank, found));
        }
    }
    best.map(|(_, found)| found)
}

/// The next run of letters and digits; tags are stepped over.
fn next_word(line: &str, from: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        let rest = line.get(start..)?;
        start += rest.find(|c: char| c.is_alphanumeric() || c == '<')?;
        if !line.get(start..)?.starts_with('<') {
            break;
        }
        start = super::line::tag_end(line, start).unwrap_or(start + 1);
    }
    let rest = line.get(start..)?;
    let len = rest.find(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').unwrap_or(rest.len());
    Some(start..start + len)
}

/// A sign behind which a new statement starts.
fn parts_statements(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '|' | ';' | ',' | '•' | '·' | '…' | '\t' | '\n')
}

/// A sign behind which a new phrase starts, though still about the same.
fn parts_phrases(c: char) -> bool {
    parts_statements(c)
        || matches!(c, ':' | '(' | ')' | '[' | ']' | '\u{2012}'..='\u{2015}' | '>' | '"' | '“')
}

/// The phrase that ends with the trigger.
fn phrase(line: &str, trigger: &Range<usize>) -> Phrase {
    let window = window_start(line, trigger.start);
    let nothing = Phrase { range: trigger.clone(), words: 0, own: false, overall: false, denied: false };
    // A phrase that starts before the window is longer than any label.
    let mut phrase = Phrase { words: if window > 0 { usize::MAX } else { 0 }, ..nothing.clone() };
    for word in words_until(line, window, trigger.start) {
        if word.gap.contains(parts_phrases) || word.gap.contains(" -") || phrase.words == 0 {
            phrase = Phrase { range: word.start..trigger.end, ..nothing.clone() };
        }
        phrase.words = phrase.words.saturating_add(1);
        phrase.own |= label::is_own(word.text);
        phrase.overall |= label::is_overall(word.text);
        phrase.denied |= label::is_denial(word.text);
    }
    phrase
}

/// Whether the statement up to the trigger is about somebody else's score, or that of a part.
fn is_not_the_reviews(line: &str, trigger_end: usize) -> bool {
    let mut not = false;
    for word in words_until(line, window_start(line, trigger_end), trigger_end.saturating_sub(1)) {
        not &= !word.gap.contains(parts_statements);
        not |= label::is_not_the_reviews(word.text);
    }
    not
}

/// A word, and what stands between it and the one before.
struct Word<'a> {
    start: usize,
    gap: &'a str,
    text: &'a str,
}

/// The words that start at byte `from` or later, and at byte `last` or earlier.
fn words_until(line: &str, from: usize, last: usize) -> impl Iterator<Item = Word<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let range = next_word(line, at).filter(|word| word.start <= last)?;
        let word =
            Word { start: range.start, gap: line.get(at..range.start)?, text: line.get(range.clone())? };
        at = range.end;
        Some(word)
    })
}

fn window_start(line: &str, at: usize) -> usize {
    boundary_before(line, at.saturating_sub(LOOK_BACK))
}

/// The score behind a phrase, and how sure it is that it is the review's own.
fn behind(line: &str, phrase: &Phrase, trigger: Trigger) -> Option<(u8, Found)> {
    let most = if phrase.own { MOST_OWN_WORDS } else { MOST_WORDS };
    if phrase.words > most {
        return None;
    }
    let (rank, found) = match trigger {
        Trigger::Label(label) => {
            let mut scan = linked(line, phrase, label).or_else(|| bridged(line, phrase, label))?;
            scan.1.reading = thrown(line.get(phrase.range.clone())?, scan.1.reading);
            let rank = if phrase.own || phrase.overall || label.is_overall { 3 } else { 2 };
            (rank, found(line, scan, Some(phrase.range.clone()))?)
        }
        Trigger::Award => (1, found(line, awarded(line, phrase)?, None)?),
    };
    (!is_not_the_reviews(line, phrase.range.end)).then_some((rank, found))
}

/// `Terningkast 4`: Norwegian critics throw a die of six.
fn thrown(phrase: &str, reading: Reading) -> Reading {
    match reading {
        Reading::Bare(points) if phrase.eq_ignore_ascii_case("terningkast") => stated(points, 6.0),
        _ => reading,
    }
}

/// A scan and the byte where it starts.
type Placed = (usize, Scan);

fn found(line: &str, (start, scan): Placed, label: Option<Range<usize>>) -> Option<Found> {
    if is_somebody_elses(line.get(scan.end..)?) {
        return None;
    }
    Some(Found { raw: start..scan.end, rest: rest_after(line, scan.end), reading: scan.reading, label })
}

/// ` on IMDb`, ` (Metacritic)`, ` of his energy` right behind a score.
fn is_somebody_elses(rest: &str) -> bool {
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(2);
    let first = words.next().unwrap_or_default();
    if rest.starts_with(' ') && first.eq_ignore_ascii_case("of") {
        return true;
    }
    let preposition = ["on", "at", "from", "by", "for"].iter().any(|word| first.eq_ignore_ascii_case(word));
    let name = if preposition { words.next().unwrap_or_default() } else { first };
    let straight_on = !rest.trim_start().starts_with(|c: char| parts_statements(c) || is_dash(c));
    let bracketed = rest.trim_start().starts_with('(') && has_digit_near(rest);
    straight_on && !bracketed && label::is_not_the_reviews(name)
}

fn has_digit_near(rest: &str) -> bool {
    rest.bytes().take(LOOK_AHEAD).any(|byte| byte.is_ascii_digit())
}

/// What stands between a label and its score.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Link {
    /// Nothing but space: `Score 7/10`.
    Space,
    /// `Overall, 8/10`
    Comma,
    /// `Verdict [B+]`
    Bracket,
    /// `My rating is 8`
    Verb,
    /// `Score: 8`, `Score - 8`, `Score | 8`, `Score .... 8`
    Colon,
}

/// The score that is linked to its label by signs and small words only.
fn linked(line: &str, phrase: &Phrase, label: Label) -> Option<Placed> {
    let (mut link, mut at) = after_emphasis(line, phrase);
    loop {
        at = skip_noise(line, at);
        if let Some(placed) =
            score_at(line, at).filter(|placed| is_credible(line, placed, phrase, label, link))
        {
            return Some(placed);
        }
        let (next, end) = link_at(line, at)?;
        link = if next > link { next } else { link };
        at = end;
    }
}

/// Behind the label and the `**` that closes its emphasis, if it was opened just before it.
fn after_emphasis(line: &str, phrase: &Phrase) -> (Link, usize) {
    let before = line.get(..phrase.range.start).unwrap_or_default();
    let opened = before.len() - before.trim_end_matches('*').len();
    let mut cursor = Cursor::new(line, phrase.range.end);
    let colon_inside = cursor.eat(|c| c == ':');
    let closed = cursor.rest().len() - cursor.rest().trim_start_matches('*').len();
    if opened == 0 || closed != opened {
        return (Link::Space, phrase.range.end);
    }
    (if colon_inside { Link::Colon } else { Link::Space }, cursor.at() + closed)
}

/// The link that stands at byte `at`, and where it ends.
fn link_at(line: &str, at: usize) -> Option<(Link, usize)> {
    const SMALL_WORDS: [&str; 16] = [
        "is", "was", "of", "would", "be", "a", "an", "the", "solid", "strong", "generous", "perfect", "firm",
        "at", "it", "around",
    ];
    let mut cursor = Cursor::new(line, at);
    if cursor.eat_any_word(&SMALL_WORDS) {
        return Some((Link::Verb, cursor.at()));
    }
    let sign = cursor.peek()?;
    let full_stop = sign == '.' && cursor.peek_second() != Some('.');
    let link = match sign {
        ',' => Link::Comma,
        ':' | '=' | '|' | '→' | '»' | '…' | '>' | '~' => Link::Colon,
        '(' | '[' => Link::Bracket,
        '.' if !full_stop => Link::Colon,
        c if is_dash(c) => Link::Colon,
        _ => return None,
    };
    while cursor.eat(|c| c == sign) {}
    Some((link, cursor.at()))
}

/// The notation at byte `at`, behind emphasis and brackets if need be.
fn score_at(line: &str, at: usize) -> Option<Placed> {
    if let Some(scan) = scan(line, at) {
        return Some((at, scan));
    }
    let rest = line.get(at..)?;
    let start = at + rest.len() - rest.trim_start_matches(['*', '"', '“']).len();
    Some((start, scan(line, start)?))
}

/// Whether a notation behind this label and link is the score that the label announces.
fn is_credible(line: &str, (_, scan): &Placed, phrase: &Phrase, label: Label, link: Link) -> bool {
    let follow = follow(line, scan.end);
    let ends = follow != Follow::Text;
    let is_statement = phrase.own || phrase.overall || label.is_overall || phrase.words == 1;
    let speaks = link == Link::Colon || (link == Link::Verb && is_statement);
    match (scan.shape, &scan.reading) {
        (Shape::Ratio | Shape::Percent, Reading::Unread(_)) => link == Link::Colon && ends,
        (_, Reading::Unread(_)) => false,
        // One asterisk before a text is the sign of a footnote or of a list.
        (Shape::Row(row), _) if row.signs == 1 && !row.speaks_for_itself => speaks && ends,
        (Shape::Row(row), _) if follow == Follow::Text && !row.speaks_for_itself && !label.takes_letters => {
            false
        }
        (Shape::Row(_), _) if follow == Follow::Text && is_legend(line, scan.end) => false,
        (Shape::Ratio | Shape::StarsInWords | Shape::Row(_), _) => {
            link == Link::Colon || (ends && (speaks || link != Link::Verb))
        }
        (Shape::Percent, _) => ends && (speaks || link == Link::Space),
        (Shape::Letter(_), _) => label.takes_letters && ends && (speaks || link == Link::Bracket),
        (Shape::Bare, _) if link == Link::Space => {
            label.takes_bare_numbers && follow == Follow::End && is_line_start(line, phrase.range.start)
        }
        (Shape::Bare, _) => label.takes_bare_numbers && ends && speaks,
    }
}

/// Whether further rows follow a row: `***** Superb **** Good *** Fair` explains the stars and gives none.
fn is_legend(line: &str, end: usize) -> bool {
    let sign = line.get(..end).and_then(|head| head.chars().next_back());
    let near = line.get(end..boundary_before(line, end + LOOK_AHEAD)).unwrap_or_default();
    sign.is_some_and(|sign| near.contains(sign))
}

fn is_line_start(line: &str, at: usize) -> bool {
    !line.get(..at).unwrap_or_default().contains(char::is_alphanumeric)
}

/// The score behind a label that more words qualify: `Rating for the extended cut: 8/10`, `Score (1-10): 8`.
fn bridged(line: &str, phrase: &Phrase, label: Label) -> Option<Placed> {
    let start = phrase.range.end;
    let end = boundary_before(line, start + LOOK_AHEAD);
    let bridge = line.get(start..end)?;
    let verb = phrase.own.then(|| bridge.find(" is ").map(|at| at + 3)).flatten();
    let bridge = bridge.get(..bridge.find(':').or(verb)?)?;
    let is_prose = bridge.contains(parts_statements);
    let words = || bridge.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    if is_prose || words().any(label::is_not_the_reviews) {
        return None;
    }
    let at = skip_noise(line, start + bridge.len() + 1);
    let (start, mut scan) = score_at(line, at)?;
    match (scan.shape, scan.reading) {
        (Shape::Ratio | Shape::StarsInWords | Shape::Row(_), reading) => scan.reading = reading,
        (Shape::Bare, Reading::Bare(points)) if label.takes_bare_numbers => {
            scan.reading = super::notation::stated(points, best_in(bridge)?);
        }
        _ => return None,
    }
    let is_score = follow(line, scan.end) != Follow::Text && matches!(scan.reading, Reading::Stated { .. });
    is_score.then_some((start, scan))
}

/// The best that a label names: 10 in `(out of 10)`, `/10`, `(1-10)`, `1 to 10`.
fn best_in(bridge: &str) -> Option<f64> {
    let bridge = bridge.trim_end_matches(|c: char| !c.is_ascii_digit());
    let before = bridge.trim_end_matches(|c: char| c.is_ascii_digit());
    let best = bridge.get(before.len()..)?.parse().ok()?;
    let before = before.trim_end();
    let names = before.ends_with(|c: char| c == '/' || is_dash(c))
        || before.ends_with(" of")
        || before.ends_with(" to");
    names.then_some(best)
}

/// The points behind `I give it`, `Rated`, `Giving this one a`.
fn awarded(line: &str, phrase: &Phrase) -> Option<Placed> {
    if phrase.denied || (!phrase.own && phrase.words > 1) {
        return None;
    }
    let mut at = phrase.range.end;
    for _ in 0..=MOST_AWARD_WORDS {
        at = skip_noise(line, at);
        let placed = score_at(line, at);
        if let Some((start, scan)) = placed.filter(|placed| is_awardable(line, placed)) {
            return Some((start, scan));
        }
        let word = next_word(line, at)?;
        let gap = line.get(at..word.start)?;
        let is_plain = gap.chars().all(|c| " \"“'‘:_*`(".contains(c));
        if !is_plain || label::is_not_the_reviews(line.get(word.clone())?) {
            return None;
        }
        at = word.end;
    }
    None
}

fn is_awardable(line: &str, (_, scan): &Placed) -> bool {
    let certain = match scan.shape {
        Shape::Ratio | Shape::StarsInWords => true,
        Shape::Row(row) => row.speaks_for_itself || row.points > 1.0,
        _ => false,
    };
    let ends = follow(line, scan.end) != Follow::Text || scan.shape == Shape::Ratio;
    certain && ends && matches!(scan.reading, Reading::Stated { .. })
}
