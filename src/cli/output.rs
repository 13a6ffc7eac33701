//! Where answers, notes and errors go, and how they are dressed there.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::{ColorWhen, Common, Failure};
use crate::backend::Notice;
use crate::ingest::Progress;
use crate::render::terminal::{Role, Terminal, harmless};
use crate::render::text;

/// Columns of a pipe, and of a terminal that does not say.
const USUAL_WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 100;

/// The process's output streams.
pub(super) struct Output {
    /// Of the answer.
    pub(super) out: Terminal,
    /// Of notes and errors.
    err: Terminal,
    quiet: bool,
}

impl Output {
    pub(super) fn new(common: &Common) -> Self {
        let terminal =
            |is_terminal| Terminal { color: uses_color(common.color, is_terminal), width: width() };
        Self {
            out: terminal(io::stdout().is_terminal()),
            err: terminal(io::stderr().is_terminal()),
            quiet: common.quiet,
        }
    }

    /// The answer's stream. To be flushed by the writer, so that its errors are seen.
    #[expect(clippy::unused_self, reason = "the one way to the answer's stream")]
    pub(super) fn answer(&self) -> BufWriter<StdoutLock<'static>> {
        BufWriter::new(io::stdout().lock())
    }

    /// Tells the person at the terminal, unless they want quiet.
    pub(super) fn say(&self, message: impl Display) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", harmless(&message.to_string()));
        }
    }

    pub(super) fn notices(&self, notices: &[Notice]) {
        if !self.quiet {
            let _ = text::notices(notices, &self.err, &mut io::stderr().lock());
        }
    }

    /// Errors are never quiet.
    pub(super) fn failure(&self, failure: &Failure) {
        let message = match failure {
            Failure::Library(error) => error.to_string(),
            Failure::Query(error) => error.to_string(),
            Failure::Usage(message) => message.clone(),
            Failure::Output(error) => format!("cannot write the answer: {error}"),
        };
        let _ = writeln!(io::stderr(), "{} {}", self.err.paint(Role::Warning, "error:"), harmless(&message));
    }

    /// A bar on a terminal, silence elsewhere.
    pub(super) fn progress(&self) -> Bar {
        let shown = !self.quiet && io::stderr().is_terminal();
        Bar(if shown { ProgressBar::new(0) } else { ProgressBar::hidden() })
    }
}

fn uses_color(when: ColorWhen, is_terminal: bool) -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => is_terminal && !unwanted && !dumb,
    }
}

fn width() -> usize {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    terminal.unwrap_or(USUAL_WIDTH).clamp(40, WIDEST)
}

/// Progress for the eye.
pub(super) struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, files: u64) {
        self.0.set_length(files);
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {eta} left");
        self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }

    fn step(&self) {
        self.0.inc(1);
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}
