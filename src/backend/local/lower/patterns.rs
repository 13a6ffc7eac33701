//! Words that stand for many: prefixes, patterns and misspellings, within bounds.

use std::collections::BTreeSet;
use std::io;

use super::{Lowering, dropped, usual_distance};
use crate::backend::Notice;
use crate::backend::local::dictionary::{Dictionary, Form, path_matches};
use crate::backend::local::pattern::{self, is_wild};
use crate::backend::local::plan::{Field, Filter, Plan};
use crate::backend::local::scope::Place;
use crate::words;

/// Within a phrase or a section, a word may stand for this many terms; each of them keeps its
/// postings open with their positions. Plain words have no such limit.
const MOST_POSITIONAL_FORMS: usize = 8_192;
/// The patterns of a query may stand for this many terms together (one alone for any number) ...
const MOST_EXPANDED: usize = 65_536;
/// ... and from there on for this many each. A query full of `a*` must not take all memory.
const MOST_LATE_FORMS: usize = 64;
/// For all patterns of a query that begin with a wildcard, so many terms are gone through: a
/// second's worth, and a dozen such patterns in a large archive.
const MOST_SCANNED: usize = 4_000_000;

impl Lowering<'_> {
    pub(super) fn prefix(&mut self, prefix: &str, place: Place) -> io::Result<Option<Plan>> {
        if place == Place::Field(Field::Path) {
            return self.path_pattern(&format!("{prefix}*")).map(Some);
        }
        self.pattern(&format!("{prefix}*"), place)
    }

    pub(super) fn wildcard(&mut self, pattern: &str, place: Place) -> io::Result<Option<Plan>> {
        if place == Place::Field(Field::Path) {
            return self.path_pattern(pattern).map(Some);
        }
        let as_pattern = self.pattern(pattern, place)?;
        // `M*A*S*H` is a title before it is a pattern.
        let is_compound = words::tokens(pattern).iter().any(|token| token.width > 1);
        let as_text = if is_compound { Some(self.exact_phrase(pattern, None, place)?) } else { None };
        let ways: Vec<Plan> = as_text.into_iter().chain(as_pattern).collect();
        Ok(if ways.is_empty() { None } else { Some(Plan::any(ways)) })
    }

    /// A pattern of one word, or of several in a row where other punctuation is among it.
    fn pattern(&mut self, pattern: &str, place: Place) -> io::Result<Option<Plan>> {
        let folded = words::fold(pattern);
        let parts = pattern::parts(&folded);
        if parts.is_empty() {
            self.notices.push(dropped(pattern));
            return Ok(None);
        }
        let mut slots = Vec::new();
        for part in &parts {
            let forms = self.forms_of_pattern(part, place)?;
            slots.push(self.limited(forms, part, parts.len() > 1 || place == Place::Section));
        }
        Ok(Some(self.sequence(place, slots, None)))
    }

    fn forms_of_pattern(&mut self, part: &str, place: Place) -> io::Result<Vec<Form>> {
        let dictionary = self.dictionary(place);
        match part.strip_suffix('*') {
            Some(prefix) if !prefix.contains(is_wild) => dictionary.beginning_with(prefix),
            _ if !part.contains(is_wild) => dictionary.forms(part),
            _ if part.starts_with(is_wild) && !self.may_scan(&dictionary, part)? => Ok(Vec::new()),
            _ => dictionary.matching(part),
        }
    }

    /// Whether the whole dictionary may be gone through once more for this query.
    fn may_scan(&mut self, dictionary: &Dictionary<'_>, part: &str) -> io::Result<bool> {
        if self.scanned > MOST_SCANNED {
            let message = format!("{part} was left out: too many patterns before it begin with a wildcard");
            self.notices.push(Notice::new("expansion-limit", message));
            return Ok(false);
        }
        self.scanned += dictionary.size()?;
        Ok(true)
    }

    pub(super) fn fuzzy(
        &mut self,
        word: &str,
        distance: Option<u8>,
        place: Place,
    ) -> io::Result<Option<Plan>> {
        let parts = words::plain_words(word);
        if parts.is_empty() {
            self.notices.push(dropped(word));
            return Ok(None);
        }
        let mut slots = Vec::new();
        for part in &parts {
            let distance = distance.unwrap_or_else(|| usual_distance(part));
            let mut forms = self.dictionary(place).near(part, distance)?;
            if forms.is_empty() {
                forms = self.dictionary(place).forms(part)?;
            }
            slots.push(self.limited(forms, part, parts.len() > 1 || place == Place::Section));
        }
        Ok(Some(self.sequence(place, slots, None)))
    }

    /// Cuts an expansion off where it would take too much, and says so.
    fn limited(&mut self, mut forms: Vec<Form>, part: &str, positional: bool) -> Vec<Form> {
        let most = match self.expanded {
            MOST_EXPANDED.. => MOST_LATE_FORMS,
            _ if positional => MOST_POSITIONAL_FORMS,
            _ => usize::MAX,
        };
        if forms.len() > most {
            let message = format!(
                "{part} stands for {} words here; only the first {most} were looked for. Write more of it",
                forms.len()
            );
            self.notices.push(Notice::new("expansion-limit", message));
            forms.truncate(most);
        }
        self.expanded += forms.len();
        forms
    }

    fn path_pattern(&self, pattern: &str) -> io::Result<Plan> {
        let pattern: Vec<char> = words::fold(pattern).chars().collect();
        let mut paths = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.fields.path_key).map_err(io::Error::other)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                if let Ok(path) = std::str::from_utf8(stream.key())
                    && path_matches(&pattern, path)
                {
                    paths.insert(path.to_owned());
                }
            }
        }
        Ok(Plan::Filter(Filter::PathIn(paths.into_iter().collect())))
    }
}
