//! From the plan to clauses: once for the query what all segments share, then for each segment the rest.

use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::schema::Term;
use tantivy::{Searcher, SegmentOrdinal, SegmentReader};

use super::super::bm25::Bm25;
use super::super::cursor::Slot;
use super::super::execute::query_of;
use super::super::expansion::{MANY_FORMS, frequencies};
use super::super::kept::Kept;
use super::super::lengths::Lengths;
use super::super::pairs::pairs;
use super::super::per_segment::PerSegment;
use super::super::plan::{Field, Filter, Plan};
use super::super::rank::{RankPart, Worth};
use super::super::sequence::{Sequence, SequenceQuery};
use super::apart::{Unrewarded, first_ways};
use super::clause::{Clause, Engine, Word};
use super::combined::{All, Any, Boosted, Together};
use super::expanded::Expanded;
use super::gate::{Gate, Gates, Ranged};
use super::listed::{Asked, Listed, Listing, Near};
use super::lists::Lists;
use super::part::Part;
use super::phrase::{Phrase, PhraseWord};
use crate::query::{Bounds, Test};
use crate::schema::Fields;

/// Greater than any score, and still a number to reckon with.
const BOUNDLESS: f32 = 1e30;

/// A plan with its weights.
pub(super) enum Prepared {
    Nothing,
    Word {
        field: Field,
        slot: Slot,
        bm25: Bm25,
    },
    /// A word in very many forms, and how often each segment's documents have them, once that has been read.
    Expanded {
        field: Field,
        slot: Slot,
        bm25: Bm25,
        read: PerSegment<Vec<f32>>,
    },
    Phrase {
        field: Field,
        sequence: Sequence,
        bm25: Bm25,
    },
    All {
        parts: Vec<Prepared>,
        tests: Vec<Check>,
    },
    Any {
        parts: Vec<Prepared>,
        together: Together,
        enough: usize,
    },
    /// What matches this, worth nothing.
    Unrewarded(Box<Prepared>),
    /// What is left to the engine, with the greatest score that it gives.
    Engine {
        weight: Box<dyn Weight>,
        most: f32,
    },
}

impl Prepared {
    /// The parts, whose worth adds up; `None` if there are none.
    pub(super) fn any(parts: Vec<Self>) -> Option<Self> {
        (!parts.is_empty()).then_some(Self::Any { parts, together: Together::Sum, enough: 1 })
    }

    /// The words of a query that is nothing but these, its tests, and whether a document must have all of the words.
    fn list_of_words(&self) -> Option<(&[Prepared], &[Check], bool)> {
        let (parts, tests, all) = match self {
            Self::All { parts, tests } => match parts.as_slice() {
                [Self::Any { parts, together: Together::Sum, enough: 1 }] => (parts, tests.as_slice(), false),
                _ => (parts, tests.as_slice(), true),
            },
            Self::Any { parts, together: Together::Sum, enough: 1 } => (parts, [].as_slice(), false),
            _ => return None,
        };
        let is_word = |part: &Self| matches!(part, Self::Word { field: Field::Text, .. });
        parts.iter().all(is_word).then_some((parts, tests, all))
    }
}

/// A test of a document that says nothing of its score.
pub(super) enum Check {
    Score(Bounds<f64>),
    Year(Bounds<i64>),
    Date(Bounds<i64>),
    Without(Prepared),
}

/// Prepares the parts of a query.
pub(super) struct Preparing<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    scoring: EnableScoring<'a>,
}

impl<'a> Preparing<'a> {
    pub(super) fn new(searcher: &'a Searcher, fields: &'a Fields) -> Self {
        Self { searcher, fields, scoring: EnableScoring::enabled_from_searcher(searcher) }
    }

    /// The same, for what is worth nothing: how rare words are is not asked.
    fn unscored(&self) -> Self {
        Self { scoring: EnableScoring::disabled_from_searcher(self.searcher), ..*self }
    }

    pub(super) fn part(&self, part: &RankPart) -> tantivy::Result<Prepared> {
        match &part.worth {
            Worth::Matching(plan) => self.plan(plan),
            Worth::Flat(Filter::TitleIn(titles), worth) => {
                let known = self.known(self.fields.title_key, titles)?;
                if known.is_empty() {
                    return Ok(Prepared::Nothing);
                }
                let worth_of_known = Worth::Flat(Filter::TitleIn(known), *worth);
                let part = RankPart { name: part.name, worth: worth_of_known, is_rare: part.is_rare };
                self.engine(part.query(self.fields).as_ref(), *worth)
            }
            Worth::Flat(_, worth) => self.engine(part.query(self.fields).as_ref(), *worth),
            Worth::Query(query) => self.engine(query.as_ref(), BOUNDLESS),
        }
    }

