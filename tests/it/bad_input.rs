//! Bad input gets a located message and costs nothing else.

use std::fs;
use std::time::Instant;

use super::harness::Place;

const GOOD: &str = "---\ntitle: Good\nyear: 1999\nrating: 7/10\n---\n\nA lantern in the fog.\n";

/// Indexes `files` beside a good review, which must be found; answers what was skipped and warned of.
fn beside_a_good_one(files: &[(&str, &[u8])]) -> String {
    let place = Place::new();
    place.write("films/good.md", GOOD);
    for (name, contents) in files {
        place.write(&format!("films/{name}"), contents);
    }
    told(&place)
}

fn told(place: &Place) -> String {
    let started = Instant::now();
    let report = place.json(&["index", "films"]);
    assert!(started.elapsed().as_secs() < 60, "hangs");
    assert!(place.find("lantern").contains(&"good.md".to_owned()), "the neighbour is lost");
    assert_eq!(place.run(&["check"]).status, Some(0));
    let mut lines = Vec::new();
    for skipped in report["skipped"].as_array().unwrap() {
        lines.push(format!("skipped {}: {}", skipped["path"], skipped["reason"].as_str().unwrap()));
    }
    for warning in report["warnings"].as_array().unwrap() {
        let line = warning["line"].as_u64().map_or(String::new(), |line| format!(":{line}"));
        lines.push(format!("warning {}{line}: {}", warning["path"], warning["message"].as_str().unwrap()));
    }
    lines.join("\n")
}

#[test]
fn empty_and_binary_files_are_told() {
    insta::assert_snapshot!(beside_a_good_one(&[
        ("empty.md", b""),
        ("blank.txt", b" \n\n\t\n"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        ("zeros.txt", &[0; 5_000]),
        ("noise.md", &(0..=255).cycle().take(9_000).collect::<Vec<u8>>()),
    ]));
}

#[test]
fn broken_front_matter_leaves_the_body_and_names_the_place() {
    insta::assert_snapshot!(beside_a_good_one(&[
        ("quote.md", b"---\ntitle: \"Half a quote\nyear: 1990\n---\n\nA body that is still a review.\n"),
        ("open.md", b"---\ntitle: Never closed\nyear: 1990\n\nA body that is still a review.\n"),
        ("toml.md", b"+++\ntitle = Heat\n+++\n\nA body that is still a review.\n"),
    ]));
}

#[test]
fn unknown_years_and_scores_are_kept_raw_with_a_warning() {
    let place = Place::new();
    place.write("films/good.md", GOOD);
    place.write(
        "films/odd.md",
        "---\ntitle: Odd\nyear: soon\nrating: Abandoned\n---\n\nNot finished, not worth it.\n",
    );
    insta::assert_snapshot!(told(&place));
    let review = place.json(&["show", "odd.md"]);
    assert_eq!((&review["score"]["raw"], &review["score"]["value"]), (&"Abandoned".into(), &().into()));
    assert_eq!((&review["year"], &review["extra"]["year"]), (&().into(), &"soon".into()));
}

#[test]
fn a_few_nul_bytes_are_taken_out_and_told() {
    let told = beside_a_good_one(&[(
        "nul.md",
        b"---\ntitle: Nul\n---\n\nA li\0ttle damage in a long enough text.\n",
    )]);
    assert!(told.contains("NUL"), "{told}");
}

#[test]
fn encodings_are_read() {
    let place = Place::new();
    let text = "---\ntitle: Am\u{e9}lie\n---\n\nUn caf\u{e9} \u{e0} Montmartre, tr\u{e8}s \u{e9}l\u{e9}gant, o\u{f9} tout commence.\n";
    place.write("films/utf8.md", text);
    place.write("films/bom.md", format!("\u{feff}{text}"));
    place.write("films/crlf.md", text.replace('\n', "\r\n"));
    place.write("films/latin1.md", text.chars().map(|c| c as u8).collect::<Vec<u8>>());
    let utf16 = |big: bool| -> Vec<u8> {
        let units = format!("\u{feff}{text}").encode_utf16().collect::<Vec<_>>();
        units.iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    place.write("films/utf16le.md", utf16(false));
    place.write("films/utf16be.md", utf16(true));
    place.ok(&["index", "films"]);
    assert_eq!(place.find("title:amélie \"café à montmartre\"").len(), 6);
    assert_eq!(place.find("is:duplicate").len(), 6);
}

#[test]
fn a_line_of_200_megabytes_is_refused_in_no_time() {
    let place = Place::new();
    place.write("films/good.md", GOOD);
    let file = fs::File::create(place.path("films/huge.txt")).unwrap();
    // A hole in the file system: as long as it says, and no bytes of it on the disk.
    file.set_len(200 * 1_000_000).unwrap();
    let told = told(&place);
    assert!(told.contains("huge.txt"), "{told}");
}

#[test]
fn a_long_line_within_the_limit_is_indexed() {
    let place = Place::new();
    place.write("films/good.md", GOOD);
    place.write("films/long.txt", "word ".repeat(1_000_000) + "needle");
    told(&place);
    assert_eq!(place.find("needle"), ["long.txt"]);
    let shown = place.ok(&["search", "needle"]).stdout;
    assert!(shown.len() < 2_000, "{}", shown.len());
}

#[test]
fn a_folder_named_like_a_file_is_a_folder() {
    let place = Place::new();
    place.write("films/x.md/inner.md", "---\ntitle: Inner\nrating: 5/10\n---\n\nInside the lantern.\n");
    place.write("films/good.md", GOOD);
    told(&place);
    assert!(place.find("inside").contains(&"x.md/inner.md".to_owned()));
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_link_loops_are_passed_by() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("films/good.md", GOOD);
    let fifo = place.path("films/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(place.path("films/socket.md")).unwrap();
    symlink(place.path("films"), place.path("films/loop")).unwrap();
    symlink("nowhere.md", place.path("films/dangling.md")).unwrap();
    symlink("self.md", place.path("films/self.md")).unwrap();
    insta::assert_snapshot!(told(&place));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_told_and_its_neighbours_indexed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("films/good.md", GOOD);
    place.write("films/secret.md", GOOD);
    fs::set_permissions(place.path("films/secret.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(place.path("films/secret.md")).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    assert!(told(&place).contains("secret.md"));
}

#[test]
fn deep_nesting_ends_in_words_not_in_a_crash() {
    let deep = |open: &str| open.repeat(100_000);
    beside_a_good_one(&[
        ("brackets.md", deep("[").as_bytes()),
        ("quotes.md", deep("> ").as_bytes()),
        ("stars.md", deep("*").as_bytes()),
        ("tags.md", deep("<b>").as_bytes()),
        ("yaml.md", format!("---\na: {}\n---\n\nText.\n", deep("[")).as_bytes()),
        ("json.md", format!("{{\"a\": {}", deep("[")).as_bytes()),
        ("toml.md", format!("+++\na = {}\n+++\n\nText.\n", deep("[")).as_bytes()),
        ("shortcodes.md", deep("{{< a ").as_bytes()),
    ]);
}
