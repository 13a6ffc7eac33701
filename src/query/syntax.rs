//! What is syntax and what is text: the rules that reading and printing must agree on.

use unicode_normalization::char::is_combining_mark;

use super::ast::Span;
use super::error::QueryError;

/// The words that are operators, in capitals only.
const OPERATORS: [&str; 3] = ["AND", "OR", "NOT"];

/// Whether `word` is an operator where an operator may stand.
pub(super) fn is_operator(word: &str) -> bool {
    OPERATORS.contains(&word)
}

/// Whether a backslash before `character` makes it literal. Before anything else the backslash
/// is text, so that `films\drama` needs no care.
pub(super) fn is_special(character: char) -> bool {
    matches!(character, '\\' | '(' | ')' | ':' | '*' | '?' | '~' | '-' | '/')
        || character.is_whitespace()
        || closers(character).is_some()
}

/// The quotes that end a phrase opened by `opener`; `None` if that is no quote. A single quote is
/// an apostrophe far more often than not, and never opens a phrase.
pub(super) fn closers(opener: char) -> Option<&'static [char]> {
    match opener {
        '"' => Some(&['"']),
        '“' | '”' | '„' => Some(&['“', '”']),
        '«' => Some(&['»']),
        '»' => Some(&['«']),
        _ => None,
    }
}

/// The character that a backslash at the start of `rest` makes literal, if any.
pub(super) fn escaped(rest: &str) -> Option<char> {
    rest.strip_prefix('\\')?.chars().next().filter(|&next| is_special(next))
}

/// Reads the quoted text that opens at byte `at`: its contents and the byte after its end.
pub(super) fn quoted(text: &str, at: usize) -> Result<(String, usize), QueryError> {
    let rest = text.get(at..).unwrap_or_default();
    let mut letters = rest.char_indices();
    let opener = letters.next().map_or('"', |(_, opener)| opener);
    let ends = closers(opener).unwrap_or(&['"']);
    let mut contents = String::new();
    while let Some((offset, letter)) = letters.next() {
        if ends.contains(&letter) {
            return Ok((contents, at + offset + letter.len_utf8()));
        }
        let literal = escaped_in_quotes(letter, letters.as_str());
        if literal.is_some() {
            letters.next();
        }
        contents.push(literal.unwrap_or(letter));
    }
    Err(unclosed(text, at..at + opener.len_utf8()))
}

/// Inside quotes only quotes and the backslash itself can be escaped: all else is text there.
fn escaped_in_quotes(letter: char, rest: &str) -> Option<char> {
    let next = rest.chars().next().filter(|_| letter == '\\')?;
    (next == '\\' || closers(next).is_some()).then_some(next)
}

fn unclosed(text: &str, place: Span) -> QueryError {
    let quote = text.get(place.clone()).unwrap_or_default();
    let help = format!("close the phrase with a second quote, or write `\\{quote}` for the sign itself");
    QueryError::new(text, place, "this quote is never closed").with_help(help)
}

/// Whether the `-` at the start of `rest` negates the term that it touches. It is text before a
/// blank (`- a`), before another dash (`--flag`), before mere signs (`->`), and where the word
/// ends with a dash as well (`-30-`).
pub(super) fn negates(rest: &str) -> bool {
    let Some(term) = rest.strip_prefix('-') else { return false };
    let Some(first) = term.chars().next() else { return false };
    if first == '(' || closers(first).is_some() {
        return true;
    }
    let run = blank_free(term);
    first != '-' && run.contains(char::is_alphanumeric) && !run.ends_with('-')
}

/// What stands before the first blank or parenthesis of `rest`.
pub(super) fn blank_free(rest: &str) -> &str {
    let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')'));
    &rest[..end.unwrap_or(rest.len())]
}

/// The name that opens a scope at the start of `rest`: a word with a colon that touches a value.
pub(super) fn scope_name(rest: &str) -> Option<&str> {
    let (name, value) = rest.split_at(rest.find(|letter| !is_name_character(letter))?);
    (is_name(name) && touches_value(value.strip_prefix(':')?)).then_some(name)
}

/// Whether `name` can name a scope without quotes.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(char::is_alphabetic) && name.chars().all(is_name_character)
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_') || is_combining_mark(character)
}

/// Whether what follows a colon is a value, so that the colon is syntax. `http://x`, `std::vec`,
/// `C:\x` and the smileys `smile:)` and `sad:(` are text.
pub(super) fn touches_value(rest: &str) -> bool {
    match rest.chars().next() {
        None | Some(')' | ':') => false,
        Some('/') => !rest.starts_with("//"),
        Some('\\') => escaped(rest).is_some(),
        Some('(') => !rest[1..].trim().is_empty(),
        Some(first) => !first.is_whitespace(),
    }
}
