//! How long a completion takes, by how many letters are typed.
//!
//! ```text
//! pullquote index ARCHIVE --index DIR
//! PULLQUOTE_INDEX=DIR cargo bench --bench suggest
//! ```
//!
//! The prefixes are the beginnings of what the index itself suggests for each letter. Printed is the
//! median and the slowest in microseconds, in this process, the index opened once.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, SuggestRequest};
use pullquote::index::Reader;

const ROUNDS: usize = 9;
const LONGEST: usize = 6;

fn main() -> pullquote::Result<()> {
    let Some(dir) = std::env::var_os("PULLQUOTE_INDEX").map(PathBuf::from) else {
        println!("PULLQUOTE_INDEX names no index: nothing to measure");
        return Ok(());
    };
    let opening = Instant::now();
    let reader = Reader::open(&dir)?;
    let local = Local::new(&reader);
    println!("{} reviews, opened in {} us", local.count(), opening.elapsed().as_micros());
    let words = words(&local)?;
    for letters in 1..=LONGEST {
        let mut prefixes: Vec<String> =
            words.iter().map(|word| word.chars().take(letters).collect()).collect();
        prefixes.sort_unstable();
        prefixes.dedup();
        let mut times = Vec::new();
        for prefix in &prefixes {
            times.push((time(&local, prefix)?, prefix));
        }
        times.sort_unstable();
        let (median, (slowest, which)) = (times[times.len() / 2].0, times[times.len() - 1]);
        println!(
            "{letters} letters, {:>4} prefixes: median {:>5} us, slowest {:>5} us ({which})",
            times.len(),
            median.as_micros(),
            slowest.as_micros()
        );
    }
    Ok(())
}

/// What the index suggests for every letter.
fn words(local: &Local<'_>) -> pullquote::Result<Vec<String>> {
    let mut words = Vec::new();
    for letter in 'a'..='z' {
        let request = request(&letter.to_string(), 40);
        words.extend(local.suggest(&request)?.all.into_iter().map(|one| one.text));
    }
    Ok(words)
}

/// The median of several runs.
fn time(local: &Local<'_>, prefix: &str) -> pullquote::Result<Duration> {
    let request = request(prefix, 10);
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        std::hint::black_box(local.suggest(&request)?);
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok(times[ROUNDS / 2])
}

fn request(prefix: &str, limit: usize) -> SuggestRequest {
    SuggestRequest { prefix: prefix.to_owned(), kinds: Vec::new(), limit }
}
