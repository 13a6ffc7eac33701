//! What letters become while they are typed.

use std::fs;
use std::sync::OnceLock;

use serde_json::Value;

use super::harness::Place;

fn fresh() -> Place {
    let place = Place::new();
    let files = [
        (
            "a.md",
            "title: The Silver Ferry\nyear: 1950\npeople: [Élodie Marchetti, Samuel Q. Thorne]",
            "A ferry.",
        ),
        ("b.md", "title: The Silver Ferry\nyear: 1987\npeople: [Samuel Q. Thorne]", "Another ferry."),
        ("c.md", "title: Silver Nails\nyear: 1990\npeople: [Samuel Q. Thorne]", "Ferns and ferries."),
        ("d.md", "title: A Quiet Silver\nyear: 1999", "Montelimar at noon.\n\n## Sound & Music\n\nBells."),
        ("e.md", "title: Spider-Fern\nyear: 2002", "Fern.\n\n## Sound & Music\n\nA fern in a breeze."),
        ("f.md", "title: Étoile\nyear: 2011", "Fern, fern and Fernando."),
        ("g.md", "title: Sand\nyear: 2012", "Nothing grows."),
    ];
    for (name, fields, body) in files {
        place.write(&format!("films/{name}"), format!("---\n{fields}\n---\n\n{body}\n"));
    }
    place.ok(&["index", "films"]);
    place
}

fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(fresh)
}

fn suggest(place: &Place, prefix: &str, flags: &[&str]) -> Vec<Value> {
    let answer = place.json(&[&["suggest"], flags, &["--", prefix]].concat());
    assert_eq!((&answer["version"], &answer["prefix"]), (&1.into(), &prefix.into()));
    answer["suggestions"].as_array().unwrap().clone()
}

fn texts(prefix: &str, kind: &str) -> Vec<String> {
    let all = suggest(place(), prefix, &["--kind", kind]);
    all.iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn titles_are_typed_from_their_beginning_or_an_inner_word() {
    assert_eq!(
        texts("silv", "title"),
        ["Silver Nails", "The Silver Ferry", "The Silver Ferry", "A Quiet Silver"]
    );
    assert_eq!(texts("fer", "title"), ["Spider-Fern", "The Silver Ferry", "The Silver Ferry"]);
    assert_eq!(texts("spiderf", "title"), ["Spider-Fern"]);
    assert_eq!(texts("spider f", "title"), ["Spider-Fern"]);
}

#[test]
fn a_typed_article_counts_and_may_be_missing() {
    assert_eq!(texts("the s", "title")[..2], ["The Silver Ferry", "The Silver Ferry"]);
    assert_eq!(texts("silver f", "title"), ["The Silver Ferry", "The Silver Ferry"]);
    assert_eq!(texts("the silver n", "title"), ["Silver Nails"]);
}

#[test]
fn a_title_tells_its_years_and_reviews() {
    let all = suggest(place(), "the silver ferry", &[]);
    let shown: Vec<_> = all.iter().map(|one| (one["year"].as_i64(), one["ids"][0].as_str())).collect();
    assert_eq!(shown, [(Some(1950), Some("a.md")), (Some(1987), Some("b.md"))]);
}

#[test]
fn names_come_by_surname_in_any_order_and_without_initials() {
    for prefix in ["thor", "sam", "samuel th", "thorne s", "Thorne, Sam", "samuel q th"] {
        assert_eq!(texts(prefix, "person"), ["Samuel Q. Thorne"], "{prefix}");
    }
    assert_eq!(suggest(place(), "thor", &[])[0]["reviews"], 3);
}

#[test]
fn case_and_accents_are_the_same() {
    for prefix in ["élo", "elo", "ELO", "Elodie M", "MARCHETTI É"] {
        assert_eq!(texts(prefix, "person"), ["Élodie Marchetti"], "{prefix}");
    }
    assert_eq!(texts("eto", "title"), ["Étoile"]);
}

#[test]
fn words_come_as_the_archive_writes_them_the_most_used_first() {
    let words = texts("fer", "word");
    assert_eq!(words, ["fern", "ferry", "Fernando", "Ferns", "ferries"]);
    assert_eq!(texts("monte", "word"), ["Montelimar"]);
    assert_eq!(texts("fern ", "word"), ["fern"]);
}

#[test]
fn sections_come_by_any_word_of_their_heading() {
    assert_eq!(texts("mus", "section"), ["Sound & Music"]);
    assert_eq!(suggest(place(), "sound", &["--kind", "section"])[0]["reviews"], 2);
}

#[test]
fn one_letter_and_none_are_answered_by_what_is_most_used() {
    let none = suggest(place(), "", &["--limit", "4"]);
    assert_eq!(none.len(), 4);
    assert!(none.iter().any(|one| one["text"] == "Samuel Q. Thorne"), "{none:?}");
    assert!(texts("s", "title").len() > 3);
}

#[test]
fn what_begins_nothing_is_said() {
    for prefix in ["zzz", "???", "silver nails and more", "\u{1}"] {
        let run = place().run(&["suggest", "--", prefix]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""), "{}", run.transcript());
    }
    let long = "silver ".repeat(10_000);
    assert_eq!(place().run(&["suggest", "--", &long]).status, Some(1));
}

#[test]
fn limits_and_kinds_hold() {
    assert_eq!(suggest(place(), "s", &["--limit", "3"]).len(), 3);
    assert!(suggest(place(), "s", &["--limit", "0"]).is_empty());
    let kinds = suggest(place(), "s", &["--kind", "person", "--kind", "section"]);
    assert!(kinds.iter().all(|one| one["kind"] == "person" || one["kind"] == "section"), "{kinds:?}");
    assert_eq!(place().run(&["suggest", "s", "--kind", "nothing"]).status, Some(2));
    assert_eq!(place().run(&["suggest", "s", "--format", "markdown"]).status, Some(2));
}

#[test]
fn what_was_deleted_is_not_suggested() {
    let place = fresh();
    fs::remove_file(place.path("films/a.md")).unwrap();
    place.write_now("films/b.md", "---\ntitle: Iron Ferry\nyear: 1987\n---\n\nRust.\n");
    place.ok(&["index"]);
    let silver = suggest(&place, "the silver", &["--kind", "title"]);
    assert!(silver.iter().all(|one| one["text"] != "The Silver Ferry"), "{silver:?}");
    assert!(suggest(&place, "élodie", &[]).is_empty());
    assert_eq!(suggest(&place, "thorne", &[])[0]["reviews"], 1);
    assert_eq!(suggest(&place, "iron", &["--kind", "title"])[0]["ids"][0], "b.md");
}

#[test]
fn every_format_of_suggest() {
    for format in ["text", "jsonl", "csv"] {
        let run = place().ok(&["suggest", "s", "--format", format]);
        insta::assert_snapshot!(format!("suggest_{format}"), run.transcript());
    }
}
