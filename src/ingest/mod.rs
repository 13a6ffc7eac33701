//! The first road, end to end: folders in, a committed index and a report out.
//!
//! Every root is surveyed first; files that are as recorded are not opened. The rest is read,
//! parsed and added by several threads at once, each holding one file at a time, into the engine's
//! bounded queue. What folders show only when taken together (the scale of bare scores, repeated
//! boilerplate) is learned in three steps, so that the outcome never depends on the order of runs:
//! files are settled under the conventions known so far; the conventions are learned anew from all
//! files; files that come out differently under the new ones are read once more before the commit. The same
//! goes for exported reviews that several files hold, of which one tells them: see `claims`.

mod claims;
mod drift;
pub mod look;
mod member;
pub mod profile;
mod read;
pub mod report;
mod survey;
mod target;
mod tell;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use crate::decode::{self, Limits};
use crate::error::{Error, Result};
use crate::index::manifest::{Brief, FileRecord, Files, Manifest, Root};
use crate::index::{Reader, Writer};
use crate::packed::Packed;
use crate::parse::formats::Wishes;
use crate::parse::{Conventions, Evidence, Learning};
use crate::profile::Profile;
use crate::walk::Entry;
use claims::Claims;
pub use drift::{Drift, drift};
use member::Ways;
use read::{Outcome, Reading};
use report::{Move, Report};
use survey::{Survey, ToRead};
use target::{Nowhere, Target};

/// Files of a new root that are looked at first, to guess its conventions.
const SAMPLE: usize = 48;
/// Of a file with more reviews only so many are looked at.
const SAMPLE_REVIEWS: u32 = 1_000;
/// Fewer files than this are indexed by one thread, into one segment.
const FEW_FILES: usize = 2_000;

/// Is told how the work goes.
pub trait Progress: Sync {
    /// So many files are about to be read.
    fn begin(&self, files: u64);
    /// One of them is done.
    fn step(&self);
    /// All are done; the commit follows.
    fn end(&self);
}

/// What a run is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Plan {
    /// What is taken from exports only on request, from now on; `None` leaves it as it is.
    pub wishes: Option<Wishes>,
}

/// Brings the index in `dir` up to date with `paths`, or with all its known roots if there are none.
///
/// # Errors
/// [`Error::MissingRoot`] before anything is changed; else what [`Writer::open`] and
/// [`Batch::commit`](crate::index::Batch::commit) answer, and then the old state stands. What is wrong with single files is in
/// the report.
pub fn refresh(dir: &Path, paths: &[PathBuf], plan: Plan, progress: &dyn Progress) -> Result<Report> {
    let started = Instant::now();
    let paths = real_paths(paths)?;
    // A profile that is wrong is told before anything is made.
    paths.iter().try_for_each(|path| profile::load(path).map(drop))?;
    let writer = Writer::open(dir)?;
    let mut work = Work::of(writer.manifest()?, dir, &paths, plan)?;
    if work.is_needed() {
        let files = work.files();
        let batch = writer.batch(if files < FEW_FILES { 1 } else { indexers() })?;
        work.run(&batch, progress)?;
        batch.commit(&work.manifest)?;
    }
    Ok(work.report(started))
}

/// Tells what [`refresh`] would do, and does nothing.
///
/// # Errors
/// As [`refresh`].
pub fn preview(dir: &Path, paths: &[PathBuf], plan: Plan, progress: &dyn Progress) -> Result<Report> {
    let started = Instant::now();
    let paths = real_paths(paths)?;
    let manifest = match Reader::open(dir) {
        Ok(reader) => reader.manifest()?,
        Err(Error::NoIndex { .. }) => Manifest::default(),
        Err(error) => return Err(error),
    };
    let mut work = Work::of(manifest, dir, &paths, plan)?;
    work.run(&Nowhere, progress)?;
    Ok(work.report(started))
}

/// The roots of a run, what is to be done about each, and what was done.
struct Work {
    manifest: Manifest,
    /// So many roots were known before.
    known: usize,
    roots: Vec<RootWork>,
}

struct RootWork {
    /// The root's position in the manifest.
    at: usize,
    profile: Profile,
    survey: Survey,
    /// All its files are to be read, whether they changed or not.
    anew: bool,
    changes: Changes,
}

