//! What words are made of texts.

use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| format!("{}@{}", token.text, token.position)).collect()
}

#[test]
fn what_is_folded_stays_as_it_is() {
    for c in '\0'..=char::MAX {
        let folded = fold(&format!("a{c}b"));
        assert_eq!(fold(&folded), folded, "{c:?}");
    }
}

#[test]
fn words_are_folded() {
    assert_eq!(plain_words("Amélie, LÉA & Straße"), ["amelie", "lea", "strasse"]);
    assert_eq!(plain_words("Ame\u{301}lie"), ["amelie"]);
    assert_eq!(plain_words("Łódź Øre Æon Toshirō"), ["lodz", "ore", "aeon", "toshiro"]);
    assert_eq!(plain_words("Ｆｕｌｌ ﬁne"), ["full", "fine"]);
}

#[test]
fn possessives_and_apostrophes_go() {
    assert_eq!(plain_words("Wick's Wick’s O'Toole don’t 80's"), ["wick", "wick", "otoole", "dont", "80"]);
    assert_eq!(plain_words("rock 'n' roll's 's"), ["rock", "n", "roll", "s"]);
}

#[test]
fn compounds_keep_their_parts_and_add_the_whole() {
    assert_eq!(words("gun-fu"), ["gun@0", "fu@1", "gunfu@0"]);
    assert_eq!(words("WALL·E here"), ["wall@0", "e@1", "walle@0", "here@2"]);
    assert_eq!(words("M*A*S*H"), ["m@0", "a@1", "s@2", "h@3", "mash@0"]);
    assert_eq!(words("AC/DC"), ["ac@0", "dc@1", "acdc@0"]);
    assert_eq!(words("E.T. end. Start"), ["e@0", "t@1", "et@0", "end@2", "start@3"]);
    assert_eq!(words("a-b-cd"), ["a@0", "b@1", "cd@2", "ab@0", "abcd@0", "bcd@1"]);
    assert_eq!(words("Alien³"), ["alien@0", "3@1", "alien3@0"]);
    assert_eq!(words("dash - dash"), ["dash@0", "dash@1"]);
}

#[test]
fn numbers_keep_their_points() {
    assert_eq!(plain_words("20,000 Leagues, 7.2/10, 8½"), ["20000", "leagues", "7.2", "10", "8½"]);
    assert_eq!(plain_words("1,2,3"), ["1", "2", "3"]);
}

#[test]
fn cjk_letters_stand_alone() {
    assert_eq!(plain_words("千と千尋"), ["千", "と", "千", "尋"]);
    assert_eq!(plain_words("기생충은"), ["기", "생", "충", "은"]);
}

#[test]
fn ranges_lead_back_to_the_text() {
    let text = "the “Gun-Fu” of Wick’s";
    let spans: Vec<&str> = tokens(text).into_iter().map(|token| &text[token.range]).collect();
    assert_eq!(spans, ["the", "Gun", "Fu", "Gun-Fu", "of", "Wick"]);
}

#[test]
fn a_very_long_word_is_cut_not_lost() {
    let long = "x".repeat(100_000);
    assert_eq!(tokens(&long)[0].text.len(), MAX_TOKEN_BYTES);
}

proptest! {
    #[test]
    fn tokens_are_ordered_nonempty_and_inside(text in "\\PC{0,80}") {
        let mut last_plain = None;
        for token in tokens(&text) {
            prop_assert!(text.get(token.range.clone()).is_some());
            prop_assert!(!token.text.is_empty());
            if token.width == 1 {
                prop_assert!(last_plain.is_none_or(|last| last + 1 == token.position));
                last_plain = Some(token.position);
            }
        }
    }

    #[test]
    fn simple_words_are_what_the_long_way_gives(text in "[a-cB19 .,'`é\u{301}-]{0,40}") {
        let (mut short, mut long) = (Scanner::new(&text), Scanner::new(&text));
        while short.read_simple_word() {
            let range = long.next_word().unwrap();
            let word = without_possessive(&text[range.clone()]);
            prop_assert_eq!(&short.token.text, &fold(word));
            prop_assert_eq!(&short.token.range, &(range.start..range.start + word.len()));
            prop_assert_eq!(short.at, long.at);
        }
    }

    #[test]
    fn a_text_analysed_has_the_words_of_its_tokens(text in "[a-cB19 .,*'`é\u{301}\n-]{0,40}") {
        let analysed = analyse(&text);
        let (plain, joined): (Vec<Token>, Vec<Token>) = tokens(&text).into_iter().partition(|token| token.width == 1);
        let plain: Vec<&str> = plain.iter().map(|token| token.text.as_str()).collect();
        prop_assert_eq!(analysed.words, plain.join(" "));
        prop_assert_eq!(analysed.joined, joined);
    }

    #[test]
    fn folding_is_idempotent(text in "\\PC{0,40}") {
        let once = key(&text);
        prop_assert_eq!(key(&once), once);
    }
}
