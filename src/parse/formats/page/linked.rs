//! JSON-LD: what a page says of itself in its scripts.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Deserializer, Map, Value};

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
    let scripts = tree.elements.iter().filter(linked).map(|element| {
        let (values, fault) = read(tree.source(&element.inner));
        Script { element, values, fault }
    });
    let mut scripts: Vec<Script<'t>> = scripts.collect();
    let named = named(scripts.iter().flat_map(|script| &script.values));
    for value in scripts.iter_mut().flat_map(|script| &mut script.values) {
        resolve(value, &named, 0);
    }
    scripts.into_iter()
}

/// What is described is found again by its `@id`, if it is not described by what it refers to.
type Named = HashMap<String, Map<String, Value>>;

/// Values nest no deeper than this.
const DEEPEST: usize = 64;
/// So many things with an `@id` are remembered.
const MOST_NAMED: usize = 1000;

fn named<'v>(values: impl Iterator<Item = &'v Value>) -> Named {
    let mut named = Named::new();
    let mut waiting: Vec<&Value> = values.collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(map) => {
                waiting.extend(map.values());
                let id = map.get("@id").and_then(Value::as_str).filter(|_| !is_reference(map));
                if let Some(id) = id.filter(|_| named.len() < MOST_NAMED) {
                    // Only what it says itself, and who made it: whoever refers to a page does not want all that it
                    // refers to.
                    let plain = map.iter().filter(|(key, value)| {
                        let is_plain = !value.is_object() && !value.is_array();
                        is_plain || MAKERS.contains(&key.as_str()) && has_names(value)
                    });
                    let plain = plain.map(|(key, value)| (key.clone(), value.clone()));
                    named.entry(id.to_owned()).or_insert_with(|| plain.collect());
                }
            }
            _ => {}
        }
    }
    named
}

/// Those who made a work are described inside of it.
const MAKERS: [&str; 5] = ["director", "actor", "creator", "author", "byArtist"];

fn has_names(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(|item| item.is_string() || item.get("name").is_some()),
        value => value.get("name").is_some(),
    }
}

/// No more than `{"@type": "Movie", "@id": "#film"}`.
fn is_reference(map: &Map<String, Value>) -> bool {
    map.keys().all(|key| key == "@id" || key == "@type")
}

/// Puts what is meant where there is no more than `{"@id": "#film"}`, as in a graph.
fn resolve(value: &mut Value, named: &Named, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, named, depth + 1)),
        Value::Object(map) => {
            let meant = map.get("@id").and_then(Value::as_str).filter(|_| is_reference(map));
            match meant.and_then(|id| named.get(id)) {
                Some(known) => *map = known.clone(),
                None => map.values_mut().for_each(|value| resolve(value, named, depth + 1)),
            }
        }
        _ => {}
    }
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
