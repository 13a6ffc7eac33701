//! The bundled corpus: what its README says of it is what the index says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::OnceLock;

use serde_json::Value;

use super::harness::{Place, repository};

/// The corpus, indexed once for all tests of this file.
fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = Place::new();
        place.ok(&["index", corpus().as_str()]);
        place
    })
}

fn corpus() -> String {
    repository().join("corpus").to_string_lossy().into_owned()
}

/// A row of the table in corpus/README.md.
struct Gold {
    id: String,
    title: String,
    year: Option<i64>,
    kind: Option<String>,
    raw: Option<String>,
    value: Option<f64>,
}

fn gold() -> Vec<Gold> {
    let readme = fs::read_to_string(repository().join("corpus/README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
        let [path, record, title, year, kind, raw, value] = cells.try_into().ok()?;
        let text = |cell: &str| (cell != "-").then(|| cell.trim_matches('`').to_owned());
        let path = text(path).filter(|path| path.contains('/'))?;
        let id = text(record).map_or(path.clone(), |record| format!("{path}#{record}"));
        Some(Gold {
            id,
            title: text(title)?,
            year: text(year).map(|year| year.parse().unwrap()),
            kind: text(kind),
            raw: text(raw),
            value: text(value).map(|value| value.parse().unwrap()),
        })
    });
    let gold: Vec<Gold> = rows.collect();
    assert!(gold.len() >= 40, "the corpus holds at least 40 reviews, its README lists {}", gold.len());
    gold
}

fn exported() -> BTreeMap<String, Value> {
    let lines = place().ok(&["export"]).stdout;
    let reviews = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    reviews.map(|review| (review["id"].as_str().unwrap().to_owned(), review)).collect()
}

#[test]
fn every_review_is_read_as_the_readme_says() {
    let mut reviews = exported();
    for gold in gold() {
        let review = reviews.remove(&gold.id).unwrap_or_else(|| panic!("{} is not in the index", gold.id));
        assert_eq!(review["title"], Value::from(gold.title), "{}", gold.id);
        assert_eq!(review["year"], Value::from(gold.year), "{}", gold.id);
        assert_eq!(review["kind"], Value::from(gold.kind), "{}", gold.id);
        assert_eq!(review["score"]["raw"], Value::from(gold.raw), "{}", gold.id);
        assert_eq!(review["score"]["value"], Value::from(gold.value), "{}", gold.id);
    }
    assert!(reviews.is_empty(), "not in the README: {:?}", reviews.keys());
}

#[test]
fn every_title_typed_as_it_is_finds_its_review_first() {
    for gold in gold() {
        let run = place().run(&["search", "--format", "json", "--", &gold.title]);
        assert_eq!(run.status, Some(0), "{}", run.transcript());
        let answer: Value = serde_json::from_str(&run.stdout).unwrap();
        let first = &answer["hits"][0];
        assert_eq!(first["title"], Value::from(gold.title.clone()), "{} finds {first}", gold.title);
    }
}

#[test]
fn every_title_with_its_year_finds_its_review_first() {
    for gold in gold().iter().filter(|gold| gold.year.is_some()) {
        let typed = format!("{} ({})", gold.title, gold.year.unwrap());
        let answer = place().json(&["search", "--", &typed]);
        assert_eq!(answer["hits"][0]["id"], Value::from(gold.id.clone()), "{typed}");
    }
}

#[test]
fn neighbours_that_are_no_reviews_are_told_with_their_reason() {
    let run = place().ok(&["index", "--verbose"]);
    let skipped = run.stdout.lines().skip_while(|line| !line.starts_with("  skipped")).collect::<Vec<_>>();
    insta::assert_snapshot!(skipped.join("\n"));
}

#[test]
fn the_readmes_phrase_is_found_above_its_score() {
    let hits = place().find("\"razor-thin\" score:>=7");
    assert_eq!(hits, ["site/john-wick-2014.txt"]);
    assert_eq!(place().find("\"razor-thin\"").len(), 3);
}

#[test]
fn repeated_footers_are_in_no_section() {
    assert!(place().find("newsletter").is_empty());
    assert!(place().find("\"follow us\"").is_empty());
}

#[test]
fn sections_are_searched_by_what_their_heading_says() {
    assert_eq!(place().find("sound:synth"), ["site/cats-2019.txt"]);
    assert_eq!(place().find("characters:\"lance reddick\" wick"), ["site/john-wick-2014.txt"]);
    assert!(place().find("synopsis:synth").is_empty());
}

/// The values of a facet that a review has, each once.
fn facet_values(facet: &str, review: &Value) -> BTreeSet<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts = |values: &Value| values.as_array().unwrap().iter().filter_map(text).collect::<Vec<_>>();
    let all = match facet {
        "year" => review["year"].as_i64().map(|year| format!("{year:04}")).into_iter().collect(),
        "score" => review["score"]["value"].as_f64().map(band).into_iter().collect(),
        "section" => review["sections"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|section| text(&section["heading"]))
            .collect(),
        "folder" => {
            let path = review["source"]["path"].as_str().unwrap();
            path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).into_iter().collect()
        }
        "tag" => texts(&review["tags"]),
        "person" => texts(&review["people"]),
        own => text(&review[own]).into_iter().collect(),
    };
    all.into_iter().collect()
}

fn band(score: f64) -> String {
    let low = score.floor();
    if low >= 10.0 { "10".to_owned() } else { format!("{low}..{}", low + 1.0) }
}

/// For each value of a facet, how many reviews have it and the mean of their scores.
fn counted(facet: &str, reviews: &BTreeMap<String, Value>) -> BTreeMap<String, (u64, Option<f64>)> {
    let mut scores: BTreeMap<String, (u64, Vec<f64>)> = BTreeMap::new();
    for review in reviews.values() {
        for value in facet_values(facet, review) {
            let (count, scores) = scores.entry(value).or_default();
            *count += 1;
            scores.extend(review["score"]["value"].as_f64());
        }
    }
    let mean = |scores: &[f64]| {
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        (!scores.is_empty()).then(|| (mean * 100.0).round() / 100.0)
    };
    scores.into_iter().map(|(value, (count, scores))| (value, (count, mean(&scores)))).collect()
}

fn answered(facet: &str) -> Vec<Value> {
    let answer = place().json(&["search", "*", "--limit", "0", "--facet", facet, "--facet-limit", "0"]);
    answer["facets"][facet].as_array().unwrap().clone()
}

#[test]
fn facets_are_what_is_counted_in_the_export() {
    let reviews = exported();
    for facet in ["year", "score", "section", "tag", "author", "kind", "folder"] {
        let answered = answered(facet).into_iter().map(|one| {
            let value = one["value"].as_str().unwrap().to_owned();
            (value, (one["count"].as_u64().unwrap(), one["mean_score"].as_f64()))
        });
        assert_eq!(answered.collect::<BTreeMap<_, _>>(), counted(facet, &reviews), "{facet}");
    }
}

/// People are counted where prose names them too, so the export tells only who is credited how often.
#[test]
fn credits_are_what_is_counted_in_the_export() {
    let credited = answered("person").into_iter().filter(|one| one["credited"] != 0).map(|one| {
        assert!(one["credited"].as_u64() <= one["count"].as_u64(), "{one}");
        (one["value"].as_str().unwrap().to_owned(), one["credited"].as_u64().unwrap())
    });
    let credited: BTreeMap<String, u64> = credited.collect();
    let counted = counted("person", &exported()).into_iter().map(|(name, (count, _))| (name, count));
    assert_eq!(credited, counted.collect());
}
