//! What a query means, evaluated over one review after the other.

use std::collections::{BTreeSet, HashMap, HashSet};

use pullquote::backend::MatchMode;
use pullquote::query::{Bounds, Day, Kind, Node, Test};
use pullquote::words;

use super::people::{bare, names, says_more, speaking};
use super::record::{Line, Record, line};
use super::spelling::{Spelling, matches_pattern};
use super::ways::{Way, as_written};

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Text,
    /// In the text, as a person is named.
    Person,
    Title,
    Author,
    Tags,
    Path,
}

/// A field, and within the text perhaps one section only.
#[derive(Debug, Clone, Copy)]
struct Place {
    field: Field,
    section: Option<usize>,
}

/// What a scope's name means.
enum Scope {
    Field(Field),
    Kind,
    /// The words of a heading.
    Section(Vec<Spelling>),
    Text,
}

/// The whole archive, and what words it has.
pub(super) struct Oracle {
    pub(super) records: Vec<Record>,
    /// By field, the words that stand in it, and whether as compounds.
    words: HashMap<Field, HashSet<(String, bool)>>,
    /// The words of all headings.
    headings: Line,
    /// How many reviews say the same.
    said: HashMap<Vec<String>, usize>,
    /// The names of all people, credited or in the prose, as words.
    people: BTreeSet<Vec<String>>,
}

impl Oracle {
    pub(super) fn new(records: Vec<Record>) -> Self {
        let mut words = HashMap::new();
        for field in [Field::Text, Field::Person, Field::Title, Field::Author, Field::Tags, Field::Path] {
            let place = Place { field, section: None };
            let all = records.iter().flat_map(|record| lines(record, place)).flatten();
            words.insert(field, all.map(|word| (word.text.clone(), word.end - word.start > 1)).collect());
        }
        let headings = records.iter().flat_map(|record| &record.sections).flat_map(|(heading, _)| heading);
        let mut headings: Line = headings.cloned().collect();
        headings.sort_by(|a, b| a.text.cmp(&b.text));
        headings.dedup_by(|a, b| a.text == b.text);
        let mut said = HashMap::new();
        for record in &records {
            *said.entry(record.said.clone()).or_default() += 1;
        }
        let everybody = records.iter().flat_map(|record| {
            let named = pullquote::people::named_in(&record.review);
            record.review.people.iter().cloned().chain(named)
        });
        let people = everybody.map(|name| words::plain_words(&name)).collect();
        Self { records, words, headings, said, people }
    }

    /// The ids of the reviews that satisfy the query, sorted.
    pub(super) fn search(&self, query: &Node, mode: MatchMode) -> Vec<&str> {
        let place = Place { field: Field::Text, section: None };
        let query = &self.settled(query);
        let found =
            self.records.iter().filter(|record| self.loosely(query, record, place, mode) == Some(true));
        let mut ids: Vec<&str> = found.map(|record| record.review.id.as_str()).collect();
        ids.sort_unstable();
        ids
    }

    /// The query with every scope that names nothing as text, a part of the list that it stands in.
    fn settled(&self, node: &Node) -> Node {
        let each = |nodes: &[Node]| nodes.iter().map(|node| self.settled(node)).collect();
        match &node.kind {
            Kind::All(nodes) => Node::all(each(nodes)),
            Kind::Any(nodes) => Node::any(each(nodes)),
            Kind::Not(inner) => Node::new(Kind::Not(Box::new(self.settled(inner))), 0..0),
            Kind::Scoped { name, inner } => {
                let inner = Box::new(self.settled(inner));
                let scoped = Node::new(Kind::Scoped { name: name.clone(), inner }, 0..0);
                if matches!(self.scope(name), Scope::Text) { scoped.unscoped() } else { scoped }
            }
            _ => node.clone(),
        }
    }

    /// The review with this id.
    pub(super) fn record(&self, id: &str) -> &Record {
        let record = self.records.iter().find(|record| record.review.id == id);
        record.expect("a hit is a review")
    }

