//! The columns of ids, each opened when it is first needed and kept for the questions that follow: to open one costs as
//! much as to find the ten best hits of a segment.

use std::io;
use std::sync::OnceLock;

use tantivy::columnar::StrColumn;
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal};

/// The ids of every segment.
pub(super) struct IdColumns {
    name: String,
    columns: Vec<OnceLock<Option<StrColumn>>>,
}

impl IdColumns {
    /// Opens nothing yet.
    pub(super) fn new(searcher: &Searcher, id: Field) -> Self {
        let columns = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Self { name: searcher.schema().get_field_name(id).to_owned(), columns }
    }

    /// The column of a segment; `None` if it has no ids.
    pub(super) fn of(&self, searcher: &Searcher, segment: SegmentOrdinal) -> io::Result<Option<&StrColumn>> {
        let Some(cell) = self.columns.get(segment as usize) else { return Ok(None) };
        if let Some(known) = cell.get() {
            return Ok(known.as_ref());
        }
        let columns = searcher.segment_reader(segment).fast_fields();
        let column = columns.str(&self.name).map_err(io::Error::other)?;
        Ok(cell.get_or_init(|| column).as_ref())
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
