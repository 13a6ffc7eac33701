//! What the model found, each on the smallest archive that shows it.

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, MatchMode, SearchRequest, SearchResponse};
use pullquote::index::Reader;
use pullquote::query;

use super::archive::Silent;
use super::checks::request;
use crate::harness::Place;

/// Indexes these reviews after `gone`, which were there once.
fn indexed_after(gone: &[(&str, &str)], reviews: &[(&str, &str)]) -> (Place, Reader) {
    let place = Place::new();
    for files in [gone, reviews] {
        let films = place.path("films");
        let _ = std::fs::remove_dir_all(&films);
        std::fs::create_dir(&films).unwrap();
        // A folder that stays: a root without any file might be unmounted.
        place.write("films/zz.md", "---\ntitle: Bystander\n---\n\nNothing to see.\n");
        for (name, text) in files {
            place.write(&format!("films/{name}.md"), format!("---\n{text}\n"));
        }
        pullquote::ingest::refresh(
            &place.path("index"),
            &[films],
            pullquote::ingest::Plan::default(),
            &Silent,
        )
        .unwrap();
    }
    let reader = Reader::open(&place.path("index")).unwrap();
    (place, reader)
}

fn indexed(reviews: &[(&str, &str)]) -> (Place, Reader) {
    indexed_after(&[], reviews)
}

fn answer(reader: &Reader, query: &str, mode: MatchMode) -> SearchResponse {
    let node = query::parse(query).unwrap().node;
    let request = SearchRequest { passages: 9, ..request(&node, mode) };
    Local::new(reader).search(&request).unwrap()
}

/// What is found, by name, sorted.
fn found_by(reader: &Reader, query: &str, mode: MatchMode) -> String {
    let answer = answer(reader, query, mode);
    let mut names: Vec<&str> = answer.hits.iter().map(|hit| hit.id.trim_end_matches(".md")).collect();
    names.sort_unstable();
    names.join(" ")
}

fn found(reader: &Reader, query: &str) -> String {
    found_by(reader, query, MatchMode::All)
}

#[test]
fn a_pattern_of_kinds_filters() {
    let (_place, reader) = indexed(&[
        ("film", "title: A\nkind: film\n---\n\nNeon."),
        ("series", "title: B\nkind: series\n---\n\nNeon."),
        ("none", "title: C\n---\n\nNeon."),
    ]);
    assert_eq!(found(&reader, "neon kind:fi*"), "film");
    assert_eq!(found(&reader, "neon kind:s?ries"), "series");
    assert_eq!(found(&reader, "neon kind:flim~"), "film");
    assert_eq!(found(&reader, "neon kind:*"), "film series");
    assert_eq!(found(&reader, "neon kind:(film series)"), "");
    assert_eq!(found(&reader, "neon kind:nov*"), "");
}

#[test]
fn anything_in_a_field_must_be_there() {
    let (_place, reader) = indexed(&[
        ("signed", "title: A\nauthor: Zoe\ntags: [noir]\ncast: [Ana Armas]\n---\n\nNeon."),
        ("bare", "title: B\n---\n\nNeon."),
    ]);
    for query in ["neon author:*", "neon tag:*", "neon person:*"] {
        assert_eq!(found(&reader, query), "signed", "{query}");
    }
    assert_eq!(found(&reader, "neon -author:*"), "bare");
    assert_eq!(found(&reader, "neon title:*"), "bare signed");
}

#[test]
fn words_of_reviews_that_are_gone_change_nothing() {
    let gone = [
        ("joined", "title: A\n---\n\nA gunfu film."),
        ("section", "title: B\n---\n\nLead.\n\n## Score\n\nStrings."),
        ("extra", "title: C\n---\n\nOnce more."),
    ];
    let stay =
        [("apart", "title: D\n---\n\nSome gun fu, re zero strings."), ("other", "title: E\n---\n\nNeon.")];
    let (_old, changed) = indexed_after(&gone, &stay);
    let (_new, fresh) = indexed(&stay);
    for query in ["gunfu", "score:none gunfu", "strings:gun", "\"score\":strings", "re:zero"] {
        assert_eq!(found(&changed, query), found(&fresh, query), "{query}");
    }
    assert_eq!(found(&changed, "gunfu"), "apart");
}

#[test]
fn every_pair_of_neighbours_may_be_joined() {
    let (_place, reader) = indexed(&[
        ("first", "title: A\n---\n\nThe razorgun and fu."),
        ("second", "title: B\n---\n\nA razor, and gunfu."),
    ]);
    assert_eq!(found(&reader, "razor gun fu"), "first second");
}

#[test]
fn a_joined_pair_is_still_two_words_of_which_one_will_do() {
    let (_place, reader) = indexed(&[
        ("joined", "title: A\n---\n\nA gunfu film."),
        ("one", "title: B\n---\n\nA gun."),
        ("neon", "title: C\n---\n\nNeon."),
    ]);
    assert_eq!(found_by(&reader, "gun fu neon", MatchMode::Any), "joined neon one");
    assert_eq!(found_by(&reader, "gun fu neon", MatchMode::Most), "joined");
}