    /// What comes first of the ways to write each word, and what the other ways are; `None` if there are none.
    pub(super) fn apart(&self, part: &RankPart) -> tantivy::Result<Option<(Prepared, Vec<Prepared>)>> {
        let Worth::Matching(plan) = &part.worth else { return Ok(None) };
        let (first, others) = first_ways(plan);
        if others.is_empty() {
            return Ok(None);
        }
        let others = others.iter().map(|way| Ok(Prepared::Unrewarded(Box::new(self.unscored().plan(way)?))));
        Ok(Some((self.plan(&first)?, others.collect::<tantivy::Result<_>>()?)))
    }

    /// Those of the values that the index has.
    fn known(&self, field: tantivy::schema::Field, values: &[String]) -> tantivy::Result<Vec<String>> {
        let mut known = Vec::new();
        for value in values {
            if self.searcher.doc_freq(&Term::from_field_text(field, value))? > 0 {
                known.push(value.clone());
            }
        }
        Ok(known)
    }

    fn engine(&self, query: &dyn Query, most: f32) -> tantivy::Result<Prepared> {
        Ok(Prepared::Engine { weight: query.weight(self.scoring)?, most })
    }

    fn plan(&self, plan: &Plan) -> tantivy::Result<Prepared> {
        let each =
            |parts: &[Plan]| parts.iter().map(|part| self.plan(part)).collect::<tantivy::Result<Vec<_>>>();
        Ok(match plan {
            Plan::Nothing => Prepared::Nothing,
            Plan::Match(field, sequence) => self.sequence(*field, sequence)?,
            Plan::All(parts) => self.all(parts)?,
            Plan::Any(ways) => Prepared::Any { parts: each(ways)?, together: Together::Best, enough: 1 },
            Plan::AtLeast(enough, parts) => {
                Prepared::Any { parts: each(parts)?, together: Together::Sum, enough: *enough }
            }
            Plan::Section { .. } => self.engine(query_of(plan, self.fields).as_ref(), BOUNDLESS)?,
            Plan::Everything | Plan::Not(_) | Plan::Filter(_) => {
                self.engine(query_of(plan, self.fields).as_ref(), 0.0)?
            }
        })
    }

    fn sequence(&self, field: Field, sequence: &Sequence) -> tantivy::Result<Prepared> {
        let handle = field.handle(self.fields);
        let bm25 = Bm25::of(&self.scoring, handle, sequence)?;
        Ok(match sequence.slots.as_slice() {
            [slot] if slot.forms().len() < MANY_FORMS => Prepared::Word { field, slot: slot.clone(), bm25 },
            [slot] => {
                Prepared::Expanded { field, slot: slot.clone(), bm25, read: PerSegment::new(self.searcher) }
            }
            slots if slots.iter().any(|slot| slot.forms().len() >= MANY_FORMS) => {
                let query = SequenceQuery { field: handle, sequence: sequence.clone() };
                self.engine(&query, bm25.weight())?
            }
            _ => Prepared::Phrase { field, sequence: sequence.clone(), bm25 },
        })
    }

    /// Filters on numbers become tests, as do exclusions; other filters are postings and may lead.
    fn all(&self, plans: &[Plan]) -> tantivy::Result<Prepared> {
        let (mut parts, mut tests) = (Vec::new(), Vec::new());
        for plan in plans {
            match plan {
                Plan::Everything => {}
                Plan::Filter(Filter::Score(Test::Range(bounds))) => tests.push(Check::Score(*bounds)),
                Plan::Filter(Filter::Year(Test::Range(bounds))) => {
                    tests.push(Check::Year(whole(bounds, |year| i64::from(*year))));
                }
                Plan::Filter(Filter::Date(Test::Range(bounds))) => {
                    tests.push(Check::Date(whole(bounds, |day| i64::from(day.number()))));
                }
                Plan::Not(inner) => tests.push(Check::Without(self.unscored().plan(inner)?)),
                other => parts.push(self.plan(other)?),
            }
        }
        if parts.is_empty() {
            parts.push(self.engine(query_of(&Plan::Everything, self.fields).as_ref(), 0.0)?);
        }
        Ok(Prepared::All { parts, tests })
    }
}

fn whole<T>(bounds: &Bounds<T>, number: impl Fn(&T) -> i64) -> Bounds<i64> {
    let end = |end: &Option<(T, bool)>| end.as_ref().map(|(value, included)| (number(value), *included));
    Bounds { low: end(&bounds.low), high: end(&bounds.high) }
}

