//! What makes one review a better answer than another.
//!
//! The relevance of a hit is the sum of named parts. The words themselves come first, by BM25 over
//! everything that was searched; the other parts only add to reviews that match already.

use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermSetQuery};
use tantivy::schema::Term;

use super::execute::query_of;
use super::plan::{Field, Plan};
use super::policy::{POLICY, title_weight};
use super::sequence::{Sequence, SequenceQuery};
use crate::query::{Kind, Node};
use crate::schema::Fields;
use crate::words;

/// What a title may begin with and be asked for without.
const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// One named part of the relevance.
pub(super) struct RankPart {
    pub(super) name: &'static str,
    pub(super) query: Box<dyn Query>,
}

/// The parts of a query's relevance; the first one decides what matches at all.
pub(super) fn parts(plan: &Plan, asked: &Node, fields: &Fields) -> Vec<RankPart> {
    let mut parts = vec![RankPart { name: "words", query: query_of(plan, fields) }];
    let sequences = rewarded(plan);
    parts.extend(title_part(&sequences, fields));
    parts.extend(whole_title_part(asked, fields));
    parts.extend(nearness_part(plan, fields));
    parts
}

/// The parts as one query.
pub(super) fn ranked(parts: &[RankPart]) -> Box<dyn Query> {
    let Some((required, optional)) = parts.split_first() else {
        return Box::new(BooleanQuery::new(Vec::new()));
    };
    if optional.is_empty() {
        return required.query.box_clone();
    }
    let optional = optional.iter().map(|part| (Occur::Should, part.query.box_clone()));
    let clauses = std::iter::once((Occur::Must, required.query.box_clone())).chain(optional);
    Box::new(BooleanQuery::new(clauses.collect()))
}

/// The words that a review is rewarded for having in its title.
fn rewarded(plan: &Plan) -> Vec<&Sequence> {
    match plan {
        Plan::Match(Field::Text, sequence) => vec![sequence],
        Plan::All(parts) | Plan::Any(parts) | Plan::AtLeast(_, parts) => {
            parts.iter().flat_map(rewarded).collect()
        }
        _ => Vec::new(),
    }
}

fn title_part(sequences: &[&Sequence], fields: &Fields) -> Option<RankPart> {
    if sequences.is_empty() {
        return None;
    }
    let in_title = sequences.iter().map(|sequence| {
        let query = SequenceQuery { field: fields.title, sequence: (*sequence).clone() };
        (Occur::Should, Box::new(query) as Box<dyn Query>)
    });
    let any = BooleanQuery::new(in_title.collect());
    let query = BoostQuery::new(Box::new(any), title_weight(sequences.len()));
    Some(RankPart { name: "title", query: Box::new(query) })
}

fn whole_title_part(asked: &Node, fields: &Fields) -> Option<RankPart> {
    let key = words::key(&typed_text(asked));
    if key.is_empty() {
        return None;
    }
    let terms = titles_meant(&key).into_iter().map(|title| Term::from_field_text(fields.title_key, &title));
    let query = ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), POLICY.whole_title);
    Some(RankPart { name: "whole title", query: Box::new(query) })
}

/// What a whole title may be typed as: without its article, and with its year.
fn titles_meant(typed: &str) -> Vec<String> {
    let without_year = typed.rsplit_once(' ').filter(|(_, last)| is_year(last)).map(|(title, _)| title);
    let mut titles = Vec::new();
    for title in std::iter::once(typed).chain(without_year) {
        titles.push(title.to_owned());
        titles.extend(ARTICLES.map(|article| format!("{article} {title}")));
        let (first, rest) = title.split_once(' ').unwrap_or_default();
        if ARTICLES.contains(&first) {
            titles.push(rest.to_owned());
        }
    }
    titles
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of the query as they were typed, filters and negations left out.
fn typed_text(node: &Node) -> String {
    match &node.kind {
        Kind::All(nodes) => nodes.iter().map(typed_text).collect::<Vec<_>>().join(" "),
        Kind::Word(text) | Kind::Prefix(text) | Kind::Wildcard(text) | Kind::Phrase { text, .. } => {
            text.clone()
        }
        Kind::Fuzzy { word, .. } => word.clone(),
        Kind::Scoped { name, inner } if name == "title" => typed_text(inner),
        Kind::Scoped { name, inner } => format!("{name} {}", typed_text(inner)),
        _ => String::new(),
    }
}

fn nearness_part(plan: &Plan, fields: &Fields) -> Option<RankPart> {
    let Plan::All(parts) = plan else { return None };
    // Function words that stand back are near to everything, and dear to look for.
    let words = parts.iter().filter_map(single_word).filter(|word| word.weight >= 1.0);
    let words: Vec<&Sequence> = words.collect();
    let pairs = words.windows(2).map(|pair| {
        let slots = pair.iter().flat_map(|sequence| sequence.slots.clone()).collect();
        let weight = pair.iter().map(|sequence| sequence.weight).fold(1.0, f32::min);
        let sequence = Sequence { slots, slop: Some(POLICY.near), weight };
        (Occur::Should, Box::new(SequenceQuery { field: fields.text, sequence }) as Box<dyn Query>)
    });
    let pairs: Vec<_> = pairs.collect();
    if pairs.is_empty() {
        return None;
    }
    let any = BoostQuery::new(Box::new(BooleanQuery::new(pairs)), POLICY.nearness);
    Some(RankPart { name: "nearness", query: Box::new(any) })
}

fn single_word(plan: &Plan) -> Option<&Sequence> {
    match plan {
        Plan::Match(Field::Text, sequence) => match sequence.slots.as_slice() {
            [slot] if slot.forms().len() <= POLICY.most_near_forms => Some(sequence),
            _ => None,
        },
        // The word itself comes before its other spellings.
        Plan::Any(ways) => ways.first().and_then(single_word),
        _ => None,
    }
}
