//! Lucene, by a small program of its own, where a JDK and Maven are installed.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::Program;

/// What is said where there is none.
pub const LEFT_OUT: &str = "Lucene is left out: it takes a JDK and Maven";

/// Compiles it; `None` where it can't be.
pub fn build() -> Option<Program> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("lucene");
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "-DoutputDirectory=target/lib", "dependency:copy-dependencies", "compile"]);
    let built = maven.current_dir(&project).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !built.is_ok_and(|status| status.success()) {
        return None;
    }
    let target = project.join("target");
    let classes = env::join_paths([target.join("classes"), target.join("lib/*")]).ok()?;
    let java = ["java".into(), "-Xmx2g".into(), "-cp".into(), classes, "Peer".into()];
    Some(Program::new("Lucene", java.into()))
}
