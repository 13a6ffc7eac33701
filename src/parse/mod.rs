//! Text -> reviews, or a located reason why not. No files are opened here.
//!
//! ```text
//! front matter -> fields        what the keys say
//! body -> blocks -> headings    what the text looks like
//! blocks -> parts -> drafts     one review or several
//! drafts + conventions -> reviews
//! ```
//!
//! The last step waits for the whole archive, because the scale of a bare number and the text that is
//! repeated from review to review are known only from all files together: [`parse`] gives each file's
//! [`Evidence`], [`Conventions::learn`] puts the evidence together, [`Draft::settle`] finishes a review.
//!
//! | module | the question it answers |
//! |---|---|
//! | `front_matter`, `keys`, `fields`, `spellings`, `translations`, `names`, `dates` | what do the keys say? |
//! | `declared` | what does the archive's profile say of them? |
//! | `path` | what does the file's place say? |
//! | `dialects`, `markup`, `entries`, `headings` | what are the text's blocks, and which lines are headings? |
//! | `byline`, `letters` | who wrote this and when, says the text itself? |
//! | `title`, `makers` | what is the work called, when did it come out, and whose is it? |
//! | `not_review` | is this a review at all? |
//! | `several`, `single` | one review or several, and what is each called? |
//! | `components`, `score_line`, `layout` | where is the score, and what is standfirst, section, verdict? |
//! | `boilerplate`, `listed`, `conventions`, `scales` | what do the files show only together? |

mod boilerplate;
mod byline;
mod components;
mod conventions;
mod dates;
mod declared;
mod dialects;
mod draft;
mod entries;
mod evidence;
mod fields;
mod fold;
pub mod formats;
pub mod front_matter;
mod headings;
mod keys;
mod layout;
mod letters;
pub mod listed;
mod makers;
pub mod markup;
mod names;
mod not_review;
mod path;
mod record;
mod scales;
mod score_line;
mod several;
mod single;
mod spellings;
mod title;
mod translations;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::conventions::{Conventions, Learning};
pub use self::declared::Mapped;
pub use self::draft::{Draft, Settled};
pub use self::evidence::Evidence;
pub use self::record::{Found, Records, read_records};
pub use self::scales::{Basis, Scale, Scales};

use self::fields::Fields;
use self::front_matter::FrontMatter;
use self::keys::Keys;
use self::markup::{Block, BlockKind, Dialect};
use self::path::PathFacts;
use crate::profile::{Declared, Field};
use crate::score::Reading;

/// What one file holds.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The reviews, in the order of the file.
    pub drafts: Vec<Draft>,
    /// What is no review, and why.
    pub skipped: Vec<Skipped>,
    /// What a person should look at, about the file as a whole.
    pub warnings: Vec<Warning>,
    /// What the file contributes to what the archive shows as a whole.
    pub evidence: Evidence,
}

/// Something that is not indexed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The record inside the file; `None` for the file, or for what is no record.
    pub record: Option<String>,
    /// Why, for a person.
    pub reason: String,
}

/// Something odd, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Line of the file, from 1, where there is one.
    pub line: Option<u32>,
    /// What is odd, for a person.
    pub message: String,
}

/// So begins a warning about a score that was not understood; the score follows, and a backtick.
const UNREAD_SCORE: &str = "the score `";

impl Warning {
    /// The score that could not be read, if the warning is about one.
    pub fn unread_score(&self) -> Option<&str> {
        self.message.strip_prefix(UNREAD_SCORE)?.split_once("` ").map(|(raw, _)| raw)
    }
}

/// Boilerplate that was taken out of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its first line in the file, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// A file on its way to reviews.
struct File<'a> {
    path: &'a str,
    declared: &'a Declared<'a>,
    facts: PathFacts,
    fields: Fields,
    blocks: Vec<Block>,
    plain: bool,
    last_line: u32,
}

/// The front matter of a file and the body under it.
struct Head<'a> {
    map: Map<String, Value>,
    front: Option<FrontMatter>,
    body: &'a str,
    body_line: u32,
    warnings: Vec<Warning>,
}

/// Reads one text file. `path` is relative to the archive, with `/` between its parts; `declared` is what the
/// archive's profile says of it.
pub fn parse(path: &str, text: &str, declared: &Declared<'_>) -> Parsed {
    let mut head = head(path, text);
    let mut warnings = std::mem::take(&mut head.warnings);
    // The text stands under the front matter, and the file is its own record.
    let is_wanted = |field| !matches!(field, Field::Text | Field::Id);
    let mut mapped = declared::take(&mut head.map, head.front.as_ref(), declared, is_wanted);
    let seen = std::mem::take(&mut mapped.seen);
    let left_out = mapped.left_out.take().or_else(|| not_review::by_name_or_flag(path, &head.map));
    let mut parsed = match left_out {
        Some(reason) => skip(reason),
        None => drafts(read(path, text, head, mapped, declared)),
    };
    warnings.append(&mut parsed.warnings);
    parsed.warnings = warnings;
    parsed.evidence.keys = seen;
    parsed
}

