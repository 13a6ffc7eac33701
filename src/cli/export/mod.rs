//! `pullquote export`

mod folder;

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::backend::local::Local;
use crate::error::Error;
use crate::render::counted;
use crate::render::export::{Export, Form, Written};
use crate::review::Review;
use folder::Folder;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// With `--format markdown`: write a file for each review into this folder, named by its id
    #[arg(long, value_name = "DIR")]
    to_dir: Option<PathBuf>,
}

pub(super) fn run(args: &ExportArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let form = form(common.format.unwrap_or(Format::Jsonl))?;
    if args.to_dir.is_some() && form != Form::Markdown {
        return Err(Failure::Usage("--to-dir writes Markdown: add --format markdown".to_owned()));
    }
    let reader = common.reader_of_all()?;
    let local = Local::new(reader);
    match &args.to_dir {
        Some(dir) => into_folder(&local, Folder::open(dir)?, output),
        None => to_stdout(&local, form, output),
    }
}

fn form(format: Format) -> Result<Form, Failure> {
    match format {
        Format::Json => Ok(Form::Json),
        Format::Jsonl => Ok(Form::Jsonl),
        Format::Csv => Ok(Form::Csv),
        Format::Letterboxd => Ok(Form::Letterboxd),
        Format::Markdown => Ok(Form::Markdown),
        Format::Text => Err(unsupported(format, "export", "jsonl, json, csv, letterboxd and markdown")),
    }
}

fn to_stdout(local: &Local<'_>, form: Form, output: &Output) -> Result<Outcome, Failure> {
    let mut export = Export::new(form, output.answer())?;
    each(local, |review| export.add(review).map_err(Failure::Output))?;
    let written = export.finish()?;
    tell(written, output);
    Ok(if written.reviews == 0 { Outcome::Nothing } else { Outcome::Found })
}

fn tell(written: Written, output: &Output) {
    if written.left_out > 0 {
        let what = counted(written.left_out, "review was", "reviews were");
        output.say(format!("note: {what} left out: Letterboxd knows films and series only"));
    }
    if written.rounded > 0 {
        let what = counted(written.rounded, "rating was", "ratings were");
        output.say(format!(
            "note: {what} rounded to half stars; the column Pullquote keeps the scores as they are"
        ));
    }
}

fn into_folder(local: &Local<'_>, mut folder: Folder, output: &Output) -> Result<Outcome, Failure> {
    each(local, |review| Ok(folder.add(review)?))?;
    output.say(folder.summary());
    for refused in folder.refused() {
        output.say(format!("warning: {refused}"));
    }
    match folder.refusals() {
        0 if folder.is_empty() => Ok(Outcome::Nothing),
        0 => Ok(Outcome::Found),
        count => {
            let what = counted(count, "review was", "reviews were");
            let advice = "move what is in their place, or choose another folder";
            Err(Failure::Usage(format!("{what} not written: {advice}")))
        }
    }
}

/// Hands out the reviews one by one; a failure to write one ends it.
fn each(local: &Local<'_>, mut write: impl FnMut(&Review) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut failure = None;
    let outcome = local.for_each_review(|review| {
        write(&review).map_err(|why| {
            failure = Some(why);
            Error::io("write the answer to", "the output", io::ErrorKind::Other.into())
        })
    });
    match failure {
        Some(failure) => Err(failure),
        None => Ok(outcome?),
    }
}
