//! What stands between a title and the text and is neither: `By Jane Doe, 3 May 2019`, `Director: ...`.

use serde_json::{Map, Value};

use super::dates;
use super::keys::normal;
use super::markup::{Block, BlockKind};
use super::score_line::source_lines;
use super::title;
use super::translations;

/// So many blocks at the head of a text may be bylines and data.
const HEAD: usize = 8;
const LONGEST: usize = 240;
const OPENINGS: [&str; 6] = ["by ", "reviewed by ", "review by ", "a review by ", "posted by ", "words by "];

/// Labels whose value is the same as under that key of front matter.
const LABELS: [&str; 38] = [
    "title",
    "year",
    "year_of_release",
    "released",
    "release_date",
    "release_year",
    "date",
    "review_date",
    "reviewed",
    "reviewed_on",
    "published",
    "posted",
    "watched",
    "author",
    "reviewer",
    "reviewed_by",
    "critic",
    "director",
    "directors",
    "directed_by",
    "starring",
    "stars",
    "cast",
    "actors",
    "writer",
    "writers",
    "screenplay",
    "composer",
    "music_by",
    "artist",
    "band",
    "genre",
    "genres",
    "tags",
    "platform",
    "platforms",
    "type",
    "isbn",
];

/// What the head of a text says, by key. A byline that says no more than names and a date leaves the
/// text; data lines stay in it.
pub(super) fn take(blocks: &mut Vec<Block>) -> Map<String, Value> {
    let mut said = Map::new();
    let head =
        blocks.iter().take(HEAD).take_while(|block| !matches!(block.kind, BlockKind::Heading { .. })).count();
    for block in blocks.iter().take(head) {
        for (key, value) in labelled(block) {
            said.entry(key).or_insert(value);
        }
    }
    if let Some((at, credit)) =
        (0..head.min(2)).find_map(|at| Some((at, credit(blocks.get(at)?.prose.as_str())?)))
    {
        said.extend(credit);
        drop(blocks.remove(at));
    }
    let head = head.min(blocks.len());
    let byline = (0..head.min(2)).find_map(|at| {
        let block = blocks.get(at)?;
        Some((at, byline(block).or_else(|| name_and_date(block))?))
    });
    if let Some((at, byline)) = byline {
        said.extend(byline.said);
        match (byline.rest, blocks.get_mut(at)) {
            (Some(rest), Some(block)) => {
                block.prose = block.prose.slice(rest..block.prose.as_str().len()).trimmed();
            }
            _ => drop(blocks.remove(at)),
        }
    }
    if let Some(signed) = blocks.last().filter(|_| blocks.len() > 1).and_then(signature) {
        for (key, value) in signed.said {
            said.entry(key).or_insert(value);
        }
        blocks.pop();
    }
    said
}

/// What credits a work to its maker, and the key that says the same.
const CREDITS: [(&str, &str); 9] = [
    ("a film by ", "director"),
    ("a movie by ", "director"),
    ("directed by ", "director"),
    ("dir. ", "director"),
    ("a novel by ", "book_author"),
    ("a book by ", "book_author"),
    ("an album by ", "artist"),
    ("a record by ", "artist"),
    ("a game by ", "designer"),
];

/// Whether a line is no more than `A film by Jo Lind (1995)`.
pub(super) fn is_credit(line: &str) -> bool {
    credit(line).is_some()
}

/// `A film by Jo Lind (1995)`: who made the work, and when.
fn credit(line: &str) -> Option<Map<String, Value>> {
    let (name, key) = CREDITS.iter().find_map(|(opening, key)| {
        let (start, rest) = line.split_at_checked(opening.len())?;
        start.eq_ignore_ascii_case(opening).then_some((rest, *key))
    })?;
    let titled = title::split(name);
    let name = titled.title.trim_end_matches('.');
    let mut said = Map::new();
    said.insert(key.to_owned(), name.into());
    if let Some(year) = titled.year {
        said.insert("year".to_owned(), year.to_string().into());
    }
    (line.len() <= LONGEST && is_name(name)).then_some(said)
}

fn labelled(block: &Block) -> Vec<(String, Value)> {
    let text = block.prose.as_str();
    if text.len() > 4 * LONGEST {
        return Vec::new();
    }
    let lines = source_lines(&block.prose).into_iter().filter_map(|line| text.get(line));
    lines.filter_map(|line| pair(line, block.kind)).collect()
}

