//! Whole files to whole reviews, in the layouts that archives really have.

use proptest::prelude::*;

use super::*;
use crate::review::{Prose, Review};

fn settled_all(files: &[(&str, &str)]) -> Vec<Settled> {
    let parsed: Vec<(&str, Parsed)> = files.iter().map(|(path, text)| (*path, parse(path, text))).collect();
    let conventions = Conventions::learn(parsed.iter().map(|(path, parsed)| (*path, &parsed.evidence)));
    parsed.into_iter().flat_map(|(_, parsed)| parsed.drafts).map(|draft| draft.settle(&conventions)).collect()
}

fn settled(path: &str, text: &str) -> Settled {
    settled_all(&[(path, text)]).into_iter().next().expect("the file holds a review")
}

fn review(path: &str, text: &str) -> Review {
    settled(path, text).review
}

fn sections(review: &Review) -> Vec<(Option<&str>, &str)> {
    review.sections.iter().map(|section| (section.heading.as_deref(), section.body.as_str())).collect()
}

fn raw(review: &Review) -> Option<&str> {
    review.score.as_ref().map(|score| score.raw.as_str())
}

fn value(review: &Review) -> Option<f64> {
    review.score.as_ref().and_then(|score| score.value)
}

fn skipped(path: &str, text: &str) -> bool {
    let parsed = parse(path, text);
    assert_eq!(parsed.skipped.is_empty(), !parsed.drafts.is_empty(), "{path}: {parsed:?}");
    !parsed.skipped.is_empty()
}

const SITE: &str = "Glass Harbour (2021)
A slow ship and a slower captain.
Nobody in this film is in a hurry, and after twenty minutes I wasn't either, which is its charm.
Synopsis
A captain waits for a cargo that will not come, and the town waits with him.
Sound & Music
Bells, gulls and one accordion, used three times and never better than the first.
Lantern Score: 7.5/10
Patient people will love it.
👋 Follow us everywhere!
Instagram, Mastodon and Bluesky";

#[test]
fn a_sites_plain_text_comes_apart_into_its_parts() {
    let Settled { review, removed, warnings } = settled("glass.txt", SITE);
    assert_eq!((review.title.as_str(), review.year), ("Glass Harbour", Some(2021)));
    assert_eq!(review.summary.as_ref().map(Prose::as_str), Some("A slow ship and a slower captain."));
    let headings: Vec<Option<&str>> = sections(&review).iter().map(|(heading, _)| *heading).collect();
    assert_eq!(headings, [None, Some("Synopsis"), Some("Sound & Music")]);
    assert_eq!((raw(&review), value(&review)), (Some("7.5/10"), Some(7.5)));
    let verdict = review.verdict.expect("a verdict");
    assert_eq!((verdict.as_str(), verdict.line_at(0)), ("Patient people will love it.", 9));
    assert_eq!(removed.iter().map(|removed| removed.line).collect::<Vec<_>>(), [10, 11]);
    assert!(warnings.is_empty());
}

