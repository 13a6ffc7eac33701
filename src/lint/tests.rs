//! The checks, asked of archives made up here.

use proptest::prelude::*;

use super::*;
use crate::review::{Prose, Review, Section};
use crate::score::{Convention, read};

fn review(id: &str, title: &str, year: Option<i32>) -> Review {
    let mut review = Review { id: id.into(), title: title.into(), year, ..Review::default() };
    review.source.path = id.into();
    review.source.line_start = 1;
    review
}

fn with_text(id: &str, text: &str) -> Review {
    let section = Section { heading: None, body: Prose::on_line(text, 3) };
    Review { sections: vec![section], ..review(id, id, None) }
}

fn scored(id: &str, raw: &str, best: Option<f64>) -> Review {
    let convention = Convention { best, ..Convention::default() };
    Review { score: Some(read(raw).settle(raw, &convention)), ..review(id, id, None) }
}

fn headed(id: &str, heading: &str) -> Review {
    let section = Section { heading: Some(heading.into()), body: Prose::on_line("Some words.", 3) };
    Review { sections: vec![section], ..review(id, id, None) }
}

fn lint(kind: Kind, reviews: &[Review]) -> Vec<Finding> {
    let mut gathering = Gathering::default();
    for review in reviews {
        gathering.see(review);
    }
    let archive = gathering.finish();
    let manifest = Manifest::default();
    let today = Day { year: 2026, month: 7, day: 31 };
    findings(&Evidence { archive: &archive, manifest: &manifest, today }, |one| one == kind)
}

fn ids(finding: &Finding) -> Vec<&str> {
    finding.places.iter().filter_map(|place| place.id.as_deref()).collect()
}

fn repeated(count: usize, make: impl Fn(usize) -> Review) -> Vec<Review> {
    (0..count).map(make).collect()
}

#[test]
fn kinds_are_named_once_and_stand_in_order() {
    let names: std::collections::BTreeSet<&str> = Kind::all().map(Kind::as_str).collect();
    assert_eq!(names.len(), CHECKS.len());
    assert!(Kind::all().enumerate().all(|(at, kind)| kind as usize == at && CHECKS[at].kind == kind));
}

#[test]
fn the_same_words_are_a_duplicate_and_a_phrase_is_none() {
    let long = "The lighthouse keeper counts his matches, and so do we.";
    let found = lint(
        Kind::Duplicate,
        &[with_text("a", long), with_text("b", &long.to_uppercase()), with_text("c", "A fine film.")],
    );
    assert_eq!(ids(&found[0]), ["a", "b"]);
    assert!(
        lint(Kind::Duplicate, &[with_text("a", "A fine film."), with_text("b", "A fine film.")]).is_empty()
    );
}

#[test]
fn a_missing_score_is_told_where_it_is_a_slip_and_not_where_it_is_a_habit() {
    let with_unscored = |count: usize| {
        let mut reviews = repeated(20 - count, |n| scored(&format!("films/{n:02}"), "7/10", None));
        reviews.extend(repeated(count, |n| review(&format!("films/z{n}"), "Z", None)));
        lint(Kind::MissingScore, &reviews).len()
    };
    assert_eq!([0, 1, 2, 3, 10].map(with_unscored), [0, 1, 1, 0, 0]);
}

#[test]
fn a_missing_score_is_told_only_where_scores_are_the_habit() {
    let mut reviews = repeated(5, |n| scored(&format!("films/{n}"), "7/10", None));
    reviews.push(review("films/z", "Z", None));
    reviews.extend(repeated(6, |n| review(&format!("essays/{n}"), "E", None)));
    let found = lint(Kind::MissingScore, &reviews);
    assert_eq!(found.len(), 1);
    assert_eq!(ids(&found[0]), ["films/z"]);
}

#[test]
fn unread_scores_are_counted_by_spelling() {
    let reviews = ["N", "3/2", "1-5", "N", "4", "Abandoned"].map(|raw| scored(raw, raw, None));
    let found = lint(Kind::UnreadScore, &reviews);
    let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "4 scores could mean several things, or nothing: `N` (2), `1-5` (1), `3/2` (1)",
            "1 score with a scale that neither the file nor its folder tells: `4` (1)",
        ]
    );
}

