use super::draft::Seen;
use super::*;
use crate::score::{self, LetterTable, Reading};

const WHOLE: &str = r#"
skip = ["drafts/**", "!drafts/kept.md"]
private = ["notes", "email"]
scale = 10
dates = "day-first"
kind = "film"
author = "Jane Doe"
letters = { A = 10, "A-" = 9, "F" = 0.5 }
skip_when = { status = ["Draft", 3, false], meta.hidden = true }
[fields]
tags = ["genres.0", "mood"]
title = "book.title"
[sections]
"Sound & Music" = ["Audio"]
[[folders]]
path = "old"
scale = 5
letters = "school"
[[folders]]
path = ["*.csv", "music/"]
kind = "album"
author = "A Friend"
dates = "month-first"
"#;

fn fault(text: &str) -> String {
    let fault = Profile::parse(text).unwrap_err();
    format!("{}:{}: {fault}", fault.line, fault.column)
}

#[test]
fn a_profile_is_printed_and_read_back() {
    let profile = Profile::parse(WHOLE).unwrap();
    let printed = profile.to_string();
    let again = Profile::parse(&printed).unwrap_or_else(|fault| panic!("{fault}\n{printed}"));
    assert_eq!(again.to_string(), printed);
    assert_eq!(again.fingerprint(), profile.fingerprint());
    for setting in SETTINGS {
        assert!(printed.contains(setting), "{setting} is not printed:\n{printed}");
    }
    let numbers: Vec<u16> = profile.keys().map(|(key, _)| key.number).collect();
    assert_eq!(numbers, (0..7).collect::<Vec<_>>());
}

#[test]
fn comments_and_spelling_make_no_other_profile() {
    let one = Profile::parse("scale = 5\nprivate = ['a']").unwrap();
    let other = Profile::parse("# out of five\nprivate = \"a\"\nscale = 5.0").unwrap();
    assert_eq!(one.fingerprint(), other.fingerprint());
    assert_ne!(one.fingerprint(), Profile::parse("scale = 6\nprivate = 'a'").unwrap().fingerprint());
    assert_eq!(Profile::parse("# nothing\n").unwrap().fingerprint(), 0);
    assert_eq!(Profile::default().fingerprint(), 0);
}

#[test]
fn the_last_folder_that_speaks_decides() {
    let profile = Profile::parse(WHOLE).unwrap();
    let at = |path| profile.at(path);
    assert_eq!(
        (at("a.md").scale, at("old/x/a.md").scale, at("music/old/a.md").scale),
        (Some(10.0), Some(5.0), Some(5.0))
    );
    assert_eq!((at("a.md").folder_kind, at("music/a.md").folder_kind), (None, Some("album")));
    assert_eq!((at("b.csv").author, at("b.md").author), (Some("A Friend"), Some("Jane Doe")));
    assert_eq!((at("b.csv").day_first, at("b.md").day_first), (Some(false), Some(true)));
    assert_eq!(at("old/a.md").letters, LetterTable::School.into());
    let Reading::Letter(letter) = score::read("A-") else { panic!() };
    let Reading::Letter(unnamed) = score::read("B") else { panic!() };
    assert_eq!((at("a.md").letters.value(letter), at("a.md").letters.value(unnamed)), (Some(9.0), None));
    assert_eq!((profile.scale_place("old/a.md"), profile.scale_place("a.md")), ("old", ""));
}

#[test]
fn patterns_mean_folders_files_and_members_of_containers() {
    let skips =
        |patterns: &str, path: &str| Profile::parse(&format!("skip = {patterns}")).unwrap().skips(path);
    assert!(skips("'drafts/**'", "drafts/a/b.md") && !skips("'drafts/**'", "films/drafts/a.md"));
    assert!(skips("'drafts'", "films/drafts/a.md") && skips("'*.bak.md'", "films/a.bak.md"));
    assert!(!skips("['*.md', '!a.md']", "a.md") && skips("['*.md', '!a.md']", "b.md"));
    assert!(
        skips("'export.zip/old'", "export.zip!old/a.md") && !skips("'export.zip/old'", "export.zip!new/a.md")
    );
    assert!(skips("'What!.md'", "What!.md"));
    assert!(!skips("'*'", ""));
}

