//! Where a review satisfies the plan that found it.
//!
//! The plan is evaluated again over the review's own text, by the same definitions as in the
//! index, and every part of it that holds gives the places that make it hold. What stands in the
//! text by chance, in a branch of the query that does not hold, is not marked.

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::Slot;
use super::intervals::{Found, Interval};
use super::plan::{Field, Filter, Plan};
use super::section::Condition;
use super::sequence::Sequence;
use crate::backend::Place;
use crate::index::document::{
    Label, fingerprint, first_day, presences, searchable_labels, searchable_sections,
};
use crate::query::{Bounds, Day, Test};
use crate::review::{Prose, Review};
use crate::words::{self, Token};

/// One searched stretch of a review's text.
pub(super) struct Region<'a> {
    pub(super) place: Place,
    pub(super) text: Cow<'a, str>,
    /// The way back to the source's lines; labels have none.
    pub(super) prose: Option<&'a Prose>,
    /// What its heading says, if it is searched as a section; empty where it has none.
    heading: Option<&'a str>,
    tokens: Vec<Token>,
}

/// A marked place: which region, and which bytes of its text.
#[derive(Debug, Clone)]
pub(super) struct Mark<'p> {
    pub(super) region: usize,
    pub(super) range: Range<usize>,
    /// What it satisfies of the plan.
    pub(super) sequence: &'p Sequence,
    /// Of its words, what the one furthest from what was asked counts: 1 for the words themselves.
    pub(super) weight: f32,
}

/// The regions of a review in the order in which they are indexed.
pub(super) fn regions(review: &Review) -> Vec<Region<'_>> {
    let labels = searchable_labels(review).map(|(label, text)| {
        let place = place_of_label(label, &text);
        Region { place, tokens: words::tokens(&text), text, prose: None, heading: None }
    });
    let summaries = usize::from(review.summary.is_some());
    let last = summaries + review.sections.len();
    let sections = searchable_sections(review).enumerate().map(|(at, (heading, prose))| {
        let place = match at {
            _ if at < summaries => Place::Summary,
            _ if at < last => Place::Section(heading.map(str::to_owned)),
            _ => Place::Verdict,
        };
        let text = Cow::Borrowed(prose.as_str());
        Region {
            place,
            tokens: words::tokens(&text),
            text,
            prose: Some(prose),
            heading: Some(heading.unwrap_or_default()),
        }
    });
    labels.chain(sections).collect()
}

fn place_of_label(label: Label, text: &str) -> Place {
    match label {
        Label::Title => Place::Title,
        Label::Author => Place::Author,
        Label::People => Place::People,
        Label::Tags => Place::Tags,
        Label::Heading => Place::Heading(text.to_owned()),
    }
}

/// Evaluates plans over one review.
pub(super) struct Highlighter<'a> {
    pub(super) review: &'a Review,
    pub(super) regions: &'a [Region<'a>],
    /// Whether another review says the same: what a review can't tell of itself.
    pub(super) is_duplicate: bool,
}

impl Highlighter<'_> {
    /// The places that make the plan hold; `None` if it does not hold.
    pub(super) fn marks<'p>(&self, plan: &'p Plan) -> Option<Vec<Mark<'p>>> {
        match plan {
            Plan::Everything => Some(Vec::new()),
            Plan::Nothing => None,
            Plan::All(parts) => all_of(parts.iter().map(|part| self.marks(part))),
            Plan::Any(parts) => at_least(1, parts.iter().map(|part| self.marks(part))),
            Plan::AtLeast(enough, parts) => at_least(*enough, parts.iter().map(|part| self.marks(part))),
            Plan::Not(inner) => self.marks(inner).is_none().then(Vec::new),
            Plan::Match(field, sequence) => self.matches(*field, sequence),
            Plan::Section { name, condition } => self.in_sections(name, condition),
            Plan::Filter(filter) => self.passes(filter).then(Vec::new),
        }
    }

    fn matches<'p>(&self, field: Field, sequence: &'p Sequence) -> Option<Vec<Mark<'p>>> {
        if field == Field::Path {
            let tokens = words::tokens(&self.review.source.path);
            return (!places(sequence, &tokens).is_empty()).then(Vec::new);
        }
        let wanted = |region: &Region<'_>| match field {
            Field::Title => region.place == Place::Title,
            Field::Author => region.place == Place::Author,
            Field::Tags => region.place == Place::Tags,
            Field::Text | Field::Path => true,
        };
        let mut marks = Vec::new();
        for (at, region) in self.regions.iter().enumerate().filter(|(_, region)| wanted(region)) {
            let tokens = match field {
                // The year behind the title is not a part of it.
                Field::Title => up_to(&region.tokens, self.review.title.len()),
                _ => &region.tokens,
            };
            marks.extend(marks_of(sequence, tokens, at));
        }
        (!marks.is_empty()).then_some(marks)
    }

    fn in_sections<'p>(&self, name: &Sequence, condition: &'p Condition) -> Option<Vec<Mark<'p>>> {
        let mut found = false;
        let mut marks = Vec::new();
        for (at, region) in self.regions.iter().enumerate() {
            let Some(heading) = region.heading else { continue };
            if places(name, &words::tokens(heading)).is_empty() {
                continue;
            }
            if let Some(inside) = self.marks_within(condition, at) {
                found = true;
                marks.extend(inside);
            }
        }
        found.then_some(marks)
    }

    /// Where a condition on one section holds in it.
    fn marks_within<'p>(&self, condition: &'p Condition, region: usize) -> Option<Vec<Mark<'p>>> {
        let each = |parts: &'p [Condition]| -> Vec<Option<Vec<Mark<'p>>>> {
            parts.iter().map(|part| self.marks_within(part, region)).collect()
        };
        match condition {
            Condition::Anything => Some(Vec::new()),
            Condition::Match(sequence) => {
                let marks = marks_of(sequence, &self.regions[region].tokens, region);
                (!marks.is_empty()).then_some(marks)
            }
            Condition::All(parts) => all_of(each(parts).into_iter()),
            Condition::AtLeast(enough, parts) => at_least(*enough, each(parts).into_iter()),
            Condition::Not(inner) => self.marks_within(inner, region).is_none().then(Vec::new),
            Condition::Review(plan) => self.marks(plan),
        }
    }

    fn passes(&self, filter: &Filter) -> bool {
        let review = self.review;
        match filter {
            Filter::Score(test) => passes(test, review.score.as_ref().and_then(|score| score.value)),
            Filter::Year(test) => passes(test, review.year),
            Filter::Date(test) => {
                let day = review.date.as_deref().and_then(first_day);
                match test {
                    Test::Range(bounds) => day.is_some_and(|day| in_days(bounds, day)),
                    Test::Absent => day.is_none(),
                }
            }
            Filter::PathIn(paths) => paths.contains(&words::fold(&review.source.path)),
            Filter::TitleIn(titles) => titles.contains(&words::key(&review.title)),
            Filter::Has(what) => presences(review).iter().any(|(name, has)| name == what && *has),
            Filter::Facet(entry) => {
                review.kind.as_deref().is_some_and(|kind| *entry == format!("kind={kind}"))
            }
            Filter::Duplicate => self.is_duplicate,
            Filter::Id(id) => review.id == *id,
            Filter::Fingerprint(print) => fingerprint(review) == Some(*print),
            // This one is never negated: a hit has passed.
            Filter::Root(_) => true,
        }
    }
}

