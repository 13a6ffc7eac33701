//! How does a review leave, and come back to the letter? The shapes that `pullquote export` writes for people
//! to read and to edit; both directions stand side by side, so that they can't part.
//!
//! Nothing here opens a file or knows a stream: a review becomes cells or a text, and those become a review.
//! Two rules hold throughout. What a person can read stands where they look for it, and what only a program
//! needs stands in one place by itself (the column or the key `pullquote`). And when a person has edited what
//! can be read, the edit counts, and not what the program noted beside it.
//!
//! | module | the question it answers |
//! |---|---|
//! | `prose` | how are sections one text, and which sections does a text have? |
//! | `cell` | how does a cell hold any text, a list, a number? |
//! | `table` | which cells has a review in a table of ours? |
//! | `letterboxd` | and in a table that Letterboxd reads? |
//! | `document` | how is a review a Markdown file with front matter, and what is the file called? |
//! | `exact` | what does a reader not need and an exact copy can't do without? |

pub mod cell;
pub mod document;
pub mod exact;
pub mod letterboxd;
pub mod prose;
pub mod table;

#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod testing;

use crate::review::Review;

/// A review that came back, and what a person should know about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    /// The review.
    pub review: Review,
    /// What of it could not be read.
    pub warnings: Vec<String>,
}
