//! Characters to tokens, each with its place.

use super::ast::{Kind, Span};
use super::error::QueryError;
use super::filter::{self, Filter};
use super::notice::QueryNotice;
use super::word::{self, Letter};
use super::{MAX_DISTANCE, MAX_SLOP, syntax};

/// One piece of the query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A `(` that may begin a group.
    Open,
    /// The `)` that ends one.
    Close,
    /// A `-` that touches what it negates.
    Minus,
    Not,
    And,
    Or,
    /// A name and its colon, touching what is looked for there.
    Scope(String),
    /// Something to be found.
    Term(Kind),
}

/// The pieces of a query, in order.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) notices: Vec<QueryNotice>,
    /// The tokens that are a `(` without its `)`, ascending.
    pub(super) unclosed: Vec<usize>,
}

/// Cuts the query into tokens.
pub(super) fn lex(text: &str) -> Result<Lexed, QueryError> {
    let mut lexer = Lexer { text, at: 0, closed_in_word: closed_in_word(text), lexed: Lexed::default() };
    while lexer.skip_blanks() {
        lexer.item()?;
    }
    Ok(lexer.lexed)
}

/// For each byte of `text`: whether it is a `(` whose `)` comes before the next blank.
fn closed_in_word(text: &str) -> Vec<bool> {
    let mut closed = vec![false; text.len()];
    let mut open = Vec::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '(' => open.push(at),
            ')' => open.pop().into_iter().for_each(|start: usize| closed[start] = true),
            '\\' if syntax::escaped(&text[at..]).is_some() => drop(letters.next()),
            _ if letter.is_whitespace() => open.clear(),
            _ => {}
        }
    }
    closed
}

/// Where an item stands, which decides what can be syntax there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start, after a blank or after a parenthesis that opens.
    Free,
    /// Directly after another item, as in `"a"-b`: a dash is text there.
    Touching,
    /// After the `-` that negates it: an operator is a word there.
    Negated,
    /// After a scope's colon: dashes, operators and further colons are text there.
    Value,
}

struct Lexer<'q> {
    text: &'q str,
    /// The byte that is read next.
    at: usize,
    closed_in_word: Vec<bool>,
    lexed: Lexed,
}

