//! What the ranking is held against: the engine's BM25 (k1 1.2, b 0.75) over one field of title and
//! text, English stems, and any of the query's words.

use std::error::Error;

use frostem::{Algorithm, Stemmer};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::{
    LowerCaser, RemoveLongFilter, SimpleTokenizer, StopWordFilter, TextAnalyzer, TokenStream,
};
use tantivy::{Index, Searcher, TantivyDocument, Term, doc};

use crate::collection::Collection;

/// The stop words that the engine and Lucene know for English.
pub(crate) const FEW: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no",
    "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to",
    "was", "will", "with",
];
/// Enough for any of these collections.
const MEMORY: usize = 60_000_000;

/// The ids of the first hundred hits of each query.
pub(crate) fn rankings(
    collection: &Collection,
    stop_words: &[&str],
) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let mut analysis = Analysis::without(stop_words);
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STRING | STORED);
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, MEMORY)?;
    for document in &collection.documents {
        let words = analysis.stems(&format!("{}\n{}", document.title, document.text)).join(" ");
        writer.add_document(doc!(id => document.id.as_str(), text => words))?;
    }
    writer.commit()?;
    let searcher = index.reader()?.searcher();
    let ranking = |query: &str| first_hundred(&searcher, &any_of(&analysis.stems(query), text), id);
    collection.queries.iter().map(|query| query.text.as_str()).map(ranking).collect()
}

fn any_of(words: &[String], field: Field) -> BooleanQuery {
    let query = |word: &String| {
        let term = Term::from_field_text(field, word);
        (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>)
    };
    BooleanQuery::new(words.iter().map(query).collect())
}

fn first_hundred(
    searcher: &Searcher,
    query: &BooleanQuery,
    id: Field,
) -> Result<Vec<String>, Box<dyn Error>> {
    let mut ids = Vec::new();
    for (_, address) in searcher.search(query, &TopDocs::with_limit(100).order_by_score())? {
        let document: TantivyDocument = searcher.doc(address)?;
        ids.extend(document.get_first(id).and_then(|id| id.as_str()).map(str::to_owned));
    }
    Ok(ids)
}

/// The engine's English analysis. Its stemmer is the same one; made here, so that the engine need
/// not be built with languages that the program doesn't use.
struct Analysis {
    words: TextAnalyzer,
    stemmer: Stemmer,
}

impl Analysis {
    fn without(stop_words: &[&str]) -> Self {
        let words = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(40))
            .filter(LowerCaser)
            .filter(StopWordFilter::remove(stop_words.iter().map(|word| (*word).to_owned())))
            .build();
        Self { words, stemmer: Stemmer::new(Algorithm::English) }
    }

    fn stems(&mut self, text: &str) -> Vec<String> {
        let mut stems = Vec::new();
        let mut stream = self.words.token_stream(text);
        while stream.advance() {
            stems.push(self.stemmer.stem(&stream.token().text).into_owned());
        }
        stems
    }
}
