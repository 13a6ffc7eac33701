//! The text of a post as Ghost's editors keep it, for posts that are exported without their HTML.

use serde_json::Value;

/// Deeper nesting of an editor's document is not followed.
const DEEPEST: usize = 64;

/// The text of a document of Ghost's editor Lexical, as Markdown.
pub(super) fn lexical(document: &str) -> Option<String> {
    let document: Value = serde_json::from_str(document).ok()?;
    let blocks = document.pointer("/root/children")?.as_array()?;
    let texts: Vec<String> = blocks.iter().map(block).filter(|text| !text.trim().is_empty()).collect();
    Some(texts.join("\n\n")).filter(|text| !text.is_empty())
}

fn block(node: &Value) -> String {
    let said = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
    match said("type") {
        "markdown" => return said("markdown").to_owned(),
        "html" => return said("html").to_owned(),
        _ => {}
    }
    let mut text = String::new();
    append(node, 0, &mut text);
    match said("type") {
        "heading" | "extended-heading" => {
            let level: usize = said("tag").trim_start_matches('h').parse().unwrap_or(2);
            format!("{} {}", "#".repeat(level.clamp(1, 6)), text.trim())
        }
        "quote" | "extended-quote" | "aside" => format!("> {}", text.trim()),
        _ => text,
    }
}

fn append(node: &Value, depth: usize, text: &mut String) {
    match node.get("type").and_then(Value::as_str) {
        Some("linebreak") => text.push('\n'),
        Some("listitem") => text.push_str("\n- "),
        _ => text.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default()),
    }
    let children = node.get("children").and_then(Value::as_array).filter(|_| depth < DEEPEST);
    children.into_iter().flatten().for_each(|child| append(child, depth + 1, text));
}

/// The text of a document of Ghost's older editor, Mobiledoc, as Markdown.
pub(super) fn mobiledoc(document: &str) -> Option<String> {
    let document: Value = serde_json::from_str(document).ok()?;
    let sections = document.get("sections")?.as_array()?;
    let texts = sections.iter().filter_map(|section| section_text(section.as_array()?, &document));
    let texts: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
    Some(texts.join("\n\n")).filter(|text| !text.is_empty())
}

/// A section is a list that begins with the number of its type: 1 a paragraph, 3 a list, 10 a card.
fn section_text(section: &[Value], document: &Value) -> Option<String> {
    let second = section.get(1)?;
    match (section.first()?.as_u64()?, section.get(2)) {
        (1, Some(markers)) => Some(tagged(second.as_str()?, &marked(markers))),
        (3, Some(items)) => {
            let items = items.as_array()?.iter().map(|item| format!("- {}", marked(item)));
            Some(items.collect::<Vec<_>>().join("\n"))
        }
        (10, _) => card(document.get("cards")?.get(usize::try_from(second.as_u64()?).ok()?)?),
        _ => None,
    }
}

fn tagged(tag: &str, text: &str) -> String {
    match tag.strip_prefix('h').and_then(|level| level.parse().ok()) {
        Some(level) => format!("{} {text}", "#".repeat(usize::clamp(level, 1, 6))),
        None if tag == "blockquote" => format!("> {text}"),
        None => text.to_owned(),
    }
}

/// The texts of markers; what else they hold is markup.
fn marked(markers: &Value) -> String {
    let texts = markers.as_array().into_iter().flatten().filter_map(|marker| marker.get(3)?.as_str());
    texts.collect()
}

/// The text of a card that holds one: `["markdown", {"markdown": "..."}]`.
fn card(card: &Value) -> Option<String> {
    let inside = card.get(1)?;
    ["markdown", "html"].iter().find_map(|name| inside.get(*name)?.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_that_is_only_in_the_editors_form_has_its_text() {
        let document = r#"{"root":{"children":[{"type":"extended-heading","tag":"h3","children":[{"type":"text","text":"Sound"}]},
            {"type":"paragraph","children":[{"type":"text","text":"Wet"},{"type":"link","children":[{"type":"text","text":" and cold"}]}]},
            {"type":"list","children":[{"type":"listitem","children":[{"type":"text","text":"salt"}]}]}]}}"#;
        assert_eq!(lexical(document).as_deref(), Some("### Sound\n\nWet and cold\n\n\n- salt"));
        assert_eq!(lexical("{}"), None);
    }

    #[test]
    fn the_older_editors_form_has_its_text_too() {
        let document = r#"{"version":"0.3.1","cards":[["markdown",{"markdown":"Cold **salt**."}],["image",{"src":"a.png"}]],
            "sections":[[1,"h2",[[0,[],0,"Sound"]]],[1,"p",[[0,[0],1,"Wet"],[0,[],0," and cold"]]],[10,0],[10,1],[3,"ul",[[[0,[],0,"kelp"]]]]]}"#;
        assert_eq!(
            mobiledoc(document).as_deref(),
            Some("## Sound\n\nWet and cold\n\nCold **salt**.\n\n- kelp")
        );
        assert_eq!(mobiledoc("{}"), None);
    }
}
