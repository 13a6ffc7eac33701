//! Patterns of several words: `gun-f*` is a word and the beginning of the next.

use crate::words;

/// The words of a folded pattern, each with its own `?` and `*`. Punctuation parts them as it
/// parts words: not the point of a number, and letters that stand alone are words of their own.
pub(super) fn parts(pattern: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for run in runs(pattern) {
        if run.contains(words::stands_alone) {
            parts.extend(single_letters(run));
        } else if run.contains(char::is_alphanumeric) {
            parts.push(run.to_owned());
        }
    }
    parts
}

fn runs(pattern: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (at, c) in pattern.char_indices() {
        let is_point = c == '.'
            && pattern[..at].ends_with(|c: char| c.is_ascii_digit())
            && pattern[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        if !(c.is_alphanumeric() || is_wild(c) || is_point) {
            runs.push(&pattern[start..at]);
            start = at + c.len_utf8();
        }
    }
    runs.push(&pattern[start..]);
    runs
}

/// In `千と*`, whatever follows the last letter is a word of its own: the star asks for nothing.
/// Other words among such letters keep theirs.
fn single_letters(run: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut is_open = false;
    for c in run.chars() {
        let alone = words::stands_alone(c) || c == '?';
        if is_open && !alone {
            parts.iter_mut().last().into_iter().for_each(|part| part.push(c));
        } else if alone || c != '*' {
            parts.push(c.to_string());
        }
        is_open = !alone && (is_open || c != '*');
    }
    parts
}

pub(super) fn is_wild(c: char) -> bool {
    matches!(c, '?' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_parts_a_pattern_as_it_parts_words() {
        assert_eq!(parts("gun-f*"), ["gun", "f*"]);
        assert_eq!(parts("7.2*"), ["7.2*"]);
        assert_eq!(parts("e.t.*"), ["e", "t"]);
        assert_eq!(parts("b?ll*t"), ["b?ll*t"]);
        assert!(parts("-*").is_empty());
    }

    #[test]
    fn letters_that_stand_alone_are_words_of_a_pattern() {
        assert_eq!(parts("千と*"), ["千", "と"]);
        assert_eq!(parts("*千?尋abc*"), ["千", "?", "尋", "abc*"]);
    }
}
