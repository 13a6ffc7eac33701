//! How long the most expensive queries take that the query language lets through.
//!
//! ```text
//! pullquote index ARCHIVE --index DIR
//! PULLQUOTE_INDEX=DIR cargo bench --bench hostile [-- SHAPE]
//! ```
//!
//! Each shape fills as much of a query as is allowed. Printed are milliseconds in this process, the index
//! opened once, with what was found and which notices came with it. `tests/it/hostile.rs` holds the bounds.

use std::path::PathBuf;
use std::time::Instant;

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, SearchRequest};
use pullquote::index::Reader;
use pullquote::query::{self, MAX_BYTES};

const LETTERS: &str = "etaoinshrdlucmfwypvbgkqjxz";
const LONG: [&str; 8] = [
    "cinematography",
    "performance",
    "characters",
    "interesting",
    "disappointing",
    "beautifully",
    "director",
    "screenplay",
];
const MISSPELT: [&str; 5] = ["horrzor", "vampiree", "castlle", "monsteer", "villagge"];
const COMMON: [&str; 6] = ["the", "of", "and", "movie", "film", "is"];

fn main() -> pullquote::Result<()> {
    let Some(dir) = std::env::var_os("PULLQUOTE_INDEX").map(PathBuf::from) else {
        println!("PULLQUOTE_INDEX names no index: nothing to measure");
        return Ok(());
    };
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let reader = Reader::open(&dir)?;
    let local = Local::new(&reader);
    println!("{} reviews", local.count());
    for (name, query) in shapes() {
        if only.as_ref().is_none_or(|only| name == only) {
            time(&local, name, &query)?;
        }
    }
    Ok(())
}

fn time(local: &Local<'_>, name: &str, text: &str) -> pullquote::Result<()> {
    let query = query::parse(text).expect("a shape is a query").node;
    let started = Instant::now();
    let answer = local.search(&SearchRequest { exact: false, ..SearchRequest::new(query) })?;
    let took = started.elapsed().as_millis();
    let mut kinds: Vec<String> = answer.notices.iter().map(|notice| notice.kind.clone()).collect();
    let notices = kinds.len();
    kinds.dedup();
    println!("{took:>6} ms  {name:<24} {:>6} hits, {notices:>3} notices {kinds:?}", answer.total);
    Ok(())
}

