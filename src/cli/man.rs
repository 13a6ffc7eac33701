//! `pullquote man`

use std::io::{self, Write};

use clap::Args;

use super::{Failure, Outcome, definition};

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command that the page is about; without one, the program as a whole
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(args: &ManArgs) -> Result<Outcome, Failure> {
    let mut definition = definition();
    definition.build();
    let page = match &args.command {
        None => definition,
        Some(name) => {
            let Some(command) = definition.find_subcommand(name) else {
                return Err(Failure::Usage(format!(
                    "there is no command {name}; `pullquote help` lists them"
                )));
            };
            command.clone().name(format!("pullquote-{name}"))
        }
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page).render(&mut out)?;
    io::stdout().write_all(&out)?;
    Ok(Outcome::Found)
}
