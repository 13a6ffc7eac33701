//! A saved web page: its reviews as schema.org has them in JSON-LD, else its article.

use std::io::{self, BufRead, Read};

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use serde_json::{Map, Value};

use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};
use crate::parse::Skipped;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "page",
    title: "a web page",
    about: "The reviews that a page describes by schema.org in JSON-LD. A page without any is read as an \
            article: its `article` or `main` element, the title from its heading, author and date from its \
            `meta` elements. A page with neither is left out.",
    recognise,
    read,
};

/// No page is bigger than this, in bytes.
const MOST_BYTES: u64 = 8 << 20;
/// JSON-LD is searched for reviews through so many values.
const MOST_VALUES: usize = 200_000;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let start = sample.head.trim_start_matches('\u{feff}').trim_start();
    let opening = start.get(..start.floor_char_boundary(4096))?.to_ascii_lowercase();
    let is_page = opening.starts_with('<')
        && ["<!doctype html", "<html", "<head>", "<article"].iter().any(|tag| opening.contains(tag));
    is_page.then(|| "it is an HTML page".to_owned())
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        let _ = sink(skipped("the page is bigger than 8 MiB"));
        return Ok(());
    }
    let html = String::from_utf8_lossy(&bytes);
    let page = scan(&html);
    let reviews = reviews(&page);
    if !reviews.is_empty() {
        for (at, review) in reviews.into_iter().enumerate() {
            if sink(Item::Record(described(review, at + 1, &html))).is_break() {
                return Ok(());
            }
        }
        return Ok(());
    }
    let item = article(&page, &html)
        .map_or_else(|| skipped("a page with neither a review nor an article"), Item::Record);
    let _ = sink(item);
    Ok(())
}

fn skipped(reason: &str) -> Item {
    Item::Skipped(Skipped { record: None, reason: reason.to_owned() })
}

/// What a page says outside its text, and where its text is.
#[derive(Debug, Default)]
struct Page {
    /// `name`, `property` or `itemprop` of `meta` elements with what they say.
    meta: Vec<(String, String)>,
    canonical: Option<String>,
    title: String,
    heading: String,
    /// Bytes of the article: of Medium's body, else of `article`, else of `main`.
    bodies: [Option<(usize, usize)>; 3],
    scripts: Vec<String>,
}

impl Page {
    fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found = self.meta.iter().find(|(known, value)| known == name && !value.trim().is_empty())?;
            Some(found.1.trim())
        })
    }
}

/// Text that is being gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gathering {
    Title,
    Heading,
    Script,
}

fn scan(html: &str) -> Page {
    let mut page = Page::default();
    let mut gathering = None;
    let mut opens: [Option<(usize, usize)>; 3] = [None; 3];
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |name: &str| {
                    tag.attributes
                        .get(name.as_bytes())
                        .map(|value| String::from_utf8_lossy(value).into_owned())
                };
                match name.as_str() {
                    "title" if page.title.is_empty() => gathering = Some(Gathering::Title),
                    "h1" if page.heading.is_empty() => gathering = Some(Gathering::Heading),
                    "script" if attribute("type").is_some_and(|kind| kind.contains("ld+json")) => {
                        gathering = Some(Gathering::Script);
                        page.scripts.push(String::new());
                    }
                    "meta" => {
                        let named = ["property", "name", "itemprop"].into_iter().find_map(attribute);
                        page.meta.extend(named.zip(attribute("content")));
                    }
                    "link" if attribute("rel").as_deref() == Some("canonical") => {
                        page.canonical = attribute("href")
                    }
                    "a" if attribute("class").is_some_and(|class| class.contains("p-canonical")) => {
                        page.canonical = attribute("href");
                    }
                    "time" => page.meta.extend(attribute("datetime").map(|date| ("time".to_owned(), date))),
                    _ => {}
                }
                let is_medium = attribute("data-field").as_deref() == Some("body");
                for (at, is_body) in [is_medium, name == "article", name == "main"].into_iter().enumerate() {
                    match &mut opens[at] {
                        None if is_body && page.bodies[at].is_none() => opens[at] = Some((tag.span.end, 1)),
                        Some((_, depth)) if name == body_element(at) => *depth += 1,
                        _ => {}
                    }
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                if matches!(name.as_ref(), "title" | "h1" | "script") {
                    gathering = None;
                }
                for (at, open) in opens.iter_mut().enumerate() {
                    let Some((start, depth)) = open else { continue };
                    *depth -= usize::from(name == body_element(at));
                    if *depth == 0 {
                        page.bodies[at] = Some((*start, tag.span.start));
                        *open = None;
                    }
                }
            }
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text.value);
                match gathering {
                    Some(Gathering::Title) => page.title.push_str(&text),
                    Some(Gathering::Heading) => page.heading.push_str(&text),
                    Some(Gathering::Script) => {
                        if let Some(script) = page.scripts.last_mut() {
                            script.push_str(&text);
                        }
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }
    page
}

