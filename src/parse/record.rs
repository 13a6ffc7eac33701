//! From a record of an export to a draft: the same fields as those of a file's front matter, and a text.

use std::collections::HashSet;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::declared;
use super::draft::Draft;
use super::evidence::Evidence;
use super::fields::{self, Fields};
use super::fold::fold;
use super::formats::{self, Body, Format, Item, Markup, Record};
use super::keys::{Keys, normal};
use super::markup::{self, Block, Dialect};
use super::{
    File, Mapped, Parsed, Skipped, Warning, entries, is_heading, makers, not_review, path, score_line,
    several, single, title,
};
use crate::profile::Declared;
use crate::review::{Prose, Review, Source, review_id};

/// So many odd or skipped records of a file are listed one by one; the rest is counted.
const MOST_LISTED: usize = 100;
/// A headline that stands in for a missing title is no longer than this, in bytes.
const LONGEST_HEADLINE: usize = 120;
/// What identifies a work where nothing names it.
const IDENTITIES: [&str; 16] = [
    "asin",
    "parent_asin",
    "product_id",
    "productid",
    "item_id",
    "itemid",
    "business_id",
    "isbn",
    "movie_id",
    "rotten_tomatoes_link",
    "clothing_id",
    "recipe_id",
    "listing_id",
    "app_id",
    "hotel_id",
    "place_id",
];

/// A review that a file of records holds.
#[derive(Debug)]
pub enum Found {
    /// It waits for what the archive shows as a whole.
    Draft(Box<Draft>),
    /// It is as it was when it was exported.
    Review(Box<Review>),
}

/// What a file of records held besides its reviews.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// What is no review, and why.
    pub skipped: Vec<Skipped>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
    /// What the file contributes to what the archive shows as a whole.
    pub evidence: Evidence,
}

/// Reads a text record by record and hands out each review as soon as it is read, until `out` breaks off.
///
/// # Errors
/// When the text can't be read to its end. What was handed out before stands.
pub fn read_records(
    format: &Format,
    file: &formats::File<'_>,
    input: &mut dyn BufRead,
    out: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> (Records, io::Result<()>) {
    let mut reading = Reading {
        path: file.path,
        declared: file.declared,
        keys: HashSet::new(),
        told: Told::default(),
        out,
    };
    let outcome = (format.read)(file, input, &mut |item| reading.take(item));
    (reading.told.finish(), outcome)
}

/// A file of records while it is read.
struct Reading<'a> {
    path: &'a str,
    declared: &'a Declared<'a>,
    /// Hashes of the keys so far.
    keys: HashSet<u64>,
    told: Told,
    out: &'a mut dyn FnMut(Found) -> ControlFlow<()>,
}

/// What is told of a file's records, within bounds.
#[derive(Default)]
struct Told {
    records: Records,
    unlisted_skipped: u64,
    unlisted_warnings: u64,
}

impl Reading<'_> {
    fn take(&mut self, item: Item) -> ControlFlow<()> {
        match item {
            Item::Record(record) => self.record(record),
            Item::Review(mut review) => {
                let seen = declared::apply(&mut review, self.declared);
                self.told.records.evidence.keys.extend(seen);
                (self.out)(Found::Review(review))
            }
            Item::Keys(keys) => {
                self.told.records.evidence.keys.extend(keys);
                ControlFlow::Continue(())
            }
            Item::Skipped(skipped) => self.told.skip(skipped),
            Item::Listed(listed) => {
                self.told.records.evidence.listed.insert(listed.path, listed.listing);
                ControlFlow::Continue(())
            }
            Item::Warning(warning) => self.told.warn(warning),
        }
    }

    fn record(&mut self, mut record: Record) -> ControlFlow<()> {
        record.key = self.unique(record.key);
        let mapped = record.mapped.take();
        let mapped =
            mapped.unwrap_or_else(|| declared::take(&mut record.fields, None, self.declared, |_| true));
        self.told.records.evidence.keys.extend(&mapped.seen);
        match drafts(self.path, record, mapped, self.declared) {
            Ok(parsed) => self.parsed(parsed),
            Err(skipped) => self.told.skip(skipped),
        }
    }

    fn parsed(&mut self, parsed: Parsed) -> ControlFlow<()> {
        for skipped in parsed.skipped {
            self.told.skip(skipped)?;
        }
        for warning in parsed.warnings {
            self.told.warn(warning)?;
        }
        for mut draft in parsed.drafts {
            for warning in std::mem::take(&mut draft.warnings) {
                self.told.warn(warning)?;
            }
            self.told.records.evidence.add(&draft);
            (self.out)(Found::Draft(Box::new(draft)))?;
        }
        ControlFlow::Continue(())
    }

    /// The key, numbered where the file has had it before.
    fn unique(&mut self, key: String) -> String {
        let mut is_new = |key: &str| self.keys.insert(twox_hash::XxHash3_128::oneshot(key.as_bytes()) as u64);
        if is_new(&key) {
            return key;
        }
        let numbered = (2..).map(|number: u64| format!("{key}-{number}"));
        numbered.into_iter().find(|key| is_new(key)).unwrap_or(key)
    }
}

