//! Compressed streams: gzip, bzip2, xz, zstd, and what a ZIP's entries are packed by.
//!
//! A stream may be several laid end to end, as parallel compressors make them; what follows the last and
//! is none is left alone, as the tools do.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A dictionary may take so much memory, in KiB. The highest levels of xz and zstd ask for 64 and 128 MiB.
const MEMORY_KIB: u32 = 160 << 10;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
    /// Without a header, as in a ZIP.
    Deflate,
    /// Not at all, as in a ZIP.
    Stored,
}

impl Compression {
    /// Told by how a stream begins.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] if is_bzip2_block(rest) => Some(Self::Bzip2),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The bytes that were packed.
    pub(super) fn decoder<'a>(self, input: Box<dyn BufRead + 'a>) -> Box<dyn Read + 'a> {
        match self {
            Self::Gzip => Box::new(Gzip { stream: Some(flate2::bufread::GzDecoder::new(input)) }),
            Self::Bzip2 => Box::new(Bzip2 { stream: Some(bzip2::bufread::BzDecoder::new(input)) }),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, MEMORY_KIB)),
            Self::Zstd => Box::new(Zstd::new(input)),
            Self::Deflate => Box::new(flate2::bufread::DeflateDecoder::new(input)),
            Self::Stored => Box::new(input),
        }
    }
}

/// A block's mark, or that of the end of a stream without any.
fn is_bzip2_block(rest: &[u8]) -> bool {
    rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17rE8P\x90")
}

struct Gzip<R> {
    stream: Option<flate2::bufread::GzDecoder<R>>,
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(stream) = &mut self.stream {
            let count = stream.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut input = self.stream.take().map(flate2::bufread::GzDecoder::into_inner);
            if let Some(input) = input.take_if(|input| goes_on(input, &[0x1F, 0x8B])) {
                self.stream = Some(flate2::bufread::GzDecoder::new(input));
            }
        }
        Ok(0)
    }
}

struct Bzip2<R> {
    stream: Option<bzip2::bufread::BzDecoder<R>>,
}

impl<R: BufRead> Read for Bzip2<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(stream) = &mut self.stream {
            let count = stream.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut input = self.stream.take().map(bzip2::bufread::BzDecoder::into_inner);
            if let Some(input) = input.take_if(|input| goes_on(input, b"BZh")) {
                self.stream = Some(bzip2::bufread::BzDecoder::new(input));
            }
        }
        Ok(0)
    }
}

/// Whether another stream follows. The buffer may end within its mark: then what there is decides.
fn goes_on(input: &mut impl BufRead, mark: &[u8]) -> bool {
    let Ok(next) = input.fill_buf() else { return true };
    let known = next.len().min(mark.len());
    known > 0 && next[..known] == mark[..known]
}

/// Frames of zstd, one after the other, with their checksums.
struct Zstd<R> {
    input: R,
    decoder: FrameDecoder,
    is_open: bool,
    is_first: bool,
}

impl<R: BufRead> Zstd<R> {
    fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(u64::from(MEMORY_KIB) << 10);
        Self { input, decoder, is_open: false, is_first: true }
    }

    /// Opens the next frame; `false` at the end. Frames that are to be skipped are.
    fn open(&mut self) -> io::Result<bool> {
        loop {
            let mut mark = [0; 4];
            match self.input.fill_buf()? {
                [] => return Ok(false),
                _ => self.input.read_exact(&mut mark)?,
            }
            match mark {
                [0x50..=0x5F, 0x2A, 0x4D, 0x18] => skip_frame(&mut self.input)?,
                [0x28, 0xB5, 0x2F, 0xFD] => {
                    let frame = io::Cursor::new(mark).chain(&mut self.input);
                    self.decoder.reset(frame).map_err(io::Error::other)?;
                    self.is_open = true;
                    self.is_first = false;
                    return Ok(true);
                }
                _ if self.is_first => return Err(io::Error::other("no zstd frame")),
                _ => return Ok(false),
            }
        }
    }

    /// Closes a frame that was read to its end.
    fn close(&mut self) -> io::Result<()> {
        self.is_open = false;
        let stored = self.decoder.get_checksum_from_data();
        if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum is another"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_open && !self.open()? {
                return Ok(0);
            }
            if self.decoder.can_collect() > 0 || buffer.is_empty() {
                return self.decoder.read(buffer);
            }
            if self.decoder.is_finished() {
                self.close()?;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.input, one).map_err(io::Error::other)?;
        }
    }
}

fn skip_frame(input: &mut impl Read) -> io::Result<()> {
    let mut size = [0; 4];
    input.read_exact(&mut size)?;
    let size = u64::from(u32::from_le_bytes(size));
    let skipped = io::copy(&mut input.take(size), &mut io::sink())?;
    if skipped < size { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
