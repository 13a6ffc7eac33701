//! The page of the profile: every setting has its part, and every example is one.

use pullquote::profile::{FOLDER_SETTINGS, Field, Profile, SETTINGS};

use super::{code, page, part, rows};

/// The examples of some lines.
fn examples(lines: &[&str]) -> Vec<String> {
    let mut examples = Vec::new();
    let mut lines = lines.iter();
    while lines.any(|line| *line == "```toml") {
        examples.push(
            lines
                .by_ref()
                .take_while(|line| **line != "```")
                .fold(String::new(), |all, line| all + line + "\n"),
        );
    }
    examples
}

#[test]
fn every_setting_has_a_part_with_an_example_of_it() {
    let text = page("docs/PROFILE.md");
    for setting in SETTINGS {
        let examples = examples(&part(&text, &format!("`{setting}`")));
        assert!(!examples.is_empty(), "{setting} has no example");
        for example in examples {
            let profile = Profile::parse(&example).unwrap_or_else(|fault| panic!("{fault}"));
            assert!(profile.to_string().contains(setting), "{example}");
        }
    }
    let parts = text.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'));
    parts.for_each(|part| assert!(SETTINGS.contains(&part), "there is no setting {part}"));
}

#[test]
fn every_field_and_every_setting_of_folders_is_named() {
    let text = page("docs/PROFILE.md");
    let rows = rows(&part(&text, "`fields`"));
    let named: Vec<&str> = rows.iter().flat_map(|row| code(&row[0])).collect();
    assert_eq!(named, Field::ALL.map(Field::name));
    let folders = part(&text, "`folders`").join("\n");
    for setting in FOLDER_SETTINGS {
        assert!(
            folders.contains(&format!("`{setting}`")) && folders.contains(&format!("\n{setting} =")),
            "{setting}"
        );
    }
}
