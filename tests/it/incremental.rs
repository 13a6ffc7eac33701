//! A second run does what changed, and nothing else.

use std::fs;
use std::thread;
use std::time::Duration;

use super::harness::{Place, age};

fn review(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\nrating: 7/10\n---\n\n{body}\n")
}

/// A file that was written in this very tick is read again at the next run, to be sure.
pub(crate) fn let_a_clock_tick_pass() {
    thread::sleep(Duration::from_millis(30));
}

#[test]
fn the_report_says_exactly_what_changed_among_a_thousand_files() {
    let place = Place::new();
    for number in 0..1_000 {
        let text = review(&format!("Film {number}"), &format!("The story of number{number} and its people."));
        place.write(&format!("films/{number:04}.md"), text);
    }
    let_a_clock_tick_pass();
    let first = place.json(&["index", "films"]);
    assert_eq!(first["added"], 1_000);
    assert_eq!(first["reviews"], 1_000);

    let again = place.json(&["index", "films"]);
    assert_eq!((&again["unchanged"], &again["read"]), (&1_000.into(), &0.into()));

    place.write_now("films/0500.md", review("Film 500", "Now it is about a lighthouse."));
    fs::remove_file(place.path("films/0600.md")).unwrap();
    fs::rename(place.path("films/0700.md"), place.path("films/seven-hundred.md")).unwrap();
    let report = place.json(&["index"]);
    assert_eq!(report["files"]["changed"], serde_json::json!(["0500.md"]));
    assert_eq!(report["files"]["removed"], serde_json::json!(["0600.md"]));
    let moved = serde_json::json!([{"from": "0700.md", "to": "seven-hundred.md"}]);
    assert_eq!(report["files"]["moved"], moved);
    let counts =
        ["added", "changed", "removed", "moved", "unchanged", "reviews"].map(|key| report[key].clone());
    assert_eq!(counts, [0, 1, 1, 1, 997, 999].map(serde_json::Value::from));

    assert_eq!(place.find("lighthouse"), ["0500.md"]);
    assert!(place.find("number500").is_empty() && place.find("number600").is_empty());
    assert_eq!(place.find("number700"), ["seven-hundred.md"]);
    place.ok(&["check"]);
}

#[test]
fn an_edit_of_the_same_size_within_a_clock_tick_is_seen() {
    let place = Place::new();
    for round in 0..5 {
        let (old, new) = (format!("alpha{round}"), format!("omega{round}"));
        place.write_now("films/a.md", review("A", &old));
        place.ok(&["index", "films"]);
        place.write_now("films/a.md", review("A", &new));
        place.ok(&["index", "films"]);
        assert_eq!(place.find(&new), ["a.md"]);
        assert!(place.find(&old).is_empty());
    }
}

#[test]
fn an_edit_that_puts_the_old_time_back_is_seen() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    let before = fs::metadata(place.path("films/a.md")).unwrap().modified().unwrap();
    place.ok(&["index", "films"]);
    let_a_clock_tick_pass();
    fs::write(place.path("films/a.md"), review("A", "omega")).unwrap();
    fs::File::options().write(true).open(place.path("films/a.md")).unwrap().set_modified(before).unwrap();
    assert_eq!(place.json(&["index"])["changed"], 1);
    assert_eq!(place.find("omega"), ["a.md"]);
}

#[test]
fn a_touched_file_is_unchanged_and_settles() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    place.ok(&["index", "films"]);
    let_a_clock_tick_pass();
    let file = fs::File::options().write(true).open(place.path("films/a.md")).unwrap();
    file.set_modified(std::time::SystemTime::now() - Duration::from_mins(1)).unwrap();
    let_a_clock_tick_pass();
    let touched = place.json(&["index"]);
    assert_eq!((&touched["unchanged"], &touched["read"]), (&1.into(), &1.into()));
    assert_eq!(place.json(&["index"])["read"], 0);
}

#[test]
fn a_missing_root_is_an_error_and_removes_nothing() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    place.ok(&["index", "films"]);
    fs::rename(place.path("films"), place.path("unmounted")).unwrap();
    for args in [&["index", "films"][..], &["index"]] {
        let run = place.run(args);
        assert_eq!(run.status, Some(2), "{}", run.transcript());
        assert!(run.stderr.contains("films"), "{}", run.transcript());
    }
    assert_eq!(place.find("alpha"), ["a.md"]);
    assert_eq!(place.run(&["check"]).status, Some(1));
}

