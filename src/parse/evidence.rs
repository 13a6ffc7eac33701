//! What one file shows of its folder's habits.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::dates::Order;
use super::draft::Draft;
use super::headings;
use super::listed::Listing;
use crate::score::{self, BareNumbers, Reading};

/// What one file contributes. Small, so that it can be kept for every file, however many records it holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Scores that are bare numbers, by the key that they stood under.
    pub(super) bare: BTreeMap<String, BareNumbers>,
    /// Hashes of the blocks at the edges, sorted, without repeats.
    pub(super) edges: Vec<u64>,
    /// Whether the day stands first in a date, where a day above 12 shows it.
    pub(super) day_first: Option<bool>,
    /// Hashes of the headings of a plain text.
    pub(super) headings: Vec<u64>,
    /// What it says of other files, by their paths.
    #[serde(default)]
    pub(super) listed: BTreeMap<String, Listing>,
    /// The numbers of the profile's keys that it has.
    pub(super) keys: BTreeSet<u16>,
}

impl Evidence {
    /// Takes in what a draft shows.
    pub(super) fn add(&mut self, draft: &Draft) {
        if let Some((key, number)) = bare_number(draft) {
            self.add_number(key, number);
        }
        if self.day_first.is_none() {
            self.day_first = match draft.date_order {
                Some((Order::DayFirst, _)) => Some(true),
                Some((Order::MonthFirst, _)) => Some(false),
                _ => None,
            };
        }
        if draft.plain {
            self.headings.extend(headings::hashes(&draft.blocks));
        }
    }

    /// Whether it shows neither bare numbers nor keys of the profile.
    pub fn is_silent(&self) -> bool {
        self.bare.is_empty() && self.keys.is_empty()
    }

    /// The numbers of the profile's keys that occur, as in [`crate::profile::Key::number`].
    pub fn keys(&self) -> &BTreeSet<u16> {
        &self.keys
    }

    pub(super) fn add_number(&mut self, key: &str, number: f64) {
        match self.bare.get_mut(key) {
            Some(numbers) => numbers.add(number),
            None => self.bare.entry(key.to_owned()).or_default().add(number),
        }
    }
}

/// The score of a draft if its scale must come from its folder.
fn bare_number(draft: &Draft) -> Option<(&str, f64)> {
    let (key, reading) = match (&draft.score, &draft.mark) {
        (Some(score), _) if score.best.is_none() => (score.key.as_str(), score::read(&score.raw)),
        (None, Some(mark)) => (mark.label.as_str(), mark.reading.clone()),
        _ => return None,
    };
    match reading {
        Reading::Bare(number) => Some((key, number)),
        _ => None,
    }
}
