//! Names of fields and sections near to one that names nothing.

use std::cmp::Reverse;
use std::io;

use levenshtein_automata::Distance;
use tantivy::Searcher;

use super::dictionary::{Dictionary, edits_from};
use super::scope::NAMES;
use crate::schema::Fields;
use crate::words;

/// What else people call a field, and its name here.
const ALSO_CALLED: [(&str, &str); 14] = [
    ("director", "person"),
    ("actress", "person"),
    ("artist", "person"),
    ("writer", "person"),
    ("starring", "person"),
    ("name", "title"),
    ("rating", "score"),
    ("grade", "score"),
    ("stars", "score"),
    ("reviewer", "author"),
    ("category", "tag"),
    ("label", "tag"),
    ("type", "kind"),
    ("heading", "section name"),
];
/// Shorter names have too many neighbours: `Re:Zero`.
const SHORTEST: usize = 4;
/// Names from this length on may be two edits away.
const LONG: usize = 6;
/// So many headings are offered.
const MOST_HEADINGS: usize = 3;
const SECTION: &str = "section=";

/// The field or the section that was probably meant by a name.
pub(super) fn scope(searcher: &Searcher, fields: &Fields, name: &str) -> io::Result<Option<String>> {
    let key = words::key(name);
    if key.chars().count() < SHORTEST {
        return Ok(None);
    }
    if let Some((_, own)) = ALSO_CALLED.iter().find(|(other, _)| *other == key) {
        return Ok(Some((*own).to_owned()));
    }
    for edits in 1..=most_edits(&key) {
        if let Some(own) = field(&key, edits) {
            return Ok(Some(own.to_owned()));
        }
        let dictionary = Dictionary::new(searcher, fields.heading);
        let mut words = Vec::new();
        for form in dictionary.near(&key, edits)?.into_iter().filter(|form| form.width == 1) {
            if dictionary.has(&form.term)? {
                words.push((Reverse(dictionary.documents(&form.term)?), form.word));
            }
        }
        if let Some((_, word)) = words.into_iter().min() {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

fn most_edits(key: &str) -> u8 {
    if key.chars().count() < LONG { 1 } else { 2 }
}

/// The field at so many edits.
fn field(key: &str, edits: u8) -> Option<&'static str> {
    let dfa = edits_from(key, edits)?;
    let is_near = |name: &str| matches!(dfa.eval(name), Distance::Exact(_));
    let own = NAMES.into_iter().find(|name| is_near(name));
    own.or_else(|| ALSO_CALLED.iter().find(|(other, _)| is_near(other)).map(|(_, own)| *own))
}

/// Headings that say something like this name; if none does, the commonest ones.
pub(super) fn headings(searcher: &Searcher, fields: &Fields, name: &str) -> io::Result<Vec<String>> {
    let words = Dictionary::new(searcher, fields.heading);
    let mut near = Vec::new();
    for word in words::plain_words(name).iter().filter(|word| word.chars().count() >= SHORTEST) {
        near.extend(words.near(word, most_edits(word))?.into_iter().map(|form| form.word));
    }
    let facets = Dictionary::new(searcher, fields.facets);
    let mut all = Vec::new();
    for entry in facets.beginning_with(SECTION)? {
        let Some(heading) = entry.term.strip_prefix(SECTION) else { continue };
        let says_it = words::plain_words(heading).iter().any(|word| near.contains(word));
        if facets.has(&entry.term)? {
            all.push((!says_it, Reverse(facets.documents(&entry.term)?), heading.to_owned()));
        }
    }
    all.sort();
    let any_near = all.first().is_some_and(|(is_far, ..)| !is_far);
    let offered = all.into_iter().filter(|(is_far, ..)| !(*is_far && any_near));
    Ok(offered.map(|(.., heading)| heading).take(MOST_HEADINGS).collect())
}
