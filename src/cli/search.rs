//! `pullquote search`

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::filters::Filters;
use super::output::Output;
use super::{Common, Failure, Format, Outcome, format_of_hits};
use crate::backend::local::Local;
use crate::backend::{Backend, MatchMode, Notice, SearchRequest, SearchResponse, Sort, SortBy};
use crate::error::Error;
use crate::index::Reader;
use crate::ingest;
use crate::query::{self, Kind, Node};
use crate::render::{csv, json, markdown, report, text};
use crate::schema::FACETS;

#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// What to find: words, "phrases", person:"A Name", sound:synth, score:>=7, year:1990s, ...
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Refresh the index of this folder first, and search only there
    #[arg(long = "in", value_name = "PATH")]
    in_path: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
    /// Look for the query inside sections whose heading says this
    #[arg(long, value_name = "NAME")]
    section: Option<String>,
    /// Only reviews that name this person
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Order of the hits: relevance, score, year, date or title, with :asc or :desc
    #[arg(long, value_name = "KEY", default_value = "relevance", value_parser = parse_sort)]
    sort: Sort,
    /// How many hits to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many hits to leave out first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many of the words a review must have; unless given, all, or most where no review has all
    #[arg(long = "match", value_name = "HOW", value_enum)]
    match_mode: Option<MatchHow>,
    /// Count all hits; unless given, counting ends at some thousands, and `more than` says so
    #[arg(long)]
    count_all: bool,
    /// Answer the query as it stands: correct no word and leave none out where nothing is found
    #[arg(long)]
    exact: bool,
    /// How many passages to show for a hit: a number, or all
    #[arg(long, value_name = "N", default_value = "3", value_parser = parse_passages)]
    passages: usize,
    /// Count the hits by year, score, section, person, tag, author, kind or folder
    #[arg(long, value_name = "FIELD", value_parser = FACETS)]
    facet: Vec<String>,
    /// Show so many values of each facet, the commonest, and all for 0; 10 unless given, but all years
    /// and scores
    #[arg(long, value_name = "N")]
    facet_limit: Option<usize>,
    /// Show how the query was understood and what each relevance is made of
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MatchHow {
    /// Every one
    All,
    /// More than half
    Most,
    /// At least one
    Any,
}

impl From<MatchHow> for MatchMode {
    fn from(how: MatchHow) -> Self {
        match how {
            MatchHow::All => MatchMode::All,
            MatchHow::Most => MatchMode::Most,
            MatchHow::Any => MatchMode::Any,
        }
    }
}

/// Lets `search plot -neon` mean what the query language says: a word behind a dash is left out.
///
/// The flag parser would take `-neon` for flags; a space before it keeps it a word, and the query
/// reads the same. What is made of known letters (`-q`) stays a flag, and so does all with two dashes.
pub(super) fn keep_dashed_words(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut kept = Vec::new();
    let (mut in_search, mut only_words) = (false, false);
    for arg in args {
        let text = arg.to_str().unwrap_or_default();
        in_search |= text == "search";
        only_words |= text == "--";
        let is_word =
            text.strip_prefix('-').is_some_and(|rest| !rest.starts_with('-') && !is_short_flag(rest));
        let padded = in_search && !only_words && is_word;
        kept.push(if padded { format!(" {text}").into() } else { arg });
    }
    kept
}

/// The letters of the flags that have one: quiet, help, version.
fn is_short_flag(rest: &str) -> bool {
    rest.chars().all(|c| matches!(c, 'q' | 'h' | 'V'))
}

pub(super) fn run(args: &SearchArgs, common: &Common, output: &Output) -> Result<Outcome, Failure> {
    format_of_hits(common, "search")?;
    let typed = args.query.join(" ");
    let parsed = query::parse(&typed)?;
    let mut notices: Vec<Notice> =
        parsed.notices.iter().map(|notice| Notice::new(notice.kind, notice.message.clone())).collect();
    let query = with_flags(parsed.node, args)?;
    if let Some(path) = &args.in_path {
        notices.extend(refresh(path, common, output)?);
    }
    let reader = common.reader()?;
    let request = SearchRequest {
        query,
        root: args.in_path.as_deref().map(|path| root_label(reader, path)).transpose()?,
        match_mode: args.match_mode.map_or(MatchMode::Auto, MatchMode::from),
        sort: args.sort,
        limit: args.limit,
        offset: args.offset,
        passages: args.passages,
        facets: args.facet.clone(),
        facet_limit: args.facet_limit,
        explain: args.explain,
        count_all: args.count_all,
        exact: args.exact,
        section: args.section.clone(),
    };
    let mut response = Local::new(reader).search(&request)?;
    notices.append(&mut response.notices);
    response.notices = notices;
    write(&typed, &response, args, common, output)?;
    Ok(if response.total > 0 { Outcome::Found } else { Outcome::Nothing })
}

