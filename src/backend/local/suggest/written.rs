//! A folded word as a review writes it.

use std::collections::BTreeMap;

use crate::index::document::{searchable_labels, searchable_sections};
use crate::review::Review;
use crate::words::Scanner;

/// So many bytes of a text are read, of the few that are longer.
const MOST_BYTES: usize = 64 * 1024;

/// The word of that width as the review writes it: in small letters if it does so at all, because any
/// word may stand at the beginning of a sentence; else as it does most often.
pub(super) fn written(review: &Review, word: &str, width: u32) -> Option<String> {
    let mut with_capitals: BTreeMap<String, usize> = BTreeMap::new();
    let mut in_small = |text: &str| {
        let mut scanner = Scanner::new(&text[..text.floor_char_boundary(MOST_BYTES)]);
        while let Some(token) = scanner.next_token() {
            if token.width != width || token.text != word {
                continue;
            }
            let written = &text[token.range.clone()];
            if !written.contains(char::is_uppercase) {
                return Some(written.to_owned());
            }
            *with_capitals.entry(written.to_owned()).or_default() += 1;
        }
        None
    };
    let small = searchable_sections(review).find_map(|(_, prose)| in_small(prose.as_str()));
    let small = small.or_else(|| searchable_labels(review).find_map(|(_, text)| in_small(&text)));
    small.or_else(|| with_capitals.into_iter().max_by_key(|(_, count)| *count).map(|(text, _)| text))
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