#[test]
fn faults_are_told_with_their_place() {
    for (text, expected) in [
        (
            "scale = 10\nscael = 5",
            "2:1: there is no setting `scael`\n    scael = 5\n    ^^^^^\nDid you mean `scale`?",
        ),
        (
            "[fields]\nrating = 'x'",
            "2:1: there is no field `rating`\n    rating = 'x'\n    ^^^^^^\nThere are title, year, kind, score, author, date, url, tags, people, summary, verdict, text, id",
        ),
        ("scale = 'ten'", "1:9: this is not a number from 1 to 100\n    scale = 'ten'\n            ^^^^^"),
        ("scale = 0", "1:9: this is not a number from 1 to 100\n    scale = 0\n            ^"),
        ("scale = nan", "1:9: this is not a number from 1 to 100\n    scale = nan\n            ^^^"),
        (
            "letters = 'scool'",
            "1:11: `scool` is none of the choices\n    letters = 'scool'\n              ^^^^^^^\nDid you mean `school`?",
        ),
        (
            "letters = { E = 3 }",
            "1:13: `E` is no letter\n    letters = { E = 3 }\n                ^\nLetters go from A+ to F-",
        ),
        (
            "private = ['a..b']",
            "1:12: there is nothing beside a dot of this key\n    private = ['a..b']\n               ^^^^^^",
        ),
        (
            "private = ['a', 3]",
            "1:17: this is not a text in quotes\n    private = ['a', 3]\n                    ^",
        ),
        (
            "skip_when = 'draft'",
            "1:13: this is not a table of keys, `{ status = \"draft\" }`\n    skip_when = 'draft'\n                ^^^^^^^",
        ),
        (
            "skip = ['a', '#b']",
            "1:14: this matches no path\n    skip = ['a', '#b']\n                 ^^^^\nPatterns are written as in a .gitignore",
        ),
        (
            "[[folders]]\nscale = 5",
            "1:1: there is no `path`\n    [[folders]]\n    ^^^^^^^^^^^\nSay which folders are meant: `path = \"old/**\"`",
        ),
        (
            "[folders]\npath = 'a'",
            "1:1: this is not tables, each under `[[folders]]`\n    [folders]\n    ^^^^^^^^^",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
    assert!(fault("scale = 5\nscale = 6").starts_with("2:1: "), "{}", fault("scale = 5\nscale = 6"));
    assert!(fault("title = [").starts_with("1:"), "{}", fault("title = ["));
}

#[test]
fn a_draft_says_nothing_with_and_without_its_first_sign() {
    let mut seen = Seen::default();
    for key in ["reader.email", "myScore", "Titel\n[evil]\nscale = 3", "odd \"key\""] {
        seen.key(key);
    }
    for heading in ["Sound & Music", "Sound and Music", "The Sounds\u{2028}\nand Music", "Plot"] {
        seen.heading(heading);
    }
    seen.left_out.insert("a reason\nscale = 3".to_owned(), 1);
    let page = draft::write(&seen);
    assert!(Profile::parse(&page).unwrap().is_silent());
    // Whoever takes all the signs away that stand before settings has a profile.
    let settings =
        page.lines().filter_map(|line| line.strip_prefix('#')).filter(|line| !line.starts_with(' '));
    let settings = settings.collect::<Vec<_>>().join("\n");
    let profile = Profile::parse(&settings).unwrap_or_else(|fault| panic!("{fault}\n{settings}"));
    assert_eq!(profile.private().iter().map(|key| &key.dotted).collect::<Vec<_>>(), ["reader.email"]);
    assert_eq!(profile.sections()[0].aliases.len(), 2);
}
