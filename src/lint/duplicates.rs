//! Reviews that were kept twice.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::archive::Entry;
use super::sketch::BANDS;
use super::{Evidence, Finding, Kind};

/// Texts of fewer words ("A masterpiece.") are the same by chance.
const FEWEST_WORDS: u32 = 8;
/// From here on two texts are versions of one: an edited review, not one that quotes another.
const ALIKE: f64 = 0.6;
/// So many earlier texts of a bucket is each one held against. Buckets that are larger are of
/// texts that are all alike, and then the first few find them.
const COMPARED: usize = 8;

/// Reviews of the same words.
pub(super) fn exact(evidence: &Evidence<'_>) -> Vec<Finding> {
    let groups = same_words(&evidence.archive.entries);
    let doubled = groups.into_values().filter(|group| group.len() > 1);
    let mut findings: Vec<Finding> = doubled.map(|group| same_text(&group)).collect();
    findings.sort_by(|a, b| a.places[0].id.cmp(&b.places[0].id));
    findings
}

/// By the words, and how many they are.
fn same_words(entries: &[Entry]) -> BTreeMap<(u64, u32), Vec<&Entry>> {
    let mut groups: BTreeMap<(u64, u32), Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.sketch.words >= FEWEST_WORDS) {
        groups.entry((entry.sketch.whole, entry.sketch.words)).or_default().push(entry);
    }
    groups
}

fn same_text(group: &[&Entry]) -> Finding {
    let words = group[0].sketch.words;
    let titles: HashSet<&str> = group.iter().map(|entry| entry.title.as_str()).collect();
    let what = if titles.len() == 1 {
        format!("{} reviews of {} have", group.len(), group[0].title)
    } else {
        format!("{} reviews under {} titles have", group.len(), titles.len())
    };
    let message = format!("{what} the same text of {words} words");
    Finding { kind: Kind::Duplicate, message, places: group.iter().map(|entry| entry.place()).collect() }
}

/// Reviews that share most of their text. Of those of the same words, the first stands for all.
pub(super) fn near(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut texts: Vec<&Entry> =
        same_words(&evidence.archive.entries).into_values().map(|group| group[0]).collect();
    texts.retain(|entry| !entry.sketch.bands.is_empty());
    texts.sort_by(|a, b| a.id.cmp(&b.id));
    let groups = alike(&texts);
    groups.into_values().filter(|group| group.len() > 1).map(|group| near_text(&group)).collect()
}

/// Groups by their first member.
fn alike<'a>(texts: &[&'a Entry]) -> BTreeMap<usize, Vec<&'a Entry>> {
    let mut parents: Vec<usize> = (0..texts.len()).collect();
    for band in 0..BANDS {
        let mut buckets: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            let bucket = buckets.entry(text.sketch.bands[band]).or_default();
            for &other in bucket.iter() {
                join(&mut parents, other, at, |a, b| texts[a].sketch.likeness(&texts[b].sketch) >= ALIKE);
            }
            if bucket.len() < COMPARED {
                bucket.push(at);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Entry>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        groups.entry(root(&mut parents, at)).or_default().push(text);
    }
    groups
}

/// Makes one group of the two, if they are not one already and `belong` together.
fn join(parents: &mut [usize], a: usize, b: usize, belong: impl Fn(usize, usize) -> bool) {
    let (first, second) = (root(parents, a), root(parents, b));
    if first != second && belong(a, b) {
        parents[first.max(second)] = first.min(second);
    }
}

/// The first member of the group, with the way to it made shorter.
fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn near_text(group: &[&Entry]) -> Finding {
    let first = group[0];
    let others = group[1..].iter().map(|entry| entry.noted(shared(entry.sketch.likeness(&first.sketch))));
    let message = format!("{} reviews share most of their text", group.len());
    let places = std::iter::once(first.place()).chain(others).collect();
    Finding { kind: Kind::NearDuplicate, message, places }
}

/// One that is less like the first is in the group because it is like another of them.
fn shared(likeness: f64) -> String {
    if likeness < ALIKE {
        return "shares as much with another of these".to_owned();
    }
    // The words differ somewhere: 100 would be wrong.
    let percent = (100.0 * likeness).round().min(99.0);
    format!("shares {percent}% with the first")
}
