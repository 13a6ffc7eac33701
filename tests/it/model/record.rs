//! A review as the model sees it: lines of words, and nothing of the index.

use pullquote::Review;
use pullquote::words::{self, Token};

use super::spelling::stem;

/// A word of a text: what it says, and the places that it covers.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    /// Its English stem, if it is a word to have one.
    pub(super) stem: Option<String>,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Words that may stand in a phrase together. Parts of a compound and the whole lie over each other.
pub(super) type Line = Vec<Word>;

/// The words of a text, compounds both ways.
pub(super) fn line(text: &str) -> Line {
    let word = |token: Token| Word {
        stem: stem(&token.text),
        text: token.text,
        start: token.position,
        end: token.position + token.width,
    };
    words::tokens(text).into_iter().map(word).collect()
}

/// One review.
pub(super) struct Record {
    pub(super) review: Review,
    pub(super) title: Line,
    pub(super) author: Vec<Line>,
    pub(super) tags: Vec<Line>,
    pub(super) path: Line,
    /// What plain words search beside the sections.
    labels: Vec<Line>,
    /// Everything that is searched as a section: its heading and its text.
    pub(super) sections: Vec<(Line, Line)>,
    /// Its words, to tell duplicates by.
    pub(super) said: Vec<String>,
}

impl Record {
    pub(super) fn new(review: Review) -> Self {
        let title = match review.year {
            Some(year) => format!("{} ({year})", review.title),
            None => review.title.clone(),
        };
        let author: Vec<Line> = review.author.iter().map(|name| line(name)).collect();
        let tags: Vec<Line> = review.tags.iter().map(|tag| line(tag)).collect();
        let mut labels = vec![line(&title)];
        labels.extend(author.clone());
        labels.extend(review.people.iter().map(|name| line(name)));
        labels.extend(tags.clone());
        let headings = review.sections.iter().filter_map(|section| section.heading.as_deref());
        labels.extend(headings.map(line));
        let texts = texts(&review);
        let sections = texts.iter().map(|(heading, text)| (line(heading), line(text))).collect();
        let said = texts.iter().flat_map(|(_, text)| words::plain_words(text)).collect();
        let path = line(&review.source.path);
        Self { title: line(&review.title), author, tags, path, labels, sections, said, review }
    }

    /// Every line that plain words search.
    pub(super) fn everywhere(&self) -> impl Iterator<Item = &Line> {
        self.labels.iter().chain(self.sections.iter().map(|(_, text)| text))
    }
}

/// The summary, the sections and the verdict, under their headings.
fn texts(review: &Review) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    texts.extend(review.summary.iter().map(|text| ("Summary".to_owned(), text.as_str().to_owned())));
    for section in &review.sections {
        let heading = section.heading.clone().unwrap_or_default();
        texts.push((heading, section.body.as_str().to_owned()));
    }
    texts.extend(review.verdict.iter().map(|text| ("Verdict".to_owned(), text.as_str().to_owned())));
    texts
}
