//! The query language, asked of an index.

use std::sync::OnceLock;

use super::harness::Place;

fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| {
        let files = [
            ("wick.md", "title: John Wick\nyear: 2014\nrating: 7.5/10\ntags: [action]\ndate: 2024-05-17", "Keanu Reeves does gun-fu in a neon rain. A razor-thin plot."),
            ("apart.md", "title: Old Boys\nyear: 1999\nrating: 2/10", "They call it gun fu, the razor cuts, and the plot is thin."),
            ("joined.md", "title: Newcomers\nyear: 2003\ngrade: A-", "A gunfu ballet. The bullets fly and the ballet dancers loved it."),
            ("amelie.md", "title: Amélie\nyear: 2001\nstars: 4.5/5\nauthor: Zoë Brown\ndate: 2024-06", "Audrey Tautou steals Montmartre. L'amour! Strasse heißt Straße."),
            ("sections.md", "title: Sections\nyear: 1984", "Lead.\n\n## Sound & Music\n\nSynth drums.\n\n## Sound Design\n\nQuiet rooms.\n\n## Story\n\nDrums of war."),
            ("initial.md", "title: Pulp", "Samuel L. Jackson reads. Also Jean-Luc Godard's camera and Peter O’Toole."),
            ("spider.md", "title: \"Spider-Man: Into the Spider-Verse\"\nyear: 2018\nrating: 9/10", "A leap of faith."),
            ("chihiro.md", "title: 千と千尋の神隠し\nyear: 2001", "千尋は湯屋で働く。"),
            ("mash.md", "title: M*A*S*H\nyear: 1970", "Doctors at play."),
            ("double1.md", "title: One", "Exactly the same words here."),
            ("double2.md", "title: Two", "Exactly the *same* words here."),
        ];
        Place::with_films(&files)
    })
}

fn sorted(query: &str) -> Vec<String> {
    let mut found = place().find(query);
    found.sort();
    found
}

#[test]
fn words_are_all_required_and_phrases_stand_together() {
    assert_eq!(sorted("razor thin plot"), ["apart.md", "wick.md"]);
    assert_eq!(sorted("\"razor-thin plot\""), ["wick.md"]);
    assert_eq!(sorted("\"razor thin\""), ["wick.md"]);
    assert_eq!(sorted("\"plot thin\"~2"), ["apart.md", "wick.md"]);
    assert_eq!(sorted("\"plot thin\"~1"), ["apart.md"]);
}

#[test]
fn nearer_words_rank_higher() {
    assert_eq!(place().find("razor thin plot")[0], "wick.md");
}

#[test]
fn booleans_bind_as_documented() {
    assert_eq!(sorted("neon OR montmartre"), ["amelie.md", "wick.md"]);
    assert_eq!(sorted("plot NOT neon"), ["apart.md"]);
    assert_eq!(sorted("plot -neon"), ["apart.md"]);
    assert_eq!(sorted("gun AND (neon OR thin) -call"), ["wick.md"]);
    assert_eq!(sorted("neon OR leap faith"), ["spider.md", "wick.md"]);
}

/// Peers: `a AND NOT b` silently finds nothing.
#[test]
fn and_not_excludes_and_finds_the_rest() {
    assert_eq!(sorted("plot AND NOT neon"), ["apart.md"]);
}

#[test]
fn compounds_are_found_in_every_spelling() {
    let all = ["apart.md", "joined.md", "wick.md"];
    for query in ["gun-fu", "gun fu", "gunfu", "Gun-Fu", "\"gun-fu\""] {
        let found = sorted(query);
        assert!(found.contains(&"wick.md".to_owned()), "{query} finds {found:?}");
    }
    assert_eq!(sorted("gun-fu"), all);
    assert_eq!(sorted("gun fu"), all);
    assert_eq!(sorted("gunfu"), all);
    assert_eq!(sorted("\"gunfu ballet\""), ["joined.md"]);
    assert_eq!(sorted("\"gun-fu ballet\""), ["joined.md"]);
    assert_eq!(sorted("spiderman"), ["spider.md"]);
    assert_eq!(sorted("\"does gunfu in\""), ["wick.md"]);
}

#[test]
fn spelling_is_folded() {
    for query in ["amelie", "AMÉLIE", "strasse", "straße", "zoe", "lamour"] {
        assert_eq!(sorted(query), ["amelie.md"], "{query}");
    }
    assert_eq!(sorted("千尋"), ["chihiro.md"]);
    assert_eq!(sorted("湯屋"), ["chihiro.md"]);
    assert!(sorted("尋千").is_empty());
}

#[test]
fn stems_match_and_exact_words_come_first() {
    assert_eq!(sorted("dancer"), ["joined.md"]);
    assert_eq!(sorted("bullet"), ["joined.md"]);
    assert!(sorted("\"bullet\"").is_empty(), "a quoted word matches as written");
}

