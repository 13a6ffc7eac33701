//! A query with everything looked up: words analysed, expansions made, names resolved.
//!
//! The plan is what both halves of an answer follow: the engine queries that find the reviews, and
//! the highlighter that shows where they match.

use crate::query::{DateTest, ScoreTest, YearTest};
use crate::schema::Fields;

use super::cursor::Slot;
use super::dictionary::Form;
use super::section::Condition;
use super::sequence::Sequence;

/// What a review must satisfy.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// Every review does.
    Everything,
    /// None does.
    Nothing,
    /// All of these.
    All(Vec<Plan>),
    /// At least one of these, which are ways to write the same: the best of them counts.
    Any(Vec<Plan>),
    /// At least so many of these, each of which counts.
    AtLeast(usize, Vec<Plan>),
    /// Not this.
    Not(Box<Plan>),
    /// Words in a field.
    Match(Field, Sequence),
    /// A condition within one section.
    Section {
        /// What the section's heading must say.
        name: Sequence,
        /// What must hold in it.
        condition: Condition,
    },
    /// A test that never scores.
    Filter(Filter),
}

/// The text fields that words can be looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Everything that plain words search.
    Text,
    /// The title.
    Title,
    /// The review's author.
    Author,
    /// The tags.
    Tags,
    /// The words of the path.
    Path,
}

impl Field {
    /// Each of them.
    pub(super) const ALL: [Field; 5] = [Field::Text, Field::Title, Field::Author, Field::Tags, Field::Path];

    pub(super) fn handle(self, fields: &Fields) -> tantivy::schema::Field {
        match self {
            Field::Text => fields.text,
            Field::Title => fields.title,
            Field::Author => fields.author,
            Field::Tags => fields.tags,
            Field::Path => fields.path,
        }
    }
}

/// A test of a review that filters and never scores.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// The score's value.
    Score(ScoreTest),
    /// The work's year.
    Year(YearTest),
    /// The review's date.
    Date(DateTest),
    /// Something is there.
    Has(String),
    /// Another review says the same words.
    Duplicate,
    /// The path is one of these, to the folded letter.
    PathIn(Vec<String>),
    /// The title is one of these, as a key.
    TitleIn(Vec<String>),
    /// A facet has a value: `kind=film`.
    Facet(String),
    /// The review is from the root with this label.
    Root(String),
    /// The review has this id.
    Id(String),
    /// The review's words have this fingerprint.
    Fingerprint(u64),
}

impl Plan {
    /// All of `parts`, without needless nesting.
    pub(super) fn all(parts: Vec<Plan>) -> Plan {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Plan::All(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.swap_remove(0) } else { Plan::All(flat) }
    }

    /// At least one of `ways` to write the same, without needless nesting.
    pub(super) fn any(ways: Vec<Plan>) -> Plan {
        Self::one_of(ways, Plan::Any)
    }

    /// At least one of `parts`, each of which counts, without needless nesting.
    pub(super) fn either(parts: Vec<Plan>) -> Plan {
        Self::one_of(parts, |parts| Plan::AtLeast(1, parts))
    }

    fn one_of(mut parts: Vec<Plan>, several: impl Fn(Vec<Plan>) -> Plan) -> Plan {
        match parts.len() {
            0 => Plan::Nothing,
            1 => parts.swap_remove(0),
            _ => several(parts),
        }
    }

    /// The same plan with another spelling of its word, which counts as the word itself does.
    pub(super) fn or_spelled(self, field: Field, spelling: &Form) -> Plan {
        match self {
            Plan::Match(of, Sequence { slots, slop, weight }) if slots.len() == 1 => {
                let slots = slots.iter().map(|slot| slot.or(spelling)).collect();
                Plan::Match(of, Sequence { slots, slop, weight })
            }
            Plan::Any(ways) => {
                let mut ways = ways.into_iter();
                let first = ways.next().map(|way| way.or_spelled(field, spelling));
                Plan::any(first.into_iter().chain(ways).collect())
            }
            other => {
                let slots = vec![Slot::new(vec![spelling.clone()])];
                Plan::any(vec![other, Plan::Match(field, Sequence { slots, slop: None, weight: 1.0 })])
            }
        }
    }

    /// The same plan with its words counting so many times.
    pub(super) fn weighted(self, weight: f32) -> Plan {
        let each = |parts: Vec<Plan>| parts.into_iter().map(|part| part.weighted(weight)).collect();
        match self {
            Plan::All(parts) => Plan::All(each(parts)),
            Plan::Any(parts) => Plan::Any(each(parts)),
            Plan::AtLeast(enough, parts) => Plan::AtLeast(enough, each(parts)),
            Plan::Match(field, sequence) => {
                Plan::Match(field, Sequence { weight: sequence.weight * weight, ..sequence })
            }
            other => other,
        }
    }

    /// Whether the filter is a part of it.
    pub(super) fn asks(&self, filter: &Filter) -> bool {
        match self {
            Plan::All(parts) | Plan::Any(parts) | Plan::AtLeast(_, parts) => {
                parts.iter().any(|part| part.asks(filter))
            }
            Plan::Not(inner) => inner.asks(filter),
            Plan::Section { condition, .. } => condition.asks(filter),
            Plan::Filter(own) => own == filter,
            Plan::Everything | Plan::Nothing | Plan::Match(..) => false,
        }
    }

    /// Whether it looks for words, as opposed to filtering.
    pub(super) fn looks_for_words(&self) -> bool {
        match self {
            Plan::Match(..) | Plan::Section { .. } => true,
            Plan::All(parts) | Plan::Any(parts) | Plan::AtLeast(_, parts) => {
                parts.iter().any(Plan::looks_for_words)
            }
            Plan::Everything | Plan::Nothing | Plan::Not(_) | Plan::Filter(_) => false,
        }
    }
}
