//! What is telling about a review: what it says often and others seldom.

use std::collections::HashMap;
use std::io;

use crate::backend::local::Local;
use crate::backend::local::lower::Strictness;
use crate::backend::local::plan::{Field, Plan};
use crate::backend::local::policy::is_function_word;
use crate::index::document::searchable_sections;
use crate::query::{Kind, Node};
use crate::review::Review;
use crate::words::{self, Scanner};

/// So many words are looked for. More find the same reviews later, fewer miss some.
const MOST_WORDS: usize = 25;
/// Of the review's words, so many of the most frequent are looked up: a book of a review must not
/// take longer than others.
const MOST_LOOKED_UP: usize = 2_000;
/// A word of the title counts as so many in the text.
const TITLE_WORD: f32 = 3.0;
/// How soon another occurrence of a word adds little.
const SATURATION: f32 = 2.0;
/// Of a long list of people or tags, so many are looked for.
const MOST_NAMES: usize = 20;
/// A word that is always written with a capital is a name, and says more of what a review is about.
const NAME: f32 = 1.5;
/// Shorter words are initials and slips.
const SHORTEST: usize = 3;

/// What other people's reviews of the same author have in common is a way of writing, not a work.
const AUTHOR: f32 = 0.5;
const TAG: f32 = 0.5;

/// What something telling is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    Words,
    Title,
    People,
    Author,
    Tags,
}

impl Aspect {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Title => "title",
            Self::People => "people",
            Self::Author => "author",
            Self::Tags => "tags",
        }
    }
}

/// Something that other reviews may share.
pub(super) struct Telling {
    pub(super) aspect: Aspect,
    /// As one would type it.
    pub(super) node: Node,
    /// The same, looked up and weighed.
    pub(super) plan: Plan,
}

/// What is telling about a review, the words by how much.
pub(super) fn of(local: &Local<'_>, review: &Review) -> io::Result<Vec<Telling>> {
    let phrase = |text: &str| Node::new(Kind::Phrase { text: text.to_owned(), slop: None }, 0..0);
    let scoped = |name: &str, text: &str| {
        Node::new(Kind::Scoped { name: name.to_owned(), inner: Box::new(phrase(text)) }, 0..0)
    };
    let mut wanted = Vec::new();
    if words::plain_words(&review.title).iter().any(|word| !is_function_word(word)) {
        wanted.push((Aspect::Title, scoped("title", &review.title), 1.0));
    }
    let people = review.people.iter().take(MOST_NAMES);
    wanted.extend(people.map(|name| (Aspect::People, scoped("person", name), 1.0)));
    let author = review.author.iter();
    wanted.extend(author.map(|name| (Aspect::Author, scoped("author", name), AUTHOR)));
    let tags = review.tags.iter().take(MOST_NAMES);
    wanted.extend(tags.map(|tag| (Aspect::Tags, scoped("tag", tag), TAG)));
    for (word, weight) in telling_words(local, review)? {
        wanted.push((Aspect::Words, Node::new(Kind::Word(word), 0..0), weight));
    }
    let mut all = Vec::with_capacity(wanted.len());
    for (aspect, node, weight) in wanted {
        let (plan, _) = local.lowering(Strictness::AllWords).plan(&node)?;
        if plan != Plan::Nothing {
            all.push(Telling { aspect, node, plan: plan.weighted(weight) });
        }
    }
    Ok(all)
}

/// The most telling words by tf-idf, with what they count.
fn telling_words(local: &Local<'_>, review: &Review) -> io::Result<Vec<(String, f32)>> {
    let dictionary = local.dictionary(Field::Text);
    let all = local.count();
    let mut telling = Vec::new();
    for word in most_frequent(review) {
        let documents = dictionary.documents(&word.text)?;
        // A word that is nowhere else is shared with nobody.
        if documents > 1 {
            let weight = word.weight();
            telling.push((weight * idf(documents, all), word, weight));
        }
    }
    telling.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.first.cmp(&b.1.first)));
    telling.truncate(MOST_WORDS);
    Ok(telling.into_iter().map(|(_, word, weight)| (word.text, weight)).collect())
}