    /// Like [`Oracle::holds`], where some of a conjunction's words will do. A conjunction in a scope
    /// counts for itself; filters and negations stay required.
    fn loosely(&self, node: &Node, record: &Record, place: Place, mode: MatchMode) -> Option<bool> {
        match &node.kind {
            Kind::All(nodes) if mode != MatchMode::All => {
                let nodes = &in_mode(nodes, place.field, mode);
                let (mut words, mut others) = (Vec::new(), Vec::new());
                for (at, part) in nodes.iter().enumerate().filter(|(at, _)| is_new(nodes, *at)) {
                    let holds = self.loosely(part, record, place, mode);
                    let holds = holds.map(|holds| holds || joined(nodes, at, record, place));
                    if self.looks_for_words(part, place.field) { &mut words } else { &mut others }
                        .extend(holds);
                }
                if words.is_empty() && others.is_empty() {
                    return None;
                }
                let enough = if mode == MatchMode::Any { 1 } else { words.len() / 2 + 1 };
                let count = words.iter().filter(|holds| **holds).count();
                Some(others.iter().all(|holds| *holds) && count >= enough.min(words.len()))
            }
            Kind::Scoped { name, inner } => self.scoped(
                name,
                inner,
                place,
                |inner, place| self.loosely(inner, record, place, mode),
                record,
            ),
            _ => self.holds(node, record, place),
        }
    }

    /// `None` where the part has no word to look for, and so has no say.
    fn holds(&self, node: &Node, record: &Record, place: Place) -> Option<bool> {
        match &node.kind {
            Kind::Everything => Some(anything(record, place.field)),
            Kind::All(nodes) => {
                let new = nodes.iter().enumerate().filter(|(at, _)| is_new(nodes, *at));
                let parts = new.filter_map(|(at, part)| {
                    let holds = self.holds(part, record, place)?;
                    Some(holds || joined(nodes, at, record, place))
                });
                let parts: Vec<bool> = parts.collect();
                (!parts.is_empty()).then(|| parts.iter().all(|holds| *holds))
            }
            Kind::Any(nodes) => {
                let parts: Vec<bool> =
                    nodes.iter().filter_map(|part| self.holds(part, record, place)).collect();
                (!parts.is_empty()).then(|| parts.contains(&true))
            }
            Kind::Not(inner) => self.holds(inner, record, place).map(|holds| !holds),
            Kind::Scoped { name, inner } => {
                self.scoped(name, inner, place, |inner, place| self.holds(inner, record, place), record)
            }
            Kind::Score(test) => {
                Some(passes(test, record.review.score.as_ref().and_then(|score| score.value)))
            }
            Kind::Year(test) => Some(passes(test, record.review.year)),
            Kind::Date(test) => Some(passes(test, record.review.date.as_deref().and_then(first_day))),
            Kind::Has(what) => Some(has(record, what)),
            Kind::Is(_) => Some(self.is_duplicate(record)),
            _ if place.field == Field::Path && matches!(node.kind, Kind::Prefix(_) | Kind::Wildcard(_)) => {
                Some(path_fits(&node.kind, record))
            }
            leaf => {
                let ways = self.ways(leaf, place.field)?;
                Some(lines(record, place).iter().any(|line| ways.iter().any(|way| way.stands_in(line))))
            }
        }
    }

    /// In a section: there is one of that name in which the whole condition holds.
    fn scoped(
        &self,
        name: &str,
        inner: &Node,
        place: Place,
        holds: impl Fn(&Node, Place) -> Option<bool>,
        record: &Record,
    ) -> Option<bool> {
        match self.scope(name) {
            Scope::Field(field) => holds(inner, Place { field, ..place }),
            Scope::Kind => kind_holds(inner, record),
            Scope::Text => unreachable!("{name} was settled as text"),
            Scope::Section(name) => {
                // Whether a part has a say does not depend on the section.
                let within = |section| holds(inner, Place { field: Field::Text, section: Some(section) });
                within(usize::MAX)?;
                let name = Way { words: name, slop: None };
                let mut sections = record.sections.iter().enumerate();
                Some(sections.any(|(at, (heading, _))| name.stands_in(heading) && within(at) == Some(true)))
            }
        }
    }

    fn scope(&self, name: &str) -> Scope {
        match words::key(name).as_str() {
            "title" => Scope::Field(Field::Title),
            "person" | "people" | "actor" | "cast" => Scope::Field(Field::Person),
            "author" | "critic" => Scope::Field(Field::Author),
            "tag" | "tags" | "genre" => Scope::Field(Field::Tags),
            "path" | "file" => Scope::Field(Field::Path),
            "kind" => Scope::Kind,
            key => self.section_scope(key),
        }
    }

    /// Each word of the name must stand in some heading.
    fn section_scope(&self, key: &str) -> Scope {
        let name: Vec<Spelling> = key.split_whitespace().map(Spelling::of_stem).collect();
        let known = |word: &Spelling| self.headings.iter().any(|other| word.fits(other));
        if name.is_empty() || !name.iter().all(known) { Scope::Text } else { Scope::Section(name) }
    }

