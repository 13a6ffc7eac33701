//! What is in a file? A plain one is its own single member; containers and compressed files are told by
//! how they begin, not by their names, and are read where they are: nothing is written to disk.
//!
//! The file inside a lone compressed one keeps its path (`reviews.csv.gz`); a container's members are
//! named behind an exclamation mark: `export.zip!reviews.csv`, `a.tar.gz!posts/x.md`, `a.zip!b.zip!c.md`.

mod budget;
mod compressed;
#[cfg(test)]
mod fixtures;
mod names;
mod problem;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;

use super::content::{Slice, Source};
use super::stream::Text;
use super::{Content, Limits, Undecodable, hash};
use crate::kinds;
use budget::{Budget, Unpacked};
use compressed::Compression;
use problem::Problems;
pub(super) use problem::reason_of;
pub use problem::{Problem, Reason};

/// So much of the beginning tells a container: the first header of a tar.
const HEAD: usize = 512;

/// One file inside a [`Content`], to be read once, from the beginning.
pub struct Member<'a> {
    /// Its path within the archive: `reviews.csv`, `export.zip!reviews.csv`.
    pub path: String,
    reader: Box<dyn Read + 'a>,
}

/// Takes the members one by one. It breaks off when no more are wanted.
pub type Visit<'v> = dyn FnMut(Member<'_>) -> ControlFlow<()> + 'v;

impl Content {
    /// Hands out what is in the file, one member after the other. `path` is the file's own path within
    /// the archive. What could not be read comes back; what went wrong while a member was being read it
    /// said itself.
    pub fn members(&self, path: &str, limits: &Limits, visit: &mut Visit<'_>) -> Vec<Problem> {
        let budget = Budget::new(limits, self.size());
        let mut walk = Walk { limits, budget: &budget, visit, problems: Problems::default() };
        let place = Place { path, depth: 0 };
        // Whether it was broken off is known to who did.
        let _ = if walk.is_zip(self) {
            walk.zip(place, self)
        } else {
            walk.stream(place, Box::new(Slice::from(self, 0)))
        };
        walk.problems.finish(path)
    }
}

impl<'a> Member<'a> {
    /// The member as text.
    ///
    /// # Errors
    /// [`Undecodable`], which says for a person why there is no text.
    pub fn text(self) -> Result<Text<'a>, Undecodable> {
        Text::of(self.reader)
    }

    /// Its bytes, unpacked.
    pub fn into_reader(self) -> Box<dyn Read + 'a> {
        self.reader
    }
}

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Where in the nest something is.
#[derive(Clone, Copy)]
struct Place<'p> {
    path: &'p str,
    /// How many containers and compressions are around it.
    depth: usize,
}

impl Place<'_> {
    fn member(self, name: &str) -> String {
        format!("{}!{name}", self.path)
    }
}

/// The walk through a file's containers.
struct Walk<'w, 'v> {
    limits: &'w Limits,
    budget: &'w Budget<'w>,
    visit: &'w mut Visit<'v>,
    problems: Problems,
}

impl Walk<'_, '_> {
    /// What comes as a stream: a container, a compressed file, or a member at last.
    fn stream(&mut self, place: Place<'_>, mut input: Box<dyn Read + '_>) -> ControlFlow<()> {
        let (head, failure) = beginning(&mut input);
        let rest: Box<dyn Read + '_> = match failure {
            Some(error) => Box::new(Failing(Some(error))),
            None => input,
        };
        let compression = Compression::of(&head);
        let is_container = compression.is_some() || zip::begins(&head) || tar::begins(&head);
        if is_container && place.depth == self.limits.max_depth {
            return self.problem(place.path, Reason::TooDeep(self.limits.max_depth));
        }
        let is_tar = tar::begins(&head);
        let is_zip = zip::begins(&head);
        let whole = Box::new(io::Cursor::new(head).chain(rest));
        if let Some(compression) = compression {
            let inner = Place { depth: place.depth + 1, ..place };
            return self.stream(inner, Box::new(Unpacked::new(compression, whole, self.budget)));
        }
        if is_zip {
            return self.spooled_zip(place, whole);
        }
        if is_tar {
            return self.tar(place, whole);
        }
        (self.visit)(Member { path: place.path.to_owned(), reader: whole })
    }

    fn is_zip(&self, source: &dyn Source) -> bool {
        let (head, _) = beginning(&mut Slice::from(source, 0));
        zip::begins(&head) && self.limits.max_depth > 0
    }

    /// A ZIP that comes as a stream: its directory stands at its end.
    fn spooled_zip(&mut self, place: Place<'_>, input: Box<dyn Read + '_>) -> ControlFlow<()> {
        let most = self.limits.max_spooled;
        let mut bytes = Vec::new();
        let outcome = input.take(most.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            return self.problem(place.path, Reason::TooLarge(most >> 20));
        }
        if let Err(error) = outcome {
            self.problem(place.path, reason_of(&error))?;
        }
        self.zip(place, &bytes)
    }

    /// Notes what was not read, and goes on.
    fn problem(&mut self, path: &str, reason: Reason) -> ControlFlow<()> {
        self.problems.push(path, reason);
        ControlFlow::Continue(())
    }

    /// Whether an entry is to be read. One that is not is told, unless it is hidden.
    fn wants(&mut self, place: Place<'_>, name: &str) -> bool {
        if name.split('/').any(kinds::is_hidden) {
            return false;
        }
        let reason = reason_to_pass(name);
        reason.map(|reason| self.problems.push(&place.member(name), reason)).is_none()
    }

    /// Whether one more entry may be looked at; if not, that is told.
    fn may_go_on(&mut self, place: Place<'_>) -> bool {
        let reason = match self.budget.spent() {
            Some(excess) => Reason::Excess(excess.to_string()),
            None if self.budget.take_entry() => return true,
            None => Reason::TooMany(self.limits.max_entries),
        };
        let _ = self.problem(place.path, reason);
        false
    }
}

/// Why an entry of this name cannot hold reviews.
fn reason_to_pass(name: &str) -> Option<Reason> {
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    if folders.split('/').any(kinds::is_dependencies) {
        return Some(Reason::Dependencies);
    }
    kinds::candidate(file).err().map(|kind| Reason::NotText(kind.phrase))
}

/// The first bytes, and what kept the others back.
fn beginning(input: &mut dyn Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = Vec::with_capacity(HEAD);
    let outcome = input.take(HEAD as u64).read_to_end(&mut head);
    (head, outcome.err())
}

/// Gives an error where bytes end too early.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Names that were met, by their hashes: hundreds of thousands need little memory.
#[derive(Default)]
struct Seen(HashMap<u64, usize>);

impl Seen {
    /// How often the name came before this time.
    fn count(&mut self, name: &str) -> usize {
        let count = self.0.entry(hash(name.as_bytes()) as u64).or_default();
        *count += 1;
        *count - 1
    }
}
