//! Runs of words that may be a name: `Samuel L. Jackson`, `Ana de Armas`, `Robert Downey, Jr.`

use std::borrow::Cow;
use std::ops::Range;

use super::lexicon::{ABBREVIATIONS, Beginning, COMMON, GIVEN, PARTICLES, SUFFIXES, TRAITS};
use super::scan::{Case, Word};
use crate::words;

/// Longer runs are titles and shouting.
const MOST_WORDS: usize = 6;
/// Between the two quotes of a nickname.
const MOST_NICKNAME_BYTES: usize = 30;

/// A text with its words.
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a [Word],
}

/// Words that stand together as the words of a name do.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The words, by their ordinals in the text.
    pub(super) words: Range<usize>,
    /// What the person is called before the name.
    pub(super) lead: Lead,
    /// Of the words, those within the quotes of a nickname.
    pub(super) nickname: Range<usize>,
}

/// What stands before a name, as a part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    None,
    /// `Director`, `Sir`.
    Office,
    /// `Captain`, `Mr.`
    Rank,
}

impl Text<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        &self.text[self.words[at].range.clone()]
    }

    /// A word as the lists have it; most words are written so already.
    pub(super) fn folded(&self, at: usize) -> Cow<'_, str> {
        let word = self.word(at);
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Cow::Borrowed(word);
        }
        if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Cow::Owned(word.to_ascii_lowercase());
        }
        if word.is_ascii() {
            let letters = word.bytes().filter(|byte| *byte != b'.' && *byte != b'\'');
            return letters.map(|byte| byte.to_ascii_lowercase() as char).collect();
        }
        Cow::Owned(words::fold(word).replace('.', ""))
    }

    /// What stands between a word and the next one, a possessive left out.
    pub(super) fn gap(&self, after: usize) -> &str {
        let from = self.words[after].range.end;
        let to = self.words.get(after + 1).map_or(self.text.len(), |next| next.range.start);
        let gap = &self.text[from..to];
        if !self.words[after].owns {
            return gap;
        }
        gap.split_once(['s', 'S']).map_or(gap, |(_, behind)| behind)
    }

    pub(super) fn gap_before(&self, at: usize) -> &str {
        match at.checked_sub(1) {
            Some(before) => self.gap(before),
            None => &self.text[..self.words.first().map_or(0, |word| word.range.start)],
        }
    }

    /// Whether a small word follows without punctuation.
    pub(super) fn is_before_small(&self, at: usize) -> bool {
        is_blank(self.gap(at)) && self.words.get(at + 1).is_some_and(|next| next.case == Case::Lower)
    }

    /// Whether a sentence, a quote or a line begins with the word.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        let gap = self.gap_before(at);
        let ended = gap.contains(['.', '!', '?', ':', '\n', '“', '"', '…', '—', '*', '•', '(', '[']);
        at == 0 || ended && !(gap == ". " && ABBREVIATIONS.has(&self.folded(at - 1)))
    }

    /// All runs of capitals, in order, cut down to what may be a name.
    pub(super) fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            if self.words[at].case == Case::Lower {
                at += 1;
                continue;
            }
            let run = self.run_from(at);
            at = run.words.end;
            runs.extend(self.cut_down(run));
        }
        runs
    }

    fn run_from(&self, start: usize) -> Run {
        let mut run = Run { words: start..start + 1, lead: Lead::None, nickname: 0..0 };
        while let Some(next) = self.next_of_run(&run) {
            if next.end - next.start > 1 && self.is_quoted(next.start) {
                run.nickname = next.start..next.end - 1;
            }
            run.words.end = next.end;
        }
        run
    }

    /// The next words of a run: a capital, particles and a capital, a suffix, or a nickname.
    fn next_of_run(&self, run: &Run) -> Option<Range<usize>> {
        let last = run.words.end - 1;
        let next = run.words.end;
        let word = self.words.get(next)?;
        if self.words[last].owns || self.is_trait(last) && last > run.words.start {
            return None;
        }
        let gap = self.gap(last);
        let is_suffix = || SUFFIXES.has(&self.folded(next)) && word.case != Case::Lower;
        if gap == ", " && run.words.len() > 1 && is_suffix() {
            return Some(next..next + 1);
        }
        let ends_in_point = gap == ". " && ABBREVIATIONS.has(&self.folded(last)) && !self.is_suffix(last);
        let together = is_blank(gap)
            || gap.is_empty() && self.words[last].case == Case::Initial
            || ends_in_point
            || gap == "-";
        if together && word.case != Case::Lower {
            return Some(next..next + 1);
        }
        if together {
            return self.behind_particles(next);
        }
        self.behind_nickname(last)
    }

    fn is_suffix(&self, at: usize) -> bool {
        SUFFIXES.has(&self.folded(at))
    }

    /// `de la Tour`: up to two particles, and the capital behind them.
    fn behind_particles(&self, first: usize) -> Option<Range<usize>> {
        for at in first..(first + 2).min(self.words.len()) {
            if !PARTICLES.has(self.word(at)) || !is_blank(self.gap(at)) {
                return None;
            }
            if self.words.get(at + 1).is_some_and(|word| word.case == Case::Capital) {
                return Some(first..at + 2);
            }
        }
        None
    }

    /// `Dwayne “The Rock” Johnson`.
    fn behind_nickname(&self, last: usize) -> Option<Range<usize>> {
        if !matches!(self.gap(last), " \"" | " “" | " '" | " ‘") {
            return None;
        }
        let opened = self.words.get(last + 1)?.range.start;
        let inside = |at: &usize| self.words.get(*at).is_some_and(|word| word.case != Case::Lower);
        for at in (last + 1..last + 4).take_while(inside) {
            let closes = matches!(self.gap(at), "\" " | "” " | "' " | "’ ");
            let short = self.words[at].range.end - opened <= MOST_NICKNAME_BYTES;
            if closes && short && self.words.get(at + 1).is_some_and(|word| word.case == Case::Capital) {
                return Some(last + 1..at + 2);
            }
            if !is_blank(self.gap(at)) {
                return None;
            }
        }
        None
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.gap_before(at).ends_with(['"', '“', '\'', '‘'])
    }

    /// Takes off what stands before a name and is none of it. `None` where nothing is left.
    fn cut_down(&self, mut run: Run) -> Option<Run> {
        while let Some(lead) = self.lead_of(&run) {
            if lead != Lead::None {
                run.lead = lead;
            }
            run.words.start += 1;
        }
        while run.words.len() > 1 && self.is_no_end(run.words.end - 1) {
            run.words.end -= 1;
        }
        let shouted = run.words.clone().all(|at| self.words[at].case == Case::Shouted);
        (!run.words.is_empty() && (shouted || run.words.len() <= MOST_WORDS)).then_some(run)
    }

    /// The names in a run: the run, or where it is shouted with other words, the names among them.
    pub(super) fn names_of(&self, run: &Run) -> Vec<Run> {
        let shouted = run.words.clone().all(|at| self.words[at].case != Case::Capital);
        if run.words.len() < 3 || !shouted {
            return vec![run.clone()];
        }
        let mut names = Vec::new();
        let mut at = run.words.start;
        while at + 1 < run.words.end {
            if !GIVEN.has(&self.folded(at)) || COMMON.has(&self.folded(at)) {
                at += 1;
                continue;
            }
            let with_initial = self.words[at + 1].case == Case::Initial && at + 2 < run.words.end;
            let end = at + if with_initial { 3 } else { 2 };
            names.push(Run { words: at..end, lead: Lead::None, nickname: 0..0 });
            at = end;
        }
        names
    }

    /// What the first word of the run is, if it is none of a name.
    fn lead_of(&self, run: &Run) -> Option<Lead> {
        let first = run.words.start;
        if run.words.is_empty() {
            return None;
        }
        let rest = run.words.len() - 1;
        let folded = self.folded(first);
        let Beginning { is_given: given, is_common, is_rank, is_office } = Beginning::of(&folded);
        if is_rank && !(given && rest < 2) {
            return Some(Lead::Rank);
        }
        if is_office {
            return Some(Lead::Office);
        }
        if self.words[first].case == Case::Initial && matches!(self.word(first), "I" | "A" | "O") {
            return Some(Lead::None);
        }
        if is_common && !given || self.is_trait(first) {
            return Some(Lead::None);
        }
        // `Enter Keanu Reeves`: a sentence's first word that is no name, before one that is.
        let begins = rest >= 2 && !given && self.words[first].case == Case::Capital;
        let before_given = begins && GIVEN.has(&self.folded(first + 1));
        let is_verb =
            !given && rest >= 1 && folded.len() > 4 && (folded.ends_with("ing") || folded.ends_with("ly"));
        ((before_given || is_verb) && self.begins_sentence(first)).then_some(Lead::None)
    }

    /// `Oscar-winner`, `Hitchcock-style`.
    fn is_trait(&self, at: usize) -> bool {
        let word = self.word(at);
        if !word.as_bytes().contains(&b'-') {
            return false;
        }
        word.rsplit_once('-').is_some_and(|(_, end)| TRAITS.has(&end.to_lowercase()))
            || word.split('-').nth(2).is_some_and(|third| third.starts_with(char::is_lowercase))
    }

    /// A single letter or a trait ends no name.
    fn is_no_end(&self, at: usize) -> bool {
        let is_letter = self.words[at].case == Case::Initial && !self.is_suffix(at);
        is_letter || self.is_trait(at)
    }

    /// The run as it is written, with one blank between words.
    pub(super) fn written(&self, run: &Run) -> String {
        let first = self.words[run.words.start].range.start;
        let last = &self.words[run.words.end - 1];
        let whole = &self.text[first..last.range.end];
        let mut name = whole.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_point = self.gap(run.words.end - 1).starts_with('.');
        if is_point && matches!(name.rsplit(' ').next(), Some("Jr" | "Sr")) {
            name.push('.');
        }
        name
    }
}

/// One blank or one line break.
fn is_blank(gap: &str) -> bool {
    matches!(gap, " " | "\n" | "\u{A0}" | "  " | " \n" | "\r\n")
}
