//! A review as the engine's document, and back.

use std::borrow::Cow;
use std::fmt::Write as _;

use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::analyze;
use super::completion;
use super::named;
use crate::decode::hash;
use crate::review::{Prose, Review, Section};
use crate::schema::{CREDITED, Fields, HEADING, HEADING_STRIDE, NAMED, REGION, SECTION};
use crate::words::{self, Analysed};

/// Heading of the summary and of the verdict where they are searched as sections.
pub const SUMMARY_HEADING: &str = "Summary";
/// See [`SUMMARY_HEADING`].
pub const VERDICT_HEADING: &str = "Verdict";

/// So many bytes a document has beside its text and its review, in most archives.
const OTHER_FIELDS: usize = 1_024;

/// Everything of a review that is searched as a section, in the order of the index: the summary,
/// the sections, the verdict.
pub fn searchable_sections(review: &Review) -> impl Iterator<Item = (Option<&str>, &Prose)> {
    let summary = review.summary.iter().map(|prose| (Some(SUMMARY_HEADING), prose));
    let sections = review.sections.iter().map(|Section { heading, body }| (heading.as_deref(), body));
    let verdict = review.verdict.iter().map(|prose| (Some(VERDICT_HEADING), prose));
    summary.chain(sections).chain(verdict)
}

/// Everything of a review that is searched by plain words and is not a section, in the order of
/// the index, each with the name it is shown under.
///
/// The title comes with its year, as people type it: `Heat (1995)`.
pub fn searchable_labels(review: &Review) -> impl Iterator<Item = (Label, Cow<'_, str>)> {
    let title = match review.year {
        Some(year) => Cow::Owned(format!("{} ({year})", review.title)),
        None => Cow::Borrowed(review.title.as_str()),
    };
    let title = std::iter::once((Label::Title, title));
    let borrowed = |label, text| (label, Cow::Borrowed(text));
    let author = review.author.iter().map(move |name| borrowed(Label::Author, name.as_str()));
    let people = review.people.iter().map(move |name| borrowed(Label::People, name.as_str()));
    let tags = review.tags.iter().map(move |tag| borrowed(Label::Tags, tag.as_str()));
    let headings = review
        .sections
        .iter()
        .filter_map(move |section| Some(borrowed(Label::Heading, section.heading.as_deref()?)));
    title.chain(author).chain(people).chain(tags).chain(headings)
}

/// What a searchable text that is not a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// The title.
    Title,
    /// The review's author.
    Author,
    /// A credited person.
    People,
    /// A tag.
    Tags,
    /// A section's heading.
    Heading,
}

/// Where in the archive a document comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The root's label.
    pub root: &'a str,
    /// The file's number, which all its reviews share.
    pub file: u64,
}

/// The engine's document for a review.
pub fn to_document(review: &Review, origin: Origin<'_>, fields: &Fields) -> TantivyDocument {
    let sections = analysed_sections(review);
    let text = all_text(review, &sections);
    let stored = to_stored(review, text.len());
    let mut document = TantivyDocument::with_capacity(text.len() + stored.len() + OTHER_FIELDS);
    document.add_text(fields.text, text);
    document.add_text(fields.heading, all_headings(review));
    document.add_text(fields.title, clean(&review.title));
    document.add_text(fields.title_key, words::key(&review.title));
    add_regions(&mut document, fields.people, review.people.iter());
    add_regions(&mut document, fields.author, review.author.iter());
    add_regions(&mut document, fields.tags, review.tags.iter());
    document.add_text(fields.path, clean(&review.source.path));
    document.add_text(fields.path_key, words::fold(&review.source.path));
    document.add_text(fields.id, &review.id);
    document.add_u64(fields.file, origin.file);
    document.add_text(fields.root, origin.root);
    add_presences(&mut document, review, fields);
    add_columns(&mut document, review, fields);
    if let Some(fingerprint) = fingerprint_of(&sections) {
        document.add_u64(fields.fingerprint, fingerprint);
    }
    let named = named::beside_credits(review);
    add_facets(&mut document, review, &named, fields);
    for term in completion::terms(review, &named) {
        document.add_text(fields.completion, &term);
    }
    document.add_bytes(fields.review, &stored);
    document
}

/// The whole review in few bytes, its texts to the letter: they are what a compressor makes the most of.
fn to_stored(review: &Review, words: usize) -> Vec<u8> {
    postcard::to_extend(review, Vec::with_capacity(words + OTHER_FIELDS)).unwrap_or_default()
}

/// The review that a stored document holds; `None` if it can't be read back.
pub fn from_document(document: &TantivyDocument, fields: &Fields) -> Option<Review> {
    let stored = document.get_first(fields.review)?;
    postcard::from_bytes(stored.as_bytes()?).ok()
}

fn analysed_sections(review: &Review) -> Vec<Analysed> {
    searchable_sections(review).map(|(_, prose)| words::analyse(prose.as_str())).collect()
}

/// Labels as they are written, sections as words: those are analysed already.
fn all_text(review: &Review, sections: &[Analysed]) -> String {
    let length = sections.iter().map(|section| section.words.len()).sum::<usize>();
    let mut text = String::with_capacity(length + OTHER_FIELDS);
    for (_, label) in searchable_labels(review) {
        text.push(REGION);
        push_clean(&mut text, &label);
    }
    for section in sections {
        text.push(SECTION);
        analyze::write_words(section, &mut text);
    }
    text
}

fn all_headings(review: &Review) -> String {
    let mut text = String::new();
    for (heading, _) in searchable_sections(review) {
        text.push(HEADING);
        push_clean(&mut text, heading_within_stride(heading.unwrap_or_default()));
    }
    text
}

