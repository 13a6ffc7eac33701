//! The columns of ids.

use std::io;

use tantivy::columnar::StrColumn;
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

use super::per_segment::PerSegment;

/// The ids of every segment.
pub(super) struct IdColumns {
    name: String,
    columns: PerSegment<Option<StrColumn>>,
}

impl IdColumns {
    /// Opens nothing yet.
    pub(super) fn new(searcher: &Searcher, id: Field) -> Self {
        let name = searcher.schema().get_field_name(id).to_owned();
        Self { name, columns: PerSegment::new(searcher) }
    }

    /// The column of a segment; `None` if it has no ids.
    pub(super) fn of(&self, searcher: &Searcher, segment: SegmentOrdinal) -> io::Result<Option<&StrColumn>> {
        let open = || searcher.segment_reader(segment).fast_fields().str(&self.name);
        Ok(self.columns.of(segment, open).map_err(io::Error::other)?.as_ref())
    }

    /// The ordinal of a document's id: ids of a segment sort as their ordinals do.
    pub(super) fn ordinal(
        &self,
        searcher: &Searcher,
        segment: SegmentOrdinal,
        doc: DocId,
    ) -> io::Result<Option<u64>> {
        Ok(self.of(searcher, segment)?.and_then(|column| column.ords().first(doc)))
    }

    /// The id of a document.
    pub(super) fn id(&self, searcher: &Searcher, address: DocAddress) -> io::Result<Option<String>> {
        let Some(column) = self.of(searcher, address.segment_ord)? else { return Ok(None) };
        let Some(ordinal) = column.ords().first(address.doc_id) else { return Ok(None) };
        let mut id = String::new();
        column.ord_to_str(ordinal, &mut id)?;
        Ok(Some(id))
    }

    /// The documents with this id, in their order, without those that are deleted.
    pub(super) fn having(&self, searcher: &Searcher, id: &str) -> io::Result<Vec<DocAddress>> {
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let Some(column) = self.of(searcher, segment)? else { continue };
            let Some(ordinal) = column.dictionary().term_ord(id)? else { continue };
            let mut docs = Vec::new();
            column.ords().get_docids_for_value_range(ordinal..=ordinal, 0..reader.max_doc(), &mut docs);
            docs.retain(|doc| !reader.is_deleted(*doc));
            found.extend(docs.into_iter().map(|doc| DocAddress::new(segment, doc)));
        }
        Ok(found)
    }
}
