//! Front-matter keys -> the fields of a review, by one table of spellings.
//!
//! A key is taken by one field; what no field takes stays in `extra` as it was written.

use serde_json::{Map, Value};

use super::Warning;
use super::dates::{self, Order};
use super::fold::fold;
use super::keys::{Entry, Keys};
use super::markup::{self, Dialect};
use super::names;
use super::path::kind_of;
use super::spellings;
use super::title;
use crate::profile::{Declared, Field};
use crate::review::{Prose, Review, Source, review_id};
use crate::score::{self, Reading};

/// Keys that only one kind of work has.
const TELLING_KEYS: [(&str, &[&str]); 4] = [
    ("album", &["artist", "album", "album_title", "album_artist", "rym_album"]),
    (
        "book",
        &[
            "isbn",
            "isbn13",
            "isbn_13",
            "isbn10",
            "book",
            "book_title",
            "book_author",
            "goodreads_id",
            "isbn_uid",
            "read_status",
        ],
    ),
    ("game", &["platform", "platforms", "game", "game_title", "steam_id", "igdb_id"]),
    ("film", &["imdb_id", "imdb", "tmdb_id", "movie", "film", "film_title", "movie_title", "letterboxd"]),
];

/// Ways to say that there is no score.
const UNRATED: [&str; 12] =
    ["n/a", "na", "none", "null", "unrated", "not rated", "no rating", "nr", "tbd", "-", "–", "?"];

/// Certificates of the film boards under a key that also means a score.
const CERTIFICATES: [&str; 12] = [
    "pg",
    "pg-13",
    "nc-17",
    "12a",
    "tv-y",
    "tv-y7",
    "tv-g",
    "tv-pg",
    "tv-14",
    "tv-ma",
    "not rated",
    "unrated",
];

/// A score as the archive writes it, before its folder is asked what it means.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawScore {
    /// To the letter.
    pub raw: String,
    /// The key or place that it came from; numbers under the same key have the same scale.
    pub key: String,
    /// The best that is declared for this one score.
    pub best: Option<f64>,
    /// Its line, from 1, where that is known.
    pub line: Option<u32>,
}

/// What front matter says.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub title: Option<String>,
    pub year: Option<i32>,
    pub kind: Option<String>,
    pub summary: Option<Prose>,
    pub score: Option<RawScore>,
    pub verdict: Option<Prose>,
    pub author: Option<String>,
    pub date: Option<String>,
    /// How the date was written, if its day and month could be mistaken for each other.
    pub date_order: Option<(Order, String)>,
    pub url: Option<String>,
    pub tags: Vec<String>,
    pub people: Vec<String>,
    pub slug: Option<String>,
    pub extra: Map<String, Value>,
    pub warnings: Vec<Warning>,
}

/// Reads every field that the keys hold. `folder_kind` is the kind that the file's folder says.
pub(super) fn read(mut keys: Keys<'_>, folder_kind: Option<&str>, declared: &Declared<'_>) -> Fields {
    if keys.is_empty() {
        return Fields { kind: folder_kind.map(str::to_owned), ..Fields::default() };
    }
    keys.drop_private();
    let mut fields = Fields { slug: slug(&keys), ..Fields::default() };
    let unread = keys.mapped_fields();
    fields.kind = kind(&mut keys, folder_kind);
    let in_title = read_title(&mut keys, &mut fields);
    read_year(&mut keys, &mut fields);
    read_date(&mut keys, &mut fields);
    fields.score = read_score(&mut keys, declared).or(in_title);
    fields.summary = prose(&mut keys, Field::Summary, spellings::SUMMARY);
    fields.verdict = prose(&mut keys, Field::Verdict, spellings::VERDICT);
    fields.url = url(&mut keys);
    read_people(&mut keys, &mut fields, declared);
    read_tags(&mut keys, &mut fields);
    put_back_unread(&mut keys, &unread, &mut fields.warnings);
    fields.extra = keys.into_rest();
    fields
}

