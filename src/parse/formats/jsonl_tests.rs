use serde_json::json;

use super::*;
use crate::parse::formats::testing::{records, run, skipped};
use crate::parse::formats::{Markup, Wishes};

fn one(line: &str) -> crate::parse::formats::Record {
    let items = run(&FORMAT, "a.jsonl", line, Wishes::default());
    let found = records(&items);
    (*found.first().unwrap_or_else(|| panic!("{line}: {items:?}"))).clone()
}

#[test]
fn the_keys_of_data_sets_are_known() {
    let amazon = one(
        r#"{"reviewerID":"A1","asin":"B7","reviewerName":"Ann","reviewText":"It works.","overall":5.0,"summary":"Good","unixReviewTime":1252800000}"#,
    );
    assert_eq!(amazon.body.as_ref().unwrap().text, "It works.");
    assert_eq!(amazon.fields["reviewer"], "Ann");
    assert_eq!(amazon.fields["review_date"], 1_252_800_000);
    let later =
        one(r#"{"rating":4.0,"title":"Nice","text":"Smells nice.","asin":"B7","timestamp":1588687728923}"#);
    assert_eq!(later.fields["review_date"], 1_588_687_728);
    let yelp = one(
        r#"{"review_id":"x7","business_id":"b","stars":3.0,"text":"Cold soup.","date":"2018-07-07 22:09:11"}"#,
    );
    assert_eq!((yelp.key.as_str(), &yelp.fields["stars"]), ("x7", &json!(3.0)));
    let books = one(
        r#"{"book_id":"24","review_id":"r","rating":0,"review_text":"Sad.","n_votes":1,"date_added":"Sun Jul 30 07:44:10 -0700 2017"}"#,
    );
    assert!(!books.fields.contains_key("rating"));
    assert_eq!(books.fields["review_date"], "30 Jul 2017");
}

#[test]
fn text_may_be_nested_or_marked_up() {
    let nested = one(r#"{"book":{"title":"Emma"},"review":{"text":"Witty.","rating":4}}"#);
    assert_eq!(
        (nested.body.unwrap().text.as_str(), &nested.fields["review"]),
        ("Witty.", &json!({ "rating": 4 }))
    );
    let html = one(r#"{"title":{"rendered":"Emma"},"content":{"rendered":"<p>Witty.</p>"}}"#);
    assert_eq!((html.body.unwrap().markup, &html.fields["title"]), (Markup::Html, &json!("Emma")));
}

#[test]
fn a_broken_line_is_told_and_its_neighbours_are_read() {
    let text = "{\"text\":\"One.\",\"stars\":1}\n{\"text\":\"Two\n\n{\"text\":\"Three.\",\"stars\":3}\n[1]\n{\"title\":\"Heat\",\"stars\":5}\n";
    let items = run(&FORMAT, "a.jsonl", text, Wishes::default());
    assert_eq!(records(&items).iter().map(|record| record.line_start).collect::<Vec<_>>(), [1, 4]);
    let told = skipped(&items);
    assert!(told[0].starts_with("broken JSON: EOF while parsing a string"), "{told:?}");
    assert_eq!(told[1..], ["1 record with neither review nor rating", "1 rating without a text"]);
}

#[test]
fn a_line_longer_than_a_record_may_be_is_told() {
    let text =
        format!("{{\"text\":\"{}\",\"stars\":1}}\n{{\"text\":\"Two.\",\"stars\":1}}\n", "x ".repeat(5 << 20));
    let items = run(&FORMAT, "a.jsonl", &text, Wishes::default());
    assert_eq!((records(&items).len(), skipped(&items)), (1, vec!["a record of more than 8 MiB"]));
}