impl Work {
    fn of(mut manifest: Manifest, dir: &Path, paths: &[PathBuf], plan: Plan) -> Result<Self> {
        let known = manifest.roots.len();
        let mut roots = Vec::new();
        for at in choose_roots(&mut manifest, paths) {
            let root = &mut manifest.roots[at];
            let wishes = plan.wishes.unwrap_or(root.wishes);
            let is_wish_new = std::mem::replace(&mut root.wishes, wishes) != wishes;
            let profile = profile::load(&root.path)?;
            let fingerprint = profile.fingerprint();
            let is_profile_new = std::mem::replace(&mut root.profile, fingerprint) != fingerprint;
            let (listing, recorded) = survey::list(root, &profile, dir)?;
            let exports = survey::exports(&listing.entries);
            let are_exports_new = std::mem::replace(&mut root.exports, exports.clone()) != exports;
            let anew = is_wish_new || are_exports_new || is_profile_new;
            let survey = survey::survey(recorded, listing, anew);
            roots.push(RootWork { at, profile, survey, anew, changes: Changes::default() });
        }
        Ok(Self { manifest, known, roots })
    }

    fn is_needed(&self) -> bool {
        self.manifest.roots.len() > self.known
            || self.roots.iter().any(|root| root.anew || !root.survey.is_quiet())
    }

    fn files(&self) -> usize {
        self.roots.iter().map(|root| root.survey.to_read.len()).sum()
    }

    fn run(&mut self, target: &dyn Target, progress: &dyn Progress) -> Result<()> {
        progress.begin(self.files() as u64);
        let claims = Claims::of(&self.manifest);
        for work in &mut self.roots {
            let first_number = self.manifest.take_numbers(work.survey.to_read.len());
            let root = &mut self.manifest.roots[work.at];
            let (profile, claims) = (&work.profile, &claims);
            let job = Job { profile, target, claims, progress: Some(progress), first_number };
            work.changes = update_root(root, &mut work.survey, work.anew, &job)?;
        }
        settle_claims(&mut self.manifest, target)?;
        progress.end();
        Ok(())
    }

    fn report(&self, started: Instant) -> Report {
        let mut report = Report::default();
        for work in &self.roots {
            let root = &self.manifest.roots[work.at];
            let is_new = work.at >= self.known;
            tell::root(&mut report, root, work, is_new);
        }
        let others = self.manifest.roots.iter().enumerate();
        let others = others.filter(|(at, _)| self.roots.iter().all(|work| work.at != *at));
        report.reviews += others.map(|(_, root)| root.reviews()).sum::<u64>();
        report.took = started.elapsed();
        report
    }
}

/// Takes a root and its reviews out of the index. The archive itself is not touched.
///
/// # Errors
/// [`Error::NotIndexed`] if no such root is indexed; else as [`refresh`].
pub fn forget(dir: &Path, path: &Path) -> Result<u64> {
    let writer = Writer::open(dir)?;
    let mut manifest = writer.manifest()?;
    let wanted = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let Some(at) = manifest.roots.iter().position(|root| root.path == wanted) else {
        return Err(Error::NotIndexed { path: path.to_owned() });
    };
    let root = manifest.roots.remove(at);
    let batch = writer.batch(1)?;
    root.files.briefs().for_each(|(_, file)| batch.remove_file(file.number));
    settle_claims(&mut manifest, &batch)?;
    batch.commit(&manifest)?;
    Ok(root.reviews())
}

fn real_paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    paths.iter().map(|path| real_path(path)).collect()
}

fn real_path(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::MissingRoot { path: path.to_owned() },
        _ => Error::io("open", path, source),
    })
}

/// The positions of the roots to refresh; new ones are added to the manifest.
fn choose_roots(manifest: &mut Manifest, paths: &[PathBuf]) -> Vec<usize> {
    if paths.is_empty() {
        return (0..manifest.roots.len()).collect();
    }
    let mut chosen: Vec<usize> = paths.iter().map(|path| root_at(manifest, path)).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

fn root_at(manifest: &mut Manifest, path: &Path) -> usize {
    if let Some(at) = manifest.roots.iter().position(|root| root.path == path) {
        return at;
    }
    let label = label_for(manifest, path);
    manifest.roots.push(Root { label, path: path.to_owned(), ..Root::default() });
    manifest.roots.len() - 1
}

/// The first root needs no label; a later one is called by its folder's name, numbered if need be.
fn label_for(manifest: &Manifest, path: &Path) -> String {
    if manifest.roots.is_empty() {
        return String::new();
    }
    let name = path.file_name().map_or_else(|| "root".into(), |name| name.to_string_lossy());
    let taken = |label: &str| {
        manifest.roots.iter().any(|root| {
            root.label == label || root.files.briefs().any(|(file, _)| file.split('/').next() == Some(label))
        })
    };
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_string()).chain(numbered).find(|label| !taken(label)).unwrap_or_default()
}

/// What became of the files that were read.
#[derive(Default)]
struct Changes {
    /// Files with this number and larger ones are new; `None` if no file was read.
    first_new: Option<u64>,
    changed: Vec<String>,
    removed: Vec<String>,
    moved: Vec<Move>,
    same: u64,
    read: u64,
    unreadable: BTreeMap<String, String>,
}

