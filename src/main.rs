//! The program: an outcome becomes an exit status, and nothing else happens here.

use std::process::ExitCode;

/// To read a review takes hundreds of small pieces of memory, from several threads at once: the system's allocator
/// takes a tenth of the time of indexing for them. This one is compiled with the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pullquote::cli::run()
}
