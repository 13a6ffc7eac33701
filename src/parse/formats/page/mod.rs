//! A saved web page: its reviews as schema.org or microformats have them, else its article.
//!
//! | module | the question it answers |
//! |---|---|
//! | `tree` | what stands inside what? |
//! | `linked`, `microdata`, `microformat` | what does the page say of its reviews? |
//! | `schema_org` | what does that mean? |
//! | `article` | what is the text, and what is it called, where nothing says so? |

mod article;
mod linked;
mod microdata;
mod microformat;
mod schema_org;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::HashSet;
use std::io::{self, BufRead, Read};

use serde_json::Value;

use self::linked::Script;
use self::schema_org::Described;
use self::tree::Tree;
use super::{File, Format, Item, Record, Sample, Sink};
use crate::parse::{Skipped, Warning};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "page",
    title: "a web page",
    about: "The reviews that a page describes by schema.org in JSON-LD or microdata, or by microformats \
            (`h-review`, `hreview`). Where a page describes one review without its text, the text is the \
            page's article. A page that describes none is read as an article: title, author, date, tags and a \
            rating from the elements and classes that say so, the text without menus, comments and share \
            buttons. Posts of a Medium export are such pages; its drafts are left out. A page of several long \
            articles is as many reviews. A page of links, or without a text, is left out.",
    recognise,
    read,
};

/// No page is bigger than this, in bytes.
const MOST_BYTES: u64 = 8 << 20;

fn recognise(sample: &Sample<'_>) -> Option<String> {
    let start = sample.head.trim_start_matches('\u{feff}').trim_start();
    let opening = start.get(..start.floor_char_boundary(4096))?.to_ascii_lowercase();
    let tags = ["<!doctype html", "<html", "<head>", "<article"];
    let is_page = opening.starts_with('<') && tags.iter().any(|tag| opening.contains(tag));
    if is_page {
        return Some("it is an HTML page".to_owned());
    }
    let is_fragment =
        has_page_extension(sample.path) && !opening.starts_with("<?xml") && opening.contains('<');
    is_fragment.then(|| "it is a part of an HTML page".to_owned())
}

fn has_page_extension(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        ["html", "htm", "xhtml"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    })
}

fn read(file: &File<'_>, input: &mut dyn BufRead, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        let _ = sink(skipped("the page is bigger than 8 MiB"));
        return Ok(());
    }
    let html = String::from_utf8_lossy(&bytes);
    let tree = Tree::new(&html);
    if tree.is_cut {
        let _ = sink(warning(
            None,
            format!("only the first {} elements of the page are read", tree::MOST_ELEMENTS),
        ));
    }
    if is_medium_draft(file.path, &tree) {
        let _ = sink(skipped("a draft of a Medium export"));
        return Ok(());
    }
    let scripts: Vec<Script<'_>> = linked::scripts(&tree).collect();
    for script in &scripts {
        if let Some(fault) = &script.fault {
            let line = tree.line(script.element.inner.start);
            let _ = sink(warning(Some(line), format!("the JSON-LD that begins here is broken: {fault}")));
        }
    }
    for item in items(file, &tree, &scripts) {
        if sink(item).is_break() {
            break;
        }
    }
    Ok(())
}

fn skipped(reason: &str) -> Item {
    Item::Skipped(Skipped { record: None, reason: reason.to_owned() })
}

fn warning(line: Option<u32>, message: String) -> Item {
    Item::Warning(Warning { line, message })
}

/// Medium names its drafts so, and gives them no date.
fn is_medium_draft(path: &str, tree: &Tree<'_>) -> bool {
    let name = path.rsplit(['/', '!']).next().unwrap_or(path);
    name.starts_with("draft_")
        && tree.elements.iter().any(|element| element.attribute("data-field").is_some())
}

fn items(file: &File<'_>, tree: &Tree<'_>, scripts: &[Script<'_>]) -> Vec<Item> {
    let reviews = described(tree, scripts);
    match reviews.as_slice() {
        [] => articles(tree, scripts),
        [review] if !review.has_text() => vec![with_article(tree, scripts, review)],
        [review] => vec![Item::Record(review.record(String::new(), tree))],
        several => listed(file, tree, several),
    }
}

/// The reviews that the page describes, in the first way in which it describes any.
fn described(tree: &Tree<'_>, scripts: &[Script<'_>]) -> Vec<Described> {
    // What one script says, another may say again.
    let mut said = HashSet::new();
    let linked = scripts.iter().flat_map(|script| {
        script.values.iter().flat_map(|value| schema_org::reviews_in(value, &script.element.outer))
    });
    let linked: Vec<Described> = linked.filter(|review| said.insert(review.said.clone())).collect();
    if !linked.is_empty() {
        return linked;
    }
    let placed = |items: Vec<(usize, Value)>| -> Vec<Described> {
        let reviews = items.into_iter().filter_map(|(at, value)| Some((tree.at(at)?.outer.clone(), value)));
        reviews.flat_map(|(place, value)| schema_org::reviews_in(&value, &place)).collect()
    };
    let found = placed(microdata::items(tree));
    if found.is_empty() { placed(microformat::reviews(tree)) } else { found }
}

/// A review that is described without its text: that is the page's.
fn with_article(tree: &Tree<'_>, scripts: &[Script<'_>], review: &Described) -> Item {
    let described = review.record(String::new(), tree);
    let articles = article::articles(tree);
    let article = articles.first().and_then(|at| article::record(tree, scripts, *at, true, String::new()));
    let Some(article) = article else { return Item::Record(described) };
    let mut fields = described.fields;
    for (name, value) in article.fields {
        let is_told = fields.contains_key(&name)
            || (name == "title" && fields.contains_key("headline"))
            || (name == "summary" && fields.contains_key("description"));
        if !is_told {
            fields.insert(name, value);
        }
    }
    Item::Record(Record { fields, ..article })
}

fn listed(file: &File<'_>, tree: &Tree<'_>, reviews: &[Described]) -> Vec<Item> {
    let mut without_text = 0;
    let mut items = Vec::new();
    for (at, review) in reviews.iter().enumerate() {
        if review.has_text() || file.wishes.ratings {
            let key = review.key().unwrap_or_else(|| (at + 1).to_string());
            items.push(Item::Record(review.record(key, tree)));
        } else {
            without_text += 1;
        }
    }
    if without_text > 0 {
        items.push(skipped(&format!("{without_text} × a review without a text")));
    }
    items
}

fn articles(tree: &Tree<'_>, scripts: &[Script<'_>]) -> Vec<Item> {
    let found = article::articles(tree);
    let is_only = found.len() == 1;
    let key = |ordinal: usize| if is_only { String::new() } else { ordinal.to_string() };
    let records = found.iter().enumerate().filter_map(|(n, at)| {
        let mut record = article::record(tree, scripts, *at, is_only, key(n + 1))?;
        if !is_only && let Some(url) = record.fields.get("url").and_then(Value::as_str) {
            record.key = url.to_owned();
        }
        Some(Item::Record(record))
    });
    let items: Vec<Item> = records.collect();
    if items.is_empty() { vec![skipped("a page with neither a review nor an article")] } else { items }
}
