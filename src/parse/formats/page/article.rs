//! The article of a page that says nothing of itself: its title, its date and author, its text.

use std::ops::Range;

use serde_json::{Map, Value};

use super::linked::Script;
use super::schema_org;
use super::tree::{Element, Tree};
use crate::parse::formats::{Body, Markup, Record};
use crate::parse::headings::has_bracketed_year;
use crate::parse::{dates, title};
use crate::score::{self, Reading};

/// An article among several on a page, or one that nothing marks as such, has so many letters. What has
/// less is a teaser.
const FEWEST_LETTERS: usize = 250;
/// So many letters make a sentence.
const FEWEST_IN_A_MARKED: usize = 20;
/// So many short articles on a page are teasers.
const FEWEST_TEASERS: usize = 3;
/// Names of classes that only the text of an article has.
const BODY_CLASSES: [&str; 10] = [
    "e-content",
    "entry-content",
    "post-content",
    "article-content",
    "article-body",
    "article__body",
    "post-body",
    "review-body",
    "review-content",
    "available-content",
];
const TITLE_CLASSES: [&str; 7] =
    ["entry-title", "post-title", "p-name", "article-title", "article__title", "headline", "review-title"];
const SUMMARY_CLASSES: [&str; 9] = [
    "p-summary",
    "subtitle",
    "standfirst",
    "deck",
    "dek",
    "entry-subtitle",
    "post-subtitle",
    "lede",
    "tagline",
];
const AUTHOR_CLASSES: [&str; 6] = ["p-author", "author", "post-author", "byline", "author-name", "by-author"];
const DATE_CLASSES: [&str; 6] = ["date-header", "post-date", "published", "date", "entry-date", "pubdate"];
const RATING_CLASSES: [&str; 9] = [
    "p-rating",
    "rating",
    "score",
    "stars",
    "star-rating",
    "review-score",
    "review-rating",
    "verdict-score",
    "final-score",
];
/// Parts of names of classes, parted by hyphens, of what stands in an article and is no part of it.
const FURNITURE: [&str; 22] = [
    "comments",
    "comment",
    "commentlist",
    "respond",
    "sharedaddy",
    "share",
    "sharing",
    "social",
    "related",
    "relatedposts",
    "newsletter",
    "subscribe",
    "subscription",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "pagination",
    "navigation",
    "advert",
    "advertisement",
    "promo",
    "cookie",
];
/// A class that says more than so many letters are furniture is mistaken.
const LONGEST_FURNITURE_SHARE: usize = 2;

/// The articles of a page, the only one or each of several.
pub(super) fn articles(tree: &Tree<'_>) -> Vec<usize> {
    let weights = Weights::of(tree);
    let marked = |is: &dyn Fn(&Element) -> bool| -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (at, _) in tree.all().filter(|(_, element)| is(element)) {
            let is_inside = found.last().is_some_and(|last| tree.inside(*last).contains(&at));
            if !is_inside && weights.prose(at) >= FEWEST_IN_A_MARKED {
                found.push(at);
            }
        }
        found
    };
    let medium = marked(&|element| element.attribute("data-field") == Some("body"));
    if !medium.is_empty() {
        return medium;
    }
    let several = articles_in(tree, &weights);
    let long: Vec<usize> =
        several.iter().copied().filter(|at| weights.prose(*at) >= FEWEST_LETTERS).collect();
    if !long.is_empty() {
        return long;
    }
    // Teasers of what is elsewhere.
    if several.len() >= FEWEST_TEASERS {
        return Vec::new();
    }
    let longest =
        |found: Vec<usize>| found.into_iter().max_by_key(|at| (weights.prose(*at), usize::MAX - at));
    let by_class = || longest(marked(&|element| element.has_class(&BODY_CLASSES)));
    let main =
        || longest(marked(&|element| element.name == "main" || element.attribute("role") == Some("main")));
    let only = longest(several).or_else(by_class).or_else(main);
    let fragment = || tree.is_fragment().then_some(0).filter(|at| weights.prose(*at) >= FEWEST_IN_A_MARKED);
    let fewest = if is_about_a_work(tree) { FEWEST_IN_A_MARKED } else { FEWEST_LETTERS };
    only.or_else(fragment).or_else(|| weights.densest(tree, fewest)).into_iter().collect()
}

