//! The people in a review's prose who are not those that its metadata credits.

use std::collections::BTreeMap;

use crate::people;
use crate::review::Review;
use crate::words;

/// A name's folded words without the initials within: two names that share it may be one person.
pub fn short_key(name: &str) -> String {
    let words = words::plain_words(name);
    let last = words.len().saturating_sub(1);
    let is_kept = |at: usize, word: &str| at == 0 || at == last || word.chars().count() > 1;
    let kept = words.iter().enumerate().filter(|(at, word)| is_kept(*at, word));
    kept.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
}

/// The people whom the prose names, each once and none whom the metadata credits: a review that
/// writes `Samuel L. Jackson` and `Samuel Jackson` speaks of one person, and of three if it knows
/// two different initials.
pub(super) fn beside_credits(review: &Review) -> Vec<String> {
    let mut credited: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in &review.people {
        credited.entry(short_key(name)).or_default().push(words::key(name));
    }
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in people::named_in(review) {
        named.entry(short_key(&name)).or_default().push(name);
    }
    let mut beside = Vec::new();
    for (short, mut names) in named {
        let known = credited.get(&short).map(Vec::as_slice).unwrap_or_default();
        names.retain(|name| known.is_empty() || !is_one_of(&words::key(name), &short, known));
        drop_short_form(&mut names, &short);
        beside.append(&mut names);
    }
    beside
}

/// Whether a name is credited, perhaps with one initial more or less.
fn is_one_of(key: &str, short: &str, known: &[String]) -> bool {
    known.iter().any(|one| one == key || one == short) || known.len() == 1 && key == short
}

/// Of `Samuel L. Jackson` and `Samuel Jackson` the fuller one stays.
fn drop_short_form(names: &mut Vec<String>, short: &str) {
    if names.len() == 2 {
        names.retain(|name| words::key(name) != short);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Prose;

    fn beside(people: &[&str], text: &str) -> Vec<String> {
        let people = people.iter().map(|name| (*name).to_owned()).collect();
        beside_credits(&Review { people, summary: Some(Prose::on_line(text, 1)), ..Review::default() })
    }

    #[test]
    fn who_is_credited_is_not_named_beside() {
        let text = "Samuel L. Jackson shouts, and Léa Seydoux laughs.";
        assert_eq!(beside(&["Samuel Jackson", "Lea Seydoux"], text), Vec::<String>::new());
        assert_eq!(beside(&["Samuel Jackson"], text), ["Léa Seydoux"]);
    }

    #[test]
    fn a_name_with_and_without_its_initial_is_one_person_in_a_review() {
        let text = "Samuel L. Jackson shouts. Later Samuel Jackson whispers.";
        assert_eq!(beside(&[], text), ["Samuel L. Jackson"]);
    }
}
