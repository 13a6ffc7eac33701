//! Where a sequence of words stands, given where each of them stands.
//!
//! One definition for scoring and for highlighting: the scorer feeds positions from the posting
//! lists, the highlighter positions from the text, and both ask the same functions.

use std::collections::HashSet;

/// Positions that one word, or one joined compound, covers: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Interval {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Interval {
    pub(super) fn new(start: u32, width: u32) -> Self {
        Self { start, end: start + width }
    }
}

/// One place where a sequence stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// An interval for each word, in the order of the sequence.
    pub(super) parts: Vec<Interval>,
    /// How many moves away from the exact phrase.
    pub(super) moves: u32,
}

impl Found {
    /// Position of its first word in the text.
    pub(super) fn first(&self) -> u32 {
        self.parts.iter().map(|part| part.start).min().unwrap_or(0)
    }
}

/// All places where the words follow each other without a gap, one for each place of the first
/// word. `slots` holds, for each word of the sequence, where it stands, ascending.
pub(super) fn exact(slots: &[Vec<Interval>]) -> Vec<Found> {
    let Some((first, rest)) = slots.split_first() else { return Vec::new() };
    let mut dead = HashSet::new();
    first.iter().filter_map(|&start| chain(start, rest, &mut dead)).collect()
}

/// The first word's place with one for each of the rest behind it. Several words can begin where
/// the last one ends (`gun`, and `gunfu` written `gun-fu`), so the way on may be a wrong one: `dead`
/// keeps how many words had been placed, and up to where, when no way led on.
fn chain(start: Interval, rest: &[Vec<Interval>], dead: &mut HashSet<(usize, u32)>) -> Option<Found> {
    let mut parts = vec![start];
    while let Some(slot) = rest.get(parts.len() - 1) {
        let placed = parts.len();
        let end = parts.last().map_or(0, |part| part.end);
        let from = slot.partition_point(|part| part.start < end);
        let mut next = slot[from..].iter().take_while(|part| part.start == end);
        if let Some(next) = next.find(|part| !dead.contains(&(placed + 1, part.end))) {
            parts.push(*next);
        } else {
            dead.insert((placed, end));
            parts.pop();
            if parts.is_empty() {
                return None;
            }
        }
    }
    Some(Found { parts, moves: 0 })
}

/// How often the words follow each other without a gap, where each covers one position.
pub(super) fn count_exact_narrow(slots: &[Vec<u32>]) -> u32 {
    let Some((first, rest)) = slots.split_first() else { return 0 };
    let follows =
        |start: u32| rest.iter().zip(1..).all(|(slot, offset)| slot.binary_search(&(start + offset)).is_ok());
    first.iter().filter(|&&start| follows(start)).count() as u32
}

/// All places where the words stand within `slop` moves of the exact phrase, in any order.
///
/// With word `i` at position `p(i)`, the moves are the spread of `p(i) - i`: 0 for the phrase
/// itself, 1 for one word in between, 2 for two neighbours swapped (Lucene's definition). No two
/// words of the sequence share a position, and no two places share a word: the better one has it.
pub(super) fn near(slots: &[Vec<Interval>], slop: u32) -> Vec<Found> {
    if slots.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut taken = HashSet::new();
    // A compound covers several positions: the phrase itself would be moves away from itself.
    let mut found = exact(slots);
    found.extend(candidates(slots, slop));
    found.sort_by_key(|found| (found.moves, found.first()));
    found.retain(|found| {
        let free = found.parts.iter().all(|part| !taken.contains(&part.start));
        if free {
            taken.extend(found.parts.iter().map(|part| part.start));
        }
        free
    });
    found.sort_by_key(Found::first);
    found
}

/// Every place has a word whose shifted position is the smallest: the best place for each word as
/// that one.
fn candidates(slots: &[Vec<Interval>], slop: u32) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, slot) in slots.iter().enumerate() {
        for &anchor in slot {
            let low = shifted(anchor, at);
            let Some(parts) = gather(slots, at, anchor, low, slop) else { continue };
            let high = parts.iter().enumerate().map(|(at, part)| shifted(*part, at)).max().unwrap_or(low);
            found.push(Found { moves: (high - low) as u32, parts });
        }
    }
    found
}

