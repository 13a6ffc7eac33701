//! Matches that must lie within one section whose heading says a name.
//!
//! The text field holds all sections behind each other, far apart, with a mark at each beginning;
//! the heading field tells by position which ordinal a heading has. A review matches if there is
//! one section with such a heading in which the whole condition holds, negations included.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Term;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::bm25::Bm25;
use super::cursor::read_terms;
use super::execute::query_of;
use super::plan::{Field, Filter, Plan};
use super::sequence::{Sequence, SequenceMatcher, explain_by_scoring};
use crate::schema::{Fields, HEADING_STRIDE, SECTION_MARK};

/// A condition on one section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// That it is there.
    Anything,
    /// The words stand in it.
    Match(Sequence),
    /// All hold.
    All(Vec<Condition>),
    /// At least so many of these hold.
    AtLeast(usize, Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// Something that holds for the review as a whole, and so in each of its sections or in none.
    Review(Box<Plan>),
}

impl Condition {
    /// Whether the filter is a part of it.
    pub(super) fn asks(&self, filter: &Filter) -> bool {
        match self {
            Condition::Anything | Condition::Match(_) => false,
            Condition::All(parts) | Condition::AtLeast(_, parts) => {
                parts.iter().any(|part| part.asks(filter))
            }
            Condition::Not(inner) => inner.asks(filter),
            Condition::Review(plan) => plan.asks(filter),
        }
    }
}

/// Puts a plan into the sections of a name: there must be one in which all of it holds. What does
/// not speak of the text (a filter, another field) is the same in every section.
pub(super) fn within(name: &Sequence, plan: Plan) -> Plan {
    let section = |condition| Plan::Section { name: name.clone(), condition };
    let Plan::All(parts) = plan else { return section(condition_of(plan)) };
    // What is the same for all sections is better tested outside, where it prunes.
    let (inside, mut all): (Vec<Plan>, Vec<Plan>) = parts.into_iter().partition(speaks_of_sections);
    all.push(section(Condition::All(inside.into_iter().map(condition_of).collect())));
    Plan::all(all)
}

fn condition_of(plan: Plan) -> Condition {
    let each = |parts: Vec<Plan>| parts.into_iter().map(condition_of).collect();
    match plan {
        Plan::Everything => Condition::Anything,
        Plan::Match(Field::Text, sequence) => Condition::Match(sequence),
        Plan::All(parts) => Condition::All(each(parts)),
        Plan::Any(parts) => Condition::AtLeast(1, each(parts)),
        Plan::AtLeast(enough, parts) => Condition::AtLeast(enough, each(parts)),
        Plan::Not(inner) => Condition::Not(Box::new(condition_of(*inner))),
        Plan::Nothing | Plan::Match(..) | Plan::Section { .. } | Plan::Filter(_) => {
            Condition::Review(Box::new(plan))
        }
    }
}

fn speaks_of_sections(plan: &Plan) -> bool {
    match plan {
        Plan::Match(field, _) => *field == Field::Text,
        Plan::All(parts) | Plan::Any(parts) | Plan::AtLeast(_, parts) => parts.iter().any(speaks_of_sections),
        Plan::Not(inner) => speaks_of_sections(inner),
        Plan::Everything | Plan::Nothing | Plan::Section { .. } | Plan::Filter(_) => false,
    }
}

/// Reviews with a section called `name` in which `condition` holds.
#[derive(Debug, Clone)]
pub(super) struct SectionQuery {
    pub(super) fields: Fields,
    /// What the heading must say.
    pub(super) name: Sequence,
    pub(super) condition: Condition,
}

impl Query for SectionQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut leaves = Leaves::default();
        leaves.collect(&self.condition);
        let weights = leaves
            .sequences
            .iter()
            .map(|sequence| Bm25::of(&scoring, self.fields.text, sequence))
            .collect::<tantivy::Result<Vec<_>>>()?;
        let wholes = leaves
            .plans
            .iter()
            .map(|plan| query_of(plan, &self.fields).weight(scoring))
            .collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Box::new(SectionWeight { query: self.clone(), weights, wholes }))
    }
}