/// A heading of more words than its stride would push the next ones to wrong ordinals. No real
/// heading is that long; one made to be is searched by its beginning (as plain text it is whole).
fn heading_within_stride(heading: &str) -> &str {
    let mut scanner = words::Scanner::new(heading);
    while let Some(token) = scanner.next_token() {
        if token.position + 1 >= HEADING_STRIDE - 1 {
            return &heading[..token.range.start];
        }
    }
    heading
}

fn add_regions<'a>(
    document: &mut TantivyDocument,
    field: tantivy::schema::Field,
    values: impl Iterator<Item = &'a String>,
) {
    let mut text = String::new();
    for value in values {
        text.push(REGION);
        push_clean(&mut text, value);
    }
    if !text.is_empty() {
        document.add_text(field, text);
    }
}

fn add_presences(document: &mut TantivyDocument, review: &Review, fields: &Fields) {
    for (name, _) in presences(review).iter().filter(|(_, present)| *present) {
        document.add_text(fields.has, name);
    }
}

/// What a review can have, by the name that `has:` knows it under, and whether it does.
pub fn presences(review: &Review) -> [(&'static str, bool); 10] {
    [
        ("score", review.score.as_ref().is_some_and(|score| score.value.is_some())),
        ("year", review.year.is_some()),
        ("summary", review.summary.is_some()),
        ("verdict", review.verdict.is_some()),
        ("author", review.author.is_some()),
        ("date", review.date.is_some()),
        ("url", review.url.is_some()),
        ("tags", !review.tags.is_empty()),
        ("people", !review.people.is_empty()),
        ("sections", review.sections.iter().any(|section| section.heading.is_some())),
    ]
}

fn add_columns(document: &mut TantivyDocument, review: &Review, fields: &Fields) {
    if let Some(value) = review.score.as_ref().and_then(|score| score.value) {
        document.add_f64(fields.score, value);
    }
    if let Some(year) = review.year {
        document.add_i64(fields.year, i64::from(year));
    }
    if let Some(day) = review.date.as_deref().and_then(first_day) {
        document.add_i64(fields.date, day);
    }
    document.add_text(fields.title_order, words::key(&review.title));
}

/// A hash of the review's words. Two reviews that share it say the same, whatever their markup;
/// those that say nothing have none.
pub fn fingerprint(review: &Review) -> Option<u64> {
    fingerprint_of(&analysed_sections(review))
}

/// The hash of all words with a blank between each.
fn fingerprint_of(sections: &[Analysed]) -> Option<u64> {
    let said: Vec<&str> =
        sections.iter().map(|section| section.words.as_str()).filter(|words| !words.is_empty()).collect();
    let said = match said.as_slice() {
        [] => return None,
        [one] => Cow::Borrowed(*one),
        several => Cow::Owned(several.join(" ")),
    };
    Some(hash(said.as_bytes()) as u64)
}

fn add_facets(document: &mut TantivyDocument, review: &Review, named: &[String], fields: &Fields) {
    let mut entry = String::new();
    let mut add = |name: &str, value: &str| {
        entry.clear();
        let _ = write!(entry, "{name}={value}");
        document.add_text(fields.facets, &entry);
    };
    review.kind.iter().for_each(|kind| add("kind", kind));
    review.author.iter().for_each(|author| add("author", author));
    review.people.iter().for_each(|person| add(CREDITED, person));
    for person in named {
        add(NAMED, person);
    }
    review.tags.iter().for_each(|tag| add("tag", tag));
    let mut headings: Vec<&str> =
        review.sections.iter().filter_map(|section| section.heading.as_deref()).collect();
    headings.sort_unstable();
    headings.dedup();
    for heading in headings {
        add("section", heading);
    }
    if let Some((folder, _)) = review.source.path.rsplit_once('/') {
        add("folder", folder);
    }
}

/// `2024-05` -> 20240501: the first day that a full or partial date can mean.
pub fn first_day(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    Some(year * 10_000 + month * 100 + day)
}

fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    push_clean(&mut cleaned, text);
    cleaned
}

/// Appends text without the control characters that mean something to the analyzer.
fn push_clean(into: &mut String, text: &str) {
    if memchr::memchr3(REGION as u8, SECTION as u8, HEADING as u8, text.as_bytes()).is_some() {
        into.extend(text.chars().map(|c| if matches!(c, REGION | SECTION | HEADING) { ' ' } else { c }));
    } else {
        into.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_start_at_their_first_day() {
        assert_eq!(first_day("2024-05-17"), Some(20_240_517));
        assert_eq!(first_day("2024-05"), Some(20_240_501));
        assert_eq!(first_day("2024"), Some(20_240_101));
        assert_eq!(first_day("May"), None);
    }

    #[test]
    fn marks_in_the_archives_text_are_harmless() {
        let review = Review { title: "a\u{1D}b".into(), ..Review::default() };
        assert_eq!(all_text(&review, &[]), "\u{1E}a b");
    }

    #[test]
    fn a_heading_too_long_for_its_stride_is_cut_at_a_word() {
        let long = "word ".repeat(400);
        assert_eq!(words::tokens(heading_within_stride(&long)).len(), HEADING_STRIDE as usize - 2);
    }

    #[test]
    fn a_review_comes_back_from_its_document() {
        let (_, fields) = Fields::schema();
        let review = Review {
            id: "a.md".into(),
            title: "Heat".into(),
            extra: serde_json::from_str(r#"{"z":[1,-2.5,null],"a":{"b":"\u0000"}}"#).unwrap(),
            summary: Some(Prose::on_line("Two men.", 2)),
            ..Review::default()
        };
        let document = to_document(&review, Origin { root: "", file: 1 }, &fields);
        assert_eq!(from_document(&document, &fields), Some(review));
    }
}
