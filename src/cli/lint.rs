//! `pullquote lint`

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::output::Output;
use super::search::{refresh, root_label};
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::backend::local::Local;
use crate::index::Reader;
use crate::index::manifest::{Manifest, Root};
use crate::lint::{Archive, Day, Evidence, Kind, findings};
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
    let reader = Reader::open(&common.index)?;
    let mut manifest = reader.manifest()?;
    if let Some(path) = &args.in_path {
        let label = root_label(&reader, path)?;
        manifest.roots.retain(|root| root.label == label);
    }
    let mut archive = Archive::default();
    Local::new(&reader).for_each_review(|review| {
        if is_in(&manifest, &review.source.path) {
            archive.see(&review);
        }
        Ok(())
    })?;
    let evidence = Evidence { archive: &archive, manifest: &manifest, today: today() };
    let found = findings(&evidence, |kind| is_wanted(args, kind));
    let mut out = output.answer();
    match format {
        Format::Json => render_lint::json(archive.len() as u64, &found, &mut out)?,
        Format::Jsonl => render_lint::json_lines(&found, &mut out)?,
        _ => render_lint::text(archive.len() as u64, &found, args.verbose, &output.out, &mut out)?,
    }
    out.flush()?;
    // As a linter does and grep does not: something found is no success.
    Ok(if render_lint::is_clean(&found) { Outcome::Found } else { Outcome::Nothing })
}

fn is_wanted(args: &LintArgs, kind: Kind) -> bool {
    let names = |list: &[String]| list.iter().any(|name| name == kind.as_str());
    (args.only.is_empty() || names(&args.only)) && !names(&args.skip)
}

/// Whether the file of that shown path is one of the manifest's.
fn is_in(manifest: &Manifest, path: &str) -> bool {
    let relative = |root: &Root| match root.label.as_str() {
        "" => Some(path.to_owned()),
        label => path.strip_prefix(label)?.strip_prefix('/').map(str::to_owned),
    };
    manifest.roots.iter().any(|root| relative(root).is_some_and(|path| root.files.contains_key(&path)))
}

fn today() -> Day {
    let date = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let number = |number: i8| u8::try_from(number).unwrap_or(1);
    Day { year: i32::from(date.year()), month: number(date.month()), day: number(date.day()) }
}
