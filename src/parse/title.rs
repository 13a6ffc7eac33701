//! Titles: taking `Title (Year)` apart, and finding a slug's true spelling again.

use super::fold::{fold, is_apostrophe};
use crate::score;

/// A printed title taken apart.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Titled {
    /// The title alone.
    pub title: String,
    /// The year that stood with it.
    pub year: Option<i32>,
    /// What followed the year: a score, a credit, nothing.
    pub rest: String,
}

/// Words that name the text and not the work, before or after a title; the longer before their endings.
const REVIEW_WORDS: [&str; 18] = [
    "video game review",
    "film review",
    "movie review",
    "book review",
    "game review",
    "album review",
    "tv review",
    "music review",
    "series review",
    "show review",
    "capsule review",
    "mini review",
    "mini-review",
    "dvd review",
    "blu-ray review",
    "quick review",
    "short review",
    "review",
];
const LONGEST_BRACKET: usize = 80;
const LONGEST_TAG: usize = 200;
/// So many words may stand where a name is looked for, punctuation among them.
const LONGEST_RUN: usize = 64;
/// The words that stay small inside a title.
const SMALL_WORDS: [&str; 22] = [
    "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "in", "into", "la", "nor", "of", "on",
    "or", "the", "to", "vs", "with", "y",
];
const ROMAN: [&str; 13] =
    ["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi"];

/// Takes a printed title apart: `Title (Year)`, `Title [Year]`, `Title, Year`, with or without the
/// word *review*.
pub(super) fn split(printed: &str) -> Titled {
    let clean = clean(printed);
    let clean = without_pictograph(&clean).to_owned();
    let parted =
        bracketed_year(&clean).or_else(|| year_after_comma(&clean)).or_else(|| year_after_dash(&clean));
    let mut titled = parted.unwrap_or_else(|| Titled { title: clean.clone(), ..Titled::default() });
    titled.title = unquoted(without_review_words(&titled.title)).to_owned();
    titled
}

/// The same, and the score that closes the line: `Heat (1995) - 8/10`.
pub(super) fn split_scored(printed: &str) -> (Titled, Option<String>) {
    let found = score::find_at_end(printed);
    let scored = found.and_then(|found| {
        let title = printed.get(..found.raw.start)?.trim_end_matches(['(', '[', ' ', '*']);
        let is_titled = title.contains(char::is_alphanumeric);
        is_titled.then_some((title, printed.get(found.raw)?.to_owned()))
    });
    match scored.or_else(|| leading_score(printed)) {
        Some((title, score)) => (split(without_separator(title)), Some(score)),
        None => (split(printed), None),
    }
}

/// `★★★★ Heat (1995)`, `10/10 Heat`.
fn leading_score(printed: &str) -> Option<(&str, String)> {
    let found = score::find_at_start(printed).filter(|found| found.raw.start == 0)?;
    let title = printed.get(found.raw.end..)?.trim_start_matches([' ', ':', '-', '–', '—', ')', ']']);
    title.starts_with(char::is_alphanumeric).then(|| Some((title, printed.get(found.raw)?.to_owned())))?
}

/// A year of release as digits: 1000 to 2199.
pub(super) fn year(digits: &str) -> Option<i32> {
    let plain = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?.filter(|year| (1000..2200).contains(year))
}

/// A number that, standing bare in a name, is more likely a year of release than part of the title.
pub(super) fn likely_year(digits: &str) -> Option<i32> {
    year(digits).filter(|year| (1870..=2035).contains(year))
}

fn bracketed_year(text: &str) -> Option<Titled> {
    for (open, bracket) in text.match_indices(['(', '[']) {
        let close = if bracket == "(" { ')' } else { ']' };
        let inside = text.get(open + 1..)?;
        let Some((length, _)) = inside.char_indices().take(LONGEST_BRACKET).find(|(_, c)| *c == close) else {
            continue;
        };
        let Some(year) = inside.get(..length).and_then(year_in_bracket) else { continue };
        let (before, after) = (text.get(..open)?.trim(), inside.get(length + 1..)?.trim());
        if !before.is_empty() {
            return Some(around_year(before, year, after));
        }
    }
    None
}

