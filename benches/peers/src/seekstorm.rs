//! SeekStorm, by a small program of its own, where somebody has built it: that takes minutes.

use std::env;
use std::path::{Path, PathBuf};

use crate::program::Program;

/// What is said where there is none.
pub const LEFT_OUT: &str =
    "SeekStorm is left out: (cd benches/seekstorm && cargo build --release) would build it";

/// The built program, named by the environment or where it is usually built.
pub fn find() -> Option<Program> {
    let usual =
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../seekstorm/target/release/pullquote-seekstorm");
    let file = env::var_os("PEERS_SEEKSTORM").map_or_else(usual, PathBuf::from);
    file.is_file().then(|| Program::new("SeekStorm", vec![file.into()]))
}
