//! What the files of an archive show only when they are taken together: the scale of their bare
//! numbers, and the text that is repeated from one to the next.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::listed::Listing;
use super::path;
use crate::profile::Declared;
use crate::score::{BareNumbers, Convention};

/// A folder with fewer bare numbers than this is judged together with the folder above it.
const ENOUGH_NUMBERS: u32 = 5;
const ENOUGH_OF_A_TABLE: u32 = 2;
/// Boilerplate stands in at least so many files of a top folder ...
const FEWEST_FILES: u32 = 3;
/// ... and in at least one of so many.
const ONE_FILE_IN: u32 = 10;
/// A block that stands in fewer than one in so many is forgotten.
const WIDTH: u32 = 4_096;
/// The first year in which reviews were kept as files on the web or the Usenet.
const FIRST_YEAR_OF_REVIEWS: i32 = 1985;

/// What folders show when their files are taken together.
///
/// The default knows nothing: bare numbers stay unread, and only well-known footers are removed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Conventions {
    /// Bare numbers by folder and key. The archive itself is the empty name.
    numbers: BTreeMap<String, BTreeMap<String, BareNumbers>>,
    /// By top folder, the hashes of repeated blocks and in how many files they stand.
    repeated: BTreeMap<String, BTreeMap<u64, u32>>,
    /// By top folder, whether the day stands first in its dates. A folder with both is left out.
    day_first: BTreeMap<String, bool>,
    /// By top folder, the hashes of headings that several plain texts have.
    headings: BTreeMap<String, BTreeSet<u64>>,
    /// Folders whose folders of years are those of the works' release.
    release_shelves: BTreeSet<String>,
    /// What lists of posts say of files, by their paths.
    #[serde(default)]
    listed: BTreeMap<String, Listing>,
}

