//! Scores on another scale than their neighbours'.

use std::collections::BTreeMap;

use super::archive::{Entry, by_holder, holder_name};
use super::{Evidence, Finding, Kind};
use crate::score::{Method, Score};

/// A folder of fewer scores is judged together with the folder above it.
const ENOUGH: usize = 6;
/// Bare numbers that must be seen before one of them is called too high.
const ENOUGH_NUMBERS: usize = 10;

/// What most of a folder's scores, or else most of an author's in it, are written on, and who departs from it.
pub(super) fn mixed(evidence: &Evidence<'_>) -> Vec<Finding> {
    let scored = evidence.archive.entries.iter().filter(|entry| best(entry).is_some());
    let mut findings = Vec::new();
    for (holder, entries) in by_holder(scored, ENOUGH) {
        let name = holder_name(holder);
        findings.extend(too_high(name, &entries));
        match usual(&entries) {
            Some(scale) => findings.extend(departures(name, &entries, scale)),
            None => findings.extend(by_author(name, &entries)),
        }
    }
    findings
}

/// Where a folder has no scale of its own, its authors may have.
fn by_author(name: &str, entries: &[&Entry]) -> Vec<Finding> {
    let mut authors: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let Some(author) = &entry.author {
            authors.entry(author).or_default().push(entry);
        }
    }
    let judged = authors.iter().filter_map(|(author, entries)| {
        let name = format!("{name} by {author}");
        departures(&name, entries, usual(entries)?)
    });
    judged.collect()
}

/// The best that at least four of five scores count out of.
fn usual<'a>(entries: &[&'a Entry]) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    entries.iter().filter_map(|entry| best(entry)).for_each(|best| *counts.entry(best).or_default() += 1);
    let (best, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (entries.len() >= ENOUGH && count * 5 >= entries.len() * 4).then_some(best)
}

fn departures(name: &str, entries: &[&Entry], usual: &str) -> Option<Finding> {
    let others: Vec<&&Entry> =
        entries.iter().filter(|entry| best(entry) != Some(usual) && !is_steady(entry, entries)).collect();
    if others.is_empty() {
        return None;
    }
    let most = entries.iter().filter(|entry| best(entry) == Some(usual)).count();
    let message = format!(
        "{most} of the {} scores in {name} are {}, and {} not",
        entries.len(),
        called(usual),
        if others.len() == 1 { "1 is".to_owned() } else { format!("{} are", others.len()) },
    );
    let places = others.iter().map(|entry| entry.noted(raw(entry))).collect();
    Some(Finding { kind: Kind::MixedScales, message, places })
}

/// Whether the author of the entry always writes scores this way: then it is no slip.
fn is_steady(entry: &Entry, entries: &[&Entry]) -> bool {
    const SEVERAL: usize = 3;
    let Some(author) = &entry.author else { return false };
    let own: Vec<_> = entries.iter().filter(|other| other.author.as_ref() == Some(author)).collect();
    own.len() >= SEVERAL && own.iter().all(|other| best(other) == best(entry))
}

/// A bare number that alone makes a folder's scale what it is: `8` among numbers up to 5.
fn too_high(name: &str, entries: &[&Entry]) -> Option<Finding> {
    let bare = entries.iter().filter_map(|entry| Some((entry, points(entry)?))).collect::<Vec<_>>();
    let (_, top) = bare.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let below = [5.0, 10.0].into_iter().rev().find(|scale| scale < top)?;
    let high: Vec<_> = bare.iter().filter(|(_, points)| *points > below).collect();
    if bare.len() < ENOUGH_NUMBERS || high.len() * 10 > bare.len() {
        return None;
    }
    let message = format!(
        "{} of the {} numbers in {name} are at most {below}, and {} above: all count on the larger scale",
        bare.len() - high.len(),
        bare.len(),
        if high.len() == 1 { "1 is".to_owned() } else { format!("{} are", high.len()) },
    );
    let places = high.iter().map(|(entry, _)| entry.noted(raw(entry))).collect();
    Some(Finding { kind: Kind::MixedScales, message, places })
}

/// The number as written, of a score that its folder gave a scale.
fn points(entry: &Entry) -> Option<f64> {
    let score = entry.score.as_ref().filter(|score| score.method == Method::Inferred)?;
    score.raw.trim().replace(',', ".").parse().ok()
}

fn raw(entry: &Entry) -> String {
    entry.score.as_ref().map_or_else(String::new, |score| format!("`{}`", score.raw))
}

/// What the score counts out of. Stars out of five are another way to write five points, and
/// per cent another way to write a hundred.
fn best(entry: &Entry) -> Option<&str> {
    let score: &Score = entry.score.as_ref()?;
    score.value?;
    match score.scale.as_deref()? {
        "stars" => Some("5"),
        "percent" => Some("100"),
        scale => Some(scale),
    }
}

fn called(best: &str) -> String {
    if best == "letter" { "letters".to_owned() } else { format!("out of {best}") }
}
