//! The typed filters: `score:`, `year:`, `date:`, `has:` and `is:`.
//!
//! A filter always filters, so a value that cannot be read is an error and never text.

use super::ast::{Kind, Node, Test};
use super::day::read_date;
use super::error::QueryError;
use super::syntax;
use super::value::{Bounds, read_bounds, read_score, read_year, split_comparison};

/// What `has:` can ask for.
pub const PRESENCES: [&str; 10] =
    ["score", "year", "summary", "verdict", "author", "date", "url", "tags", "people", "sections"];

/// What `is:` can ask for.
pub const FLAGS: [&str; 1] = ["duplicate"];

/// Longer values are no score, year or date in any notation.
const MAX_VALUE_BYTES: usize = 64;

/// The fields whose values are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    Score,
    Year,
    Date,
    Has,
    Is,
}

impl Filter {
    const ALL: [Self; 5] = [Self::Score, Self::Year, Self::Date, Self::Has, Self::Is];

    /// The filter of that name, in any case: search boxes of telephones capitalise.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.name().eq_ignore_ascii_case(name))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Year => "year",
            Self::Date => "date",
            Self::Has => "has",
            Self::Is => "is",
        }
    }

    fn help(self) -> String {
        match self {
            Self::Score => "write score:>=7, score:7..9, score:>=B+, score:★★★½, score:80% or score:none".to_owned(),
            Self::Year => "write year:2019, year:2010..2019, year:1990s, year:>=1990 or year:none".to_owned(),
            Self::Date => {
                "write date:2024, date:2024-05, date:2024-05-01, date:>=2024-01-01, date:2023..2024-03 or date:none"
                    .to_owned()
            }
            Self::Has => format!("known are {}", listed("has", &PRESENCES)),
            Self::Is => format!("known is {}", listed("is", &FLAGS)),
        }
    }

    /// What the value means, or why it means nothing.
    fn understand(self, value: &str) -> Result<Kind, String> {
        match self {
            Self::Has => known(value, &PRESENCES).map(Kind::Has),
            Self::Is => known(value, &FLAGS).map(Kind::Is),
            // Asked for by people who know Lucene or SQL: any value will do.
            _ if value == "*" => Ok(Kind::Has(self.name().to_owned())),
            Self::Score => test(value, |value| read_bounds(value, read_score)).map(Kind::Score),
            Self::Year => test(value, |value| read_bounds(value, read_year)).map(Kind::Year),
            Self::Date => test(value, |value| read_bounds(value, read_date)).map(Kind::Date),
        }
    }
}

fn test<T>(value: &str, read: impl Fn(&str) -> Result<Bounds<T>, String>) -> Result<Test<T>, String> {
    if value.eq_ignore_ascii_case("none") {
        return Ok(Test::Absent);
    }
    if value.len() > MAX_VALUE_BYTES {
        return Err("the value is too long".to_owned());
    }
    read(value).map(Test::Range)
}

fn known(value: &str, values: &[&str]) -> Result<String, String> {
    let value = value.to_lowercase();
    // `has:tag` asks the same as `has:tags`, and so on.
    let plural = match value.as_str() {
        "person" => "people".to_owned(),
        singular => format!("{singular}s"),
    };
    let found = values.iter().find(|&&name| name == value || name == plural);
    found.map(|&name| name.to_owned()).ok_or_else(|| format!("`{value}` is not known here"))
}

fn listed(name: &str, values: &[&str]) -> String {
    let all: Vec<_> = values.iter().map(|value| format!("{name}:{value}")).collect();
    all.join(", ")
}

/// The filter `name:value`, for flags such as `--year 1990s`; the value needs no quotes.
///
/// # Errors
/// A sentence for a person: there is no filter of that name, or its value cannot be read.
pub fn filter(name: &str, value: &str) -> Result<Node, String> {
    let filter = Filter::named(name).ok_or_else(|| format!("there is no filter `{name}:`"))?;
    let (sign, rest) = split_comparison(value.trim());
    let kind = filter.understand(&format!("{sign}{}", rest.trim_start()))?;
    Ok(Node::new(kind, 0..0))
}

/// Reads the filter that begins at byte `start` of `text`: what it means and the byte after its end.
pub(super) fn read(text: &str, start: usize, filter: Filter) -> Result<(Kind, usize), QueryError> {
    let value_start = start + filter.name().len() + ":".len();
    if text[value_start..].starts_with('(') {
        let message = format!("`{}:` takes one value, not a group", filter.name());
        let help = format!("name the filter again for each value, as in ({0}:… OR {0}:…)", filter.name());
        return Err(QueryError::new(text, start..value_start + 1, message).with_help(help));
    }
    let (value, end) = read_value(text, value_start)?;
    let explain = |why| QueryError::new(text, start..end, why).with_help(filter.help());
    Ok((filter.understand(&value).map_err(explain)?, end))
}

/// The value that `text` begins with, where the filter could read it.
pub(super) fn readable_value(text: &str, filter: Filter) -> Option<String> {
    let (value, _) = read_value(text, 0).ok()?;
    filter.understand(&value).is_ok().then_some(value)
}

/// The value at byte `at`: up to the next blank or parenthesis, or in quotes, after a comparison
/// that blanks may follow (`>= 7`).
fn read_value(text: &str, at: usize) -> Result<(String, usize), QueryError> {
    let (sign, rest) = split_comparison(&text[at..]);
    let blanks = if sign.is_empty() { 0 } else { rest.len() - rest.trim_start().len() };
    let value_at = at + sign.len() + blanks;
    let rest = &text[value_at..];
    if rest.chars().next().and_then(syntax::closers).is_some() {
        let (value, end) = syntax::quoted(text, value_at)?;
        return Ok((format!("{sign}{}", value.trim()), end));
    }
    let run = syntax::blank_free(rest);
    // In a sentence a comma may touch the value.
    let value = run.trim_end_matches([',', ';']);
    Ok((format!("{sign}{value}"), value_at + run.len()))
}
