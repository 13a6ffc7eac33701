//! What a word shares with its kin: `acting`, `acts` and `acted` have the stem `act`.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

/// Shorter words have no stem worth speaking of.
const SHORTEST_STEMMED: usize = 3;

/// The English stem of a folded word (Porter2); a word that [has none](is_stemmable) stands for itself.
pub fn stem(word: &str) -> Cow<'_, str> {
    if is_stemmable(word) { Stemmer::new(Algorithm::English).stem(word) } else { Cow::Borrowed(word) }
}

/// Only plain Latin words: the stemmer knows English.
pub fn is_stemmable(word: &str) -> bool {
    word.len() >= SHORTEST_STEMMED && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// What every word of the stem begins with. The stemmer replaces the last letter in some words: `hoping` has the stem
/// `hope`, `happily` has `happi`, `possibility` has `possibl`.
pub fn shared_beginning(stem: &str) -> &str {
    let is_replaced = ["e", "i", "y", "bl"].iter().any(|end| stem.ends_with(end));
    &stem[..stem.len() - usize::from(is_replaced && stem.len() > 2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_as_their_stem_does() {
        let words = "act acting acted actor hope hoping happy happily happiness possible possibility relational \
                     relations controlling skies sky early only generously argument argue arguing feed agreed";
        for word in words.split_whitespace() {
            assert!(word.starts_with(shared_beginning(&stem(word))), "{word}: {}", stem(word));
        }
    }

    #[test]
    fn the_shared_beginning_allows_for_a_changed_last_letter() {
        assert_eq!(shared_beginning("happi"), "happ");
        assert_eq!(shared_beginning("possibl"), "possib");
        assert_eq!(shared_beginning("die"), "di");
    }

    #[test]
    fn other_words_than_english_ones_stand_for_themselves() {
        assert_eq!(["running", "as", "naïves", "1990s"].map(stem), ["run", "as", "naïves", "1990s"]);
    }
}
