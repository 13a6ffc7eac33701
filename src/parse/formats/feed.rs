//! RSS and Atom feeds.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::items::{self, Child, Entry};
use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};
use crate::parse::Skipped;

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "feed",
    title: "an RSS or Atom feed",
    about: "Each item or entry is a record: its full text if the feed has it, else its description. Its \
            identity is its `guid` or `id`, else its link. Of a backup of Blogger, published posts are read; comments, \
            pages, templates and drafts are counted and left out, and so is what a Letterboxd feed says of films that \
            were watched without a review.",
    recognise,
    read,
};

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let start = sample.head.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with('<')
        || start.contains("<wp:wxr_version")
        || start.contains("wordpress.org/export/1.")
    {
        return None;
    }
    let root = root(start)?;
    match root {
        "rss" | "rdf:RDF" => Some("it is an RSS feed".to_owned()),
        "feed" | "atom:feed" => Some("it is an Atom feed".to_owned()),
        _ => None,
    }
}

/// The name of the first element.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let tag = rest.trim_start().strip_prefix('<')?;
        if !tag.starts_with(['?', '!']) {
            return tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next();
        }
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        rest = tag.split_once(end)?.1;
    }
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut ordinal = 0;
    // By RFC 4287 the author of the feed is that of an entry without one.
    let mut of_feed: Option<String> = None;
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    items::read(input, sink, &mut |entry, sink| {
        if entry.is_author {
            of_feed = of_feed.take().or_else(|| entry.text("name").map(str::to_owned));
            return ControlFlow::Continue(());
        }
        if let Some(what) = not_a_review(&entry) {
            *left_out.entry(what).or_default() += 1;
            return ControlFlow::Continue(());
        }
        ordinal += 1;
        let mut record = record(&entry, ordinal);
        if let Some(author) = &of_feed {
            record.fields.entry("author").or_insert_with(|| author.as_str().into());
        }
        sink(Item::Record(record))
    })?;
    for (what, count) in left_out {
        if sink(Item::Skipped(Skipped { record: None, reason: format!("{count} × {what}") })).is_break() {
            break;
        }
    }
    Ok(())
}

/// The scheme of the categories by which a backup of Blogger tells posts from all else.
const KIND: &str = "kind#";

/// What an entry is, if it is no published review.
fn not_a_review(entry: &Entry) -> Option<String> {
    let terms = entry.all("category").filter_map(|category| category.attribute("term"));
    let kind = terms.filter_map(|term| term.split_once(KIND)).map(|(_, kind)| kind.to_owned()).next();
    let kind = kind.or_else(|| blogger(entry, "type").map(str::to_lowercase));
    if let Some(kind) = kind.filter(|kind| kind != "post") {
        return Some(format!("{kind} of Blogger, not a post"));
    }
    if entry.text("draft") == Some("yes") || blogger(entry, "status").is_some_and(|status| status != "LIVE") {
        return Some("post that is not published".to_owned());
    }
    let is_watched =
        own(entry, &["guid"]).is_some_and(|guid| guid.text.trim().starts_with("letterboxd-watch-"));
    is_watched.then(|| "film watched on Letterboxd without a review".to_owned())
}

/// An element of Blogger's own.
fn blogger<'a>(entry: &'a Entry, name: &str) -> Option<&'a str> {
    let is_own = |child: &&Child| child.name.strip_prefix("blogger:") == Some(name);
    entry.children.iter().find(is_own).map(|child| child.text.trim())
}

fn record(entry: &Entry, ordinal: u32) -> Record {
    let link = link(entry);
    let key = own(entry, &["guid", "id"]).map(|child| child.text.trim()).or(link);
    let body = own(entry, &["content:encoded", "content", "description", "summary"]);
    Record {
        key: key.map_or_else(|| ordinal.to_string(), str::to_owned),
        line_start: entry.line_start,
        line_end: entry.line_end,
        fields: fields(entry, link),
        body: body.map(|child| Body { text: child.text.clone(), line: child.line, markup: markup(child) }),
        ..Record::default()
    }
}

fn fields(entry: &Entry, link: Option<&str>) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Option<&str>| {
        if let Some(value) = value.map(str::trim) {
            fields.insert(key.to_owned(), value.into());
        }
    };
    put("title", own(entry, &["title"]).map(|child| child.text.as_str()));
    put("url", link);
    let date = own(entry, &["pubDate", "published", "dc:date", "updated"]);
    put("date", date.map(|child| child.text.as_str()));
    put("author", author(entry));
    for name in ["rating", "score", "memberRating", "filmYear", "filmTitle"] {
        let key = match name {
            "memberRating" => "rating",
            "filmYear" => "year",
            "filmTitle" => "film_title",
            name => name,
        };
        put(key, entry.children.iter().find(|child| child.local() == name).map(|child| child.text.as_str()));
    }
    if entry.children.iter().any(|child| child.name == "letterboxd:memberRating") {
        fields.insert("out_of".to_owned(), 5.into());
    }
    let tags: Vec<Value> = entry.all("category").take(200).filter_map(term).map(Value::from).collect();
    if !tags.is_empty() {
        fields.insert("tags".to_owned(), tags.into());
    }
    fields
}

/// The first of an item's own elements that has a text, by the names in their order.
fn own<'a>(entry: &'a Entry, names: &[&str]) -> Option<&'a Child> {
    let named = |name: &str| {
        entry.children.iter().find(|child| {
            let is_named = child.name == name || child.name.strip_prefix("atom:") == Some(name);
            is_named && child.parent.is_none() && !child.text.trim().is_empty()
        })
    };
    names.iter().find_map(|name| named(name))
}

