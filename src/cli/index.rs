//! `pullquote index`

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::Output;
use super::watch;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::ingest::report::Report;
use crate::ingest::{self, Plan};
use crate::parse::formats::Wishes;
use crate::render::{counted, json, report};

#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Folders or files to index; without any, all that are indexed already
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// List every file, warning and skipped file
    #[arg(long)]
    verbose: bool,
    /// Tell what would be done and why, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Follow the folders: bring the index up to date whenever something changes in them
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
    /// Take from exports what is left out otherwise, from now on; `nothing` ends it
    #[arg(long, value_enum, value_name = "WHAT")]
    with: Vec<Extra>,
    /// Take this folder's reviews out of the index; the folder itself is not touched
    #[arg(long, value_name = "PATH", conflicts_with_all = ["paths", "verbose", "dry_run", "watch", "with"])]
    forget: Option<PathBuf>,
}

/// What exports hold besides reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Extra {
    /// Ratings without a text become reviews that have a score only
    Ratings,
    /// Private notes become sections
    PrivateNotes,
    /// Neither
    Nothing,
}

impl IndexArgs {
    fn plan(&self) -> Plan {
        let has = |extra| self.with.contains(&extra);
        let wishes = Wishes { ratings: has(Extra::Ratings), private: has(Extra::PrivateNotes) };
        Plan { wishes: (!self.with.is_empty()).then_some(wishes) }
    }
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
    if args.dry_run {
        let would = ingest::preview(&common.index, &args.paths, args.plan(), &output.progress())?;
        tell(&would, args, common, output)?;
        output.say("a dry run: this is what would be done, and nothing was changed");
        return Ok(Outcome::Found);
    }
    if args.watch {
        return watch(args, common, output);
    }
    let done = ingest::refresh(&common.index, &args.paths, args.plan(), &output.progress())?;
    tell(&done, args, common, output)?;
    Ok(Outcome::Found)
}

/// Tells of the first refresh, and then of those that changed something.
fn watch(args: &IndexArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let mut is_first = true;
    watch::follow(&args.paths, &common.index, output, || {
        let done = ingest::refresh(&common.index, &args.paths, args.plan(), &output.progress())?;
        if std::mem::take(&mut is_first) || !done.is_quiet() {
            tell(&done, args, common, output)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Found)
}

fn tell(report: &Report, args: &IndexArgs, common: &Common, output: &Output) -> Result<(), Failure> {
    if args.paths.is_empty() && report.unchanged == 0 && report.reviews == 0 {
        output.say("nothing is indexed yet: name a folder, `pullquote index PATH`");
    }
    let mut out = output.answer();
    match common.format.unwrap_or(Format::Text) {
        Format::Json => json::report(report, &mut out)?,
        _ if common.quiet => {}
        _ => report::text(report, args.verbose || args.dry_run, &output.out, &mut out)?,
    }
    out.flush()?;
    Ok(())
}