    /// The ways in which a leaf of the query may stand in a text; `None` if it has no words.
    pub(super) fn ways(&self, leaf: &Kind, field: Field) -> Option<Vec<Way>> {
        let one_line = |way: Way| Some(vec![way]);
        match leaf {
            Kind::Word(text) => match words::plain_words(text).as_slice() {
                [] => None,
                _ if field == Field::Person => Some(self.names(text)),
                [only] => Some(self.word(only, field)),
                _ => Some(as_written(text, None)),
            },
            Kind::Phrase { text, .. } if words::plain_words(text).is_empty() => None,
            Kind::Phrase { text, slop: None } if field == Field::Person => Some(self.names(text)),
            Kind::Phrase { text, slop } => Some(as_written(text, *slop)),
            Kind::Prefix(text) => one_line(pattern(&format!("{text}*"))?),
            Kind::Wildcard(text) => {
                // `M*A*S*H` is a title before it is a pattern.
                let compound = line(text).iter().any(|word| word.end - word.start > 1);
                let written = if compound { as_written(text, None) } else { Vec::new() };
                Some(written.into_iter().chain(pattern(text)).collect())
            }
            Kind::Fuzzy { word, distance } => {
                let usual = |word: &String| match word.chars().count() {
                    0..=2 => 0,
                    3..=5 => 1,
                    _ => 2,
                };
                let near = |word: String| {
                    let most = distance.map_or_else(|| usual(&word), usize::from);
                    Spelling::Near(word, most)
                };
                let words: Vec<Spelling> = words::plain_words(word).into_iter().map(near).collect();
                if words.is_empty() { None } else { one_line(Way { words, slop: None }) }
            }
            _ => None,
        }
    }

    /// The spellings of a name, and those of the people who have it in full.
    fn names(&self, text: &str) -> Vec<Way> {
        let asked = speaking(text);
        let mut fitting: Vec<Vec<String>> =
            self.people.iter().filter(|known| says_more(known, &asked)).cloned().collect();
        if fitting.iter().any(|known| bare(known) == bare(&asked)) {
            return names(&asked);
        }
        let begins_with_letter = asked.first().is_some_and(|word| word.chars().count() == 1);
        let is_listed = self.people.contains(&asked);
        if fitting.is_empty() && begins_with_letter && !is_listed {
            fitting = self.unlisted(&asked);
        }
        let as_asked = !begins_with_letter || is_listed || fitting.is_empty();
        let own = if as_asked { names(&asked) } else { Vec::new() };
        own.into_iter().chain(fitting.iter().flat_map(|known| names(known))).collect()
    }

    /// People who are no more than capitals before the family name.
    fn unlisted(&self, asked: &[String]) -> Vec<Vec<String>> {
        let letters = asked.iter().take_while(|word| word.chars().count() == 1).count();
        let family = &asked[letters..];
        if family.is_empty() {
            return Vec::new();
        }
        let written = |record: &Record| pullquote::people::with_initial(&record.review, &asked[0], family);
        let all = self.records.iter().flat_map(written).map(|name| words::plain_words(&name));
        all.filter(|name| says_more(name, asked)).collect()
    }

    /// All words of the stem; and in two words, where the archive does not have it as one word or
    /// has it as a compound.
    fn word(&self, word: &str, field: Field) -> Vec<Way> {
        let mut ways = vec![Way::one(Spelling::of_stem(word))];
        let all = &self.words[&field];
        if !all.contains(&(word.to_owned(), false)) || all.contains(&(word.to_owned(), true)) {
            let letters: Vec<char> = word.chars().collect();
            for at in 2..letters.len().saturating_sub(1) {
                let halves = [&letters[..at], &letters[at..]];
                let words = halves.map(|half| Spelling::Exactly(half.iter().collect())).to_vec();
                ways.push(Way { words, slop: None });
            }
        }
        ways
    }

    fn is_duplicate(&self, record: &Record) -> bool {
        !record.said.is_empty() && self.said[&record.said] > 1
    }

    /// Whether a part of a list counts among its words, as opposed to filters and negations.
    fn looks_for_words(&self, node: &Node, field: Field) -> bool {
        match &node.kind {
            Kind::All(nodes) | Kind::Any(nodes) => nodes.iter().any(|node| self.looks_for_words(node, field)),
            Kind::Scoped { name, inner } => match self.scope(name) {
                Scope::Field(field) => self.looks_for_words(inner, field),
                Scope::Kind => false,
                Scope::Section(_) => true,
                Scope::Text => unreachable!("{name} was settled as text"),
            },
            Kind::Prefix(_) | Kind::Wildcard(_) if field == Field::Path => false,
            leaf => self.ways(leaf, field).is_some(),
        }
    }

