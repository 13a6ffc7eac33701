//! From the query's tree to the plan: words are analysed and looked up, names are resolved.

use std::collections::BTreeSet;
use std::io;

use tantivy::Searcher;

use super::cursor::Slot;
use super::dictionary::{Dictionary, Form, path_matches};
use super::names;
use super::plan::{Field, Filter, Plan};
use super::section::Condition;
use super::sequence::Sequence;
use crate::backend::{MatchMode, Notice};
use crate::query::{Kind, Node};
use crate::schema::Fields;
use crate::words;

/// Within a phrase or a section, a word may stand for this many terms; each of them keeps its
/// postings open with their positions. Plain words have no such limit.
const MOST_POSITIONAL_FORMS: usize = 8_192;

/// What a scope's name means, whatever the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Title,
    Person,
    Author,
    Tags,
    Path,
    Kind,
}

impl Scope {
    /// The table of the names that are fields.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "title" => Self::Title,
            "person" | "people" | "actor" | "cast" => Self::Person,
            "author" | "critic" => Self::Author,
            "tag" | "tags" | "genre" => Self::Tags,
            "path" | "file" => Self::Path,
            "kind" => Self::Kind,
            _ => return None,
        })
    }
}

/// Where the words of a part of the query are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Field(Field),
    /// In the text, as a person's name.
    Person,
    /// In the text, and positions are needed.
    Section,
}

impl Place {
    fn field(self) -> Field {
        match self {
            Place::Field(field) => field,
            Place::Person | Place::Section => Field::Text,
        }
    }
}

