//! The profile at an archive's root: found, and read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::profile::{FILE_NAME, Profile};

/// A profile is no larger than this, in bytes.
const LARGEST: u64 = 1 << 20;

/// Where the profile of an archive is, if it has one. An archive that is a single file has none.
pub fn path_of(root: &Path) -> Option<PathBuf> {
    let path = root.join(FILE_NAME);
    // A pipe by that name is never opened.
    fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()).then_some(path)
}

/// Reads the profile of the archive at `root`; without one it says nothing.
///
/// # Errors
/// [`Error::BadProfile`] when it is wrong, [`Error::Io`] when it can't be read.
pub fn load(root: &Path) -> Result<Profile> {
    let Some(path) = path_of(root) else { return Ok(Profile::default()) };
    let bytes = read(&path).map_err(|error| Error::io("read", &path, error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let message = "this is not UTF-8, as TOML is".to_owned();
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|byte| *byte == b'\n').count() as u32;
        Error::BadProfile { path: path.clone(), line, column: 1, message }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Profile::parse(text).map_err(|fault| Error::BadProfile {
        path,
        line: fault.line,
        column: fault.column,
        message: fault.to_string(),
    })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let size = fs::metadata(path)?.len();
    if size > LARGEST {
        return Err(io::Error::other(format!("its size, {size} bytes, is beyond reason")));
    }
    fs::read(path)
}
