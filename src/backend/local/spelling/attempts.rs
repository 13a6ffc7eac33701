//! What a query with misspelt words may have meant, the likeliest first.

use std::io;

use super::Doubt;
use super::names;
use super::neighbours;
use super::rewrite::Changes;
use super::spots::Spot;
use super::words::{Misspelt, misspelt};
use crate::backend::local::Local;
use crate::backend::local::scope::Scope;
use crate::index::completion::Kind;

/// Of so many misspelt words all spellings are tried together; of the rest only the best.
const MOST_VARIED: usize = 3;
/// A name has at most so many words.
const LONGEST_NAME: usize = 5;

/// The changes that may be meant.
pub(super) fn attempts(local: &Local<'_>, spots: &[Spot], doubt: Doubt) -> io::Result<Vec<Changes>> {
    let misspelt = misspelt(local, spots, doubt)?;
    let words = combinations(spots, &misspelt);
    if doubt != Doubt::Any {
        return Ok(words);
    }
    let best = words.first().cloned().unwrap_or_default();
    let mut all = as_names(local, spots, &best)?;
    all.extend(words);
    all.extend(joined(local, spots, &best)?);
    Ok(all)
}

/// Changes of words that the archive has, but never beside each other as in the query.
pub(super) fn real_words(local: &Local<'_>, spots: &[Spot]) -> io::Result<Vec<Changes>> {
    let groups = groups(spots);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let misspelt = misspelt(local, spots, Doubt::Any)?;
    let mut all = Vec::new();
    for group in groups {
        for slip in neighbours::slips(local, &group, &misspelt)? {
            let mut words: Vec<Misspelt> = misspelt.clone();
            words.push(slip);
            words.sort_by_key(|word| (word.leaf, word.range.start));
            all.push(changes(spots, &words, &vec![0; words.len()]));
        }
    }
    Ok(all)
}

/// Each misspelt word with each of its spellings, the likeliest combination first.
fn combinations(spots: &[Spot], misspelt: &[Misspelt]) -> Vec<Changes> {
    let mut all: Vec<(f32, Vec<usize>)> = vec![(0.0, Vec::new())];
    for (at, word) in misspelt.iter().enumerate() {
        let options = if at < MOST_VARIED { word.options.len() } else { 1 };
        let longer = |(likelihood, chosen): &(f32, Vec<usize>)| {
            let with = |option: usize| {
                (likelihood + word.options[option].likelihood, [chosen.as_slice(), &[option]].concat())
            };
            (0..options).map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    if misspelt.is_empty() {
        return Vec::new();
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().map(|(_, chosen)| changes(spots, misspelt, &chosen)).collect()
}

/// The leaves' texts with the chosen spellings in them.
fn changes(spots: &[Spot], misspelt: &[Misspelt], chosen: &[usize]) -> Changes {
    let mut changes = Changes::new();
    for spot in spots {
        let mut text = spot.text.clone();
        let here = misspelt.iter().zip(chosen).filter(|(word, _)| word.leaf == spot.leaf);
        for (word, &option) in here.collect::<Vec<_>>().into_iter().rev() {
            text.replace_range(word.range.clone(), &word.options[option].text);
        }
        if text != spot.text {
            changes.insert(spot.leaf, Some(text));
        }
    }
    changes
}

/// Phrases and neighbouring words as the title or the credited name that they resemble.
fn as_names(local: &Local<'_>, spots: &[Spot], others: &Changes) -> io::Result<Vec<Changes>> {
    let mut all = Vec::new();
    for group in groups(spots) {
        let tokens = group.iter().flat_map(|spot| &spot.tokens);
        let key = tokens.map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
        let kinds: &[Kind] = match group[0].scope {
            Some(Scope::Person) => &[Kind::Person],
            Some(Scope::Title) => &[Kind::Title],
            Some(_) => &[],
            None => &[Kind::Person, Kind::Title],
        };
        for kind in kinds {
            for name in names::near(local, *kind, &key)? {
                let mut changes = others.clone();
                changes.extend(group.iter().map(|spot| (spot.leaf, None)));
                changes.insert(group[0].leaf, Some(name));
                all.push(changes);
            }
        }
    }
    Ok(all)
}

/// What may be a name: a phrase, a value of `person:`, or all neighbouring words of a list.
fn groups(spots: &[Spot]) -> Vec<Vec<&Spot>> {
    let mut groups: Vec<Vec<&Spot>> = Vec::new();
    for spot in spots {
        match groups.last_mut() {
            Some(last) if is_next(last, spot) => last.push(spot),
            _ => groups.push(vec![spot]),
        }
    }
    let words = |group: &Vec<&Spot>| group.iter().map(|spot| spot.tokens.len()).sum::<usize>();
    groups.retain(|group| {
        let is_scoped = matches!(group[0].scope, Some(Scope::Person | Scope::Title));
        (is_scoped || words(group) > 1) && words(group) <= LONGEST_NAME
    });
    groups
}

fn is_next(group: &[&Spot], spot: &Spot) -> bool {
    let last = group[group.len() - 1];
    last.list.is_some() && last.list == spot.list && last.leaf + 1 == spot.leaf
}

/// Phrases in which a word was taken apart: `"hitch cock"`. Plain words are found joined anyway.
fn joined(local: &Local<'_>, spots: &[Spot], others: &Changes) -> io::Result<Vec<Changes>> {
    let mut all = Vec::new();
    for spot in spots.iter().filter(|spot| spot.list.is_none()) {
        let dictionary = local.dictionary(spot.field);
        for pair in spot.tokens.windows(2) {
            let [first, second] = pair else { continue };
            let joined = format!("{}{}", first.text, second.text);
            if dictionary.has(&joined)? {
                let mut text = spot.text.clone();
                text.replace_range(first.range.start..second.range.end, &joined);
                let mut changes = others.clone();
                changes.insert(spot.leaf, Some(text));
                all.push(changes);
            }
        }
    }
    Ok(all)
}