/// The leaves of a condition, in the order in which [`Opening::tree`] opens them.
#[derive(Default)]
struct Leaves<'a> {
    sequences: Vec<&'a Sequence>,
    plans: Vec<&'a Plan>,
}

impl<'a> Leaves<'a> {
    fn collect(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Anything => {}
            Condition::Match(sequence) => self.sequences.push(sequence),
            Condition::Review(plan) => self.plans.push(plan),
            Condition::All(parts) | Condition::AtLeast(_, parts) => {
                for part in parts {
                    self.collect(part);
                }
            }
            Condition::Not(inner) => self.collect(inner),
        }
    }
}

struct SectionWeight {
    query: SectionQuery,
    /// Of the sequences, in the order of [`Leaves`].
    weights: Vec<Bm25>,
    /// Of the plans for the whole review, in the same order.
    wholes: Vec<Box<dyn Weight>>,
}

impl Weight for SectionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let fields = &self.query.fields;
        let mark = Term::from_field_text(fields.text, SECTION_MARK);
        let Some(marks) = read_terms(reader, &mark)? else { return Ok(Box::new(EmptyScorer)) };
        let headings = SequenceMatcher::open_with(reader, fields.heading, &self.query.name, true)?;
        let mut opening = Opening { reader, fields, leaves: Vec::new(), wholes: 0 };
        let tree = opening.tree(&self.query.condition)?;
        let mut leaves = opening.leaves;
        for (leaf, weight) in leaves.iter_mut().zip(&self.weights) {
            leaf.bm25 = Some(weight.boosted(boost));
        }
        let wholes = self
            .wholes
            .iter()
            .map(|weight| Ok(Whole { scorer: weight.scorer(reader, boost)?, holds: false }))
            .collect::<tantivy::Result<Vec<_>>>()?;
        let lengths = match reader.fieldnorms_readers().get_field(fields.text)? {
            Some(lengths) => lengths,
            None => FieldNormReader::constant(reader.max_doc(), 1),
        };
        let mut scorer = SectionScorer {
            headings,
            marks,
            tree,
            leaves,
            wholes,
            lengths,
            doc: 0,
            score: 0.0,
            starts: Vec::new(),
        };
        scorer.move_to(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain_by_scoring(self, reader, doc, "words within one section, BM25")
    }
}

/// A condition with its leaves opened in a segment, by their place among the leaves of their kind.
enum Tree {
    Anything,
    Leaf(usize),
    Whole(usize),
    All(Vec<Tree>),
    AtLeast(usize, Vec<Tree>),
    Not(Box<Tree>),
}

/// A sequence in the text.
struct Leaf {
    matcher: SequenceMatcher,
    bm25: Option<Bm25>,
    /// In the current document, how often in each section.
    frequencies: Vec<f32>,
}

/// A part of the condition on the review as a whole.
struct Whole {
    scorer: Box<dyn Scorer>,
    /// For the current document.
    holds: bool,
}

struct Opening<'a> {
    reader: &'a SegmentReader,
    fields: &'a Fields,
    leaves: Vec<Leaf>,
    /// How many plans there are so far.
    wholes: usize,
}

impl Opening<'_> {
    fn tree(&mut self, condition: &Condition) -> tantivy::Result<Tree> {
        Ok(match condition {
            Condition::Anything => Tree::Anything,
            Condition::All(parts) => Tree::All(self.trees(parts)?),
            Condition::AtLeast(enough, parts) => Tree::AtLeast(*enough, self.trees(parts)?),
            Condition::Not(inner) => Tree::Not(Box::new(self.tree(inner)?)),
            Condition::Review(_) => {
                self.wholes += 1;
                Tree::Whole(self.wholes - 1)
            }
            Condition::Match(sequence) => {
                let matcher = SequenceMatcher::open_with(self.reader, self.fields.text, sequence, true)?;
                self.leaves.push(Leaf { matcher, bm25: None, frequencies: Vec::new() });
                Tree::Leaf(self.leaves.len() - 1)
            }
        })
    }

    fn trees(&mut self, conditions: &[Condition]) -> tantivy::Result<Vec<Tree>> {
        conditions.iter().map(|condition| self.tree(condition)).collect()
    }
}

