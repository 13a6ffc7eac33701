//! What a page says of its reviews by schema.org, however it is written down: JSON-LD, microdata and
//! microformats come here as the same map.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::tree::{Tree, plain};
use crate::parse::formats::{Body, Markup, Record};

/// Values of a page are searched for reviews through so many.
const MOST_VALUES: usize = 200_000;

/// Reviews of what is no work: of claims by fact checkers.
const NO_REVIEWS: [&str; 2] = ["ClaimReview", "MediaReview"];

/// By schema.org a rating is out of five unless it says otherwise.
const DEFAULT_BEST: f64 = 5.0;

/// A review as a page describes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Described {
    /// By schema.org's names.
    pub(super) said: Map<String, Value>,
    /// Where in the page its text stands, if not in `said`.
    pub(super) body: Option<Range<usize>>,
    /// Where in the page it is described.
    pub(super) place: Range<usize>,
}

/// The key under which a value has the bytes of its text in the page.
pub(super) const BODY: &str = "@body";

/// What a review stands in.
#[derive(Clone, Copy, Default)]
struct Around<'v> {
    work: Option<&'v Map<String, Value>>,
    article: Option<&'v Map<String, Value>>,
}

/// The reviews in a value, each with the work that it is nested in where it names none.
pub(super) fn reviews_in(value: &Value, place: &Range<usize>) -> Vec<Described> {
    let mut found = Vec::new();
    let mut waiting: Vec<(&Value, Around<'_>)> = vec![(value, Around::default())];
    let mut seen = 0;
    while let Some((value, mut around)) = waiting.pop() {
        seen += 1;
        if seen > MOST_VALUES {
            break;
        }
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev().map(|item| (item, around))),
            Value::Object(map) if is_review(map) => {
                found.push(described(map, around, place));
            }
            Value::Object(map) => {
                if is_article(map) {
                    around.article = Some(map);
                }
                if map.contains_key("name") {
                    around.work = Some(map);
                }
                waiting.extend(map.values().rev().map(|value| (value, around)));
            }
            _ => {}
        }
    }
    found
}

/// What an item is: `Movie` of `https://schema.org/Movie`.
pub(super) fn kinds(map: &Map<String, Value>) -> Vec<&str> {
    let kind = map.get("@type");
    let one = kind.and_then(Value::as_str).into_iter();
    let many = kind.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.chain(many).map(|kind| kind.rsplit(['/', '#', ':']).next().unwrap_or(kind)).collect()
}

fn is_review(map: &Map<String, Value>) -> bool {
    kinds(map).iter().any(|kind| kind.ends_with("Review") && !NO_REVIEWS.contains(kind))
}

/// What a review is printed in, by its own author. The reviews on any other page may be anybody's.
fn is_article(map: &Map<String, Value>) -> bool {
    const ARTICLES: [&str; 3] = ["Article", "NewsArticle", "BlogPosting"];
    kinds(map).iter().any(|kind| ARTICLES.contains(kind))
}

fn described(review: &Map<String, Value>, around: Around<'_>, place: &Range<usize>) -> Described {
    let mut said = review.clone();
    for key in ["author", "datePublished"] {
        if let Some(value) = around.article.and_then(|article| article.get(key)) {
            said.entry(key).or_insert_with(|| value.clone());
        }
    }
    if let Some(work) = around.work.filter(|_| !review.contains_key("itemReviewed")) {
        let told = ["name", "@type", "datePublished", "url", "director", "author", "byArtist", "actor"];
        let work: Map<String, Value> =
            told.iter().filter_map(|key| Some(((*key).to_owned(), work.get(*key)?.clone()))).collect();
        said.insert("itemReviewed".to_owned(), work.into());
    }
    let body = said.remove(BODY).and_then(|range| {
        let bound = |at: usize| range.get(at).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
        Some(bound(0)?..bound(1)?)
    });
    Described { said, body, place: place.clone() }
}

impl Described {
    /// Its text, wherever that stands.
    pub(super) fn has_text(&self) -> bool {
        self.body.is_some() || self.text().is_some()
    }

    fn text(&self) -> Option<&str> {
        let text = ["reviewBody", "text"].iter().find_map(|key| self.said.get(*key)?.as_str());
        text.filter(|text| !text.trim().is_empty())
    }

    /// What identifies it.
    pub(super) fn key(&self) -> Option<String> {
        let key = ["@id", "url"].iter().find_map(|key| self.said.get(*key)?.as_str());
        key.map(str::trim).filter(|key| !key.is_empty()).map(str::to_owned)
    }

    /// The record that it makes, under this key.
    pub(super) fn record(&self, key: String, tree: &Tree<'_>) -> Record {
        let mut fields = Map::new();
        for (name, value) in &self.said {
            self.field(name, value, &mut fields);
        }
        Record {
            key,
            line_start: tree.line(self.place.start),
            line_end: tree.line(self.place.end),
            fields,
            body: self.written(tree),
            ..Record::default()
        }
    }

    fn field(&self, name: &str, value: &Value, fields: &mut Map<String, Value>) {
        match name {
            "reviewBody" | "text" if self.text().is_some_and(|text| Some(text) == value.as_str()) => {}
            "@type" | "@context" | "positiveNotes" | "negativeNotes" => {}
            "reviewRating" => rating(value, fields),
            "itemReviewed" => work(value, fields),
            "author" => drop(fields.insert("review_author".to_owned(), named(value))),
            "datePublished" | "dateCreated" => {
                fields.entry("review_date").or_insert_with(|| value.clone());
            }
            "@id" => {
                fields.entry("url").or_insert_with(|| value.clone());
            }
            "url" => drop(fields.insert("url".to_owned(), value.clone())),
            "name" | "headline" => {
                fields.entry("headline").or_insert_with(|| unescaped(value));
            }
            _ => drop(fields.insert(name.to_owned(), value.clone())),
        }
    }

