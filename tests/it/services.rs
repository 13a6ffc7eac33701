//! What the programs leave behind in which people keep what they watch, read and hear.

use serde_json::{Value, json};

use super::harness::Place;
use super::unseen::{headings, reviews, scores, titles};

const NIGHT: &str = "A lamp, a boat and a storm at night, and nobody to row it home before the morning.";

#[test]
fn a_library_thing_export_is_its_reviews_in_both_forms() {
    let table = format!(
        "Book Id\tTitle\tSort Character\tPrimary Author\tSecondary Author\tPublication\tDate\tReview\tRating\tComment\tPrivate Comment\tSummary\tMedia\tTags\tCollections\n\
         101\tThe Weir\t5\tRoe, Max\tLind, Jo\tQuay (2001)\t2001\t{NIGHT}\t3.5\tbought in spring\tnot for Zebulon\tThe Weir by Max Roe\tPaperback\trivers,fiction\tYour library\n\
         102\tThe Mill\t5\tVale, Ida\t\tQuay\t1950\t\t4\t\t\tThe Mill\tPaperback\t\tYour library\n"
    );
    let list = json!({
        "101": {"books_id": "101", "title": "The Weir", "primaryauthor": "Roe, Max", "authors": [{"lf": "Roe, Max", "fl": "Max Roe"}, {"lf": "Lind, Jo", "fl": "Jo Lind"}],
            "date": "2001", "review": NIGHT, "rating": 3.5, "entrydate": "2012-04-01", "tags": ["rivers", "fiction"], "privatecomment": "not for Zebulon", "collections": ["Your library"]},
    });
    for (path, text) in [("librarything.tsv", table), ("librarything.json", list.to_string())] {
        let found = reviews(&[(path, &text)]);
        assert_eq!((titles(&found), scores(&found)), (vec!["The Weir"], vec![Some(7.0)]), "{path}");
        assert_eq!((&found[0]["year"], &found[0]["kind"]), (&json!(2001), &json!("book")));
        assert_eq!(
            (&found[0]["people"], &found[0]["tags"]),
            (&json!(["Max Roe", "Jo Lind"]), &json!(["rivers", "fiction"]))
        );
        assert!(!found[0].to_string().contains("Zebulon") && found[0]["summary"].is_null(), "{}", found[0]);
    }
}

#[test]
fn services_have_scales_that_their_records_do_not_say() {
    let tables = [
        (
            "Catalog#,Artist,Title,Rating,Released,release_id,CollectionFolder,Collection Notes\nQ1,Kelp,Tide,4,1999,12,All",
            8.0,
        ),
        ("rated_at,type,title,year,trakt_id,rating,comment\n2020-04-01T20:11:00Z,movie,Tide,1999,1,4", 4.0),
        (
            "RYM Album, First Name,Last Name,Title,Release_Date,Rating,Media Type,Review\n1,,Kelp,Tide,1999,4,CD",
            4.0,
        ),
        (
            "item_type,title,creators,description,publish_date,rating,copies,review\nbook,Tide,Kelp,Blurb.,1999-03-01,4,1",
            8.0,
        ),
    ];
    for (table, value) in tables {
        let found = reviews(&[("a.csv", &format!("{table},\"{NIGHT}\"\n"))]);
        assert_eq!((titles(&found), scores(&found)), (vec!["Tide"], vec![Some(value)]), "{table}");
        assert_eq!(found[0]["year"], 1999, "{table}");
    }
    let trakt = json!([{"type": "movie", "movie": {"title": "Tide", "year": 1999}, "comment": {"id": 8, "parent_id": 0, "created_at": "2020-04-01T20:11:00.000Z",
        "comment": NIGHT, "review": true, "user_stats": {"rating": 8}, "user": {"username": "jo", "name": "Jo Lind"}}}]);
    let found = reviews(&[("comments.json", &trakt.to_string())]);
    assert_eq!((scores(&found), &found[0]["author"]), (vec![Some(8.0)], &json!("Jo Lind")));
    assert_eq!((&found[0]["title"], &found[0]["date"]), (&json!("Tide"), &json!("2020-04-01")));
}

#[test]
fn a_rating_of_zero_is_no_score_where_zero_cannot_be_given() {
    let table = format!(
        "RYM Album, First Name,Last Name,Title,Release_Date,Rating,Review\n1,Ida,Vale,Salt,1971,9,\"{NIGHT}\"\n2,,Kelp,Tide,1999,0,\"{NIGHT}\"\n"
    );
    assert_eq!(scores(&reviews(&[("rym.csv", &table)])), [Some(9.0), None]);
}

#[test]
fn reviews_of_places_come_from_a_takeout() {
    let place = json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"date": "2021-07-08T10:11:12Z", "five_star_rating_published": 4,
        "location": {"name": "Café Weir", "address": "Quay 1"}, "review_text_published": NIGHT}}]});
    let found = reviews(&[("Reviews.json", &place.to_string())]);
    assert_eq!((titles(&found), scores(&found)), (vec!["Café Weir"], vec![Some(8.0)]));
}

