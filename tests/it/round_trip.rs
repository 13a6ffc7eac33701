//! What is exported and indexed again is exported the same: every format, byte for byte.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::harness::{Place, age, archive, repository};

/// Formats that hold every review, each with the name of the file it is saved as. JSON has the reader of JSON lines.
const WHOLE: [(&str, &str); 3] = [("jsonl", "all.jsonl"), ("csv", "my reviews.csv"), ("markdown", "all.md")];

fn export(place: &Place, format: &str) -> String {
    place.ok(&["export", "--format", format]).stdout
}

/// An index of nothing but this file.
fn indexed(name: &str, text: &str) -> Place {
    let place = Place::new();
    place.write(&format!("saved/{name}"), text);
    place.ok(&["index", "saved"]);
    place
}

/// The lines of an export for whose reviews `wanted` is true.
fn filtered(lines: &str, wanted: impl Fn(&Value) -> bool) -> String {
    let is_wanted = |line: &&str| wanted(&serde_json::from_str(line).unwrap());
    lines.split_inclusive('\n').filter(is_wanted).collect()
}

#[track_caller]
fn assert_same(before: &str, after: &str, what: &str) {
    if before == after {
        return;
    }
    let pair = before.lines().zip(after.lines()).find(|(before, after)| before != after);
    let lines = (before.lines().count(), after.lines().count());
    panic!("{what}: {lines:?} lines, and the first that differs is {pair:#?}");
}

fn every_format_comes_back(archive: &Path) {
    let place = Place::new();
    place.ok(&["index", &archive.to_string_lossy()]);
    let lines = export(&place, "jsonl");
    assert!(!lines.is_empty());
    for (format, name) in WHOLE {
        let before = export(&place, format);
        let back = indexed(name, &before);
        assert_same(&before, &export(&back, format), format);
        assert_same(&lines, &export(&back, "jsonl"), &format!("{format}, as JSON lines"));
    }
    a_folder_comes_back(&place, &lines);
}

fn films_come_back_from_letterboxd(archive: &Path) {
    let place = Place::new();
    place.ok(&["index", &archive.to_string_lossy()]);
    let before = export(&place, "letterboxd");
    let back = indexed("films.csv", &before);
    assert_same(&before, &export(&back, "letterboxd"), "letterboxd");
    let is_film = |review: &Value| matches!(review["kind"].as_str(), None | Some("film" | "series"));
    let films = filtered(&export(&place, "jsonl"), is_film);
    assert!(!films.is_empty());
    assert_same(&films, &export(&back, "jsonl"), "letterboxd, as JSON lines");
}

fn a_folder_comes_back(place: &Place, lines: &str) {
    place.ok(&["export", "--format", "markdown", "--to-dir", "files"]);
    age_all(&place.path("files"));
    let back = Place::new();
    back.ok(&["index", &place.path("files").to_string_lossy()]);
    assert_same(lines, &export(&back, "jsonl"), "a folder of Markdown");
}

fn age_all(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { age_all(&path) } else { age(&path) }
    }
}

#[test]
fn the_corpus_comes_back() {
    let corpus = repository().join("corpus");
    every_format_comes_back(&corpus);
    let place = Place::new();
    place.ok(&["index", &corpus.to_string_lossy()]);
    let list = export(&place, "json");
    assert_same(&list, &export(&indexed("all.json", &list), "json"), "json");
    films_come_back_from_letterboxd(&corpus);
}

#[test]
fn real_letterboxd_comes_back() {
    let Some(path) = archive("letterboxd") else { return };
    every_format_comes_back(&path);
    films_come_back_from_letterboxd(&path);
}

#[test]
fn real_goodreads_comes_back() {
    let Some(path) = archive("goodreads") else { return };
    every_format_comes_back(&path);
}

#[test]
fn real_film_reviews_come_back() {
    let Some(path) = archive("movielog") else { return };
    every_format_comes_back(&path);
    films_come_back_from_letterboxd(&path);
}

#[test]
fn real_game_reviews_come_back() {
    let Some(path) = archive("games") else { return };
    every_format_comes_back(&path);
}

fn films() -> Place {
    let fields = "title: Heat\nyear: 1995\nkind: film\nscore: 7.4/10\ntags: [la, heist]";
    let place = Place::with_films(&[("heat.md", fields, "Two men drink.\n\n## Sound\n\nGuns.")]);
    place.write("films/low.md", "---\ntitle: Low\nkind: album\n---\n\nQuiet.\n");
    place.ok(&["index"]);
    place
}