fn link(entry: &Entry) -> Option<&str> {
    let alternate = entry.all("link").filter(|child| child.parent.is_none()).find_map(|child| {
        let is_page = matches!(child.attribute("rel"), None | Some("alternate"));
        child.attribute("href").filter(|_| is_page)
    });
    let permanent = || {
        let guid = own(entry, &["guid"]).filter(|guid| guid.attribute("isPermaLink") != Some("false"))?;
        Some(guid.text.trim()).filter(|text| text.contains("://"))
    };
    own(entry, &["link"]).map(|child| child.text.trim()).or(alternate).or_else(permanent)
}

fn author(entry: &Entry) -> Option<&str> {
    let nested = || {
        entry.all("name").find(|child| child.parent.as_deref().is_some_and(|name| name.ends_with("author")))
    };
    let found = own(entry, &["dc:creator"]).or_else(nested).or_else(|| own(entry, &["author"]))?;
    let text = found.text.trim();
    // `mail@example.org (Name)`, as RSS wants it.
    let inside =
        text.split_once('(').and_then(|(mail, name)| mail.contains('@').then(|| name.trim_end_matches(')')));
    Some(inside.unwrap_or(text)).filter(|name| !name.is_empty())
}

fn term(child: &Child) -> Option<&str> {
    let term = child.attribute("label").or_else(|| child.attribute("term")).unwrap_or(&child.text).trim();
    Some(term).filter(|term| !term.is_empty() && !term.contains(KIND))
}

/// Atom says how its text is marked up; RSS means HTML.
fn markup(child: &Child) -> Markup {
    let is_atom = matches!(child.local(), "content" | "summary");
    match child.attribute("type") {
        None | Some("text" | "text/plain") if is_atom => Markup::Plain,
        _ => Markup::Html,
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::{Wishes, testing};
    use super::*;
    use crate::profile::Declared;

    #[test]
    fn of_blogger_published_posts_are_read() {
        let category = |kind: &str| {
            format!(
                "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
            )
        };
        let entry = |kind: &str, more: &str| {
            format!(
                "<entry><id>{kind}</id><title>Kelp</title>{}<category term='noir'/><content>Wet.</content>{more}</entry>",
                category(kind)
            )
        };
        let draft = entry("post", "<app:control><app:draft>yes</app:draft></app:control>");
        let text = ["<feed>", &entry("post", ""), &entry("comment", ""), &draft, "</feed>"].concat();
        let items = testing::run(&FORMAT, "blog.xml", &text, Wishes::default());
        let found = testing::records(&items);
        assert_eq!((found.len(), &found[0].fields["tags"]), (1, &serde_json::json!(["noir"])));
        assert_eq!(
            testing::skipped(&items),
            ["1 × comment of Blogger, not a post", "1 × post that is not published"]
        );
    }

    #[test]
    fn films_watched_without_a_review_are_none() {
        let item = |guid: &str| {
            format!(
                "<item><title>Kelp</title><guid>{guid}</guid><description>Watched on Friday.</description></item>"
            )
        };
        let text = format!(
            "<rss><channel>{}{}</channel></rss>",
            item("letterboxd-watch-1"),
            item("letterboxd-review-2")
        );
        let items = testing::run(&FORMAT, "rss.xml", &text, Wishes::default());
        assert_eq!(testing::records(&items).len(), 1);
    }

    fn records(text: &str) -> Vec<Record> {
        let head = Sample { path: "feed.xml", head: text, is_whole: true, declared: &Declared::nothing() };
        assert!(recognise(&head).is_some());
        let mut found = Vec::new();
        let file = File {
            path: "feed.xml",
            wishes: super::super::Wishes::default(),
            declared: &Declared::nothing(),
        };
        read(&file, &mut text.as_bytes(), &mut |item| {
            let Item::Record(record) = item else { panic!("{item:?}") };
            found.push(record);
            ControlFlow::Continue(())
        })
        .unwrap();
        found
    }

    #[test]
    fn rss_has_its_full_text() {
        let found = records(
            "<?xml version=\"1.0\"?><rss><channel><title>Site</title><item><title>Kelp</title><link>https://example.org/kelp</link><description>Short</description><content:encoded>&lt;p&gt;Long &amp;amp; wet&lt;/p&gt;</content:encoded><dc:creator>Ada</dc:creator><category>sea</category></item></channel></rss>",
        );
        assert_eq!(found[0].key, "https://example.org/kelp");
        assert_eq!(found[0].body.as_ref().unwrap().text, "<p>Long &amp; wet</p>");
        assert_eq!((&found[0].fields["author"], &found[0].fields["tags"][0]), (&"Ada".into(), &"sea".into()));
    }

    #[test]
    fn the_author_of_a_feed_is_that_of_its_entries() {
        let found = records(
            "<feed><author><name>Hedda</name></author><entry><id>1</id><title>Kelp</title><content>Wet.</content></entry><entry><id>2</id><title>Salt</title><author><name>Ada</name></author><content>Dry.</content></entry></feed>",
        );
        let authors: Vec<&Value> = found.iter().map(|record| &record.fields["author"]).collect();
        assert_eq!(authors, ["Hedda", "Ada"]);
    }

    #[test]
    fn atom_has_links_in_attributes_and_text_in_tags() {
        let found = records(
            "<feed><entry><id>tag:1</id><title>Kelp</title><link rel=\"self\" href=\"https://a/\"/><link href=\"https://b/\"/><author><name>Ada</name></author><content type=\"xhtml\"><div><p>Wet.</p></div></content></entry></feed>",
        );
        assert_eq!((found[0].key.as_str(), &found[0].fields["url"]), ("tag:1", &"https://b/".into()));
        assert_eq!(found[0].fields["author"], "Ada");
        assert_eq!(found[0].body.as_ref().unwrap().text, "<div><p>Wet.</p></div>");
    }
}
