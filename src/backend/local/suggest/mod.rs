//! Completion: what letters that are being typed may become.
//!
//! All terms that begin with some letters are one range of ordinals in a segment's dictionary, and
//! the numbers of reviews stand in an array of their own (`index::counts`). So the most used of many thousands are found
//! without reading a single term (`range`), and only those few are spelled out, counted over all
//! segments and written as the archive writes them (`written`).

mod range;
mod written;

use std::collections::HashMap;
use std::io;
use std::time::Instant;

use tantivy::schema::Field;

use super::Local;
use super::dictionary::Dictionary;
use crate::backend::{SuggestKind, SuggestRequest, Suggestion, Suggestions};
use crate::error::Result;
use crate::index::completion::{self, Entry, Kind, SEPARATOR, Start};
use crate::schema::{JOINED_MARK, PAIR_MARK, SECTION_MARK};
use crate::words;
use range::{Bounds, Counted};

/// More than this of one kind are spelled out than asked for: spellings of one title fall together,
/// and what only deleted reviews have falls away.
const SPARE: usize = 8;
/// So many of a title's reviews are named.
const MOST_IDS: usize = 5;
/// So many reviews are read to see how a word is written.
const MOST_READ: usize = 3;

/// What is typed, as it is looked for.
struct Typed {
    /// The folded words; a leading article may be left out.
    keys: Vec<String>,
    /// Whether the last word is whole.
    is_whole: bool,
}

impl Typed {
    fn read(prefix: &str) -> Self {
        let words = words::plain_words(prefix);
        let mut keys = vec![words.join(" ")];
        if words.len() > 1 && completion::is_article(&words[0]) {
            keys.push(words[1..].join(" "));
        }
        Self { keys, is_whole: !words.is_empty() && prefix.ends_with(char::is_whitespace) }
    }

    fn bounds(&self, begin: &str) -> Bounds {
        if self.is_whole { Bounds::whole_word(begin) } else { Bounds::beginning_with(begin) }
    }
}

/// Something that may be suggested, with all ways to write it.
struct Candidate {
    start: Start,
    /// Whether it goes on with all that was typed, the article included.
    has_all: bool,
    is_exact: bool,
    year: Option<i32>,
    /// How many reviews write it in which way, by a term that says so.
    spellings: Vec<(String, String, u64)>,
}

/// What will be suggested if it has a place. To finish it reads reviews, so that is left until the
/// places are given away.
enum Draft {
    Entry(SuggestKind, Candidate),
    Word { term: String, reviews: u64 },
}

impl Candidate {
    fn reviews(&self) -> u64 {
        self.spellings.iter().map(|(_, _, reviews)| reviews).sum()
    }

    /// What most reviews write.
    fn text(&self) -> &str {
        let commonest = self.spellings.iter().max_by(|a, b| a.2.cmp(&b.2).then_with(|| b.1.cmp(&a.1)));
        commonest.map_or("", |(_, text, _)| text)
    }
}

