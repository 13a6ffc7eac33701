//! Which files does an archive hold? Names, sizes and times only: no file of the archive is opened.
//!
//! Everything that is met and not taken is reported with its reason, but for hidden names. Links are
//! followed, each real file and folder is listed once: under its own name where it lies inside the
//! archive, else under the name of the first link to it. Pipes, sockets and devices are never touched.

mod follow;
mod rules;
mod stamps;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use serde::{Deserialize, Serialize};
use walkdir::{DirEntry, WalkDir};

use crate::error::{Error, Result};
use crate::kinds::{self, OtherKind};
use follow::Link;
use rules::Rules;
use stamps::Met;

/// A file of the archive that may hold reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name within the archive, with `/` between the parts. Bytes that are not UTF-8 are written as
    /// `U+FFFD` and two hex digits, so that different names stay different.
    pub relative: String,
    /// What tells whether it has changed.
    pub stamp: Stamp,
    /// Where it is, unless that is at this name below the root.
    pub place: Option<OsString>,
}

impl Entry {
    /// Where to open it; `root` is where the archive is.
    pub fn path(&self, root: &Path) -> PathBuf {
        self.place.as_ref().map_or_else(|| root.join(&self.relative), PathBuf::from)
    }
}

/// Size and times of a file: what tells that it has changed without opening it.
#[derive(Serialize, Deserialize, Copy, Clone, Default, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Time of the last change of the content, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// Time of the last change of the content or of the file's properties, in nanoseconds since 1970;
    /// 0 where the system does not tell.
    pub changed_ns: i64,
}

/// Something that was met and not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Its name within the archive, as in [`Entry::relative`].
    pub relative: String,
    /// Why.
    pub reason: Passing,
}

/// Why something was not taken. Shown, it is a phrase for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Passing {
    /// A pipe, a socket or a device.
    #[error("{0}, not a file")]
    SpecialFile(&'static str),
    /// A link to nothing.
    #[error("a link to something that is not there")]
    DanglingLink,
    /// A link to itself or to a folder that it lies in.
    #[error("a link that leads back to itself or to a folder around it")]
    LinkLoop,
    /// A link to a file or folder that is listed already.
    #[error("a link to something that is listed already")]
    Repeated,
    /// The system did not let it be read; what it says.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Left out by a `.pullquoteignore`.
    #[error("left out by .pullquoteignore")]
    Ignored,
    /// Left out by the archive's profile.
    #[error("left out by pullquote.toml")]
    ByProfile,
    /// A profile below the root.
    #[error("a profile counts at the root of an archive only")]
    ProfileElsewhere,
    /// A `.pullquoteignore` with a line that is not understood; which one. The other lines hold.
    #[error("a rule is not understood: {0}")]
    BadRule(String),
    /// By its extension not a text that can hold reviews; what it is.
    #[error("{0}")]
    NotText(String),
    /// The index of this program.
    #[error("the index itself")]
    IndexFolder,
    /// `node_modules`.
    #[error("program code that others wrote, not reviews")]
    Dependencies,
    /// `_site` beside what Jekyll or Eleventy make it from.
    #[error("a site that is built from the texts beside it")]
    Built,
}

/// What an archive holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The candidates, sorted by relative name.
    pub entries: Vec<Entry>,
    /// What was not taken, sorted by relative name.
    pub passed: Vec<Passed>,
}

