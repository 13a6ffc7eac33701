//! Emphasis: which runs of `*`, `_`, `~~` and `==` are marks, and which are text.
//!
//! The rules are those of `CommonMark` with three changes for reviews: a star between two letters is
//! a star (`M*A*S*H`), a run before a fraction is a rating (`***1/2`), and marks must enclose a
//! letter or be a short, even pair (`*1984*`, but not `***/****`).

use super::writer::is_unspaced;

/// A character's part in deciding where emphasis may begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Blank,
    Punctuation,
    Letter,
    /// A letter of a script without spaces: words end anywhere.
    Unspaced,
}

impl Side {
    fn of(c: Option<char>) -> Self {
        match c {
            None => Side::Blank,
            Some(c) if c.is_whitespace() => Side::Blank,
            Some(c) if is_unspaced(c) && c.is_alphanumeric() => Side::Unspaced,
            Some(c) if c.is_alphanumeric() => Side::Letter,
            Some(_) => Side::Punctuation,
        }
    }

    fn is_word(self) -> bool {
        matches!(self, Side::Letter | Side::Unspaced)
    }
}

/// A run of one delimiter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How long it was before parts of it were used up.
    length: usize,
    opens: bool,
    closes: bool,
}

/// Looks at the run of `mark` at byte `start` of `text`. The end of a run that means nothing is all
/// that there is to know of it.
pub(super) fn run(text: &str, start: usize, mark: char) -> Run {
    let length = text[start..].chars().take_while(|c| *c == mark).count();
    let end = start + length;
    let (opens, closes) = roles(text, start, end, mark);
    Run { start, end, length, opens, closes }
}

fn roles(text: &str, start: usize, end: usize, mark: char) -> (bool, bool) {
    let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
    let (left, right) = (Side::of(before), Side::of(after));
    if is_text(text, start, end, mark) || is_quoted_rating(left, right, before, after, end - start) {
        return (false, false);
    }
    let opens =
        right.is_word() || (right == Side::Punctuation && (!left.is_word() || left == Side::Unspaced));
    let closes =
        left.is_word() || (left == Side::Punctuation && (!right.is_word() || right == Side::Unspaced));
    let between_letters = left == Side::Letter && right == Side::Letter;
    match mark {
        _ if between_letters => (false, is_suffix(&text[end..])),
        '_' => (opens && (!closes || !left.is_word()), closes && (!opens || !right.is_word())),
        _ => (opens, closes),
    }
}

/// Strikes and highlights are doubled; stars before a fraction are a rating.
fn is_text(text: &str, start: usize, end: usize, mark: char) -> bool {
    match mark {
        '~' | '=' => end - start != 2,
        '*' => is_fraction(&text[end..]),
        _ => false,
    }
}

fn is_fraction(text: &str) -> bool {
    if text.starts_with(['½', '¼', '¾']) {
        return true;
    }
    let rest = ["1/2", "1/4", "3/4"].iter().find_map(|fraction| text.strip_prefix(fraction));
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '*'))
}

/// `"****"` or `(***)`: nothing but stars inside.
fn is_quoted_rating(
    left: Side,
    right: Side,
    before: Option<char>,
    after: Option<char>,
    length: usize,
) -> bool {
    let enclosed =
        matches!((before, after), (Some('('), Some(')')) | (Some('['), Some(']')) | (Some('“'), Some('”')));
    length >= 3 && left == Side::Punctuation && right == Side::Punctuation && (before == after || enclosed)
}

/// `*Alien*s`, `*Matrix*esque`: what a title may be followed by without a space.
fn is_suffix(text: &str) -> bool {
    const SUFFIXES: &[&str] = &["s", "es", "esque", "ish", "like", "y", "ian", "verse", "er", "ers"];
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    SUFFIXES.contains(&&text[..end])
}

/// A pair that was found: the marks on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) opener: usize,
    pub(super) closer: usize,
    pub(super) width: usize,
}

/// The openers of one delimiter that wait for their closer.
#[derive(Debug, Default)]
pub(super) struct Openers(Vec<Run>);

impl Openers {
    /// Takes a run, pairs it with openers as far as it goes, and keeps the rest if it may open.
    pub(super) fn take(&mut self, text: &str, mut run: Run, found: &mut Vec<Pair>) {
        while run.closes && run.start < run.end {
            let Some(opener) = self.0.last_mut().filter(|opener| encloses_text(text, opener, &run)) else {
                break;
            };
            let width = (opener.end - opener.start).min(run.end - run.start);
            opener.end -= width;
            found.push(Pair { opener: opener.end, closer: run.start, width });
            run.start += width;
            if opener.start == opener.end {
                self.0.pop();
            }
        }
        if run.opens && run.start < run.end {
            self.0.push(run);
        }
    }
}

fn encloses_text(text: &str, opener: &Run, closer: &Run) -> bool {
    /// A stretch of this many bytes is not a rating.
    const LONG: usize = 64;
    let inner = &text[opener.end..closer.start];
    if inner.len() > LONG || inner.contains(char::is_alphabetic) {
        return !inner.is_empty();
    }
    opener.length == closer.length && opener.length <= 2 && inner.contains(char::is_alphanumeric)
}
