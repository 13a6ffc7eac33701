//! The words of the archive: what a word, a prefix, a pattern or a misspelling stands for.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::str::Chars;
use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::termdict::TermDictionary;
use tantivy::{DocAddress, DocSet, Searcher, SegmentReader, TERMINATED};
use tantivy_fst::Automaton;

use super::policy::POLICY;
use crate::index::Reader;
use crate::query::MAX_DISTANCE;
use crate::schema::{JOINED_MARK, PAIR_MARK, SECTION_MARK};
use crate::words::{is_stemmable, shared_beginning, stem};

/// In the time that a term takes to be gone through, so many letters are looked at for a misspelling.
const STEPS_A_TERM: usize = 4;

/// To keep a term takes as long as going through so many more.
const TERMS_A_FORM: usize = 2;

/// The tables for each number of edits, a swap counting as one, once they are asked for: they take longer to make than
/// to use.
static AUTOMATA: [OnceLock<LevenshteinAutomatonBuilder>; MAX_DISTANCE as usize + 1] =
    [const { OnceLock::new() }; MAX_DISTANCE as usize + 1];

/// Accepts what differs from a word in at most so many letters; `None` for more than the language allows.
pub(super) fn edits_from(word: &str, edits: u8) -> Option<DFA> {
    let automata = AUTOMATA.get(usize::from(edits))?;
    Some(automata.get_or_init(|| LevenshteinAutomatonBuilder::new(edits, true)).build_dfa(word))
}

/// One term of the index that a word of the query stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    /// The term as it is in the index.
    pub(super) term: String,
    /// The word that it spells.
    pub(super) word: String,
    /// How many positions it covers.
    pub(super) width: u32,
    /// What an occurrence counts, at most 1.
    pub(super) weight: f32,
}

impl Form {
    fn read(term: &str, weight: f32) -> Option<Self> {
        if term == SECTION_MARK || term.starts_with(PAIR_MARK) {
            return None;
        }
        let (word, width) = match term.split_once(JOINED_MARK) {
            Some((word, width)) => (word, width.parse().ok()?),
            None => (term, 1),
        };
        Some(Self { term: term.to_owned(), word: word.to_owned(), width, weight })
    }

    /// How many letters differ, in a form that [`Dictionary::near`] found.
    pub(super) fn edits(&self) -> f32 {
        1.0 / self.weight - 1.0
    }
}

/// The terms of one field over all segments.
pub(super) struct Dictionary<'a> {
    searcher: &'a Searcher,
    field: Field,
    /// Knows words by their endings and stems.
    reader: Option<&'a Reader>,
    /// How many terms have been gone through so far.
    gone_through: Cell<usize>,
}

impl<'a> Dictionary<'a> {
    pub(super) fn new(searcher: &'a Searcher, field: Field) -> Self {
        Self { searcher, field, reader: None, gone_through: Cell::new(0) }
    }

    /// The same, where words may be looked for by their endings and stems.
    pub(super) fn with_lists_of(self, reader: &'a Reader) -> Self {
        Self { reader: Some(reader), ..self }
    }

    /// The word itself, and the compounds that spell it when joined.
    pub(super) fn forms(&self, word: &str) -> io::Result<Vec<Form>> {
        // The mark sorts before all letters: what else begins with the word comes behind.
        let mut forms = self.in_range(word, |_| true, |term| belongs_to(word, term), 1.0)?;
        if !forms.iter().any(|form| form.term == word) {
            // A word that the archive doesn't have stays in the query: it finds nothing, visibly.
            forms.push(Form { term: word.to_owned(), word: word.to_owned(), width: 1, weight: 1.0 });
        }
        Ok(forms)
    }

    /// The word itself first, then the other words of its English stem.
    pub(super) fn forms_of_stem(&self, word: &str) -> io::Result<Vec<Form>> {
        let mut forms = self.forms(word)?;
        if !is_stemmable(word) {
            return Ok(forms);
        }
        let stem_of_word = stem(word);
        let is_mate = |term: &str| {
            let other = spelt(term);
            other != word && is_stemmable(other) && stem(other) == stem_of_word
        };
        let mates = if let Some(mates) = self.of_stem(&stem_of_word, is_mate)? {
            mates
        } else {
            let beginning = shared_beginning(&stem_of_word);
            self.in_range(beginning, is_mate, |term| term.starts_with(beginning), POLICY.stem_mate)?
        };
        forms.extend(mates);
        Ok(forms)
    }

