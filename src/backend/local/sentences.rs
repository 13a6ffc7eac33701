//! Where a sentence ends, and where to cut one that is too long.
//!
//! A wrong cut in the middle of a sentence reads worse than two sentences that stay together, so
//! what may be an abbreviation is taken for one.

use std::ops::Range;

/// Never the end of a sentence: a name or a number follows.
const TITLES: [&str; 40] = [
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Rev", "Fr", "Hon", "Gen", "Col", "Maj", "Capt", "Cpt", "Cmdr",
    "Lt", "Sgt", "Gov", "Sen", "Rep", "Pres", "St", "Ste", "Mt", "Messrs", "Mme", "Mlle", "vs", "Vs", "v",
    "cf", "approx", "ca", "feat", "ft", "incl", "esp", "dir", "prod", "resp",
];
/// Part of the sentence if a number follows: `No. 5`, but `Was it good? No. 5 more followed.` is rare.
const NUMBERED: [&str; 15] =
    ["No", "no", "Nos", "Nr", "Vol", "vol", "Pt", "Ch", "Ep", "Op", "pp", "p", "Fig", "Art", "Sec"];
/// They may end a sentence: the next one then begins with a capital.
const TRAILING: [&str; 33] = [
    "Jr", "Sr", "Inc", "Ltd", "Co", "Corp", "Bros", "Dept", "etc", "est", "ed", "eds", "trans", "al", "min",
    "mins", "hr", "hrs", "sec", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov",
    "Dec", "Ave", "misc",
];

/// The sentences of a text, without the white space between them.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if ends_sentence(c, &text[start..at], &text[end..]) {
            sentences.extend(trimmed(text, start..end));
            start = end;
        }
    }
    sentences.extend(trimmed(text, start..text.len()));
    sentences
}

/// The range without white space at its ends; `None` if nothing else is in it.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = &text[range.clone()];
    let inner = part.trim();
    let start = range.start + (part.len() - part.trim_start().len());
    (!inner.is_empty()).then(|| start..start + inner.len())
}

/// Whether the sentence that has begun with `before` ends with `c`.
fn ends_sentence(c: char, before: &str, after: &str) -> bool {
    match c {
        '\n' | '。' | '！' | '？' => true,
        '.' if !at_word_end(after) => false,
        '.' if before.ends_with('.') => !goes_on(after),
        '.' => !is_abbreviation(before, after),
        '!' | '?' | '…' => at_word_end(after) && !goes_on(after),
        '"' | '”' | '’' | '»' | ')' | ']' | '*' | '_' => {
            before.ends_with(['.', '!', '?', '…']) && at_word_end(after) && !goes_on(after)
        }
        _ => false,
    }
}

fn at_word_end(after: &str) -> bool {
    after.chars().next().is_none_or(char::is_whitespace)
}

/// Whether what follows is the same sentence still: `"Why?" he asks`, `Mamma Mia! is fun`.
fn goes_on(after: &str) -> bool {
    following(after).is_some_and(char::is_lowercase)
}

/// The next character on the same line that is no blank.
fn following(after: &str) -> Option<char> {
    after.chars().find(|&c| c == '\n' || !c.is_whitespace())
}

/// Whether the point behind `before` belongs to its last word: `Dr. Strangelove`, `Samuel L.
/// Jackson`, `the U.S. Navy`, `at 9 a.m. sharp`.
fn is_abbreviation(before: &str, after: &str) -> bool {
    let opens =
        |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '\'' | '*' | '_' | '/');
    let word = before.rsplit(opens).next().unwrap_or_default();
    let word = word.rsplit(['-', '–', '—']).next().unwrap_or_default();
    if TITLES.contains(&word) {
        return true;
    }
    if NUMBERED.contains(&word) {
        return following(after).is_some_and(|c| c.is_ascii_digit());
    }
    if TRAILING.contains(&word) || is_lettered(word, char::is_lowercase) {
        return goes_on(after) || following(after).is_some_and(|c| c.is_ascii_digit());
    }
    // `so do I.` ends where `J. J. Abrams` does not.
    word != "I" && is_lettered(word, char::is_uppercase)
}

/// `J`, `U.S`, `a.m`: letters with points between them. A single small letter is a word.
fn is_lettered(word: &str, is_of_case: impl Fn(char) -> bool) -> bool {
    let single = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(&is_of_case) && letters.next().is_none()
    };
    word.split('.').all(single) && (word.contains('.') || word.chars().all(char::is_uppercase))
}