impl Told {
    fn skip(&mut self, skipped: Skipped) -> ControlFlow<()> {
        if self.records.skipped.len() < MOST_LISTED {
            self.records.skipped.push(skipped);
        } else {
            self.unlisted_skipped += 1;
        }
        ControlFlow::Continue(())
    }

    fn warn(&mut self, warning: Warning) -> ControlFlow<()> {
        if self.records.warnings.len() < MOST_LISTED {
            self.records.warnings.push(warning);
        } else {
            self.unlisted_warnings += 1;
        }
        ControlFlow::Continue(())
    }

    fn finish(mut self) -> Records {
        if self.unlisted_skipped > 0 {
            let reason = format!("{} more records are no reviews", self.unlisted_skipped);
            self.records.skipped.push(Skipped { record: None, reason });
        }
        if self.unlisted_warnings > 0 {
            let message = format!("{} more records are odd", self.unlisted_warnings);
            self.records.warnings.push(Warning { line: None, message });
        }
        self.records
    }
}

/// A record's drafts, one or several, or why there is none.
fn drafts(
    path: &str,
    record: Record,
    mut mapped: Mapped,
    declared: &Declared<'_>,
) -> Result<Parsed, Skipped> {
    let Record { key, line_start, line_end, fields, body, .. } = record;
    if let Some(reason) = mapped.left_out.take().or_else(|| not_review::by_flags(&fields)) {
        return Err(Skipped { record: Some(key), reason });
    }
    let facts = path::read(path);
    let identity = identity(&fields);
    let keys = Keys::new(fields, None).with(mapped);
    let mut fields = fields::read(keys, declared.folder_kind.or(facts.kind), declared);
    let is_prose = body.as_ref().is_none_or(|body| body.markup == Markup::Plain);
    let mut blocks = body.as_ref().map(blocks_of).unwrap_or_default();
    if blocks.is_empty() && fields.score.is_none() && fields.summary.is_none() {
        let reason = "neither a text nor a score".to_owned();
        return Err(Skipped { record: Some(key).filter(|key| !key.is_empty()), reason });
    }
    if !is_prose {
        entries::promote_titles(&mut blocks);
        let is_review = fields.score.is_some() || fields.year.is_some();
        if let Some(parts) = several::split(&blocks, is_review) {
            let file = File { path, declared, facts, fields, blocks, plain: false, last_line: line_end };
            return Ok(within(&key, single::several(file, &parts)));
        }
    }
    if key.is_empty() {
        single::fill_from_text(&mut fields, &mut blocks, &facts, declared);
    }
    let title = find_title(&mut fields, &mut blocks).or(identity);
    drop_repeats(title.as_deref(), fields.summary.as_ref(), &mut blocks);
    let warnings = std::mem::take(&mut fields.warnings);
    let mut stand_in = None;
    let title = title.unwrap_or_else(|| {
        let (what, name) =
            if key.is_empty() { ("file's name", facts.spelled()) } else { ("record's key", key.clone()) };
        let message = format!("there is no title; the {what} stands in: {name}");
        stand_in = Some(Warning { line: Some(line_start).filter(|line| *line > 0), message });
        name
    });
    if key.is_empty() {
        // The file is the record, and its name may say more.
        fields.year = fields.year.or_else(|| facts.names.iter().find_map(|name| name.year));
        fields.date = fields.date.take().or_else(|| facts.date.clone());
    }
    // A column for the score says all that is to be said: a user's `10/10` in prose stays prose.
    let mark = if is_prose && fields.score.is_some() { None } else { score_line::find(&blocks) };
    let score = fields.score.take();
    let date_order = fields.date_order.take();
    let record = Some(key).filter(|key| !key.is_empty());
    let mut review = fields.review(title, Source { path: path.to_owned(), record, line_start, line_end });
    makers::credit_artist(&mut review);
    let draft = Draft {
        review,
        score,
        blocks,
        mark,
        date_order,
        plain: false,
        under_title: false,
        stand_in,
        warnings,
    };
    Ok(Parsed { drafts: vec![draft], ..Parsed::default() })
}