    /// The terms of a stem that fit; `None` if the dictionary has to be gone through for them.
    fn of_stem(&self, stem: &str, fits: impl Fn(&str) -> bool) -> io::Result<Option<Vec<Form>>> {
        let itself = self.in_range(stem, &fits, |term| belongs_to(stem, term), POLICY.stem_mate)?;
        let others = self.listed(fits, POLICY.stem_mate, |reader, segment, terms| {
            Some(reader.stems(segment, self.field)?.of(terms, stem))
        })?;
        Ok(others.map(|others| {
            let mut mates = [itself, others].concat();
            mates.sort_unstable_by(|one, other| one.term.cmp(&other.term));
            mates
        }))
    }

    /// Whether any review has this term. Those that are gone don't count, although their words stay
    /// in the dictionary for a while: the answer must not depend on how the index came about.
    pub(super) fn has(&self, term: &str) -> io::Result<bool> {
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.field).map_err(io::Error::other)?;
            let term = Term::from_field_text(self.field, term);
            if let Some(postings) = index.read_postings(&term, IndexRecordOption::Basic)?
                && any_alive(postings, reader)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many reviews have this term, those that are gone counted as long as the engine keeps them.
    pub(super) fn documents(&self, term: &str) -> io::Result<u64> {
        let term = Term::from_field_text(self.field, term);
        self.searcher.doc_freq(&term).map_err(io::Error::other)
    }

