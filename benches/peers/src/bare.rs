//! The engine alone: one program that does no more than a first tutorial would.

use std::fs;
use std::ops::Bound;
use std::path::Path;
use std::thread;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TEXT};
use tantivy::{Index, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

type Failure = Box<dyn std::error::Error>;

/// A query that both programs understand.
#[derive(Debug, Clone)]
pub enum Asked {
    Word(&'static str),
    Phrase(&'static [&'static str]),
    All(&'static [&'static str]),
    Any(&'static [&'static str]),
}

pub struct Bare {
    body: Field,
    score: Field,
    searcher: Searcher,
}

fn schema() -> (Schema, [Field; 4]) {
    let mut builder = Schema::builder();
    let path = builder.add_text_field("path", STRING | STORED);
    let body = builder.add_text_field("body", TEXT | STORED);
    let score = builder.add_f64_field("score", FAST | STORED);
    let year = builder.add_i64_field("year", FAST | STORED);
    (builder.build(), [path, body, score, year])
}

/// `12_7.txt`; the data set has lists beside its reviews.
pub fn is_review(name: &str) -> bool {
    let number = name.strip_suffix(".txt").and_then(|name| name.rsplit_once('_')).map(|(_, number)| number);
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn score_in(name: &str) -> Option<f64> {
    let score: f64 = name.strip_suffix(".txt")?.rsplit_once('_')?.1.parse().ok()?;
    (score > 0.0).then_some(score)
}

/// Walks the folder, reads each file and indexes it with two threads.
pub fn index(folder: &Path, dir: &Path) -> Result<(), Failure> {
    let mut writer = writer(dir)?;
    let (_, [path, body, score, _]) = schema();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_review(&name) {
            continue;
        }
        let mut document = TantivyDocument::new();
        document.add_text(path, entry.path().to_string_lossy());
        document.add_text(body, String::from_utf8_lossy(&fs::read(entry.path())?));
        score_in(&name).into_iter().for_each(|value| document.add_f64(score, value));
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// The same for texts that are in memory before the clock starts.
pub fn index_from_memory(texts: &[(String, String)], dir: &Path) -> Result<(), Failure> {
    let mut writer = writer(dir)?;
    let (_, [path, body, score, _]) = schema();
    for (name, text) in texts {
        let mut document = TantivyDocument::new();
        document.add_text(path, name);
        document.add_text(body, text);
        score_in(name).into_iter().for_each(|value| document.add_f64(score, value));
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// All texts of a folder, read before any clock is started.
pub fn texts(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if is_review(&entry.file_name().to_string_lossy()) {
            let text = String::from_utf8_lossy(&fs::read(entry.path())?).into_owned();
            all.push((entry.path().to_string_lossy().into_owned(), text));
        }
    }
    Ok(all)
}

fn writer(dir: &Path) -> Result<IndexWriter<TantivyDocument>, Failure> {
    let _ = fs::remove_dir_all(dir);
    fs::create_dir_all(dir)?;
    let index = Index::create_in_dir(dir, schema().0)?;
    let threads = thread::available_parallelism().map_or(2, usize::from).min(2);
    Ok(index.writer_with_num_threads(threads, 200_000_000)?)
}

impl Bare {
    /// Opens the index, merged into one segment first: its best state.
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        let index = Index::open_in_dir(dir)?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, 100_000_000)?;
            writer.merge(&segments).wait()?;
            writer.wait_merging_threads()?;
        }
        let (_, [_, body, score, _]) = schema();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { body, score, searcher: tantivy::IndexReader::searcher(&reader) })
    }

    fn term(&self, word: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(self.body, word), IndexRecordOption::WithFreqs))
    }

    fn query(&self, asked: &Asked, is_filtered: bool) -> Box<dyn Query> {
        let several = |words: &[&str], occur: Occur| -> Box<dyn Query> {
            Box::new(BooleanQuery::new(words.iter().map(|word| (occur, self.term(word))).collect()))
        };
        let query = match asked {
            Asked::Word(word) => self.term(word),
            Asked::Phrase(words) => {
                let terms = words.iter().map(|word| Term::from_field_text(self.body, word));
                Box::new(PhraseQuery::new(terms.collect()))
            }
            Asked::All(words) => several(words, Occur::Must),
            Asked::Any(words) => several(words, Occur::Should),
        };
        if !is_filtered {
            return query;
        }
        let from = Bound::Included(Term::from_field_f64(self.score, 8.0));
        let range = Box::new(RangeQuery::new(from, Bound::Unbounded));
        Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, range)]))
    }

    /// The ten best.
    pub fn top(&self, asked: &Asked, is_filtered: bool) -> usize {
        let query = self.query(asked, is_filtered);
        self.searcher.search(&*query, &TopDocs::with_limit(10).order_by_score()).map_or(0, |hits| hits.len())
    }
}
