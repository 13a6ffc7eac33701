//! What an indexing run did, for a program.

use std::io::{self, Write};

use serde::Serialize;

use super::{VERSION, write_line};
use crate::ingest::report::{Report, RootScale};

#[derive(Serialize)]
struct ReportShape<'a> {
    version: u32,
    added: u64,
    changed: u64,
    unchanged: u64,
    removed: u64,
    moved: u64,
    read: u64,
    reviews: u64,
    boilerplate: u64,
    files: FilesShape<'a>,
    records: Vec<RecordsShape<'a>>,
    profiles: Vec<&'a str>,
    scales: Vec<ScaleShape<'a>>,
    skipped: Vec<SkippedShape<'a>>,
    warnings: Vec<WarningShape<'a>>,
    took_us: u64,
}

#[derive(Serialize)]
struct FilesShape<'a> {
    added: &'a [String],
    changed: &'a [String],
    removed: &'a [String],
    moved: Vec<MoveShape<'a>>,
}

#[derive(Serialize)]
struct MoveShape<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct RecordsShape<'a> {
    path: &'a str,
    format: &'a str,
    why: &'a str,
    reviews: u64,
}

#[derive(Serialize)]
struct SkippedShape<'a> {
    path: &'a str,
    record: Option<&'a str>,
    reason: &'a str,
}

#[derive(Serialize)]
struct WarningShape<'a> {
    path: &'a str,
    line: Option<u32>,
    message: &'a str,
}

#[derive(Serialize)]
struct ScaleShape<'a> {
    path: &'a str,
    key: &'a str,
    best: Option<f64>,
    method: &'a str,
    numbers: u32,
    lowest: f64,
    highest: f64,
    why: String,
}

/// Writes what an indexing run did as one object.
///
/// # Errors
/// Those of writing.
pub fn report(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let count = |files: &[String]| files.len() as u64;
    let moved = report.moved.iter().map(|one| MoveShape { from: &one.from, to: &one.to });
    let shape = ReportShape {
        version: VERSION,
        added: count(&report.added),
        changed: count(&report.changed),
        unchanged: report.unchanged,
        removed: count(&report.removed),
        moved: report.moved.len() as u64,
        read: report.read,
        reviews: report.reviews,
        boilerplate: report.boilerplate,
        files: FilesShape {
            added: &report.added,
            changed: &report.changed,
            removed: &report.removed,
            moved: moved.collect(),
        },
        records: report
            .records
            .iter()
            .map(|one| RecordsShape {
                path: &one.path,
                format: &one.format,
                why: &one.why,
                reviews: one.reviews,
            })
            .collect(),
        profiles: report.profiles.iter().map(|one| one.path.as_str()).collect(),
        scales: report.scales.iter().map(scale_shape).collect(),
        skipped: report
            .skipped
            .iter()
            .map(|one| SkippedShape { path: &one.path, record: one.record.as_deref(), reason: &one.reason })
            .collect(),
        warnings: report
            .warnings
            .iter()
            .map(|one| WarningShape { path: &one.path, line: one.line, message: &one.message })
            .collect(),
        took_us: report.took.as_micros() as u64,
    };
    write_line(&shape, out)
}

fn scale_shape(RootScale { path, scale, .. }: &RootScale) -> ScaleShape<'_> {
    ScaleShape {
        path,
        key: &scale.key,
        best: scale.best,
        method: scale.basis.as_str(),
        numbers: scale.numbers.count,
        lowest: scale.numbers.min,
        highest: scale.numbers.max,
        why: scale.to_string(),
    }
}
