use super::*;
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{records, run, skipped};

const BOOKS: &str = "\u{feff}Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,\
    Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review,Spoiler,Private Notes\n\
    7,\"Dune (Dune, #1)\",Frank  Herbert,\"Herbert, Frank\",\"Ann Reader, Bo Voice\",\"=\"\"0441013597\"\"\",=\"9780441013593\",4,4.2,2005,1965,2019/05/06,2019/01/01,\"sf, read\",read,\"Sand.<br/><br/>And <i>worms</i>.\",,lent to a friend\n\
    8,Emma,Jane Austen,,,,,0,4.0,,,,2019/01/01,to-read,to-read,,,\n\
    9,Persuasion,Jane Austen,,,,,5,4.1,,,,2019/01/01,,read,,,\n";

#[test]
fn reviews_are_read_by_the_names_of_columns() {
    let items = run(&FORMAT, "export.csv", BOOKS, Wishes::default());
    let found = records(&items);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].key, "7");
    assert_eq!(found[0].body.as_ref().unwrap().text, "Sand.<br/><br/>And <i>worms</i>.");
    let expected = json!({
        "title": "Dune (Dune, #1)", "kind": "book", "author": "Frank Herbert",
        "authors": ["Ann Reader", "Bo Voice"], "year": "1965", "rating": { "value": "4", "best": 5 },
        "date": "2019/05/06", "tags": ["sf"], "isbn": "0441013597", "isbn13": "9780441013593",
        "average_rating": "4.2",
    });
    assert_eq!(Value::from(found[0].fields.clone()), expected);
    let told = ["1 shelf entry with neither review nor rating", "1 rating without a text"];
    assert_eq!(skipped(&items), told);
}

#[test]
fn private_notes_stay_private() {
    let private = |wishes| format!("{:?}", run(&FORMAT, "export.csv", BOOKS, wishes)).contains("lent to");
    assert!(!private(Wishes { ratings: true, private: false }));
    assert!(private(Wishes { ratings: false, private: true }));
}

#[test]
fn ratings_are_reviews_where_they_are_asked_for() {
    let items = run(&FORMAT, "export.csv", BOOKS, Wishes { ratings: true, private: false });
    assert_eq!(records(&items).len(), 2);
}

#[test]
fn a_whole_export_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/goodreads/goodreads_library_export.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is absent");
        return;
    };
    let items = run(&FORMAT, "goodreads/goodreads_library_export.csv", &text, Wishes::default());
    assert_eq!(records(&items).len(), 164);
    let told = ["89 ratings without a text", "73 shelf entries with neither review nor rating"];
    let mut reasons = skipped(&items);
    reasons.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!(reasons, told);
}