impl Conventions {
    /// Learns from all files of an archive, as [`Learning`] does.
    pub fn learn<'a>(files: impl Iterator<Item = (&'a str, &'a Evidence)>) -> Self {
        let mut learning = Learning::default();
        files.for_each(|(path, evidence)| learning.add(path, evidence));
        learning.finish()
    }

    /// The boilerplate: top folder (empty for files that stand in none), hash of the text, number of files.
    pub fn boilerplate(&self) -> impl Iterator<Item = (&str, u64, u32)> {
        let folders = self.repeated.iter();
        folders
            .flat_map(|(folder, counts)| counts.iter().map(|(hash, files)| (folder.as_str(), *hash, *files)))
    }

    /// Whether a file's reviews come out the same under both.
    pub fn settles_alike(&self, other: &Self, path: &str, evidence: &Evidence) -> bool {
        let same_scale = |key: &String| self.inferred_best(path, key) == other.inferred_best(path, key);
        let same_text = |hash: &u64| self.is_repeated(path, *hash) == other.is_repeated(path, *hash);
        let same_heading =
            |hash: &u64| self.is_shared_heading(path, *hash) == other.is_shared_heading(path, *hash);
        evidence.bare.keys().all(same_scale)
            && evidence.edges.iter().all(same_text)
            && self.listing(path) == other.listing(path)
            && self.year_of_folder(path) == other.year_of_folder(path)
            && self.day_comes_first(path) == other.day_comes_first(path)
            && evidence.headings.iter().all(same_heading)
    }

    /// Why the file at `path` is left out, if the archive says so elsewhere.
    pub fn reason_to_leave_out(&self, path: &str) -> Option<&'static str> {
        let is_draft = self.listing(path).is_some_and(|listing| !listing.is_published);
        is_draft.then_some("not published, says the list of posts beside it")
    }

    /// What a list of posts says of the file at `path`.
    pub(super) fn listing(&self, path: &str) -> Option<&Listing> {
        self.listed.get(path)
    }

    /// How the numbers under `key` of the file at `path` are to be read. What is declared is not inferred.
    pub(super) fn convention(&self, path: &str, key: &str, declared: &Declared<'_>) -> Convention {
        let best = declared.scale.or_else(|| self.inferred_best(path, key));
        Convention { best, declared: declared.scale.is_some(), letters: declared.letters }
    }

    fn inferred_best(&self, path: &str, key: &str) -> Option<f64> {
        self.nearest(path, key).and_then(|(_, seen)| seen.infer_best_of(key))
    }

    /// The numbers that tell the scale of those under `key` of the file at `path`, and the folder they stand in.
    pub(super) fn nearest<'c>(&'c self, path: &'c str, key: &str) -> Option<(&'c str, &'c BareNumbers)> {
        // A file of many records comes last: it is its own nearest folder.
        let places = folders_above(path).chain([path]);
        let seen: Vec<(&str, &BareNumbers)> =
            places.filter_map(|place| Some((place, self.numbers.get(place)?.get(key)?))).collect();
        let enough = |(place, seen): &&(&str, &BareNumbers)| {
            let enough = if *place == path { enough_in(path) } else { ENOUGH_NUMBERS };
            seen.count >= enough && seen.infer_best_of(key).is_some()
        };
        let widest = seen.iter().rev().find(enough).or_else(|| seen.first()).copied()?;
        let own = seen.last().copied().filter(|(_, own)| is_another_scale(own, widest.1, key));
        Some(own.unwrap_or(widest))
    }

    /// The year of release that the folder of the file at `path` names.
    ///
    /// `posts/2015` may be the year of the review as well. But nobody kept reviews in files for the web
    /// before [`FIRST_YEAR_OF_REVIEWS`]: a shelf that goes back further is sorted by the works' years.
    pub(super) fn year_of_folder(&self, path: &str) -> Option<i32> {
        let (shelf, year) = path::year_folder(path)?;
        self.release_shelves.contains(shelf).then_some(year)
    }

    /// Whether the day stands first in the dates of the top folder; `None` where they do not show it.
    pub(super) fn day_comes_first(&self, path: &str) -> Option<bool> {
        self.day_first.get(top_folder(path)).copied()
    }

    /// Whether several plain texts of the top folder have this heading.
    pub(super) fn is_shared_heading(&self, path: &str, hash: u64) -> bool {
        self.headings.get(top_folder(path)).is_some_and(|shared| shared.contains(&hash))
    }

    /// Whether any block is boilerplate in the file at `path`.
    pub(super) fn has_repeated(&self, path: &str) -> bool {
        self.repeated.contains_key(top_folder(path))
    }

    /// Whether the block of that hash is boilerplate in the file at `path`.
    pub(super) fn is_repeated(&self, path: &str, hash: u64) -> bool {
        self.repeated.get(top_folder(path)).is_some_and(|counts| counts.contains_key(&hash))
    }

    fn add_numbers(&mut self, path: &str, evidence: &Evidence) {
        for (key, numbers) in &evidence.bare {
            let own = (numbers.count >= enough_in(path)).then_some(path);
            for place in folders_above(path).chain(own) {
                slot(slot(&mut self.numbers, place), key).merge(numbers);
            }
        }
    }
}

/// What is learned while the files of an archive are gone through. Their order doesn't matter.
///
/// Bare numbers have the scale of the nearest folder that holds five of them under the same key, or
/// else that of the whole archive. A block is boilerplate if it stands at an edge of at least three
/// files and of a tenth of the files of the top folder.
#[derive(Default)]
pub struct Learning {
    learned: Conventions,
    edges: BTreeMap<String, Edges>,
    neighbours: Neighbours,
}

impl Learning {
    /// Takes in what a file shows.
    pub fn add(&mut self, path: &str, evidence: &Evidence) {
        self.learned.add_numbers(path, evidence);
        self.neighbours.add(path, evidence);
        let listed = evidence.listed.iter();
        self.learned.listed.extend(listed.map(|(path, listing)| (path.clone(), listing.clone())));
        if !evidence.edges.is_empty() {
            slot(&mut self.edges, top_folder(path)).add(&evidence.edges);
        }
    }

    /// What all of them show.
    pub fn finish(self) -> Conventions {
        let mut learned = self.learned;
        let repeated = self.edges.into_iter().map(|(folder, edges)| (folder, edges.repeated()));
        learned.repeated = repeated.filter(|(_, counts)| !counts.is_empty()).collect();
        self.neighbours.finish(&mut learned);
        learned
    }
}

