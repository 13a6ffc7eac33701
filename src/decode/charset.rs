//! Which character set is this, and what does it say?
//!
//! The set is decided on a block from the beginning, or from where bytes begin that are not ASCII: what
//! follows comes in blocks of any size, and the text is the same however they are cut.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Undecodable, magic};

/// So much of the beginning decides whether this is UTF-16, in bytes.
const WINDOW: usize = 8 << 10;

/// A page names its character set within so many bytes.
const DECLARED_WITHIN: usize = 1024;

/// A character set, and how far it has been read.
pub(super) struct Charset {
    set: Set,
    /// The set that a page or an XML text names itself.
    declared: Option<&'static Encoding>,
    /// What was guessed, for a person.
    pub(super) guess: Option<String>,
}

enum Set {
    /// Nothing but ASCII so far: nothing is decided.
    Ascii,
    /// Stray bytes are Windows-1252.
    Utf8,
    /// A set that `encoding_rs` reads.
    Other(Box<Decoder>),
}

/// What a block came to.
#[derive(Default)]
pub(super) struct Pushed {
    /// So many of its bytes were read: the others are to come again, with those that follow.
    pub(super) taken: usize,
    /// Where in the text the first characters are that the set does not have.
    pub(super) damaged_at: Option<usize>,
    /// How many bytes were damaged, where they are counted.
    pub(super) damaged: usize,
}

impl Charset {
    /// The set of a text that begins so, and how long its byte order mark is.
    pub(super) fn of(first: &[u8]) -> Result<(Self, usize), Undecodable> {
        if first.starts_with(b"\xFF\xFE\0\0") || first.starts_with(b"\0\0\xFE\xFF") {
            return Err(Undecodable::Binary("a text in UTF-32, which is not read"));
        }
        let (marked, mark) = Encoding::for_bom(first).map_or((None, 0), |(set, mark)| (Some(set), mark));
        if let Some(encoding) = marked.filter(|&encoding| encoding != UTF_8) {
            return Ok((wide(&first[mark..], encoding, None)?, mark));
        }
        if let Some(encoding) = utf16_without_mark(first) {
            let guess = format!("read as {}, which its pattern of NUL bytes shows", encoding.name());
            return Ok((wide(first, encoding, Some(guess))?, 0));
        }
        if magic::looks_binary(first) {
            return Err(Undecodable::Binary("binary data"));
        }
        Ok((Self { set: Set::Ascii, declared: declared(first), guess: None }, mark))
    }

    /// Its name in the WHATWG standard.
    pub(super) fn name(&self) -> &'static str {
        match &self.set {
            Set::Ascii | Set::Utf8 => UTF_8.name(),
            Set::Other(decoder) => decoder.encoding().name(),
        }
    }

    /// What is told of damaged characters, which begin on a line.
    pub(super) fn damage_note(&self, count: usize, line: usize) -> String {
        match self.name() {
            name if name == UTF_8.name() => {
                let bytes = super::counted(count, "byte");
                format!("{bytes} not UTF-8, read as Windows-1252, the first on line {line}")
            }
            name if name.starts_with("UTF-16") => {
                format!("characters that are not {name}, the first on line {line}")
            }
            name => format!("bytes that are not {name}, the first on line {line}"),
        }
    }

    /// Reads a block. Of the last one nothing is left over.
    pub(super) fn push(&mut self, block: &[u8], is_last: bool, text: &mut String) -> Pushed {
        if matches!(self.set, Set::Ascii) {
            let is_plain = block.is_ascii();
            let first_other = || block.iter().position(|byte| !byte.is_ascii());
            let plain = if is_plain { block.len() } else { first_other().unwrap_or(block.len()) };
            // What there is of the others decides better the more of them there is.
            if plain == block.len() || (plain > block.len() / 2 && !is_last) {
                return push_utf8(&block[..plain], text);
            }
            self.decide(block, is_last);
        }
        match &mut self.set {
            Set::Ascii | Set::Utf8 if is_last => push_utf8(block, text),
            Set::Ascii | Set::Utf8 => push_utf8(&block[..whole_characters(block)], text),
            Set::Other(decoder) => push_other(decoder, block, is_last, text),
        }
    }

    /// Any character set that extends ASCII. A character that the block's end cuts off speaks against none.
    fn decide(&mut self, block: &[u8], is_last: bool) {
        let whole = if is_last { block.len() } else { whole_characters(block) };
        if is_mostly_utf8(&block[..whole]) {
            self.set = Set::Utf8;
            return;
        }
        if let Some(encoding) = self.declared {
            self.set = Set::Other(Box::new(encoding.new_decoder_without_bom_handling()));
            return;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(block, is_last);
        let encoding = detector.guess(None, Utf8Detection::Deny);
        self.guess = Some(format!("read as {}, a guess", encoding.name()));
        self.set = Set::Other(Box::new(encoding.new_decoder_without_bom_handling()));
    }
}

/// UTF-16, unless it comes out as unassigned characters and controls: then it only claims to be.
fn wide(first: &[u8], encoding: &'static Encoding, guess: Option<String>) -> Result<Charset, Undecodable> {
    let (text, _) = encoding.decode_without_bom_handling(first);
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if controls > 3 && controls * 20 > text.chars().count() {
        return Err(Undecodable::Binary("binary data"));
    }
    let set = Set::Other(Box::new(encoding.new_decoder_without_bom_handling()));
    Ok(Charset { set, declared: None, guess })
}

/// What `<meta charset=...>` or `<?xml encoding=...?>` says near the beginning, where browsers look for it
/// too. Text that is UTF-8 after all is not asked.
fn declared(first: &[u8]) -> Option<&'static Encoding> {
    let head = first.get(..DECLARED_WITHIN).unwrap_or(first).to_ascii_lowercase();
    if !head.as_slice().trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(&head);
    let label = ["charset=", "encoding="].iter().find_map(|key| Some(head.split_once(key)?.1))?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
        .filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible())
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

/// How many bytes there are without a character that the end cuts off.
fn whole_characters(block: &[u8]) -> usize {
    for back in 1..=block.len().min(3) {
        let at = block.len() - back;
        let length = match block[at] {
            0x80..=0xBF => continue,
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            _ => 1,
        };
        return if length > back { at } else { block.len() };
    }
    block.len()
}

/// UTF-8 with stray bytes. A single stray byte is most often a character pasted from Windows-1252; the
/// beginning of a character that was cut off becomes U+FFFD.
fn push_utf8(block: &[u8], text: &mut String) -> Pushed {
    let mut pushed = Pushed { taken: block.len(), ..Pushed::default() };
    if let Ok(valid) = std::str::from_utf8(block) {
        text.push_str(valid);
        return pushed;
    }
    for chunk in block.utf8_chunks() {
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        pushed.damaged_at.get_or_insert(text.len());
        pushed.damaged += chunk.invalid().len();
        match chunk.invalid() {
            [byte] => text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0),
            _ => text.push('\u{FFFD}'),
        }
    }
    pushed
}

fn push_other(decoder: &mut Decoder, block: &[u8], is_last: bool, text: &mut String) -> Pushed {
    let start = text.len();
    text.reserve(decoder.max_utf8_buffer_length(block.len()).unwrap_or(block.len().saturating_mul(4)));
    let (_, taken, has_errors) = decoder.decode_to_string(block, text, is_last);
    let first = || text[start..].find('\u{FFFD}').map_or(start, |at| start + at);
    Pushed { taken, damaged_at: has_errors.then(first), damaged: usize::from(has_errors) }
}
