//! Random archives of a small vocabulary, so that everything happens by chance.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use pullquote::index::Reader;

use super::dice::Dice;

/// What reviews are made of, and queries too: compounds in all their spellings, words of one stem,
/// accents, possessives, numbers, names, letters that stand alone.
pub(super) const WORDS: [&str; 62] = [
    "gun",
    "fu",
    "gunfu",
    "gun-fu",
    "Gun-Fu",
    "gun fu",
    "razor",
    "thin",
    "razor-thin",
    "razorthin",
    "bullet",
    "bullets",
    "ballet",
    "ballot",
    "dance",
    "dancer",
    "dancing",
    "dances",
    "neon",
    "neno",
    "Amélie",
    "amelie",
    "Léa's",
    "lea",
    "Wick",
    "Wick's",
    "Wick’s",
    "O’Toole",
    "otoole",
    "spider",
    "man",
    "like",
    "spider-man",
    "spiderman",
    "spider man",
    "spider-man-like",
    "千尋",
    "千と千尋",
    "と",
    "尋",
    "7.2",
    "20,000",
    "1984",
    "8½",
    "3",
    "Alien³",
    "E.T.",
    "AC/DC",
    "Straße",
    "strasse",
    "the",
    "the",
    "of",
    "a",
    "happy",
    "happiness",
    "M*A*S*H",
    "mash",
    "now here",
    "nowhere",
    "l",
    "J.",
];

/// People, as they are credited and as prose writes them.
pub(super) const NAMES: [&str; 9] = [
    "Samuel L. Jackson",
    "Samuel Jackson",
    "Jackson",
    "Ana de Armas",
    "Ana Armas",
    "Peter O’Toole",
    "Jean-Luc Wick",
    "Amélie Wick",
    "Jackson, Samuel L.",
];

const HEADINGS: [&str; 7] =
    ["Sound", "Sound & Music", "Music", "Story", "The Sound of Gun-Fu", "Sounds", "Dancing"];
const TAGS: [&str; 5] = ["action", "gun-fu", "dance film", "Neon Noir", "spider man"];
const SCORES: [&str; 8] = ["7.2/10", "3/10", "9/10", "B+", "4.5/5", "★★★½", "0/10", "10/10"];
const DATES: [&str; 6] = ["2024-05-17", "2024-05", "2023", "2024-06-01", "2021-12-31", "2024-01-01"];
const BETWEEN: [&str; 10] = [" ", " ", " ", " ", " ", ", ", ". ", " - ", "-", "\n"];
const FOLDERS: [&str; 3] = ["", "old/", "gun-fu/dance/"];

/// An archive that has been indexed in several steps, with edits and removals between them.
pub(super) struct Archive {
    dir: tempfile::TempDir,
}

/// How many reviews an archive has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// A few in each of up to eight segments.
    Small,
    /// Thousands: more than the engine keeps in one of its blocks and windows.
    Large,
}

impl Archive {
    pub(super) fn random(dice: &mut Dice, size: Size) -> Self {
        let archive = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(archive.films()).unwrap();
        let mut files = BTreeSet::new();
        let (rounds, few, many) = match size {
            Size::Small => (dice.between(1, 8), 2, 9),
            Size::Large => (2, 2_400, 2_600),
        };
        for round in 0..rounds {
            for at in 0..dice.between(few, many) {
                let name = format!(
                    "{}{}-{round}-{at}.md",
                    dice.pick(&FOLDERS),
                    dice.pick(&["wick", "neon", "gun-fu"])
                );
                archive.write(&name, &review(dice));
                files.insert(name);
            }
            for name in files.clone() {
                match dice.below(6) {
                    0 if round > 0 => archive.write(&name, &review(dice)),
                    1 if round > 0 => {
                        fs::remove_file(archive.films().join(&name)).unwrap();
                        files.remove(&name);
                    }
                    _ => {}
                }
            }
            archive.refresh();
        }
        archive
    }

    /// Brings the index up to date with the folder.
    pub(super) fn refresh(&self) {
        let plan = pullquote::ingest::Plan::default();
        pullquote::ingest::refresh(&self.index(), &[self.films()], plan, &Silent).unwrap();
    }

    pub(super) fn open(&self) -> Reader {
        Reader::open(&self.index()).unwrap()
    }

    pub(super) fn films(&self) -> PathBuf {
        self.dir.path().join("films")
    }

    pub(super) fn index(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.films().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// No progress.
pub(super) struct Silent;

impl pullquote::ingest::Progress for Silent {
    fn begin(&self, _: u64) {}
    fn step(&self) {}
    fn end(&self) {}
}

pub(super) fn review(dice: &mut Dice) -> String {
    let mut text = String::from("---\n");
    let _ = writeln!(text, "title: \"{}\"", words(dice, 1, 3).replace('\n', " "));
    if dice.percent(70) {
        let _ = writeln!(text, "year: {}", dice.between(1980, 1989));
    }
    if dice.percent(60) {
        let _ = writeln!(text, "rating: {}", dice.pick(&SCORES));
    }
    if dice.percent(50) {
        let _ = writeln!(text, "tags: [{}, {}]", dice.pick(&TAGS), dice.pick(&TAGS));
    }
    if dice.percent(60) {
        let _ = writeln!(text, "author: {}", dice.pick(&["Zoë Wick", "Gun O’Toole", "Lea Dancer"]));
    }
    if dice.percent(60) {
        let _ = writeln!(text, "date: {}", dice.pick(&DATES));
    }
    if dice.percent(40) {
        let _ = writeln!(text, "cast: [\"{}\", \"{}\"]", dice.pick(&NAMES), dice.pick(&NAMES));
    }
    if dice.percent(40) {
        let _ = writeln!(text, "kind: {}", dice.pick(&["film", "series", "album"]));
    }
    if dice.percent(40) {
        let _ = writeln!(text, "summary: \"{}\"", words(dice, 2, 6).replace('\n', " "));
    }
    if dice.percent(40) {
        let _ = writeln!(text, "verdict: \"{}\"", words(dice, 2, 6).replace('\n', " "));
    }
    text.push_str("---\n\n");
    text.push_str(&body(dice));
    text
}

fn body(dice: &mut Dice) -> String {
    if dice.percent(12) {
        return "The same dance of bullets.\n".to_owned();
    }
    let mut text = words(dice, 3, 18);
    for _ in 0..dice.below(5) {
        let _ = write!(text, "\n\n## {}\n\n{}", dice.pick(&HEADINGS), words(dice, 1, 14));
    }
    text.push('\n');
    text
}

fn words(dice: &mut Dice, from: usize, to: usize) -> String {
    let mut text = String::new();
    for at in 0..dice.between(from, to) {
        if at > 0 {
            text.push_str(dice.pick(&BETWEEN));
        }
        text.push_str(if dice.percent(8) { dice.pick(&NAMES) } else { dice.pick(&WORDS) });
    }
    text
}
