//! Words that may be written in several ways, taken apart.
//!
//! `great` is `gre-at` in some reviews, and `film noir` is `filmnoir`. Few have such a way to write it, and a query is
//! gone through much faster without: those reviews are ranked first by all there is, and the others by what comes
//! first of each word's ways.

use tantivy::DocId;

use super::super::plan::{Field, Plan};
use super::clause::Clause;
use super::lists::Window;

/// The plan with the first of each word's ways, and the other ways. A review that has none of those matches both plans
/// alike.
pub(super) fn first_ways(plan: &Plan) -> (Plan, Vec<Plan>) {
    let mut others = Vec::new();
    let first = first_of(plan, &mut others);
    (first, others)
}

fn first_of(plan: &Plan, others: &mut Vec<Plan>) -> Plan {
    let mut each = |parts: &[Plan]| parts.iter().map(|part| first_of(part, others)).collect();
    match plan {
        Plan::All(parts) => Plan::All(each(parts)),
        Plan::AtLeast(enough, parts) => Plan::AtLeast(*enough, each(parts)),
        Plan::Any(ways) => match ways.split_first() {
            Some((first, rest)) if rest.iter().all(is_of_text) => {
                others.extend_from_slice(rest);
                first_of(first, others)
            }
            _ => plan.clone(),
        },
        other => other.clone(),
    }
}

fn is_of_text(plan: &Plan) -> bool {
    matches!(plan, Plan::Match(Field::Text, _))
}

/// What a clause finds, worth nothing.
pub(super) struct Unrewarded<'a>(pub(super) Box<dyn Clause + 'a>);

impl Clause for Unrewarded<'_> {
    fn window(&mut self, target: DocId) -> Window {
        let window = self.0.window(target);
        Window { most: if window.most < 0.0 { window.most } else { 0.0 }, ..window }
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        if needed > 0.0 { None } else { self.0.next(target, until, f32::NEG_INFINITY) }
    }

    fn most(&mut self) -> f32 {
        0.0
    }

    fn score(&mut self) -> Option<f32> {
        self.0.score().map(|_| 0.0)
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }

    fn effort(&self) -> u64 {
        self.0.effort()
    }
}
