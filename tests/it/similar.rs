//! Reviews that are like one of them.

use std::fs;

use serde_json::Value;

use super::harness::{Place, repository};

fn review(title: &str, year: u32, head: &str, text: &str) -> String {
    format!("---\ntitle: {title}\nyear: {year}\n{head}---\n\n{text}\n")
}

/// Three harbour films, two of one actress, two of another kind, and one review twice.
fn place() -> Place {
    let place = Place::new();
    let harbour =
        "A trawler leaves the harbour at dawn, nets folded, and the lighthouse keeper counts it out.";
    let docks =
        "The harbour sleeps. A trawler comes home without its nets; the lighthouse keeper says nothing.";
    let quay = "Nets dry on the quay. From the lighthouse one sees a trawler and no harbour at all.";
    let chess = "Two old women play chess in a park and move one piece a day.";
    let bakery = "A bakery at night, flour on every sleeve, and the oven that will not light.";
    let mona = "people: [Mona Veld]\n";
    place.write("films/dawn.md", review("Dawn Catch", 1971, "score: 8/10\n", harbour));
    place.write("films/home.md", review("Homecoming", 1984, "score: 5/10\n", docks));
    place.write("films/quay.md", review("The Quay", 2003, "score: 9/10\n", quay));
    place.write("films/chess.md", review("Slow Game", 1999, mona, chess));
    place.write("films/bakery.md", review("Rye", 2010, mona, bakery));
    place.write("films/copy.md", review("Rye (again)", 2011, "", bakery));
    place.ok(&["index", "films"]);
    place
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect()
}

fn like(place: &Place, args: &[&str]) -> Value {
    place.json(&[&["similar"], args].concat())
}

