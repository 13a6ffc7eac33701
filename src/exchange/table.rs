//! A review as the cells of a table of ours, and back.

use serde_json::{Map, Value};

use super::exact::{self, Exact};
use super::prose::escape_rest;
use super::{Returned, cell, prose};
use crate::review::{Prose, Review};

/// The columns. A table may have them in any order, and more of them.
pub const COLUMNS: [&str; 16] = [
    "id",
    "title",
    "year",
    "kind",
    "score",
    "value",
    "author",
    "date",
    "url",
    "tags",
    "people",
    "summary",
    "text",
    "verdict",
    "extra",
    "pullquote",
];

/// What makes a table one of ours.
pub const TELLING: [&str; 4] = ["id", "title", "text", "pullquote"];

/// The cells of a review.
pub fn row(review: &Review) -> [String; COLUMNS.len()] {
    let text = |text: Option<&str>| cell::harmless(cell::of_text(text));
    let prose_of = |prose: Option<&Prose>| text(prose.map(Prose::as_str));
    let score = review.score.as_ref();
    let exact = Exact { score: review.score.clone(), source: review.source.clone() };
    [
        text(Some(&review.id)),
        text(Some(&review.title)),
        review.year.map(|year| year.to_string()).unwrap_or_default(),
        text(review.kind.as_deref()),
        text(score.map(|score| score.raw.as_str())),
        value_cell(review),
        text(review.author.as_deref()),
        text(review.date.as_deref()),
        text(review.url.as_deref()),
        cell::harmless(cell::of_list(&review.tags)),
        cell::harmless(cell::of_list(&review.people)),
        prose_of(review.summary.as_ref()),
        cell::harmless(prose::text_of(&review.sections)),
        prose_of(review.verdict.as_ref()),
        if review.extra.is_empty() { String::new() } else { json(&review.extra) },
        json(&exact),
    ]
}

fn value_cell(review: &Review) -> String {
    let value = review.score.as_ref().and_then(|score| score.value);
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn json(value: &impl serde::Serialize) -> String {
    escape_rest(&serde_json::to_string(value).unwrap_or_default())
}

/// The review of a row, whose cells `get` knows by their columns' names. A blank `id` is answered with an
/// empty one: the row is a person's own, and its place is for the caller to say.
///
/// # Errors
/// Why the row is no review, for a person.
pub fn review<'r>(get: impl Fn(&str) -> Option<&'r str>) -> Result<Returned, String> {
    let plain = |name: &str| cell::as_typed(get(name).unwrap_or_default());
    let text = |name: &str| cell::text_in(plain(name));
    let mut warnings = Vec::new();
    let exact = exact_in(plain("pullquote"), &mut warnings);
    let line = exact.source.line_start;
    let prose_in = |name: &str| text(name).map(|text| Prose::on_line(text, line));
    let review = Review {
        id: text("id").unwrap_or_default(),
        title: text("title").ok_or("a row without a title: the cell `title` is blank")?,
        year: year_in(plain("year"), &mut warnings),
        kind: text("kind"),
        summary: prose_in("summary"),
        sections: prose::sections_of(plain("text"), line),
        score: exact::score_of(text("score").as_deref(), exact.score),
        verdict: prose_in("verdict"),
        author: text("author"),
        date: text("date"),
        url: text("url"),
        tags: cell::list_in(plain("tags")),
        people: cell::list_in(plain("people")),
        source: exact.source,
        extra: extra_in(plain("extra"), &mut warnings),
    };
    let is_told = get("value").is_none_or(|cell| cell.trim().is_empty() || is_value_of(cell, &review));
    if !is_told {
        warnings.push("the cell `value` is not what `score` comes to; `score` counts".to_owned());
    }
    Ok(Returned { review, warnings })
}

fn is_value_of(cell: &str, review: &Review) -> bool {
    let value = review.score.as_ref().and_then(|score| score.value);
    value.is_some() && cell.trim().replace(',', ".").parse::<f64>().ok() == value
}

fn exact_in(cell: &str, warnings: &mut Vec<String>) -> Exact {
    if cell.is_empty() {
        return Exact::default();
    }
    serde_json::from_str(cell).unwrap_or_else(|error| {
        warnings.push(format!("the cell `pullquote` can't be read, and the source is lost: {error}"));
        Exact::default()
    })
}

fn year_in(cell: &str, warnings: &mut Vec<String>) -> Option<i32> {
    let year = cell.trim().parse().ok();
    if year.is_none() && !cell.trim().is_empty() {
        warnings.push(format!("the cell `year` is no year: {cell}"));
    }
    year
}

fn extra_in(cell: &str, warnings: &mut Vec<String>) -> Map<String, Value> {
    if cell.is_empty() {
        return Map::new();
    }
    serde_json::from_str(cell).unwrap_or_else(|error| {
        warnings.push(format!("the cell `extra` is no JSON object and is left out: {error}"));
        Map::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::testing::heat;

    fn edited(edits: &[(&str, &str)]) -> Result<Returned, String> {
        let mut cells = row(&heat());
        for (name, cell) in edits {
            let at = COLUMNS.iter().position(|column| column == name).unwrap();
            cells[at] = (*cell).to_owned();
        }
        review(|name| COLUMNS.iter().position(|column| *column == name).map(|at| cells[at].as_str()))
    }

    #[test]
    fn cells_are_for_a_person() {
        let cells = row(&heat());
        assert_eq!(cells[4..7], ["4/5".to_owned(), "8".to_owned(), "Ann".to_owned()]);
        assert_eq!(cells[9], "la; heist");
        assert_eq!(cells[12], "A bank.\n\n## Sound\n\nGuns.");
        assert_eq!(edited(&[]).unwrap(), Returned { review: heat(), warnings: Vec::new() });
    }

    #[test]
    fn an_edit_counts() {
        let edits = [("score", "3/5"), ("value", ""), ("tags", "la; noir"), ("text", "# Sound\nLoud.")];
        let back = edited(&edits).unwrap();
        assert_eq!(back.warnings, [""; 0]);
        assert_eq!(back.review.score.unwrap().value, Some(6.0));
        assert_eq!(back.review.tags, ["la", "noir"]);
        assert_eq!(back.review.sections[0].heading.as_deref(), Some("Sound"));
        assert_eq!(back.review.id, heat().id);
    }

    #[test]
    fn what_can_not_be_read_is_told() {
        let back = edited(&[("year", "soon"), ("value", "9"), ("extra", "x"), ("pullquote", "x")]).unwrap();
        assert_eq!(back.warnings.len(), 4, "{:?}", back.warnings);
        assert!(edited(&[("title", "")]).unwrap_err().contains("without a title"));
    }
}