impl Changes {
    fn is_new(&self, relative: &str, number: u64) -> bool {
        self.first_new.is_some_and(|first| number >= first) && !self.unreadable.contains_key(relative)
    }
}

/// What is the same for all files of a root in a run.
#[derive(Clone, Copy)]
struct Job<'a> {
    profile: &'a Profile,
    target: &'a dyn Target,
    /// As the manifest had them before.
    claims: &'a Claims,
    progress: Option<&'a dyn Progress>,
    /// The first of the numbers for new files.
    first_number: u64,
}

fn update_root(root: &mut Root, survey: &mut Survey, anew: bool, job: &Job<'_>) -> Result<Changes> {
    if root.files.is_empty() {
        root.conventions = conventions_of_sample(root, job.profile, &survey.to_read);
    }
    let mut changes = Changes {
        first_new: Some(job.first_number),
        read: survey.to_read.len() as u64,
        ..Changes::default()
    };
    let mut files = std::mem::take(&mut root.files);
    read_all(root, std::mem::take(&mut survey.to_read), anew, job, &mut |relative, outcome| {
        record(&mut files, relative, outcome, &mut changes);
    })?;
    root.files = files;
    changes.changed.sort_unstable();
    let vanished = take_vanished(root, survey, job.target);
    tell_moves_apart(root, vanished, &mut changes);
    changes.read += adopt_conventions(root, job)?;
    Ok(changes)
}

