//! A word that stands for very many terms: `a*`.
//!
//! A union that walks thousands of posting lists side by side pays for its queue at every
//! document. Here each list is read once, from end to end, into one frequency a document.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::Scorer;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::bm25::Bm25;
use super::cursor::Slot;

/// From this many forms on, reading the lists one by one is faster than walking them side by side.
pub(super) const MANY_FORMS: usize = 64;

/// How often each document of a segment has one of the forms, each by its weight.
pub(super) fn frequencies(reader: &SegmentReader, field: Field, slot: &Slot) -> tantivy::Result<Vec<f32>> {
    let index = reader.inverted_index(field)?;
    let mut frequencies = vec![0.0; reader.max_doc() as usize];
    for (term, form) in slot.terms(field).zip(slot.forms()) {
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else { continue };
        while postings.doc() != TERMINATED {
            frequencies[postings.doc() as usize] += postings.term_freq() as f32 * form.weight;
            postings.advance();
        }
    }
    Ok(frequencies)
}

/// All documents of a segment that have one of the forms.
pub(super) struct ExpansionScorer {
    frequencies: Vec<f32>,
    doc: DocId,
    lengths: FieldNormReader,
    bm25: Bm25,
}

impl ExpansionScorer {
    pub(super) fn open(
        reader: &SegmentReader,
        field: Field,
        slot: &Slot,
        lengths: FieldNormReader,
        bm25: Bm25,
    ) -> tantivy::Result<Self> {
        let mut scorer = Self { frequencies: frequencies(reader, field, slot)?, doc: 0, lengths, bm25 };
        scorer.settle(0);
        Ok(scorer)
    }

    /// Moves to the first document at or behind `target` that has any of the forms.
    fn settle(&mut self, target: DocId) -> DocId {
        let rest = self.frequencies.get(target as usize..).unwrap_or_default();
        let next = rest.iter().position(|&frequency| frequency > 0.0);
        self.doc = next.map_or(TERMINATED, |ahead| target + ahead as u32);
        self.doc
    }
}

impl DocSet for ExpansionScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.settle(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.settle(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.frequencies.len() as u32
    }
}

impl Scorer for ExpansionScorer {
    fn score(&mut self) -> f32 {
        let frequency = self.frequencies.get(self.doc as usize).copied().unwrap_or(0.0);
        self.bm25.score(self.lengths.fieldnorm_id(self.doc), frequency)
    }
}
