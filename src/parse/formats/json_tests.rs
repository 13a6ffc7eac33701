use serde_json::json;

use super::*;
use crate::parse::formats::testing::{read as read_text, records, run, skipped};
use crate::parse::formats::{Record, Wishes};
use crate::profile::Declared;

fn all(text: &str) -> Vec<Record> {
    let items = run(&FORMAT, "a.json", text, Wishes::default());
    records(&items).into_iter().cloned().collect()
}

#[test]
fn reviews_are_found_wherever_they_are() {
    let shapes = [
        r#"[{"title":"Heat","review":"Loud."}]"#,
        r#"{"title":"Heat","review":"Loud."}"#,
        r#"{"reviews":[{"title":"Heat","review":"Loud."}],"total":1}"#,
        r#"{"data":{"page":1,"items":[{"title":"Heat","review":"Loud."}]}}"#,
        r#"{"k1":{"title":"Heat","review":"Loud."}}"#,
        r#"{"title":"Heat","reviews":[{"review":"Loud."}]}"#,
        r#"[{"title":"Heat","rating":7,"reviews":[{"text":"Loud.","author":"Ann"}]}]"#,
        r#"{"title":"Heat","review":"Loud."}{"title":"Ronin","tags":[1]}"#,
    ];
    for shape in shapes {
        let found = all(shape);
        assert_eq!(found.len(), 1, "{shape}");
        assert_eq!(found[0].body.as_ref().unwrap().text, "Loud.", "{shape}");
        assert_eq!(found[0].fields["title"], "Heat", "{shape}");
    }
    assert_eq!(all(shapes[4])[0].key, "k1");
}

#[test]
fn a_feed_lends_its_authors_and_not_its_title() {
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Quay","authors":[{"name":"Ann"}],"items":[
        {"id":"1","title":"Heat","content_html":"<p>Loud.</p>"},{"id":"2","content_text":"Fast.","authors":[{"name":"Bo"}]}]}"#;
    let found = all(feed);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].fields["authors"], json!([{"name": "Ann"}]));
    assert_eq!((found[1].fields.get("title"), &found[1].fields["authors"][0]["name"]), (None, &json!("Bo")));
}

#[test]
fn places_are_lines() {
    let text = "{\n \"reviews\": [\n  {\"review\": \"One.\"},\n  {\n   \"review\": \"Two.\"\n  }\n ]\n}\n";
    let lines: Vec<_> = all(text).iter().map(|record| (record.line_start, record.line_end)).collect();
    assert_eq!(lines, [(3, 3), (4, 6)]);
}

#[test]
fn a_broken_record_is_told_and_its_neighbours_are_read() {
    let text = "[{\"review\":\"One.\"},\n{\"review\":\"Two},\n{\"review\":\"Three.\"},\n{\"review\":4 4},\n{\"review\":\"Five.\"}]";
    let items = run(&FORMAT, "a.json", text, Wishes::default());
    let texts: Vec<_> =
        records(&items).iter().map(|record| record.body.as_ref().unwrap().text.as_str()).collect();
    assert!(texts.contains(&"One.") && texts.contains(&"Five."), "{items:?}");
    assert!(skipped(&items).iter().all(|reason| reason.starts_with("broken JSON")), "{items:?}");
}

#[test]
fn json_without_reviews_says_so() {
    for text in [
        "{}",
        "[]",
        "[1,2]",
        r#"{"name":"x","version":"1.0","description":"a package"}"#,
        r#"{"a":[{"b":1}]}"#,
    ] {
        let items = run(&FORMAT, "a.json", text, Wishes::default());
        assert!(records(&items).is_empty(), "{text}");
        assert_eq!(skipped(&items).len(), 1, "{text}: {items:?}");
    }
}

#[test]
fn hostile_texts_end() {
    let deep = "[".repeat(20_000);
    let maps = "{\"a\":".repeat(20_000);
    let many = format!("[{}]", "{\"review\":{}},".repeat(2_000));
    let long = format!("[{{\"review\":\"{}\"}},{{\"review\":\"Two.\"}}]", "x ".repeat(5 << 20));
    let sparse = format!("{{\"a\":[{}1]}}", "{},".repeat(300_000));
    for text in [&deep, &maps, &many, &sparse] {
        assert!(records(&read_text(&FORMAT, "a.json", text, Wishes::default())).is_empty());
    }
    let works = "\"k\":{\"title\":\"Heat\",\"reviews\":[{\"review\":\"Loud.\"}]},".repeat(2_000);
    let works = format!("{{{works}\"end\":1}}");
    assert_eq!(records(&read_text(&FORMAT, "a.json", &works, Wishes::default())).len(), 2_000);
    let broken = format!("[{}]", "{\"review\":\"Two},\n".repeat(2_000));
    let broken_map = format!("{{\"a\":{}}}", "{\"review\":\"Two},\n".repeat(2_000));
    for text in [&broken, &broken_map] {
        assert!(records(&read_text(&FORMAT, "a.json", text, Wishes::default())).is_empty());
    }
    let items = read_text(&FORMAT, "a.json", &long, Wishes::default());
    assert_eq!((records(&items).len(), skipped(&items)), (1, vec!["a record of more than 8 MiB"]));
}

#[test]
fn a_list_under_another_name_is_recognised_by_its_keys() {
    let known = |path, head| {
        recognise(&Sample { path, head, is_whole: true, declared: &Declared::nothing() }).is_some()
    };
    assert!(known("a.txt", r#"[{"title":"Heat","review":"Loud."}]"#));
    assert!(!known("a.txt", r#"[{"title":"Heat"}]"#));
    assert!(!known("a.md", "{\"title\":\"Heat\",\"review\":\"x\"}\n\nA text.\n"));
    assert_eq!(json!([1]).to_string(), "[1]");
}