/// What is kept under a name, which is copied the first time only.
pub(super) fn slot<'m, V: Default>(map: &'m mut BTreeMap<String, V>, name: &str) -> &'m mut V {
    if !map.contains_key(name) {
        map.insert(name.to_owned(), V::default());
    }
    map.get_mut(name).unwrap_or_else(|| unreachable!("it was put there"))
}

/// Whether a few numbers cannot be on the scale of a hundred that others show: nobody has three works in a folder and
/// none of them above a tenth of the best.
fn is_another_scale(few: &BareNumbers, others: &BareNumbers, key: &str) -> bool {
    const FEW: u32 = 3;
    let best = |numbers: &BareNumbers| numbers.infer_best_of(key);
    few.count >= FEW
        && best(few).is_some_and(|best| best <= 10.0)
        && best(others).is_some_and(|best| best >= 100.0)
}

/// How many numbers of one file show its scale. Tables come from somewhere else each: two numbers of one say more than
/// those of its neighbours.
fn enough_in(path: &str) -> u32 {
    if path::is_table(path) { ENOUGH_OF_A_TABLE } else { ENOUGH_NUMBERS }
}

/// The blocks at the edges of a top folder's files. Nearly all stand in one file only, and those of a million files
/// would take a hundred megabytes: what has been seen too seldom for its time is forgotten now and then (lossy
/// counting: Manku and Motwani, 2002). A count is too small by one in [`WIDTH`] blocks at most, and in folders of fewer
/// blocks it is exact.
#[derive(Default)]
struct Edges {
    /// How many files have a text.
    files: u32,
    /// How many blocks were seen.
    blocks: u32,
    counts: FxHashMap<u64, Count>,
}

/// In how many files a block was seen, and in how many it may have been seen and forgotten.
struct Count {
    seen: u32,
    forgotten: u32,
}

impl Edges {
    fn add(&mut self, hashes: &[u64]) {
        self.files += 1;
        for hash in hashes {
            let forgotten = self.blocks / WIDTH;
            self.counts.entry(*hash).or_insert(Count { seen: 0, forgotten }).seen += 1;
            self.blocks += 1;
            if self.blocks.is_multiple_of(WIDTH) {
                let fewest = self.blocks / WIDTH;
                self.counts.retain(|_, count| count.seen + count.forgotten > fewest);
            }
        }
    }

    fn repeated(self) -> BTreeMap<u64, u32> {
        let is_repeated =
            |count: u32| count >= FEWEST_FILES && count.saturating_mul(ONE_FILE_IN) >= self.files;
        let counts = self.counts.into_iter().map(|(hash, count)| (hash, count.seen));
        counts.filter(|(_, seen)| is_repeated(*seen)).collect()
    }
}

/// What is counted while the files are gone through.
#[derive(Default)]
struct Neighbours {
    headings: BTreeMap<String, BTreeMap<u64, u32>>,
    orders: BTreeMap<String, BTreeSet<bool>>,
    first_years: BTreeMap<String, i32>,
}

impl Neighbours {
    fn add(&mut self, path: &str, evidence: &Evidence) {
        let top = top_folder(path);
        for hash in &evidence.headings {
            *slot(&mut self.headings, top).entry(*hash).or_default() += 1;
        }
        if let Some(order) = evidence.day_first {
            slot(&mut self.orders, top).insert(order);
        }
        if let Some((shelf, year)) = path::year_folder(path) {
            let first = self.first_years.entry(shelf.to_owned()).or_insert(year);
            *first = year.min(*first);
        }
    }

    fn finish(self, learned: &mut Conventions) {
        for (top, counts) in self.headings {
            let shared: BTreeSet<u64> =
                counts.into_iter().filter(|(_, files)| *files > 1).map(|(hash, _)| hash).collect();
            if !shared.is_empty() {
                learned.headings.insert(top, shared);
            }
        }
        for (top, orders) in self.orders {
            if let [order] = orders.into_iter().collect::<Vec<_>>()[..] {
                learned.day_first.insert(top, order);
            }
        }
        let old = self.first_years.into_iter().filter(|(_, year)| *year < FIRST_YEAR_OF_REVIEWS);
        learned.release_shelves = old.map(|(shelf, _)| shelf).collect();
    }
}

