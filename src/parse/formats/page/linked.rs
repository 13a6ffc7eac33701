//! JSON-LD: what a page says of itself in its scripts.

use std::borrow::Cow;

use serde_json::{Deserializer, Value};

use super::tree::{Element, Tree};

/// A script's values, or why it can't be read.
pub(super) struct Script<'t> {
    pub(super) element: &'t Element,
    pub(super) values: Vec<Value>,
    /// What is wrong with it, for a person.
    pub(super) fault: Option<String>,
}

/// The scripts of a page that hold JSON-LD.
pub(super) fn scripts<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = Script<'t>> {
    let linked = |element: &&Element| {
        element.name == "script"
            && element.attribute("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
    };
    tree.elements.iter().filter(linked).map(|element| {
        let (values, fault) = read(tree.source(&element.inner));
        Script { element, values, fault }
    })
}

fn read(script: &str) -> (Vec<Value>, Option<String>) {
    let json = without_wrapping(script);
    let strict = values(json);
    if strict.1.is_none() {
        return strict;
    }
    // Line ends inside of strings are no JSON, and common.
    let lenient: Cow<'_, str> = json.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let lenient = values(&lenient);
    if lenient.1.is_none() { lenient } else { strict }
}

fn values(json: &str) -> (Vec<Value>, Option<String>) {
    let mut found = Vec::new();
    // `serde_json` refuses what is nested too deep.
    for value in Deserializer::from_str(json).into_iter() {
        match value {
            Ok(value) => found.push(value),
            Err(error) => return (found, Some(error.to_string())),
        }
    }
    (found, None)
}

/// Without the comments that old pages hide scripts in.
fn without_wrapping(script: &str) -> &str {
    let mut json = script.trim();
    for start in ["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA["] {
        json = json.strip_prefix(start).unwrap_or(json).trim_start();
    }
    for end in ["-->", "//]]>", "// ]]>", "/*]]>*/", "]]>"] {
        json = json.strip_suffix(end).unwrap_or(json).trim_end();
    }
    json.trim_end_matches(';')
}
