//! Posting lists, read from the engine's files by ourselves.
//!
//! The engine's own cursor decodes every block that it comes to, and hands out its bounds only then. Most blocks are
//! passed by because of their bound alone, and most documents before their frequency is asked for: here the bound of
//! a block costs a look at its skip entry, and documents, frequencies and positions are decoded when they are needed.
//!
//! The format is that of tantivy 0.27 (`postings/serializer.rs`, `postings/skip.rs`), for fields with positions:
//!
//! ```text
//! list    length of the skips (vint), skips, blocks; without the first two if there are fewer than 128 documents
//! skip    last document (u32), bits of a document (u8, 0x1f), bits of a frequency (u8), sum of the frequencies (u32),
//!         length id (u8) and frequency (u8, 255 for more) of the best match
//! block   128 documents, bit-packed as strict deltas; 128 frequencies less one, bit-packed
//! tail    the documents that are left as vint deltas, their frequencies as vints; a vint's last byte has the high bit
//! ```

use std::io;

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::directory::{CompositeFile, FileSlice, OwnedBytes};
use tantivy::index::SegmentComponent;
use tantivy::positions::PositionReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, Searcher, SegmentOrdinal, SegmentReader, TERMINATED};

use super::per_segment::PerSegment;

/// Documents of a block.
pub(super) const BLOCK: usize = BitPacker4x::BLOCK_LEN;
/// Bytes of a skip entry.
const SKIP: usize = 12;
/// Bytes before a field's first list: the number of its tokens.
const TOKENS: usize = 8;
/// The bits of a skip entry's byte that say how wide documents are.
const WIDTH: u8 = 0x1f;
/// A frequency that is this or more.
const MANY: u8 = u8::MAX;

/// The files of every segment.
pub(super) struct PostingFiles {
    segments: PerSegment<Files>,
}

struct Files {
    postings: CompositeFile,
    positions: CompositeFile,
}

impl PostingFiles {
    /// Opens nothing yet.
    pub(super) fn new(searcher: &Searcher) -> Self {
        Self { segments: PerSegment::new(searcher) }
    }

    /// The list of a term of a field that has positions.
    pub(super) fn list(
        &self,
        reader: &SegmentReader,
        segment: SegmentOrdinal,
        field: Field,
        term: &TermInfo,
    ) -> io::Result<Postings> {
        let files = self.segments.of(segment, || Files::open(reader))?;
        let Some(postings) = files.postings.open_read(field) else { return Ok(Postings::empty()) };
        let range = &term.postings_range;
        let list = postings.slice(TOKENS + range.start..TOKENS + range.end).read_bytes()?;
        let positions = files.positions.open_read(field).map(|file| file.slice(term.positions_range.clone()));
        Postings::open(term.doc_freq, list, positions)
    }
}

impl Files {
    fn open(reader: &SegmentReader) -> io::Result<Self> {
        let open = |component| {
            let file = reader.open_read(component).map_err(io::Error::other)?;
            CompositeFile::open(&file)
        };
        Ok(Self {
            postings: open(SegmentComponent::Postings)?,
            positions: open(SegmentComponent::Positions)?,
        })
    }
}

/// The best match of a block: no other has a greater frequency for its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Best {
    pub(super) length_id: u8,
    /// `None` if it is greater than the engine notes down.
    pub(super) frequency: Option<u32>,
}

/// A cursor over one posting list. It moves forward only.
pub(super) struct Postings {
    doc_freq: u32,
    skips: OwnedBytes,
    blocks: OwnedBytes,
    /// The block where it stands.
    block: Block,
    /// Where in the block, once its documents are decoded.
    at: usize,
    decoded: Box<Decoded>,
    /// Which of them are of this block.
    has_docs: bool,
    has_frequencies: bool,
    /// Where the block's frequencies begin, once its documents are decoded.
    frequencies_from: usize,
    positions_file: Option<FileSlice>,
    /// Opened when positions are first asked for.
    positions: Option<Box<PositionReader>>,
}

/// The documents of a block, and how often the word stands in them.
struct Decoded {
    docs: [DocId; BLOCK],
    frequencies: [u32; BLOCK],
}