/// The pairs of words that are worth something near each other, by their places among the parts; `None` if something
/// else is.
fn near_each_other<'p>(parts: &[Prepared], worth: Option<&'p Prepared>) -> Option<Vec<Near<'p>>> {
    let place = |slot: &Slot| {
        parts.iter().position(|part| matches!(part, Prepared::Word { slot: own, .. } if own == slot))
    };
    match worth {
        None => Some(Vec::new()),
        Some(Prepared::Any { parts: pairs, together: Together::Sum, enough: 1 }) => {
            let pairs = pairs.iter().map(|pair| near_each_other(parts, Some(pair)));
            pairs.collect::<Option<Vec<_>>>().map(|pairs| pairs.into_iter().flatten().collect())
        }
        Some(Prepared::Phrase { field: Field::Text, sequence, bm25 }) => {
            let [one, other] = sequence.slots.as_slice() else { return None };
            let (one, other) = (place(one)?, place(other)?);
            (one != other).then(|| vec![Near { one, other, sequence, bm25 }])
        }
        Some(_) => None,
    }
}

/// What a segment's clauses share.
pub(super) struct Opened<'a> {
    pub(super) reader: &'a SegmentReader,
    segment: SegmentOrdinal,
    searcher: &'a Searcher,
    fields: &'a Fields,
    kept: &'a Kept,
}

impl<'a> Opened<'a> {
    pub(super) fn new(
        searcher: &'a Searcher,
        segment: SegmentOrdinal,
        fields: &'a Fields,
        kept: &'a Kept,
    ) -> Self {
        Self { reader: searcher.segment_reader(segment), segment, searcher, fields, kept }
    }

