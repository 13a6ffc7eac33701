//! Where a sequence of words stands, given where each of them stands.
//!
//! One definition for scoring and for highlighting: the scorer feeds positions from the posting
//! lists, the highlighter positions from the text, and both ask the same functions.

use std::collections::HashSet;

/// How many steps back a search for words that don't overlap may take: enough for every phrase
/// that a person would write, and an end for all others.
const MOST_DETOURS: usize = 500;

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

    /// Whether it covers one position.
    pub(super) fn is_narrow(self) -> bool {
        self.end == self.start + 1
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
pub(super) fn exact(slots: &[&[Interval]]) -> Vec<Found> {
    let Some((first, rest)) = slots.split_first() else { return Vec::new() };
    let mut dead = HashSet::new();
    first.iter().filter_map(|&start| chain(start, rest, &mut dead)).collect()
}

/// The first word's place with one for each of the rest behind it. Several words can begin where
/// the last one ends (`gun`, and `gunfu` written `gun-fu`), so the way on may be a wrong one: `dead`
/// keeps how many words had been placed, and up to where, when no way led on.
fn chain(start: Interval, rest: &[&[Interval]], dead: &mut HashSet<(usize, u32)>) -> Option<Found> {
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
pub(super) fn count_exact_narrow(slots: &[&[u32]]) -> u32 {
    let Some((first, rest)) = slots.split_first() else { return 0 };
    let follows =
        |start: u32| rest.iter().zip(1..).all(|(slot, offset)| slot.binary_search(&(start + offset)).is_ok());
    first.iter().filter(|&&start| follows(start)).count() as u32
}

/// All places where the words stand within `slop` moves of the exact phrase, in any order.
///
/// With word `i` at position `p(i)`, the moves are the spread of `p(i) - i`: 0 for the phrase
/// itself, 1 for one word in between, 2 for two neighbours swapped (Lucene's definition). A joined
/// compound stands where its first part does; in the phrase itself it is no move away. No two
/// words of the sequence share a position, and no two places share a word: the better one has it.
pub(super) fn near(slots: &[&[Interval]], slop: u32) -> Vec<Found> {
    let mut found = exact(slots);
    found.extend(candidates(slots, slop));
    found.sort_by_key(|found| (found.moves, found.first()));
    let mut taken = HashSet::new();
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

/// Two different words within `slop` moves of each other, as in [`near`], where each covers one position: what the
/// places are worth together, each `1 / (1 + moves)`. `None` if both stand at one position, which words that are
/// different don't do unless one is a compound's.
///
/// Most of the words that are looked for near each other are like that, and this takes a tenth of the time.
pub(super) fn worth_near_narrow(
    one: &[u32],
    other: &[u32],
    slop: u32,
    places: &mut Vec<NarrowPlace>,
) -> Option<f32> {
    places.clear();
    let (mut behind_one, mut behind_other) = (0, 0);
    for &first in one {
        while other.get(behind_one).is_some_and(|&second| second < first) {
            behind_one += 1;
        }
        match other.get(behind_one) {
            Some(&second) if second == first => return None,
            Some(&second) if second - first - 1 <= slop => {
                places.push(NarrowPlace { moves: second - first - 1, first, second });
            }
            _ => {}
        }
    }
    for &first in other {
        while one.get(behind_other).is_some_and(|&second| second < first) {
            behind_other += 1;
        }
        let is_led = behind_other.checked_sub(1).is_some_and(|before| one[before] + 1 == first);
        if let Some(&second) = one.get(behind_other).filter(|_| !is_led)
            && second - first < slop
        {
            places.push(NarrowPlace { moves: second - first + 1, first, second });
        }
    }
    places.sort_unstable();
    let mut worth = 0.0;
    for at in 0..places.len() {
        let (taken, place) = (&places[..at], places[at]);
        let shares = |taken: &NarrowPlace| {
            taken.moves != NarrowPlace::PASSED
                && [taken.first, taken.second]
                    .iter()
                    .any(|word| *word == place.first || *word == place.second)
        };
        if taken.iter().any(shares) {
            places[at].moves = NarrowPlace::PASSED;
        } else {
            worth += 1.0 / (1.0 + place.moves as f32);
        }
    }
    Some(worth)
}

/// Two words near each other, the one that comes first and the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NarrowPlace {
    moves: u32,
    first: u32,
    second: u32,
}

impl NarrowPlace {
    /// Instead of its moves, of a place whose words are taken.
    const PASSED: u32 = u32::MAX;
}

/// One occurrence of one word of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    /// `p(i) - i`
    shifted: i64,
    slot: usize,
    interval: Interval,
}

/// Every place has a word whose shifted position is the smallest: the best place for each word as
/// that one. Only where a window of `slop` has every word is it looked for.
fn candidates(slots: &[&[Interval]], slop: u32) -> Vec<Found> {
    let all = occurrences(slots);
    let mut found = Vec::new();
    let mut in_window = vec![0_usize; slots.len()];
    let (mut words, mut start, mut end) = (0, 0, 0);
    for anchor in &all {
        while let Some(next) = all.get(end).filter(|next| next.shifted <= anchor.shifted + i64::from(slop)) {
            words += usize::from(in_window[next.slot] == 0);
            in_window[next.slot] += 1;
            end += 1;
        }
        while all[start].shifted < anchor.shifted {
            let left = all[start].slot;
            in_window[left] -= 1;
            words -= usize::from(in_window[left] == 0);
            start += 1;
        }
        if words == slots.len() {
            found.extend(gather(slots, anchor, slop));
        }
    }
    found
}

fn occurrences(slots: &[&[Interval]]) -> Vec<Occurrence> {
    let mut all = Vec::with_capacity(slots.iter().map(|slot| slot.len()).sum());
    for (slot, intervals) in slots.iter().enumerate() {
        all.extend(intervals.iter().map(|&interval| Occurrence {
            shifted: shifted(interval, slot),
            slot,
            interval,
        }));
    }
    all.sort_unstable();
    all
}

fn shifted(part: Interval, slot: usize) -> i64 {
    i64::from(part.start) - i64::try_from(slot).unwrap_or(i64::MAX)
}

/// For each word an occurrence at or after the anchor's, within `slop` of it, all different: the
/// nearest ones if they don't stand in each other's way.
fn gather(slots: &[&[Interval]], anchor: &Occurrence, slop: u32) -> Option<Found> {
    let low = anchor.shifted;
    let choices = |slot: usize| {
        let from = slots[slot].partition_point(|part| shifted(*part, slot) < low);
        let count = slots[slot][from..].partition_point(|part| shifted(*part, slot) <= low + i64::from(slop));
        &slots[slot][from..from + count]
    };
    let mut chosen_from: Vec<(usize, &[Interval])> = (0..slots.len())
        .map(|slot| {
            (slot, if slot == anchor.slot { std::slice::from_ref(&anchor.interval) } else { choices(slot) })
        })
        .collect();
    // Fewest choices first, so that a word that occurs once is not taken by its twin.
    chosen_from.sort_by_key(|(_, choices)| choices.len());
    let lists: Vec<&[Interval]> = chosen_from.iter().map(|(_, choices)| *choices).collect();
    let mut parts = vec![anchor.interval; slots.len()];
    for ((slot, _), part) in chosen_from.iter().zip(apart(&lists)?) {
        parts[*slot] = part;
    }
    let high = parts.iter().enumerate().map(|(slot, part)| shifted(*part, slot)).max().unwrap_or(low);
    Some(Found { moves: (high - low) as u32, parts })
}

/// The first choice from each list such that no two overlap.
fn apart(lists: &[&[Interval]]) -> Option<Vec<Interval>> {
    let mut chosen: Vec<Interval> = Vec::with_capacity(lists.len());
    let mut next = vec![0; lists.len()];
    for _ in 0..lists.len() + MOST_DETOURS {
        let at = chosen.len();
        let Some(list) = lists.get(at) else { break };
        let free = |part: &Interval| !chosen.iter().any(|other| overlap(*part, *other));
        if let Some(skipped) = list[next[at]..].iter().position(free) {
            chosen.push(list[next[at] + skipped]);
            next[at] += skipped + 1;
        } else {
            next[at] = 0;
            chosen.pop()?;
        }
    }
    (chosen.len() == lists.len()).then_some(chosen)
}

fn overlap(one: Interval, other: Interval) -> bool {
    one.start < other.end && other.start < one.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(slots: &[Vec<Interval>]) -> Vec<Found> {
        super::exact(&slots.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    fn near(slots: &[Vec<Interval>], slop: u32) -> Vec<Found> {
        super::near(&slots.iter().map(Vec::as_slice).collect::<Vec<_>>(), slop)
    }

    fn at(positions: &[u32]) -> Vec<Interval> {
        positions.iter().map(|&start| Interval::new(start, 1)).collect()
    }

    #[test]
    fn a_phrase_is_gapless_and_ordered() {
        assert_eq!(exact(&[at(&[0, 5, 9]), at(&[1, 7, 8])]).len(), 1);
        assert_eq!(exact(&[at(&[3]), at(&[2])]).len(), 0);
        assert_eq!(count_exact_narrow(&[&[0, 5, 9], &[1, 6], &[2, 7]]), 2);
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
    fn words_in_each_others_way_are_moved_aside() {
        let gunfu = vec![Interval::new(0, 2), Interval::new(4, 2)];
        let gun = at(&[0, 4]);
        assert_eq!(near(&[gun.clone(), gunfu.clone(), gun.clone()], 9).len(), 0, "only two places for three");
        assert_eq!(near(&[gun, gunfu], 9).len(), 1);
        let twins = [at(&[3, 5, 8]), at(&[3, 5, 8]), at(&[3, 5, 8])];
        assert_eq!(near(&twins, 3).len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_for_two_words_is_as_good_as_the_long_one(
            words in proptest::collection::vec(0_u8..3, 0..40),
            slop in 0_u32..9,
        ) {
            let of = |word: u8| -> Vec<u32> {
                words.iter().zip(0..).filter(|(found, _)| **found == word).map(|(_, at)| at).collect()
            };
            let (one, other) = (of(1), of(2));
            let found = near(&[at(&one), at(&other)], slop);
            let expected: f32 = found.iter().map(|found| 1.0 / (1.0 + found.moves as f32)).sum();
            let worth = worth_near_narrow(&one, &other, slop, &mut Vec::new()).unwrap();
            proptest::prop_assert!((worth - expected).abs() < 1e-4, "{} {} {:?}", worth, expected, found);
        }
    }

    #[test]
    fn every_place_is_found_once() {
        let found = near(&[at(&[0, 10, 20]), at(&[1, 11, 40])], 3);
        assert_eq!(found.iter().map(|found| found.parts[0].start).collect::<Vec<_>>(), [0, 10]);
    }
}
