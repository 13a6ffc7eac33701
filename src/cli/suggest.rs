//! `pullquote suggest`

use std::io::Write;

use clap::{Args, ValueEnum};

use super::output::Output;
use super::{Common, Failure, Format, Outcome, unsupported};
use crate::backend::local::Local;
use crate::backend::{Backend, SuggestKind, SuggestRequest};
use crate::render::suggestions;

#[derive(Debug, Args)]
pub(super) struct SuggestArgs {
    /// What is typed so far; an empty one ('') asks for the most used
    #[arg(value_name = "PREFIX")]
    prefix: String,
    /// Only suggestions of this kind; can be repeated
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Vec<KindArg>,
    /// How many suggestions to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// Titles of works
    Title,
    /// People
    Person,
    /// Headings of sections
    Section,
    /// Words
    Word,
}

impl From<KindArg> for SuggestKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Title => Self::Title,
            KindArg::Person => Self::Person,
            KindArg::Section => Self::Section,
            KindArg::Word => Self::Word,
        }
    }
}

pub(super) fn run(args: &SuggestArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if matches!(format, Format::Markdown | Format::Letterboxd) {
        return Err(unsupported(format, "suggest", "text, json, jsonl and csv"));
    }
    let reader = common.reader()?;
    let request = SuggestRequest {
        prefix: args.prefix.clone(),
        kinds: args.kind.iter().map(|&kind| kind.into()).collect(),
        limit: args.limit,
    };
    let answer = Local::new(reader).suggest(&request)?;
    let mut out = output.answer();
    match format {
        Format::Text | Format::Markdown | Format::Letterboxd => {
            suggestions::text(&answer, &output.out, &mut out)?;
        }
        Format::Json => suggestions::json(&args.prefix, &answer, &mut out)?,
        Format::Jsonl => suggestions::json_lines(&answer, &mut out)?,
        Format::Csv => suggestions::csv(&answer, &mut out)?,
    }
    out.flush()?;
    if answer.all.is_empty() && format != Format::Json {
        output.say(format!("nothing begins with {}", args.prefix));
    }
    Ok(if answer.all.is_empty() { Outcome::Nothing } else { Outcome::Found })
}
