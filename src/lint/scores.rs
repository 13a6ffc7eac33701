//! Scores that are missing, or could not be read.

use std::collections::{BTreeMap, HashMap};

use super::archive::{by_holder, holder_name};
use super::manifest::members;
use super::{Evidence, Finding, Kind, Place};
use crate::score::Method;

/// A folder of fewer reviews is judged together with the folder above it.
const ENOUGH: usize = 5;
/// How many spellings a message names.
const NAMED: usize = 5;

/// Reviews without a score in folders where at least three quarters have one.
///
/// A score that was not understood is a score: whoever writes `Abandoned` has thought about it.
pub(super) fn missing(evidence: &Evidence<'_>) -> Vec<Finding> {
    let held = by_holder(evidence.archive.entries.iter(), ENOUGH);
    held.iter()
        .filter_map(|(holder, entries)| {
            let unscored: Vec<_> = entries.iter().filter(|entry| entry.score.is_none()).collect();
            let is_habit = entries.len() >= ENOUGH && unscored.len() * 4 <= entries.len();
            if unscored.is_empty() || !is_habit {
                return None;
            }
            let (count, all) = (unscored.len(), entries.len());
            let has = if count == 1 { "has" } else { "have" };
            let message = format!("{count} of the {all} reviews in {} {has} no score", holder_name(holder));
            let places = unscored.iter().map(|entry| entry.place()).collect();
            Some(Finding { kind: Kind::MissingScore, message, places })
        })
        .collect()
}

/// Scores without a value, the commonest spelling first.
pub(super) fn unread(evidence: &Evidence<'_>) -> Vec<Finding> {
    let lines = lines_of_warnings(evidence);
    let mut by_raw: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for entry in &evidence.archive.entries {
        let Some(score) = entry.score.as_ref().filter(|score| score.method == Method::Unread) else {
            continue;
        };
        let line = lines.get(&(entry.path.clone(), score.raw.clone())).copied();
        let place = entry.noted(format!("`{}`", score.raw));
        by_raw.entry(&score.raw).or_default().push(Place { line: line.or(place.line), ..place });
    }
    let mut by_raw: Vec<_> = by_raw.into_iter().collect();
    by_raw.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let places: Vec<Place> = by_raw.iter().flat_map(|(_, places)| places.clone()).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let mut named: Vec<String> =
        by_raw.iter().take(NAMED).map(|(raw, places)| format!("`{raw}` ({})", places.len())).collect();
    if by_raw.len() > NAMED {
        named.push(format!("{} more", by_raw.len() - NAMED));
    }
    let what = if places.len() == 1 { "score has" } else { "scores have" };
    let message = format!("{} {what} no certain value: {}", places.len(), named.join(", "));
    vec![Finding { kind: Kind::UnreadScore, message, places }]
}

/// The line of each score that was warned about, by path and spelling. Of two alike in a file
/// nobody knows which is which: they have none here.
fn lines_of_warnings(evidence: &Evidence<'_>) -> HashMap<(String, String), u32> {
    let mut lines: HashMap<(String, String), Vec<u32>> = HashMap::new();
    for (path, member) in members(evidence) {
        for warning in &member.warnings {
            let (Some(raw), Some(line)) = (warning.unread_score(), warning.line) else { continue };
            lines.entry((path.clone(), raw.to_owned())).or_default().push(line);
        }
    }
    let only = |lines: Vec<u32>| (lines.len() == 1).then(|| lines[0]);
    lines.into_iter().filter_map(|(place, lines)| Some((place, only(lines)?))).collect()
}
