//! WordPress's own export, WXR 1.0 to 1.2: RSS with elements of its own.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::items::{self, Entry};
use super::{Body, File, Format, Item, Markup, Record, Sample, Sink};
use crate::parse::keys::normal;
use crate::parse::{Skipped, Warning};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "wxr",
    title: "a WordPress export",
    about: "Published posts are read, and what a site keeps under a type of its own that is named after reviews \
            (`review`, `book-reviews`), with their categories, tags, excerpt, and their custom fields, where ratings \
            stand. Pages, other types, attachments, menus, drafts and private posts are left out and counted. Published posts \
            behind a password are read as well, and told.",
    recognise,
    read,
};

/// Custom fields longer than this are texts of plugins, in bytes.
const LONGEST_META: usize = 2000;

/// Hidden custom fields that hold a rating, and those whose name the tables do not know.
const RATINGS: [(&str, &str); 9] = [
    ("_rating", "rating"),
    ("_score", "score"),
    ("_review_score", "review_score"),
    ("_review_rating", "review_rating"),
    ("wp_review_total", "review_score"),
    ("taq_review_score", "percent"),
    ("wpr_rating", "rating"),
    ("_wp_review_total", "review_score"),
    ("_kksr_review", "rating"),
];

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let is_wxr = sample.head.contains("<rss")
        && (sample.head.contains("<wp:wxr_version") || sample.head.contains("wordpress.org/export/1."));
    is_wxr.then(|| "it is RSS with WordPress's elements".to_owned())
}

fn read(_: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    let mut locked = 0;
    let mut names: HashMap<String, String> = HashMap::new();
    items::read(input, sink, &mut |entry, sink| {
        if entry.is_author {
            let name = entry.text("author_login").zip(entry.text("author_display_name"));
            names.extend(name.map(|(login, name)| (login.to_owned(), name.to_owned())));
            return ControlFlow::Continue(());
        }
        if let Some(what) = not_a_post(&entry) {
            *left_out.entry(what).or_default() += 1;
            return ControlFlow::Continue(());
        }
        locked += u64::from(entry.text("post_password").is_some());
        sink(Item::Record(record(&entry, &names)))
    })?;
    for (what, count) in left_out {
        let reason = format!("{count} × {what}");
        if sink(Item::Skipped(Skipped { record: None, reason })).is_break() {
            return Ok(());
        }
    }
    if locked > 0 {
        // Its owner reads it here, but may not want to show it to others.
        let message = format!("{locked} × published post that the site shows only to who knows its password");
        let _ = sink(Item::Warning(Warning { line: None, message }));
    }
    Ok(())
}

/// What an item is, if it is no published post.
fn not_a_post(entry: &Entry) -> Option<String> {
    let kind = entry.text("post_type").unwrap_or("post");
    let status = entry.text("status").unwrap_or("publish");
    if kind != "post" && !is_type_of_reviews(kind) {
        return Some(format!("post type `{kind}`, not a post"));
    }
    if status != "publish" {
        return Some(format!("post with status `{status}`, not published"));
    }
    None
}

/// Sites and plug-ins give reviews a type of their own: `review`, `book-reviews`, `movie_review`.
fn is_type_of_reviews(kind: &str) -> bool {
    const REVIEWS: [&str; 8] =
        ["review", "reviews", "rezension", "rezensionen", "kritik", "critique", "critiques", "recensione"];
    kind.rsplit(['-', '_']).next().is_some_and(|last| REVIEWS.contains(&last))
}

/// `names` are those of the authors, by the names that they log in with.
fn record(entry: &Entry, names: &HashMap<String, String>) -> Record {
    let mut fields = custom_fields(entry);
    let mut put = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            fields.insert(key.to_owned(), value.into());
        }
    };
    put("title", entry.text("title"));
    put("url", entry.text("link"));
    put(
        "date",
        entry.text("post_date").filter(|date| !date.starts_with("0000")).or_else(|| entry.text("pubDate")),
    );
    let login = entry.text("dc:creator");
    put("author", login.map(|login| names.get(login).map_or(login, String::as_str)));
    put("excerpt", entry.text("excerpt:encoded"));
    put("slug", entry.text("post_name"));
    let tags = terms(entry);
    if !tags.is_empty() {
        fields.insert("tags".to_owned(), tags.into());
    }
    let key = entry.text("post_id").or_else(|| entry.text("guid")).or_else(|| entry.text("link"));
    Record {
        key: key.unwrap_or("1").to_owned(),
        line_start: entry.line_start,
        line_end: entry.line_end,
        fields,
        body: entry.child("content:encoded").map(|content| Body {
            text: content.text.clone(),
            line: content.line,
            markup: Markup::Html,
        }),
        ..Record::default()
    }
}

