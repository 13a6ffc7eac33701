//! Words so common that two of them in a row are looked up as one term.

/// The commonest words of English reviews, sorted. Two of them in a row are looked up as one term: a phrase of them
/// would walk through half of the archive. In other languages they are rare, and so cost and gain nothing.
///
/// With 32 words a review has 21 such pairs beside its 230 words; with 64, 35.
const COMMONEST: [&str; 32] = [
    "a", "all", "and", "are", "as", "at", "be", "but", "by", "for", "from", "have", "he", "his", "i", "in",
    "is", "it", "like", "not", "of", "on", "one", "that", "the", "they", "this", "to", "was", "who", "with",
    "you",
];

/// The same as numbers, which are compared at once. Of two words, what sorts first as text does so as a number.
const COMMONEST_PACKED: [u32; COMMONEST.len()] = {
    let mut all = [0; COMMONEST.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = pack(COMMONEST[at].as_bytes());
        at += 1;
    }
    all
};

/// Up to four bytes as a number, the first one highest.
const fn pack(word: &[u8]) -> u32 {
    let mut packed = 0;
    let mut at = 0;
    while at < 4 {
        packed = packed << 8 | if at < word.len() { word[at] as u32 } else { 0 };
        at += 1;
    }
    packed
}

/// Whether a folded word is among the commonest.
pub fn is_commonest(word: &str) -> bool {
    commonest(word).is_some()
}

/// The commonest word that a folded word is.
pub fn commonest(word: &str) -> Option<&'static str> {
    let packed = (word.len() <= 4).then(|| pack(word.as_bytes()))?;
    COMMONEST_PACKED.binary_search(&packed).ok().map(|at| COMMONEST[at])
}