#[test]
fn a_score_on_a_strange_scale_is_told_and_a_scale_of_the_author_is_not() {
    let mut reviews = repeated(8, |n| scored(&format!("films/{n}"), "7/10", None));
    reviews.push(scored("films/y", "B+", None));
    reviews.push(scored("films/z", "4/5", None));
    let found = lint(Kind::MixedScales, &reviews);
    assert_eq!(ids(&found[0]), ["films/y", "films/z"]);

    let by = |author: &str, review: Review| Review { author: Some(author.into()), ..review };
    let mut two = repeated(15, |n| by("June", scored(&format!("films/{n:02}"), "7/10", None)));
    two.extend(repeated(3, |n| by("Kit", scored(&format!("films/k{n}"), "B+", None))));
    assert!(lint(Kind::MixedScales, &two).is_empty());
    two.push(by("June", scored("films/slip", "3/5", None)));
    assert_eq!(ids(&lint(Kind::MixedScales, &two)[0]), ["films/slip"]);
}

#[test]
fn stars_beside_points_of_five_are_one_scale() {
    let mut reviews = repeated(8, |n| scored(&format!("films/{n}"), "4/5", None));
    reviews.push(scored("films/z", "★★★½", None));
    assert!(lint(Kind::MixedScales, &reviews).is_empty());
}

#[test]
fn one_number_that_stretches_the_scale_is_told() {
    let mut reviews = repeated(12, |n| scored(&format!("films/{n:02}"), "4", Some(10.0)));
    assert!(lint(Kind::MixedScales, &reviews).is_empty());
    reviews.push(scored("films/z", "8", Some(10.0)));
    assert_eq!(ids(&lint(Kind::MixedScales, &reviews)[0]), ["films/z"]);
}

#[test]
fn close_years_are_told_and_remakes_seasons_and_namesakes_are_not() {
    let told = |a: Review, b: Review| !lint(Kind::YearConflict, &[a, b]).is_empty();
    assert!(told(review("a", "The Ferry", Some(1999)), review("b", "The Ferry", Some(2000))));
    assert!(!told(review("a", "The Ferry", Some(1960)), review("b", "The Ferry", Some(2000))));
    assert!(!told(review("a", "The Ferry", Some(2000)), review("b", "The Ferry", Some(2000))));
    let season = |id, year| Review { kind: Some("series".into()), ..review(id, "The Ferry", Some(year)) };
    assert!(!told(season("a", 1999), season("b", 2000)));
    let by =
        |id, year, name: &str| Review { people: vec![name.into()], ..review(id, "The Ferry", Some(year)) };
    assert!(!told(by("a", 1999, "Ada Holm"), by("b", 2000, "Jo Reyes")));
    assert!(told(by("a", 1999, "Ada Holm"), by("b", 2000, "Ada Holm")));
}

#[test]
fn one_work_under_two_spellings_is_told_and_its_sequel_is_not() {
    let told = |a: &str, b: &str| {
        !lint(Kind::TitleSpelling, &[review("a", a, Some(2001)), review("b", b, Some(2001))]).is_empty()
    };
    assert!(told("The Lighthouse Keeper", "Lighthouse Keeper, The"));
    assert!(told("Salt & Iron", "Salt and Iron"));
    assert!(told("Night Harbour", "Night Harbor"));
    assert!(!told("Harbour II", "Harbour III"));
    assert!(!told("Harbour 2", "Harbour 3"));
    assert!(!told("Keeper’s Lamp", "Keeper's Lamp"), "printers' quotes are no spelling");
    assert!(!told("Night Harbour", "Night Harvest"));
}

#[test]
fn namesakes_that_their_files_tell_apart_are_two_works() {
    let of = |path: &str, title: &str| review(path, title, Some(1931));
    let told = |kind, a: &str, b: &str| !lint(kind, &[of(a, "Dracula"), of(b, "Drácula")]).is_empty();
    assert!(told(Kind::TitleSpelling, "dracula-1931.md", "dracula-1931-2.md"));
    assert!(!told(Kind::TitleSpelling, "dracula-1931.md", "dracula-1931-spanish.md"));
}

#[test]
fn a_data_set_without_titles_is_none_that_lost_them() {
    let texts = |count| repeated(count, |n| review(&format!("pos/{n}_9.txt"), &format!("{n}_9"), None));
    assert_eq!(lint(Kind::MissingTitle, &texts(19)).len(), 1);
    assert!(lint(Kind::MissingTitle, &texts(20)).is_empty());
}

#[test]
fn a_title_that_is_a_number_of_a_file_is_told() {
    let told = |path: &str, title: &str| !lint(Kind::MissingTitle, &[review(path, title, None)]).is_empty();
    assert!(told("pos/0_9.txt", "0_9"));
    assert!(told("films/untitled-3.md", "Untitled 3"));
    assert!(!told("films/1917.md", "1917"));
    assert!(!told("films/die-hard-1988.md", "Die Hard"));
    assert!(!told("films/0_9.txt", "The Ferry"));
}

