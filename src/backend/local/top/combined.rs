//! Clauses of which a document must have all, or some.

use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::clause::{Clause, next_by_windows};
use super::gate::Gates;
use super::lists::{Known, LAST, Window};
use super::part::Part;

/// All of these.
pub(super) struct All<'a> {
    /// The one with the fewest documents first.
    parts: Vec<Part<'a>>,
    gates: Gates<'a>,
    /// What each part, and those behind it, can be worth in the window.
    mosts: Vec<f32>,
    rest: Vec<f32>,
    known: Known,
    doc: DocId,
}

impl<'a> All<'a> {
    pub(super) fn new(mut parts: Vec<Box<dyn Clause + 'a>>, gates: Gates<'a>) -> Self {
        parts.sort_by_key(|part| part.cost());
        let count = parts.len();
        Self {
            parts: parts.into_iter().map(Part::new).collect(),
            gates,
            mosts: vec![0.0; count],
            rest: vec![0.0; count + 1],
            known: Known::default(),
            doc: TERMINATED,
        }
    }

    /// The first candidate of a window whose bounds are known.
    fn next_within(&mut self, mut target: DocId, stop: DocId, needed: f32) -> Option<DocId> {
        let (lead, others) = self.parts.split_first_mut()?;
        'candidates: while target <= stop {
            let doc = lead.clause.next(target, stop, needed - self.rest[1])?;
            if let Err(next) = self.gates.test(doc) {
                target = next;
                continue;
            }
            target = doc + 1;
            let mut so_far = lead.clause.most();
            for (at, part) in others.iter_mut().enumerate() {
                if so_far + self.rest[at + 1] < needed || !part.has(doc) {
                    continue 'candidates;
                }
                so_far += part.clause.most();
            }
            if so_far >= needed {
                self.doc = doc;
                return Some(doc);
            }
        }
        None
    }
}

impl Clause for All<'_> {
    fn window(&mut self, target: DocId) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        let mut end = LAST;
        for (part, most) in self.parts.iter_mut().zip(&mut self.mosts) {
            let window = part.clause.window(target);
            (end, *most) = (end.min(window.end), window.most);
        }
        for at in (0..self.mosts.len()).rev() {
            self.rest[at] = self.rest[at + 1] + self.mosts[at];
        }
        self.known.keep(Window { end, most: self.rest[0] })
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        next_by_windows(self, target, until, needed, Self::next_within)
    }

    fn most(&mut self) -> f32 {
        self.parts.iter_mut().map(|part| part.clause.most()).sum()
    }

    fn score(&mut self) -> Option<f32> {
        self.parts.iter_mut().map(|part| part.clause.score()).sum()
    }

    fn cost(&self) -> u64 {
        self.parts.first().map_or(0, |part| part.clause.cost())
    }

    fn effort(&self) -> u64 {
        self.parts.iter().map(|part| part.clause.effort()).sum()
    }
}

/// Both of two.
pub(super) fn both<'a>(one: Box<dyn Clause + 'a>, other: Box<dyn Clause + 'a>) -> Box<dyn Clause + 'a> {
    Box::new(All::new(vec![one, other], Gates::new(Vec::new())))
}

/// A clause, and what is worth something beside it where both are.
pub(super) struct Boosted<'a> {
    required: Box<dyn Clause + 'a>,
    reward: Part<'a>,
    /// What the reward can be worth in the window.
    reward_most: f32,
    known: Known,
    doc: DocId,
    is_rewarded: bool,
}

impl<'a> Boosted<'a> {
    /// The clause with its reward, if there is any.
    pub(super) fn of(
        required: Box<dyn Clause + 'a>,
        reward: Option<Box<dyn Clause + 'a>>,
    ) -> Box<dyn Clause + 'a> {
        let Some(reward) = reward else { return required };
        Box::new(Self {
            required,
            reward: Part::new(reward),
            reward_most: 0.0,
            known: Known::default(),
            doc: TERMINATED,
            is_rewarded: false,
        })
    }
}

impl Clause for Boosted<'_> {
    fn window(&mut self, target: DocId) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        let required = self.required.window(target);
        let reward = self.reward.clause.window(target);
        self.reward_most = reward.most.max(0.0);
        let end = required.end.min(reward.end);
        self.known.keep(Window { end, most: required.most + self.reward_most })
    }

    fn next(&mut self, mut target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        while target <= until {
            let window = self.window(target);
            let stop = window.end.min(until);
            while window.most >= needed
                && target <= stop
                && let Some(doc) = self.required.next(target, stop, needed - self.reward_most)
            {
                let most = self.required.most();
                self.is_rewarded = self.reward.has(doc);
                if most + if self.is_rewarded { self.reward.clause.most() } else { 0.0 } >= needed {
                    self.doc = doc;
                    return Some(doc);
                }
                target = doc + 1;
            }
            target = stop + 1;
        }
        None
    }

    fn most(&mut self) -> f32 {
        self.required.most() + if self.is_rewarded { self.reward.clause.most() } else { 0.0 }
    }

    fn score(&mut self) -> Option<f32> {
        let score = self.required.score()?;
        let reward = if self.is_rewarded { self.reward.clause.score() } else { None };
        Some(score + reward.unwrap_or(0.0))
    }

    fn cost(&self) -> u64 {
        self.required.cost()
    }

    fn effort(&self) -> u64 {
        self.required.effort()
    }
}

