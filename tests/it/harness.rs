//! Starts the program and writes down what it did.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use serde_json::Value;

/// A folder of its own with an index in it.
pub(crate) struct Place {
    dir: tempfile::TempDir,
}

/// What one run did.
pub(crate) struct Run {
    pub(crate) command: String,
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    /// Writes a file that looks as if it had been there for a while.
    pub(crate) fn write(&self, relative: &str, contents: impl AsRef<[u8]>) {
        self.write_now(relative, contents);
        age(&self.path(relative));
    }

    /// Writes a file with the present time as its stamp.
    pub(crate) fn write_now(&self, relative: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
    }

    /// A folder `films` of reviews (file name, front matter, text), indexed.
    pub(crate) fn with_films(files: &[(&str, &str, &str)]) -> Self {
        let place = Self::new();
        for (name, fields, body) in files {
            place.write(&format!("films/{name}"), format!("---\n{fields}\n---\n\n{body}\n"));
        }
        place.ok(&["index", "films"]);
        place
    }

    /// The program, ready to run in this folder with its index there.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.args(args).current_dir(self.dir.path());
        command.env_remove("PULLQUOTE_INDEX").env_remove("NO_COLOR").env("COLUMNS", "80");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        Run::of(args, &output)
    }

    /// Runs and expects an exit status of 0.
    pub(crate) fn ok(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.status, Some(0), "{}", run.transcript());
        run
    }

    /// Runs with JSON output and reads it.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let run = self.run(&[&["--format", "json"], args].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.transcript()))
    }

    /// The ids that a search finds, in order, for the query as it stands.
    pub(crate) fn find(&self, query: &str) -> Vec<String> {
        let answer = self.json(&["search", "--exact", "--limit", "100000", "--passages", "0", "--", query]);
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Run {
    fn of(args: &[&str], output: &Output) -> Self {
        Self {
            command: args.join(" "),
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Status, output and errors together, with what differs from run to run left out.
    pub(crate) fn transcript(&self) -> String {
        let mut text = format!("$ pullquote {}\n", self.command);
        let status = self.status.map_or("killed".to_owned(), |status| status.to_string());
        let _ = write!(text, "exit status {status}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr);
        without_times(&text)
    }
}

/// `0.21 s` -> `[time]`
fn without_times(text: &str) -> String {
    let is_time = |word: &str| {
        word.split_once('.').is_some_and(|(whole, part)| {
            part.len() == 2 && (whole.to_owned() + part).bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let lines =
        text.lines().map(|line| match line.strip_suffix(" s").and_then(|rest| rest.rsplit_once(' ')) {
            Some((before, time)) if is_time(time) => format!("{before} [time]"),
            _ => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// Sets a file's time an hour back, so that its stamp can be trusted at once.
pub(crate) fn age(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_hours(1)).unwrap();
}

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A real archive that is not part of the repository. Where it is absent, the test says so and
/// has nothing to do.
pub(crate) fn archive(name: &str) -> Option<PathBuf> {
    let path = repository().join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: the archive {name} is not on this machine");
    None
}
