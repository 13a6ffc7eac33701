//! What is done for a query that finds nothing, or hardly anything: nothing behind its author's back.
//!
//! ```text
//! spots     which words of the query may be misspelt; filters and their values never are
//! words     what a word of the archive they may be;  names  which title or credited name
//! neighbours  which of its words a pair speaks against
//! rewrite   the query with other words in these places
//! ```
//!
//! A query that finds something is answered as it is. One that finds nothing is asked again with
//! its misspelt words corrected, then with most of its words, and a notice says which it was.

mod attempts;
mod names;
mod neighbours;
mod rewrite;
mod spots;
mod words;

use std::io;

use super::lower::Strictness;
use super::{Local, engine_io};
use crate::backend::{MatchMode, Notice, SearchRequest, SearchResponse};
use crate::error::Result;
use crate::query::{Kind, MAX_BYTES, Node};
use attempts::{attempts, real_words};
use spots::Spot;

/// A query that finds more than this is no misspelling, whatever it says.
const FEW: u64 = 2;
/// So many corrected queries are tried. Most are answered in a millisecond.
const MOST_TRIES: usize = 12;

impl Local<'_> {
    /// The answer, with help where the query as it stands finds nothing.
    pub(super) fn forgiving(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let found = self.answer(request, Strictness::of(request.match_mode))?;
        // What took so much that it was cut is not asked over and over.
        if found.notices.iter().any(|notice| notice.kind == "expansion-limit") {
            return Ok(found);
        }
        if found.total == 0 {
            let mut answer = self.instead(found, request)?;
            let cut = spots::cut(self, &request.query).map_err(|error| self.failed(engine_io(error)))?;
            answer.notices.extend(cut.map(spelling_limit));
            return Ok(answer);
        }
        if found.total > FEW && !may_lack_words(&request.query, request.match_mode) {
            return Ok(found);
        }
        self.with_offer(found, request)
    }

    /// Something was found: what may be misspelt beside it is said, and nothing else is done.
    fn with_offer(&self, mut found: SearchResponse, request: &SearchRequest) -> Result<SearchResponse> {
        if let Some(query) = self.correction(request, Doubt::Strong)? {
            found.notices.push(did_you_mean(&query));
        }
        Ok(found)
    }

    /// Nothing was found: the corrected query, or else most of its words.
    fn instead(&self, nothing: SearchResponse, request: &SearchRequest) -> Result<SearchResponse> {
        let strictness = Strictness::of(request.match_mode);
        if let Some(query) = self.correction(request, Doubt::Any)? {
            if request.exact {
                let notices = [nothing.notices, vec![did_you_mean(&query)]].concat();
                return Ok(SearchResponse { notices, ..nothing });
            }
            let mut found = self.answer(&asking(request, &query), strictness)?;
            found.notices.push(corrected(&request.query, &query));
            return Ok(found);
        }
        if request.exact || request.match_mode != MatchMode::Auto {
            return Ok(nothing);
        }
        self.relaxed(nothing, request)
    }

    /// Most of the words with nothing but plain slips corrected, and only if no review has most of
    /// those, with all corrections. What is left out need not be corrected: `moonlight in Prague` has
    /// no plague in it.
    fn relaxed(&self, mut nothing: SearchResponse, request: &SearchRequest) -> Result<SearchResponse> {
        for doubt in [Some(Doubt::Slips), None, Some(Doubt::Any)] {
            let query = match doubt {
                Some(doubt) => self.attempts(&request.query, doubt)?.into_iter().next(),
                None => Some(request.query.clone()),
            };
            let Some(query) = query else { continue };
            let mut found = self.answer(&asking(request, &query), Strictness::MostWords)?;
            if found.total > 0 {
                if query != request.query {
                    found.notices.push(corrected(&request.query, &query));
                }
                found.notices.push(relaxed(&self.missing(&query)?));
                return Ok(found);
            }
        }
        if let Some(query) = self.correction(request, Doubt::Strong)? {
            nothing.notices.push(did_you_mean(&query));
            return Ok(nothing);
        }
        let spots = self.spots(&request.query)?;
        let missing = self.missing(&request.query)?;
        if spots.len() > 1 && !missing.is_empty() {
            nothing.notices.push(Notice::new("missing-words", no_review_has(&missing)));
        }
        Ok(nothing)
    }

    /// The first corrected query that finds something.
    fn correction(&self, request: &SearchRequest, doubt: Doubt) -> Result<Option<Node>> {
        let strictness = Strictness::of(request.match_mode);
        let finds = |query: &Node| -> Result<bool> {
            let counting =
                SearchRequest { limit: 0, offset: 0, facets: Vec::new(), ..asking(request, query) };
            Ok(self.answer(&counting, strictness)?.total > 0)
        };
        for query in self.attempts(&request.query, doubt)? {
            if finds(&query)? {
                return Ok(Some(query));
            }
        }
        if doubt == Doubt::Any {
            let spots = self.spots(&request.query)?;
            let slips = real_words(self, &spots).map_err(|error| self.failed(engine_io(error)))?;
            for query in rewritten(&request.query, &slips) {
                if finds(&query)? {
                    return Ok(Some(query));
                }
            }
        }
        Ok(None)
    }

    /// Corrected queries, the likeliest first.
    fn attempts(&self, query: &Node, doubt: Doubt) -> Result<Vec<Node>> {
        let spots = self.spots(query)?;
        let found = attempts(self, &spots, doubt).map_err(|error| self.failed(engine_io(error)))?;
        Ok(rewritten(query, &found))
    }

    fn spots(&self, query: &Node) -> Result<Vec<Spot>> {
        spots::of(self, query).map_err(|error| self.failed(engine_io(error)))
    }

    /// The words of a query that no review has.
    fn missing(&self, query: &Node) -> Result<Vec<String>> {
        let spots = self.spots(query)?;
        let missing =
            words::unknown(self, &spots).map_err(|error: io::Error| self.failed(engine_io(error)))?;
        Ok(missing)
    }
}