    /// Everything that the query asks to stand in a text, negations left out.
    pub(super) fn claims(&self, query: &Node, mode: MatchMode) -> Vec<Claim> {
        let mut claims = Vec::new();
        let query = &self.settled(query);
        self.claim(query, Field::Text, None, &mut claims);
        if mode == MatchMode::Any {
            self.claim(&all_apart(query), Field::Text, None, &mut claims);
        }
        claims
    }

    fn claim(&self, node: &Node, field: Field, section: Option<&Way>, into: &mut Vec<Claim>) {
        let claim = |way| Claim { way, field, section: section.cloned() };
        match &node.kind {
            Kind::All(nodes) | Kind::Any(nodes) => {
                for node in nodes {
                    self.claim(node, field, section, into);
                }
                let joined =
                    nodes.windows(2).filter_map(|pair| Some(plain_word(&pair[0])? + &plain_word(&pair[1])?));
                into.extend(joined.map(|word| claim(Way::one(Spelling::Exactly(word)))));
            }
            Kind::Scoped { name, inner } => match self.scope(name) {
                Scope::Field(field) => self.claim(inner, field, section, into),
                Scope::Kind => {}
                Scope::Section(words) => {
                    self.claim(inner, Field::Text, Some(&Way { words, slop: None }), into);
                }
                Scope::Text => unreachable!("{name} was settled as text"),
            },
            Kind::Not(_) => {}
            leaf => into.extend(self.ways(leaf, field).into_iter().flatten().map(claim)),
        }
    }
}

/// What a positive leaf of the query asks for, and where.
pub(super) struct Claim {
    pub(super) way: Way,
    pub(super) field: Field,
    /// The heading that its section must have.
    pub(super) section: Option<Way>,
}

/// Where any word of a list will do, the parts of a compound are words of it.
fn in_mode(nodes: &[Node], field: Field, mode: MatchMode) -> Vec<Node> {
    if mode == MatchMode::Any && field == Field::Text {
        nodes.iter().flat_map(apart).collect()
    } else {
        nodes.to_vec()
    }
}

fn apart(node: &Node) -> Vec<Node> {
    match &node.kind {
        Kind::Word(word) if line(word).iter().any(|part| part.end - part.start > 1) => {
            let parts = words::plain_words(word).into_iter();
            parts.map(|part| Node::new(Kind::Word(part), node.span.clone())).collect()
        }
        _ => vec![node.clone()],
    }
}

/// The query with all compounds of its lists in parts.
fn all_apart(node: &Node) -> Node {
    let kind = match &node.kind {
        Kind::All(nodes) => Kind::All(nodes.iter().flat_map(apart).map(|node| all_apart(&node)).collect()),
        Kind::Scoped { name, inner } => {
            Kind::Scoped { name: name.clone(), inner: Box::new(all_apart(inner)) }
        }
        other => other.clone(),
    };
    Node::new(kind, node.span.clone())
}

/// What is asked for again in a list is asked for once.
fn is_new(nodes: &[Node], at: usize) -> bool {
    !nodes[..at].iter().any(|earlier| earlier.to_string() == nodes[at].to_string())
}

/// A word of a list also stands where it is written together with its neighbour in the list.
fn joined(nodes: &[Node], at: usize, record: &Record, place: Place) -> bool {
    let Some(word) = plain_word(&nodes[at]) else { return false };
    let before = at.checked_sub(1).and_then(|before| plain_word(&nodes[before])).map(|other| other + &word);
    let after = nodes.get(at + 1).and_then(plain_word).map(|other| word.clone() + &other);
    let together = before.into_iter().chain(after).map(|text| Way::one(Spelling::Exactly(text)));
    let together: Vec<Way> = together.collect();
    lines(record, place).iter().any(|line| together.iter().any(|way| way.stands_in(line)))
}

fn lines(record: &Record, place: Place) -> Vec<&Line> {
    match place.field {
        Field::Text | Field::Person => match place.section {
            Some(at) => record.sections.get(at).map(|(_, text)| text).into_iter().collect(),
            None => record.everywhere().collect(),
        },
        Field::Title => vec![&record.title],
        Field::Author => record.author.iter().collect(),
        Field::Tags => record.tags.iter().collect(),
        Field::Path => vec![&record.path],
    }
}

/// `author:*`: anything at all there.
fn anything(record: &Record, field: Field) -> bool {
    match field {
        Field::Text | Field::Title | Field::Path => true,
        Field::Person => has(record, "people"),
        Field::Author => has(record, "author"),
        Field::Tags => has(record, "tags"),
    }
}

