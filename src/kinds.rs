//! Can something of this name hold reviews? Told by the name alone, and the same for a file in a folder
//! and for one inside a container.

/// Extensions of texts that are read. Names without an extension are left to the decoder.
const TEXT: [&str; 16] = [
    "txt",
    "text",
    "md",
    "markdown",
    "mdown",
    "mkd",
    "mkdn",
    "mdwn",
    "mdtxt",
    "mdx",
    "rst",
    "adoc",
    "asciidoc",
    "org",
    "wiki",
    "mediawiki",
];

/// Extensions of files that hold records.
const RECORDS: [&str; 13] =
    ["csv", "tsv", "json", "jsonl", "ndjson", "xml", "html", "htm", "xhtml", "rss", "atom", "wxr", "mbox"];

/// Extensions of containers that are looked into.
const CONTAINERS: [&str; 8] = ["zip", "tar", "tgz", "tbz", "tbz2", "txz", "tzst", "taz"];

/// Extensions that a compressed file has after its own: `reviews.csv.gz`.
const COMPRESSED: [&str; 7] = ["gz", "gzip", "bz2", "bzip2", "xz", "zst", "zstd"];

/// Extensions that say what a file is instead.
const OTHERS: [(&str, &[&str]); 8] = [
    (
        "an image",
        &[
            "jpg", "jpeg", "png", "gif", "webp", "svg", "bmp", "tif", "tiff", "ico", "heic", "avif", "psd",
            "xcf", "raw",
        ],
    ),
    (
        "a sound or video file",
        &["mp3", "mp4", "m4a", "m4v", "ogg", "flac", "wav", "mov", "avi", "mkv", "webm"],
    ),
    (
        "a script or program",
        &[
            "js", "mjs", "ts", "tsx", "jsx", "py", "rb", "sh", "pl", "php", "rs", "go", "c", "h", "cpp",
            "java", "exe", "dll", "so", "bat", "ps1", "lua", "vue", "astro", "wasm",
        ],
    ),
    ("a stylesheet or font", &["css", "scss", "sass", "less", "woff", "woff2", "ttf", "otf", "eot"]),
    (
        "a settings file",
        &["toml", "yaml", "yml", "ini", "cfg", "conf", "lock", "env", "properties", "editorconfig"],
    ),
    ("an archive that is not read", &["7z", "rar", "cab", "iso", "dmg", "lz", "lzma", "lz4", "br"]),
    (
        "a document that is not plain text",
        &["pdf", "doc", "docx", "odt", "rtf", "epub", "mobi", "pages", "xls", "xlsx", "ods", "ppt", "pptx"],
    ),
    ("a backup or temporary file", &["bak", "tmp", "swp", "orig", "old", "part"]),
];

/// Extensions of formats that can hold reviews and are not read.
const NOT_YET: [&str; 1] = ["textile"];

/// The longest extension that is believed to be one: in `Mr. Nobody` there is none.
const LONGEST: usize = 12;

/// What a file may be, by its name, that may hold reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Candidate {
    /// A text, or a name that says nothing.
    Text,
    /// A file of records: a table, a feed, a page.
    Records,
    /// A container or a compressed file.
    Container,
}

/// What a file is that cannot hold reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherKind {
    /// For a person.
    pub phrase: String,
    /// Whether the extension is known, rather than just not known to be text.
    pub is_known: bool,
}

impl OtherKind {
    fn known(phrase: &str) -> Self {
        Self { phrase: phrase.to_owned(), is_known: true }
    }
}

/// What a file of this name may be that may hold reviews. A compressed file that can't is told by what it
/// is without the compression: `cover.jpg.gz` is an image.
///
/// # Errors
/// [`OtherKind`]: what it is instead.
pub fn candidate(name: &str) -> Result<Candidate, OtherKind> {
    if name.ends_with('~') {
        return Err(OtherKind::known("a backup or temporary file"));
    }
    let plain = uncompressed(name);
    let Some(extension) = extension(plain) else { return Ok(compressed_or(name, Candidate::Text)) };
    let is_among = |extensions: &[&str]| extensions.contains(&extension.as_str());
    match () {
        () if is_among(&TEXT) => return Ok(compressed_or(name, Candidate::Text)),
        () if is_among(&RECORDS) => return Ok(compressed_or(name, Candidate::Records)),
        () if is_among(&CONTAINERS) => return Ok(Candidate::Container),
        () => {}
    }
    match OTHERS.iter().find(|(_, extensions)| is_among(extensions)) {
        Some((phrase, _)) => Err(OtherKind::known(phrase)),
        None => Err(OtherKind { phrase: not_yet(&extension), is_known: is_among(&NOT_YET) }),
    }
}

fn compressed_or(name: &str, plain: Candidate) -> Candidate {
    if uncompressed(name) == name { plain } else { Candidate::Container }
}

fn not_yet(extension: &str) -> String {
    format!("not a text format that is read yet: .{extension}")
}

/// Whether a folder or file of this name is left out without a word: hidden ones, and what macOS adds to
/// its containers.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

/// Whether a folder of this name holds what others wrote: programs' parts.
pub fn is_dependencies(name: &str) -> bool {
    name == "node_modules"
}

/// The name without the extension of a compressed file: `reviews.csv.gz` is `reviews.csv`.
pub fn uncompressed(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, last)) if COMPRESSED.iter().any(|known| last.eq_ignore_ascii_case(known)) => stem,
        _ => name,
    }
}

/// The extension in lower case. `Mr. Nobody`, `Se7en vol. 2` and `2001.05` have none.
fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_word = extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_letter = extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_extension = !stem.is_empty() && is_word && has_letter && extension.len() <= LONGEST;
    is_extension.then(|| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_may_hold_reviews() {
        for (name, expected) in [
            ("a.md", Candidate::Text),
            ("Mr. Nobody", Candidate::Text),
            ("README", Candidate::Text),
            ("A.CSV", Candidate::Records),
            ("feed.atom", Candidate::Records),
            ("blog.wxr", Candidate::Records),
            ("reviews.csv.gz", Candidate::Container),
            ("data.gz", Candidate::Container),
            ("a.tar.gz", Candidate::Container),
            ("a.TGZ", Candidate::Container),
            ("export.zip", Candidate::Container),
        ] {
            assert_eq!(candidate(name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn other_names_are_told() {
        for (name, phrase, is_known) in [
            ("cover.jpg.gz", "an image", true),
            ("a.7z", "an archive that is not read", true),
            ("a.csv~", "a backup or temporary file", true),
            ("a.textile", "not a text format that is read yet: .textile", true),
            ("a.qqq", "not a text format that is read yet: .qqq", false),
        ] {
            assert_eq!(candidate(name), Err(OtherKind { phrase: phrase.to_owned(), is_known }), "{name}");
        }
    }
}
