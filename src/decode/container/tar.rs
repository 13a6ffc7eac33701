//! Tar archives, as they come: ustar, pax, GNU and the old format.
//!
//! Read here rather than by a crate because of what is hostile in one: names of a gigabyte, holes of
//! exabytes, headers in the wrong place. Where no header stands the next one is looked for.

use std::io::{self, Read};
use std::mem;
use std::ops::ControlFlow;

use super::problem::{Reason, reason_of};
use super::{Place, Seen, Walk, names};

/// All that is in a tar comes in blocks of so many bytes.
const BLOCK: usize = 512;
/// Pax headers hold a few lines; longer ones are passed over, in bytes.
const LONGEST_PAX: u64 = 64 << 10;

/// Whether bytes begin a tar: a header whose checksum is right.
pub(super) fn begins(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(|block| Header(block).is_valid())
}

/// The header of an entry.
struct Header<'b>(&'b [u8; BLOCK]);

impl Header<'_> {
    fn is_valid(&self) -> bool {
        let sum = |checksum: fn(&u8) -> i64| -> i64 {
            let bytes = self.0.iter().enumerate();
            bytes.map(|(at, byte)| if (148..156).contains(&at) { 32 } else { checksum(byte) }).sum()
        };
        // Some old writers summed signed bytes.
        let stated = octal(&self.0[148..156]).and_then(|sum| i64::try_from(sum).ok());
        self.0[0] != 0
            && stated.is_some_and(|stated| {
                stated == sum(|&byte| i64::from(byte)) || stated == sum(|&byte| i64::from(byte.cast_signed()))
            })
    }

    fn kind(&self) -> u8 {
        self.0[156]
    }

    /// In octal, or with the highest bit set in binary.
    fn size(&self) -> Option<u64> {
        let field = &self.0[124..136];
        if field[0] & 0x80 == 0 {
            return octal(field);
        }
        let digits = field.iter().skip(1).map(|&byte| u64::from(byte));
        digits
            .into_iter()
            .try_fold(u64::from(field[0] & 0x7F), |sum, byte| sum.checked_mul(256).map(|sum| sum + byte))
    }

    /// The name, with the folders that did not fit into its field.
    fn name(&self) -> Vec<u8> {
        let name = until_nul(&self.0[..100]);
        let prefix = until_nul(&self.0[345..500]);
        // GNU has other things there.
        let is_posix = self.0[257..].starts_with(b"ustar\0");
        if is_posix && !prefix.is_empty() { [prefix, b"/", name].concat() } else { name.to_vec() }
    }

    /// Whether an old sparse file's list of pieces goes on in the next block.
    fn has_more_pieces(&self) -> bool {
        self.kind() == b'S' && self.0[482] != 0
    }
}

fn until_nul(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// A number in octal, with spaces and NULs around it.
fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

/// What headers before an entry's own say of it.
#[derive(Default)]
struct Said {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    is_sparse: bool,
}

/// A tar while it is read. What went wrong below is kept, so that it can be told why the rest is missing.
struct Tape<'a> {
    input: Box<dyn Read + 'a>,
    failure: Option<Reason>,
}

impl Tape<'_> {
    /// Reads a block; `None` at the end, even if that comes too early.
    fn block(&mut self) -> Option<[u8; BLOCK]> {
        let mut block = [0; BLOCK];
        let mut filled = 0;
        while filled < BLOCK {
            match self.read(&mut block[filled..]) {
                Ok(0) | Err(_) => break,
                Ok(count) => filled += count,
            }
        }
        if (1..BLOCK).contains(&filled) {
            self.fail(Reason::Damaged("cut off".to_owned()));
        }
        (filled == BLOCK).then_some(block)
    }

    /// Passes over bytes; whether they were all there.
    fn skip(&mut self, count: u64) -> bool {
        let skipped = io::copy(&mut Read::by_ref(self).take(count), &mut io::sink()).unwrap_or(0);
        if skipped < count {
            self.fail(Reason::Damaged("cut off".to_owned()));
        }
        skipped == count
    }

    /// Reads what a header before another says, if it is not longer than the limit.
    fn said(&mut self, size: u64, most: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        // What is wrong is told by what follows.
        let _ = Read::by_ref(self).take(size.min(most)).read_to_end(&mut bytes);
        let is_there = self.skip(size.saturating_sub(bytes.len() as u64).saturating_add(padding(size)));
        (is_there && size <= most).then_some(bytes)
    }

    fn fail(&mut self, reason: Reason) {
        self.failure.get_or_insert(reason);
    }
}

impl Read for Tape<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let outcome = self.input.read(buffer);
        if let Err(error) = &outcome
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.fail(reason_of(error));
        }
        outcome
    }
}

/// The bytes of one entry.
struct Entry<'e, 'a> {
    tape: &'e mut Tape<'a>,
    left: &'e mut u64,
}

impl Read for Entry<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(*self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.tape.read(&mut buffer[..most])?;
        *self.left -= count as u64;
        if count == 0 && most > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "cut off"));
        }
        Ok(count)
    }
}

fn padding(size: u64) -> u64 {
    size.wrapping_neg() % BLOCK as u64
}