fn write(
    typed: &str,
    response: &SearchResponse,
    args: &SearchArgs,
    common: &Common,
    output: &Output,
) -> Result<(), Failure> {
    let format = common.format.unwrap_or(Format::Text);
    if format != Format::Json {
        output.notices(&response.notices);
    }
    let mut out = output.answer();
    match format {
        Format::Text | Format::Letterboxd => {
            if args.explain {
                writeln!(out, "understood: {}\n", crate::render::terminal::harmless(&response.understood))?;
            }
            text::search(response, &output.out, &mut out)?;
        }
        Format::Json => json::search(typed, response, &mut out)?,
        Format::Jsonl => json::search_lines(response, &mut out)?,
        Format::Csv => csv::search(response, &mut out)?,
        Format::Markdown => markdown::search(response, &mut out)?,
    }
    out.flush()?;
    if response.total == 0 && format != Format::Json {
        output.say(format!("no review matches {}", response.understood));
    }
    Ok(())
}

/// The flags are shorthand for parts of the query.
fn with_flags(query: Node, args: &SearchArgs) -> Result<Node, Failure> {
    let scoped = |name: &str, inner: Node| {
        Node::new(Kind::Scoped { name: name.to_owned(), inner: Box::new(inner) }, 0..0)
    };
    let mut parts = vec![match &args.section {
        Some(section) => scoped(section, query),
        None => query,
    }];
    if let Some(person) = &args.person {
        let name = Node::new(Kind::Phrase { text: person.clone(), slop: None }, 0..0);
        parts.push(scoped("person", name));
    }
    parts.push(args.filters.node()?);
    Ok(Node::all(parts))
}

/// Brings the index of `path` up to date, and says so if there was something to do. While another
/// process writes, the last finished state still answers.
pub(super) fn refresh(path: &Path, common: &Common, output: &Output) -> Result<Option<Notice>, Failure> {
    match ingest::refresh(&common.index, &[path.to_owned()], ingest::Plan::default(), &output.progress()) {
        Ok(done) if done.is_quiet() => Ok(None),
        Ok(done) => {
            output.say(report::headline(&done));
            let fresh = done.skipped.iter().filter(|one| one.fresh).count()
                + done.warnings.iter().filter(|one| one.fresh).count();
            if fresh > 0 {
                output.say(format!(
                    "{fresh} files or records were skipped or odd: `pullquote index --verbose` lists them"
                ));
            }
            Ok(None)
        }
        Err(Error::Busy { .. }) => {
            let message =
                "another pullquote is writing to the index: this answer is from its last finished state";
            Ok(Some(Notice::new("index-busy", message)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn root_label(reader: &Reader, path: &Path) -> Result<String, Failure> {
    let real = std::fs::canonicalize(path).map_err(|error| Error::io("open", path, error))?;
    let manifest = reader.manifest()?;
    let root = manifest.roots.iter().find(|root| root.path == real);
    root.map(|root| root.label.clone()).ok_or_else(|| Error::NotIndexed { path: path.to_owned() }.into())
}

fn parse_sort(text: &str) -> Result<Sort, String> {
    let (key, direction) = match text.split_once(':') {
        Some((key, direction)) => (key, Some(direction)),
        None => (text, None),
    };
    let by = match key {
        "relevance" => SortBy::Relevance,
        "score" => SortBy::Score,
        "year" => SortBy::Year,
        "date" => SortBy::Date,
        "title" => SortBy::Title,
        _ => return Err("known keys are relevance, score, year, date and title".to_owned()),
    };
    let ascending = match direction {
        None => by == SortBy::Title,
        Some("asc") => true,
        Some("desc") => false,
        Some(_) => return Err("after the colon comes asc or desc".to_owned()),
    };
    Ok(Sort { by, ascending })
}

pub(super) fn parse_passages(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "a number, or all".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(args: &[&str]) -> Vec<String> {
        let args = args.iter().map(OsString::from);
        keep_dashed_words(args).into_iter().map(|arg| arg.into_string().unwrap()).collect()
    }

    #[test]
    fn dashed_words_of_a_search_are_words() {
        assert_eq!(
            kept(&["pullquote", "search", "a", "-b", "-q", "--in", "x"])[3..],
            [" -b", "-q", "--in", "x"]
        );
        assert_eq!(kept(&["pullquote", "search", "--", "-b"])[3], "-b");
        assert_eq!(kept(&["pullquote", "show", "-b"])[2], "-b");
        assert_eq!(kept(&["pullquote", "search", "-"])[2], "-");
    }

    #[test]
    fn the_short_flags_are_those_of_the_definition() {
        let mut definition = crate::cli::definition();
        definition.build();
        let search = definition.find_subcommand("search").unwrap();
        let shorts = search.get_arguments().filter_map(clap::Arg::get_short);
        assert!(shorts.into_iter().all(|short| is_short_flag(&short.to_string())));
    }
}
