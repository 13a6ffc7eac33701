//! How a person's name may be written, and which known people a name may mean.

use pullquote::words;

use super::spelling::Spelling;
use super::ways::Way;

/// A name in full; without initials in its middle; with any initial behind the first name; with
/// the last name first. `Last, First` is turned round before.
pub(super) fn names(full: &[String]) -> Vec<Way> {
    let exactly =
        |words: &[&str]| words.iter().map(|&word| Spelling::Exactly(word.to_owned())).collect::<Vec<_>>();
    let full: Vec<&str> = full.iter().map(String::as_str).collect();
    let mut spellings = vec![exactly(&full)];
    if let [first, middle @ .., last] = full.as_slice() {
        let middle: Vec<&str> = middle.iter().copied().filter(|word| word.chars().count() > 1).collect();
        let rest = exactly(&[middle.as_slice(), &[last]].concat());
        let first = exactly(&[first]);
        spellings.push([first.clone(), rest.clone()].concat());
        spellings.push([first, vec![Spelling::Initial], rest].concat());
        spellings.push(exactly(&[&[*last], &full[..full.len() - 1]].concat()));
    }
    spellings.into_iter().map(|words| Way { words, slop: None }).collect()
}

/// A name's words, the family name last.
pub(super) fn speaking(name: &str) -> Vec<String> {
    match name.split_once(',') {
        Some((last, first)) => [words::plain_words(first), words::plain_words(last)].concat(),
        None => words::plain_words(name),
    }
}

/// Whether a known name may be what was asked for with letters for given names, or with middle
/// names left out or added.
pub(super) fn says_more(known: &[String], asked: &[String]) -> bool {
    let is_letter = |word: &String| word.chars().count() == 1;
    let same = |a: &String, b: &String| {
        a == b || is_letter(a) && b.starts_with(a.as_str()) || is_letter(b) && a.starts_with(b.as_str())
    };
    let letters = asked.iter().take_while(|word| is_letter(word)).count();
    if asked.len() < 2 || letters == asked.len() {
        return false;
    }
    let (given, family) = asked.split_at(if letters > 0 { letters } else { asked.len() - 1 });
    if known.len() <= family.len() || !known.ends_with(family) {
        return false;
    }
    let middles = &known[1..known.len() - family.len()];
    let first_fits = if letters > 0 {
        !is_letter(&known[0]) && known[0].starts_with(&given[0])
    } else {
        known[0] == given[0]
    };
    first_fits && given[1..].iter().zip(middles).all(|(asked, known)| same(asked, known))
}

/// A name without the letters within.
pub(super) fn bare(name: &[String]) -> Vec<&String> {
    let last = name.len().saturating_sub(1);
    let kept = |at: usize, word: &String| at == 0 || at == last || word.chars().count() > 1;
    name.iter().enumerate().filter(|(at, word)| kept(*at, word)).map(|(_, word)| word).collect()
}
