//! What is wrong with an archive, told by its index.
//!
//! Reviews are seen once, one after the other ([`Gathering`]), and only what the checks need of each is kept
//! ([`Archive`]); no text is. Then every check is asked for its findings.
//!
//! A new kind of finding is a file with one function, and a row in the table `CHECKS`.
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

pub use archive::{Archive, Gathering};

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A file that could not be read.
    Unreadable,
    /// Two reviews or more of the same words.
    Duplicate,
    /// Reviews that share most of their text.
    NearDuplicate,
    /// A score that is written and has no certain value.
    UnreadScore,
    /// A review without a score where its neighbours have one.
    MissingScore,
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

/// How findings of a kind are called, explained and found.
struct Check {
    kind: Kind,
    /// The stable word for programs and flags.
    name: &'static str,
    /// What is told, for a person.
    about: &'static str,
    /// What to do about it.
    advice: &'static str,
    find: fn(&Evidence<'_>) -> Vec<Finding>,
}

/// Every kind, in the order in which they are told.
const CHECKS: [Check; 15] = [
    Check {
        kind: Kind::Unreadable,
        name: "unreadable",
        about: "files, and files inside of containers, that could not be read: their reviews are not in the index",
        advice: "mend or replace the file and index again",
        find: manifest::unreadable,
    },
    Check {
        kind: Kind::Duplicate,
        name: "duplicate",
        about: "reviews of the same words, whatever their markup, case and accents",
        advice: "keep one, or write the review that is missing",
        find: duplicates::exact,
    },
    Check {
        kind: Kind::NearDuplicate,
        name: "near-duplicate",
        about: "reviews that share most of their text",
        advice: "keep the newer version, unless both are wanted",
        find: duplicates::near,
    },
    Check {
        kind: Kind::UnreadScore,
        name: "unread-score",
        about: "scores that are written but have no certain value, so that no search by score finds them",
        advice: "write the score with its best (`7/10`, `3.5/5`), as a letter (`B+`) or as stars; \
                 for bare numbers, `scale: 5` in the front matter will do",
        find: scores::unread,
    },
    Check {
        kind: Kind::MissingScore,
        name: "missing-score",
        about: "no score where nearly all neighbours have one",
        advice: "add the score",
        find: scores::missing,
    },
    Check {
        kind: Kind::MixedScales,
        name: "mixed-scales",
        about: "scores on another scale than their neighbours': they may have been taken for more or less than was meant",
        advice: "write them on the usual scale, or with their best (`4/5`)",
        find: scales::mixed,
    },
    Check {
        kind: Kind::YearConflict,
        name: "year-conflict",
        about: "one title under years that lie close together: too close for a remake",
        advice: "correct the year; where these are two works, credit their makers",
        find: titles::year_conflicts,
    },
    Check {
        kind: Kind::TitleSpelling,
        name: "title-spelling",
        about: "one work that seems to be spelled in several ways",
        advice: "settle for one spelling",
        find: titles::spellings,
    },
    Check {
        kind: Kind::MissingTitle,
        name: "missing-title",
        about: "the file's name stands in for a title, and is none",
        advice: "write the title into the first line or the front matter",
        find: titles::missing,
    },
    Check {
        kind: Kind::SectionNames,
        name: "section-names",
        about: "sections that have a usual name, and sometimes another spelling of it: a search in the one misses the other",
        advice: "rename them to the usual name",
        find: sections::drift,
    },
    Check {
        kind: Kind::Date,
        name: "date",
        about: "days and years that can't be",
        advice: "correct the date of the review or the year of the work",
        find: dates::impossible,
    },
    Check {
        kind: Kind::Credits,
        name: "credits",
        about: "addresses where a name should stand",
        advice: "write the name",
        find: credits::addresses,
    },
    Check {
        kind: Kind::Warning,
        name: "warning",
        about: "what was odd when the file was read",
        advice: "look at the line; what was not understood is kept as it is written, but can't be searched by its meaning",
        find: manifest::warnings,
    },
    Check {
        kind: Kind::Skipped,
        name: "skipped",
        about: "what is not in the index, because it is no review or not published",
        advice: "nothing, unless one of them is a review",
        find: manifest::skipped,
    },
    Check {
        kind: Kind::Boilerplate,
        name: "boilerplate",
        about: "text that repeats from file to file was kept out of the reviews",
        advice: "nothing, unless it is part of a review: `pullquote show` has what was kept",
        find: manifest::boilerplate,
    },
];

impl Kind {
    /// All kinds, in the order in which they are told.
    pub fn all() -> impl Iterator<Item = Self> {
        CHECKS.iter().map(|check| check.kind)
    }

    /// The stable word for programs and flags.
    pub fn as_str(self) -> &'static str {
        self.check().name
    }

    /// What findings of the kind are about, for a person.
    pub fn about(self) -> &'static str {
        self.check().about
    }

    /// What to do about them.
    pub fn advice(self) -> &'static str {
        self.check().advice
    }

    /// Whether it only tells what was done: an archive with nothing else is clean.
    ///
    /// Drafts and pages about the site are left out on purpose, and footers repeat on purpose.
    pub fn is_informational(self) -> bool {
        matches!(self, Self::Skipped | Self::Boilerplate)
    }

    /// Its row. A test sees to it that the rows stand in the order of the kinds.
    fn check(self) -> &'static Check {
        &CHECKS[self as usize]
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
    let checks = CHECKS.iter().filter(|check| wanted(check.kind));
    checks.flat_map(|check| (check.find)(evidence)).collect()
}