fn shifted(part: Interval, at: usize) -> i64 {
    i64::from(part.start) - i64::try_from(at).unwrap_or(i64::MAX)
}

/// For each word the nearest occurrence at or after `low` within `slop`, all different.
fn gather(
    slots: &[Vec<Interval>],
    anchor_at: usize,
    anchor: Interval,
    low: i64,
    slop: u32,
) -> Option<Vec<Interval>> {
    let mut parts: Vec<Option<Interval>> = vec![None; slots.len()];
    parts[anchor_at] = Some(anchor);
    // Fewest choices first, so that a word that occurs once is not taken by its twin.
    let mut order: Vec<usize> = (0..slots.len()).filter(|&at| at != anchor_at).collect();
    let choices = |at: usize| {
        let from = slots[at].partition_point(|part| shifted(*part, at) < low);
        slots[at][from..].iter().take_while(move |part| shifted(**part, at) <= low + i64::from(slop))
    };
    order.sort_by_key(|&at| choices(at).count());
    for at in order {
        let free = choices(at).find(|part| !parts.iter().flatten().any(|other| overlap(**part, *other)));
        parts[at] = Some(*free?);
    }
    parts.into_iter().collect()
}

fn overlap(one: Interval, other: Interval) -> bool {
    one.start < other.end && other.start < one.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(positions: &[u32]) -> Vec<Interval> {
        positions.iter().map(|&start| Interval::new(start, 1)).collect()
    }

    #[test]
    fn a_phrase_is_gapless_and_ordered() {
        assert_eq!(exact(&[at(&[0, 5, 9]), at(&[1, 7, 8])]).len(), 1);
        assert_eq!(exact(&[at(&[3]), at(&[2])]).len(), 0);
        assert_eq!(count_exact_narrow(&[vec![0, 5, 9], vec![1, 6], vec![2, 7]]), 2);
    }

    #[test]
    fn a_phrase_steps_over_a_joined_compound() {
        let gunfu = vec![Interval::new(4, 2)];
        assert_eq!(exact(&[at(&[3]), gunfu.clone(), at(&[6])]).len(), 1);
        assert_eq!(exact(&[gunfu, at(&[5])]).len(), 0);
    }

    #[test]
    fn a_phrase_takes_the_compound_where_its_first_part_leads_nowhere() {
        let slot = vec![Interval::new(4, 1), Interval::new(4, 2)];
        assert_eq!(exact(&[at(&[3]), slot.clone(), at(&[6])]).len(), 1);
        assert_eq!(exact(&[at(&[3]), slot.clone(), at(&[5])]).len(), 1);
        assert_eq!(exact(&[at(&[3]), slot, at(&[7])]).len(), 0);
    }

    #[test]
    fn a_phrase_with_a_compound_is_no_moves_from_itself() {
        let found = near(&[vec![Interval::new(0, 2)], at(&[2])], 0);
        assert_eq!(found.first().map(|found| found.moves), Some(0));
    }

    #[test]
    fn moves_are_counted_as_the_spread() {
        let moves = |slots: &[Vec<Interval>], slop| near(slots, slop).first().map(|found| found.moves);
        assert_eq!(moves(&[at(&[0]), at(&[1])], 0), Some(0));
        assert_eq!(moves(&[at(&[0]), at(&[2])], 3), Some(1));
        assert_eq!(moves(&[at(&[1]), at(&[0])], 2), Some(2));
        assert_eq!(moves(&[at(&[1]), at(&[0])], 1), None);
        assert_eq!(moves(&[at(&[0]), at(&[9]), at(&[2])], 7), None);
        assert_eq!(moves(&[at(&[0]), at(&[9]), at(&[2])], 8), Some(8));
    }

    #[test]
    fn a_repeated_word_must_stand_twice() {
        assert_eq!(near(&[at(&[4]), at(&[4])], 5).len(), 0);
        assert_eq!(near(&[at(&[4, 6]), at(&[4, 6])], 5).len(), 1);
    }

    #[test]
    fn every_place_is_found_once() {
        let found = near(&[at(&[0, 10, 20]), at(&[1, 11, 40])], 3);
        assert_eq!(found.iter().map(|found| found.parts[0].start).collect::<Vec<_>>(), [0, 10]);
    }
}
