use std::io::{BufRead, Read};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::fixtures::{Zip, bz2, gz, listing, listing_within, tar, tar_entry, with_checksum, xz, zst};
use super::*;

/// Far above what any of this takes on a busy machine, and far below a hang.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn a_plain_file_is_its_own_member() {
    assert_eq!(listing(b"A quiet film."), ["a: A quiet film."]);
    assert_eq!(listing(b""), ["a: <empty>"]);
    assert_eq!(listing(b"PK is a fine film of 2014"), ["a: PK is a fine film of 2014"]);
}

#[test]
fn compressed_files_keep_their_path() {
    let text = b"A quiet film.";
    for packed in [gz(text), bz2(text), xz(text), zst(text), gz(&gz(text)), xz(&bz2(&zst(text)))] {
        assert_eq!(listing(&packed), ["a: A quiet film."]);
    }
}

#[test]
fn streams_laid_end_to_end_are_one_file() {
    let one_after_the_other =
        |pack: fn(&[u8]) -> Vec<u8>| [pack(b"One. "), pack(b""), pack(b"Two.")].concat();
    for pack in [gz, bz2, xz, zst] {
        assert_eq!(listing(&one_after_the_other(pack)), ["a: One. Two."]);
    }
    let padded = [gz(b"One."), vec![0; 700]].concat();
    assert_eq!(listing(&padded), ["a: One."]);
    let skippable = [&b"\x50\x2A\x4D\x18\x03\0\0\0abc"[..], &zst(b"Two.")].concat();
    assert_eq!(listing(&skippable), ["a: Two."]);
}

#[test]
fn containers_lie_in_each_other() {
    let inner = Zip::default().deflated("c.md", b"Deep.").finish();
    let tar = tar(&[("posts/x.md", b"One."), ("b.zip", &inner), ("y.txt.gz", &gz(b"Two."))]);
    let expected = ["a!posts/x.md: One.", "a!b.zip!c.md: Deep.", "a!y.txt.gz: Two."];
    for packed in [tar.clone(), gz(&tar), bz2(&tar), xz(&tar), zst(&tar)] {
        assert_eq!(listing(&packed), expected);
    }
    let outer = Zip::default().stored("t.tgz", &gz(&tar)).finish();
    assert_eq!(listing(&outer)[1], "a!t.tgz!b.zip!c.md: Deep.");
}

#[test]
fn what_cannot_hold_reviews_is_passed_by() {
    let zip = Zip::default()
        .stored("photos/x.jpg", b"\xFF\xD8\xFF")
        .stored("__MACOSX/._a.md", b"\0\x05\x16\x07")
        .stored(".DS_Store", b"\0\0\0\x01Bud1")
        .stored("app/node_modules/left/README.md", b"Not ours.")
        .stored("../../etc/a.md", b"Ours.");
    assert_eq!(
        listing(&zip.finish()),
        [
            "a!etc/a.md: Ours.",
            "a!photos/x.jpg: (an image)",
            "a!app/node_modules/left/README.md: (program code that others wrote, not reviews)",
        ]
    );
}

#[test]
fn the_walk_ends_when_no_more_is_wanted() {
    let tar = tar(&[("x.md", b"One."), ("y.md", b"Two.")]);
    let zip = Zip::default().stored("x.md", b"One.").stored("y.md", b"Two.").finish();
    for bytes in [tar, zip] {
        let mut count = 0;
        let problems = Content::of(bytes).members("a", &Limits::default(), &mut |_| {
            count += 1;
            ControlFlow::Break(())
        });
        assert_eq!((count, problems.len()), (1, 0));
    }
}

#[test]
fn members_that_are_not_read_cost_nothing() {
    let (one, two) = (b"One. ".repeat(100_000), b"Two. ".repeat(100_000));
    let tar = tar(&[("x.md", &one), ("y.md", &two), ("z.md", b"Three.")]);
    let mut last = String::new();
    let problems = Content::of(gz(&tar)).members("a", &Limits::default(), &mut |member| {
        // Only a little of the first, nothing of the second.
        let mut little = String::new();
        match member.path.as_str() {
            "a!y.md" => {}
            "a!x.md" => member.into_reader().take(10).read_to_string(&mut little).map(|_| ()).unwrap(),
            _ => last = member.text().unwrap().whole(&Limits::default()).unwrap().text,
        }
        ControlFlow::Continue(())
    });
    assert_eq!((last.as_str(), problems.len()), ("Three.", 0));
}

