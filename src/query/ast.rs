//! The tree that a query means.

use std::ops::Range;

use super::day::Day;
use super::value::Bounds;

/// A place in the query text, in bytes, on character boundaries.
pub type Span = Range<usize>;

/// One part of a query and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it means.
    pub kind: Kind,
    /// Where it stands in the text. `==` compares it; [`Node::same_meaning`] does not.
    pub span: Span,
}

/// What a part of a query means.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Every review: the empty query, or `*` alone. In a scope (`verdict:*`): anything at all there.
    Everything,
    /// All of these.
    All(Vec<Node>),
    /// At least one of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// A word as it was typed, punctuation and all, never empty. It may hold several words of the
    /// analyser (`razor-thin`) or none (`&`).
    Word(String),
    /// A quoted phrase. The text can be blank (`""`).
    Phrase {
        /// What stood between the quotes, escapes resolved.
        text: String,
        /// How many moves may separate the words, `0..=100`; `None` is the exact phrase.
        slop: Option<u32>,
    },
    /// Words that begin so. The star is not part of the text.
    Prefix(String),
    /// A pattern: `?` is one character, `*` any number of them, never two in a row. It holds at
    /// least one letter or digit, and no other punctuation at its ends.
    Wildcard(String),
    /// Words like this one.
    Fuzzy {
        /// The word.
        word: String,
        /// How many letters may differ, `0..=2`; `None` leaves it to the backend.
        distance: Option<u8>,
    },
    /// `name:inner`, where the backend decides whether the name is a field, a section of the
    /// archive, or mere text.
    Scoped {
        /// The name as typed, without quotes, never blank.
        name: String,
        /// What is looked for there.
        inner: Box<Node>,
    },
    /// `score:`
    Score(ScoreTest),
    /// `year:`
    Year(YearTest),
    /// `date:`
    Date(DateTest),
    /// `has:`, one of [`PRESENCES`](super::PRESENCES).
    Has(String),
    /// `is:`, one of [`FLAGS`](super::FLAGS).
    Is(String),
}

/// A test of a review's typed field.
#[derive(Debug, Clone, PartialEq)]
pub enum Test<T> {
    /// The value lies within these bounds. At least one of them is set.
    Range(Bounds<T>),
    /// There is no value.
    Absent,
}

/// A test of the score, on `0..=10`.
pub type ScoreTest = Test<f64>;
/// A test of the work's year, `1..=9999`.
pub type YearTest = Test<i32>;
/// A test of the review's date, by days.
pub type DateTest = Test<Day>;

impl Node {
    /// A part that stands at `span`.
    pub fn new(kind: Kind, span: Span) -> Self {
        Self { kind, span }
    }

    /// All of `nodes`, in the plainest form: nested lists are joined, a single node stands for
    /// itself, "everything" is left out beside others, and all of nothing is everything.
    pub fn all(nodes: Vec<Node>) -> Self {
        let mut parts = Vec::with_capacity(nodes.len());
        let mut everything = Self::new(Kind::Everything, 0..0);
        for node in nodes {
            match node.kind {
                Kind::All(inner) => parts.extend(inner),
                Kind::Everything => everything = node,
                _ => parts.push(node),
            }
        }
        Self::unwrapped(parts, Kind::All).unwrap_or(everything)
    }

    /// At least one of `nodes`, in the plainest form. One of nothing is not everything.
    pub fn any(nodes: Vec<Node>) -> Self {
        let mut parts = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node.kind {
                Kind::Any(inner) => parts.extend(inner),
                _ => parts.push(node),
            }
        }
        let nothing = || Self::new(Kind::Not(Box::new(Self::new(Kind::Everything, 0..0))), 0..0);
        Self::unwrapped(parts, Kind::Any).unwrap_or_else(nothing)
    }

    /// `nodes` in a list, a single one as itself; `None` if there are none.
    fn unwrapped(mut nodes: Vec<Node>, list: fn(Vec<Node>) -> Kind) -> Option<Self> {
        if nodes.len() < 2 {
            return nodes.pop();
        }
        let span = nodes.first()?.span.start..nodes.last()?.span.end;
        Some(Self::new(list(nodes), span))
    }

    /// What a scope means if its name names nothing in the archive: the name is text like the rest
    /// (`Re:Zero` is one word). Any other node stays as it is.
    #[must_use]
    pub fn unscoped(self) -> Self {
        let Kind::Scoped { name, inner } = self.kind else { return self };
        let plain = match inner.kind {
            Kind::Word(word) => Self::new(Kind::Word(format!("{name}:{word}")), 0..0),
            _ => Self::all(vec![literal(&name), *inner]),
        };
        Self { span: self.span, ..plain }
    }

    /// Whether both mean the same: equal in their plainest form, wherever they were written.
    pub fn same_meaning(&self, other: &Node) -> bool {
        self.plainest() == other.plainest()
    }

    /// The same meaning with lists joined and places forgotten.
    pub(super) fn plainest(&self) -> Node {
        let kind = match &self.kind {
            Kind::All(nodes) => Self::all(nodes.iter().map(Self::plainest).collect()).kind,
            Kind::Any(nodes) => Self::any(nodes.iter().map(Self::plainest).collect()).kind,
            Kind::Not(inner) => Kind::Not(Box::new(inner.plainest())),
            Kind::Scoped { name, inner } => {
                Kind::Scoped { name: name.clone(), inner: Box::new(inner.plainest()) }
            }
            leaf => leaf.clone(),
        };
        Self::new(kind, 0..0)
    }
}

/// A node that means the words of `text` as plain text, whatever they contain: all of them, in any
/// order. Blank text is everything.
pub fn literal(text: &str) -> Node {
    let words = text.split_whitespace().map(|word| Node::new(Kind::Word(word.to_owned()), 0..0));
    Node::all(words.collect())
}
