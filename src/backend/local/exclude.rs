//! What a conjunction excludes, asked for document after document.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader};

/// A query to be excluded. The engine asks it about documents before its first match too, which
/// some of its scorers, ranges within intersections for one, are not made for.
#[derive(Debug)]
pub(super) struct ExcludedQuery(pub(super) Box<dyn Query>);

impl Clone for ExcludedQuery {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for ExcludedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        // What is excluded is never scored.
        let scoring = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            disabled @ EnableScoring::Disabled { .. } => disabled,
        };
        Ok(Box::new(ExcludedWeight(self.0.weight(scoring)?)))
    }
}

struct ExcludedWeight(Box<dyn Weight>);

impl Weight for ExcludedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(OnlyForward::new(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

/// Answers by itself for documents that are known to be passed.
struct OnlyForward<S> {
    inner: S,
    /// No document before this one is left to match.
    next: DocId,
}

impl<S: Scorer> OnlyForward<S> {
    fn new(inner: S) -> Self {
        let next = inner.doc();
        Self { inner, next }
    }
}

impl<S: Scorer> DocSet for OnlyForward<S> {
    fn advance(&mut self) -> DocId {
        self.next = self.inner.advance();
        self.next
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.next = self.inner.seek(target);
        self.next
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target < self.next {
            return SeekDangerResult::SeekLowerBound(self.next);
        }
        let found = self.inner.seek_danger(target);
        self.next = match found {
            SeekDangerResult::Found => target,
            SeekDangerResult::SeekLowerBound(next) => next,
        };
        found
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}

impl<S: Scorer> Scorer for OnlyForward<S> {
    fn score(&mut self) -> Score {
        self.inner.score()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::TERMINATED;

    use super::*;

    /// Documents 10 and 20; looking back is a mistake.
    struct Touchy(DocId);

    impl DocSet for Touchy {
        fn advance(&mut self) -> DocId {
            self.seek(self.0 + 1)
        }

        fn seek(&mut self, target: DocId) -> DocId {
            assert!(target >= self.0, "{target} lies behind {}", self.0);
            self.0 = [10, 20].into_iter().find(|doc| *doc >= target).unwrap_or(TERMINATED);
            self.0
        }

        fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
            match self.seek(target) {
                doc if doc == target => SeekDangerResult::Found,
                doc => SeekDangerResult::SeekLowerBound(doc),
            }
        }

        fn doc(&self) -> DocId {
            self.0
        }

        fn size_hint(&self) -> u32 {
            2
        }
    }

    impl Scorer for Touchy {
        fn score(&mut self) -> Score {
            0.0
        }
    }

    #[test]
    fn an_exclusion_is_never_asked_about_documents_behind_it() {
        let mut excluded = OnlyForward::new(Touchy(10));
        let answers =
            [3, 7, 10, 11, 15, 20, 21].map(|doc| excluded.seek_danger(doc) == SeekDangerResult::Found);
        assert_eq!(answers, [false, false, true, false, false, true, false]);
    }
}
