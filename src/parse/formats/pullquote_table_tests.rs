use proptest::prelude::*;

use super::*;
use crate::exchange::testing::{heat, review};
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{run, skipped};
use crate::render::csv;

fn written(reviews: &[Review]) -> String {
    let mut out = Vec::new();
    csv::record(&table::COLUMNS, &mut out).unwrap();
    for review in reviews {
        csv::record(&table::row(review), &mut out).unwrap();
    }
    // As a file comes to a format: line ends are line feeds.
    String::from_utf8(out).unwrap().replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

fn reviews(text: &str) -> Vec<Review> {
    let items = run(&FORMAT, "export.csv", text, Wishes::default());
    let found = items.into_iter().map(|item| match item {
        Item::Review(review) => *review,
        other => panic!("{other:?}"),
    });
    found.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_table_gives_its_reviews_back(before in proptest::collection::vec(review(), 1..4)) {
        prop_assert_eq!(reviews(&written(&before)), before);
    }
}

#[test]
fn a_spreadsheet_may_change_separators_and_dates() {
    let text = "title;id;date;score;text;pullquote\nHeat;h;01/02/2020;4/5;\"A bank.\n\n## Sound\n\nGuns; drums.\";\n";
    let found = reviews(text);
    assert_eq!(found[0].date.as_deref(), Some("2020-01-02"));
    assert_eq!(found[0].sections[1].body.as_str(), "Guns; drums.");
    assert_eq!(found[0].score.as_ref().unwrap().value, Some(8.0));
}

#[test]
fn a_row_that_was_added_is_of_this_file() {
    let text = format!("{},Ran,1985,film,9/10,,,,,,,,Arrows.,,,\n", written(&[heat()]));
    let found = reviews(&text);
    assert_eq!(found[0], heat());
    assert_eq!((found[1].id.as_str(), found[1].source.line_start), ("export.csv#2", 6));
    assert_eq!(found[1].score.as_ref().unwrap().value, Some(9.0));
}

#[test]
fn a_row_without_a_title_is_told() {
    let text = "id,title,text,pullquote\na,,Loud.,\n";
    let items = run(&FORMAT, "export.csv", text, Wishes::default());
    assert_eq!(skipped(&items), ["a row without a title: the cell `title` is blank"]);
}

#[test]
fn other_tables_are_not_taken() {
    for head in ["id,title,text\n", "title,rating,review\n", "id,title,text,pullquotes\n", ""] {
        assert_eq!(recognise(&Sample { path: "a.csv", head, is_whole: true }), None, "{head}");
    }
}
