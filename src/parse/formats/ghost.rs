//! Ghost's own export: one JSON of a database's tables.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::ghost_editor as editor;
use super::telling::Telling;
use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};
use crate::parse::Skipped;

pub(super) const FORMAT: Format = Format {
    name: "ghost",
    title: "a Ghost export",
    about: "The JSON that [Ghost](https://ghost.org) exports: its published posts, with authors, tags, excerpt and \
            day. A post without HTML has the text that the editor keeps. Pages, drafts, scheduled posts and mails are counted and left out. The file is read whole, up to \
            256 MiB.",
    recognise,
    read,
};

/// No export is bigger than this, in bytes.
const MOST_BYTES: u64 = 256 << 20;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let head = sample.head.trim_start_matches('\u{feff}').trim_start();
    if !head.starts_with('{') {
        return None;
    }
    let dense: String = head.chars().take(4096).filter(|c| !c.is_whitespace()).collect();
    let is_database = dense.starts_with("{\"db\":[{") || dense.starts_with("{\"meta\":{\"exported_on\"");
    let is_ghost = is_database && (dense.contains("\"exported_on\"") || dense.contains("\"posts\":["));
    is_ghost.then(|| "the tables of a Ghost database".to_owned())
}

#[derive(Deserialize)]
struct Export {
    #[serde(default)]
    db: Vec<Database>,
    data: Option<Tables>,
}

#[derive(Deserialize)]
struct Database {
    data: Tables,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tables {
    posts: Vec<Post>,
    users: Vec<Named>,
    tags: Vec<Named>,
    posts_authors: Vec<Link>,
    posts_tags: Vec<Link>,
}

#[derive(Deserialize)]
struct Post {
    id: Value,
    title: Option<String>,
    slug: Option<String>,
    html: Option<String>,
    plaintext: Option<String>,
    lexical: Option<String>,
    mobiledoc: Option<String>,
    custom_excerpt: Option<String>,
    status: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    page: Option<Value>,
    published_at: Option<Value>,
    author_id: Option<Value>,
}

#[derive(Deserialize)]
struct Named {
    id: Value,
    name: Option<String>,
}

/// A row of `posts_authors` or `posts_tags`.
#[derive(Deserialize)]
struct Link {
    post_id: Value,
    #[serde(alias = "author_id", alias = "tag_id")]
    other: Value,
    #[serde(default)]
    sort_order: Option<i64>,
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut telling = Telling::new(sink);
    let export: Export = match serde_json::from_reader(input.take(MOST_BYTES)) {
        Ok(export) => export,
        Err(error) if error.is_io() => return Err(error.into()),
        Err(error) => {
            let _ = telling.warn(error.line() as u32, format!("the Ghost export is broken: {error}"));
            return Ok(());
        }
    };
    let databases = export.db.into_iter().map(|database| database.data).chain(export.data);
    for tables in databases {
        let names = Names::of(&tables);
        for post in &tables.posts {
            let item = match not_a_post(post) {
                Some(reason) => Item::Skipped(Skipped { record: Some(key(post)), reason }),
                None => Item::Record(names.record(post)),
            };
            if telling.item(item).is_break() {
                return Ok(());
            }
        }
    }
    let _ = telling.finish();
    Ok(())
}

/// What a row is, if it is no published post.
fn not_a_post(post: &Post) -> Option<String> {
    let is_page = post.page.as_ref().is_some_and(|page| *page == 1 || *page == true);
    match (post.kind.as_deref().unwrap_or("post"), post.status.as_deref().unwrap_or("published")) {
        _ if is_page => Some("a page, not a post".to_owned()),
        ("post", "published") => None,
        ("post", status) => Some(format!("a post with status `{status}`, not published")),
        (kind, _) => Some(format!("a {kind}, not a post")),
    }
}

fn key(post: &Post) -> String {
    post.slug.clone().unwrap_or_else(|| id(&post.id))
}

fn id(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The names that rows of links lead to, by post.
struct Names {
    authors: HashMap<String, Vec<String>>,
    tags: HashMap<String, Vec<String>>,
    users: HashMap<String, String>,
}

impl Names {
    fn of(tables: &Tables) -> Self {
        let users = by_id(&tables.users);
        Self {
            authors: linked(&tables.posts_authors, &users),
            tags: linked(&tables.posts_tags, &by_id(&tables.tags)),
            users,
        }
    }

    fn record(&self, post: &Post) -> Record {
        let mut fields = Map::new();
        let texts = [
            ("title", post.title.clone()),
            ("slug", post.slug.clone()),
            ("excerpt", post.custom_excerpt.clone()),
            ("author", self.author(post)),
        ];
        fields.extend(texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), Value::from(text?)))));
        if let Some(day) = &post.published_at {
            // Old exports have milliseconds.
            let seconds = day.as_i64().map(|milliseconds| Value::from(milliseconds / 1000));
            fields.insert("date".to_owned(), seconds.unwrap_or_else(|| day.clone()));
        }
        // A name that begins with `#` is for the site's templates.
        let tags = self.tags.get(&id(&post.id)).into_iter().flatten().filter(|tag| !tag.starts_with('#'));
        let tags: Vec<Value> = tags.map(|tag| tag.as_str().into()).collect();
        if !tags.is_empty() {
            fields.insert("tags".to_owned(), tags.into());
        }
        Record { key: key(post), line_start: 1, line_end: 1, fields, body: body(post), ..Record::default() }
    }

    fn author(&self, post: &Post) -> Option<String> {
        let of_post = self.authors.get(&id(&post.id)).and_then(|authors| authors.first());
        of_post.or_else(|| self.users.get(&id(post.author_id.as_ref()?))).cloned()
    }
}

