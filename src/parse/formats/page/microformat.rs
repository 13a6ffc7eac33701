//! Microformats: reviews told by class names, `h-review` and the older `hreview`.

use serde_json::{Map, Value, json};

use super::schema_org::BODY;
use super::tree::{Element, Tree};

const ROOTS: [&str; 2] = ["h-review", "hreview"];

/// The reviews of a page that are inside no other, each with its place among the elements.
pub(super) fn reviews(tree: &Tree<'_>) -> Vec<(usize, Value)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(element) = tree.at(at) {
        let is_root = element.has_class(&ROOTS);
        found.extend(is_root.then(|| (at, review(tree, at))));
        at = if is_root { element.next } else { at + 1 };
    }
    found
}

fn review(tree: &Tree<'_>, at: usize) -> Value {
    let mut map = Map::new();
    map.insert("@type".to_owned(), "Review".into());
    let find = |names: &[&str]| tree.within(at).find(|(_, element)| element.has_class(names));
    let said = |names: &[&str]| find(names).map(|(_, element)| value(tree, element));
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            map.insert(name.to_owned(), value.into());
        }
    };
    let item = find(&["p-item", "item"]);
    let work = item.map(|(at, item)| name_in(tree, at, item));
    put("itemReviewed", work);
    put(
        "author",
        find(&["p-author", "p-reviewer", "reviewer"]).map(|(at, element)| name_in(tree, at, element)),
    );
    put("datePublished", said(&["dt-published", "dt-reviewed", "dtreviewed"]));
    put("url", find(&["u-url", "permalink"]).and_then(|(_, link)| Some(link.attribute("href")?.to_owned())));
    put("name", name(tree, at, item.map(|(at, _)| at)));
    if let Some(rating) = rating(tree, at) {
        map.insert("reviewRating".to_owned(), rating);
    }
    let text = find(&["e-content", "p-content", "e-description", "p-description", "description", "p-review"]);
    if let Some((_, text)) = text {
        map.insert(BODY.to_owned(), json!([text.inner.start, text.inner.end]));
    }
    Value::Object(map)
}

/// The name of a work or a person stands in its element, which may be the name itself.
fn name_in(tree: &Tree<'_>, at: usize, element: &Element) -> String {
    let named = tree.within(at).find(|(_, element)| element.has_class(&["p-name", "fn"]));
    named.map_or_else(|| value(tree, element), |(_, element)| value(tree, element))
}

/// The review's own name, which is not that of the work inside of it.
fn name(tree: &Tree<'_>, at: usize, item: Option<usize>) -> Option<String> {
    let of_the_item = item.map(|item| tree.inside(item)).unwrap_or_default();
    let named = tree.within(at).find(|(place, element)| {
        element.has_class(&["p-name", "summary", "p-summary"])
            && !of_the_item.contains(place)
            && Some(*place) != item
    });
    named.map(|(_, element)| value(tree, element))
}

fn rating(tree: &Tree<'_>, at: usize) -> Option<Value> {
    let find = |at: usize, names: &[&str]| {
        let found = tree.within(at).find(|(_, element)| element.has_class(names))?;
        Some((found.0, value(tree, found.1)))
    };
    let (place, whole) = find(at, &["p-rating", "rating"])?;
    let given = find(place, &["value"]).map_or(whole, |(_, given)| given);
    let best = find(at, &["p-best", "best"]).map(|(_, best)| best);
    let worst = find(at, &["p-worst", "worst"]).map(|(_, worst)| worst);
    Some(match best {
        Some(best) => json!({ "ratingValue": given, "bestRating": best, "worstRating": worst }),
        None => json!({ "ratingValue": given }),
    })
}

/// What an element says: machines read its attribute, people its text.
fn value(tree: &Tree<'_>, element: &Element) -> String {
    let attribute = match element.name.as_str() {
        "time" => element.attribute("datetime"),
        "data" | "meter" => element.attribute("value"),
        "abbr" => element.attribute("title"),
        "img" => element.attribute("alt"),
        _ if element.has_class(&["value-title"]) => element.attribute("title"),
        _ => None,
    };
    attribute.map_or_else(|| tree.text(element), |said| said.trim().to_owned())
}
