//! Which character set is this, and what does it say?

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Decoded, Undecodable, counted, line_of, magic};

/// So much of the beginning decides whether this is UTF-16, in bytes.
const WINDOW: usize = 8 << 10;

/// Text of bytes in whatever character set they are.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, Undecodable> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(Undecodable::Binary("a text in UTF-32, which is not read"));
    }
    if let Some((encoding, _)) = Encoding::for_bom(&bytes).filter(|(encoding, _)| *encoding != UTF_8) {
        return wide(&bytes, encoding, Vec::new());
    }
    if let Some(encoding) = utf16_without_mark(&bytes) {
        let note = format!("read as {}, which its pattern of NUL bytes shows", encoding.name());
        return wide(&bytes, encoding, vec![note]);
    }
    if magic::looks_binary(&bytes) {
        return Err(Undecodable::Binary("binary data"));
    }
    Ok(narrow(without_mark(bytes)))
}

fn without_mark(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    bytes
}

/// UTF-16. Halves of characters become U+FFFD, with a note.
fn wide(bytes: &[u8], encoding: &'static Encoding, mut notes: Vec<String>) -> Result<Decoded, Undecodable> {
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    // What claims to be UTF-16 and is not comes out as unassigned characters and controls.
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if controls > 3 && controls * 20 > text.chars().count() {
        return Err(Undecodable::Binary("binary data"));
    }
    if damaged {
        let first = text.find('\u{FFFD}').unwrap_or(0);
        let line = line_of(text.as_bytes(), first);
        notes.push(format!("characters that are not {}, the first on line {line}", encoding.name()));
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), notes })
}

/// Every second byte of Western text in UTF-16 is NUL, and none of the others.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    if !window.contains(&0) {
        return None;
    }
    let pairs = window.len() / 2;
    let nuls = |odd: usize| window.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    // A few pairs may be of other scripts, and a stray NUL may sit anywhere.
    let full = |count: usize| count * 10 > pairs * 4 && count > 1;
    let empty = |count: usize| count * 50 <= pairs;
    match () {
        () if full(odd) && empty(even) => Some(UTF_16LE),
        () if full(even) && empty(odd) => Some(UTF_16BE),
        () => None,
    }
}

/// Any character set that extends ASCII.
fn narrow(bytes: Vec<u8>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, encoding: UTF_8.name(), notes: Vec::new() },
        Err(error) => error.into_bytes(),
    };
    if is_mostly_utf8(&bytes) { repaired(&bytes) } else { legacy(&bytes) }
}

/// Whether characters of several bytes that are valid outnumber the bytes that are not. Texts in legacy
/// sets hardly ever hold a valid one.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut stray) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        stray += usize::from(!chunk.invalid().is_empty());
    }
    valid >= stray
}

/// UTF-8 with stray bytes. A single stray byte is most often a character pasted from Windows-1252; the
/// beginning of a character that was cut off becomes U+FFFD.
fn repaired(bytes: &[u8]) -> Decoded {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut first = None;
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        first.get_or_insert(text.len());
        count += chunk.invalid().len();
        match chunk.invalid() {
            [byte] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0),
            _ => text.push('\u{FFFD}'),
        }
    }
    let line = line_of(text.as_bytes(), first.unwrap_or(0));
    let note =
        format!("{} not UTF-8, read as Windows-1252, the first on line {line}", counted(count, "byte"));
    Decoded { text, encoding: UTF_8.name(), notes: vec![note] }
}

/// A legacy set, guessed from the frequencies of its characters.
fn legacy(bytes: &[u8]) -> Decoded {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let mut notes = vec![format!("read as {}, a guess", encoding.name())];
    if damaged {
        let line = line_of(text.as_bytes(), text.find('\u{FFFD}').unwrap_or(0));
        notes.push(format!("bytes that are not {}, the first on line {line}", encoding.name()));
    }
    Decoded { text: text.into_owned(), encoding: encoding.name(), notes }
}
