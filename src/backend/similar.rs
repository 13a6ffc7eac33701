//! Which reviews are like one of them.

use super::SearchResponse;
use crate::query::Node;

/// A question for reviews that are like one that is known.
#[derive(Debug, Clone)]
pub struct SimilarRequest {
    /// The review, as [`super::Backend::review`] takes it.
    pub id: String,
    /// Only reviews that match this.
    pub among: Node,
    /// Only reviews of the root with this label, if given.
    pub root: Option<String>,
    /// How many hits at most.
    pub limit: usize,
    /// How many hits to leave out first.
    pub offset: usize,
    /// How many passages a hit may show.
    pub passages: usize,
    /// Whether each hit says what its relevance is made of.
    pub explain: bool,
}

/// The reviews that are like it, those most like it first.
#[derive(Debug, Clone, Default)]
pub struct SimilarResponse {
    /// The review's own id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The work's year.
    pub year: Option<i32>,
    /// The others. What they have in common with the review is marked in their passages, and all of
    /// it that was looked for is in `understood`.
    pub found: SearchResponse,
}
