//! Searches the index on this machine.
//!
//! ```text
//! understood   names before a colon that name nothing -> text
//! lower    the query's tree -> a plan, with every word looked up in the archive's dictionary
//! execute  plan -> engine queries;  rank  adds the parts that reward, never those that match
//! top      the best hits, with bounds instead of looking at every match
//! collect  one pass over all matches: total, best hits by any key, facets
//! highlight, passages   plan + stored review -> the places that made it match
//! spelling  what is done for a query that finds nothing
//! similar   a review -> what is telling about it, and the others that have it too
//! suggest  letters that are being typed -> titles, people, sections and words
//! ```

mod bm25;
mod collect;
mod compound;
mod cursor;
mod dictionary;
mod duplicate;
mod exclude;
mod execute;
mod expansion;
mod facets;
mod highlight;
mod identify;
mod ids;
mod intervals;
mod kept;
mod known;
mod lengths;
mod lower;
mod names;
mod nearest;
mod page;
mod pairs;
mod passages;
mod pattern;
mod per_segment;
mod plan;
mod policy;
mod postings;
mod rank;
mod scope;
mod section;
mod sentences;
mod sequence;
mod similar;
mod spelling;
mod suggest;
mod tally;
mod top;
mod understood;
mod weighing;

use std::time::{Duration, Instant};

use tantivy::query::{EnableScoring, Query, Scorer};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument, TantivyError};

use super::{
    Backend, FacetCounts, Hit, Notice, Part, SearchRequest, SearchResponse, SimilarRequest, SimilarResponse,
    SortBy, SuggestRequest, Suggestions,
};
use crate::error::{Error, Result};
use crate::index::{Reader, document};
use crate::review::Review;
use collect::{Gathered, Ranking};
use dictionary::Dictionary;
use duplicate::{Doubles, duplicates};
use highlight::Highlighter;
use kept::Kept;
use lower::{Lowering, Strictness};
use page::Ranked;
use plan::{Filter, Plan};
use rank::RankPart;
use top::Top;

/// Up to so many hits, bounds are worth their while; for more all matches are looked at.
const MOST_BOUNDED: usize = 1_000;

/// Counting ends after so much: a document that has the words, or a tenth of one whose phrases are looked for too.
const MOST_COUNTED: u64 = 10_000;

/// The index on this machine, as it was when this was opened.
pub struct Local<'a> {
    reader: &'a Reader,
    searcher: Searcher,
    kept: Kept,
}

impl<'a> Local<'a> {
    /// Looks at the state that the reader has open.
    pub fn new(reader: &'a Reader) -> Self {
        let searcher = reader.searcher();
        let kept = Kept::new(&searcher, reader.fields().id);
        Self { reader, searcher, kept }
    }

    /// How many reviews there are.
    pub fn count(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Calls `each` with every review, in the order of their ids, until it breaks off.
    ///
    /// # Errors
    /// Those of reading the index, and those of `each`.
    pub fn for_each_review(&self, mut each: impl FnMut(Review) -> Result<()>) -> Result<()> {
        for (_, address) in self.ids()? {
            each(self.read(address)?)?;
        }
        Ok(())
    }

    /// The same in the order in which they are stored, which is faster and otherwise says nothing.
    ///
    /// # Errors
    /// Those of reading the index, and those of `each`.
    pub fn for_each_review_as_stored(&self, mut each: impl FnMut(Review) -> Result<()>) -> Result<()> {
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            for doc in reader.doc_ids_alive() {
                each(self.read(DocAddress::new(segment as u32, doc))?)?;
            }
        }
        Ok(())
    }