fn pair(line: &str, kind: BlockKind) -> Option<(String, Value)> {
    // `:year: 1972` is a field of reStructuredText and AsciiDoc.
    let line = line.strip_prefix(':').unwrap_or(line);
    let (label, value) =
        if kind == BlockKind::Table { line.split_once(" | ")? } else { line.split_once([':', '：'])? };
    let (key, value) = (normal(label), value.trim_start_matches(':').trim());
    let key = translations::english(&key).to_owned();
    let known = label.len() <= 20 && LABELS.contains(&key.as_str());
    (known && !value.is_empty() && line.len() <= LONGEST).then(|| (key, value.into()))
}

struct Byline {
    said: Map<String, Value>,
    /// Where text goes on behind it.
    rest: Option<usize>,
}

/// `By Jane Doe`, `Reviewed by Jane Doe on 3 May 2019`, `By Jane Doe, 3 May 2019. Seen at home.`
fn byline(block: &Block) -> Option<Byline> {
    let text = block.prose.as_str();
    let start = opening(text)?;
    let line = text.get(start..)?;
    if block.kind != BlockKind::Paragraph || text.len() > LONGEST {
        return None;
    }
    let name_end = line.find([',', '|', '·', '•', '–', '—', '(', '/', ':', '\n']).unwrap_or(line.len());
    let named = line.get(..name_end)?;
    let (name, dated) = match named.split_once(" on ") {
        Some((name, _)) => (name, line.get(name.len() + " on ".len()..)?),
        None => (named, line.get(name_end..)?),
    };
    let (name, closed) = name.trim().strip_suffix('.').map_or((name.trim(), false), |name| (name, true));
    if !is_name(name) {
        return None;
    }
    let mut said = Map::new();
    said.insert("author".to_owned(), name.into());
    let after = if closed { "" } else { dated };
    let (date, rest) = leading_date(after);
    if let Some(date) = date {
        said.insert("date".to_owned(), date.into());
    }
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let behind = text.len() - rest.len();
    Some(Byline { said, rest: (!rest.is_empty()).then_some(behind) })
}

/// `Jane Doe, May 3, 2019`: a name, a date and nothing else.
fn name_and_date(block: &Block) -> Option<Byline> {
    let text = block.prose.as_str().trim();
    let signs = text.match_indices([',', '|', '·', '•', '–', '—', '/', '(']).next()?;
    let (name, dated) = (text.get(..signs.0)?.trim(), text.get(signs.0 + signs.1.len()..)?);
    let date = dates::from_text(dated.trim().trim_end_matches([')', '.']))?;
    let is_byline = block.kind == BlockKind::Paragraph && text.len() <= LONGEST && is_name(name);
    let said = Map::from_iter([("author".to_owned(), name.into()), ("date".to_owned(), date.into())]);
    is_byline.then_some(Byline { said, rest: None })
}

/// `-- Jane Doe, 2019-05-03` or `— Jane Doe` under the text.
fn signature(block: &Block) -> Option<Byline> {
    let text = block.prose.as_str();
    let signed = ["--", "—", "–", "―"].iter().find_map(|dash| text.strip_prefix(dash))?.trim();
    if block.kind != BlockKind::Paragraph || text.len() > LONGEST || !block.single_line {
        return None;
    }
    let whole =
        Block { prose: crate::review::Prose::on_line(signed.to_owned(), block.line_start), ..block.clone() };
    name_and_date(&whole).or_else(|| {
        let said = Map::from_iter([("author".to_owned(), signed.into())]);
        is_name(signed).then_some(Byline { said, rest: None })
    })
}

fn opening(text: &str) -> Option<usize> {
    OPENINGS.iter().map(|opening| opening.len()).find(|length| {
        text.get(..*length)
            .is_some_and(|start| OPENINGS.iter().any(|opening| start.eq_ignore_ascii_case(opening)))
    })
}

/// Two to five words with capitals; a particle may be small: `Ana de Armas`.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let particle = |word: &&str| {
        matches!(*word, "de" | "del" | "van" | "von" | "der" | "la" | "da" | "di" | "al" | "bin" | "and")
    };
    let plain = |c: char| c.is_alphabetic() || c.is_whitespace() || ".'’-".contains(c);
    (2..=5).contains(&words.len())
        && words.iter().filter(capital).count() >= 2
        && words.iter().all(|word| capital(&word) || particle(word))
        && name.chars().all(plain)
}

