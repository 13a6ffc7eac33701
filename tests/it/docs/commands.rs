//! The commands that documents show: each is run, and what it prints is what is shown.
//!
//! In a ```` ```console ```` block a line that begins with `$ ` is a command, what follows is its
//! output, as on a terminal of 80 columns. Two things may differ: times and relevances (any other
//! number there counts as the same), and a line `...` stands for any lines. The commands of a page
//! run one after the other in a folder that holds `corpus` and is called `/home/june`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::super::harness::{Place, age, repository};
use super::page;

/// Commands that are about the project and not about the program: known, and not run here.
const NOT_RUN: [&str; 4] = [
    "cargo test",
    "cargo install --path .",
    "cargo build --release",
    "cargo clippy --all-targets -- -D warnings",
];

struct Shown {
    command: String,
    output: Vec<String>,
}

#[test]
fn the_readmes_commands_do_what_it_shows() {
    check("README.md");
}

#[test]
fn the_commands_of_the_json_page_do_what_it_shows() {
    check("docs/JSON.md");
}

#[test]
fn the_commands_of_the_query_page_do_what_it_shows() {
    check("docs/QUERY.md");
}

#[test]
fn the_test_command_stands_where_scripts_look_for_it() {
    let text = page("README.md");
    let after = text.lines().skip_while(|line| *line != "<!-- test command -->").nth(1);
    assert_eq!(after, Some("    $ cargo test"));
}

fn check(name: &str) {
    let place = Place::new();
    copy(&repository().join("corpus"), &place.path("corpus"));
    let all = shown(&page(name));
    assert!(all.len() > 3, "{name} shows {} commands", all.len());
    for Shown { command, output } in all {
        let run = command.strip_prefix("cargo run --release -- ").map(|rest| format!("pullquote {rest}"));
        let run = run.unwrap_or_else(|| command.clone());
        if !run.starts_with("pullquote") {
            assert!(NOT_RUN.contains(&run.as_str()), "{name} shows a command that nobody checks: {command}");
            continue;
        }
        let (printed, status) = in_shell(&place, &run);
        let fails = output.iter().any(|line| line.starts_with("error:"));
        assert_eq!(status == Some(2), fails, "{name}: $ {command}\n{printed}");
        if !output.is_empty() {
            assert_same(name, &command, &output, &printed);
        }
    }
}

/// Runs a line as a shell does, errors and output in the order in which they come.
fn in_shell(place: &Place, line: &str) -> (String, Option<i32>) {
    let program = Path::new(env!("CARGO_BIN_EXE_pullquote"));
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {line}")])
        .current_dir(place.path(""))
        .env_remove("PULLQUOTE_INDEX")
        .env_remove("NO_COLOR")
        .env("COLUMNS", "80")
        .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
        .output()
        .unwrap();
    let home = fs::canonicalize(place.path("")).unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).replace(&*home.to_string_lossy(), "/home/june");
    (printed, output.status.code())
}

fn shown(text: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let indented = line.strip_prefix("    $ ").filter(|_| !inside);
        match line.strip_prefix("$ ").filter(|_| inside).or(indented) {
            Some(command) => all.push(Shown { command: command.to_owned(), output: Vec::new() }),
            None if line.starts_with("```") => inside = line == "```console",
            None if inside => all.last_mut().expect("a command").output.push(line.to_owned()),
            None => {}
        }
    }
    for shown in &mut all {
        while shown.output.last().is_some_and(String::is_empty) {
            shown.output.pop();
        }
    }
    all
}

fn assert_same(name: &str, command: &str, expected: &[String], printed: &str) {
    let expected: Vec<String> = expected.iter().map(|line| settled(line)).collect();
    let printed: Vec<String> = printed.trim_end().lines().map(settled).collect();
    let same = matches(&expected, &printed);
    assert!(
        same,
        "{name}: $ {command}\nshows\n{}\n\nand prints\n{}",
        expected.join("\n"),
        printed.join("\n")
    );
}

/// Whether the lines are the same, where `...` stands for any.
fn matches(expected: &[String], printed: &[String]) -> bool {
    match expected {
        [] => printed.is_empty(),
        [any, rest @ ..] if any == "..." => (0..=printed.len()).any(|at| matches(rest, &printed[at..])),
        [first, rest @ ..] => printed.first() == Some(first) && matches(rest, &printed[1..]),
    }
}

/// A line with its times and relevances made `#`.
fn settled(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let run = &rest[start..];
        let end = run.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(run.len());
        let (before, number) = (&rest[..start], &run[..end]);
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let is_time = run[end..].starts_with(" s") && decimals == 2 || before.ends_with("\"took_us\":");
        let is_relevance = decimals > 3;
        out.push_str(before);
        out.push_str(if is_time || is_relevance { "#" } else { number });
        rest = &run[end..];
    }
    out + rest
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
            age(&target);
        }
    }
}
