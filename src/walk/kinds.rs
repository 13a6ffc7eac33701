//! Can a file of this name be a text with reviews? Told by the extension alone.

use std::ffi::OsStr;

/// Extensions of texts that are read. Names without an extension are left to the decoder.
const TEXT: [&str; 13] = [
    "txt", "text", "md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "mdtxt", "mdx", "rst", "adoc",
    "asciidoc",
];

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
    ("an archive", &["zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar"]),
    (
        "a document that is not plain text",
        &["pdf", "doc", "docx", "odt", "rtf", "epub", "mobi", "pages", "xls", "xlsx", "ods", "ppt", "pptx"],
    ),
    ("a backup or temporary file", &["bak", "tmp", "swp", "orig", "old", "part"]),
];

/// Extensions of formats that hold reviews and are not read from a folder.
const NOT_YET: [&str; 13] =
    ["csv", "tsv", "json", "jsonl", "ndjson", "xml", "html", "htm", "xhtml", "rss", "atom", "org", "textile"];

/// The longest extension that is believed to be one: in `Mr. Nobody` there is none.
const LONGEST: usize = 12;

/// What a file is that is no text with reviews.
pub(super) struct OtherKind {
    /// For a person.
    pub(super) phrase: String,
    /// Whether the extension is known, rather than just not known to be text.
    pub(super) is_known: bool,
}

/// What a file of this name is, unless it may be a text with reviews.
pub(super) fn not_text(name: &OsStr) -> Option<OtherKind> {
    let name = name.to_string_lossy();
    if name.ends_with('~') {
        return Some(OtherKind { phrase: "a backup or temporary file".to_owned(), is_known: true });
    }
    let extension = extension(&name)?;
    if TEXT.contains(&extension.as_str()) {
        return None;
    }
    if let Some((phrase, _)) = OTHERS.iter().find(|(_, extensions)| extensions.contains(&extension.as_str()))
    {
        return Some(OtherKind { phrase: (*phrase).to_owned(), is_known: true });
    }
    let is_known = NOT_YET.contains(&extension.as_str());
    Some(OtherKind { phrase: format!("not a text format that is read yet: .{extension}"), is_known })
}

/// The extension in lower case. `Mr. Nobody`, `Se7en vol. 2` and `2001.05` have none.
fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_word = extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_letter = extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_extension = !stem.is_empty() && is_word && has_letter && extension.len() <= LONGEST;
    is_extension.then(|| extension.to_ascii_lowercase())
}
