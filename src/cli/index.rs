//! `pullquote index`

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::ingest;
use crate::render::{counted, json, report};

#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Folders or files to index; without any, all that are indexed already
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// List every file, warning and skipped file
    #[arg(long)]
    verbose: bool,
    /// Take this folder's reviews out of the index; the folder itself is not touched
    #[arg(long, value_name = "PATH", conflicts_with_all = ["paths", "verbose"])]
    forget: Option<PathBuf>,
}

pub(super) fn run(args: &IndexArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if !matches!(format, Format::Text | Format::Json) {
        return Err(unsupported(format, "index", "text and json"));
    }
    if let Some(path) = &args.forget {
        let reviews = ingest::forget(&common.index, path)?;
        output.say(format!("{} left the index", counted(reviews, "review", "reviews")));
        return Ok(Outcome::Found);
    }
    let done = ingest::refresh(&common.index, &args.paths, &output.progress())?;
    if args.paths.is_empty() && done.unchanged == 0 && done.reviews == 0 {
        output.say("nothing is indexed yet: name a folder, `pullquote index PATH`");
    }
    let mut out = output.answer();
    match format {
        Format::Json => json::report(&done, &mut out)?,
        _ if common.quiet => {}
        _ => report::text(&done, args.verbose, &output.out, &mut out)?,
    }
    out.flush()?;
    Ok(Outcome::Found)
}