/// Categories and tags. `Uncategorized` is WordPress's word for none.
fn terms(entry: &Entry) -> Vec<Value> {
    let mut terms: Vec<&str> = Vec::new();
    for term in entry.all("category") {
        let is_term =
            matches!(term.attribute("domain"), None | Some("category" | "post_tag" | "tag" | "genre"));
        let name = term.text.trim();
        if is_term
            && !name.is_empty()
            && name != "Uncategorized"
            && !terms.contains(&name)
            && terms.len() < 200
        {
            terms.push(name);
        }
    }
    terms.into_iter().map(Value::from).collect()
}

/// `wp:postmeta`. Those whose name begins with `_` belong to plugins, but ratings are among them.
fn custom_fields(entry: &Entry) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut key = "";
    let of_meta = entry
        .children
        .iter()
        .filter(|child| child.parent.as_deref().is_some_and(|name| name.ends_with("postmeta")));
    for child in of_meta {
        match child.local() {
            "meta_key" => key = child.text.trim(),
            "meta_value" => {
                let value = child.text.trim();
                let named = RATINGS.iter().find(|(known, _)| *known == key).map(|(_, name)| *name);
                let name = named.or_else(|| Some(key).filter(|key| !key.starts_with('_') && !key.is_empty()));
                if let Some(name) =
                    name.filter(|_| !value.is_empty() && value.len() <= LONGEST_META && !is_serialised(value))
                {
                    fields.entry(name).or_insert_with(|| value.into());
                }
            }
            _ => {}
        }
    }
    add_named_score(&mut fields);
    add_scale(&mut fields);
    fields
}

/// Words in the names of fields that hold other people's ratings, or count them.
const FOREIGN: [&str; 13] = [
    "user",
    "reader",
    "visitor",
    "kk",
    "kksr",
    "avg",
    "average",
    "count",
    "votes",
    "imdb",
    "rt",
    "metacritic",
    "max",
];

/// The one field whose name says that it holds a score, where none of the names that are known does: `film_score`.
fn add_named_score(fields: &mut Map<String, Value>) {
    let is_known = |name: &String| crate::parse::spellings::SCORE.contains(&normal(name).as_str());
    if fields.keys().any(is_known) {
        return;
    }
    let is_score = |(name, value): &(&String, &Value)| {
        let name = normal(name);
        let words = || name.split('_');
        let is_named =
            words().next_back().is_some_and(|last| matches!(last, "rating" | "score" | "stars" | "grade"));
        let text = value.as_str().unwrap_or_default();
        is_named
            && !words().any(|word| FOREIGN.contains(&word))
            && !matches!(crate::score::read(text), crate::score::Reading::Unread(_))
    };
    let mut found = fields.iter().filter(is_score).map(|(name, _)| name.clone());
    if let (Some(name), None) = (found.next(), found.next())
        && let Some(value) = fields.remove(&name)
    {
        fields.insert("rating".to_owned(), value);
    }
}

/// The plug-in WP Review says beside its total what it counts.
fn add_scale(fields: &mut Map<String, Value>) {
    let best = match fields.get("wp_review_type").and_then(Value::as_str) {
        Some("star") => 5,
        Some("point") => 10,
        Some("percentage") => 100,
        _ => return,
    };
    fields.insert("best_rating".to_owned(), best.into());
}

