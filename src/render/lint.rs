//! What is wrong with an archive, for a person and for a program.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{VERSION, write_line};
use super::terminal::{Role, Terminal, harmless, wrap};
use super::{counted, one_line};
use crate::lint::{Finding, Kind, Place};

/// Lists longer than this are cut, visibly, unless everything is asked for.
const SHOWN: usize = 5;
/// The same for lists that only tell what was done.
const SHOWN_OF_DONE: usize = 1;

/// Writes the findings by kind, with what they are about and what to do. `all` writes every finding and
/// every place.
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
        writeln!(out)?;
    }
    writeln!(out, "{}", terminal.paint(Role::Title, &summary(reviews, findings)))
}

fn write_kind(findings: &[Finding], all: bool, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let kind = findings[0].kind;
    let role = if kind.is_informational() { Role::Quiet } else { Role::Warning };
    // The name is wrapped with its line, and painted where it then stands.
    let heading = wrap(&format!("{}: {}", kind.as_str(), kind.about()), terminal.width, "");
    writeln!(out, "{}{}", terminal.paint(role, kind.as_str()), &heading[kind.as_str().len()..])?;
    let shown = shown(findings.len(), if all { usize::MAX } else { SHOWN });
    for finding in &findings[..shown] {
        writeln!(out, "{}", wrap(&one_line(&harmless(&finding.message)), terminal.width, "  "))?;
        write_places(finding, all, terminal, out)?;
    }
    if let Some(left) = findings.get(shown..).filter(|left| !left.is_empty()) {
        let places: usize = left.iter().map(|finding| finding.places.len()).sum();
        let places = counted(places as u64, "place", "places");
        writeln!(out, "  ... and {} more, in {places}: --verbose lists all", left.len())?;
    }
    let advice = wrap(&format!("to do: {}", kind.advice()), terminal.width, "  ");
    writeln!(out, "{}", terminal.paint(Role::Quiet, &advice))
}

fn write_places(finding: &Finding, all: bool, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let most = if finding.kind.is_informational() { SHOWN_OF_DONE } else { SHOWN };
    let shown = shown(finding.places.len(), if all { usize::MAX } else { most });
    for place in &finding.places[..shown] {
        writeln!(out, "    {}", place_line(place, terminal))?;
    }
    if shown < finding.places.len() {
        writeln!(out, "    ... and {} more: --verbose lists all", finding.places.len() - shown)?;
    }
    Ok(())
}

/// One more is shown where the line that says so would be as long.
fn shown(count: usize, most: usize) -> usize {
    if count <= most.saturating_add(1) { count } else { most }
}

/// `films/heat.md:12: 4/5`; a record of a larger file by its id, and then the line of the file.
fn place_line(place: &Place, terminal: &Terminal) -> String {
    let clean = |text: &str| one_line(&harmless(text));
    let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
    let name = match place.id.as_deref().filter(|id| *id != place.path) {
        Some(id) if !line.is_empty() => format!("{} (line {})", clean(id), &line[1..]),
        Some(id) => clean(id),
        // The first line of a file that is a review goes without saying.
        None if place.id.is_some() && place.line == Some(1) => clean(&place.path),
        None => format!("{}{line}", clean(&place.path)),
    };
    let note = place.note.as_deref().map(|note| format!(": {}", clean(note))).unwrap_or_default();
    format!("{name}{}", terminal.paint(Role::Quiet, &note))
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
    advice: &'static str,
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
        advice: finding.kind.advice(),
        places: finding.places.iter().map(place_shape).collect(),
    }
}

fn place_shape(place: &Place) -> PlaceShape<'_> {
    PlaceShape { id: place.id.as_deref(), path: &place.path, line: place.line, note: place.note.as_deref() }
}