#[test]
fn what_names_the_work_in_a_data_set_is_its_title() {
    let critics = format!(
        "id,reviewId,creationDate,criticName,originalScore,publicatioName,reviewText\nbeavers,11,2003-05-23,Ivan Roe,3.5/4,Quay News,\"{NIGHT}\"\n"
    );
    let links = format!(
        "rotten_tomatoes_link,critic_name,publisher_name,review_score,review_content\nm/beavers,Ivan Roe,Quay News,3.5/4,\"{NIGHT}\"\n"
    );
    let rooms = format!("listing_id,id,date,reviewer_name,comments\n28,119,2009-03-30,Lam,\"{NIGHT}\"\n");
    let apps = format!(
        "reviewId,userName,content,score,at,appId\nr-1,Lam,\"{NIGHT}\",2,2020-10-27 21:24:41,com.quay.weir\n"
    );
    let clothes = format!(
        "Clothing ID,Title,Review Text,Rating,Division Name,Department Name,Class Name\n767,,\"{NIGHT}\",4,General,Tops,Knits\n"
    );
    for (table, title) in
        [(critics, "beavers"), (links, "m/beavers"), (rooms, "28"), (apps, "com.quay.weir"), (clothes, "767")]
    {
        assert_eq!(titles(&reviews(&[("reviews.csv", &table)])), [title], "{table}");
    }
}

#[test]
fn private_keys_are_nowhere_in_the_index() {
    let text = format!(
        "---\ntitle: Kiln\nprivateNotes: Zebulon\nnotes_private: Zebulon\nprivate: {{note: Zebulon}}\nmeta: {{private_notes: Zebulon, internal_notes: Zebulon}}\n---\n{NIGHT}\n"
    );
    let table =
        format!("Title,Rating,Review,Private Notes,Notes (private)\nWeir,7/10,\"{NIGHT}\",Zebulon,Zebulon\n");
    let found = reviews(&[("a.md", &text), ("b.csv", &table)]);
    assert_eq!(titles(&found), ["Kiln", "Weir"]);
    assert!(!Value::from(found).to_string().contains("Zebulon"));
}

#[test]
fn notes_of_org_and_obsidian_have_their_titles_days_and_tags() {
    let org = format!(
        "#+title: Silt (2001)\n#+date: <2020-01-02 Thu>\n#+filetags: :film:\n#+rating: 7/10\n\n{NIGHT}\n\n* Look\nBrown, mainly.\n"
    );
    let log = format!(
        "#+TITLE: Films\n\n* Kiln (2011)  :film:\n:PROPERTIES:\n:RATING: 4/5\n:WATCHED: [2021-03-04 Thu]\n:END:\n{NIGHT}\n* Weir (2019)\n:PROPERTIES:\n:RATING: 2/5\n:END:\n{NIGHT}\n"
    );
    let linked = format!("---\nrating: 8/10\nwatched: \"[[2021-03-04]]\"\n---\n{NIGHT}\n");
    let found = reviews(&[("a/silt.org", &org), ("b/log.org", &log), ("c/Dock (2003).md", &linked)]);
    assert_eq!(titles(&found), ["Silt", "Kiln", "Weir", "Dock"]);
    assert_eq!(scores(&found), [Some(7.0), Some(8.0), Some(4.0), Some(8.0)]);
    let dates: Vec<&Value> = found.iter().map(|review| &review["date"]).collect();
    assert_eq!(dates, [&json!("2020-01-02"), &json!("2021-03-04"), &Value::Null, &json!("2021-03-04")]);
    assert_eq!((headings(&found[0]), &found[0]["tags"]), (vec![None, Some("Look")], &json!(["film"])));
}

#[test]
fn a_files_name_may_hold_all_that_is_known() {
    let found = reviews(&[
        ("Heat (1995) - 8.txt", NIGHT),
        ("Kiln (2011) - 9.5.txt", NIGHT),
        ("Ran (1985) - 6.txt", NIGHT),
        ("Salt (1999) - 7.txt", &format!("{NIGHT}\n\nVerdict: B+\n")),
        ("Tide (1972) - 4.txt", NIGHT),
        ("Weir (2019) - 3.txt", NIGHT),
    ]);
    assert_eq!(titles(&found), ["Heat", "Kiln", "Ran", "Salt", "Tide", "Weir"]);
    let values = scores(&found);
    assert_eq!(
        [&values[..3], &values[4..]].concat(),
        [Some(8.0), Some(9.5), Some(6.0), Some(4.0), Some(3.0)]
    );
    assert_eq!(found[3]["score"]["raw"], "B+");
}

#[test]
fn a_mailbox_is_its_mails() {
    let mail = |title: &str, day: u32| {
        format!(
            "From jo@example.org Mon Jan  {day} 10:00:00 2005\nFrom: Jo Lind <jo@example.org>\nSubject: Review: {title} (1995)\nDate: Mon, 0{day} Jan 2005 10:00:00 +0000\nMessage-ID: <{day}@x>\n\n{NIGHT}\n\nRating: 3/4\n\n-- \nJo, Zebulon Lane\n\n"
        )
    };
    let found = reviews(&[("list.mbox", &[mail("Kiln", 3), mail("Weir", 4)].concat())]);
    assert_eq!((titles(&found), scores(&found)), (vec!["Kiln", "Weir"], vec![Some(7.5), Some(7.5)]));
    assert_eq!((&found[1]["author"], &found[1]["date"]), (&json!("Jo Lind"), &json!("2005-01-04")));
    assert!(!Value::from(found).to_string().contains("Zebulon"));
}

#[test]
fn a_site_that_is_built_from_the_archive_is_not_read_twice() {
    let place = Place::new();
    place.write("archive/_posts/2019-03-04-kiln.md", format!("---\ntitle: Kiln\n---\n{NIGHT}\n"));
    place.write(
        "archive/_site/kiln/index.html",
        format!("<html><body><article><h1>Kiln</h1><p>{NIGHT}</p></article></body></html>"),
    );
    let report = place.json(&["index", "archive"]);
    assert_eq!((&report["reviews"], &report["skipped"][0]["path"]), (&json!(1), &json!("_site")));
}
