//! People of the archive that a name may mean which does not say it all: `k. reeves`, `philip hoffman`.

use std::collections::BTreeMap;
use std::io;

use tantivy::{Searcher, TantivyDocument};

use super::dictionary::Dictionary;
use crate::backend::Notice;
use crate::index::completion::{self, Entry, Start};
use crate::index::document;
use crate::index::named::short_key;
use crate::people;
use crate::schema::Fields;
use crate::words;

/// So many people are named in a notice, and looked for.
const MOST_PEOPLE: usize = 8;
/// So many reviews with the family name are read for a person whom the index does not list. The
/// finder knows nearly all who are written about often.
const MOST_READ: usize = 400;

/// A name in its parts, as it was asked for.
struct Asked {
    /// The first name, or its letter.
    first: String,
    middles: Vec<String>,
    surname: Vec<String>,
}

impl Asked {
    /// Leading letters are given names. Without any, the last word is the family name.
    fn read(words: &[String]) -> Option<Self> {
        let letters = words.iter().take_while(|word| is_letter(word)).count();
        if words.len() < 2 || letters == words.len() {
            return None;
        }
        let surname_at = if letters > 0 { letters } else { words.len() - 1 };
        Some(Self {
            first: words[0].clone(),
            middles: words[1..surname_at].to_vec(),
            surname: words[surname_at..].to_vec(),
        })
    }

    /// Whether a known name says more of the same person. One with less than a whole first name
    /// says no more than a letter.
    fn fits(&self, known: &[String]) -> bool {
        let Some((first, rest)) = known.split_first() else { return false };
        let Some(middles) = rest.strip_suffix(self.surname.as_slice()) else { return false };
        let first_fits = if is_letter(&self.first) {
            !is_letter(first) && first.starts_with(&self.first)
        } else {
            *first == self.first
        };
        first_fits && self.middles.iter().zip(middles).all(|(asked, known)| is_same_middle(asked, known))
    }
}

fn is_letter(word: &str) -> bool {
    word.chars().count() == 1
}

/// `l` is `leroy`, either way.
fn is_same_middle(asked: &str, known: &str) -> bool {
    asked == known
        || is_letter(asked) && known.starts_with(asked)
        || is_letter(known) && asked.starts_with(known)
}

/// Whom a name means.
pub(super) struct Meant {
    /// People of the archive of whom the name says less, or more, than the archive does; none where
    /// the archive knows the name as it is. Each as the archive writes it most often.
    pub(super) people: Vec<Vec<String>>,
    /// Whether the name is looked for as it was asked for, too. `v. mclaglen` would find the last
    /// words of `Andrew V. McLaglen`, and `a. hammer` those of *a Hammer film*: letters are looked for
    /// where the archive has a person who is written so, or none whom they fit.
    pub(super) as_asked: bool,
}

/// Finds out whom a name means.
pub(super) fn people(searcher: &Searcher, fields: &Fields, words: &[String]) -> io::Result<Meant> {
    let Some(asked) = Asked::read(words) else { return Ok(Meant { people: Vec::new(), as_asked: true }) };
    let own = short_key(&words.join(" "));
    let (mut fitting, mut is_listed) = (Spellings::new(), false);
    for (name, reviews) in beginning_with(searcher, fields, &asked)? {
        let known = words::plain_words(&name);
        is_listed |= known == words;
        if asked.fits(&known) {
            note(&mut fitting, name, reviews);
        }
    }
    if fitting.contains_key(&own) {
        return Ok(Meant { people: Vec::new(), as_asked: true });
    }
    if fitting.is_empty() && !is_listed && is_letter(&asked.first) {
        fitting = unlisted(searcher, fields, &asked)?;
    }
    let people: Vec<_> = fitting.into_values().map(commonest_first).collect();
    let as_asked = !is_letter(&asked.first) || is_listed || people.is_empty();
    Ok(Meant { people, as_asked })
}

/// How people are written and how often, by what the spellings of one have in common.
type Spellings = BTreeMap<String, BTreeMap<String, u64>>;

fn note(spellings: &mut Spellings, name: String, reviews: u64) {
    *spellings.entry(short_key(&name)).or_default().entry(name).or_default() += reviews;
}