/// Where a block is, and what its skip entry says of it.
#[derive(Debug, Clone, Copy)]
struct Block {
    number: usize,
    /// Where it begins, in bytes.
    from: usize,
    /// How many positions come before it.
    positions_before: u64,
    /// The last document before it; 0 if there is none.
    before: DocId,
    /// Its last document; [`TERMINATED`] for the tail.
    last: DocId,
    /// How many documents it has.
    len: usize,
    doc_bits: u8,
    frequency_bits: u8,
    /// The sum of its frequencies; unknown for the tail.
    frequencies: u32,
    /// `None` for the tail.
    best: Option<Best>,
}

impl Postings {
    fn empty() -> Self {
        Self::new(0, OwnedBytes::empty(), OwnedBytes::empty(), None)
    }

    fn open(doc_freq: u32, mut list: OwnedBytes, positions: Option<FileSlice>) -> io::Result<Self> {
        let full = doc_freq as usize / BLOCK;
        let mut skips = OwnedBytes::empty();
        if full > 0 {
            let (length, read) = vint(list.as_slice(), 0);
            list.advance(read);
            if length as usize != full * SKIP || list.len() < full * SKIP {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a posting list is not as it should be",
                ));
            }
            (skips, list) = list.split(full * SKIP);
        }
        Ok(Self::new(doc_freq, skips, list, positions))
    }

    fn new(doc_freq: u32, skips: OwnedBytes, blocks: OwnedBytes, positions_file: Option<FileSlice>) -> Self {
        let block = Block::at(&skips, doc_freq, 0, 0, 0, 0);
        Self {
            doc_freq,
            skips,
            blocks,
            block,
            at: 0,
            decoded: Box::new(Decoded { docs: [0; BLOCK], frequencies: [0; BLOCK] }),
            has_docs: false,
            has_frequencies: false,
            frequencies_from: 0,
            positions_file,
            positions: None,
        }
    }

    /// Another cursor over the same list, at its beginning.
    pub(super) fn again(&self) -> Self {
        Self::new(self.doc_freq, self.skips.clone(), self.blocks.clone(), self.positions_file.clone())
    }

    /// How many documents there are, deleted ones included.
    pub(super) fn doc_freq(&self) -> u32 {
        self.doc_freq
    }

    /// Moves to the block that may have `target`, without a look at its documents.
    pub(super) fn seek_block(&mut self, target: DocId) {
        while self.block.last < target {
            self.block = self.block.next(&self.skips, self.doc_freq);
            (self.at, self.has_docs, self.has_frequencies) = (0, false, false);
        }
    }

    /// The last document of the block; [`TERMINATED`] if there is no other block.
    pub(super) fn last(&self) -> DocId {
        self.block.last
    }

    /// The best match of the block; `None` if the engine has noted down none, for the last one.
    pub(super) fn best(&self) -> Option<Best> {
        self.block.best
    }

    /// The best matches of the blocks that reach into a stretch of documents, from where it stands on; `None` for the
    /// last block.
    pub(super) fn bests(&self, first: DocId, last: DocId) -> impl Iterator<Item = Option<Best>> + '_ {
        let after =
            |block: &Block| (block.last != TERMINATED).then(|| block.next(&self.skips, self.doc_freq));
        let blocks = std::iter::successors(Some(self.block), after);
        let reaching = blocks.skip_while(move |block| block.last < first);
        reaching
            .take_while(move |block| block.len > 0 && (block.number == 0 || block.before < last))
            .map(|block| block.best)
    }

    /// Moves to `target` or the next document behind it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.seek_block(target);
        self.decode_docs();
        let left = &self.decoded.docs[self.at..self.block.len];
        // Most steps are short ones.
        let near = left.iter().take(4).position(|doc| *doc >= target);
        self.at += near.unwrap_or_else(|| left.partition_point(|doc| *doc < target));
        self.doc()
    }

    /// The document where it stands after [`Postings::seek`]; [`TERMINATED`] behind the last. Before, where the block
    /// has not been decoded or all of it been skipped, the first that it can be.
    pub(super) fn doc(&self) -> DocId {
        match self.block {
            Block { len: BLOCK, last, .. } if self.at == BLOCK => last + 1,
            Block { len, .. } if self.at >= len => TERMINATED,
            _ if self.has_docs => self.decoded.docs[self.at],
            Block { number: 0, .. } => 0,
            Block { before, .. } => before + 1,
        }
    }

    /// Whether it stands at this document.
    pub(super) fn is_at(&self, doc: DocId) -> bool {
        self.has_docs && self.at < self.block.len && self.decoded.docs[self.at] == doc
    }

    /// How often the word stands in that document.
    pub(super) fn frequency(&mut self) -> u32 {
        self.decode_frequencies();
        self.decoded.frequencies[self.at.min(BLOCK - 1)]
    }

    /// The documents of the block from where it stands, and their frequencies.
    pub(super) fn rest_of_block(&mut self) -> (&[DocId], &[u32]) {
        self.decode_docs();
        self.decode_frequencies();
        let rest = self.at..self.block.len;
        (&self.decoded.docs[rest.clone()], &self.decoded.frequencies[rest])
    }

    /// Moves so many documents on within the block.
    pub(super) fn skip(&mut self, documents: usize) {
        self.at = (self.at + documents).min(self.block.len);
    }

    /// Where the word stands in the document where it stands after [`Postings::seek`], ascending.
    pub(super) fn positions(&mut self, into: &mut Vec<u32>) -> io::Result<()> {
        into.clear();
        self.decode_frequencies();
        let before: u64 =
            self.decoded.frequencies[..self.at].iter().map(|frequency| u64::from(*frequency)).sum();
        let (from, count) =
            (self.block.positions_before + before, self.decoded.frequencies[self.at] as usize);
        if self.positions.is_none()
            && let Some(file) = &self.positions_file
        {
            self.positions = Some(Box::new(PositionReader::open(file.read_bytes()?)?));
        }
        let Some(reader) = &mut self.positions else { return Ok(()) };
        into.resize(count, 0);
        reader.read(from, into);
        let mut position = 0;
        for delta in into {
            position += *delta;
            *delta = position;
        }
        Ok(())
    }

    fn decode_docs(&mut self) {
        if self.has_docs {
            return;
        }
        let Block { from, before, len, doc_bits, .. } = self.block;
        let bytes = &self.blocks.as_slice()[from.min(self.blocks.len())..];
        self.frequencies_from = from
            + if len == BLOCK {
                let before = (before != 0).then_some(before);
                BitPacker4x::new().decompress_strictly_sorted(before, bytes, &mut self.decoded.docs, doc_bits)
            } else {
                let read = vints(bytes, &mut self.decoded.docs[..len]);
                let mut doc = before;
                for delta in &mut self.decoded.docs[..len] {
                    doc += *delta;
                    *delta = doc;
                }
                read
            };
        self.has_docs = true;
    }

    fn decode_frequencies(&mut self) {
        if self.has_frequencies {
            return;
        }
        self.decode_docs();
        let Block { len, frequency_bits, .. } = self.block;
        let bytes = &self.blocks.as_slice()[self.frequencies_from.min(self.blocks.len())..];
        if len == BLOCK {
            BitPacker4x::new().decompress(bytes, &mut self.decoded.frequencies, frequency_bits);
            self.decoded.frequencies.iter_mut().for_each(|frequency| *frequency += 1);
        } else {
            vints(bytes, &mut self.decoded.frequencies[..len]);
        }
        self.has_frequencies = true;
    }
}

