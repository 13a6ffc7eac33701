//! Files of records and containers: exports, tables, archives, as users have them.

use std::collections::BTreeSet;
use std::io::Write as _;

use serde_json::Value;

use super::harness::{Place, archive};

const LETTERBOXD: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\r\n\
2024-01-02,Heat,1995,https://boxd.it/aa1,4.5,,\"Two men drink <i>coffee</i>.\n\nThen they shoot.\",\"crime, heist\",2024-01-01\r\n\
2024-02-02,Heat,1995,https://boxd.it/aa2,5,Yes,Better the second time.,,2024-02-01\r\n\
2024-03-02,Cats,,https://boxd.it/aa3,,,No stars from me.,,\r\n";
const RATINGS: &str = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,Ran,1985,https://boxd.it/bb1,4\n";

fn letterboxd() -> Place {
    let place = Place::new();
    place.write("export/reviews.csv", LETTERBOXD);
    place.write("export/ratings.csv", RATINGS);
    place.write("export/deleted/reviews.csv", LETTERBOXD.replace("aa", "dd"));
    place
}

fn exported(place: &Place) -> Vec<Value> {
    let lines = place.ok(&["export", "--format", "jsonl"]).stdout;
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_letterboxd_export_is_its_reviews() {
    let place = letterboxd();
    let report = place.json(&["index", "export"]);
    assert_eq!(report["reviews"], 3);
    let skipped: Vec<&str> =
        report["skipped"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["deleted/reviews.csv", "ratings.csv"]);
    let heat = place.json(&["search", "\"then they shoot\""]);
    assert_eq!(heat["total"], 1);
    assert_eq!(heat["hits"][0]["score"]["value"], 9.0);
    assert_eq!(place.json(&["search", "title:heat"])["total"], 2);
    assert_eq!(place.json(&["search", "tag:heist"])["total"], 1);
    assert_eq!(place.json(&["search", "cats score:none"])["total"], 1);
}

#[test]
fn ratings_without_a_text_come_when_asked_for() {
    let place = letterboxd();
    assert_eq!(place.json(&["index", "export", "--with", "ratings"])["reviews"], 4);
    assert_eq!(place.json(&["search", "title:ran score:8"])["total"], 1);
    // The wish is kept for later runs, and can be taken back.
    assert_eq!(place.json(&["index"])["reviews"], 4);
    assert_eq!(place.json(&["index", "export", "--with", "nothing"])["reviews"], 3);
}

#[test]
fn a_dry_run_tells_the_same_and_changes_nothing() {
    let place = letterboxd();
    let would = place.json(&["index", "export", "--dry-run"]);
    assert_eq!(would["reviews"], 3);
    assert_eq!(would["records"][0]["format"], "letterboxd");
    assert!(!place.path("index").exists());
    place.ok(&["index", "export"]);
    let unchanged = place.json(&["index", "--dry-run"]);
    assert_eq!((&unchanged["unchanged"], &unchanged["reviews"]), (&Value::from(3), &Value::from(3)));
}

#[test]
fn private_notes_stay_private() {
    let place = Place::new();
    place.write(
        "library.csv",
        "Book Id,Title,Author,My Rating,Year Published,Date Read,Exclusive Shelf,My Review,Private Notes\n\
         7,Ice,Anna Kavan,0,1967,2020/01/02,read,\"Cold, and <b>beautiful</b>.\",lent to Zebulon\n\
         8,Emma,Jane Austen,5,1815,,read,,\n",
    );
    let report = place.json(&["index", "library.csv"]);
    assert_eq!(report["reviews"], 1);
    assert_eq!(place.json(&["search", "zebulon", "--exact"])["total"], 0);
    assert!(!place.ok(&["export"]).stdout.contains("Zebulon"));
    assert_eq!(place.json(&["search", "beautiful score:none"])["total"], 1);
    place.ok(&["index", "library.csv", "--with", "private-notes"]);
    assert_eq!(place.json(&["search", "zebulon", "--exact"])["total"], 1);
}

fn tar_gz(members: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, text) in members {
        let mut head = [0_u8; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[100..108].copy_from_slice(b"0000644\0");
        head[124..136].copy_from_slice(format!("{:011o}\0", text.len()).as_bytes());
        head[136..148].copy_from_slice(b"00000000000\0");
        head[148..156].copy_from_slice(b"        ");
        head[156] = b'0';
        head[257..263].copy_from_slice(b"ustar\0");
        head[263..265].copy_from_slice(b"00");
        let sum: u32 = head.iter().map(|&byte| u32::from(byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend(head);
        tar.extend(text.as_bytes());
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&tar).unwrap();
    packed.finish().unwrap()
}

#[test]
fn containers_are_read_in_place() {
    let place = Place::new();
    let inner = tar_gz(&[("deep/ran.txt", "Ran (1985)\n\nThree arrows do not break.\n\n9/10\n")]);
    place.write("films/old.tgz", inner);
    place.write("films/heat.md", "---\ntitle: Heat\nyear: 1995\n---\n\nTwo men drink.\n");
    place.ok(&["index", "films"]);
    assert_eq!(place.find("arrows"), ["old.tgz!deep/ran.txt"]);
    let shown = place.ok(&["show", "old.tgz!deep/ran.txt"]).stdout;
    assert!(shown.contains("Three arrows do not break."), "{shown}");
    place.write("films/old.tgz", tar_gz(&[("deep/ran.txt", "Ran (1985)\n\nFour arrows.\n")]));
    assert_eq!(place.json(&["index"])["changed"], 1);
    assert_eq!(place.find("arrows"), ["old.tgz!deep/ran.txt"]);
}

#[test]
fn a_damaged_container_costs_its_neighbours_nothing() {
    let place = Place::new();
    let mut broken = tar_gz(&[("a.txt", "Heat (1995)\n\nTwo men drink.\n")]);
    broken.truncate(broken.len() / 2);
    place.write("films/broken.tar.gz", broken);
    place.write("films/ran.txt", "Ran (1985)\n\nThree arrows.\n");
    let report = place.json(&["index", "films"]);
    assert_eq!(report["reviews"], 1);
    let told = format!("{}{}", report["skipped"], report["warnings"]);
    assert!(told.contains("broken.tar.gz"), "{told}");
}

#[test]
fn real_exports_are_whole() {
    let Some(goodreads) = archive("goodreads") else { return };
    let place = Place::new();
    place.ok(&["index", &goodreads.to_string_lossy()]);
    let reviews = exported(&place);
    assert_eq!(reviews.len(), 164);
    let rated = |review: &&Value| !review["score"].is_null();
    assert!(reviews.iter().filter(rated).all(|review| review["score"]["scale"] == "5"));
    assert!(reviews.iter().all(|review| !review.to_string().contains("<br")));
}

#[test]
fn a_converted_copy_below_an_export_is_told_and_not_read_twice() {
    let place = letterboxd();
    let copy = r#"{"aa1": {"Letterboxd URI": "https://boxd.it/aa1", "Name": "Heat", "Year": 1995, "Review": "Two men drink."}}"#;
    place.write("export/data/reviews.json", copy);
    place.write("export/data/other.json", r#"[{"title": "Ran", "review": "Three arrows.", "year": 1985}]"#);
    assert_eq!(place.json(&["index", "export"])["reviews"], 4);
    // Without the export the copy is all there is.
    std::fs::remove_file(place.path("export/reviews.csv")).unwrap();
    assert_eq!(place.json(&["index"])["reviews"], 2);
    assert_eq!(place.find("drink"), ["data/reviews.json#aa1"]);
}

#[test]
fn a_real_letterboxd_export_keeps_its_scores() {
    let Some(letterboxd) = archive("letterboxd") else { return };
    let place = Place::new();
    place.ok(&["index", &letterboxd.to_string_lossy()]);
    let reviews = exported(&place);
    assert_eq!(reviews.len(), 127);
    let halves: BTreeSet<String> =
        reviews.iter().map(|review| review["score"]["value"].to_string()).collect();
    let known: BTreeSet<String> = (1..=10).map(|half| format!("{half}.0")).collect();
    assert!(halves.iter().all(|value| known.contains(value) || value == "null"), "{halves:?}");
}