fn top_folder(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

/// The archive and each folder on the way down to the file.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once("")
        .chain(path.match_indices('/').filter_map(|(at, _)| path.get(..at)).filter(|f| !f.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(number: f64) -> Evidence {
        let mut evidence = Evidence::default();
        evidence.add_number("rating", number);
        evidence
    }

    fn best(conventions: &Conventions, path: &str) -> Option<f64> {
        conventions.inferred_best(path, "rating")
    }

    #[test]
    fn a_number_has_the_scale_of_its_folder() {
        let files: Vec<(String, Evidence)> = (1..=5)
            .flat_map(|n| {
                [
                    (format!("films/{n}.md"), bare(f64::from(n))),
                    (format!("music/{n}.md"), bare(f64::from(n * 2))),
                ]
            })
            .collect();
        let learned = Conventions::learn(files.iter().map(|(path, evidence)| (path.as_str(), evidence)));
        assert_eq!(best(&learned, "films/1.md"), Some(5.0));
        assert_eq!(best(&learned, "music/1.md"), Some(10.0));
        assert_eq!(best(&learned, "books/1.md"), Some(10.0));
        let backwards =
            Conventions::learn(files.iter().rev().map(|(path, evidence)| (path.as_str(), evidence)));
        assert_eq!(learned, backwards);
    }

    #[test]
    fn a_folder_with_one_number_asks_the_folder_above() {
        let files = [
            ("posts/a/index.md", bare(3.0)),
            ("posts/b/index.md", bare(8.0)),
            ("posts/c/index.md", bare(4.0)),
        ];
        let learned = Conventions::learn(files.iter().map(|(path, evidence)| (*path, evidence)));
        assert_eq!(best(&learned, "posts/a/index.md"), Some(10.0));
    }

    #[test]
    fn three_small_numbers_are_not_out_of_a_hundred() {
        let numbers = [
            ("ten/a", 9.0),
            ("ten/b", 3.0),
            ("ten/c", 7.0),
            ("all/d", 87.0),
            ("all/e", 45.0),
            ("all/f", 8.0),
        ];
        let files = numbers.map(|(path, number)| (path, bare(number)));
        let learned = Conventions::learn(files.iter().map(|(path, evidence)| (*path, evidence)));
        assert_eq!(best(&learned, "ten/a"), Some(10.0));
        assert_eq!(best(&learned, "all/f"), Some(100.0));
    }

    #[test]
    fn boilerplate_needs_three_files_and_a_tenth() {
        let edge = |hash: u64| Evidence { edges: vec![hash], ..Evidence::default() };
        let mut files: Vec<(String, Evidence)> =
            (0..30).map(|n| (format!("a/{n}"), edge(1000 + n))).collect();
        files.extend((30..33).map(|n| (format!("a/{n}"), edge(1))));
        files.extend((0..3).map(|n| (format!("b/{n}"), edge(2))));
        files.extend((0..2).map(|n| (format!("c/{n}"), edge(3))));
        let learned = Conventions::learn(files.iter().map(|(path, evidence)| (path.as_str(), evidence)));
        assert_eq!(learned.boilerplate().collect::<Vec<_>>(), [("b", 2, 3)]);
        assert!(learned.is_repeated("b/9", 2) && !learned.is_repeated("a/9", 2));
        assert!(!learned.settles_alike(&Conventions::default(), "b/0", &edge(2)));
        assert!(learned.settles_alike(&Conventions::default(), "b/0", &edge(7)));
    }

    #[test]
    fn of_many_blocks_the_seldom_ones_are_forgotten_and_the_repeated_are_kept() {
        let mut edges = Edges::default();
        // A footer that is in every ninth file, and another that comes in with the second half.
        for file in 0..100_000_u64 {
            let mut hashes = vec![1_000_000 + file];
            hashes.extend((file % 9 == 0).then_some(1));
            hashes.extend((file >= 50_000).then_some(2));
            edges.add(&hashes);
        }
        assert!(edges.counts.len() < 20_000, "{}", edges.counts.len());
        let repeated = edges.repeated();
        assert_eq!(repeated.keys().copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(repeated[&1], 11_112);
        assert!((49_900..=50_000).contains(&repeated[&2]), "{}", repeated[&2]);
    }
}
