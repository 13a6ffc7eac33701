//! The files of a root, packed, and which of them changed since they were all written down.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::ops::Bound;
use std::thread;

use serde::{Deserialize, Serialize};

use super::FileRecord;
use crate::packed::Block;
use crate::walk::Stamp;

/// Files of a block.
const BLOCK: usize = 128;
/// Fewer stretches are unpacked sooner than a thread is there.
const WORTH_A_THREAD: usize = 32;
/// So many stretches are unpacked ahead.
const AHEAD: usize = 8;
/// So many changes are kept as they are before they are packed.
const MOST_LOOSE: usize = 4_096;

/// Files by relative path, sorted.
#[derive(Debug, Clone, Default)]
pub struct Files {
    packed: Vec<Stretch>,
    /// What differs from what is packed; `None` is a file that is gone.
    loose: BTreeMap<String, Option<FileRecord>>,
    /// Those that came, changed or went since the base; `None` if no base has any of them.
    changed: Option<BTreeSet<String>>,
}

/// Some files that follow each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Stretch {
    /// The first one's path.
    first: String,
    /// How many they are.
    files: u32,
    /// Whether any of them holds reviews that were exported from an index.
    has_exported: bool,
    /// Whether there is nothing to tell of any of them, see [`FileRecord::is_silent`].
    is_silent: bool,
    /// How many reviews they hold.
    reviews: u64,
    /// The largest of their numbers.
    newest: u64,
    lines: Block,
}

/// What tells whether a file has changed, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// See [`FileRecord::number`].
    pub number: u64,
    /// See [`FileRecord::stamp`].
    pub stamp: Stamp,
    /// See [`FileRecord::settled`].
    pub settled: bool,
    /// See [`FileRecord::hash`].
    #[serde(with = "fixed")]
    pub hash: u128,
}

/// A file as it is packed. What it holds is written by itself: few runs ask for it.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    relative: &'a str,
    brief: Brief,
    rest: &'a [u8],
}

impl Files {
    /// Those of a base.
    pub(super) fn of_base(packed: Vec<Stretch>) -> Self {
        Self { packed, loose: BTreeMap::new(), changed: Some(BTreeSet::new()) }
    }

