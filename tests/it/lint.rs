//! `pullquote lint`: what it tells of an archive, and with which exit status.

use serde_json::Value;

use super::harness::{Place, repository};

/// Six reviews that nothing is wrong with.
fn tidy() -> Place {
    let place = Place::new();
    let works = ["Amber", "Basalt", "Cobalt", "Dolomite", "Emerald", "Feldspar"];
    for (at, work) in works.iter().enumerate() {
        let text = format!(
            "---\ntitle: {work}\nyear: 200{at}\nscore: {at}.5/10\ndate: 2015-03-0{}\n---\n\n\
             The stone called {work} is number {at} on the shelf.\n\n## Sound & Music\n\nIt hums in {at} keys.\n",
            at + 1
        );
        place.write(&format!("films/{}.md", work.to_lowercase()), text);
    }
    place
}

fn kinds(answer: &Value) -> Vec<&str> {
    let findings = answer["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect()
}

#[test]
fn a_tidy_archive_is_clean() {
    let place = tidy();
    let run = place.ok(&["lint", "--in", "films"]);
    assert!(run.stdout.ends_with("6 reviews, and nothing to mend\n"), "{}", run.transcript());
}

#[test]
fn drafts_are_told_and_do_not_fail() {
    let place = tidy();
    place.write("films/draft.md", "---\ntitle: Gypsum\ndraft: true\n---\n\nNot yet.\n");
    place.ok(&["index", "films"]);
    let answer = place.json(&["lint"]);
    assert_eq!(kinds(&answer), ["skipped"]);
    assert_eq!(answer["clean"], true);
    place.ok(&["lint"]);
}

/// The tidy archive with something of every kind added.
fn untidy() -> Place {
    let place = tidy();
    let write = |name: &str, fields: &str, body: &str| {
        place.write(&format!("films/{name}"), format!("---\n{fields}\n---\n\n{body}\n"));
    };
    let ferry = "The ferry leaves at nine and comes back at ten, and in the hour between them a man \
                 decides to sell the house that his father built with a borrowed saw.";
    write("ferry.md", "title: The Ferry\nyear: 1999\nscore: 7/10", ferry);
    write("ferry-again.md", "title: The Ferry\nyear: 1999\nscore: 7/10", &format!("*{ferry}*"));
    write("crossing.md", "title: Crossing\nyear: 1980\nscore: 8/10", &format!("{ferry} He keeps the key."));
    write("gypsum.md", "title: Gypsum\nyear: 2006", "Soft, and gone by June.");
    write(
        "halite.md",
        "title: Halite\nyear: 2007\nscore: 3/2",
        "Salt, all of it.\n\n## Sound and music:\n\nIt drips.",
    );
    write("iolite.md", "title: Amber\nyear: 2001\nscore: 4/5", "Not the first of that name.");
    write("jasper.md", "title: Salt & Iron\nyear: 1971\nscore: 6/10\ndate: 2088-01-01", "Red.");
    write("kyanite.md", "title: Salt and Iron\nyear: 1971\nscore: 6/10\ndirector: june@example.org", "Blue.");
    write("lapis.md", "title: Lapis\nyear: soon\nscore: 6/10", "Bluer.");
    write("untitled-3.md", "score: 5/10", "A stone that nobody named.");
    write("draft.md", "title: Marble\ndraft: true", "Not yet.");
    place.write("films/nacre.md.gz", b"\x1f\x8b\x08\x00 and then nothing that could be unpacked");
    for (at, work) in ["Onyx", "Pyrite", "Quartz"].iter().enumerate() {
        let footer = "More about stones every Friday, in the cellar.";
        place.write(
            &format!("site/{work}.md"),
            format!("---\nscore: 6/10\n---\n\n# {work} (199{at})\n\nA {work}.\n\n{footer}\n"),
        );
    }
    place.ok(&["index", "films", "site"]);
    place
}

#[test]
fn every_kind_of_finding_is_told_explained_and_placed() {
    let run = untidy().run(&["lint"]);
    assert_eq!(run.status, Some(1));
    insta::assert_snapshot!(run.transcript());
}

#[test]
fn every_kind_of_finding_is_told_to_programs() {
    let answer = untidy().json(&["lint"]);
    let mut told = kinds(&answer);
    told.dedup();
    assert_eq!(told, pullquote::lint::Kind::all().map(pullquote::lint::Kind::as_str).collect::<Vec<_>>());
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer).unwrap());
}

