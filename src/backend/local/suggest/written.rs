//! A folded word as a review writes it.

use std::collections::BTreeMap;

use crate::index::document::{searchable_labels, searchable_sections};
use crate::review::Review;
use crate::words::Scanner;

/// The word of that width as the review writes it most often: in small letters if it does so at
/// all, because any word may stand at the beginning of a sentence.
pub(super) fn written(review: &Review, word: &str, width: u32) -> Option<String> {
    let mut spellings: BTreeMap<String, usize> = BTreeMap::new();
    let mut note = |text: &str| {
        let mut scanner = Scanner::new(text);
        while let Some(token) = scanner.next_token() {
            if token.width == width && token.text == word {
                *spellings.entry(text[token.range.clone()].to_owned()).or_default() += 1;
            }
        }
    };
    searchable_sections(review).for_each(|(_, prose)| note(prose.as_str()));
    searchable_labels(review).for_each(|(_, text)| note(&text));
    let is_small = |text: &str| !text.contains(char::is_uppercase);
    let best = spellings.into_iter().max_by_key(|(text, count)| (is_small(text), *count));
    best.map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Prose;

    #[test]
    fn names_keep_their_capitals_and_sentences_lose_theirs() {
        let review = Review {
            summary: Some(Prose::on_line("Rain in Montmartre. The rain of Gun-Fu, L'Été.", 1)),
            ..Review::default()
        };
        let shown = |word, width| written(&review, word, width);
        assert_eq!(shown("rain", 1).as_deref(), Some("rain"));
        assert_eq!(shown("montmartre", 1).as_deref(), Some("Montmartre"));
        assert_eq!(shown("gunfu", 2).as_deref(), Some("Gun-Fu"));
        assert_eq!(shown("lete", 1).as_deref(), Some("L'Été"));
        assert_eq!(shown("absent", 1), None);
    }
}
