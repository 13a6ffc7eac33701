//! Microdata: `itemscope`, `itemtype`, `itemprop` among the elements of a page.

use serde_json::{Map, Value};

use super::schema_org::BODY;
use super::tree::{Element, Tree};

/// Items inside each other are followed so deep.
const DEEPEST: usize = 32;

/// The items of a page that are inside no other, each with its place among the elements.
pub(super) fn items(tree: &Tree<'_>) -> Vec<(usize, Value)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(element) = tree.at(at) {
        if is_item(element) {
            found.push((at, item(tree, at, 0)));
            at = element.next;
        } else {
            at += 1;
        }
    }
    found
}

fn is_item(element: &Element) -> bool {
    element.attribute("itemscope").is_some()
}

fn item(tree: &Tree<'_>, at: usize, depth: usize) -> Value {
    let mut map = Map::new();
    if let Some(kind) = tree.at(at).and_then(|element| element.attribute("itemtype")) {
        map.insert("@type".to_owned(), kind.split_ascii_whitespace().map(Value::from).collect());
    }
    let inside = tree.inside(at);
    let mut at = inside.start;
    while let Some(element) = tree.at(at).filter(|_| at < inside.end) {
        let nested =
            is_item(element).then(|| if depth < DEEPEST { item(tree, at, depth + 1) } else { Value::Null });
        for name in element.attribute("itemprop").unwrap_or_default().split_ascii_whitespace() {
            if nested.is_none() && matches!(name, "reviewBody" | "text" | "description") && is_text(element) {
                let bounds = [element.inner.start, element.inner.end];
                // A description beside a body is a summary.
                if name != "description" || !map.contains_key(BODY) {
                    map.insert(BODY.to_owned(), bounds.into_iter().collect());
                }
            }
            add(&mut map, name, nested.clone().unwrap_or_else(|| value(tree, element)));
        }
        // An item without a property belongs to no one: a page that forgot it means it for this one.
        if let Some(nested) = nested.filter(|_| element.attribute("itemprop").is_none()) {
            add(&mut map, "@inside", nested);
        }
        at = if is_item(element) { element.next } else { at + 1 };
    }
    Value::Object(map)
}

fn is_text(element: &Element) -> bool {
    element.attribute("content").is_none() && element.inner.len() > 1
}

fn add(map: &mut Map<String, Value>, name: &str, value: Value) {
    match map.get_mut(name) {
        None => drop(map.insert(name.to_owned(), value)),
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

/// The value of a property by the rules of the HTML standard.
fn value(tree: &Tree<'_>, element: &Element) -> Value {
    let attribute = match element.name.as_str() {
        "a" | "area" | "link" => "href",
        "img" | "audio" | "video" | "embed" | "iframe" | "source" | "track" => "src",
        "data" | "meter" => "value",
        "time" => "datetime",
        "object" => "data",
        _ => "content",
    };
    let said = element.attribute("content").or_else(|| element.attribute(attribute));
    said.map_or_else(|| tree.text(element), |said| said.trim().to_owned()).into()
}
