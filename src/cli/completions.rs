//! `pullquote completions`

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;

use super::{Failure, Outcome, definition};

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    // Written to memory first: the generator panics when it can't write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition(), "pullquote", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Outcome::Found)
}
