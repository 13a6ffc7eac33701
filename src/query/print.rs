//! The tree to text, in the language that it was read from.

use std::fmt::{self, Display, Formatter, Write as _};

use super::ast::{DateTest, Kind, Node, Test};
use super::day::print_days;
use super::filter::Filter;
use super::syntax;
use super::word::{self, Letter};

/// How tightly a kind binds, which says where it needs parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Any,
    All,
    /// `NOT a`, `title:a`, `score:7`: may be negated or listed as it is.
    Prefixed,
    /// May follow a scope's colon as it is.
    Value,
}

impl Binding {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Any(_) => Self::Any,
            Kind::All(_) => Self::All,
            Kind::Everything
            | Kind::Word(_)
            | Kind::Phrase { .. }
            | Kind::Prefix(_)
            | Kind::Wildcard(_)
            | Kind::Fuzzy { .. } => Self::Value,
            _ => Self::Prefixed,
        }
    }
}

/// Prints the query that means this. Parsed again it has the same meaning, unless escapes have made
/// it longer than [`MAX_BYTES`](super::MAX_BYTES).
impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        print(f, &self.plainest(), Binding::Any)
    }
}

/// Prints `node` where something may stand that binds as tightly as `least`.
fn print(f: &mut Formatter<'_>, node: &Node, least: Binding) -> fmt::Result {
    if Binding::of(&node.kind) < least {
        f.write_char('(')?;
        print_bare(f, node, Binding::Any)?;
        return f.write_char(')');
    }
    print_bare(f, node, least)
}

fn print_bare(f: &mut Formatter<'_>, node: &Node, place: Binding) -> fmt::Result {
    match &node.kind {
        Kind::Any(nodes) => print_list(f, nodes, " OR ", Binding::All),
        Kind::All(nodes) => print_list(f, nodes, " ", Binding::Prefixed),
        Kind::Not(inner) => {
            f.write_str("NOT ")?;
            print(f, inner, Binding::Prefixed)
        }
        Kind::Scoped { name, inner } => {
            print_name(f, name)?;
            print(f, inner, Binding::Value)
        }
        leaf => print_leaf(f, leaf, place),
    }
}

fn print_list(f: &mut Formatter<'_>, nodes: &[Node], between: &str, least: Binding) -> fmt::Result {
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        print(f, node, least)?;
    }
    Ok(())
}

fn print_name(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    if syntax::is_name(name) && Filter::named(name).is_none() {
        return write!(f, "{name}:");
    }
    write!(f, "{}:", quoted(name))
}

fn print_leaf(f: &mut Formatter<'_>, leaf: &Kind, place: Binding) -> fmt::Result {
    match leaf {
        Kind::Word(text) => f.write_str(&settled(word(text), place)),
        Kind::Phrase { text, slop: None } => f.write_str(&quoted(text)),
        Kind::Phrase { text, slop: Some(slop) } => write!(f, "{}~{slop}", quoted(text)),
        Kind::Prefix(text) => f.write_str(&settled(escaped(text, is_always_syntax) + "*", place)),
        Kind::Wildcard(text) => f.write_str(&settled(escaped(text, is_always_syntax), place)),
        Kind::Fuzzy { word, distance } => {
            f.write_str(&settled(escaped(word, is_word_syntax) + "~", place))?;
            distance.map_or(Ok(()), |distance| write!(f, "{distance}"))
        }
        Kind::Score(test) => print_test(f, Filter::Score, test),
        Kind::Year(test) => print_test(f, Filter::Year, test),
        Kind::Date(DateTest::Range(days)) => write!(f, "date:{}", print_days(days)),
        Kind::Date(DateTest::Absent) => f.write_str("date:none"),
        Kind::Has(what) => write!(f, "has:{what}"),
        Kind::Is(what) => write!(f, "is:{what}"),
        // The lists and prefixes have been printed by the caller.
        _ => f.write_char('*'),
    }
}

fn print_test<T: Display + PartialEq>(f: &mut Formatter<'_>, filter: Filter, test: &Test<T>) -> fmt::Result {
    match test {
        Test::Range(bounds) => write!(f, "{}:{bounds}", filter.name()),
        Test::Absent => write!(f, "{}:none", filter.name()),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, |sign| matches!(sign, '"' | '\\')))
}

fn escaped(text: &str, needs_escape: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if needs_escape(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// What would end a word or change it wherever it stands in it.
fn is_always_syntax(character: char) -> bool {
    matches!(character, '\\' | '(' | ')') || character.is_whitespace()
}

fn is_word_syntax(character: char) -> bool {
    is_always_syntax(character) || matches!(character, '*' | '?' | '~')
}

/// A plain word. Stars and the like are escaped only where they would be read as syntax.
fn word(text: &str) -> String {
    let letters: Vec<_> = text.chars().map(Letter::plain).collect();
    let is_plain = matches!(word::classify(&letters), Ok(Kind::Word(_)));
    escaped(text, if is_plain { is_always_syntax } else { is_word_syntax })
}

/// Escapes what would be syntax only at the beginning of `word`, given its place.
fn settled(word: String, place: Binding) -> String {
    let starts_with_quote = word.starts_with(|first| syntax::closers(first).is_some());
    let is_value = place == Binding::Value;
    let value_lost = is_value && (word.starts_with(':') || word.starts_with("//"));
    let term_lost = !is_value && (syntax::negates(&word) || syntax::is_operator(&word));
    if starts_with_quote || value_lost || term_lost {
        return format!("\\{word}");
    }
    match syntax::scope_name(&word).filter(|_| !is_value) {
        Some(name) => format!("{name}\\{}", &word[name.len()..]),
        None => word,
    }
}
