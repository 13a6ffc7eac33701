//! An archive's profile: what it says holds, and what is wrong with it is told before anything is done.

mod runs;

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use pullquote::index::Reader;
use serde_json::{Value, json};
use tantivy::schema::Value as _;
use tantivy::{SegmentReader, TantivyDocument};

use super::harness::Place;
use super::incremental::let_a_clock_tick_pass;

/// An archive `a` of these files, indexed by this profile.
fn archive(profile: &str, files: &[(&str, &str)]) -> Place {
    let place = Place::new();
    for (name, text) in files {
        place.write(&format!("a/{name}"), text);
    }
    place.write("a/pullquote.toml", profile);
    place.ok(&["index", "a"]);
    place
}

fn review(place: &Place, id: &str) -> Value {
    place.json(&["show", id])
}

fn scores(place: &Place, ids: &[&str]) -> Vec<Value> {
    let score = |id: &&str| review(place, id)["score"]["value"].clone();
    ids.iter().map(score).collect()
}

#[test]
fn nested_keys_of_front_matter_are_mapped() {
    let profile = "[fields]\ntitle = ['thing.called', 'label']\nscore = 'thing.mine.points'\npeople = 'crew.who'\n\
                   author = 'desk'\nyear = 'thing.out'\ntags = ['moods', 'shelf.0']\nsummary = 'in_short'";
    let yaml = "---\nthing:\n  called: Salt Flats\n  out: 1987\n  mine: {points: 4/5, again: yes}\ncrew:\n  - {who: Ida Vale, as: Nell}\n  \
                - {who: Max Roe}\ndesk: June Park\nmoods: [slow, blue]\nshelf: [top, left]\ntitle: not this\nin_short: Dry.\n---\n\nA lantern film.\n";
    let toml = "+++\nlabel = \"Brine\"\n[thing]\nout = 1990\nmine = { points = \"B+\" }\n+++\n\nA lighthouse film.\n";
    let place = archive(profile, &[("salt.md", yaml), ("brine.md", toml)]);
    let salt = review(&place, "salt.md");
    assert_eq!(salt["title"], "Salt Flats");
    assert_eq!((&salt["year"], &salt["score"]["value"]), (&json!(1987), &json!(8.0)));
    assert_eq!((&salt["people"], &salt["author"]), (&json!(["Ida Vale", "Max Roe"]), &json!("June Park")));
    assert_eq!((&salt["tags"], &salt["summary"]), (&json!(["slow", "blue", "top"]), &json!("Dry.")));
    assert_eq!(salt["extra"]["thing"], json!({"mine": {"again": "yes"}}), "{}", salt["extra"]);
    assert_eq!(salt["extra"]["crew"][0]["as"], "Nell");
    assert_eq!(salt["extra"]["title"], "not this");
    let brine = review(&place, "brine.md");
    assert_eq!((&brine["title"], &brine["score"]["raw"]), (&json!("Brine"), &json!("B+")));
}

