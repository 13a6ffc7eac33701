//! The engine's side of [`crate::words`]: tokens with positions that tell regions and sections apart.

use std::fmt::Write as _;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::schema::{
    ANALYZER, HEADING, HEADING_STRIDE, JOINED_MARK, PAIR_MARK, PAIRS_ANALYZER, REGION, REGION_GAP, SECTION,
    SECTION_MARK,
};
use crate::words::{Scanner, commonest};

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
        RegionStream { scanner: Scanner::new(region), rest, base: 0, token: Token::default(), pairs }
    }
}

/// Tokens of a text that is divided by region, section and heading marks.
struct RegionStream<'a> {
    scanner: Scanner<'a>,
    /// What follows the region being read, its mark first.
    rest: &'a str,
    /// Position of the region's first word.
    base: u32,
    token: Token,
    pairs: Option<Pairs>,
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
        let end = self.base + self.scanner.position();
        self.base = match mark {
            HEADING => (end / HEADING_STRIDE + 1) * HEADING_STRIDE,
            _ => end + REGION_GAP,
        };
        let (region, rest) = cut_region(&self.rest[mark.len_utf8()..]);
        self.scanner = Scanner::new(region);
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
            if let Some(word) = self.scanner.next_token() {
                self.token.text.clear();
                self.token.text.push_str(&word.text);
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
    text.split_at(text.find([REGION, SECTION, HEADING]).unwrap_or(text.len()))
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
        let found = tokens("one two\u{1E}three\u{1D}four five");
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
        let found: Vec<(String, usize)> = tokens("one of the odd of \u{1D}the of-the end");
        let pairs = found.iter().filter(|(text, _)| text.starts_with(PAIR_MARK));
        let pairs: Vec<(&str, usize)> = pairs.map(|(text, at)| (&text[1..], *at)).collect();
        let second = 5 + REGION_GAP as usize;
        assert_eq!(pairs, [("one of", 0), ("of the", 1), ("the of", second), ("of the", second + 1)]);
    }

    #[test]
    fn an_empty_section_keeps_its_mark() {
        assert_eq!(tokens("\u{1D}\u{1D}x").len(), 3);
    }
}