#[test]
fn a_refresh_comes_to_the_same_as_a_fresh_index() {
    let place = Place::new();
    let footer = "Subscribe to the Harbour Letter for one review a week, and tell a friend about it.";
    // Bare numbers up to 4 look like a scale of 5; the 9 that comes later says otherwise.
    for number in 0..8 {
        let text = format!(
            "---\ntitle: F{number}\nrating: {}\n---\n\nText {number} is here.\n\n{footer}\n",
            number % 4 + 1
        );
        place.write(&format!("films/{number}.md"), text);
    }
    place.ok(&["index", "films"]);
    place.write("films/8.md", format!("---\ntitle: F8\nrating: 9\n---\n\nText eight is here.\n\n{footer}\n"));
    fs::remove_file(place.path("films/0.md")).unwrap();
    let_a_clock_tick_pass();
    place.ok(&["index"]);
    place.ok(&["index", "films", "--index", "fresh"]);
    let refreshed = place.ok(&["export"]).stdout;
    assert_eq!(refreshed, place.ok(&["export", "--index", "fresh"]).stdout);
    assert!(!refreshed.contains("Harbour Letter"));
    assert_eq!(place.find("score:9"), ["8.md"]);
    assert_eq!(place.json(&["index"])["read"], 0);
}

#[test]
fn two_roots_live_in_one_index_and_one_can_leave() {
    let place = Place::new();
    place.write("films/a.md", review("Heat", "A heist and a diner."));
    place.write("books/a.md", review("Emma", "A match and a picnic."));
    place.ok(&["index", "films", "books"]);
    assert_eq!(place.find("rating OR a"), ["a.md", "books/a.md"]);
    let only_books = place.json(&["search", "a", "--in", "books"]);
    assert_eq!(only_books["hits"][0]["id"], "books/a.md");
    assert_eq!(only_books["total"], 1);
    place.ok(&["index", "--forget", "films"]);
    assert_eq!(place.find("*"), ["books/a.md"]);
    place.ok(&["check"]);
}

#[test]
fn the_second_of_two_writers_is_told_what_to_do() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    place.ok(&["index", "films"]);
    let lock = fs::File::options().write(true).open(place.path("index/.pullquote-lock")).unwrap();
    lock.lock().unwrap();
    let run = place.run(&["index", "films"]);
    insta::assert_snapshot!(run.transcript());
    let search = place.run(&["search", "alpha", "--in", "films"]);
    insta::assert_snapshot!("search_while_another_writes", search.transcript());
}

#[test]
fn the_index_may_lie_inside_its_archive() {
    let place = Place::new();
    place.write("a.md", review("A", "alpha"));
    let_a_clock_tick_pass();
    place.ok(&["index", "."]);
    let again = place.json(&["index", "."]);
    assert_eq!(again["reviews"], 1);
    assert_eq!(again["read"], 0);
}

#[test]
fn a_folder_of_somebody_elses_files_is_not_made_an_index() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    place.write("taxes/2019.txt", "private");
    let run = place.run(&["index", "films", "--index", "taxes"]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(run.transcript());
    assert_eq!(
        fs::read_dir(place.path("taxes"))
            .unwrap()
            .filter(|entry| !entry.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'))
            .count(),
        1
    );
}

#[test]
fn an_index_of_another_version_is_refused_with_the_way_out() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    place.ok(&["index", "films"]);
    let meta = place.path("index/meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let now = format!("\\\"format\\\":{}", pullquote::schema::FORMAT);
    fs::write(&meta, text.replace(&now, "\\\"format\\\":99")).unwrap();
    let run = place.run(&["search", "alpha"]);
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(run.transcript());
}

#[test]
fn a_file_that_turns_into_a_draft_leaves() {
    let place = Place::new();
    place.write("films/a.md", review("A", "alpha"));
    place.ok(&["index", "films"]);
    place.write_now("films/a.md", "---\ntitle: A\ndraft: true\n---\n\nalpha\n");
    age(&place.path("films/a.md"));
    let report = place.json(&["index"]);
    assert_eq!((&report["changed"], &report["reviews"]), (&1.into(), &0.into()));
    assert!(place.find("alpha").is_empty());
}

#[test]
fn a_folder_without_any_review_is_indexed_and_says_why_it_is_empty() {
    let place = Place::new();
    place.write("exports/ratings.csv", "Name,Rating\nHeat,4\n");
    let told = place.ok(&["index", "exports"]).stdout;
    assert!(told.contains("ratings.csv"), "{told}");
    let search = place.run(&["search", "heat", "--in", "exports"]);
    assert_eq!(search.status, Some(1), "{}", search.transcript());
}