fn body_element(at: usize) -> &'static str {
    ["section", "article", "main"][at]
}

/// The reviews of the page's JSON-LD, each with the work that it is nested in where it names none.
fn reviews(page: &Page) -> Vec<Map<String, Value>> {
    let mut found = Vec::new();
    for script in &page.scripts {
        // `serde_json` refuses what is nested too deep.
        let Ok(value) = serde_json::from_str::<Value>(script.trim()) else { continue };
        let mut waiting = vec![(&value, None)];
        let mut seen = 0;
        while let Some((value, around)) = waiting.pop() {
            seen += 1;
            if seen > MOST_VALUES {
                break;
            }
            match value {
                Value::Array(items) => waiting.extend(items.iter().rev().map(|item| (item, around))),
                Value::Object(map) if is_review(map) => found.push(with_work(map, around)),
                Value::Object(map) => {
                    let around = map.get("name").map(|_| map).or(around);
                    waiting.extend(map.values().rev().map(|value| (value, around)));
                }
                _ => {}
            }
        }
    }
    found
}

fn is_review(map: &Map<String, Value>) -> bool {
    let says = |kind: &Value| kind.as_str().is_some_and(|kind| kind.ends_with("Review"));
    map.get("@type")
        .is_some_and(|kind| says(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(says)))
}

fn with_work(review: &Map<String, Value>, around: Option<&Map<String, Value>>) -> Map<String, Value> {
    let mut review = review.clone();
    if let Some(work) = around.filter(|_| !review.contains_key("itemReviewed")) {
        let told = ["name", "@type", "datePublished", "url"];
        let work: Map<String, Value> =
            told.iter().filter_map(|key| Some(((*key).to_owned(), work.get(*key)?.clone()))).collect();
        review.insert("itemReviewed".to_owned(), work.into());
    }
    review
}

fn described(review: Map<String, Value>, ordinal: usize, html: &str) -> Record {
    let mut fields = Map::new();
    let mut text = String::new();
    let mut key = None;
    for (name, value) in review {
        match name.as_str() {
            "reviewBody" => text = value.as_str().unwrap_or_default().to_owned(),
            "reviewRating" => drop(fields.insert("rating".to_owned(), rating(value))),
            "itemReviewed" => work(value, &mut fields),
            "author" => drop(fields.insert("review_author".to_owned(), named(value))),
            "datePublished" => drop(fields.insert("review_date".to_owned(), value)),
            "@id" | "url" => {
                key = key.or_else(|| value.as_str().map(str::to_owned));
                fields.insert(name.trim_start_matches('@').to_owned(), value);
            }
            "name" | "headline" => drop(fields.insert("headline".to_owned(), unescaped(&value))),
            "@type" | "@context" => {}
            _ => drop(fields.insert(name, value)),
        }
    }
    // A body in JSON-LD is plain text with entities; some sites put tags in.
    Record {
        key: key.unwrap_or_else(|| ordinal.to_string()),
        line_start: 1,
        line_end: html.lines().count().max(1) as u32,
        fields,
        body: (!text.trim().is_empty()).then_some(Body { text, line: 1, markup: Markup::Html }),
    }
}

/// By schema.org a rating is out of five unless it says otherwise.
fn rating(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let Some(given) = map.get("ratingValue") else { return Value::Null };
    let best = map.get("bestRating").cloned().unwrap_or_else(|| 5.into());
    serde_json::json!({ "value": given, "best": best })
}

