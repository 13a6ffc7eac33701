//! What a file's place says about the review in it: title, year, date, kind, artist, score.

use super::dates;
use super::title::{self, from_slug, likely_year};
use crate::score::{self, Reading};

/// What the path alone says. Trusted less than anything that the file says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PathFacts {
    /// The name as it could be meant, most likely first. Never empty.
    pub names: Vec<Name>,
    /// The date that leads the file name, or the folders `2019/03/01`.
    pub date: Option<String>,
    /// What the folder's name says that the works are.
    pub kind: Option<&'static str>,
    /// The folder between a folder of a kind and the file: `music/ARTIST/ALBUM.md`.
    pub creator: Option<String>,
    /// The score in the name of a data set's file, on a scale of 10: `0_9.txt`.
    pub score: Option<String>,
    /// The score that somebody wrote behind a title: `Heat (1995) - 8.txt`, `Heat ★★★★.md`.
    pub mark: Option<String>,
    /// Whether the name says something in words; `00123.txt` does not.
    pub telling: bool,
}

impl PathFacts {
    /// What stands in for a title that is nowhere: the name, as well as it can be spelled.
    pub(super) fn spelled(&self) -> String {
        self.names.first().map(Name::spelled).unwrap_or_default()
    }
}

/// One reading of a file name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// The title as the name spells it: still a slug if `is_slug`.
    pub text: String,
    /// The year that stood beside it.
    pub year: Option<i32>,
    /// Whether spaces, capitals and punctuation have been lost.
    pub is_slug: bool,
}

impl Name {
    /// The title as well as the name alone can spell it.
    pub(super) fn spelled(&self) -> String {
        if !self.is_slug && self.year.is_some() {
            return self.text.clone();
        }
        let wordless = !self.text.contains(char::is_alphabetic);
        let spelled = if self.is_slug && !wordless { from_slug(&self.text) } else { self.text.clone() };
        let split = title::split(&spelled);
        if split.title.is_empty() { self.text.clone() } else { split.title }
    }
}

/// Folder names and the words of `type:` and `category:` keys, and the kind that they mean.
const KINDS: [(&str, &[&str]); 11] = [
    (
        "film",
        &[
            "film",
            "films",
            "movie",
            "movies",
            "cinema",
            "feature film",
            "motion picture",
            "documentary",
            "documentaries",
        ],
    ),
    (
        "series",
        &[
            "series",
            "tv",
            "tv series",
            "tv show",
            "tv shows",
            "tv-series",
            "tv-shows",
            "television",
            "shows",
            "show",
            "anime",
        ],
    ),
    ("album", &["album", "albums", "music", "record", "records", "lp", "ep"]),
    (
        "book",
        &["book", "books", "novel", "novels", "fiction", "nonfiction", "non-fiction", "comics", "comic"],
    ),
    (
        "game",
        &["game", "games", "video game", "video games", "videogame", "videogames", "video-games", "gaming"],
    ),
    ("product", &["product", "products", "gear", "hardware", "gadgets"]),
    ("restaurant", &["restaurant", "restaurants"]),
    ("play", &["theatre", "theater", "play", "plays", "stage"]),
    ("concert", &["concert", "concerts", "gig", "gigs"]),
    ("podcast", &["podcast", "podcasts"]),
    ("exhibition", &["exhibition", "exhibitions"]),
];

/// Folders that only sort, and so name no artist.
const SORTING: [&str; 14] = [
    "posts", "reviews", "review", "content", "archive", "articles", "entries", "_posts", "text", "pos",
    "neg", "unsup", "train", "test",
];

/// The kind that a folder's or key's word means.
pub(super) fn kind_of(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase().replace('_', " ");
    KINDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(kind, _)| *kind)
}

/// Reads a path, `/` between its parts.
pub(super) fn read(path: &str) -> PathFacts {
    let mut folders: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let file = folders.pop().unwrap_or_default();
    let mut stem = without_extension(file);
    if stem.eq_ignore_ascii_case("index")
        && let Some(folder) = folders.pop()
    {
        stem = folder;
    }
    let (date, name) = leading_date(stem);
    let (name, mark) = marked(name);
    PathFacts {
        names: names(name),
        date: date.or_else(|| folder_date(&folders)),
        kind: folders.iter().rev().find_map(|folder| kind_of(folder)),
        creator: creator(&folders),
        score: name_score(name),
        mark,
        telling: name_score(name).is_none()
            && (name.chars().any(char::is_alphabetic) || likely_year(name).is_some()),
    }
}