/// Makes plans for one state of the index.
pub(super) struct Lowering<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    notices: Vec<Notice>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(searcher: &'a Searcher, fields: &'a Fields) -> Self {
        Self { searcher, fields, notices: Vec::new() }
    }

    /// The plan of a query, and what its author should know.
    pub(super) fn plan(mut self, query: &Node, mode: MatchMode) -> io::Result<(Plan, Vec<Notice>)> {
        let plan = self.node(query, Place::Field(Field::Text))?.unwrap_or_else(|| {
            self.notices.push(Notice::new("nothing-to-find", "there is no word in the query to look for"));
            Plan::Nothing
        });
        Ok((relax(plan, mode), self.notices))
    }

    /// `None` where nothing is left to look for: the part then has no say.
    fn node(&mut self, node: &Node, place: Place) -> io::Result<Option<Plan>> {
        let plan = match &node.kind {
            Kind::Everything => Plan::Everything,
            Kind::All(nodes) => return self.all(nodes, place),
            Kind::Any(nodes) => {
                let parts = self.each(nodes, place)?;
                if parts.is_empty() {
                    return Ok(None);
                }
                Plan::any(parts)
            }
            Kind::Not(inner) => match self.node(inner, place)? {
                Some(inner) => Plan::Not(Box::new(inner)),
                None => return Ok(None),
            },
            Kind::Word(word) => return self.word(word, place),
            Kind::Phrase { text, slop } => return self.phrase(text, *slop, place),
            Kind::Prefix(prefix) => return self.prefix(prefix, place),
            Kind::Wildcard(pattern) => return self.wildcard(pattern, place),
            Kind::Fuzzy { word, distance } => return self.fuzzy(word, *distance, place),
            Kind::Scoped { name, inner } => return self.scoped(name, inner, place),
            Kind::Score(test) => Plan::Filter(Filter::Score(test.clone())),
            Kind::Year(test) => Plan::Filter(Filter::Year(test.clone())),
            Kind::Date(test) => Plan::Filter(Filter::Date(test.clone())),
            Kind::Has(what) => Plan::Filter(Filter::Has(what.clone())),
            Kind::Is(_) => Plan::Filter(Filter::Duplicate),
        };
        Ok(Some(plan))
    }

    fn each(&mut self, nodes: &[Node], place: Place) -> io::Result<Vec<Plan>> {
        let mut parts = Vec::with_capacity(nodes.len());
        for node in nodes {
            parts.extend(self.node(node, place)?);
        }
        Ok(parts)
    }

    /// Neighbouring words also match joined, where the archive has them so: `gun fu`, `gunfu`.
    fn all(&mut self, nodes: &[Node], place: Place) -> io::Result<Option<Plan>> {
        let mut parts = Vec::with_capacity(nodes.len());
        let mut rest = nodes;
        while let Some((first, others)) = rest.split_first() {
            rest = others;
            if let Some(joined) = others.first().and_then(|second| joined_word(first, second))
                && self.dictionary(place).has(&joined)?
            {
                let apart = self.each(&[first.clone(), others[0].clone()], place)?;
                let together = self.sequence(place, vec![self.dictionary(place).forms(&joined)?], None);
                parts.push(Plan::any(vec![Plan::all(apart), together]));
                rest = &others[1..];
                continue;
            }
            parts.extend(self.node(first, place)?);
        }
        Ok(if parts.is_empty() { None } else { Some(Plan::all(parts)) })
    }

    fn word(&mut self, word: &str, place: Place) -> io::Result<Option<Plan>> {
        let parts = words::plain_words(word);
        match parts.as_slice() {
            [] => {
                self.notices.push(dropped(word));
                Ok(None)
            }
            [_] if place == Place::Person => self.person(word),
            [only] => self.single_word(only, place).map(Some),
            _ if place == Place::Person => self.person(word),
            _ => self.exact_phrase(word, None, place).map(Some),
        }
    }

    /// A word in all forms of its stem, and written apart where the archive knows it as a compound.
    fn single_word(&self, word: &str, place: Place) -> io::Result<Plan> {
        let dictionary = self.dictionary(place);
        let mut ways = vec![self.sequence(place, vec![dictionary.forms_of_stem(word)?], None)];
        if !dictionary.has(word)? || dictionary.has_joined(word)? {
            for (left, right) in splits(word) {
                if dictionary.has(left)? && dictionary.has(right)? {
                    let apart = vec![dictionary.forms(left)?, dictionary.forms(right)?];
                    ways.push(self.sequence(place, apart, None));
                }
            }
        }
        Ok(Plan::any(ways))
    }

    fn phrase(&mut self, text: &str, slop: Option<u32>, place: Place) -> io::Result<Option<Plan>> {
        if words::plain_words(text).is_empty() {
            self.notices.push(dropped(text));
            return Ok(None);
        }
        if place == Place::Person && slop.is_none() {
            return self.person(text);
        }
        self.exact_phrase(text, slop, place).map(Some)
    }

    /// The words in a row, and with the compounds among them joined.
    fn exact_phrase(&self, text: &str, slop: Option<u32>, place: Place) -> io::Result<Plan> {
        let tokens = words::tokens(text);
        let dictionary = self.dictionary(place);
        let apart: Vec<&str> =
            tokens.iter().filter(|token| token.width == 1).map(|token| token.text.as_str()).collect();
        let joined = with_compounds_joined(&tokens);
        let mut ways = vec![apart.clone()];
        if joined != apart {
            ways.push(joined);
        }
        let mut plans = Vec::new();
        for words in ways {
            let slots = words.iter().map(|word| dictionary.forms(word)).collect::<io::Result<Vec<_>>>()?;
            plans.push(self.sequence(place, slots, slop));
        }
        Ok(Plan::any(plans))
    }

    fn person(&self, name: &str) -> io::Result<Option<Plan>> {
        let place = Place::Person;
        let dictionary = self.dictionary(place);
        let mut ways = Vec::new();
        for spelling in names::spellings(name) {
            let slots = spelling
                .iter()
                .map(|word| if word.is_empty() { self.initials() } else { dictionary.forms(word) })
                .collect::<io::Result<Vec<_>>>()?;
            if slots.iter().all(|forms| !forms.is_empty()) {
                ways.push(self.sequence(place, slots, None));
            }
        }
        Ok(Some(Plan::any(ways)))
    }

    /// Every single letter that the archive has as a word.
    fn initials(&self) -> io::Result<Vec<Form>> {
        let dictionary = self.dictionary(Place::Person);
        let mut initials = Vec::new();
        for letter in 'a'..='z' {
            let letter = letter.to_string();
            if dictionary.has(&letter)? {
                initials.push(Form { term: letter.clone(), word: letter, width: 1, weight: 1.0 });
            }
        }
        Ok(initials)
    }

    fn prefix(&mut self, prefix: &str, place: Place) -> io::Result<Option<Plan>> {
        if place == Place::Field(Field::Path) {
            return self.path_pattern(&format!("{prefix}*")).map(Some);
        }
        self.pattern(&format!("{prefix}*"), place)
    }

    fn wildcard(&mut self, pattern: &str, place: Place) -> io::Result<Option<Plan>> {
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
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '?' | '*');
        let parts: Vec<&str> =
            folded.split(|c| !is_part(c)).filter(|part| part.contains(char::is_alphanumeric)).collect();
        if parts.is_empty() {
            self.notices.push(dropped(pattern));
            return Ok(None);
        }
        let mut slots = Vec::new();
        for part in &parts {
            let forms = self.forms_of_pattern(part, place)?;
            slots.push(self.limited(forms, part, parts.len() > 1 || place == Place::Section));
        }
        if slots.iter().any(Vec::is_empty) {
            return Ok(Some(Plan::Nothing));
        }
        Ok(Some(self.sequence(place, slots, None)))
    }

    fn forms_of_pattern(&self, part: &str, place: Place) -> io::Result<Vec<Form>> {
        let dictionary = self.dictionary(place);
        match part.strip_suffix('*') {
            Some(prefix) if !prefix.contains(['?', '*']) => dictionary.beginning_with(prefix),
            _ if part.contains(['?', '*']) => dictionary.matching(part),
            _ => dictionary.forms(part),
        }
    }

    fn fuzzy(&mut self, word: &str, distance: Option<u8>, place: Place) -> io::Result<Option<Plan>> {
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

    fn limited(&mut self, mut forms: Vec<Form>, part: &str, positional: bool) -> Vec<Form> {
        if positional && forms.len() > MOST_POSITIONAL_FORMS {
            let message = format!(
                "{part} stands for {} words here; only the first {MOST_POSITIONAL_FORMS} were looked for. Write more of it",
                forms.len()
            );
            self.notices.push(Notice::new("expansion-limit", message));
            forms.truncate(MOST_POSITIONAL_FORMS);
        }
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

    fn scoped(&mut self, name: &str, inner: &Node, place: Place) -> io::Result<Option<Plan>> {
        let key = words::key(name);
        match Scope::named(&key) {
            Some(Scope::Kind) => return Ok(kind_filter(inner)),
            Some(scope) => return self.node(inner, place_of(scope)),
            None => {}
        }
        let Some(section) = self.section_name(&key)? else { return self.scope_as_text(name, inner, place) };
        let Some(plan) = self.node(inner, Place::Section)? else { return Ok(None) };
        Ok(Some(within(&section, plan)))
    }

    /// What a heading must say to be meant by this name; `None` if no heading says it.
    fn section_name(&self, key: &str) -> io::Result<Option<Sequence>> {
        let dictionary = Dictionary::new(self.searcher, self.fields.heading);
        let mut slots = Vec::new();
        for word in key.split(' ').filter(|word| !word.is_empty()) {
            let mut forms = Vec::new();
            for form in dictionary.forms_of_stem(word)? {
                if dictionary.has(&form.term)? {
                    forms.push(form);
                }
            }
            if forms.is_empty() {
                return Ok(None);
            }
            slots.push(Slot::new(forms));
        }
        Ok(if slots.is_empty() { None } else { Some(Sequence { slots, slop: None }) })
    }

    /// `Re:Zero` is no question about a section called Re.
    fn scope_as_text(&mut self, name: &str, inner: &Node, place: Place) -> io::Result<Option<Plan>> {
        let message = format!("no field and no section is called {name}: it was looked for as text");
        self.notices.push(Notice::new("unknown-field", message));
        let scoped = Kind::Scoped { name: name.to_owned(), inner: Box::new(inner.clone()) };
        self.node(&Node::new(scoped, 0..0).unscoped(), place)
    }

    fn dictionary(&self, place: Place) -> Dictionary<'a> {
        let field = place.field();
        Dictionary::new(self.searcher, field.handle(self.fields))
    }

    #[expect(clippy::unused_self, reason = "reads as one of the ways to make a part of the plan")]
    fn sequence(&self, place: Place, slots: Vec<Vec<Form>>, slop: Option<u32>) -> Plan {
        let slots = slots.into_iter().map(Slot::new).collect();
        Plan::Match(place.field(), Sequence { slots, slop })
    }
}

