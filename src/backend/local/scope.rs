//! Where a part of the query looks: what scopes are called, and what they take in.

use super::plan::{Field, Filter, Plan};

/// What a scope's name means, whatever the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Title,
    Person,
    Author,
    Tags,
    Path,
    Kind,
}

/// The names that a query may begin a field or a filter with.
pub(super) const NAMES: [&str; 17] = [
    "title", "person", "people", "actor", "cast", "author", "critic", "tags", "genre", "path", "file",
    "kind", "score", "year", "date", "summary", "verdict",
];

impl Scope {
    /// The table of the names that are fields.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "person" | "people" | "actor" | "cast" => Self::Person,
            "author" | "critic" => Self::Author,
            "tag" | "tags" | "genre" => Self::Tags,
            "path" | "file" => Self::Path,
            "kind" => Self::Kind,
            _ => return None,
        })
    }
}

/// Where the words of a part of the query are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Field(Field),
    /// In the text, as a person's name.
    Person,
    /// In the text, and positions are needed.
    Section,
}

impl Place {
    pub(super) fn field(self) -> Field {
        match self {
            Place::Field(field) => field,
            Place::Person | Place::Section => Field::Text,
        }
    }
}

pub(super) fn place_of(scope: Scope) -> Place {
    match scope {
        Scope::Title => Place::Field(Field::Title),
        Scope::Person => Place::Person,
        Scope::Author => Place::Field(Field::Author),
        Scope::Tags => Place::Field(Field::Tags),
        Scope::Path | Scope::Kind => Place::Field(Field::Path),
    }
}

/// `author:*`: anything at all there.
pub(super) fn anything_at(place: Place) -> Plan {
    let has = |what: &str| Plan::Filter(Filter::Has(what.to_owned()));
    match place {
        Place::Field(Field::Author) => has("author"),
        Place::Field(Field::Tags) => has("tags"),
        Place::Person => has("people"),
        Place::Field(Field::Text | Field::Title | Field::Path) | Place::Section => Plan::Everything,
    }
}