#[test]
fn letterboxd_is_told_what_does_not_fit() {
    let run = films().ok(&["export", "--format", "letterboxd"]);
    assert!(
        run.stderr.contains("1 review was left out: Letterboxd knows films and series only"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("1 rating was rounded to half stars"), "{}", run.stderr);
    let mut rows = run.stdout.lines();
    let header = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date,Pullquote";
    assert_eq!(rows.next(), Some(header));
    assert!(rows.next().unwrap().starts_with(",Heat,1995,,3.5,,"));
}

#[test]
fn what_a_person_edits_counts() {
    let place = films();
    let rows = export(&place, "letterboxd").replace(",3.5,", ",5,").replace("Guns.", "Guns &amp; drums.");
    let back = indexed("films.csv", &rows);
    let heat = back.json(&["show", "heat.md"]);
    assert_eq!((&heat["score"]["value"], &heat["title"]), (&Value::from(10.0), &Value::from("Heat")));
    assert_eq!(heat["sections"][1]["text"], "Guns & drums.");
    let back = indexed(
        "films.csv",
        &export(&place, "letterboxd").replace("Guns.", "Guns.\n\n<b>Pacing</b>\n\n<i>Fast</i>."),
    );
    let heat = back.json(&["show", "heat.md"]);
    assert_eq!(heat["sections"][2]["text"], "Fast.", "{heat}");
    assert_eq!(heat["score"]["value"], 7.4);
    let back = indexed("a.csv", &export(&place, "csv").replacen("7.4/10", "B+", 1));
    assert_eq!(back.json(&["show", "heat.md"])["score"]["value"], 8.3);
    let back = indexed("a.md", &export(&place, "markdown").replace("year: 1995", "year: 1996"));
    assert_eq!(back.json(&["show", "heat.md"])["year"], 1996);
}

#[test]
fn a_folder_is_written_again_and_nothing_else_is_written_over() {
    let place = films();
    let to_dir = ["export", "--format", "markdown", "--to-dir", "out"];
    assert!(place.ok(&to_dir).stderr.contains("out: 2 reviews written"));
    assert!(place.ok(&to_dir).stderr.contains("out: 0 reviews written; 2 as they were"));
    // An earlier export of the same review is replaced, what somebody else wrote is not.
    let heat = fs::read_to_string(place.path("out/heat.md")).unwrap();
    place.write("out/heat.md", heat.replace("1995", "1996"));
    place.write("out/low.md", "My own notes.\n");
    let run = place.run(&to_dir);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("low.md was not written"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(place.path("out/heat.md")).unwrap(), heat);
    assert_eq!(fs::read_to_string(place.path("out/low.md")).unwrap(), "My own notes.\n");
}

#[test]
fn ids_lead_no_file_out_of_the_folder() {
    let line = |id: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"A\",\"sections\":[{{\"heading\":null,\"text\":\"{id}\"}}],\"score\":null,\"people\":[],\
             \"source\":{{\"path\":\"\",\"record\":null,\"line_start\":1,\"line_end\":1}},\"extra\":{{}}}}\n"
        )
    };
    let lines = ["../up.md", "/root.md", "a/../../b.md", "A.md", "a.md", ".hidden.md"].map(line).concat();
    let place = indexed("all.jsonl", &lines);
    let before = export(&place, "jsonl");
    place.ok(&["export", "--format", "markdown", "--to-dir", "out/here"]);
    assert_eq!(fs::read_dir(place.path("out")).unwrap().count(), 1);
    a_folder_comes_back(&place, &before);
}

