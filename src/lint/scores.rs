//! Scores that are missing, or could not be read.

use std::collections::{BTreeMap, HashMap};

use super::archive::{Entry, by_holder, holder_name};
use super::manifest::members;
use super::{Evidence, Finding, Kind, Place};
use crate::score::{Method, Reading, Score, read};

/// A folder of fewer reviews is judged together with the folder above it.
const ENOUGH: usize = 5;
/// How many spellings a message names.
const NAMED: usize = 5;

/// Reviews without a score where nearly all of the folder have one: in a small folder one may lack
/// it, in a larger one a tenth. Where more do, it is a habit.
///
/// A score that was not understood is a score: whoever writes `Abandoned` has thought about it.
pub(super) fn missing(evidence: &Evidence<'_>) -> Vec<Finding> {
    let held = by_holder(evidence.archive.entries.iter(), ENOUGH);
    held.iter()
        .filter_map(|(holder, entries)| {
            let unscored: Vec<_> = entries.iter().filter(|entry| entry.score.is_none()).collect();
            let is_slip = entries.len() >= ENOUGH && unscored.len() <= (entries.len() / 10).max(1);
            if unscored.is_empty() || !is_slip {
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

/// Scores without a value: those that could mean two things, and numbers whose scale nothing tells.
pub(super) fn unread(evidence: &Evidence<'_>) -> Vec<Finding> {
    let is_unread = |score: &&Score| score.method == Method::Unread && !is_word(&score.raw);
    let unread = |entry: &&Entry| entry.score.as_ref().is_some_and(|score| is_unread(&score));
    let entries = evidence.archive.entries.iter().filter(unread);
    let (bare, odd): (Vec<&Entry>, Vec<&Entry>) = entries.partition(|entry| is_bare(raw(entry)));
    let lines = lines_of_warnings(evidence);
    let told =
        |entries: &[&Entry], why: &str| (!entries.is_empty()).then(|| unread_for(entries, &lines, why));
    let odd = told(&odd, "could mean several things, or nothing");
    let bare = told(&bare, "with a scale that neither the file nor its folder tells");
    odd.into_iter().chain(bare).collect()
}

/// `Abandoned` or `unrated` says what it means, and is not meant as a number. `N`, `tbd` and `?` may be.
fn is_word(raw: &str) -> bool {
    const LETTERS: usize = 4;
    let letters = |word: &str| word.chars().all(char::is_alphabetic);
    raw.chars().count() >= LETTERS && raw.split_whitespace().all(letters)
}

fn is_bare(raw: &str) -> bool {
    matches!(read(raw), Reading::Bare(_))
}

fn raw(entry: &Entry) -> &str {
    entry.score.as_ref().map_or("", |score| &score.raw)
}

/// The commonest spelling first.
fn unread_for(entries: &[&Entry], lines: &HashMap<(String, String), u32>, why: &str) -> Finding {
    let mut by_raw: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for entry in entries {
        let raw = raw(entry);
        let line = lines.get(&(entry.path.clone(), raw.to_owned())).copied();
        let place = entry.noted(format!("`{raw}`"));
        by_raw.entry(raw).or_default().push(Place { line: line.or(place.line), ..place });
    }
    let mut by_raw: Vec<_> = by_raw.into_iter().collect();
    by_raw.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let named = by_raw.iter().take(NAMED).map(|(raw, places)| format!("`{raw}` ({})", places.len()));
    let mut named: Vec<String> = named.collect();
    if by_raw.len() > NAMED {
        named.push(format!("{} more", by_raw.len() - NAMED));
    }
    let count = entries.len();
    let scores = if count == 1 { "1 score".to_owned() } else { format!("{count} scores") };
    let places = by_raw.into_iter().flat_map(|(_, places)| places).collect();
    Finding { kind: Kind::UnreadScore, message: format!("{scores} {why}: {}", named.join(", ")), places }
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
