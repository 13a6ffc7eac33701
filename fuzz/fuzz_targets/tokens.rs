//! The words of any text lead back to it, come in order, and stay as they are when folded again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::words::{MAX_TOKEN_BYTES, Token, fold, key, plain_words, tokens};

fuzz_target!(|text: &str| {
    let all = tokens(text);
    let (mut next_position, mut end) = (0, 0);
    for token in &all {
        check(text, token);
        if token.width == 1 {
            assert_eq!(token.position, next_position, "{token:?} in {text:?}");
            assert!(token.range.start >= end, "{token:?} overlaps in {text:?}");
            next_position += 1;
            end = token.range.end;
        }
    }
    for token in &all {
        assert!(token.position + token.width <= next_position, "{token:?} in {text:?}");
    }
    let words = plain_words(text);
    assert_eq!(words.len(), next_position as usize);
    // What was found once is found again by what it was called.
    let key = key(text);
    assert_eq!(pullquote::words::key(&key), key, "{text:?}");
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "{text:?}");
});

fn check(text: &str, token: &Token) {
    let written = text.get(token.range.clone()).unwrap_or_else(|| panic!("{token:?} in {text:?}"));
    assert!(!written.is_empty() && !token.text.is_empty(), "{token:?} in {text:?}");
    assert!(token.width >= 1 && token.text.len() <= MAX_TOKEN_BYTES, "{token:?} in {text:?}");
}
