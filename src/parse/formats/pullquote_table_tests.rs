use proptest::prelude::*;

use super::*;
use crate::exchange::testing::{heat, review};
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{exported, returned, run, skipped};
use crate::profile::Declared;
use crate::render::export::Form;

fn written(reviews: &[Review]) -> Vec<u8> {
    exported(Form::Csv, reviews)
}

fn reviews(text: impl Into<Vec<u8>>) -> Vec<Review> {
    returned(&FORMAT, "export.csv", text.into())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_table_gives_its_reviews_back(before in proptest::collection::vec(review(), 1..4)) {
        prop_assert_eq!(reviews(written(&before)), before);
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
    let mut text = written(&[heat()]);
    text.extend(b",Ran,1985,film,9/10,,,,,,,,Arrows.,,,\n");
    let found = reviews(text);
    assert_eq!(found[0], heat());
    assert_eq!((found[1].id.as_str(), found[1].source.line_start), ("export.csv#2", 7));
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
        assert_eq!(
            recognise(&Sample { path: "a.csv", head, is_whole: true, declared: &Declared::nothing() }),
            None,
            "{head}"
        );
    }
}
