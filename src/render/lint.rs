//! What is wrong with an archive, for a person and for a program.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{VERSION, write_line};
use super::terminal::{Role, Terminal, harmless};
use super::{counted, one_line};
use crate::lint::{Finding, Kind, Place};

/// Lists longer than this are cut, visibly, unless everything is asked for.
const SHOWN: usize = 5;

/// Writes the findings by kind. `all` writes every finding and every place.
///
/// # Errors
/// Those of writing.
pub fn text(
    reviews: u64,
    findings: &[Finding],
    all: bool,
    terminal: &Terminal,
    out: &mut impl Write,
) -> io::Result<()> {
    for of_one_kind in findings.chunk_by(|a, b| a.kind == b.kind) {
        write_kind(of_one_kind, all, terminal, out)?;
    }
    writeln!(out, "{}", summary(reviews, findings))
}

fn write_kind(findings: &[Finding], all: bool, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let shown = shown(findings.len(), all);
    for finding in &findings[..shown] {
        let role = if finding.kind.is_informational() { Role::Quiet } else { Role::Warning };
        let kind = terminal.paint(role, finding.kind.as_str());
        writeln!(out, "{kind}: {}", one_line(&harmless(&finding.message)))?;
        write_places(&finding.places, all, out)?;
    }
    if let Some(left) = findings.get(shown..).filter(|left| !left.is_empty()) {
        let places: usize = left.iter().map(|finding| finding.places.len()).sum();
        let kind = findings[0].kind.as_str();
        writeln!(out, "{kind}: ... and {} more, in {places} places: --verbose shows all", left.len())?;
    }
    Ok(())
}

fn write_places(places: &[Place], all: bool, out: &mut impl Write) -> io::Result<()> {
    let shown = shown(places.len(), all);
    for place in &places[..shown] {
        writeln!(out, "    {}", one_line(&harmless(&place_line(place))))?;
    }
    if shown < places.len() {
        writeln!(out, "    ... and {} more", places.len() - shown)?;
    }
    Ok(())
}

/// One more is shown where the line that says so would be as long.
fn shown(count: usize, all: bool) -> usize {
    if all || count <= SHOWN + 1 { count } else { SHOWN }
}

/// `films/heat.md:12: 4/5`; a record of a larger file by its id.
fn place_line(place: &Place) -> String {
    let name = place.id.as_deref().unwrap_or(&place.path);
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    let note = place.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
    format!("{name}{line}{note}")
}

fn summary(reviews: u64, findings: &[Finding]) -> String {
    let reviews = counted(reviews, "review", "reviews");
    let count = findings.iter().filter(|finding| !finding.kind.is_informational()).count() as u64;
    match count {
        0 => format!("{reviews}, and nothing to mend"),
        count => format!("{reviews}, {}", counted(count, "finding", "findings")),
    }
}

#[derive(Serialize)]
struct LintShape<'a> {
    version: u32,
    reviews: u64,
    clean: bool,
    findings: Vec<FindingShape<'a>>,
}

#[derive(Serialize)]
struct FindingShape<'a> {
    kind: &'static str,
    informational: bool,
    message: &'a str,
    places: Vec<PlaceShape<'a>>,
}

#[derive(Serialize)]
struct PlaceShape<'a> {
    id: Option<&'a str>,
    path: &'a str,
    line: Option<u32>,
    note: Option<&'a str>,
}

/// Writes all findings with all places as one object.
///
/// # Errors
/// Those of writing.
pub fn json(reviews: u64, findings: &[Finding], out: &mut impl Write) -> io::Result<()> {
    let clean = is_clean(findings);
    let findings = findings.iter().map(finding_shape).collect();
    write_line(&LintShape { version: VERSION, reviews, clean, findings }, out)
}

/// Writes the findings alone, an object a line.
///
/// # Errors
/// Those of writing.
pub fn json_lines(findings: &[Finding], out: &mut impl Write) -> io::Result<()> {
    findings.iter().try_for_each(|finding| write_line(&finding_shape(finding), out))
}

/// Whether there is nothing to mend.
pub fn is_clean(findings: &[Finding]) -> bool {
    findings.iter().map(|finding| finding.kind).all(Kind::is_informational)
}

fn finding_shape(finding: &Finding) -> FindingShape<'_> {
    FindingShape {
        kind: finding.kind.as_str(),
        informational: finding.kind.is_informational(),
        message: &finding.message,
        places: finding.places.iter().map(place_shape).collect(),
    }
}

fn place_shape(place: &Place) -> PlaceShape<'_> {
    PlaceShape { id: place.id.as_deref(), path: &place.path, line: place.line, note: place.note.as_deref() }
}
