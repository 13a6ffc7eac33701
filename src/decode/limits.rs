//! How much is put up with before a file is told to be too much.

/// What a reader puts up with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a text that is taken whole.
    pub max_bytes: u64,
    /// A file of so many bytes is kept in memory while it is read.
    pub max_held: u64,
    /// A ZIP archive inside another container is kept in memory while it is read, if it is no larger. Its
    /// directory stands at its end, so it can't be read as it comes.
    pub max_spooled: u64,
    /// So many containers and compressions inside each other are unpacked; `a.tar.gz` has two.
    pub max_depth: usize,
    /// So many entries of a file's containers are looked at, taken together.
    pub max_entries: u64,
    /// So many bytes of each stream are unpacked however small it was, and four times as many of a whole
    /// file.
    pub max_free: u64,
    /// Beyond that a stream unpacks to no more than so many times its size, and so does a whole file.
    pub max_ratio: u64,
    /// The most bytes that a file unpacks to.
    pub max_unpacked: u64,
}

impl Default for Limits {
    /// 64 MiB of text are far above what a person wrote, and far below what fills a machine.
    ///
    /// The ratio: text packs to a tenth, the same row again and again to a three-hundredth. Deflate ends
    /// at 1:1032, so a file of nothing but NUL bytes is above it; the others know no bound. 1 TiB is what
    /// the bound on the ratio leaves to a file of 2 GiB.
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_held: 4 << 20,
            max_spooled: 64 << 20,
            max_depth: 4,
            max_entries: 500_000,
            max_free: 64 << 20,
            max_ratio: 500,
            max_unpacked: 1 << 40,
        }
    }
}