/// Whether a heading of the page has a year in brackets or a score, or a paragraph a labelled score: then even a few
/// sentences are a review.
fn is_about_a_work(tree: &Tree<'_>) -> bool {
    tree.all().any(|(_, element)| match element.name.as_str() {
        "title" | "h1" | "h2" | "h3" => {
            let text = tree.text(element);
            has_bracketed_year(&text) || score::find_at_end(&text).is_some()
        }
        "p" => score::find_in_line(&tree.text(element)).is_some_and(|found| found.label.is_some()),
        _ => false,
    })
}

/// The `article` elements with a text that stand in no other, and in nothing that is no part of the page's own text.
fn articles_in(tree: &Tree<'_>, weights: &Weights) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(element) = tree.at(at) {
        if is_furniture(element) && element.name != "header" {
            at = element.next;
        } else if element.name == "article" {
            found.extend(Some(at).filter(|at| weights.prose(*at) >= FEWEST_IN_A_MARKED));
            at = element.next;
        } else {
            at += 1;
        }
    }
    found
}

/// How much of each element is prose, and how much links.
struct Weights {
    letters: Vec<usize>,
    linked: Vec<usize>,
}

impl Weights {
    fn of(tree: &Tree<'_>) -> Self {
        let mut weights = Self {
            letters: tree.elements.iter().map(|element| element.letters).collect(),
            linked: tree.elements.iter().map(|element| element.linked).collect(),
        };
        // Children stand behind their parents.
        for (at, element) in tree.elements.iter().enumerate().rev() {
            let is_furniture = matches!(element.name.as_str(), "nav" | "aside" | "footer");
            if let Some(parent) = element.parent.filter(|_| !is_furniture) {
                weights.letters[parent] += weights.letters[at];
                weights.linked[parent] += weights.linked[at];
            }
        }
        weights
    }

    /// The letters that are not in links; none where most are.
    fn prose(&self, at: usize) -> usize {
        let letters = self.letters.get(at).copied().unwrap_or_default();
        let linked = self.linked.get(at).copied().unwrap_or_default();
        if linked * 2 > letters { 0 } else { letters - linked }
    }

    /// The element whose own paragraphs hold most of the page's prose.
    fn densest(&self, tree: &Tree<'_>, fewest: usize) -> Option<usize> {
        let mut scores = vec![0; tree.elements.len()];
        for (at, element) in tree.all() {
            let own = element.letters.saturating_sub(element.linked * 2);
            let is_text = matches!(element.name.as_str(), "p" | "pre" | "blockquote" | "li");
            let holder = if is_text { element.parent } else { Some(at) };
            let Some(holder) = holder else { continue };
            scores[holder] += own * 2;
            if let Some(around) = tree.at(holder).and_then(|holder| holder.parent) {
                scores[around] += own;
            }
        }
        let best = (0..scores.len()).max_by_key(|at| (scores[*at], usize::MAX - at))?;
        (self.prose(best) >= fewest).then_some(best)
    }
}

