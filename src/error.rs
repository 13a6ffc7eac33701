//! The one error type of the library. It carries paths and positions; the sentence is for a person.
//! It knows nothing of exit codes or HTTP statuses: those are decided at the edge.

use std::io;
use std::path::PathBuf;

/// What can go wrong on the way from a folder to an answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder or file named by the user is not there.
    #[error("{}: no such file or folder; nothing was changed. Is a disk not mounted?", path.display())]
    MissingRoot {
        /// The path as the user gave it.
        path: PathBuf,
    },

    /// A folder named by the user is none of those that the index was made from.
    #[error("{}: this folder is not in the index; `pullquote check` lists those that are", path.display())]
    NotIndexed {
        /// The path as the user gave it.
        path: PathBuf,
    },

    /// An archive's profile is wrong.
    #[error("{}:{line}:{column}: {message}\nNothing was changed", path.display())]
    BadProfile {
        /// The profile.
        path: PathBuf,
        /// The line, from 1.
        line: u32,
        /// The column in characters, from 1.
        column: u32,
        /// What is wrong, the place, and what helps.
        message: String,
    },

    /// The operating system refused something.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// What was tried, as a verb phrase: `read`, `create the folder`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// There is no index where one was to be read.
    #[error("{}: there is no index here. Build one with `pullquote index PATH`", dir.display())]
    NoIndex {
        /// The folder that was looked at.
        dir: PathBuf,
    },

    /// The folder for the index holds something else.
    #[error("{}: this folder is not a Pullquote index and is not empty. Choose another with --index DIR", dir.display())]
    NotAnIndex {
        /// The folder.
        dir: PathBuf,
    },

    /// Another version of the program made the index.
    #[error(
        "{}: this index was made by another version of Pullquote (format {format}, words {words}). \
         Remove the folder and run `pullquote index PATH` again: the index can always be rebuilt from the archive",
        dir.display()
    )]
    OtherVersion {
        /// The folder of the index.
        dir: PathBuf,
        /// Its format's number.
        format: u32,
        /// Its analyzer's number.
        words: u32,
    },

    /// Another process is writing to the index.
    #[error("{}: another pullquote is writing to this index. Wait for it to finish, or index into another folder with --index DIR", dir.display())]
    Busy {
        /// The folder of the index.
        dir: PathBuf,
    },

    /// The index is not as it was written.
    #[error("{}: the index is damaged: {what}. Remove the folder and run `pullquote index PATH` again", dir.display())]
    Damaged {
        /// The folder of the index.
        dir: PathBuf,
        /// What was found.
        what: String,
    },

    /// The search engine gave up.
    #[error("{}: cannot {action}: {source}", dir.display())]
    Engine {
        /// What was tried, as a verb phrase.
        action: &'static str,
        /// The folder of the index.
        dir: PathBuf,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// No review has this id.
    #[error("no review has the id {id:?}{}", hint(near))]
    UnknownId {
        /// The id asked for.
        id: String,
        /// Ids that it may have meant.
        near: Vec<String>,
    },
}

fn hint(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!(". Did you mean {}?", near.join(", ")) }
}

impl Error {
    /// An error of the search engine with what was tried and on which index.
    pub fn engine(
        action: &'static str,
        dir: impl Into<PathBuf>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Engine { action, dir: dir.into(), source: source.into() }
    }

    /// An operating-system error with what was tried and where.
    pub fn io(action: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io { action, path: path.into(), source }
    }
}

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;
