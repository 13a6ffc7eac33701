//! What a word is: one analysis for indexing, for questions and for highlighting.
//!
//! Text becomes tokens that are lower-cased, stripped of diacritics and typographic variants, and
//! numbered by position. Compounds keep their parts and add their joined form at the position of
//! the first part, so that `gun-fu`, `gun fu` and `gunfu` meet. Chinese and Japanese characters
//! and Hangul syllables are tokens of their own: a run of them in a query is a phrase.
//!
//! Any change to what this module makes of a text, or of the stem of a word, needs a new [`VERSION`].

mod commonest;
mod fold;
mod stem;

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

pub use commonest::{commonest, is_commonest};
use fold::fold_into;
pub use stem::{is_stemmable, shared_beginning, stem};

/// The analysis of this build. An index made by another one can't answer questions of this one.
///
/// 1: the first.
pub const VERSION: u32 = 2;

/// Longest token kept, in bytes of its folded form; the rest of a longer word is cut off at index
/// time and query time alike, so that it is still found.
pub const MAX_TOKEN_BYTES: usize = 128;

/// Compounds of more parts than this (web addresses, tables of dots) get no joined form.
const MAX_COMPOUND_PARTS: usize = 12;

/// One word of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// The folded form, as it stands in the index. Never empty.
    pub text: String,
    /// Where it stands, in bytes of the analysed text.
    pub range: Range<usize>,
    /// Its ordinal among the words of the text. A joined compound has that of its first part.
    pub position: u32,
    /// How many positions it covers: 1, or the number of parts of a joined compound.
    pub width: u32,
}

/// All tokens of `text`, in order of their end.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut scanner = Scanner::new(text);
    while let Some(token) = scanner.next_token() {
        all.push(token.clone());
    }
    all
}

/// The tokens of a text, written down to be read more than once.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Analysed {
    /// Its words as [`plain_words`] has them, a blank between each.
    pub words: String,
    /// The joined forms of its compounds, in order.
    pub joined: Vec<Token>,
}

/// Analyses a text once for all who need its words.
pub fn analyse(text: &str) -> Analysed {
    let mut analysed = Analysed { words: String::with_capacity(text.len()), joined: Vec::new() };
    let mut scanner = Scanner::new(text);
    loop {
        scanner.copy_plain_words(&mut analysed.words);
        let Some(token) = scanner.next_token() else { return analysed };
        if token.width > 1 {
            analysed.joined.push(token.clone());
            continue;
        }
        push_apart(&mut analysed.words, &token.text);
    }
}

fn push_apart(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// The folded words of `text` without the joined forms of compounds.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut scanner = Scanner::new(text);
    while let Some(token) = scanner.next_token() {
        if token.width == 1 {
            words.push(token.text.clone());
        }
    }
    words
}

/// A key under which two spellings of the same title or name fall together: `WALL·E` and `Wall-E`.
pub fn key(text: &str) -> String {
    analyse(text).words
}

/// Folds a piece of a word (as a wildcard's letters): no splitting, no possessive rule.
pub fn fold(piece: &str) -> String {
    let mut folded = String::with_capacity(piece.len());
    fold_into(piece, &mut folded);
    folded
}

/// Walks through a text token by token, reusing its buffers.
#[derive(Debug)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
    position: u32,
    compound: Compound,
    token: Token,
    /// Joined forms still to hand out, last first.
    joined: Vec<Token>,
}

