//! What a title, a name or a heading is found by while it is still being typed.
//!
//! Each is a term of the field `completion` for every word that it may be typed from:
//!
//! ```text
//! t0big lebowski ␟The Big Lebowski␟1998     a title (t), from its beginning (0)
//! t1lebowski     ␟The Big Lebowski␟1998     the same from a later word (1)
//! p0uma thurman  ␟␃0␟                       a person, shown as the key with capitals: Uma Thurman
//! p1reeves keanu ␟␃1␟                       the same, with the last word of the key first: Keanu Reeves
//! ```
//!
//! so that everything that begins with some letters is one range of the dictionary, and how many
//! reviews have it stands beside each term. What is shown is a part of the term: no document is
//! read for it.

use std::collections::BTreeSet;

use crate::review::Review;
use crate::words;

/// Between the key of a term, what is shown and the year. One below the blank between two words:
/// what ends here sorts beside what goes on with another word.
pub const SEPARATOR: char = '\u{1F}';

/// In the place of a text that is its key's words with a capital each: how many of the last come first. Most names
/// are, and this is half of what they take. It is no mark at which a reader of the dictionary parts a term.
const TURNED: char = '\u{3}';

/// A title of more words is found by these first ones.
const MOST_STARTS: usize = 12;
/// A longer text is no title, no name and no heading that anybody would type.
const MOST_BYTES: usize = 300;
/// Words before a title that don't count.
const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// What can be completed, by the first letter of its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A title.
    Title,
    /// A person.
    Person,
    /// A section's heading.
    Section,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Self::Title => 't',
            Self::Person => 'p',
            Self::Section => 's',
        }
    }

    fn of_letter(letter: char) -> Option<Self> {
        [Self::Title, Self::Person, Self::Section].into_iter().find(|kind| kind.letter() == letter)
    }
}

/// Where in a text the typed words begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Start {
    /// At its beginning, a leading article not counted.
    Beginning,
    /// At a later word.
    Inside,
}

/// A term, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it completes to.
    pub kind: Kind,
    /// Where the key begins in it.
    pub start: Start,
    /// The folded words that it is typed by.
    pub key: String,
    /// As the archive writes it.
    pub text: String,
    /// A title's year.
    pub year: Option<i32>,
}

/// What all terms begin with whose key begins with `key`.
pub fn prefix(kind: Kind, start: Start, key: &str) -> String {
    let start = if start == Start::Beginning { '0' } else { '1' };
    format!("{}{start}{key}", kind.letter())
}

impl Entry {
    /// The entry that a term of the index stands for.
    pub fn read(term: &str) -> Option<Self> {
        let mut chars = term.chars();
        let kind = Kind::of_letter(chars.next()?)?;
        let start = if chars.next()? == '0' { Start::Beginning } else { Start::Inside };
        let mut parts = chars.as_str().split(SEPARATOR);
        let (key, text, year) = (parts.next()?, parts.next()?, parts.next()?);
        let text = match text.strip_prefix(TURNED) {
            Some(turn) => turned(key, turn.parse().ok()?),
            None => text.to_owned(),
        };
        Some(Self { kind, start, key: key.to_owned(), text, year: year.parse().ok() })
    }

    fn term(&self) -> String {
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let begin = prefix(self.kind, self.start, &self.key);
        match turn_to(&self.key, &self.text) {
            Some(turn) => format!("{begin}{SEPARATOR}{TURNED}{turn}{SEPARATOR}{year}"),
            None => format!("{begin}{SEPARATOR}{}{SEPARATOR}{year}", self.text),
        }
    }
}

/// The words of a key with a capital each, so many of the last first.
fn turned(key: &str, turn: usize) -> String {
    let mut words: Vec<&str> = key.split(' ').collect();
    let turn = turn.min(words.len());
    words.rotate_right(turn);
    let mut text = String::with_capacity(key.len());
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        if let Some(first) = text.get_mut(start..=start) {
            first.make_ascii_uppercase();
        }
    }
    text
}

/// How far the key is to be turned to be the text; `None` if the text has anything else in it.
fn turn_to(key: &str, text: &str) -> Option<usize> {
    let mut words: Vec<&str> = key.split(' ').collect();
    (0..words.len()).find(|turn| {
        if *turn > 0 {
            words.rotate_right(1);
        }
        are_written(&words, text)
    })
}

fn are_written(words: &[&str], text: &str) -> bool {
    let mut written = text.split(' ');
    words.iter().all(|word| written.next().is_some_and(|written| is_capital_of(written, word)))
        && written.next().is_none()
}

fn is_capital_of(written: &str, word: &str) -> bool {
    match (written.as_bytes().split_first(), word.as_bytes().split_first()) {
        (Some((first, rest)), Some((small, others))) => {
            *first == small.to_ascii_uppercase() && rest == others
        }
        _ => false,
    }
}

/// The terms of a review, each once. One more source of names is one more line here.
///
/// `named` are the people in its prose, beside those that it credits.
pub(super) fn terms(review: &Review, named: &[String]) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    add(Kind::Title, &review.title, review.year, &mut terms);
    review.people.iter().chain(named).for_each(|name| add(Kind::Person, name, None, &mut terms));
    let headings = review.sections.iter().filter_map(|section| section.heading.as_deref());
    headings.for_each(|heading| add(Kind::Section, heading, None, &mut terms));
    terms
}