fn commonest_first(spellings: BTreeMap<String, u64>) -> Vec<String> {
    let mut spellings: Vec<(String, u64)> = spellings.into_iter().collect();
    spellings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    spellings.into_iter().map(|(name, _)| name).collect()
}

/// People whom the index does not list, found by reading the reviews that have the family name.
fn unlisted(searcher: &Searcher, fields: &Fields, asked: &Asked) -> io::Result<Spellings> {
    let mut fitting = Spellings::new();
    let Some(surname) = asked.surname.last() else { return Ok(fitting) };
    for address in Dictionary::new(searcher, fields.text).first_documents(surname, MOST_READ)? {
        let document: TantivyDocument = searcher.doc(address).map_err(io::Error::other)?;
        let Some(review) = document::from_document(&document, fields) else { continue };
        for name in people::with_initial(&review, &asked.first, &asked.surname) {
            if asked.fits(&words::plain_words(&name)) {
                note(&mut fitting, name.split_whitespace().collect::<Vec<_>>().join(" "), 1);
            }
        }
    }
    Ok(fitting)
}

/// Known people by their family name and how the first name begins, with their number of reviews.
fn beginning_with(searcher: &Searcher, fields: &Fields, asked: &Asked) -> io::Result<Vec<(String, u64)>> {
    let dictionary = Dictionary::new(searcher, fields.completion);
    let key = format!("{} {}", asked.surname.join(" "), asked.first);
    let begin = completion::prefix(completion::Kind::Person, Start::Inside, &key);
    let mut people = Vec::new();
    for form in dictionary.beginning_with(&begin)? {
        let Some(entry) = Entry::read(&form.term) else { continue };
        if dictionary.has(&form.term)? {
            people.push((entry.text, dictionary.documents(&form.term)?));
        }
    }
    Ok(people)
}

/// What to say about a name that stands for these people, and which spellings to look for.
pub(super) fn reading(name: &str, people: &[Vec<String>]) -> Option<Notice> {
    let shown: Vec<&str> =
        people.iter().take(MOST_PEOPLE).filter_map(|one| one.first()).map(String::as_str).collect();
    match shown.as_slice() {
        [] => None,
        [only] => Some(Notice::new("name-read", format!("{name} was read as {only}"))),
        several => {
            let left = people.len() - several.len();
            let more = if left > 0 { format!(" and {left} more, who were left out") } else { String::new() };
            let all = several.join(", ");
            let message = format!("{name} may be {all}{more}: reviews of any of these were looked for");
            Some(Notice::new("name-ambiguous", message))
        }
    }
}

/// The spellings of those people whom the notice names as looked for.
pub(super) fn looked_for(people: &[Vec<String>]) -> impl Iterator<Item = &String> {
    people.iter().take(MOST_PEOPLE).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(asked: &str, known: &str) -> bool {
        Asked::read(&words::plain_words(asked)).is_some_and(|asked| asked.fits(&words::plain_words(known)))
    }

    #[test]
    fn letters_stand_for_names_that_begin_with_them() {
        assert!(fits("k. reeves", "Keanu Reeves"));
        assert!(fits("S. Jackson", "Samuel L. Jackson"));
        assert!(fits("s. l. jackson", "Samuel L. Jackson"));
        assert!(fits("a. de armas", "Ana de Armas"));
        assert!(!fits("s. m. jackson", "Samuel L. Jackson"));
        assert!(!fits("j. reeves", "Keanu Reeves"));
        assert!(!fits("k. reeves", "K. Reeves"));
        assert!(!fits("j j", "Jane Jones"));
    }

    #[test]
    fn middle_names_may_be_missing_or_extra() {
        assert!(fits("philip hoffman", "Philip Seymour Hoffman"));
        assert!(fits("samuel leroy jackson", "Samuel L. Jackson"));
        assert!(!fits("samuel adam jackson", "Samuel L. Jackson"));
        assert!(!fits("phil hoffman", "Philip Seymour Hoffman"));
        assert!(!fits("hoffman", "Philip Seymour Hoffman"));
    }
}