impl Walk<'_, '_> {
    /// The entries of a tar.
    pub(super) fn tar(&mut self, place: Place<'_>, input: Box<dyn Read + '_>) -> ControlFlow<()> {
        let mut tape = Tape { input, failure: None };
        let outcome = self.tape(place, &mut tape);
        match tape.failure {
            Some(reason) if outcome.is_continue() => self.problem(place.path, reason),
            _ => outcome,
        }
    }

    fn tape(&mut self, place: Place<'_>, tape: &mut Tape<'_>) -> ControlFlow<()> {
        let (mut said, mut seen) = (Said::default(), Seen::default());
        while let Some(block) = tape.block() {
            if block.iter().all(|&byte| byte == 0) {
                break;
            }
            let header = Header(&block);
            let size = header.size().filter(|_| header.is_valid());
            let Some(size) = size else {
                tape.fail(Reason::Damaged("something else where a header should be".to_owned()));
                continue;
            };
            if !self.may_go_on(place) {
                break;
            }
            match header.kind() {
                b'L' => {
                    let name = tape.said(size, names::LONGEST as u64);
                    said.name = name.map(|name| short(until_nul(&name)));
                }
                b'x' => said.pax(&tape.said(size, LONGEST_PAX).unwrap_or_default()),
                b'K' | b'g' | b'X' => drop(tape.said(size, 0)),
                _ => self.entry(place, tape, &header, mem::take(&mut said), &mut seen)?,
            }
        }
        ControlFlow::Continue(())
    }

    fn entry(
        &mut self,
        place: Place<'_>,
        tape: &mut Tape<'_>,
        header: &Header<'_>,
        said: Said,
        seen: &mut Seen,
    ) -> ControlFlow<()> {
        let raw = said.name.unwrap_or_else(|| header.name());
        // Links and devices have a size at times, and never bytes.
        let has_bytes = !matches!(header.kind(), b'1'..=b'6');
        let size = said.size.or_else(|| header.size()).filter(|_| has_bytes).unwrap_or(0);
        let (mut left, padding) = (size, padding(size));
        if header.has_more_pieces() {
            while tape.block().is_some_and(|pieces| pieces[504] != 0) {}
        }
        let name = names::of_tar(&raw);
        if !raw.ends_with(b"/") && header.kind() != b'5' && self.wants(place, &name) {
            if let Some(reason) = not_a_file(header.kind(), said.is_sparse) {
                self.problem(&place.member(&name), reason)?;
            } else {
                let path = place.member(&self.unique(place, name, seen));
                let inner = Place { path: &path, depth: place.depth + 1 };
                self.stream(inner, Box::new(Entry { tape, left: &mut left }))?;
            }
        }
        tape.skip(left.saturating_add(padding));
        ControlFlow::Continue(())
    }

    /// A name that no entry before had: archives that were added to have some twice.
    fn unique(&mut self, place: Place<'_>, name: String, seen: &mut Seen) -> String {
        let before = seen.count(&name);
        if before == 0 {
            return name;
        }
        // Starts where the last one of the name ended: an archive may have nothing but one name.
        let mut new = (before + 1..).map(|number| names::numbered(&name, number));
        let new = new.find(|new| seen.count(new) == 0).unwrap_or_default();
        let _ = self.problem(&place.member(&name), Reason::Repeated(new.clone()));
        new
    }
}

/// What an entry is that is not a plain file.
fn not_a_file(kind: u8, is_sparse: bool) -> Option<Reason> {
    match kind {
        b'S' => Some(Reason::Method("a sparse file of tar".to_owned())),
        b'0' | b'7' | 0 if is_sparse => Some(Reason::Method("a sparse file of tar".to_owned())),
        b'0' | b'7' | 0 => None,
        b'1' | b'2' => Some(Reason::SpecialFile("a link")),
        b'3' | b'4' => Some(Reason::SpecialFile("a device")),
        b'6' => Some(Reason::SpecialFile("a pipe")),
        kind => Some(Reason::Method(format!("an entry of tar's type {:?}", char::from(kind)))),
    }
}

impl Said {
    /// Lines `LENGTH KEY=VALUE`.
    fn pax(&mut self, mut rest: &[u8]) {
        while let Some((line, after)) = pax_line(rest) {
            rest = after;
            let Some(equals) = line.iter().position(|&byte| byte == b'=') else { continue };
            let (key, value) = (&line[..equals], &line[equals + 1..]);
            match key {
                b"path" if self.name.is_none() => self.name = Some(short(value)),
                b"GNU.sparse.name" => self.name = Some(short(value)),
                b"size" => self.size = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                key if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
        }
    }
}

fn short(name: &[u8]) -> Vec<u8> {
    name[..name.len().min(names::LONGEST)].to_vec()
}

/// The next line, without its length and its end, and what follows it.
fn pax_line(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = rest.iter().position(|&byte| byte == b' ')?;
    let length: usize = std::str::from_utf8(&rest[..space]).ok()?.parse().ok()?;
    let line = rest.get(space + 1..length)?;
    Some((line.strip_suffix(b"\n").unwrap_or(line), &rest[length..]))
}