/// How the scores of clauses come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Together {
    /// They add up.
    Sum,
    /// The greatest counts.
    Best,
}

impl Together {
    fn add(self, one: f32, other: f32) -> f32 {
        match self {
            Together::Sum => one + other,
            Together::Best => one.max(other),
        }
    }
}

/// At least so many of these.
pub(super) struct Any<'a> {
    parts: Vec<Part<'a>>,
    together: Together,
    enough: usize,
    /// The parts by what they can be worth in the window, least first.
    by_most: Vec<(f32, usize)>,
    /// What each of these and those before it can be worth together.
    up_to: Vec<f32>,
    known: Known,
    doc: DocId,
}

impl<'a> Any<'a> {
    pub(super) fn new(parts: Vec<Box<dyn Clause + 'a>>, together: Together, enough: usize) -> Self {
        let by_most: Vec<(f32, usize)> = (0..parts.len()).map(|at| (0.0, at)).collect();
        let up_to = vec![0.0; parts.len()];
        let parts = parts.into_iter().map(Part::new).collect();
        Self { parts, together, enough, by_most, up_to, known: Known::default(), doc: TERMINATED }
    }

    /// What the parts other than this one can add to it.
    fn others(&self, but: usize) -> f32 {
        if self.together == Together::Best {
            return 0.0;
        }
        self.by_most.iter().filter(|(_, at)| *at != but).map(|(most, _)| most.max(0.0)).sum()
    }

    /// The parts that bring the documents of the window: one without which nothing is worth enough, if there is one,
    /// else all but those that can't bring a document by themselves. Answers from where they stand in `by_most`.
    fn bringing(&self, needed: f32) -> Range<usize> {
        let count = self.by_most.len();
        let is_required = |(_, at): &(f32, usize)| needed - self.others(*at) > 0.0;
        let cost = |place: &usize| self.parts[self.by_most[*place].1].clause.cost();
        if self.together == Together::Sum
            && let Some(lead) = (0..count).filter(|place| is_required(&self.by_most[*place])).min_by_key(cost)
        {
            return lead..lead + 1;
        }
        let mut most = f32::NEG_INFINITY;
        let needless = self.by_most.iter().take_while(|(part, _)| {
            most = if most < 0.0 { *part } else { self.together.add(most, part.max(0.0)) };
            most < needed
        });
        needless.count()..count
    }

    fn next_within(&mut self, mut target: DocId, stop: DocId, needed: f32) -> Option<DocId> {
        let bringing = self.bringing(needed);
        while target <= stop {
            let mut doc = TERMINATED;
            for place in bringing.clone() {
                let at = self.by_most[place].1;
                let left = needed - self.others(at);
                let next = self.parts[at].next(target, stop, left);
                doc = doc.min(next.unwrap_or(TERMINATED));
            }
            if doc > stop {
                return None;
            }
            self.doc = doc;
            if self.reaches(doc, needed) {
                return Some(doc);
            }
            target = doc + 1;
        }
        None
    }

    /// Whether a document can be worth enough, with its parts looked up, from those on that can be worth most.
    fn reaches(&mut self, doc: DocId, needed: f32) -> bool {
        let (mut most, mut count) = (0.0_f32, 0);
        for place in (0..self.by_most.len()).rev() {
            if self.together.add(most, self.up_to[place]) < needed {
                return false;
            }
            let part = &mut self.parts[self.by_most[place].1];
            if part.has(doc) {
                most = self.together.add(most, part.clause.most());
                count += 1;
            }
        }
        count >= self.enough && most >= needed
    }
}

impl Clause for Any<'_> {
    fn window(&mut self, target: DocId) -> Window {
        if let Some(known) = self.known.at(target) {
            return known;
        }
        let (mut end, mut most) = (LAST, f32::NEG_INFINITY);
        for (at, part) in self.parts.iter_mut().enumerate() {
            let window = part.clause.window(target);
            end = end.min(window.end);
            if window.most >= 0.0 {
                most = if most < 0.0 { window.most } else { self.together.add(most, window.most) };
            }
            self.by_most[at] = (window.most, at);
        }
        self.by_most.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        // Added up from the least: what is left of a sum when something boundless is taken from it says nothing.
        let mut so_far = 0.0;
        for (up_to, (most, _)) in self.up_to.iter_mut().zip(&self.by_most) {
            so_far = self.together.add(so_far, most.max(0.0));
            *up_to = so_far;
        }
        self.known.keep(Window { end, most })
    }

    fn next(&mut self, target: DocId, until: DocId, needed: f32) -> Option<DocId> {
        self.doc = TERMINATED;
        next_by_windows(self, target, until, needed, Self::next_within)
    }

    fn most(&mut self) -> f32 {
        let here = self.parts.iter_mut().filter(|part| part.is_at(self.doc));
        here.map(|part| part.clause.most()).fold(0.0, |most, part| self.together.add(most, part))
    }

    fn score(&mut self) -> Option<f32> {
        let here = self.parts.iter_mut().filter(|part| part.is_at(self.doc));
        let scores = here.filter_map(|part| part.clause.score());
        let (count, score) =
            scores.fold((0, 0.0), |(count, so_far), score| (count + 1, self.together.add(so_far, score)));
        (count >= self.enough).then_some(score)
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(|part| part.clause.cost()).sum()
    }

    fn effort(&self) -> u64 {
        self.parts.iter().map(|part| part.clause.effort()).max().unwrap_or(1)
    }
}
