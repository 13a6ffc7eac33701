//! The command line: flags and environment in, both roads called, an exit status out.
//!
//! One file a subcommand. The definitions here are the only ones: help, man pages and completions
//! are made from them.

mod check;
mod completions;
mod export;
mod filters;
mod index;
mod lint;
mod man;
mod output;
mod profile;
mod search;
mod show;
mod similar;
mod suggest;
mod watch;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::error::Error;
use crate::index::Reader;
use crate::query::QueryError;
use output::Output;

/// Full-text search over review archives: by phrase, name, section and score.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  pullquote search '\"razor-thin\"' --in reviews --min-score 7
  pullquote search 'person:\"Lance Reddick\" score:>=7'
  pullquote search 'sound:(synth OR electronic) year:1980s' --sort score

Exit status: 0 found or done, 1 nothing found (check and lint: something is to be mended), 2 an error.";

/// Flags that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
struct Common {
    /// Folder of the index
    #[arg(long, global = true, value_name = "DIR", env = "PULLQUOTE_INDEX", default_value = "index")]
    index: PathBuf,
    /// How to write the answer; text unless said otherwise, and jsonl for export; letterboxd is for export only
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write nothing but the answer: no progress, no notes
    #[arg(long, short, global = true)]
    quiet: bool,
    /// When to use colours; `NO_COLOR` in the environment switches auto off
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorWhen,
}

impl Common {
    /// The index, to be searched.
    fn reader(&self) -> Result<&'static Reader, Error> {
        Reader::open(&self.index).map(for_good)
    }

    /// The same, for whoever wants all reviews.
    fn reader_of_all(&self) -> Result<&'static Reader, Error> {
        Reader::open_throughout(&self.index).map(for_good)
    }
}

/// Left open for the rest of the process: to close file after file is two or three hundredths of a search's time, and
/// the system lets go of them all the same.
fn for_good(reader: Reader) -> &'static Reader {
    Box::leak(Box::new(reader))
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// One JSON object
    Json,
    /// A JSON object a line
    Jsonl,
    /// A table for a spreadsheet
    Csv,
    /// Markdown
    Markdown,
    /// A table that Letterboxd imports; for export only
    Letterboxd,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build or refresh the index
    Index(index::IndexArgs),
    /// Find reviews
    Search(search::SearchArgs),
    /// Find reviews that are like one of them
    Similar(similar::SimilarArgs),
    /// Complete what is being typed: titles, people, sections and words
    Suggest(suggest::SuggestArgs),
    /// Show a whole review
    Show(show::ShowArgs),
    /// Write out every review, to read, to edit or to keep; indexed again, it gives the same reviews
    Export(export::ExportArgs),
    /// Check an archive's profile and print what it comes to
    Profile(profile::ProfileArgs),
    /// Tell whether the index is whole and true to its folders
    Check,
    /// Tell what is wrong with the reviews: doubles, missing scores, drifting names
    Lint(lint::LintArgs),
    /// Write completions for a shell
    Completions(completions::CompletionsArgs),
    /// Write the manual page, of the program or of one command
    Man(man::ManArgs),
}

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It found something, or did what it was to do.
    Found,
    /// It ran, and there was nothing to find.
    Nothing,
    /// It looked at the index or the archive, and something there is to be mended.
    ToMend,
}

/// Why a command could not do what it was to do.
#[derive(Debug)]
enum Failure {
    Library(Error),
    Query(QueryError),
    Usage(String),
    Output(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Parses the command line, runs it and answers the exit status: 0 found or done, 1 nothing found, or
/// something to mend, 2 an error.
pub fn run() -> ExitCode {
    let cli = Cli::parse_from(search::keep_dashed_words(std::env::args_os()));
    let output = Output::new(&cli.common);
    match cli.command.run(&cli.common, &output) {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing | Outcome::ToMend) => ExitCode::from(1),
        // Whoever reads our output has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(2)
        }
    }
}

impl Command {
    fn run(&self, common: &Common, output: &Output) -> Result<Outcome, Failure> {
        match self {
            Command::Index(args) => index::run(args, common, output),
            Command::Search(args) => search::run(args, common, output),
            Command::Similar(args) => similar::run(args, common, output),
            Command::Suggest(args) => suggest::run(args, common, output),
            Command::Show(args) => show::run(args, common, output),
            Command::Export(args) => export::run(args, common, output),
            Command::Profile(args) => profile::run(args, common, output),
            Command::Check => check::run(common, output),
            Command::Lint(args) => lint::run(args, common, output),
            Command::Completions(args) => completions::run(args),
            Command::Man(args) => man::run(args),
        }
    }
}

/// The command line's definition, for the documents that are made from it.
pub fn definition() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// The format of hits: a table for Letterboxd can't hold them.
fn format_of_hits(common: &Common, command: &str) -> Result<Format, Failure> {
    match common.format.unwrap_or(Format::Text) {
        Format::Letterboxd => {
            Err(unsupported(Format::Letterboxd, command, "text, json, jsonl, csv and markdown"))
        }
        format => Ok(format),
    }
}

/// Says which formats a command can write.
fn unsupported(format: Format, command: &str, supported: &str) -> Failure {
    let format = format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    Failure::Usage(format!("{command} cannot write {format}; it writes {supported}"))
}