/// `(1995)`, `(2002–2008)`, `(dir. Michael Mann, 1995)`, `(PS5, 2022)`, `(1995, France)`.
fn year_in_bracket(inside: &str) -> Option<i32> {
    let mut numbers = inside.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let year = numbers.find_map(year)?;
    let at_an_end =
        inside.starts_with(|c: char| c.is_ascii_digit()) || !inside.ends_with(char::is_alphabetic);
    at_an_end.then_some(year)
}

fn around_year(before: &str, year: i32, after: &str) -> Titled {
    let goes_on =
        after.starts_with(char::is_alphanumeric) && !is_review_word(after) && !starts_as_score(after);
    let title = if goes_on { format!("{before} {after}") } else { before.to_owned() };
    let rest = if goes_on { String::new() } else { after.to_owned() };
    Titled { title: without_separator(&title).to_owned(), year: Some(year), rest }
}

fn starts_as_score(after: &str) -> bool {
    let word = after.split_whitespace().next().unwrap_or_default();
    word.len() <= 6 && (word.contains(['/', '%']) || word.starts_with(|c: char| c.is_ascii_digit()))
}

fn year_after_comma(text: &str) -> Option<Titled> {
    let (before, digits) = text.rsplit_once(", ")?;
    let year = likely_year(digits.trim())?;
    let dated =
        before.chars().filter(|c| *c == ',').count() > 0 || before.ends_with(|c: char| c.is_ascii_digit());
    (!dated && !before.is_empty()).then(|| Titled {
        title: before.to_owned(),
        year: Some(year),
        rest: String::new(),
    })
}

/// `Burning — 2018`, `Burning - 2018`.
fn year_after_dash(text: &str) -> Option<Titled> {
    let (before, year) = [" — ", " – ", " - ", " | "].iter().find_map(|dash| {
        let (before, digits) = text.rsplit_once(dash)?;
        Some((before, likely_year(digits.trim())?))
    })?;
    let title = without_separator(before).to_owned();
    title.contains(char::is_alphanumeric).then(|| Titled { title, year: Some(year), rest: String::new() })
}

/// The picture that some put before every heading says nothing.
fn without_pictograph(title: &str) -> &str {
    let is_picture =
        |c: char| matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{26FF}' | '\u{FE0F}' | '\u{200D}');
    let rest = title.trim_start_matches(is_picture);
    if rest.starts_with(' ') && rest.contains(char::is_alphanumeric) { rest.trim_start() } else { title }
}

fn without_review_words(title: &str) -> &str {
    let title = before_headline(without_position(without_separator(title)));
    for word in REVIEW_WORDS {
        if let Some(rest) = after_review_word(title, word).or_else(|| before_review_word(title, word)) {
            return without_review_words(rest);
        }
    }
    title
}

/// `Heat review – two men and a bank`: newspapers put a headline behind the title.
fn before_headline(title: &str) -> &str {
    let dashed = [" review – ", " review — "].iter().find_map(|parting| title.split_once(parting));
    dashed.map(|(work, _)| work.trim()).filter(|work| !work.is_empty()).unwrap_or(title)
}

/// `Day 12: Heat`, `Number 2: Heat`, `Watched: Heat`, `[Review] Heat`: what a series of posts puts before each title.
fn without_position(title: &str) -> &str {
    const BEFORE: [&str; 8] =
        ["watched", "just watched", "rewatched", "now playing", "read", "played", "[review]", "(review)"];
    const NUMBERED: [&str; 7] = ["day", "number", "no.", "no", "week", "entry", "film"];
    let is_one = |words: &[&str], word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if let Some(end) =
        title.find([']', ')']).filter(|end| is_one(&BEFORE, title.get(..=*end).unwrap_or_default()))
    {
        return title.get(end + 1..).map(str::trim).filter(|rest| !rest.is_empty()).unwrap_or(title);
    }
    let Some((before, rest)) = title.split_once(": ").filter(|(_, rest)| !rest.trim().is_empty()) else {
        return title;
    };
    let is_numbered = before.split_once([' ', '#']).is_some_and(|(word, number)| {
        is_one(&NUMBERED, word) && number.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_numbered || is_one(&BEFORE, before) { rest.trim() } else { title }
}

fn after_review_word<'a>(title: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = title.split_at_checked(word.len())?;
    let rest = rest.trim_start();
    let parted =
        rest.starts_with([':', '-', '–', '—', '|']) || rest.starts_with("of ") || rest.starts_with('“');
    let kept = rest.trim_start_matches("of ").trim_start_matches([':', '-', '–', '—', '|', ' ']).trim();
    (start.eq_ignore_ascii_case(word) && parted && !kept.is_empty()).then_some(kept)
}

fn before_review_word<'a>(title: &'a str, word: &str) -> Option<&'a str> {
    let bare = title.strip_suffix([')', ']']).unwrap_or(title);
    let (rest, end) = bare.split_at_checked(bare.len().checked_sub(word.len())?)?;
    if !end.eq_ignore_ascii_case(word) || !rest.ends_with(|c: char| !c.is_alphanumeric()) {
        return None;
    }
    let kept = without_separator(rest.trim_end().trim_end_matches(['(', '[']));
    let hangs =
        kept.rsplit(' ').next().is_some_and(|last| SMALL_WORDS.contains(&last.to_lowercase().as_str()));
    (!kept.is_empty() && !hangs).then_some(kept)
}

