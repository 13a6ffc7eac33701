//! What is kept of every review: names and numbers, and a sketch of its text. No text.

use std::collections::{BTreeMap, HashMap};

use super::sketch::Sketch;
use super::{Place, credits};
use crate::review::{Review, Section};
use crate::score::Score;

/// The reviews of an archive, as far as the checks look at them, in the order of their ids.
#[derive(Debug, Default)]
pub struct Archive {
    pub(super) entries: Vec<Entry>,
    /// Headings as printed, with the entries that have them, ascending.
    pub(super) headings: BTreeMap<String, Vec<u32>>,
}

/// An archive whose reviews are still coming, in whatever order.
#[derive(Debug, Default)]
pub struct Gathering {
    archive: Archive,
}

/// One review.
#[derive(Debug)]
pub(super) struct Entry {
    /// How many came before it.
    came: u32,
    pub(super) id: String,
    pub(super) path: String,
    /// Whether the file holds other records too.
    pub(super) is_record: bool,
    pub(super) line: u32,
    pub(super) title: String,
    pub(super) year: Option<i32>,
    pub(super) kind: Option<String>,
    pub(super) author: Option<String>,
    pub(super) date: Option<String>,
    pub(super) score: Option<Score>,
    pub(super) people: Vec<String>,
    /// Names of the credited that are addresses.
    pub(super) addresses: Vec<String>,
    pub(super) sketch: Sketch,
}

impl Gathering {
    /// Takes a review in.
    pub fn see(&mut self, review: &Review) {
        let at = self.archive.entries.len() as u32;
        for heading in review.sections.iter().filter_map(|section| section.heading.as_deref()) {
            let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
            let seen = self.archive.headings.entry(heading).or_default();
            if seen.last() != Some(&at) {
                seen.push(at);
            }
        }
        self.archive.entries.push(Entry::of(review, at));
    }

    /// Puts what was seen in order, in place: there may be a hundred thousand of them.
    pub fn finish(self) -> Archive {
        let Archive { mut entries, mut headings } = self.archive;
        entries.sort_unstable_by(|a, b| (&a.id, a.came).cmp(&(&b.id, b.came)));
        let mut places = vec![0_u32; entries.len()];
        for (place, entry) in (0..).zip(&entries) {
            places[entry.came as usize] = place;
        }
        for seen in headings.values_mut() {
            for at in seen.iter_mut() {
                *at = places[*at as usize];
            }
            seen.sort_unstable();
        }
        Archive { entries, headings }
    }
}

impl Archive {
    /// How many reviews there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Entry {
    fn of(review: &Review, came: u32) -> Self {
        let names = review.people.iter().chain(&review.author);
        Self {
            came,
            id: review.id.clone(),
            path: review.source.path.clone(),
            is_record: review.source.record.is_some(),
            line: review.source.line_start,
            title: review.title.clone(),
            year: review.year,
            kind: review.kind.clone(),
            author: review.author.clone(),
            date: review.date.clone(),
            score: review.score.clone(),
            people: review.people.clone(),
            addresses: names.filter(|name| credits::is_address(name)).cloned().collect(),
            sketch: Sketch::of(prose(review)),
        }
    }

    pub(super) fn place(&self) -> Place {
        let line = (self.line > 0).then_some(self.line);
        Place { id: Some(self.id.clone()), path: self.path.clone(), line, note: None }
    }

    pub(super) fn noted(&self, note: impl Into<String>) -> Place {
        Place { note: Some(note.into()), ..self.place() }
    }

    /// What holds the review, from the inside out: its file if that holds several, and the folders.
    /// The archive itself is the empty name.
    pub(super) fn holders(&self) -> impl Iterator<Item = &str> {
        let own = self.is_record.then_some(self.path.as_str());
        let folders = self.path.rmatch_indices('/').map(|(at, _)| &self.path[..at]);
        own.into_iter().chain(folders.filter(|folder| !folder.is_empty())).chain([""])
    }
}

/// All running text of a review.
fn prose(review: &Review) -> impl Iterator<Item = &str> {
    let bodies = review.sections.iter().map(|Section { body, .. }| body);
    review.summary.iter().chain(bodies).chain(&review.verdict).map(crate::review::Prose::as_str)
}

/// The entries by their nearest holder that has at least `enough` of them, or else by the archive.
pub(super) fn by_holder<'a>(
    entries: impl Iterator<Item = &'a Entry> + Clone,
    enough: usize,
) -> BTreeMap<&'a str, Vec<&'a Entry>> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for holder in entries.clone().flat_map(Entry::holders) {
        *counts.entry(holder).or_default() += 1;
    }
    let mut held: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let nearest = entry.holders().find(|holder| counts[holder] >= enough).unwrap_or_default();
        held.entry(nearest).or_default().push(entry);
    }
    held
}

/// A holder as a person calls it.
pub(super) fn holder_name(holder: &str) -> &str {
    if holder.is_empty() { "the archive" } else { holder }
}