impl Listing {
    /// Whether a file that is not among the entries may yet be there: it could not be read, or it lies
    /// in a folder that could not.
    pub fn may_still_hold(&self, relative: &str) -> bool {
        self.passed.iter().filter(|passed| matches!(passed.reason, Passing::Unreadable(_))).any(|passed| {
            let below = relative.strip_prefix(&passed.relative);
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    fn pass(&mut self, relative: String, reason: Passing) {
        self.passed.push(Passed { relative, reason });
    }

    fn sorted(mut self) -> Self {
        self.entries.sort_unstable_by(|one, other| one.relative.cmp(&other.relative));
        self.passed.sort_by(|one, other| one.relative.cmp(&other.relative));
        self
    }
}

/// Lists the archive at `root`, which is a folder or a single file. The folder `index_dir` is left out.
///
/// # Errors
/// [`Error::MissingRoot`] where there is nothing at `root`, [`Error::Io`] where it cannot be read. What
/// goes wrong below the root is reported in the listing and does not keep its neighbours out.
pub fn walk(root: &Path, index_dir: Option<&Path>) -> Result<Listing> {
    let metadata = fs::metadata(root).map_err(|source| root_error(root, source))?;
    if !metadata.is_dir() {
        return Ok(single_file(root, &metadata));
    }
    let real = fs::canonicalize(root).map_err(|source| root_error(root, source))?;
    let index = index_dir.and_then(|dir| fs::canonicalize(dir).ok());
    let mut walker = Walker { index, path: root.to_owned(), root: real.clone(), ..Walker::default() };
    let archive = Tree { path: root.to_owned(), real, prefix: String::new() };
    walker.tree(&archive)?;
    walker.follow_links(&archive)?;
    Ok(walker.listing.sorted())
}

fn root_error(root: &Path, source: io::Error) -> Error {
    if source.kind() == io::ErrorKind::NotFound {
        return Error::MissingRoot { path: root.to_owned() };
    }
    Error::io("read", root, source)
}

/// A file that the user names is taken unless it is known to be something else than text.
fn single_file(root: &Path, metadata: &Metadata) -> Listing {
    let mut listing = Listing::default();
    let name = root.file_name().unwrap_or(root.as_os_str());
    let relative = printable(name);
    match (special_kind(metadata.file_type()), not_text(name).filter(|kind| kind.is_known)) {
        (Some(kind), _) => listing.pass(relative, Passing::SpecialFile(kind)),
        (None, Some(kind)) => listing.pass(relative, Passing::NotText(kind.phrase)),
        (None, None) => {
            let place = Some(root.as_os_str().to_owned());
            listing.entries.push(Entry { relative, stamp: Stamp::of(metadata), place });
        }
    }
    listing
}

/// A folder with what lies below it: the root, or what a link leads to.
struct Tree {
    /// Where it is walked.
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
    /// Its name within the archive; empty for the root.
    prefix: String,
}

impl Tree {
    fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.path).unwrap_or(path);
        let name = match below.to_str() {
            Some(name) if MAIN_SEPARATOR == '/' && !name.contains('\u{FFFD}') => name.to_owned(),
            _ => below.components().map(|part| printable(part.as_os_str())).collect::<Vec<_>>().join("/"),
        };
        if self.prefix.is_empty() { name } else { format!("{}/{name}", self.prefix) }
    }

    fn real_path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.path).map_or_else(|_| path.to_owned(), |below| self.real.join(below))
    }
}

#[derive(Default)]
struct Walker {
    listing: Listing,
    /// The index folder, without links.
    index: Option<PathBuf>,
    /// Every folder that was listed, without links.
    folders: HashSet<PathBuf>,
    /// The archive itself, as it was named.
    path: PathBuf,
    /// The same, without links.
    root: PathBuf,
    /// Links met and not followed yet.
    links: Vec<Link>,
    /// Files that were met and not looked at yet.
    met: Vec<Met>,
}

/// So many files are met before they are looked at: enough for several threads, few enough to be held.
const MOST_MET: usize = 32_768;

/// Whether a folder is entered.
#[derive(PartialEq)]
enum Step {
    Into,
    Over,
}

