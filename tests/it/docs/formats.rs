//! The page of formats: made from the table that also reads them.

use std::fmt::Write as _;
use std::fs;

use pullquote::parse::formats::FORMATS;

use super::super::harness::repository;
use super::page;

const HEAD: &str = "\
# What is read

`pullquote index PATH` takes a folder or a file and is not told what it holds: every file is told by what
is in it. `pullquote index --dry-run PATH` tells what it would make of an archive, and why.

- **Texts**, one review a file or several: plain text, Markdown with front matter (YAML, TOML, JSON, `Key: value`
  lines), AsciiDoc, reStructuredText, Org and wiki pages, mails, and data sets of one text a file with the score in its
  name (`127_9.txt`). Several reviews in one file, or in one post of an export, are told apart by headings, bold titles, rules,
  days or lines such as `Heat (1995): ... 8/10`.
- **Files of records**: the formats below. A table's or an object's columns are known by the names that people give
  them (`title`, `film`, `my rating`, `review`, ...); what no column takes is kept in `extra`.
- **Containers**: ZIP and tar, and files compressed by gzip, bzip2, xz or zstd, in any stack, read in place. A member
  is called `export.zip!reviews.csv`. There are caps on depth, on the number of members, on bytes and on their ratio:
  what is beyond them is told, and what comes before it is read.

What says that it is not published (`draft: true`, `status: private`, `published: false`, ...) is left out and told, whether
it stands in front matter or in a record. Private notes are never indexed unless they are asked for, nor is what a page hides from its
readers.

Character sets are told by their marks or guessed. What can't be read is reported and costs its neighbours nothing.

Made from the program's own table of formats, in the order in which a file is offered to them; a test compares.
`UPDATE_DOCS=1 cargo test docs` writes it anew.
";

#[test]
fn the_page_of_formats_is_up_to_date() {
    let mut expected = HEAD.to_owned();
    for format in FORMATS {
        write!(expected, "\n## `{}`: {}\n\n{}\n", format.name, format.title, format.about).unwrap();
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(repository().join("docs/FORMATS.md"), &expected).unwrap();
    }
    assert_eq!(page("docs/FORMATS.md"), expected, "run UPDATE_DOCS=1 cargo test docs");
}
