//! Layouts of critics' folders that nobody has seen before: each is written here, none is a sample.

use serde_json::{Value, json};

use super::harness::Place;

/// The reviews of an archive with these files, by id.
fn reviews(files: &[(&str, &str)]) -> Vec<Value> {
    let place = Place::new();
    for (path, text) in files {
        place.write(&format!("archive/{path}"), text);
    }
    place.ok(&["index", "archive"]);
    let exported = place.run(&["export"]);
    let mut reviews: Vec<Value> =
        exported.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    reviews.sort_by_key(|review| {
        (review["source"]["path"].as_str().unwrap().to_owned(), review["source"]["line_start"].as_u64())
    });
    reviews
}

fn titles(reviews: &[Value]) -> Vec<&str> {
    reviews.iter().map(|review| review["title"].as_str().unwrap()).collect()
}

fn headings(review: &Value) -> Vec<Option<&str>> {
    review["sections"].as_array().unwrap().iter().map(|section| section["heading"].as_str()).collect()
}

#[test]
fn keys_under_a_generators_own_table_count() {
    let text = "+++\ntitle = \"Saltmarsh\"\n[extra]\nyear = 1999\nrating = \"4/5\"\ndirector = \"Ida Vale\"\n+++\n\nA slow tide of a film.\n";
    let found = reviews(&[("films/saltmarsh.md", text)]);
    assert_eq!((&found[0]["year"], &found[0]["score"]["value"]), (&json!(1999), &json!(8.0)));
    assert_eq!(found[0]["people"], json!(["Ida Vale"]));
}

#[test]
fn keys_in_other_languages_fill_the_same_fields() {
    let german = "---\ntitel: Die stille Bucht\njahr: 1987\nregie: Ida Vale\nbewertung: 8,5/10\ndatum: 12. März 2018\nautor: Jo Lind\n---\n\nEin ruhiger Film.\n\n## Handlung\n\nEin Boot kommt an.\n";
    let french = "---\ntitre: La baie\nannee: 1945\nrealisateur: Ida Vale\nnote: vu au cinéma\n---\n\nUn film calme.\n";
    let found = reviews(&[("a.md", german), ("b.md", french)]);
    assert_eq!(titles(&found), ["Die stille Bucht", "La baie"]);
    assert_eq!((&found[0]["year"], &found[1]["year"]), (&json!(1987), &json!(1945)));
    assert_eq!((&found[0]["score"]["value"], &found[1]["score"]), (&json!(8.5), &Value::Null));
    assert_eq!((&found[0]["date"], &found[0]["author"]), (&json!("2018-03-12"), &json!("Jo Lind")));
    assert_eq!(found[1]["extra"]["note"], "vu au cinéma");
}

#[test]
fn a_months_capsules_under_one_heading_are_reviews_of_their_own() {
    let text = "# January capsules\n\n**Saltmarsh** (2017)\n\nA slow tide of a film. 9/10\n\n---\n\n**Harbour Lights** (2016)\n\nIt flickers and goes out. 4/10\n";
    let found = reviews(&[("january.md", text)]);
    assert_eq!(titles(&found), ["Saltmarsh", "Harbour Lights"]);
    assert_eq!(found[1]["score"]["value"], 4.0);
}

#[test]
fn a_line_of_data_with_a_score_under_each_heading_makes_reviews() {
    let text = "# Films of 2018\n\n## Saltmarsh\n\n*Ida Vale, 2018* — ★★★★★\n\nA slow tide of a film.\n\n## Harbour Lights\n\n*Max Roe, 2018* — ★★\n\nIt flickers and goes out.\n";
    let found = reviews(&[("2018.md", text)]);
    assert_eq!(titles(&found), ["Saltmarsh", "Harbour Lights"]);
    assert_eq!(found[0]["score"]["value"], 10.0);
}

#[test]
fn books_by_their_authors_in_one_file() {
    let text = "### Salt by Ida Vale\n\nRating: 4/5\n\nA dry wit.\n\n### Tide by Max Roe\n\nRating: 2/5\n\nA wet blanket.\n";
    let found = reviews(&[("2019-books.md", text)]);
    assert_eq!(titles(&found), ["Salt", "Tide"]);
    assert_eq!(found[1]["people"], json!(["Max Roe"]));
}

#[test]
fn an_albums_file_name_holds_its_artist() {
    let found = reviews(&[("albums/Ida Vale - 1999 (1982).md", "Loud, and then louder still.\n")]);
    assert_eq!((titles(&found), &found[0]["year"]), (vec!["1999"], &json!(1982)));
    assert_eq!(found[0]["people"], json!(["Ida Vale"]));
}

#[test]
fn templates_drafts_and_lists_are_no_reviews() {
    let found = reviews(&[
        ("_drafts/a.md", "---\ntitle: A\nrating: 3/5\n---\nNot yet.\n"),
        ("Templates/Film.md", "---\ntype: film\nstars:\n---\n\n## Thoughts\n"),
        ("_TEMPLATE.md", "---\ntitle: Movie Title\nrating: 8\n---\nWrite here.\n"),
        ("best-of-2019.md", "---\ntitle: The best\n---\n1. [A](/a)\n2. [B](/b)\n3. [C](/c)\n4. [D](/d)\n"),
        ("impressum.md", "# Impressum\n\nIda Vale, Saltmarsh Lane 1.\n"),
    ]);
    assert!(found.is_empty(), "{:?}", titles(&found));
}

#[test]
fn asciidoc_headings_and_fields_are_read() {
    let text = "= Saltmarsh\n:year: 1983\n:rating: 7/10\n\nA slow tide of a film, and I mean that kindly.\n\n== Story\n\nA boat comes in, and nobody is on it.\n";
    let found = reviews(&[("saltmarsh.adoc", text)]);
    assert_eq!((titles(&found), &found[0]["year"]), (vec!["Saltmarsh"], &json!(1983)));
    assert_eq!(headings(&found[0]).last(), Some(&Some("Story")));
}