#[test]
fn front_matter_fills_the_fields_and_the_rest_is_kept() {
    let review = review(
        "a.md",
        "---\nbook: {title: Salt, author: Ada Quill, year: 1969}\nreview:\n  rating: 4\n  best: 5\n  by: Jo Lind\n\
         date: [2012, 6, 10]\ntags: sea, salt\nmood: grey\n---\nText.\n",
    );
    assert_eq!(
        (review.title.as_str(), review.year, review.kind.as_deref()),
        ("Salt", Some(1969), Some("book"))
    );
    assert_eq!(
        (review.author.as_deref(), review.people.as_slice()),
        (Some("Jo Lind"), &["Ada Quill".to_owned()][..])
    );
    assert_eq!(
        (review.date.as_deref(), raw(&review), value(&review)),
        (Some("2012-06-10"), Some("4"), Some(8.0))
    );
    assert_eq!(review.tags, ["sea", "salt"]);
    assert_eq!(serde_json::to_string(&review.extra).unwrap(), r#"{"mood":"grey"}"#);
}

#[test]
fn the_date_of_a_review_is_not_the_year_of_the_work() {
    let review = review("2019-03-01-salt.md", "---\ntitle: Salt\n---\nText.\n");
    assert_eq!((review.year, review.date.as_deref()), (None, Some("2019-03-01")));
}

#[test]
fn a_title_with_its_year_in_front_matter_gives_both() {
    let review = review("x.md", "---\ntitle: Palm Springs (2020)\n---\nText.\n");
    assert_eq!((review.title.as_str(), review.year), ("Palm Springs", Some(2020)));
}

#[test]
fn a_slug_is_spelled_as_the_text_spells_it() {
    let text = "---\nslug: 20000-leagues-1954\n---\nI saw _20,000 Leagues_ as a child.\n";
    let leagues = review("20000-leagues-1954.md", text);
    assert_eq!((leagues.title.as_str(), leagues.year), ("20,000 Leagues", Some(1954)));
    let year_in_title = review("wonder-woman-1984.md", "In *Wonder Woman 1984* she flies.\n");
    assert_eq!((year_in_title.title.as_str(), year_in_title.year), ("Wonder Woman 1984", None));
}

#[test]
fn headings_make_sections_and_the_title_is_none_of_them() {
    let text =
        "# Review: Heat (1995)\n\nLead.\n\n## Plot\n\nOne.\n\n- a\n- b\n\n### Twist\n\nTwo.\n\n## Empty\n";
    let review = review("x.md", text);
    assert_eq!((review.title.as_str(), review.year), ("Heat", Some(1995)));
    let expected =
        [(None, "Lead."), (Some("Plot"), "One.\n\na\nb"), (Some("Twist"), "Two."), (Some("Empty"), "")];
    assert_eq!(sections(&review), expected);
    assert_eq!(review.sections[2].body.line_at(0), 14);
}

#[test]
fn the_score_is_found_wherever_it_stands() {
    for (body, expected, verdict) in [
        ("Long text here.\n\n**Score:** 8/10\n", "8/10", None),
        ("Long text here.\n\nVerdict: B+ Great fun.\n", "B+", Some("Great fun.")),
        ("Long text here.\n\n## Verdict: 8/10\n\nGreat fun.\n", "8/10", Some("Great fun.")),
        ("Long text here.\n\n## Rating\n\n4/5\n", "4/5", None),
        ("Long text here.\n\n## Rating\n\n4/5\n\nGreat fun.\n", "4/5", Some("Great fun.")),
        ("Long text here.\n\n| Score | 9/10 |\n|---|---|\n| Story | 7/10 |\n", "9/10", None),
        ("**Rating:** ★★★½\n\nLong text here.\n", "★★★½", None),
    ] {
        let review = review("salt.md", body);
        assert_eq!(raw(&review), Some(expected), "{body}");
        assert_eq!(review.verdict.as_ref().map(Prose::as_str), verdict, "{body}");
        assert!(sections(&review)[0].1.starts_with("Long text here."), "{body}");
    }
}

#[test]
fn a_headed_verdict_stays_a_section() {
    let review = review("salt.md", "Lead text.\n\n## Conclusion\n\nSee it.\n\nScore: 8/10\n");
    assert_eq!(sections(&review), [(None, "Lead text."), (Some("Conclusion"), "See it.")]);
    assert_eq!(review.verdict, None);
}

#[test]
fn front_matter_outranks_the_text_and_its_line_leaves() {
    let review = review("salt.md", "---\nscore: 6/10\n---\nText.\n\nScore: 7/10\n");
    assert_eq!((raw(&review), sections(&review)), (Some("6/10"), vec![(None, "Text.")]));
}

#[test]
fn bare_numbers_have_the_scale_of_their_folder() {
    let text = |n: u32| format!("---\ntitle: T{n}\nrating: {n}\n---\nText {n}.\n");
    let texts: Vec<String> = (1..=5).map(text).collect();
    let paths: Vec<String> = (1..=5).map(|n| format!("films/{n}.md")).collect();
    let files: Vec<(&str, &str)> =
        paths.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let values: Vec<Option<f64>> = settled_all(&files).iter().map(|settled| value(&settled.review)).collect();
    assert_eq!(values, [2.0, 4.0, 6.0, 8.0, 10.0].map(Some));
    let lonely = settled("a.md", "---\nrating: 4\n---\nText.\n");
    assert_eq!((value(&lonely.review), lonely.warnings.len()), (None, 1));
    assert_eq!(lonely.warnings[0].line, Some(2));
}

#[test]
fn a_number_in_the_keys_has_the_scale_that_the_text_names() {
    let review = review("a.md", "---\nrating: 4\n---\nText.\n\nScore: 4/5\n");
    assert_eq!((raw(&review), value(&review)), (Some("4"), Some(8.0)));
}

#[test]
fn words_for_a_score_are_kept_with_a_warning() {
    let settled = settled("a.md", "---\ntitle: Salt\ngrade: Abandoned\nyear: soon\n---\nText.\n");
    assert_eq!((raw(&settled.review), value(&settled.review)), (Some("Abandoned"), None));
    assert_eq!(settled.warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [Some(4), Some(3)]);
    assert_eq!(settled.review.extra["year"], "soon");
}

#[test]
fn several_reviews_in_a_file_are_told_apart() {
    let text = "---\nauthor: Jo Lind\ntitle: January\n---\nA slow month.\n\n## Salt (1969) – 4/5\n\nOne.\n\n### Sound\n\n\
                Two.\n\n## Iron (2003)\n\nThree.\n\n## Salt (1969)\n\nAgain.\n";
    let parsed = parse("log.md", text);
    assert_eq!(parsed.skipped.len(), 1);
    let all = settled_all(&[("log.md", text)]);
    let ids: Vec<&str> = all.iter().map(|settled| settled.review.id.as_str()).collect();
    assert_eq!(ids, ["log.md#salt", "log.md#iron", "log.md#salt-2"]);
    let salt = &all[0].review;
    assert_eq!((salt.title.as_str(), salt.year, raw(salt)), ("Salt", Some(1969), Some("4/5")));
    assert_eq!((salt.source.line_start, salt.source.line_end), (7, 14));
    assert_eq!((salt.author.as_deref(), sections(salt).len()), (Some("Jo Lind"), 2));
}

#[test]
fn sections_with_years_or_partial_scores_do_not_split_a_review() {
    for text in [
        "# Psycho (1960)\n\nLead.\n\n## The novel (1959)\n\nOne.\n\n## The remake (1998)\n\nTwo.\n",
        "# Star Lane\n\nLead.\n\n## Graphics: 8/10\n\nOne.\n\n## Sound: 7/10\n\nTwo.\n\n## Overall: 7.5/10\n\nBuy.\n",
        "# Salt\n\nLead.\n\n## In 1995\n\nOne.\n\n## In 2005\n\nTwo.\n",
    ] {
        assert_eq!(parse("a.md", text).drafts.len(), 1, "{text}");
    }
}

#[test]
fn plain_lines_with_a_year_part_a_file_of_capsules() {
    let text = "Salt (1969)\nOne long line of text about it.\nScore: 7/10\n\nIron (2003)\nAnother long line of text.\nScore: 6/10\n";
    let titles: Vec<String> = settled_all(&[("c.txt", text)]).into_iter().map(|s| s.review.title).collect();
    assert_eq!(titles, ["Salt", "Iron"]);
}

#[test]
fn bare_lines_are_headings_only_where_they_look_like_it() {
    let text = "Salt\n\nA first paragraph of the review that goes on for a while.\n\nTHE PLOT\n\nA captain waits for a cargo, \
                and then he waits some more.\n\nNot a chance.\n\n\"Who goes there?\"\n\n12 High Street, London\n\nAda Quill\n\n\
                Jo Lind\n\nTHE END\n\nThe last paragraph of the review, which is the best of them.\n";
    let review = review("salt.txt", text);
    let headings: Vec<Option<&str>> = sections(&review).iter().map(|(heading, _)| *heading).collect();
    assert_eq!(headings, [None, Some("THE PLOT"), Some("THE END")]);
}

#[test]
fn repeated_footers_leave_and_short_closings_stay() {
    let text = |n: u32| {
        format!("Text number {n}, word {n}.\n\nRecommended.\n\nThe Lighthouse Letter, every other Friday\n")
    };
    let texts: Vec<String> = (10..13).map(text).collect();
    let files: Vec<(&str, &str)> =
        ["a.md", "b.md", "c.md"].into_iter().zip(texts.iter().map(String::as_str)).collect();
    for settled in settled_all(&files) {
        assert!(sections(&settled.review)[0].1.ends_with("Recommended."), "{settled:?}");
        assert_eq!(settled.removed.len(), 1);
    }
}

#[test]
fn repeated_text_never_empties_a_section_or_a_review() {
    let text = "# Salt\n\nThe same text in every file.\n\n## Plot\n\nThe very same plot in all of them.\n\nScore: 7/10\n";
    for settled in settled_all(&[("a.md", text), ("b.md", text), ("c.md", text)]) {
        assert!(!settled.review.sections.is_empty());
        assert!(sections(&settled.review).iter().all(|(_, body)| !body.is_empty()));
    }
}

#[test]
fn neighbours_are_skipped() {
    for (path, text) in [
        ("README.md", "# Films\n\nScore: 7/10\n"),
        ("films/_index.md", "---\ntitle: Films\n---\nAll.\n"),
        ("about.md", "I write."),
        ("a.md", "---\ndraft: true\n---\nText.\n"),
        ("b.md", "+++\ndraft = true\n+++\nText.\n"),
        ("c.md", "---\npublished: false\n---\nText.\n"),
        ("d.md", "---\nlayout: page\n---\nText.\n"),
        ("e.md", "---\ntitle: Salt\n---\n"),
        ("f.txt", "\"One.\"\n\n\"Two.\"\n\n\"Three.\"\n"),
        ("g.md", "- [a](https://a.example)\n- [b](https://b.example)\n- [c](https://c.example)\n"),
        ("h.md", ""),
        ("tool.py", "print(1)"),
    ] {
        assert!(skipped(path, text), "{path}");
    }
}

#[test]
fn a_review_without_marks_is_kept() {
    for (path, text) in [
        ("contact-1997.md", "Text."),
        ("posts/salt/index.md", "Text."),
        ("about.md", "---\nscore: 7/10\n---\nText.\n"),
        ("e.md", "---\ntitle: Salt\nscore: 7/10\n---\n"),
        ("draft.md", "---\ndraft: false\n---\nText.\n"),
    ] {
        assert!(!skipped(path, text), "{path}");
    }
    assert_eq!(settled("0017.txt", "Text.").warnings.len(), 1);
}

#[test]
fn a_data_sets_score_is_in_its_name() {
    let rated = review("train/pos/0_9.txt", "Text.<br /><br />More.");
    assert_eq!((raw(&rated), value(&rated)), (Some("9"), Some(9.0)));
    assert_eq!(review("train/unsup/1_0.txt", "Text.").score, None);
}

#[test]
fn carriage_returns_change_nothing() {
    let unix = review("glass.txt", SITE);
    let dos = review("glass.txt", &SITE.replace('\n', "\r\n"));
    assert_eq!(unix, dos);
}

#[test]
fn broken_front_matter_is_reported_and_the_text_is_kept() {
    let parsed = parse("salt.md", "---\ntitle: \"Salt\nscore: 7/10\n---\nText.\n");
    assert!(parsed.warnings[0].line.is_some());
    assert_eq!(parsed.drafts.len(), 1);
}

#[test]
fn hostile_input_ends_soon() {
    let started = std::time::Instant::now();
    for (unit, count) in [
        ("(", 200_000),
        ("\"", 200_000),
        ("a (", 100_000),
        ("<", 200_000),
        ("- ", 200_000),
        ("# a\n", 50_000),
    ] {
        let text = unit.repeat(count);
        let _ = settled_all(&[("a-b-c-d.md", text.as_str()), ("a-b-c-d.txt", text.as_str())]);
        let _ = settled_all(&[("x.md", format!("---\ntitle: '{text}'\n---\nText.\n").as_str())]);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_byline_cut_off_a_paragraph_moves_the_score_with_it() {
    let review = review("salt.txt", "By Jo Lind, 3 May 2019. A longer paragraph of text.\nScore: 7/10\n");
    assert_eq!((review.author.as_deref(), raw(&review)), (Some("Jo Lind"), Some("7/10")));
    assert_eq!(sections(&review), [(None, "A longer paragraph of text.")]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_settles(path in "[a-z0-9_ ()/.-]{0,30}", text in "(?s).{0,400}") {
        let _ = settled_all(&[(&path, &text), ("b/a.md", &text), ("b/c.txt", &text)]);
    }

    #[test]
    fn any_lines_settle(lines in prop::collection::vec(
        prop_oneof![
            Just("# Salt (1969)"), Just("## Plot"), Just("Score: 7/10"), Just("★★★"), Just("---"), Just("***"), Just(""),
            Just("Salt (1969)"), Just("title: Salt"), Just("By Jo Lind, 3 May 2019"), Just("- [a](b)"), Just("> q"),
            Just("Follow us on Instagram"), Just("A longer paragraph of text, with a full stop."), Just("| a | 4/5 |"),
        ], 0..14)) {
        let text = lines.join("\n");
        for settled in settled_all(&[("a.md", &text), ("b.md", &text), ("c.txt", &text), ("d.txt", &text)]) {
            prop_assert!(!settled.review.title.is_empty());
            prop_assert!(settled.review.source.line_start <= settled.review.source.line_end);
        }
    }

    #[test]
    fn learning_does_not_depend_on_the_order(ratings in prop::collection::vec(0_u32..=10, 1..12)) {
        let parsed: Vec<(String, Parsed)> = ratings.iter().enumerate()
            .map(|(n, rating)| (format!("f{}/{n}.md", n % 2), parse("a.md", &format!("---\nrating: {rating}\n---\nThe same text here.\n"))))
            .collect();
        let forwards = Conventions::learn(parsed.iter().map(|(path, parsed)| (path.as_str(), &parsed.evidence)));
        let backwards = Conventions::learn(parsed.iter().rev().map(|(path, parsed)| (path.as_str(), &parsed.evidence)));
        prop_assert_eq!(&forwards, &backwards);
        let bytes = postcard::to_allocvec(&forwards).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Conventions>(&bytes).unwrap(), forwards);
    }
}
