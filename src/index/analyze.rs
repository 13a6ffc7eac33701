//! The engine's side of [`crate::words`]: tokens with positions that tell regions and sections apart.

use std::fmt::Write as _;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::schema::{
    ANALYZER, HEADING, HEADING_STRIDE, JOINED_MARK, PAIR_MARK, PAIRS_ANALYZER, REGION, REGION_GAP, SECTION,
    SECTION_MARK,
};
use crate::words::{Analysed, Scanner, commonest};

/// The engine's registry with our analyzer in it.
pub(super) fn analyzers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(ANALYZER, TextAnalyzer::from(WordsTokenizer { with_pairs: false }));
    manager.register(PAIRS_ANALYZER, TextAnalyzer::from(WordsTokenizer { with_pairs: true }));
    manager
}

#[derive(Clone, Copy)]
struct WordsTokenizer {
    /// Two of the commonest words in a row are a token too.
    with_pairs: bool,
}

impl Tokenizer for WordsTokenizer {
    type TokenStream<'a> = RegionStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> RegionStream<'a> {
        let (region, rest) = cut_region(text);
        let pairs = self.with_pairs.then(Pairs::default);
        let region = Region::Text(Scanner::new(region));
        RegionStream { region, rest, base: 0, token: Token::default(), pairs }
    }
}

/// Tokens of a text that is divided by region, section and heading marks.
struct RegionStream<'a> {
    region: Region<'a>,
    /// What follows the region being read, its mark first.
    rest: &'a str,
    /// Position of the region's first word.
    base: u32,
    token: Token,
    pairs: Option<Pairs>,
}

/// The words of a region.
enum Region<'a> {
    /// They are in a text.
    Text(Scanner<'a>),
    /// They are written down.
    Written(Written<'a>),
}

/// A word of a region.
struct Word<'r> {
    text: &'r str,
    position: u32,
    width: u32,
}

impl Region<'_> {
    fn next_word(&mut self) -> Option<Word<'_>> {
        match self {
            Self::Text(scanner) => {
                let token = scanner.next_token()?;
                Some(Word { text: &token.text, position: token.position, width: token.width })
            }
            Self::Written(written) => written.next_word(),
        }
    }

    /// The number of words so far.
    fn position(&self) -> u32 {
        match self {
            Self::Text(scanner) => scanner.position(),
            Self::Written(written) => written.position,
        }
    }
}

/// Appends what a [`SECTION`] begins: its words with a blank between each, then the joined forms of its compounds,
/// each behind a mark with its position and width. The mark is a control character, and no word has one.
pub(super) fn write_words(section: &Analysed, into: &mut String) {
    into.push_str(&section.words);
    for joined in &section.joined {
        let _ = write!(into, "{JOINED_MARK}{} {} {}", joined.position, joined.width, joined.text);
    }
}

/// Reads what [`write_words`] wrote.
struct Written<'a> {
    rest: &'a str,
    /// The number of words so far.
    position: u32,
}

impl<'a> Written<'a> {
    fn next_word(&mut self) -> Option<Word<'a>> {
        if let Some(joined) = self.rest.strip_prefix(JOINED_MARK) {
            return self.joined(joined);
        }
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr2(b' ', JOINED_MARK as u8, self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix(' ').unwrap_or(rest);
        self.position += 1;
        Some(Word { text, position: self.position - 1, width: 1 })
    }

    fn joined(&mut self, joined: &'a str) -> Option<Word<'a>> {
        let (joined, rest) = joined.split_at(joined.find(JOINED_MARK).unwrap_or(joined.len()));
        self.rest = rest;
        let mut parts = joined.splitn(3, ' ');
        let (position, width) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Word { text: parts.next()?, position, width })
    }
}

/// What is needed to see pairs of the commonest words.
#[derive(Default)]
struct Pairs {
    /// The last of them, and the position behind it.
    last: Option<&'static str>,
    next: u32,
    /// A pair that is the next token.
    waiting: String,
}

impl Pairs {
    /// Takes the word at a position.
    fn see(&mut self, word: &str, position: u32) {
        let Some(word) = commonest(word) else { return };
        if let Some(last) = self.last
            && self.next == position
        {
            self.waiting.push(PAIR_MARK);
            self.waiting.extend([last, " ", word]);
        }
        self.last = Some(word);
        self.next = position + 1;
    }
}