fn is_review_word(text: &str) -> bool {
    // `Heat (1995) review – two men and a bank` goes on with a headline.
    let word = text.split([':', '-', '–', '—', '|']).next().unwrap_or(text).trim();
    REVIEW_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

pub(super) fn without_separator(title: &str) -> &str {
    title.trim().trim_end_matches([':', '-', '–', '—', '|', ' ', ',']).trim()
}

pub(super) fn unquoted(title: &str) -> &str {
    for (open, close) in [('"', '"'), ('“', '”'), ('\'', '\''), ('‘', '’'), ('«', '»')] {
        let inner = title.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains([open, close])) {
            return inner.trim();
        }
    }
    title
}

/// A title as a reader sees it: entities decoded, tags and emphasis gone, spaces single.
pub(super) fn clean(printed: &str) -> String {
    let text = without_emphasis(&decoded(&without_tags(&without_addresses(printed))));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `[Heat](https://...)` prints `Heat`. Any other bracket stays: `[REC]`.
fn without_addresses(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(joint) = rest.find("](") {
        let (before, link) = rest.split_at(joint);
        let target = link.get(2..).unwrap_or_default();
        let parts = before.rfind('[').zip(target.find(')'));
        let Some((open, close)) =
            parts.filter(|(_, close)| target.get(..*close).is_some_and(|address| !address.contains(' ')))
        else {
            break;
        };
        kept.push_str(before.get(..open).unwrap_or_default());
        kept.push_str(before.get(open + 1..).unwrap_or_default());
        rest = target.get(close + 1..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        kept.push_str(before);
        let inside = tag.get(1..).unwrap_or_default();
        let named = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let end = inside.bytes().take(LONGEST_TAG).position(|b| b == b'>').filter(|_| named);
        if end.is_none() {
            kept.push('<');
        }
        rest = inside.get(end.map_or(0, |end| end + 1)..).unwrap_or_default();
    }
    kept.push_str(rest);
    kept
}

fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        plain.push_str(before);
        let (letter, length) = entity_at(entity).unwrap_or(('&', 1));
        plain.push(letter);
        rest = entity.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// The character that an entity at the start of `text` stands for, and the entity's length in bytes.
fn entity_at(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "eacute" => 'é',
        _ => numbered(name)?,
    };
    Some((letter, end + 1))
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let hex = digits.strip_prefix(['x', 'X']);
    let code = hex.map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
    char::from_u32(code).filter(|letter| !letter.is_control())
}

/// Stars and underscores go where they stand at a word's edge; `M*A*S*H` and `snake_case` keep theirs.
fn without_emphasis(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.iter().filter(|c| matches!(c, '*' | '_' | '`')).count() < 2 {
        return text.to_owned();
    }
    let word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphanumeric());
    let inside = |at: usize| word(at.checked_sub(1)) && word(Some(at + 1));
    let mark = |at: usize, letter: char| matches!(letter, '*' | '_' | '`') && !inside(at);
    letters.iter().enumerate().filter(|(at, c)| !mark(*at, **c)).map(|(_, c)| *c).collect()
}

/// A slug as a title: spaces, capitals, small words and roman numerals in their places.
pub(super) fn from_slug(slug: &str) -> String {
    let words: Vec<&str> = slug.split(['-', '_', ' ', '+']).filter(|word| !word.is_empty()).collect();
    let written = slug.chars().any(char::is_uppercase);
    let last = words.len().saturating_sub(1);
    let spelled = words.iter().enumerate().map(|(at, word)| {
        let edge = at == 0 || at == last;
        if written { (*word).to_owned() } else { title_word(word, edge) }
    });
    spelled.collect::<Vec<_>>().join(" ")
}