    /// Where every review is, by id. Two roots can hold the same id only by accident; both stay.
    fn ids(&self) -> Result<Vec<(String, DocAddress)>> {
        let name = self.searcher.schema().get_field_name(self.reader.fields().id).to_owned();
        let mut ids = Vec::new();
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let column = reader.fast_fields().str(&name).map_err(|error| self.failed(error))?;
            let Some(column) = column else { continue };
            for doc in reader.doc_ids_alive() {
                let mut id = String::new();
                if let Some(ordinal) = column.ords().first(doc) {
                    column.ord_to_str(ordinal, &mut id).map_err(|error| self.failed(engine_io(error)))?;
                }
                ids.push((id, DocAddress::new(segment as u32, doc)));
            }
        }
        ids.sort_unstable();
        Ok(ids)
    }

    fn read(&self, address: DocAddress) -> Result<Review> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(|error| self.failed(error))?;
        document::from_document(&document, self.reader.fields()).ok_or_else(|| Error::Damaged {
            dir: self.reader.dir().to_owned(),
            what: "a stored review can't be read back".to_owned(),
        })
    }

    fn failed(&self, error: TantivyError) -> Error {
        Error::engine("read the index", self.reader.dir(), error)
    }

    fn plan(&self, request: &SearchRequest, strictness: Strictness) -> Result<(Plan, Vec<Notice>)> {
        let lowered = self.lowering(strictness).plan(&request.query);
        let (plan, notices) = lowered.map_err(|error| self.failed(engine_io(error)))?;
        let plan = match &request.root {
            Some(label) => Plan::all(vec![plan, Plan::Filter(Filter::Root(label.clone()))]),
            None => plan,
        };
        Ok((plan, notices))
    }

    fn lowering(&self, strictness: Strictness) -> Lowering<'_> {
        Lowering::new(self.reader, &self.searcher, strictness)
    }

    fn dictionary(&self, field: plan::Field) -> Dictionary<'_> {
        Dictionary::new(&self.searcher, field.handle(self.reader.fields())).with_lists_of(self.reader)
    }

    /// The reviews that have a double, if the plan asks for them.
    fn doubles(&self, plan: &Plan) -> Result<Doubles> {
        if !plan.asks(&Filter::Duplicate) {
            return Ok(Doubles::default());
        }
        duplicates(&self.searcher, self.reader.fields()).map_err(|error| self.failed(error))
    }

    fn hit(
        &self,
        rank: u64,
        found: &Ranked,
        plan: &Plan,
        doubles: &Doubles,
        request: &SearchRequest,
    ) -> Result<Hit> {
        let review = self.read(found.address)?;
        let regions = highlight::regions(&review);
        let segment = self.searcher.segment_reader(found.address.segment_ord).segment_id();
        let is_duplicate =
            doubles.get(&segment).is_some_and(|docs| docs.binary_search(&found.address.doc_id).is_ok());
        let highlighter = Highlighter { review: &review, regions: &regions, is_duplicate };
        let marks = highlighter.marks(plan).unwrap_or_default();
        let passages = passages::passages(&review, &regions, &marks, request.passages);
        drop(regions);
        Ok(Hit {
            rank,
            id: review.id,
            relevance: found.relevance,
            title: review.title,
            year: review.year,
            score: review.score,
            path: review.source.path,
            passages,
            explanation: Vec::new(),
        })
    }

    /// The score that each part of the ranking gives a document.
    fn explain(&self, parts: &[RankPart], address: DocAddress) -> Result<Vec<Part>> {
        let reader = self.searcher.segment_reader(address.segment_ord);
        let scoring = EnableScoring::enabled_from_searcher(&self.searcher);
        let score = |query: &dyn Query| -> tantivy::Result<f32> {
            let mut scorer: Box<dyn Scorer> = query.weight(scoring)?.scorer(reader, 1.0)?;
            let doc = scorer.doc();
            let here = doc == address.doc_id
                || (doc != TERMINATED
                    && doc < address.doc_id
                    && scorer.seek(address.doc_id) == address.doc_id);
            Ok(if here { scorer.score() } else { 0.0 })
        };
        let scored = parts.iter().map(|part| {
            Ok(Part { name: part.name, value: score(part.query(self.reader.fields()).as_ref())? })
        });
        scored.collect::<tantivy::Result<_>>().map_err(|error| self.failed(error))
    }
}

impl Backend for Local<'_> {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let started = Instant::now();
        let response = self.forgiving(request)?;
        Ok(SearchResponse { took: started.elapsed(), ..response })
    }

    fn review(&self, id: &str) -> Result<Review> {
        self.read(self.identify(id)?)
    }

    fn similar(&self, request: &SimilarRequest) -> Result<SimilarResponse> {
        let started = Instant::now();
        let mut response = self.alike(request)?;
        response.found.took = started.elapsed();
        Ok(response)
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Suggestions> {
        self.suggestions(request)
    }
}

