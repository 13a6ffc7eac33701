use proptest::prelude::*;

use super::*;

fn text(bytes: &[u8]) -> Decoded {
    decode(bytes.to_vec()).unwrap()
}

fn plain(bytes: &[u8]) -> (String, &'static str, usize) {
    let decoded = text(bytes);
    (decoded.text, decoded.encoding, decoded.notes.len())
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn utf8_is_taken_as_it_is_but_for_mark_and_line_ends() {
    assert_eq!(plain("Amélie\n".as_bytes()), ("Amélie\n".to_owned(), "UTF-8", 0));
    assert_eq!(
        plain(b"\xEF\xBB\xBFHeat\r\nA film\rof 1995\r\n\r\n"),
        ("Heat\nA film\nof 1995\n\n".to_owned(), "UTF-8", 0)
    );
}

#[test]
fn a_page_names_its_character_set() {
    let page = |declared: &str, letters: &[u8]| [format!("<html>{declared}<p>").as_bytes(), letters].concat();
    let meta = "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>";
    assert_eq!(plain(&page(meta, b"\xB1")), (format!("<html>{meta}<p>\u{105}"), "ISO-8859-2", 0));
    assert_eq!(plain(&page(meta, "\u{105}".as_bytes())).1, "UTF-8");
    assert_eq!(plain(b"<?xml version='1.0' encoding='windows-1251'?><rss>\xE4").1, "windows-1251");
}

#[test]
fn utf16_is_read_with_and_without_mark() {
    let film = "Amélie, a film — with “quotes”.\r\nEnd";
    let expected = film.replace("\r\n", "\n");
    let marked = format!("\u{FEFF}{film}");
    assert_eq!(plain(&utf16(&marked, u16::to_le_bytes)), (expected.clone(), "UTF-16LE", 0));
    assert_eq!(plain(&utf16(&marked, u16::to_be_bytes)), (expected.clone(), "UTF-16BE", 0));
    assert_eq!(plain(&utf16(film, u16::to_le_bytes)), (expected.clone(), "UTF-16LE", 1));
    assert_eq!(plain(&utf16(film, u16::to_be_bytes)), (expected, "UTF-16BE", 1));
}

#[test]
fn cut_off_utf16_is_noted() {
    let mut bytes = utf16("\u{FEFF}one\ntwo", u16::to_le_bytes);
    bytes.pop();
    let decoded = text(&bytes);
    assert_eq!(decoded.text, "one\ntw\u{FFFD}");
    assert!(decoded.notes[0].contains("line 2"), "{:?}", decoded.notes);
}

#[test]
fn legacy_sets_are_guessed_and_noted() {
    let decoded = text(b"Am\xE9lie is a film by Jean-Pierre Jeunet, \x93d\xE9j\xE0 vu\x94 in Montmartre.");
    assert_eq!(decoded.text, "Amélie is a film by Jean-Pierre Jeunet, “déjà vu” in Montmartre.");
    assert_eq!((decoded.encoding, decoded.notes.len()), ("windows-1252", 1));
    let (russian, _, _) =
        encoding_rs::WINDOWS_1251.encode("Это очень хороший фильм, который стоит посмотреть.");
    assert_eq!(text(&russian).text, "Это очень хороший фильм, который стоит посмотреть.");
    let (japanese, _, _) =
        encoding_rs::SHIFT_JIS.encode("これはとても良い映画です。もう一度見たいと思います。");
    assert_eq!(text(&japanese).text, "これはとても良い映画です。もう一度見たいと思います。");
}

#[test]
fn stray_bytes_do_not_spoil_the_rest() {
    let decoded = text(b"Am\xC3\xA9lie \xE2\x80\x94 fine\nPok\xE9mon\nL\xC3\xA9on");
    assert_eq!(decoded.text, "Amélie — fine\nPokémon\nLéon");
    assert_eq!(decoded.encoding, "UTF-8");
    assert_eq!(decoded.notes, ["1 byte not UTF-8, read as Windows-1252, the first on line 2"]);
    assert_eq!(text(b"L\xC3\xA9on \xE2\x80").text, "Léon \u{FFFD}");
}

#[test]
fn few_nuls_are_removed_and_counted() {
    let decoded = text(b"A long enough text\nwith an acci\0dent in i\0t.");
    assert_eq!(decoded.text, "A long enough text\nwith an accident in it.");
    assert_eq!(decoded.notes, ["2 NUL bytes removed, the first on line 2"]);
}

#[test]
fn other_kinds_are_named() {
    for (bytes, kind) in [
        (&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], "PNG"),
        (b"PK\x03\x04\x14\0", "ZIP"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1F\x8B\x08\0", "gzip"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
        (b"\0\0\0\x20ftypisom\0\0", "video"),
        (b"\x01\x02\x03\x04\x05\x06 some text", "binary"),
        (&[0; 500], "binary"),
        (b"\xFF\xFE\0\0A\0\0\0", "UTF-32"),
    ] {
        let error = decode(bytes.to_vec()).unwrap_err();
        assert!(matches!(error, Undecodable::Binary(_)) && error.to_string().contains(kind), "{error}");
    }
}

#[test]
fn nothing_but_space_is_empty() {
    for bytes in
        [&b""[..], b" \r\n\t\n", b"\xEF\xBB\xBF\n", b"\xFF\xFE", b"\xFF\xFE\x20\0", "\u{A0}\n".as_bytes()]
    {
        assert!(matches!(decode(bytes.to_vec()), Err(Undecodable::Empty)), "{bytes:?}");
    }
}

#[test]
fn too_large_is_told_before_and_while_reading() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "x".repeat(100)).unwrap();
    let error = read_text(file.path(), &Limits { max_bytes: 99, ..Limits::default() }).unwrap_err();
    assert_eq!(error.to_string(), "too large: 100 bytes of at most 99 bytes");
    assert_eq!(
        read_text(file.path(), &Limits { max_bytes: 100, ..Limits::default() }).unwrap().text.len(),
        100
    );
}

#[test]
#[cfg(target_os = "linux")]
fn size_that_the_system_does_not_tell_is_limited_too() {
    // Files below /proc claim to have no size.
    let error = read_text(Path::new("/proc/self/status"), &Limits { max_bytes: 10, ..Limits::default() })
        .unwrap_err();
    assert!(matches!(error, Undecodable::TooLarge { size: 11, limit: 10 }), "{error}");
}

#[test]
#[cfg(unix)]
fn pipe_in_place_of_a_file_does_not_block() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(read_text(&pipe, &Limits::default()), Err(Undecodable::NotAFile)));
    assert!(matches!(read_text(dir.path(), &Limits::default()), Err(Undecodable::NotAFile)));
    assert!(matches!(read_text(&dir.path().join("none"), &Limits::default()), Err(Undecodable::Io(_))));
}

proptest! {
    #[test]
    fn any_bytes_end_in_text_or_reason(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(decoded) = decode(bytes) {
            prop_assert!(!decoded.text.contains(['\r', '\0']) && !decoded.text.trim().is_empty());
        }
    }

    #[test]
    fn text_comes_back(text in "[a-zé—“你 \n]{1,60}") {
        prop_assume!(!text.trim().is_empty());
        prop_assert_eq!(decode(text.clone().into_bytes()).unwrap().text, text);
    }
}
