//! Lucene, by a small program of its own, where a JDK and Maven are installed.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::bare::Asked;

type Failure = Box<dyn std::error::Error>;

/// The compiled program.
pub struct Lucene(PathBuf);

impl Lucene {
    /// Compiles it; `None` where it can't be.
    pub fn build() -> Option<Self> {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("lucene");
        let mut maven = Command::new("mvn");
        maven.args(["-q", "-B", "-DoutputDirectory=target/lib", "dependency:copy-dependencies", "compile"]);
        let built = maven.current_dir(&project).stdout(Stdio::null()).stderr(Stdio::null()).status();
        built.is_ok_and(|status| status.success()).then(|| Self(project.join("target")))
    }

    fn java(&self, args: &[&std::ffi::OsStr]) -> Command {
        let mut command = Command::new("java");
        let classes =
            std::env::join_paths([self.0.join("classes"), self.0.join("lib/*")]).unwrap_or_default();
        command.arg("-Xmx2g").arg("-cp").arg(classes).arg("Peer").args(args).stderr(Stdio::null());
        command
    }

    /// Indexes a folder, and says how many seconds that took without the start of the virtual machine.
    pub fn index(&self, folder: &Path, dir: &Path) -> Result<f64, Failure> {
        let output = self.java(&["index".as_ref(), folder.as_ref(), dir.as_ref()]).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    }

    /// Opens an index to ask.
    pub fn open(&self, dir: &Path) -> Result<Asking, Failure> {
        let mut command = self.java(&["ask".as_ref(), dir.as_ref()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let questions = child.stdin.take().ok_or("no way in")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no way out")?);
        Ok(Asking { child, questions, answers })
    }
}

/// A running program that answers with times.
pub struct Asking {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Asking {
    /// The median of many runs for the ten best, in microseconds, by its own clock.
    pub fn top(&mut self, asked: &Asked, is_filtered: bool) -> Result<f64, Failure> {
        let (kind, words) = match asked {
            Asked::Word(word) => ("word", (*word).to_owned()),
            Asked::Phrase(words) => ("phrase", words.join("\t")),
            Asked::All(words) => ("all", words.join("\t")),
            Asked::Any(words) => ("any", words.join("\t")),
        };
        let filter = if is_filtered { "yes" } else { "no" };
        writeln!(self.questions, "{kind}\t{filter}\t{words}")?;
        self.questions.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().parse()?)
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