    /// The first `most` reviews that have this term.
    pub(super) fn first_documents(&self, term: &str, most: usize) -> io::Result<Vec<DocAddress>> {
        let term = Term::from_field_text(self.field, term);
        let mut found = Vec::new();
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let index = reader.inverted_index(self.field).map_err(io::Error::other)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED && found.len() < most {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
                    found.push(DocAddress::new(segment as u32, postings.doc()));
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    /// Whether any review has a compound that spells this word when joined.
    pub(super) fn has_joined(&self, word: &str) -> io::Result<bool> {
        for form in self.forms(word)?.iter().filter(|form| form.width > 1) {
            if self.has(&form.term)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// All words that begin so.
    pub(super) fn beginning_with(&self, prefix: &str) -> io::Result<Vec<Form>> {
        self.in_range(prefix, |_| true, |term| term.starts_with(prefix), 1.0)
    }

    /// All words that match a pattern of letters, `?` (one character) and `*` (any number).
    pub(super) fn matching(&self, pattern: &str) -> io::Result<Vec<Form>> {
        let literal = &pattern[..pattern.find(['?', '*']).unwrap_or(pattern.len())];
        let ending = pattern.rsplit(['?', '*']).next().unwrap_or_default();
        let pattern: Vec<char> = pattern.chars().collect();
        let fits = |term: &str| glob(&pattern, spelt(term));
        if ending.len() > literal.len()
            && let Some(forms) = self.ending_with(ending, fits)?
        {
            return Ok(forms);
        }
        self.in_range(literal, fits, |term| term.starts_with(literal), 1.0)
    }

    /// The terms whose words end so, and that fit; `None` if the dictionary has to be gone through for them.
    fn ending_with(&self, ending: &str, fits: impl Fn(&str) -> bool) -> io::Result<Option<Vec<Form>>> {
        self.listed(fits, 1.0, |reader, segment, terms| {
            Some(reader.endings(segment, self.field)?.of(terms, ending))
        })
    }

    /// The terms that fit of those that a list names in each segment; `None` if one has no such list.
    fn listed(
        &self,
        fits: impl Fn(&str) -> bool,
        weight: f32,
        list: impl Fn(&Reader, &SegmentReader, &TermDictionary) -> Option<io::Result<Vec<Vec<u8>>>>,
    ) -> io::Result<Option<Vec<Form>>> {
        let Some(reader) = self.reader else { return Ok(None) };
        let mut found = Found::new(fits, weight);
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.field).map_err(io::Error::other)?;
            let Some(terms) = list(reader, segment, index.terms()) else { return Ok(None) };
            for term in terms? {
                count(&self.gone_through, TERMS_A_FORM);
                if let Ok(term) = std::str::from_utf8(&term) {
                    found.see(term);
                }
            }
        }
        Ok(Some(found.into_forms()))
    }

    /// What this was asked so far took, as the number of terms that can be gone through in that time;
    /// those of several segments count in each.
    pub(super) fn gone_through(&self) -> usize {
        self.gone_through.get()
    }

    /// All words within so many edits (a swap of neighbours is one), near ones weighing more.
    pub(super) fn near(&self, word: &str, distance: u8) -> io::Result<Vec<Form>> {
        let Some(dfa) = edits_from(word, distance) else { return Ok(Vec::new()) };
        let mut found = BTreeMap::new();
        let steps = Cell::new(0);
        for dictionary in self.segments()? {
            let mut stream = dictionary.search(UpToMark { dfa: &dfa, steps: &steps }).into_stream()?;
            while stream.advance() {
                count(&self.gone_through, 1 + TERMS_A_FORM);
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                if let Distance::Exact(edits) = dfa.eval(spelt(term))
                    && !found.contains_key(term)
                {
                    let weight = 1.0 / (1.0 + f32::from(edits));
                    found.extend(Form::read(term, weight).map(|form| (term.to_owned(), form)));
                }
            }
        }
        count(&self.gone_through, steps.get() / STEPS_A_TERM);
        Ok(found.into_values().collect())
    }

    /// The terms from `start` on that fit, for as long as they are in the range.
    fn in_range(
        &self,
        start: &str,
        fits: impl Fn(&str) -> bool,
        is_within: impl Fn(&str) -> bool,
        weight: f32,
    ) -> io::Result<Vec<Form>> {
        let mut found = Found::new(fits, weight);
        for dictionary in self.segments()? {
            let mut stream = dictionary.range().ge(start.as_bytes()).into_stream()?;
            while stream.advance() {
                count(&self.gone_through, 1);
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                if !is_within(term) {
                    break;
                }
                if found.see(term) {
                    count(&self.gone_through, TERMS_A_FORM);
                }
            }
        }
        Ok(found.into_forms())
    }

    fn segments(&self) -> io::Result<Vec<DictionaryOf>> {
        let readers = self.searcher.segment_readers().iter();
        readers
            .map(|reader| Ok(DictionaryOf(reader.inverted_index(self.field).map_err(io::Error::other)?)))
            .collect()
    }
}

/// The terms that fit of those that are seen, each once, in their order.
struct Found<F> {
    forms: BTreeMap<String, Form>,
    fits: F,
    weight: f32,
}

impl<F: Fn(&str) -> bool> Found<F> {
    fn new(fits: F, weight: f32) -> Self {
        Self { forms: BTreeMap::new(), fits, weight }
    }

    /// Whether the term fits and is new.
    fn see(&mut self, term: &str) -> bool {
        let is_new = (self.fits)(term) && !self.forms.contains_key(term);
        if is_new {
            self.forms.extend(Form::read(term, self.weight).map(|form| (term.to_owned(), form)));
        }
        is_new
    }

    fn into_forms(self) -> Vec<Form> {
        self.forms.into_values().collect()
    }
}

fn count(counter: &Cell<usize>, more: usize) {
    counter.set(counter.get() + more);
}

fn any_alive(mut postings: SegmentPostings, reader: &SegmentReader) -> bool {
    let Some(alive) = reader.alive_bitset() else { return postings.doc() != TERMINATED };
    while postings.doc() != TERMINATED {
        if alive.is_alive(postings.doc()) {
            return true;
        }
        postings.advance();
    }
    false
}

/// Keeps a segment's inverted index alive while its dictionary is used.
struct DictionaryOf(std::sync::Arc<tantivy::InvertedIndexReader>);

impl std::ops::Deref for DictionaryOf {
    type Target = TermDictionary;

    fn deref(&self) -> &TermDictionary {
        self.0.terms()
    }
}

/// Whether a term is the word or a compound that spells it.
fn belongs_to(word: &str, term: &str) -> bool {
    term.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(JOINED_MARK))
}

/// The word that a term spells.
fn spelt(term: &str) -> &str {
    term.split(JOINED_MARK).next().unwrap_or(term)
}

/// Whether `text` as a whole matches the pattern. Linear in practice: one point to come back to.
fn glob(pattern: &[char], text: &str) -> bool {
    let (mut p, mut rest) = (0, text.chars());
    // What follows the last star, and where the text was then.
    let mut resume: Option<(usize, Chars<'_>)> = None;
    loop {
        let mut ahead = rest.clone();
        match (pattern.get(p), ahead.next()) {
            (Some('*'), _) => {
                p += 1;
                resume = Some((p, rest.clone()));
            }
            (Some(&c), Some(letter)) if c == '?' || c == letter => {
                p += 1;
                rest = ahead;
            }
            (None, None) => return true,
            _ => {
                let Some((after, from)) = &mut resume else { return false };
                if from.next().is_none() {
                    return false;
                }
                p = *after;
                rest = from.clone();
            }
        }
    }
}

/// Edit distance of a term's word: what follows its [`JOINED_MARK`] does not count.
struct UpToMark<'a> {
    dfa: &'a DFA,
    /// How many letters have been looked at.
    steps: &'a Cell<usize>,
}

#[derive(Clone, Copy)]
struct BeforeMark {
    state: u32,
    passed: bool,
}

impl Automaton for UpToMark<'_> {
    type State = BeforeMark;

    fn start(&self) -> BeforeMark {
        BeforeMark { state: self.dfa.initial_state(), passed: false }
    }

    fn is_match(&self, state: &BeforeMark) -> bool {
        matches!(self.dfa.distance(state.state), Distance::Exact(_))
    }