impl Local<'_> {
    pub(super) fn suggestions(&self, request: &SuggestRequest) -> Result<Suggestions> {
        let started = Instant::now();
        let typed = Typed::read(&request.prefix);
        // Letters that fold to nothing begin nothing; no letters at all begin everything.
        let is_nothing = typed.keys[0].is_empty() && !request.prefix.trim().is_empty();
        let mut lists = Vec::new();
        for kind in SuggestKind::ALL {
            let is_wanted = request.kinds.is_empty() || request.kinds.contains(&kind);
            if is_wanted && !is_nothing && request.limit > 0 {
                let found = self.of_kind(kind, &typed, request.limit);
                lists.push(found.map_err(|error| self.failed(super::engine_io(error)))?);
            }
        }
        let chosen = shared_out(lists, request.limit).into_iter();
        let all = chosen.map(|draft| self.finished(draft)).collect::<io::Result<_>>();
        let all = all.map_err(|error| self.failed(super::engine_io(error)))?;
        Ok(Suggestions { all, took: started.elapsed() })
    }

    fn of_kind(&self, kind: SuggestKind, typed: &Typed, limit: usize) -> io::Result<Vec<Draft>> {
        match kind {
            SuggestKind::Title => self.entries(kind, Kind::Title, typed, limit),
            SuggestKind::Person => self.entries(kind, Kind::Person, typed, limit),
            SuggestKind::Section => self.entries(kind, Kind::Section, typed, limit),
            SuggestKind::Word => self.words(typed, limit),
        }
    }

    fn finished(&self, draft: Draft) -> io::Result<Suggestion> {
        match draft {
            Draft::Entry(kind, candidate) => self.suggestion(kind, &candidate),
            Draft::Word { term, reviews } => {
                let text = self.written(self.reader.fields().text, &term)?;
                Ok(Suggestion { kind: SuggestKind::Word, text, reviews, year: None, ids: Vec::new() })
            }
        }
    }

    /// Titles, people or sections.
    fn entries(&self, kind: SuggestKind, of: Kind, typed: &Typed, limit: usize) -> io::Result<Vec<Draft>> {
        let field = self.reader.fields().completion;
        let most = limit.saturating_add(SPARE);
        let mut found = Vec::new();
        for start in [Start::Beginning, Start::Inside] {
            // Titles with the word inside come after all that begin with it.
            if of == Kind::Title && found.len() >= most {
                break;
            }
            for key in &typed.keys {
                let bounds = typed.bounds(&completion::prefix(of, start, key));
                found.extend(range::most_used(self.reader, &self.searcher, field, &bounds, most)?);
            }
        }
        let mut candidates = together(found, typed);
        candidates.retain_mut(|candidate| !self.recount(field, candidate).is_ok_and(|reviews| reviews == 0));
        sort(of, &mut candidates);
        candidates.truncate(limit);
        Ok(candidates.into_iter().map(|candidate| Draft::Entry(kind, candidate)).collect())
    }

    /// Replaces the counts of the segments where it was found by those of the whole index.
    fn recount(&self, field: Field, candidate: &mut Candidate) -> io::Result<u64> {
        for (term, _, reviews) in &mut candidate.spellings {
            *reviews = range::reviews(&self.searcher, field, term)?;
        }
        candidate.spellings.retain(|(_, _, reviews)| *reviews > 0);
        Ok(candidate.reviews())
    }

    fn suggestion(&self, kind: SuggestKind, candidate: &Candidate) -> io::Result<Suggestion> {
        let ids = match kind {
            SuggestKind::Title => self.ids_of(candidate)?,
            _ => Vec::new(),
        };
        let text = candidate.text().to_owned();
        Ok(Suggestion { kind, text, reviews: candidate.reviews(), year: candidate.year, ids })
    }

    fn ids_of(&self, candidate: &Candidate) -> io::Result<Vec<String>> {
        let dictionary = Dictionary::new(&self.searcher, self.reader.fields().completion);
        let mut ids = Vec::new();
        for (term, _, _) in &candidate.spellings {
            for address in dictionary.first_documents(term, MOST_IDS)? {
                ids.extend(self.id_of(address)?);
            }
        }
        ids.sort_unstable();
        ids.truncate(MOST_IDS);
        Ok(ids)
    }

    /// Words, where a single one is typed.
    fn words(&self, typed: &Typed, limit: usize) -> io::Result<Vec<Draft>> {
        let key = &typed.keys[0];
        if key.contains(' ') {
            return Ok(Vec::new());
        }
        let field = self.reader.fields().text;
        let bounds = if typed.is_whole { Bounds::word(key) } else { Bounds::beginning_with(key) };
        let found =
            range::most_used(self.reader, &self.searcher, field, &bounds, limit.saturating_add(SPARE))?;
        let mut all = Vec::new();
        let is_word = |one: &Counted| one.term != SECTION_MARK && !one.term.starts_with(PAIR_MARK);
        for Counted { term, .. } in found.into_iter().filter(is_word) {
            let reviews = range::reviews(&self.searcher, field, &term)?;
            if reviews > 0 {
                all.push((reviews, term));
            }
        }
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        all.dedup_by(|a, b| a.1 == b.1);
        all.truncate(limit);
        Ok(all.into_iter().map(|(reviews, term)| Draft::Word { term, reviews }).collect())
    }

    /// A word of the index as the archive writes it.
    pub(super) fn written(&self, field: Field, term: &str) -> io::Result<String> {
        let (word, width) = term.split_once(JOINED_MARK).unwrap_or((term, "1"));
        let width = width.parse().unwrap_or(1);
        let mut spellings = Vec::new();
        for address in Dictionary::new(&self.searcher, field).first_documents(term, MOST_READ)? {
            let review = self.read(address).map_err(io::Error::other)?;
            if let Some(text) = written::written(&review, word, width) {
                if !text.contains(char::is_uppercase) {
                    return Ok(text);
                }
                spellings.push(text);
            }
        }
        // The smallest, and not the first: which review comes first is left to chance.
        Ok(spellings.into_iter().min().unwrap_or_else(|| word.to_owned()))
    }
}

