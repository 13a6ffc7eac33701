use proptest::collection::vec;
use proptest::prelude::*;

use super::shape;
use crate::query::{Bounds, Day, FLAGS, Kind, Node, PRESENCES, Parsed, Test, literal, parse};

/// Text that is mostly syntax, with a little of everything else.
fn queries() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            " ", "(", ")", "\"", "“", "”", "«", "-", "*", "?", "~", ":", "\\", "/", "~1", "~3", "OR", "AND", "NOT",
            " OR ", " AND ", " NOT ", "a", "b", "title:", "score:", "year:", "date:", "has:", "is:", ">=", "<", "..",
            "7", "B+", "2019", "2024-05", "none", "score", "duplicate", "\n", "\u{301}", "千", ";", ",", "'", "é", "\r",
            "score:>=7", "year:1990s", "date:2024-05..2025", "(a OR b)", "x:(", "::", "...",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Any text that a word can be, with syntax more often than chance would have it.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}",
        r#"[-a-z0-9:*?~()"\\/“«. ]{1,8}"#,
        "(OR|AND|NOT|score:7|-a|a:b|\\\\OR|\\*|:x|//x)",
        "\\PC{1,6}",
        vec(any::<char>(), 1..6).prop_map(String::from_iter)
    ]
}

fn names() -> impl Strategy<Value = String> {
    let blank = |name: &String| !name.trim().is_empty();
    prop_oneof!["[a-z]{1,6}", "(score|has|OR|NOT)", words().prop_filter("names are not blank", blank)]
}

fn ranges<T: PartialOrd + Copy + std::fmt::Debug>(
    values: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Test<T>> {
    let bounds = (values.clone(), values, any::<bool>(), any::<bool>(), 0..4u8).prop_filter_map(
        "ordered",
        |(a, b, from, to, which)| {
            let bounds = match which {
                0 => Bounds { low: Some((a, from)), high: None },
                1 => Bounds { low: None, high: Some((a, to)) },
                2 => Bounds::inclusive(a, a),
                _ => Bounds { low: Some((a, from)), high: Some((b, to)) },
            };
            (which < 3 || a < b).then_some(Test::Range(bounds))
        },
    );
    prop_oneof![5 => bounds, 1 => Just(Test::Absent)]
}

fn leaves() -> impl Strategy<Value = Kind> {
    let days = (1..=9999i32, 1..=12u8, 1..=28u8)
        .prop_filter_map("a day", |(year, month, day)| Day::new(year, month, day));
    let scores = 0.0..=10.0f64;
    prop_oneof![
        1 => Just(Kind::Everything),
        8 => words().prop_map(Kind::Word),
        2 => (words(), prop::option::of(0..=100u32)).prop_map(|(text, slop)| Kind::Phrase { text, slop }),
        2 => ("[a-zé]", words(), "[a-z0-9]").prop_filter_map("no stars inside", |(a, b, c)| {
            (!b.contains(['*', '?'])).then(|| Kind::Prefix(format!("{a}{b}{c}")))
        }),
        1 => "[a-z?][*?][-a-z*?:~\" ]{0,5}[a-z]".prop_filter_map("stars stand alone", |pattern| {
            (!pattern.contains("**")).then_some(Kind::Wildcard(pattern))
        }),
        1 => ("[a-z]", words(), prop::option::of(0..=2u8)).prop_map(|(a, b, distance)| Kind::Fuzzy { word: a + &b, distance }),
        1 => ranges(scores).prop_map(Kind::Score),
        1 => ranges(1..=9999i32).prop_map(Kind::Year),
        1 => ranges(days).prop_map(Kind::Date),
        1 => prop::sample::select(PRESENCES.to_vec()).prop_map(|what| Kind::Has(what.to_owned())),
        1 => prop::sample::select(FLAGS.to_vec()).prop_map(|what| Kind::Is(what.to_owned())),
    ]
}

fn trees() -> impl Strategy<Value = Node> {
    let node = |kind| Node::new(kind, 0..0);
    leaves().prop_map(node).prop_recursive(5, 24, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Kind::All),
            vec(inner.clone(), 0..4).prop_map(Kind::Any),
            inner.clone().prop_map(|inner| Kind::Not(Box::new(inner))),
            (names(), inner).prop_map(|(name, inner)| Kind::Scoped { name, inner: Box::new(inner) }),
        ]
        .prop_map(node)
    })
}

fn assert_spans_lie_in(query: &str, node: &Node) {
    assert!(query.get(node.span.clone()).is_some(), "{:?} in {query:?}", node.span);
    match &node.kind {
        Kind::All(nodes) | Kind::Any(nodes) => {
            assert!(nodes.len() > 1, "{node:?}");
            for node in nodes {
                assert_spans_lie_in(query, node);
            }
        }
        Kind::Not(inner) | Kind::Scoped { inner, .. } => {
            assert!(node.span.start <= inner.span.start && inner.span.end <= node.span.end, "{node:?}");
            assert_spans_lie_in(query, inner);
        }
        _ => {}
    }
}

fn assert_prints_back(tree: &Node) {
    let printed = tree.to_string();
    let again = parse(&printed).unwrap_or_else(|error| panic!("{error}")).node;
    assert!(tree.same_meaning(&again), "{}\nprinted as {printed:?}\nmeans {}", shape(tree), shape(&again));
    assert_eq!(again.to_string(), printed);
}

fn assert_sound(query: &str) {
    match parse(query) {
        Ok(Parsed { node, notices }) => {
            assert_spans_lie_in(query, &node);
            assert!(notices.iter().all(|notice| query.get(notice.span.clone()).is_some()));
            assert!(notices.is_sorted_by_key(|notice| notice.span.start));
            assert_prints_back(&node);
        }
        Err(error) => {
            assert!(query.get(error.span.clone()).is_some(), "{:?} in {query:?}", error.span);
            let shown = error.to_string();
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused_at_its_place(query in any::<String>()) {
        assert_sound(&query);
    }

    #[test]
    fn any_syntax_is_read_or_refused_at_its_place(query in queries()) {
        assert_sound(&query);
    }

    #[test]
    fn any_tree_prints_back(tree in trees()) {
        assert_prints_back(&tree);
    }

    #[test]
    fn literal_text_prints_back(text in words()) {
        assert_prints_back(&literal(&text));
    }
}
