//! What is asked and what is answered, whoever answers.
//!
//! A backend takes a [`SearchRequest`] and gives a [`SearchResponse`]; the one that searches the
//! index on this machine is [`local`].

pub mod local;
mod similar;
mod suggest;

use std::ops::Range;
use std::time::Duration;

use crate::error::Result;
use crate::query::Node;
use crate::review::Review;
use crate::score::Score;

pub use similar::{SimilarRequest, SimilarResponse};
pub use suggest::{SuggestKind, SuggestRequest, Suggestion, Suggestions};

/// So many values of a facet are given where nobody says how many, years and scores apart.
pub const FACET_LIMIT: usize = 10;

/// Something that can be searched.
pub trait Backend {
    /// Answers a question.
    ///
    /// # Errors
    /// When the index can't be read. A question that finds nothing is no error.
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse>;

    /// The review with this id. Its file's path or its title will do where no other review has the same.
    ///
    /// # Errors
    /// [`crate::Error::UnknownId`] with ids that look alike; else as [`Backend::search`].
    fn review(&self, id: &str) -> Result<Review>;

    /// Reviews that are like one of them: of the same people, with the same telling words.
    ///
    /// # Errors
    /// As [`Backend::review`]. A review that is like no other is no error.
    fn similar(&self, request: &SimilarRequest) -> Result<SimilarResponse>;

    /// What letters that are being typed may become.
    ///
    /// # Errors
    /// As [`Backend::search`].
    fn suggest(&self, request: &SuggestRequest) -> Result<Suggestions>;
}

/// A question.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// What is looked for, filters included.
    pub query: Node,
    /// Only reviews of the root with this label, if given.
    pub root: Option<String>,
    /// How many of the query's words a review must have.
    pub match_mode: MatchMode,
    /// In which order hits come.
    pub sort: Sort,
    /// How many hits at most.
    pub limit: usize,
    /// How many hits to leave out first.
    pub offset: usize,
    /// How many passages a hit may show.
    pub passages: usize,
    /// What to count hits by: names from [`crate::schema::FACETS`].
    pub facets: Vec<String>,
    /// How many values of each facet are wanted, the commonest: 0 is all. `None` is all years and
    /// scores, and [`FACET_LIMIT`] of the others.
    pub facet_limit: Option<usize>,
    /// Whether each hit says what its relevance is made of.
    pub explain: bool,
    /// Whether all matches are counted, however long it takes. Otherwise counting ends after 10,000 words or 1,000
    /// phrases that were looked at.
    pub count_all: bool,
    /// Whether the query is answered as it stands, or not at all: a correction is offered and never made.
    pub exact: bool,
    /// A scope of this name in the query is a section, although no heading may say it: nothing is
    /// found then. Other names that name nothing are text.
    pub section: Option<String>,
}

impl SearchRequest {
    /// The query alone, answered as it stands: every word, the ten best hits, nothing shown beside them.
    pub fn new(query: Node) -> Self {
        Self {
            query,
            root: None,
            match_mode: MatchMode::All,
            sort: Sort { by: SortBy::Relevance, ascending: false },
            limit: 10,
            offset: 0,
            passages: 0,
            facets: Vec::new(),
            facet_limit: None,
            explain: false,
            count_all: true,
            exact: true,
            section: None,
        }
    }
}

/// How many of a query's words a review must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchMode {
    /// Every one. If no review has them all, then most, and a notice says so.
    #[default]
    Auto,
    /// Every one.
    All,
    /// More than half.
    Most,
    /// At least one.
    Any,
}

/// The order of hits. Ties are broken by id, so pages never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Smallest first. Reviews without a value come last either way.
    pub ascending: bool,
}

/// What hits can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// How well the review answers the query.
    Relevance,
    /// The score's value.
    Score,
    /// The work's year.
    Year,
    /// The review's date.
    Date,
    /// The folded title.
    Title,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct SearchResponse {
    /// The query as it was understood, in the query language.
    pub understood: String,
    /// How many reviews match, or how many were counted before that took too long.
    pub total: u64,
    /// Whether more match than were counted.
    pub total_is_cut: bool,
    /// This page of them.
    pub hits: Vec<Hit>,
    /// Counts by facet, in the order asked for.
    pub facets: Vec<FacetCounts>,
    /// What the asker should know about how the answer came about.
    pub notices: Vec<Notice>,
    /// How long it took.
    pub took: Duration,
}

/// A review that matches.
#[derive(Debug, Clone)]
pub struct Hit {
    /// 1 for the first hit of the whole answer, whatever page it is on.
    pub rank: u64,
    /// The review's id.
    pub id: String,
    /// How well it answers, for comparing within one answer.
    pub relevance: f32,
    /// Its title.
    pub title: String,
    /// The work's year.
    pub year: Option<i32>,
    /// Its score.
    pub score: Option<Score>,
    /// The file it came from.
    pub path: String,
    /// Where it matches, best first.
    pub passages: Vec<Passage>,
    /// What the relevance is made of; empty unless asked for.
    pub explanation: Vec<Part>,
}

/// A stretch of a review's text with the places that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which part of the review it is from.
    pub place: Place,
    /// The source line (from 1) on which the first marked place, or else the passage, stands.
    pub line: u32,
    /// The text.
    pub text: String,
    /// What matched, in bytes of `text`, ascending, without overlaps.
    pub spans: Vec<Range<usize>>,
    /// Whether text of the same part was left out before.
    pub cut_before: bool,
    /// Whether text of the same part was left out after.
    pub cut_after: bool,
}

/// A part of a review.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The title.
    Title,
    /// The summary.
    Summary,
    /// A section, with its heading if it has one.
    Section(Option<String>),
    /// A section's heading itself.
    Heading(String),
    /// The verdict.
    Verdict,
    /// The review's author.
    Author,
    /// A credited person.
    People,
    /// A tag.
    Tags,
}

/// One named part of a relevance. The parts of a hit add up to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it rewards.
    pub name: &'static str,
    /// How much.
    pub value: f32,
}

/// How many hits have which value.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetCounts {
    /// The facet's name.
    pub name: String,
    /// Commonest first; years and score bands in their own order.
    pub counts: Vec<Count>,
    /// How many values more there are than [`SearchRequest::facet_limit`] lets through.
    pub left_out: usize,
}

/// A value of a facet, and the hits that have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// The value.
    pub value: String,
    /// How many hits have it.
    pub count: u64,
    /// For people: in how many of these the metadata credits them. Their prose names them in the others.
    pub credited: Option<u64>,
    /// The mean of their scores on 0..=10; `None` where none has one.
    pub mean_score: Option<f64>,
}

/// Something the asker should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A stable word for programs.
    pub kind: String,
    /// A sentence for a person.
    pub message: String,
    /// The query that it speaks of, in the query language, if it offers or names another one.
    pub query: Option<String>,
}

impl Notice {
    /// A notice of that kind.
    pub fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), message: message.into(), query: None }
    }

    /// The same about another query.
    #[must_use]
    pub fn with_query(self, query: &Node) -> Self {
        Self { query: Some(query.to_string()), ..self }
    }
}
