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
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
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
        let mut sequences = Vec::new();
        collect_sequences(&self.condition, &mut sequences);
        let weights = sequences
            .iter()
            .map(|sequence| Bm25::of(&scoring, self.fields.text, &sequence.slots))
            .collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Box::new(SectionWeight { query: self.clone(), weights }))
    }
}

/// The sequences of a condition, in the order in which [`Tree::open`] opens them.
fn collect_sequences<'a>(condition: &'a Condition, into: &mut Vec<&'a Sequence>) {
    match condition {
        Condition::Anything => {}
        Condition::Match(sequence) => into.push(sequence),
        Condition::All(parts) | Condition::Any(parts) => {
            for part in parts {
                collect_sequences(part, into);
            }
        }
        Condition::Not(inner) => collect_sequences(inner, into),
    }
}

struct SectionWeight {
    query: SectionQuery,
    /// In the order of [`collect_sequences`].
    weights: Vec<Bm25>,
}

impl Weight for SectionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let fields = &self.query.fields;
        let mark = Term::from_field_text(fields.text, SECTION_MARK);
        let Some(marks) = read_terms(reader, &mark)? else { return Ok(Box::new(EmptyScorer)) };
        let headings = SequenceMatcher::open_with(reader, fields.heading, &self.query.name, true)?;
        let mut leaves = Vec::new();
        let tree = Tree::open(&self.query.condition, reader, fields, &mut leaves)?;
        for (leaf, weight) in leaves.iter_mut().zip(&self.weights) {
            leaf.bm25 = Some(weight.boosted(boost));
        }
        let lengths = match reader.fieldnorms_readers().get_field(fields.text)? {
            Some(lengths) => lengths,
            None => FieldNormReader::constant(reader.max_doc(), 1),
        };
        let mut scorer =
            SectionScorer { headings, marks, tree, leaves, lengths, doc: 0, score: 0.0, starts: Vec::new() };
        scorer.move_to(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain_by_scoring(self, reader, doc, "words within one section, BM25")
    }
}

/// A condition with its sequences opened in a segment, by their place among the leaves.
enum Tree {
    Anything,
    Leaf(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

struct Leaf {
    matcher: SequenceMatcher,
    bm25: Option<Bm25>,
    /// In the current document, how often in each section.
    frequencies: Vec<f32>,
}

impl Tree {
    fn open(
        condition: &Condition,
        reader: &SegmentReader,
        fields: &Fields,
        leaves: &mut Vec<Leaf>,
    ) -> tantivy::Result<Self> {
        let mut open_all = |parts: &[Condition]| {
            parts.iter().map(|part| Tree::open(part, reader, fields, leaves)).collect::<tantivy::Result<_>>()
        };
        Ok(match condition {
            Condition::Anything => Tree::Anything,
            Condition::All(parts) => Tree::All(open_all(parts)?),
            Condition::Any(parts) => Tree::Any(open_all(parts)?),
            Condition::Not(inner) => Tree::Not(Box::new(Tree::open(inner, reader, fields, leaves)?)),
            Condition::Match(sequence) => {
                let matcher = SequenceMatcher::open_with(reader, fields.text, sequence, true)?;
                leaves.push(Leaf { matcher, bm25: None, frequencies: Vec::new() });
                Tree::Leaf(leaves.len() - 1)
            }
        })
    }

    /// In which of the sections it holds.
    fn holds(&self, leaves: &[Leaf], sections: usize) -> Vec<bool> {
        match self {
            Tree::Anything => vec![true; sections],
            Tree::Leaf(at) => leaves[*at].frequencies.iter().map(|&frequency| frequency > 0.0).collect(),
            Tree::All(parts) => combine(parts, leaves, sections, true, |a, b| a & b),
            Tree::Any(parts) => combine(parts, leaves, sections, false, |a, b| a | b),
            Tree::Not(inner) => inner.holds(leaves, sections).into_iter().map(|holds| !holds).collect(),
        }
    }
}

fn combine(
    parts: &[Tree],
    leaves: &[Leaf],
    sections: usize,
    start: bool,
    with: impl Fn(bool, bool) -> bool,
) -> Vec<bool> {
    parts.iter().fold(vec![start; sections], |so_far, part| {
        so_far.into_iter().zip(part.holds(leaves, sections)).map(|(a, b)| with(a, b)).collect()
    })
}

struct SectionScorer {
    headings: SequenceMatcher,
    marks: SegmentPostings,
    tree: Tree,
    leaves: Vec<Leaf>,
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
        let holds = self.tree.holds(&self.leaves, sections);
        chosen.iter_mut().zip(holds).for_each(|(chosen, holds)| *chosen &= holds);
        self.score_chosen(&chosen);
        chosen.contains(&true)
    }

    fn score_chosen(&mut self, chosen: &[bool]) {
        let length = self.lengths.fieldnorm_id(self.doc);
        self.score = 0.0;
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