fn place_of(scope: Scope) -> Place {
    match scope {
        Scope::Title => Place::Field(Field::Title),
        Scope::Person => Place::Person,
        Scope::Author => Place::Field(Field::Author),
        Scope::Tags => Place::Field(Field::Tags),
        Scope::Path | Scope::Kind => Place::Field(Field::Path),
    }
}

impl Field {
    pub(super) fn handle(self, fields: &Fields) -> tantivy::schema::Field {
        match self {
            Field::Text => fields.text,
            Field::Title => fields.title,
            Field::Author => fields.author,
            Field::Tags => fields.tags,
            Field::Path => fields.path,
        }
    }
}

fn kind_filter(inner: &Node) -> Option<Plan> {
    let value = match &inner.kind {
        Kind::Word(text) | Kind::Phrase { text, .. } => text.trim().to_lowercase(),
        Kind::Any(nodes) => return Some(Plan::any(nodes.iter().filter_map(kind_filter).collect())),
        Kind::Not(inner) => return Some(Plan::Not(Box::new(kind_filter(inner)?))),
        _ => return None,
    };
    Some(Plan::Filter(Filter::Facet(format!("kind={value}"))))
}

fn dropped(word: &str) -> Notice {
    Notice::new("dropped-word", format!("{word:?} holds no letter or digit and was left out"))
}