impl RegionStream<'_> {
    /// Moves to the next region. `Some(true)` if it is a section, whose mark is now the token.
    fn enter_next_region(&mut self) -> Option<bool> {
        let mark = self.rest.chars().next()?;
        let end = self.base + self.region.position();
        self.base = match mark {
            HEADING => (end / HEADING_STRIDE + 1) * HEADING_STRIDE,
            _ => end + REGION_GAP,
        };
        let (region, rest) = cut_region(&self.rest[mark.len_utf8()..]);
        self.region = match mark {
            SECTION => Region::Written(Written { rest: region, position: 0 }),
            _ => Region::Text(Scanner::new(region)),
        };
        self.rest = rest;
        if mark == SECTION {
            self.set_token(SECTION_MARK, self.base);
        }
        Some(mark == SECTION)
    }

    fn set_token(&mut self, text: &str, position: u32) {
        self.token.text.clear();
        self.token.text.push_str(text);
        self.token.position = position as usize;
    }
}

impl TokenStream for RegionStream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(pairs) = &mut self.pairs
            && !pairs.waiting.is_empty()
        {
            std::mem::swap(&mut self.token.text, &mut pairs.waiting);
            pairs.waiting.clear();
            self.token.position -= 1;
            return true;
        }
        loop {
            if let Some(word) = self.region.next_word() {
                self.token.text.clear();
                self.token.text.push_str(word.text);
                if word.width > 1 {
                    let _ = write!(self.token.text, "{JOINED_MARK}{}", word.width);
                }
                let position = self.base + word.position;
                self.token.position = position as usize;
                if word.width == 1
                    && let Some(pairs) = &mut self.pairs
                {
                    pairs.see(&self.token.text, position);
                }
                return true;
            }
            match self.enter_next_region() {
                None => return false,
                Some(true) => return true,
                Some(false) => {}
            }
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The text up to the next mark, and the rest from that mark on.
fn cut_region(text: &str) -> (&str, &str) {
    let mark = memchr::memchr3(REGION as u8, SECTION as u8, HEADING as u8, text.as_bytes());
    text.split_at(mark.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(String, usize)> {
        let mut tokenizer = WordsTokenizer { with_pairs: text.contains("of") };
        let mut stream = tokenizer.token_stream(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push((stream.token().text.clone(), stream.token().position));
        }
        all
    }

    #[test]
    fn regions_are_far_apart_and_sections_marked() {
        let gap = REGION_GAP as usize;
        let found = tokens("one two\u{1E}Three\u{1D}four five");
        let expected = [
            ("one", 0),
            ("two", 1),
            ("three", 2 + gap),
            (SECTION_MARK, 3 + 2 * gap),
            ("four", 3 + 2 * gap),
            ("five", 4 + 2 * gap),
        ];
        assert_eq!(found, expected.map(|(word, at)| (word.to_owned(), at)));
    }

    #[test]
    fn a_headings_position_tells_its_ordinal() {
        let stride = HEADING_STRIDE as usize;
        let found = tokens("\u{1F}\u{1F}Sound & Music\u{1F}\u{1F}Plot");
        let ordinals: Vec<usize> = found.iter().map(|(_, at)| at / stride).collect();
        assert_eq!(ordinals, [2, 2, 4]);
    }

    #[test]
    fn a_joined_compound_tells_its_width() {
        let found = tokens("gun-fu");
        assert_eq!(found[2], ("gunfu\u{1}2".to_owned(), 0));
    }

    #[test]
    fn two_of_the_commonest_words_in_a_row_are_a_token_too() {
        let found: Vec<(String, usize)> = tokens("one of the odd of \u{1E}the of-the end");
        let pairs = found.iter().filter(|(text, _)| text.starts_with(PAIR_MARK));
        let pairs: Vec<(&str, usize)> = pairs.map(|(text, at)| (&text[1..], *at)).collect();
        let second = 5 + REGION_GAP as usize;
        assert_eq!(pairs, [("one of", 0), ("of the", 1), ("the of", second), ("of the", second + 1)]);
    }

    #[test]
    fn a_section_has_the_tokens_of_its_text() {
        let text = "One of the gun-fu films, a-b-cd: WALL·E's 20,000 Ｆｕｌｌ 千と";
        let mut written = SECTION.to_string();
        write_words(&crate::words::analyse(text), &mut written);
        let base = REGION_GAP as usize;
        let sorted = |mut all: Vec<(String, usize)>| {
            all.sort();
            all
        };
        let expected = tokens(text).into_iter().map(|(word, at)| (word, at + base));
        let mark = (SECTION_MARK.to_owned(), base);
        assert_eq!(sorted(tokens(&written)), sorted(expected.chain([mark]).collect()));
    }

    #[test]
    fn an_empty_section_keeps_its_mark() {
        assert_eq!(tokens("\u{1D}\u{1D}x").len(), 3);
    }
}