#[test]
fn patterns_and_misspellings() {
    assert_eq!(sorted("neo*"), ["wick.md"]);
    assert_eq!(sorted("b?llet"), ["joined.md"]);
    assert_eq!(sorted("mont*tre"), ["amelie.md"]);
    assert_eq!(sorted("reevs~"), ["wick.md"]);
    assert_eq!(sorted("montmarte~1"), ["amelie.md"]);
    assert!(sorted("xyzzy*").is_empty());
    assert_eq!(place().find("M*A*S*H")[0], "mash.md");
}

#[test]
fn filters_filter_and_never_score() {
    assert_eq!(sorted("score:>7.5"), ["amelie.md", "joined.md", "spider.md"]);
    assert_eq!(sorted("score:>=7.5"), ["amelie.md", "joined.md", "spider.md", "wick.md"]);
    assert_eq!(sorted("score:A-"), ["joined.md"]);
    assert_eq!(sorted("score:>=★★★★½"), ["amelie.md", "joined.md", "spider.md"]);
    assert_eq!(sorted("score:2..8"), ["apart.md", "wick.md"]);
    assert_eq!(sorted("year:2001"), ["amelie.md", "chihiro.md"]);
    assert_eq!(sorted("year:1990s"), ["apart.md"]);
    assert_eq!(sorted("year:..1984"), ["mash.md", "sections.md"]);
    assert_eq!(sorted("date:2024-05"), ["wick.md"]);
    assert_eq!(sorted("date:>=2024-05-18"), ["amelie.md"]);
    assert_eq!(sorted("score:none year:2001"), ["chihiro.md"]);
    assert_eq!(sorted("has:author"), ["amelie.md"]);
    assert_eq!(sorted("-has:year"), ["double1.md", "double2.md", "initial.md"]);
    assert_eq!(sorted("is:duplicate"), ["double1.md", "double2.md"]);
    assert!(sorted("score:>=9 montmartre neon").is_empty());
    let answer = place().json(&["search", "plot score:>=2"]);
    let plain = place().json(&["search", "plot"]);
    assert_eq!(answer["hits"][0]["relevance"], plain["hits"][0]["relevance"]);
}

#[test]
fn flags_say_the_same_as_the_query() {
    let flagged = place().json(&["search", "*", "--min-score", "B+", "--max-score", "9", "--year", "2000s"]);
    assert_eq!(flagged["hits"].as_array().unwrap().len(), 1);
    assert_eq!(flagged["hits"][0]["id"], "amelie.md");
    let by_person = place().json(&["search", "rain", "--person", "Keanu Reeves"]);
    assert_eq!(by_person["total"], 1);
    let in_section = place().json(&["search", "drums", "--section", "sound"]);
    assert_eq!(in_section["hits"][0]["passages"][0]["section"], "Sound & Music");
}

#[test]
fn fields_and_paths() {
    assert_eq!(sorted("title:wick"), ["wick.md"]);
    assert!(sorted("title:neon").is_empty());
    assert_eq!(sorted("title:(wick OR amelie)"), ["amelie.md", "wick.md"]);
    assert_eq!(sorted("author:\"zoe brown\""), ["amelie.md"]);
    assert_eq!(sorted("tag:action"), ["wick.md"]);
    assert_eq!(sorted("path:double*"), ["double1.md", "double2.md"]);
    assert_eq!(sorted("path:*.md path:w*"), ["wick.md"]);
}

#[test]
fn sections_hold_the_whole_match() {
    assert_eq!(sorted("sound:drums"), ["sections.md"]);
    assert_eq!(sorted("story:drums"), ["sections.md"]);
    assert!(sorted("design:drums").is_empty());
    assert!(sorted("sound:war").is_empty());
    assert_eq!(sorted("sound:(synth drums)"), ["sections.md"]);
    assert!(sorted("sound:(synth quiet)").is_empty(), "both words, but in two sections");
    assert_eq!(sorted("sound:(synth OR war)"), ["sections.md"]);
    assert_eq!(sorted("sound:(rooms NOT drums)"), ["sections.md"]);
    assert!(sorted("\"sound & music\":quiet").is_empty());
    assert_eq!(sorted("\"sound music\":synth"), ["sections.md"]);
    assert_eq!(sorted("sound:*"), ["sections.md"]);
    assert!(sorted("sound:(synth score:>1)").is_empty());
    assert!(sorted("\"drums quiet\"~100").is_empty(), "no phrase reaches from one section into the next");
}

#[test]
fn names_are_found_however_they_are_written() {
    for name in ["Samuel L. Jackson", "Samuel Jackson", "Jackson, Samuel L.", "samuel l jackson"] {
        assert_eq!(sorted(&format!("person:\"{name}\"")), ["initial.md"], "{name}");
    }
    assert_eq!(sorted("person:\"Jean Luc Godard\""), ["initial.md"]);
    assert_eq!(sorted("person:\"Peter O'Toole\""), ["initial.md"]);
    assert_eq!(sorted("person:\"Samuel Godard\""), Vec::<String>::new());
}

