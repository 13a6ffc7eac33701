//! Pullquote beside what people would use instead: a bare program on the same engine, Lucene, SeekStorm, SQLite's FTS5,
//! ripgrep.
//!
//! ```text
//! cargo build --release
//! cargo run --release --manifest-path benches/peers/Cargo.toml -- [index|refresh|queries|process]...
//! ```
//!
//! Everything that is compared is run in turns in this one run, on the same data. Printed are medians and their
//! ratios; they are written to `peers.json` in the working folder too. Settings, all from the environment:
//! `PEERS_DATA` (the packed Large Movie Review Dataset), `PEERS_WORK` (a folder for copies and indexes),
//! `PEERS_REVIEWS` (how many, 100000), `PEERS_RUNS` (how often, 5), `PEERS_PULLQUOTE` (the program to measure),
//! `PEERS_SEEKSTORM` (the program that asks SeekStorm).
//!
//! SeekStorm takes minutes to build, so it takes part where somebody has built it; elsewhere a line says that it doesn't:
//!
//! ```text
//! (cd benches/seekstorm && cargo build --release)
//! ```

mod bare;
mod clock;
mod data;
mod fts5;
mod lucene;
mod program;
mod seekstorm;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, SearchRequest};
use pullquote::index::Reader;
use pullquote::query;
use serde_json::{Value, json};

use bare::{Asked, Bare};
use clock::{forget_files, median, micros, run, seconds, short};
use data::Data;
use fts5::Fts5;
use program::{Asking, Program};

type Failure = Box<dyn std::error::Error>;

/// What is asked of all of them, in Pullquote's language: quoted words are those words and no others of their stem, as
/// with the others. Pullquote ranks by title and nearness too.
const QUERIES: [(&str, Asked); 12] = [
    ("\"excellent\"", Asked::Word("excellent")),
    ("\"the\"", Asked::Word("the")),
    ("\"great\" OR \"acting\"", Asked::Any(&["great", "acting"])),
    ("\"the\" OR \"movie\"", Asked::Any(&["the", "movie"])),
    ("\"great\" \"acting\"", Asked::All(&["great", "acting"])),
    ("\"great\" \"acting\" \"story\"", Asked::All(&["great", "acting", "story"])),
    ("\"special effects\"", Asked::Phrase(&["special", "effects"])),
    ("\"clint eastwood\"", Asked::Phrase(&["clint", "eastwood"])),
    ("\"of the\"", Asked::Phrase(&["of", "the"])),
    ("\"one of the\"", Asked::Phrase(&["one", "of", "the"])),
    ("\"the end of the\"", Asked::Phrase(&["the", "end", "of", "the"])),
    ("\"waste of time\"", Asked::Phrase(&["waste", "of", "time"])),
];

/// One query of each shape that the language has.
const SHAPES: [&str; 16] = [
    "excellent",
    "great acting",
    "great OR acting",
    "\"special effects\"",
    "\"of the\"",
    "\"one of the\"",
    "\"great acting\"~4",
    "great -acting",
    "excel*",
    "*wood",
    "excelent~1",
    "title:great",
    "person:\"clint eastwood\"",
    "excellent score:>=8",
    "\"special effects\" score:7..9",
    "the",
];

struct Bench {
    data: Data,
    work: PathBuf,
    program: PathBuf,
    runs: usize,
    results: Vec<Value>,
}

