//! What is exported and indexed again is exported the same: every format, byte for byte.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::harness::{Place, age, archive, repository};

/// Formats that hold every review, each with the name of the file it is saved as.
const WHOLE: [(&str, &str); 4] =
    [("jsonl", "all.jsonl"), ("json", "all.json"), ("csv", "my reviews.csv"), ("markdown", "all.md")];

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
    let before = export(&place, "letterboxd");
    let back = indexed("films.csv", &before);
    assert_same(&before, &export(&back, "letterboxd"), "letterboxd");
    let films = filtered(&lines, |review| matches!(review["kind"].as_str(), None | Some("film" | "series")));
    assert_same(&films, &filtered(&export(&back, "jsonl"), |_| true), "letterboxd, as JSON lines");
    a_folder_comes_back(&place, &lines);
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
    every_format_comes_back(&repository().join("corpus"));
}

#[test]
fn real_archives_come_back() {
    for name in ["letterboxd", "goodreads", "movielog", "games"] {
        if let Some(path) = archive(name) {
            every_format_comes_back(&path);
        }
    }
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
    let back = indexed("a.csv", &export(&place, "csv").replace("7.4/10", "B+"));
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
