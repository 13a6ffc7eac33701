//! Full-text search over review archives: by phrase, name, section and score.
//!
//! Data goes one way, on two roads that meet in the index:
//!
//! ```text
//! walk -> decode -> parse -> index            folder, archive or export  ->  searchable archive
//! query -> backend (lower, rank, execute) -> render       question       ->  answer
//! ```
//!
//! [`ingest`] drives the first road, [`cli`] both. Every module may use what stands before it in
//! this list and nothing behind it; `tests/it/layers.rs` holds them to it.

pub mod backend;
pub mod cli;
pub mod decode;
pub mod error;
mod excerpt;
pub mod exchange;
pub mod index;
pub mod ingest;
pub mod kinds;
pub mod lint;
mod packed;
pub mod parse;
pub mod people;
pub mod profile;
pub mod query;
pub mod render;
pub mod review;
pub mod schema;
pub mod score;
pub mod walk;
pub mod words;

pub use backend::{Backend, SearchRequest, SearchResponse};
pub use error::{Error, Result};
pub use review::Review;