fn main() -> Result<(), Failure> {
    let path =
        |name: &str, usual: &str| env::var_os(name).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let number =
        |name: &str, usual: usize| env::var(name).ok().map_or(Ok(usual), |value| value.parse::<usize>());
    let work = path("PEERS_WORK", "target/peers");
    let archive = path("PEERS_DATA", "../shared/data/aclImdb.tar.xz");
    let data = data::prepare(&archive, &work, number("PEERS_REVIEWS", data::REVIEWS)?)?;
    println!("{}, {:.0} MB of text", data.about, data.bytes as f64 / 1e6);
    let program = path("PEERS_PULLQUOTE", "target/release/pullquote");
    let mut bench = Bench { data, work, program, runs: number("PEERS_RUNS", 5)?, results: Vec::new() };
    let chosen: Vec<String> = env::args().skip(1).collect();
    let wants = |name: &str| chosen.is_empty() || chosen.iter().any(|one| one == name);
    if wants("index") {
        bench.indexing()?;
    }
    if wants("refresh") {
        bench.refreshing()?;
    }
    if wants("queries") {
        bench.queries()?;
    }
    if wants("process") {
        bench.processes()?;
    }
    let about = json!({ "data": bench.data.about, "reviews": bench.data.reviews, "bytes": bench.data.bytes });
    let all = json!({ "about": about, "runs": bench.runs, "results": bench.results });
    fs::write("peers.json", serde_json::to_string_pretty(&all)?)?;
    Ok(())
}

impl Bench {
    fn own_index(&self) -> PathBuf {
        self.work.join(format!("pullquote-{}", self.data.reviews))
    }

    fn bare_index(&self) -> PathBuf {
        self.work.join(format!("bare-{}", self.data.reviews))
    }

    fn fts5_file(&self) -> PathBuf {
        self.work.join(format!("fts5-{}.db", self.data.reviews))
    }

    fn index_of(&self, program: &Program) -> PathBuf {
        self.work.join(format!("{}-{}", program.name.to_lowercase(), self.data.reviews))
    }

    fn note(&mut self, what: &str, figures: &[(&str, f64)]) {
        let named: serde_json::Map<String, Value> =
            figures.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        self.results.push(json!({ "what": what, "figures": named }));
    }