impl<'q> Lexer<'q> {
    fn rest(&self) -> &'q str {
        &self.text[self.at..]
    }

    /// Whether anything follows the blanks.
    fn skip_blanks(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at < self.text.len()
    }

    fn place(&self) -> Place {
        match self.lexed.tokens.last() {
            Some(Token { kind: TokenKind::Scope(_), .. }) => Place::Value,
            Some(Token { kind: TokenKind::Minus, .. }) => Place::Negated,
            Some(Token { kind: TokenKind::Open, .. }) | None => Place::Free,
            Some(last) if last.span.end == self.at => Place::Touching,
            Some(_) => Place::Free,
        }
    }

    /// Takes everything up to byte `end` as one token.
    fn push(&mut self, kind: TokenKind, end: usize) {
        self.lexed.tokens.push(Token { kind, span: self.at..end });
        self.at = end;
    }

    fn notice(&mut self, kind: &'static str, span: Span, message: impl Into<String>) {
        self.lexed.notices.push(QueryNotice::new(kind, span, message));
    }

    fn item(&mut self) -> Result<(), QueryError> {
        let (rest, place) = (self.rest(), self.place());
        let first = rest.chars().next().unwrap_or(' ');
        match first {
            '(' => self.open(),
            ')' if !self.lexed.unclosed.is_empty() => self.close(),
            '-' if place == Place::Free && syntax::negates(rest) => self.push(TokenKind::Minus, self.at + 1),
            _ if syntax::closers(first).is_some() => return self.quote(place),
            _ => return self.scope_or_word(place),
        }
        Ok(())
    }

    fn open(&mut self) {
        self.lexed.unclosed.push(self.lexed.tokens.len());
        self.push(TokenKind::Open, self.at + 1);
    }

    fn close(&mut self) {
        self.lexed.unclosed.pop();
        match self.lexed.tokens.pop_if(|last| last.kind == TokenKind::Open) {
            // A group of nothing is two characters of text.
            Some(open) => {
                let kind = TokenKind::Term(Kind::Word("()".to_owned()));
                let span = open.span.start..self.at + 1;
                self.at = span.end;
                self.lexed.tokens.push(Token { kind, span });
            }
            None => self.push(TokenKind::Close, self.at + 1),
        }
    }

    /// A phrase, or the quoted name of a scope.
    fn quote(&mut self, place: Place) -> Result<(), QueryError> {
        let (text, end) = syntax::quoted(self.text, self.at)?;
        let value = self.text[end..].strip_prefix(':').filter(|value| syntax::touches_value(value));
        if place != Place::Value && value.is_some() && !text.trim().is_empty() {
            self.push(TokenKind::Scope(text), end + 1);
            return Ok(());
        }
        if text.trim().is_empty() {
            self.notice("empty-phrase", self.at..end, "there is nothing between these quotes to look for");
        }
        if has_wildcard(&text) {
            let message =
                format!("in quotes `*` and `?` are plain signs; without quotes they are wildcards: {text}");
            self.notice("quoted-wildcard", self.at..end, message);
        }
        let (slop, end) = self.slop(end)?;
        self.push(TokenKind::Term(Kind::Phrase { text, slop }), end);
        self.skip_sentence_marks();
        Ok(())
    }

    /// The `~3` after a phrase that ends before byte `at`.
    fn slop(&self, at: usize) -> Result<(Option<u32>, usize), QueryError> {
        let run = syntax::blank_free(&self.text[at..]);
        let digits = run.strip_prefix('~').filter(|digits| is_number(digits));
        let Some(digits) = digits else { return Ok((None, at)) };
        let end = at + run.len();
        match digits.parse() {
            Ok(slop) if slop <= MAX_SLOP => Ok((Some(slop), end)),
            _ => {
                let message = format!("the words of a phrase can lie at most {MAX_SLOP} moves apart");
                Err(QueryError::new(self.text, at..end, message)
                    .with_help(format!("write ~{MAX_SLOP} or less")))
            }
        }
    }

    /// In `"Emma", "Belle"` the comma belongs to neither.
    fn skip_sentence_marks(&mut self) {
        let run = syntax::blank_free(self.rest());
        if run.chars().all(|mark| matches!(mark, ',' | '.' | ';' | ':' | '!' | '?' | '…')) {
            self.at += run.len();
        }
    }

    fn scope_or_word(&mut self, place: Place) -> Result<(), QueryError> {
        let name = if place == Place::Value { None } else { syntax::scope_name(self.rest()) };
        let Some(name) = name else { return self.word(place) };
        match Filter::named(name) {
            Some(filter) => {
                let (kind, end) = filter::read(self.text, self.at, filter)?;
                self.push(TokenKind::Term(kind), end);
            }
            None => self.push(TokenKind::Scope(name.to_owned()), self.at + name.len() + 1),
        }
        Ok(())
    }

    fn word(&mut self, place: Place) -> Result<(), QueryError> {
        let (letters, end) = self.letters();
        let raw = &self.text[self.at..end];
        let operator = operator(raw).filter(|_| matches!(place, Place::Free | Place::Touching));
        if let Some(operator) = operator {
            self.push(operator, end);
            return Ok(());
        }
        let escaped = raw.strip_prefix('\\').filter(|word| syntax::is_operator(word));
        let kind = match escaped {
            Some(word) => Kind::Word(word.to_owned()),
            None => word::classify(&letters).map_err(|word::TooFar| self.too_far(end))?,
        };
        self.notice_stars(&kind, &letters, end);
        self.notice_detached_filter(end);
        self.push(TokenKind::Term(kind), end);
        Ok(())
    }

    /// The characters of the word that begins here, and the byte after its end.
    fn letters(&self) -> (Vec<Letter>, usize) {
        let (mut letters, mut at, mut inner) = (Vec::new(), self.at, 0usize);
        while let Some(character) = self.text[at..].chars().next() {
            let literal = syntax::escaped(&self.text[at..]);
            let word = &self.text[self.at..at];
            match character {
                '(' if self.opens_group(word, at) => break,
                ')' if inner == 0 && !self.lexed.unclosed.is_empty() => break,
                _ if character.is_whitespace() => break,
                '(' if self.closed_in_word[at] => inner += 1,
                ')' => inner = inner.saturating_sub(1),
                _ => {}
            }
            letters.push(Letter { character: literal.unwrap_or(character), escaped: literal.is_some() });
            at += character.len_utf8() + literal.map_or(0, char::len_utf8);
        }
        (letters, at)
    }

    /// Whether the `(` at byte `at`, right after `word`, begins a group (`NOT(a OR b)`) and is not
    /// part of the word, as in `film(s)` and in the smiley `:(`.
    fn opens_group(&self, word: &str, at: usize) -> bool {
        let is_smiley = word.starts_with([':', ';', '=']) && !word.contains(char::is_alphanumeric);
        let is_word = self.closed_in_word[at] && !syntax::is_operator(word);
        !is_smiley && !is_word
    }

    fn too_far(&self, end: usize) -> QueryError {
        let message = format!("a fuzzy word can differ in at most {MAX_DISTANCE} letters");
        let help = format!("write ~ or ~1 or ~{MAX_DISTANCE} after the word, or `\\~` for the sign itself");
        QueryError::new(self.text, self.at..end, message).with_help(help)
    }

    /// Tells about stars that are text after all.
    fn notice_stars(&mut self, kind: &Kind, letters: &[Letter], end: usize) {
        let raw = &self.text[self.at..end];
        if !matches!(kind, Kind::Word(_)) {
            return;
        }
        if word::is_only_wild(letters) {
            let message = format!("`{raw}` has no letter or digit, so it finds nothing");
            self.notice("lone-wildcard", self.at..end, message);
        } else if word::has_double_star(letters) {
            let message = format!("`{raw}` was searched as text; a wildcard is a single `*`");
            self.notice("double-star", self.at..end, message);
        }
    }

    /// Tells about `score: 7`, which is text because `Alien: Covenant` is.
    fn notice_detached_filter(&mut self, end: usize) {
        let raw = &self.text[self.at..end];
        let Some(filter) = raw.strip_suffix(':').and_then(Filter::named) else { return };
        let after = self.text[end..].trim_start();
        if let Some(value) = filter::readable_value(after, filter) {
            let name = filter.name();
            let message = format!("`{raw} {value}` was searched as text; write `{name}:{value}` to filter");
            self.notice("detached-filter", self.at..end, message);
        }
    }
}

/// Whether a phrase looks as if it held a pattern: `"ru*ing late"`, but not `"M*A*S*H"`, `"f**k"` or
/// `"who's there?"`.
fn has_wildcard(phrase: &str) -> bool {
    let letters: Vec<char> = phrase.chars().collect();
    let is_letter = |at: usize| letters.get(at).is_some_and(|c| c.is_alphanumeric());
    let pair_before = |at: usize| at > 1 && is_letter(at - 1) && is_letter(at - 2);
    let pair_after = |at: usize| is_letter(at + 1) && is_letter(at + 2);
    letters.iter().enumerate().any(|(at, sign)| match sign {
        '*' => {
            let is_double = letters.get(at + 1) == Some(&'*') || at > 0 && letters[at - 1] == '*';
            !is_double && (pair_before(at) || pair_after(at))
        }
        '?' => at > 0 && is_letter(at - 1) && is_letter(at + 1),
        _ => false,
    })
}

fn operator(raw: &str) -> Option<TokenKind> {
    match raw {
        "AND" => Some(TokenKind::And),
        "OR" => Some(TokenKind::Or),
        "NOT" => Some(TokenKind::Not),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
