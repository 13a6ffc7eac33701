//! Tests that a document passes or does not, and that say nothing of its score.

use tantivy::columnar::Column;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet};

use crate::query::Bounds;

/// A test. Documents come to it in ascending order.
pub(super) enum Gate {
    /// A number in a column lies within bounds.
    Float(Column<f64>, Bounds<f64>),
    /// The same for whole numbers.
    Signed(Column<i64>, Bounds<i64>),
    /// The engine does not find it.
    Excluding(Box<dyn Scorer>),
}

impl Gate {
    pub(super) fn lets_through(&mut self, doc: DocId) -> bool {
        match self {
            Gate::Float(column, bounds) => column.first(doc).is_some_and(|value| bounds.contains(&value)),
            Gate::Signed(column, bounds) => column.first(doc).is_some_and(|value| bounds.contains(&value)),
            Gate::Excluding(scorer) => {
                let at = scorer.doc();
                (if at < doc { scorer.seek(doc) } else { at }) != doc
            }
        }
    }
}