/// Peers: titles break the parser.
#[test]
fn a_title_with_a_colon_is_text_and_says_so_only_where_needed() {
    let answer = place().json(&["search", "Spider-Man: Into the Spider-Verse"]);
    assert_eq!(answer["hits"][0]["id"], "spider.md");
    assert_eq!(answer["notices"].as_array().unwrap().len(), 0);
    let unknown = place().json(&["search", "leap:of"]);
    assert_eq!(unknown["hits"][0]["id"], "spider.md");
    assert_eq!(unknown["notices"][0]["kind"], "unknown-field");
}

#[test]
fn match_mode_relaxes_words_but_no_filter() {
    let total = |args: &[&str]| place().json(&[&["search"], args].concat())["total"].as_u64().unwrap();
    assert_eq!(total(&["neon montmartre leap"]), 0);
    assert_eq!(total(&["neon montmartre leap", "--match", "any"]), 3);
    assert_eq!(total(&["neon rain leap", "--match", "most"]), 1);
    assert_eq!(total(&["neon montmartre leap score:>=9", "--match", "any"]), 2);
}

#[test]
fn only_what_matched_is_marked() {
    let marked = |query: &str| {
        let run = place().ok(&["search", query, "--color", "never"]);
        let marks = run.stdout.split('«').skip(1).map(|part| part.split('»').next().unwrap().to_owned());
        marks.collect::<Vec<_>>()
    };
    assert_eq!(marked("\"razor-thin plot\""), ["razor-thin plot"]);
    assert_eq!(marked("title:wick plot"), ["plot", "Wick"]);
    assert_eq!(marked("sound:drums"), ["drums"]);
    assert_eq!(marked("story:drums"), ["Drums"]);
    assert_eq!(marked("montmartre OR (neon zeppelin)"), ["Montmartre"]);
    assert_eq!(marked("dancer"), ["dancers"]);
    assert_eq!(marked("person:\"Samuel Jackson\""), ["Samuel L. Jackson"]);
}

#[test]
fn sorting_has_missing_values_last() {
    let order = |key: &str| {
        let answer = place().json(&["search", "*", "--sort", key, "--limit", "100"]);
        answer["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(order("score")[..3], ["joined.md", "amelie.md", "spider.md"]);
    assert_eq!(order("score:asc")[..2], ["apart.md", "wick.md"]);
    assert_eq!(order("year:asc")[0], "mash.md");
    assert_eq!(order("title")[0], "amelie.md");
    assert_eq!(order("date:desc")[..2], ["amelie.md", "wick.md"]);
}

#[test]
fn facets_count_all_hits() {
    let answer = place()
        .json(&["search", "*", "--facet", "year", "--facet", "score", "--facet", "author", "--limit", "1"]);
    assert_eq!(
        answer["facets"]["author"],
        serde_json::json!([{"value": "Zoë Brown", "count": 1, "credited": null, "mean_score": 9.0}])
    );
    let years = answer["facets"]["year"].as_array().unwrap();
    assert_eq!((&years[0]["value"], &years[0]["count"]), (&"1970".into(), &1.into()));
    let bands: Vec<&str> = answer["facets"]["score"]
        .as_array()
        .unwrap()
        .iter()
        .map(|band| band["value"].as_str().unwrap())
        .collect();
    assert_eq!(bands, ["2..3", "7..8", "9..10"]);
}

#[test]
fn explained_parts_add_up_to_the_relevance() {
    let answer = place().json(&["search", "john wick plot", "--explain"]);
    let hit = &answer["hits"][0];
    let sum: f64 =
        hit["explanation"].as_array().unwrap().iter().map(|part| part["value"].as_f64().unwrap()).sum();
    assert!((sum - hit["relevance"].as_f64().unwrap()).abs() < 1e-3, "{hit}");
}

#[test]
fn sixty_four_levels_answer_and_sixty_five_do_not() {
    let deep = |levels: usize| format!("{}neon{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(sorted(&deep(64)), ["wick.md"]);
    insta::assert_snapshot!(place().run(&["search", &deep(65)]).transcript());
    let long = "neon ".repeat(819);
    assert_eq!(sorted(&long), ["wick.md"]);
    assert_eq!(place().run(&["search", &"n".repeat(4_097)]).status, Some(2));
}

#[test]
fn an_unclosed_quote_is_shown_where_it_opens() {
    insta::assert_snapshot!(place().run(&["search", "neon \"razor thin"]).transcript());
}

#[test]
fn a_word_behind_a_dash_is_left_out_and_a_misspelt_flag_is_an_error() {
    assert_eq!(place().json(&["search", "plot", "-neon", "--limit", "5"])["hits"][0]["id"], "apart.md");
    assert_eq!(place().json(&["search", "-(neon OR ballet)", "plot"])["total"], 1);
    let slip = place().run(&["search", "plot", "--min-scroe", "7"]);
    assert_eq!(slip.status, Some(2), "{}", slip.transcript());
    assert!(slip.stderr.contains("--min-scroe"), "{}", slip.transcript());
}

#[test]
fn what_is_asked_for_again_is_looked_for_once() {
    let once = place().json(&["search", "neo* plot"]);
    let often = place().json(&["search", &"neo* plot ".repeat(300)]);
    let ids = |answer: &serde_json::Value| {
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&once), ids(&often));
    assert_eq!(once["total"], often["total"]);
}
