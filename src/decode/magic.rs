//! Is this something else than text? Told by how it begins, or by bytes that no text has.

/// So much of the beginning is looked at, in bytes.
const WINDOW: usize = 64 << 10;

/// How files of other kinds begin.
const SIGNATURES: [(&[u8], &str); 24] = [
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1F\x8B", "a gzip file"),
    (b"BZh91AY&SY", "a bzip2 file"),
    (b"\xFD7zXZ\0", "an xz file"),
    (b"\x28\xB5\x2F\xFD", "a zstd file"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\x7FELF", "a program"),
    (b"\xCF\xFA\xED\xFE", "a program"),
    (b"\xCA\xFE\xBA\xBE", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"OggS\0", "a sound or video file"),
    (b"ID3\x03\0", "a sound file"),
    (b"ID3\x04\0", "a sound file"),
];

/// What the bytes are if they are known not to be text.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let known = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
    known.map(|(_, kind)| *kind).or_else(|| container(bytes))
}

/// Containers that name their content a few bytes in.
fn container(bytes: &[u8]) -> Option<&'static str> {
    let part = |start: usize| bytes.get(start..start + 4);
    if part(4)? == b"ftyp" {
        return Some("a sound, image or video file");
    }
    match (part(0)?, part(8)?) {
        (b"RIFF", b"WEBP") => Some("a WebP image"),
        (b"RIFF", b"WAVE" | b"AVI ") => Some("a sound or video file"),
        _ => None,
    }
}

/// Whether so many of the bytes are control characters that this is no text in any character set that
/// extends ASCII. A handful of NULs in a long text is an accident.
pub(super) fn looks_binary(bytes: &[u8]) -> bool {
    /// One control character in so many bytes is still taken for an accident.
    const RARE: usize = 20;
    /// And so many are, in however short a text.
    const FEW: usize = 3;
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    let controls = window.iter().filter(|&&byte| is_control(byte)).count();
    controls > FEW && controls * RARE > window.len()
}

/// A control character that texts do not hold. Tab, line ends, form feed, escape and end-of-file they do.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 14..=25 | 28..=31 | 127)
}