/// The parts of the compound that is being read.
#[derive(Debug, Default)]
struct Compound {
    parts: Vec<(String, Range<usize>)>,
    first_position: u32,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            position: 0,
            compound: Compound::default(),
            token: Token::default(),
            joined: Vec::new(),
        }
    }

    /// The position that the next word will have: the number of words so far.
    pub fn position(&self) -> u32 {
        self.position
    }

    /// The next token; `None` at the end.
    pub fn next_token(&mut self) -> Option<&Token> {
        if let Some(joined) = self.joined.pop() {
            self.token = joined;
            return Some(&self.token);
        }
        if !self.read_simple_word() {
            let range = self.next_word()?;
            let word = without_possessive(&self.text[range.clone()]);
            self.token.text.clear();
            fold_into(word, &mut self.token.text);
            cut_to(&mut self.token.text, MAX_TOKEN_BYTES);
            self.token.range = range.start..range.start + word.len();
        }
        self.token.position = self.position;
        self.token.width = 1;
        self.position += 1;
        self.note_compound();
        Some(&self.token)
    }

    /// Appends the next words, with blanks between, as long as they are such as most: ASCII letters and digits with a
    /// blank or a comma behind them. They are no parts of compounds, and nobody needs them as tokens.
    fn copy_plain_words(&mut self, into: &mut String) {
        if !self.joined.is_empty() || !self.compound.parts.is_empty() {
            return;
        }
        while let Some(range) = self.simple_word()
            && !self.may_join(range.end)
        {
            let start = into.len();
            push_apart(into, &self.text[range.clone()]);
            into[start..].make_ascii_lowercase();
            self.at = range.end;
            self.position += 1;
        }
    }

    /// Reads the next word if it is one as most are: ASCII letters and digits, and behind them nothing that may go on
    /// with the word. What it gives is what the long way gives; where it can't tell, it leaves all as it was.
    fn read_simple_word(&mut self) -> bool {
        let Some(range) = self.simple_word() else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.text[range.clone()]);
        self.token.text.make_ascii_lowercase();
        self.at = range.end;
        self.token.range = range;
        true
    }

    fn simple_word(&self) -> Option<Range<usize>> {
        let rest = &self.text.as_bytes()[self.at..];
        let before = rest.iter().take_while(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).count();
        let length = rest[before..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let end = before + length;
        let ends_here = match rest.get(end) {
            None => true,
            Some(b'\'' | b'`') => false,
            Some(b',' | b'.') => !rest[..end].last().is_some_and(u8::is_ascii_digit),
            Some(byte) => byte.is_ascii(),
        };
        let is_simple = length > 0 && length <= MAX_TOKEN_BYTES && ends_here;
        is_simple.then(|| self.at + before..self.at + end)
    }

    /// Finds the next word and moves behind it.
    fn next_word(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(starts_word)?;
        let mut end = start;
        let mut chars = self.text[start..].char_indices().peekable();
        let mut previous = None;
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|&(_, next)| next);
            if !continues_word(previous, c, next, &self.text[start + offset..]) {
                break;
            }
            end = start + offset + c.len_utf8();
            previous = Some(c);
            if stands_alone(c) {
                break;
            }
        }
        self.at = end;
        Some(start..end)
    }

    /// Keeps the token as a part of a compound while joiners follow, and makes the joined forms
    /// once the compound ends.
    fn note_compound(&mut self) {
        let joined_to_next = self.joins_next_word();
        if !joined_to_next && self.compound.parts.is_empty() {
            return;
        }
        if self.compound.parts.is_empty() {
            self.compound.first_position = self.token.position;
        }
        self.compound.parts.push((self.token.text.clone(), self.token.range.clone()));
        if !joined_to_next {
            self.joined = self.compound.joined_forms();
            self.compound.parts.clear();
        }
    }

    /// Whether a joiner may stand there. Blanks and commas, which join nothing, stand behind most words.
    fn may_join(&self, at: usize) -> bool {
        !matches!(self.text.as_bytes().get(at), None | Some(b' ' | b',' | b'\n'))
    }

    /// Whether exactly one joiner (or none, before a superscript) stands between this word and the next.
    fn joins_next_word(&self) -> bool {
        if !self.may_join(self.at) {
            return false;
        }
        let mut ahead = self.text[self.at..].chars();
        match ahead.next() {
            Some(c) if is_superscript(c) => true,
            Some('.') => self.token.text.len() <= 2 && ahead.next().is_some_and(starts_word),
            Some(c) if is_joiner(c) => ahead.next().is_some_and(|c| starts_word(c) && !stands_alone(c)),
            _ => false,
        }
    }
}

