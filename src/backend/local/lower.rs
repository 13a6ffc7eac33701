//! From the query's tree to the plan: words are analysed and looked up, names are resolved.

mod patterns;

use std::collections::HashSet;
use std::io;

use tantivy::Searcher;

use super::compound::{apart_words, joined_word, spellings, splits};
use super::cursor::Slot;
use super::dictionary::{Dictionary, Form};
use super::known;
use super::names;
use super::nearest;
use super::plan::{Field, Filter, Plan};
use super::scope::{Place, Scope, anything_at, place_of};
use super::section::within;
use super::sequence::Sequence;
use super::weighing::Weighing;
use crate::backend::{MatchMode, Notice};
use crate::index::Reader;
use crate::query::{Kind, Node};
use crate::schema::Fields;
use crate::words;

/// What the facet entries of kinds begin with.
const KIND: &str = "kind=";

/// How a part of the query is lowered.
type Lower<L> = fn(&mut L, &Node, Place) -> io::Result<Option<Plan>>;

/// How many of a query's words a review must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// Every one.
    AllWords,
    /// More than half, as was asked for.
    Most,
    /// At least one, as was asked for.
    Any,
    /// More than half of the plain words, although nobody asked. What has a field (`person:`, say)
    /// was meant as a filter and stays one.
    MostWords,
}

impl Strictness {
    /// What was asked for.
    pub(super) fn of(mode: MatchMode) -> Self {
        match mode {
            MatchMode::Auto | MatchMode::All => Self::AllWords,
            MatchMode::Most => Self::Most,
            MatchMode::Any => Self::Any,
        }
    }
}

