//! Words that stand for many: prefixes, patterns and misspellings, within bounds.

use std::collections::BTreeSet;
use std::io;

use super::{Lowering, dropped, usual_distance};
use crate::backend::Notice;
use crate::backend::local::dictionary::{Form, path_matches};
use crate::backend::local::pattern::{self, is_wild};
use crate::backend::local::plan::{Field, Filter, Plan};
use crate::backend::local::scope::Place;
use crate::words;

/// Within a phrase or a section, a word may stand for this many terms; each of them keeps its
/// postings open with their positions. Plain words have no such limit.
const MOST_POSITIONAL_FORMS: usize = 8_192;
/// The patterns of a query may stand for this many terms together (one alone for any number) ...
const MOST_EXPANDED: usize = 32_768;
/// ... and from there on for this many each. A query full of `a*` must not take all memory.
const MOST_LATE_FORMS: usize = 64;
/// For all patterns and misspellings of a query, so many terms are gone through: a second's worth, and
/// half a dozen patterns that begin with a wildcard in a large archive.
const MOST_SCANNED: usize = 2_000_000;
/// A path is tried from each of its folders on.
const TERMS_A_PATH: usize = 4;
const TERMS_A_LOOKUP: usize = 2;
/// Words that must stand together, or in one section, are looked for in so many reviews for a query,
/// those of each such part added up ...
const MOST_COMPARED: u64 = 500_000;
/// ... or in all reviews of the archive so many times, if that is more.
const MOST_PASSES: u64 = 5;
/// So many limits are told one by one.
const MOST_TOLD: usize = 8;

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
        self.sequence(place, slots, None).map(Some)
    }

    fn forms_of_pattern(&mut self, part: &str, place: Place) -> io::Result<Vec<Form>> {
        let dictionary = self.dictionary(place);
        if !part.contains(is_wild) {
            return dictionary.forms(part);
        }
        if !self.may_scan(part) {
            return Ok(Vec::new());
        }
        let forms = match part.strip_suffix('*') {
            Some(prefix) if !prefix.contains(is_wild) => dictionary.beginning_with(prefix),
            _ => dictionary.matching(part),
        };
        self.scanned += dictionary.gone_through();
        forms
    }

    /// Whether more of the dictionary may be gone through for this query.
    fn may_scan(&mut self, part: &str) -> bool {
        if self.scanned <= MOST_SCANNED {
            return true;
        }
        let message =
            format!("{part} was not looked for: too many patterns and misspellings stand before it");
        self.notices.push(Notice::new("expansion-limit", message));
        false
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
            let forms = self.forms_near(part, distance, place)?;
            slots.push(self.limited(forms, part, parts.len() > 1 || place == Place::Section));
        }
        self.sequence(place, slots, None).map(Some)
    }

    fn forms_near(&mut self, word: &str, distance: u8, place: Place) -> io::Result<Vec<Form>> {
        let dictionary = self.dictionary(place);
        if !self.may_scan(&format!("{word}~{distance}")) {
            return dictionary.forms(word);
        }
        let forms = dictionary.near(word, distance)?;
        self.scanned += dictionary.gone_through();
        if forms.is_empty() { dictionary.forms(word) } else { Ok(forms) }
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

    /// Whether words may be looked for by their positions once more for this query. The rarest of them
    /// says in how many reviews the others are looked at.
    pub(super) fn may_compare(&mut self, slots: &[Vec<Form>], place: Place) -> io::Result<bool> {
        if slots.len() < 2 && place != Place::Section {
            return Ok(true);
        }
        if self.compared > MOST_COMPARED.max(self.searcher.num_docs().saturating_mul(MOST_PASSES)) {
            let words: Vec<&str> =
                slots.iter().filter_map(|forms| Some(forms.first()?.word.as_str())).collect();
            let message = format!(
                "{} was not looked for: too many phrases of common words stand before it",
                words.join(" ")
            );
            self.notices.push(Notice::new("expansion-limit", message));
            return Ok(false);
        }
        self.compared += self.reviews_of_rarest(slots, place)?;
        Ok(true)
    }

    fn reviews_of_rarest(&mut self, slots: &[Vec<Form>], place: Place) -> io::Result<u64> {
        let dictionary = self.dictionary(place);
        let mut rarest = u64::MAX;
        for forms in slots {
            // To look up how many reviews have a term takes as long as to go through some.
            self.scanned += forms.len() * TERMS_A_LOOKUP;
            let counts = forms.iter().map(|form| dictionary.documents(&form.term));
            rarest = rarest.min(counts.sum::<io::Result<u64>>()?);
        }
        Ok(rarest)
    }

    fn path_pattern(&mut self, pattern: &str) -> io::Result<Plan> {
        if !self.may_scan(&format!("path:{pattern}")) {
            return Ok(Plan::Nothing);
        }
        let pattern: Vec<char> = words::fold(pattern).chars().collect();
        let mut paths = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.fields.path_key).map_err(io::Error::other)?;
            let mut stream = index.terms().stream()?;
            while stream.advance() {
                self.scanned += TERMS_A_PATH;
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

/// What was cut, each of the first few by itself and the rest by their number.
pub(super) fn told(notices: Vec<Notice>) -> Vec<Notice> {
    let mut limits = 0;
    let mut told: Vec<Notice> = Vec::new();
    for notice in notices {
        let is_limit = notice.kind == "expansion-limit";
        limits += usize::from(is_limit);
        if !is_limit || limits <= MOST_TOLD {
            told.push(notice);
        }
    }
    if limits > MOST_TOLD {
        let message =
            format!("{} more parts of the query were cut or not looked for, like these", limits - MOST_TOLD);
        told.push(Notice::new("expansion-limit", message));
    }
    told
}
