//! `pullquote lint`

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::output::Output;
use super::search::{refresh, root_label};
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::backend::local::Local;
use crate::index::manifest::Root;
use crate::lint::{Day, Evidence, Gathering, Kind, findings};
use crate::render::lint as render_lint;

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Refresh the index of this folder first, and look only there
    #[arg(long = "in", value_name = "PATH")]
    in_path: Option<PathBuf>,
    /// Only findings of this kind; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    only: Vec<String>,
    /// No findings of this kind; can be repeated
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    skip: Vec<String>,
    /// List every finding and every review
    #[arg(long, short)]
    verbose: bool,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::all().map(Kind::as_str))
}

pub(super) fn run(args: &LintArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if !matches!(format, Format::Text | Format::Json | Format::Jsonl) {
        return Err(unsupported(format, "lint", "text, json and jsonl"));
    }
    if let Some(path) = &args.in_path {
        output.notices(refresh(path, common, output)?.as_slice());
    }
    let reader = common.reader_of_all()?;
    let mut manifest = reader.manifest()?;
    let chosen = args.in_path.as_deref().map(|path| root_label(reader, path)).transpose()?;
    let mut gathering = Gathering::default();
    Local::new(reader).for_each_review_as_stored(|review| {
        if is_in(&manifest.roots, chosen.as_deref(), &review.source.path) {
            gathering.see(&review);
        }
        Ok(())
    })?;
    let archive = gathering.finish();
    manifest.roots.retain(|root| chosen.as_ref().is_none_or(|label| root.label == *label));
    let evidence = Evidence { archive: &archive, manifest: &manifest, today: today() };
    let found = findings(&evidence, |kind| is_wanted(args, kind));
    let mut out = output.answer();
    match format {
        Format::Json => render_lint::json(archive.len() as u64, &found, &mut out)?,
        Format::Jsonl => render_lint::json_lines(&found, &mut out)?,
        _ => render_lint::text(archive.len() as u64, &found, args.verbose, &output.out, &mut out)?,
    }
    out.flush()?;
    Ok(if render_lint::is_clean(&found) { Outcome::Found } else { Outcome::ToMend })
}

fn is_wanted(args: &LintArgs, kind: Kind) -> bool {
    let names = |list: &[String]| list.iter().any(|name| name == kind.as_str());
    (args.only.is_empty() || names(&args.only)) && !names(&args.skip)
}

/// Whether the review of that shown path is of one of the roots. A label never begins another root's path.
fn is_in(roots: &[Root], chosen: Option<&str>, path: &str) -> bool {
    let first = path.split('/').next();
    let owner = roots.iter().map(|root| root.label.as_str()).find(|label| Some(*label) == first);
    chosen.is_none_or(|label| owner.unwrap_or_default() == label)
}

fn today() -> Day {
    let date = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let number = |number: i8| u8::try_from(number).unwrap_or(1);
    Day { year: i32::from(date.year()), month: number(date.month()), day: number(date.day()) }
}
