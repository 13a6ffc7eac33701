//! `pullquote check`

use std::borrow::Cow;
use std::io::Write;

use serde::Serialize;

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::ingest::{self, Drift};
use crate::render::{counted, json as render_json};

pub(super) fn run(common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if !matches!(format, Format::Text | Format::Json) {
        return Err(unsupported(format, "check", "text and json"));
    }
    let reader = common.reader_of_all()?;
    let faults = reader.faults()?;
    let manifest = reader.manifest()?;
    let drifts = ingest::drift(&manifest, &common.index);
    let is_true = drifts.iter().all(Drift::is_none);
    let mut out = output.answer();
    if format == Format::Json {
        let roots = drifts.iter().map(drift_shape).collect();
        let answer = CheckShape {
            version: render_json::VERSION,
            whole: faults.is_empty(),
            true_to_folders: is_true,
            reviews: manifest.reviews(),
            faults: &faults,
            roots,
        };
        render_json::write_line(&answer, &mut out)?;
    } else {
        for fault in &faults {
            writeln!(out, "damaged: {fault}")?;
        }
        for drift in &drifts {
            writeln!(out, "{}", drift_line(drift))?;
        }
        let state = if faults.is_empty() { "the index is whole" } else { "the index is damaged" };
        writeln!(out, "{state}: {}", counted(manifest.reviews(), "review", "reviews"))?;
    }
    out.flush()?;
    if !faults.is_empty() {
        output.say(format!(
            "remove {} and run `pullquote index PATH` again: the index can always be rebuilt",
            common.index.display()
        ));
    } else if !is_true {
        output.say("run `pullquote index` to bring the index up to date");
    }
    Ok(if faults.is_empty() && is_true { Outcome::Found } else { Outcome::ToMend })
}

#[derive(Serialize)]
struct CheckShape<'a> {
    version: u32,
    whole: bool,
    true_to_folders: bool,
    reviews: u64,
    faults: &'a [String],
    roots: Vec<RootShape<'a>>,
}

#[derive(Serialize)]
struct RootShape<'a> {
    path: Cow<'a, str>,
    missing: bool,
    to_read: usize,
    gone: usize,
}

fn drift_shape(drift: &Drift) -> RootShape<'_> {
    RootShape {
        path: drift.path.to_string_lossy(),
        missing: drift.problem.is_some(),
        to_read: drift.to_read,
        gone: drift.gone,
    }
}

fn drift_line(drift: &Drift) -> String {
    let path = drift.path.display();
    match &drift.problem {
        Some(problem) => format!("{path}: {problem}"),
        None if drift.is_none() => format!("{path}: as indexed"),
        None => format!("{path}: {} new or changed, {} gone", drift.to_read, drift.gone),
    }
}
