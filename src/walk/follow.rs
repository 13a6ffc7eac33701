//! Where do links lead? They are followed after the tree they lie in was walked, so that what lies inside
//! the archive keeps its own name.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::{Passing, Stamp, Tree, Walker, not_text, special_kind};
use crate::error::Result;

/// A link that was met.
pub(super) struct Link {
    pub(super) path: PathBuf,
    pub(super) relative: String,
}

impl Walker {
    /// Follows all links, and those met on the way. Ends because no folder is walked twice.
    pub(super) fn follow_links(&mut self, archive: &Tree) -> Result<()> {
        let mut files = HashSet::new();
        let mut known = 0;
        while !self.links.is_empty() {
            let mut links = std::mem::take(&mut self.links);
            links.sort_unstable_by(|one, other| one.relative.cmp(&other.relative));
            for link in links {
                // All trees but the archive itself are walked by their real paths.
                let fresh = self.listing.entries.iter().skip(known);
                files.extend(fresh.map(|entry| archive.real_path(&entry.path(&archive.path))));
                known = self.listing.entries.len();
                self.follow(link, &mut files)?;
            }
        }
        Ok(())
    }

    fn follow(&mut self, link: Link, files: &mut HashSet<PathBuf>) -> Result<()> {
        let target = fs::canonicalize(&link.path).and_then(|path| Ok((fs::metadata(&path)?, path)));
        let (metadata, target) = match target {
            Ok(target) => target,
            Err(error) => {
                self.listing.pass(link.relative, broken(&error));
                return Ok(());
            }
        };
        if metadata.is_dir() {
            return self.follow_to_folder(link, target);
        }
        if let Some(kind) = special_kind(metadata.file_type()) {
            self.listing.pass(link.relative, Passing::SpecialFile(kind));
        } else if !files.insert(target) {
            self.listing.pass(link.relative, Passing::Repeated);
        } else if let Some(kind) = not_text(link.path.file_name().unwrap_or_default()) {
            self.listing.pass(link.relative, Passing::NotText(kind.phrase));
        } else {
            self.take(&link.path, link.relative, Ok(Stamp::of(&metadata)));
        }
        Ok(())
    }

    fn follow_to_folder(&mut self, link: Link, target: PathBuf) -> Result<()> {
        let place = link.path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        let leads_back =
            self.root.starts_with(&target) || place.is_some_and(|place| place.starts_with(&target));
        let reason = if leads_back {
            Passing::LinkLoop
        } else if self.folders.contains(&target) {
            Passing::Repeated
        } else if self.index.as_ref().is_some_and(|index| target.starts_with(index)) {
            Passing::IndexFolder
        } else {
            return self.tree(&Tree { path: target.clone(), real: target, prefix: link.relative });
        };
        self.listing.pass(link.relative, reason);
        Ok(())
    }
}

/// Why a link cannot be followed.
fn broken(error: &io::Error) -> Passing {
    /// `ELOOP` on Linux, and on macOS and the BSDs.
    const TOO_MANY_LINKS: [i32; 2] = [40, 62];
    match error.raw_os_error() {
        _ if error.kind() == io::ErrorKind::NotFound => Passing::DanglingLink,
        Some(code) if TOO_MANY_LINKS.contains(&code) => Passing::LinkLoop,
        _ => Passing::Unreadable(error.to_string()),
    }
}
