//! How much memory indexing one file of records takes, small and large.
//!
//! ```text
//! cargo bench --bench memory [-- MEGABYTES...]
//! ```
//!
//! A JSON Lines file and a CSV of each size are made of the words of `corpus/`, indexed by the program itself, and the
//! peak of its resident memory is printed (`VmHWM`, read while it runs: on Linux only). Without sizes: 100 and 1000.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");
const WORDS_OF_A_REVIEW: usize = 230;
const LOOK_EVERY: Duration = Duration::from_millis(20);

fn main() -> io::Result<()> {
    let asked: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![100, 1000] } else { asked };
    let folder = std::env::temp_dir().join(format!("pullquote-memory-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let words = words(Path::new("corpus"))?;
    for megabytes in sizes {
        for (name, write) in [("reviews.jsonl", json_line as WriteRecord), ("reviews.csv", row)] {
            let path = folder.join(name);
            let reviews = generate(&path, megabytes << 20, &words, write)?;
            let (took, peak) = index(&path, &folder.join("index"))?;
            let peak = peak.map_or("unknown".to_owned(), |kilobytes| format!("{} MB", kilobytes >> 10));
            println!("{megabytes:>6} MB {name:<14} {reviews:>8} reviews  {took:>6.1} s  peak {peak}");
            fs::remove_file(&path)?;
            fs::remove_dir_all(folder.join("index"))?;
        }
    }
    fs::remove_dir_all(&folder)
}

/// Every word of the texts in a folder, as often as it stands there.
fn words(folder: &Path) -> io::Result<Vec<String>> {
    let mut words = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let plain = text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
                words.extend(plain.map(str::to_owned));
            }
        }
    }
    Ok(words)
}

type WriteRecord = fn(&mut dyn Write, usize, &str) -> io::Result<()>;

fn json_line(out: &mut dyn Write, number: usize, text: &str) -> io::Result<()> {
    writeln!(
        out,
        "{{\"title\":\"Film {number}\",\"year\":{},\"rating\":\"{}/10\",\"text\":\"{text}\"}}",
        1920 + number % 100,
        number % 11
    )
}

fn row(out: &mut dyn Write, number: usize, text: &str) -> io::Result<()> {
    if number == 0 {
        writeln!(out, "title,year,rating,review")?;
    }
    writeln!(out, "Film {number},{},{}/10,\"{text}\"", 1920 + number % 100, number % 11)
}

/// Writes records up to a size, and tells how many.
fn generate(path: &Path, bytes: usize, words: &[String], write: WriteRecord) -> io::Result<usize> {
    let mut out = BufWriter::new(File::create(path)?);
    let (mut state, mut written, mut number) = (0x9e37_79b9_7f4a_7c15_u64, 0, 0);
    while written < bytes {
        let mut text = String::new();
        for _ in 0..WORDS_OF_A_REVIEW {
            // Marsaglia's xorshift: the same file each time.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text.push_str(&words[(state % words.len() as u64) as usize]);
            text.push(' ');
        }
        write(&mut out, number, &text)?;
        written += text.len() + 50;
        number += 1;
    }
    out.flush()?;
    Ok(number)
}

/// Indexes a file: seconds, and the peak in kilobytes.
fn index(path: &Path, index: &Path) -> io::Result<(f64, Option<u64>)> {
    let started = Instant::now();
    let mut child = Command::new(PROGRAM)
        .arg("index")
        .arg(path)
        .arg("--index")
        .arg(index)
        .stdout(Stdio::null())
        .spawn()?;
    let mut peak = None;
    while child.try_wait()?.is_none() {
        peak = peak_of(&child).or(peak);
        std::thread::sleep(LOOK_EVERY);
    }
    Ok((started.elapsed().as_secs_f64(), peak))
}

fn peak_of(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
