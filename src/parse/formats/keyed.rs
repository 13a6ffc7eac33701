//! What do a record's keys mean, where a format leaves their names to whoever wrote it?
//!
//! Tables and JSON of data sets and scripts name the same few things in a hundred ways. Front matter has
//! [`spellings`] for them, but its text stands under it: here the text is one of the values, and some names
//! are those of well-known data sets.

use serde_json::{Map, Value};

use super::{Body, Markup, Record, services};
use crate::parse::declared;
use crate::parse::keys::{Entry, normal};
use crate::parse::spellings;
use crate::profile::{Declared, Field};

/// Names that only a review's text has, the most trusted first.
const REVIEW_TEXT: [&str; 25] = [
    "review_text",
    "review_body",
    "review_content",
    "review_text_published",
    "full_review",
    "my_review",
    "review",
    "reviews",
    "user_review",
    "critic_review",
    "reviewtext",
    "review_detail",
    "rezension",
    "kritik",
    "critique",
    "reseña",
    "resena",
    "recensione",
    "crítica",
    "critica",
    "recenzja",
    "отзыв",
    "рецензия",
    "影评",
    "评论",
];
/// Names that any text may have.
const ANY_TEXT: [&str; 30] = [
    "text",
    "body",
    "content",
    "full_text",
    "sections",
    "content_text",
    "content_html",
    "html",
    "markdown",
    "article",
    "comment",
    "comments",
    "review_comment",
    "opinion",
    "thoughts",
    "what_i_thought",
    "what_did_i_think",
    "what_did_you_think",
    "impressions",
    "remarks",
    "短评",
    "收获",
    "feedback",
    "sentence",
    "document",
    "post",
    "message",
    "texte",
    "texto",
    "testo",
];
/// Names of texts that are about the work as often as they judge it: only beside a score.
const LESSER_TEXT: [&str; 7] =
    ["description", "quote", "notes", "tasting_note", "tasting_notes", "flavour_notes", "phrase"];

/// Other names for what [`spellings`] knows. Where that stands there too, the key stays as it is.
const RENAMED: [(&str, &[&str]); 6] = [
    ("title", &["product_title", "app_name", "business_name", "product_name", "titulo_original"]),
    ("summary", &["review_headline", "review_title", "headline", "review_summary"]),
    (
        "reviewer",
        &[
            "reviewer_name",
            "critic_name",
            "taster_name",
            "author_name",
            "profile_name",
            "user_name",
            "username",
            "nickname",
        ],
    ),
    (
        "rating",
        &[
            "points",
            "user_rating",
            "reviewer_rating",
            "rating_value",
            "review_stars",
            "user_score",
            "userscore",
            "rating_score",
            "critic_score",
            "original_score",
        ],
    ),
    (
        "review_date",
        &[
            "unix_review_time",
            "review_time",
            "timestamp",
            "timestamp_created",
            "time",
            "date_added",
            "created_utc",
            "review_creation_date",
            "submission_date",
            "date_updated",
            "submitted_at",
            "at",
        ],
    ),
    ("genres", &["product_category"]),
];
/// What names a record, whatever else changes.
const KEYS: [&str; 9] =
    ["review_id", "reviewid", "recommendationid", "uuid", "guid", "id", "_id", "review_url", "permalink"];
const LABELS: [&str; 7] =
    ["label", "sentiment", "class", "polarity", "recommended", "voted_up", "recommendation_id"];
/// A key that is longer is a text.
const LONGEST_KEY: usize = 300;

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// From 1.
    pub ordinal: u64,
    pub line_start: u32,
    pub line_end: u32,
    /// Where its text begins, if that is known better than the record.
    pub text_line: u32,
}

impl Place {
    /// A record that is one line.
    pub(super) fn on_line(ordinal: u64, line: u32) -> Self {
        Self { ordinal, line_start: line, line_end: line, text_line: line }
    }
}