#[test]
fn records_and_tables_are_mapped_before_their_names_are_guessed() {
    let profile = "[fields]\ntitle = 'Objekt'\nscore = ['pts', 'eval.n']\ntext = ['prosa', 'eval.words']\nid = 'nr'\nyear = 'jg'";
    let lines = "{\"nr\": 7, \"Objekt\": \"Salt\", \"title\": \"wrong\", \"eval\": {\"n\": \"7/10\", \"words\": \"A lantern of a film.\"}}\n\
                 {\"nr\": 8, \"Objekt\": \"Brine\", \"eval\": {\"n\": \"3/10\", \"words\": \"A lighthouse of a film.\"}}\n";
    let table = "nr,Objekt,jg,pts,prosa,review\nx1,Moss,1971,8/10,A quiet windmill and more.,somebody else's words\n\
                 x2,Fern,1972,2/10,A loud windmill and less.,somebody else's words\n";
    let list =
        "[{\"nr\": \"q\", \"Objekt\": \"Peat\", \"pts\": \"5/10\", \"eval\": {\"words\": \"A bog.\"}}]";
    let place = archive(profile, &[("a.jsonl", lines), ("b.csv", table), ("c.json", list)]);
    let titles = |query: &str| {
        let ids = place.find(query);
        ids.iter().map(|id| review(&place, id)["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("lantern"), ["Salt"]);
    assert_eq!(titles("windmill").len(), 2);
    assert_eq!(titles("bog"), ["Peat"]);
    let salt = review(&place, "a.jsonl#7");
    assert_eq!((&salt["score"]["value"], &salt["extra"]["title"]), (&json!(7.0), &json!("wrong")));
    let moss = review(&place, "b.csv#x1");
    assert_eq!((&moss["year"], &moss["score"]["raw"]), (&json!(1971), &json!("8/10")));
    assert_eq!(moss["sections"][0]["text"], "A quiet windmill and more.");
    assert_eq!(scores(&place, &["c.json#q"]), [json!(5.0)]);
}

#[test]
fn what_is_private_is_nowhere_in_the_index() {
    const SECRET: &str = "quetzalcoatlus";
    let profile = "private = ['Notes', 'e-mail', 'user.phone', 'My Review Notes']";
    let front = format!(
        "---\ntitle: Salt\nnotes: {SECRET}one two\nmeta: {{e_mail: {SECRET}, mood: dry}}\nuser: {{phone: {SECRET}}}\n---\n\nA film.\n"
    );
    let broken = format!("---\ntitle: \"Brine\nnotes: {SECRET}\nscore: 7/10\n---\n\nA film.\n");
    let lines = format!(
        "{{\"title\": \"Moss\", \"text\": \"A film.\", \"Notes\": \"{SECRET}\", \"user\": [{{\"phone\": \"{SECRET}\", \"name\": \"N\"}}]}}\n\
         {{\"title\": \"Fern\", \"rating\": 7, \"notes\": \"{SECRET} in the only text, which is long enough for one\"}}\n"
    );
    let table = format!(
        "title,rating,notes,E-Mail\nPeat,7/10,\"{SECRET} at such a length that it would be taken for a review, were it not for the profile.\",{SECRET}@example.org\n"
    );
    let goodreads = format!(
        "Book Id,Title,Author,My Rating,My Review,My Review Notes,Exclusive Shelf\n1,Reed,Jane Doe,4,Good enough.,{SECRET},read\n"
    );
    let files = [
        ("salt.md", front),
        ("brine.md", broken),
        ("m.jsonl", lines),
        ("p.csv", table),
        ("g.csv", goodreads),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let place = archive(profile, &files);
    let export = place.ok(&["export"]).stdout;
    assert!(export.contains("Salt") && export.contains("Moss") && export.contains("Reed"), "{export}");
    assert!(export.contains("dry") && !export.contains(SECRET), "{export}");
    assert!(place.find(&format!("{SECRET}*")).is_empty());
    let report = place.ok(&["index", "--dry-run", "--verbose"]).transcript();
    assert!(!report.contains(SECRET), "{report}");
    assert!(!holds(&place.path("index"), SECRET), "the bytes of the index hold what is private");

    place.write("a/pullquote.toml", "");
    place.ok(&["index"]);
    assert!(place.ok(&["export"]).stdout.contains(SECRET), "the check above can't fail");
    assert!(holds(&place.path("index"), SECRET), "nor can this one");
}

/// Whether an index has this text: in a file as it is, in a stored review, or in a term of a field.
fn holds(index: &Path, text: &str) -> bool {
    let has = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let mut files = fs::read_dir(index).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    let reader = Reader::open(index).unwrap();
    let searcher = reader.searcher();
    let is_stored = |segment: &SegmentReader| {
        let store = segment.get_store_reader(1).unwrap();
        let mut documents = store.iter::<TantivyDocument>(None).map(Result::unwrap);
        documents.any(|document| document.field_values().any(|(_, value)| value.as_bytes().is_some_and(has)))
    };
    let is_term = |segment: &SegmentReader| {
        let indexed = segment.schema().fields().filter(|(_, entry)| entry.is_indexed());
        indexed.map(|(field, _)| segment.inverted_index(field).unwrap()).any(|field| {
            let mut terms = field.terms().stream().unwrap();
            std::iter::from_fn(|| terms.advance().then(|| has(terms.key()))).any(|found| found)
        })
    };
    files.any(|bytes| has(&bytes)) || searcher.segment_readers().iter().any(|s| is_stored(s) || is_term(s))
}

#[test]
fn a_scale_holds_for_the_archive_or_for_folders() {
    let rated = |rating: &str| format!("---\ntitle: A\nrating: {rating}\n---\n\nText.\n");
    let profile = "scale = 10\nletters = { A = 10, B = 6 }\n[[folders]]\npath = 'old/**'\nscale = 5\nletters = 'linear'";
    let texts = [
        ("a.md", rated("4")),
        ("old/b.md", rated("4")),
        ("c.md", rated("B")),
        ("d.md", rated("C")),
        ("old/e.md", rated("B")),
        ("f.md", rated("3/4")),
        ("g.md", rated("★★★")),
    ];
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let place = archive(profile, &files);
    let ids = ["a.md", "old/b.md", "c.md", "d.md", "old/e.md", "f.md", "g.md"];
    let expected =
        [json!(4.0), json!(8.0), json!(6.0), json!(null), json!(6.666_667), json!(7.5), json!(3.0)];
    assert_eq!(scores(&place, &ids), expected);
    assert_eq!(review(&place, "a.md")["score"]["method"], "declared");
    let report = place.json(&["index"]);
    assert_eq!(report["profiles"], json!(["pullquote.toml"]));
    let told: Vec<String> = report["scales"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}: {}", one["path"], one["best"], one["method"], one["why"]))
        .collect();
    assert_eq!(
        told,
        [
            "\"\" 10.0 \"declared\": \"declared by the profile, for one number, 4\"",
            "\"old/**\" 5.0 \"declared\": \"declared by the profile, for one number, 4\"",
        ]
    );
}

#[test]
fn scales_are_told_with_their_evidence() {
    let place = Place::new();
    for (number, rating) in [2.5, 7.0, 9.5, 8.0, 6.0, 3.0].into_iter().enumerate() {
        place.write(
            &format!("a/music/{number}.md"),
            format!("---\ntitle: M\nrating: {rating}\n---\n\nText.\n"),
        );
        place.write(
            &format!("a/films/{number}.md"),
            format!("---\ntitle: F\nrating: {}\n---\n\nText.\n", rating / 2.0),
        );
    }
    let_a_clock_tick_pass();
    let run = place.ok(&["index", "a"]);
    assert_snapshot!(run.transcript());
    let quiet = place.ok(&["index"]);
    assert!(!quiet.stdout.contains("scales"), "{}", quiet.transcript());
    let scales = &place.json(&["index"])["scales"];
    assert_eq!((&scales[1]["numbers"], &scales[1]["highest"]), (&json!(6), &json!(9.5)));
}

#[test]
fn defaults_fill_what_nothing_says() {
    let profile = "kind = 'film'\nauthor = 'June Park'\ndates = 'day-first'\n[[folders]]\npath = 'shelf'\nkind = 'book'\nauthor = 'Max Roe'";
    let place = archive(
        profile,
        &[
            ("a.md", "---\ntitle: A\nyear: 1990\ndate: 03/04/2019\n---\n\nText.\n"),
            ("b.md", "---\ntitle: B\nyear: 1990\nkind: album\nreviewer: Ida Vale\n---\n\nText.\n"),
            ("shelf/c.md", "---\ntitle: C\nyear: 1990\nauthor: The Novelist\n---\n\nText.\n"),
            ("music/d.md", "---\ntitle: D\nyear: 1990\n---\n\nText.\n"),
        ],
    );
    let of = |id: &str| {
        let review = review(&place, id);
        (review["kind"].clone(), review["author"].clone())
    };
    assert_eq!(of("a.md"), (json!("film"), json!("June Park")));
    assert_eq!(review(&place, "a.md")["date"], "2019-04-03");
    assert_eq!(of("b.md"), (json!("album"), json!("Ida Vale")));
    assert_eq!(of("shelf/c.md"), (json!("book"), json!("Max Roe")));
    assert_eq!(review(&place, "shelf/c.md")["people"], json!(["The Novelist"]));
    assert_eq!(of("music/d.md").0, "album");
}

#[test]
fn sections_of_several_names_get_one() {
    let profile = "[sections]\n\"Sound & Music\" = ['Audio', 'the noises']";
    let text =
        |heading: &str| format!("# Salt (1987)\n\n## Plot\n\nA man.\n\n## {heading}\n\nA lantern hums.\n");
    let place = archive(
        profile,
        &[("a.md", &text("Audio:")), ("b.md", &text("The Noises")), ("c.md", &text("Picture"))],
    );
    assert_eq!(place.find("sound:lantern"), ["a.md", "b.md"]);
    assert_eq!(review(&place, "a.md")["sections"][1]["heading"], "Sound & Music");
}

#[test]
fn files_and_records_are_left_out() {
    let profile = "skip = ['scraps', '*.old.md']\nskip_when = { state = ['draft', 'held'], open = false }";
    let text = |state: &str| format!("---\ntitle: A\nrating: 7/10\n{state}\n---\n\nA lantern.\n");
    let lines = "{\"title\": \"B\", \"text\": \"A lantern.\", \"open\": false}\n{\"title\": \"C\", \"text\": \"A lantern.\", \"open\": true}\n";
    let place = archive(
        profile,
        &[
            ("a.md", &text("state: Draft")),
            ("b.md", &text("state: done")),
            ("scraps/c.md", &text("state: done")),
            ("d.old.md", &text("state: done")),
            ("e.jsonl", lines),
        ],
    );
    assert_eq!(place.find("lantern"), ["b.md", "e.jsonl#2"]);
    let report = place.json(&["index"]);
    let skipped: Vec<String> = report["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}: {}", one["path"], one["record"], one["reason"]))
        .collect();
    assert_snapshot!(skipped.join("\n"));
}