#[test]
fn headings_that_drift_are_told_with_the_usual_one() {
    let mut reviews = repeated(6, |n| headed(&format!("a{n}"), "Sound & Music"));
    reviews.push(headed("b", "Sound and music:"));
    reviews.push(headed("c", "Music & Sound"));
    reviews.push(headed("d", "Sound & Musik"));
    reviews.push(headed("e", "Sound Design"));
    let found = lint(Kind::SectionNames, &reviews);
    assert_eq!(found.len(), 1);
    assert_eq!(ids(&found[0]), ["c", "d", "b"]);
    assert!(found[0].message.starts_with("the section \"Sound & Music\" (6) is also called "));
}

#[test]
fn headings_that_stand_together_are_two_sections() {
    let both = |id: &str| Review {
        sections: ["Sound", "The Sounds"].map(|heading| headed(id, heading).sections.remove(0)).into(),
        ..review(id, id, None)
    };
    let mut reviews = repeated(6, |n| headed(&format!("a{n}"), "Sound"));
    reviews.push(headed("b", "The Sounds"));
    assert_eq!(ids(&lint(Kind::SectionNames, &reviews)[0]), ["b"]);
    reviews.push(both("c"));
    assert!(lint(Kind::SectionNames, &reviews).is_empty());
}

#[test]
fn a_heading_of_another_first_letter_is_no_slip() {
    let mut reviews = repeated(10, |n| headed(&format!("a{n}"), "Pacing"));
    reviews.push(headed("b", "Racing"));
    assert!(lint(Kind::SectionNames, &reviews).is_empty());
    reviews.push(headed("c", "Pacingg"));
    assert_eq!(ids(&lint(Kind::SectionNames, &reviews)[0]), ["c"]);
}

#[test]
fn headings_of_numbered_parts_do_not_drift() {
    let reviews: Vec<Review> = (1..=3)
        .flat_map(|part| repeated(5, move |n| headed(&format!("{part}{n}"), &format!("Season {part}"))))
        .collect();
    assert!(lint(Kind::SectionNames, &reviews).is_empty());
}

#[test]
fn days_to_come_are_told_and_tomorrow_is_not() {
    let on = |date: &str| Review { date: Some(date.into()), ..review("a", "A", Some(2020)) };
    let told = |date: &str| !lint(Kind::Date, &[on(date)]).is_empty();
    assert!(told("2026-09-02") && told("2027") && told("2026-08-02"));
    assert!(!told("2026-07-31") && !told("2026-08-01") && !told("2026") && !told("2026-07"));
    assert!(told("2016-05-05"), "four years before the work came out");
    assert!(!told("2019-12-01"), "a preview");
    assert!(!lint(Kind::Date, &[review("a", "A", Some(2062))]).is_empty());
    assert!(lint(Kind::Date, &[review("a", "A", Some(2028))]).is_empty());
}

#[test]
fn addresses_are_no_names_and_handles_are() {
    let told = |name: &str| credits::is_address(name);
    assert!(told("june@example.org") && told("June <june@example.org>") && told("https://example.org/june"));
    assert!(!told("@june") && !told("Sunn O)))") && !told("J. J. Abrams") && !told("will.i.am"));
}

/// A text of words that no other seed shares in this order.
fn words_of(seed: u64, count: usize) -> Vec<String> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..count).map(|_| format!("word{}", next() % 400)).collect()
}

#[test]
fn one_word_of_a_hundred_makes_a_near_duplicate() {
    let original = words_of(380_376, 100);
    let mut edited = original.clone();
    edited[11] = "edited".to_owned();
    let reviews = [with_text("copy", &edited.join(" ")), with_text("original", &original.join(" "))];
    assert_eq!(lint(Kind::NearDuplicate, &reviews).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn planted_near_duplicates_are_found_and_unrelated_texts_are_not(
        seed in 1_u64..1_000_000,
        length in 100_usize..400,
        edits in proptest::collection::vec(0_usize..400, 1..4),
    ) {
        let original = words_of(seed, length);
        let mut edited = original.clone();
        for at in edits {
            edited[at % length] = "edited".to_owned();
        }
        let mut reviews = repeated(20, |n| {
            with_text(&format!("other{n}"), &words_of(seed + 1 + n as u64, length).join(" "))
        });
        reviews.push(with_text("copy", &edited.join(" ")));
        reviews.push(with_text("original", &original.join(" ")));
        let found = lint(Kind::NearDuplicate, &reviews);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(ids(&found[0]), ["copy", "original"]);
    }
}
