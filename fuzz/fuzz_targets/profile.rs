//! Any profile is read or refused at a place in it, and under one that is read, texts and records are read too.
//!
//! Up to the first NUL the input is the profile, the rest is the text.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use pullquote::parse::formats::{FORMATS, File, Sample, Wishes};
use pullquote::parse::{self, Conventions, Found};
use pullquote::profile::Profile;

const PATHS: [&str; 3] = ["a.md", "films/a.csv", "books/2020/a.jsonl"];

fuzz_target!(|input: &[u8]| {
    let input = String::from_utf8_lossy(input);
    let (profile, text) = input.split_once('\0').unwrap_or((&input, "title: A\nrating: 7\n\nText."));
    let profile = match Profile::parse(profile) {
        Ok(profile) => profile,
        Err(fault) => {
            let lines = profile.split('\n').count() as u32;
            assert!((1..=lines).contains(&fault.line), "line {} of {lines}", fault.line);
            assert!(fault.column >= 1 && !fault.to_string().is_empty());
            return;
        }
    };
    let conventions = Conventions::default();
    for path in PATHS {
        let _ = profile.skips(path);
        let declared = profile.at(path);
        for draft in parse::parse(path, text, &declared).drafts {
            let _ = draft.settle(&conventions, &declared);
        }
        let sample = Sample { path, head: text, is_whole: true, declared: &declared };
        let recognised = FORMATS.iter().filter(|format| (format.recognise)(&sample).is_some());
        for format in recognised {
            let file = File { path, wishes: Wishes { ratings: true, private: true }, declared: &declared };
            let _ = parse::read_records(format, &file, &mut text.as_bytes(), &mut |found| {
                if let Found::Draft(draft) = found {
                    let _ = draft.settle(&conventions, &declared);
                }
                ControlFlow::Continue(())
            });
        }
    }
});
