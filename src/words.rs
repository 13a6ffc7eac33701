//! What a word is: one analysis for indexing, for questions and for highlighting.
//!
//! Text becomes tokens that are lower-cased, stripped of diacritics and typographic variants, and
//! numbered by position. Compounds keep their parts and add their joined form at the position of
//! the first part, so that `gun-fu`, `gun fu` and `gunfu` meet. Chinese and Japanese characters
//! and Hangul syllables are tokens of their own: a run of them in a query is a phrase.
//!
//! Any change to what this module makes of a text needs a new [`VERSION`].

use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, decompose_compatible, is_combining_mark};

/// The analysis of this build. An index made by another one can't answer questions of this one.
///
/// 1: the first.
pub const VERSION: u32 = 2;

/// Longest token kept, in bytes of its folded form; the rest of a longer word is cut off at index
/// time and query time alike, so that it is still found.
pub const MAX_TOKEN_BYTES: usize = 128;

/// Compounds of more parts than this (web addresses, tables of dots) get no joined form.
const MAX_COMPOUND_PARTS: usize = 12;

/// The commonest words of English reviews, sorted. Two of them in a row are looked up as one term: a phrase of them
/// would walk through half of the archive. In other languages they are rare, and so cost and gain nothing.
///
/// With 32 words a review has 21 such pairs beside its 230 words; with 64, 35.
const COMMONEST: [&str; 32] = [
    "a", "all", "and", "are", "as", "at", "be", "but", "by", "for", "from", "have", "he", "his", "i", "in",
    "is", "it", "like", "not", "of", "on", "one", "that", "the", "they", "this", "to", "was", "who", "with",
    "you",
];

/// The same as numbers, which are compared at once. Of two words, what sorts first as text does so as a number.
const COMMONEST_PACKED: [u32; COMMONEST.len()] = {
    let mut all = [0; COMMONEST.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = pack(COMMONEST[at].as_bytes());
        at += 1;
    }
    all
};

/// Up to four bytes as a number, the first one highest.
const fn pack(word: &[u8]) -> u32 {
    let mut packed = 0;
    let mut at = 0;
    while at < 4 {
        packed = packed << 8 | if at < word.len() { word[at] as u32 } else { 0 };
        at += 1;
    }
    packed
}

/// Whether a folded word is among the commonest.
pub fn is_commonest(word: &str) -> bool {
    commonest(word).is_some()
}

/// The commonest word that a folded word is.
pub fn commonest(word: &str) -> Option<&'static str> {
    let packed = (word.len() <= 4).then(|| pack(word.as_bytes()))?;
    COMMONEST_PACKED.binary_search(&packed).ok().map(|at| COMMONEST[at])
}

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

/// The folded words of `text` without the joined forms of compounds.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_plain(text, |word| words.push(word.to_owned()));
    words
}

/// Appends the words of `text` as [`plain_words`] has them, a blank between each and what stands before it.
pub fn join_plain(text: &str, into: &mut String) {
    each_plain(text, |word| {
        if !into.is_empty() {
            into.push(' ');
        }
        into.push_str(word);
    });
}

fn each_plain(text: &str, mut take: impl FnMut(&str)) {
    let mut scanner = Scanner::new(text);
    while let Some(token) = scanner.next_token() {
        if token.width == 1 {
            take(&token.text);
        }
    }
}

/// A key under which two spellings of the same title or name fall together: `WALL·E` and `Wall-E`.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    join_plain(text, &mut key);
    key
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

    /// Reads the next word if it is one as most are: ASCII letters and digits, and behind them nothing that may go on
    /// with the word. What it gives is what the long way gives; where it can't tell, it leaves all as it was.
    fn read_simple_word(&mut self) -> bool {
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
        if length == 0 || length > MAX_TOKEN_BYTES || !ends_here {
            return false;
        }
        let range = self.at + before..self.at + end;
        self.token.text.clear();
        self.token.text.push_str(&self.text[range.clone()]);
        self.token.text.make_ascii_lowercase();
        self.at = range.end;
        self.token.range = range;
        true
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

    /// Whether exactly one joiner (or none, before a superscript) stands between this word and the next.
    fn joins_next_word(&self) -> bool {
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

fn fold_into(word: &str, out: &mut String) {
    for c in word.chars() {
        if c.is_ascii() {
            fold_ascii(c, out);
        } else {
            fold_wide(c, out);
        }
    }
}

fn fold_ascii(c: char, out: &mut String) {
    if !matches!(c, '\'' | ',' | '`') {
        out.push(c.to_ascii_lowercase());
    }
}

fn fold_wide(c: char, out: &mut String) {
    let is_dropped = |c| is_apostrophe(c) || is_ignorable(c) || is_diacritic(c);
    if is_dropped(c) {
        return;
    }
    // What a character decomposes to is folded too: the wide grave accent is an apostrophe then.
    let mut push = |c: char| match spelled_out(c) {
        Some(letters) => out.push_str(letters),
        None if c.is_ascii() => fold_ascii(c, out),
        None if is_dropped(c) => {}
        None => out.push(c),
    };
    match c {
        '\u{FB00}'..='\u{FB06}' | '\u{FF00}'..='\u{FFEF}' | '\u{00AA}' | '\u{00BA}' => {
            decompose_compatible(c, |c| c.to_lowercase().for_each(&mut push));
        }
        _ if is_superscript(c) => decompose_compatible(c, push),
        _ => c.to_lowercase().for_each(|c| match c {
            '\u{00C0}'..='\u{024F}' | '\u{0370}'..='\u{052F}' | '\u{1E00}'..='\u{1FFF}' => {
                decompose_canonical(c, &mut push);
            }
            _ => push(c),
        }),
    }
}

/// Marks that European scripts put on letters. Those of other scripts carry the vowels and stay.
fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
}

/// Letters that Unicode does not decompose but that people type without.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        'ħ' | 'Ħ' => "h",
        'ŋ' | 'Ŋ' => "n",
        'ς' => "σ",
        _ => return None,
    })
}