/// What the profile maps to a field and can't be read as one stays, and is told.
fn put_back_unread(keys: &mut Keys<'_>, mapped: &[Field], warnings: &mut Vec<Warning>) {
    let count = |fields: &[Field], field| fields.iter().filter(|of| **of == field).count();
    let left = keys.mapped_fields();
    for (field, entry) in keys.put_back_mapped() {
        // One of several was read: the others are alternatives that were not needed.
        if count(&left, field) < count(mapped, field) || is_unrated(field, &entry) {
            continue;
        }
        let (key, name) = (entry.key(), field.name());
        let message = format!("`{key}` is mapped to {name} and can't be read as one: {}", entry.value);
        warnings.push(Warning { line: entry.line, message });
    }
}

fn is_unrated(field: Field, entry: &Entry) -> bool {
    field == Field::Score && entry.text().is_some_and(|raw| !is_rated(&raw))
}

impl Fields {
    /// The review that they make; its score and sections come later.
    pub(super) fn review(self, title: String, source: Source) -> Review {
        Review {
            id: review_id(&source.path, source.record.as_deref()),
            title,
            year: self.year,
            kind: self.kind,
            summary: self.summary,
            verdict: self.verdict,
            author: self.author,
            date: self.date,
            url: self.url,
            tags: self.tags,
            people: self.people,
            source,
            extra: self.extra,
            ..Review::default()
        }
    }

    /// Takes from `other` what is not known yet.
    pub(super) fn fill(&mut self, other: Fields) {
        self.title = self.title.take().or(other.title);
        self.year = self.year.or(other.year);
        self.kind = self.kind.take().or(other.kind);
        self.author = self.author.take().or(other.author);
        if self.date.is_none() {
            self.date = other.date;
            self.date_order = other.date_order;
        }
        names::add(&mut self.people, other.people);
        names::add(&mut self.tags, other.tags);
    }
}

fn slug(keys: &Keys<'_>) -> Option<String> {
    keys.all(&["slug"]).iter().find_map(Entry::text)
}

fn kind(keys: &mut Keys<'_>, folder_kind: Option<&str>) -> Option<String> {
    let any_word = |entry: &Entry| {
        let word = entry.text()?;
        Some(kind_of(&word).map_or_else(|| word.to_lowercase(), str::to_owned))
    };
    if let Some((_, kind)) = keys.mapped(Field::Kind, any_word) {
        return Some(kind);
    }
    let said = keys.take(spellings::KIND, |entry| kind_of(&entry.text()?)).map(|(_, kind)| kind);
    let nested = || {
        let nests = TELLING_KEYS
            .iter()
            .filter(|(_, names)| keys.all(names).iter().any(|entry| entry.value.is_object()));
        nests.map(|(kind, _)| *kind).next()
    };
    let told = || TELLING_KEYS.iter().find(|(_, names)| keys.has(names)).map(|(kind, _)| *kind);
    let kind = said.or_else(nested).or(folder_kind).or_else(told).or_else(|| kind_of_tags(keys));
    kind.map(str::to_owned)
}

