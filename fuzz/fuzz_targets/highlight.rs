//! Any query over any text: what is marked lies in the text, in order, and is what was asked for.
//!
//! The first line is the query, the rest a review: a line that begins with `#` is a heading.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::backend::local::Local;
use pullquote::backend::{Backend, MatchMode, Passage, SearchRequest};
use pullquote::index::Reader;
use pullquote::query::{Kind, Node, parse};
use pullquote::review::{Prose, Review, Section, Source};

fuzz_target!(|input: &str| {
    let (query, text) = input.split_once('\n').unwrap_or((input, ""));
    let Ok(parsed) = parse(query) else { return };
    let review = review(text);
    let reader = Reader::in_memory(std::slice::from_ref(&review)).expect("an index in memory");
    let answer = Local::new(&reader).search(&request(parsed.node.clone())).expect("an answer");
    for passage in answer.hits.iter().flat_map(|hit| &hit.passages) {
        check(passage, &review);
        if is_one_thing(&parsed.node) {
            passage.spans.iter().for_each(|span| is_found_alone(&passage.text[span.clone()], &parsed.node));
        }
    }
});

fn review(text: &str) -> Review {
    let mut sections = vec![Section::default()];
    for line in text.lines() {
        match line.strip_prefix('#') {
            Some(heading) => {
                sections.push(Section { heading: Some(heading.to_owned()), body: Prose::default() });
            }
            None => {
                if let Some(section) = sections.last_mut() {
                    section.body.append("\n\n", &Prose::on_line(line, 1));
                }
            }
        }
    }
    let source = Source { path: "a.md".to_owned(), record: None, line_start: 1, line_end: 1 };
    Review { id: "a.md".to_owned(), title: "A".to_owned(), sections, source, ..Review::default() }
}

fn request(query: Node) -> SearchRequest {
    SearchRequest { match_mode: MatchMode::Any, passages: usize::MAX, ..SearchRequest::new(query) }
}

fn check(passage: &Passage, review: &Review) {
    let mut end = 0;
    for span in &passage.spans {
        let marked = passage.text.get(span.clone());
        assert!(marked.is_some_and(|marked| !marked.is_empty()), "{passage:?}");
        assert!(span.start >= end, "{passage:?}");
        end = span.end;
    }
    let bodies = review.sections.iter().map(|section| section.body.as_str());
    let headings = review.sections.iter().filter_map(|section| section.heading.as_deref());
    let mut texts = bodies.chain(headings).chain([review.title.as_str()]);
    assert!(texts.any(|text| text.contains(&passage.text)), "{passage:?}");
}

/// Words near each other are marked one by one, and a list marks what it has.
fn is_one_thing(node: &Node) -> bool {
    matches!(node.kind, Kind::Word(_) | Kind::Phrase { slop: None, .. })
}

/// What is marked, taken for a review of its own, is found by the same query.
fn is_found_alone(marked: &str, query: &Node) {
    let source = Source { path: "b.md".to_owned(), record: None, line_start: 1, line_end: 1 };
    let body = Prose::on_line(marked, 1);
    let sections = vec![Section { heading: None, body }];
    let alone = Review { id: "b.md".to_owned(), sections, source, ..Review::default() };
    let reader = Reader::in_memory(&[alone]).expect("an index in memory");
    let answer = Local::new(&reader).search(&request(query.clone())).expect("an answer");
    assert_eq!(answer.total, 1, "{marked:?} is marked for {query}");
}
