use proptest::prelude::*;

use super::*;
use crate::exchange::document::text_of;
use crate::exchange::testing::{heat, review};
use crate::parse::formats::Wishes;
use crate::parse::formats::testing::{exported, returned, run, skipped};
use crate::profile::Declared;
use crate::render::export::Form;

fn reviews(text: impl Into<Vec<u8>>) -> Vec<Review> {
    returned(&FORMAT, "export.md", text.into())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn documents_give_their_reviews_back(before in proptest::collection::vec(review(), 1..4)) {
        let written = exported(Form::Markdown, &before);
        prop_assert!(!written.contains(&b'\r') && !written.contains(&0));
        prop_assert_eq!(reviews(written), before);
    }
}

#[test]
fn what_was_edited_counts() {
    let text = text_of(&heat())
        .replace("score: \"4/5\"", "score: B+")
        .replace("tags: [la, heist]", "tags: la, noir")
        .replace("year: 1995", "# remade in\nyear: 1996")
        .replace("Guns.", "Guns.\n\n---\n\nAnd drums.\n### Pacing\nFast.");
    let review = &reviews(text)[0];
    assert_eq!(review.score.as_ref().unwrap().value, Some(8.3));
    assert_eq!((review.year, review.tags.join("|").as_str()), (Some(1996), "la|noir"));
    assert_eq!(review.sections[1].body.as_str(), "Guns.\n\n---\n\nAnd drums.");
    assert_eq!(review.sections[2].heading.as_deref(), Some("Pacing"));
    assert_eq!(review.id, heat().id);
}

#[test]
fn a_document_that_can_not_be_read_costs_no_other() {
    let broken = text_of(&heat()).replace("  id: films/heat.md\n", "");
    let text = format!("{}\n{broken}\n{}", text_of(&heat()), text_of(&heat()));
    let items = run(&FORMAT, "a.md", &text, Wishes::default());
    assert_eq!(items.len(), 3);
    assert_eq!(skipped(&items), ["front matter without `pullquote.id`, which says which review it is"]);
}

#[test]
fn other_front_matter_is_not_taken() {
    for head in
        ["---\ntitle: Heat\n---\npullquote:\n", "---\ntitle: Heat\npullquote: no\n---\n", "", "pullquote:\n"]
    {
        assert_eq!(
            recognise(&Sample { path: "a.md", head, is_whole: true, declared: &Declared::nothing() }),
            None,
            "{head}"
        );
    }
}