/// The reviews of one record: its key, and theirs in it.
fn within(key: &str, mut parsed: Parsed) -> Parsed {
    let inside = |own: &Option<String>| {
        let own = own.as_deref().unwrap_or_default();
        if key.is_empty() { own.to_owned() } else { format!("{key}/{own}") }
    };
    for draft in &mut parsed.drafts {
        let source = &mut draft.review.source;
        source.record = Some(inside(&source.record));
        draft.review.id = review_id(&source.path, source.record.as_deref());
    }
    for skipped in &mut parsed.skipped {
        skipped.record = Some(inside(&skipped.record)).filter(|record| !record.is_empty());
    }
    parsed
}

/// What the record is about, by the number that its archive gives it; `product.productId` too.
fn identity(fields: &Map<String, Value>) -> Option<String> {
    let nested = fields.values().filter_map(Value::as_object).flatten();
    let ranked = fields.iter().chain(nested).filter_map(|(key, value)| {
        let rank = IDENTITIES.iter().position(|name| *name == normal(key))?;
        Some((rank, text_of(value)?))
    });
    let ranked = ranked.min_by_key(|(rank, _)| *rank).map(|(_, identity)| identity);
    ranked.or_else(|| beside_review_id(fields))
}

/// Where the review has a number of its own, `id` is that of the work.
fn beside_review_id(fields: &Map<String, Value>) -> Option<String> {
    let named = |name: &str| fields.iter().find(|(key, _)| normal(key) == name);
    named("review_id").or_else(|| named("reviewid"))?;
    text_of(named("id")?.1)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn blocks_of(body: &Body) -> Vec<Block> {
    let dialect = match body.markup {
        Markup::Markdown => Dialect::Markdown,
        Markup::Plain => Dialect::Plain,
        Markup::Html => return markup::html_blocks(&body.text, body.line.max(1)),
    };
    markup::blocks(&body.text, body.line.max(1), dialect)
}

/// What the keys say, or the heading above the text, or a short headline.
fn find_title(fields: &mut Fields, blocks: &mut Vec<Block>) -> Option<String> {
    if fields.title.is_some() {
        return fields.title.take();
    }
    if blocks.first().is_some_and(is_heading) {
        let titled = title::split(blocks.remove(0).prose.as_str());
        fields.year = fields.year.or(titled.year);
        return Some(titled.title).filter(|title| !title.is_empty());
    }
    let headline = fields.summary.as_ref().map(|summary| summary.as_str().trim())?;
    let fits = !headline.is_empty() && headline.len() <= LONGEST_HEADLINE && !headline.contains('\n');
    let headline = fits.then(|| headline.to_owned())?;
    fields.summary = None;
    Some(headline)
}

/// A text that begins with its own title and standfirst says them twice.
fn drop_repeats(title: Option<&str>, summary: Option<&Prose>, blocks: &mut Vec<Block>) {
    let is_title = |block: &Block| {
        let printed = block.prose.as_str();
        let same = |said: &str| title.is_some_and(|title| fold(title) == fold(said));
        is_heading(block) && (same(printed) || same(&title::split(printed).title))
    };
    let is_summary =
        |block: &Block| summary.is_some_and(|said| fold(said.as_str()) == fold(block.prose.as_str()));
    if blocks.len() > 1 && blocks.first().is_some_and(is_title) {
        blocks.remove(0);
    }
    if blocks.len() > 1 && blocks.first().is_some_and(is_summary) {
        blocks.remove(0);
    }
}
