//! Lists of names, people and tags, in the ways that front matter writes them.

use serde_json::Value;

use super::title;

/// The tags in a list, a comma-separated text, or a lone word.
pub(super) fn listed(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => split(&unlinked(text), &[',', ';', '|']),
        Value::Array(items) => items.iter().filter_map(one).collect(),
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// The people in a list or in a text that parts them by commas or *and*.
pub(super) fn people(value: &Value) -> Vec<String> {
    let names = match value {
        Value::String(text) => in_text(&unlinked(text)),
        Value::Array(items) => items.iter().filter_map(one).collect(),
        Value::Object(_) => one(value).into_iter().collect(),
        _ => Vec::new(),
    };
    names.into_iter().filter(|name| name.chars().any(char::is_alphabetic)).collect()
}

/// Names that are not taken apart: a band's name may hold commas.
pub(super) fn whole(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        _ => one(value).into_iter().collect(),
    }
}

/// `[[Michael Mann]]` and `[[people/mann|Michael Mann]]` are links between notes: what they print.
pub(super) fn unlinked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[[") {
        let Some((inside, after)) = link.split_once("]]").filter(|(inside, _)| !inside.contains('[')) else {
            break;
        };
        plain.push_str(before);
        let note = || inside.rsplit('/').next().unwrap_or(inside);
        plain.push_str(inside.rsplit_once('|').map_or_else(note, |(_, printed)| printed));
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// One name: a text, a map with a `name`, or the names of a list joined.
pub(super) fn one(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(text) => title::clean(&unlinked(text)),
        Value::Number(number) => number.to_string(),
        Value::Object(map) => {
            let keys = ["name", "title", "label", "person", "actor"];
            keys.iter().find_map(|key| map.get(*key).and_then(Value::as_str))?.trim().to_owned()
        }
        Value::Array(items) => {
            let named = items.iter().filter(|item| item.is_string() || item.is_object());
            named.filter_map(one).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(_) | Value::Null => return None,
    };
    Some(name).filter(|name| !name.is_empty())
}

/// Whether a list of people says more than their names: roles, links.
pub(super) fn says_more(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.len() > 1,
        Value::Array(items) => items.iter().any(|item| item.as_object().is_some_and(|map| map.len() > 1)),
        _ => false,
    }
}

/// Adds what is not there yet, in order.
pub(super) fn add(list: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

fn in_text(text: &str) -> Vec<String> {
    let text = &title::clean(text);
    let mut names: Vec<String> = Vec::new();
    for part in split(text, &[',', ';', '/', '\n']) {
        match names.last_mut() {
            Some(last) if is_suffix(&part) => *last = format!("{last}, {part}"),
            _ => names.extend(parted_by_and(&part)),
        }
    }
    names
}

/// `Jr.` belongs to the name before it.
fn is_suffix(part: &str) -> bool {
    matches!(part.trim_end_matches('.'), "Jr" | "Sr" | "jr" | "sr" | "II" | "III" | "IV" | "PhD" | "MD")
}

/// `Joel Coen and Ethan Coen` are two; `Lana & Lilly Wachowski` would lose a surname, and stay together.
fn parted_by_and(part: &str) -> Vec<String> {
    let part = part.strip_prefix("and ").or_else(|| part.strip_prefix("& ")).unwrap_or(part);
    for joint in [" and ", " & "] {
        let names: Vec<&str> = part.split(joint).map(str::trim).collect();
        if names.len() > 1 && names.iter().all(|name| name.contains(' ')) {
            return names.into_iter().map(str::to_owned).collect();
        }
    }
    vec![part.to_owned()]
}

fn split(text: &str, at: &[char]) -> Vec<String> {
    text.split(at).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn people_part_at_commas_and_between_whole_names() {
        assert_eq!(people(&json!("Joel Coen and Ethan Coen")), ["Joel Coen", "Ethan Coen"]);
        assert_eq!(people(&json!("Robert Downey, Jr., Val Kilmer")), ["Robert Downey, Jr.", "Val Kilmer"]);
        assert_eq!(people(&json!("Lana & Lilly Wachowski")), ["Lana & Lilly Wachowski"]);
        assert_eq!(
            people(&json!([{"name": "Ana Lily Amirpour", "role": "director"}])),
            ["Ana Lily Amirpour"]
        );
    }

    #[test]
    fn links_between_notes_are_names() {
        assert_eq!(people(&json!(["[[Ida Vale]]", "[[people/roe|Max Roe]]"])), ["Ida Vale", "Max Roe"]);
        assert_eq!(people(&json!("[[Ida Vale]], [[Max Roe]]")), ["Ida Vale", "Max Roe"]);
        assert_eq!(
            people(&json!("<a href=\"/v\">Ida Val&eacute;</a>, [Max Roe](/roe)")),
            ["Ida Valé", "Max Roe"]
        );
        assert_eq!(unlinked("an [[unclosed link"), "an [[unclosed link");
    }

    #[test]
    fn a_band_stays_whole() {
        assert_eq!(whole(&json!("Earth, Wind & Fire")), ["Earth, Wind & Fire"]);
        assert_eq!(whole(&json!(["Low", "Dirty Three"])), ["Low", "Dirty Three"]);
    }

    #[test]
    fn tags_come_from_lists_and_texts() {
        assert_eq!(listed(&json!("noir, heist; noir")), ["noir", "heist", "noir"]);
        assert_eq!(listed(&json!(["noir", 1995])), ["noir", "1995"]);
        let mut tags = Vec::new();
        add(&mut tags, listed(&json!("noir, noir")));
        assert_eq!(tags, ["noir"]);
    }
}
