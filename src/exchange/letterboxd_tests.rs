use super::*;
use crate::exchange::testing::heat;

fn edited(review_before: &Review, edits: &[(&str, &str)]) -> Row {
    let (mut cells, _) = row(review_before);
    for (name, cell) in edits {
        let at = COLUMNS.iter().position(|column| column == name).unwrap();
        cells[at] = (*cell).to_owned();
    }
    let get = |name: &str| COLUMNS.iter().position(|column| *column == name).map(|at| cells[at].as_str());
    review(get).unwrap().unwrap()
}

#[test]
fn cells_are_what_letterboxd_reads() {
    let (cells, fit) = row(&Review { tags: vec!["a, b".into(), "c".into()], ..heat() });
    assert_eq!(cells[..6], ["2020-01-02", "Heat", "1995", "", "4", ""].map(str::to_owned));
    assert_eq!(cells[6], "Loud.\n\nA bank.\n\n<b>Sound</b>\n\nGuns.\n\nGood.");
    assert_eq!((cells[7].as_str(), fit), ("a b, c", Fit::Whole));
}

#[test]
fn scores_are_rounded_to_half_stars() {
    for (value, stars, is_rounded) in
        [(8.3, 4.0, true), (9.0, 4.5, false), (0.0, 0.5, true), (10.0, 5.0, false)]
    {
        let score = Score { value: Some(value), ..heat().score.unwrap() };
        assert_eq!(stars_of(Some(&score)), Some((stars, is_rounded)), "{value}");
        let review = Review { score: Some(score), ..heat() };
        assert_eq!(edited(&review, &[]).returned.review, review);
    }
}

#[test]
fn an_edit_counts() {
    let text = "Loud.\n\nA bank &amp; a van.\n\n<b>Sound</b>\n\nGuns.\n\nGood.";
    let back = edited(&heat(), &[("Rating", "3.5"), ("Tags", "noir"), ("Review", text), ("Rewatch", "Yes")]);
    assert_eq!((back.text, back.returned.warnings.len()), (None, 0));
    let review = back.returned.review;
    assert_eq!(review.score.unwrap().value, Some(7.0));
    assert_eq!(review.sections[0].body.as_str(), "A bank & a van.");
    assert_eq!((review.tags, review.extra["rewatch"].as_str()), (vec!["noir".to_owned()], Some("Yes")));
    assert_eq!(edited(&heat(), &[("Rating", "")]).returned.review.score, None);
    assert_eq!(edited(&heat(), &[("Rating", "4.0")]).returned.review, heat());
}

#[test]
fn a_text_of_another_shape_is_handed_out_as_it_stands() {
    for text in ["Loud.\n\nOnly this.", "", "Loud.\n\nA <i>bank</i>.\n\n<b>Sound</b>\n\nGuns.\n\nGood."] {
        let back = edited(&heat(), &[("Review", text)]);
        assert_eq!(back.text.as_deref(), Some(text));
        assert_eq!((back.returned.review.sections.len(), back.returned.review.summary), (0, None));
    }
}

#[test]
fn albums_do_not_belong() {
    assert!(is_for_letterboxd(&heat()));
    assert!(is_for_letterboxd(&Review { kind: None, ..heat() }));
    assert!(!is_for_letterboxd(&Review { kind: Some("album".into()), ..heat() }));
}