/// What a record is.
#[derive(Debug)]
pub(super) enum Judged {
    Review(Record),
    /// A score without a text.
    Rating(Record),
    Other,
}

/// How much a name says that its text is a review's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    Lesser,
    Any,
    Review,
}

/// Whether and how much this name is one of a text, with its rank among those.
pub(super) fn text_name(normal: &str) -> Option<(Trust, usize)> {
    // `Meine Rezension`, `tasting_notes`
    let normal = ["my_", "meine_", "ma_", "mi_", "minha_", "la_mia_", "min_", "moja_"]
        .iter()
        .find_map(|mine| normal.strip_prefix(mine))
        .unwrap_or(normal);
    let rank = |names: &[&str]| names.iter().position(|name| *name == normal);
    let review = rank(&REVIEW_TEXT).map(|rank| (Trust::Review, rank));
    let any = || rank(&ANY_TEXT).map(|rank| (Trust::Any, rank));
    review.or_else(any).or_else(|| rank(&LESSER_TEXT).map(|rank| (Trust::Lesser, rank)))
}

/// Whether this names a score.
pub(super) fn is_score(normal: &str) -> bool {
    let named = spellings::SCORE.contains(&crate::parse::translations::english(normal));
    named || RENAMED[3].1.contains(&normal)
}

/// Whether this names a sentiment, as data sets have it.
pub(super) fn is_label(normal: &str) -> bool {
    LABELS.contains(&normal)
}

/// Whether this names anything that reviews have beside their text.
pub(super) fn is_company(normal: &str) -> bool {
    let english = crate::parse::translations::english(normal);
    let known = [
        spellings::PLACE,
        spellings::TITLE,
        spellings::NAMED_WORK,
        spellings::DATE,
        spellings::REVIEWER,
        spellings::AUTHOR,
        spellings::SCORE,
    ];
    known.iter().any(|names| names.contains(&english))
        || RENAMED.iter().any(|(_, names)| names.contains(&normal))
        || KEYS.contains(&normal)
        || is_label(normal)
        || ["asin", "product_id", "productid", "business_id", "book_id", "user_id"].contains(&normal)
}

/// Whether this names anything at all that is known.
pub(super) fn is_known(normal: &str) -> bool {
    text_name(normal).is_some() || is_company(normal) || spellings::YEAR.contains(&normal)
}

/// Whether a map holds a review's text.
pub(super) fn has_text(map: &Map<String, Value>, declared: &Declared<'_>) -> bool {
    declared::maps(map, Field::Text, declared) || find_text(map).is_some()
}

/// Makes a record of a map. `text_key` is the key of the text, where that is known from elsewhere.
pub(super) fn judge(
    mut map: Map<String, Value>,
    text_key: Option<&str>,
    place: Place,
    declared: &Declared<'_>,
) -> Judged {
    unwrap_rendered(&mut map);
    name_scales(&mut map);
    services::adapt(&mut map);
    let mut mapped = declared::take(&mut map, None, declared, |_| true);
    let written = mapped.take(Field::Text, |entry| text_of(&entry.value));
    let text = written.map(|(entry, text)| (entry.path, text)).or_else(|| match text_key {
        Some(key) => map.get(key).and_then(text_of).map(|text| (vec![key.to_owned()], text)),
        None => find_text(&map),
    });
    let has_score =
        mapped.has(Field::Score) || map.iter().any(|(name, value)| is_score(&normal(name)) && is_said(value));
    let has_work = mapped.has(Field::Title) || has_work(&map);
    if text.is_none() && !(has_score && has_work) && mapped.left_out.is_none() {
        return Judged::Other;
    }
    let id = mapped.take(Field::Id, Entry::text).map(|(_, id)| id).filter(|id| id.len() <= LONGEST_KEY);
    let key = id.or_else(|| key(&map)).unwrap_or_else(|| place.ordinal.to_string());
    let body = text.map(|(path, text)| {
        remove(&mut map, &path);
        let name = path.last().map(|name| normal(name)).unwrap_or_default();
        Body { markup: markup(&name, &text), line: place.text_line, text }
    });
    // One that is left out is told, whatever it holds.
    let has_text = body.is_some() || mapped.left_out.is_some();
    let fields = fields(map);
    let (line_start, line_end) = (place.line_start, place.line_end);
    let record = Record { key, line_start, line_end, fields, body, mapped: Some(mapped) };
    if has_text { Judged::Review(record) } else { Judged::Rating(record) }
}

