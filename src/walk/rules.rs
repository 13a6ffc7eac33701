//! What does the archive ask to leave out? `.pullquoteignore` files, with the grammar of `.gitignore`.

use std::fs;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Passing;

/// The name of a file of rules, which hold for its folder and below.
pub(super) const FILE_NAME: &str = ".pullquoteignore";
/// A file of rules is no larger than this, in bytes.
const LARGEST: u64 = 1 << 20;

/// The rules of the folders around the place where the walk is.
#[derive(Default)]
pub(super) struct Rules {
    /// With the depth of their folders, ascending.
    stack: Vec<(usize, Gitignore)>,
}

impl Rules {
    /// Takes in the rules of a folder that is entered at `depth`. If some of them are not understood the
    /// others hold, and the reason comes back.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize) -> Result<(), Passing> {
        let file = folder.join(FILE_NAME);
        // A pipe by that name is never opened.
        let Some(metadata) = fs::metadata(&file).ok().filter(fs::Metadata::is_file) else { return Ok(()) };
        if metadata.len() > LARGEST {
            return Err(Passing::Unreadable(format!("its size, {} bytes, is beyond reason", metadata.len())));
        }
        let mut builder = GitignoreBuilder::new(folder);
        let partial = builder.add(&file);
        let rules = builder.build().map_err(|error| Passing::BadRule(error.to_string()))?;
        self.stack.push((depth, rules));
        partial.map_or(Ok(()), |error| Err(Passing::BadRule(error.to_string())))
    }

    /// Drops the rules of folders that were left: something at `depth` is looked at now.
    pub(super) fn leave_to(&mut self, depth: usize) {
        while self.stack.last().is_some_and(|(of, _)| *of >= depth) {
            self.stack.pop();
        }
    }

    /// Whether the rules of the folders around it leave a path out; the innermost that speaks decides.
    pub(super) fn leave_out(&self, path: &Path, is_folder: bool) -> bool {
        let mut verdicts = self.stack.iter().rev().map(|(_, rules)| rules.matched(path, is_folder));
        verdicts.find(|verdict| !verdict.is_none()).is_some_and(|verdict| verdict.is_ignore())
    }
}