fn body(post: &Post) -> Option<Body> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let html = said(&post.html).map(|text| Body { text, line: 1, markup: Markup::Html });
    let plain = || said(&post.plaintext).map(|text| Body { text, line: 1, markup: Markup::Plain });
    let edited = || {
        let of_lexical = || editor::lexical(post.lexical.as_deref()?);
        let text = of_lexical().or_else(|| editor::mobiledoc(post.mobiledoc.as_deref()?))?;
        Some(Body { text, line: 1, markup: Markup::Markdown })
    };
    html.or_else(plain).or_else(edited)
}

fn by_id(rows: &[Named]) -> HashMap<String, String> {
    rows.iter().filter_map(|row| Some((id(&row.id), row.name.clone()?))).collect()
}

fn linked(links: &[Link], names: &HashMap<String, String>) -> HashMap<String, Vec<String>> {
    let mut links: Vec<&Link> = links.iter().collect();
    links.sort_by_key(|link| link.sort_order);
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for link in links {
        if let Some(name) = names.get(&id(&link.other)) {
            found.entry(id(&link.post_id)).or_default().push(name.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::formats::Wishes;
    use crate::parse::formats::testing::{records, run, skipped};

    const EXPORT: &str = r##"{"db":[{"meta":{"exported_on":1,"version":"5.0"},"data":{
        "posts":[{"id":"a","title":"Kelp","slug":"kelp","html":"<p>Wet.</p>","status":"published","type":"post","published_at":"2020-05-01T10:00:00.000Z","custom_excerpt":"Short.","lexical":"{}"},
                 {"id":"b","title":"Salt","slug":"salt","html":"<p>Dry.</p>","status":"draft","type":"post"},
                 {"id":"c","title":"About","slug":"about","html":"<p>Me.</p>","status":"published","type":"page"}],
        "users":[{"id":"u","name":"Ada"}],"tags":[{"id":"t","name":"sea"},{"id":"h","name":"#hidden"}],
        "posts_authors":[{"post_id":"a","author_id":"u","sort_order":0}],
        "posts_tags":[{"post_id":"a","tag_id":"h","sort_order":0},{"post_id":"a","tag_id":"t","sort_order":1}]}}]}"##;

    #[test]
    fn published_posts_have_their_authors_and_tags() {
        let items = run(&FORMAT, "ghost.json", EXPORT, Wishes::default());
        let found = records(&items);
        let [post] = found.as_slice() else { panic!("{items:?}") };
        assert_eq!((post.key.as_str(), &post.fields["author"]), ("kelp", &"Ada".into()));
        assert_eq!(post.fields["tags"], serde_json::json!(["sea"]));
        assert_eq!(post.body.as_ref().unwrap().text, "<p>Wet.</p>");
        assert_eq!(skipped(&items), ["a post with status `draft`, not published", "a page, not a post"]);
    }

    #[test]
    fn a_broken_export_is_told() {
        let items = run(&FORMAT, "ghost.json", &EXPORT[..200], Wishes::default());
        let [Item::Warning(warning)] = items.as_slice() else { panic!("{items:?}") };
        assert!(warning.message.contains("broken"), "{}", warning.message);
    }
}