/// `{"rendered": "<p>..."}` is how some programs write a text.
fn unwrap_rendered(map: &mut Map<String, Value>) {
    for value in map.values_mut() {
        let rendered = value.as_object_mut().and_then(|inner| inner.remove("rendered"));
        if let Some(rendered) = rendered.filter(Value::is_string) {
            *value = rendered;
        }
    }
}

/// `Note /20`, `My rating (out of 5)`: what a name says of the scale is said beside the score.
fn name_scales(map: &mut Map<String, Value>) {
    let scaled = map.keys().find_map(|name| Some((name.clone(), scaled(name)?)));
    let Some((name, (base, best))) = scaled.filter(|(_, (base, _))| !map.contains_key(base)) else { return };
    if let Some(value) = map.remove(&name) {
        map.insert(base, value);
        map.entry("out_of").or_insert_with(|| best.into());
    }
}

/// The name of a score without its scale, and the best of that.
fn scaled(name: &str) -> Option<(String, u64)> {
    const SIGNS: [&str; 8] = ["out of", "out_of", "sur", "von", "/", "1-", "0-", "1–"];
    let name = name.trim().to_lowercase();
    let name = name.trim_end_matches([')', ']']);
    let before = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let best: u64 = name.get(before.len()..)?.parse().ok()?;
    let before = before.trim_end_matches([' ', '_']);
    let base = SIGNS.iter().find_map(|sign| before.strip_suffix(sign))?;
    let base = base.trim_end_matches([' ', '_', '-', '(', '[']);
    ((2..=100).contains(&best) && is_score(&normal(base))).then(|| (base.to_owned(), best))
}

/// The name of a column, without the scale that a score's may have.
pub(super) fn unscaled(name: &str) -> String {
    scaled(name).map_or_else(|| normal(name), |(base, _)| normal(&base))
}

/// The text under the name that says most, and the way to it.
fn find_text(map: &Map<String, Value>) -> Option<(Vec<String>, String)> {
    let named = |map: &Map<String, Value>| {
        let texts = map.iter().filter_map(|(name, value)| {
            let (trust, rank) = text_name(&normal(name))?;
            Some((trust, std::cmp::Reverse(rank), name.clone(), text_of(value)?))
        });
        texts.max_by_key(|(trust, rank, ..)| (*trust, *rank))
    };
    let (has_score, has_company) = map.keys().map(|name| normal(name)).fold((false, false), |has, name| {
        (has.0 || is_score(&name), has.1 || is_company(&name) && text_name(&name).is_none())
    });
    if let Some((trust, _, name, text)) = named(map) {
        let is_review = match trust {
            Trust::Review => true,
            Trust::Any => has_company,
            Trust::Lesser => has_score,
        };
        return is_review.then(|| (vec![name], text));
    }
    let nested = map.iter().filter(|(name, _)| normal(name) == "review");
    let mut nested = nested.filter_map(|(name, value)| {
        let (_, _, inner, text) = named(value.as_object()?)?;
        Some((vec![name.clone(), inner], text))
    });
    nested.next()
}

/// A text, or its paragraphs.
fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let parts: Option<Vec<String>> = parts.iter().map(part_of).collect();
            parts?.join("\n\n")
        }
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// A paragraph, or a section with its heading.
fn part_of(part: &Value) -> Option<String> {
    let Value::Object(map) = part else { return part.as_str().map(str::to_owned) };
    let said = |names: [&str; 4]| names.iter().find_map(|name| map.get(*name)?.as_str());
    let text = said(["text", "body", "content", "value"])?;
    let heading = said(["heading", "title", "name", "label"]).filter(|heading| !heading.trim().is_empty());
    Some(heading.map_or_else(|| text.to_owned(), |heading| format!("## {heading}\n\n{text}")))
}