#[test]
fn doubles_are_told_once_exact_and_once_near() {
    let place = Place::new();
    let long = "The ferry leaves at nine and comes back at ten, and in the hour between them a man \
                decides to sell the house that his father built with a borrowed saw.";
    let other = long.replace("borrowed", "stolen") + " He keeps the key.";
    place.write("films/one.md", format!("# The Ferry (1999)\n\n{long}\n"));
    place.write("films/two.md", format!("# The Ferry (1999)\n\n*{long}*\n"));
    place.write("films/three.md", format!("# The Crossing (1980)\n\n{other}\n"));
    place.ok(&["index", "films"]);
    let answer = place.json(&["lint", "--only", "duplicate", "--only", "near-duplicate"]);
    assert_eq!(kinds(&answer), ["duplicate", "near-duplicate"]);
    let ids = |at: usize| -> Vec<&str> {
        let places = answer["findings"][at]["places"].as_array().unwrap();
        places.iter().map(|place| place["id"].as_str().unwrap()).collect()
    };
    assert_eq!(ids(0), ["one.md", "two.md"]);
    assert_eq!(ids(1), ["one.md", "three.md"]);
}

#[test]
fn kinds_can_be_chosen_and_left_out() {
    let place = tidy();
    place.write("films/gypsum.md", "---\ntitle: Gypsum\nyear: 2006\n---\n\nSoft, and gone by June.\n");
    place.ok(&["index", "films"]);
    assert_eq!(kinds(&place.json(&["lint"])), ["missing-score"]);
    assert_eq!(place.run(&["lint", "--skip", "missing-score"]).status, Some(0));
    assert_eq!(place.run(&["lint", "--only", "date"]).status, Some(0));
    assert_eq!(place.run(&["lint", "--only", "missing-score"]).status, Some(1));
    let unknown = place.run(&["lint", "--only", "typos"]);
    assert_eq!(unknown.status, Some(2));
    assert!(unknown.stderr.contains("near-duplicate"), "it lists the kinds: {}", unknown.stderr);
}

#[test]
fn only_the_folder_that_is_asked_for_is_looked_at() {
    let place = tidy();
    place.write("music/one.md", "---\ntitle: Gypsum\nscore: 3/2\n---\n\nIt hums.\n");
    place.ok(&["index", "films", "music"]);
    assert_eq!(place.json(&["lint", "--in", "films"])["reviews"], 6);
    assert_eq!(kinds(&place.json(&["lint", "--in", "music"])), ["unread-score"]);
}

#[test]
fn the_line_of_a_score_is_told() {
    let place = Place::new();
    place.write("films/halite.md", "---\ntitle: Halite\nscore: 3/2\n---\n\nSalt, all of it.\n");
    place.ok(&["index", "films"]);
    let answer = place.json(&["lint"]);
    assert_eq!(kinds(&answer), ["unread-score"]);
    assert_eq!(answer["findings"][0]["places"][0]["line"], 3);
}

#[test]
fn long_lists_are_cut_visibly_and_written_whole_on_demand() {
    let place = Place::new();
    for at in 0..9 {
        place.write(
            &format!("films/{at}.md"),
            format!("---\ntitle: Work {at}\nscore: 3/2\n---\n\nNo. {at}\n"),
        );
    }
    place.ok(&["index", "films"]);
    let cut = place.run(&["lint", "--only", "unread-score"]).stdout;
    assert!(cut.contains("    ... and 4 more: --verbose lists all\n"), "{cut}");
    let whole = place.run(&["lint", "--only", "unread-score", "--verbose"]).stdout;
    assert_eq!(whole.matches(".md:").count(), 9, "{whole}");
}

#[test]
fn without_an_index_there_is_nothing_to_look_at() {
    assert_eq!(Place::new().run(&["lint"]).status, Some(2));
}

#[test]
fn the_corpus() {
    let place = Place::new();
    place.ok(&["index", &repository().join("corpus").to_string_lossy()]);
    let run = place.run(&["lint"]);
    assert_eq!(run.status, Some(1), "some of its files are broken on purpose");
    insta::assert_snapshot!(run.transcript());
}
