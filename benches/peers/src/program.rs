//! A peer in a program of its own, by its own clock: `index FOLDER INDEX` prints the seconds that it took, and
//! `ask INDEX` answers each line with the microseconds of a query.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::bare::Asked;

type Failure = Box<dyn std::error::Error>;

/// A program that is ready to run.
pub struct Program {
    pub name: &'static str,
    /// What is typed before the arguments that all of these programs have.
    start: Vec<OsString>,
}

impl Program {
    pub fn new(name: &'static str, start: Vec<OsString>) -> Self {
        Self { name, start }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.start[0]);
        command.args(&self.start[1..]).stderr(Stdio::null());
        command
    }

    /// Indexes a folder, and says how many seconds that took without the start of the program.
    pub fn index(&self, folder: &Path, dir: &Path) -> Result<f64, Failure> {
        let output = self.command().arg("index").arg(folder).arg(dir).output()?;
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    }

    /// Opens an index to ask.
    pub fn open(&self, dir: &Path) -> Result<Asking, Failure> {
        let mut command = self.command();
        command.arg("ask").arg(dir).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
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
    /// The median of many runs for the ten best, in microseconds.
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
