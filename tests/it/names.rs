//! People: found in the prose, counted, and asked for in every spelling of their names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, MatchMode, SearchRequest, SearchResponse};
use pullquote::index::Reader;
use pullquote::review::Review;
use pullquote::{people, query, words};

use super::harness::{Place, archive, repository};

/// A review and a performer who stands in its prose, as the list beside the archive has them.
struct Pair {
    id: String,
    name: String,
}

/// The archive's reviews by id, and its list of performers.
struct Gold {
    place: Place,
    reviews: BTreeMap<String, Review>,
    pairs: Vec<Pair>,
}

fn gold() -> Option<Gold> {
    let folder = archive("movielog")?;
    let place = Place::new();
    place.ok(&["index", &folder.join("reviews").to_string_lossy()]);
    let reader = Reader::open(&place.path("index")).unwrap();
    let mut reviews = BTreeMap::new();
    let local = Local::new(&reader);
    local
        .for_each_review(|review| {
            reviews.insert(review.id.clone(), review);
            Ok(())
        })
        .unwrap();
    let pairs = pairs(&folder, &reviews);
    Some(Gold { place, reviews, pairs })
}

/// Those of the list whose name does stand in the text that is searched.
fn pairs(folder: &Path, reviews: &BTreeMap<String, Review>) -> Vec<Pair> {
    let list = fs::read_to_string(folder.join("people.tsv")).unwrap();
    let mut pairs = Vec::new();
    for line in list.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (Some(id), Some(names)) = (columns.first(), columns.get(3)) else { continue };
        let Some(review) = reviews.get(*id) else { continue };
        let text = folded_text(review);
        let names = names.split(';').map(str::trim).filter(|name| !name.is_empty());
        for name in names.filter(|name| text.contains(&padded(name))) {
            pairs.push(Pair { id: (*id).to_owned(), name: name.to_owned() });
        }
    }
    assert!(pairs.len() > 1_000, "{} pairs", pairs.len());
    pairs
}

fn padded(text: &str) -> String {
    format!(" {} ", words::key(text))
}

fn folded_text(review: &Review) -> String {
    let sections = review.sections.iter().map(|section| section.body.as_str());
    let prose = review.summary.iter().chain(&review.verdict).map(pullquote::review::Prose::as_str);
    let all: Vec<&str> = prose.chain(sections).chain(review.people.iter().map(String::as_str)).collect();
    padded(&all.join(" | "))
}

fn asked(local: &Local<'_>, name: &str) -> SearchResponse {
    let name = name.replace('"', "\\\"");
    let request = SearchRequest {
        match_mode: MatchMode::Auto,
        limit: 1_000,
        ..SearchRequest::new(query::parse(&format!("person:\"{name}\"")).unwrap().node)
    };
    local.search(&request).unwrap()
}

#[test]
fn performers_in_the_prose_of_a_real_archive_are_found() {
    let Some(gold) = gold() else { return };
    let named: BTreeMap<&str, BTreeSet<String>> = gold
        .reviews
        .iter()
        .map(|(id, review)| {
            let keys = people::named_in(review).iter().map(|name| words::key(name)).collect();
            (id.as_str(), keys)
        })
        .collect();
    let missed: Vec<&str> = gold
        .pairs
        .iter()
        .filter(|pair| !named[pair.id.as_str()].contains(&words::key(&pair.name)))
        .map(|pair| pair.name.as_str())
        .collect();
    let recall = 1.0 - missed.len() as f64 / gold.pairs.len() as f64;
    assert!(recall >= 0.95, "{recall:.3} of {}: {missed:?}", gold.pairs.len());
}

/// The archive's texts, to be searched without the index.
struct Texts<'a> {
    /// Folded, by id.
    folded: BTreeMap<&'a str, String>,
    /// Where each word stands.
    having: BTreeMap<String, BTreeSet<&'a str>>,
    /// First names that stand in capitals before a family name, by that and their letter.
    first_names: BTreeMap<(String, char), BTreeSet<String>>,
}