#[test]
fn some_words_will_do_within_a_scope_too() {
    let (_place, reader) = indexed(&[
        ("one", "title: Neon Rain\n---\n\nLead.\n\n## Sound\n\nDrums."),
        ("both", "title: Neon\n---\n\nLead.\n\n## Sound\n\nDrums and strings."),
        ("elsewhere", "title: Rain\n---\n\nDrums."),
    ]);
    assert_eq!(found_by(&reader, "sound:(drums strings)", MatchMode::Any), "both one");
    assert_eq!(found_by(&reader, "sound:(drums strings)", MatchMode::All), "both");
    assert_eq!(found_by(&reader, "title:(neon rain)", MatchMode::Any), "both elsewhere one");
}

#[test]
fn a_pattern_that_nothing_matches_is_one_missing_word() {
    let (_place, reader) =
        indexed(&[("neon", "title: A\n---\n\nNeon."), ("other", "title: B\n---\n\nRain.")]);
    assert_eq!(found_by(&reader, "xyzzy* neon", MatchMode::Any), "neon");
    assert_eq!(found(&reader, "xyzzy* neon"), "");
    assert_eq!(found(&reader, "neon -xyzzy*"), "neon");
}

#[test]
fn each_compound_of_a_phrase_is_joined_or_not() {
    let (_place, reader) = indexed(&[
        ("mixed", "title: A\n---\n\nThe gunfu of spider man."),
        ("triple", "title: B\n---\n\nSo spiderman like."),
    ]);
    assert_eq!(found(&reader, "\"gun-fu of spider-man\""), "mixed");
    assert_eq!(found(&reader, "spider-man-like"), "triple");
    assert_eq!(found(&reader, "\"gun fu of\""), "", "words written apart are not joined");
}

#[test]
fn a_pattern_sees_words_as_the_index_does() {
    let (_place, reader) = indexed(&[
        ("cjk", "title: A\n---\n\n千と千尋の神隠し。"),
        ("number", "title: B\n---\n\nIt has 7.25 stars."),
        ("compound", "title: C\n---\n\nThe gun-fu ballet."),
    ]);
    assert_eq!(found(&reader, "千と*"), "cjk");
    assert_eq!(found(&reader, "千?千"), "cjk");
    assert_eq!(found(&reader, "と尋*"), "");
    assert_eq!(found(&reader, "7.2*"), "number");
    assert_eq!(found(&reader, "the-gun*-ballet"), "compound");
}

#[test]
fn a_phrase_is_no_moves_from_itself_whatever_its_compounds() {
    let (_place, reader) = indexed(&[("compound", "title: A\n---\n\nThe gun-fu ballet.")]);
    assert_eq!(found(&reader, "\"gunfu ballet\"~0"), "compound");
    assert_eq!(found(&reader, "\"the ballet\"~0"), "");
}

#[test]
fn a_section_scope_wants_its_section_whatever_else_it_asks() {
    let (_place, reader) = indexed(&[
        (
            "loud",
            "title: Neon\nyear: 1984\n---\n\nLead.\n\n## Sound\n\nDrums.\n\n## Sound Design\n\nStrings.",
        ),
        ("soft", "title: Rain\nyear: 1999\n---\n\nLead.\n\n## Sound\n\nStrings."),
        ("silent", "title: Neon\nyear: 1984\n---\n\nDrums and strings."),
    ]);
    assert_eq!(found(&reader, "sound:(year:1984)"), "loud");
    assert_eq!(found(&reader, "sound:(NOT title:neon)"), "soft");
    assert_eq!(found(&reader, "sound:(NOT (strings title:neon))"), "loud soft");
    assert_eq!(found(&reader, "sound:(drums (strings OR year:1999))"), "");
    assert_eq!(found(&reader, "sound:(strings (drums OR year:1999))"), "soft");
    assert_eq!(found(&reader, "sound:(strings NOT drums)"), "loud soft");
}

#[test]
fn what_a_review_lacks_takes_no_marks_away() {
    let (_place, reader) =
        indexed(&[("plain", "title: A\n---\n\nNeon rain."), ("dated", "title: B\nyear: 1999\n---\n\nNeon.")]);
    for query in [
        "neon -has:year",
        "neon -kind:film -has:year",
        "neon -is:duplicate -has:year",
        "neon NOT (is:duplicate neon) -has:year",
    ] {
        let answer = answer(&reader, query, MatchMode::All);
        let passage = &answer.hits[0].passages[0];
        assert_eq!((answer.total, &passage.text[passage.spans[0].clone()]), (1, "Neon"), "{query}");
    }
}

/// The engine's ranges can't look back, which its exclusions ask of them.
#[test]
fn an_excluded_range_is_not_asked_to_look_back() {
    let reviews: Vec<(String, String)> = (0..40)
        .map(|at| {
            (
                format!("r{at:02}"),
                format!("title: A\nyear: {}\nrating: {}/10\n---\n\nNeon.", 1980 + at % 20, at % 11),
            )
        })
        .collect();
    let reviews: Vec<(&str, &str)> =
        reviews.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_place, reader) = indexed(&reviews);
    let all = answer(&reader, "neon", MatchMode::All).total;
    let some = answer(&reader, "neon year:>=1990 score:>=4", MatchMode::All).total;
    let others = answer(&reader, "neon -(year:>=1990 score:>=4)", MatchMode::All).total;
    assert_eq!((all, some + others), (40, 40));
}
