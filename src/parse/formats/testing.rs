//! What the tests of formats ask.

use std::ops::ControlFlow;

use super::{File, Format, Item, Record, Sample, Wishes};
use crate::profile::Declared;
use crate::review::Review;

/// Everything that a format hands out for a text, which it must recognise.
pub(super) fn run(format: &Format, path: &str, text: &str, wishes: Wishes) -> Vec<Item> {
    let head = &text[..text.floor_char_boundary(64 << 10)];
    let sample = Sample { path, head, is_whole: head.len() == text.len(), declared: &Declared::nothing() };
    assert!((format.recognise)(&sample).is_some(), "{path} is not recognised as {}", format.name);
    read(format, path, text, wishes)
}

/// Everything that a format hands out for a text, recognised or not.
pub(super) fn read(format: &Format, path: &str, text: &str, wishes: Wishes) -> Vec<Item> {
    let mut items = Vec::new();
    let mut sink = |item| {
        items.push(item);
        ControlFlow::Continue(())
    };
    (format.read)(&File { path, wishes, declared: &Declared::nothing() }, &mut text.as_bytes(), &mut sink)
        .unwrap();
    items
}

/// The records among the items.
pub(super) fn records(items: &[Item]) -> Vec<&Record> {
    let records = items.iter().map(|item| if let Item::Record(record) = item { Some(record) } else { None });
    records.flatten().collect()
}

/// Why something was left out.
pub(super) fn skipped(items: &[Item]) -> Vec<&str> {
    let reasons = items
        .iter()
        .map(|item| if let Item::Skipped(skipped) = item { Some(skipped.reason.as_str()) } else { None });
    reasons.flatten().collect()
}

/// The reviews of what an export wrote, which a format must recognise and read without a word.
pub(super) fn returned(format: &Format, path: &str, written: Vec<u8>) -> Vec<Review> {
    let written = String::from_utf8(written).unwrap();
    // As it comes out of the decoder.
    let text = written.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let found = run(format, path, &text, Wishes::default()).into_iter().map(|item| match item {
        Item::Review(review) => *review,
        other => panic!("{other:?}\n{text}"),
    });
    found.collect()
}

/// What an export writes.
pub(super) fn exported(form: crate::render::export::Form, reviews: &[Review]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut export = crate::render::export::Export::new(form, &mut out).unwrap();
    for review in reviews {
        export.add(review).unwrap();
    }
    export.finish().unwrap();
    out
}
