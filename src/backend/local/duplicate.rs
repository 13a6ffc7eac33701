//! `is:duplicate`: reviews whose words another review repeats.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{
    BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::{DocId, Searcher, SegmentReader};

use super::sequence::explain_by_scoring;
use crate::schema::Fields;

/// Reviews that share their fingerprint with another one.
#[derive(Debug, Clone)]
pub(super) struct DuplicateQuery {
    pub(super) fields: Fields,
}

impl Query for DuplicateQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let by_segment = match scoring.searcher() {
            Some(searcher) => duplicates(searcher, &self.fields)?,
            None => Doubles::new(),
        };
        Ok(Box::new(DuplicateWeight { by_segment: Arc::new(by_segment) }))
    }
}

/// The documents of each segment that have a double anywhere, ascending.
pub(super) type Doubles = HashMap<SegmentId, Vec<DocId>>;

/// Finds them all.
pub(super) fn duplicates(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Doubles> {
    let name = searcher.schema().get_field_name(fields.fingerprint);
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut all = Vec::new();
    for reader in searcher.segment_readers() {
        let column = reader.fast_fields().u64(name)?;
        let prints: Vec<(DocId, u64)> =
            reader.doc_ids_alive().filter_map(|doc| Some((doc, column.first(doc)?))).collect();
        for (_, print) in &prints {
            *counts.entry(*print).or_default() += 1;
        }
        all.push((reader.segment_id(), prints));
    }
    let doubled = |prints: Vec<(DocId, u64)>| {
        prints.into_iter().filter(|(_, print)| counts[print] > 1).map(|(doc, _)| doc).collect()
    };
    Ok(all.into_iter().map(|(segment, prints)| (segment, doubled(prints))).collect())
}

struct DuplicateWeight {
    by_segment: Arc<Doubles>,
}

impl Weight for DuplicateWeight {
    fn scorer(&self, reader: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(docs) = self.by_segment.get(&reader.segment_id()).filter(|docs| !docs.is_empty()) else {
            return Ok(Box::new(EmptyScorer));
        };
        let mut set = tantivy_common::BitSet::with_max_value(reader.max_doc());
        for &doc in docs {
            set.insert(doc);
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(set), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain_by_scoring(self, reader, doc, "another review says the same")
    }
}