/// Spellings of the same title, name or heading fall together.
fn together(found: Vec<Counted>, typed: &Typed) -> Vec<Candidate> {
    let mut all: HashMap<(String, Option<i32>), Candidate> = HashMap::new();
    for Counted { term, .. } in found {
        let Some(Entry { start, key, text, year, .. }) = Entry::read(&term) else { continue };
        let is_exact = typed.keys.contains(&key);
        let has_all = key.starts_with(&typed.keys[0]);
        let fresh = || Candidate { start, has_all, is_exact, year, spellings: Vec::new() };
        let candidate = all.entry((words::key(&text), year)).or_insert_with(fresh);
        candidate.start = candidate.start.min(start);
        candidate.has_all |= has_all;
        candidate.is_exact |= is_exact && start == Start::Beginning;
        if !candidate.spellings.iter().any(|(_, known, _)| *known == text) {
            candidate.spellings.push((term, text, 0));
        }
    }
    all.into_values().collect()
}

/// The most used first. A title that begins so comes before one with the word inside, one that has
/// the typed article before those without, and one that is typed in full before all; whoever types a
/// name may begin with any part of it.
fn sort(kind: Kind, candidates: &mut [Candidate]) {
    let class = |candidate: &Candidate| match kind {
        Kind::Title => (candidate.start, !candidate.is_exact, !candidate.has_all),
        Kind::Person | Kind::Section => (Start::Beginning, !candidate.is_exact, false),
    };
    candidates.sort_by(|a, b| {
        let by_use = class(a).cmp(&class(b)).then_with(|| b.reviews().cmp(&a.reviews()));
        let by_name = || a.start.cmp(&b.start).then_with(|| words::key(a.text()).cmp(&words::key(b.text())));
        by_use.then_with(by_name).then_with(|| a.year.cmp(&b.year))
    });
}

/// The best of each list, so that no kind crowds out the others: each has an equal share of the
/// limit, and what one has no use for goes to the others, in their order.
fn shared_out<T>(mut lists: Vec<Vec<T>>, limit: usize) -> Vec<T> {
    let mut shares = vec![0; lists.len()];
    let mut left = limit;
    while left > 0 && shares.iter().zip(&lists).any(|(share, list)| *share < list.len()) {
        for (share, list) in shares.iter_mut().zip(&lists) {
            if *share < list.len() && left > 0 {
                *share += 1;
                left -= 1;
            }
        }
    }
    lists.iter_mut().zip(shares).for_each(|(list, share)| list.truncate(share));
    lists.into_iter().flatten().collect()
}

impl Bounds {
    /// What begins with this text and then ends or goes on with another word.
    fn whole_word(begin: &str) -> Self {
        let above_blank = char::from(b' ' + 1);
        Self { low: format!("{begin}{SEPARATOR}").into(), high: format!("{begin}{above_blank}").into() }
    }

    /// A word of the text, and the compounds that spell it.
    fn word(word: &str) -> Self {
        let above_mark = char::from(JOINED_MARK as u8 + 1);
        Self { low: word.into(), high: format!("{word}{above_mark}").into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_crowds_out_the_others() {
        let lists = [vec!["title"; 9], vec!["person"; 1], vec!["word"; 9]];
        let expected = ["title", "title", "title", "person", "word", "word", "word"];
        assert_eq!(shared_out(lists.to_vec(), 7), expected);
        assert_eq!(shared_out(lists.to_vec(), 100).len(), 19);
    }

    #[test]
    fn a_blank_behind_a_word_says_that_it_is_whole() {
        let whole = Typed::read("John ").bounds("p0john");
        assert!(whole.holds("p0john wick") && whole.holds("p0john\u{1F}John") && !whole.holds("p0johnny"));
        let open = Typed::read("John").bounds("p0john");
        assert!(open.holds("p0johnny") && open.holds("p0john") && !open.holds("p0joan"));
        assert_eq!(Typed::read("The Big").keys, ["the big", "big"]);
    }
}
