//! Files that hold records: exports, feeds, pages, tables. One file a format, one table of them all.
//!
//! A format reads its text once, from the beginning to the end, and hands out each [`Record`] as soon as
//! it has read it: a file of a gigabyte needs no more memory than a small one. What the record's keys mean
//! is not the format's business: it names them as people do in front matter (`title`, `year`, `rating`,
//! ...), and the tables of `parse::spellings` do the rest, as for a Markdown file.

mod delimited;
mod feed;
mod ghost;
mod ghost_editor;
mod goodreads;
mod imdb;
mod items;
mod json;
mod jsonl;
mod keyed;
mod labelled;
mod letterboxd;
mod lines;
mod mailbox;
mod movable_type;
mod myanimelist;
mod page;
mod paragraphs;
mod pipes;
#[cfg(test)]
mod properties;
mod pullquote;
mod pullquote_document;
mod pullquote_table;
mod rows;
mod scanner;
mod services;
mod sniff;
mod substack;
mod table;
mod tagged;
mod telling;
#[cfg(test)]
mod testing;
mod wxr;

use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::listed::Listed;
use super::{Mapped, Skipped, Warning};
use crate::profile::Declared;
use crate::review::Review;

/// Every format, in the order in which a file is offered to them: the particular before the general.
pub static FORMATS: &[&Format] = &[
    &pullquote::FORMAT,
    &pullquote_table::FORMAT,
    &pullquote_document::FORMAT,
    &letterboxd::FORMAT,
    &goodreads::FORMAT,
    &imdb::FORMAT,
    &substack::FORMAT,
    &ghost::FORMAT,
    &wxr::FORMAT,
    &myanimelist::FORMAT,
    &feed::FORMAT,
    &page::FORMAT,
    &jsonl::FORMAT,
    &json::FORMAT,
    &movable_type::FORMAT,
    &mailbox::FORMAT,
    &tagged::FORMAT,
    &pipes::FORMAT,
    &labelled::FORMAT,
    &delimited::FORMAT,
];

/// The format of a file that begins like this, and why it is taken for it.
pub fn recognise(sample: &Sample<'_>) -> Option<(&'static Format, String)> {
    FORMATS.iter().find_map(|&format| Some((format, (format.recognise)(sample)?)))
}

/// Whether a folder that holds files of these names is an export, all of which is in them.
pub fn is_export(holds: impl Fn(&str) -> bool) -> bool {
    letterboxd::is_export(holds)
}

/// Whether a file below an export's folder, read as this format, says again what the export says.
pub fn repeats_export(format: &Format, sample: &Sample<'_>) -> bool {
    format.name != letterboxd::FORMAT.name && letterboxd::is_conversion(sample)
}

/// A kind of file that holds records.
#[derive(Debug)]
pub struct Format {
    /// Stable name for programs: `letterboxd`, `csv`.
    pub name: &'static str,
    /// What it is, for a person: `a Letterboxd export's reviews`.
    pub title: &'static str,
    /// What is read and what is left out, a paragraph of Markdown for the documentation.
    pub about: &'static str,
    /// Why a text is taken for this format, for a person; `None` if it isn't.
    pub recognise: fn(&Sample<'_>) -> Option<String>,
    /// Reads the records of a text in UTF-8.
    pub read: fn(&File<'_>, &mut dyn BufRead, &mut Sink<'_>) -> io::Result<()>,
}

/// The beginning of a file, to tell its format by.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Path within the archive, with `/` between its parts; inside a container `export.zip!reviews.csv`.
    pub path: &'a str,
    /// The first 64 KiB of the text, cut at a character, or all of it.
    pub head: &'a str,
    /// Whether that is all of it.
    pub is_whole: bool,
    /// What the archive's profile says of it.
    pub declared: &'a Declared<'a>,
}

/// What a format needs to know of the file.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Path within the archive, as in [`Sample::path`].
    pub path: &'a str,
    /// What the user asks for.
    pub wishes: Wishes,
    /// What the archive's profile says of it.
    pub declared: &'a Declared<'a>,
}

/// What is left out unless it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Wishes {
    /// Ratings without a text become reviews too.
    pub ratings: bool,
    /// Private notes become sections.
    pub private: bool,
}

/// Takes what a format reads. It breaks off when nothing more is wanted; the format then returns.
pub type Sink<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

/// What a format hands out.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A review, or what may be one.
    Record(Record),
    /// A review as it was when it was exported.
    Review(Box<Review>),
    /// A record that is no review, or the whole file, and why.
    Skipped(Skipped),
    /// What the file says of another one.
    Listed(Listed),
    /// Something odd about the file as a whole or a place in it.
    Warning(Warning),
    /// Keys of the archive's profile that are there and that no record tells of, by their numbers.
    Keys(BTreeSet<u16>),
}

/// One record as it is written, before anything is made of its keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Its own key inside the file: what stays the same when others are added before it (a web address, a
    /// post's id); where there is none its ordinal from 1. Records of the same key are told apart later.
    /// Empty where the file is the record.
    pub key: String,
    /// First line in the file, from 1; 0 where lines mean nothing.
    pub line_start: u32,
    /// Last line, inclusive.
    pub line_end: u32,
    /// What is known of the work and the review, by the names that front matter would have.
    pub fields: Map<String, Value>,
    /// The review's text.
    pub body: Option<Body>,
    /// What the profile maps, where the format asked for it before it looked at the names; else it is asked for
    /// later, by the names in `fields`.
    pub mapped: Option<Mapped>,
}

/// The text of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// As written.
    pub text: String,
    /// Line in the file on which it begins, from 1.
    pub line: u32,
    /// How it is marked up.
    pub markup: Markup,
}

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Line ends are line ends; tags and entities among the text are resolved.
    Plain,
    /// Markdown.
    Markdown,
    /// HTML: line ends are spaces.
    Html,
}
