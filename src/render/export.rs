//! Every review of an archive, one after the other: nothing is kept of those that are written.

use std::io::{self, Write};

use super::{csv, json};
use crate::exchange::{document, letterboxd, table};
use crate::review::Review;

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON list.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// A row a review.
    Csv,
    /// A row a review that Letterboxd takes.
    Letterboxd,
    /// A document a review, with a blank line between them.
    Markdown,
}

/// How many reviews were written, and how many not as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Reviews that were written.
    pub reviews: u64,
    /// Reviews that the form has no place for.
    pub left_out: u64,
    /// Reviews whose score is rounded in what others read.
    pub rounded: u64,
}

/// Writes reviews as they come.
#[derive(Debug)]
pub struct Export<W> {
    form: Form,
    out: W,
    written: Written,
}

impl<W: Write> Export<W> {
    /// Begins to write.
    ///
    /// # Errors
    /// Those of writing.
    pub fn new(form: Form, mut out: W) -> io::Result<Self> {
        match form {
            Form::Csv => csv::record(&table::COLUMNS, &mut out)?,
            Form::Letterboxd => csv::record(&letterboxd::COLUMNS, &mut out)?,
            Form::Json | Form::Jsonl | Form::Markdown => {}
        }
        Ok(Self { form, out, written: Written::default() })
    }

    /// Writes a review, or counts it as left out.
    ///
    /// # Errors
    /// Those of writing.
    pub fn add(&mut self, review: &Review) -> io::Result<()> {
        let is_first = self.written.reviews == 0;
        let out = &mut self.out;
        match self.form {
            Form::Json => {
                out.write_all(if is_first { b"[" } else { b"," })?;
                json::review(review, out)?;
            }
            Form::Jsonl => json::review(review, out)?,
            Form::Csv => csv::record(&table::row(review), out)?,
            Form::Letterboxd if !letterboxd::is_for_letterboxd(review) => {
                self.written.left_out += 1;
                return Ok(());
            }
            Form::Letterboxd => {
                let (cells, fit) = letterboxd::row(review);
                self.written.rounded += u64::from(fit == letterboxd::Fit::Rounded);
                csv::record(&cells, out)?;
            }
            Form::Markdown => {
                out.write_all(if is_first { b"" } else { b"\n" })?;
                out.write_all(document::text_of(review).as_bytes())?;
            }
        }
        self.written.reviews += 1;
        Ok(())
    }

    /// Ends the export.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<Written> {
        if self.form == Form::Json {
            let opener = if self.written.reviews == 0 { "[" } else { "" };
            writeln!(self.out, "{opener}]")?;
        }
        self.out.flush()?;
        Ok(self.written)
    }
}
