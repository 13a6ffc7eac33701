//! The index's folder as the engine sees it.
//!
//! A search maps the files into memory: it touches few of their pages, and the system keeps those that are
//! used often. Where it has none yet, it is told to read no further than asked: else it reads ahead, 128 KiB
//! and on some machines megabytes each time, and the first question after a start waits for them.
//!
//! A merge touches every page once, and mapped pages count as the process's memory for as long as the system
//! has no other use for them: a merge of a gigabyte looks like a gigabyte. So a writer reads its files in
//! pieces instead.

use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
    WritePtr,
};

/// So much is read at once where less is asked for, in bytes: a merge goes through its files from the
/// beginning to the end, in small steps.
const WINDOW: usize = 64 << 10;

/// How files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Mapped into memory, a page here and there, by whoever searches.
    Scattered,
    /// Mapped into memory, from the beginning to the end, by whoever wants all reviews.
    Throughout,
    /// In pieces, by whoever writes.
    InPieces,
}

/// The folder of an index.
///
/// The engine takes a lock file to open an index, so that no writer clears a file away in that moment.
/// Where the folder can't be written to, there is no writer to fear and no lock to be had: an archive on
/// a read-only disk or share is searched all the same.
#[derive(Debug, Clone)]
pub(super) struct IndexDirectory {
    folder: PathBuf,
    files: MmapDirectory,
    access: Access,
}

impl IndexDirectory {
    /// Opens a folder that exists.
    pub(super) fn open(folder: &Path, access: Access) -> Result<Self, OpenDirectoryError> {
        let files = match access {
            Access::Scattered => scattered(folder)?,
            Access::Throughout | Access::InPieces => MmapDirectory::open(folder)?,
        };
        Ok(Self { folder: folder.to_owned(), files, access })
    }
}

/// Files of which a page is read here and there.
#[cfg(unix)]
pub(super) fn scattered(folder: &Path) -> Result<MmapDirectory, OpenDirectoryError> {
    MmapDirectory::open_with_madvice(folder, tantivy::directory::Advice::Random)
}

/// Files of which a page is read here and there.
#[cfg(not(unix))]
pub(super) fn scattered(folder: &Path) -> Result<MmapDirectory, OpenDirectoryError> {
    MmapDirectory::open(folder)
}

impl Directory for IndexDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error)) if is_unwritable(&error) => Ok(DirectoryLock::from(Box::new(()))),
            other => other,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.access {
            Access::Scattered | Access::Throughout => self.files.get_file_handle(path),
            Access::InPieces => Ok(Arc::new(Pieces::open(&self.folder, path)?)),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.files.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

fn is_unwritable(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// A file that is read in pieces.
struct Pieces {
    path: PathBuf,
    file: File,
    length: usize,
    /// What was read last: where it begins, and its bytes.
    window: Mutex<(usize, OwnedBytes)>,
}

impl Pieces {
    fn open(folder: &Path, path: &Path) -> Result<Self, OpenReadError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        };
        let file = File::open(folder.join(path)).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len() as usize;
        Ok(Self { path: path.to_owned(), file, length, window: Mutex::new((0, OwnedBytes::empty())) })
    }

    fn read(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        read_exact_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl FileHandle for Pieces {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.length || range.start > range.end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if range.len() > WINDOW {
            return self.read(range);
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if range.start < window.0 || range.end > window.0 + window.1.len() {
            let end = self.length.min(range.start + WINDOW);
            *window = (range.start, self.read(range.start..end)?);
        }
        Ok(window.1.slice(range.start - window.0..range.end - window.0))
    }
}

impl HasLen for Pieces {
    fn len(&self) -> usize {
        self.length
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pieces({})", self.path.display())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_folder_that_refuses_writes_goes_unlocked() {
        assert!(is_unwritable(&io::ErrorKind::ReadOnlyFilesystem.into()));
        assert!(!is_unwritable(&io::ErrorKind::WouldBlock.into()));
    }

    proptest! {
        #[test]
        fn pieces_are_what_the_file_holds(ranges in prop::collection::vec((0_usize..200_000, 0_usize..90_000), 1..20)) {
            let folder = tempfile::tempdir().unwrap();
            let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
            fs::write(folder.path().join("a.store"), &bytes).unwrap();
            let directory = IndexDirectory::open(folder.path(), Access::InPieces).unwrap();
            let file = directory.get_file_handle(Path::new("a.store")).unwrap();
            for (start, length) in ranges {
                let end = start + length;
                match bytes.get(start..end) {
                    Some(expected) => {
                        let read = file.read_bytes(start..end).unwrap();
                        prop_assert_eq!(read.as_slice(), expected);
                    }
                    None => prop_assert!(file.read_bytes(start..end).is_err()),
                }
            }
        }
    }
}
