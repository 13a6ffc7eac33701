//! What each word of a conjunction counts beside the others.

use std::collections::HashMap;

use super::policy::{POLICY, is_function_word};
use crate::query::{Kind, Node};
use crate::words;

/// So many words of the query must say something before function words stand back: in
/// `her spike jonze` each word is meant, in a question a dozen are not.
const FEWEST_TELLING: usize = 3;

/// What the words of one conjunction count.
pub(super) struct Weighing {
    repeats: HashMap<String, u32>,
    function_words_stand_back: bool,
}

impl Weighing {
    pub(super) fn of(nodes: &[Node]) -> Self {
        let mut repeats = HashMap::new();
        for node in nodes.iter().filter(|node| matches!(node.kind, Kind::Word(_))) {
            *repeats.entry(node.to_string()).or_insert(0) += 1;
        }
        let telling = nodes.iter().filter(|node| is_telling(node)).take(FEWEST_TELLING).count();
        Self { repeats, function_words_stand_back: telling == FEWEST_TELLING }
    }

    /// A word counts as often as it is repeated: who says `information` three times means it.
    pub(super) fn weight(&self, node: &Node) -> f32 {
        let repeats = self.repeats.get(&node.to_string()).copied().unwrap_or(1) as f32;
        let stands_back = self.function_words_stand_back && is_function(node);
        if stands_back { repeats * POLICY.function_word } else { repeats }
    }
}

fn is_telling(node: &Node) -> bool {
    match &node.kind {
        Kind::Word(word) => !words::plain_words(word).is_empty() && !is_function(node),
        Kind::Phrase { .. } | Kind::Prefix(_) | Kind::Wildcard(_) | Kind::Fuzzy { .. } => true,
        _ => false,
    }
}

fn is_function(node: &Node) -> bool {
    let Kind::Word(word) = &node.kind else { return false };
    matches!(words::plain_words(word).as_slice(), [only] if is_function_word(only))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn weights(query: &str) -> Vec<f32> {
        let Kind::All(nodes) = parse(query).unwrap().node.kind else { panic!("{query} is no conjunction") };
        let weighing = Weighing::of(&nodes);
        nodes.iter().map(|node| weighing.weight(node)).collect()
    }

    #[test]
    fn function_words_stand_back_behind_words_that_say_something() {
        let low = POLICY.function_word;
        assert_eq!(weights("what is a slow burning heist film"), [low, low, low, 1.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn function_words_alone_or_in_a_title_are_meant() {
        assert_eq!(weights("to be or not to be"), [2.0, 2.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(weights("her phoenix"), [1.0, 1.0]);
    }

    #[test]
    fn a_word_counts_as_often_as_it_is_repeated() {
        assert_eq!(weights("heist film heist"), [2.0, 1.0, 2.0]);
    }
}
