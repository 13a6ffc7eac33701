//! What an indexing run did, for a person.

use std::io::{self, Write};

use super::counted;
use super::terminal::{Role, Terminal, harmless};
use crate::ingest::report::{ProfileUse, RecordsFile, Report, RootScale};

/// Lists longer than this are cut, visibly, unless everything is asked for.
const SHOWN: usize = 8;

/// Writes the report. `all` lists every file, warning and skipped file, known ones included.
///
/// # Errors
/// Those of writing.
pub fn text(report: &Report, all: bool, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", terminal.paint(Role::Title, &headline(report)))?;
    let moved = report.moved.iter().map(|one| format!("{} -> {}", one.from, one.to)).collect::<Vec<_>>();
    if all || !is_first_run(report) {
        write_list("added", &report.added, all, out)?;
    }
    for (name, files) in [("changed", &report.changed), ("removed", &report.removed), ("moved", &moved)] {
        write_list(name, files, all, out)?;
    }
    let fresh = |fresh: bool| all || fresh;
    let records: Vec<String> =
        report.records.iter().filter(|one| one.reviews > 0 && fresh(one.fresh)).map(records_line).collect();
    write_list("read as records", &records, all, out)?;
    let skipped: Vec<String> = report
        .skipped
        .iter()
        .filter(|one| fresh(one.fresh))
        .map(|one| format!("{}: {}", place(&one.path, one.record.as_deref()), one.reason))
        .collect();
    write_list("skipped", &skipped, all, out)?;
    let warnings: Vec<String> = report
        .warnings
        .iter()
        .filter(|one| fresh(one.fresh))
        .map(|one| match one.line {
            Some(line) => format!("{}:{line}: {}", one.path, one.message),
            None => format!("{}: {}", one.path, one.message),
        })
        .collect();
    write_list("warnings", &warnings, all, out)?;
    let profiles: Vec<String> =
        report.profiles.iter().filter(|one| fresh(one.fresh)).map(profile_line).collect();
    write_list("read by the profile", &profiles, all, out)?;
    let scales: Vec<String> = report.scales.iter().filter(|one| fresh(one.fresh)).map(scale_line).collect();
    write_list("scales of numbers that name none", &scales, all, out)?;
    if report.boilerplate > 0 && fresh(!report.is_quiet()) {
        let blocks = counted(report.boilerplate, "block", "blocks");
        writeln!(out, "  {blocks} of repeated boilerplate kept out of the reviews")?;
    }
    Ok(())
}

fn records_line(file: &RecordsFile) -> String {
    let reviews = counted(file.reviews, "review", "reviews");
    format!("{}: {reviews}, as {}: {}", file.path, file.format, file.why)
}

fn profile_line(profile: &ProfileUse) -> String {
    let silent = if profile.is_silent { ", which says nothing" } else { "" };
    format!("{}{silent}", profile.path)
}

fn scale_line(RootScale { path, scale, .. }: &RootScale) -> String {
    let place = if path.is_empty() { "everywhere" } else { path };
    let best = scale.best.map_or_else(|| "unknown".to_owned(), |best| format!("out of {best}"));
    format!("{place}, `{}`: {best}, {scale}", scale.key)
}

/// Where everything is new, a list of what is new tells nothing.
fn is_first_run(report: &Report) -> bool {
    report.unchanged == 0 && report.changed.is_empty() && report.removed.is_empty() && report.moved.is_empty()
}

/// One line that says it all.
pub fn headline(report: &Report) -> String {
    let counts = [
        (report.added.len() as u64, "added"),
        (report.changed.len() as u64, "changed"),
        (report.removed.len() as u64, "removed"),
        (report.moved.len() as u64, "moved"),
        (report.unchanged, "unchanged"),
    ];
    let files: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let files = if files.is_empty() { "no files".to_owned() } else { format!("files: {}", files.join(", ")) };
    let seconds = report.took.as_secs_f64();
    format!("{} in the index; {files}; {seconds:.2} s", counted(report.reviews, "review", "reviews"))
}

fn place(path: &str, record: Option<&str>) -> String {
    match record {
        Some(record) => format!("{path}#{record}"),
        None => path.to_owned(),
    }
}

fn write_list(name: &str, entries: &[String], all: bool, out: &mut impl Write) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {name} {}", entries.len())?;
    let shown = if all || entries.len() <= SHOWN + 1 { entries.len() } else { SHOWN };
    for entry in &entries[..shown] {
        writeln!(out, "    {}", harmless(entry).replace('\n', " "))?;
    }
    if shown < entries.len() {
        writeln!(out, "    ... and {} more: --verbose or --format json lists all", entries.len() - shown)?;
    }
    Ok(())
}