fn work(value: Value, fields: &mut Map<String, Value>) {
    let Value::Object(mut map) = value else {
        fields.insert("title".to_owned(), unescaped(&value));
        return;
    };
    for (key, name) in [
        ("name", "title"),
        ("datePublished", "release_date"),
        ("dateCreated", "release_date"),
        ("@type", "type"),
    ] {
        if let Some(value) = map.remove(key) {
            fields.entry(name).or_insert_with(|| unescaped(&value));
        }
    }
    for (key, value) in map {
        let value = if matches!(key.as_str(), "director" | "author" | "actor" | "byArtist" | "creator") {
            named(value)
        } else {
            value
        };
        let key = match key.as_str() {
            "author" => "book_author",
            "byArtist" => "artist",
            "url" | "@id" | "sameAs" => "work_link",
            key => key,
        };
        fields.entry(key).or_insert(value);
    }
}

/// Names of people, who may be texts, objects with a name, or lists of these.
fn named(value: Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| unescaped(item.get("name").unwrap_or(item))).collect(),
        value => unescaped(value.get("name").unwrap_or(&value)),
    }
}

/// Sites escape their strings twice: `Fast &amp; Furious`.
fn unescaped(value: &Value) -> Value {
    let Value::String(text) = value else { return value.clone() };
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let (character, length) = crate::parse::markup::reference(&rest[at..]).unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[at + length..];
    }
    (plain + rest).into()
}

fn article(page: &Page, html: &str) -> Option<Record> {
    let (start, end) = page.bodies.iter().flatten().find(|(start, end)| start < end)?;
    let body = html.get(*start..*end)?;
    let mut fields = Map::new();
    let mut put = |key: &str, value: Option<&str>| {
        if let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) {
            fields.insert(key.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" ").into());
        }
    };
    let site = page.meta(&["og:site_name"]);
    let title = Some(page.heading.as_str()).filter(|heading| !heading.trim().is_empty());
    put(
        "title",
        title.or_else(|| page.meta(&["og:title"])).or_else(|| Some(without_site(&page.title, site))),
    );
    put("author", page.meta(&["author", "article:author"]).filter(|author| !author.contains("://")));
    put("date", page.meta(&["article:published_time", "datePublished", "date", "time"]));
    put("url", page.canonical.as_deref().or_else(|| page.meta(&["og:url"])));
    put("description", page.meta(&["description", "og:description"]));
    let line = |at: usize| 1 + html.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() as u32;
    Some(Record {
        key: page.canonical.clone().unwrap_or_else(|| "1".to_owned()),
        line_start: line(*start),
        line_end: line(*end),
        fields,
        body: Some(Body { text: body.to_owned(), line: line(*start), markup: Markup::Html }),
    })
}

/// `Kelp - The Site` without the site's name.
fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let named = site.and_then(|site| title.trim().strip_suffix(site));
    let bare = named.map(|title| title.trim_end_matches([' ', '-', '|', '–', '—', '·', ':']));
    bare.filter(|title| !title.is_empty()).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;

    fn run(text: &str) -> Vec<Item> {
        let mut found = Vec::new();
        let file = File { path: "a.html", wishes: super::super::Wishes::default() };
        read(&file, &mut text.as_bytes(), &mut |item| {
            found.push(item);
            ControlFlow::Continue(())
        })
        .unwrap();
        found
    }

    #[test]
    fn reviews_in_a_graph_and_in_a_work_are_records() {
        let items = run(
            r#"<html><script type="application/ld+json">{"@graph":[{"@type":"Movie","name":"Salt &amp; Tin","review":[{"@type":"Review","reviewBody":"Dry.","reviewRating":{"ratingValue":"4"},"author":{"name":"Ada"}},{"@type":["UserReview"],"reviewBody":"Wet."}]}]}</script></html>"#,
        );
        let [Item::Record(first), Item::Record(_)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!(first.fields["title"], "Salt & Tin");
        assert_eq!(first.fields["rating"], serde_json::json!({"value": "4", "best": 5}));
        assert_eq!(first.fields["review_author"], "Ada");
    }

    #[test]
    fn an_article_has_its_title_and_text() {
        let items = run(
            "<!doctype html><html><head><title>Kelp</title><meta name=author content=Ada></head><body>\n<article><h2>Tone</h2><p>Wet.</p></article></body></html>",
        );
        let [Item::Record(record)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!((&record.fields["title"], record.line_start), (&"Kelp".into(), 2));
        assert!(matches!(run("<html><p>Hi</p></html>").as_slice(), [Item::Skipped(_)]));
    }

    proptest::proptest! {
        #[test]
        fn any_page_is_read(text in "(</?(article|script|main|h1)( type=ld\\+json)?>|[&{}\\[\\]\"]|\\PC){0,40}") {
            run(&text);
        }
    }
}