fn add(kind: Kind, text: &str, year: Option<i32>, terms: &mut BTreeSet<String>) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() > MOST_BYTES || text.contains(char::is_control) {
        return;
    }
    let keys = if kind == Kind::Person { keys_of_name(&text) } else { keys_of_title(&text) };
    for (start, key) in keys {
        terms.insert(Entry { kind, start, key, text: text.clone(), year }.term());
    }
}

/// The words from each one on to the end, compounds as their parts and joined.
fn keys_of_title(title: &str) -> Vec<(Start, String)> {
    let tokens = words::tokens(title);
    let plain: Vec<&str> = tokens.iter().filter(|token| token.width == 1).map(|t| t.text.as_str()).collect();
    let articles = usize::from(plain.len() > 1 && plain.first().is_some_and(|word| is_article(word)));
    let starts = tokens.iter().filter(|token| (token.position as usize) < MOST_STARTS);
    let key = |token: &words::Token| {
        let at = token.position as usize;
        let rest = plain.get(at + token.width as usize..).unwrap_or_default();
        let words: Vec<&str> = std::iter::once(token.text.as_str()).chain(rest.iter().copied()).collect();
        (if at <= articles { Start::Beginning } else { Start::Inside }, words.join(" "))
    };
    starts.map(key).collect()
}

/// A name's words from each one on, and those before it behind them: `reeves keanu`. Also without
/// the initials within it.
fn keys_of_name(name: &str) -> Vec<(Start, String)> {
    let full = words::plain_words(name);
    let last = full.len().saturating_sub(1);
    let is_kept = |(at, word): &(usize, &String)| *at == 0 || *at == last || word.chars().count() > 1;
    let short: Vec<String> = full.iter().enumerate().filter(is_kept).map(|(_, word)| word.clone()).collect();
    let mut keys = rotations(&full);
    if short.len() < full.len() {
        keys.extend(rotations(&short));
    }
    keys
}

fn rotations(words: &[String]) -> Vec<(Start, String)> {
    let rotation = |at: usize| {
        let (before, from) = words.split_at(at);
        let start = if at == 0 { Start::Beginning } else { Start::Inside };
        (start, [from, before].concat().join(" "))
    };
    (0..words.len().min(MOST_STARTS)).map(rotation).collect()
}

/// Whether the word means nothing at the beginning of a title.
pub fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: Kind, text: &str) -> Vec<String> {
        let mut terms = BTreeSet::new();
        add(kind, text, None, &mut terms);
        let keys = terms.iter().filter_map(|term| term.split(SEPARATOR).next());
        keys.map(str::to_owned).collect()
    }

    #[test]
    fn a_term_is_read_as_it_was_written() {
        for (kind, text) in [
            (Kind::Person, "Keanu Reeves"),
            (Kind::Person, "Samuel L. Jackson"),
            (Kind::Person, "Élodie Yung"),
            (Kind::Person, "Ana de Armas"),
            (Kind::Person, "Uma Uma"),
            (Kind::Title, "The Big Sleep"),
            (Kind::Title, "10 Things"),
            (Kind::Title, "千と千尋"),
        ] {
            let mut terms = BTreeSet::new();
            add(kind, text, Some(1999), &mut terms);
            assert!(!terms.is_empty());
            for term in &terms {
                let entry = Entry::read(term).unwrap();
                assert_eq!(
                    (entry.kind, entry.text.as_str(), entry.year),
                    (kind, text, Some(1999)),
                    "{term:?}"
                );
                assert_eq!(entry.term(), *term);
            }
        }
        let short = Entry::read("p1reeves keanu\u{1F}\u{3}1\u{1F}").unwrap();
        assert_eq!(short.text, "Keanu Reeves");
    }

    #[test]
    fn a_title_is_typed_from_any_of_its_words_and_an_article_is_none() {
        assert_eq!(written(Kind::Title, "The Big Sleep"), ["t0big sleep", "t0the big sleep", "t1sleep"]);
        assert_eq!(written(Kind::Title, "The"), ["t0the"]);
        assert_eq!(
            written(Kind::Title, "Spider-Man 2"),
            ["t0spider man 2", "t0spiderman 2", "t12", "t1man 2"]
        );
    }

    #[test]
    fn a_name_is_typed_in_every_order_and_without_initials() {
        let all = written(Kind::Person, "Samuel L. Jackson");
        for key in ["p0samuel l jackson", "p0samuel jackson", "p1jackson samuel l", "p1jackson samuel"] {
            assert!(all.contains(&key.to_owned()), "{key} in {all:?}");
        }
        assert!(written(Kind::Person, "Peter O’Toole").contains(&"p1otoole peter".to_owned()));
    }

    #[test]
    fn a_term_reads_back() {
        let entry = Entry {
            kind: Kind::Title,
            start: Start::Inside,
            key: "lebowski".into(),
            text: "The Big Lebowski".into(),
            year: Some(1998),
        };
        assert_eq!(Entry::read(&entry.term()), Some(entry));
        assert_eq!(Entry::read("x0"), None);
    }

    #[test]
    fn what_nobody_would_type_has_no_terms() {
        assert!(written(Kind::Title, &"word ".repeat(100)).is_empty());
        assert!(written(Kind::Title, "a\u{1}b").is_empty());
        assert!(written(Kind::Title, "???").is_empty());
    }
}
