//! `pullquote show`

use std::io::Write;

use clap::Args;

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::backend::Backend;
use crate::backend::local::Local;
use crate::render::{json, markdown, text};

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The review's id, as search shows it
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(args: &ShowArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if matches!(format, Format::Csv | Format::Letterboxd) {
        return Err(unsupported(format, "show", "text, json, jsonl and markdown"));
    }
    let reader = common.reader()?;
    let review = Local::new(reader).review(&args.id)?;
    let mut out = output.answer();
    match format {
        Format::Text | Format::Csv | Format::Letterboxd => text::review(&review, &output.out, &mut out)?,
        Format::Json | Format::Jsonl => json::review(&review, &mut out)?,
        Format::Markdown => markdown::review(&review, &mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Found)
}
