//! What does an archive say of itself that can't be inferred?
//!
//! A `pullquote.toml` at an archive's root names the keys that nobody would guess, the scale of bare numbers,
//! sections that are one, and what is not to be indexed. Here it is read, checked and printed; nothing of
//! it is applied, and no file is opened. `docs/PROFILE.md` has every setting with an example.
//!
//! | module | the question it answers |
//! |---|---|
//! | `read` | which profile does this TOML spell, or where is it wrong? |
//! | `globs` | does this path match? |
//! | `print` | how is a profile spelled, whatever its author's spelling? |
//! | `draft` | which profile would fit an archive that was looked at? |

pub mod draft;
mod globs;
mod print;
mod read;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::LazyLock;

pub use read::Fault;

use crate::score::Letters;
use globs::Globs;

/// The file's name, at the root of an archive.
pub const FILE_NAME: &str = "pullquote.toml";

/// Every setting at the top of a profile.
pub const SETTINGS: [&str; 11] = [
    "fields",
    "scale",
    "letters",
    "dates",
    "kind",
    "author",
    "sections",
    "skip",
    "skip_when",
    "private",
    "folders",
];

/// Every setting of a `[[folders]]` table: which folders, and what holds in them.
pub const FOLDER_SETTINGS: [&str; 6] = ["path", "scale", "letters", "dates", "kind", "author"];

/// A field of a review that keys can be mapped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The work's title.
    Title,
    /// Its year of release.
    Year,
    /// What kind of work it is.
    Kind,
    /// The score.
    Score,
    /// Who wrote the review.
    Author,
    /// When it was written.
    Date,
    /// Where it stands on the web.
    Url,
    /// Tags, from every key that is named.
    Tags,
    /// Credited people, from every key that is named.
    People,
    /// The standfirst.
    Summary,
    /// The closing judgement.
    Verdict,
    /// The review itself, in records and tables.
    Text,
    /// What names a record among others, in records and tables.
    Id,
}

impl Field {
    /// All of them.
    pub const ALL: [Field; 13] = [
        Field::Title,
        Field::Year,
        Field::Kind,
        Field::Score,
        Field::Author,
        Field::Date,
        Field::Url,
        Field::Tags,
        Field::People,
        Field::Summary,
        Field::Verdict,
        Field::Text,
        Field::Id,
    ];

    /// Its name in a profile.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Year => "year",
            Self::Kind => "kind",
            Self::Score => "score",
            Self::Author => "author",
            Self::Date => "date",
            Self::Url => "url",
            Self::Tags => "tags",
            Self::People => "people",
            Self::Summary => "summary",
            Self::Verdict => "verdict",
            Self::Text => "text",
            Self::Id => "id",
        }
    }
}

/// A key of an archive's records: `title`, `book.title`, `cast.name`, `genres.0`.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The names on the way to it, dots between them.
    pub dotted: String,
    /// Its number among the profile's keys.
    pub number: u16,
    /// Where the profile names it, from 1.
    pub line: u32,
}

/// What makes a record be left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The key.
    pub key: Key,
    /// In lower case: one of these is its value, or one of its values.
    pub values: Vec<String>,
}

/// A name for sections, and the headings that mean the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading that they all get.
    pub name: String,
    /// The others.
    pub aliases: Vec<String>,
}

/// What holds for a whole archive or for some of its folders.
#[derive(Debug, Clone, Default, PartialEq)]
struct Customs {
    scale: Option<f64>,
    letters: Option<Letters>,
    day_first: Option<bool>,
    kind: Option<String>,
    author: Option<String>,
}

/// The customs of some folders.
#[derive(Debug, Clone)]
struct Folder {
    path: Globs,
    customs: Customs,
}

/// What an archive says of itself. The default says nothing.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    fields: Vec<(Field, Vec<Key>)>,
    customs: Customs,
    sections: Vec<Section>,
    skip: Globs,
    skip_when: Vec<Condition>,
    private: Vec<Key>,
    folders: Vec<Folder>,
}

/// What a profile says of the file at one path.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    /// What it says of all files.
    pub profile: &'a Profile,
    /// The best that a bare number can reach.
    pub scale: Option<f64>,
    /// What letters are worth.
    pub letters: Letters,
    /// Whether the day stands first in a date.
    pub day_first: Option<bool>,
    /// The kind that the file's folder has.
    pub folder_kind: Option<&'a str>,
    /// The kind of whatever shows no other.
    pub kind: Option<&'a str>,
    /// The author of whatever names no other.
    pub author: Option<&'a str>,
}