/// Makes plans for one state of the index.
pub(super) struct Lowering<'a> {
    reader: &'a Reader,
    searcher: &'a Searcher,
    fields: &'a Fields,
    strictness: Strictness,
    /// How many terms the patterns of the query stand for so far.
    expanded: usize,
    /// How many terms have been gone through for patterns and misspellings.
    scanned: usize,
    /// In how many reviews words are looked for by their positions.
    compared: u64,
    notices: Vec<Notice>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(reader: &'a Reader, searcher: &'a Searcher, strictness: Strictness) -> Self {
        let fields = reader.fields();
        Self {
            reader,
            searcher,
            fields,
            strictness,
            expanded: 0,
            scanned: 0,
            compared: 0,
            notices: Vec::new(),
        }
    }

    /// The plan of a query, and what its author should know.
    pub(super) fn plan(mut self, query: &Node) -> io::Result<(Plan, Vec<Notice>)> {
        let plan = self.loosely(query, Place::Field(Field::Text))?.unwrap_or_else(|| {
            self.notices.push(Notice::new("nothing-to-find", "there is no word in the query to look for"));
            Plan::Nothing
        });
        Ok((plan, patterns::told(self.notices)))
    }

    /// Like [`Lowering::node`], where a review may do without some words of the conjunction. One in
    /// a scope counts for itself: `--section sound` must not change what `--match any` means.
    fn loosely(&mut self, node: &Node, place: Place) -> io::Result<Option<Plan>> {
        match &node.kind {
            Kind::All(nodes) => {
                let (plain, firm) = self.by_firmness(nodes, place);
                let words = self.listed(&plain, place, Self::loosely)?;
                let mut parts =
                    if words.is_empty() { Vec::new() } else { vec![relax(words, self.strictness)] };
                parts.extend(self.listed(&firm, place, Self::loosely)?);
                Ok(if parts.is_empty() { None } else { Some(Plan::all(parts)) })
            }
            Kind::Scoped { name, inner } => self.scoped(name, inner, place, Self::loosely),
            _ => self.node(node, place),
        }
    }

    /// The parts of a conjunction of which a review may lack some, and those that hold in any case.
    fn by_firmness(&self, nodes: &[Node], place: Place) -> (Vec<Node>, Vec<Node>) {
        match (self.strictness, place) {
            (Strictness::MostWords, _) => nodes.iter().cloned().partition(is_plain),
            // Where any word will do, one of a compound does too: `non-linear` is near to `nonlinearity`.
            (Strictness::Any, Place::Field(Field::Text) | Place::Section) => {
                (nodes.iter().flat_map(apart_words).collect(), Vec::new())
            }
            _ => (nodes.to_vec(), Vec::new()),
        }
    }

    /// `None` where nothing is left to look for: the part then has no say.
    fn node(&mut self, node: &Node, place: Place) -> io::Result<Option<Plan>> {
        let plan = match &node.kind {
            Kind::Everything => anything_at(place),
            Kind::All(nodes) => {
                let parts = self.listed(nodes, place, Self::node)?;
                return Ok(if parts.is_empty() { None } else { Some(Plan::all(parts)) });
            }
            Kind::Any(nodes) => {
                let parts = self.each(nodes, place)?;
                if parts.is_empty() {
                    return Ok(None);
                }
                Plan::either(parts)
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
            Kind::Scoped { name, inner } => return self.scoped(name, inner, place, Self::node),
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
        let mut seen = HashSet::new();
        for node in nodes.iter().filter(|node| seen.insert(node.to_string())) {
            parts.extend(self.node(node, place)?);
        }
        Ok(parts)
    }

    /// The parts of a conjunction. Neighbouring words also match where the archive has them
    /// joined: each of `gun fu` is there in `gunfu`. What is asked for again is looked for once, and
    /// counts as often as it is asked for.
    fn listed(&mut self, nodes: &[Node], place: Place, lower: Lower<Self>) -> io::Result<Vec<Plan>> {
        let mut parts = Vec::with_capacity(nodes.len());
        let weighing = Weighing::of(nodes);
        let mut joined_before = None;
        let mut seen = HashSet::new();
        for (at, node) in nodes.iter().enumerate() {
            let joined_after = match nodes.get(at + 1) {
                Some(next) => self.joined(node, next, place)?,
                None => None,
            };
            if seen.insert(node.to_string())
                && let Some(plan) = lower(self, node, place)?
            {
                let joined = joined_before.iter().chain(&joined_after);
                let word = joined.fold(plan, |word, joined| word.or_spelled(place.field(), joined));
                parts.push(word.weighted(weighing.weight(node)));
            }
            joined_before = joined_after;
        }
        Ok(parts)
    }

    /// What two words are where they are written as one. A compound with a hyphen holds both anyway.
    fn joined(&self, first: &Node, second: &Node, place: Place) -> io::Result<Option<Form>> {
        let Some(word) = joined_word(first, second) else { return Ok(None) };
        let is_known = self.dictionary(place).has(&word)?;
        Ok(is_known.then(|| Form { term: word.clone(), word, width: 1, weight: 1.0 }))
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
    fn single_word(&mut self, word: &str, place: Place) -> io::Result<Plan> {
        let dictionary = self.dictionary(place);
        let mut ways = vec![self.sequence(place, vec![dictionary.forms_of_stem(word)?], None)?];
        if !dictionary.has(word)? || dictionary.has_joined(word)? {
            for (left, right) in splits(word) {
                let known =
                    |half: &str| Ok::<_, io::Error>(dictionary.has(half)? || dictionary.has_joined(half)?);
                if known(left)? && known(right)? {
                    let apart = vec![dictionary.forms(left)?, dictionary.forms(right)?];
                    ways.push(self.sequence(place, apart, None)?);
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

    /// The words in a row, as they are written but for the compounds among them, which match both
    /// ways. Words that the phrase writes apart are not joined: `"now here"` is not `nowhere`.
    fn exact_phrase(&mut self, text: &str, slop: Option<u32>, place: Place) -> io::Result<Plan> {
        let tokens = words::tokens(text);
        let dictionary = self.dictionary(place);
        let spellings = spellings(&tokens);
        if spellings.cut {
            let message = "so many compounds in a phrase were looked for with all of them joined, or none";
            self.notices.push(Notice::new("expansion-limit", message));
        }
        let mut plans = Vec::new();
        for words in spellings.all {
            let slots = words.iter().map(|word| dictionary.forms(word)).collect::<io::Result<Vec<_>>>()?;
            plans.push(self.sequence(place, slots, slop)?);
        }
        Ok(Plan::any(plans))
    }

    /// The name in all its spellings, and in those of the people whom the archive knows by it.
    fn person(&mut self, name: &str) -> io::Result<Option<Plan>> {
        let meant = known::people(self.searcher, self.fields, &names::in_speaking_order(name))?;
        self.notices.extend(known::reading(name, &meant.people));
        let mut spellings = if meant.as_asked { names::spellings(name) } else { Vec::new() };
        spellings.extend(known::looked_for(&meant.people).flat_map(|known| names::spellings(known)));
        let mut seen = HashSet::new();
        spellings.retain(|spelling| seen.insert(spelling.clone()));
        self.spelled(&spellings).map(Some)
    }

    fn spelled(&mut self, spellings: &[Vec<String>]) -> io::Result<Plan> {
        let place = Place::Person;
        let dictionary = self.dictionary(place);
        let mut ways = Vec::new();
        for spelling in spellings {
            let slots = spelling
                .iter()
                .map(|word| if word.is_empty() { self.initials() } else { dictionary.forms(word) })
                .collect::<io::Result<Vec<_>>>()?;
            if slots.iter().all(|forms| !forms.is_empty()) {
                ways.push(self.sequence(place, slots, None)?);
            }
        }
        Ok(Plan::any(ways))
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

    fn scoped(
        &mut self,
        name: &str,
        inner: &Node,
        place: Place,
        lower: Lower<Self>,
    ) -> io::Result<Option<Plan>> {
        let key = words::key(name);
        match Scope::named(&key) {
            Some(Scope::Kind) => return self.kind(inner, place),
            Some(scope) if self.strictness == Strictness::MostWords => {
                return self.node(inner, place_of(scope));
            }
            Some(scope) => return lower(self, inner, place_of(scope)),
            None => {}
        }
        let Some(section) = self.section_name(&key)? else {
            return self.no_section(name).map(Some);
        };
        Ok(lower(self, inner, Place::Section)?.map(|plan| within(&section, plan)))
    }

    /// `kind:film` is a filter, whatever stands behind the colon: it never lets anything through
    /// that it was not asked for.
    fn kind(&mut self, inner: &Node, place: Place) -> io::Result<Option<Plan>> {
        let each = |lowering: &mut Self, nodes: &[Node]| {
            let kinds = nodes.iter().map(|node| lowering.kind(node, place));
            kinds.filter_map(Result::transpose).collect::<io::Result<Vec<_>>>()
        };
        let facets = Dictionary::new(self.searcher, self.fields.facets);
        let entry = |text: &str| format!("{KIND}{}", text.trim().to_lowercase());
        let found = match &inner.kind {
            Kind::All(nodes) => return Ok(Some(Plan::all(each(self, nodes)?))),
            Kind::Any(nodes) => return Ok(Some(Plan::any(each(self, nodes)?))),
            Kind::Not(inner) => return Ok(self.kind(inner, place)?.map(|kind| Plan::Not(Box::new(kind)))),
            Kind::Word(text) | Kind::Phrase { text, .. } => {
                return Ok(Some(Plan::Filter(Filter::Facet(entry(text)))));
            }
            Kind::Everything => facets.beginning_with(KIND)?,
            Kind::Prefix(text) => facets.beginning_with(&entry(text))?,
            Kind::Wildcard(text) => facets.matching(&entry(text))?,
            Kind::Fuzzy { word, distance } => {
                facets.near(&entry(word), distance.unwrap_or_else(|| usual_distance(word)))?
            }
            _ => return self.node(inner, place),
        };
        let kinds = found.into_iter().map(|form| form.term).filter(|entry| entry.starts_with(KIND));
        Ok(Some(Plan::any(kinds.map(|entry| Plan::Filter(Filter::Facet(entry))).collect())))
    }

    /// What a heading must say to be meant by this name; `None` if no heading says it.
    pub(super) fn section_name(&self, key: &str) -> io::Result<Option<Sequence>> {
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
        Ok(if slots.is_empty() { None } else { Some(Sequence { slots, slop: None, weight: 1.0 }) })
    }

    /// A section that was asked for by name and is nowhere: nothing lies in it.
    fn no_section(&mut self, name: &str) -> io::Result<Plan> {
        let headings = nearest::headings(self.searcher, self.fields, name)?;
        let here = match headings.as_slice() {
            [] => "no review has headings".to_owned(),
            some => format!("there are {}", some.join(", ")),
        };
        let message = format!("no section is called {name}, so nothing lies in it; {here}");
        self.notices.push(Notice::new("unknown-section", message));
        Ok(Plan::Nothing)
    }

    fn dictionary(&self, place: Place) -> Dictionary<'a> {
        let field = place.field();
        Dictionary::new(self.searcher, field.handle(self.fields)).with_lists_of(self.reader)
    }

    fn sequence(&mut self, place: Place, slots: Vec<Vec<Form>>, slop: Option<u32>) -> io::Result<Plan> {
        if !self.may_compare(&slots, place)? {
            return Ok(Plan::Nothing);
        }
        let slots = slots.into_iter().map(Slot::new).collect();
        Ok(Plan::Match(place.field(), Sequence { slots, slop, weight: 1.0 }))
    }
}

fn dropped(word: &str) -> Notice {
    Notice::new("dropped-word", format!("{word:?} holds no letter or digit and was left out"))
}

/// How many letters of a word may be wrong if nobody says.
fn usual_distance(word: &str) -> u8 {
    match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// Whether it is words and nothing else.
fn is_plain(node: &Node) -> bool {
    match &node.kind {
        Kind::Word(_) | Kind::Phrase { .. } | Kind::Prefix(_) | Kind::Wildcard(_) | Kind::Fuzzy { .. } => {
            true
        }
        Kind::Any(nodes) | Kind::All(nodes) => nodes.iter().all(is_plain),
        _ => false,
    }
}

/// Lets a review do without some of the words in a conjunction. Filters and negations stay.
fn relax(parts: Vec<Plan>, strictness: Strictness) -> Plan {
    if strictness == Strictness::AllWords {
        return Plan::all(parts);
    }
    let (words, mut rest): (Vec<Plan>, Vec<Plan>) = parts.into_iter().partition(Plan::looks_for_words);
    let enough = if strictness == Strictness::Any { 1 } else { words.len() / 2 + 1 };
    if words.len() > 1 {
        rest.push(Plan::AtLeast(enough, words));
    } else {
        rest.extend(words);
    }
    Plan::all(rest)
}
