//! Times, their medians, and what a process took.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error>;

/// The median, in seconds.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Seconds that something takes.
pub fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let outcome = work();
    (started.elapsed().as_secs_f64(), outcome)
}

/// The median of many short runs, in microseconds: at least `runs`, and at least a fifth of a second of them.
pub fn micros(runs: usize, mut work: impl FnMut() -> usize) -> f64 {
    let mut times = Vec::new();
    let started = Instant::now();
    std::hint::black_box(work());
    while times.len() < runs || started.elapsed() < Duration::from_millis(200) {
        times.push(seconds(|| std::hint::black_box(work())).0 * 1e6);
    }
    median(times)
}

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub seconds: f64,
    /// The most memory that it held, in bytes.
    pub peak: u64,
}

/// Runs a program to its end, watching how much memory it holds.
pub fn run(command: &mut Command) -> Result<Run, Failure> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let outcome = loop {
        if let Some(outcome) = child.try_wait()? {
            break outcome;
        }
        let held = fs::read_to_string(&status).unwrap_or_default();
        let line = held.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        thread::sleep(Duration::from_millis(10));
    };
    let seconds = started.elapsed().as_secs_f64();
    if !outcome.success() {
        return Err(format!("{command:?} failed: {outcome}").into());
    }
    Ok(Run { seconds, peak })
}

/// Seconds of a short process, waited for without watching it.
pub fn short(command: &mut Command) -> Result<f64, Failure> {
    let (seconds, status) = seconds(|| command.stdout(Stdio::null()).stderr(Stdio::null()).status());
    // A search that finds nothing says so with 1.
    match status?.code() {
        Some(0 | 1) => Ok(seconds),
        other => Err(format!("{command:?} ended with {other:?}").into()),
    }
}

/// Asks the system to forget files that it has read; says whether it was allowed to.
pub fn forget_files() -> bool {
    let _ = Command::new("sync").status();
    fs::write("/proc/sys/vm/drop_caches", "3").is_ok()
}