impl Block {
    fn at(
        skips: &OwnedBytes,
        doc_freq: u32,
        number: usize,
        from: usize,
        before: DocId,
        positions_before: u64,
    ) -> Self {
        let Some(entry) = skips.as_slice().get(number * SKIP..(number + 1) * SKIP) else {
            return Self::tail(doc_freq, number, from, before, positions_before);
        };
        let number_at =
            |at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]);
        let frequency = (entry[11] != MANY).then_some(u32::from(entry[11]));
        Self {
            number,
            from,
            positions_before,
            before,
            last: number_at(0),
            len: BLOCK,
            doc_bits: entry[4] & WIDTH,
            frequency_bits: entry[5],
            frequencies: number_at(6),
            best: Some(Best { length_id: entry[10], frequency }),
        }
    }

    fn tail(doc_freq: u32, number: usize, from: usize, before: DocId, positions_before: u64) -> Self {
        let len = (doc_freq as usize).saturating_sub(number * BLOCK);
        Self {
            number,
            from,
            positions_before,
            before,
            last: TERMINATED,
            len,
            doc_bits: 0,
            frequency_bits: 0,
            frequencies: 0,
            best: None,
        }
    }

    fn next(&self, skips: &OwnedBytes, doc_freq: u32) -> Self {
        let size = usize::from(self.doc_bits + self.frequency_bits) * BLOCK / 8;
        let positions_before = self.positions_before + u64::from(self.frequencies);
        Self::at(skips, doc_freq, self.number + 1, self.from + size, self.last, positions_before)
    }
}