    /// All of them, packed. What is loose is packed on the way.
    pub(super) fn packed(&self) -> impl Iterator<Item = Cow<'_, Stretch>> {
        self.stretches().flat_map(|(stretch, loose)| match stretch {
            Some(stretch) if loose.clone().next().is_none() => vec![Cow::Borrowed(stretch)],
            stretch => packed(stretch, loose).into_iter().map(Cow::Owned).collect(),
        })
    }

    /// Which changed since the base; `None` if there is none.
    pub(super) fn changed(&self) -> Option<&BTreeSet<String>> {
        self.changed.as_ref()
    }

    /// How many there are, or a few more.
    pub(super) fn at_most(&self) -> usize {
        self.packed.iter().map(|stretch| stretch.files as usize).sum::<usize>() + self.loose.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.briefs().next().is_none()
    }

    /// Each with all that is known of it.
    pub fn iter(&self) -> impl Iterator<Item = (String, FileRecord)> + '_ {
        self.stretches().flat_map(|(stretch, loose)| records(stretch, loose))
    }

    /// Hands out each with all that is known of it, in their order.
    pub fn each(&self, take: impl FnMut(String, FileRecord)) {
        self.unpacked_ahead(self.stretches(), take);
    }

    /// The same, but silent ones that came before the number `since` may be passed by; how many reviews those hold.
    pub fn each_telling(&self, since: u64, take: impl FnMut(String, FileRecord)) -> u64 {
        let is_dull = |stretch: &&Stretch| stretch.is_silent && stretch.newest < since;
        let dull = |(stretch, loose): &(Option<&'_ Stretch>, Loose<'_>)| {
            stretch.filter(is_dull).filter(|_| loose.clone().next().is_none()).map(|stretch| stretch.reviews)
        };
        self.unpacked_ahead(self.stretches().filter(|one| dull(one).is_none()), take);
        self.stretches().filter_map(|one| dull(&one)).sum()
    }

    /// Hands out the files of stretches; another thread unpacks them ahead.
    fn unpacked_ahead<'f>(
        &self,
        stretches: impl Iterator<Item = (Option<&'f Stretch>, Loose<'f>)> + Send,
        mut take: impl FnMut(String, FileRecord),
    ) {
        let files = stretches.map(|(stretch, loose)| records(stretch, loose));
        if self.packed.len() < WORTH_A_THREAD {
            return files.flatten().for_each(|(relative, record)| take(relative, record));
        }
        let (send, unpacked) = crossbeam_channel::bounded(AHEAD);
        thread::scope(|scope| {
            let mut files = files;
            scope.spawn(move || files.all(|files| send.send(files).is_ok()));
            unpacked.into_iter().flatten().for_each(|(relative, record)| take(relative, record));
        });
    }

    /// How many reviews they hold.
    pub fn reviews(&self) -> u64 {
        let mut told = 0;
        self.each_telling(u64::MAX, |_, record| told += record.reviews()) + told
    }

    /// Each with what tells whether it has changed: a tenth of the work.
    pub fn briefs(&self) -> impl Iterator<Item = (String, Brief)> + '_ {
        self.stretches().flat_map(|(stretch, loose)| merged(stretch, loose, |line| line.brief, Brief::of))
    }

    /// Whether any holds reviews that were exported from an index.
    pub fn have_exported(&self) -> bool {
        self.packed.iter().any(|stretch| stretch.has_exported)
            || self.loose.values().flatten().any(FileRecord::has_exported)
    }

    /// What is known of a file.
    pub fn get(&self, relative: &str) -> Option<FileRecord> {
        if let Some(loose) = self.loose.get(relative) {
            return loose.clone();
        }
        let after = self.packed.partition_point(|stretch| stretch.first.as_str() <= relative);
        let bytes = self.packed.get(after.checked_sub(1)?)?.lines.unpack();
        let line = lines(&bytes).find(|line| line.relative == relative);
        line.as_ref().map(record_of)
    }

    /// Keeps what a file has become.
    pub fn insert(&mut self, relative: String, record: FileRecord) {
        self.change(relative, Some(record));
    }

    /// Forgets a file; what it was.
    pub fn remove(&mut self, relative: &str) -> Option<FileRecord> {
        let known = self.get(relative)?;
        self.change(relative.to_owned(), None);
        Some(known)
    }

    fn change(&mut self, relative: String, record: Option<FileRecord>) {
        if let Some(changed) = &mut self.changed
            && !changed.contains(&relative)
        {
            changed.insert(relative.clone());
        }
        self.loose.insert(relative, record);
        if self.loose.len() > MOST_LOOSE {
            self.pack();
        }
    }

    /// Packs what is loose. Changes come in the order of paths, mostly: few stretches are touched each time.
    fn pack(&mut self) {
        let mut loose = std::mem::take(&mut self.loose);
        let mut known = std::mem::take(&mut self.packed).into_iter().peekable();
        loop {
            let stretch = known.next();
            let later = known.peek().map_or_else(BTreeMap::new, |next| loose.split_off(&next.first));
            match stretch {
                Some(stretch) if loose.is_empty() => self.packed.push(stretch),
                stretch => self.packed.extend(packed(stretch.as_ref(), loose.iter())),
            }
            if known.peek().is_none() && later.is_empty() {
                return;
            }
            loose = later;
        }
    }

    /// What is packed, piece by piece, each with what is loose between it and the next one.
    fn stretches(&self) -> impl Iterator<Item = (Option<&Stretch>, Loose<'_>)> {
        (0..self.packed.len().max(1)).map(|at| {
            let from = self.packed.get(at).filter(|_| at > 0);
            let from = from.map_or(Bound::Unbounded, |stretch| Bound::Included(stretch.first.as_str()));
            let to = self.packed.get(at + 1);
            let to = to.map_or(Bound::Unbounded, |stretch| Bound::Excluded(stretch.first.as_str()));
            (self.packed.get(at), self.loose.range::<str, _>((from, to)))
        })
    }
}

type Loose<'f> = btree_map::Range<'f, String, Option<FileRecord>>;

/// The files of a stretch, with what is loose there.
fn merged<'f, T>(
    stretch: Option<&Stretch>,
    loose: impl Iterator<Item = (&'f String, &'f Option<FileRecord>)>,
    of_line: impl Fn(&Line<'_>) -> T,
    of_record: impl Fn(&FileRecord) -> T,
) -> Vec<(String, T)> {
    let bytes = stretch.map_or_else(Vec::new, |stretch| stretch.lines.unpack());
    let known = lines(&bytes).map(|line| (line.relative.to_owned(), of_line(&line)));
    let mut loose = loose.peekable();
    if loose.peek().is_none() {
        return known.collect();
    }
    let mut files: BTreeMap<String, T> = known.collect();
    for (relative, record) in loose {
        match record {
            Some(record) => files.insert(relative.clone(), of_record(record)),
            None => files.remove(relative),
        };
    }
    files.into_iter().collect()
}

/// The same, with all that is known of them.
fn records<'f>(
    stretch: Option<&Stretch>,
    loose: impl Iterator<Item = (&'f String, &'f Option<FileRecord>)>,
) -> Vec<(String, FileRecord)> {
    merged(stretch, loose, record_of, Clone::clone)
}

