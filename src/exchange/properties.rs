//! Whatever a review holds, its cells give it back.

use proptest::prelude::*;

use super::testing::review;
use super::{letterboxd, table};
use crate::review::Review;

fn by_name<'c>(columns: &[&str], cells: &'c [String], name: &str) -> Option<&'c str> {
    columns.iter().position(|column| *column == name).map(|at| cells[at].as_str())
}

fn through_table(before: &Review) -> Review {
    let cells = table::row(before);
    table::review(|name| by_name(&table::COLUMNS, &cells, name)).unwrap().review
}

fn through_letterboxd(before: &Review) -> Review {
    let (cells, _) = letterboxd::row(before);
    let row = letterboxd::review(|name| by_name(&letterboxd::COLUMNS, &cells, name)).unwrap().unwrap();
    assert_eq!((row.text, row.returned.warnings.len()), (None, 0));
    row.returned.review
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_row_of_a_table_is_the_review(before in review()) {
        prop_assert_eq!(through_table(&before), before);
    }

    #[test]
    fn a_row_for_letterboxd_is_the_review(before in review()) {
        prop_assert_eq!(through_letterboxd(&before), before);
    }
}
