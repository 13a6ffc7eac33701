//! What must be true of every passage: read back, each mark is what the query asked for there.

use pullquote::backend::local::Local;
use pullquote::backend::{Backend, MatchMode, Passage, Place, SearchRequest};
use pullquote::query::Node;

use super::checks::request;
use super::oracle::{Claim, Field, Oracle};
use super::record::{Record, line};

/// Every mark, read apart from its surroundings, holds what some part of the query asks for.
pub(super) fn marks_are_what_was_asked_for(
    oracle: &Oracle,
    local: &Local<'_>,
    query: &Node,
    mode: MatchMode,
    most: usize,
) -> Result<(), String> {
    let shown = SearchRequest { passages: most, ..request(query, mode) };
    let answer = local.search(&shown).map_err(|error| error.to_string())?;
    let claims = oracle.claims(query, mode);
    for hit in &answer.hits {
        let record = oracle.record(&hit.id);
        if hit.passages.len() > most {
            return Err(format!("{} passages in {}", hit.passages.len(), hit.id));
        }
        for (at, passage) in hit.passages.iter().enumerate() {
            sound(passage, record).map_err(|problem| format!("{problem} in {}: {passage:?}", hit.id))?;
            if hit.passages[..at].contains(passage) {
                return Err(format!("twice in {}: {passage:?}", hit.id));
            }
            for span in &passage.spans {
                let marked = &passage.text[span.clone()];
                if !claims.iter().any(|claim| stands_for(claim, marked, passage, record)) {
                    return Err(format!("{marked:?} is marked in {}: {passage:?}", hit.id));
                }
            }
        }
    }
    Ok(())
}

/// The text is a stretch of the review, with its spans inside, ascending and apart.
fn sound(passage: &Passage, record: &Record) -> Result<(), &'static str> {
    let mut end = 0;
    for span in &passage.spans {
        if passage.text.get(span.clone()).is_none() {
            return Err("a span out of the text");
        }
        if span.is_empty() || span.start < end {
            return Err("spans overlap or are empty");
        }
        end = span.end;
    }
    let source = &record.review.source;
    if !(source.line_start..=source.line_end).contains(&passage.line) {
        return Err("a line out of the review");
    }
    if !texts_at(&passage.place, record).iter().any(|text| text.contains(&passage.text)) {
        return Err("a text that is not there");
    }
    Ok(())
}

/// The texts of that part of the review.
fn texts_at(place: &Place, Record { review, .. }: &Record) -> Vec<String> {
    let prose = |prose: &Option<pullquote::review::Prose>| {
        prose.iter().map(|prose| prose.as_str().to_owned()).collect::<Vec<_>>()
    };
    match place {
        Place::Title => match review.year {
            Some(year) => vec![format!("{} ({year})", review.title)],
            None => vec![review.title.clone()],
        },
        Place::Summary => prose(&review.summary),
        Place::Verdict => prose(&review.verdict),
        Place::Section(heading) => {
            let sections = review.sections.iter().filter(|section| section.heading == *heading);
            sections.map(|section| section.body.as_str().to_owned()).collect()
        }
        Place::Heading(heading) => vec![heading.clone()],
        Place::Author => review.author.iter().cloned().collect(),
        Place::People => review.people.clone(),
        Place::Tags => review.tags.clone(),
    }
}

/// Whether the mark holds what the claim asks for, in a place where it asks for it. Of words near
/// each other each is marked by itself: they must stand together in a text of the review.
fn stands_for(claim: &Claim, marked: &str, passage: &Passage, record: &Record) -> bool {
    if !is_where_asked(claim, &passage.place) {
        return false;
    }
    let words = line(marked);
    if claim.way.stands_in(&words) {
        return true;
    }
    let is_one_of_them = words.iter().any(|word| claim.way.words.iter().any(|wanted| wanted.fits(word)));
    let together = || texts_at(&passage.place, record).iter().any(|text| claim.way.stands_in(&line(text)));
    claim.way.slop.is_some() && is_one_of_them && together()
}

fn is_where_asked(claim: &Claim, place: &Place) -> bool {
    match claim.field {
        Field::Title => *place == Place::Title,
        Field::Author => *place == Place::Author,
        Field::Tags => *place == Place::Tags,
        Field::Path => false,
        Field::Text | Field::Person => claim.section.as_ref().is_none_or(|name| match place {
            Place::Section(heading) => name.stands_in(&line(heading.as_deref().unwrap_or_default())),
            Place::Summary => name.stands_in(&line("Summary")),
            Place::Verdict => name.stands_in(&line("Verdict")),
            _ => false,
        }),
    }
}
