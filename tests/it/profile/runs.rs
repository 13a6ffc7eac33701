//! Runs by a profile: one that changes, one that is broken, and one that is drafted.

use std::fs;

use insta::assert_snapshot;
use serde_json::json;

use super::super::harness::Place;
use super::super::incremental::let_a_clock_tick_pass;
use super::{archive, scores};

#[test]
fn a_changed_profile_reads_everything_anew_and_a_comment_does_not() {
    let rated = |rating: u32| format!("---\ntitle: A\nrating: {rating}\n---\n\nText.\n");
    let place = Place::new();
    place.write("a/1.md", rated(3));
    place.write("a/2.md", rated(4));
    let first = place.json(&["index", "a"]);
    assert_eq!((&first["profiles"], &first["added"]), (&json!([]), &json!(2)));
    assert_eq!(scores(&place, &["1.md"]), [json!(6.0)]);

    // The files may have been written in the very tick that they were read in: that must not hide the profile.
    place.write("a/pullquote.toml", "scale = 10\n");
    assert_eq!(place.run(&["check"]).status, Some(1));
    let_a_clock_tick_pass();
    let second = place.json(&["index"]);
    assert_eq!((&second["read"], &second["changed"]), (&json!(2), &json!(2)));
    assert_eq!(scores(&place, &["1.md"]), [json!(3.0)]);
    place.ok(&["check"]);

    place.write("a/pullquote.toml", "# all of them\nscale = 10.0\n");
    assert_eq!(place.json(&["index"])["read"], 0);

    place.write("a/pullquote.toml", "skip = '2.md'\n");
    let third = place.json(&["index"]);
    assert_eq!((&third["removed"], &third["reviews"]), (&json!(1), &json!(1)));

    fs::remove_file(place.path("a/pullquote.toml")).unwrap();
    let last = place.json(&["index"]);
    assert_eq!((&last["reviews"], &last["added"]), (&json!(2), &json!(1)));
    assert_eq!(scores(&place, &["1.md"]), [json!(6.0)]);
}

#[test]
fn a_broken_profile_stops_everything_before_anything_is_changed() {
    let place = Place::new();
    place.write("a/1.md", "---\ntitle: A\nrating: 3/5\n---\n\nA lantern.\n");
    place.write("a/pullquote.toml", "# mine\nscale = 5\n[feilds]\ntitle = 'x'\n");
    let run = place.run(&["index", "a"]);
    assert_snapshot!(run.transcript().replace(&*real(&place), "[place]"));
    assert!(!place.path("index").exists());

    place.write("a/pullquote.toml", "scale = 5\n");
    place.ok(&["index", "a"]);
    place.write("a/2.md", "---\ntitle: B\n---\n\nA lantern.\n");
    for broken in ["scale = \n", "private = [\"a\"", "scale = 5\nscale = 6\n", "\u{0}"] {
        place.write("a/pullquote.toml", broken);
        for command in
            [&["index"][..], &["search", "lantern", "--in", "a"], &["profile", "a"], &["index", "--dry-run"]]
        {
            let run = place.run(command);
            assert_eq!(run.status, Some(2), "{}", run.transcript());
            assert!(
                run.stderr.contains("pullquote.toml:") && run.stderr.contains('^'),
                "{}",
                run.transcript()
            );
        }
    }
    assert_eq!(place.find("lantern"), ["1.md"]);
    place.write("a/pullquote.toml", b"scale = 5\n# \xff\n");
    assert!(place.run(&["index"]).stderr.contains("pullquote.toml:2:1: this is not UTF-8"));
}

fn real(place: &Place) -> String {
    fs::canonicalize(place.path("")).unwrap().to_string_lossy().into_owned()
}

#[test]
fn keys_that_occur_nowhere_are_told_and_the_profile_is_named() {
    let profile = "private = ['notes', 'emial']\nskip_when = { stauts = 'draft' }\n[fields]\ntitle = ['book.titel', 'name']\n";
    let place = Place::new();
    place.write("a/1.md", "---\nname: Salt\nnotes: mine\nrating: 3/5\n---\n\nA lantern.\n");
    place.write("a/pullquote.toml", profile);
    place.write("a/below/pullquote.toml", "scale = 3");
    let run = place.ok(&["index", "a", "--dry-run"]);
    assert_snapshot!(run.transcript());
    place.ok(&["index", "a"]);
    assert_eq!(place.json(&["index"])["warnings"].as_array().unwrap().len(), 3);
}

/// What the helper for new profiles is to find something in.
fn odd_archive() -> Place {
    let place = Place::new();
    let text = |n: u32, heading: &str| {
        format!(
            "---\nwerk: {{titel: Film {n}}}\nfilm_year: 1987\nrating: {n}\nreader_email: a@example.org\n---\n\n## Plot\n\nA man.\n\n## {heading}\n\nA hum.\n"
        )
    };
    for n in 1..=5 {
        place.write(&format!("a/{n}.md"), text(n, if n < 3 { "Sound and Music" } else { "Sounds & Music" }));
    }
    place.write("a/list.jsonl", "{\"title\": \"B\", \"text\": \"A lantern.\", \"private_notes\": \"x\", \"cast_list\": [{\"nom\": \"N\"}]}\n");
    place.write("a/cover.jpg", "x");
    place
}

#[test]
fn a_draft_of_a_profile_is_written_once_and_changes_nothing() {
    let place = odd_archive();
    let_a_clock_tick_pass();
    let known = place.json(&["index", "a"])["warnings"].clone();
    let before = place.ok(&["export"]).stdout;
    let run = place.ok(&["profile", "--init", "a"]);
    assert_eq!(run.stdout, "", "{}", run.transcript());
    assert_snapshot!(fs::read_to_string(place.path("a/pullquote.toml")).unwrap());
    let again = place.run(&["profile", "a", "--init"]);
    assert_eq!(again.status, Some(2));
    assert!(again.stderr.contains("is there already"), "{}", again.transcript());
    let report = place.json(&["index"]);
    assert_eq!((&report["read"], &report["warnings"]), (&json!(0), &known));
    assert_eq!(place.ok(&["export"]).stdout, before);
}

#[test]
fn a_profile_is_printed_as_it_is_understood() {
    let place =
        archive("# mine\nscale=5\nprivate=['notes']\n[fields]\nscore=\"x.y\"\n", &[("a.md", "Text.")]);
    assert_snapshot!(place.ok(&["profile", "a"]).transcript());
    let none = Place::new();
    none.write("b/a.md", "Text.");
    assert_eq!(none.run(&["profile", "b"]).status, Some(1));
    assert_eq!(none.run(&["profile", "b/a.md"]).status, Some(2));
    assert_eq!(none.run(&["profile", "c"]).status, Some(2));
    assert_eq!(none.run(&["profile", "b", "--format", "json"]).status, Some(2));
}
