//! A folder of Markdown files, one a review. Nothing is written outside of it, and nothing over a file that
//! another program or a person put there.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::exchange::document;
use crate::render::counted;
use crate::review::Review;

/// So many refused files are told one by one.
const MOST_TOLD: usize = 20;
/// Files under this name are half-written ones of a run that was broken off.
const HALF_WRITTEN: &str = ".pullquote-export.tmp";

/// The folder that is written to.
pub(super) struct Folder {
    dir: PathBuf,
    /// The files of this run, as a file system sees them that knows no case.
    names: HashSet<String>,
    written: u64,
    same: u64,
    refusals: u64,
    refused: Vec<String>,
}

/// What stands where a review is to be written.
enum Place {
    Free,
    Same,
    Ours,
    Taken(&'static str),
}

impl Folder {
    /// Makes the folder if it is not there.
    pub(super) fn open(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|error| Error::io("create the folder", dir, error))?;
        let dir = dir.to_owned();
        Ok(Self { dir, names: HashSet::new(), written: 0, same: 0, refusals: 0, refused: Vec::new() })
    }

    /// Writes a review, unless its file is there as it would be, or something else is.
    pub(super) fn add(&mut self, review: &Review) -> Result<()> {
        let Some(name) = self.name(&review.id) else {
            self.refuse(&self.dir.clone(), &review.id, "another review of this export has its id");
            return Ok(());
        };
        let path = self.dir.join(&name);
        let text = document::text_of(review);
        let place = match self.parent(&name)? {
            Place::Free => place(&path, &text)?,
            taken => taken,
        };
        match place {
            Place::Same => self.same += 1,
            Place::Free | Place::Ours => {
                self.write(&path, &text).map_err(|error| Error::io("write", &path, error))?;
                self.written += 1;
            }
            Place::Taken(why) => self.refuse(&path, &review.id, why),
        }
        Ok(())
    }

    /// A file name that no other review of this run has.
    fn name(&mut self, id: &str) -> Option<String> {
        let names = [document::file_name(id), document::numbered_file_name(id)];
        names.into_iter().find(|name| self.names.insert(name.to_lowercase()))
    }

    fn refuse(&mut self, path: &Path, id: &str, why: &str) {
        self.refusals += 1;
        if self.refused.len() < MOST_TOLD {
            self.refused.push(format!("{}: {id} was not written: {why}", path.display()));
        }
    }

    /// Makes the folders above a file. A link among them could lead anywhere.
    fn parent(&self, name: &str) -> Result<Place> {
        let mut folder = self.dir.clone();
        let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            folder.push(part);
            match fs::symlink_metadata(&folder) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Ok(Place::Taken("a link or a file is where its folder would be")),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    fs::create_dir(&folder)
                        .map_err(|error| Error::io("create the folder", &folder, error))?;
                }
                Err(error) => return Err(Error::io("look at", &folder, error)),
            }
        }
        Ok(Place::Free)
    }

    /// Writes beside the file and moves it there, so that a file is never half of one.
    fn write(&self, path: &Path, text: &str) -> io::Result<()> {
        let beside = path.parent().unwrap_or(&self.dir).join(HALF_WRITTEN);
        fs::write(&beside, text)?;
        fs::rename(&beside, path)
    }

    /// What was done, for a person.
    pub(super) fn summary(&self) -> String {
        let written = counted(self.written, "review", "reviews");
        let same = if self.same > 0 { format!("; {} as they were", self.same) } else { String::new() };
        format!("{}: {written} written{same}", self.dir.display())
    }

    /// Whether there was no review at all.
    pub(super) fn is_empty(&self) -> bool {
        self.written + self.same + self.refusals == 0
    }

    /// How many reviews were not written.
    pub(super) fn refusals(&self) -> u64 {
        self.refusals
    }

    /// Which, and why; the first of them.
    pub(super) fn refused(&self) -> &[String] {
        &self.refused
    }
}

/// What stands where `text` is to be written.
fn place(path: &Path, text: &str) -> Result<Place> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Free),
        Err(error) => return Err(Error::io("look at", path, error)),
        Ok(found) if !found.is_file() => {
            return Ok(Place::Taken("something that is no file is in its place"));
        }
        Ok(_) => {}
    }
    let mut there = Vec::new();
    let longest = text.len().max(1 << 16) as u64 + 1;
    let file = fs::File::open(path).map_err(|error| Error::io("read", path, error))?;
    file.take(longest).read_to_end(&mut there).map_err(|error| Error::io("read", path, error))?;
    if there == text.as_bytes() {
        return Ok(Place::Same);
    }
    let is_ours = has_id_of(&String::from_utf8_lossy(&there), text);
    Ok(if is_ours {
        Place::Ours
    } else {
        Place::Taken("a file that is not its earlier export is in its place")
    })
}

/// Whether a file is an earlier export of the same review: the line under our key is the same.
fn has_id_of(there: &str, text: &str) -> bool {
    let id = |text: &str| {
        let mut lines = text.lines();
        lines.find(|line| line.strip_prefix(document::OURS) == Some(":"))?;
        lines.next().map(str::to_owned)
    };
    there.starts_with(document::FENCE) && id(there).is_some() && id(there) == id(text)
}
