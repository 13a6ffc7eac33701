//! Hits as a table for a spreadsheet, and records of any table.

use std::io::{self, Write};

use super::place_name;
use crate::backend::{Hit, SearchResponse};

const COLUMNS: [&str; 10] =
    ["rank", "id", "title", "year", "score_raw", "score_value", "relevance", "path", "section", "passage"];

/// Writes a line of column names, and a line for each hit with its best passage.
///
/// # Errors
/// Those of writing.
pub fn search(response: &SearchResponse, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for hit in &response.hits {
        writer.write_record(row(hit))?;
    }
    writer.flush()
}

fn row(hit: &Hit) -> [String; 10] {
    let best = hit.passages.first();
    let score = hit.score.as_ref();
    [
        hit.rank.to_string(),
        hit.id.clone(),
        hit.title.clone(),
        hit.year.map(|year| year.to_string()).unwrap_or_default(),
        score.map(|score| score.raw.clone()).unwrap_or_default(),
        score.and_then(|score| score.value).map(|value| value.to_string()).unwrap_or_default(),
        hit.relevance.to_string(),
        hit.path.clone(),
        best.and_then(place_name).unwrap_or_default().to_owned(),
        best.map(|passage| passage.text.clone()).unwrap_or_default(),
    ]
}

/// Writes one record as RFC 4180 has it.
///
/// # Errors
/// Those of writing.
pub fn record<C: AsRef<str>>(cells: &[C], out: &mut impl Write) -> io::Result<()> {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let cell = cell.as_ref();
        if cell.contains(['"', ',', '\n', '\r']) || cell.trim() != cell {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
