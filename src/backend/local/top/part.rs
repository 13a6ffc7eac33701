//! A clause that is asked about documents that others bring.

use tantivy::DocId;

use super::clause::Clause;
use super::lists::LAST;

/// Documents that are looked up so close to each other ...
const CLOSE: DocId = 64;
/// ... are answered by looking so far ahead.
const AHEAD: DocId = 1024;

/// A clause, and where it stands.
pub(super) struct Part<'a> {
    pub(super) clause: Box<dyn Clause + 'a>,
    at: Option<DocId>,
    /// Documents before this one have been asked for.
    asked: DocId,
    /// The last document that was looked up.
    looked_up: DocId,
}

impl<'a> Part<'a> {
    pub(super) fn new(clause: Box<dyn Clause + 'a>) -> Self {
        Self { clause, at: None, asked: 0, looked_up: 0 }
    }

    /// [`Clause::next`], asked for only once.
    pub(super) fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        let stands = self.at.is_some_and(|at| at >= target);
        if !stands && self.asked <= until {
            self.at = self.clause.next(target.max(self.asked), until, needed);
            self.asked = self.at.unwrap_or(until).saturating_add(1);
        }
        self.at.filter(|at| (target..=until).contains(at))
    }

    /// Whether it may match this document. Where such questions come close together, it moves on to the next that it has:
    /// most of them are then answered by where it stands.
    pub(super) fn has(&mut self, doc: DocId) -> bool {
        let is_close = doc - std::mem::replace(&mut self.looked_up, doc) <= CLOSE;
        let until = if is_close { doc.saturating_add(AHEAD).min(LAST) } else { doc };
        if self.asked <= doc && self.at.is_none_or(|at| at < doc) {
            self.next(doc, until, f32::NEG_INFINITY);
        }
        self.at == Some(doc)
    }

    /// Whether this document, which others brought, matches it.
    pub(super) fn matches(&mut self, doc: DocId) -> bool {
        self.has(doc) && self.clause.score().is_some()
    }

    pub(super) fn is_at(&self, doc: DocId) -> bool {
        self.at == Some(doc)
    }
}
