//! Stand-ins for HTML tags inside a line.
//!
//! HTML is taken out before blocks are cut, but some of its inline tags still matter then. They
//! travel as noncharacters, which no text may contain: an input that does loses them.

/// `<i>`, `<em>`, `<cite>`.
pub(super) const EMPHASIS: char = '\u{fdd0}';
/// The end of [`EMPHASIS`].
pub(super) const EMPHASIS_END: char = '\u{fdd1}';
/// `<b>`, `<strong>`.
pub(super) const BOLD: char = '\u{fdd2}';
/// The end of [`BOLD`].
pub(super) const BOLD_END: char = '\u{fdd3}';
/// `<br>`, and Markdown's hard line breaks.
pub(super) const BREAK: char = '\u{fdd4}';
/// A link begins here; its text is what follows.
pub(super) const LINK: char = '\u{fdd5}';

/// Whether a character may only come from this module.
pub(super) fn is_mark(c: char) -> bool {
    ('\u{fdd0}'..='\u{fdef}').contains(&c)
}
