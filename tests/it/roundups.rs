//! Records that hold several reviews, or none that anybody was meant to read, and tables beside each other.

use serde_json::{Value, json};

use super::harness::Place;

const NIGHT: &str = "A lamp, a boat and a storm at night, and nobody to row it home before the morning.";

/// The reviews of an archive with these files, by their ids.
fn reviews(files: &[(&str, &str)]) -> Vec<Value> {
    let place = Place::new();
    for (path, text) in files {
        place.write(&format!("archive/{path}"), text);
    }
    place.ok(&["index", "archive"]);
    let exported = place.run(&["export"]);
    exported.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Id, title, year and score of each.
fn told(reviews: &[Value]) -> Vec<(&str, &str, Option<i64>, Option<f64>)> {
    let told = |review: &'_ Value| -> (Option<i64>, Option<f64>) {
        (review["year"].as_i64(), review["score"]["value"].as_f64())
    };
    let one = |review| {
        let (year, score) = told(review);
        (review["id"].as_str().unwrap(), review["title"].as_str().unwrap(), year, score)
    };
    reviews.iter().map(one).collect()
}

const BODY: &str =
    "<p>Two films.</p><h3>Saltmarsh (1995)</h3><p>A slow tide. 8/10</p><h3>Kiln (1998)</h3><p>Hot. 7/10</p>";

#[test]
fn a_post_about_two_films_is_two_reviews() {
    let feed = format!(
        "<rss><channel><item><title>Weekend round-up</title><guid>g</guid><description><![CDATA[{BODY}]]></description></item></channel></rss>"
    );
    let found = reviews(&[("feed.xml", &feed)]);
    let expected = [
        ("feed.xml#g/kiln", "Kiln", Some(1998), Some(7.0)),
        ("feed.xml#g/saltmarsh", "Saltmarsh", Some(1995), Some(8.0)),
    ];
    assert_eq!(told(&found), expected);
    assert_eq!(found[0]["extra"]["title"], "Weekend round-up");
    let page =
        format!("<html><head><title>My films</title></head><body><h1>My films</h1>{BODY}</body></html>");
    assert_eq!(reviews(&[("page.html", &page)]).len(), 2);
    let json = r###"[{"title":"Two films","content":"## Saltmarsh (1995)\n\nA slow tide. 8/10\n\n## Kiln (1998)\n\nHot. 7/10"}]"###;
    assert_eq!(reviews(&[("posts.json", json)]).len(), 2);
}

#[test]
fn sections_of_a_record_are_its_text() {
    let json = format!(
        r#"[{{"title":"Kiln","rating":"7/10","sections":[{{"heading":"Sound","text":"{NIGHT}"}}]}}]"#
    );
    let found = reviews(&[("a.json", &json)]);
    assert_eq!(found[0]["sections"], json!([{"heading": "Sound", "text": NIGHT}]));
}

#[test]
fn what_is_not_published_is_left_out_of_records_too() {
    let place = Place::new();
    let states = [
        "\"status\":\"draft\"",
        "\"published\":false",
        "\"private\":true",
        "\"deleted\":true",
        "\"state\":\"live\"",
    ];
    let lines: Vec<String> =
        states.iter().map(|state| format!("{{\"title\":\"Kiln\",\"text\":\"{NIGHT}\",{state}}}")).collect();
    place.write("archive/a.jsonl", lines.join("\n"));
    place.write(
        "archive/b.csv",
        format!("title,status,review\nSalt,draft,\"{NIGHT}\"\nTide,published,\"{NIGHT}\"\n"),
    );
    let indexed = place.run(&["index", "archive", "--verbose"]);
    assert!(indexed.stdout.contains("not published (`status: draft`)"), "{}", indexed.stdout);
    assert_eq!(place.run(&["export"]).stdout.lines().count(), 2);
}

