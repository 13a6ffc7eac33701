//! The flags that are shorthand for filters of the query.

use clap::Args;

use super::Failure;
use crate::query::{self, Node};

#[derive(Debug, Args)]
pub(super) struct Filters {
    /// Only reviews with at least this score, in any notation
    #[arg(long, value_name = "S")]
    min_score: Option<String>,
    /// Only reviews with at most this score, in any notation
    #[arg(long, value_name = "S")]
    max_score: Option<String>,
    /// Only works of this year, decade or range: 2019, 1990s, 2010..2019
    #[arg(long, value_name = "RANGE")]
    year: Option<String>,
}

impl Filters {
    /// All of them as one part of a query; everything if there are none.
    pub(super) fn node(&self) -> Result<Node, Failure> {
        let filters = [
            ("--min-score", "score", self.min_score.as_deref(), ">="),
            ("--max-score", "score", self.max_score.as_deref(), "<="),
            ("--year", "year", self.year.as_deref(), ""),
        ];
        let mut parts = Vec::new();
        for (flag, name, value, comparison) in filters {
            let Some(value) = value else { continue };
            let filter = query::filter(name, &format!("{comparison}{value}"));
            parts.push(filter.map_err(|why| Failure::Usage(format!("{flag} {value}: {why}")))?);
        }
        Ok(Node::all(parts))
    }
}
