//! How well the ranking answers, on collections with judged queries, beside a plain BM25.
//!
//! ```text
//! cargo bench --bench relevance
//! cargo bench --bench relevance -- --collection DIR --collection DIR
//! ```
//!
//! A collection is a folder in the SMART format: documents in a file `*.all*`, queries in `*.qry`,
//! judgments in `*rel`. What was measured is written down in `docs/RANKING.md`.

mod baseline;
mod collection;
mod measure;
mod product;

use std::error::Error;
use std::path::{Path, PathBuf};

use collection::Collection;
use measure::Figures;

/// Where Cranfield is on the machines that the ranking is developed on.
const CRANFIELD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/cranfield");

fn main() -> Result<(), Box<dyn Error>> {
    let given = collections(std::env::args().skip(1))?;
    let all = std::iter::once(PathBuf::from(CRANFIELD)).chain(given);
    println!("{:24} {:8} {:>24} {:>24} {:>24}", "collection", "queries", "nDCG@10", "recall@100", "MRR");
    for dir in all {
        if dir.exists() {
            compare(&dir)?;
        } else {
            println!("skipped: there is no {}", dir.display());
        }
    }
    Ok(())
}

/// The folders behind `--collection`. Cargo itself adds `--bench`.
fn collections(mut args: impl Iterator<Item = String>) -> Result<Vec<PathBuf>, String> {
    let mut dirs = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--bench" => {}
            "--collection" => dirs.push(args.next().ok_or("--collection needs a folder")?.into()),
            other => return Err(format!("{other} is not known: only --collection DIR is")),
        }
    }
    Ok(dirs)
}

fn compare(dir: &Path) -> Result<(), Box<dyn Error>> {
    let collection = Collection::read(dir)?;
    let ours = figures(&collection, &product::rankings(&collection)?);
    let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for (label, stop_words) in [("33 stop words", baseline::FEW), ("no stop words", &[] as &[&str])] {
        let plain = figures(&collection, &baseline::rankings(&collection, stop_words)?);
        println!("{name}, beside BM25 with English stems, {label}");
        for (half, keeps) in HALVES {
            print_row(half, &mean(&ours, keeps), &mean(&plain, keeps));
        }
    }
    Ok(())
}

/// Whether the query of this ordinal is one of a part.
type Keeps = fn(usize) -> bool;

/// The parts of the queries that are reported, by ordinal. The odd ones are those that the policy
/// was tuned on.
const HALVES: [(&str, Keeps); 3] =
    [("odd", |ordinal| ordinal % 2 == 1), ("even", |ordinal| ordinal.is_multiple_of(2)), ("all", |_| true)];

fn figures(collection: &Collection, rankings: &[Vec<String>]) -> Vec<(usize, Figures)> {
    let judged = collection.queries.iter().zip(rankings);
    judged.map(|(query, ranking)| (query.ordinal, Figures::of(ranking, &query.gains))).collect()
}

fn mean(all: &[(usize, Figures)], keeps: Keeps) -> (usize, Figures) {
    let kept: Vec<&Figures> =
        all.iter().filter(|(ordinal, _)| keeps(*ordinal)).map(|(_, figures)| figures).collect();
    (kept.len(), Figures::mean(&kept))
}

fn print_row(half: &str, (count, ours): &(usize, Figures), (_, plain): &(usize, Figures)) {
    let cell = |ours: f64, plain: f64| format!("{ours:.4} / {plain:.4} = {:.3}", ours / plain);
    println!(
        "{half:24} {count:8} {:>24} {:>24} {:>24}",
        cell(ours.ndcg, plain.ndcg),
        cell(ours.recall, plain.recall),
        cell(ours.mrr, plain.mrr),
    );
}