fn remove(map: &mut Map<String, Value>, path: &[String]) {
    match path {
        [key] => drop(map.remove(key)),
        [nest, key] => {
            if let Some(nested) = map.get_mut(nest).and_then(Value::as_object_mut) {
                nested.remove(key);
            }
        }
        _ => {}
    }
}

fn is_said(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Number(_) => true,
    }
}

fn has_work(map: &Map<String, Value>) -> bool {
    let mut names = map.keys().map(|name| normal(name));
    names.any(|name| {
        let name = crate::parse::translations::english(&name);
        [spellings::TITLE, spellings::NAMED_WORK, spellings::PLACE].iter().any(|names| names.contains(&name))
    })
}

fn key(map: &Map<String, Value>) -> Option<String> {
    let named = |key: &str| map.iter().find(|(name, _)| normal(name) == key).map(|(_, value)| value);
    let key = KEYS.iter().find_map(|key| match named(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })?;
    (key.len() <= LONGEST_KEY).then_some(key)
}

/// Only what block tags part is HTML: a line break alone occurs in plain text too.
fn markup(name: &str, text: &str) -> Markup {
    if name == "markdown" || text.lines().any(is_heading) {
        Markup::Markdown
    } else if name.contains("html") || text.contains("</p>") || text.contains("<p>") {
        Markup::Html
    } else {
        Markup::Plain
    }
}

/// `## Sound`, as no plain text has it.
fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=4).contains(&level) && line.get(level..).is_some_and(|rest| rest.starts_with(' ') && rest.len() > 2)
}

fn fields(map: Map<String, Value>) -> Map<String, Value> {
    let names: Vec<String> = map.keys().map(|name| normal(name)).collect();
    // Steam's data set counts thumbs there.
    let is_thumb = |small: &str| small == "review_score" && names.iter().any(|name| name == "app_id");
    // The title beside a product's name is that of the review.
    let has_product = names.iter().any(|name| matches!(name.as_str(), "product_title" | "product_name"));
    let mut fields = Map::new();
    let mut dated = names.iter().any(|name| spellings::DATE.contains(&name.as_str()));
    for (name, value) in map {
        let small = normal(&name);
        if is_thumb(&small) {
            fields.insert("recommended".to_owned(), value);
            continue;
        }
        let headline = has_product && small == "title";
        let target =
            RENAMED.iter().find(|(_, others)| others.contains(&small.as_str())).map(|(target, _)| *target);
        let target = if headline { Some("summary") } else { target };
        let target = target.filter(|target| match *target {
            "review_date" => !std::mem::replace(&mut dated, true),
            "title" if has_product => !fields.contains_key("title"),
            target => !names.iter().any(|name| name == target) && !fields.contains_key(target),
        });
        match target {
            Some("review_date") => drop(fields.insert("review_date".to_owned(), date(value))),
            Some(target) => drop(fields.insert(target.to_owned(), value)),
            None => drop(fields.insert(name, value)),
        }
    }
    for (name, value) in &mut fields {
        if spellings::DATE.contains(&normal(name).as_str()) {
            *value = date(std::mem::take(value));
        }
    }
    fields
}

/// Milliseconds, and the order of C's `ctime` with a zone in it, as services write them.
fn date(value: Value) -> Value {
    let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
    if let Some(milliseconds) = number.filter(|number| (100_000_000_000..=4_102_444_800_000).contains(number))
    {
        return Value::from(milliseconds / 1000);
    }
    let text = value.as_str().unwrap_or_default();
    match text.split_whitespace().collect::<Vec<_>>()[..] {
        [_, month, day, time, _, year] if time.contains(':') => Value::from(format!("{day} {month} {year}")),
        _ => value,
    }
}
