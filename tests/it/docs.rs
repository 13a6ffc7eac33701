//! The documents: what they say of the program is what the program does.
//!
//! `UPDATE_DOCS=1 cargo test docs` writes docs/CLI.md and docs/FORMATS.md anew from the program's own tables.

mod commands;
mod flags;
mod formats;
mod profile;
mod shapes;

use std::fs;

use super::harness::repository;

/// Every document that speaks of the program.
const PAGES: [&str; 9] = [
    "README.md",
    "CHANGELOG.md",
    "docs/ARCHITECTURE.md",
    "docs/CLI.md",
    "docs/FORMATS.md",
    "docs/JSON.md",
    "docs/PROFILE.md",
    "docs/QUERY.md",
    "index/README.md",
];

fn page(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The lines under a heading of the second level, up to the next one.
fn part<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let wanted = format!("## {heading}");
    let after = page.lines().skip_while(|line| *line != wanted).skip(1);
    let lines: Vec<&str> = after.take_while(|line| !line.starts_with("## ")).collect();
    assert!(!lines.is_empty(), "there is no part called {heading}");
    lines
}

/// The cells of the tables' rows, heads left out. A pipe in a cell is written `\|`.
fn rows(lines: &[&str]) -> Vec<Vec<String>> {
    let cells = |row: &str| -> Vec<String> {
        let row = row.trim().trim_matches('|').replace("\\|", "\u{1}");
        row.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
    };
    let is_row = |line: &str| line.starts_with('|');
    let is_rule = |line: &str| line.starts_with("|-");
    let below_rule = lines.iter().enumerate().filter(|&(at, line)| {
        let head = lines.get(at + 1).is_some_and(|next| is_rule(next));
        is_row(line) && !is_rule(line) && !head
    });
    below_rule.map(|(_, row)| cells(row)).collect()
}

/// What stands between the backticks of a cell.
fn code(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn links_between_documents_lead_somewhere() {
    for name in PAGES {
        let text = page(name);
        let folder = repository().join(name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let is_elsewhere = link.contains("://") || file.is_empty();
            assert!(is_elsewhere || folder.with_file_name(file).exists(), "{name} links to {link}");
        }
    }
}

#[test]
fn every_query_in_a_table_of_the_language_can_be_read() {
    for name in ["README.md", "docs/QUERY.md"] {
        let text = page(name);
        let parts = text.split("\n## ").filter(|part| part.starts_with("Query") || name != "README.md");
        for row in parts.flat_map(|part| rows(&part.lines().collect::<Vec<_>>())) {
            for query in code(&row[0]) {
                let read = pullquote::query::parse(query);
                assert!(read.is_ok(), "{name} says that {query} is a query: {}", read.unwrap_err());
            }
        }
    }
}
