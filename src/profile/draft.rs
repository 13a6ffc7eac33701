//! Which profile would fit an archive that was looked at? A page of comments, each a setting that could help.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// So many suggestions of a sort are made, the commonest first.
const MOST: usize = 8;
/// So many keys and headings are remembered. Beyond that an archive's keys are data, and no names.
const MOST_REMEMBERED: usize = 10_000;

/// Parts of keys that private columns have.
const PRIVATE: [&str; 12] = [
    "private",
    "email",
    "e_mail",
    "mail",
    "phone",
    "telephone",
    "address",
    "password",
    "ip",
    "notes",
    "note",
    "birthday",
];

/// Parts of keys, and the fields that such keys hold.
const TELLING: [(&str, &[&str]); 8] = [
    ("score", &["score", "rating", "grade", "stars", "points", "mark", "wertung"]),
    ("title", &["title", "titel", "titre", "titulo", "name"]),
    ("year", &["year", "jahr", "released", "release"]),
    ("date", &["date", "datum", "watched", "seen", "published"]),
    ("author", &["author", "reviewer", "critic", "byline"]),
    ("people", &["director", "cast", "starring", "actor", "writer", "composer", "people"]),
    ("tags", &["genre", "genres", "tag", "tags", "category", "keywords"]),
    ("url", &["url", "link", "permalink"]),
];

/// What was seen in an archive.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Kinds of files and how many there are: `texts`, `jsonl`.
    pub files: BTreeMap<String, u64>,
    /// Keys that no field took, and how many reviews have them.
    pub keys: BTreeMap<String, u64>,
    /// Headings of sections, and how many reviews have them.
    pub headings: BTreeMap<String, u64>,
    /// The scales of bare numbers: where, out of how many, and what speaks for it.
    pub scales: Vec<(String, Option<f64>, String)>,
    /// Why files are left out, and how many are.
    pub left_out: BTreeMap<String, u64>,
    /// How many reviews there are.
    pub reviews: u64,
}

impl Seen {
    /// Counts a key of a review.
    pub fn key(&mut self, dotted: &str) {
        count(&mut self.keys, dotted);
    }

    /// Counts a heading of a review.
    pub fn heading(&mut self, heading: &str) {
        count(&mut self.headings, heading);
    }
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    if let Some(count) = counts.get_mut(name) {
        *count += 1;
    } else if counts.len() < MOST_REMEMBERED {
        counts.insert(name.to_owned(), 1);
    }
}

/// A profile for the archive: as it stands it says nothing.
pub fn write(seen: &Seen) -> String {
    let mut page = Page(String::new());
    page.say("What can't be inferred of this archive. Take the # away from the lines that are right: everything here");
    page.say("is a comment and changes nothing. docs/PROFILE.md explains every setting, and `pullquote profile PATH`");
    page.say("checks them.");
    page.gap();
    page.say(&format!("Seen: {} reviews; {}.", seen.reviews, listed(&seen.files)));
    for (reason, files) in commonest(&seen.left_out, MOST / 2) {
        page.say(&format!("Left out, {files}: {reason}"));
    }
    page.scales(&seen.scales);
    page.private(&seen.keys);
    page.skip();
    page.fields(&seen.keys);
    page.sections(&seen.headings);
    page.folders();
    page.0
}

struct Page(String);

impl Page {
    /// A line of a comment.
    fn say(&mut self, text: &str) {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(self.0, "# {text}");
    }

    fn gap(&mut self) {
        self.0.push('\n');
    }

    /// A setting that waits for its `#` to be taken away.
    fn offer(&mut self, setting: &str) {
        let _ = writeln!(self.0, "#{setting}");
    }

    fn scales(&mut self, scales: &[(String, Option<f64>, String)]) {
        self.gap();
        self.say("Bare numbers, `rating: 4`, are out of");
        for (place, best, why) in scales.iter().take(MOST) {
            let best = best.map_or_else(|| "?".to_owned(), |best| best.to_string());
            self.say(&format!("  {best} in {place}: {why}"));
        }
        if let Some(more) = scales.len().checked_sub(MOST).filter(|more| *more > 0) {
            self.say(&format!("  ... and {more} more: `pullquote index --dry-run PATH` lists all"));
        }
        let best = scales.iter().find_map(|(_, best, _)| *best).unwrap_or(10.0);
        self.offer(&format!("scale = {best}"));
        self.offer("letters = \"metacritic\"");
        self.offer("dates = \"day-first\"");
    }

