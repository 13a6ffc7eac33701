//! From the plan to the engine's queries.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, Query,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};

use super::duplicate::DuplicateQuery;
use super::exclude::ExcludedQuery;
use super::plan::{Filter, Plan};
use super::section::SectionQuery;
use super::sequence::{Sequence, SequenceQuery};
use crate::query::{Bounds, Test};
use crate::schema::Fields;

/// So many values are looked up one by one.
const FEW_VALUES: usize = 32;

/// The engine's query for a plan. Filters in it add nothing to the score.
pub(super) fn query_of(plan: &Plan, fields: &Fields) -> Box<dyn Query> {
    match plan {
        Plan::Everything => unscored(Box::new(AllQuery)),
        Plan::Nothing => Box::new(EmptyQuery),
        Plan::All(parts) => all(parts, fields),
        Plan::Any(ways) => Box::new(DisjunctionMaxQuery::new(each(ways, fields))),
        Plan::AtLeast(enough, parts) => {
            Box::new(BooleanQuery::union_with_minimum_required_clauses(each(parts, fields), *enough))
        }
        Plan::Not(inner) => all_but(vec![unscored(Box::new(AllQuery))], vec![query_of(inner, fields)]),
        Plan::Match(field, sequence) => sequence_query(field.handle(fields), sequence),
        Plan::Section { name, condition } => {
            Box::new(SectionQuery { fields: *fields, name: name.clone(), condition: condition.clone() })
        }
        Plan::Filter(filter) => unscored(filter_query(filter, fields)),
    }
}

fn each(parts: &[Plan], fields: &Fields) -> Vec<Box<dyn Query>> {
    parts.iter().map(|part| query_of(part, fields)).collect()
}

/// Negations become exclusions of the conjunction that they are in.
fn all(parts: &[Plan], fields: &Fields) -> Box<dyn Query> {
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    for part in parts {
        match part {
            Plan::Not(inner) => unwanted.push(query_of(inner, fields)),
            other => wanted.push(query_of(other, fields)),
        }
    }
    if wanted.is_empty() {
        wanted.push(unscored(Box::new(AllQuery)));
    }
    all_but(wanted, unwanted)
}

fn all_but(wanted: Vec<Box<dyn Query>>, unwanted: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    let wanted = wanted.into_iter().map(|query| (Occur::Must, query));
    let excluded = |query| (Occur::MustNot, Box::new(ExcludedQuery(query)) as Box<dyn Query>);
    let unwanted = unwanted.into_iter().map(excluded);
    Box::new(BooleanQuery::new(wanted.chain(unwanted).collect()))
}

/// A word of one form is left to the engine, which prunes by block maxima.
fn sequence_query(field: Field, sequence: &Sequence) -> Box<dyn Query> {
    if let [slot] = sequence.slots.as_slice()
        && let [form] = slot.forms()
        && form.weight >= 1.0
    {
        let term = Term::from_field_text(field, &form.term);
        return boosted(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), sequence.weight);
    }
    Box::new(SequenceQuery { field, sequence: sequence.clone() })
}

/// A boost of 1 would cost the engine its pruning and change nothing.
#[expect(clippy::float_cmp, reason = "the weight of words that nothing has weighed is exactly 1")]
fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn filter_query(filter: &Filter, fields: &Fields) -> Box<dyn Query> {
    match filter {
        Filter::Score(Test::Range(bounds)) => {
            range(bounds, |value| Term::from_field_f64(fields.score, *value))
        }
        Filter::Year(Test::Range(bounds)) => {
            range(bounds, |year| Term::from_field_i64(fields.year, i64::from(*year)))
        }
        Filter::Date(Test::Range(bounds)) => {
            range(bounds, |day| Term::from_field_i64(fields.date, i64::from(day.number())))
        }
        Filter::Score(Test::Absent) => lacks("score", fields),
        Filter::Year(Test::Absent) => lacks("year", fields),
        Filter::Date(Test::Absent) => lacks("date", fields),
        Filter::Has(what) => exactly(fields.has, what),
        Filter::Duplicate => Box::new(DuplicateQuery { fields: *fields }),
        Filter::PathIn(paths) => one_of(fields.path_key, paths),
        Filter::TitleIn(titles) => one_of(fields.title_key, titles),
        Filter::Facet(entry) => exactly(fields.facets, entry),
        Filter::Root(label) => exactly(fields.root, label),
        Filter::Id(id) => {
            let bounds = Bounds { low: Some((id, true)), high: Some((id, true)) };
            range(&bounds, |id| Term::from_field_text(fields.id, id))
        }
        Filter::Fingerprint(print) => {
            let bounds = Bounds { low: Some((*print, true)), high: Some((*print, true)) };
            range(&bounds, |print| Term::from_field_u64(fields.fingerprint, *print))
        }
    }
}

fn range<T>(bounds: &Bounds<T>, term: impl Fn(&T) -> Term) -> Box<dyn Query> {
    let bound = |end: &Option<(T, bool)>| match end {
        Some((value, true)) => Bound::Included(term(value)),
        Some((value, false)) => Bound::Excluded(term(value)),
        None => Bound::Unbounded,
    };
    Box::new(RangeQuery::new(bound(&bounds.low), bound(&bounds.high)))
}

fn exactly(field: Field, value: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic))
}

/// The engine makes an automaton of a set of terms: worth its while for many.
fn one_of(field: Field, values: &[String]) -> Box<dyn Query> {
    if values.len() > FEW_VALUES {
        return Box::new(TermSetQuery::new(values.iter().map(|value| Term::from_field_text(field, value))));
    }
    let each = values.iter().map(|value| (Occur::Should, exactly(field, value)));
    Box::new(BooleanQuery::new(each.collect()))
}

fn lacks(what: &str, fields: &Fields) -> Box<dyn Query> {
    all_but(vec![Box::new(AllQuery)], vec![exactly(fields.has, what)])
}