fn title_word(word: &str, edge: bool) -> String {
    if ROMAN.contains(&word) {
        return word.to_uppercase();
    }
    if !edge && SMALL_WORDS.contains(&word) {
        return word.to_owned();
    }
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first of `spellings` that has the letters and digits of `name`, without the comma or full stop
/// that the sentence put after it.
pub(super) fn respelled<'a>(name: &str, spellings: impl Iterator<Item = &'a str>) -> Option<String> {
    let folded = fold(name);
    if folded.is_empty() {
        return None;
    }
    let mut same =
        spellings.filter(|spelling| spelling.len() <= 4 * name.len() + 32 && fold(spelling) == folded);
    same.next().map(tidy)
}

fn tidy(spelling: &str) -> String {
    let spelling = clean(spelling);
    let trimmed = spelling.trim_end_matches([',', ';', ':']);
    let trimmed = trimmed.strip_suffix('.').filter(|rest| !is_abbreviation(rest)).unwrap_or(trimmed);
    unquoted(trimmed).to_owned()
}

/// `B.C`, `Pa`, `Waiting..`: the full stop behind it is the title's own.
fn is_abbreviation(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    last.contains('.') || last.chars().count() <= 2
}

/// The phrases of `text` between double quotation marks, a line's length at most.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let opens = text.match_indices(['"', '“', '«']);
    opens.filter_map(|(at, mark)| {
        let inside = text.get(at + mark.len()..)?;
        let end = inside.char_indices().take(120).find(|(_, c)| matches!(c, '"' | '”' | '»' | '\n'))?.0;
        inside.get(..end).filter(|phrase| !phrase.is_empty())
    })
}

/// A run of words in running text with the letters and digits of `name`, written with a capital.
///
/// Every word is tried as a start, and only as long as what follows spells the name, so the cost is
/// linear in the text for names of ordinary length.
pub(super) fn run_in(text: &str, name: &str) -> Option<String> {
    let target = fold(name);
    let first = target.chars().next().filter(|_| target.chars().any(char::is_alphabetic))?;
    let words: Vec<(usize, &str)> = words_of(text).collect();
    let starts = (0..words.len()).filter(|at| words.get(*at).is_some_and(|(_, word)| may_start(word, first)));
    starts.into_iter().find_map(|from| run_from(text, &words, from, &target))
}

/// Whether a word's first letter can fold to `first`: a cheap look before the fold.
fn may_start(word: &str, first: char) -> bool {
    let letter = word.chars().find(|c| c.is_alphanumeric() || *c == '&');
    letter.is_some_and(|letter| !letter.is_ascii() || letter.eq_ignore_ascii_case(&first) || letter == '&')
}

fn run_from(text: &str, words: &[(usize, &str)], from: usize, target: &str) -> Option<String> {
    let mut left = target;
    for (at, word) in words.get(from..)?.iter().take(LONGEST_RUN) {
        let folded = fold(word);
        if folded.is_empty() {
            continue;
        }
        if left.strip_prefix(folded.as_str()) == Some("") {
            let end = at + word.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            return text.get(words.get(from)?.0..end).and_then(name_like);
        }
        left = left.strip_prefix(folded.as_str())?;
    }
    None
}

fn name_like(run: &str) -> Option<String> {
    let run = run.trim_start_matches(|c: char| !c.is_alphanumeric());
    let capital = run.starts_with(|c: char| !c.is_lowercase());
    let loud = run.chars().count() > 4 && !run.chars().any(char::is_lowercase);
    (capital && !loud && !run.contains('\n')).then(|| clean(run))
}

/// White-space words with their offsets, a possessive ending cut off.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(char::is_whitespace).filter_map(move |word| {
        let start = at;
        at += word.len() + text.get(start + word.len()..)?.chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then(|| (start, without_possessive(word)))
    })
}

fn without_possessive(word: &str) -> &str {
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let possessed = bare.strip_suffix('s').and_then(|rest| rest.strip_suffix(is_apostrophe));
    possessed.unwrap_or(word)
}

#[cfg(test)]
#[path = "title_tests.rs"]
mod tests;
