//! Random questions.

use pullquote::query::{Bounds, Day, Kind, Node, PRESENCES, Test};

use super::archive::{NAMES, WORDS};
use super::dice::Dice;
use super::oracle::Oracle;

const SCOPES: [&str; 19] = [
    "title",
    "title",
    "author",
    "tag",
    "path",
    "person",
    "person",
    "kind",
    "sound",
    "sound",
    "music",
    "story",
    "dance",
    "sound & music",
    "summary",
    "verdict",
    "gun-fu",
    "zzz",
    "Sounds",
];

/// Asks about an archive, often in its own words.
pub(super) struct Asking<'a> {
    pub(super) dice: &'a mut Dice,
    pub(super) oracle: &'a Oracle,
}

impl Asking<'_> {
    /// A query of at most so many levels.
    pub(super) fn query(&mut self, levels: usize) -> Node {
        let kind = match self.dice.below(100) {
            0..22 if levels > 0 => Kind::All(self.several(levels)),
            22..36 if levels > 0 => Kind::Any(self.several(levels)),
            36..46 if levels > 0 => Kind::Not(Box::new(self.query(levels - 1))),
            46..66 if levels > 0 => self.scoped(levels),
            66..76 => self.filter(),
            _ => self.leaf(),
        };
        Node::new(kind, 0..0)
    }

    fn several(&mut self, levels: usize) -> Vec<Node> {
        (0..self.dice.between(2, 4)).map(|_| self.query(levels - 1)).collect()
    }

    fn scoped(&mut self, levels: usize) -> Kind {
        let name = self.dice.pick(&SCOPES).to_owned();
        let inner = if name == "kind" { self.kind() } else { self.query(levels - 1) };
        Kind::Scoped { name, inner: Box::new(inner) }
    }

    fn kind(&mut self) -> Node {
        let word = |text: &str| Node::new(Kind::Word(text.to_owned()), 0..0);
        match self.dice.below(6) {
            0 => Node::any(vec![word("Film"), word("album")]),
            1 => Node::new(Kind::Not(Box::new(word("film"))), 0..0),
            2 => Node::new(Kind::Prefix("fi".to_owned()), 0..0),
            3 => Node::new(Kind::Everything, 0..0),
            _ => word("series"),
        }
    }

    fn filter(&mut self) -> Kind {
        match self.dice.below(6) {
            0 => Kind::Score(self.test(|dice| dice.between(0, 20) as f64 / 2.0)),
            1 => Kind::Year(self.test(|dice| year(dice, 1979, 1990))),
            2 => Kind::Date(self.test(|dice| {
                let (month, day) = (dice.between(1, 12), dice.between(1, 28));
                Day::new(year(dice, 2021, 2024), month as u8, day as u8).unwrap()
            })),
            3 => Kind::Is("duplicate".to_owned()),
            4 => Kind::Everything,
            _ => Kind::Has(self.dice.pick(&PRESENCES).to_owned()),
        }
    }

    fn test<T: PartialOrd + Copy>(&mut self, value: impl Fn(&mut Dice) -> T) -> Test<T> {
        let (a, b) = (value(self.dice), value(self.dice));
        let equal = self.dice.percent(70);
        match self.dice.below(5) {
            0 => Test::Absent,
            1 => Test::Range(Bounds { low: Some((a, equal)), high: None }),
            2 => Test::Range(Bounds { low: None, high: Some((a, equal)) }),
            3 if a < b => Test::Range(Bounds { low: Some((a, equal)), high: Some((b, true)) }),
            _ => Test::Range(Bounds::inclusive(a, a)),
        }
    }

    fn leaf(&mut self) -> Kind {
        match self.dice.below(16) {
            0..6 => Kind::Word(self.word()),
            6..9 => Kind::Phrase { text: self.phrase(), slop: None },
            9..12 => {
                let slop = Some(self.dice.below(7) as u32);
                Kind::Phrase { text: self.phrase(), slop }
            }
            12 => self.prefix(),
            13 => self.wildcard(),
            14 => self.fuzzy(),
            _ => Kind::Phrase { text: self.dice.pick(&NAMES).to_owned(), slop: None },
        }
    }

    /// One word of the vocabulary, perhaps with punctuation around.
    fn word(&mut self) -> String {
        let word = self.dice.pick(&WORDS).replace(' ', "-");
        match self.dice.below(30) {
            0 => "&".to_owned(),
            1 => format!("{word},"),
            2 => word.to_uppercase(),
            _ => word,
        }
    }

    /// Words that stand together somewhere in the archive, or any.
    fn phrase(&mut self) -> String {
        let record = &self.oracle.records[self.dice.below(self.oracle.records.len())];
        let sections = &record.review.sections;
        if sections.is_empty() || self.dice.percent(30) {
            let words: Vec<&str> = (0..self.dice.between(1, 4)).map(|_| self.dice.pick(&WORDS)).collect();
            return words.join(" ");
        }
        let text = sections[self.dice.below(sections.len())].body.as_str();
        let words: Vec<&str> = text.split_whitespace().collect();
        let from = self.dice.below(words.len());
        let mut some = words[from..(from + self.dice.between(1, 4)).min(words.len())].to_vec();
        if some.len() > 1 && self.dice.percent(30) {
            some.swap(0, 1);
        }
        if some.len() > 2 && self.dice.percent(30) {
            some.remove(1);
        }
        some.join(" ")
    }

    fn letters(&mut self) -> Vec<char> {
        self.word().chars().collect()
    }

    fn prefix(&mut self) -> Kind {
        let letters = self.letters();
        let cut: String = letters[..self.dice.between(1, letters.len())].iter().collect();
        let cut = cut.trim_end_matches(|c: char| !c.is_alphanumeric());
        if cut.is_empty() || cut.contains(['*', '?']) {
            Kind::Word("neon".to_owned())
        } else {
            Kind::Prefix(cut.to_owned())
        }
    }

    fn wildcard(&mut self) -> Kind {
        let mut letters = self.letters();
        let at = self.dice.below(letters.len());
        letters[at] = if self.dice.percent(50) { '?' } else { '*' };
        let pattern: String = letters.into_iter().collect();
        let begins_and_ends = pattern.starts_with(|c: char| c.is_alphanumeric() || c == '*' || c == '?')
            && pattern.ends_with(char::is_alphanumeric);
        if begins_and_ends && !pattern.contains("**") && pattern.len() > 2 {
            return Kind::Wildcard(pattern);
        }
        Kind::Wildcard("b?ll*t".to_owned())
    }

    fn fuzzy(&mut self) -> Kind {
        let mut letters = self.letters();
        let at = self.dice.below(letters.len());
        match self.dice.below(4) {
            0 => letters[at] = 'x',
            1 if at > 0 => letters.swap(at - 1, at),
            2 => letters.insert(at, 'n'),
            _ if letters.len() > 2 => drop(letters.remove(at)),
            _ => {}
        }
        let word: String = letters.into_iter().filter(|c| !matches!(c, '*' | '?')).collect();
        let distance = if self.dice.percent(40) { None } else { Some(self.dice.below(3) as u8) };
        if word.contains(char::is_alphanumeric) {
            Kind::Fuzzy { word, distance }
        } else {
            Kind::Fuzzy { word: "neon".to_owned(), distance }
        }
    }
}

