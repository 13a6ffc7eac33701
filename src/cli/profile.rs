//! `pullquote profile`

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::error::Error;
use crate::ingest::{look, profile};
use crate::profile::{FILE_NAME, draft};

#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    /// The archive's folder
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Look at the archive and write a profile of suggestions, all of them comments
    #[arg(long)]
    init: bool,
}

pub(super) fn run(args: &ProfileArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if format != Format::Text {
        return Err(unsupported(format, "profile", "text"));
    }
    if !args.path.exists() {
        return Err(Error::MissingRoot { path: args.path.clone() }.into());
    }
    if !args.path.is_dir() {
        let path = args.path.display();
        return Err(Failure::Usage(format!("{path}: a profile belongs to a folder, and this is none")));
    }
    if args.init { init(args, common, output) } else { show(args, output) }
}

/// Prints the profile in its plain spelling.
fn show(args: &ProfileArgs, output: &Output) -> Result<Outcome, Failure> {
    let Some(path) = profile::path_of(&args.path) else {
        output.say(format!(
            "{} has no {FILE_NAME}; `pullquote profile --init PATH` writes one",
            args.path.display()
        ));
        return Ok(Outcome::Nothing);
    };
    let profile = profile::load(&args.path)?;
    if profile.is_silent() {
        output.say(format!("{} says nothing", path.display()));
    }
    let mut out = output.answer();
    write!(out, "{profile}")?;
    out.flush()?;
    Ok(Outcome::Found)
}

fn init(args: &ProfileArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let path = args.path.join(FILE_NAME);
    let exists = || Failure::Usage(format!("{} is there already, and is left as it is", path.display()));
    if path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let seen = look::look(&common.index, &args.path, &output.progress())?;
    let mut file = match File::create_new(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists()),
        Err(error) => return Err(Error::io("write", &path, error).into()),
    };
    file.write_all(draft::write(&seen).as_bytes()).map_err(|error| Error::io("write", &path, error))?;
    output.say(format!("wrote {}: it says nothing until its comments are taken away", path.display()));
    Ok(Outcome::Found)
}
