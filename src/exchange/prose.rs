//! A review's sections as one text under Markdown headings, and back.
//!
//! ```text
//! The lead-in.
//!
//! ## Sound
//!
//! \#1 of the year: the backslash says that this line is no heading.
//! ```
//!
//! A section without a heading that is not the lead-in stands under a bare `##`. A line of prose that could be
//! taken for something else, because it begins with `#`, `\` or `---`, has a backslash before it; one with
//! characters that editors and spreadsheets change (carriage returns, controls) is a JSON string behind one.

use crate::review::{Prose, Section};

/// Whether a character comes through text files, spreadsheets and YAML unchanged.
pub(super) fn survives(c: char) -> bool {
    let is_mark = matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    c == '\t' || !(c.is_control() || is_mark)
}

/// A text between double quotes, as JSON and YAML both have it, of characters that survive.
pub(super) fn quoted(text: &str) -> String {
    escape_rest(&serde_json::Value::from(text).to_string())
}

/// Escapes what JSON leaves as it is and other programs don't.
pub(super) fn escape_rest(json: &str) -> String {
    if json.chars().all(survives) {
        return json.to_owned();
    }
    let escaped = |c: char| {
        if survives(c) { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }
    };
    json.chars().map(escaped).collect()
}

/// Prose whose lines can't be taken for anything else. `openings` are what a line must not begin with.
pub(super) fn shielded(text: &str, openings: &[&str]) -> String {
    let shield = |line: &str| {
        if !line.chars().all(survives) {
            return format!("\\{}", quoted(line));
        }
        let is_mistakable =
            line.starts_with('\\') || openings.iter().any(|opening| line.starts_with(opening));
        if is_mistakable { format!("\\{line}") } else { line.to_owned() }
    };
    text.split('\n').map(shield).collect::<Vec<_>>().join("\n")
}

/// What [`shielded`] was given.
pub(super) fn unshielded(text: &str) -> String {
    let unshield = |line: &str| {
        let Some(rest) = line.strip_prefix('\\') else { return line.to_owned() };
        let string = rest.starts_with('"').then(|| serde_json::from_str(rest).ok()).flatten();
        string.unwrap_or_else(|| rest.to_owned())
    };
    text.split('\n').map(unshield).collect::<Vec<_>>().join("\n")
}

/// What a line of prose under headings must not begin with.
const OPENINGS: [&str; 2] = ["#", "---"];

/// The sections as one text.
pub fn text_of(sections: &[Section]) -> String {
    let mut text = String::new();
    for (at, section) in sections.iter().enumerate() {
        if at > 0 {
            text.push_str("\n\n");
        }
        let is_lead = at == 0 && section.heading.is_none() && !section.body.is_empty();
        if !is_lead {
            text.push_str(&heading_line(section.heading.as_deref()));
            text.push_str("\n\n");
        }
        text.push_str(&shielded(section.body.as_str(), &OPENINGS));
    }
    text
}

/// The sections of a text, all of which comes from `line` of its source.
pub fn sections_of(text: &str, line: u32) -> Vec<Section> {
    let section = |heading, body: &str| Section { heading, body: Prose::on_line(unshielded(body), line) };
    let mut sections = Vec::new();
    let mut open: Option<Heading> = None;
    let mut start = 0;
    for (at, row) in rows(text) {
        let Some(heading) = heading_in(row) else { continue };
        let body = without_gap_after(&text[start..at]);
        match open.take() {
            Some(Heading(before)) => sections.push(section(before, body)),
            None if !body.is_empty() => sections.push(section(None, body)),
            None => {}
        }
        open = Some(heading);
        let end = at + row.len();
        start = end + gap_before(&text[end..]);
    }
    let body = &text[start..];
    match open {
        Some(Heading(heading)) => sections.push(section(heading, body)),
        None if !body.is_empty() => sections.push(section(None, body)),
        None => {}
    }
    sections
}

/// The lines of a text, each with the byte at which it begins.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('\n').scan(0, |next, row| {
        let at = *next;
        *next += row.len() + 1;
        Some((at, row))
    })
}

/// The blank line under a heading, which belongs to no section; a person may have left it out.
fn gap_before(text: &str) -> usize {
    text.bytes().take(2).take_while(|byte| *byte == b'\n').count()
}

/// The same for the one above.
fn without_gap_after(text: &str) -> &str {
    let shorter = text.strip_suffix('\n').unwrap_or(text);
    shorter.strip_suffix('\n').unwrap_or(shorter)
}

fn heading_line(heading: Option<&str>) -> String {
    let Some(heading) = heading else { return "##".to_owned() };
    let is_plain = !heading.is_empty()
        && heading.trim() == heading
        && heading.chars().all(survives)
        && !heading.starts_with('"');
    if is_plain { format!("## {heading}") } else { format!("## {}", quoted(heading)) }
}

/// A heading; a bare one says nothing.
struct Heading(Option<String>);

/// The heading that a line is, of any level.
fn heading_in(line: &str) -> Option<Heading> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(level..)?;
    if !(1..=6).contains(&level) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let name = rest.trim();
    let string = name.starts_with('"').then(|| serde_json::from_str(name).ok()).flatten();
    Some(Heading(string.or_else(|| Some(name.to_owned()).filter(|name| !name.is_empty()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(heading: Option<&str>, body: &str) -> Section {
        Section { heading: heading.map(str::to_owned), body: Prose::on_line(body, 1) }
    }

    #[test]
    fn sections_stand_under_their_headings() {
        let sections =
            [section(None, "Lead."), section(Some("Sound"), "#1\n\\o/\n--- x"), section(None, "\rEnd")];
        let text = "Lead.\n\n## Sound\n\n\\#1\n\\\\o/\n\\--- x\n\n##\n\n\\\"\\rEnd\"";
        assert_eq!(text_of(&sections), text);
        assert_eq!(sections_of(text, 1), sections);
    }

    #[test]
    fn what_a_person_typed_is_read() {
        let text = "# Story\nA bank.\n### Sound\n\n#loud, and \"good\"";
        let expected = [section(Some("Story"), "A bank."), section(Some("Sound"), "#loud, and \"good\"")];
        assert_eq!(sections_of(text, 1), expected);
        assert_eq!(sections_of("", 1), []);
    }
}
