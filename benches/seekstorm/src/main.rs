//! SeekStorm with the settings of its own benchmark: `index FOLDER INDEX`, `ask INDEX` with a query a line and its time
//! as the answer, or `count INDEX` with the number of its matches as the answer.
//!
//! Each single word of a short list of the commonest ones (`the`, not `movie`) is answered from a thousand results that
//! the engine keeps of it in memory from the opening on, unless there is a filter: that is no search.

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use seekstorm::INDEX_RUNTIME;
use seekstorm::index::{
    AccessType, Close, Clustering, Document, DocumentCompression, FileType, FrequentwordType, IndexArc,
    IndexDocument, IndexMetaObject, LexicalSimilarity, NgramSet, SchemaField, StemmerType, StopwordType,
    TokenizerType, create_index, open_index,
};
use seekstorm::search::{
    FacetFilter, QueryRewriting, QueryType, ResultObject, ResultType, Search, SearchMode,
};
use seekstorm::vector::Inference;
use serde_json::Value;

type Failure = Box<dyn Error>;

const WARM_UP: Duration = Duration::from_millis(1_500);
const MEASURED: Duration = Duration::from_millis(500);

/// The engine filters by what it calls facets: columns of numbers.
const SCHEMA: &str = r#"[
    {"field": "path", "field_type": "Text", "store": true, "index_lexical": false},
    {"field": "body", "field_type": "Text", "store": true, "index_lexical": true},
    {"field": "score", "field_type": "U8", "store": true, "index_lexical": false, "facet": true}
]"#;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["index", folder, index] => INDEX_RUNTIME.block_on(time_indexing(folder.as_ref(), index.as_ref())),
        ["ask", index] => INDEX_RUNTIME.block_on(answer(index.as_ref(), false)),
        ["count", index] => INDEX_RUNTIME.block_on(answer(index.as_ref(), true)),
        _ => Err("index FOLDER INDEX, ask INDEX or count INDEX".into()),
    }
}

/// Prints the seconds of one run. The engine can't merge its shards, of which it makes one for each core: the index to
/// ask is made afterwards and outside of them. With one shard a query is answered by the thread that asks, which is
/// quicker for most, and as it is with the other peers.
async fn time_indexing(folder: &Path, dir: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    index(folder, dir, None).await?;
    println!("{}", started.elapsed().as_secs_f64());
    index(folder, dir, Some(1)).await
}

async fn index(folder: &Path, dir: &Path, shards: Option<usize>) -> Result<(), Failure> {
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    let schema: Vec<SchemaField> = serde_json::from_str(SCHEMA)?;
    let index = create_index(dir, settings(), &schema, &Vec::new(), true, shards).await?;
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if let Some(score) = score_in(&entry.file_name().to_string_lossy()) {
            index.index_document(document(entry.path(), score)?, FileType::None).await;
        }
    }
    // Commits, too.
    index.close().await;
    Ok(())
}

/// Words as the others have them, but for digits and letters with accents, which part them: the engine's other ways
/// take `great-looking` for one word. Pairs of a common word and any other are terms: phrases that have such a pair are
/// two or three times as quick that way, and with the usual fewer pairs the engine misses 3 per cent of the matches of
/// `"the end of the"`. The index is bigger by more than half, and takes about twice as long to make.
fn settings() -> IndexMetaObject {
    let pairs = NgramSet::NgramFF as u8 | NgramSet::NgramFR as u8 | NgramSet::NgramRF as u8;
    IndexMetaObject {
        id: 0,
        name: "reviews".to_owned(),
        lexical_similarity: LexicalSimilarity::Bm25f,
        tokenizer: TokenizerType::AsciiAlphabetic,
        stemmer: StemmerType::None,
        stop_words: StopwordType::None,
        frequent_words: FrequentwordType::English,
        ngram_indexing: pairs | NgramSet::NgramFFF as u8,
        document_compression: DocumentCompression::Lz4,
        access_type: AccessType::Mmap,
        spelling_correction: None,
        query_completion: None,
        clustering: Clustering::None,
        inference: Inference::None,
        segment_number_bits: 11,
    }
}

/// The 7 of `12_7.txt`; the data set has lists beside its reviews.
fn score_in(name: &str) -> Option<u64> {
    let (number, score) = name.strip_suffix(".txt")?.split_once('_')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(number) && is_number(score) { score.parse().ok() } else { None }
}

fn document(file: &Path, score: u64) -> Result<Document, Failure> {
    let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
    let mut document = Document::new();
    document.insert("path".to_owned(), Value::from(file.to_string_lossy()));
    document.insert("body".to_owned(), Value::from(text));
    if score > 0 {
        document.insert("score".to_owned(), Value::from(score));
    }
    Ok(document)
}

/// Each line is `word|any|all|phrase`, `yes|no` for a filter, and words, parted by tabs.
async fn answer(dir: &Path, is_counted: bool) -> Result<(), Failure> {
    let index = open_index(dir).await?;
    for line in io::stdin().lock().lines() {
        let question = Question::new(&line?);
        let answer =
            if is_counted { question.count(&index).await as f64 } else { question.median(&index).await };
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

/// What one line asks.
#[derive(Clone)]
struct Question {
    words: String,
    kind: QueryType,
    filters: Vec<FacetFilter>,
}

impl Question {
    fn new(line: &str) -> Self {
        let mut parts = line.split('\t');
        let kind = match parts.next() {
            Some("phrase") => QueryType::Phrase,
            Some("all") => QueryType::Intersection,
            _ => QueryType::Union,
        };
        let filters = match parts.next() {
            Some("yes") => vec![FacetFilter::U8 { field: "score".to_owned(), filter: 8..u8::MAX }],
            _ => Vec::new(),
        };
        Self { words: parts.collect::<Vec<_>>().join(" "), kind, filters }
    }

    async fn count(&self, index: &IndexArc) -> usize {
        self.clone().ask(index, ResultType::Count).await.result_count_total
    }

    async fn ask(self, index: &IndexArc, wanted: ResultType) -> ResultObject {
        let (words, kind, filters) = (self.words, self.kind, self.filters);
        let (lexical, as_typed) = (SearchMode::Lexical, QueryRewriting::SearchOnly);
        let (no_vector, all_fields, no_facets, by_rank) = (None, Vec::new(), Vec::new(), Vec::new());
        let ask = index.search(
            words, no_vector, kind, lexical, false, 0, 10, wanted, false, all_fields, no_facets, filters,
            by_rank, as_typed,
        );
        ask.await
    }

    /// The median of many runs in microseconds, after as many as the other programs have to get warm.
    async fn median(&self, index: &IndexArc) -> f64 {
        let started = Instant::now();
        while started.elapsed() < WARM_UP {
            self.time(index).await;
        }
        let mut times = Vec::new();
        let started = Instant::now();
        while started.elapsed() < MEASURED || times.len() < 20 {
            times.push(self.time(index).await);
        }
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }

    /// Of the three kinds of results the ten best without a count are the quickest.
    async fn time(&self, index: &IndexArc) -> f64 {
        let question = self.clone();
        let before = Instant::now();
        black_box(question.ask(index, ResultType::Topk).await);
        before.elapsed().as_secs_f64() * 1e6
    }
}
