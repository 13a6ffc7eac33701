//! The query language: text to a tree and back.
//!
//! ```text
//! razor thin plot            all of the words
//! "razor-thin plot"          the phrase;  "gun fu"~3  within three moves
//! neon*  b?llet  reeves~1    prefix, wildcard, fuzzy
//! a OR b  NOT a  -a  ( )     boolean; AND binds tighter than OR
//! title:x  sound:(a OR b)    inside a field, or inside a section of the review
//! "sound & music":synth      the same with a name of several words
//! score:>=7  year:1990s  date:2024-05  has:verdict  is:duplicate
//! ```
//!
//! The language forgives: what is not syntax is text. The road of a query is
//!
//! ```text
//! lex (characters -> tokens) -> settle (which operators and parentheses are syntax) -> parse (tokens -> tree)
//! print (tree -> text)
//! ```
//!
//! and for every tree that the parser makes, the printed text parses to the same meaning. What a
//! scope's name refers to (a field, a section, or nothing, so that it was text all along) is for
//! the backend to say, because it depends on the archive.

mod ast;
mod day;
mod error;
mod filter;
mod lex;
mod notice;
mod parse;
mod print;
mod settle;
mod syntax;
#[cfg(test)]
mod tests;
mod value;
mod word;

pub use ast::{DateTest, Kind, Node, ScoreTest, Span, Test, YearTest, literal};
pub use day::Day;
pub use error::QueryError;
pub use filter::{FLAGS, PRESENCES, filter};
pub use notice::{Parsed, QueryNotice};
pub use parse::parse;
pub use value::Bounds;

/// How deep groups, negations and scopes may nest, counted together.
pub const MAX_DEPTH: usize = 64;

/// How long a query may be, in bytes of UTF-8.
pub const MAX_BYTES: usize = 4096;

/// How many moves a phrase may allow: `"gun fu"~100`.
pub const MAX_SLOP: u32 = 100;

/// How many letters a fuzzy word may differ in: `reeves~2`.
pub const MAX_DISTANCE: u8 = 2;
