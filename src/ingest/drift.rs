//! Is the index still true to its folders?

use std::path::{Path, PathBuf};

use super::{profile, read, survey};
use crate::error::Error;
use crate::index::manifest::{Manifest, Root};

/// How far a root has moved on since it was indexed.
#[derive(Debug)]
pub struct Drift {
    /// The root.
    pub path: PathBuf,
    /// Why nothing can be said about it.
    pub problem: Option<Error>,
    /// Files that are new or may have changed.
    pub to_read: usize,
    /// Files that are gone.
    pub gone: usize,
}

impl Drift {
    /// Whether the index is true to the root.
    pub fn is_none(&self) -> bool {
        self.problem.is_none() && self.to_read == 0 && self.gone == 0
    }
}

/// Compares every root with the manifest. Only files whose stamps don't vouch for them are read.
pub fn drift(manifest: &Manifest, dir: &Path) -> Vec<Drift> {
    manifest.roots.iter().map(|root| drift_of(root, dir)).collect()
}

fn drift_of(root: &Root, dir: &Path) -> Drift {
    let path = root.path.clone();
    let surveyed = profile::load(&root.path).and_then(|profile| {
        let (listing, recorded) = survey::list(root, &profile, dir)?;
        let survey = survey::survey(recorded, listing, false);
        Ok((profile.fingerprint() == root.profile, survey))
    });
    let (is_profile_same, survey) = match surveyed {
        Ok(surveyed) => surveyed,
        Err(error) => return Drift { path, problem: Some(error), to_read: 0, gone: 0 },
    };
    let to_read = if is_profile_same {
        survey.to_read.iter().filter(|file| !read::is_same(root, file)).count()
    } else {
        // Under another profile, every file may come out differently.
        survey.to_read.len() + survey.unchanged as usize
    };
    Drift { path, problem: None, to_read, gone: survey.vanished.len() }
}