impl Declared<'static> {
    /// What no profile says.
    pub fn nothing() -> Self {
        static SILENT: LazyLock<Profile> = LazyLock::new(Profile::default);
        SILENT.at("")
    }
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`Fault`]: what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        read::read(text)
    }

    /// Whether it says anything.
    pub fn is_silent(&self) -> bool {
        self.to_string().is_empty()
    }

    /// Whether it says anything about the keys of records.
    pub fn names_keys(&self) -> bool {
        !(self.fields.is_empty() && self.private.is_empty() && self.skip_when.is_empty())
    }

    /// A number that is another one when the profile says something else. Comments and spelling don't
    /// count; that of a profile that says nothing is 0.
    pub fn fingerprint(&self) -> u128 {
        let text = self.to_string();
        if text.is_empty() { 0 } else { twox_hash::XxHash3_128::oneshot(text.as_bytes()) }
    }

    /// What it says of the file at `path`, relative to the archive. Of the folders that fit, the last one that
    /// speaks decides.
    pub fn at(&self, path: &str) -> Declared<'_> {
        let mut declared = Declared {
            profile: self,
            scale: self.customs.scale,
            letters: self.customs.letters.unwrap_or_default(),
            day_first: self.customs.day_first,
            folder_kind: None,
            kind: self.customs.kind.as_deref(),
            author: self.customs.author.as_deref(),
        };
        for Folder { customs, .. } in self.folders.iter().filter(|folder| folder.path.matches(path)) {
            declared.scale = customs.scale.or(declared.scale);
            declared.letters = customs.letters.unwrap_or(declared.letters);
            declared.day_first = customs.day_first.or(declared.day_first);
            declared.folder_kind = customs.kind.as_deref().or(declared.folder_kind);
            declared.author = customs.author.as_deref().or(declared.author);
        }
        declared
    }

    /// Whether the file at `path` is left out.
    pub fn skips(&self, path: &str) -> bool {
        self.skip.matches(path)
    }

    /// The keys that are mapped to fields.
    pub fn fields(&self) -> &[(Field, Vec<Key>)] {
        &self.fields
    }

    /// The keys that are mapped to one field.
    pub fn keys_of(&self, field: Field) -> &[Key] {
        self.fields.iter().find(|(of, _)| *of == field).map_or(&[], |(_, keys)| keys)
    }

    /// What makes a record be left out.
    pub fn skip_when(&self) -> &[Condition] {
        &self.skip_when
    }

    /// The keys whose values are never indexed.
    pub fn private(&self) -> &[Key] {
        &self.private
    }

    /// Sections that have several names.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The pattern of the last folders that declare a scale for the file at `path`; empty where the archive does.
    pub fn scale_place(&self, path: &str) -> &str {
        let folders = self.folders.iter().rev().filter(|folder| folder.customs.scale.is_some());
        let mut fitting = folders.filter(|folder| folder.path.matches(path));
        fitting.next().map_or("", |folder| folder.path.first())
    }

    /// Every key that the profile names, with what it is named for.
    pub fn keys(&self) -> impl Iterator<Item = (&Key, Use)> {
        let mapped = self
            .fields
            .iter()
            .flat_map(|(field, keys)| keys.iter().map(move |key| (key, Use::Field(*field))));
        let conditions = self.skip_when.iter().map(|condition| (&condition.key, Use::Skip));
        mapped.chain(conditions).chain(self.private.iter().map(|key| (key, Use::Private)))
    }

    /// Numbers the keys, in the order of [`Profile::keys`].
    fn number_keys(&mut self) {
        self.fields.sort_by_key(|(field, _)| *field);
        let mapped = self.fields.iter_mut().flat_map(|(_, keys)| keys);
        let conditions = self.skip_when.iter_mut().map(|condition| &mut condition.key);
        let keys = mapped.chain(conditions).chain(&mut self.private);
        for (number, key) in (0..).zip(keys) {
            key.number = number;
        }
    }
}

/// What a key is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It holds a field.
    Field(Field),
    /// It makes records be left out.
    Skip,
    /// It is private.
    Private,
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => write!(f, "mapped to {}", field.name()),
            Self::Skip => f.write_str("named in skip_when"),
            Self::Private => f.write_str("declared private"),
        }
    }
}
