//! What each row of the language means, what is text after all, what is an error, and that
//! printing is reading backwards.

mod errors;
mod filters;
mod meaning;
mod properties;
mod text;

use super::{Kind, Node, QueryNotice, Test, parse};

/// The tree in one line: `(and a (or "b c"~3 sound:(not d*)))`, leaves by kind.
fn shape(node: &Node) -> String {
    let list = |name: &str, nodes: &[Node]| {
        let parts: Vec<_> = nodes.iter().map(shape).collect();
        format!("({name} {})", parts.join(" "))
    };
    match &node.kind {
        Kind::Everything => "everything".to_owned(),
        Kind::All(nodes) => list("and", nodes),
        Kind::Any(nodes) => list("or", nodes),
        Kind::Not(inner) => format!("(not {})", shape(inner)),
        Kind::Word(text) => text.clone(),
        Kind::Phrase { text, slop } => format!("phrase[{text}|{slop:?}]"),
        Kind::Prefix(text) => format!("prefix[{text}]"),
        Kind::Wildcard(text) => format!("wild[{text}]"),
        Kind::Fuzzy { word, distance } => format!("fuzzy[{word}|{distance:?}]"),
        Kind::Scoped { name, inner } => format!("in[{name}]:{}", shape(inner)),
        Kind::Score(test) => format!("score[{}]", test_shape(test)),
        Kind::Year(test) => format!("year[{}]", test_shape(test)),
        Kind::Date(test) => format!("date[{}]", test_shape(test)),
        Kind::Has(what) => format!("has[{what}]"),
        Kind::Is(what) => format!("is[{what}]"),
    }
}

fn test_shape<T: std::fmt::Display + PartialEq>(test: &Test<T>) -> String {
    match test {
        Test::Range(bounds) => bounds.to_string(),
        Test::Absent => "absent".to_owned(),
    }
}

fn node(query: &str) -> Node {
    parse(query).unwrap_or_else(|error| panic!("{error}")).node
}

fn notices(query: &str) -> Vec<QueryNotice> {
    parse(query).unwrap_or_else(|error| panic!("{error}")).notices
}

fn notice_kinds(query: &str) -> Vec<&'static str> {
    notices(query).iter().map(|notice| notice.kind).collect()
}

fn error(query: &str) -> String {
    parse(query).expect_err(query).to_string()
}

/// Checks meanings: a query and the shape it must have, pair by pair.
fn check(cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        assert_eq!(shape(&node(query)), *expected, "query: {query}");
        assert_prints_back(query);
    }
}

/// The printed query means the same and prints as itself.
fn assert_prints_back(query: &str) {
    let tree = node(query);
    let printed = tree.to_string();
    let again = parse(&printed).unwrap_or_else(|error| panic!("{query} printed as\n{error}")).node;
    assert!(tree.same_meaning(&again), "{query}\nprinted as {printed}\nmeans {}", shape(&again));
    assert_eq!(again.to_string(), printed, "query: {query}");
}
