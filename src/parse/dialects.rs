//! Texts in other languages than Markdown, made into it line by line, so that each line keeps its number: `AsciiDoc`,
//! reStructuredText, Org and wikis. Little else of them matters here than headings and comments.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The text of a file, as Markdown where its name or its look says that it is something else.
pub(super) fn markdown<'t>(path: &str, body: &'t str) -> Cow<'t, str> {
    match extension(path).as_deref() {
        Some("adoc" | "asciidoc") => by_line(body, asciidoc),
        Some("org") => by_line(body, org),
        Some("rst") => without_comments(body),
        Some("wiki" | "mediawiki" | "txt")
            if body.lines().filter(|line| wiki_heading(line).is_some()).count() >= 2 =>
        {
            by_line(body, wiki)
        }
        _ => Cow::Borrowed(body),
    }
}

fn extension(path: &str) -> Option<String> {
    path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase())
}

fn by_line(body: &str, rewrite: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let lines = body.split_inclusive('\n').map(|line| {
        let text = line.trim_end_matches(['\n', '\r']);
        rewrite(text)
            .map_or_else(|| line.to_owned(), |text| text + line.get(line.trim_end().len()..).unwrap_or("\n"))
    });
    Cow::Owned(lines.collect())
}

/// `== Story` is a heading and `// not shown` a comment.
fn asciidoc(line: &str) -> Option<String> {
    if line.starts_with("//") && !line.starts_with("////") {
        return Some(String::new());
    }
    marked_heading(line, b'=')
}

/// `* DONE Heat  :film:` is a heading, and `:RATING: 9/10` a line of data; drawers are machinery, and so is what [`settings`] reads.
fn org(line: &str) -> Option<String> {
    if line.starts_with("#+") || line.starts_with("# ") || line.starts_with("CLOSED:") {
        return Some(String::new());
    }
    if let Some((key, value)) = line.trim_start().strip_prefix(':').and_then(|data| data.split_once(':')) {
        let is_machinery = value.trim().is_empty() || key == "ID";
        return Some(if is_machinery {
            String::new()
        } else {
            format!("{}: {}  ", key.to_lowercase(), value.trim())
        });
    }
    let heading = marked_heading(line, b'*')?.replace("# TODO ", "# ").replace("# DONE ", "# ");
    let tags = heading
        .trim_end()
        .rsplit_once(' ')
        .filter(|(_, tags)| tags.len() > 2 && tags.starts_with(':') && tags.ends_with(':'));
    Some(tags.map_or(heading.clone(), |(heading, _)| heading.trim_end().to_owned()))
}

/// What the lines `#+title: Kiln` at the beginning of a text in Org say, as front matter would.
pub(super) fn settings(path: &str, body: &str) -> Map<String, Value> {
    if extension(path).as_deref() != Some("org") {
        return Map::new();
    }
    let lines = body.lines().map(str::trim);
    let head = lines.take_while(|line| line.is_empty() || line.starts_with(['#', ':']));
    head.filter_map(|line| setting(line.strip_prefix("#+")?)).collect()
}

/// Settings of programs, and blocks, are left aside.
fn setting(line: &str) -> Option<(String, Value)> {
    const MACHINERY: [&str; 9] =
        ["options", "startup", "setupfile", "include", "latex", "html", "begin", "end", "property"];
    let (key, value) = line.split_once(':')?;
    let (key, value) = (key.trim().to_lowercase(), value.trim());
    if value.is_empty() || MACHINERY.iter().any(|machinery| key.starts_with(machinery)) {
        return None;
    }
    if key == "filetags" {
        let tags: Vec<Value> =
            value.split(':').filter(|tag| !tag.trim().is_empty()).map(Value::from).collect();
        return Some(("tags".to_owned(), tags.into()));
    }
    Some((key, value.into()))
}

/// As many signs as the heading's level, and a space.
fn marked_heading(line: &str, sign: u8) -> Option<String> {
    let level = line.bytes().take_while(|byte| *byte == sign).count();
    let rest = line.get(level..).filter(|rest| (1..=6).contains(&level) && rest.starts_with(' '))?;
    Some("#".repeat(level) + rest)
}

/// `== Heat (1995) ==` is a heading and `'''8/10'''` bold.
fn wiki(line: &str) -> Option<String> {
    if let Some((level, text)) = wiki_heading(line) {
        return Some(format!("{} {text}", "#".repeat(level)));
    }
    line.contains("''").then(|| line.replace("'''", "**").replace("''", "*"))
}

fn wiki_heading(line: &str) -> Option<(usize, &str)> {
    let line = line.trim();
    let level = line.bytes().take_while(|byte| *byte == b'=').count();
    let text = line.get(level..)?.strip_suffix(&"=".repeat(level))?.trim();
    ((2..=6).contains(&level) && !text.is_empty() && !text.contains("==")).then_some((level, text))
}

/// Comments of reStructuredText: `.. not shown`, with the lines that are indented below. `.. image:: x` is none.
fn without_comments(body: &str) -> Cow<'_, str> {
    let mut is_comment = false;
    let lines = body.split_inclusive('\n').map(|line| {
        let opens = line.starts_with(".. ") && !line.contains("::");
        is_comment = opens || is_comment && (line.starts_with(' ') || line.trim().is_empty());
        if is_comment { "\n" } else { line }
    });
    Cow::Owned(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_a_text_in_org_are_front_matter() {
        let text = ":PROPERTIES:\n:ID: x\n:END:\n#+TITLE: Kiln\n#+filetags: :film:clay:\n#+options: toc:nil\n\n* Sound\n#+date: 1999\n";
        let expected = serde_json::json!({"title": "Kiln", "tags": ["film", "clay"]});
        assert_eq!(Value::Object(settings("a.org", text)), expected);
        assert!(settings("a.md", text).is_empty());
    }

    #[test]
    fn headings_of_other_languages_are_those_of_markdown() {
        let texts = [
            ("a.adoc", "= Kiln\n// not shown\n== Story\nHot.\n", "# Kiln\n\n## Story\nHot.\n"),
            (
                "a.org",
                "#+TITLE: x\n* DONE Kiln (1995)   :film:\n:PROPERTIES:\n:RATING: 9/10\n:END:\nHot.",
                "\n# Kiln (1995)\n\nrating: 9/10  \n\nHot.",
            ),
            ("a.wiki", "== Kiln ==\n'''8/10'''\n== Salt ==\n", "## Kiln\n**8/10**\n## Salt\n"),
            ("a.rst", "Hot.\n\n.. not shown\n   nor this\n\n.. image:: a\n", "Hot.\n\n\n\n\n.. image:: a\n"),
            ("a.txt", "== Kiln\nHot.", "== Kiln\nHot."),
        ];
        for (path, text, expected) in texts {
            assert_eq!(markdown(path, text), expected, "{path}");
        }
    }
}