impl Walker {
    fn tree(&mut self, tree: &Tree) -> Result<()> {
        let mut rules = Rules::default();
        let mut entries = WalkDir::new(&tree.path).into_iter();
        while let Some(entry) = entries.next() {
            if let Ok(entry) = &entry {
                rules.leave_to(entry.depth());
            }
            match entry {
                Ok(entry) if entry.file_type().is_dir() || entry.depth() == 0 => {
                    if self.folder(tree, &entry, &mut rules) == Step::Over {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => self.file(tree, &entry, &rules),
                Err(error) => self.failed(tree, error)?,
            }
            if self.met.len() == MOST_MET {
                self.take_met();
            }
        }
        self.take_met();
        Ok(())
    }

    fn folder(&mut self, tree: &Tree, entry: &DirEntry, rules: &mut Rules) -> Step {
        if entry.depth() > 0 {
            if is_hidden(entry.file_name()) {
                return Step::Over;
            }
            if let Some(reason) = self.reason_to_pass_folder(tree, entry, rules) {
                self.listing.pass(tree.relative(entry.path()), reason);
                return Step::Over;
            }
        }
        self.folders.insert(tree.real_path(entry.path()));
        if let Err(reason) = rules.enter(entry.path(), entry.depth()) {
            self.listing.pass(tree.relative(&entry.path().join(rules::FILE_NAME)), reason);
        }
        Step::Into
    }

    fn reason_to_pass_folder(&self, tree: &Tree, entry: &DirEntry, rules: &Rules) -> Option<Passing> {
        let real = tree.real_path(entry.path());
        if self.index.as_ref() == Some(&real) {
            return Some(Passing::IndexFolder);
        }
        if kinds::is_dependencies(&entry.file_name().to_string_lossy()) {
            return Some(Passing::Dependencies);
        }
        if is_built(entry) {
            return Some(Passing::Built);
        }
        if rules.leave_out(entry.path(), true) {
            return Some(Passing::Ignored);
        }
        self.folders.contains(&real).then_some(Passing::Repeated)
    }

    fn file(&mut self, tree: &Tree, entry: &DirEntry, rules: &Rules) {
        if is_hidden(entry.file_name()) {
            return;
        }
        let relative = tree.relative(entry.path());
        let kind = entry.file_type();
        if rules.leave_out(entry.path(), false) {
            self.listing.pass(relative, Passing::Ignored);
        } else if kind.is_symlink() {
            self.links.push(Link { path: entry.path().to_owned(), relative });
        } else if let Some(special) = special_kind(kind) {
            self.listing.pass(relative, Passing::SpecialFile(special));
        } else if let Some(kind) = not_text(entry.file_name()) {
            self.listing.pass(relative, Passing::NotText(kind.phrase));
        } else {
            self.met.push(Met { path: entry.path().to_owned(), relative });
        }
    }

    /// Takes the files that were met.
    fn take_met(&mut self) {
        let met = std::mem::take(&mut self.met);
        let stamps = stamps::of_all(&met);
        met.into_iter()
            .zip(stamps)
            .for_each(|(Met { path, relative }, stamp)| self.take(&path, relative, stamp));
    }

    fn take(&mut self, path: &Path, relative: String, stamp: io::Result<Stamp>) {
        match stamp {
            Ok(stamp) => {
                let place = (!is_below(&self.path, path, &relative)).then(|| path.as_os_str().to_owned());
                self.listing.entries.push(Entry { relative, stamp, place });
            }
            // Gone since the folder was listed: as if it had never been there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.listing.pass(relative, Passing::Unreadable(error.to_string())),
        }
    }

    /// An unreadable folder or file is reported; an unreadable root is an error.
    fn failed(&mut self, tree: &Tree, error: walkdir::Error) -> Result<()> {
        let path = error.path().unwrap_or(&tree.path).to_owned();
        let relative = tree.relative(&path);
        let at_root = relative.is_empty();
        let error = io::Error::from(error);
        if at_root {
            return Err(Error::io("read the folder", path, root_cause(error)));
        }
        if error.kind() != io::ErrorKind::NotFound {
            self.listing.pass(relative, Passing::Unreadable(root_cause(error).to_string()));
        }
        Ok(())
    }
}

/// Whether a path is that of the root and this name below it. To put those together takes longer.
fn is_below(root: &Path, path: &Path, relative: &str) -> bool {
    let [root, path] = [root, path].map(|path| path.as_os_str().as_encoded_bytes());
    path.strip_prefix(root).and_then(|rest| rest.strip_prefix(b"/")) == Some(relative.as_bytes())
}

/// The system's error, without the path that the walker put before it.
fn root_cause(error: io::Error) -> io::Error {
    let system = error.get_ref().and_then(|inner| inner.downcast_ref::<walkdir::Error>());
    match system.and_then(walkdir::Error::io_error).and_then(io::Error::raw_os_error) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error,
    }
}

/// `_site`, where the folder around it holds what it is built from. Alone it may be all that is left of a site.
fn is_built(entry: &DirEntry) -> bool {
    const SOURCES: [&str; 4] = ["_config.yml", "_posts", ".eleventy.js", "eleventy.config.js"];
    let around = entry.path().parent().filter(|_| entry.file_name() == "_site");
    around.is_some_and(|around| SOURCES.iter().any(|source| around.join(source).exists()))
}

fn is_hidden(name: &OsStr) -> bool {
    kinds::is_hidden(&name.to_string_lossy())
}

fn not_text(name: &OsStr) -> Option<OtherKind> {
    kinds::candidate(&name.to_string_lossy()).err()
}

/// The name as text. What is not UTF-8 becomes U+FFFD and the byte in hex; so does U+FFFD itself, so
/// that no two names become the same.
fn printable(name: &OsStr) -> String {
    if let Some(name) = name.to_str().filter(|name| !name.contains('\u{FFFD}')) {
        return name.to_owned();
    }
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\u{FFFD}' => push_bytes(&mut text, "\u{FFFD}".as_bytes()),
                c => text.push(c),
            }
        }
        push_bytes(&mut text, chunk.invalid());
    }
    text
}

fn push_bytes(text: &mut String, bytes: &[u8]) {
    text.extend(bytes.iter().map(|byte| format!("\u{FFFD}{byte:02X}")));
}

/// What a thing is that is neither file nor folder.
#[cfg(unix)]
fn special_kind(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        kind if kind.is_fifo() => Some("a pipe"),
        kind if kind.is_socket() => Some("a socket"),
        kind if kind.is_block_device() || kind.is_char_device() => Some("a device"),
        _ => None,
    }
}

/// What a thing is that is neither file nor folder.
#[cfg(not(unix))]
fn special_kind(kind: FileType) -> Option<&'static str> {
    (!kind.is_file()).then_some("something special")
}

impl Stamp {
    /// The stamp of a file's metadata.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let ns = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Self {
            size: metadata.len(),
            modified_ns: ns(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: ns(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// The stamp of a file's metadata.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Self {
        let since_1970 = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).ok();
        let modified = metadata.modified().ok().and_then(since_1970);
        let modified_ns = modified.and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(0);
        Self { size: metadata.len(), modified_ns, changed_ns: 0 }
    }
}