/// The record of an article under this key.
pub(super) fn record(
    tree: &Tree<'_>,
    scripts: &[Script<'_>],
    at: usize,
    is_only: bool,
    key: String,
) -> Option<Record> {
    let article = Article { tree, scripts, at, is_only, scope: scope(tree, at, is_only) };
    let element = tree.at(at)?;
    let fields = article.fields();
    let said = ["title", "summary"].iter().filter_map(|key| fields.get(*key)?.as_str()).map(str::to_owned);
    let said: Vec<String> = said.collect();
    Some(Record {
        key,
        line_start: tree.line(element.outer.start),
        line_end: tree.line(element.outer.end),
        body: Some(body(tree, at, &said)?),
        fields,
        ..Record::default()
    })
}

/// The text of an article, without what is no part of it and what is `said` already. Lines stay where
/// they are.
fn body(tree: &Tree<'_>, at: usize, said: &[String]) -> Option<Body> {
    let element = tree.at(at)?;
    let range = element.inner.clone();
    let mut text = String::with_capacity(range.len());
    let mut from = range.start;
    for gone in left_out(tree, at, said) {
        let Some(kept) = tree.html.get(from..gone.start) else { continue };
        text.push_str(kept);
        text.extend(tree.source(&gone).chars().filter(|c| *c == '\n'));
        from = gone.end;
    }
    text.push_str(tree.html.get(from..range.end).unwrap_or_default());
    Some(Body { text, line: tree.line(range.start), markup: Markup::Html })
}

fn left_out(tree: &Tree<'_>, at: usize, said: &[String]) -> Vec<Range<usize>> {
    let whole = tree.at(at).map(|element| element.inner.len()).unwrap_or_default();
    let inside = tree.inside(at);
    let mut found = Vec::new();
    let mut at = inside.start;
    while let Some(element) = tree.at(at).filter(|_| at < inside.end) {
        let is_small = element.outer.len() * LONGEST_FURNITURE_SHARE < whole;
        let is_headline = element.heading().is_some() || element.has_class(&SUMMARY_CLASSES);
        if (is_furniture(element) && is_small) || (is_headline && said.contains(&tree.text(element))) {
            found.push(element.outer.clone());
            at = element.next;
        } else {
            at += 1;
        }
    }
    found
}

fn is_furniture(element: &Element) -> bool {
    let named = ["class", "id"].iter().filter_map(|name| element.attribute(name));
    let mut parts = named.flat_map(|value| value.split(|c: char| !c.is_ascii_alphanumeric()));
    let is_block = matches!(
        element.name.as_str(),
        "div" | "section" | "ul" | "ol" | "p" | "h2" | "h3" | "h4" | "table" | "span" | "form" | "a"
    );
    let is_a_part = matches!(element.name.as_str(), "header" | "form" | "nav" | "aside" | "footer");
    is_a_part || (is_block && parts.any(|part| FURNITURE.contains(&part.to_ascii_lowercase().as_str())))
}

/// The element in which title and date of an article stand: the `article` around it, if there are
/// others, else the page.
fn scope(tree: &Tree<'_>, at: usize, is_only: bool) -> Option<usize> {
    if !is_only {
        return Some(at);
    }
    let mut around = tree.at(at)?.parent;
    while let Some(place) = around {
        let element = tree.at(place)?;
        if element.name == "article" {
            return Some(place);
        }
        around = element.parent;
    }
    None
}

struct Article<'t, 'a> {
    tree: &'t Tree<'a>,
    scripts: &'t [Script<'t>],
    at: usize,
    is_only: bool,
    scope: Option<usize>,
}

