//! Any bytes are looked into as a file: containers, compression, character sets. Bounds hold.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use pullquote::decode::{Content, Limits};

fuzz_target!(|input: &[u8]| {
    let limits = Limits::default();
    let content = Content::of(input.to_vec());
    let _ = content.hash();
    let problems = content.members("films/a", &limits, &mut |member| {
        assert!(member.path.starts_with("films/a"), "{}", member.path);
        if let Ok(text) = member.text() {
            let _ = text.whole(&limits);
        }
        ControlFlow::Continue(())
    });
    for problem in problems {
        assert!(!problem.reason.to_string().is_empty());
    }
});
