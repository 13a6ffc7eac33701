//! The JSON page: every key and every notice that the program prints is in it, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::super::harness::{Place, repository};
use super::{code, page, part, rows};

/// Which shape the value of a key has: shape, key, shape of the value or of its elements.
const INSIDE: [(&str, &str, &str); 21] = [
    ("Search", "hits", "Hit"),
    ("Search", "facets", "Facets"),
    ("Search", "notices", "Notice"),
    ("Suggestions", "suggestions", "Suggestion"),
    ("Similar", "like", "Like"),
    ("Similar", "hits", "Hit"),
    ("Hit", "score", "Score"),
    ("Hit", "passages", "Passage"),
    ("Hit", "explanation", "Part"),
    ("Review", "sections", "Section"),
    ("Review", "score", "Score"),
    ("Review", "source", "Source"),
    ("Index report", "files", "Files"),
    ("Files", "moved", "Move"),
    ("Index report", "records", "Records"),
    ("Index report", "scales", "Scale"),
    ("Index report", "skipped", "Skipped"),
    ("Index report", "warnings", "Warning"),
    ("Check", "roots", "Root"),
    ("Lint", "findings", "Finding"),
    ("Finding", "places", "Finding place"),
];

type Keys = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_key_is_documented_and_every_documented_key_is_printed() {
    let printed = printed_keys();
    let text = page("docs/JSON.md");
    for (shape, keys) in &printed {
        let documented: BTreeSet<String> =
            rows(&part(&text, shape)).iter().map(|row| code(&row[0])[0].to_owned()).collect();
        assert_eq!(keys, &documented, "{shape}: printed left, documented right");
    }
}

fn printed_keys() -> Keys {
    let place = Place::new();
    place.write(
        "films/heat.md",
        "---\ntitle: Heat\nyear: 1995\ngrade: B+\nkind: film\n---\n\nTwo men drink.\n\n## Sound\n\nA low hum.\n",
    );
    place.write("films/speed.txt", "Speed (1994)\n\nA bus.\n");
    place.write("films/seen.csv", "Film,Stars,Review\nDiva,4,A red scooter.\nRan,5,Three arrows.\n");
    place.write("films/empty.md", "");
    place.write("films/odd.md", "---\ntitle: Odd\nyear: soon\nrating: 8\n---\n\nA bus, again.\n");
    place.ok(&["index", "films"]);
    fs::rename(place.path("films/speed.txt"), place.path("films/fast.txt")).unwrap();
    let mut keys = Keys::new();
    gather("Index report", &place.json(&["index"]), &mut keys);
    let search = ["search", "Nothing:drink OR hum", "--facet", "year", "--explain"];
    gather("Search", &place.json(&search), &mut keys);
    gather("Similar", &place.json(&["similar", "heat.md", "--explain"]), &mut keys);
    gather("Suggestions", &place.json(&["suggest", "h"]), &mut keys);
    gather("Review", &place.json(&["show", "heat.md"]), &mut keys);
    gather("Check", &place.json(&["check"]), &mut keys);
    gather("Lint", &place.json(&["lint"]), &mut keys);
    for (_, _, shape) in INSIDE.iter().filter(|(_, key, _)| *key != "facets") {
        assert!(keys.contains_key(*shape), "nothing of the shape {shape} was printed");
    }
    keys
}

fn gather(shape: &str, value: &Value, keys: &mut Keys) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(shape, value, keys)),
        Value::Object(map) if shape == "Facets" => {
            map.values().for_each(|value| gather("Count", value, keys));
        }
        Value::Object(map) => {
            keys.entry(shape.to_owned()).or_default().extend(map.keys().cloned());
            for (key, value) in map {
                let inside = INSIDE.iter().find(|(outer, name, _)| *outer == shape && name == key);
                if let Some((_, _, inner)) = inside {
                    gather(inner, value, keys);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_kind_of_notice_is_documented() {
    let text = page("docs/JSON.md");
    let documented: BTreeSet<String> =
        rows(&part(&text, "Kinds of notices")).iter().map(|row| code(&row[0])[0].to_owned()).collect();
    assert_eq!(kinds_in_source(), documented, "in the source left, documented right");
}

#[test]
fn every_kind_of_finding_is_documented() {
    let text = page("docs/JSON.md");
    let documented: Vec<String> =
        rows(&part(&text, "Kinds of findings")).iter().map(|row| code(&row[0])[0].to_owned()).collect();
    let known: Vec<&str> = pullquote::lint::Kind::all().map(pullquote::lint::Kind::as_str).collect();
    assert_eq!(known, documented, "in the source left, documented right");
}

#[test]
fn the_examples_of_notices_give_them() {
    let place = Place::new();
    place.write("films/heat.md", "---\ntitle: Heat\n---\n\nTwo men drink.\n");
    place.ok(&["index", "films"]);
    let text = page("docs/JSON.md");
    for row in rows(&part(&text, "Kinds of notices")) {
        let (kind, example) = (code(&row[0])[0], code(&row[2]));
        let Some(query) = example.first() else { continue };
        let offset = if kind == "past-the-end" { "9" } else { "0" };
        let answer = place.json(&["search", "--offset", offset, "--", query]);
        let kinds: Vec<&Value> =
            answer["notices"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
        assert!(kinds.contains(&&Value::from(kind)), "{query} gives {kinds:?}, not {kind}");
    }
}

/// The first argument of everything that makes a notice.
fn kinds_in_source() -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for file in sources(repository().join("src")) {
        let text = fs::read_to_string(file).unwrap();
        for maker in ["Notice::new(", ".notice("] {
            let arguments = text.split(maker).skip(1).map(str::trim_start);
            let literals = arguments.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
            kinds.extend(literals.map(str::to_owned));
        }
    }
    kinds
}

fn sources(folder: PathBuf) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { all.push(path) }
        }
    }
    all
}