fn cut_to(text: &mut String, bytes: usize) {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| format!("{}@{}", token.text, token.position)).collect()
    }

    #[test]
    fn what_is_folded_stays_as_it_is() {
        for c in '\0'..=char::MAX {
            let folded = fold(&format!("a{c}b"));
            assert_eq!(fold(&folded), folded, "{c:?}");
        }
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(plain_words("Amélie, LÉA & Straße"), ["amelie", "lea", "strasse"]);
        assert_eq!(plain_words("Ame\u{301}lie"), ["amelie"]);
        assert_eq!(plain_words("Łódź Øre Æon Toshirō"), ["lodz", "ore", "aeon", "toshiro"]);
        assert_eq!(plain_words("Ｆｕｌｌ ﬁne"), ["full", "fine"]);
    }

    #[test]
    fn possessives_and_apostrophes_go() {
        assert_eq!(plain_words("Wick's Wick’s O'Toole don’t 80's"), ["wick", "wick", "otoole", "dont", "80"]);
        assert_eq!(plain_words("rock 'n' roll's 's"), ["rock", "n", "roll", "s"]);
    }

    #[test]
    fn compounds_keep_their_parts_and_add_the_whole() {
        assert_eq!(words("gun-fu"), ["gun@0", "fu@1", "gunfu@0"]);
        assert_eq!(words("WALL·E here"), ["wall@0", "e@1", "walle@0", "here@2"]);
        assert_eq!(words("M*A*S*H"), ["m@0", "a@1", "s@2", "h@3", "mash@0"]);
        assert_eq!(words("AC/DC"), ["ac@0", "dc@1", "acdc@0"]);
        assert_eq!(words("E.T. end. Start"), ["e@0", "t@1", "et@0", "end@2", "start@3"]);
        assert_eq!(words("a-b-cd"), ["a@0", "b@1", "cd@2", "ab@0", "abcd@0", "bcd@1"]);
        assert_eq!(words("Alien³"), ["alien@0", "3@1", "alien3@0"]);
        assert_eq!(words("dash - dash"), ["dash@0", "dash@1"]);
    }

    #[test]
    fn numbers_keep_their_points() {
        assert_eq!(plain_words("20,000 Leagues, 7.2/10, 8½"), ["20000", "leagues", "7.2", "10", "8½"]);
        assert_eq!(plain_words("1,2,3"), ["1", "2", "3"]);
    }

    #[test]
    fn cjk_letters_stand_alone() {
        assert_eq!(plain_words("千と千尋"), ["千", "と", "千", "尋"]);
        assert_eq!(plain_words("기생충은"), ["기", "생", "충", "은"]);
    }

    #[test]
    fn ranges_lead_back_to_the_text() {
        let text = "the “Gun-Fu” of Wick’s";
        let spans: Vec<&str> = tokens(text).into_iter().map(|token| &text[token.range]).collect();
        assert_eq!(spans, ["the", "Gun", "Fu", "Gun-Fu", "of", "Wick"]);
    }

    #[test]
    fn a_very_long_word_is_cut_not_lost() {
        let long = "x".repeat(100_000);
        assert_eq!(tokens(&long)[0].text.len(), MAX_TOKEN_BYTES);
    }

    proptest! {
        #[test]
        fn tokens_are_ordered_nonempty_and_inside(text in "\\PC{0,80}") {
            let mut last_plain = None;
            for token in tokens(&text) {
                prop_assert!(text.get(token.range.clone()).is_some());
                prop_assert!(!token.text.is_empty());
                if token.width == 1 {
                    prop_assert!(last_plain.is_none_or(|last| last + 1 == token.position));
                    last_plain = Some(token.position);
                }
            }
        }

        #[test]
        fn simple_words_are_what_the_long_way_gives(text in "[a-cB19 .,'`é\u{301}-]{0,40}") {
            let (mut short, mut long) = (Scanner::new(&text), Scanner::new(&text));
            while short.read_simple_word() {
                let range = long.next_word().unwrap();
                let word = without_possessive(&text[range.clone()]);
                prop_assert_eq!(&short.token.text, &fold(word));
                prop_assert_eq!(&short.token.range, &(range.start..range.start + word.len()));
                prop_assert_eq!(short.at, long.at);
            }
        }

        #[test]
        fn folding_is_idempotent(text in "\\PC{0,40}") {
            let once = key(&text);
            prop_assert_eq!(key(&once), once);
        }
    }
}
