//! Why was something in a container not read?

use std::io;

use super::budget::Excess;

/// Something in a container that was not read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The member's path, or the container's where it concerns all that follows in it.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why something in a container was not read. Shown, it is a phrase for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// By its name nothing that can hold reviews; what it is.
    #[error("{0}")]
    NotText(String),
    /// A folder of programs' parts.
    #[error("program code that others wrote, not reviews")]
    Dependencies,
    /// A ZIP that is a document: what begins with `[Content_Types].xml` or `mimetype`.
    #[error("an office document or an electronic book")]
    Document,
    /// A link, a device, a pipe.
    #[error("{0} inside a container, not a file")]
    SpecialFile(&'static str),
    /// Nobody gave us the password.
    #[error("encrypted")]
    Encrypted,
    /// Packed by a method that is not read; its name or number.
    #[error("packed by a method that is not read: {0}")]
    Method(String),
    /// An entry of the same name follows, which is read in its stead.
    #[error("replaced by a later entry of the same name")]
    Replaced,
    /// An entry of the same name stood before; the name that this one got.
    #[error("the name comes a second time: read as {0}")]
    Repeated(String),
    /// Its bytes are those of another entry too, or some of them: only bombs are made like that.
    #[error("shares its bytes with another entry")]
    Overlapping,
    /// Containers inside containers.
    #[error("more than {0} containers inside each other")]
    TooDeep(usize),
    /// Entries that were not looked at any more.
    #[error("more than {0} entries: the rest is not read")]
    TooMany(u64),
    /// A ZIP archive inside a container that is too large for the memory.
    #[error("a ZIP archive of more than {0} MiB inside another container: unpack the outer one")]
    TooLarge(u64),
    /// What is unpacked grew beyond reason.
    #[error("{0}: the rest is not read")]
    Excess(String),
    /// Its bytes are not what they should be.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The system did not let it be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// So many more were passed by as cannot hold reviews; they are not listed.
    #[error("{0} more files that cannot hold reviews")]
    MorePassed(u64),
    /// So many more could not be read; they are not listed.
    #[error("{0} more that could not be read")]
    MoreLost(u64),
}

impl Reason {
    /// Whether reviews may have been lost, rather than something passed by that is none.
    pub fn is_loss(&self) -> bool {
        !matches!(
            self,
            Self::NotText(_)
                | Self::Dependencies
                | Self::Document
                | Self::Replaced
                | Self::Repeated(_)
                | Self::MorePassed(_)
        )
    }
}

/// What an error while unpacking is about.
pub(in crate::decode) fn reason_of(error: &io::Error) -> Reason {
    if error.raw_os_error().is_some() {
        return Reason::Unreadable(error.to_string());
    }
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Excess>()) {
        Some(excess) => Reason::Excess(excess.to_string()),
        None => Reason::Damaged(error.to_string()),
    }
}

/// What was not read, listed up to a bound: a bomb has as many complaints as it has entries.
#[derive(Default)]
pub(super) struct Problems {
    listed: Vec<Problem>,
    passed: u64,
    lost: u64,
}

impl Problems {
    /// So many of a kind are listed.
    const MOST: u64 = 500;

    pub(super) fn push(&mut self, path: &str, reason: Reason) {
        let count = if reason.is_loss() { &mut self.lost } else { &mut self.passed };
        *count += 1;
        if *count <= Self::MOST {
            self.listed.push(Problem { path: path.to_owned(), reason });
        }
    }

    /// All of them. What is not listed is counted under the file's own path.
    pub(super) fn finish(mut self, path: &str) -> Vec<Problem> {
        let mut count = |reason: fn(u64) -> Reason, all: u64| {
            if let Some(more) = all.checked_sub(Self::MOST).filter(|&more| more > 0) {
                self.listed.push(Problem { path: path.to_owned(), reason: reason(more) });
            }
        };
        count(Reason::MorePassed, self.passed);
        count(Reason::MoreLost, self.lost);
        self.listed
    }
}