fn kind_of_tags(keys: &Keys<'_>) -> Option<&'static str> {
    let tags = keys.all(&["categories", "category", "tags"]);
    tags.iter().flat_map(|entry| names::listed(&entry.value)).find_map(|tag| kind_of(&tag))
}

/// Reads the title and its year; answers the score that may close it.
fn read_title(keys: &mut Keys<'_>, fields: &mut Fields) -> Option<RawScore> {
    let specific = keys
        .mapped(Field::Title, Entry::name)
        .or_else(|| keys.take(&["@.title", "@.name"], Entry::name))
        .or_else(|| keys.take(spellings::NAMED_WORK, work_name));
    let (entry, title) = specific
        .or_else(|| keys.take(spellings::TITLE, Entry::name))
        .or_else(|| keys.take(spellings::PLACE, work_name))
        .or_else(|| keys.take_named(names_a_thing, work_name))?;
    // The same title under a second key says nothing more.
    keys.take(&["title"], |entry| entry.name().filter(|other| *other == title));
    let (titled, score) = title::split_scored(&title);
    fields.title = Some(titled.title).filter(|title| !title.is_empty());
    fields.year = titled.year;
    score.map(|raw| RawScore { raw, key: "title".to_owned(), best: None, line: entry.line })
}

/// `beer_name`, `wine_name`, `showName`, `objectname`: the name of something, and of nobody.
fn names_a_thing(key: &str) -> bool {
    const NOT_A_WORK: [&str; 27] = [
        "user",
        "author",
        "reviewer",
        "profile",
        "first",
        "last",
        "full",
        "nick",
        "display",
        "file",
        "list",
        "site",
        "critic",
        "winery",
        "brewery",
        "brand",
        "maker",
        "publi",
        "store",
        "category",
        "class",
        "department",
        "division",
        "taster",
        "artist",
        "season",
        "episode",
    ];
    let thing =
        key.strip_suffix("_name").or_else(|| key.strip_suffix("name")).or_else(|| key.strip_suffix("_title"));
    thing.is_some_and(|thing| !thing.is_empty() && !NOT_A_WORK.iter().any(|other| thing.contains(other)))
}

/// A text under `film:` is a title; a number or a web address is an identity.
fn work_name(entry: &Entry) -> Option<String> {
    let name = entry.value.as_str()?.trim();
    (!name.is_empty() && !is_url(name) && fold(name).chars().any(char::is_alphabetic))
        .then(|| name.to_owned())
}

fn read_year(keys: &mut Keys<'_>, fields: &mut Fields) {
    if let Some((entry, year)) = keys.mapped(Field::Year, |entry| dates::year_of(&entry.value)) {
        fields.year = Some(year);
        // A date says more than its year.
        if entry.text().is_some_and(|text| text.len() > 4) {
            keys.put_back(&entry);
        }
        return;
    }
    let mut candidates = keys.all(spellings::YEAR);
    candidates
        .extend(keys.all(&["published", "pub_date", "publication_date"]).into_iter().filter(is_bare_year));
    let Some((entry, year)) =
        candidates.iter().find_map(|entry| Some((entry, dates::year_of(&entry.value)?)))
    else {
        warn_unread_year(&candidates, fields);
        return;
    };
    fields.year = Some(year);
    let whole = entry.text().is_some_and(|text| text.len() <= 4);
    if whole {
        keys.remove(&entry.path);
    }
}

/// A review is published on a day, a book in a year.
fn is_bare_year(entry: &Entry) -> bool {
    entry.text().is_some_and(|text| title::year(&text).is_some())
}

fn warn_unread_year(candidates: &[Entry], fields: &mut Fields) {
    let named_year =
        |entry: &&Entry| entry.path.last().is_some_and(|key| key.to_lowercase().contains("year"));
    let Some(entry) = candidates.iter().find(named_year) else { return };
    let message = format!("`{}` is no year: {}", entry.key(), entry.value);
    fields.warnings.push(Warning { line: entry.line, message });
}

fn read_date(keys: &mut Keys<'_>, fields: &mut Fields) {
    let date = |entry: &Entry| dates::from_value(&entry.value);
    // Beside a whole day, a bare year under `date` is that of the work.
    let day = |entry: &Entry| date(entry).filter(|date| date.len() == "2019-05-03".len());
    let found = keys.mapped(Field::Date, date).or_else(|| keys.take(spellings::DATE, day));
    let found = found.or_else(|| keys.take(spellings::DATE, date));
    if let Some((entry, date)) = found {
        fields.date = Some(date);
        fields.date_order = entry.text().and_then(|text| Some((dates::order(&text)?, text)));
        return;
    }
    if let Some(entry) = keys.all(&["date", "review.date", "review_date"]).first() {
        let message = format!("`{}` is no date: {}", entry.key(), entry.value);
        fields.warnings.push(Warning { line: entry.line, message });
    }
}

fn read_score(keys: &mut Keys<'_>, declared: &Declared<'_>) -> Option<RawScore> {
    if keys.maps(Field::Score) {
        let (_, (_, mut score)) = keys.mapped(Field::Score, score_in)?;
        add_best(keys, &mut score, declared);
        return Some(score);
    }
    let candidates: Vec<(Vec<Vec<String>>, RawScore)> =
        keys.all(spellings::SCORE).iter().filter_map(score_in).collect();
    let readable =
        candidates.iter().find(|(_, score)| !matches!(score::read(&score.raw), Reading::Unread(_)));
    let chosen = readable.or_else(|| candidates.iter().find(|(_, score)| may_stay_unread(score)))?;
    let mut score = chosen.1.clone();
    for path in &chosen.0 {
        keys.remove(path);
    }
    add_best(keys, &mut score, declared);
    Some(score)
}

/// Out of how many a bare number is, if its record says so.
fn add_best(keys: &mut Keys<'_>, score: &mut RawScore, declared: &Declared<'_>) {
    if score.best.is_none() && matches!(score::read(&score.raw), Reading::Bare(_)) {
        let beside = keys.take(spellings::BEST, |entry| best_in(&entry.text()?));
        score.best = beside.map(|(_, best)| best).or_else(|| implied_best(score, declared));
    }
}

/// A `verdict` that reads as no score is a sentence, and `overall` may be anything.
fn may_stay_unread(score: &RawScore) -> bool {
    let key = score.key.rsplit('.').next().unwrap_or_default().to_lowercase();
    !matches!(key.as_str(), "verdict" | "overall" | "mark" | "note" | "nota") && !score.key.contains("stars")
}

/// Of several ratings by different people, the reviewer's own.
fn own_of(ratings: &[Value]) -> Option<&Value> {
    const OWN: [&str; 10] =
        ["me", "my", "mine", "own", "self", "author", "reviewer", "overall", "total", "final"];
    let is_own = |rating: &&Value| {
        let by = ["by", "source", "name", "type", "who", "site", "from", "aspect", "category"]
            .iter()
            .find_map(|key| rating.get(*key)?.as_str());
        by.is_some_and(|by| OWN.iter().any(|own| by.eq_ignore_ascii_case(own)))
    };
    ratings.iter().find(is_own).or_else(|| ratings.first().filter(|_| ratings.len() == 1))
}

fn score_in(entry: &Entry) -> Option<(Vec<Vec<String>>, RawScore)> {
    if let Value::Array(ratings) = &entry.value {
        let own = own_of(ratings).filter(|own| own.is_object() || ratings.len() == 1)?;
        let (_, score) = score_in(&entry.holding(own.clone()))?;
        return Some((Vec::new(), score));
    }
    let Value::Object(map) = &entry.value else {
        let raw = entry.text().filter(|raw| is_rated(raw))?;
        let score = RawScore { raw, key: entry.key(), best: None, line: entry.line };
        return Some((vec![entry.path.clone()], score));
    };
    let inner = Keys::new(map.clone(), None);
    let (value, raw) =
        inner.all(spellings::SCORE_VALUE).into_iter().find_map(|e| Some((e.path.clone(), e.text()?)))?;
    let best = inner
        .all(spellings::SCORE_BEST)
        .into_iter()
        .find_map(|e| Some((e.path.clone(), best_in(&e.text()?)?)));
    let inside = |path: Vec<String>| entry.path.iter().cloned().chain(path).collect();
    let (best_path, best) = best.map_or((None, None), |(path, best)| (Some(path), Some(best)));
    let paths = std::iter::once(value).chain(best_path).map(inside).collect();
    Some((paths, RawScore { raw, key: entry.key(), best, line: entry.line }))
}

fn is_rated(raw: &str) -> bool {
    let lower = raw.to_lowercase();
    !UNRATED.contains(&lower.as_str()) && !CERTIFICATES.contains(&lower.as_str())
}

/// `10`, `1-10`, `out of 5`: the last number.
fn best_in(text: &str) -> Option<f64> {
    let last = text.split(|c: char| !c.is_ascii_digit() && c != '.').rfind(|number| !number.is_empty())?;
    last.parse().ok().filter(|best| (2.0..=100.0).contains(best))
}

/// `stars: 4` is out of five, unless the archive says otherwise, `percent: 80` of a hundred, and a die has six sides.
fn implied_best(score: &RawScore, declared: &Declared<'_>) -> Option<f64> {
    let key = score.key.to_lowercase();
    let points: f64 = score.raw.parse().ok()?;
    if key.contains("percent") {
        return Some(100.0);
    }
    if key.contains("terningkast") {
        return Some(6.0);
    }
    (key.contains("star") && points <= 5.0 && declared.scale.is_none()).then_some(5.0)
}

fn url(keys: &mut Keys<'_>) -> Option<String> {
    let url = |entry: &Entry| entry.text().filter(|url| is_url(url));
    let found = keys.mapped(Field::Url, url).or_else(|| keys.take(spellings::URL, url));
    found.map(|(_, url)| url)
}

fn prose(keys: &mut Keys<'_>, field: Field, patterns: &[&str]) -> Option<Prose> {
    let found = keys.mapped(field, Entry::text).or_else(|| keys.take(patterns, Entry::text));
    let (entry, text) = found?;
    Some(Prose::on_line(plain(&text), entry.line.unwrap_or(0)))
}

/// Markdown as a reader sees it.
fn plain(text: &str) -> String {
    let blocks = markup::blocks(text, 1, Dialect::Markdown);
    let plain: Vec<&str> = blocks.iter().map(|block| block.prose.as_str()).collect();
    if plain.is_empty() { text.to_owned() } else { plain.join("\n\n") }
}

fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
        && !text.contains(char::is_whitespace)
}

