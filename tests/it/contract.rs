//! What programs depend on: JSON shapes, exit statuses, formats.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use super::harness::Place;

const HEAT: &str = "---
title: Heat
year: 1995
grade: B+
director: Michael Mann
author: June Adair
date: 2020-05-17
tags: [crime, heist]
isbn_of_nothing: kept
---

Two men drink coffee.

## Sound & Music

The score is a low hum, and the shots in the street are *louder* than music.

## Pace

It takes its time, and then it takes yours.
";

fn place() -> Place {
    let place = Place::new();
    place.write("films/heat.md", HEAT);
    place.write("films/speed.txt", "Speed (1994)\n\nA bus that must not slow down.\n\nScore: 4/5\n");
    place.ok(&["index", "films"]);
    place
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn search_answers_one_object_of_the_documented_shape() {
    let place = place();
    let answer = place.json(&["search", "sound:\"the street\""]);
    assert_eq!(
        keys(&answer),
        ["facets", "hits", "notices", "query", "took_us", "total", "total_is_exact", "understood", "version"]
    );
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["total"], 1);
    let hit = &answer["hits"][0];
    assert_eq!(keys(hit), ["id", "passages", "path", "rank", "relevance", "score", "title", "year"]);
    assert_eq!(
        (&hit["id"], &hit["path"], &hit["year"]),
        (&"heat.md".into(), &"heat.md".into(), &1995.into())
    );
    let score = serde_json::json!({"raw": "B+", "value": 8.3, "scale": "letter", "method": "metacritic"});
    assert_eq!(hit["score"], score);
    let passage = &hit["passages"][0];
    assert_eq!(keys(passage), ["field", "line", "section", "spans", "text"]);
    assert_eq!((&passage["section"], &passage["line"]), (&"Sound & Music".into(), &16.into()));
    let text = passage["text"].as_str().unwrap();
    let spans: Vec<&str> = passage["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| &text[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize])
        .collect();
    assert_eq!(spans, ["the street"]);
}

#[test]
fn show_and_export_print_a_review_of_the_documented_shape() {
    let place = place();
    let shown = place.json(&["show", "heat.md"]);
    insta::assert_json_snapshot!(shown);
    let exported = place.ok(&["export"]).stdout;
    assert_eq!(exported.lines().count(), 2);
    let first: Value = serde_json::from_str(exported.lines().next().unwrap()).unwrap();
    assert_eq!(first, shown);
    let array: Value = serde_json::from_str(&place.ok(&["export", "--format", "json"]).stdout).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 2);
}

#[test]
fn index_reports_counts_and_lists() {
    let place = place();
    place.write("films/empty.md", "");
    let report = place.json(&["index"]);
    assert_eq!(
        keys(&report),
        [
            "added",
            "boilerplate",
            "changed",
            "files",
            "moved",
            "profiles",
            "read",
            "records",
            "removed",
            "reviews",
            "scales",
            "skipped",
            "took_us",
            "unchanged",
            "version",
            "warnings"
        ]
    );
    assert_eq!(keys(&report["skipped"][0]), ["path", "reason", "record"]);
    assert_eq!((&report["added"], &report["reviews"]), (&1.into(), &2.into()));
}

#[test]
fn exit_statuses_are_those_of_grep() {
    let place = place();
    assert_eq!(place.run(&["search", "coffee"]).status, Some(0));
    assert_eq!(place.run(&["search", "zeppelin"]).status, Some(1));
    assert_eq!(place.run(&["search", "\"unclosed"]).status, Some(2));
    assert_eq!(place.run(&["search", "coffee", "--min-score", "great"]).status, Some(2));
    assert_eq!(place.run(&["search", "coffee", "--no-such-flag"]).status, Some(2));
    assert_eq!(place.run(&["search", "coffee", "--index", "nowhere"]).status, Some(2));
    assert_eq!(place.run(&["show", "nothing.md"]).status, Some(2));
    assert_eq!(place.run(&["check"]).status, Some(0));
}

#[test]
fn every_format_of_search() {
    let place = place();
    for format in ["text", "jsonl", "csv", "markdown"] {
        let run = place.ok(&["search", "street OR bus", "--format", format, "--sort", "title"]);
        let shown = run.transcript();
        let relevance = regex_free_relevance(&shown);
        insta::assert_snapshot!(format!("search_{format}"), relevance);
    }
}

/// Relevances may differ in their last digits from machine to machine.
fn regex_free_relevance(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive([',', '}']) {
        let is_decimal = |value: &str| value.contains('.') && value.parse::<f32>().is_ok() && value.len() > 5;
        let bare = part.trim_end_matches([',', '}']).trim_start_matches("\"relevance\":");
        if is_decimal(bare) {
            out.push_str(&part.replace(bare, "[relevance]"));
        } else {
            out.push_str(part);
        }
    }
    out
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    for number in 0..3_000 {
        let text =
            format!("---\ntitle: Film {number}\n---\n\n{}\n", "Words enough to fill a pipe. ".repeat(20));
        place.write_now(&format!("films/{number}.md"), text);
    }
    place.ok(&["index", "films"]);
    let mut child = place.command(&["export"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn quiet_is_quiet_and_notes_do_not_mix_with_the_answer() {
    let place = place();
    let loud = place.run(&["search", "Heat:coffee", "--format", "jsonl"]);
    assert!(loud.stderr.contains("note:"), "{}", loud.transcript());
    assert!(!loud.stdout.contains("note:"));
    let quiet = place.run(&["search", "Heat:coffee", "--quiet"]);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn colours_come_only_when_wanted() {
    let place = place();
    assert!(!place.ok(&["search", "coffee"]).stdout.contains('\x1b'));
    assert!(place.ok(&["search", "coffee", "--color", "always"]).stdout.contains("\x1b[1;31mcoffee\x1b[0m"));
}

#[test]
fn hostile_text_reaches_the_terminal_harmless() {
    let place = Place::new();
    place.write(
        "films/a\u{1b}[2Jb.md",
        "---\ntitle: \"Bad \\u001b[31m\\u202etitle\"\n---\n\nA lantern \u{202e}here\u{7}.\n",
    );
    place.ok(&["index", "films"]);
    let run = place.ok(&["search", "lantern"]);
    let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!run.stdout.contains(steers), "{:?}", run.stdout);
}

#[test]
fn paging_is_stable_and_tells_past_the_end() {
    let place = Place::new();
    for number in 0..25 {
        place
            .write(&format!("films/{number:02}.md"), format!("---\ntitle: T\n---\n\nSame words {number}.\n"));
    }
    place.ok(&["index", "films"]);
    let mut seen = Vec::new();
    for offset in [0, 10, 20] {
        let answer = place.json(&["search", "same words", "--offset", &offset.to_string()]);
        for hit in answer["hits"].as_array().unwrap() {
            seen.push(hit["id"].as_str().unwrap().to_owned());
        }
    }
    let mut expected = seen.clone();
    expected.sort();
    expected.dedup();
    assert_eq!((seen.len(), &seen), (25, &expected));
    let past = place.json(&["search", "same words", "--offset", "25"]);
    assert_eq!(past["total"], 25);
    assert_eq!(past["notices"][0]["kind"], "past-the-end");
}
