//! The index on disk: reviews in, documents kept, one atomic step from state to state.
//!
//! Two faces: [`Reader`] answers from the last committed state and never waits; [`Writer`] is the
//! one that may change it. Neither knows what a query is.

mod analyze;
mod beside;
pub mod completion;
pub mod counts;
mod directory;
pub mod document;
pub mod endings;
pub mod manifest;
mod merging;
pub mod named;
mod queue;
pub mod stems;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tantivy::directory::{OwnedBytes, RamDirectory};
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{
    DocAddress, Index, IndexMeta, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher,
    SegmentReader, TantivyDocument,
};

use crate::error::{Error, Result};
use crate::review::Review;
use crate::schema::{FORMAT, Fields};
use crate::words;
use beside::{Kind, Opened};
use counts::Counts;
use directory::{Access, IndexDirectory};
use document::Origin;
use endings::Endings;
use manifest::Manifest;
use merging::BoundedMerges;
use queue::{Queue, Queued};
use stems::Stems;

const LOCK_FILE: &str = ".pullquote-lock";
/// The engine's own description of its state.
const META_FILE: &str = "meta.json";
/// What is kept beside the segments.
const BESIDE: [Kind; 3] = [counts::KIND, endings::KIND, stems::KIND];
/// Files that may stand in a folder that is to become an index.
const HARMLESS: [&str; 2] = ["README.md", LOCK_FILE];
/// Memory for postings being built, in bytes, over all indexing threads. What it holds becomes a segment: each
/// costs every question some time, and to merge them costs half as much as to make them.
const WRITER_MEMORY: usize = 76_000_000;
/// Stored reviews are compressed so many bytes at once, and a hit that is shown is read with its whole block.
/// Blocks of twice the size would save 4 of 100 bytes.
const STORE_BLOCK: usize = 32 << 10;
/// How hard to press: the next levels save 3 of 100 bytes and take twice as long.
const STORE_LEVEL: i32 = 3;

/// What the engine's commit carries: enough to know who made the index and which manifest is its own.
#[derive(Debug, Serialize, Deserialize)]
struct Commit {
    format: u32,
    words: u32,
    generation: u64,
}

/// The committed state of an index, to be searched.
pub struct Reader {
    dir: PathBuf,
    fields: Fields,
    index: Index,
    committed: IndexReader,
    generation: u64,
    counts: OnceLock<Opened<Counts>>,
    endings: OnceLock<Opened<Endings>>,
    stems: OnceLock<Opened<Stems>>,
}