/// The date at the start of what follows a name, up to the end of the sentence.
fn leading_date(text: &str) -> (Option<String>, &str) {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let ends =
        text.match_indices(['.', '|', '·', '•', '–', '—', ')', '\n']).map(|(at, _)| at).chain([text.len()]);
    for end in ends {
        if let Some(date) = text.get(..end).and_then(|start| dates::from_text(start.trim())) {
            return (Some(date), text.get(end..).unwrap_or_default());
        }
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::super::markup::{Dialect, blocks};
    use super::*;

    fn taken(text: &str) -> (Map<String, Value>, Vec<String>) {
        let mut blocks = blocks(text, 1, Dialect::Markdown);
        let said = take(&mut blocks);
        (said, blocks.iter().map(|block| block.prose.as_str().to_owned()).collect())
    }

    #[test]
    fn a_byline_gives_author_and_date_and_leaves() {
        for byline in [
            "*By Ana de Souza, 3 May 2019*",
            "By Ana de Souza on May 3, 2019",
            "Reviewed by Ana de Souza | 2019-05-03",
        ] {
            let (said, left) = taken(&format!("{byline}\n\nA film."));
            assert_eq!(
                (said["author"].as_str(), said["date"].as_str()),
                (Some("Ana de Souza"), Some("2019-05-03")),
                "{byline}"
            );
            assert_eq!(left, ["A film."]);
        }
    }

    #[test]
    fn a_name_with_a_date_is_a_byline_and_under_the_text_a_signature() {
        for text in ["June Park, May 3, 2019\n\nA film.", "A film.\n\n-- June Park, 2019-05-03"] {
            let (said, left) = taken(text);
            assert_eq!(
                (&said["author"], &said["date"]),
                (&"June Park".into(), &"2019-05-03".into()),
                "{text}"
            );
            assert_eq!(left, ["A film."]);
        }
        assert_eq!(taken("A film.\n\n— June Park").0["author"], "June Park");
        for quote in ["Paris, Texas, 1984", "A film.\n\n— a line that he never says"] {
            assert!(taken(quote).0.is_empty(), "{quote}");
        }
    }

    #[test]
    fn what_stands_behind_a_byline_stays() {
        let (said, left) = taken("By Jo Lind, 29 June 2014. First season, ten episodes.");
        assert_eq!(said["date"], "2014-06-29");
        assert_eq!(left, ["First season, ten episodes."]);
    }

    #[test]
    fn a_credit_gives_the_maker_and_the_year() {
        let (said, left) = taken("A film by Jo Lind (1995)\n\nReviewed by Ana Roe, 12 May 1996\n\nA film.");
        assert_eq!((said["director"].as_str(), said["year"].as_str()), (Some("Jo Lind"), Some("1995")));
        assert_eq!((said["author"].as_str(), left), (Some("Ana Roe"), vec!["A film.".to_owned()]));
        assert!(!is_credit("A film by and for people who hate films."));
    }

    #[test]
    fn sentences_are_no_bylines() {
        for text in [
            "By Jove, it's good.",
            "By the end of the film, nobody cared.",
            "By Monday Night I had forgotten it all",
        ] {
            assert_eq!(taken(text).1, [text]);
        }
    }

    #[test]
    fn data_lines_speak_other_languages_and_syntaxes() {
        let (said, _) = taken("**Regie:** Jo Lind  \n*Année :* 1995\n\nEin Film.");
        assert_eq!((said["director"].as_str(), said["year"].as_str()), (Some("Jo Lind"), Some("1995")));
        let (said, _) = taken(":year: 1972\n\nDirector:: Jo Lind\n\nA film.");
        assert_eq!((said["director"].as_str(), said["year"].as_str()), (Some("Jo Lind"), Some("1972")));
    }

    #[test]
    fn data_lines_are_read_and_stay() {
        let (said, left) = taken("**Director:** Jo Lind  \n**Year:** 1995\n\nA film.");
        assert_eq!((said["director"].as_str(), said["year"].as_str()), (Some("Jo Lind"), Some("1995")));
        assert_eq!(left.len(), 2);
    }
}
