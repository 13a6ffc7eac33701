//! The program: an outcome becomes an exit status, and nothing else happens here.

use std::process::ExitCode;

/// To read a review takes hundreds of small pieces of memory, from several threads at once: the system's allocator
/// takes a tenth of the time of indexing for them. This one is compiled with the program; it is
/// told to take no huge pages, of which a fifth more would be in use than is asked for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pullquote::cli::run()
}