/// A first guess, so that few files have to be read twice.
fn conventions_of_sample(root: &Root, profile: &Profile, files: &Packed<ToRead>) -> Conventions {
    let (limits, claims) = (Limits::default(), Claims::default());
    let ways = Ways { root, profile, limits: &limits, claims: &claims };
    let stride = files.len().div_ceil(SAMPLE).max(1);
    let mut evidence: Vec<(String, Evidence)> = Vec::new();
    for ToRead { entry, .. } in files.iter().step_by(stride) {
        let Ok(content) = decode::open(&entry.path(&root.path), &limits) else { continue };
        let mut left = SAMPLE_REVIEWS;
        let members = member::all(ways, &entry.relative, &content, &mut |_| {
            left -= 1;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let shown =
            members.into_iter().map(|member| (member.path_or(&entry.relative).to_owned(), member.evidence));
        evidence.extend(shown);
    }
    Conventions::learn(evidence.iter().map(|(path, evidence)| (path.as_str(), evidence)))
}

/// Reads files by several threads. What becomes of each is handed to `take`, in any order.
fn read_all(
    root: &Root,
    files: Packed<ToRead>,
    even_if_same: bool,
    job: &Job<'_>,
    take: &mut dyn FnMut(String, Outcome),
) -> Result<()> {
    let limits = Limits::default();
    let ways = Ways { root, profile: job.profile, limits: &limits, claims: job.claims };
    let reading = Reading { ways, target: job.target };
    let (send_job, jobs) = crossbeam_channel::bounded::<(u64, ToRead)>(64);
    let (send_outcome, outcomes) = crossbeam_channel::bounded(64);
    let steady = steady_readers();
    thread::scope(|scope| {
        for reader in 0..readers(files.len()) {
            let is_spare = reader >= steady;
            let (jobs, send_outcome, reading) = (jobs.clone(), send_outcome.clone(), &reading);
            scope.spawn(move || {
                for (at, file) in jobs {
                    if is_spare {
                        job.target.wait_until_short();
                    }
                    let outcome = reading.file(&file, job.first_number + at, even_if_same);
                    let outcome = outcome.map(|outcome| (file.entry.relative, outcome));
                    if send_outcome.send(outcome).is_err() {
                        return;
                    }
                }
            });
        }
        drop((jobs, send_outcome));
        scope.spawn(move || (0..).zip(files.drain()).all(|job| send_job.send(job).is_ok()));
        for outcome in outcomes {
            job.progress.into_iter().for_each(Progress::step);
            let (relative, outcome) = outcome?;
            take(relative, outcome);
        }
        Ok(())
    })
}

/// Waiting for the disk overlaps with parsing: more readers than cores.
fn readers(files: usize) -> usize {
    (parallelism() * 2).clamp(1, 16).min(files.max(1))
}

/// So many read on whatever happens. The others only help while the engine has little left to do: else they would take
/// the time of its threads, fill the queue, and stand still with it while a segment is written down.
fn steady_readers() -> usize {
    (parallelism() - indexers()).max(1)
}

/// To read and analyse reviews takes about as long as to make postings of them. Each indexer makes segments of its
/// own, so that there should be no more of them than can be kept busy.
fn indexers() -> usize {
    (parallelism() / 2).clamp(1, 4)
}

fn parallelism() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Takes files that are gone out of the index; gives their contents' hashes, to find moves by.
fn take_vanished(root: &mut Root, survey: &Survey, target: &dyn Target) -> Vec<(String, u128)> {
    let mut vanished = Vec::new();
    for relative in &survey.vanished {
        if let Some(record) = root.files.remove(relative) {
            target.remove_file(record.number);
            vanished.push((relative.clone(), record.hash));
        }
    }
    vanished
}

fn record(files: &mut Files, relative: String, outcome: Outcome, changes: &mut Changes) {
    match outcome {
        Outcome::Same(Brief { stamp, settled, .. }) => {
            changes.same += 1;
            if let Some(known) = files.get(&relative) {
                files.insert(relative, FileRecord { stamp, settled, ..known });
            }
        }
        Outcome::Indexed(record) => {
            if !changes.is_new(&relative, record.number) {
                changes.changed.push(relative.clone());
            }
            files.insert(relative, record);
        }
        Outcome::Unreadable { number, why } => {
            record_unreadable(files, &relative, number, &why);
            changes.unreadable.insert(relative, why);
        }
    }
}

/// Reviews of a file that can't be read just now stay; a new one is noted and tried again.
fn record_unreadable(files: &mut Files, relative: &str, number: u64, why: &str) {
    let record = files.get(relative).unwrap_or_else(|| {
        let members = vec![member::passed_by(format!("cannot be read: {why}"))];
        FileRecord { number, members, ..FileRecord::default() }
    });
    files.insert(relative.to_owned(), FileRecord { settled: false, ..record });
}

/// A file that left and one that came with the same text are one file that moved.
fn tell_moves_apart(root: &Root, vanished: Vec<(String, u128)>, changes: &mut Changes) {
    if vanished.is_empty() {
        return;
    }
    let mut by_hash: HashMap<u128, Vec<String>> = HashMap::new();
    for (relative, hash) in vanished.into_iter().rev() {
        by_hash.entry(hash).or_default().push(relative);
    }
    let new: Vec<_> = root.files.briefs().filter(|(to, brief)| changes.is_new(to, brief.number)).collect();
    for (to, brief) in new {
        let from = by_hash.get_mut(&brief.hash).and_then(Vec::pop);
        changes.moved.extend(from.map(|from| Move { from, to }));
    }
    changes.removed = by_hash.into_values().flatten().collect();
    changes.removed.sort_unstable();
}

/// Learns the conventions from all files and reads those again that come out differently under
/// them. Answers how many that were.
fn adopt_conventions(root: &mut Root, job: &Job<'_>) -> Result<u64> {
    let mut learning = Learning::default();
    root.files.each(|path, record| {
        record.evidence(&path).for_each(|(path, evidence)| learning.add(path, evidence));
    });
    let before = std::mem::replace(&mut root.conventions, learning.finish());
    if before == root.conventions {
        return Ok(0);
    }
    let learned = root.conventions.clone();
    let settles_alike = |path: &str, record: &FileRecord| {
        let mut members = record.evidence(path);
        members.all(|(path, evidence)| before.settles_alike(&learned, path, evidence))
    };
    read_again(root, |path, record| !settles_alike(path, record), job)
}

/// Reads the files again whose exported reviews are told elsewhere now, or were until now.
fn settle_claims(manifest: &mut Manifest, target: &dyn Target) -> Result<()> {
    if !manifest.roots.iter().any(|root| root.files.have_exported()) {
        return Ok(());
    }
    let claims = Claims::of(manifest);
    for root in &mut manifest.roots {
        let profile = &profile::load(&root.path)?;
        let job = Job { profile, target, claims: &claims, progress: None, first_number: 0 };
        let label = root.label.clone();
        read_again(root, |path, record| !claims.agree(&label, path, record), &job)?;
    }
    Ok(())
}

/// Reads the chosen files again, whether they changed or not. Answers how many they are.
fn read_again(root: &mut Root, is_chosen: impl Fn(&str, &FileRecord) -> bool, job: &Job<'_>) -> Result<u64> {
    let mut chosen = Packed::default();
    chosen.extend(root.files.iter().filter(|(path, record)| is_chosen(path, record)).map(as_known));
    let mut files = std::mem::take(&mut root.files);
    let (count, quietly) = (chosen.len() as u64, Job { progress: None, ..*job });
    read_all(root, chosen, true, &quietly, &mut |relative, outcome| {
        if let Outcome::Indexed(record) = outcome {
            files.insert(relative, record);
        }
    })?;
    root.files = files;
    Ok(count)
}

fn as_known((relative, record): (String, FileRecord)) -> ToRead {
    let known = Some(Brief::of(&record));
    ToRead { entry: Entry { relative, stamp: record.stamp, place: record.place }, known }
}