/// The query with each of these changes made, as far as that makes another one.
fn rewritten(query: &Node, all: &[rewrite::Changes]) -> Vec<Node> {
    let queries = all.iter().map(|changes| rewrite::rewritten(query, changes));
    // What the language can't read back is no answer to "did you mean".
    let is_query = |node: &Node| node.to_string().len() <= MAX_BYTES && !node.same_meaning(query);
    queries.filter(is_query).take(MOST_TRIES).collect()
}

/// How sure a correction must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The query finds nothing: whatever looks like a slip may be one.
    Any,
    /// It finds something: only a word that no review has, or next to none, is doubted.
    Strong,
    /// Most of its words will do anyway: only what the fingers do by themselves is corrected.
    Slips,
}

/// Whether the query can find reviews although a word of it is nowhere.
fn may_lack_words(query: &Node, mode: MatchMode) -> bool {
    matches!(mode, MatchMode::Most | MatchMode::Any) || has_alternatives(query)
}

fn has_alternatives(node: &Node) -> bool {
    match &node.kind {
        Kind::Any(_) => true,
        Kind::All(nodes) => nodes.iter().any(has_alternatives),
        Kind::Scoped { inner, .. } => has_alternatives(inner),
        _ => false,
    }
}

fn asking(request: &SearchRequest, query: &Node) -> SearchRequest {
    SearchRequest { query: query.clone(), ..request.clone() }
}

fn did_you_mean(query: &Node) -> Notice {
    Notice::new("did-you-mean", format!("did you mean {query}?")).with_query(query)
}

fn spelling_limit(most: usize) -> Notice {
    Notice::new("spelling-limit", format!("only the first {most} words were looked at for misspellings"))
}

fn corrected(asked: &Node, query: &Node) -> Notice {
    let message = format!("no review matches {asked}: these are the answers to {query}");
    Notice::new("corrected", message).with_query(query)
}

fn relaxed(missing: &[String]) -> Notice {
    let why = match missing {
        [] => "no review has all of these words".to_owned(),
        words => no_review_has(words),
    };
    Notice::new("relaxed", format!("{why}: these have most of the words"))
}

fn no_review_has(words: &[String]) -> String {
    format!("no review has {}", words.join(" or "))
}