impl Compound {
    /// The joined forms: all parts, and for three parts each neighbouring pair too
    /// (`spider-man-like` is found by `spiderman`). Last to be handed out first.
    fn joined_forms(&self) -> Vec<Token> {
        let count = self.parts.len();
        if !(2..=MAX_COMPOUND_PARTS).contains(&count) {
            return Vec::new();
        }
        let mut forms = Vec::new();
        if count == 3 {
            forms.push(self.join(1..3));
        }
        forms.push(self.join(0..count));
        if count == 3 {
            forms.push(self.join(0..2));
        }
        forms
    }

    fn join(&self, parts: Range<usize>) -> Token {
        let joined = &self.parts[parts.clone()];
        let mut text: String = joined.iter().map(|(text, _)| text.as_str()).collect();
        cut_to(&mut text, MAX_TOKEN_BYTES);
        let start = joined.first().map_or(0, |(_, range)| range.start);
        let end = joined.last().map_or(0, |(_, range)| range.end);
        Token {
            text,
            range: start..end,
            position: self.first_position + parts.start as u32,
            width: parts.len() as u32,
        }
    }
}

/// Some diacritics, an apostrophe and the half-width sound marks of kana count as letters in
/// Unicode, but leave nothing when folded.
fn starts_word(c: char) -> bool {
    c.is_alphanumeric() && !is_diacritic(c) && !is_apostrophe(c) && !matches!(c, '\u{FF9E}' | '\u{FF9F}')
}

/// Whether `c`, behind `previous` and before `next`, still belongs to the word.
fn continues_word(previous: Option<char>, c: char, next: Option<char>, rest: &str) -> bool {
    let Some(previous) = previous else { return true };
    if is_superscript(c) != is_superscript(previous) || (stands_alone(c) && !is_combining_mark(c)) {
        return false;
    }
    if c.is_alphanumeric() || is_combining_mark(c) || is_ignorable(c) {
        return true;
    }
    match c {
        _ if is_apostrophe(c) => next.is_some_and(char::is_alphanumeric),
        '.' => previous.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit()),
        ',' => previous.is_ascii_digit() && thousands_follow(rest),
        _ => false,
    }
}

/// `,000` and no fourth digit.
fn thousands_follow(rest: &str) -> bool {
    let digits = rest[1..].bytes().take(4).take_while(u8::is_ascii_digit).count();
    digits == 3
}

/// Letters that are tokens of their own: Han, kana, Hangul. Their languages either don't put
/// spaces between words or glue particles to them; a phrase of single letters finds any substring.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' | '\u{00B4}' | '`')
}

fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            | '\u{2011}'
            | '\u{00B7}'
            | '\u{2022}'
            | '\u{2027}'
            | '\u{30FB}'
            | '*'
            | '/'
            | '_'
            | '&'
            | '@'
            | '+'
    )
}

fn is_superscript(c: char) -> bool {
    matches!(c, '\u{00B2}' | '\u{00B3}' | '\u{00B9}' | '\u{2070}' | '\u{2074}'..='\u{2079}')
}

/// Soft hyphen and zero-width joiners: there for the typesetter, not for the reader.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// `Wick's` is about Wick. Also `80's`; a word that is nothing but `'s` stays.
fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return word };
    match stem.char_indices().next_back() {
        Some((at, c)) if is_apostrophe(c) && at > 0 => &stem[..at],
        _ => word,
    }
}

/// Marks that European scripts put on letters. Those of other scripts carry the vowels and stay.
fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
}

fn cut_to(text: &mut String, bytes: usize) {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes));
    }
}

#[cfg(test)]
mod tests;