impl Local<'_> {
    /// The answer to the query as it stands.
    fn answer(&self, request: &SearchRequest, strictness: Strictness) -> Result<SearchResponse> {
        let settled = understood::settled(self, &request.query, request.section.as_deref());
        let (query, mut notices) = settled.map_err(|error| self.failed(engine_io(error)))?;
        let request = SearchRequest { query, ..request.clone() };
        let (plan, more) = self.plan(&request, strictness)?;
        notices.extend(more);
        let parts = rank::parts(&plan, &request.query);
        self.page(&request, &plan, &parts, notices)
    }

    /// What the best hits are worth, best first, without their texts and their number: the search alone, to be measured.
    ///
    /// # Errors
    /// Those of reading the index.
    pub fn best(&self, request: &SearchRequest) -> Result<Vec<f32>> {
        let (plan, _) = self.plan(request, Strictness::of(request.match_mode))?;
        let parts = rank::parts(&plan, &request.query);
        let page = self
            .top(&parts, request.limit)
            .and_then(|top| page::page(top.leaders()?, false, 0, request.limit).map_err(engine_io));
        Ok(page.map_err(|error| self.failed(error))?.iter().map(|found| found.relevance).collect())
    }

    fn top(&self, parts: &[RankPart], keep: usize) -> tantivy::Result<Top<'_>> {
        Top::new(&self.searcher, self.reader.fields(), &self.kept, parts, keep)
    }

    /// The best matches, their count, and what they have in common if that is asked for.
    fn gather(&self, request: &SearchRequest, plan: &Plan, parts: &[RankPart]) -> tantivy::Result<Gathered> {
        let fields = self.reader.fields();
        let keep = request.offset.saturating_add(request.limit);
        let is_by_relevance = request.sort.by == SortBy::Relevance && !request.sort.ascending;
        if is_by_relevance
            && request.facets.is_empty()
            && plan.looks_for_words()
            && (1..=MOST_BOUNDED).contains(&keep)
        {
            let top = self.top(parts, keep)?;
            let page = page::page(top.leaders()?, false, request.offset, request.limit).map_err(engine_io)?;
            let so_far = (request.offset + page.len()) as u64;
            // A page that is not full is the last one.
            let is_last = page.len() < request.limit && (request.offset == 0 || !page.is_empty());
            let (total, total_is_cut) = if is_last {
                (so_far, false)
            } else {
                let counted = top.count(if request.count_all { u64::MAX } else { MOST_COUNTED })?;
                (if counted.is_cut { counted.matches.max(so_far) } else { counted.matches }, counted.is_cut)
            };
            return Ok(Gathered { total, total_is_cut, page, counts: Vec::new() });
        }
        let (sort, offset, limit) = (request.sort, request.offset, request.limit);
        let ranking = Ranking { fields, sort, offset, limit, facets: &request.facets };
        self.searcher.search(&*rank::ranked(parts, fields), &ranking)
    }

    /// The page of an answer that matches the plan, ranked by the parts.
    fn page(
        &self,
        request: &SearchRequest,
        plan: &Plan,
        parts: &[RankPart],
        mut notices: Vec<Notice>,
    ) -> Result<SearchResponse> {
        let gathered = self.gather(request, plan, parts).map_err(|error| self.failed(error))?;
        let doubles = self.doubles(plan)?;
        let mut hits = Vec::new();
        for (at, found) in gathered.page.iter().enumerate() {
            let rank = (request.offset + at) as u64 + 1;
            let mut hit = self.hit(rank, found, plan, &doubles, request)?;
            if request.explain {
                hit.explanation = self.explain(parts, found.address)?;
            }
            hits.push(hit);
        }
        if gathered.page.is_empty() && request.limit > 0 && gathered.total > 0 {
            let message =
                format!("there are {} hits: none is left after --offset {}", gathered.total, request.offset);
            notices.push(Notice::new("past-the-end", message));
        }
        let counted = request.facets.iter().zip(gathered.counts);
        let facets: Vec<FacetCounts> =
            counted.map(|(name, counts)| facets::answered(name, counts, request.facet_limit)).collect();
        notices.extend(facets.iter().filter(|facet| facet.left_out > 0).map(cut_off));
        Ok(SearchResponse {
            understood: request.query.to_string(),
            total: gathered.total,
            total_is_cut: gathered.total_is_cut,
            hits,
            facets,
            notices,
            took: Duration::ZERO,
        })
    }
}

impl Local<'_> {
    /// The id of one review, from its column.
    fn id_of(&self, address: DocAddress) -> std::io::Result<Option<String>> {
        self.kept.ids.id(&self.searcher, address)
    }
}

fn cut_off(facet: &FacetCounts) -> Notice {
    let (shown, all) = (facet.counts.len(), facet.counts.len() + facet.left_out);
    let message = format!("{}: {shown} of {all} values are shown; --facet-limit 0 shows all", facet.name);
    Notice::new("facet-limit", message)
}

fn engine_io(error: std::io::Error) -> TantivyError {
    TantivyError::IoError(std::sync::Arc::new(error))
}
