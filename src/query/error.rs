//! A query that cannot be understood, and the caret under the place.

use std::fmt;

use super::ast::Span;
use super::{MAX_BYTES, MAX_DEPTH};
use crate::excerpt::{Excerpt, boundary_at_most, harmless};

/// So many characters of a query that is too long are shown behind the longest that is read.
const SHOWN_CHARACTERS: usize = 40;

/// Why a query cannot be understood, and where.
///
/// Displayed, it is the message, the line of the query, a line with carets under the place, and
/// the help. Control characters of the query never reach the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// The place in the query, in bytes.
    pub span: Span,
    /// What to write instead.
    pub help: Option<String>,
    /// The query; of one that is too long, its beginning.
    pub query: String,
}

impl QueryError {
    pub(super) fn new(query: &str, span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, help: None, query: query.to_owned() }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn too_long(query: &str) -> Self {
        let message = format!("the query is {} bytes long; at most {MAX_BYTES} can be read", query.len());
        let fits = boundary_at_most(query, MAX_BYTES);
        let shown = boundary_at_most(query, MAX_BYTES + SHOWN_CHARACTERS);
        Self::new(&query[..shown], fits..shown, message)
    }

    pub(super) fn too_deep(query: &str, span: Span) -> Self {
        let message = format!("groups, negations and scopes nest more than {MAX_DEPTH} deep here");
        Self::new(query, span, message)
    }
}

impl std::error::Error for QueryError {}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let excerpt = Excerpt::of(&self.query, &self.span);
        writeln!(f, "{}", harmless(&self.message))?;
        write!(f, "{excerpt}")?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {}", harmless(help)),
            None => Ok(()),
        }
    }
}