/// The author of a review. In an archive of books, an `author` beside no `reviewer` wrote the book.
fn read_people(keys: &mut Keys<'_>, fields: &mut Fields, declared: &Declared<'_>) {
    let name = |entry: &Entry| names::one(&entry.value);
    let mapped = keys.mapped(Field::Author, name);
    let reviewer = mapped.or_else(|| keys.take(spellings::REVIEWER, name));
    let wrote_the_book = fields.kind.as_deref().or(declared.kind) == Some("book");
    fields.author = reviewer.map(|(_, name)| name);
    if fields.author.is_none() && !wrote_the_book {
        fields.author = keys.take(spellings::AUTHOR, name).map(|(_, name)| name);
    }
    if keys.maps(Field::People) {
        let people = |entry: &Entry| listing(names::people(&entry.value));
        while let Some((entry, people)) = keys.mapped(Field::People, people) {
            if names::says_more(&entry.value) {
                keys.put_back(&entry);
            }
            names::add(&mut fields.people, people);
        }
        return;
    }
    if wrote_the_book {
        credit(keys, fields, spellings::AUTHOR, names::people);
    }
    credit(keys, fields, spellings::BANDS, names::whole);
    credit(keys, fields, spellings::PEOPLE, names::people);
}

/// A list that holds anything.
fn listing(list: Vec<String>) -> Option<Vec<String>> {
    Some(list).filter(|list| !list.is_empty())
}

fn credit(keys: &mut Keys<'_>, fields: &mut Fields, patterns: &[&str], read: fn(&Value) -> Vec<String>) {
    for entry in keys.all(patterns) {
        let found = read(&entry.value);
        if found.is_empty() {
            continue;
        }
        if !names::says_more(&entry.value) {
            keys.remove(&entry.path);
        }
        names::add(&mut fields.people, found);
    }
}

fn read_tags(keys: &mut Keys<'_>, fields: &mut Fields) {
    if keys.maps(Field::Tags) {
        let tags = |entry: &Entry| listing(names::listed(&entry.value));
        while let Some((_, tags)) = keys.mapped(Field::Tags, tags) {
            names::add(&mut fields.tags, tags);
        }
        return;
    }
    for entry in keys.all(spellings::TAGS) {
        let found = names::listed(&entry.value);
        if !found.is_empty() {
            keys.remove(&entry.path);
            names::add(&mut fields.tags, found);
        }
    }
}
