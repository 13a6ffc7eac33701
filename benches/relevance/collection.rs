//! Reads a collection in the SMART format.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

/// One document.
#[derive(Default)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) text: String,
}

/// One query with what is known to answer it.
pub(crate) struct Query {
    /// Its place in the file, from 1.
    pub(crate) ordinal: usize,
    pub(crate) text: String,
    /// The gain of each relevant document.
    pub(crate) gains: HashMap<String, f64>,
}

/// Documents and the queries that have at least one relevant document.
pub(crate) struct Collection {
    pub(crate) documents: Vec<Document>,
    pub(crate) queries: Vec<Query>,
}

/// A record's fields by their letter.
type Record = HashMap<char, String>;

impl Collection {
    pub(crate) fn read(dir: &Path) -> Result<Self, Box<dyn Error>> {
        let documents = records(&text_of(dir, |name| name.contains(".all"))?);
        let queries = records(&text_of(dir, |name| name.contains(".qry"))?);
        let judgments = judgments(&text_of(dir, |name| name.ends_with("rel"))?);
        Ok(Self {
            documents: documents.into_iter().map(document).collect(),
            queries: with_judgments(&queries, judgments),
        })
    }
}

fn text_of(dir: &Path, is_wanted: fn(&str) -> bool) -> Result<String, Box<dyn Error>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if is_wanted(&name) {
            return Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned());
        }
    }
    Err(format!("{} is no collection: it wants *.all, *.qry and *rel", dir.display()).into())
}

/// `.I 1`, then fields of a line `.T` and the lines under it.
fn records(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut field = None;
    for line in text.lines() {
        match letter(line) {
            Some('I') => {
                let id = line[2..].trim().trim_start_matches('0').to_owned();
                records.push(Record::from([('I', id)]));
                field = None;
            }
            Some(letter) => field = Some(letter),
            None => {
                if let (Some(record), Some(letter)) = (records.last_mut(), field) {
                    let text = record.entry(letter).or_default();
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    records
}

/// The letter of a line that begins a field.
fn letter(line: &str) -> Option<char> {
    let mut chars = line.strip_prefix('.')?.chars();
    let letter = chars.next().filter(char::is_ascii_uppercase)?;
    let rest = chars.as_str().trim();
    (rest.is_empty() || (letter == 'I' && rest.bytes().all(|byte| byte.is_ascii_digit()))).then_some(letter)
}

fn document(mut record: Record) -> Document {
    let mut field = |letter| record.remove(&letter).unwrap_or_default();
    Document {
        id: field('I'),
        title: field('T').split_whitespace().collect::<Vec<_>>().join(" "),
        author: field('A').split_whitespace().collect::<Vec<_>>().join(" "),
        text: field('W') + &field('K'),
    }
}

struct Judgment {
    query: usize,
    document: String,
    gain: f64,
}

/// Three layouts: `query document grade` (1 is best, 4 least, others not relevant, as Cranfield has
/// it), `query document 0 0`, and `query 0 document relevance`.
fn judgments(text: &str) -> Vec<Judgment> {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    let wide = || rows.iter().filter(|row| row.len() >= 4);
    let document_is_third = wide().count() > 0 && wide().all(|row| row[1] == "0");
    let judgment = |row: &Vec<&str>| {
        let (document, gain) = match row.as_slice() {
            [_, document, grade] => (*document, gain_of_grade(grade)),
            [_, _, document, relevance, ..] if document_is_third => (*document, relevance.parse().ok()?),
            [_, document, _, _, ..] => (*document, 1.0),
            _ => return None,
        };
        let document = document.trim_start_matches('0').to_owned();
        Some(Judgment { query: row[0].parse().ok()?, document, gain })
    };
    rows.iter().filter_map(judgment).filter(|judgment| judgment.gain > 0.0).collect()
}

/// A complete answer gains 4, one of minimum interest 1.
fn gain_of_grade(grade: &str) -> f64 {
    match grade.parse::<i32>() {
        Ok(grade @ 1..=4) => f64::from(5 - grade),
        _ => 0.0,
    }
}

/// Judgments name queries by their id, or by their ordinal where the ids have gaps.
fn with_judgments(records: &[Record], judgments: Vec<Judgment>) -> Vec<Query> {
    let id = |record: &Record| record.get(&'I').and_then(|id| id.parse::<usize>().ok()).unwrap_or_default();
    let ids: Vec<usize> = records.iter().map(id).collect();
    let by_id = judgments.iter().all(|judgment| ids.contains(&judgment.query));
    let mut gains: HashMap<usize, HashMap<String, f64>> = HashMap::new();
    for judgment in judgments {
        gains.entry(judgment.query).or_default().insert(judgment.document, judgment.gain);
    }
    let queries = records.iter().zip(ids).enumerate().filter_map(|(at, (record, id))| {
        let ordinal = at + 1;
        let gains = gains.remove(if by_id { &id } else { &ordinal })?;
        let text = record.get(&'W')?.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Query { ordinal, text, gains })
    });
    queries.collect()
}
