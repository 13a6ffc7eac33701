//! Works that may be one, and titles that are none.

use std::collections::{BTreeMap, BTreeSet};

use super::archive::Entry;
use super::spelling::{one_slip_apart, telling_words};
use super::{Evidence, Finding, Kind, Place};
use crate::words;

/// Years further apart are those of a remake.
const CLOSE: i32 = 2;

/// One title under years that lie close together. Said of no series, whose seasons have years of
/// their own, and of no works whose credits name different people.
pub(super) fn year_conflicts(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut works: BTreeMap<String, BTreeMap<i32, Vec<&Entry>>> = BTreeMap::new();
    for entry in evidence.archive.entries.iter().filter(|entry| !is_series(entry)) {
        let Some(year) = entry.year else { continue };
        let key = words::key(&entry.title);
        if !key.is_empty() {
            works.entry(key).or_default().entry(year).or_default().push(entry);
        }
    }
    works.values().flat_map(close_years).collect()
}

fn close_years(years: &BTreeMap<i32, Vec<&Entry>>) -> Vec<Finding> {
    let pairs = years.iter().zip(years.iter().skip(1));
    let close = pairs.filter(|((first, early), (second, late))| {
        *second - *first <= CLOSE && may_be_one(early[0], late[0])
    });
    close
        .map(|((first, early), (second, late))| {
            let message = format!(
                "{} stands under {first} and under {second}: one of the years may be wrong",
                early[0].title
            );
            let noted = |year: &i32, entries: &[&Entry]| -> Vec<Place> {
                entries.iter().map(|entry| entry.noted(year.to_string())).collect()
            };
            let places = [noted(first, early), noted(second, late)].concat();
            Finding { kind: Kind::YearConflict, message, places }
        })
        .collect()
}

fn is_series(entry: &Entry) -> bool {
    entry.kind.as_deref().is_some_and(|kind| matches!(kind, "series" | "tv" | "show" | "season" | "episode"))
}

/// Whether kinds, credits and names of files allow that both are one work.
fn may_be_one(a: &Entry, b: &Entry) -> bool {
    let same_kind = a.kind.is_none() || b.kind.is_none() || a.kind == b.kind;
    let told_apart = qualifiers(a) != qualifiers(b);
    let keys = |entry: &Entry| entry.people.iter().map(|name| words::key(name)).collect::<BTreeSet<_>>();
    let (first, second) = (keys(a), keys(b));
    same_kind && !told_apart && (first.is_empty() || second.is_empty() || !first.is_disjoint(&second))
}

/// What a file's name says beyond title and numbers: `dracula-1931-spanish.md` was told apart from
/// another *Dracula* on purpose.
fn qualifiers(entry: &Entry) -> BTreeSet<String> {
    if entry.is_record {
        return BTreeSet::new();
    }
    let title = words::plain_words(&entry.title);
    let is_telling = |word: &String| !title.contains(word) && word.chars().any(char::is_alphabetic);
    let said = words::plain_words(&stem(entry).replace('_', " "));
    // A name that shares nothing with the title (`post-17.md`, a translated one) tells nothing of it.
    if !said.iter().any(|word| title.contains(word)) {
        return BTreeSet::new();
    }
    said.into_iter().filter(is_telling).collect()
}

fn stem(entry: &Entry) -> &str {
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// One work of a year under several spellings.
pub(super) fn spellings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut years: BTreeMap<i32, BTreeMap<String, Vec<&Entry>>> = BTreeMap::new();
    for entry in &evidence.archive.entries {
        let Some(year) = entry.year else { continue };
        let key = telling_words(&entry.title).join(" ");
        if !key.is_empty() {
            years.entry(year).or_default().entry(key).or_default().push(entry);
        }
    }
    years.into_iter().flat_map(|(year, works)| spellings_of(year, works)).collect()
}

fn spellings_of(year: i32, mut works: BTreeMap<String, Vec<&Entry>>) -> Vec<Finding> {
    let keys: Vec<String> = works.keys().cloned().collect();
    for (a, b) in one_slip_apart(keys.iter().map(String::as_str)) {
        let (Some(first), Some(second)) = (works.get(a), works.get(b)) else { continue };
        if may_be_one(first[0], second[0]) {
            let slips = works.remove(b).unwrap_or_default();
            works.entry(a.to_owned()).or_default().extend(slips);
        }
    }
    works.values().filter_map(|entries| differing(year, entries)).collect()
}

fn differing(year: i32, entries: &[&Entry]) -> Option<Finding> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        *counts.entry(plain(&entry.title)).or_default() += 1;
    }
    if counts.len() < 2 || !entries.iter().skip(1).all(|entry| may_be_one(entries[0], entry)) {
        return None;
    }
    let named: Vec<String> = counts.iter().map(|(title, count)| format!("\"{title}\" ({count})")).collect();
    let message = format!("one work of {year} may be spelled in several ways: {}", named.join(", "));
    let places = entries.iter().map(|entry| entry.noted(format!("\"{}\"", entry.title))).collect();
    Some(Finding { kind: Kind::TitleSpelling, message, places })
}

/// Printers' quotes and dashes are no other spelling.
fn plain(title: &str) -> String {
    let letters = title.chars().map(|c| match c {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{2010}'..='\u{2015}' => '-',
        other => other,
    });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names of files that say nothing of a work.
const NO_TITLES: [&str; 12] = [
    "untitled", "document", "doc", "draft", "post", "page", "index", "review", "note", "notes", "file",
    "entry",
];

/// So many texts of a folder, none with a title, are a data set.
const DATA_SET: usize = 20;

/// Reviews that a file's name stands for, and it is no title: `0_9.txt`, `untitled-3.md`.
///
/// `die-hard-1988.md` is a fine way to keep a title, and not told. Nor are data sets, whose texts
/// never had titles.
pub(super) fn missing(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut folders: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &evidence.archive.entries {
        let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(entry);
    }
    for entries in folders.values_mut() {
        let all = entries.len();
        entries.retain(|entry| is_stand_in(entry));
        if entries.len() >= DATA_SET && entries.len() * 10 >= all * 9 {
            entries.clear();
        }
    }
    folders.retain(|_, entries| !entries.is_empty());
    folders
        .into_iter()
        .map(|(folder, entries)| {
            let place = super::archive::holder_name(folder);
            let message = match &entries[..] {
                [only] => format!("a review in {place} has no title: \"{}\" stands in", only.title),
                _ => format!("{} reviews in {place} have no title: file names stand in", entries.len()),
            };
            let places = entries.iter().map(|entry| entry.noted(format!("\"{}\"", entry.title))).collect();
            Finding { kind: Kind::MissingTitle, message, places }
        })
        .collect()
}

fn is_stand_in(entry: &Entry) -> bool {
    let stem = stem(entry);
    let letters = |text: &str| -> String { words::plain_words(text).concat().replace('_', "") };
    if entry.is_record || letters(&stem.replace('_', " ")) != letters(&entry.title.replace('_', " ")) {
        return false;
    }
    let words = words::plain_words(&stem.replace('_', " "));
    let is_number = |word: &String| word.chars().all(|c| c.is_ascii_digit());
    // `1917` and `300` are films: one number of up to four digits is taken for a title.
    let is_title_number = words.len() == 1 && words[0].len() <= 4;
    let all_numbers = words.iter().all(is_number) && !is_title_number;
    let says_nothing = words.iter().all(|word| is_number(word) || NO_TITLES.contains(&word.as_str()));
    all_numbers || (says_nothing && !words.iter().all(is_number))
}