#[test]
fn what_shares_telling_words_comes_and_the_review_itself_does_not() {
    let place = place();
    let answer = like(&place, &["dawn.md"]);
    assert_eq!(ids(&answer), ["home.md", "quay.md"], "{answer}");
    assert_eq!(answer["like"], serde_json::json!({"id": "dawn.md", "title": "Dawn Catch", "year": 1971}));
    let passage = &answer["hits"][0]["passages"][0];
    let text = passage["text"].as_str().unwrap();
    let marked: Vec<&str> = passage["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| &text[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize])
        .collect();
    assert!(marked.contains(&"trawler") && !marked.contains(&"the"), "{marked:?}");
}

#[test]
fn a_person_is_enough_to_have_in_common() {
    let place = place();
    assert_eq!(ids(&like(&place, &["chess.md"])), ["bakery.md"]);
}

#[test]
fn doubles_are_left_out_and_it_is_said() {
    let place = place();
    let answer = like(&place, &["bakery.md"]);
    assert_eq!(ids(&answer), ["chess.md"]);
    assert_eq!(answer["notices"][0]["kind"], "duplicate-left-out");
}

#[test]
fn filters_and_pages_hold() {
    let place = place();
    assert_eq!(ids(&like(&place, &["dawn.md", "--min-score", "7"])), ["quay.md"]);
    assert_eq!(ids(&like(&place, &["dawn.md", "--year", "1980s"])), ["home.md"]);
    assert_eq!(ids(&like(&place, &["dawn.md", "--limit", "1", "--offset", "1"])), ["quay.md"]);
    let past = like(&place, &["dawn.md", "--offset", "9"]);
    assert_eq!((&past["total"], &past["notices"][0]["kind"]), (&2.into(), &"past-the-end".into()));
    assert_eq!(place.run(&["similar", "dawn.md", "--min-score", "great"]).status, Some(2));
    assert_eq!(place.run(&["similar", "dawn.md", "--min-score", "9.5"]).status, Some(1));
}

#[test]
fn the_parts_of_a_relevance_add_up() {
    let place = place();
    let answer = like(&place, &["chess.md", "--explain"]);
    let hit = &answer["hits"][0];
    let parts = hit["explanation"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| part["value"].as_f64().unwrap()).sum();
    assert!((sum - hit["relevance"].as_f64().unwrap()).abs() < 1e-3, "{hit}");
    assert!(parts.iter().any(|part| part["name"] == "people" && part["value"].as_f64() > Some(0.0)));
    assert!(answer["understood"].as_str().unwrap().contains("person:\"Mona Veld\""));
}

#[test]
fn what_is_looked_for_can_be_searched() {
    let place = place();
    let understood = like(&place, &["dawn.md"])["understood"].as_str().unwrap().to_owned();
    let found = place.json(&["search", "--", &understood]);
    assert!(ids(&found).contains(&"home.md") && found["notices"] == serde_json::json!([]), "{understood}");
}

#[test]
fn a_review_is_named_by_its_file_or_its_title_too() {
    let place = place();
    for name in ["films/dawn.md", "./films/dawn.md", "Dawn Catch", "dawn catch (1971)"] {
        assert_eq!(like(&place, &[name])["like"]["id"], "dawn.md", "{name}");
    }
    let whole = place.path("films/dawn.md");
    assert_eq!(like(&place, &[whole.to_str().unwrap()])["like"]["id"], "dawn.md");
    assert_eq!(place.json(&["show", "Dawn Catch"])["id"], "dawn.md");
    assert_eq!(place.run(&["similar", "dawn catch (1972)"]).status, Some(2));
}

#[test]
fn an_id_that_nobody_has_is_answered_by_near_ones() {
    let place = place();
    let near = |asked: &str| {
        let run = place.run(&["similar", asked]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        run.stderr
    };
    assert_eq!(near("dwan.md"), "error: no review has the id \"dwan.md\". Did you mean dawn.md?\n");
    assert_eq!(near("elsewhere/chess.txt"), near("elsewhere/chess.txt"));
    assert!(near("elsewhere/chess.txt").ends_with("Did you mean chess.md?\n"));
    assert_eq!(near("zzzz"), "error: no review has the id \"zzzz\"\n");
}

#[test]
fn a_title_of_several_reviews_names_none() {
    let place = Place::new();
    place.write("films/a.md", review("Twice", 1990, "", "Lanterns."));
    place.write("films/b.md", review("Twice", 2001, "", "Lanterns, again."));
    place.ok(&["index", "films"]);
    let run = place.run(&["similar", "Twice"]);
    assert_eq!(run.stderr, "error: no review has the id \"Twice\". Did you mean a.md, b.md?\n");
    assert_eq!(like(&place, &["Twice 2001"])["like"]["id"], "b.md");
}

#[test]
fn what_was_deleted_or_changed_is_not_like_anything() {
    let place = place();
    fs::remove_file(place.path("films/home.md")).unwrap();
    place.write_now("films/quay.md", review("The Quay", 2003, "", "A song about chess, in a park."));
    place.ok(&["index", "films"]);
    let run = place.run(&["similar", "dawn.md"]);
    assert_eq!(run.status, Some(1), "{}", run.transcript());
    let chess = like(&place, &["chess.md"]);
    assert!(ids(&chess).contains(&"quay.md") && chess["total"] == 2, "{chess}");
    assert_eq!(place.run(&["similar", "home.md"]).status, Some(2));
}

#[test]
fn many_deletions_leave_the_rest_alike() {
    let place = Place::new();
    for number in 0..60 {
        let text = format!("Plaster saint number {number} weeps over the orchard and the ladder.");
        place.write(&format!("films/{number:02}.md"), review(&format!("Saint {number}"), 1990, "", &text));
    }
    place.ok(&["index", "films"]);
    for number in (0..60).filter(|number| number % 3 > 0) {
        fs::remove_file(place.path(&format!("films/{number:02}.md"))).unwrap();
    }
    place.ok(&["index"]);
    let answer = like(&place, &["00.md", "--limit", "100"]);
    assert_eq!(answer["total"], 19, "{answer}");
}

#[test]
fn a_review_that_says_nothing_is_like_none() {
    let place = Place::new();
    place.write("films/a.md", review("Unheard", 1990, "", "Unrepeated."));
    place.write("films/b.md", review("Other", 1991, "", "Different."));
    place.ok(&["index", "films"]);
    let run = place.run(&["similar", "a.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.ends_with("no review is like Unheard (1990)\n"), "{}", run.stderr);
}

#[test]
fn every_format_of_similar() {
    let place = place();
    for format in ["text", "jsonl", "csv", "markdown"] {
        let run = place.ok(&["similar", "dawn.md", "--format", format, "--limit", "1"]);
        assert!(run.stdout.contains("Homecoming") && run.stdout.contains("trawler"), "{}", run.transcript());
    }
}

#[test]
fn the_sample_archive_knows_its_kin() {
    let place = Place::new();
    let corpus = repository().join("corpus");
    place.ok(&["index", corpus.to_str().unwrap()]);
    let fargo = like(&place, &["bold/fargo-2014.md", "--limit", "3"]);
    assert_eq!(ids(&fargo)[0], "yaml/fargo-1996.md", "{fargo}");
}