fn shapes() -> Vec<(&'static str, String)> {
    let pairs = || LETTERS.chars().flat_map(|a| LETTERS.chars().map(move |b| format!("{a}{b}")));
    let slips = || LONG.iter().flat_map(|word| slips_of(word));
    let names = || pairs().map(|pair| format!("person:\"{pair} jackson\""));
    let sections = || pairs().map(|pair| format!("{pair}*"));
    vec![
        ("misspelt, repeated", filled(MISSPELT.iter().map(|&word| word.to_owned()).cycle(), " ")),
        ("misspelt, different", filled(slips(), " ")),
        ("unknown", filled((0..).map(|at| format!("lighthoxse{at}")), " ")),
        ("unknown phrases", filled((0..).map(|at| format!("\"horrzor vampiree{at}\"")), " ")),
        ("fuzzy, long", filled(slips().map(|word| format!("{word}~2")), " ")),
        ("fuzzy, any", filled(slips().map(|word| format!("{word}~2")), " OR ")),
        ("fuzzy, negated", filled(slips().map(|word| format!("-{word}~2")), " ")),
        ("fuzzy, short", filled(pairs().map(|word| format!("{word}~2")), " ")),
        ("fuzzy, three letters", filled(pairs().map(|word| format!("{word}e~2")), " OR ")),
        ("prefixes, one letter", filled(LETTERS.chars().map(|c| format!("{c}*")), " ")),
        ("prefixes, any", filled(LETTERS.chars().map(|c| format!("{c}*")), " OR ")),
        ("prefixes, two letters", filled(pairs().map(|pair| format!("{pair}*")), " ")),
        ("prefixes, two, any", filled(pairs().map(|pair| format!("{pair}*")), " OR ")),
        ("prefixes, negated", filled(pairs().map(|pair| format!("-{pair}*")), " ")),
        ("patterns, inner", filled(pairs().map(|pair| format!("{}*{}", &pair[..1], &pair[1..])), " ")),
        (
            "patterns, inner, any",
            filled(pairs().map(|pair| format!("{}*{}*", &pair[..1], &pair[1..])), " OR "),
        ),
        ("patterns, open", filled(pairs().map(|pair| format!("*{pair}*")), " ")),
        ("patterns, open, any", filled(pairs().map(|pair| format!("?*{pair}")), " OR ")),
        ("patterns, hyphens", filled(pairs().map(|pair| format!("{}*-{}*", &pair[..1], &pair[1..])), " OR ")),
        ("patterns, long row", filled(pairs().map(|pair| format!("{}*", &pair[..1])), "-")),
        ("patterns, in a scope", format!("title:({})", filled_to(MAX_BYTES - 8, sections(), " OR "))),
        ("paths", filled(pairs().map(|pair| format!("path:*{pair}*")), " OR ")),
        ("kinds", filled(pairs().map(|pair| format!("kind:*{pair}*")), " OR ")),
        ("people", filled(names(), " OR ")),
        (
            "people, initials",
            filled(pairs().map(|pair| format!("person:\"{} {}\"", &pair[..1], &pair[1..])), " OR "),
        ),
        ("common, repeated", filled(COMMON.iter().map(|&word| word.to_owned()).cycle(), " ")),
        ("common, near", filled(near_common(), " ")),
        ("common, near, any", filled(near_common(), " OR ")),
        (
            "common, long near",
            format!(
                "\"{}\"~99",
                filled_to(MAX_BYTES - 8, COMMON.iter().map(|&word| word.to_owned()).cycle(), " ")
            ),
        ),
        ("compounds", filled(std::iter::repeat("a-b-c-d".to_owned()), " ")),
        ("one long compound", filled(pairs(), "-")),
        ("letters", filled(pairs().map(|pair| pair[..1].to_owned()).cycle(), " OR ")),
        ("unknown fields", filled(pairs().map(|pair| format!("dirxctor{pair}:x")), " ")),
        ("years", filled((1..).map(|year| format!("year:{year}")), " OR ")),
        ("duplicates, negated", filled(std::iter::repeat("-is:duplicate".to_owned()), " ")),
        ("one long word", "n".repeat(MAX_BYTES)),
        ("one long fuzzy word", format!("{}~2", "n".repeat(MAX_BYTES - 2))),
        ("one long pattern", "*a".repeat(MAX_BYTES / 2)),
    ]
}

/// The word with each of its letters replaced by another.
fn slips_of(word: &str) -> Vec<String> {
    let letters = || word.chars().enumerate();
    letters().map(|(at, _)| letters().map(|(here, c)| if here == at { 'x' } else { c }).collect()).collect()
}

fn near_common() -> impl Iterator<Item = String> {
    let pairs = COMMON.iter().flat_map(|a| COMMON.iter().filter(move |b| a != *b).map(move |b| (a, b)));
    let pairs: Vec<_> = pairs.collect();
    (2..).flat_map(move |slop| pairs.clone().into_iter().map(move |(a, b)| format!("\"{a} {b}\"~{slop}")))
}

fn filled(parts: impl Iterator<Item = String>, between: &str) -> String {
    filled_to(MAX_BYTES, parts, between)
}

/// So many of the parts as there is room for.
fn filled_to(most: usize, parts: impl Iterator<Item = String>, between: &str) -> String {
    let mut text = String::new();
    for part in parts {
        let gap = if text.is_empty() { "" } else { between };
        if text.len() + gap.len() + part.len() > most {
            break;
        }
        text.push_str(gap);
        text.push_str(&part);
    }
    text
}
