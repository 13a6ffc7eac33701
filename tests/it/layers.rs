//! Data flows one way: a module uses only what stands before it.

use std::fs;
use std::path::{Path, PathBuf};

use super::harness::repository;

/// The layers, from the bottom up. Modules of one row don't know each other.
const LAYERS: [&[&str]; 14] = [
    &["excerpt", "packed"],
    &["error", "kinds", "score", "words", "query"],
    &["review", "profile"],
    &["exchange"],
    &["walk", "decode", "parse", "people"],
    &["schema"],
    &["index"],
    &["ingest"],
    &["backend"],
    &["lint"],
    &["render"],
    &["cli"],
    &["lib"],
    &["main"],
];

/// Who may know the search engine.
const ENGINE: [&str; 3] = ["schema", "index", "backend/local"];
/// Who may touch files.
const FILES: [&str; 5] = ["walk", "decode", "index", "ingest", "cli"];
/// What a module needs from its own row: a query is written with scores.
const BESIDE: [(&str, &str); 1] = [("query", "score")];

#[test]
fn no_module_uses_what_comes_after_it() {
    for (path, text) in sources() {
        let module = module_of(&path);
        let own = layer(&module);
        for used in uses(&text, "crate::") {
            if used == module || used.chars().next().is_some_and(char::is_uppercase) {
                continue;
            }
            let allowed = layer(&used) < own || BESIDE.contains(&(module.as_str(), used.as_str()));
            assert!(allowed, "{} uses crate::{used}, which is not below it", path.display());
        }
    }
}

#[test]
fn only_the_index_and_the_local_backend_know_the_engine() {
    for (path, text) in sources() {
        let shown = path.to_string_lossy().replace('\\', "/");
        let may = ENGINE.iter().any(|module| shown.starts_with(module));
        assert!(may || !without_comments(&text).contains("tantivy"), "{shown} knows the search engine");
    }
}

#[test]
fn only_the_edges_touch_files() {
    for (path, text) in sources() {
        let may = FILES.contains(&module_of(&path).as_str());
        let code = without_comments(&without_tests(&text));
        assert!(may || !code.contains("std::fs"), "{} touches files", path.display());
    }
}

#[test]
fn the_layers_name_every_module() {
    for (path, _) in sources() {
        layer(&module_of(&path));
    }
}

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("{module} is in no layer: give it one"))
}

/// The names that follow `prefix` in the code: `crate::index::Reader` gives `index`.
fn uses(text: &str, prefix: &str) -> Vec<String> {
    let code = without_comments(&without_tests(text));
    code.match_indices(prefix)
        .map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// Tests may look at anything.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn module_of(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn holds_only_tests(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem == "tests" || stem.ends_with("_tests") || matches!(&*stem, "testing" | "properties" | "fixtures")
}

/// Every source file but those that hold only tests, by its path within `src`.
fn sources() -> Vec<(PathBuf, String)> {
    let root = repository().join("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !holds_only_tests(&path) {
                let relative = path.strip_prefix(&root).unwrap().to_owned();
                sources.push((relative, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(sources.len() > 30);
    sources
}
