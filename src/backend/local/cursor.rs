//! Walking through the postings of a word that stands for several terms.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::dictionary::Form;
use super::intervals::Interval;

/// So many lists are gone through one by one.
const FEW_LISTS: usize = 16;

/// Terms that count as one word: any of them will do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// Sorted by word and width; shared, because plans are copied and expansions are long.
    forms: Arc<[Form]>,
}

impl Slot {
    pub(super) fn new(mut forms: Vec<Form>) -> Self {
        forms.sort_by(|a, b| (&a.word, a.width).cmp(&(&b.word, b.width)));
        Self { forms: forms.into() }
    }

    /// The same slot with one more form.
    pub(super) fn or(&self, form: &Form) -> Self {
        let others = self.forms.iter().filter(|own| own.term != form.term).cloned();
        Self::new(others.chain([form.clone()]).collect())
    }

    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// What a word of this spelling and width counts; `None` if it is not one of the forms.
    pub(super) fn weight_of(&self, word: &str, width: u32) -> Option<f32> {
        let asked = (word, width);
        let at = self.forms.binary_search_by(|form| (form.word.as_str(), form.width).cmp(&asked)).ok()?;
        self.forms.get(at).map(|form| form.weight)
    }

    /// The terms of the index, in the order of the forms.
    pub(super) fn terms(&self, field: Field) -> impl Iterator<Item = Term> + '_ {
        self.forms.iter().map(move |form| Term::from_field_text(field, &form.term))
    }
}

/// The union of a slot's postings in one segment, document by document.
pub(super) struct SlotCursor {
    lists: Vec<List>,
    /// The lists by the document they stand at.
    queue: BinaryHeap<Reverse<(DocId, usize)>>,
    doc: DocId,
}

struct List {
    postings: SegmentPostings,
    width: u32,
    weight: f32,
}

impl SlotCursor {
    /// Opens the postings; `positions` decides whether [`SlotCursor::intervals`] can be asked.
    pub(super) fn open(
        reader: &SegmentReader,
        field: Field,
        slot: &Slot,
        positions: bool,
    ) -> tantivy::Result<Self> {
        let index = reader.inverted_index(field)?;
        let detail =
            if positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
        let mut lists = Vec::new();
        for (term, form) in slot.terms(field).zip(slot.forms.iter()) {
            if let Some(postings) = index.read_postings(&term, detail)? {
                lists.push(List { postings, width: form.width, weight: form.weight });
            }
        }
        let queue: BinaryHeap<_> =
            lists.iter().enumerate().map(|(at, list)| Reverse((list.postings.doc(), at))).collect();
        let doc = queue.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        Ok(Self { lists, queue, doc })
    }

    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    /// Moves to `target` or the next document behind it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        while let Some(&Reverse((doc, at))) = self.queue.peek() {
            if doc >= target {
                break;
            }
            self.queue.pop();
            let next = self.lists[at].postings.seek(target);
            if next != TERMINATED {
                self.queue.push(Reverse((next, at)));
            }
        }
        self.doc = self.queue.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        self.doc
    }

    /// How many documents there are at most.
    pub(super) fn size_hint(&self) -> u32 {
        self.lists.iter().map(|list| list.postings.size_hint()).fold(0, u32::saturating_add)
    }

    /// How often the word stands in the current document, each form by its weight.
    pub(super) fn frequency(&self) -> f32 {
        self.current().map(|at| self.lists[at].postings.term_freq() as f32 * self.lists[at].weight).sum()
    }

    /// How many times any form of the word stands in the current document.
    pub(super) fn occurrences(&self) -> u32 {
        self.current().map(|at| self.lists[at].postings.term_freq()).fold(0, u32::saturating_add)
    }

    /// Where the word stands in the current document, ascending.
    pub(super) fn intervals(&mut self, buffer: &mut Vec<u32>, into: &mut Vec<Interval>) {
        into.clear();
        let current: Vec<usize> = self.current().collect();
        for &at in &current {
            let list = &mut self.lists[at];
            list.postings.positions(buffer);
            into.extend(buffer.iter().map(|&start| Interval::new(start, list.width)));
        }
        if current.len() > 1 {
            into.sort_unstable();
            into.dedup();
        }
    }

    /// The positions alone, if each occurrence covers one.
    pub(super) fn narrow_positions(&mut self, into: &mut Vec<u32>) {
        into.clear();
        if let [list] = self.lists.as_mut_slice()
            && list.postings.doc() == self.doc
        {
            list.postings.positions(into);
        }
    }

    /// Whether there is one list, of words that cover one position each.
    pub(super) fn is_narrow(&self) -> bool {
        matches!(self.lists.as_slice(), [list] if list.width == 1)
    }

    /// The lists that stand at the current document, ascending. A pattern has thousands, and few of them
    /// are here: those are looked up in the heap, at whose top they are.
    fn current(&self) -> impl Iterator<Item = usize> + '_ {
        let few = if self.lists.len() <= FEW_LISTS { self.lists.len() } else { 0 };
        let mut of_many = Vec::new();
        if few == 0 && self.doc != TERMINATED {
            self.descend(0, &mut of_many);
            of_many.sort_unstable();
        }
        let doc = self.doc;
        let is_here = move |&at: &usize| self.lists[at].postings.doc() == doc && doc != TERMINATED;
        (0..few).filter(is_here).chain(of_many)
    }

    /// Gathers the lists at the current document from this place of the heap on.
    fn descend(&self, at: usize, current: &mut Vec<usize>) {
        let Some(&Reverse((doc, list))) = self.queue.as_slice().get(at) else { return };
        if doc != self.doc {
            return;
        }
        current.push(list);
        self.descend(2 * at + 1, current);
        self.descend(2 * at + 2, current);
    }
}

/// Reads positions of the section marks.
pub(super) fn read_terms(reader: &SegmentReader, term: &Term) -> io::Result<Option<SegmentPostings>> {
    let index = reader.inverted_index(term.field()).map_err(io::Error::other)?;
    index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)
}