impl Article<'_, '_> {
    fn fields(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut put = |key: &str, value: Option<String>| {
            let value = value.map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "));
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                fields.insert(key.to_owned(), value.into());
            }
        };
        put("title", self.title());
        put("review_author", self.author());
        put("review_date", self.date());
        put("url", self.url());
        put("summary", self.summary());
        put("rating", self.rating());
        let tags = self.tags();
        if !tags.is_empty() {
            fields.insert("tags".to_owned(), tags.into());
        }
        fields
    }

    /// Elements where the article's own particulars are looked for.
    fn nearby(&self) -> impl Iterator<Item = &Element> {
        let range =
            self.scope.map_or(0..self.tree.elements.len(), |scope| scope..self.tree.inside(scope).end);
        self.tree.elements.get(range).unwrap_or_default().iter()
    }

    fn own(&self) -> impl Iterator<Item = &Element> {
        self.tree.within(self.at).map(|(_, element)| element)
    }

    fn shown(&self, element: &Element) -> Option<String> {
        Some(self.tree.text(element)).filter(|text| !text.is_empty())
    }

    fn classed(&self, classes: &[&str]) -> Option<String> {
        self.nearby().filter(|element| element.has_class(classes)).find_map(|element| self.shown(element))
    }

    fn title(&self) -> Option<String> {
        let headed = |element: &&Element| {
            element.heading().is_some()
                && (element.has_class(&TITLE_CLASSES) || element.lists("itemprop", "headline"))
        };
        let classed = || self.nearby().find(headed).and_then(|heading| self.shown(heading));
        let top = || self.own().find(|element| element.heading() == Some(1)).and_then(|it| self.shown(it));
        let first = || self.first_heading();
        if !self.is_only {
            return classed().or_else(top).or_else(first);
        }
        let site = self.meta(&["og:site_name"]);
        let of_page = || {
            let tops = self.nearby().filter(|element| element.heading() == Some(1));
            tops.filter_map(|heading| self.shown(heading)).find(|title| Some(title) != site.as_ref())
        };
        let social =
            || self.meta(&["og:title", "twitter:title"]).map(|title| without_site(&title, site.as_deref()));
        let named = || {
            let title = self.tree.elements.iter().find(|element| element.name == "title")?;
            Some(without_site(&self.tree.text_of_title(title), site.as_deref()))
        };
        classed().or_else(top).or_else(of_page).or_else(first).or_else(social).or_else(named)
    }

    /// A heading above all text.
    fn first_heading(&self) -> Option<String> {
        let speaks = |element: &&Element| element.heading().is_some() || element.letters > 0;
        self.own().find(speaks).filter(|element| element.heading().is_some()).and_then(|it| self.shown(it))
    }

    fn author(&self) -> Option<String> {
        let linked = || {
            let author = self.nearby().find(|element| element.lists("rel", "author"))?;
            self.shown(author)
        };
        let told = self.meta(&["author", "article:author"]).filter(|author| !author.contains("://"));
        let name = told.or_else(linked).or_else(|| self.described("author"));
        let name = name.or_else(|| self.classed(&AUTHOR_CLASSES).filter(|name| name.len() <= 80));
        name.map(|name| without_by(&name).to_owned())
    }

    fn date(&self) -> Option<String> {
        let time = || {
            let times = || self.nearby().filter(|element| element.name == "time");
            let published = |time: &&Element| {
                time.has_class(&["dt-published", "published", "entry-date"])
                    || time.attribute("pubdate").is_some()
            };
            let time = times().find(published).or_else(|| times().next())?;
            time.attribute("datetime").map(str::to_owned).or_else(|| self.shown(time))
        };
        let classed = || {
            let dated = self.nearby().filter(|element| element.has_class(&DATE_CLASSES));
            let mut shown = dated.filter_map(|element| self.shown(element));
            shown.find(|text| dates::from_text(text).is_some())
        };
        let told =
            || self.meta(&["article:published_time", "datePublished", "date", "dc.date", "dcterms.date"]);
        let of_page = if self.is_only { told().or_else(|| self.described("datePublished")) } else { None };
        of_page.or_else(time).or_else(classed)
    }

    fn url(&self) -> Option<String> {
        let href = |is: &dyn Fn(&Element) -> bool| {
            self.tree.elements.iter().find(|element| is(element))?.attribute("href").map(str::to_owned)
        };
        if !self.is_only {
            let headings = self.tree.within(self.at).filter(|(_, element)| element.heading().is_some());
            let mut links = headings.flat_map(|(at, _)| self.tree.within(at)).map(|(_, element)| element);
            let link = links.find_map(|element| element.attribute("href"));
            return link.filter(|href| href.contains("://")).map(str::to_owned);
        }
        href(&|element| element.name == "a" && element.has_class(&["p-canonical"]))
            .or_else(|| href(&|element| element.name == "link" && element.lists("rel", "canonical")))
            .or_else(|| self.meta(&["og:url"]))
            .filter(|url| url.contains("://"))
    }

    fn summary(&self) -> Option<String> {
        let medium = || {
            let is_subtitle = |element: &&Element| element.attribute("data-field") == Some("subtitle");
            self.shown(self.tree.elements.iter().find(is_subtitle)?)
        };
        self.is_only.then(medium).flatten().or_else(|| self.classed(&SUMMARY_CLASSES))
    }

    /// What an element says whose class promises a score, if it reads as one.
    fn rating(&self) -> Option<String> {
        let rated = self.nearby().filter(|element| element.has_class(&RATING_CLASSES));
        let said = rated.flat_map(|element| {
            let attributes = ["aria-label", "title", "data-rating", "content"];
            let told = attributes.into_iter().filter_map(|name| element.attribute(name)).map(str::to_owned);
            told.chain(self.shown(element)).collect::<Vec<_>>()
        });
        let is_score = |text: &String| matches!(score::read(text), Reading::Stated { .. });
        said.filter(|text| text.len() <= 60).find(is_score)
    }

    fn tags(&self) -> Vec<Value> {
        let mut tags: Vec<String> = Vec::new();
        let told = self.tree.elements.iter().filter(|element| {
            self.is_only && element.name == "meta" && element.attribute("property") == Some("article:tag")
        });
        let told = told.filter_map(|element| element.attribute("content")).map(str::to_owned);
        let linked =
            self.nearby().filter(|element| element.lists("rel", "tag") || element.has_class(&["p-category"]));
        for tag in told.chain(linked.filter_map(|element| self.shown(element))) {
            let tag = tag.trim_start_matches('#').trim().to_owned();
            if !tag.is_empty() && !tags.contains(&tag) && tags.len() < 200 {
                tags.push(tag);
            }
        }
        tags.into_iter().map(Value::from).collect()
    }

    /// What a page's `meta` elements say under the first of these names that is there.
    fn meta(&self, names: &[&str]) -> Option<String> {
        let metas = || self.tree.elements.iter().filter(|element| element.name == "meta");
        names.iter().find_map(|name| {
            let named = |element: &&Element| {
                let keys = ["property", "name", "itemprop"];
                keys.iter()
                    .any(|key| element.attribute(key).is_some_and(|known| known.eq_ignore_ascii_case(name)))
            };
            let said = metas().filter(named).filter_map(|element| element.attribute("content"));
            said.map(str::trim).find(|said| !said.is_empty()).map(str::to_owned)
        })
    }

    /// What JSON-LD says of an article.
    fn described(&self, property: &str) -> Option<String> {
        let mut waiting: Vec<&Value> = self.scripts.iter().flat_map(|script| &script.values).collect();
        while let Some(value) = waiting.pop() {
            match value {
                Value::Array(items) => waiting.extend(items),
                Value::Object(map) => {
                    let is_article = schema_org::kinds(map)
                        .iter()
                        .any(|kind| kind.ends_with("Article") || kind.ends_with("Posting"));
                    let said = map.get(property).filter(|_| is_article).map(schema_org::named);
                    let said = said.map(|said| said.get(0).cloned().unwrap_or(said));
                    if let Some(said) = said.as_ref().and_then(Value::as_str) {
                        return Some(said.to_owned());
                    }
                    waiting.extend(map.get("@graph"));
                }
                _ => {}
            }
        }
        None
    }
}

fn without_by(name: &str) -> &str {
    let starts = ["posted by ", "reviewed by ", "written by ", "by "];
    let named = |start: &&&str| name.get(..start.len()).is_some_and(|by| by.eq_ignore_ascii_case(start));
    let rest = starts.iter().find(named).and_then(|start| name.get(start.len()..));
    rest.unwrap_or(name).trim()
}

/// `Kelp - The Site` without the site's name.
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = title.trim();
    let parted = |sign: &str| title.rsplit_once(sign).map(|(title, last)| (title.trim(), last.trim()));
    let named = site.and_then(|site| title.strip_suffix(site.trim()));
    let bare = named.map(|title| title.trim_end_matches([' ', '-', '|', '–', '—', '·', ':', '«', '»']));
    // A bar parts titles from sites and from nothing else.
    let barred = || [" | ", " « ", " » "].into_iter().find_map(parted).map(|(title, _)| title);
    let kept = bare.or_else(barred).filter(|title| !title.is_empty() && title::year(title).is_none());
    kept.unwrap_or(title).to_owned()
}
