//! Any text is a query or is refused at its place, and what it means prints back as itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::query::{Kind, MAX_BYTES, MAX_DEPTH, Node, Parsed, parse};

fuzz_target!(|text: &str| {
    match parse(text) {
        Ok(parsed) => check(text, &parsed),
        Err(error) => {
            assert!(error.query.get(error.span.clone()).is_some(), "{:?} in {text:?}", error.span);
            let shown = error.to_string();
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
        }
    }
});

fn check(text: &str, Parsed { node, notices }: &Parsed) {
    assert!(text.len() <= MAX_BYTES);
    lies_in(text, node, 0);
    for notice in notices {
        assert!(text.get(notice.span.clone()).is_some(), "{notice:?} in {text:?}");
    }
    let printed = node.to_string();
    // Escapes can make a query longer than may be read.
    if printed.len() > MAX_BYTES {
        return;
    }
    let again = parse(&printed).unwrap_or_else(|error| panic!("{text:?} printed as\n{error}")).node;
    assert!(node.same_meaning(&again), "{text:?} printed as {printed:?}");
    assert_eq!(again.to_string(), printed, "{text:?}");
}

fn lies_in(text: &str, node: &Node, depth: usize) {
    assert!(text.get(node.span.clone()).is_some(), "{node:?} in {text:?}");
    // A negation, a list of words and one of alternatives may take one level together.
    assert!(depth <= 3 * MAX_DEPTH + 3, "{text:?} is too deep");
    match &node.kind {
        Kind::All(nodes) | Kind::Any(nodes) => nodes.iter().for_each(|node| lies_in(text, node, depth + 1)),
        Kind::Not(inner) | Kind::Scoped { inner, .. } => lies_in(text, inner, depth + 1),
        _ => {}
    }
}
