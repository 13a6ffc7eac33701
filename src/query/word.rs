//! What a word without blanks means: plain, prefix, wildcard or fuzzy.

use super::MAX_DISTANCE;
use super::ast::Kind;

/// One character of a word as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) character: char,
    /// A backslash stood before it: it is text whatever it is.
    pub(super) escaped: bool,
}

impl Letter {
    pub(super) fn plain(character: char) -> Self {
        Self { character, escaped: false }
    }

    fn is(self, sign: char) -> bool {
        self.character == sign && !self.escaped
    }

    fn is_wild(self) -> bool {
        self.is('*') || self.is('?')
    }

    fn is_alphanumeric(self) -> bool {
        self.character.is_alphanumeric()
    }
}

/// A fuzzy word that may differ in more letters than the language allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooFar;

/// What the word means.
pub(super) fn classify(letters: &[Letter]) -> Result<Kind, TooFar> {
    if matches!(letters, [only] if only.is('*')) {
        return Ok(Kind::Everything);
    }
    if let Some(fuzzy) = fuzzy(letters)? {
        return Ok(fuzzy);
    }
    Ok(pattern(letters).unwrap_or_else(|| Kind::Word(text(letters))))
}

/// Whether the word is stars and question marks and nothing else.
pub(super) fn is_only_wild(letters: &[Letter]) -> bool {
    letters.iter().all(|letter| letter.is_wild())
}

fn text(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.character).collect()
}

/// `word~` or `word~2`. A `~` anywhere else is text.
fn fuzzy(letters: &[Letter]) -> Result<Option<Kind>, TooFar> {
    let is_digit = |letter: &Letter| letter.character.is_ascii_digit() && !letter.escaped;
    let digits = letters.iter().rev().take_while(|letter| is_digit(letter)).count();
    let (head, distance) = letters.split_at(letters.len() - digits);
    let Some((tilde, word)) = head.split_last() else { return Ok(None) };
    let has_word = word.iter().any(|letter| letter.is_alphanumeric());
    if !tilde.is('~') || !has_word || word.iter().any(|letter| letter.is_wild()) {
        return Ok(None);
    }
    let distance = if digits == 0 { None } else { Some(read_distance(&text(distance))?) };
    Ok(Some(Kind::Fuzzy { word: text(word), distance }))
}

fn read_distance(digits: &str) -> Result<u8, TooFar> {
    digits.parse().ok().filter(|&distance| distance <= MAX_DISTANCE).ok_or(TooFar)
}

/// A prefix or wildcard. Punctuation around it is dropped, which is what makes the mark at the end
/// of `Doc?` and `Who?!` a question and not a wildcard.
fn pattern(letters: &[Letter]) -> Option<Kind> {
    let start = letters.iter().position(|letter| letter.is_alphanumeric() || letter.is_wild())?;
    let end = letters.iter().rposition(|letter| letter.is_alphanumeric() || letter.is('*'))?;
    let (core, after) = (letters.get(start..=end)?, letters.get(end + 1..)?);
    let (last, stem) = core.split_last()?;
    if stars_are_text(letters)
        || is_in_question_marks(core, after)
        || !core.iter().any(|letter| letter.is_wild())
    {
        return None;
    }
    if !core.iter().any(|letter| letter.is_alphanumeric()) {
        return None;
    }
    if last.is('*') && !stem.iter().any(|letter| letter.is_wild()) {
        return Some(Kind::Prefix(text(stem)));
    }
    Some(Kind::Wildcard(text(core)))
}

/// One escaped star or question mark says that those of this word are text.
fn stars_are_text(letters: &[Letter]) -> bool {
    let any_escaped = letters.iter().any(|letter| letter.escaped && matches!(letter.character, '*' | '?'));
    any_escaped || has_double_star(letters)
}

/// Two stars in a row ask for no more than one does: they are emphasis (`**bold**`), asterisks
/// for letters (`f**k`) or a rating (`***½`).
pub(super) fn has_double_star(letters: &[Letter]) -> bool {
    letters.windows(2).any(|pair| pair.iter().all(|letter| letter.is('*')))
}

/// `?slip?` was in quotes once that some program could not write.
fn is_in_question_marks(core: &[Letter], after: &[Letter]) -> bool {
    core.first().is_some_and(|first| first.is('?')) && after.iter().any(|letter| letter.is('?'))
}
