//! What makes one review a better answer than another: every number of the ranking, in one place.
//!
//! What each of them is worth, and on which collections it was measured, is in `docs/RANKING.md`.

/// The numbers of the ranking.
pub(super) struct Policy {
    /// A word that shares the stem of the one asked for, beside 1 for the word itself.
    pub(super) stem_mate: f32,
    /// A function word beside words that say more. Never 0: between equals it still decides.
    pub(super) function_word: f32,
    /// A word in the title, times its BM25 there, however long the query is ...
    pub(super) title: f32,
    /// ... and so much more, divided by the number of words. A short query names a work, a long one
    /// describes what it looks for.
    pub(super) title_of_short: f32,
    /// The query is the whole title.
    pub(super) whole_title: f32,
    /// Two neighbouring words of the query stand near each other, times the BM25 of both.
    pub(super) nearness: f32,
    /// How many moves apart is near.
    pub(super) near: u32,
    /// A pattern that stands for more words than this is near to anything.
    pub(super) most_near_forms: usize,
}

/// The ranking's numbers.
pub(super) const POLICY: Policy = Policy {
    stem_mate: 0.7,
    function_word: 0.25,
    title: 0.25,
    title_of_short: 1.0,
    whole_title: 20.0,
    nearness: 0.2,
    near: 8,
    most_near_forms: 64,
};

/// How soon another occurrence of a word adds little. The engine's own number, as is [`B`]: a word
/// of one form is scored by the engine, which prunes by block maxima made with them.
pub(super) const K1: f32 = 1.2;
/// How much a long text counts against its words.
pub(super) const B: f32 = 0.75;

/// English words that hold a sentence together and say little themselves, sorted.
const FUNCTION_WORDS: [&str; 171] = [
    "a",
    "about",
    "above",
    "across",
    "after",
    "again",
    "against",
    "all",
    "almost",
    "along",
    "already",
    "also",
    "although",
    "always",
    "am",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "around",
    "as",
    "at",
    "be",
    "became",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "during",
    "each",
    "either",
    "else",
    "ever",
    "every",
    "few",
    "for",
    "from",
    "had",
    "has",
    "have",
    "having",
    "he",
    "hence",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "least",
    "less",
    "may",
    "me",
    "might",
    "more",
    "moreover",
    "most",
    "much",
    "must",
    "my",
    "myself",
    "neither",
    "no",
    "nor",
    "not",
    "of",
    "on",
    "once",
    "only",
    "onto",
    "or",
    "other",
    "others",
    "our",
    "ours",
    "ourselves",
    "over",
    "own",
    "per",
    "perhaps",
    "quite",
    "rather",
    "same",
    "shall",
    "she",
    "should",
    "since",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "throughout",
    "thus",
    "to",
    "together",
    "too",
    "toward",
    "towards",
    "under",
    "until",
    "upon",
    "us",
    "very",
    "via",
    "was",
    "we",
    "were",
    "what",
    "whatever",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yet",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
];

/// Whether a folded word only holds a sentence together.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

/// What a word in the title counts, times its BM25 there, in a query of so many words.
pub(super) fn title_weight(words: usize) -> f32 {
    POLICY.title + POLICY.title_of_short / words.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_sorted_to_be_found() {
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(is_function_word("what") && is_function_word("a") && !is_function_word("wick"));
    }

    #[test]
    fn a_title_counts_more_in_a_short_query() {
        assert!(title_weight(1) > title_weight(2) && title_weight(2) > title_weight(20));
        assert!(title_weight(20) > POLICY.title);
    }
}
