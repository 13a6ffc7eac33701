//! How long texts are, and what that makes of a frequency.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::Field;
use tantivy::{DocId, Searcher, SegmentOrdinal, SegmentReader};

use super::bm25::{self, Bm25};
use super::per_segment::PerSegment;
use super::plan::Field as Searched;
use super::postings::Best;

/// The lengths of every field and segment.
pub(super) struct AllLengths {
    fields: [PerSegment<Lengths>; Searched::ALL.len()],
}

impl AllLengths {
    /// Opens nothing yet.
    pub(super) fn new(searcher: &Searcher) -> Self {
        Self { fields: Searched::ALL.map(|_| PerSegment::new(searcher)) }
    }

    /// Those of a field in a segment of the searcher.
    pub(super) fn of(
        &self,
        searcher: &Searcher,
        segment: SegmentOrdinal,
        field: Searched,
        handle: Field,
    ) -> tantivy::Result<&Lengths> {
        self.fields[field as usize].of(segment, || {
            let mean = bm25::mean_length(searcher, handle)?;
            Lengths::open(searcher.segment_reader(segment), handle, mean)
        })
    }
}

/// The lengths of a field's texts in a segment, and what its blocks are bounded by.
///
/// With BM25 a match is worth `weight * u / (1 + u)`, where its *odds* `u` are its frequency divided by the
/// norm of its text. Odds of several words of one meaning add up, which shares of a score don't.
pub(super) struct Lengths {
    reader: FieldNormReader,
    /// By the id of a length: the odds that one occurrence makes at most in the best match of a block.
    ///
    /// The engine took the best match of each block by the mean length of this segment. Where texts are longer on the
    /// whole, norms are smaller than it thought; the greatest odds by its norms, times by how much they can be smaller,
    /// are no less than the greatest by the right ones.
    most: Box<[f32; 256]>,
}

impl Lengths {
    fn open(reader: &SegmentReader, field: Field, mean_length: f32) -> tantivy::Result<Self> {
        let own_mean =
            reader.inverted_index(field)?.total_num_tokens() as f32 / reader.max_doc().max(1) as f32;
        let lengths = reader.fieldnorms_readers().get_field(field)?;
        let stretch = if own_mean > 0.0 { (mean_length / own_mean).max(1.0) } else { f32::INFINITY };
        let norms = bm25::norms(own_mean);
        let mut most = Box::new([0.0; 256]);
        most.iter_mut().zip(norms.iter()).for_each(|(most, norm)| *most = stretch / norm);
        Ok(Self { reader: lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)), most })
    }

    pub(super) fn id(&self, doc: DocId) -> u8 {
        self.reader.fieldnorm_id(doc)
    }

    /// The odds of the best match of a block, and of no match in it more.
    pub(super) fn odds(&self, best: Best) -> f32 {
        best.frequency
            .map_or(f32::INFINITY, |frequency| frequency as f32 * self.most[usize::from(best.length_id)])
    }

    /// The odds of one match, bounded as those of a block.
    pub(super) fn odds_of(&self, doc: DocId, frequency: f32) -> f32 {
        frequency * self.most[usize::from(self.id(doc))]
    }
}

/// The score of some odds, never too small.
pub(super) fn score_of_odds(bm25: &Bm25, odds: f32) -> f32 {
    if odds.is_finite() { bm25.weight() * (odds / (1.0 + odds)) } else { bm25.weight() }
}

/// The odds that a score takes; `None` if no match is worth so much.
pub(super) fn odds_for(bm25: &Bm25, score: f32) -> Option<f32> {
    if score <= 0.0 {
        return Some(f32::NEG_INFINITY);
    }
    let share = score / bm25.weight();
    (share < 1.0).then(|| share / (1.0 - share))
}
