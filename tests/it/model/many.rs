//! The best hits of an archive with long posting lists, found with bounds and without.
//!
//! What is passed by because of its bound shows only where lists have many blocks, and where lengths and frequencies
//! differ as they do in prose.

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, SearchRequest, SearchResponse};
use pullquote::index::Reader;
use pullquote::query;
use pullquote::review::{Prose, Review, Section};

use super::dice::Dice;

const REVIEWS: usize = 3_000;
const QUESTIONS: usize = 250;
/// The commonest come first, as in prose.
const WORDS: [&str; 24] = [
    "the", "of", "one", "film", "great", "acting", "story", "plot", "bad", "music", "scene", "ending",
    "camera", "villain", "sequel", "greatest", "actor", "twist", "stories", "noir", "gun-fu", "stunt",
    "reeves", "eastwood",
];
/// Sums of floats differ in their last digits by their order.
const CLOSE: f32 = 1e-3;

fn word(dice: &mut Dice) -> &'static str {
    // The rank of a word is about the inverse of its frequency (Zipf).
    let at = WORDS.len() / dice.between(1, WORDS.len()) - 1;
    WORDS[if dice.percent(25) { dice.below(WORDS.len()) } else { at }]
}

fn prose(dice: &mut Dice) -> String {
    let length = [dice.between(3, 20), dice.between(20, 150)][dice.below(2)];
    (0..length).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

fn review(at: usize, dice: &mut Dice) -> Review {
    let title =
        if dice.percent(3) { format!("{} {}", word(dice), word(dice)) } else { format!("number {at}") };
    let sections = vec![Section { heading: None, body: Prose::on_line(prose(dice), 1) }];
    // Years come in runs, as scores do in data sets that are sorted by them.
    let year = i32::try_from(1950 + at / 500 * 10 + dice.below(5)).ok();
    Review { id: format!("{at:05}.md"), title, year, sections, ..Review::default() }
}

fn question(dice: &mut Dice) -> String {
    let quoted = dice.percent(60);
    let one = |dice: &mut Dice| if quoted { format!("\"{}\"", word(dice)) } else { word(dice).to_owned() };
    let between = if dice.percent(30) { " OR " } else { " " };
    let mut query = match dice.below(4) {
        0 => {
            let words: Vec<&str> = (0..dice.between(2, 4)).map(|_| word(dice)).collect();
            format!("\"{}\"", words.join(" "))
        }
        1 => format!("\"{} {}\"~4 {}", word(dice), word(dice), one(dice)),
        _ => (0..dice.between(1, 4)).map(|_| one(dice)).collect::<Vec<_>>().join(between),
    };
    if dice.percent(35) {
        let from = 1950 + dice.below(60);
        query = format!("({query}) year:{from}..{}", from + dice.below(30));
    }
    if dice.percent(10) {
        query = format!("({query}) -{}", word(dice));
    }
    query
}

fn relevances(answer: &SearchResponse) -> Vec<f32> {
    answer.hits.iter().map(|hit| hit.relevance).collect()
}

fn ask(seed: u64) {
    let mut dice = Dice::new(seed);
    let reviews: Vec<Review> = (0..REVIEWS).map(|at| review(at, &mut dice)).collect();
    let reader = Reader::in_memory(&reviews).unwrap();
    let local = Local::new(&reader);
    for _ in 0..QUESTIONS {
        let text = question(&mut dice);
        let request = SearchRequest {
            limit: dice.between(1, 30),
            passages: 0,
            ..SearchRequest::new(query::parse(&text).unwrap().node)
        };
        // To count by a facet takes every match.
        let every = SearchRequest { facets: vec!["kind".to_owned()], ..request.clone() };
        let (best, plain) = (local.search(&request).unwrap(), local.search(&every).unwrap());
        let (found, expected) = (relevances(&best), relevances(&plain));
        let is_close = |(one, other): (&f32, &f32)| (one - other).abs() <= CLOSE * other.abs().max(1.0);
        assert!(
            found.len() == expected.len() && found.iter().zip(&expected).all(is_close),
            "seed {seed}: {text}\nfound    {found:?}\nexpected {expected:?}"
        );
    }
}

#[test]
fn the_best_of_many_are_those_of_all() {
    for seed in 21..24 {
        ask(seed);
    }
}