#[test]
fn what_readers_do_not_see_is_not_indexed() {
    let texts = [
        ("a.md", "# Kiln (1995)\n\nHot. %% zebra %% Dry.\n"),
        ("b.mdx", "# Kiln (1996)\n\nHot. {/* zebra */} Dry.\n"),
        ("c.rst", "Kiln (1997)\n===========\n\nHot and dry.\n\n.. zebra\n"),
        ("d.adoc", "= Kiln (1998)\n\nHot and dry.\n// zebra\n"),
        (
            "e.md",
            "# Kiln (1999)\n\nHot.\n\n<p hidden>zebra</p>\n\n<div style=\"display: none\">zebra</div>\n",
        ),
        ("f.md", "---\ntitle: Kiln\nyear: 2000\nprivate_notes: zebra\n---\nHot.\n"),
        (
            "g.csv",
            "title,year,review,Private Comment\nKiln,2001,Hot and dry and long,zebra\nSalt,2002,Dry and long and hot,zebra\n",
        ),
    ];
    let found = reviews(&texts);
    assert_eq!(found.len(), 8);
    assert!(found.iter().all(|review| !review.to_string().contains("zebra")), "{found:?}");
}

#[test]
fn tables_beside_each_other_have_their_own_scales() {
    let books = format!("Title,Rating,Review\nKiln,5,\"{NIGHT}\"\nSalt,4,\"{NIGHT}\"\n");
    let films = format!("Title,Rating,Review\nTide,10,\"{NIGHT}\"\nReef,7,\"{NIGHT}\"\n");
    let found = reviews(&[("books.csv", &books), ("films.csv", &films)]);
    let scores: Vec<Option<f64>> = told(&found).iter().map(|review| review.3).collect();
    assert_eq!(scores, [Some(10.0), Some(8.0), Some(10.0), Some(7.0)]);
}

#[test]
fn the_reviewers_own_score_comes_before_those_of_others() {
    let table = format!("Album,Critic Score,User Score,My Score,Review\nKiln,92,8.9,95,\"{NIGHT}\"\n");
    assert_eq!(told(&reviews(&[("a.csv", &table)]))[0].3, Some(9.5));
    let front = format!("---\ntitle: Kiln\ncritic_score: 96\n---\n{NIGHT}\n");
    assert_eq!(told(&reviews(&[("kiln.md", &front)]))[0].3, None);
}

#[test]
fn what_a_graph_refers_to_is_found_in_it() {
    let page = format!(
        r##"<html><head><script type="application/ld+json">{{"@graph":[{{"@type":"Person","@id":"#p","name":"Ada"}},{{"@type":"Review","author":{{"@id":"#p"}},"itemReviewed":{{"@type":"Movie","@id":"#m"}},"reviewRating":{{"ratingValue":"4"}}}},{{"@type":"Movie","@id":"#m","name":"Kiln","datePublished":"1995-01-01"}}]}}</script></head><body><article><h1>A hot film</h1><p>{NIGHT}</p></article></body></html>"##
    );
    let found = reviews(&[("a.html", &page)]);
    assert_eq!(told(&found), [("a.html", "Kiln", Some(1995), Some(8.0))]);
    assert_eq!(found[0]["author"], "Ada");
}

#[test]
fn the_day_above_a_title_is_that_of_the_entry() {
    let diary = format!(
        "Monday 2 January 2023\nWatched: Kiln (1995)\n{NIGHT}\n5/5\n\nWednesday 4 January 2023\nWatched: Salt (1996)\n{NIGHT}\n3/5\n"
    );
    let found = reviews(&[("diary.txt", &diary)]);
    let dates: Vec<&str> = found.iter().map(|review| review["date"].as_str().unwrap()).collect();
    assert_eq!((dates, &found[0]["verdict"]), (vec!["2023-01-02", "2023-01-04"], &Value::Null));
}

#[test]
fn a_platform_with_a_digit_stands_beside_the_year() {
    let games =
        format!("**Kiln** (PC, 2022)\n*9/10*\n\n{NIGHT}\n\n**Salt** (PS5, 2021)\n*6/10*\n\n{NIGHT}\n");
    let expected =
        [("games.md#kiln", "Kiln", Some(2022), Some(9.0)), ("games.md#salt", "Salt", Some(2021), Some(6.0))];
    assert_eq!(told(&reviews(&[("games.md", &games)])), expected);
}
