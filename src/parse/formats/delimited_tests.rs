use super::*;
use crate::parse::formats::testing::{read as read_text, records, run, skipped};
use crate::parse::formats::{Record, Wishes};
use crate::profile::Declared;

fn all(path: &str, text: &str) -> Vec<Record> {
    let items = run(&FORMAT, path, text, Wishes::default());
    records(&items).into_iter().cloned().collect()
}

fn text(record: &Record) -> &str {
    &record.body.as_ref().unwrap().text
}

#[test]
fn columns_are_known_by_their_names() {
    let tables = [
        "title,rating,review\nHeat,4,\"Loud, long.\"\nRonin,3,Fast cars.\n",
        "Rating;Title;Review\r\n4;Heat;Loud, long.\r\n3;Ronin;Fast cars.\r\n",
        "sep=;\nTitel;Bewertung;Kritik\nHeat;4;Loud, long.\nRonin;3;Fast cars.\n",
        "product_title\tstar_rating\treview_body\nHeat\t4\tLoud, long.\nRonin\t3\tFast cars.\n",
        "name|stars|text\nHeat|4|Loud, long.\nRonin|3|Fast cars.\n",
        "# exported\n\u{feff}title,rating,content\nHeat,4,\"Loud, long.\"\nRonin,3,Fast cars.\n",
    ];
    for table in tables {
        let found = all("a.csv", table);
        assert_eq!(found.iter().map(text).collect::<Vec<_>>(), ["Loud, long.", "Fast cars."], "{table}");
    }
}

#[test]
fn titles_may_stand_above_the_header_of_a_named_table() {
    let table = "My films,,\nExported 2022-01-01,,\n,,\nFilm,Stars,Notes\nHeat,****,\"Loud, long, and blue from end to end.\"\nRonin,***,Fast cars and slow men in the rain.\n";
    let found = all("log.csv", table);
    assert_eq!(found.iter().map(|record| &record.fields["Film"]).collect::<Vec<_>>(), ["Heat", "Ronin"]);
    assert_eq!(found[0].line_start, 5);
    // What nobody named a table is prose with commas.
    assert!(
        !crate::parse::formats::testing::read(&FORMAT, "log.txt", table, Wishes::default())
            .iter()
            .any(|item| matches!(item, crate::parse::formats::Item::Record(_)))
    );
}

#[test]
fn private_notes_are_no_column_of_reviews_however_long_they_are() {
    let long = "It is a long evening in a city of glass, and nobody in it sleeps or talks.";
    for name in ["Private Notes", "Notes (private)", "personal notes"] {
        let table = format!("title,rating,{name}\nHeat,8,{long}\nRonin,7,{long}\n");
        assert!(all("a.csv", &table).is_empty(), "{name}");
    }
}

#[test]
fn a_column_of_long_texts_beside_a_score_holds_the_reviews() {
    let long = "It is a long evening in a city of glass, and nobody in it sleeps or talks.";
    let table = format!("winery,points,what we found\nFirst,88,{long}\nSecond,90,{long}\n");
    assert_eq!(all("a.csv", &table).len(), 2);
}

#[test]
fn quotes_in_tabs_are_letters() {
    let table = "id\ttext\tstars\n1\t\"Loud\" it is.\t4\n2\tSaid \"no.\t3\n3\t\"Fast.\t2\n4\tSlow one.\t2\n";
    assert_eq!(
        all("a.tsv", table).iter().map(text).collect::<Vec<_>>(),
        ["\"Loud\" it is.", "Said \"no.", "\"Fast.", "Slow one."]
    );
}

#[test]
fn a_table_of_labels_and_texts_needs_no_header() {
    let tables = [
        "1,\"Loud, and long, and good.\"\n0,It is not any good at all.\n1,I liked the rain in it.\n",
        "pos\tLoud, and long, and good.\nneg\tIt is not any good at all.\npos\tI liked the rain in it.\n",
        "\"Loud, and long, and good.\",1\n\"It is not any good at all.\",0\n\"I liked the rain in it.\",1\n",
    ];
    for table in tables {
        let found = all("a.csv", table);
        assert_eq!(found.len(), 3, "{table}");
        assert_eq!((text(&found[0]), found[0].line_start), ("Loud, and long, and good.", 1));
    }
}

#[test]
fn text_in_the_last_column_keeps_its_commas() {
    let found = all("a.csv", "label,text\n1,Loud, and long.\n0,Not, at all, good.\n");
    assert_eq!(found.iter().map(text).collect::<Vec<_>>(), ["Loud, and long.", "Not, at all, good."]);
}

#[test]
fn a_table_without_reviews_says_so() {
    for table in ["name,price\nLamp,4\nDesk,7\n", "user_id,item_id,rating\n1,2,3\n2,3,4\n"] {
        let items = run(&FORMAT, "a.csv", table, Wishes::default());
        assert!(skipped(&items)[0].starts_with("a table without a column of reviews: "), "{items:?}");
    }
}

#[test]
fn prose_is_no_table() {
    let prose = "Heat, a review\n\nLoud, long, and good.\nIt rains, text, and review.\n";
    for path in ["a.txt", "a.md", "a"] {
        assert_eq!(
            recognise(&Sample { path, head: prose, is_whole: true, declared: &Declared::nothing() }),
            None
        );
    }
}

#[test]
fn ratings_without_a_text_are_counted() {
    let table = "title,rating,review\nHeat,4,Loud one.\nRonin,3,\n";
    assert_eq!(skipped(&run(&FORMAT, "a.csv", table, Wishes::default())), ["1 rating without a text"]);
}

#[test]
fn hostile_tables_end() {
    let wide = format!("title,review\n{}\nHeat,Loud one.\n", ",".repeat(100_000));
    let quotes = format!("title,review\n{}", "\"a,b\n".repeat(5_000));
    let long = format!("title,review\n\"{}\nHeat,Loud one.\n", "x".repeat(9 << 20));
    let short_quotes = format!("title,review\n{}", "x,\"a\nx,\"b\" c\"\n".repeat(5_000));
    for table in [&wide, &quotes, &long, &short_quotes] {
        let _ = read_text(&FORMAT, "a.csv", table, Wishes::default());
    }
    assert!(!records(&read_text(&FORMAT, "a.csv", &long, Wishes::default())).is_empty());
}
