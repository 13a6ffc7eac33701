use std::time::Instant;

use crate::decode::container::fixtures::{Entry, Zip, bz2, deflate, listing, tar_entry, xz, zst};

const TEXT: &[u8] = b"A quiet film.";

#[test]
fn all_methods_are_read_or_told() {
    let mut zip = Zip::default().stored("0.md", TEXT).deflated("8.md", TEXT);
    for (name, method, packed) in
        [("12.md", 12, bz2(TEXT)), ("93.md", 93, zst(TEXT)), ("95.md", 95, xz(TEXT))]
    {
        zip = zip.entry(&Entry::new(name.as_bytes(), method, &packed, TEXT));
    }
    zip = zip.entry(&Entry::new(b"9.md", 9, TEXT, TEXT));
    zip = zip.entry(&Entry { flags: 1, ..Entry::new(b"secret.md", 0, TEXT, TEXT) });
    zip = zip.entry(&Entry { mode: 0o120_777, ..Entry::new(b"link.md", 0, TEXT, TEXT) });
    assert_eq!(
        listing(&zip.finish()),
        [
            "a!0.md: A quiet film.",
            "a!8.md: A quiet film.",
            "a!12.md: A quiet film.",
            "a!93.md: A quiet film.",
            "a!95.md: A quiet film.",
            "a!9.md: (packed by a method that is not read: Deflate64)",
            "a!secret.md: (encrypted)",
            "a!link.md: (a link inside a container, not a file)",
        ]
    );
}

#[test]
fn sizes_may_stand_after_the_bytes() {
    let packed = deflate(TEXT);
    let zip = Zip::default().entry(&Entry { flags: 8, ..Entry::new(b"x.md", 8, &packed, TEXT) });
    assert_eq!(listing(&zip.stored("y.md", b"Two.").finish()), ["a!x.md: A quiet film.", "a!y.md: Two."]);
}

#[test]
fn names_are_read_in_their_character_sets() {
    let mut sum = flate2::Crc::new();
    sum.update(b"L?on.md");
    let unicode = [&b"\x75\x70\x0D\x00\x01"[..], &sum.sum().to_le_bytes(), "Léon.md".as_bytes()].concat();
    let zip = Zip::default()
        .entry(&Entry::new(b"Am\x82lie.md", 0, TEXT, TEXT))
        .entry(&Entry { flags: 1 << 11, ..Entry::new("Pokémon.md".as_bytes(), 0, TEXT, TEXT) })
        .entry(&Entry { extra: &unicode, ..Entry::new(b"L?on.md", 0, TEXT, TEXT) })
        .entry(&Entry::new(b"posts\\x.md", 0, TEXT, TEXT));
    let names: Vec<String> =
        listing(&zip.finish()).iter().map(|line| line.replace(": A quiet film.", "")).collect();
    assert_eq!(names, ["a!Amélie.md", "a!Pokémon.md", "a!Léon.md", "a!posts/x.md"]);
}

