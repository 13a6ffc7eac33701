//! A cell of a table holds any text, and a list of texts. What nobody would mistake is written as it is.

use super::prose::{quoted, shielded, survives, unshielded};

/// A text that may be absent. No text is a blank cell, an empty one is `\""`.
pub(super) fn of_text(text: Option<&str>) -> String {
    match text {
        None => String::new(),
        Some("") => "\\\"\"".to_owned(),
        Some(text) => shielded(text, &[]),
    }
}

/// What [`of_text`] was given.
pub(super) fn text_in(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| unshielded(cell))
}

/// A list with `; ` between its items. An item that this would tear is a JSON string.
pub(super) fn of_list(items: &[String]) -> String {
    let item = |item: &String| if is_plain_item(item) { item.clone() } else { quoted(item) };
    items.iter().map(item).collect::<Vec<_>>().join("; ")
}

fn is_plain_item(item: &str) -> bool {
    let is_whole = !item.is_empty() && item.trim() == item && !item.contains(';');
    is_whole && !item.starts_with('"') && item.chars().all(survives)
}

/// What [`of_list`] was given.
pub(super) fn list_in(cell: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let (item, after) = first_item(rest);
        if !item.is_empty() || rest.starts_with('"') {
            items.push(item);
        }
        rest = after;
    }
    items
}

fn first_item(text: &str) -> (String, &str) {
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    if let Some(Ok(item)) = text.starts_with('"').then(|| strings.next()).flatten() {
        let after = text[strings.byte_offset()..].trim_start();
        if after.is_empty() || after.starts_with(';') {
            return (item, after.strip_prefix(';').unwrap_or(after).trim_start());
        }
    }
    let (item, after) = text.split_once(';').unwrap_or((text, ""));
    (item.trim().to_owned(), after.trim_start())
}

/// What makes a spreadsheet take a cell for a formula.
const FORMULAS: [char; 5] = ['=', '+', '-', '@', '\t'];

/// A cell that no spreadsheet runs: an archive may come from anybody. An apostrophe stands before it, as
/// people type it there.
pub(super) fn harmless(cell: String) -> String {
    if looks_like_formula(&cell) { format!("'{cell}") } else { cell }
}

/// What [`harmless`] was given.
pub(super) fn as_typed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| looks_like_formula(rest)).unwrap_or(cell)
}

/// With or without apostrophes that already stand before it, so that each of them is told from ours.
fn looks_like_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULAS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_people_type_them() {
        assert_eq!(list_in(" crime;heist ;; "), ["crime", "heist"]);
        assert_eq!(list_in("\"a; b\"; \"\"; c"), ["a; b", "", "c"]);
        assert_eq!(list_in("\"Weird Al\" Yankovic; b"), ["\"Weird Al\" Yankovic", "b"]);
        assert_eq!(list_in(""), [""; 0]);
    }

    #[test]
    fn formulas_are_texts() {
        for (cell, written) in [("=1+1", "'=1+1"), ("'=1", "''=1"), ("'Round Midnight", "'Round Midnight")] {
            assert_eq!(harmless(cell.to_owned()), written);
            assert_eq!(as_typed(written), cell);
        }
    }
}
