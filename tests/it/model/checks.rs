//! What must be true of every answer, whatever the question.

use std::cmp::Ordering;

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, Hit, MatchMode, SearchRequest, SearchResponse, Sort, SortBy};
use pullquote::query::Node;
use pullquote::words;

use super::oracle::Oracle;

pub(super) fn request(query: &Node, mode: MatchMode) -> SearchRequest {
    SearchRequest { match_mode: mode, limit: 1_000_000, ..SearchRequest::new(query.clone()) }
}

pub(super) fn ids(answer: &SearchResponse) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}

/// The reviews found are those that the query means, each once, and the total says so.
pub(super) fn finds_what_is_meant(
    oracle: &Oracle,
    local: &Local<'_>,
    query: &Node,
    mode: MatchMode,
) -> Result<(), String> {
    let answer = local.search(&request(query, mode)).map_err(|error| error.to_string())?;
    let mut found = ids(&answer);
    found.sort_unstable();
    let meant = oracle.search(query, mode);
    if found != meant {
        return Err(format!("found  {found:?}\nmeant  {meant:?}"));
    }
    if answer.total != found.len() as u64 {
        return Err(format!("the total is {} for {}", answer.total, found.len()));
    }
    ordered(&answer)
}

/// Best first, ties by id, ranks counted.
fn ordered(answer: &SearchResponse) -> Result<(), String> {
    for (at, hit) in answer.hits.iter().enumerate() {
        if hit.rank != at as u64 + 1 || !hit.relevance.is_finite() || hit.relevance < 0.0 {
            return Err(format!("rank {} with relevance {} at {at}", hit.rank, hit.relevance));
        }
    }
    for pair in answer.hits.windows(2) {
        let order = pair[1].relevance.total_cmp(&pair[0].relevance).then(pair[0].id.cmp(&pair[1].id));
        if order != Ordering::Less {
            return Err(format!("{} comes before {}", pair[0].id, pair[1].id));
        }
    }
    Ok(())
}

/// Pages put together are the whole.
pub(super) fn pages_add_up(local: &Local<'_>, query: &Node, page: usize, sort: Sort) -> Result<(), String> {
    let whole = SearchRequest { sort, ..request(query, MatchMode::All) };
    let all = local.search(&whole).map_err(|error| error.to_string())?;
    let mut paged = Vec::new();
    for offset in (0..all.hits.len()).step_by(page) {
        let part = SearchRequest { limit: page, offset, ..whole.clone() };
        let part = local.search(&part).map_err(|error| error.to_string())?;
        if part.total != all.total {
            return Err(format!("the total changes from page to page: {} and {}", part.total, all.total));
        }
        paged.extend(part.hits.iter().map(|hit| (hit.rank, hit.id.clone())));
    }
    let expected: Vec<(u64, String)> = all.hits.iter().map(|hit| (hit.rank, hit.id.clone())).collect();
    if paged == expected { Ok(()) } else { Err(format!("pages {paged:?}\nwhole {expected:?}")) }
}

/// The first hits, found with bounds, are those that come first when all matches are looked at, and worth the
/// same. Sums in another order differ in their last digits, and so may the order of equals.
pub(super) fn the_best_are_found(
    local: &Local<'_>,
    query: &Node,
    mode: MatchMode,
    limit: usize,
) -> Result<(), String> {
    let all = local.search(&request(query, mode)).map_err(|error| error.to_string())?;
    let best = SearchRequest { limit, ..request(query, mode) };
    let best = local.search(&best).map_err(|error| error.to_string())?;
    let shown = |hits: &[Hit]| -> Vec<(String, f32)> {
        hits.iter().take(limit).map(|hit| (hit.id.clone(), hit.relevance)).collect()
    };
    let wrong = |what: &str| {
        Err(format!("{what}: the best {limit}\n{:?}\nof all\n{:?}", shown(&best.hits), shown(&all.hits)))
    };
    if best.total != all.total || best.hits.len() != all.hits.len().min(limit) {
        return wrong(&format!("{} of {} hits", best.hits.len(), best.total));
    }
    let is_same = |one: f32, other: f32| (one - other).abs() <= 1e-5 * one.max(1.0);
    for (best, expected) in best.hits.iter().zip(&all.hits) {
        let itself = all.hits.iter().find(|hit| hit.id == best.id);
        if !is_same(best.relevance, expected.relevance)
            || !itself.is_some_and(|hit| is_same(best.relevance, hit.relevance))
        {
            return wrong(&best.id);
        }
    }
    Ok(())
}

/// By the key, those without it last, ties by id.
pub(super) fn sorted(oracle: &Oracle, local: &Local<'_>, query: &Node, sort: Sort) -> Result<(), String> {
    let Sort { by, ascending } = sort;
    let sorting = SearchRequest { sort, ..request(query, MatchMode::All) };
    let answer = local.search(&sorting).map_err(|error| error.to_string())?;
    let key = |hit: &Hit| {
        let record = oracle.records.iter().find(|record| record.review.id == hit.id);
        let review = &record.expect("a hit is a review").review;
        match by {
            SortBy::Relevance => Some(format!("{:020.9}", hit.relevance)),
            SortBy::Score => review.score.as_ref()?.value.map(|value| format!("{value:020.9}")),
            SortBy::Year => review.year.map(|year| format!("{year:09}")),
            SortBy::Date => review.date.as_ref().map(|date| format!("{date}-01-01")[..10].to_owned()),
            SortBy::Title => Some(words::key(&review.title)),
        }
    };
    for pair in answer.hits.windows(2) {
        let order = match (key(&pair[0]), key(&pair[1])) {
            (Some(a), Some(b)) if ascending => a.cmp(&b),
            (Some(a), Some(b)) => b.cmp(&a),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        if order.then(pair[0].id.cmp(&pair[1].id)) != Ordering::Less {
            return Err(format!("{by:?}: {} comes before {}", pair[0].id, pair[1].id));
        }
    }
    Ok(())
}

/// The parts of a relevance add up to it.
pub(super) fn hits_explain_themselves(
    local: &Local<'_>,
    query: &Node,
    mode: MatchMode,
) -> Result<(), String> {
    let explained = SearchRequest { explain: true, ..request(query, mode) };
    let answer = local.search(&explained).map_err(|error| error.to_string())?;
    for hit in &answer.hits {
        let sum: f32 = hit.explanation.iter().map(|part| part.value).sum();
        if (sum - hit.relevance).abs() > 1e-3 * hit.relevance.max(1.0) {
            return Err(format!("{} has {} for {:?}", hit.id, hit.relevance, hit.explanation));
        }
    }
    Ok(())
}

/// A review that is found by one word or phrase shows where.
pub(super) fn every_hit_is_marked(local: &Local<'_>, leaf: &Node) -> Result<(), String> {
    let shown = SearchRequest { passages: usize::MAX, ..request(leaf, MatchMode::All) };
    let answer = local.search(&shown).map_err(|error| error.to_string())?;
    let unmarked = |hit: &&Hit| hit.passages.iter().all(|passage| passage.spans.is_empty());
    match answer.hits.iter().find(unmarked) {
        Some(hit) => Err(format!("nothing is marked in {}", hit.id)),
        None => Ok(()),
    }
}