/// Two neighbouring plain words written as one.
fn joined_word(first: &Node, second: &Node) -> Option<String> {
    let plain = |node: &Node| match &node.kind {
        Kind::Word(word) => match words::plain_words(word).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
        _ => None,
    };
    Some(plain(first)? + &plain(second)?)
}

/// A word cut in two, at every place that leaves two letters on either side.
fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = word.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
    let cuts = ends.len().saturating_sub(1);
    ends.into_iter().take(cuts).skip(2).map(|at| word.split_at(at))
}

/// The words of a text with each whole compound as its joined form.
fn with_compounds_joined(tokens: &[words::Token]) -> Vec<&str> {
    let mut joined: Vec<(u32, u32, &str)> = Vec::new();
    for token in tokens {
        // The joined form comes after its parts: it takes their place.
        joined.retain(|&(position, width, _)| {
            token.width <= width || position < token.position || position >= token.position + token.width
        });
        let inside = joined.iter().any(|&(position, width, _)| {
            width > token.width && token.position >= position && token.position < position + width
        });
        if !inside {
            joined.push((token.position, token.width, &token.text));
        }
    }
    joined.sort_by_key(|&(position, ..)| position);
    joined.into_iter().map(|(.., text)| text).collect()
}

/// How many letters of a word may be wrong if nobody says.
fn usual_distance(word: &str) -> u8 {
    match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// Puts a plan into a section: what looks for words in the text must hold there, all in the same
/// one; filters and other fields speak of the whole review.
fn within(name: &Sequence, plan: Plan) -> Plan {
    match as_condition(&plan) {
        Some(condition) => Plan::Section { name: name.clone(), condition },
        None => match plan {
            Plan::All(parts) => split_within(name, parts, Plan::all),
            Plan::Any(parts) => split_within(name, parts, Plan::any),
            Plan::Not(inner) => Plan::Not(Box::new(within(name, *inner))),
            other => other,
        },
    }
}

fn split_within(name: &Sequence, parts: Vec<Plan>, join: fn(Vec<Plan>) -> Plan) -> Plan {
    let (inside, outside): (Vec<Plan>, Vec<Plan>) =
        parts.into_iter().partition(|part| as_condition(part).is_some());
    let mut joined: Vec<Plan> = outside.into_iter().map(|part| within(name, part)).collect();
    if !inside.is_empty() {
        joined.push(within(name, join(inside)));
    }
    join(joined)
}

/// The plan as a condition on one section, if it speaks of nothing else.
fn as_condition(plan: &Plan) -> Option<Condition> {
    let each = |parts: &[Plan]| parts.iter().map(as_condition).collect::<Option<Vec<_>>>();
    Some(match plan {
        Plan::Everything => Condition::Anything,
        Plan::Nothing => Condition::Not(Box::new(Condition::Anything)),
        Plan::Match(Field::Text, sequence) => Condition::Match(sequence.clone()),
        Plan::All(parts) => Condition::All(each(parts)?),
        Plan::Any(parts) => Condition::Any(each(parts)?),
        Plan::Not(inner) => Condition::Not(Box::new(as_condition(inner)?)),
        _ => return None,
    })
}

/// Lets a review do without some of the query's words. Filters and negations stay.
fn relax(plan: Plan, mode: MatchMode) -> Plan {
    let Plan::All(parts) = plan else { return plan };
    if mode == MatchMode::All {
        return Plan::All(parts);
    }
    let (words, mut rest): (Vec<Plan>, Vec<Plan>) = parts.into_iter().partition(Plan::looks_for_words);
    let enough = if mode == MatchMode::Any { 1 } else { words.len() / 2 + 1 };
    if words.len() > 1 {
        rest.push(Plan::AtLeast(enough, words));
    } else {
        rest.extend(words);
    }
    Plan::all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_are_joined_in_their_place() {
        let joined = |text: &str| {
            let tokens = words::tokens(text);
            with_compounds_joined(&tokens).join(" ")
        };
        assert_eq!(joined("the gun-fu of it"), "the gunfu of it");
        assert_eq!(joined("spider-man-like"), "spidermanlike");
        assert_eq!(joined("plain words"), "plain words");
    }

    #[test]
    fn words_split_between_letters() {
        assert_eq!(splits("gunfu").collect::<Vec<_>>(), [("gu", "nfu"), ("gun", "fu")]);
        assert_eq!(splits("abc").count(), 0);
        assert_eq!(splits("éléa").collect::<Vec<_>>(), [("él", "éa")]);
    }
}
