//! Every format reads any text to its end and hands out drafts that settle; so does the parser of texts.
//!
//! The first byte picks the format, the rest is the text.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use pullquote::parse::formats::{FORMATS, File, Sample, Wishes};
use pullquote::parse::{self, Conventions, Found};
use pullquote::profile::Declared;

fuzz_target!(|input: &[u8]| {
    let Some((&pick, rest)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let (conventions, declared) = (Conventions::default(), Declared::nothing());
    for draft in parse::parse("films/a.md", &text, &declared).drafts {
        let _ = draft.settle(&conventions, &declared);
    }
    let sample = Sample { path: "films/a.csv", head: &text, is_whole: true, declared: &declared };
    for format in FORMATS {
        let _ = (format.recognise)(&sample);
    }
    let format = FORMATS[usize::from(pick) % FORMATS.len()];
    let file = File { path: "films/a.csv", wishes: Wishes { ratings: true, private: true }, declared: &declared };
    let mut reader = text.as_bytes();
    let mut handed_out = 0_usize;
    let _ = parse::read_records(format, &file, &mut reader, &mut |found| {
        handed_out += 1;
        if let Found::Draft(draft) = found {
            let _ = draft.settle(&conventions, &declared);
        }
        ControlFlow::Continue(())
    });
    assert!(handed_out <= text.len(), "{handed_out} reviews in {} bytes", text.len());
});
