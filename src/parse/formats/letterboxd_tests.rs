use proptest::prelude::*;

use super::*;
use crate::exchange::testing::review;
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{exported, records, returned, run, skipped};
use crate::profile::Declared;
use crate::render::export::Form;
use crate::review::Review;

const REVIEWS: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\r\n\
    2020-03-01,Heat,1995,https://boxd.it/a,4.5,Yes,\"Loud.\r\n\r\nAnd <b>long</b>, but \"\"good\"\".\",\"bank, la\",2020-02-29\r\n\
    2021-03-01,Heat,1995,https://boxd.it/b,,,Still loud.,,\r\n\
    2021-03-02,Untitled,,https://boxd.it/c,0.5,,,,\r\n";

#[test]
fn reviews_are_read_whole() {
    let items = run(&FORMAT, "x/reviews.csv", REVIEWS, Wishes::default());
    let found = records(&items);
    assert_eq!(found.len(), 2);
    let body = found[0].body.as_ref().unwrap();
    assert_eq!(body.text, "Loud.\n\nAnd <b>long</b>, but \"good\".");
    assert_eq!((found[0].line_start, found[0].line_end), (2, 4));
    assert_eq!(found[0].fields["rating"], json!({ "value": "4.5", "best": 5 }));
    assert_eq!(found[0].fields["tags"], json!(["bank", "la"]));
    assert!(found[1].fields.get("rating").is_none());
    assert_eq!((found[0].key.as_str(), found[1].key.as_str()), ("https://boxd.it/a", "https://boxd.it/b"));
    assert_eq!(skipped(&items), ["1 rating without a text"]);
}

#[test]
fn ratings_are_reviews_where_they_are_asked_for() {
    let text = "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Heat,1995,https://boxd.it/f,4\n";
    let wishes = Wishes { ratings: true, private: false };
    assert_eq!(records(&run(&FORMAT, "ratings.csv", text, wishes)).len(), 1);
    let without = run(&FORMAT, "ratings.csv", text, Wishes::default());
    assert_eq!(skipped(&without), ["1 rating without a text"]);
}

#[test]
fn what_is_no_review_says_so() {
    let cases = [
        (
            "x/deleted/reviews.csv",
            REVIEWS,
            "among what was deleted or orphaned, not part of the live archive",
        ),
        ("x/watchlist.csv", "Date,Name,Year,Letterboxd URI\n", "films to watch, not reviews"),
        ("x/likes/lists.csv", "Date,Content\n2020-01-01,https://boxd.it/l\n", "likes, not reviews"),
        ("x/lists/a.csv", "Letterboxd list export v7\nDate,Name\n", "a list of films, not a review"),
    ];
    for (path, text, reason) in cases {
        assert_eq!(skipped(&run(&FORMAT, path, text, Wishes::default())), [reason], "{path}");
    }
}

#[test]
fn other_tables_are_not_taken() {
    for head in ["Date,Name,Year,Review\n", "Title,Rating\n", "Date,Content\n", "", "{}"] {
        assert_eq!(
            recognise(&Sample { path: "a.csv", head, is_whole: true, declared: &Declared::nothing() }),
            None,
            "{head}"
        );
    }
}

#[test]
fn a_whole_export_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/letterboxd/reviews.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is absent");
        return;
    };
    let items = run(&FORMAT, "letterboxd/reviews.csv", &text, Wishes::default());
    assert_eq!((records(&items).len(), items.len()), (127, 127));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_was_exported_for_letterboxd_comes_back(before in proptest::collection::vec(review(), 1..4)) {
        let films: Vec<Review> = before.into_iter().filter(exchange::is_for_letterboxd).collect();
        prop_assert_eq!(returned(&FORMAT, "films.csv", exported(Form::Letterboxd, &films)), films);
    }
}
