//! What a file says of others beside it: a list of posts that stand in pages of their own.

use serde::{Deserialize, Serialize};

use super::dates;
use super::title;
use crate::review::{Prose, Review};

/// What is said of the file at a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Path within the archive.
    pub path: String,
    /// What is said.
    pub listing: Listing,
}

/// What a list says of one file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The headline.
    pub title: Option<String>,
    /// The standfirst.
    pub summary: Option<String>,
    /// When it was published, as written.
    pub date: Option<String>,
    /// Whether it was published at all.
    pub is_published: bool,
}

impl Listing {
    /// Fills in what a page does not say of itself. Its title was a guess.
    pub(super) fn fill(&self, review: &mut Review) {
        if let Some(said) = &self.title {
            let titled = title::split(said);
            review.title = if titled.title.is_empty() { said.clone() } else { titled.title };
            review.year = titled.year.or(review.year);
        }
        let date = self.date.as_ref().and_then(|said| dates::from_value(&said.as_str().into()));
        review.date = date.or_else(|| review.date.take());
        let summary = self.summary.as_ref().map(|said| Prose::on_line(said.clone(), 0));
        review.summary = review.summary.take().or(summary);
    }
}
