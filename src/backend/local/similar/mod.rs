//! Reviews that are like one of them.
//!
//! ```text
//! telling   the review -> its most telling words, people, tags and author, each as a query
//! mod       those as a plan and as parts of the relevance; the review itself and its doubles left out
//! ```
//!
//! The engine's own "more like this" sees term ids of one segment and none of our weights, and fails on
//! reviews that were deleted since; this one asks the same kind of plan that a typed query becomes.

mod telling;

use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query};

use super::execute::query_of;
use super::lower::Strictness;
use super::plan::{Filter, Plan};
use super::rank::{RankPart, Worth};
use super::{Local, engine_io};
use crate::backend::{Notice, SearchRequest, SearchResponse, SimilarRequest, SimilarResponse};
use crate::error::Result;
use crate::index::document::fingerprint;
use crate::query::Node;
use crate::review::Review;
use telling::{Aspect, Telling};

/// A review that shares only one or two of many telling words is hardly like the other ...
const ENOUGH_SHARED: usize = 3;
/// ... and also of few, so many must be shared: a single word is chance.
const LEAST_SHARED: usize = 2;
/// In between, one in so many is enough.
const ONE_IN: usize = 4;

impl Local<'_> {
    /// The reviews that are like the one that the request names.
    pub(super) fn alike(&self, request: &SimilarRequest) -> Result<SimilarResponse> {
        let review = self.read(self.identify(&request.id)?)?;
        let telling = telling::of(self, &review).map_err(|error| self.failed(engine_io(error)))?;
        let found = if telling.is_empty() {
            let message = "the review says nothing that another one says too";
            let notices = vec![Notice::new("nothing-to-find", message)];
            SearchResponse { notices, ..SearchResponse::default() }
        } else {
            self.sharing(&telling, &review, request)?
        };
        Ok(SimilarResponse { id: review.id, title: review.title, year: review.year, found })
    }

    /// The reviews that share enough of what is telling.
    fn sharing(
        &self,
        telling: &[Telling],
        review: &Review,
        request: &SimilarRequest,
    ) -> Result<SearchResponse> {
        let any = Node::any(telling.iter().map(|one| one.node.clone()).collect());
        let search = searching(Node::all(vec![any, request.among.clone()]), request);
        let among = SearchRequest { query: request.among.clone(), ..search.clone() };
        let (among, mut notices) = self.plan(&among, Strictness::AllWords)?;
        let doubles = fingerprint(review).map(|print| Plan::Filter(Filter::Fingerprint(print)));
        let itself = Plan::Filter(Filter::Id(review.id.clone()));
        let others = doubles.iter().cloned().chain([itself.clone()]).map(|plan| Plan::Not(Box::new(plan)));
        let plan = Plan::all([enough(telling), among].into_iter().chain(others).collect());
        notices.extend(self.left_out(doubles, itself)?);
        self.page(&search, &plan, &parts(telling, &plan, self), notices)
    }

    /// What is said of reviews that consist of the same words.
    fn left_out(&self, doubles: Option<Plan>, itself: Plan) -> Result<Option<Notice>> {
        let Some(doubles) = doubles else { return Ok(None) };
        let others = Plan::all(vec![doubles, Plan::Not(Box::new(itself))]);
        let query = query_of(&others, self.reader.fields());
        let count = self.searcher.search(&*query, &tantivy::collector::Count);
        let message = match count.map_err(|error| self.failed(error))? {
            0 => return Ok(None),
            1 => "another review of the same words was left out".to_owned(),
            some => format!("{some} other reviews of the same words were left out"),
        };
        Ok(Some(Notice::new("duplicate-left-out", message)))
    }
}

fn searching(query: Node, request: &SimilarRequest) -> SearchRequest {
    SearchRequest {
        root: request.root.clone(),
        limit: request.limit,
        offset: request.offset,
        passages: request.passages,
        explain: request.explain,
        ..SearchRequest::new(query)
    }
}

/// A person or the whole title is enough to have in common; of words and tags it takes several.
fn enough(telling: &[Telling]) -> Plan {
    let of = |wanted: fn(Aspect) -> bool| -> Vec<Plan> {
        telling.iter().filter(|one| wanted(one.aspect)).map(|one| one.plan.clone()).collect()
    };
    let some = of(|aspect| matches!(aspect, Aspect::Words | Aspect::Tags));
    let mut ways = of(|aspect| matches!(aspect, Aspect::People | Aspect::Title));
    if some.len() >= LEAST_SHARED {
        ways.push(Plan::AtLeast((some.len() / ONE_IN).clamp(LEAST_SHARED, ENOUGH_SHARED), some));
    }
    Plan::any(ways)
}

/// What each aspect adds to the relevance. The first part decides what matches.
fn parts(telling: &[Telling], plan: &Plan, local: &Local<'_>) -> Vec<RankPart> {
    let fields = local.reader.fields();
    let sum = |aspect: Aspect| -> Vec<(Occur, Box<dyn Query>)> {
        let shared = telling.iter().filter(|one| one.aspect == aspect);
        shared.map(|one| (Occur::Should, query_of(&one.plan, fields))).collect()
    };
    let matching = BoostQuery::new(query_of(plan, fields), 0.0);
    let mut words = sum(Aspect::Words);
    words.push((Occur::Must, Box::new(matching)));
    let part = |name, clauses| RankPart {
        name,
        worth: Worth::Query(Box::new(BooleanQuery::new(clauses))),
        is_rare: false,
    };
    let mut parts = vec![part("words", words)];
    for aspect in [Aspect::Title, Aspect::People, Aspect::Author, Aspect::Tags] {
        let shared = sum(aspect);
        if !shared.is_empty() {
            parts.push(part(aspect.name(), shared));
        }
    }
    parts
}
