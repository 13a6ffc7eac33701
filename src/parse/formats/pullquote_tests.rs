use proptest::prelude::*;

use super::*;
use crate::exchange::testing::review;
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{exported, returned, run, skipped};
use crate::profile::Declared;
use crate::render::export::Form;

const ONE: &str = r#"{"id":"films/heat.md","title":"Heat","year":1995,"kind":"film","summary":"Loud.","sections":[{"heading":null,"text":"A bank."},{"heading":"Sound","text":"Guns."}],"score":{"raw":"4/5","value":8.0,"scale":"5","method":"stated"},"verdict":"Good.","author":"Ann","date":"2020-01-02","url":null,"tags":["la"],"people":["Michael Mann"],"source":{"path":"films/heat.md","record":null,"line_start":3,"line_end":20},"extra":{"draft":false}}"#;

fn reviews(text: &str) -> Vec<Review> {
    let items = run(&FORMAT, "export.jsonl", text, Wishes::default());
    let reviews = items
        .into_iter()
        .filter_map(|item| if let Item::Review(review) = item { Some(*review) } else { None });
    reviews.collect()
}

#[test]
fn reviews_come_back_as_they_were() {
    let found = reviews(&format!("{ONE}\n{ONE}\n"));
    assert_eq!(found.len(), 2);
    let review = &found[0];
    assert_eq!((review.id.as_str(), review.source.line_end), ("films/heat.md", 20));
    assert_eq!(review.sections[1].heading.as_deref(), Some("Sound"));
    assert_eq!(review.sections[1].body.as_str(), "Guns.");
    assert_eq!(
        review.score.as_ref().map(|score| (score.value, score.method.as_str())),
        Some((Some(8.0), "stated"))
    );
    assert_eq!(review.extra["draft"], false);
    assert_eq!(reviews(&format!("[{ONE},{ONE}]")), found);
}

#[test]
fn a_broken_review_is_told() {
    let text = format!("{ONE}\n{{\"id\":\"x\"}}\n{{\"id\n{ONE}\n");
    let items = run(&FORMAT, "export.jsonl", &text, Wishes::default());
    assert_eq!(items.len(), 4, "{items:?}");
    assert!(skipped(&items)[0].starts_with("no review of an export: missing field"));
}

#[test]
fn other_json_is_not_taken() {
    for head in [r#"{"id":"x","title":"Heat","review":"Loud."}"#, "[]", "{}", ""] {
        assert_eq!(
            recognise(&Sample { path: "a.jsonl", head, is_whole: true, declared: &Declared::nothing() }),
            None,
            "{head}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn json_gives_its_reviews_back(before in proptest::collection::vec(review(), 1..4)) {
        for form in [Form::Json, Form::Jsonl] {
            prop_assert_eq!(&returned(&FORMAT, "export.jsonl", exported(form, &before)), &before);
        }
    }
}