impl<'a> Texts<'a> {
    fn new(reviews: &'a BTreeMap<String, Review>) -> Self {
        let mut texts =
            Self { folded: BTreeMap::new(), having: BTreeMap::new(), first_names: BTreeMap::new() };
        for (id, review) in reviews {
            let folded = folded_text(review);
            for word in folded.split_whitespace() {
                texts.having.entry(word.to_owned()).or_default().insert(id);
            }
            texts.folded.insert(id, folded);
            texts.note_first_names(review);
        }
        texts
    }

    /// Each of the two words before one, all of them with a capital.
    fn note_first_names(&mut self, review: &Review) {
        let sections = review.sections.iter().map(|section| section.body.as_str());
        let prose = review.summary.iter().chain(&review.verdict).map(pullquote::review::Prose::as_str);
        for text in prose.chain(sections) {
            let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '\'').collect();
            let is_name = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().count() > 1;
            for window in words.windows(3).filter(|window| is_name(&window[2])) {
                for first in window[..2].iter().filter(|word| is_name(word)) {
                    let (first, family) = (words::key(first), words::key(window[2]));
                    let Some(letter) = first.chars().next() else { continue };
                    self.first_names.entry((family, letter)).or_default().insert(first);
                }
            }
        }
    }

    fn naming(&self, name: &str) -> BTreeSet<&'a str> {
        let padded = padded(name);
        let last = padded.split_whitespace().last().unwrap_or_default();
        let candidates = self.having.get(last).into_iter().flatten();
        candidates.filter(|id| self.folded[*id].contains(&padded)).copied().collect()
    }

    /// Whether no two first names with that letter stand before that family name.
    fn is_unambiguous(&self, letter: char, family: &str) -> bool {
        self.first_names.get(&(family.to_owned(), letter)).is_none_or(|names| names.len() < 2)
    }
}