fn year(dice: &mut Dice, from: u16, to: u16) -> i32 {
    i32::from(from) + i32::from(dice.below(usize::from(to - from) + 1) as u16)
}

/// The same query with a part left out, for each part that can be.
pub(super) fn simpler(query: &Node) -> Vec<Node> {
    let node = |kind| Node::new(kind, 0..0);
    match &query.kind {
        Kind::All(nodes) => simpler_lists(nodes, |nodes| node(Kind::All(nodes))),
        Kind::Any(nodes) => simpler_lists(nodes, |nodes| node(Kind::Any(nodes))),
        Kind::Not(inner) => {
            let negated = simpler(inner).into_iter().map(|inner| node(Kind::Not(Box::new(inner))));
            std::iter::once((**inner).clone()).chain(negated).collect()
        }
        Kind::Scoped { name, inner } => {
            let scoped = simpler(inner)
                .into_iter()
                .map(|inner| node(Kind::Scoped { name: name.clone(), inner: Box::new(inner) }));
            let bare = (name != "kind").then(|| (**inner).clone());
            bare.into_iter().chain(scoped).collect()
        }
        Kind::Phrase { text, slop } if text.contains(' ') => {
            let words: Vec<&str> = text.split(' ').collect();
            let without = |at: usize| [&words[..at], &words[at + 1..]].concat().join(" ");
            (0..words.len()).map(|at| node(Kind::Phrase { text: without(at), slop: *slop })).collect()
        }
        _ => Vec::new(),
    }
}

fn simpler_lists(nodes: &[Node], list: impl Fn(Vec<Node>) -> Node) -> Vec<Node> {
    let mut all = nodes.to_vec();
    for at in 0..nodes.len() {
        let mut fewer = nodes.to_vec();
        fewer.remove(at);
        all.push(list(fewer));
        for part in simpler(&nodes[at]) {
            let mut changed = nodes.to_vec();
            changed[at] = part;
            all.push(list(changed));
        }
    }
    all
}
