//! The most expensive queries have bounds, and their answers say what was left out.

use std::sync::OnceLock;

use serde_json::Value;

use super::harness::Place;

/// So many different words, enough for a full query of patterns to go over every bound.
const WORDS: usize = 30_000;
/// So many limits are told one by one, and the rest together.
const MOST_TOLD: usize = 9;

fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| {
        let words = (0..WORDS).map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ");
        Place::with_films(&[
            ("words.md", "title: Words", words.as_str()),
            ("tram.md", "title: The Last Tram", "A tram in the fog by a lighthouse."),
        ])
    })
}

fn ask(query: &str) -> Value {
    let query: String = query.chars().take(4_096).collect();
    let query = query.rsplit_once(' ').map_or(query.as_str(), |(whole, _)| whole);
    let query = query.trim_end_matches(" OR");
    place().json(&["search", "--passages", "0", "--", query])
}

fn all_of(parts: impl Iterator<Item = String>) -> String {
    parts.take(800).collect::<Vec<_>>().join(" OR ") + " OR "
}

fn digits() -> impl Iterator<Item = String> {
    (100..1_000).map(|number| number.to_string())
}

/// Something is found, and what was not looked for is told, but not part by part.
fn assert_bounded(query: &str) {
    let answer = ask(query);
    let notices = answer["notices"].as_array().unwrap();
    assert!(answer["total"].as_u64() > Some(0), "{answer}");
    assert_eq!(notices.len(), MOST_TOLD, "{answer}");
    assert!(notices.iter().all(|notice| notice["kind"] == "expansion-limit"), "{answer}");
    let last = notices[MOST_TOLD - 1]["message"].as_str().unwrap();
    assert!(last.contains("more parts of the query"), "{last}");
}

#[test]
fn patterns_with_a_beginning_are_bounded() {
    assert_bounded(&all_of(digits().map(|number| format!("w*{number}*"))));
}

#[test]
fn endings_take_so_little_that_all_are_looked_for() {
    let answer = ask(&all_of(digits().map(|number| format!("w*{number}"))));
    assert_eq!((&answer["total"], &answer["notices"]), (&1.into(), &serde_json::json!([])));
}

#[test]
fn patterns_without_a_beginning_are_bounded() {
    assert_bounded(&all_of(digits().map(|number| format!("*{number}*"))));
}

#[test]
fn misspellings_are_bounded() {
    assert_bounded(&all_of(digits().map(|number| format!("w{number}~2"))));
}

#[test]
fn rows_of_patterns_are_bounded() {
    assert_bounded(&all_of(digits().map(|number| format!("w*-w*{number}"))));
}

#[test]
fn a_few_patterns_are_looked_for_in_full() {
    let answer = ask("w*9 OR *77* OR w123~2 OR tra* ");
    assert_eq!(answer["total"], 2);
    assert_eq!(answer["notices"], serde_json::json!([]));
}

#[test]
fn words_that_are_not_looked_at_for_misspellings_are_told() {
    let kinds = |query: &str| {
        let answer = ask(query);
        let notices = answer["notices"].as_array().unwrap().iter();
        notices.map(|notice| notice["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let strange = |many: usize| (0..many).map(|at| format!("lighthoxse{at}")).collect::<Vec<_>>().join(" ");
    assert!(kinds(&strange(300)).contains(&"spelling-limit".to_owned()));
    assert!(!kinds(&strange(20)).contains(&"spelling-limit".to_owned()));
}
