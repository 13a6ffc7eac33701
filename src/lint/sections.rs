//! Headings that drift: `Sound & Music`, `Sound and music:`, `Music & Sound`.

use std::collections::BTreeMap;

use super::spelling::{one_slip_apart, singular, telling_words};
use super::{Evidence, Finding, Kind};

/// A heading that fewer reviews have is no convention that another could depart from.
const COMMON: usize = 3;
/// Headings that stand together in one review are two sections, whatever they are called. A few
/// reviews that repeat a heading by accident don't count.
const TOGETHER: usize = 10;
/// A slip of a letter is believed where the right spelling is so many times as common.
const TIMES: usize = 5;

/// Spellings of one heading, with how often each stands there.
type Spellings<'a> = BTreeMap<&'a str, &'a [u32]>;

/// One finding for each heading that is written in several ways.
pub(super) fn drift(evidence: &Evidence<'_>) -> Vec<Finding> {
    let headings = &evidence.archive.headings;
    let mut groups: BTreeMap<String, Spellings<'_>> = BTreeMap::new();
    for (heading, entries) in headings {
        let key = key(heading);
        if !key.is_empty() {
            groups.entry(key).or_default().insert(heading, entries);
        }
    }
    adopt_slips(&mut groups);
    let mut findings: Vec<(usize, Finding)> =
        groups.values().filter_map(|spellings| finding(evidence, spellings)).collect();
    findings.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// Words in any order, in the singular.
fn key(heading: &str) -> String {
    let mut words: Vec<String> =
        telling_words(heading).iter().map(|word| singular(word).to_owned()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// Puts rare headings to the common ones that they are a slip away from.
fn adopt_slips(groups: &mut BTreeMap<String, Spellings<'_>>) {
    let keys: Vec<String> = groups.keys().cloned().collect();
    let count = |groups: &BTreeMap<String, Spellings<'_>>, key: &str| -> usize {
        groups.get(key).map_or(0, |spellings| spellings.values().map(|entries| entries.len()).sum())
    };
    for (a, b) in one_slip_apart(keys.iter().map(String::as_str)) {
        let (rare, common) = if count(groups, a) < count(groups, b) { (a, b) } else { (b, a) };
        if count(groups, common) < TIMES * count(groups, rare).max(1) {
            continue;
        }
        let Some(slips) = groups.remove(rare) else { continue };
        groups.entry(common.to_owned()).or_default().extend(slips);
    }
}

/// Whether some reviews have both headings. The lists are ascending.
fn stand_together(usual: &[u32], other: &[u32]) -> bool {
    let both = other.iter().filter(|entry| usual.binary_search(entry).is_ok()).count();
    both * TOGETHER > other.len()
}

fn finding(evidence: &Evidence<'_>, spellings: &Spellings<'_>) -> Option<(usize, Finding)> {
    let mut by_count: Vec<(&&str, &&[u32])> = spellings.iter().collect();
    by_count.sort_by_key(|(_, entries)| std::cmp::Reverse(entries.len()));
    let ((usual, with), others) = by_count.split_first()?;
    let others: Vec<_> = others.iter().filter(|(_, entries)| !stand_together(with, entries)).collect();
    if others.is_empty() || with.len() < COMMON {
        return None;
    }
    let named: Vec<String> =
        others.iter().map(|(heading, entries)| format!("\"{heading}\" ({})", entries.len())).collect();
    let message = format!("the section \"{usual}\" ({}) is also called {}", with.len(), named.join(", "));
    let places = others.iter().flat_map(|(heading, entries)| {
        entries.iter().map(move |at| evidence.archive.entries[*at as usize].noted(format!("\"{heading}\"")))
    });
    let places: Vec<_> = places.collect();
    Some((places.len(), Finding { kind: Kind::SectionNames, message, places }))
}