fn skip(reason: String) -> Parsed {
    Parsed { skipped: vec![Skipped { record: None, reason }], ..Parsed::default() }
}

fn head<'a>(path: &str, text: &'a str) -> Head<'a> {
    let body_from = |start: usize| text.get(start..).unwrap_or_default();
    match front_matter::split(text) {
        Ok(None) => {
            let body = text.strip_prefix('\u{feff}').unwrap_or(text);
            let map = dialects::settings(path, body);
            Head { map, front: None, body, body_line: 1, warnings: Vec::new() }
        }
        Ok(Some(front)) if let Some(letter) = letters::letter(&front.fields, body_from(front.body_start)) => {
            let body = body_from(front.body_start).get(..letter.length).unwrap_or_default();
            let map = letter.fields;
            Head { map, front: None, body, body_line: front.body_line, warnings: Vec::new() }
        }
        Ok(Some(front)) => {
            let notes =
                front.notes.iter().map(|(line, note)| Warning { line: Some(*line), message: note.clone() });
            Head {
                map: front.fields.clone(),
                body: body_from(front.body_start),
                body_line: front.body_line,
                warnings: notes.collect(),
                front: Some(front),
            }
        }
        Err(broken) => {
            let message =
                format!("the front matter is broken at column {}: {}", broken.column, broken.message);
            let warnings = vec![Warning { line: Some(broken.line), message }];
            let body = body_from(broken.body_start);
            Head { map: broken.salvaged, front: None, body, body_line: broken.body_line, warnings }
        }
    }
}

fn read<'a>(
    path: &'a str,
    text: &str,
    head: Head<'_>,
    mapped: Mapped,
    declared: &'a Declared<'a>,
) -> File<'a> {
    let facts = path::read(path);
    let keys = Keys::new(head.map, head.front.as_ref()).with(mapped);
    let mut fields = fields::read(keys, declared.folder_kind.or(facts.kind), declared);
    if fields.score.is_none() && facts.score.is_none() {
        fields.score = components::score(head.body, head.body_line);
    }
    let body = dialects::markdown(path, head.body);
    let plain = is_plain(path, &body);
    let dialect = if plain { Dialect::Plain } else { Dialect::Markdown };
    let mut blocks = markup::blocks(&body, head.body_line, dialect);
    // The texts of a data set are prose from end to end.
    if facts.score.is_none() {
        entries::promote_titles(&mut blocks);
        headings::promote(&mut blocks, plain);
    }
    File { path, declared, facts, fields, blocks, plain, last_line: count_lines(text) }
}

/// Files named as plain text are, unless their headings or links are Markdown's.
fn is_plain(path: &str, body: &str) -> bool {
    let extension =
        path.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map(|(_, extension)| extension);
    let markdown = extension.is_some_and(|extension| {
        ["md", "markdown", "mdown", "mkd", "mkdn", "mdx", "qmd", "rmd"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    });
    !markdown && !body.lines().any(is_markdown_heading)
}

fn is_markdown_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&level)
        && line.get(level..).is_some_and(|rest| rest.starts_with(' ') && !rest.trim().is_empty())
}

fn count_lines(text: &str) -> u32 {
    text.lines().count().max(1) as u32
}

fn drafts(file: File<'_>) -> Parsed {
    let mark = single::body_score(&file.facts, &file.blocks);
    let scored = mark.as_ref().is_some_and(|mark| !matches!(mark.reading, Reading::Unread(_)));
    if let Some(reason) = not_review::by_content(file.path, &file.facts, &file.fields, &file.blocks, scored) {
        return skip(reason);
    }
    let is_review = file.fields.score.is_some() || file.fields.year.is_some();
    let edges = boilerplate::edges(&file.blocks, mark.as_ref().map(|mark| mark.block));
    let mut parsed = match several::split(&file.blocks, is_review) {
        Some(parts) => single::several(file, &parts),
        None => Parsed { drafts: vec![single::whole(file, mark)], ..Parsed::default() },
    };
    parsed.evidence = Evidence { edges, ..Evidence::default() };
    for draft in &parsed.drafts {
        parsed.evidence.add(draft);
    }
    parsed
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading { .. })
}
