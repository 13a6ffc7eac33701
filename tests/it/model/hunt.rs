//! Anything in any order: files come, change, move and go, and whatever is asked is answered.
//!
//! No oracle here: nothing may panic or fail, and an answer must agree with its own whole.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;

use pullquote::backend::local::Local;
use pullquote::backend::{
    Backend, MatchMode, SearchRequest, SearchResponse, SimilarRequest, Sort, SuggestRequest,
};
use pullquote::query::{self, Kind, Node};

use super::SORTS;
use super::archive::{Archive, Size, WORDS, review};
use super::asking::Asking;
use super::dice::Dice;
use super::oracle::Oracle;
use super::record::Record;

/// So many times the folder changes.
const ROUNDS: usize = 6;
/// So many questions are asked of each state.
const QUESTIONS: usize = 40;
const MODES: [MatchMode; 4] = [MatchMode::Auto, MatchMode::All, MatchMode::Most, MatchMode::Any];
const FACETS: [&str; 8] = ["year", "score", "section", "person", "tag", "author", "kind", "folder"];

fn hunt(seed: u64) {
    let mut dice = Dice::new(seed);
    let archive = Archive::random(&mut dice, Size::Small);
    for round in 0..ROUNDS {
        change(&archive, round, &mut dice);
        archive.refresh();
        let reader = archive.open();
        let local = Local::new(&reader);
        let oracle = oracle(&local);
        for question in 0..QUESTIONS {
            let query = Asking { dice: &mut dice, oracle: &oracle }.query(question % 4);
            let about = format!("seed {seed}, round {round}, question {question}: {query}");
            searched(&local, &query, &mut dice).unwrap_or_else(|problem| panic!("{about}\n{problem}"));
        }
        for record in &oracle.records {
            alike(&local, &record.review.id, &mut dice);
        }
        for word in WORDS {
            typed(&local, word, &mut dice);
        }
    }
}

/// A few files are written, changed, moved or removed; some of the times all of them are.
fn change(archive: &Archive, round: usize, dice: &mut Dice) {
    let all = dice.percent(10);
    for name in files(archive) {
        let path = archive.films().join(&name);
        match dice.below(8) {
            _ if all => fs::remove_file(path).unwrap(),
            0 => archive.write(&name, &review(dice)),
            1 => fs::rename(&path, path.with_file_name(format!("moved-{round}-{}.md", dice.roll()))).unwrap(),
            2 => fs::remove_file(path).unwrap(),
            _ => {}
        }
    }
    for at in 0..dice.between(1, 4) {
        archive.write(&format!("new-{round}-{at}.md"), &review(dice));
    }
}

fn files(archive: &Archive) -> BTreeSet<String> {
    let (films, mut folders, mut names) = (archive.films(), vec![archive.films()], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                names.insert(path.strip_prefix(&films).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    names
}

fn oracle(local: &Local<'_>) -> Oracle {
    let records = RefCell::new(Vec::new());
    let note = |review| {
        records.borrow_mut().push(Record::new(review));
        Ok(())
    };
    local.for_each_review(note).unwrap();
    Oracle::new(records.into_inner())
}

/// A page is cut from the whole answer, and the total is the whole's length.
fn searched(local: &Local<'_>, tree: &Node, dice: &mut Dice) -> Result<(), String> {
    let query = query::parse(&tree.to_string()).map_err(|error| error.to_string())?.node;
    let whole = SearchRequest {
        match_mode: MODES[dice.below(MODES.len())],
        sort: Sort { by: SORTS[dice.below(SORTS.len())], ascending: dice.percent(50) },
        limit: usize::MAX,
        exact: dice.percent(30),
        ..SearchRequest::new(query)
    };
    let page = SearchRequest {
        offset: [0, 0, dice.below(9), usize::MAX][dice.below(4)],
        limit: [0, 1, dice.below(9), usize::MAX][dice.below(4)],
        passages: dice.below(4),
        facets: FACETS.iter().filter(|_| dice.percent(30)).map(|&name| name.to_owned()).collect(),
        facet_limit: [None, Some(0), Some(1)][dice.below(3)],
        explain: dice.percent(20),
        ..whole.clone()
    };
    let all = local.search(&whole).map_err(|error| error.to_string())?;
    let part = local.search(&page).map_err(|error| error.to_string())?;
    let expected: Vec<String> = ids(&all).into_iter().skip(page.offset).take(page.limit).collect();
    if all.total != all.hits.len() as u64 || part.total != all.total || ids(&part) != expected {
        return Err(format!(
            "{page:?}\ntotals {} and {} for {}\npage {:?}\nof   {expected:?}",
            part.total,
            all.total,
            all.hits.len(),
            ids(&part)
        ));
    }
    Ok(())
}

fn ids(answer: &SearchResponse) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.id.clone()).collect()
}

fn alike(local: &Local<'_>, id: &str, dice: &mut Dice) {
    let request = SimilarRequest {
        id: id.to_owned(),
        among: Node::new(Kind::Everything, 0..0),
        root: None,
        limit: usize::MAX,
        offset: 0,
        passages: dice.below(3),
        explain: dice.percent(20),
    };
    let answer = local.similar(&request).unwrap().found;
    assert_eq!(answer.total, answer.hits.len() as u64, "similar to {id}");
    assert!(!ids(&answer).contains(&id.to_owned()), "{id} is similar to itself");
}

fn typed(local: &Local<'_>, word: &str, dice: &mut Dice) {
    let prefix: String = word.chars().take(dice.between(0, 4)).collect();
    let limit = dice.between(1, 12);
    let answer = local.suggest(&SuggestRequest { prefix, kinds: Vec::new(), limit }).unwrap();
    assert!(answer.all.len() <= limit, "{word}");
}

#[test]
fn whatever_comes_is_answered() {
    for seed in 11..14 {
        hunt(seed);
    }
}
