//! Real archives, where this machine has them: what people really keep is read as they mean it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::harness::{Place, archive};

/// Letters and digits only, folded: titles from slugs lack accents and punctuation.
fn folded(text: &str) -> String {
    pullquote::words::plain_words(text).concat()
}

fn exported(place: &Place) -> BTreeMap<String, Value> {
    let lines = place.ok(&["export"]).stdout;
    let reviews = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    reviews.map(|review| (review["id"].as_str().unwrap().to_owned(), review)).collect()
}

fn indexed(archive: &Path) -> Place {
    let place = Place::new();
    place.ok(&["index", &archive.to_string_lossy()]);
    place
}

#[test]
fn the_first_customers_review_is_read_whole() {
    let Some(archive) = archive("seed") else { return };
    let place = indexed(&archive);
    let review = place.json(&["show", "ballerina-2025.txt"]);
    assert_eq!((&review["title"], &review["year"]), (&"Ballerina".into(), &2025.into()));
    assert!(review["summary"].as_str().unwrap().starts_with("Typical Wick-style action"));
    assert_eq!((&review["score"]["raw"], &review["score"]["value"]), (&"7.2/10".into(), &7.2.into()));
    assert!(review["verdict"].as_str().unwrap().starts_with("Ballerina is your typical"));
    let headings: Vec<&str> = review["sections"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|section| section["heading"].as_str())
        .collect();
    let expected = [
        "Synopsis",
        "Characters & Performances",
        "Direction & Tone",
        "Cinematography & Visuals",
        "Sound & Music",
        "Pacing & Editing",
    ];
    assert_eq!(headings, expected);
    assert!(!review.to_string().contains("Bluesky"));

    let seed = ["ballerina-2025.txt"];
    for query in [
        "\"blood, bullets and ballet poses\"",
        "person:\"Ana de Armas\"",
        "person:\"Lance Reddick\" score:>=7",
        "sound:\"pulse-heavy\"",
    ] {
        assert_eq!(place.find(query), seed, "{query}");
    }
    for query in ["score:>7.2", "synopsis:\"pulse-heavy\""] {
        assert!(place.find(query).is_empty(), "{query}");
    }
}

#[test]
fn titles_years_and_grades_of_a_film_log() {
    let Some(archive) = archive("movielog") else { return };
    let place = indexed(&archive.join("reviews"));
    let reviews = exported(&place);
    let people = fs::read_to_string(archive.join("people.tsv")).unwrap();
    let (mut rows, mut right) = (0, 0);
    for row in people.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let review = &reviews[cells[0]];
        rows += 1;
        let same_title = folded(review["title"].as_str().unwrap()) == folded(cells[1]);
        let same_year = review["year"].as_i64() == cells[2].parse().ok();
        right += u32::from(same_title && same_year);
    }
    assert!(right * 100 >= rows * 99, "{right} of {rows} titles and years");

    let values: BTreeMap<&str, f64> = [
        ("A+", 10.0),
        ("A", 10.0),
        ("A-", 9.1),
        ("B+", 8.3),
        ("B", 7.5),
        ("B-", 6.7),
        ("C+", 5.8),
        ("C", 5.0),
        ("C-", 4.2),
        ("D+", 3.3),
        ("D", 2.5),
        ("D-", 1.7),
        ("F+", 0.8),
        ("F", 0.0),
        ("F-", 0.0),
    ]
    .into();
    for (id, review) in &reviews {
        let raw = review["score"]["raw"].as_str().unwrap_or_else(|| panic!("{id} has a grade"));
        assert_eq!(review["score"]["value"].as_f64(), values.get(raw).copied(), "{id}: {raw}");
        for section in review["sections"].as_array().unwrap() {
            let text = section["text"].as_str().unwrap();
            for markup in ["<span", "<!--", "imdb_id:", "grade:", "slug:", "&nbsp;"] {
                assert!(!text.contains(markup), "{id} holds {markup}");
            }
        }
    }
}

#[test]
fn every_performer_of_a_film_log_is_found_by_name() {
    let Some(archive) = archive("movielog") else { return };
    let dir = tempfile::tempdir().unwrap();
    let reviews = archive.join("reviews");
    pullquote::ingest::refresh(dir.path(), &[reviews], pullquote::ingest::Plan::default(), &Silent).unwrap();
    let reader = pullquote::index::Reader::open(dir.path()).unwrap();
    let local = pullquote::backend::local::Local::new(&reader);
    let people = fs::read_to_string(archive.join("people.tsv")).unwrap();
    let mut pairs = 0;
    for row in people.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        for name in cells[3].split(';').map(str::trim).filter(|name| !name.is_empty()) {
            pairs += 1;
            let found = ids(&local, &format!("person:\"{name}\""));
            assert!(found.iter().any(|id| id == cells[0]), "{name} is not found in {}", cells[0]);
        }
    }
    assert!(pairs >= 2_000, "{pairs} pairs");
}

/// No progress.
struct Silent;

impl pullquote::ingest::Progress for Silent {
    fn begin(&self, _: u64) {}
    fn step(&self) {}
    fn end(&self) {}
}

fn ids(local: &pullquote::backend::local::Local<'_>, query: &str) -> Vec<String> {
    use pullquote::backend::{Backend, SearchRequest};
    let request =
        SearchRequest { limit: 1_000, ..SearchRequest::new(pullquote::query::parse(query).unwrap().node) };
    local.search(&request).unwrap().hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn titles_scores_and_sections_of_a_games_blog() {
    let Some(archive) = archive("games") else { return };
    let place = indexed(&archive);
    let reviews = exported(&place);
    assert_eq!(reviews.len(), 239);
    for (id, review) in reviews {
        let text = fs::read_to_string(archive.join(&id)).unwrap();
        let title = text.lines().find_map(|line| line.strip_prefix("title = ")).unwrap();
        let title = title.trim_matches(['\'', '"']);
        let printed = match review["year"].as_i64() {
            Some(year) if title.ends_with(')') => format!("{} ({year})", review["title"].as_str().unwrap()),
            _ => review["title"].as_str().unwrap().to_owned(),
        };
        assert_eq!(printed, title, "{id}");
        let points = text.split("/5)").next().and_then(|before| before.rsplit('(').next()).unwrap();
        assert_eq!(review["score"]["value"].as_f64(), Some(points.parse::<f64>().unwrap() * 2.0), "{id}");
        let headings: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::trim).collect();
        let sections = review["sections"].as_array().unwrap();
        let read: Vec<&str> = sections.iter().filter_map(|section| section["heading"].as_str()).collect();
        assert_eq!(read, headings, "{id}");
        assert!(sections.iter().all(|section| !section["text"].as_str().unwrap().is_empty()), "{id}");
    }
}