    fn can_match(&self, state: &BeforeMark) -> bool {
        state.state != SINK_STATE
    }

    fn accept(&self, state: &BeforeMark, byte: u8) -> BeforeMark {
        count(self.steps, 1);
        if state.passed || u32::from(byte) == JOINED_MARK as u32 {
            return BeforeMark { passed: true, ..*state };
        }
        BeforeMark { state: self.dfa.transition(state.state, byte), passed: false }
    }
}

/// Whether a path, or what follows one of its slashes, matches the pattern.
pub(super) fn path_matches(pattern: &[char], path: &str) -> bool {
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    starts.into_iter().any(|start| glob(pattern, &path[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Writer;
    use crate::index::document::Origin;
    use crate::index::manifest::Manifest;
    use crate::review::{Prose, Review, Section};

    fn fits(pattern: &str, text: &str) -> bool {
        glob(&pattern.chars().collect::<Vec<_>>(), text)
    }

    /// An index on disk, in two segments, of reviews with these texts.
    fn index_of(texts: &[&str]) -> (tempfile::TempDir, Reader) {
        let dir = tempfile::tempdir().unwrap();
        for (number, text) in (0..).zip(texts) {
            let section = Section { heading: None, body: Prose::on_line(*text, 1) };
            let id = format!("{number}.md");
            let review = Review { id, title: "Heat".into(), sections: vec![section], ..Review::default() };
            let writer = Writer::open(dir.path()).unwrap();
            let batch = writer.batch(1).unwrap();
            batch.add(&review, Origin { root: "", file: number }).unwrap();
            batch.commit(&Manifest::default()).unwrap();
        }
        let reader = Reader::open(dir.path()).unwrap();
        (dir, reader)
    }

    #[test]
    fn what_words_end_with_is_found_as_by_going_through_all_of_them() {
        let (_dir, reader) = index_of(&[
            "Hollywood, driftwood and would-be woods: a wood-chopper's mood. Café, cafe, naïve.",
            "Bollywood of the wood, of the good, of the 千と千尋 and gun-fu; understood, 1.5 wo od",
        ]);
        let searcher = reader.searcher();
        let field = reader.fields().text;
        for pattern in [
            "*wood",
            "*ood",
            "*o?d",
            "?ood",
            "h*wood",
            "*d",
            "*é",
            "*afe",
            "*尋",
            "*fu",
            "*gunfu",
            "*x",
            "*5",
            "a*chopper",
            "*wood?",
            "*o*o*d",
        ] {
            let (plain, quick) =
                (Dictionary::new(&searcher, field), Dictionary::new(&searcher, field).with_lists_of(&reader));
            assert_eq!(quick.matching(pattern).unwrap(), plain.matching(pattern).unwrap(), "{pattern}");
            let is_quicker = quick.gone_through() < plain.gone_through();
            assert!(is_quicker || !pattern.starts_with('*') || pattern.ends_with('?'), "{pattern}");
        }
    }

    #[test]
    fn words_of_a_stem_are_found_as_by_going_through_all_of_them() {
        let (_dir, reader) = index_of(&[
            "The act of acting; he acted, acts-up and re-acts. Hope, hoping, hoped. Theirs, then, the. Act-ed!",
            "Actor's actors, hops hop. An in-sight-s of sights; happily happier happiness, 1990s acted",
        ]);
        let searcher = reader.searcher();
        let field = reader.fields().text;
        let plain = Dictionary::new(&searcher, field);
        let quick = Dictionary::new(&searcher, field).with_lists_of(&reader);
        for word in "the act acting acted actor actors hope hoped hop happy happiness insights 1990s as gone"
            .split(' ')
        {
            assert_eq!(quick.forms_of_stem(word).unwrap(), plain.forms_of_stem(word).unwrap(), "{word}");
        }
        let forms = |word: &str| quick.forms_of_stem(word).unwrap().into_iter().map(|form| form.term);
        assert_eq!(forms("acting").collect::<Vec<_>>(), ["acting", "act", "acted", "acted\u{1}2", "acts"]);
    }

    #[test]
    fn patterns_match_whole_words() {
        assert!(fits("b?llet", "bullet") && fits("b?llet", "ballet") && !fits("b?llet", "bullets"));
        assert!(fits("sh*nk", "shawshank") && fits("*fu", "kungfu") && fits("*", ""));
        assert!(fits("a*b*c", "aXbXbc") && !fits("a*b*c", "acb"));
        assert!(!fits("?", ""));
    }

    #[test]
    fn a_path_matches_from_any_folder_on() {
        let pattern: Vec<char> = "games/*".chars().collect();
        assert!(path_matches(&pattern, "games/x.md") && path_matches(&pattern, "old/games/x.md"));
        assert!(!path_matches(&pattern, "mygames/x.md"));
    }
}
