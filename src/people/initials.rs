//! Names of which an initial and the family name are known.

use super::lexicon::COMMON;
use crate::words::{self, Token};

/// The names in a text that begin with `letter` and end with the words of `family`.
pub(super) fn names(text: &str, letter: &str, family: &[String]) -> Vec<String> {
    let mut tokens = words::tokens(text);
    tokens.retain(|token| token.width == 1);
    let name = |end: usize| {
        let family_at = end.checked_sub(family.len())?;
        let is_family = tokens[family_at..end].iter().map(|token| &token.text).eq(family);
        if !is_family || !is_capital(text, &tokens[end - 1]) {
            return None;
        }
        // A word between that may begin the name itself is the nearer first name.
        let first = [1, 2].into_iter().filter_map(|back| family_at.checked_sub(back)).find(|&first| {
            let stands_together = (first..end - 1).all(|at| is_joint(text, &tokens[at], &tokens[at + 1]));
            let middle_is_name = tokens[first + 1..family_at].iter().all(|token| is_capital(text, token));
            stands_together && middle_is_name && is_first_name(text, &tokens[first], letter)
        })?;
        Some(text[tokens[first].range.start..tokens[end - 1].range.end].to_owned())
    };
    (1..=tokens.len()).filter_map(name).collect()
}

fn is_first_name(text: &str, token: &Token, letter: &str) -> bool {
    let is_more = token.text.chars().count() > 1 && token.text.starts_with(letter);
    is_more && is_capital(text, token) && !COMMON.has(&token.text)
}

fn is_capital(text: &str, token: &Token) -> bool {
    text[token.range.clone()].starts_with(char::is_uppercase)
}

/// Whether nothing but a blank, or the period of an initial, is between two words.
fn is_joint(text: &str, left: &Token, right: &Token) -> bool {
    let between = &text[left.range.end..right.range.start];
    let blank = if left.text.chars().count() == 1 { between.trim_start_matches('.') } else { between };
    matches!(blank, "" | " " | "\n" | "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, letter: &str, family: &str) -> Vec<String> {
        names(text, letter, &words::plain_words(family))
    }

    #[test]
    fn capitals_before_the_family_name_are_a_name() {
        assert_eq!(found("Only Salma Hayek's role is small.", "s", "hayek"), ["Salma Hayek"]);
        assert_eq!(found("when Samuel L. Jackson shouts", "s", "jackson"), ["Samuel L. Jackson"]);
        assert_eq!(found("Bart the Bear is large", "b", "the bear"), ["Bart the Bear"]);
        assert_eq!(found("Élodie\nYung, Elektra", "e", "yung"), ["Élodie Yung".replace(' ', "\n")]);
    }

    #[test]
    fn other_words_are_not() {
        for text in ["She saw Hayek", "some hayek", "Salma. Hayek", "Salma, Hayek", "see Hayek", "S. Hayek"] {
            assert_eq!(found(text, "s", "hayek"), Vec::<String>::new(), "{text}");
        }
    }
}