fn idf(documents: u64, all: u64) -> f32 {
    let others = all.saturating_sub(documents) as f32;
    (1.0 + (others + 0.5) / (documents as f32 + 0.5)).ln()
}

/// A word of the review, in whatever form of its stem.
struct Counted {
    /// The form in which it stands first.
    text: String,
    /// Where it stands first, as an ordinal.
    first: usize,
    frequency: f32,
    /// Whether it is written with a capital where the sentence does not ask for one.
    has_capital: bool,
    /// Whether it is written without one.
    is_small: bool,
}

impl Counted {
    /// What it counts: the frequency as BM25 takes it, and names more than words.
    fn weight(&self) -> f32 {
        let name = if self.has_capital && !self.is_small { NAME } else { 1.0 };
        name * self.frequency * (1.0 + SATURATION) / (self.frequency + SATURATION)
    }
}

/// The words of a review that say something, the most frequent first.
fn most_frequent(review: &Review) -> Vec<Counted> {
    let mut stems: HashMap<String, Counted> = HashMap::new();
    count(&review.title, TITLE_WORD, &mut stems);
    searchable_sections(review).for_each(|(_, prose)| count(prose.as_str(), 1.0, &mut stems));
    let mut all: Vec<Counted> = stems.into_values().collect();
    all.sort_by(|a, b| b.frequency.total_cmp(&a.frequency).then(a.first.cmp(&b.first)));
    all.truncate(MOST_LOOKED_UP);
    all
}

fn count(text: &str, weight: f32, stems: &mut HashMap<String, Counted>) {
    let mut scanner = Scanner::new(text);
    while let Some(token) = scanner.next_token() {
        if token.width > 1 || !says_something(&token.text) {
            continue;
        }
        let first = stems.len();
        let word = stems.entry(words::stem(&token.text).into_owned()).or_insert_with(|| Counted {
            text: token.text.clone(),
            first,
            frequency: 0.0,
            has_capital: false,
            is_small: false,
        });
        word.frequency += weight;
        let (before, written) = text.split_at(token.range.start);
        let is_capital = written.starts_with(char::is_uppercase);
        word.has_capital |= is_capital && goes_on(before);
        word.is_small |= !is_capital;
    }
}

/// Whether what follows on this text is no beginning of a sentence.
fn goes_on(before: &str) -> bool {
    before
        .trim_end_matches(' ')
        .ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';' | '-' | '('))
}

fn says_something(word: &str) -> bool {
    let long_enough = word.chars().count() >= SHORTEST || word.chars().any(words::stands_alone);
    long_enough && word.chars().any(char::is_alphabetic) && !is_function_word(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::{Prose, Section};

    fn review(text: &str) -> Review {
        let section = Section { heading: None, body: Prose::on_line(text, 1) };
        Review { title: "Heat".into(), sections: vec![section], ..Review::default() }
    }

    #[test]
    fn words_are_counted_by_stem_and_function_words_are_not() {
        let all = most_frequent(&review("The thieves steal. A thief, stealing in 1995, is a thief."));
        let shown: Vec<(&str, f32)> = all.iter().map(|word| (word.text.as_str(), word.frequency)).collect();
        assert_eq!(shown, [("heat", TITLE_WORD), ("steal", 2.0), ("thief", 2.0), ("thieves", 1.0)]);
    }

    #[test]
    fn a_name_counts_more_than_a_word_and_a_sentence_makes_no_name() {
        let all = most_frequent(&review("Crews watch Vincent Hanna. Nobody sees it, says Nobody. A crew."));
        let is_name = |wanted: &str| {
            let word = all.iter().find(|word| word.text == wanted).unwrap();
            word.weight() > word.frequency * (1.0 + SATURATION) / (word.frequency + SATURATION)
        };
        assert!(is_name("vincent") && is_name("hanna") && is_name("nobody"));
        assert!(!is_name("crews") && !is_name("watch"));
    }
}