fn has(record: &Record, what: &str) -> bool {
    let review = &record.review;
    match what {
        "score" => review.score.as_ref().is_some_and(|score| score.value.is_some()),
        "year" => review.year.is_some(),
        "summary" => review.summary.is_some(),
        "verdict" => review.verdict.is_some(),
        "author" => review.author.is_some(),
        "date" => review.date.is_some(),
        "url" => review.url.is_some(),
        "tags" => !review.tags.is_empty(),
        "people" => !review.people.is_empty(),
        "sections" => review.sections.iter().any(|section| section.heading.is_some()),
        other => panic!("has:{other}"),
    }
}

fn passes<T: PartialOrd + Copy>(test: &Test<T>, value: Option<T>) -> bool {
    let in_bounds = |bounds: &Bounds<T>, value: T| {
        let above = bounds.low.is_none_or(|(low, equal)| value > low || equal && value == low);
        let below = bounds.high.is_none_or(|(high, equal)| value < high || equal && value == high);
        above && below
    };
    match test {
        Test::Absent => value.is_none(),
        Test::Range(bounds) => value.is_some_and(|value| in_bounds(bounds, value)),
    }
}

/// The first day that a date can mean.
fn first_day(date: &str) -> Option<Day> {
    let mut parts = date.split('-').map(|part| part.parse::<u16>().unwrap());
    let (year, month, day) = (parts.next()?, parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    Day::new(i32::from(year), month as u8, day as u8)
}

/// A word that has no punctuation within.
fn plain_word(node: &Node) -> Option<String> {
    let Kind::Word(text) = &node.kind else { return None };
    let mut words = words::plain_words(text);
    if words.len() == 1 { words.pop() } else { None }
}

/// A pattern of one word, or of several in a row. Letters that are words of their own are so here.
fn pattern(text: &str) -> Option<Way> {
    let folded = words::fold(text);
    let of_word = |c: char| c.is_alphanumeric() || matches!(c, '?' | '*' | '.');
    let mut parts: Vec<String> = Vec::new();
    for run in folded.split(|c| !of_word(c)) {
        let alone = |c: char| ('\u{3040}'..='\u{9FFF}').contains(&c);
        if run.contains(alone) {
            let spaced: Vec<String> = run
                .chars()
                .map(|c| if alone(c) || c == '?' { format!(" {c} ") } else { c.to_string() })
                .collect();
            let spaced = spaced.concat();
            parts
                .extend(spaced.split(' ').filter(|part| !part.is_empty() && *part != "*").map(str::to_owned));
        } else if run.chars().next().is_some_and(|c| c.is_ascii_digit()) {
            parts.push(run.to_owned());
        } else {
            parts.extend(run.split('.').map(str::to_owned));
        }
    }
    parts.retain(|part| part == "?" && parts_are_letters(&folded) || part.contains(char::is_alphanumeric));
    let words: Vec<Spelling> = parts.into_iter().map(Spelling::Pattern).collect();
    if words.is_empty() { None } else { Some(Way { words, slop: None }) }
}

fn parts_are_letters(pattern: &str) -> bool {
    pattern.contains(|c| ('\u{3040}'..='\u{9FFF}').contains(&c))
}

/// A path from any of its folders on.
fn path_fits(kind: &Kind, record: &Record) -> bool {
    let pattern = match kind {
        Kind::Prefix(text) => format!("{text}*"),
        Kind::Wildcard(text) => text.clone(),
        _ => return false,
    };
    let pattern: Vec<char> = words::fold(&pattern).chars().collect();
    let path: Vec<char> = words::fold(&record.review.source.path).chars().collect();
    let starts = (0..path.len()).filter(|&at| at == 0 || path[at - 1] == '/');
    starts.into_iter().any(|start| matches_pattern(&pattern, &path[start..]))
}

fn kind_holds(inner: &Node, record: &Record) -> Option<bool> {
    let kind = record.review.kind.as_deref();
    match &inner.kind {
        Kind::Everything => Some(kind.is_some()),
        Kind::Word(text) | Kind::Phrase { text, .. } => {
            Some(kind == Some(text.trim().to_lowercase().as_str()))
        }
        Kind::Any(nodes) => Some(nodes.iter().any(|node| kind_holds(node, record) == Some(true))),
        Kind::All(nodes) => Some(nodes.iter().all(|node| kind_holds(node, record) == Some(true))),
        Kind::Not(inner) => kind_holds(inner, record).map(|holds| !holds),
        Kind::Prefix(text) => Some(kind.is_some_and(|kind| kind.starts_with(&text.to_lowercase()))),
        other => panic!("kind:{other:?}"),
    }
}
