//! What is done for misspelt words and for queries that find nothing, and what is not done.

use std::sync::OnceLock;

use serde_json::Value;

use super::harness::Place;

fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| {
        let files = [
            ("tram.md", "title: The Last Tram\nyear: 1962\nrating: 8/10\npeople: [Ottoline Brandt]\nauthor: Ines Calloway\ntags: [drama, harbour]", "Ottoline Brandt drives a tram through fog. A lighthouse blinks. The car behind her never passes."),
            ("kettle.md", "title: Kettle Weather\nyear: 1975\nrating: 6/10\npeople: [Jonah Pell]\nauthor: Ines Calloway\ntags: [comedy]", "Johnny Marlowe boils water for a living. A rare comedy of patience.\n\n## Sound & Music\n\nAccordion and rain.\n\n## Camera\n\nStill as a chair."),
            ("jonny.md", "title: Jonny\nyear: 1990\nrating: 4/10", "A dog called Jonny digs up a harbour wall."),
            ("plague.md", "title: Moonlight\nyear: 2001\nrating: 9/10", "A plague ship by moonlight, filmed in one take. The quotidian shipwright counts planks."),
            ("plank.md", "title: Planks\nyear: 2004\nrating: 7/10", "Johnny Marlowe again, as a carpenter who receives a letter. Gun-fu on a staircase."),
            ("wick.md", "title: Amélie Waits\nyear: 2005\nrating: 5/10", "She waits in a lighthouse and reads the accordion manual."),
        ];
        Place::with_films(&files)
    })
}

/// What an answer says of how it came about, and what it found.
struct Answer(Value);

impl Answer {
    fn kinds(&self) -> Vec<&str> {
        self.notices().iter().map(|notice| notice["kind"].as_str().unwrap()).collect()
    }

    fn notices(&self) -> &Vec<Value> {
        self.0["notices"].as_array().unwrap()
    }

    /// The query of the only notice.
    fn query(&self) -> &str {
        assert_eq!(self.notices().len(), 1, "{}", self.0);
        self.notices()[0]["query"].as_str().unwrap()
    }

    fn message(&self) -> &str {
        self.notices().last().unwrap()["message"].as_str().unwrap()
    }

