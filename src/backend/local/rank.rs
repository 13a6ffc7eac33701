//! What makes one review a better answer than another.
//!
//! The relevance of a hit is the sum of named parts. The words themselves come first, by BM25 over
//! everything that was searched; the other parts only add to reviews that match already.

use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query};

use super::execute::query_of;
use super::plan::{Field, Filter, Plan};
use super::policy::{POLICY, title_weight};
use super::sequence::Sequence;
use crate::query::{Kind, Node};
use crate::schema::Fields;
use crate::words;

/// What a title may begin with and be asked for without.
const ARTICLES: [&str; 3] = ["the", "a", "an"];

/// One named part of the relevance.
pub(super) struct RankPart {
    pub(super) name: &'static str,
    pub(super) worth: Worth,
    /// Whether few reviews have it.
    pub(super) is_rare: bool,
}

/// What a part is worth.
pub(super) enum Worth {
    /// As much as the plan's words.
    Matching(Plan),
    /// So much wherever it holds.
    Flat(Filter, f32),
    /// What the engine's query says.
    Query(Box<dyn Query>),
}

impl RankPart {
    /// The engine's query for it.
    pub(super) fn query(&self, fields: &Fields) -> Box<dyn Query> {
        match &self.worth {
            Worth::Matching(plan) => query_of(plan, fields),
            Worth::Flat(filter, worth) => {
                Box::new(ConstScoreQuery::new(query_of(&Plan::Filter(filter.clone()), fields), *worth))
            }
            Worth::Query(query) => query.box_clone(),
        }
    }
}

/// The parts of a query's relevance; the first one decides what matches at all.
pub(super) fn parts(plan: &Plan, asked: &Node) -> Vec<RankPart> {
    let words = RankPart { name: "words", worth: Worth::Matching(plan.clone()), is_rare: false };
    let rewards = [title_part(plan), whole_title_part(asked), nearness_part(plan)];
    std::iter::once(words).chain(rewards.into_iter().flatten()).collect()
}

/// The parts as one query.
pub(super) fn ranked(parts: &[RankPart], fields: &Fields) -> Box<dyn Query> {
    let Some((required, optional)) = parts.split_first() else {
        return Box::new(BooleanQuery::new(Vec::new()));
    };
    if optional.is_empty() {
        return required.query(fields);
    }
    let optional = optional.iter().map(|part| (Occur::Should, part.query(fields)));
    let clauses = std::iter::once((Occur::Must, required.query(fields))).chain(optional);
    Box::new(BooleanQuery::new(clauses.collect()))
}

/// Every word is worth something more in the title than elsewhere.
fn title_part(plan: &Plan) -> Option<RankPart> {
    let words = words_of(plan);
    if words.is_empty() {
        return None;
    }
    let weight = title_weight(words.len());
    let in_title = |sequence: &Sequence| {
        let weight = sequence.weight * weight;
        Plan::Match(Field::Title, Sequence { weight, ..sequence.clone() })
    };
    let words = words.into_iter().map(|ways| Plan::any(ways.into_iter().map(in_title).collect()));
    let worth = Worth::Matching(Plan::either(words.collect()));
    Some(RankPart { name: "title", worth, is_rare: true })
}

/// The words and phrases that are looked for in the text, each with the ways to write it.
fn words_of(plan: &Plan) -> Vec<Vec<&Sequence>> {
    match plan {
        Plan::Match(Field::Text, sequence) => vec![vec![sequence]],
        Plan::Any(ways) => vec![ways.iter().flat_map(words_of).flatten().collect()],
        Plan::All(parts) | Plan::AtLeast(_, parts) => parts.iter().flat_map(words_of).collect(),
        _ => Vec::new(),
    }
}

fn whole_title_part(asked: &Node) -> Option<RankPart> {
    let key = words::key(&typed_text(asked));
    if key.is_empty() {
        return None;
    }
    let worth = Worth::Flat(Filter::TitleIn(titles_meant(&key)), POLICY.whole_title);
    Some(RankPart { name: "whole title", worth, is_rare: true })
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

fn nearness_part(plan: &Plan) -> Option<RankPart> {
    let words = listed(plan).into_iter().filter_map(single_word);
    // Function words that stand back are near to everything, and dear to look for.
    let words: Vec<&Sequence> = words.filter(|word| word.weight >= 1.0).collect();
    let pairs = words.windows(2).map(|pair| {
        let slots = pair.iter().flat_map(|sequence| sequence.slots.clone()).collect();
        Plan::Match(Field::Text, Sequence { slots, slop: Some(POLICY.near), weight: POLICY.nearness })
    });
    let pairs: Vec<Plan> = pairs.collect();
    if pairs.is_empty() {
        return None;
    }
    Some(RankPart { name: "nearness", worth: Worth::Matching(Plan::either(pairs)), is_rare: false })
}

/// The parts of a query that is a list of words, whether a review must have all of them or not.
fn listed(plan: &Plan) -> Vec<&Plan> {
    match plan {
        Plan::All(parts) | Plan::AtLeast(_, parts) => parts.iter().flat_map(listed).collect(),
        other => vec![other],
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn meant(query: &str) -> Vec<String> {
        titles_meant(&words::key(&typed_text(&parse(query).unwrap().node)))
    }

    fn means(query: &str, title: &str) -> bool {
        meant(query).contains(&words::key(title))
    }

    #[test]
    fn a_title_may_be_typed_without_its_article_and_with_one() {
        assert!(means("The Thing", "The Thing") && means("The Thing", "Thing"));
        assert!(means("thing", "The Thing") && means("thing", "A Thing"));
        assert!(!means("thing", "Things") && !means("the thing", "The Thing from Another World"));
    }

    #[test]
    fn a_title_may_be_typed_with_its_year() {
        assert!(means("us 2019", "Us") && means("Us (2019)", "Us") && means("the thing 1982", "The Thing"));
        assert!(
            means("2012", "2012")
                && means("2012 2009", "2012")
                && means("blade runner 2049", "Blade Runner 2049")
        );
        assert!(!means("1917", "") && !means("apollo 13", "Apollo"));
    }

    #[test]
    fn titles_of_function_words_are_titles() {
        for title in ["It", "Us", "Who", "The The", "To Be or Not to Be", "A"] {
            assert!(means(&title.to_lowercase(), title), "{title}");
        }
    }

    #[test]
    fn filters_and_negations_are_no_part_of_a_title() {
        assert!(means("heat score:>=7 -pacino", "Heat") && means("title:heat", "Heat"));
        assert!(typed_text(&parse("score:>=7").unwrap().node).is_empty());
    }
}