fn passes<T: PartialOrd + Copy>(test: &Test<T>, value: Option<T>) -> bool {
    match test {
        Test::Range(bounds) => value.is_some_and(|value| bounds.contains(&value)),
        Test::Absent => value.is_none(),
    }
}

fn in_days(bounds: &Bounds<Day>, day: i64) -> bool {
    let as_numbers = Bounds {
        low: bounds.low.map(|(day, equal)| (i64::from(day.number()), equal)),
        high: bounds.high.map(|(day, equal)| (i64::from(day.number()), equal)),
    };
    as_numbers.contains(&day)
}

fn up_to(tokens: &[Token], end: usize) -> &[Token] {
    &tokens[..tokens.iter().take_while(|token| token.range.end <= end).count()]
}

fn all_of<'p>(parts: impl Iterator<Item = Option<Vec<Mark<'p>>>>) -> Option<Vec<Mark<'p>>> {
    parts.collect::<Option<Vec<_>>>().map(|marks| marks.concat())
}

fn at_least<'p>(enough: usize, parts: impl Iterator<Item = Option<Vec<Mark<'p>>>>) -> Option<Vec<Mark<'p>>> {
    let holding: Vec<Vec<Mark<'p>>> = parts.flatten().collect();
    (holding.len() >= enough).then(|| holding.concat())
}

fn marks_of<'p>(sequence: &'p Sequence, tokens: &[Token], region: usize) -> Vec<Mark<'p>> {
    let slots = occurrences(sequence, tokens);
    let mut marks = Vec::new();
    for found in places_of(sequence, &slots) {
        let words: Vec<_> =
            found.parts.iter().zip(&slots).filter_map(|(part, slot)| slot.word_at(*part)).collect();
        let weight = words.iter().map(|(_, weight)| *weight).fold(1.0, f32::min);
        let mark = |range| Mark { region, range, sequence, weight };
        let ranges = words.into_iter().map(|(range, _)| range);
        if sequence.slop.is_none() {
            marks.extend(ranges.reduce(|first, last| first.start..last.end.max(first.end)).map(mark));
        } else {
            marks.extend(ranges.map(mark));
        }
    }
    marks
}

fn places(sequence: &Sequence, tokens: &[Token]) -> Vec<Found> {
    places_of(sequence, &occurrences(sequence, tokens))
}

fn places_of(sequence: &Sequence, slots: &[Occurrences]) -> Vec<Found> {
    sequence.places(&slots.iter().map(|slot| slot.intervals.as_slice()).collect::<Vec<_>>())
}

fn occurrences(sequence: &Sequence, tokens: &[Token]) -> Vec<Occurrences> {
    sequence.slots.iter().map(|slot| Occurrences::of(slot, tokens)).collect()
}

/// Where one word of a sequence stands: by position, ascending, with its bytes and its weight.
struct Occurrences {
    intervals: Vec<Interval>,
    words: Vec<(Range<usize>, f32)>,
}

impl Occurrences {
    fn of(slot: &Slot, tokens: &[Token]) -> Self {
        let mut all: Vec<(Interval, (Range<usize>, f32))> = tokens
            .iter()
            .filter_map(|token| {
                let weight = slot.weight_of(&token.text, token.width)?;
                Some((Interval::new(token.position, token.width), (token.range.clone(), weight)))
            })
            .collect();
        all.sort_by_key(|(interval, _)| *interval);
        let (intervals, words) = all.into_iter().unzip();
        Self { intervals, words }
    }

    fn word_at(&self, interval: Interval) -> Option<(Range<usize>, f32)> {
        let at = self.intervals.binary_search(&interval).ok()?;
        self.words.get(at).cloned()
    }
}