    fn written(&self, tree: &Tree<'_>) -> Option<Body> {
        let notes = [("Pros", "positiveNotes"), ("Cons", "negativeNotes")];
        let notes: String =
            notes.iter().filter_map(|(head, key)| noted(head, self.said.get(*key)?)).collect();
        if let Some(range) = &self.body {
            let text = tree.source(range).to_owned() + &notes;
            return Some(Body { text, line: tree.line(range.start), markup: Markup::Html });
        }
        let line = tree.line(self.place.start);
        let text = self.text().unwrap_or_default();
        // A text in JSON is plain, with entities; some sites put tags in.
        let is_html = ["</p>", "<p>", "<br", "</li>"].iter().any(|tag| text.contains(tag));
        let body = match (is_html, notes.is_empty()) {
            (true, _) => Body { text: text.to_owned() + &notes, line, markup: Markup::Html },
            (false, true) => Body { text: text.to_owned(), line, markup: Markup::Plain },
            (false, false) => Body { text: paragraphs(text) + &notes, line, markup: Markup::Html },
        };
        (!body.text.trim().is_empty()).then_some(body)
    }
}

/// Paragraphs of a plain text as HTML.
fn paragraphs(text: &str) -> String {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    let marked = parts.map(|part| part.replace('<', "&lt;").replace('\n', "<br>"));
    marked.flat_map(|part| ["<p>".to_owned(), part, "</p>".to_owned()]).collect()
}

/// What speaks for or against a work, as a section.
fn noted(heading: &str, notes: &Value) -> Option<String> {
    let notes = notes.get("itemListElement").unwrap_or(notes);
    let one = |note: &Value| Some(named(note).as_str()?.replace('<', "&lt;"));
    let notes: Vec<String> = match notes {
        Value::Array(notes) => notes.iter().filter_map(one).collect(),
        note => one(note).into_iter().collect(),
    };
    (!notes.is_empty()).then(|| format!("<h2>{heading}</h2><ul><li>{}</li></ul>", notes.join("</li><li>")))
}

/// A rating, or the one of several that is of the work as a whole.
fn rating(value: &Value, fields: &mut Map<String, Value>) {
    let of_an_aspect = |rating: &Value| rating.get("reviewAspect").is_some_and(|aspect| !aspect.is_null());
    let chosen = match value {
        Value::Array(ratings) => {
            let whole = ratings.iter().find(|rating| !of_an_aspect(rating)).or_else(|| ratings.first());
            if ratings.len() > 1 {
                fields.insert("ratings".to_owned(), value.clone());
            }
            whole
        }
        value => Some(value),
    };
    let Some(Value::Object(map)) = chosen else {
        fields.insert("rating".to_owned(), chosen.cloned().unwrap_or_default());
        return;
    };
    let given = map.get("ratingValue").filter(|given| !given.is_null());
    let Some(given) = given.or_else(|| map.get("name")) else { return };
    let best = map.get("bestRating").and_then(number);
    let worst = map.get("worstRating").and_then(number);
    if best.zip(worst).is_some_and(|(best, worst)| best < worst) {
        // School marks, where one is the best: not to be turned around unasked.
        fields.insert("rating_of_the_page".to_owned(), chosen.cloned().unwrap_or_default());
        return;
    }
    let fits = number(given).is_some_and(|given| given <= DEFAULT_BEST);
    let rating = match map.get("bestRating").filter(|_| best.is_some()) {
        Some(best) => json!({ "value": given, "best": best }),
        None if fits => json!({ "value": given, "best": DEFAULT_BEST }),
        None => given.clone(),
    };
    fields.insert("rating".to_owned(), rating);
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().replace(',', ".").parse().ok())
}

fn work(value: &Value, fields: &mut Map<String, Value>) {
    let Value::Object(map) = value.as_array().and_then(|works| works.first()).unwrap_or(value) else {
        fields.insert("title".to_owned(), unescaped(value));
        return;
    };
    for (key, value) in map {
        let (name, value) = match key.as_str() {
            "name" => ("title", unescaped(value)),
            "datePublished" | "dateCreated" => ("release_date", value.clone()),
            "@type" => ("type", kinds(map).first().map_or(Value::Null, |kind| (*kind).into())),
            "director" | "actor" | "creator" => (key.as_str(), named(value)),
            "author" => ("book_author", named(value)),
            "byArtist" => ("artist", named(value)),
            "url" | "@id" | "sameAs" => ("work_link", value.clone()),
            "aggregateRating" | "review" | "reviews" | "image" | "@context" => continue,
            key => (key, value.clone()),
        };
        fields.entry(name).or_insert(value);
    }
}

/// Names of people, who may be texts, objects with a name, or lists of these.
pub(super) fn named(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| unescaped(item.get("name").unwrap_or(item))).collect(),
        value => unescaped(value.get("name").unwrap_or(value)),
    }
}

/// Sites escape their strings twice: `Fast &amp; Furious`.
pub(super) fn unescaped(value: &Value) -> Value {
    match value {
        Value::String(text) if text.contains(['&', '<']) => plain(text).into(),
        value => value.clone(),
    }
}