impl Tree {
    /// Whether it holds in one of the sections.
    fn holds(&self, leaves: &[Leaf], wholes: &[Whole], section: usize) -> bool {
        let holds = |part: &Tree| part.holds(leaves, wholes, section);
        match self {
            Tree::Anything => true,
            Tree::Leaf(at) => leaves[*at].frequencies[section] > 0.0,
            Tree::Whole(at) => wholes[*at].holds,
            Tree::All(parts) => parts.iter().all(holds),
            Tree::AtLeast(enough, parts) => {
                parts.iter().filter(|part| holds(part)).take(*enough).count() == *enough
            }
            Tree::Not(inner) => !holds(inner),
        }
    }
}

struct SectionScorer {
    headings: SequenceMatcher,
    marks: SegmentPostings,
    tree: Tree,
    leaves: Vec<Leaf>,
    wholes: Vec<Whole>,
    lengths: FieldNormReader,
    doc: DocId,
    score: f32,
    /// First positions of the current document's sections.
    starts: Vec<u32>,
}

impl SectionScorer {
    /// Moves to `target` or the next document behind it that matches.
    fn move_to(&mut self, mut target: DocId) -> DocId {
        loop {
            self.doc = self.headings.seek_all(target);
            if self.doc == TERMINATED || self.matches() {
                return self.doc;
            }
            target = self.doc + 1;
        }
    }

    fn matches(&mut self) -> bool {
        if self.marks.doc() < self.doc {
            self.marks.seek(self.doc);
        }
        if self.marks.doc() != self.doc {
            return false;
        }
        self.marks.positions(&mut self.starts);
        let sections = self.starts.len();
        let mut chosen = vec![false; sections];
        for found in self.headings.places() {
            let ordinal = found.parts.first().map_or(0, |part| part.start / HEADING_STRIDE) as usize;
            // The first heading stands at the first stride, not at zero.
            if let Some(chosen) = ordinal.checked_sub(1).and_then(|ordinal| chosen.get_mut(ordinal)) {
                *chosen = true;
            }
        }
        for leaf in &mut self.leaves {
            leaf.count(self.doc, &self.starts);
        }
        for whole in &mut self.wholes {
            whole.look_at(self.doc);
        }
        for (section, chosen) in chosen.iter_mut().enumerate() {
            *chosen = *chosen && self.tree.holds(&self.leaves, &self.wholes, section);
        }
        self.score_chosen(&chosen);
        chosen.contains(&true)
    }

    fn score_chosen(&mut self, chosen: &[bool]) {
        let length = self.lengths.fieldnorm_id(self.doc);
        self.score =
            self.wholes.iter_mut().filter(|whole| whole.holds).map(|whole| whole.scorer.score()).sum();
        for leaf in &self.leaves {
            let frequency: f32 = leaf
                .frequencies
                .iter()
                .zip(chosen)
                .filter(|(_, chosen)| **chosen)
                .map(|(count, _)| count)
                .sum();
            if let Some(bm25) = &leaf.bm25
                && frequency > 0.0
            {
                self.score += bm25.score(length, frequency);
            }
        }
    }
}

impl Whole {
    fn look_at(&mut self, doc: DocId) {
        if self.scorer.doc() < doc {
            self.scorer.seek(doc);
        }
        self.holds = self.scorer.doc() == doc;
    }
}

impl Leaf {
    fn count(&mut self, doc: DocId, starts: &[u32]) {
        self.frequencies.clear();
        self.frequencies.resize(starts.len(), 0.0);
        if self.matcher.seek_all(doc) != doc {
            return;
        }
        for found in self.matcher.places() {
            let section = starts.partition_point(|&first| first <= found.first());
            if let Some(frequency) = section.checked_sub(1).and_then(|at| self.frequencies.get_mut(at)) {
                *frequency += 1.0 / (1.0 + found.moves as f32);
            }
        }
    }
}

impl DocSet for SectionScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.move_to(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.move_to(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.marks.size_hint()
    }
}

impl Scorer for SectionScorer {
    fn score(&mut self) -> f32 {
        self.score
    }
}
