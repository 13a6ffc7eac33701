//! What a review is: one record of an archive, whatever file format it came from.
//!
//! Everything downstream of the parsers speaks in these types. They know nothing of files being
//! read, of the search engine or of the terminal.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::score::Score;

/// One review: the record that is indexed, found, shown and exported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Stable identity, from the archive-relative path and the record's own key. See [`review_id`].
    pub id: String,
    /// The reviewed work's title, as a person would print it. Never empty.
    pub title: String,
    /// The work's year of release. Not the year of the review.
    pub year: Option<i32>,
    /// What kind of work it is: `film`, `series`, `album`, `book`, `game`, ..., lower case.
    pub kind: Option<String>,
    /// The standfirst: the sentence or two that introduce the review.
    pub summary: Option<Prose>,
    /// The body, in order. The lead-in before the first heading has no heading.
    pub sections: Vec<Section>,
    /// The rating. `None` is unrated, which is not the same as zero.
    pub score: Option<Score>,
    /// The closing judgement that stands with the score.
    pub verdict: Option<Prose>,
    /// Who wrote the review.
    pub author: Option<String>,
    /// When the review was written or published: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Where the review or the work stands on the web.
    pub url: Option<String>,
    /// Tags, genres, shelves, in the order given, without repeats.
    pub tags: Vec<String>,
    /// People credited in the metadata (director, cast, artist, author of the book, ...).
    pub people: Vec<String>,
    /// Where the record stands in the archive.
    pub source: Source,
    /// Whatever the input held and no field above took, by its original key.
    #[serde(with = "values")]
    pub extra: Map<String, Value>,
}

/// A named part of a review.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The heading as printed; `None` for the lead-in.
    pub heading: Option<String>,
    /// The text under it.
    pub body: Prose,
}

/// Where a record came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Path relative to the archive's root, with `/` between its parts.
    pub path: String,
    /// The record's own key inside the file (a heading, a URL, a row); `None` where the file is the record.
    pub record: Option<String>,
    /// First line of the record in its file, from 1.
    pub line_start: u32,
    /// Last line of the record in its file, from 1, inclusive.
    pub line_end: u32,
}

/// Text as a reader sees it, with the way back to the lines of its source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    text: String,
    /// `(byte offset in text, source line)`, ascending by offset: from that offset on, the text
    /// comes from that line, until the next entry.
    lines: Vec<(u32, u32)>,
}

impl Prose {
    /// Text that stands on one source line (or for which only the first line is known).
    pub fn on_line(text: impl Into<String>, line: u32) -> Self {
        Self { text: text.into(), lines: vec![(0, line)] }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends text that comes from `line` (1-based) of the source.
    pub fn push(&mut self, text: &str, line: u32) {
        if self.lines.last().is_none_or(|&(_, last)| last != line) {
            self.lines.push((self.text.len() as u32, line));
        }
        self.text.push_str(text);
    }

    /// Appends `other`, with `separator` between the two unless this is empty.
    pub fn append(&mut self, separator: &str, other: &Prose) {
        if !self.text.is_empty() {
            self.text.push_str(separator);
        }
        let base = self.text.len() as u32;
        self.lines.extend(other.lines.iter().map(|&(offset, line)| (base + offset, line)));
        self.text.push_str(&other.text);
    }

    /// The source line (1-based) that the text at byte `offset` came from; 0 if nothing is known.
    pub fn line_at(&self, offset: usize) -> u32 {
        let after = self.lines.partition_point(|&(start, _)| start as usize <= offset);
        after.checked_sub(1).map_or(0, |at| self.lines[at].1)
    }

    /// A part of the text with its lines kept. `range` is in bytes, on character boundaries.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Prose {
        let mut part = Prose { text: self.text[range.clone()].to_owned(), lines: Vec::new() };
        part.lines.push((0, self.line_at(range.start)));
        let inside =
            self.lines.iter().filter(|(at, _)| (*at as usize) > range.start && (*at as usize) < range.end);
        part.lines.extend(inside.map(|&(at, line)| (at - range.start as u32, line)));
        part
    }

    /// The text without white space at its ends, lines kept.
    #[must_use]
    pub fn trimmed(&self) -> Prose {
        let start = self.text.len() - self.text.trim_start().len();
        let end = start + self.text.trim().len();
        self.slice(start..end)
    }
}

/// Values of any kind. A format for people names the kind of each; one for programs alone does not, and has them
/// as the text of their JSON.
mod values {
    use serde::de::{Deserialize, Deserializer, Error as _};
    use serde::ser::{Error as _, Serialize, Serializer};
    use serde_json::{Map, Value};

    pub(super) fn serialize<S: Serializer>(
        map: &Map<String, Value>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return map.serialize(serializer);
        }
        let text = if map.is_empty() { Ok(String::new()) } else { serde_json::to_string(map) };
        text.map_err(S::Error::custom)?.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Map<String, Value>, D::Error> {
        if deserializer.is_human_readable() {
            return Map::deserialize(deserializer);
        }
        match <&str>::deserialize(deserializer)? {
            "" => Ok(Map::new()),
            text => serde_json::from_str(text).map_err(D::Error::custom),
        }
    }
}

/// The stable id of a record: the archive-relative path, and the record's key where the file holds
/// more than one (`films/1984.md#dune`).
pub fn review_id(path: &str, record: Option<&str>) -> String {
    match record {
        Some(record) => format!("{path}#{record}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_leads_back_to_its_lines() {
        let mut prose = Prose::default();
        prose.push("first ", 3);
        prose.push("still third, ", 3);
        prose.push("then fifth", 5);
        assert_eq!(prose.line_at(0), 3);
        assert_eq!(prose.line_at(18), 3);
        assert_eq!(prose.line_at(19), 5);
        assert_eq!(prose.slice(8..25).line_at(11), 5);
        assert_eq!(prose.slice(8..25).line_at(10), 3);
    }

    #[test]
    fn appended_prose_keeps_both_line_maps() {
        let mut prose = Prose::on_line("one", 1);
        prose.append("\n\n", &Prose::on_line("two", 9));
        assert_eq!(prose.as_str(), "one\n\ntwo");
        assert_eq!(prose.line_at(2), 1);
        assert_eq!(prose.line_at(5), 9);
    }
}
