//! The BM25 of one word or phrase, with frequencies that need not be whole.
//!
//! The engine's own weight takes whole frequencies only; words of the same stem count less than
//! one, and so do words that stand some moves apart. For whole frequencies both give the same
//! score, from the same statistics: `idf * (k1 + 1) * tf / (tf + k1 * (1 - b + b * length / average))`
//! (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009).

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring};
use tantivy::schema::{Field, Term};

use super::cursor::Slot;
use super::policy::{B, K1};
use super::sequence::Sequence;

/// What a match is worth, by its frequency and the length of the text it is in.
#[derive(Debug, Clone)]
pub(super) struct Bm25 {
    weight: f32,
    /// By the id of a length: what the frequency is measured against.
    norms: Arc<[f32; 256]>,
}

impl Bm25 {
    /// The weight of words that must all stand together: the sum of their rarities.
    pub(super) fn of(
        scoring: &EnableScoring<'_>,
        field: Field,
        sequence: &Sequence,
    ) -> tantivy::Result<Self> {
        let EnableScoring::Enabled { statistics_provider: statistics, .. } = scoring else {
            return Ok(Self { weight: 0.0, norms: norms(1.0) });
        };
        let documents = statistics.total_num_docs()?;
        let mut rarity = 0.0;
        for slot in &sequence.slots {
            rarity += idf(frequency_of(slot, scoring, field, documents)?, documents);
        }
        let norms = norms(mean_length(*statistics, field)?);
        Ok(Self { weight: rarity * (1.0 + K1) * sequence.weight, norms })
    }

    pub(super) fn boosted(&self, boost: f32) -> Self {
        Self { weight: self.weight * boost, ..self.clone() }
    }

    /// No match is worth more.
    pub(super) fn weight(&self) -> f32 {
        self.weight
    }

    /// What a frequency is measured against in a text of this length.
    pub(super) fn norm(&self, fieldnorm_id: u8) -> f32 {
        self.norms[usize::from(fieldnorm_id)]
    }

    /// The score of a match with this frequency in a text of this length.
    pub(super) fn score(&self, fieldnorm_id: u8, frequency: f32) -> f32 {
        self.weight * (frequency / (frequency + self.norm(fieldnorm_id)))
    }
}

/// How many words a field's text has in the mean.
pub(super) fn mean_length(statistics: &dyn Bm25StatisticsProvider, field: Field) -> tantivy::Result<f32> {
    Ok(statistics.total_num_tokens(field)? as f32 / statistics.total_num_docs()?.max(1) as f32)
}

/// By the id of a length: what a frequency is measured against.
pub(super) fn norms(mean_length: f32) -> Arc<[f32; 256]> {
    let mut norms = [0.0; 256];
    for (id, norm) in (0..=u8::MAX).zip(&mut norms) {
        let length = FieldNormReader::id_to_fieldnorm(id) as f32;
        *norm = K1 * (1.0 - B + B * length / mean_length);
    }
    Arc::new(norms)
}

fn doc_freq(scoring: &EnableScoring<'_>, term: &Term) -> tantivy::Result<u64> {
    match scoring {
        EnableScoring::Enabled { statistics_provider, .. } => statistics_provider.doc_freq(term),
        EnableScoring::Disabled { .. } => Ok(0),
    }
}

/// In how many reviews a word is in any of its forms, as if they were strewn independently. To
/// count them would be to read all their postings before the first is scored; the commonest form
/// alone makes a word with many forms look rarer than it is.
fn frequency_of(
    slot: &Slot,
    scoring: &EnableScoring<'_>,
    field: Field,
    documents: u64,
) -> tantivy::Result<f64> {
    let all = documents.max(1) as f64;
    if let [_] = slot.forms() {
        return slot.terms(field).next().map_or(Ok(0.0), |term| Ok(doc_freq(scoring, &term)? as f64));
    }
    let mut lacking = 1.0;
    for term in slot.terms(field) {
        lacking *= 1.0 - doc_freq(scoring, &term)? as f64 / all;
    }
    Ok(all * (1.0 - lacking))
}

fn idf(doc_freq: f64, documents: u64) -> f32 {
    let others = (documents as f64 - doc_freq).max(0.0) as f32;
    (1.0 + (others + 0.5) / (doc_freq as f32 + 0.5)).ln()
}
