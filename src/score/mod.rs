//! Score notations: `7.2/10`, `★★★½`, `B+`, `87%` and their kin, read into one value on 0..=10.
//!
//! The road is: text -> [`Reading`] (what the notation says by itself) -> [`Score`] (what it comes to
//! in its folder). The two steps are apart because a bare `4` says nothing until the folder shows or
//! declares its scale: see [`BareNumbers`] and [`Convention`].
//!
//! | module | the question it answers |
//! |---|---|
//! | `notation` | which score notation does this text begin with? |
//! | `glyphs` | how many stars are `★★★½`, `***1/2`, `●●●○○`? |
//! | `number` | which number is `3 1/2`, `7,5`, `three and a half`? |
//! | `letter` | what is a B+ worth? |
//! | `line` | does this line of a body state the review's score, and where? |
//! | `phrase` | which score does a phrase like `My final rating:` announce? |
//! | `label` | is this word a label (`Rating`), or a sign that the score is somebody else's (`IMDb`)? |
//! | `bare` | which scale do the bare numbers of a folder live on? |
//!
//! Two rules hold throughout. A text that could mean two things is left unread, with the reason: a
//! missing value is honest, a wrong one is not. And points above their best (`5/4`, `11/10`) are left
//! unread too, never cut down to the best: whether it is a slip or a joke, the number is not what it says.

mod bare;
mod glyphs;
mod label;
mod letter;
mod line;
mod notation;
mod number;
mod phrase;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use bare::BareNumbers;
pub use letter::{Grade, Letter, LetterTable, Letters, OwnLetters, Sign};
pub use line::{Found, find_at_end, find_at_start, find_in_line};
pub use notation::read;

/// A review's score: as written, and on the common scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The score to the letter, as the archive writes it.
    pub raw: String,
    /// On 0..=10, rounded to 6 decimals; never NaN, never -0.0. `None` where the notation is unread.
    pub value: Option<f64>,
    /// The scale of `raw`: its best as a number (`10`, `5`, `4`, `100`), `percent`, `letter`, or `stars`
    /// for stars that do not say out of how many. `None` where it is unknown.
    pub scale: Option<String>,
    /// How `value` came about.
    pub method: Method,
}

/// How a score's value came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The notation names its own best: `7/10`, `87%`, stars.
    Stated,
    /// A number without a best, on the scale that its archive declares; a letter by the archive's own table.
    Declared,
    /// A number without a best, on the scale that the numbers of its folder show.
    Inferred,
    /// A letter by the table that Metacritic uses.
    Metacritic,
    /// A letter by the percentages of American schools.
    School,
    /// A letter by equal steps.
    Linear,
    /// Not understood, or not certain enough: `raw` is kept, there is no value.
    Unread,
}

impl Method {
    /// The lower-case word, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Declared => "declared",
            Self::Inferred => "inferred",
            Self::Metacritic => "metacritic",
            Self::School => "school",
            Self::Linear => "linear",
            Self::Unread => "unread",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a notation says by itself, before its folder is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Points out of a best that the notation names or that its kind implies.
    Stated {
        /// Points, from 0 to `best`.
        points: f64,
        /// The most points there are; above 0.
        best: f64,
        /// `best` as text, or `percent`, or `stars` where the best is the custom of five (or ten) stars.
        scale: String,
    },
    /// A letter grade.
    Letter(Letter),
    /// A number from 0 to 100 that does not say out of how many.
    Bare(f64),
    /// No score, or none that is certain: why not, for a person.
    Unread(String),
}

/// What a folder declares, or shows, about its scores.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Convention {
    /// The best that a bare number can reach. `None`: unknown, and bare numbers stay unread.
    pub best: Option<f64>,
    /// Whether `best` was declared rather than inferred. A declared best also holds for stars that do
    /// not say out of how many: a critic who declares 4 means four stars by `★★★★`.
    pub declared: bool,
    /// What the letters are worth.
    pub letters: Letters,
}

impl Reading {
    /// The score that this reading of `raw` comes to under the folder's `convention`.
    pub fn settle(&self, raw: &str, convention: &Convention) -> Score {
        match self {
            Self::Stated { points, best, scale } => settle_stated(raw, *points, *best, scale, convention),
            Self::Letter(letter) => match convention.letters.value(*letter) {
                Some(value) => Score {
                    raw: raw.to_owned(),
                    value: Some(tidy(value)),
                    scale: Some("letter".to_owned()),
                    method: convention.letters.method(),
                },
                None => unread(raw),
            },
            Self::Bare(points) => match convention.best {
                Some(best) => on_scale(raw, *points, best, plain(best), folder_method(convention)),
                None => unread(raw),
            },
            Self::Unread(_) => unread(raw),
        }
    }
}

fn settle_stated(raw: &str, points: f64, best: f64, scale: &str, convention: &Convention) -> Score {
    match convention.best {
        Some(declared) if scale == notation::STARS && convention.declared => {
            on_scale(raw, points, declared, plain(declared), Method::Declared)
        }
        _ => on_scale(raw, points, best, scale.to_owned(), Method::Stated),
    }
}

fn folder_method(convention: &Convention) -> Method {
    if convention.declared { Method::Declared } else { Method::Inferred }
}

/// `value = 10 * points / best`, where the points lie within the scale.
fn on_scale(raw: &str, points: f64, best: f64, scale: String, method: Method) -> Score {
    let within = best.is_finite() && best > 0.0 && points >= 0.0 && points <= best;
    if !within {
        return unread(raw);
    }
    let value = Some(tidy(10.0 * points / best));
    Score { raw: raw.to_owned(), value, scale: Some(scale), method }
}

fn unread(raw: &str) -> Score {
    Score { raw: raw.to_owned(), value: None, scale: None, method: Method::Unread }
}

/// Six decimals, and no negative zero.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}

/// A number without needless decimals: `10`, `7.5`.
fn plain(number: f64) -> String {
    format!("{number}")
}

/// The value on 0..=10 of a score in a query: `7`, `7.5/10`, `B+`, `★★★½`, `80%`.
///
/// A bare number in a query is on 0..=10 already. Letters count by the default table; see
/// [`parse_bound_by`] for the others.
///
/// # Errors
/// The reason why the text is no score, for a person.
pub fn parse_bound(raw: &str) -> Result<f64, String> {
    parse_bound_by(raw, LetterTable::default())
}

/// As [`parse_bound`], with letters by the given table.
///
/// # Errors
/// The reason why the text is no score, for a person.
pub fn parse_bound_by(raw: &str, letters: LetterTable) -> Result<f64, String> {
    match read(raw) {
        Reading::Bare(points) if points > 10.0 => {
            let points = plain(points);
            Err(format!("scores go from 0 to 10; write {points}% or {points}/100 for another scale"))
        }
        Reading::Bare(points) => Ok(tidy(points)),
        Reading::Stated { points, best, .. } => Ok(tidy(10.0 * points / best)),
        Reading::Letter(letter) => Ok(tidy(letter.value(letters))),
        Reading::Unread(why) => Err(why),
    }
}

#[cfg(test)]
mod tests;
