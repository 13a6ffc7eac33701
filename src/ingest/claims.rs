//! Who tells an exported review, where several files have it? Its own file, if the archive still holds that; else
//! the first export that has it, in the order of roots and paths. So no id is in the index twice, and what is in
//! it does not depend on the order in which files came.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::decode::hash;
use crate::index::manifest::{Exported, FileRecord, Manifest, Member, Root};
use crate::parse::Skipped;
use crate::review::Review;

/// What the files of an index have a claim to.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Hashes of the paths of members that hold reviews of their own.
    originals: HashSet<u64>,
    /// By the hash of an exported id, the key of the member that tells it.
    holders: HashMap<u64, u64>,
    /// By a member's key, its path for a person.
    names: HashMap<u64, String>,
}

/// Why a member does not tell a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Refusal<'c> {
    Original,
    Other(&'c str),
    Twice,
}

impl Claims {
    /// Those of all files.
    pub(super) fn of(manifest: &Manifest) -> Self {
        let mut claims = Self::default();
        if !manifest.roots.iter().any(|root| root.files.have_exported()) {
            return claims;
        }
        for root in &manifest.roots {
            for (relative, file) in root.files.iter() {
                for member in &file.members {
                    claims.add(root, member.path_or(&relative), &relative, member);
                }
            }
        }
        claims
    }

    fn add(&mut self, root: &Root, path: &str, relative: &str, member: &Member) {
        if member.exported.is_empty() {
            if member.reviews > 0 {
                self.originals.insert(short_hash(&root.shown(path)));
            }
            return;
        }
        let me = key(&root.label, relative, path);
        self.names.insert(me, root.shown(path));
        for one in &member.exported {
            self.holders.entry(one.id).or_insert(me);
        }
    }

    fn refusal(&self, me: u64, one: &Exported) -> Option<Refusal<'_>> {
        if self.originals.contains(&one.source) || self.originals.contains(&one.id) {
            return Some(Refusal::Original);
        }
        let holder = self.holders.get(&one.id).filter(|holder| **holder != me)?;
        Some(Refusal::Other(self.names.get(holder).map_or("another file", String::as_str)))
    }

    /// Whether a file of the root with that label was read as these claims have it.
    pub(super) fn agree(&self, label: &str, relative: &str, file: &FileRecord) -> bool {
        file.members.iter().all(|member| {
            if member.exported.is_empty() {
                return true;
            }
            let me = key(label, relative, member.path_or(relative));
            let mut seen = HashSet::new();
            let tells = |one: &Exported| seen.insert(one.id) && self.refusal(me, one).is_none();
            let expected: Vec<bool> = member.exported.iter().map(tells).collect();
            member.exported.iter().map(|one| one.told).eq(expected)
        })
    }
}

/// Tells a member's exported reviews, or leaves them out, and keeps count.
pub(super) struct Teller<'c> {
    claims: &'c Claims,
    me: u64,
    seen: HashSet<u64>,
    exported: Vec<Exported>,
    refused: BTreeMap<Refusal<'c>, u64>,
}

impl<'c> Teller<'c> {
    /// For the member at `path` of the file at `relative`.
    pub(super) fn new(claims: &'c Claims, root: &Root, relative: &str, path: &str) -> Self {
        let me = key(&root.label, relative, path);
        Self { claims, me, seen: HashSet::new(), exported: Vec::new(), refused: BTreeMap::new() }
    }

    /// Whether the review is to be told here.
    pub(super) fn tells(&mut self, review: &Review) -> bool {
        let (id, source) = (short_hash(&review.id), short_hash(&review.source.path));
        let mut one = Exported { id, source, told: false };
        let refusal =
            if self.seen.insert(id) { self.claims.refusal(self.me, &one) } else { Some(Refusal::Twice) };
        match refusal {
            Some(refusal) => *self.refused.entry(refusal).or_default() += 1,
            None => one.told = true,
        }
        self.exported.push(one);
        one.told
    }

    /// What the member holds, and what of it is left out.
    pub(super) fn finish(self, member: &mut Member) {
        member.exported = self.exported;
        member.skipped.extend(self.refused.into_iter().map(|(refusal, count)| {
            let reviews = if count == 1 { "exported review" } else { "exported reviews" };
            let reason = match refusal {
                Refusal::Original => {
                    format!("{count} {reviews} that the archive holds in files of its own: those are read")
                }
                Refusal::Other(name) => {
                    format!("{count} {reviews} that {name} has too, under the same id: read from there")
                }
                Refusal::Twice => {
                    format!("{count} {reviews} under an id that stood before in this file: the first counts")
                }
            };
            Skipped { record: None, reason }
        }));
    }
}

/// Names a member among all that an index holds.
fn key(label: &str, relative: &str, path: &str) -> u64 {
    short_hash(&format!("{label}\0{relative}\0{path}"))
}

fn short_hash(text: &str) -> u64 {
    hash(text.as_bytes()) as u64
}
