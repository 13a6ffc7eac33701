//! SQLite's full-text index, as its documentation shows it.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, params};

use crate::bare::Asked;

type Failure = Box<dyn std::error::Error>;

pub struct Fts5(Connection);

/// Indexes texts that are in memory already.
pub fn index(texts: &[(String, String)], file: &Path) -> Result<(), Failure> {
    let _ = fs::remove_file(file);
    let mut connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
    connection.execute_batch("CREATE VIRTUAL TABLE reviews USING fts5(path UNINDEXED, body)")?;
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT INTO reviews VALUES (?, ?)")?;
        for (path, text) in texts {
            insert.execute(params![path, text])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

impl Fts5 {
    pub fn open(file: &Path) -> Result<Self, Failure> {
        Ok(Self(Connection::open(file)?))
    }

    /// The ten best.
    pub fn top(&self, asked: &Asked) -> usize {
        let quoted = |words: &[&str], between: &str| {
            words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(between)
        };
        let query = match asked {
            Asked::Word(word) => quoted(&[word], ""),
            Asked::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Asked::All(words) => quoted(words, " AND "),
            Asked::Any(words) => quoted(words, " OR "),
        };
        let select = "SELECT rowid FROM reviews WHERE reviews MATCH ? ORDER BY rank LIMIT 10";
        let found = || -> rusqlite::Result<usize> {
            let mut statement = self.0.prepare_cached(select)?;
            let rows = statement.query_map([query], |row| row.get::<_, i64>(0))?;
            Ok(rows.count())
        };
        found().unwrap_or(0)
    }
}
