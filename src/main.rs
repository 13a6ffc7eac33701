//! The program: an outcome becomes an exit status, and nothing else happens here.

use std::process::ExitCode;

fn main() -> ExitCode {
    pullquote::cli::run()
}
