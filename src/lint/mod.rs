//! What is wrong with an archive, told by its index.
//!
//! Reviews are seen once, one after the other, and only what the checks need of each is kept
//! ([`Archive`]); no text is. Then every check is asked for its findings.
//!
//! A new kind of finding is a file with one function, and a row in [`CHECKS`].
//!
//! The rule throughout: a finding is something that the critic can act on. What archives do on
//! purpose (remakes, an author with a scale of their own, folders without scores) is none.

mod archive;
mod credits;
mod dates;
mod duplicates;
mod manifest;
mod scales;
mod scores;
mod sections;
mod sketch;
mod spelling;
mod titles;

#[cfg(test)]
mod tests;

use crate::index::manifest::Manifest;

pub use archive::Archive;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Two reviews or more of the same words.
    Duplicate,
    /// Reviews that share most of their text.
    NearDuplicate,
    /// A review without a score where its neighbours have one.
    MissingScore,
    /// A score that could not be read.
    UnreadScore,
    /// A scale that is not the one of the neighbours.
    MixedScales,
    /// One title under years that lie close together.
    YearConflict,
    /// One work under several spellings.
    TitleSpelling,
    /// A file's name stands for a title.
    MissingTitle,
    /// One section under several spellings.
    SectionNames,
    /// A date or a year that can't be.
    Date,
    /// An address among the credited.
    Credits,
    /// What was odd when the file was read.
    Warning,
    /// What was not taken into the index.
    Skipped,
    /// Text that was kept out because it repeats.
    Boilerplate,
}

type Check = fn(&Evidence<'_>) -> Vec<Finding>;

/// Every kind with its name and its check, in the order in which they are told.
const CHECKS: [(Kind, &str, Check); 14] = [
    (Kind::Duplicate, "duplicate", duplicates::exact),
    (Kind::NearDuplicate, "near-duplicate", duplicates::near),
    (Kind::MissingScore, "missing-score", scores::missing),
    (Kind::UnreadScore, "unread-score", scores::unread),
    (Kind::MixedScales, "mixed-scales", scales::mixed),
    (Kind::YearConflict, "year-conflict", titles::year_conflicts),
    (Kind::TitleSpelling, "title-spelling", titles::spellings),
    (Kind::MissingTitle, "missing-title", titles::missing),
    (Kind::SectionNames, "section-names", sections::drift),
    (Kind::Date, "date", dates::impossible),
    (Kind::Credits, "credits", credits::addresses),
    (Kind::Warning, "warning", manifest::warnings),
    (Kind::Skipped, "skipped", manifest::skipped),
    (Kind::Boilerplate, "boilerplate", manifest::boilerplate),
];

impl Kind {
    /// All kinds, in the order in which they are told.
    pub fn all() -> impl Iterator<Item = Self> {
        CHECKS.iter().map(|(kind, ..)| *kind)
    }

    /// The stable word for programs and flags.
    pub fn as_str(self) -> &'static str {
        CHECKS.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// Whether it only tells what was done: an archive with nothing else is clean.
    ///
    /// Drafts and pages about the site are left out on purpose, and footers repeat on purpose.
    pub fn is_informational(self) -> bool {
        matches!(self, Self::Skipped | Self::Boilerplate)
    }
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Kind,
    /// A sentence for a person.
    pub message: String,
    /// Where, all of it.
    pub places: Vec<Place>,
}

/// A review, or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The review's id; `None` where a file is meant.
    pub id: Option<String>,
    /// The file.
    pub path: String,
    /// The line, from 1, where one is known.
    pub line: Option<u32>,
    /// What is to be said of this place alone.
    pub note: Option<String>,
}

/// Everything that checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The reviews.
    pub archive: &'a Archive,
    /// What the index knows of the files.
    pub manifest: &'a Manifest,
    /// The day of the question.
    pub today: Day,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Its year.
    pub year: i32,
    /// Its month, from 1.
    pub month: u8,
    /// Its day of the month, from 1.
    pub day: u8,
}

/// The findings of the wanted kinds.
pub fn findings(evidence: &Evidence<'_>, wanted: impl Fn(Kind) -> bool) -> Vec<Finding> {
    let checks = CHECKS.iter().filter(|(kind, ..)| wanted(*kind));
    checks.flat_map(|(_, _, check)| check(evidence)).collect()
}
