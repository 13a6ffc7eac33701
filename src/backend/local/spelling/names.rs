//! Which title or credited name several words may be, taken as a whole.

use std::io;

use levenshtein_automata::{DFA, Distance, SINK_STATE};
use tantivy_fst::Automaton;

use crate::backend::local::Local;
use crate::backend::local::dictionary::edits_from;
use crate::index::completion::{self, Entry, Kind, SEPARATOR, Start};

/// Names of fewer letters may be one edit away, others two.
const LONG: usize = 8;
/// Shorter names have too many neighbours.
const SHORTEST: usize = 5;
/// So many names are kept.
const MOST_NAMES: usize = 3;

/// The names nearest to these folded words, the nearest and most used first.
pub(super) fn near(local: &Local<'_>, kind: Kind, key: &str) -> io::Result<Vec<String>> {
    let letters = key.chars().filter(|c| c.is_alphabetic()).count();
    if letters < SHORTEST {
        return Ok(Vec::new());
    }
    let most = if letters < LONG { 1 } else { 2 };
    let mut found: Vec<(u8, u64, String)> = Vec::new();
    for edits in 1..=most {
        let Some(dfa) = edits_from(key, edits) else { continue };
        for (name, reviews) in local.names_like(kind, &dfa)? {
            if !found.iter().any(|(_, _, known)| *known == name) {
                found.push((edits, reviews, name));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
    found.truncate(MOST_NAMES);
    Ok(found.into_iter().map(|(_, _, name)| name).collect())
}

impl Local<'_> {
    /// Names whose key the automaton accepts, with the number of reviews of a segment that has them.
    fn names_like(&self, kind: Kind, dfa: &DFA) -> io::Result<Vec<(String, u64)>> {
        let begin = completion::prefix(kind, Start::Beginning, "");
        let mut names = Vec::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.reader.fields().completion).map_err(io::Error::other)?;
            let like = KeyLike { begin: begin.as_bytes(), dfa };
            let mut stream = index.terms().search(like).into_stream()?;
            while stream.advance() {
                let entry = std::str::from_utf8(stream.key()).ok().and_then(Entry::read);
                names.extend(entry.map(|entry| (entry.text, u64::from(stream.value().doc_freq))));
            }
        }
        Ok(names)
    }
}

/// Accepts the terms of one kind whose key is near enough, whatever stands behind it.
struct KeyLike<'a> {
    begin: &'a [u8],
    dfa: &'a DFA,
}

#[derive(Clone, Copy)]
enum State {
    /// So many bytes of the beginning were read.
    Begin(usize),
    Key(u32),
    Accepted,
    Lost,
}

impl Automaton for KeyLike<'_> {
    type State = State;

    fn start(&self) -> State {
        State::Begin(0)
    }

    fn is_match(&self, state: &State) -> bool {
        matches!(state, State::Accepted)
    }

    fn can_match(&self, state: &State) -> bool {
        !matches!(state, State::Lost)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        match *state {
            State::Begin(at) if self.begin.get(at) != Some(&byte) => State::Lost,
            State::Begin(at) if at + 1 == self.begin.len() => State::Key(self.dfa.initial_state()),
            State::Begin(at) => State::Begin(at + 1),
            State::Key(state) if u32::from(byte) == SEPARATOR as u32 => match self.dfa.distance(state) {
                Distance::Exact(_) => State::Accepted,
                Distance::AtLeast(_) => State::Lost,
            },
            State::Key(state) => match self.dfa.transition(state, byte) {
                SINK_STATE => State::Lost,
                next => State::Key(next),
            },
            other => other,
        }
    }
}