fn without_extension(file: &str) -> &str {
    let Some((stem, extension)) = file.rsplit_once('.') else { return file };
    let known = (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let numbered = extension.bytes().all(|b| b.is_ascii_digit());
    if known && !numbered && !stem.is_empty() { stem } else { file }
}

/// `2025-06-10-ballerina`, `2019_03_01_the_title`, `20190301-heat`.
fn leading_date(stem: &str) -> (Option<String>, &str) {
    for (length, text) in [(10, stem.get(..10)), (8, stem.get(..8))] {
        let Some(date) = text.and_then(|text| packed_or_parted(text, length)) else { continue };
        let rest = stem.get(length..).unwrap_or_default();
        let name = rest.trim_start_matches(['-', '_', ' ', '.']);
        if name.is_empty() {
            return (Some(date), stem);
        }
        if name.len() < rest.len() {
            return (Some(date), name);
        }
    }
    (None, stem)
}

fn packed_or_parted(text: &str, length: usize) -> Option<String> {
    let parted = length == 10 && text.bytes().filter(u8::is_ascii_digit).count() == 8;
    let packed = length == 8 && text.bytes().all(|b| b.is_ascii_digit());
    (parted || packed).then(|| dates::from_text(&text.replace('_', "-")))?
}

/// `2019/03/01` or `2019/03` at the end of the folders. A year alone may be the work's or the review's.
fn folder_date(folders: &[&str]) -> Option<String> {
    let numeric =
        folders.iter().rev().take_while(|folder| folder.bytes().all(|b| b.is_ascii_digit())).count();
    let parts = folders.get(folders.len() - numeric.min(3)..)?;
    (parts.len() > 1).then(|| dates::from_text(&parts.join("-")))?
}

/// `films/1995/heat.md`: the folder above the year, and the year. Not `2014/03`, which is a date.
pub(super) fn year_folder(path: &str) -> Option<(&str, i32)> {
    let (mut folders, file) = path.rsplit_once('/')?;
    if without_extension(file).eq_ignore_ascii_case("index") {
        folders = folders.rsplit_once('/')?.0;
    }
    let (shelf, year) = folders.rsplit_once('/').unwrap_or(("", folders));
    let dated = shelf.rsplit('/').next().is_some_and(|folder| title::year(folder).is_some());
    likely_year(year).filter(|_| !dated).map(|year| (shelf, year))
}

fn creator(folders: &[&str]) -> Option<String> {
    let [.., shelf, creator] = folders else { return None };
    let kind = kind_of(shelf)?;
    let named = matches!(kind, "album" | "book" | "game") && creator.chars().any(char::is_alphabetic);
    let sorts = kind_of(creator).is_some() || SORTING.contains(&creator.to_lowercase().as_str());
    (named && !sorts && !is_range_of_letters(creator)).then(|| display(creator))
}

fn display(folder: &str) -> String {
    if folder.contains(' ') { folder.to_owned() } else { from_slug(folder) }
}

/// `a-f`, `M`: a drawer of the alphabet.
fn is_range_of_letters(folder: &str) -> bool {
    folder.split('-').all(|part| part.chars().count() == 1)
}

/// `0_9`: the number of a text and its score out of ten. Zero means unrated.
fn name_score(stem: &str) -> Option<String> {
    let (number, score) = stem.split_once('_')?;
    let counted = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let rated = score.len() <= 2 && score.parse::<u8>().is_ok_and(|score| score <= 10);
    (counted && rated).then(|| score.to_owned())
}

/// The name without the score at its end, and the score. A bare number is one only behind a year and a dash: in
/// `Heat (1995) 2` it counts copies.
fn marked(stem: &str) -> (&str, Option<String>) {
    let rest = title::split(stem).rest;
    let behind_year = rest.trim_start_matches([' ', '-', '–', '—', '_']);
    let is_score = match score::read(behind_year) {
        Reading::Stated { .. } => true,
        Reading::Letter(_) => behind_year.starts_with(char::is_uppercase),
        Reading::Bare(_) => rest.starts_with(['-', '–', '—', '_']),
        Reading::Unread(_) => false,
    };
    if is_score {
        return (stem, Some(behind_year.to_owned()));
    }
    let spaced = stem.replace('_', " ");
    let stars = score::find_at_end(&spaced).filter(|found| found.raw.start > 0);
    let stars = stars.and_then(|found| Some((stem.get(..found.raw.start)?, stem.get(found.raw)?)));
    match stars.filter(|(_, mark)| mark.starts_with(['★', '⭐', '☆'])) {
        Some((name, mark)) => (name, Some(mark.to_owned())),
        None => (stem, None),
    }
}

fn names(stem: &str) -> Vec<Name> {
    let printed = stem.contains(' ') && !stem.contains("--");
    if printed || stem.contains(['(', '[']) {
        let spaced = if printed { stem.to_owned() } else { stem.replace(['_', '-', '.'], " ") };
        let titled = title::split(&spaced);
        let is_slug = !printed || !titled.title.contains(char::is_uppercase);
        if !titled.title.is_empty() {
            return vec![Name { text: titled.title, year: titled.year, is_slug }];
        }
    }
    slug_names(stem)
}

/// A slug with a year at its end is most likely `title-year`; but the number may belong to the title
/// (`2001-a-space-odyssey`, `wonder-woman-1984`), which only the text can tell.
fn slug_names(stem: &str) -> Vec<Name> {
    let slug = stem.trim_matches(['-', '_', '.']).replace('.', "-");
    let whole = Name {
        text: if slug.is_empty() { stem.to_owned() } else { slug.clone() },
        year: None,
        is_slug: true,
    };
    let parted = [slug.rsplit_once(['-', '_']), slug.split_once(['-', '_']).map(|(year, rest)| (rest, year))];
    let mut names: Vec<Name> =
        parted.into_iter().flatten().filter_map(|(rest, year)| with_year(rest, year)).collect();
    let trailing = slug.rsplit_once(['-', '_']).is_some_and(|(_, year)| likely_year(year).is_some());
    names.insert(usize::from(trailing), whole);
    names
}

fn with_year(rest: &str, year: &str) -> Option<Name> {
    let year = likely_year(year)?;
    let text = rest.trim_matches(['-', '_']).to_owned();
    (!text.is_empty()).then_some(Name { text, year: Some(year), is_slug: true })
}

/// Whether a file's name says that it is a table or a list of records.
pub(super) fn is_table(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        ["csv", "tsv", "tab", "psv", "json", "jsonl", "ndjson", "xml"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(path: &str) -> (String, Option<i32>) {
        let facts = read(path);
        let name = facts.names.first().expect("a path has a name");
        (name.spelled(), name.year)
    }

    #[test]
    fn the_name_gives_title_and_year() {
        for (path, title, year) in [
            ("die-hard-1988.md", "Die Hard", Some(1988)),
            ("The Thing (1982).txt", "The Thing", Some(1982)),
            ("films/Heat.1995.txt", "Heat", Some(1995)),
            ("2025-06-10-ballerina.md", "Ballerina", None),
            ("2019-03-01_the_title.md", "The Title", None),
            ("20190301-heat.md", "Heat", None),
            ("posts/alan-wake/index.md", "Alan Wake", None),
            ("1984.md", "1984", None),
            ("2001-a-space-odyssey-1968.md", "2001 a Space Odyssey", Some(1968)),
            ("blade-runner-2049-2017.md", "Blade Runner 2049", Some(2017)),
            ("blade-runner-2049.md", "Blade Runner 2049", None),
            ("heat-review.md", "Heat", None),
            ("the_thing_(1982).txt", "The Thing", Some(1982)),
            ("Jo Lind - 1999 (1982).md", "Jo Lind - 1999", Some(1982)),
            ("0_9.txt", "0_9", None),
            ("---.md", "---", None),
        ] {
            assert_eq!(first(path), (title.to_owned(), year), "{path}");
        }
    }

    #[test]
    fn dates_kinds_and_artists_come_from_the_folders() {
        let facts = read("music/Kate Bush/hounds-of-love.md");
        assert_eq!((facts.kind, facts.creator.as_deref()), (Some("album"), Some("Kate Bush")));
        assert_eq!(read("blog/2019/03/01/heat.md").date.as_deref(), Some("2019-03-01"));
        assert_eq!(read("2025-06-10-ballerina.md").date.as_deref(), Some("2025-06-10"));
        assert_eq!(read("films/reviews/heat.md").kind, Some("film"));
        assert_eq!(read("music/a-f/abba.md").creator, None);
    }

    #[test]
    fn a_data_set_keeps_the_score_in_the_name() {
        assert_eq!(read("train/pos/0_9.txt").score.as_deref(), Some("9"));
        assert_eq!(read("train/pos/0_11.txt").score, None);
        assert!(!read("train/pos/0_9.txt").telling);
        assert!(read("1984.md").telling);
    }

    #[test]
    fn a_score_may_close_the_name() {
        for (path, title, mark) in [
            ("Heat (1995) - 8.txt", "Heat", Some("8")),
            ("Heat (1995) - 9.5.txt", "Heat", Some("9.5")),
            ("Heat [1995] 7 of 10.md", "Heat", Some("7 of 10")),
            ("Heat (1995) - B+.md", "Heat", Some("B+")),
            ("heat_1995_★★★½.md", "Heat", Some("★★★½")),
            ("Heat ★★★★.md", "Heat", Some("★★★★")),
            ("Heat (1995) 2.txt", "Heat", None),
            ("Heat (1995).txt", "Heat", None),
            ("Plan B.txt", "Plan B", None),
            ("Apollo 13.txt", "Apollo 13", None),
        ] {
            assert_eq!((first(path).0.as_str(), read(path).mark.as_deref()), (title, mark), "{path}");
        }
    }

    #[test]
    fn a_folder_of_a_year_is_told_from_one_of_a_month() {
        assert_eq!(year_folder("films/1995/heat.md"), Some(("films", 1995)));
        assert_eq!(year_folder("films/1995/heat/index.md"), Some(("films", 1995)));
        assert_eq!(year_folder("1995/heat.md"), Some(("", 1995)));
        assert_eq!(year_folder("posts/2014/03/heat.md"), None);
        assert_eq!(year_folder("heat.md"), None);
    }

    #[test]
    fn any_path_has_a_name() {
        for path in ["", "/", ".md", "-.-", "()", "[1995].md", "日本.md", "index.md", "a//b"] {
            assert!(!read(path).names.is_empty(), "{path}");
        }
    }
}