#[test]
fn large_numbers_are_among_the_extra_fields() {
    let mut zip = Zip::default().stored("x.md", b"One.");
    let at = zip.bytes.len() as u64;
    zip = zip.stored("y.md", TEXT);
    let long = TEXT.len() as u64;
    let extra = [&b"\x01\0\x18\0"[..], &[long, long, at].map(u64::to_le_bytes).concat()].concat();
    zip.directory.truncate(50);
    zip.count = 1;
    let mut entry = Entry { extra: &extra, ..Entry::new(b"y.md", 0, TEXT, TEXT) };
    entry.size = u32::MAX;
    zip = zip.list(&entry, u32::MAX);
    let record = 50;
    zip.directory[record + 20..record + 24].fill(0xFF);
    // An end for large numbers, too, behind which the small one knows nothing.
    let (directory_at, size) = (zip.bytes.len() as u64, zip.directory.len() as u64);
    let mut bytes = [zip.bytes, zip.directory].concat();
    let end_at = bytes.len() as u64;
    bytes
        .extend([&b"PK\x06\x06"[..], &44u64.to_le_bytes(), &[45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat());
    bytes.extend([2, 2, size, directory_at].map(u64::to_le_bytes).concat());
    bytes.extend([&b"PK\x06\x07"[..], &[0; 4], &end_at.to_le_bytes(), &1u32.to_le_bytes()].concat());
    // Either all numbers of the small end are too large, or only that of the entries.
    let small = [size as u32, directory_at as u32].map(u32::to_le_bytes).concat();
    for numbers in [&[0xFF; 8][..], &small] {
        let end = [&b"PK\x05\x06"[..], &[0; 4], &[0xFF; 4], numbers, &[0; 2]].concat();
        assert_eq!(listing(&[&bytes[..], &end].concat()), ["a!x.md: One.", "a!y.md: A quiet film."]);
    }
}

#[test]
fn without_its_directory_it_is_read_as_far_as_it_goes() {
    let packed = deflate(TEXT);
    let zip = Zip::default()
        .deflated("x.md", b"One.")
        .entry(&Entry { flags: 8, ..Entry::new(b"y.md", 8, &packed, TEXT) })
        .stored("z.md", &b"Three. ".repeat(100));
    let bytes = zip.finish();
    let lines = listing(&bytes[..bytes.len() - 400]);
    assert_eq!(lines[..2], ["a!x.md: One.", "a!y.md: A quiet film."]);
    assert!(lines[2].starts_with("a!z.md: Three. Three. ") && lines[2].contains("[damaged: "), "{lines:?}");
    assert_eq!(lines[3], "a: (damaged: its directory is missing, it is read as far as it goes)");
}

#[test]
fn a_wrong_checksum_is_told_and_the_text_kept() {
    let zip = Zip::default().entry(&Entry { checksum: 1, ..Entry::new(b"x.md", 0, TEXT, TEXT) });
    let line = "a!x.md: A quiet film. [damaged: the checksum is another, on line 1 or after]";
    assert_eq!(listing(&zip.finish()), [line]);
    let zip = Zip::default().entry(&Entry { size: 99, ..Entry::new(b"x.md", 0, TEXT, TEXT) });
    assert!(listing(&zip.finish())[0].contains("[damaged: 13 bytes instead of 99"));
}

#[test]
fn of_two_entries_of_one_name_the_later_counts() {
    let zip = Zip::default().stored("x.md", b"One.").stored("x.md", b"Two.");
    assert_eq!(
        listing(&zip.finish()),
        ["a!x.md: Two.", "a!x.md: (replaced by a later entry of the same name)"]
    );
}

#[test]
fn entries_that_share_bytes_are_read_once() {
    let packed = deflate(&vec![b'a'; 1 << 20]);
    let mut zip = Zip::default();
    for number in 0..50_000 {
        let name = format!("{number:05}.md");
        zip = zip.list(&Entry::new(name.as_bytes(), 8, &packed, &[]), 0);
    }
    let kernel = Zip::default().entry(&Entry::new(b"x.md", 8, &packed, &vec![b'a'; 1 << 20]));
    zip.bytes = kernel.bytes;
    let started = Instant::now();
    let lines = listing(&zip.finish());
    assert!(started.elapsed().as_secs() < 60);
    assert!(lines[1].ends_with("(shares its bytes with another entry)"), "{}", lines[1]);
    assert_eq!(lines.last().unwrap(), "a: (49499 more that could not be read)");
}

#[test]
fn documents_are_no_containers() {
    let office =
        Zip::default().stored("[Content_Types].xml", b"<Types/>").stored("word/document.xml", b"<w/>");
    let book =
        Zip::default().stored("mimetype", b"application/epub+zip").stored("text.xhtml", b"<p>One.</p>");
    for zip in [office, book] {
        assert_eq!(listing(&zip.finish()), ["a: (an office document or an electronic book)"]);
    }
}

#[test]
fn bytes_before_and_after_do_not_hide_it() {
    let zip = Zip::default().stored("x.md", b"One.").finish();
    let commented = [&zip[..zip.len() - 2], &5u16.to_le_bytes(), b"PK\x05\x06!"].concat();
    assert_eq!(listing(&commented), ["a!x.md: One."]);
    let trailing = [&zip[..], b"\n\n"].concat();
    assert_eq!(listing(&trailing), ["a!x.md: One."]);
    assert!(listing(&Zip::default().finish()).is_empty());
    // A ZIP among the bytes of a tar is its entry, not the file.
    assert_eq!(listing(&tar_entry(b"b.zip", b'0', &zip)), ["a!b.zip!x.md: One."]);
}
