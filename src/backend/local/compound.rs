//! Compounds: `gun-fu`, `gun fu` and `gunfu`.

use crate::query::{Kind, Node};
use crate::words::{self, Token};

/// A text of more spellings than this is looked for with all of its compounds joined or none.
const MOST_SPELLINGS: usize = 16;

/// The ways to write a text as words, each compound in it as its parts or joined.
#[derive(Debug, PartialEq)]
pub(super) struct Spellings<'a> {
    /// None is empty, unless the text has no words.
    pub(super) all: Vec<Vec<&'a str>>,
    /// Whether there would have been more.
    pub(super) cut: bool,
}

/// The ways to write what these are the tokens of.
pub(super) fn spellings(tokens: &[Token]) -> Spellings<'_> {
    let mut by_position: Vec<Vec<&Token>> = Vec::new();
    for token in tokens {
        let at = token.position as usize;
        by_position.resize(by_position.len().max(at + 1), Vec::new());
        by_position[at].push(token);
    }
    let mut all: Vec<(Vec<&str>, usize)> = vec![(Vec::new(), 0)];
    for (at, tokens_here) in by_position.iter().enumerate() {
        let (here, mut beyond): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, end)| *end == at);
        for (words, _) in here {
            for token in tokens_here {
                let longer = [words.as_slice(), &[&token.text]].concat();
                beyond.push((longer, at + token.width as usize));
            }
        }
        if beyond.len() > MOST_SPELLINGS {
            return Spellings { all: vec![apart(tokens), joined(tokens)], cut: true };
        }
        all = beyond;
    }
    Spellings { all: all.into_iter().map(|(words, _)| words).collect(), cut: false }
}

fn apart(tokens: &[Token]) -> Vec<&str> {
    tokens.iter().filter(|token| token.width == 1).map(|token| token.text.as_str()).collect()
}

/// The words with each whole compound as its joined form.
fn joined(tokens: &[Token]) -> Vec<&str> {
    let mut widest: Vec<&Token> = tokens.iter().collect();
    widest.sort_by_key(|token| (token.position, std::cmp::Reverse(token.width)));
    let mut end = 0;
    widest.retain(|token| {
        let is_next = token.position >= end;
        end = if is_next { token.position + token.width } else { end };
        is_next
    });
    widest.into_iter().map(|token| token.text.as_str()).collect()
}

/// Two neighbouring plain words written as one.
pub(super) fn joined_word(first: &Node, second: &Node) -> Option<String> {
    Some(plain_word(first)? + &plain_word(second)?)
}

fn plain_word(node: &Node) -> Option<String> {
    let Kind::Word(word) = &node.kind else { return None };
    match words::plain_words(word).as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The words that a compound is made of, each for itself; anything else as it is.
pub(super) fn apart_words(node: &Node) -> Vec<Node> {
    let Kind::Word(word) = &node.kind else { return vec![node.clone()] };
    if words::tokens(word).iter().all(|token| token.width == 1) {
        return vec![node.clone()];
    }
    let parts = words::plain_words(word).into_iter();
    parts.map(|part| Node::new(Kind::Word(part), node.span.clone())).collect()
}

/// A word cut in two, at every place that leaves two letters on either side.
pub(super) fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = word.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
    let cuts = ends.len().saturating_sub(1);
    ends.into_iter().take(cuts).skip(2).map(|at| word.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (Vec<String>, bool) {
        let tokens = words::tokens(text);
        let spellings = spellings(&tokens);
        let mut all: Vec<String> = spellings.all.iter().map(|words| words.join(" ")).collect();
        all.sort();
        (all, spellings.cut)
    }

    #[test]
    fn each_compound_is_written_both_ways() {
        let all = ["the gun fu of ac dc", "the gun fu of acdc", "the gunfu of ac dc", "the gunfu of acdc"];
        assert_eq!(written("the gun-fu of AC/DC"), (all.map(str::to_owned).to_vec(), false));
        assert_eq!(written("a-b-cd").0, ["a b cd", "a bcd", "ab cd", "abcd"]);
        assert_eq!(written("plain words").0, ["plain words"]);
        assert_eq!(written("&").0, [""]);
    }

    #[test]
    fn many_compounds_are_joined_all_or_none() {
        let (all, cut) = written(&"gun-fu spider-man-like ".repeat(200));
        assert_eq!(
            all,
            ["gun fu spider man like ".repeat(200).trim(), "gunfu spidermanlike ".repeat(200).trim()]
        );
        assert!(cut);
    }

    #[test]
    fn words_split_between_letters() {
        assert_eq!(splits("gunfu").collect::<Vec<_>>(), [("gu", "nfu"), ("gun", "fu")]);
        assert_eq!(splits("abc").count(), 0);
        assert_eq!(splits("éléa").collect::<Vec<_>>(), [("él", "éa")]);
    }
}