#[cfg(unix)]
#[test]
fn links_lead_no_file_out_of_the_folder() {
    let place = Place::new();
    place.write("films/sub/heat.md", "---\ntitle: Heat\n---\n\nLoud.\n");
    place.ok(&["index", "films"]);
    fs::create_dir_all(place.path("out")).unwrap();
    fs::create_dir_all(place.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("out/sub")).unwrap();
    let run = place.run(&["export", "--format", "markdown", "--to-dir", "out"]);
    assert_eq!(run.status, Some(2));
    assert_eq!(fs::read_dir(place.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn unknown_formats_are_told_which_there_are() {
    let place = films();
    let run = place.run(&["export", "--format", "text"]);
    assert!(run.stderr.contains("jsonl, json, csv, letterboxd and markdown"), "{}", run.stderr);
    let run = place.run(&["export", "--format", "excel"]);
    assert!(run.stderr.contains("letterboxd"), "{}", run.stderr);
    for command in [["search", "heat"], ["similar", "heat.md"], ["show", "heat.md"], ["suggest", "he"]] {
        let run = place.run(&[&command[..], &["--format", "letterboxd"]].concat());
        assert_eq!(run.status, Some(2), "{}", run.transcript());
        assert!(run.stderr.contains("cannot write letterboxd"), "{}", run.stderr);
    }
    let run = place.run(&["export", "--to-dir", "x"]);
    assert!(run.stderr.contains("--format markdown"), "{}", run.stderr);
}

fn heat_and_ran() -> (Place, String) {
    let place =
        Place::with_films(&[("heat.md", "title: Heat", "Loud."), ("ran.md", "title: Ran", "Arrows.")]);
    let lines = export(&place, "jsonl");
    (place, lines)
}

fn told(report: &Value) -> Vec<(&str, &str)> {
    let skipped = report["skipped"].as_array().unwrap();
    skipped.iter().map(|one| (one["path"].as_str().unwrap(), one["reason"].as_str().unwrap())).collect()
}

#[test]
fn an_id_that_two_exports_have_is_told_once() {
    let (_, lines) = heat_and_ran();
    let place = Place::new();
    place.write("saved/b.jsonl", &lines);
    place.ok(&["index", "saved"]);
    // The first in the order of paths tells them, whenever it came.
    place.write("saved/a.jsonl", format!("{lines}{}", lines.lines().next().unwrap()));
    let report = place.json(&["index"]);
    assert_eq!(report["reviews"], 2);
    let expected = [
        ("a.jsonl", "1 exported review under an id that stood before in this file: the first counts"),
        ("b.jsonl", "2 exported reviews that a.jsonl has too, under the same id: read from there"),
    ];
    assert_eq!(told(&report), expected);
    assert_same(&lines, &export(&place, "jsonl"), "two exports");
    // The same at once, and in another order.
    let other = Place::new();
    other.write("saved/a.jsonl", fs::read(place.path("saved/a.jsonl")).unwrap());
    other.write("saved/b.jsonl", &lines);
    super::incremental::let_a_clock_tick_pass();
    assert_eq!(told(&other.json(&["index", "saved"])), expected);
    assert_eq!(other.json(&["index"])["read"], 0);
    // Without the first, the second tells them.
    fs::remove_file(place.path("saved/a.jsonl")).unwrap();
    let report = place.json(&["index"]);
    assert_eq!((told(&report), &report["reviews"]), (Vec::new(), &Value::from(2)));
    assert_same(&lines, &export(&place, "jsonl"), "the second");
    assert_eq!(place.ok(&["check"]).status, Some(0));
}

#[test]
fn a_review_that_is_there_itself_is_not_read_from_its_export() {
    let (place, lines) = heat_and_ran();
    place.write("films/all.jsonl", &lines);
    let report = place.json(&["index"]);
    let reason = "2 exported reviews that the archive holds in files of its own: those are read";
    assert_eq!((told(&report), &report["reviews"]), (vec![("all.jsonl", reason)], &Value::from(2)));
    fs::remove_file(place.path("films/ran.md")).unwrap();
    assert_eq!(place.json(&["index"])["reviews"], 2);
    assert_same(&lines, &export(&place, "jsonl"), "the export helps out");
}

#[test]
fn exported_ids_are_the_same_in_a_second_folder() {
    let (place, lines) = heat_and_ran();
    place.write("other/more.txt", "Diva (1981)\n\nA red scooter.\n");
    let other = Place::new();
    other.ok(&["index", &place.path("other").to_string_lossy()]);
    other.write("saved/all.jsonl", &lines);
    other.ok(&["index", "saved"]);
    assert_eq!(other.find("arrows"), ["ran.md"]);
    // The folder that they were exported from tells them itself, as soon as it is there.
    place.write("saved/all.jsonl", &lines);
    assert_eq!(place.json(&["index", "saved"])["reviews"], 2);
    place.ok(&["index", "--forget", "films"]);
    assert_same(&lines, &export(&place, "jsonl"), "the saved export");
}
