//! What stands around a name: offices, verbs, parentheses, quotes.

use std::borrow::Cow;

use super::lexicon::{AS, DOES, DONE, HAS, ISSUED, NOT_PEOPLE, OFFICES};
use super::runs::{Lead, Run, Text};

/// At or below this, the name is that of a character.
pub(super) const CHARACTER: i32 = -5;

/// The strongest evidence for and against a person from around one place of a name.
pub(super) fn around(text: &Text<'_>, run: &Run, follower: Option<&Run>) -> (i32, i32) {
    let place = Around { text, run, follower };
    let before = place.before();
    let after = place.after();
    let lead = match run.lead {
        Lead::Office => 4,
        Lead::Rank => -4,
        Lead::None => 0,
    };
    let all = [before, after, lead, place.in_parentheses(), place.in_quotes()];
    (all.into_iter().max().unwrap_or(0).max(0), all.into_iter().min().unwrap_or(0).min(0))
}

struct Around<'a> {
    text: &'a Text<'a>,
    run: &'a Run,
    follower: Option<&'a Run>,
}

impl Around<'_> {
    fn first(&self) -> usize {
        self.run.words.start
    }

    fn last(&self) -> usize {
        self.run.words.end - 1
    }

    /// The folded word so many places before the name, if it is in the same sentence.
    fn word_before(&self, back: usize) -> Cow<'_, str> {
        match self.first().checked_sub(back) {
            Some(at) if self.text.gap(at).trim().is_empty() || back > 1 => self.text.folded(at),
            _ => Cow::Borrowed(""),
        }
    }

    fn word_after(&self, ahead: usize) -> Cow<'_, str> {
        let at = self.last() + ahead;
        if at < self.text.words.len() { self.text.folded(at) } else { Cow::Borrowed("") }
    }

    fn before(&self) -> i32 {
        let word = self.word_before(1);
        let earlier = self.word_before(2);
        match word.as_ref() {
            "by" if DONE.has(&earlier) => 4,
            "by" if ISSUED.has(&earlier) => -2,
            "by" => 2,
            // `as sadly as Peter O’Toole`: a comparison names no role.
            "as" if self.word_before(3) == "as" => 0,
            "as" if matches!(earlier.as_ref(), "such" | "well" | "far" | "same" | "much" | "good") => 1,
            "like" | "and" | "with" => 1,
            "the" | "a" | "an" => -2,
            word if OFFICES.has(word) => 4,
            word if AS.has(word) => CHARACTER,
            "in" | "at" | "to" | "near" | "into" => -1,
            _ => 0,
        }
    }

    fn after(&self) -> i32 {
        let gap = self.text.gap(self.last());
        let word = self.word_after(1);
        if self.text.words[self.last()].owns {
            return self.owned(&word);
        }
        if gap.starts_with(" (") && self.follower_is_name() {
            return CHARACTER - 1;
        }
        if gap.trim().is_empty() {
            return self.verb(&word);
        }
        match (gap, word.as_ref()) {
            (", ", "who") if DOES.has(&self.word_after(2)) => 4,
            (", ", "as") => 3,
            (", ", "played" | "portrayed") => CHARACTER - 1,
            _ => 0,
        }
    }

    /// `Terry Gilliam's film`, `Terry Gilliam's best film`.
    fn owned(&self, word: &str) -> i32 {
        if HAS.has(word) {
            3
        } else if HAS.has(&self.word_after(2)) {
            2
        } else {
            0
        }
    }

    fn verb(&self, word: &str) -> i32 {
        match word {
            "as" => 4,
            "is" | "was" if matches!(self.word_after(2).as_ref(), "played" | "portrayed") => CHARACTER - 1,
            "and" if DOES.has(&self.word_after(4)) => 3,
            "who" if DOES.has(&self.word_after(2)) => 4,
            word if DOES.has(word) => 4,
            word if DOES.has(&self.word_after(2)) && word.ends_with("ly") => 3,
            word if NOT_PEOPLE.has(word) => CHARACTER,
            _ => 0,
        }
    }

    /// Whether a name in parentheses follows, as behind a character.
    fn follower_is_name(&self) -> bool {
        self.follower.is_some_and(|next| next.words.len() > 1 && next.words.start <= self.last() + 2)
    }

    /// `(Keanu Reeves)`, `(Keanu Reeves, Lance Reddick)`.
    fn in_parentheses(&self) -> i32 {
        let behind = self.text.gap(self.last());
        let ends = behind.starts_with([')', ',', ';', '/']) || self.word_after(1) == "and";
        match (self.text.gap_before(self.first()).ends_with('('), behind.starts_with(')')) {
            (true, true) => 3,
            (true, false) | (false, true) if ends => 2,
            _ => 0,
        }
    }

    /// A name that is a whole quotation is a title.
    fn in_quotes(&self) -> i32 {
        let opened = self.text.gap_before(self.first()).ends_with(['"', '“', '‘', '«', '_', '*']);
        let closed = self.text.gap(self.last()).starts_with(['"', '”', '’', '»', '_', '*']);
        let comma = self.text.gap(self.last()).starts_with([',', '.'])
            && self.text.gap(self.last()).chars().nth(1).is_some_and(|c| matches!(c, '"' | '”' | '’'));
        if opened && (closed || comma) { -4 } else { 0 }
    }
}
