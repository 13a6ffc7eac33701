//! Words in a row: the ways in which a part of a query may stand in a line.

use super::record::{Line, Word, line};
use super::spelling::Spelling;

/// Words that must stand together.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) words: Vec<Spelling>,
    /// Moves allowed; `None` for a phrase.
    pub(super) slop: Option<u32>,
}

impl Way {
    pub(super) fn one(word: Spelling) -> Self {
        Self { words: vec![word], slop: None }
    }

    /// Whether the words stand so in the line: right behind each other, or with `slop` at places
    /// `p(i)` such that the spread of `p(i) - i` is at most that and no two share a place.
    pub(super) fn stands_in(&self, line: &Line) -> bool {
        let starts = line.iter().map(|word| word.start);
        let in_a_row = starts.clone().any(|start| follows(&self.words, line, start));
        in_a_row
            || self.slop.is_some_and(|slop| lies_near(&self.words, line, i64::from(slop), &mut Vec::new()))
    }
}

fn follows(words: &[Spelling], line: &Line, start: u32) -> bool {
    let Some((first, rest)) = words.split_first() else { return true };
    let here = line.iter().filter(|word| word.start == start && first.fits(word));
    here.into_iter().any(|word| follows(rest, line, word.end))
}

fn lies_near<'a>(words: &[Spelling], line: &'a Line, slop: i64, chosen: &mut Vec<&'a Word>) -> bool {
    let Some((first, rest)) = words.split_first() else { return true };
    for word in line.iter().filter(|word| first.fits(word)) {
        if chosen.iter().any(|other| word.start < other.end && other.start < word.end) {
            continue;
        }
        chosen.push(word);
        let moved = chosen.iter().zip(0..).map(|(word, at): (_, i64)| i64::from(word.start) - at);
        let (low, high) = (moved.clone().min().unwrap_or(0), moved.max().unwrap_or(0));
        let near = high - low <= slop && lies_near(rest, line, slop, chosen);
        chosen.pop();
        if near {
            return true;
        }
    }
    false
}

/// A text as written: each compound in it as its parts or as the whole.
pub(super) fn as_written(text: &str, slop: Option<u32>) -> Vec<Way> {
    let mut all = Vec::new();
    spell(&line(text), 0, &mut Vec::new(), &mut all);
    all.into_iter().map(|words| Way { words, slop }).collect()
}

fn spell(line: &Line, at: u32, so_far: &mut Vec<Spelling>, all: &mut Vec<Vec<Spelling>>) {
    let mut ends = true;
    for word in line.iter().filter(|word| word.start == at) {
        ends = false;
        so_far.push(Spelling::Exactly(word.text.clone()));
        spell(line, word.end, so_far, all);
        so_far.pop();
    }
    if ends {
        all.push(so_far.clone());
    }
}