/// `a:2:{...}`, as PHP writes its data.
fn is_serialised(value: &str) -> bool {
    value.starts_with("a:") && value.contains(":{")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Declared;

    fn run(items: &str) -> Vec<Item> {
        let text = format!("<rss><channel><wp:wxr_version>1.2</wp:wxr_version>\n{items}\n</channel></rss>");
        let head = Sample { path: "a.xml", head: &text, is_whole: true, declared: &Declared::nothing() };
        assert!(recognise(&head).is_some());
        let mut found = Vec::new();
        let file =
            File { path: "a.xml", wishes: super::super::Wishes::default(), declared: &Declared::nothing() };
        read(&file, &mut text.as_bytes(), &mut |item| {
            found.push(item);
            ControlFlow::Continue(())
        })
        .unwrap();
        found
    }

    const POST: &str = "<item><title>Kiln &amp; Sons</title><wp:post_id>7</wp:post_id><wp:status>publish</wp:status>\
        <wp:post_type>post</wp:post_type><category domain=\"post_tag\">noir</category>\
        <content:encoded><![CDATA[<p>Warm]]]]><![CDATA[> clay.</p>]]></content:encoded><excerpt:encoded>Short.</excerpt:encoded>\
        <wp:postmeta><wp:meta_key>_rating</wp:meta_key><wp:meta_value>4</wp:meta_value></wp:postmeta></item>";

    #[test]
    fn a_published_post_is_a_record() {
        let items = run(POST);
        let [Item::Record(record)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!((record.key.as_str(), record.line_start), ("7", 2));
        assert_eq!(record.fields["title"], "Kiln & Sons");
        assert_eq!(record.fields["rating"], "4");
        assert_eq!(record.fields["tags"][0], "noir");
        assert_eq!(record.fields["excerpt"], "Short.");
        assert_eq!(record.body.as_ref().unwrap().text, "<p>Warm]]> clay.</p>");
    }

    #[test]
    fn a_field_of_the_sites_own_may_be_the_score() {
        let rated = |name: &str| {
            let items = run(&POST.replace("_rating", name));
            let [Item::Record(record)] = items.as_slice() else { panic!("{items:?}") };
            record.fields.get("rating").cloned()
        };
        assert_eq!(rated("film_score"), Some("4".into()));
        assert_eq!(rated("rwp_user_score"), None);
        assert_eq!(rated("imdb_rating"), None);
    }

    #[test]
    fn a_type_named_after_reviews_holds_reviews() {
        let of_type = |kind: &str| run(&POST.replace(">post<", &format!(">{kind}<")));
        for kind in ["review", "book-reviews", "movie_review"] {
            assert!(matches!(of_type(kind).as_slice(), [Item::Record(_)]), "{kind}");
        }
        for kind in ["product", "review_form", "preview"] {
            assert!(matches!(of_type(kind).as_slice(), [Item::Skipped(_)]), "{kind}");
        }
    }

    #[test]
    fn a_plug_in_says_what_its_total_counts() {
        let meta = "<wp:postmeta><wp:meta_key>wp_review_type</wp:meta_key><wp:meta_value>star</wp:meta_value></wp:postmeta></item>";
        let items = run(&POST.replace("_rating", "wp_review_total").replace("</item>", meta));
        let [Item::Record(record)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!((&record.fields["review_score"], &record.fields["best_rating"]), (&"4".into(), &5.into()));
    }

    #[test]
    fn others_are_counted() {
        let page = POST.replace("<wp:post_type>post", "<wp:post_type>page");
        let items = run(&[page.as_str(), &page, POST].concat());
        assert!(matches!(&items[0], Item::Record(_)));
        assert_eq!(items.len(), 2);
        let Item::Skipped(skipped) = &items[1] else { panic!() };
        assert_eq!(skipped.reason, "2 × post type `page`, not a post");
    }

    #[test]
    fn a_post_behind_a_password_is_told() {
        let locked = POST.replace("</item>", "<wp:post_password>moss</wp:post_password></item>");
        let open = POST.replace("</item>", "<wp:post_password><![CDATA[]]></wp:post_password></item>");
        let items = run(&[locked, open].concat());
        let [Item::Record(_), Item::Record(_), Item::Warning(warning)] = items.as_slice() else {
            panic!("{items:?}")
        };
        assert!(warning.message.starts_with("1 × published post"), "{}", warning.message);
        assert!(!format!("{items:?}").contains("moss"));
    }

    #[test]
    fn what_stands_before_broken_xml_is_read() {
        let items = run(&format!("{POST}\n<item><title>x</link>"));
        assert!(
            matches!(items.as_slice(), [Item::Record(_), Item::Warning(warning)] if warning.line == Some(3)),
            "{items:?}"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(</?(item|a|content:encoded)>|<!\\[CDATA\\[|\\]\\]>|[&;<>a]|\\PC){0,40}") {
            run(&text);
        }
    }
}
