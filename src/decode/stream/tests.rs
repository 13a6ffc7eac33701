use proptest::prelude::*;

use super::*;

/// Gives its bytes a few at a time, as a slow decoder does.
struct Trickle<'b>(&'b [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

/// The text as it comes, its character set and its notes.
fn streamed(bytes: &[u8]) -> (String, &'static str, Vec<String>) {
    let mut reader = Text::of(Box::new(Trickle(bytes, 1000))).unwrap().into_reader();
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    (text, reader.encoding(), reader.notes())
}

fn whole(bytes: &[u8]) -> (String, &'static str, Vec<String>) {
    let decoded = Text::of(Box::new(bytes)).unwrap().whole(&Limits::default()).unwrap();
    (decoded.text, decoded.encoding, decoded.notes)
}

/// Text of about so many blocks.
fn long(line: &str, blocks: usize) -> String {
    line.repeat(blocks * BLOCK / line.len() + 1)
}

#[test]
fn a_text_is_the_same_whole_and_as_it_comes() {
    let text = long("Amélie — a film\r\nof “Montmartre”.\r\rFin 🎬\n", 3);
    let marked = format!("\u{FEFF}{text}");
    let wide = |to_bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(to_bytes).collect::<Vec<_>>();
    let russian = encoding_rs::WINDOWS_1251.encode(&long("Это очень хороший фильм.\r\n", 3)).0.into_owned();
    let japanese = encoding_rs::SHIFT_JIS.encode(&long("とても良い映画です。\n", 3)).0.into_owned();
    let inputs = [
        text.clone().into_bytes(),
        marked.clone().into_bytes(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        russian,
        japanese,
    ];
    for bytes in inputs {
        let (expected, encoding, notes) = whole(&bytes);
        assert!(!expected.contains(['\r', '\u{FEFF}', '\u{FFFD}']));
        assert_eq!(streamed(&bytes), (expected, encoding, notes));
    }
}

#[test]
fn repairs_name_the_line_in_any_block() {
    let line = "A quiet film.\r\n";
    let before = long("A quiet film, after Léon.\r\n", 2);
    let bytes = [before.as_bytes(), b"Pok\xE9mon\r\n", line.repeat(9000).as_bytes(), b"a\0b\r\n"].concat();
    let first = before.lines().count() + 1;
    let (text, encoding, notes) = streamed(&bytes);
    assert!(text.contains("\nPokémon\n") && text.ends_with("\nab\n"));
    assert_eq!(encoding, "UTF-8");
    assert_eq!(
        notes,
        [
            format!("1 byte not UTF-8, read as Windows-1252, the first on line {first}"),
            format!("1 NUL byte removed, the first on line {}", first + 9001)
        ]
    );
    assert_eq!(notes, whole(&bytes).2);
}

#[test]
fn a_set_is_guessed_where_the_first_of_its_bytes_are() {
    let (russian, _, _) =
        encoding_rs::WINDOWS_1251.encode("Это очень хороший фильм, который стоит посмотреть.\n");
    let ascii = long("Nothing but plain letters.\n", 2);
    let bytes = [ascii.as_bytes(), &russian.repeat(20)].concat();
    let (text, encoding, notes) = streamed(&bytes);
    assert!(text.ends_with("который стоит посмотреть.\n"));
    assert_eq!((encoding, &notes[..]), ("windows-1251", &["read as windows-1251, a guess".to_owned()][..]));
}

#[test]
fn the_head_is_the_beginning() {
    let text = Text::of(Box::new(&b"A quiet film.\r\n"[..])).unwrap();
    assert_eq!((text.head(), text.is_whole()), ("A quiet film.\n", true));
    let long = long("Amélie. ", 2);
    let text = Text::of(Box::new(long.as_bytes())).unwrap();
    assert!(long.starts_with(text.head()) && text.head().len() > BLOCK - 4 && !text.is_whole());
    let mut all = String::new();
    text.into_reader().read_to_string(&mut all).unwrap();
    assert_eq!(all, long);
}

#[test]
fn what_is_no_text_is_told_at_once() {
    let of = |bytes: &'static [u8]| Text::of(Box::new(bytes)).unwrap_err();
    assert!(matches!(of(b"  \n"), Undecodable::Empty));
    assert!(matches!(of(b"%PDF-1.7\n"), Undecodable::Binary("a PDF document")));
    assert!(matches!(of(&[7; 100]), Undecodable::Binary("binary data")));
    let large = long("x", 2);
    let error = Text::of(Box::new(large.as_bytes()))
        .unwrap()
        .whole(&Limits { max_bytes: 70_000, ..Limits::default() });
    assert!(matches!(error, Err(Undecodable::TooLarge { size: 70_001, limit: 70_000 })), "{error:?}");
}

#[test]
fn a_gigabyte_without_a_line_end_is_a_stream() {
    let mut reader = Text::of(Box::new(io::repeat(b'x').take(1 << 28))).unwrap().into_reader();
    let (mut count, mut largest) = (0, 0);
    while let Ok(length @ 1..) = reader.fill_buf().map(<[u8]>::len) {
        reader.consume(length);
        (count, largest) = (count + length, largest.max(length));
    }
    assert_eq!((count, largest), (1 << 28, BLOCK));
}

proptest! {
    #[test]
    fn any_pieces_make_one_text(
        pieces in prop::collection::vec(
            prop_oneof![
                "[a-zé—“🎬 \r\n]{1,40}".prop_map(String::into_bytes),
                Just(b"\r".to_vec()), Just(b"\r\n".to_vec()), Just(b"\xE9".to_vec()), Just(b"\xE2\x80".to_vec()),
                Just(vec![b'a'; BLOCK - 20]), Just("é".repeat(BLOCK / 2 - 9).into_bytes()),
            ],
            1..12
        )
    ) {
        // One valid character at the beginning: all of it is UTF-8 with stray bytes.
        let bytes = ["é".repeat(40).into_bytes(), pieces.concat()].concat();
        prop_assert_eq!(streamed(&bytes), whole(&bytes));
    }

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..300), repeat in 1..800_usize) {
        if let Ok(text) = Text::of(Box::new(&bytes.repeat(repeat)[..])) {
            let mut all = String::new();
            text.into_reader().read_to_string(&mut all).unwrap();
            prop_assert!(!all.contains(['\r', '\0']));
        }
    }
}
