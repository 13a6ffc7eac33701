//! `pullquote export`

use std::io::Write;

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::backend::local::Local;
use crate::error::Error;
use crate::index::Reader;
use crate::render::{json, markdown};

pub(super) fn run(common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Jsonl);
    if !matches!(format, Format::Json | Format::Jsonl | Format::Markdown) {
        return Err(unsupported(format, "export", "jsonl, json and markdown"));
    }
    let reader = Reader::open(&common.index)?;
    let mut out = output.answer();
    let mut first = true;
    let mut broken = None;
    let each = Local::new(&reader).for_each_review(|review| {
        let written = match format {
            Format::Markdown => markdown::review(&review, &mut out),
            Format::Json => write!(out, "{}", if first { "[" } else { "," })
                .and_then(|()| json::review(&review, &mut out)),
            _ => json::review(&review, &mut out),
        };
        first = false;
        written.map_err(|error| {
            let kind = error.kind();
            broken = Some(error);
            Error::io("write the answer to", "the output", kind.into())
        })
    });
    if let Some(error) = broken {
        return Err(Failure::Output(error));
    }
    each?;
    if format == Format::Json {
        writeln!(out, "{}]", if first { "[" } else { "" })?;
    }
    out.flush()?;
    Ok(if first { Outcome::Nothing } else { Outcome::Found })
}
