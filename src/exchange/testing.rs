//! Reviews for tests: one as people have them, and any at all.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::review::{Prose, Review, Section, Source};
use crate::score::{Method, Score};

/// A review as people have them.
pub(crate) fn heat() -> Review {
    let prose = |text: &str| Prose::on_line(text, 3);
    Review {
        id: "films/heat.md".into(),
        title: "Heat".into(),
        year: Some(1995),
        kind: Some("film".into()),
        summary: Some(prose("Loud.")),
        sections: vec![
            Section { heading: None, body: prose("A bank.") },
            Section { heading: Some("Sound".into()), body: prose("Guns.") },
        ],
        score: Some(Score {
            raw: "4/5".into(),
            value: Some(8.0),
            scale: Some("5".into()),
            method: Method::Stated,
        }),
        verdict: Some(prose("Good.")),
        author: Some("Ann".into()),
        date: Some("2020-01-02".into()),
        url: None,
        tags: vec!["la".into(), "heist".into()],
        people: vec!["Michael Mann".into()],
        source: Source { path: "films/heat.md".into(), record: None, line_start: 3, line_end: 20 },
        extra: Map::from_iter([("draft".to_owned(), json!(false))]),
    }
}

/// Texts of what means something somewhere: to YAML, CSV, Markdown, HTML, JSON, spreadsheets.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("\n"),
        Just("\n\n"),
        Just("\r"),
        Just("\r\n"),
        Just("\""),
        Just("\"\""),
        Just("'"),
        Just("#"),
        Just("# "),
        Just("## Sound"),
        Just("---"),
        Just("\n---\n"),
        Just("\ntitle: x\n"),
        Just("+++"),
        Just(","),
        Just(";"),
        Just("; "),
        Just("\\"),
        Just("\\\""),
        Just("\\n"),
        Just("="),
        Just("-"),
        Just("@"),
        Just("\t"),
        Just(" "),
        Just("  "),
        Just("<b>Sound</b>"),
        Just("<"),
        Just("&amp;"),
        Just("&"),
        Just("\u{0}"),
        Just("\u{7}"),
        Just("\u{1b}[31m"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("\u{feff}"),
        Just("\u{ffff}"),
        Just("é"),
        Just("映画"),
        Just("🎬"),
        Just("null"),
        Just("yes"),
        Just("1995"),
        Just("007"),
        Just("1e3"),
        Just(": "),
        Just(" #"),
        Just("[x]"),
        Just("{y}"),
        Just("*"),
        Just("|"),
        Just(">"),
        Just("Heat"),
        Just("word "),
    ];
    vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

fn title() -> impl Strategy<Value = String> {
    nasty().prop_map(|text| if text.is_empty() { "Heat".to_owned() } else { text })
}

fn prose() -> impl Strategy<Value = Prose> {
    nasty().prop_map(|text| Prose::on_line(text, 7))
}

fn score() -> impl Strategy<Value = Score> {
    let methods = prop_oneof![Just(Method::Stated), Just(Method::Inferred), Just(Method::Unread)];
    let value = option::of((0..=10_000_i32).prop_map(|value| f64::from(value) / 1000.0));
    let raw = prop_oneof![nasty(), Just("4/5".to_owned()), Just("B+".to_owned()), Just("4".to_owned())];
    let scale = option::of(prop_oneof![nasty(), Just("5".to_owned()), Just("letter".to_owned())]);
    (raw, value, scale, methods).prop_map(|(raw, value, scale, method)| Score { raw, value, scale, method })
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        nasty().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        Just(json!(1.5)),
        Just(json!(1.0)),
        Just(json!(true)),
        Just(Value::Null),
    ];
    scalar.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((nasty(), inner), 0..3).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Any review.
pub(crate) fn review() -> impl Strategy<Value = Review> {
    let section = (option::of(nasty()), prose()).prop_map(|(heading, body)| Section { heading, body });
    let kind = option::of(prop_oneof![Just("film".to_owned()), Just("series".to_owned()), nasty()]);
    let date = option::of(prop_oneof![
        Just("2020".to_owned()),
        Just("2020-01".to_owned()),
        Just("2020-01-02".to_owned())
    ]);
    let source = (nasty(), option::of(nasty()), any::<u32>()).prop_map(|(path, record, line_end)| Source {
        path,
        record,
        line_start: 7,
        line_end,
    });
    let work = (title(), title(), option::of(any::<i32>()), kind, option::of(score()));
    let text = (option::of(prose()), vec(section, 0..4), option::of(prose()));
    let about = (option::of(nasty()), date, option::of(nasty()), vec(nasty(), 0..3), vec(nasty(), 0..3));
    let rest = (source, vec((nasty(), value()), 0..3));
    (work, text, about, rest).prop_map(|(work, text, about, rest)| {
        let (id, title, year, kind, score) = work;
        let (summary, sections, verdict) = text;
        let (author, date, url, tags, people) = about;
        let (source, extra) = rest;
        let extra = extra.into_iter().collect();
        Review {
            id,
            title,
            year,
            kind,
            summary,
            sections,
            score,
            verdict,
            author,
            date,
            url,
            tags,
            people,
            source,
            extra,
        }
    })
}