impl Reader {
    /// Opens the index in `dir` as it was last committed.
    ///
    /// # Errors
    /// [`Error::NoIndex`] when there is none, [`Error::OtherVersion`] when another version of the
    /// program made it, [`Error::Damaged`] when it can't be read.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_for(dir, Access::Scattered)
    }

    /// The same, for whoever wants all that it holds: its files are read ahead.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn open_throughout(dir: &Path) -> Result<Self> {
        Self::open_for(dir, Access::Throughout)
    }

    fn open_for(dir: &Path, access: Access) -> Result<Self> {
        let (index, commit) = open_index(dir, access)?;
        let (_, fields) = Fields::schema();
        let committed = index
            .reader_builder()
            // The default policy starts a thread that polls the folder: of no use to one question.
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|error| damaged(dir, &error))?;
        let generation = commit.generation;
        Ok(Self::of(dir.to_owned(), fields, index, committed, generation))
    }

    /// An index of these reviews alone, in memory, for as long as it is held: for programs that have
    /// a few reviews at hand, and for tests that want thousands of indexes.
    ///
    /// # Errors
    /// [`Error::Engine`] when the engine refuses a review.
    pub fn in_memory(reviews: &[Review]) -> Result<Self> {
        let dir = PathBuf::new();
        let (schema, fields) = Fields::schema();
        let fill = || -> tantivy::Result<(Index, IndexReader)> {
            let builder = Index::builder().schema(schema).tokenizers(analyze::analyzers());
            let mut writer = builder.single_segment_index_writer(RamDirectory::create(), WRITER_MEMORY)?;
            for (file, review) in (0..).zip(reviews) {
                let origin = Origin { root: "", file };
                writer.add_document(document::to_document(review, origin, &fields))?;
            }
            let index = writer.finalize()?;
            let committed = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
            Ok((index, committed))
        };
        let (index, committed) = fill().map_err(|error| Error::engine("fill the index", &dir, error))?;
        Ok(Self::of(dir, fields, index, committed, 0))
    }

    fn of(dir: PathBuf, fields: Fields, index: Index, committed: IndexReader, generation: u64) -> Self {
        let (counts, endings, stems) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { dir, fields, index, committed, generation, counts, endings, stems }
    }

    /// The folder of the index; empty for one in memory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The handles of the fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// A view of the committed state that stays the same while it is used.
    pub fn searcher(&self) -> Searcher {
        self.committed.searcher()
    }

    /// The manifest that belongs to this state.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it can't be read.
    pub fn manifest(&self) -> Result<Manifest> {
        read_manifest(&self.dir, self.generation)
    }

    /// In how many reviews each term of a segment stands; `None` if only the engine can tell.
    pub fn counts(&self, segment: &SegmentReader, field: Field) -> Option<&Counts> {
        self.beside(&self.counts, &counts::KIND, Counts::read).get(&(segment.segment_id(), field))
    }

    /// The terms of a segment in the order of their words' endings; `None` if only the engine has them, in its own.
    pub fn endings(&self, segment: &SegmentReader, field: Field) -> Option<&Endings> {
        self.beside(&self.endings, &endings::KIND, Endings::read).get(&(segment.segment_id(), field))
    }

    /// The terms of a segment by the stems of their words; `None` if only the engine has them, in its own order.
    pub fn stems(&self, segment: &SegmentReader, field: Field) -> Option<&Stems> {
        self.beside(&self.stems, &stems::KIND, Stems::read).get(&(segment.segment_id(), field))
    }

    /// The files of a kind, opened when they are first asked for.
    fn beside<'r, T>(
        &self,
        opened: &'r OnceLock<Opened<T>>,
        kind: &Kind,
        read: fn(OwnedBytes, usize) -> Option<T>,
    ) -> &'r Opened<T> {
        opened.get_or_init(|| kind.open_all(&self.dir, &self.searcher(), &self.fields, read))
    }

    /// What is wrong with the index, a sentence each; nothing if it is whole.
    ///
    /// Checks the sums of the engine's files, that every stored review can be read back, and that
    /// every file of the manifest has as many reviews in the index as it should.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a file can't be read at all.
    pub fn faults(&self) -> Result<Vec<String>> {
        let broken = self.index.validate_checksum().map_err(|error| damaged(&self.dir, &error))?;
        let mut faults: Vec<String> =
            broken.iter().map(|path| format!("{} is not as it was written", path.display())).collect();
        faults.sort();
        faults.extend(self.unreadable_reviews());
        faults.extend(self.wrong_counts()?);
        Ok(faults)
    }

    fn unreadable_reviews(&self) -> Option<String> {
        let searcher = self.searcher();
        let mut unreadable = 0;
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            for doc in reader.doc_ids_alive() {
                let stored = searcher.doc::<TantivyDocument>(DocAddress::new(segment as u32, doc));
                let review = stored.ok().and_then(|stored| document::from_document(&stored, &self.fields));
                unreadable += u64::from(review.is_none());
            }
        }
        (unreadable > 0).then(|| format!("{unreadable} stored reviews can't be read back"))
    }

    fn wrong_counts(&self) -> Result<Vec<String>> {
        let searcher = self.searcher();
        let mut faults = Vec::new();
        let mut expected = 0;
        for root in &self.manifest()?.roots {
            for (relative, file) in root.files.iter() {
                expected += file.reviews();
                let term = Term::from_field_u64(self.fields.file, file.number);
                let query = TermQuery::new(term, IndexRecordOption::Basic);
                let found = query.count(&searcher).map_err(|error| damaged(&self.dir, &error))?;
                if found as u64 != file.reviews() {
                    let shown = root.shown(&relative);
                    faults.push(format!(
                        "{shown} should have {} reviews in the index, not {found}",
                        file.reviews()
                    ));
                }
            }
        }
        if expected != searcher.num_docs() {
            faults.push(format!("the index holds {} reviews, not {expected}", searcher.num_docs()));
        }
        Ok(faults)
    }
}