#[test]
fn what_breaks_off_is_read_as_far_as_it_goes() {
    // Not too well to be packed: some formats unpack a piece of 64 KiB or nothing of it.
    let line = |number: u64| format!("Line {:x} of it.\n", number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let text = (0..30_000).map(line).collect::<Vec<_>>().concat();
    for pack in [gz, bz2, xz] {
        let mut packed = pack(text.as_bytes());
        packed.truncate(packed.len() * 9 / 10);
        let content = Content::of(packed);
        content.members("a", &Limits::default(), &mut |member| {
            let mut reader = member.text().unwrap().into_reader();
            let mut lines = 0;
            let error = loop {
                let mut text = String::new();
                match reader.read_line(&mut text) {
                    Ok(0) => panic!("the end is missing, and nobody says so"),
                    Ok(_) => lines += u64::from(text == line(lines)),
                    Err(error) => break error,
                }
            };
            assert!(error.to_string().starts_with("damaged: ") && lines > 1000, "{lines}: {error}");
            ControlFlow::Continue(())
        });
    }
    let mut packed = gz(text.as_bytes());
    packed.truncate(packed.len() * 9 / 10);
    let listed = listing(&packed).concat();
    assert!(listed.starts_with("a: Line 0 of it.\nLine 9e37") && listed.contains("[damaged: "));
}

#[test]
fn damage_in_a_member_costs_only_that() {
    let zip = Zip::default().deflated("x.md", &b"One. ".repeat(100)).stored("y.md", b"Two.");
    let mut bytes = zip.finish();
    bytes[36..44].fill(0xFF);
    let lines = listing(&bytes);
    assert!(lines[0].starts_with("a!x.md: <cannot be unpacked: damaged: "), "{lines:?}");
    assert_eq!(lines[1..], ["a!y.md: Two."]);
    let inner = [gz(b"One."), b"One".to_vec()].concat();
    let tar = tar(&[("x.gz", &inner[..10]), ("y.md", b"Two.")]);
    let lines = listing(&tar);
    assert!(lines[0].starts_with("a!x.gz: <cannot be unpacked: damaged: "), "{lines:?}");
    assert_eq!(lines[1..], ["a!y.md: Two."]);
}

#[test]
fn a_damaged_header_of_a_tar_costs_only_its_entry() {
    let mut bytes = tar(&[("x.md", b"One."), ("y.md", b"Two."), ("z.md", b"Three.")]);
    bytes[1024 + 50] = b'?';
    assert_eq!(
        listing(&bytes),
        ["a!x.md: One.", "a!z.md: Three.", "a: (damaged: something else where a header should be)"]
    );
}

#[test]
fn a_tar_that_is_cut_off_says_so() {
    let bytes = tar(&[("x.md", b"One."), ("y.md", &b"Two. ".repeat(1000))]);
    let lines = listing(&bytes[..2000]);
    assert_eq!(lines[0], "a!x.md: One.");
    assert!(
        lines[1].starts_with("a!y.md: Two. Two.") && lines[1].contains("[damaged: cut off, "),
        "{lines:?}"
    );
    assert_eq!(lines[2..], ["a: (damaged: cut off)"]);
}

#[test]
fn long_names_of_tars_are_read() {
    let long = format!("{}/x.md", ["folder"; 30].join("/"));
    let line = format!(" path={long}\n");
    let pax = format!("{}{line}", line.len() + 3);
    let gnu = tar_entry(b"././@LongLink", b'L', format!("{long}\0").as_bytes());
    let short = tar_entry(&long.as_bytes()[..100], b'0', b"One.");
    let expected = [format!("a!{long}: One."), "a!y.md: Two.".to_owned()];
    let second = tar_entry(b"y.md", b'0', b"Two.");
    for header in [gnu, tar_entry(b"pax", b'x', pax.as_bytes())] {
        assert_eq!(listing(&[header, short.clone(), second.clone()].concat()), expected);
    }
    let mut split = [0; 512];
    split.copy_from_slice(&tar_entry(b"x.md", b'0', b"One.")[..512]);
    split[345..351].copy_from_slice(b"folder");
    let bytes = [&with_checksum(split)[..], b"One.", &[0; 508]].concat();
    assert_eq!(listing(&bytes), ["a!folder/x.md: One."]);
}

#[test]
fn entries_of_a_tar_that_are_no_files_are_told() {
    let sparse = tar_entry(b"pax", b'x', b"22 GNU.sparse.major=1\n");
    let bytes = [
        tar_entry(b"folder/", b'5', b""),
        tar_entry(b"link.md", b'2', b""),
        tar_entry(b"pipe", b'6', b""),
        tar_entry(b"old.md", b'S', b"One."),
        sparse,
        tar_entry(b"new.md", b'0', b"One."),
        tar_entry(b"y.md", 0, b"Two."),
    ];
    assert_eq!(
        listing(&bytes.concat()),
        [
            "a!y.md: Two.",
            "a!link.md: (a link inside a container, not a file)",
            "a!pipe: (a pipe inside a container, not a file)",
            "a!old.md: (packed by a method that is not read: a sparse file of tar)",
            "a!new.md: (packed by a method that is not read: a sparse file of tar)",
        ]
    );
}

#[test]
fn an_entry_of_a_name_that_was_there_gets_another() {
    let bytes = tar(&[("x.md", b"One."), ("x.md", b"Two."), ("x (3).md", b"Three."), ("x.md", b"Four.")]);
    let lines = listing(&bytes);
    assert_eq!(lines[..4], ["a!x.md: One.", "a!x (2).md: Two.", "a!x (3).md: Three.", "a!x (4).md: Four."]);
    assert_eq!(lines[4], "a!x.md: (the name comes a second time: read as x (2).md)");
}

#[test]
fn flat_bombs_end_early() {
    let megabyte = vec![b'a'; 1 << 20];
    for packed in [gz(&megabyte), bz2(&megabyte), xz(&megabyte), zst(&megabyte)] {
        let bomb = packed.repeat(2000);
        let started = Instant::now();
        let lines = listing(&bomb).concat();
        assert!(lines.starts_with("a: <too large: ") || lines.contains("500 times its size"), "{lines}");
        let outcome = read_through(&Content::of(bomb));
        assert!(started.elapsed() < PATIENCE);
        assert_eq!(outcome, Err("unpacks to more than 500 times its size: the rest is not read".to_owned()));
    }
}

/// Reads a file's only member as it comes, to the end.
fn read_through(content: &Content) -> Result<(), String> {
    let mut outcome = Ok(());
    content.members("a", &Limits::default(), &mut |member| {
        let mut reader = member.text().unwrap().into_reader();
        outcome = loop {
            match reader.fill_buf().map(<[u8]>::len) {
                Ok(0) => break Ok(()),
                Ok(count) => reader.consume(count),
                Err(error) => break Err(error.to_string()),
            }
        };
        ControlFlow::Continue(())
    });
    outcome
}

#[test]
fn nested_bombs_end_early() {
    let mut bomb = gz(&vec![b'a'; 64 << 20]);
    for level in 0..8 {
        let mut zip = Zip::default();
        for copy in 0..16 {
            zip = zip.deflated(&format!("{level}-{copy}.zip"), &bomb);
        }
        bomb = zip.finish();
    }
    let started = Instant::now();
    let lines = listing_within(&bomb, &Limits { max_depth: 3, ..Limits::default() });
    assert!(started.elapsed() < PATIENCE);
    assert!(lines.iter().any(|line| line.ends_with("(more than 3 containers inside each other)")));
    assert!(lines.len() < 600, "{} lines", lines.len());
}

#[test]
fn many_small_bombs_are_one() {
    let limits = Limits { max_free: 1 << 20, ..Limits::default() };
    let mut zip = Zip::default();
    for number in 0..100 {
        zip = zip.deflated(&format!("{number}.md"), &vec![b'a'; 1 << 20]);
    }
    let lines = listing_within(&zip.finish(), &limits);
    assert_eq!(lines.last().unwrap(), "a: (unpacks to more than 500 times its size: the rest is not read)");
}

#[test]
fn a_file_that_unpacks_to_itself_ends() {
    // No real quine is needed: what counts is that there is always another layer.
    let mut layers = b"One.".to_vec();
    for _ in 0..50 {
        layers = gz(&layers);
    }
    assert_eq!(listing(&layers), ["a: (more than 4 containers inside each other)"]);
}

#[test]
fn too_many_entries_are_told() {
    let limits = Limits { max_entries: 2, ..Limits::default() };
    let files: [(&str, &[u8]); 3] = [("x.md", b"One."), ("y.md", b"Two."), ("z.md", b"Three.")];
    let expected = ["a!x.md: One.", "a!y.md: Two.", "a: (more than 2 entries: the rest is not read)"];
    assert_eq!(listing_within(&tar(&files), &limits), expected);
    let zip = files.iter().fold(Zip::default(), |zip, (name, text)| zip.stored(name, text));
    assert_eq!(listing_within(&zip.finish(), &limits), expected);
}

#[test]
fn hundreds_of_thousands_of_one_name_are_linear() {
    let entry = tar_entry(b"x.md", b'0', b"");
    let bytes = gz(&entry.repeat(100_000));
    let started = Instant::now();
    let mut count = 0;
    Content::of(bytes).members("a", &Limits::default(), &mut |_| {
        count += 1;
        ControlFlow::Continue(())
    });
    assert!(count > 50_000 && started.elapsed() < PATIENCE);
}

/// A container of every kind.
fn any_container() -> impl Strategy<Value = Vec<u8>> {
    let text = prop::collection::vec(any::<u8>(), 0..300);
    (text, 0..7).prop_map(|(text, kind)| match kind {
        0 => gz(&text),
        1 => bz2(&text),
        2 => xz(&text),
        3 => zst(&text),
        4 => tar(&[("x.md", &text), ("y.zip", &Zip::default().stored("z.md", &text).finish())]),
        5 => Zip::default().stored("x.md", &text).deflated("y.gz", &gz(&text)).finish(),
        _ => gz(&tar(&[("x.md", &text)])),
    })
}

proptest! {
    #[test]
    fn any_bytes_are_walked(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        listing(&bytes);
    }

    #[test]
    fn any_damage_is_survived(
        mut bytes in any_container(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        listing(&bytes);
    }
}