    fn lengths(&self, field: Field) -> tantivy::Result<&'a Lengths> {
        self.kept.lengths.of(self.searcher, self.segment, field, field.handle(self.fields))
    }

    /// The clause of this segment; `None` if nothing in it can match.
    pub(super) fn clause<'c>(
        &'c self,
        prepared: &'c Prepared,
    ) -> tantivy::Result<Option<Box<dyn Clause + 'c>>> {
        Ok(match prepared {
            Prepared::Nothing => None,
            Prepared::Word { field, slot, bm25 } => {
                let lists = self.lists(*field, slot, true)?;
                let lengths = self.lengths(*field)?;
                (!lists.is_empty()).then(|| Box::new(Word::new(lists, bm25, lengths)) as Box<dyn Clause>)
            }
            Prepared::Expanded { field, slot, bm25, read } => {
                let handle = field.handle(self.fields);
                let read = read.of(self.segment, || frequencies(self.reader, handle, slot))?;
                Some(Box::new(Expanded::new(read, bm25, self.lengths(*field)?)))
            }
            Prepared::Phrase { field, sequence, bm25 } => self.phrase(*field, sequence, bm25)?,
            Prepared::All { parts, tests } => self.all(parts, tests)?,
            Prepared::Any { parts, together, enough } => {
                let mut clauses = Vec::with_capacity(parts.len());
                for part in parts {
                    clauses.extend(self.clause(part)?);
                }
                match clauses.len() {
                    few if few < *enough => None,
                    1 => clauses.pop(),
                    _ => Some(Box::new(Any::new(clauses, *together, *enough))),
                }
            }
            Prepared::Unrewarded(inner) => {
                self.clause(inner)?.map(|clause| Box::new(Unrewarded(clause)) as Box<dyn Clause>)
            }
            Prepared::Engine { weight, most } => {
                Some(Box::new(Engine::new(weight.scorer(self.reader, 1.0)?, *most)))
            }
        })
    }

    /// The clause of what is required, with what many documents may have beside it.
    ///
    /// Words of which all or any are required, and that are worth more near each other, are one clause. It is told
    /// whether documents are asked for from the first to the last.
    pub(super) fn ranked<'c>(
        &'c self,
        required: &'c Prepared,
        common: Option<&'c Prepared>,
        is_gone_through: bool,
    ) -> tantivy::Result<Option<Box<dyn Clause + 'c>>> {
        if let Some((words, tests, all)) = required.list_of_words()
            && let Some(near) = near_each_other(words, common)
        {
            return self.listed((words, tests, all), near, is_gone_through);
        }
        let Some(required) = self.clause(required)? else { return Ok(None) };
        Ok(Some(Boosted::of(required, self.optional(common)?)))
    }

    fn listed<'c>(
        &'c self,
        (parts, tests, all): (&'c [Prepared], &'c [Check], bool),
        near: Vec<Near<'c>>,
        is_gone_through: bool,
    ) -> tantivy::Result<Option<Box<dyn Clause + 'c>>> {
        let Some(gates) = self.gates(tests)? else { return Ok(None) };
        let (mut words, mut present) = (Vec::with_capacity(parts.len()), 0);
        for part in parts {
            if let Prepared::Word { field, slot, bm25 } = part {
                let lists = self.lists(*field, slot, true)?;
                present += usize::from(!lists.is_empty());
                words.push(Listing::new(lists, bm25));
            }
        }
        if present == 0 || (all && present < words.len()) {
            return Ok(None);
        }
        let lengths = self.lengths(Field::Text)?;
        let asked = Asked { words, all, near, gates };
        Ok(Some(Box::new(Listed::new(self.reader, self.fields.text, lengths, asked, is_gone_through))))
    }

    /// The same for what may be missing from a query.
    pub(super) fn optional<'c>(
        &'c self,
        prepared: Option<&'c Prepared>,
    ) -> tantivy::Result<Option<Box<dyn Clause + 'c>>> {
        prepared.map_or(Ok(None), |prepared| self.clause(prepared))
    }

    /// Those lists of a word that the segment has. What an occurrence of a form counts is its own weight, or 1.
    fn lists(&self, field: Field, slot: &Slot, is_weighted: bool) -> tantivy::Result<Lists> {
        let handle = field.handle(self.fields);
        let index = self.reader.inverted_index(handle)?;
        let mut lists = Lists::none();
        for form in slot.forms() {
            if let Some(term) = index.terms().get(form.term.as_bytes())? {
                let list = self.kept.postings.list(self.reader, self.segment, handle, &term)?;
                lists.add(list, if is_weighted { form.weight } else { 1.0 }, form.width);
            }
        }
        Ok(lists)
    }

    /// A phrase stands nowhere more often than any of its words: no two of its places share one.
    fn phrase<'c>(
        &'c self,
        field: Field,
        sequence: &'c Sequence,
        bm25: &'c Bm25,
    ) -> tantivy::Result<Option<Box<dyn Clause + 'c>>> {
        // Very common words are looked up two by two.
        let pairs = if field == Field::Text { pairs(sequence) } else { Vec::new() };
        let is_paired = |at: usize| pairs.iter().any(|pair| pair.at == at || pair.at + 1 == at);
        let alone = sequence.slots.iter().enumerate().filter(|(at, _)| !is_paired(*at));
        let mut words = Vec::with_capacity(sequence.slots.len());
        for (at, slot) in alone.chain(pairs.iter().map(|pair| (pair.at, &pair.slot))) {
            let lists = self.lists(field, slot, false)?;
            if lists.is_empty() {
                return Ok(None);
            }
            words.push(PhraseWord { lists, offset: at as u32 });
        }
        let is_exact = words.len() == 1 && sequence.slots.len() == 2;
        let beside = match pairs.as_slice() {
            [pair] if is_exact => pair
                .others
                .as_ref()
                .map_or(Ok(Lists::none()), |others| self.lists(field, others, false))
                .map(Some)?,
            _ => None,
        };
        let lengths = self.lengths(field)?;
        let handle = field.handle(self.fields);
        Ok(Some(Box::new(Phrase::new(self.reader, handle, sequence, bm25, lengths, words, beside))))
    }

    fn all<'c>(
        &'c self,
        parts: &'c [Prepared],
        tests: &'c [Check],
    ) -> tantivy::Result<Option<Box<dyn Clause + 'c>>> {
        let mut clauses = Vec::with_capacity(parts.len());
        for part in parts {
            let Some(clause) = self.clause(part)? else { return Ok(None) };
            clauses.push(clause);
        }
        let Some(gates) = self.gates(tests)? else { return Ok(None) };
        Ok(Some(Box::new(All::new(clauses, gates))))
    }

    /// The tests that are left to be made document by document; `None` if no document of the segment passes.
    fn gates<'c>(&'c self, tests: &'c [Check]) -> tantivy::Result<Option<Gates<'c>>> {
        let mut gates = Vec::with_capacity(tests.len());
        for test in tests {
            let Some(gate) = self.gate(test)? else { continue };
            match gate.passes() {
                Some(true) => {}
                Some(false) => return Ok(None),
                None => gates.push(gate),
            }
        }
        Ok(Some(Gates::new(gates)))
    }

    /// `None` if every document of the segment passes.
    fn gate<'c>(&'c self, test: &'c Check) -> tantivy::Result<Option<Gate<'c>>> {
        let columns = self.reader.fast_fields();
        let name = |field| self.reader.schema().get_field_name(field);
        Ok(Some(match test {
            Check::Score(bounds) => Gate::Float(Ranged::new(columns.f64(name(self.fields.score))?, bounds)),
            Check::Year(bounds) => Gate::Signed(Ranged::new(columns.i64(name(self.fields.year))?, bounds)),
            Check::Date(bounds) => Gate::Signed(Ranged::new(columns.i64(name(self.fields.date))?, bounds)),
            Check::Without(prepared) => match self.clause(prepared)? {
                Some(clause) => Gate::Without(Part::new(clause)),
                None => return Ok(None),
            },
        }))
    }
}