/// The right to change an index. There is one at a time, in any process.
pub struct Writer {
    dir: PathBuf,
    fields: Fields,
    index: Index,
    generation: u64,
    /// Held until the writer is dropped; the system lets go of it when the process dies.
    _lock: File,
}

impl Writer {
    /// Opens the index in `dir` for writing, making it first if it isn't there.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process writes, [`Error::NotAnIndex`] when the folder holds
    /// something else, [`Error::OtherVersion`], [`Error::Damaged`] or [`Error::Io`].
    pub fn open(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|source| Error::io("create the folder", dir, source))?;
        let lock = take_lock(dir)?;
        let (index, generation) = if dir.join(META_FILE).exists() {
            let (index, commit) = open_index(dir, Access::InPieces)?;
            (index, commit.generation)
        } else {
            (create_index(dir)?, 0)
        };
        let (_, fields) = Fields::schema();
        Ok(Self { dir: dir.to_owned(), fields, index, generation, _lock: lock })
    }

    /// The manifest of the committed state; an empty one for a new index.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it can't be read.
    pub fn manifest(&self) -> Result<Manifest> {
        read_manifest(&self.dir, self.generation)
    }

    /// Starts a batch of changes that becomes visible as a whole, or not at all.
    ///
    /// `threads` build postings; each of them makes a segment of its own.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the engine can't start.
    pub fn batch(&self, threads: usize) -> Result<Batch<'_>> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(WRITER_MEMORY / threads.max(1))
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter<Queued> =
            self.index.writer_with_options(options).map_err(|error| damaged(&self.dir, &error))?;
        // What a killed run left behind bears the names that this one will want to use.
        writer.set_merge_policy(Box::new(BoundedMerges::new(self.dir.clone())));
        writer.garbage_collect_files().wait().map_err(|error| damaged(&self.dir, &error))?;
        Ok(Batch { owner: self, writer, queue: Queue::new() })
    }
}

/// Changes that are not visible yet. Dropped without [`Batch::commit`], they never happened.
pub struct Batch<'a> {
    owner: &'a Writer,
    writer: IndexWriter<Queued>,
    queue: Queue,
}

impl Batch<'_> {
    /// Adds a review.
    ///
    /// # Errors
    /// [`Error::Engine`] when the engine has given up (disk full, most often).
    pub fn add(&self, review: &Review, origin: Origin<'_>) -> Result<()> {
        let document = document::to_document(review, origin, &self.owner.fields);
        let queued = self.queue.place(document);
        self.writer.add_document(queued).map(drop).map_err(|error| self.failed(error))
    }

    /// Waits until few reviews wait for their postings.
    pub fn wait_until_short(&self) {
        self.queue.wait_until_short();
    }

    /// Removes all reviews of the file with this number.
    pub fn remove_file(&self, number: u64) {
        self.writer.delete_term(Term::from_field_u64(self.owner.fields.file, number));
    }

    /// Makes the batch visible and durable, with the manifest that describes the new state. Of that, only what
    /// changed is written where little did.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Engine`]; the old state then stands.
    pub fn commit(mut self, manifest: &Manifest) -> Result<()> {
        let generation = self.owner.generation + 1;
        let base = manifest.write(&self.owner.dir, generation)?;
        let payload = commit_payload(generation);
        let dir = self.owner.dir.clone();
        let failed = |error| Error::engine("commit the index", &dir, error);
        let mut prepared = self.writer.prepare_commit().map_err(failed)?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(failed)?;
        manifest::remove_others(&dir, &[generation, base, self.owner.generation, manifest.base()]);
        // Dropping the writer would kill running merges, and small updates would pile up segments.
        self.writer.wait_merging_threads().map_err(failed)?;
        beside::keep_up(&self.owner.dir, &self.owner.index, &self.owner.fields, &BESIDE);
        Ok(())
    }

    fn failed(&self, error: tantivy::TantivyError) -> Error {
        Error::engine("add to the index", &self.owner.dir, error)
    }
}