    fn ids(&self) -> Vec<&str> {
        self.0["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect()
    }
}

fn ask(query: &str) -> Answer {
    Answer(place().json(&["search", "--", query]))
}

fn ask_with(flags: &[&str], query: &str) -> Answer {
    Answer(place().json(&[&["search"], flags, &["--", query]].concat()))
}

/// The query that was answered instead, for one that finds nothing.
fn corrected(query: &str) -> String {
    let answer = ask(query);
    assert_eq!(answer.kinds(), ["corrected"], "{query}: {}", answer.0);
    assert!(answer.0["total"].as_u64() > Some(0));
    answer.query().to_owned()
}

/// Nothing is found, nothing is corrected and nothing is offered.
fn assert_left_alone(query: &str) {
    let answer = ask(query);
    assert_eq!(answer.0["total"], 0, "{query}: {}", answer.0);
    let offers = answer.notices().iter().filter(|notice| !notice["query"].is_null()).count();
    assert_eq!(offers, 0, "{query}: {}", answer.0);
}

#[test]
fn a_query_that_finds_nothing_is_answered_as_it_was_meant_and_says_so() {
    assert_eq!(corrected("lighthuose"), "lighthouse");
    let answer = ask("lighthuose");
    assert_eq!(answer.0["query"], "lighthuose");
    assert_eq!(answer.0["understood"], "lighthouse");
    assert_eq!(answer.message(), "no review matches lighthuose: these are the answers to lighthouse");
    assert_eq!(answer.0["total"], 2);
    let shown = place().ok(&["search", "lighthuose", "--passages", "0", "--limit", "1"]);
    insta::assert_snapshot!(shown.transcript());
}

#[test]
fn names_come_from_the_archive_and_as_it_writes_them() {
    assert_eq!(corrected("otoline brant"), "Ottoline Brandt");
    assert_eq!(corrected("\"otoline brandt\""), "\"Ottoline Brandt\"");
    assert_eq!(corrected("person:\"Ottoline Brant\""), "person:\"Ottoline Brandt\"");
    assert_eq!(corrected("person:brant"), "person:Brandt");
    assert_eq!(corrected("amelei"), "Amélie");
}

#[test]
fn only_the_word_at_fault_changes() {
    assert_eq!(corrected("tram lighthuose fog"), "tram lighthouse fog");
    assert_eq!(corrected("lighthuose score:>=8"), "lighthouse score:>=8");
    assert_eq!(corrected("lighthuose -accordion"), "lighthouse NOT accordion");
}

#[test]
fn fields_and_sections_are_corrected_from_their_own_words() {
    assert_eq!(corrected("title:ketle"), "title:Kettle");
    assert_eq!(corrected("author:caloway"), "author:Calloway");
    assert_eq!(corrected("tag:harbor"), "tag:harbour");
    assert_eq!(corrected("sound:acordion"), "sound:accordion");
    assert_eq!(corrected("sound:(acordion rain)"), "sound:(accordion rain)");
}

#[test]
fn two_words_written_as_one_and_one_as_two() {
    assert_eq!((ask("johnnymarlowe").kinds(), ask("johnnymarlowe").ids().len()), (vec![], 2));
    assert_eq!(corrected("fogtram"), "fog tram");
    assert_eq!(corrected("\"light house\""), "\"lighthouse\"");
}

#[test]
fn a_word_that_some_review_has_is_never_replaced() {
    for query in ["quotidian tram", "jonny marlow tram", "plague comedy", "patience kettle moonlight fog"] {
        let answer = ask(query);
        let understood = answer.0["understood"].as_str().unwrap();
        for word in query.split(' ').filter(|word| *word != "marlow") {
            assert!(understood.contains(word), "{query} became {understood}");
        }
    }
}

#[test]
fn short_words_numbers_and_strangers_are_left_alone() {
    for query in ["cat", "cab", "tra", "1963", "se7en", "zeppelin", "千尋", "xqzvk", "fg"] {
        assert_left_alone(query);
    }
}

#[test]
fn a_word_of_five_letters_may_lack_one_and_not_two() {
    assert_eq!(corrected("acccordion"), "accordion");
    assert_eq!(corrected("chiar"), "chair");
    assert_left_alone("chaos");
    assert_left_alone("plige");
}

#[test]
fn a_word_spelled_like_another_is_settled_by_its_neighbour() {
    assert_eq!(corrected("jonny marlowe"), "Johnny Marlowe");
    assert_eq!(corrected("\"jonny marlowe\""), "\"Johnny Marlowe\"");
    assert_eq!(ask("jonny").ids(), ["jonny.md"]);
    assert_left_alone("jonny accordion");
}

#[test]
fn what_finds_something_is_answered_as_it_stands() {
    let answer = ask("harbour OR lighthuose");
    assert_eq!(
        (answer.kinds(), &answer.0["understood"]),
        (vec!["did-you-mean"], &"harbour OR lighthuose".into())
    );
    assert_eq!(answer.query(), "harbour OR lighthouse");
    assert_eq!(answer.message(), "did you mean harbour OR lighthouse?");
    for query in ["gun fu", "gunfu", "light*", "lighthose~", "johnny", "waits"] {
        assert_eq!(ask(query).kinds(), Vec::<&str>::new(), "{query}");
    }
}

#[test]
fn exact_answers_the_query_or_nothing_and_still_offers() {
    let answer = ask_with(&["--exact"], "lighthuose");
    assert_eq!((&answer.0["total"], answer.kinds()), (&0.into(), vec!["did-you-mean"]));
    assert_eq!(answer.query(), "lighthouse");
    assert_eq!(place().run(&["search", "--exact", "lighthuose"]).status, Some(1));
    assert_eq!(ask_with(&["--exact"], "tram fog zeppelin").kinds(), Vec::<&str>::new());
}

#[test]
fn filters_and_what_is_left_out_are_not_corrected() {
    assert_left_alone("tram kind:flim");
    assert_left_alone("path:trams/*");
    let answer = ask("tram -lighthuose");
    assert_eq!((answer.kinds(), answer.ids()), (vec![], vec!["tram.md"]));
    assert_left_alone("lighthuose score:>=9.5");
}

#[test]
fn where_no_review_has_all_words_most_will_do_and_it_is_said() {
    let answer = ask("tram fog zeppelin");
    assert_eq!((answer.kinds(), answer.ids()), (vec!["relaxed"], vec!["tram.md"]));
    assert_eq!(answer.message(), "no review has zeppelin: these have most of the words");
    let answer = ask("tram fog lighthouse accordion");
    assert_eq!(answer.message(), "no review has all of these words: these have most of the words");
    assert_eq!(answer.ids(), ["tram.md"]);
    let answer = ask("tram fog zeppelin score:>=9");
    assert_eq!((&answer.0["total"], answer.kinds()), (&0.into(), vec!["missing-words"]));
}

#[test]
fn a_relaxed_query_is_not_rewritten_where_words_may_lack_anyway() {
    let answer = ask("johnny marlowe boils prague");
    assert_eq!(answer.kinds(), ["relaxed"], "{}", answer.0);
    assert_eq!(answer.0["understood"], "johnny marlowe boils prague");
    let answer = ask("tram fog lighthuose zeppelin");
    assert_eq!(answer.kinds(), ["corrected", "relaxed"]);
    assert_eq!(answer.0["understood"], "tram fog lighthouse zeppelin");
}

#[test]
fn match_says_how_many_words_and_nothing_is_relaxed_then() {
    let answer = ask_with(&["--match", "all"], "tram fog zeppelin");
    assert_eq!((&answer.0["total"], answer.kinds()), (&0.into(), vec![]));
    assert_eq!(ask_with(&["--match", "most"], "tram fog zeppelin").ids(), ["tram.md"]);
}

#[test]
fn a_section_that_is_asked_for_and_is_nowhere_holds_nothing() {
    let answer = ask_with(&["--section", "nosuch"], "accordion");
    assert_eq!((&answer.0["total"], answer.kinds()), (&0.into(), vec!["unknown-section"]));
    assert!(answer.message().contains("Sound & Music") && answer.message().contains("Camera"));
    let near = ask_with(&["--section", "camrea"], "chair");
    assert!(near.message().ends_with("there are Camera"), "{}", near.message());
    assert_eq!(ask_with(&["--section", "camera"], "chiar").query(), "camera:chair");
}

#[test]
fn long_queries_of_misspelt_words_end_soon() {
    let words: Vec<String> = (0..400).map(|number| format!("lighthoxse{number}")).collect();
    let mut query = words.join(" ");
    query.truncate(4096);
    let started = std::time::Instant::now();
    let answer = ask(&query);
    assert_eq!(answer.0["total"], 0);
    let long = "lighthouse".repeat(400);
    assert_eq!(ask(&long).0["total"], 0);
    assert!(started.elapsed().as_secs() < 10);
}