/// One way to write a name, for those names that it makes sense for.
type Writing = fn(&str, &Texts<'_>) -> Option<String>;

#[test]
fn a_person_is_found_by_every_way_to_write_the_name() {
    let Some(gold) = gold() else { return };
    let reader = Reader::open(&gold.place.path("index")).unwrap();
    let local = Local::new(&reader);
    let texts = Texts::new(&gold.reviews);
    let names: BTreeSet<&str> = gold.pairs.iter().map(|pair| pair.name.as_str()).collect();
    let writings: [(&str, Writing); 5] = [
        ("as it is", |name, _| Some(name.to_owned())),
        ("without accents", |name, _| Some(words::fold(name))),
        ("with an initial", initialed),
        ("family name first", |name, _| reversed(name)),
        ("possessive", |name, _| Some(format!("{name}'s"))),
    ];
    for (how, write) in writings {
        let (mut right, mut found, mut wanted) = (0, 0, 0);
        let mut wrong = Vec::new();
        for name in &names {
            let Some(typed) = write(name, &texts) else { continue };
            let expected = texts.naming(name);
            let answer = asked(&local, &typed);
            let hits: BTreeSet<&str> = answer.hits.iter().map(|hit| hit.id.as_str()).collect();
            right += hits.intersection(&expected).count();
            found += hits.len();
            wanted += expected.len();
            if hits != expected {
                wrong.push(typed);
            }
        }
        let (recall, precision) = (right as f64 / wanted as f64, right as f64 / found as f64);
        println!("{how}: recall {recall:.4}, precision {precision:.4} of {wanted}; differ: {wrong:?}");
        assert!(recall >= 0.99 && precision >= 0.99, "{how}: {recall:.4} {precision:.4} {wrong:?}");
    }
}

/// `K. Reeves`, where the archive writes no other first name with that letter before the family name.
fn initialed(name: &str, texts: &Texts<'_>) -> Option<String> {
    let (first, rest) = name.split_once(' ')?;
    let letter = words::fold(first).chars().next()?;
    let family = words::key(rest.rsplit(' ').next()?);
    let is_plain = first.chars().all(char::is_alphabetic) && first.chars().count() > 1;
    (is_plain && texts.is_unambiguous(letter, &family)).then(|| format!("{letter}. {rest}"))
}

fn reversed(name: &str) -> Option<String> {
    let (first, last) = name.rsplit_once(' ')?;
    Some(format!("{last}, {first}"))
}

fn own_archive() -> Place {
    let place = Place::new();
    place.write(
        "films/tide.md",
        "---\ntitle: High Tide\ngrade: B+\ncast: [Keanu Reeves]\n---\n\nA quiet film about boats.\n",
    );
    place.write(
        "films/fog.md",
        "---\ntitle: The Fog Bank\ngrade: B+\n---\n\nKeanu Reeves is tired. Léa Seydoux plays the pilot, and Samuel L. Jackson shouts.\n",
    );
    place.write(
        "films/pier.md",
        "---\ntitle: The Pier\n---\n\nThe film was directed by Lea Seydoux. Philip Seymour Hoffman plays her uncle. Samuel Jackson is away.\n",
    );
    place.ok(&["index", "films"]);
    place
}

#[test]
fn an_initial_is_read_as_the_one_person_it_fits() {
    let place = own_archive();
    let answer = place.json(&["search", "person:\"k. reeves\"", "--sort", "title"]);
    assert_eq!(answer["total"], 2);
    assert_eq!(answer["notices"][0]["kind"], "name-read");
    assert_eq!(answer["notices"][0]["message"], "k. reeves was read as Keanu Reeves");
    let evidence: Vec<&str> =
        (0..2).map(|at| answer["hits"][at]["passages"][0]["field"].as_str().unwrap()).collect();
    assert!(evidence.contains(&"people") && evidence.contains(&"section"), "{evidence:?}");
    assert_eq!(place.find("person:\"hoffman, p.\""), ["pier.md"]);
    assert_eq!(place.find("person:\"s. l. jackson\"").len(), 2);
}

#[test]
fn an_initial_that_fits_several_people_finds_them_all_and_says_so() {
    let place = own_archive();
    place.write("films/kim.md", "---\ntitle: Kim\n---\n\nIt was directed by Kirsten Reeves in a hurry.\n");
    place.ok(&["index", "films"]);
    let answer = place.json(&["search", "person:\"k. reeves\""]);
    assert_eq!(answer["total"], 3);
    assert_eq!(answer["notices"][0]["kind"], "name-ambiguous");
    let message = answer["notices"][0]["message"].as_str().unwrap();
    assert!(message.contains("Keanu Reeves") && message.contains("Kirsten Reeves"), "{message}");
}

#[test]
fn middle_names_may_be_missing() {
    let place = own_archive();
    assert_eq!(place.find("person:\"philip hoffman\""), ["pier.md"]);
    assert_eq!(place.find("person:\"samuel leroy jackson\"").len(), 2);
}

#[test]
fn people_are_counted_with_credits_prose_and_mean_score() {
    let place = own_archive();
    let answer = place.json(&["search", "*", "--facet", "person"]);
    let expected = serde_json::json!([
        {"value": "Keanu Reeves", "count": 2, "credited": 1, "mean_score": 8.3},
        {"value": "Léa Seydoux", "count": 2, "credited": 0, "mean_score": 8.3},
        {"value": "Samuel L. Jackson", "count": 2, "credited": 0, "mean_score": 8.3},
        {"value": "Philip Seymour Hoffman", "count": 1, "credited": 0, "mean_score": null},
    ]);
    assert_eq!(answer["facets"]["person"], expected);
}

#[test]
fn a_limit_of_values_is_told() {
    let place = own_archive();
    let answer = place.json(&["search", "*", "--facet", "person", "--facet-limit", "1"]);
    assert_eq!(answer["facets"]["person"].as_array().unwrap().len(), 1);
    assert_eq!(answer["notices"][0]["kind"], "facet-limit");
    let all = place.json(&["search", "*", "--facet", "person", "--facet-limit", "0"]);
    assert_eq!(all["facets"]["person"].as_array().unwrap().len(), 4);
}

#[test]
fn people_of_the_prose_are_suggested() {
    let place = own_archive();
    let answer = place.ok(&["suggest", "hoffman"]).stdout;
    assert!(answer.contains("Philip Seymour Hoffman"), "{answer}");
}

#[test]
fn people_of_the_sample_corpus() {
    let place = Place::new();
    place.ok(&["index", &repository().join("corpus").to_string_lossy()]);
    let answer = place.ok(&["search", "*", "--facet", "person", "--facet-limit", "0", "--limit", "0"]);
    insta::assert_snapshot!(answer.stdout);
}
