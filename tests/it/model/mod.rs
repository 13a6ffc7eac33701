//! The backend against a naive reading of the query language: random archives, random questions,
//! the same answers.
//!
//! `PULLQUOTE_MODEL_SEED` asks one archive of another seed, `PULLQUOTE_MODEL_QUESTIONS` so many
//! questions; a failure prints the seed, the simplest query that still fails, and both answers.

mod archive;
mod asking;
mod checks;
mod dice;
mod hunt;
mod many;
mod marks;
mod oracle;
mod people;
mod record;
mod regressions;
mod spelling;
mod ways;

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;

use pullquote::backend::local::Local;
use pullquote::backend::{MatchMode, Sort, SortBy};
use pullquote::query::{self, Kind, Node};
use pullquote::words;

use archive::{Archive, Size};
use asking::{Asking, simpler};
use dice::Dice;
use oracle::Oracle;
use record::Record;

/// Questions to one small archive.
const QUESTIONS: usize = 1_700;
/// Questions to one that fills the engine's windows and blocks.
const QUESTIONS_TO_MANY: usize = 40;
const SORTS: [SortBy; 5] = [SortBy::Relevance, SortBy::Score, SortBy::Year, SortBy::Date, SortBy::Title];

/// Asks one random archive.
fn ask(seed: u64, size: Size, questions: usize) {
    let own = |name: &str| std::env::var(name).ok().map(|own| own.parse::<u64>().unwrap());
    let seed = own("PULLQUOTE_MODEL_SEED").unwrap_or(seed);
    let questions = own("PULLQUOTE_MODEL_QUESTIONS").map_or(questions, |own| own as usize);
    let mut dice = Dice::new(seed);
    let archive = Archive::random(&mut dice, size);
    let reader = archive.open();
    let local = Local::new(&reader);
    let records = RefCell::new(Vec::new());
    let note = |review| {
        records.borrow_mut().push(Record::new(review));
        Ok(())
    };
    local.for_each_review(note).unwrap();
    let oracle = Oracle::new(records.into_inner());
    for question in 0..questions {
        let tree = Asking { dice: &mut dice, oracle: &oracle }.query(question % 5);
        let variant = dice.roll();
        if problem(&oracle, &local, &tree, variant).is_some() {
            let (query, problem) = simplest(&oracle, &local, tree, variant);
            panic!("seed {seed}, question {question}: {query}\n{problem}");
        }
    }
}

/// What is wrong with the answer to this query.
fn problem(oracle: &Oracle, local: &Local<'_>, tree: &Node, variant: u64) -> Option<String> {
    let text = tree.to_string();
    let query = match query::parse(&text) {
        Ok(parsed) => parsed.node,
        Err(error) => return Some(error.to_string()),
    };
    let mut dice = Dice::new(variant);
    let mode = match dice.below(10) {
        0 => MatchMode::Any,
        1 => MatchMode::Most,
        _ => MatchMode::All,
    };
    let sort = Sort { by: SORTS[dice.below(SORTS.len())], ascending: dice.percent(50) };
    let (explained, paged, page) = (dice.percent(17), dice.percent(9), dice.between(1, 7));
    let most = [usize::MAX, usize::MAX, 1, 3][dice.below(4)];
    let best = dice.between(1, 12);
    let check = || {
        checks::finds_what_is_meant(oracle, local, &query, mode)?;
        checks::the_best_are_found(local, &query, mode, best)?;
        if explained {
            checks::hits_explain_themselves(local, &query, mode)?;
            marks::marks_are_what_was_asked_for(oracle, local, &query, mode, most)?;
        }
        if paged {
            checks::pages_add_up(local, &query, page, sort)?;
            checks::sorted(oracle, local, &query, sort)?;
        }
        if mode == MatchMode::All && needs_a_word(&query) {
            checks::every_hit_is_marked(local, &query)?;
        }
        Ok(())
    };
    // A panic is a wrong answer too, to be found the simplest query for.
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(check));
    let outcome = outcome.unwrap_or_else(|_| Err("panicked".to_owned()));
    outcome.err().map(|problem| format!("{mode:?} {sort:?}\n{problem}"))
}

/// Whether a review must have some word of the query in its text.
fn needs_a_word(query: &Node) -> bool {
    match &query.kind {
        Kind::Word(text) | Kind::Phrase { text, .. } => !words::plain_words(text).is_empty(),
        Kind::Prefix(_) | Kind::Wildcard(_) | Kind::Fuzzy { .. } => true,
        Kind::All(nodes) => nodes.iter().any(needs_a_word),
        _ => false,
    }
}

/// Leaves parts out of the query for as long as something stays wrong.
fn simplest(oracle: &Oracle, local: &Local<'_>, mut query: Node, variant: u64) -> (Node, String) {
    while let Some(smaller) =
        simpler(&query).into_iter().find(|smaller| problem(oracle, local, smaller, variant).is_some())
    {
        query = smaller;
    }
    let problem = problem(oracle, local, &query, variant).unwrap_or_default();
    (query, problem)
}

macro_rules! archives {
    ($($name:ident: $seed:literal),*) => {
        $(#[test]
        fn $name() {
            ask($seed, Size::Small, QUESTIONS);
        })*
    };
}

archives!(first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6);

/// Posting lists of many blocks, unions of several windows, a range that is fetched in steps.
#[test]
fn many() {
    ask(7, Size::Large, QUESTIONS_TO_MANY);
}