/// Reads so many numbers; answers how many bytes they take. What is missing is 0.
fn vints(bytes: &[u8], numbers: &mut [u32]) -> usize {
    let mut at = 0;
    for number in numbers {
        let (value, next) = vint(bytes, at);
        (*number, at) = (value, next);
    }
    at
}

/// The number that begins at a byte, and the byte behind it.
fn vint(bytes: &[u8], mut at: usize) -> (u32, usize) {
    let (mut number, mut shift) = (0_u32, 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 != 0 {
            break;
        }
        shift += 7;
    }
    (number, at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::postings::Postings as _;
    use tantivy::schema::{IndexRecordOption, STRING, Schema, Term, TextFieldIndexing, TextOptions};
    use tantivy::{DocSet, Index, TantivyDocument};

    use super::*;

    /// One segment in which each word of an alphabet stands so often in each document.
    fn searcher(documents: &[Vec<u8>]) -> (Searcher, Field) {
        let mut schema = Schema::builder();
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(positions);
        schema.add_text_field("before", STRING);
        let field = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
        for words in documents {
            let words: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
            let mut document = TantivyDocument::new();
            document.add_text(field, words.join(" "));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), field)
    }

    fn own_list(searcher: &Searcher, files: &PostingFiles, field: Field, word: u8) -> Option<Postings> {
        let reader = searcher.segment_readers().first()?;
        let index = reader.inverted_index(field).unwrap();
        let term = index.terms().get(format!("w{word}")).unwrap()?;
        Some(files.list(reader, 0, field, &term).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_list_says_what_the_engines_cursor_says(
            documents in prop::collection::vec(prop::collection::vec(0_u8..5, 0..9), 0..900),
            steps in prop::collection::vec(prop_oneof![4 => 0_u32..6, 1 => 0_u32..400], 1..300),
        ) {
            let (searcher, field) = searcher(&documents);
            let files = PostingFiles::new(&searcher);
            for word in 0..5 {
                let Some(mut own) = own_list(&searcher, &files, field, word) else { continue };
                let index = searcher.segment_reader(0).inverted_index(field).unwrap();
                let term = Term::from_field_text(field, &format!("w{word}"));
                let mut engines =
                    index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions).unwrap().unwrap();
                prop_assert_eq!(own.doc_freq(), engines.doc_freq());
                let (mut target, mut found, mut expected) = (0, Vec::new(), Vec::new());
                for step in &steps {
                    target += step;
                    if engines.doc() < target {
                        engines.seek(target);
                    }
                    prop_assert_eq!(own.seek(target), engines.doc());
                    if engines.doc() == TERMINATED {
                        break;
                    }
                    prop_assert_eq!(own.frequency(), engines.term_freq());
                    // Positions are not asked for at every place.
                    if step % 2 == 0 {
                        own.positions(&mut found).unwrap();
                        engines.positions(&mut expected);
                        prop_assert_eq!(&found, &expected);
                    }
                    target = engines.doc() + 1;
                }
            }
        }

        #[test]
        fn no_match_of_a_block_has_more_for_its_length_than_the_best(
            documents in prop::collection::vec(prop::collection::vec(0_u8..3, 0..30), 128..700),
        ) {
            let (searcher, field) = searcher(&documents);
            let files = PostingFiles::new(&searcher);
            let lengths = super::super::lengths::AllLengths::new(&searcher);
            let lengths = lengths.of(&searcher, 0, super::super::plan::Field::Text, field).unwrap();
            for word in 0..3 {
                let Some(mut own) = own_list(&searcher, &files, field, word) else { continue };
                let mut target = 0;
                while let Some(best) = { own.seek_block(target); own.best() } {
                    let (docs, frequencies) = own.rest_of_block();
                    prop_assert_eq!(docs.len(), BLOCK);
                    for (doc, frequency) in docs.iter().zip(frequencies) {
                        prop_assert!(lengths.odds_of(*doc, *frequency as f32) <= lengths.odds(best) * 1.000_01);
                    }
                    target = own.last() + 1;
                }
            }
        }
    }
}