/// The first place in `range` at which a reader can join: behind the mark of a clause if there is
/// one, else at a word; the end of the range at the latest.
pub(super) fn first_break(text: &str, range: Range<usize>) -> usize {
    let start = text.ceil_char_boundary(range.start).min(range.end);
    let part = &text[start..range.end];
    let at = clause_breaks(part).next().or_else(|| part.find(char::is_whitespace)).unwrap_or(0);
    range.end - part[at..].trim_start().len()
}

/// The last place in `range` at which a reader can leave: at the mark of a clause if there is one in
/// the last third, else at a word; the beginning of the range at the earliest.
pub(super) fn last_break(text: &str, range: Range<usize>) -> usize {
    let end = text.floor_char_boundary(range.end).max(range.start);
    let part = &text[range.start..end];
    let late = clause_breaks(part).last().filter(|&at| at >= part.len() / 3 * 2);
    let at = late.or_else(|| part.rfind(char::is_whitespace)).unwrap_or(part.len());
    range.start + part[..at].trim_end().len()
}

/// Where clauses end: behind a comma and its like that a blank follows, and before a dash between blanks.
fn clause_breaks(part: &str) -> impl Iterator<Item = usize> + '_ {
    let breaks = part.char_indices().zip(part.char_indices().skip(1));
    breaks.filter_map(|((_, c), (next, blank))| {
        let is_break =
            matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '—' | '–' | ')') && blank.is_whitespace();
        (is_break || matches!(c, '、' | '，' | '；')).then_some(next)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    fn assert_whole(sentence: &str) {
        let text = format!("Before it. {sentence} After it.");
        assert_eq!(cut(&text), ["Before it.", sentence, "After it."]);
    }

    #[test]
    fn sentences_end_where_readers_pause() {
        assert_eq!(cut("One. Two! Three?\n\nFour"), ["One.", "Two!", "Three?", "Four"]);
        assert_eq!(cut("He said \"Stop.\" Then left."), ["He said \"Stop.\"", "Then left."]);
        assert_eq!(cut("泣いた。笑った。"), ["泣いた。", "笑った。"]);
        assert_eq!(cut("it rains. nobody minds."), ["it rains.", "nobody minds."]);
        assert_eq!(cut("Wait... What? Yes…"), ["Wait...", "What?", "Yes…"]);
        assert_eq!(cut("*It rains.* Then it stops."), ["*It rains.*", "Then it stops."]);
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        for sentence in [
            "Dr. No by J. Smith is 7.5 good.",
            "Mr. and Mrs. Smith meet St. Nick.",
            "The (Mr. Fox) joke lands.",
            "J. J. Abrams and Samuel L. Jackson talk.",
            "A U.S. Navy ship in the U.K. sinks.",
            "It is No. 5 of Vol. 2 on pp. 3 to 4.",
            "Freddy vs. Jason, e.g. the end, i.e. the fight.",
            "Robert Downey Jr. is at Warner Bros. again at 9 a.m. sharp.",
            "“Why?” he asks, and Mamma Mia! is an answer... of sorts.",
        ] {
            assert_whole(sentence);
        }
    }

    #[test]
    fn words_that_look_like_abbreviations_end_theirs() {
        assert_eq!(cut("Is it good? No. It is not."), ["Is it good?", "No.", "It is not."]);
        assert_eq!(cut("So do I. Then he left."), ["So do I.", "Then he left."]);
        assert_eq!(cut("With Downey Jr. The rest is fine."), ["With Downey Jr.", "The rest is fine."]);
        assert_eq!(cut("Gone by 9 p.m. Nobody cares."), ["Gone by 9 p.m.", "Nobody cares."]);
    }

    #[test]
    fn a_cut_falls_between_clauses_or_words() {
        let text = "first words, second clause here and third; the end";
        assert_eq!(&text[first_break(text, 3..40)..], "second clause here and third; the end");
        assert_eq!(&text[..last_break(text, 0..46)], "first words, second clause here and third;");
        assert_eq!(&text[first_break(text, 15..25)..], "clause here and third; the end");
        assert_eq!(&text[..last_break(text, 13..30)], "first words, second clause");
        assert_eq!(first_break("千と千尋", 1..9), 3);
        assert_eq!(last_break("千と千尋", 0..8), 6);
    }
}
