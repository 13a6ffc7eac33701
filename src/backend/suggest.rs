//! What is asked while a query is still being typed, and what is answered.

use std::time::Duration;

/// What was typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestRequest {
    /// The typed letters: the beginning of a word, or words and the beginning of the next. A blank
    /// at the end says that the last word is whole. Without any, the most used are answered.
    pub prefix: String,
    /// Which kinds are wanted; all of them if empty.
    pub kinds: Vec<SuggestKind>,
    /// How many suggestions at most.
    pub limit: usize,
}

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuggestKind {
    /// The title of a work.
    Title,
    /// A person.
    Person,
    /// The heading of a section.
    Section,
    /// A word.
    Word,
}

impl SuggestKind {
    /// Every kind, in the order in which they are answered.
    pub const ALL: [Self; 4] = [Self::Title, Self::Person, Self::Section, Self::Word];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Person => "person",
            Self::Section => "section",
            Self::Word => "word",
        }
    }
}

/// What the typed letters may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What it is.
    pub kind: SuggestKind,
    /// As the archive writes it.
    pub text: String,
    /// How many reviews have it.
    pub reviews: u64,
    /// A title's year.
    pub year: Option<i32>,
    /// A title's reviews, the first few of them.
    pub ids: Vec<String>,
}

/// An answer, by kind and the best of each kind first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// What the letters may become.
    pub all: Vec<Suggestion>,
    /// How long it took.
    pub took: Duration,
}