/// The same, packed.
fn packed<'f>(
    stretch: Option<&Stretch>,
    loose: impl Iterator<Item = (&'f String, &'f Option<FileRecord>)>,
) -> Vec<Stretch> {
    records(stretch, loose).chunks(BLOCK).map(Stretch::of).collect()
}

impl Stretch {
    fn of(files: &[(String, FileRecord)]) -> Self {
        let lines = files.iter().flat_map(|(relative, record)| Line::write(relative, record));
        Self {
            first: files.first().map(|(relative, _)| relative.clone()).unwrap_or_default(),
            files: files.len() as u32,
            has_exported: files.iter().any(|(_, record)| record.has_exported()),
            is_silent: files.iter().all(|(_, record)| record.is_silent()),
            reviews: files.iter().map(|(_, record)| record.reviews()).sum(),
            newest: files.iter().map(|(_, record)| record.number).max().unwrap_or_default(),
            lines: Block::of(&lines.collect::<Vec<u8>>()),
        }
    }
}

impl Line<'_> {
    fn write(relative: &str, record: &FileRecord) -> Vec<u8> {
        let rest = written(&(&record.place, &record.members));
        written(&Line { relative, brief: Brief::of(record), rest: &rest })
    }
}

fn record_of(line: &Line<'_>) -> FileRecord {
    let Brief { number, stamp, settled, hash } = line.brief;
    let (place, members) = read(line.rest).0;
    FileRecord { number, stamp, settled, hash, place, members }
}

/// The lines of an unpacked stretch.
fn lines(mut bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    std::iter::from_fn(move || {
        let (line, rest) = if bytes.is_empty() { return None } else { read(bytes) };
        bytes = rest;
        Some(line)
    })
}

fn written(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap_or_else(|error| unreachable!("a record is not written: {error}"))
}

/// A value, and the bytes behind it. They are what [`written`] made: those from a disk were checked.
fn read<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> (T, &'b [u8]) {
    postcard::take_from_bytes(bytes).unwrap_or_else(|error| unreachable!("a record is not read: {error}"))
}

impl Brief {
    /// That of a record.
    pub fn of(record: &FileRecord) -> Self {
        let FileRecord { number, stamp, settled, hash, .. } = *record;
        Self { number, stamp, settled, hash }
    }
}

/// A hash is as long as it is: as a number of variable length it would take three bytes more.
mod fixed {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(hash: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        hash.to_le_bytes().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        <[u8; 16]>::deserialize(deserializer).map(u128::from_le_bytes)
    }
}

impl PartialEq for Files {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Member;
    use super::*;

    fn record(number: u64) -> FileRecord {
        let boilerplate = u32::from(number > 700);
        let members = vec![Member { reviews: number as u32 % 3, boilerplate, ..Member::default() }];
        FileRecord { number, hash: u128::MAX / (u128::from(number) + 1), members, ..FileRecord::default() }
    }

    #[test]
    fn many_files_are_handed_out_in_their_order() {
        let mut files = Files::default();
        (0..10_000).for_each(|number| files.insert(format!("{number:05}.md"), record(number)));
        files.remove("00007.md");
        assert!(files.packed.len() > WORTH_A_THREAD && !files.loose.is_empty());
        let mut each = Vec::new();
        files.each(|relative, record| each.push((relative, record)));
        assert!(each.into_iter().eq(files.iter()));
    }

    proptest! {
        /// Whatever comes and goes in whatever order, and however much of it is packed, the files are those of a map.
        #[test]
        fn files_are_a_map(steps in prop::collection::vec((0..900_u64, 0..8_u8), 0..1_500)) {
            let mut files = Files::default();
            let mut model = BTreeMap::new();
            for (number, step) in steps {
                let relative = format!("films/{:03}.md", number % 300);
                match step {
                    0 => prop_assert_eq!(files.remove(&relative), model.remove(&relative)),
                    1 if number % 16 == 0 => files.pack(),
                    _ => {
                        files.insert(relative.clone(), record(number));
                        model.insert(relative.clone(), record(number));
                    }
                }
                prop_assert_eq!(files.get(&relative), model.get(&relative).cloned());
            }
            let briefs = model.iter().map(|(relative, record)| (relative.clone(), Brief::of(record)));
            prop_assert!(files.briefs().eq(briefs));
            prop_assert_eq!(files.is_empty(), model.is_empty());
            prop_assert!(files.at_most() >= model.len());
            let mut each = Vec::new();
            files.each(|relative, record| each.push((relative, record)));
            prop_assert!(each.into_iter().eq(model.clone()));
            let mut told = 0;
            let untold = files.each_telling(450, |_, record| told += record.reviews());
            let reviews: u64 = model.values().map(FileRecord::reviews).sum();
            prop_assert_eq!((untold + told, files.reviews()), (reviews, reviews));
            prop_assert!(files.iter().eq(model));
        }
    }
}