    fn pullquote(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).arg("--index").arg(self.own_index());
        command
    }

    fn index_anew(&self) -> Result<clock::Run, Failure> {
        let _ = fs::remove_dir_all(self.own_index());
        run(self.pullquote(&["index"]).arg(&self.data.folder))
    }

    fn indexing(&mut self) -> Result<(), Failure> {
        println!("\nindexing, s{:>41}{:>9}{:>9}", "pullquote", "other", "ratio");
        let texts = bare::texts(&self.data.folder)?;
        let (mut own, mut walking, mut fed, mut peak) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let memory = self.work.join("bare-memory");
        for _ in 0..self.runs {
            let (folder, dir) = (self.data.folder.clone(), self.bare_index());
            walking.push(seconds(|| bare::index(&folder, &dir)).0);
            let one = self.index_anew()?;
            own.push(one.seconds);
            peak = peak.max(one.peak);
            fed.push(seconds(|| bare::index_from_memory(&texts, &memory)).0);
        }
        let _ = fs::remove_dir_all(&memory);
        let own = median(own);
        for (what, other) in
            [("bare engine, walks and reads", median(walking)), ("bare engine, fed from memory", median(fed))]
        {
            row(what, own, other);
            self.note(
                &format!("indexing: {what}"),
                &[("pullquote_s", own), ("other_s", other), ("ratio", own / other)],
            );
        }
        let (fts5, outcome) = seconds(|| fts5::index(&texts, &self.fts5_file()));
        outcome?;
        row("SQLite FTS5, fed from memory, once", own, fts5);
        self.note("indexing: SQLite FTS5", &[("pullquote_s", own), ("other_s", fts5), ("ratio", own / fts5)]);
        drop(texts);
        self.program_indexing(own, lucene::build(), lucene::LEFT_OUT)?;
        self.program_indexing(own, seekstorm::find(), seekstorm::LEFT_OUT)?;
        if forget_files() {
            let mut cold = Vec::new();
            for _ in 0..self.runs {
                forget_files();
                cold.push(self.index_anew()?.seconds);
            }
            let cold = median(cold);
            row("cold, against its own warm run", cold, own);
            self.note("indexing: cold", &[("cold_s", cold), ("warm_s", own), ("ratio", cold / own)]);
        }
        let size = size_of(&self.own_index())? as f64 / self.data.bytes as f64;
        let bare = size_of(&self.bare_index())? as f64 / self.data.bytes as f64;
        println!("size / text: {size:.2}, bare engine {bare:.2}; peak memory {:.0} MB", peak as f64 / 1e6);
        self.note("size", &[("pullquote", size), ("bare", bare), ("peak_mb", peak as f64 / 1e6)]);
        Ok(())
    }

    fn program_indexing(
        &mut self,
        own: f64,
        program: Option<Program>,
        left_out: &str,
    ) -> Result<(), Failure> {
        let Some(program) = program else {
            println!("  {left_out}");
            return Ok(());
        };
        let other = program.index(&self.data.folder, &self.index_of(&program))?;
        row(&format!("{}, walks and reads, once", program.name), own, other);
        self.note(
            &format!("indexing: {}", program.name),
            &[("pullquote_s", own), ("other_s", other), ("ratio", own / other)],
        );
        Ok(())
    }

    fn refreshing(&mut self) -> Result<(), Failure> {
        if !self.own_index().exists() {
            self.index_anew()?;
        }
        println!("\nrefresh, ms{:>42}{:>9}{:>9}", "pullquote", "find", "ratio");
        let (mut nothing, mut one, mut find) = (Vec::new(), Vec::new(), Vec::new());
        let some = walkdir::WalkDir::new(&self.data.folder).into_iter().filter_map(Result::ok);
        let some = some.filter(|entry| bare::is_review(&entry.file_name().to_string_lossy()));
        let some = some.map(walkdir::DirEntry::into_path).nth(self.data.reviews / 2).ok_or("no review")?;
        let text = fs::read(&some)?;
        short(&mut self.pullquote(&["index"]))?;
        for turn in 0..self.runs * 2 {
            let listing = fs::File::create(self.work.join("listing"))?;
            let mut finding = Command::new("find");
            finding.arg(&self.data.folder).args(["-type", "f", "-printf", "%s %T@\n"]).stdout(listing);
            find.push(seconds(|| finding.status()).0 * 1e3);
            nothing.push(short(&mut self.pullquote(&["index"]))? * 1e3);
            fs::write(&some, [&text, format!(" edit{turn}").as_bytes()].concat())?;
            one.push(short(&mut self.pullquote(&["index"]))? * 1e3);
            fs::write(&some, &text)?;
            short(&mut self.pullquote(&["index"]))?;
        }
        let (nothing, one, find) = (median(nothing), median(one), median(find));
        row("nothing changed", nothing, find);
        row("one file changed", one, find);
        self.note(
            "refresh: nothing changed",
            &[("pullquote_ms", nothing), ("find_ms", find), ("ratio", nothing / find)],
        );
        self.note(
            "refresh: one file changed",
            &[("pullquote_ms", one), ("find_ms", find), ("ratio", one / find)],
        );
        Ok(())
    }

    fn queries(&mut self) -> Result<(), Failure> {
        if !self.own_index().exists() {
            self.index_anew()?;
        }
        if !self.bare_index().exists() {
            bare::index(&self.data.folder, &self.bare_index())?;
        }
        let bare = Bare::open(&self.bare_index())?;
        let fts5 = self.fts5_file().exists().then(|| Fts5::open(&self.fts5_file())).transpose()?;
        let mut lucene = self.asking(lucene::build(), lucene::LEFT_OUT)?;
        let mut seekstorm = self.asking(seekstorm::find(), seekstorm::LEFT_OUT)?;
        let reader = Reader::open(&self.own_index())?;
        let local = Local::new(&reader);
        println!(
            "\nten best, µs{:>29}{:>9}{:>9}{:>10}{:>9}{:>11}{:>9}",
            "pullquote", "search", "bare", "ratio", "Lucene", "SeekStorm", "FTS5"
        );
        for (text, asked) in &QUERIES {
            for filter in ["", " score:>=8"] {
                let text = format!("{text}{filter}");
                let request = SearchRequest {
                    count_all: false,
                    passages: 3,
                    ..SearchRequest::new(query::parse(&text)?.node)
                };
                let own = micros(20, || local.best(&request).map_or(0, |hits| hits.len()));
                let whole = micros(20, || local.search(&request).map_or(0, |answer| answer.hits.len()));
                let other = micros(20, || bare.top(asked, !filter.is_empty()));
                let sqlite =
                    fts5.as_ref().filter(|_| filter.is_empty()).map(|fts5| micros(3, || fts5.top(asked)));
                let [java, storm] = [&mut lucene, &mut seekstorm].map(|asking| {
                    asking.as_mut().map(|asking| asking.top(asked, !filter.is_empty())).transpose()
                });
                let others = [("lucene_us", java?), ("seekstorm_us", storm?), ("fts5_us", sqlite)];
                let [java, storm, sqlite] = others.map(|(_, micros)| shown(micros));
                println!(
                    "  {text:<32}{own:>7.0}{whole:>9.0}{other:>9.0}{:>9.1}x{java:>9}{storm:>11}{sqlite:>9}",
                    other / own
                );
                let figures =
                    [("pullquote_us", own), ("search_us", whole), ("bare_us", other), ("ratio", other / own)];
                let others = others.into_iter().filter_map(|(name, micros)| Some((name, micros?)));
                self.note(
                    &format!("ten best: {text}"),
                    &figures.into_iter().chain(others).collect::<Vec<_>>(),
                );
            }
        }
        Ok(())
    }

    /// A program that is asked about the same reviews, where there is one.
    fn asking(&self, program: Option<Program>, left_out: &str) -> Result<Option<Asking>, Failure> {
        let Some(program) = program else {
            println!("  {left_out}");
            return Ok(None);
        };
        let dir = self.index_of(&program);
        if !dir.exists() {
            program.index(&self.data.folder, &dir)?;
        }
        program.open(&dir).map(Some)
    }

    fn processes(&mut self) -> Result<(), Failure> {
        if !self.own_index().exists() {
            self.index_anew()?;
        }
        let floor = env::current_exe()?.with_file_name("floor");
        println!("\nwhole process, ms{:>36}{:>9}{:>9}", "search", "floor", "ratio");
        for text in SHAPES {
            let (mut own, mut opening) = (Vec::new(), Vec::new());
            for _ in 0..self.runs * 4 {
                opening.push(short(Command::new(&floor).arg(self.own_index()))? * 1e3);
                own.push(short(&mut self.pullquote(&["search", text]))? * 1e3);
            }
            let (own, opening) = (median(own), median(opening));
            row(text, own, opening);
            self.note(
                &format!("process: {text}"),
                &[("search_ms", own), ("floor_ms", opening), ("ratio", own / opening)],
            );
        }
        if forget_files() && Command::new("rg").arg("--version").output().is_ok() {
            let (mut own, mut grep) = (Vec::new(), Vec::new());
            for _ in 0..self.runs {
                forget_files();
                own.push(short(&mut self.pullquote(&["search", "\"special effects\""]))? * 1e3);
                forget_files();
                grep.push(
                    short(Command::new("rg").args(["-il", "special effects"]).arg(&self.data.folder))? * 1e3,
                );
            }
            let (own, grep) = (median(own), median(grep));
            row("\"special effects\", cold, ripgrep", own, grep);
            self.note("process: cold", &[("search_ms", own), ("ripgrep_ms", grep), ("ratio", own / grep)]);
        }
        Ok(())
    }
}

fn row(what: &str, own: f64, other: f64) {
    println!("  {what:<40}{own:>11.3}{other:>9.3}{:>8.2}x", own / other);
}

/// A time in a table; nothing where none was measured.
fn shown(micros: Option<f64>) -> String {
    micros.map_or_else(String::new, |micros| format!("{micros:.0}"))
}

fn size_of(dir: &Path) -> Result<u64, Failure> {
    let mut size = 0;
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry?;
        size += if entry.file_type().is_file() { entry.metadata()?.len() } else { 0 };
    }
    Ok(size)
}