/// Generation 0 is the index before its first batch: nothing is written for it.
fn read_manifest(dir: &Path, generation: u64) -> Result<Manifest> {
    if generation == 0 { Ok(Manifest::default()) } else { Manifest::read(dir, generation) }
}

fn commit_payload(generation: u64) -> String {
    let commit = Commit { format: FORMAT, words: words::VERSION, generation };
    serde_json::to_string(&commit).unwrap_or_default()
}

fn open_index(dir: &Path, access: Access) -> Result<(Index, Commit)> {
    if !dir.join(META_FILE).exists() {
        return Err(Error::NoIndex { dir: dir.to_owned() });
    }
    let directory = IndexDirectory::open(dir, access).map_err(|error| damaged(dir, &error))?;
    let mut index = Index::open(directory).map_err(|error| damaged(dir, &error))?;
    index.set_tokenizers(analyze::analyzers());
    let meta = index.load_metas().map_err(|error| damaged(dir, &error))?;
    let commit = read_commit(dir, &meta)?;
    Ok((index, commit))
}

/// An index without a commit of ours is somebody else's, unless it is the empty one that
/// [`create_index`] leaves until its first batch.
fn read_commit(dir: &Path, meta: &IndexMeta) -> Result<Commit> {
    let (schema, _) = Fields::schema();
    if meta.payload.is_none() && meta.segments.is_empty() && meta.schema == schema {
        return Ok(Commit { format: FORMAT, words: words::VERSION, generation: 0 });
    }
    let payload = meta.payload.as_deref().unwrap_or_default();
    let commit: Commit =
        serde_json::from_str(payload).map_err(|_| Error::NotAnIndex { dir: dir.to_owned() })?;
    if (commit.format, commit.words) != (FORMAT, words::VERSION) {
        return Err(Error::OtherVersion { dir: dir.to_owned(), format: commit.format, words: commit.words });
    }
    Ok(commit)
}

fn create_index(dir: &Path) -> Result<Index> {
    refuse_foreign_folder(dir)?;
    let (schema, _) = Fields::schema();
    let failed = |error| Error::engine("create the index", dir, error);
    let directory = IndexDirectory::open(dir, Access::InPieces).map_err(|error| damaged(dir, &error))?;
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(STORE_LEVEL) }),
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    };
    let mut index = Index::create(directory, schema, settings).map_err(failed)?;
    index.set_tokenizers(analyze::analyzers());
    Ok(index)
}

/// An index is never made among somebody's own files: its clean-up could not tell them apart.
fn refuse_foreign_folder(dir: &Path) -> Result<()> {
    let entries = fs::read_dir(dir).map_err(|source| Error::io("list the folder", dir, source))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with("manifest-") || beside::is_one(&name, &BESIDE);
        if !name.starts_with('.') && !HARMLESS.contains(&name.as_ref()) && !is_ours {
            return Err(Error::NotAnIndex { dir: dir.to_owned() });
        }
    }
    Ok(())
}

fn take_lock(dir: &Path) -> Result<File> {
    let path = dir.join(LOCK_FILE);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| Error::io("write to the index: create", &path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy { dir: dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(Error::io("lock", &path, source)),
    }
}

fn damaged(dir: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Damaged { dir: dir.to_owned(), what: error.to_string() }
}
