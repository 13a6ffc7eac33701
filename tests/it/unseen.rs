//! Layouts of critics' folders that nobody has seen before: each is written here, none is a sample.

use serde_json::{Value, json};

use super::harness::Place;

/// The reviews of an archive with these files, by id.
pub(super) fn reviews(files: &[(&str, &str)]) -> Vec<Value> {
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

pub(super) fn titles(reviews: &[Value]) -> Vec<&str> {
    reviews.iter().map(|review| review["title"].as_str().unwrap()).collect()
}

pub(super) fn headings(review: &Value) -> Vec<Option<&str>> {
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
fn year_folders_are_years_of_release_where_they_go_back_far_enough() {
    let text = "A slow tide of a film.\n";
    let films = reviews(&[("films/1968/salt.md", text), ("films/1995/tide.md", text)]);
    assert_eq!((&films[0]["year"], &films[1]["year"]), (&json!(1968), &json!(1995)));
    let posts = reviews(&[("posts/2014/salt.md", text), ("posts/2015/tide.md", text)]);
    assert_eq!((&posts[0]["year"], &posts[1]["year"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_date_of_unknown_order_has_that_of_its_neighbours() {
    let text = |date: &str| format!("---\ntitle: Salt\nyear: 1999\nwatched: {date}\n---\n\nA slow tide.\n");
    let found = reviews(&[("a.md", &text("13/04/2019")), ("b.md", &text("03/04/2019"))]);
    assert_eq!(found[1]["date"], "2019-04-03");
    let found = reviews(&[("a.md", &text("04/13/2019")), ("b.md", &text("03/04/2019"))]);
    assert_eq!(found[1]["date"], "2019-03-04");
}

#[test]
fn a_short_line_is_no_heading_where_the_neighbours_share_theirs() {
    let text = |title: &str, stray: &str| {
        format!(
            "{title} (1999)\n\nA film about {title}, who comes in slowly and goes out again at night.\n\nPlot & Premise\n\nA boat named {title} comes in, and nobody who waits for it is on it.\n\n{stray}\n\nI would have stayed with {title} for another hour, and then another.\n\nLook and Feel\n\nGrey upon grey upon grey, with {title} in a red scarf in the middle of it.\n"
        )
    };
    let found = reviews(&[
        ("salt.txt", &text("Salt", "Nobody knows")),
        ("tide.txt", &text("Tide", "Worth it")),
        ("weir.txt", &text("Weir", "To be honest")),
    ]);
    for review in &found {
        assert_eq!(headings(review), [None, Some("Plot & Premise"), Some("Look and Feel")]);
        let under_plot = review["sections"][1]["text"].as_str().unwrap();
        assert!(under_plot.contains("another hour"), "{under_plot}");
    }
}

#[test]
fn items_of_a_list_that_begin_with_a_title_are_reviews() {
    let text = "---\ntitle: March\n---\n- **Saltmarsh** (2020): ★★★★ A slow tide of a film.\n- **Harbour Lights** (2019): ★★ It flickers and goes out.\n";
    let found = reviews(&[("march.md", text)]);
    assert_eq!(titles(&found), ["Saltmarsh", "Harbour Lights"]);
    assert_eq!((&found[0]["year"], &found[1]["score"]["value"]), (&json!(2020), &json!(4.0)));
}

#[test]
fn a_diarys_dates_are_not_part_of_the_titles() {
    let text = "# April\n\n## 1 April: Saltmarsh (2020)\n\nA slow tide.\n\nGrade: B+\n\n## 9 April: Harbour Lights (2019)\n\nIt flickers.\n\nGrade: D\n";
    assert_eq!(titles(&reviews(&[("april.md", text)])), ["Saltmarsh", "Harbour Lights"]);
}

#[test]
fn asciidoc_headings_and_fields_are_read() {
    let text = "= Saltmarsh\n:year: 1983\n:rating: 7/10\n\nA slow tide of a film, and I mean that kindly.\n\n== Story\n\nA boat comes in, and nobody is on it.\n";
    let found = reviews(&[("saltmarsh.adoc", text)]);
    assert_eq!((titles(&found), &found[0]["year"]), (vec!["Saltmarsh"], &json!(1983)));
    assert_eq!(headings(&found[0]).last(), Some(&Some("Story")));
}

#[test]
fn reviews_that_rules_or_empty_lines_part_are_told_apart_by_their_bare_titles() {
    let review = |title: &str, score: u32| {
        format!(
            "{title}\n\nA slow tide of a film that comes in twice a day and leaves the sand cold.\n\n{score}/10\n"
        )
    };
    let parts = [review("Saltmarsh", 7), review("Old Harbour", 9), review("Kelp", 3)];
    for rule in ["\n***\n\n", "\n---\n\n", "\n----------\n\n", "\n\n\n"] {
        for (path, count) in [("diary.txt", 3), ("two.txt", 2)] {
            let found = reviews(&[(path, &parts[..count].join(rule))]);
            assert_eq!(titles(&found), ["Saltmarsh", "Old Harbour", "Kelp"][..count], "{rule:?}");
            let scores: Vec<&Value> = found.iter().map(|review| &review["score"]["value"]).collect();
            assert_eq!(scores, [&json!(7.0), &json!(9.0), &json!(3.0)][..count], "{rule:?}");
        }
    }
    // One review whose sections rules part is one.
    let one = "Saltmarsh\n\nA slow tide of a film, and long.\n\n***\n\nThe Sound\n\nWind and gulls.\n\n***\n\n7/10\n";
    assert_eq!(titles(&reviews(&[("saltmarsh.txt", one)])), ["Saltmarsh"]);
}

#[test]
fn months_above_films_are_no_films() {
    let text = "# March\n\n## Saltmarsh\n\n7/10\n\nA slow tide.\n\n## Kelp\n\n4/10\n\nIt flickers.\n\n# April\n\n## Old Harbour\n\n3/10\n\nCold sand.\n";
    let found = reviews(&[("diary.md", text)]);
    assert_eq!(titles(&found), ["Saltmarsh", "Kelp", "Old Harbour"]);
    let scores: Vec<&Value> = found.iter().map(|review| &review["score"]["value"]).collect();
    assert_eq!(scores, [&json!(7.0), &json!(4.0), &json!(3.0)]);
    assert!(headings(&found[1]).iter().all(Option::is_none), "{:?}", headings(&found[1]));
}

#[test]
fn a_score_behind_a_title_and_its_year_is_the_reviews() {
    let cases = [
        ("a.md", "# Saltmarsh (1995) 8/10\n\nA slow tide.\n", 8.0),
        ("b.md", "# Saltmarsh (1995) - B+\n\nA slow tide.\n", 8.3),
        ("c.txt", "Saltmarsh (1995) 8/10\n\nA slow tide of a film, and a long one at that.\n", 8.0),
        ("d.md", "---\ntitle: Saltmarsh (1995) - 8/10\n---\n\nA slow tide.\n", 8.0),
        (
            "e.html",
            "<html><body><article><h1>Saltmarsh (1995) - 8/10</h1><p>A slow tide of a film that comes in twice a day and leaves the sand cold.</p></article></body></html>",
            8.0,
        ),
        ("f.md", "---\ntitle: \"Saltmarsh ★★★★\"\n---\n\nA slow tide.\n", 8.0),
    ];
    for (path, text, score) in cases {
        let found = reviews(&[(path, text)]);
        assert_eq!(titles(&found), ["Saltmarsh"], "{path}");
        let value = found[0]["score"]["value"].as_f64().unwrap_or_default();
        assert!((value - score).abs() < 0.05, "{path}: {}", found[0]["score"]);
    }
    let kept = reviews(&[
        ("a.md", "---\ntitle: 'Fahrenheit 9/11'\n---\n\nA film.\n"),
        ("b.md", "# Face/Off (1997)\n\nA film.\n"),
    ]);
    assert_eq!((titles(&kept), &kept[0]["score"]), (vec!["Fahrenheit 9/11", "Face/Off"], &Value::Null));
}

#[test]
fn the_unit_of_a_score_is_no_verdict() {
    for line in
        ["Bewertung: 7,5 von 10 Punkten", "Rating: 7.5 out of 10 points", "Wertung: 7,5 von 10 Punkten."]
    {
        let found = reviews(&[("a.md", &format!("# Saltmarsh\n\nA slow tide.\n\n{line}\n"))]);
        assert_eq!(
            (&found[0]["score"]["value"], &found[0]["verdict"]),
            (&json!(7.5), &Value::Null),
            "{line}"
        );
    }
    let found = reviews(&[("a.md", "# Saltmarsh\n\nA slow tide.\n\nRating: 8/10. Points to the door.\n")]);
    assert_eq!(found[0]["verdict"], "Points to the door.");
}

#[test]
fn shops_put_the_day_before_the_year_and_a_comma() {
    let text = "{\"reviewerName\":\"Ann\",\"reviewText\":\"It works.\",\"summary\":\"Good\",\"overall\":5.0,\"reviewTime\":\"09 1, 2016\"}\n";
    let found = reviews(&[("kitchen.jsonl", &text.repeat(2))]);
    assert_eq!(found[0]["date"], "2016-09-01");
}

#[test]
fn a_wordpress_author_has_the_name_that_readers_see() {
    let text = "<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login><![CDATA[lorna]]></wp:author_login><wp:author_display_name><![CDATA[Lorna Quist]]></wp:author_display_name></wp:author><item><title>Saltmarsh</title><dc:creator><![CDATA[lorna]]></dc:creator><content:encoded><![CDATA[<p>A slow tide.</p>]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>";
    assert_eq!(reviews(&[("site.xml", text)])[0]["author"], "Lorna Quist");
}

#[test]
fn school_marks_are_not_turned_upside_down() {
    let files: Vec<(String, String)> = (1..=6)
        .map(|mark| {
            (format!("{mark}.md"), format!("---\ntitle: Film {mark}\nnote: {mark}\n---\n\nEin Film.\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let found = reviews(&files);
    assert!(found.iter().all(|review| review["score"]["value"].is_null()), "{found:?}");
    let french = [
        ("a.md", "---\ntitle: A\nnote: 15\n---\n\nUn film.\n"),
        ("b.md", "---\ntitle: B\nnote: 4\n---\n\nUn film.\n"),
    ];
    assert_eq!(reviews(&french)[1]["score"]["value"], 2.0);
}

const NIGHT: &str = "A lamp, a boat and a storm at night, and nobody to row it home before the morning.";

pub(super) fn scores(reviews: &[Value]) -> Vec<Option<f64>> {
    reviews.iter().map(|review| review["score"]["value"].as_f64()).collect()
}

#[test]
fn reviews_that_each_have_lines_of_keys_are_told_apart() {
    let with = |between: &str| {
        format!(
            "Title: Saltmarsh\nRating: 7/10\n\n{NIGHT}\n\n{between}Title: Kiln\nRating: 9/10\n\n{NIGHT}\n"
        )
    };
    let snap = format!(
        "product/productId: B1\nreview/profileName: Jo Lind\nreview/score: 4.0\nreview/time: 1182729600\nreview/text: {NIGHT}\n\n\
         product/productId: B2\nreview/profileName: Ida Vale\nreview/score: 1.0\nreview/text: {NIGHT}\n"
    );
    let fenced = format!(
        "---\ntitle: Saltmarsh\nrating: 7/10\n---\n\n{NIGHT}\n\n---\ntitle: Kiln\nrating: 9/10\n---\n\n{NIGHT}\n"
    );
    for text in [with(""), with("---\n\n"), fenced] {
        let found = reviews(&[("diary.md", &text)]);
        assert_eq!(titles(&found), ["Saltmarsh", "Kiln"], "{text}");
        assert_eq!(scores(&found), [Some(7.0), Some(9.0)]);
    }
    let found = reviews(&[("arts.txt", &snap)]);
    assert_eq!(titles(&found), ["B1", "B2"]);
    assert_eq!((&found[0]["author"], &found[0]["date"]), (&json!("Jo Lind"), &json!("2007-06-25")));
}

#[test]
fn a_title_on_the_first_line_of_a_paragraph_is_one() {
    let text = format!("**Saltmarsh** (2017) 7/10\n{NIGHT}\n\n**Kiln** - 9/10\n{NIGHT}\n");
    let found = reviews(&[("diary.md", &text)]);
    assert_eq!(titles(&found), ["Saltmarsh", "Kiln"]);
    assert_eq!(scores(&found), [Some(7.0), Some(9.0)]);
    assert_eq!(found[1]["sections"][0]["text"], NIGHT);
}

#[test]
fn a_day_before_a_title_is_that_of_the_review() {
    let text = format!("2024-01-03 Saltmarsh (2017) 8/10\n{NIGHT}\n\n2024-01-09  Kiln (2023)  B+\n{NIGHT}\n");
    let found = reviews(&[("diary.txt", &text)]);
    assert_eq!(titles(&found), ["Saltmarsh", "Kiln"]);
    assert_eq!((&found[0]["date"], &found[1]["date"]), (&json!("2024-01-03"), &json!("2024-01-09")));
}

#[test]
fn a_row_of_a_markdown_table_is_a_review() {
    let text = format!(
        "# 2021\n\n| Film | Year | Score | Notes |\n|---|---|---|---|\n| Kiln | 2021 | 7/10 | {NIGHT} |\n| *Saltmarsh* | 2017 | 4/10 | {NIGHT} |\n"
    );
    let found = reviews(&[("films.md", &text)]);
    assert_eq!(titles(&found), ["Kiln", "Saltmarsh"]);
    assert_eq!((&found[1]["year"], &found[1]["score"]["value"]), (&json!(2017), &json!(4.0)));
}

#[test]
fn the_last_line_may_be_the_score_without_a_word() {
    let ends = [("B minus", 6.7), ("10/10 would row again", 10.0), ("Fazit: 3,5 von 5", 7.0), ("A+", 10.0)];
    for (end, value) in ends {
        let found = reviews(&[("kiln.txt", &format!("Kiln\n\n{NIGHT}\n\n{end}\n"))]);
        assert_eq!(scores(&found), [Some(value)], "{end}");
    }
    let numbers = ["7.5", "8", "3", "9.5", "6"].map(|end| format!("Kiln\n\n{NIGHT}\n\n{end}\n"));
    let names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];
    let files: Vec<(&str, &str)> = names.into_iter().zip(numbers.iter().map(String::as_str)).collect();
    assert_eq!(scores(&reviews(&files)), [Some(7.5), Some(8.0), Some(3.0), Some(9.5), Some(6.0)]);
}

#[test]
fn nine_of_ten_people_are_no_score() {
    let found = reviews(&[("kiln.txt", &format!("Kiln\n\n{NIGHT}\n\n9/10 people left early\n"))]);
    assert_eq!(scores(&found), [None]);
}

#[test]
fn a_columns_name_may_hold_the_scale() {
    let english = format!(
        "Title,Year,My Rating (out of 5),Thoughts\nKiln,2021,4.5,\"{NIGHT}\"\nSaltmarsh,2017,3,Dull.\n"
    );
    let french =
        format!("Titre;Année;Note /20;Critique\nKiln;2021;17;\"{NIGHT}\"\nSaltmarsh;2017;12,5;Long.\n");
    assert_eq!(scores(&reviews(&[("films.csv", &english)])), [Some(9.0), Some(6.0)]);
    assert_eq!(scores(&reviews(&[("films.csv", &french)])), [Some(8.5), Some(6.25)]);
}

#[test]
fn the_overall_score_among_several_is_the_reviews() {
    let nested = format!("---\ntitle: Kiln\nratings:\n  story: 7\n  overall: 8/10\n---\n{NIGHT}\n");
    assert_eq!(scores(&reviews(&[("kiln.md", &nested)])), [Some(8.0)]);
}

#[test]
fn a_place_is_what_is_reviewed_where_nothing_else_is() {
    let of_places = format!(r#"[{{"venue":{{"name":"Lume"}},"rating":4,"outOf":5,"text":"{NIGHT}"}}]"#);
    let of_films =
        format!(r#"[{{"title":"Kiln","venue":{{"name":"Odeon"}},"rating":4,"outOf":5,"text":"{NIGHT}"}}]"#);
    let found = reviews(&[("a.json", &of_places), ("b.json", &of_films)]);
    assert_eq!(titles(&found), ["Lume", "Kiln"]);
}

#[test]
fn the_exports_of_book_and_record_lovers_name_their_makers() {
    let story_graph = format!(
        "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,Read Count,Star Rating,Review\n\
         Kiln,Ida Vale,,9780000000001,hardcover,read,2022/01/02,2022/02/10,2022/02/01-2022/02/10,1,4.25,\"{NIGHT}\"\n"
    );
    let rate_your_music = format!(
        "RYM Album, First Name,Last Name,First Name localized, Last Name localized,Title,Release_Date,Rating,Ownership,Purchase Date,Media Type,Review\n\
         1,Ida,Vale,,,Saltmarsh,1971,9,o,,CD,\"{NIGHT}\"\n2,,Kelp,,,Tide,1999,6,o,,CD,\"{NIGHT}\"\n"
    );
    let found = reviews(&[("a/story.csv", &story_graph), ("b/rym.csv", &rate_your_music)]);
    assert_eq!((&found[0]["people"], &found[0]["date"]), (&json!(["Ida Vale"]), &json!("2022-02-10")));
    assert_eq!((&found[0]["score"]["value"], &found[0]["author"]), (&json!(8.5), &Value::Null));
    assert_eq!((&found[1]["people"], &found[2]["people"]), (&json!(["Ida Vale"]), &json!(["Kelp"])));
}
