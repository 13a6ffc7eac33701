//! `pullquote similar`

use std::io::Write;

use clap::Args;

use super::filters::Filters;
use super::output::Output;
use super::search::parse_passages;
use super::{Common, Failure, Format, Outcome, format_of_hits};
use crate::backend::local::Local;
use crate::backend::{Backend, SimilarRequest, SimilarResponse};
use crate::render::terminal::harmless;
use crate::render::{csv, json, markdown, text, title_line};

#[derive(Debug, Args)]
pub(super) struct SimilarArgs {
    /// The review: its id as search shows it, its file, or its title
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    filters: Filters,
    /// How many reviews to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many reviews to leave out first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many passages to show of each, with what it shares marked: a number, or all
    #[arg(long, value_name = "N", default_value = "1", value_parser = parse_passages)]
    passages: usize,
    /// Show what was looked for and what each relevance is made of
    #[arg(long)]
    explain: bool,
}

pub(super) fn run(args: &SimilarArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    format_of_hits(common, "similar")?;
    let request = SimilarRequest {
        id: args.id.clone(),
        among: args.filters.node()?,
        root: None,
        limit: args.limit,
        offset: args.offset,
        passages: args.passages,
        explain: args.explain,
    };
    let reader = common.reader()?;
    let response = Local::new(reader).similar(&request)?;
    write(&response, args, common, output)?;
    Ok(if response.found.total > 0 { Outcome::Found } else { Outcome::Nothing })
}

fn write(
    response: &SimilarResponse,
    args: &SimilarArgs,
    common: &Common,
    output: &Output,
) -> Result<(), Failure> {
    let format = common.format.unwrap_or(Format::Text);
    let found = &response.found;
    if format != Format::Json {
        output.notices(&found.notices);
    }
    let mut out = output.answer();
    match format {
        Format::Text | Format::Letterboxd => {
            if args.explain {
                writeln!(out, "looked for: {}\n", harmless(&found.understood))?;
            }
            text::search(found, &output.out, &mut out)?;
        }
        Format::Json => json::similar(&args.id, response, &mut out)?,
        Format::Jsonl => json::search_lines(found, &mut out)?,
        Format::Csv => csv::search(found, &mut out)?,
        Format::Markdown => markdown::search(found, &mut out)?,
    }
    out.flush()?;
    if found.total == 0 && format != Format::Json {
        output.say(format!("no review is like {}", title_line(&response.title, response.year)));
    }
    Ok(())
}
