//! The reviews to measure on: the Large Movie Review Dataset, or a folder of the same shape.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use lzma_rust2::XzReader;

use crate::bare::is_review;

type Failure = Box<dyn std::error::Error>;

/// Reviews of the data set.
pub const REVIEWS: usize = 100_000;

/// A folder of reviews, and what it is.
pub struct Data {
    pub folder: PathBuf,
    pub about: String,
    /// Bytes of all the texts.
    pub bytes: u64,
    pub reviews: usize,
}

/// Unpacks the archive into `work`, or makes up a folder where there is no archive or more reviews are wanted.
pub fn prepare(archive: &Path, work: &Path, reviews: usize) -> Result<Data, Failure> {
    let real = work.join("aclImdb");
    if archive.exists() && !real.join("complete").exists() {
        fs::create_dir_all(work)?;
        let packed = XzReader::new(BufReader::new(File::open(archive)?), true);
        tar::Archive::new(packed).unpack(work)?;
        fs::write(real.join("complete"), "")?;
    }
    // Not all peers follow links.
    let real = if real.exists() { real.canonicalize()? } else { real };
    if real.exists() && reviews == REVIEWS {
        let about = "100,000 film reviews of the Large Movie Review Dataset, one file each".to_owned();
        return measured(real, about);
    }
    let folder = work.join(format!("made-{reviews}"));
    let vocabulary = if real.exists() { real.join("train/unsup") } else { PathBuf::from("corpus") };
    if !folder.join("complete").exists() {
        make(&vocabulary, &folder, reviews)?;
        fs::write(folder.join("complete"), "")?;
    }
    measured(folder, format!("{reviews} reviews of words drawn in pairs from {}", vocabulary.display()))
}

fn measured(folder: PathBuf, about: String) -> Result<Data, Failure> {
    let (mut bytes, mut reviews) = (0, 0);
    for entry in walkdir::WalkDir::new(&folder) {
        let entry = entry?;
        if is_review(&entry.file_name().to_string_lossy()) {
            bytes += entry.metadata()?.len();
            reviews += 1;
        }
    }
    Ok(Data { folder, about, bytes, reviews })
}

/// Writes reviews in which each word follows the one before it as it does in the real ones: common words, common
/// pairs and rare ones keep their shares. The year and the score stand in the file's name, as in the data set.
fn make(vocabulary: &Path, folder: &Path, reviews: usize) -> Result<(), Failure> {
    let mut text = String::new();
    let files = walkdir::WalkDir::new(vocabulary).sort_by_file_name().into_iter();
    for entry in files.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()).take(20_000) {
        text.push_str(&String::from_utf8_lossy(&fs::read(entry.path())?));
        text.push(' ');
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut following: HashMap<&str, Vec<u32>> = HashMap::new();
    for (at, word) in words.iter().enumerate().take(words.len() - 1) {
        following.entry(word).or_default().push(at as u32 + 1);
    }
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for number in 0..reviews {
        let score = 1 + dice.below(10);
        let dir = folder.join(format!("{:03}", number / 1_000));
        if number % 1_000 == 0 {
            fs::create_dir_all(&dir)?;
        }
        let mut file = BufWriter::new(File::create(dir.join(format!("{number}_{score}.txt")))?);
        let mut at = dice.below(words.len());
        for _ in 0..60 + dice.below(340) {
            write!(file, "{} ", words[at])?;
            let next = &following.get(words[at]);
            at = next.map_or(0, |next| next[dice.below(next.len())] as usize);
        }
    }
    Ok(())
}

/// Numbers that look random and are the same each time (xorshift: Marsaglia, 2003).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}
