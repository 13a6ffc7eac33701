//! The command line's page: made from the definition, and every flag in it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use clap::{Arg, Command, ValueEnum};

use super::super::harness::{Place, repository};
use super::{PAGES, page};

/// Flags of other programs that the documents mention.
const OF_OTHERS: [&str; 3] = ["--release", "--path", "--all-targets"];

const HEAD: &str = "\
# The command line

Made from the definition that also gives `--help`, the manual pages and the completions; a test
compares. `UPDATE_DOCS=1 cargo test docs` writes it anew.
";

#[test]
fn the_page_of_the_command_line_is_up_to_date() {
    let expected = written();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(repository().join("docs/CLI.md"), &expected).unwrap();
    }
    assert_eq!(page("docs/CLI.md"), expected, "run UPDATE_DOCS=1 cargo test docs");
}

#[test]
fn the_readme_names_every_command_and_flag() {
    let readme = page("README.md");
    for command in commands() {
        assert!(readme.contains(&format!("pullquote {}", command.get_name())), "{}", command.get_name());
        for flag in command.get_arguments().filter_map(Arg::get_long) {
            assert!(readme.contains(&format!("--{flag}")), "README.md does not mention --{flag}");
        }
    }
}

#[test]
fn every_flag_in_the_documents_exists() {
    let known: BTreeSet<String> = commands()
        .iter()
        .chain([&pullquote::cli::definition()])
        .flat_map(|command| command.get_arguments().filter_map(Arg::get_long).collect::<Vec<_>>())
        .map(|flag| format!("--{flag}"))
        .chain(["--help".to_owned(), "--version".to_owned()])
        .collect();
    for name in PAGES {
        for (at, _) in page(name).match_indices("--") {
            let text = page(name);
            let is_flag =
                text[..at].ends_with([' ', '`', '(']) && !text[at + 2..].starts_with(['-', '>', ' ']);
            let end = text[at + 2..].find(|c: char| !c.is_ascii_lowercase() && c != '-');
            let flag = &text[at..at + 2 + end.unwrap_or(0)];
            let is_known = known.contains(flag) || OF_OTHERS.contains(&flag);
            assert!(!is_flag || flag == "--" || is_known, "{name} mentions {flag}");
        }
    }
}

#[test]
fn manual_pages_and_completions_of_everything() {
    let place = Place::new();
    assert!(place.ok(&["man"]).stdout.starts_with(".ie"));
    for command in commands() {
        let manual = place.ok(&["man", command.get_name()]).stdout;
        assert!(manual.contains(&format!("pullquote\\-{}", command.get_name())), "{manual}");
    }
    for shell in clap_complete::Shell::value_variants() {
        let script = place.ok(&["completions", &shell.to_string()]).stdout;
        assert!(script.contains("pullquote") && script.contains("min-score"), "{shell}");
    }
    assert_eq!(place.run(&["man", "nothing"]).status, Some(2));
}

/// Every command with the arguments that are its own.
fn commands() -> Vec<Command> {
    pullquote::cli::definition().get_subcommands().cloned().collect()
}

fn written() -> String {
    let program = pullquote::cli::definition();
    let mut out = HEAD.to_owned();
    for command in commands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = write!(out, "\n## pullquote {}\n\n{about}.\n", command.get_name());
        write_table(command.get_arguments(), &mut out);
    }
    out.push_str("\n## Flags of every command\n");
    write_table(program.get_arguments(), &mut out);
    out
}

fn write_table<'a>(arguments: impl Iterator<Item = &'a Arg>, out: &mut String) {
    let rows: Vec<String> = arguments.map(row).collect();
    if !rows.is_empty() {
        let _ = write!(out, "\n| argument | meaning |\n|---|---|\n{}", rows.concat());
    }
}

fn row(argument: &Arg) -> String {
    let names: Vec<String> = argument
        .get_short()
        .map(|short| format!("-{short}"))
        .into_iter()
        .chain(argument.get_long().map(|long| format!("--{long}")))
        .collect();
    let takes_value = argument.get_action().takes_values();
    let value = argument.get_value_names().filter(|_| takes_value).map(|names| names.join(" "));
    let many = if argument.is_positional() && argument.get_num_args().is_some_and(|n| n.max_values() > 1) {
        "..."
    } else {
        ""
    };
    let name = [names.join(", "), value.unwrap_or_default() + many].join(" ");
    let mut meaning = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> =
        argument.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    if takes_value && !values.is_empty() {
        let _ = write!(meaning, ". One of {}", values.join(", "));
    }
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    if takes_value && !defaults.is_empty() {
        let _ = write!(meaning, ". Unless given: {}", defaults.join(", "));
    }
    if let Some(variable) = argument.get_env() {
        let _ = write!(meaning, "; or the environment variable `{}`", variable.to_string_lossy());
    }
    format!("| `{}` | {} |\n", name.trim(), meaning.replace('|', "\\|"))
}
