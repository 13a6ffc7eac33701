//! When two spellings are the same name: the letters and digits alone decide.

use unicode_normalization::UnicodeNormalization;

/// The letters and digits of `text`, lower case and without accents; `&` counts as *and*.
///
/// `20,000 Leagues Under the Sea` and `20000-leagues-under-the-sea` fold to the same string.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() && !text.contains('&') {
        return fold_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    text.nfkd().for_each(|letter| push_folded(&mut folded, letter));
    folded
}

/// The same without the tables: nearly all text takes this way. Every letter is written, and one that does not
/// count is written over by the next.
fn fold_ascii(text: &str) -> String {
    let mut folded = vec![0; text.len()];
    let mut length = 0;
    for letter in text.bytes() {
        folded[length] = letter.to_ascii_lowercase();
        length += usize::from(letter.is_ascii_alphanumeric());
    }
    folded.truncate(length);
    String::from_utf8(folded).unwrap_or_default()
}

fn push_folded(folded: &mut String, letter: char) {
    match letter {
        '&' => folded.push_str("and"),
        'ß' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        _ if letter.is_alphanumeric() => folded.extend(letter.to_lowercase()),
        _ => {}
    }
}

/// A text as a key for a record: folded words with hyphens between them (`the-thing`).
pub(super) fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c)).map(fold);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// A straight or curly apostrophe.
pub(super) fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_title_fold_alike() {
        assert_eq!(fold("Amélie & Co."), "amelieandco");
        assert_eq!(fold("WALL·E"), fold("wall-e"));
        assert_eq!(fold("Spıder"), "spıder");
    }

    #[test]
    fn a_slug_keeps_possessives_in_one_word() {
        assert_eq!(slug("Freddy's Revenge!"), "freddys-revenge");
        assert_eq!(slug("***"), "");
    }
}