    fn private(&mut self, keys: &BTreeMap<String, u64>) {
        self.gap();
        self.say("Columns and keys that are never indexed:");
        let is_private = |key: &&String| words(key).iter().any(|word| PRIVATE.contains(&word.as_str()));
        let suspects: Vec<&str> = keys.keys().filter(is_private).take(MOST).map(String::as_str).collect();
        let private = if suspects.is_empty() { vec!["notes", "email"] } else { suspects };
        self.offer(&format!("private = {}", list(&private)));
    }

    fn skip(&mut self) {
        self.gap();
        self.say("Files and records that are left out:");
        self.offer("skip = [\"drafts/**\"]");
        self.offer("skip_when = { status = \"draft\" }");
    }

    fn fields(&mut self, keys: &BTreeMap<String, u64>) {
        self.gap();
        self.say(
            "Which key holds which field. No field took these keys so far, and how many reviews have them:",
        );
        for (key, reviews) in commonest(keys, MOST * 2) {
            self.say(&format!("  {key}: {reviews}"));
        }
        self.offer("[fields]");
        let mut offered = 0;
        for (field, parts) in TELLING {
            let is_like = |key: &&String| words(key).iter().any(|word| parts.contains(&word.as_str()));
            let mut like: Vec<(&String, &u64)> = keys.iter().filter(|(key, _)| is_like(key)).collect();
            like.sort_by_key(|(_, reviews)| std::cmp::Reverse(**reviews));
            if let Some((key, _)) = like.first() {
                self.offer(&format!("{field} = {}", quoted(key)));
                offered += 1;
            }
        }
        if offered == 0 {
            self.offer("title = [\"book.title\", \"name\"]");
        }
    }

    fn sections(&mut self, headings: &BTreeMap<String, u64>) {
        self.gap();
        self.say("Sections that mean the same, under the name that they all get:");
        self.offer("[sections]");
        let variants = variants(headings);
        for (name, others) in variants.iter().take(MOST) {
            self.offer(&format!("{} = {}", quoted(name), list(others)));
        }
        if variants.is_empty() {
            self.offer("\"Sound & Music\" = [\"Sound and Music\", \"Audio\"]");
        }
    }

    fn folders(&mut self) {
        self.gap();
        self.say("What holds in some folders only:");
        self.offer("[[folders]]");
        self.offer("path = \"old/**\"");
        self.offer("scale = 5");
        self.offer("kind = \"film\"");
        self.offer("author = \"Jane Doe\"");
    }
}

/// Headings of the same words, the commonest before the others. Those that differ in nothing but capitals are
/// found as one anyway.
fn variants(headings: &BTreeMap<String, u64>) -> Vec<(&str, Vec<&str>)> {
    let mut alike: BTreeMap<BTreeSet<String>, Vec<(&str, u64)>> = BTreeMap::new();
    for (heading, reviews) in headings {
        let words: BTreeSet<String> =
            words(heading).into_iter().filter(|word| !is_filler(word)).map(singular).collect();
        if !words.is_empty() {
            alike.entry(words).or_default().push((heading, *reviews));
        }
    }
    let several = alike.into_values().filter(|spellings| spellings.len() > 1);
    let named = several.filter_map(|mut spellings| {
        spellings.sort_by_key(|(_, reviews)| std::cmp::Reverse(*reviews));
        let mut names = spellings.into_iter().map(|(name, _)| name);
        Some((names.next()?, names.collect()))
    });
    named.collect()
}

fn is_filler(word: &str) -> bool {
    matches!(word, "and" | "the" | "a" | "an" | "of" | "my" | "on")
}

fn singular(word: String) -> String {
    match word.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
        _ => word,
    }
}

/// The words of a key or heading, in lower case: `releaseYear` has two.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for letter in text.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() && after_small {
            words.push(String::new());
        }
        after_small = letter.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn commonest(counts: &BTreeMap<String, u64>, most: usize) -> Vec<(&String, &u64)> {
    let mut all: Vec<(&String, &u64)> = counts.iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    all.truncate(most);
    all
}

fn listed(counts: &BTreeMap<String, u64>) -> String {
    let all: Vec<String> = counts.iter().map(|(name, count)| format!("{count} as {name}")).collect();
    if all.is_empty() { "no files".to_owned() } else { format!("files read: {}", all.join(", ")) }
}

fn list(texts: &[&str]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A text in quotes, on one line whatever it holds.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|letter| match letter {
        '"' | '\\' => format!("\\{letter}"),
        _ if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => {
            format!("\\u{:04X}", u32::from(letter))
        }
        _ => letter.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
