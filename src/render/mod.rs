//! Answers on their way out: to a terminal, a pipe, a program. Writes, and never searches.

pub mod csv;
pub mod export;
pub mod json;
pub mod lint;
pub mod markdown;
pub mod report;
pub mod suggestions;
pub mod terminal;
pub mod text;

use crate::backend::{Passage, Place};
use crate::score::Score;

/// A score as a person reads it: `7.2/10`, or `B+ -> 8.3` where the notation needs translating.
pub fn score_line(score: &Score) -> String {
    match score.value {
        Some(value) if !says_its_value(&score.raw, value) => format!("{} -> {}", score.raw, number(value)),
        _ => score.raw.clone(),
    }
}

/// Whether the raw score is the value out of ten, to the letter.
fn says_its_value(raw: &str, value: f64) -> bool {
    let points = raw.strip_suffix("/10").map_or("", str::trim);
    points.parse::<f64>().is_ok_and(|points| (points - value).abs() < 1e-9)
}

/// A value on 0..=10 with at most one decimal: `8.3`, `7`.
pub fn number(value: f64) -> String {
    let rounded = format!("{value:.1}");
    rounded.strip_suffix(".0").map_or(rounded.clone(), str::to_owned)
}

/// A title with its year.
pub fn title_line(title: &str, year: Option<i32>) -> String {
    match year {
        Some(year) => format!("{title} ({year})"),
        None => title.to_owned(),
    }
}

/// What a passage's place is called: the section's heading as printed, or what the place is.
pub fn place_name(passage: &Passage) -> Option<&str> {
    match &passage.place {
        Place::Title => Some("Title"),
        Place::Summary => Some("Summary"),
        Place::Section(heading) => heading.as_deref(),
        Place::Heading(_) => Some("Heading"),
        Place::Verdict => Some("Verdict"),
        Place::Author => Some("Author"),
        Place::People => Some("People"),
        Place::Tags => Some("Tags"),
    }
}

/// `1 review`, `2 reviews`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// White space made single spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with its spans set between `open` and `close`, white space in it made single spaces.
fn marked(passage: &Passage, open: &str, close: &str, clean: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(passage.text.len() + 32);
    let mut at = 0;
    for span in &passage.spans {
        out.push_str(&clean(&passage.text[at..span.start]));
        out.push_str(open);
        out.push_str(&clean(&passage.text[span.clone()]));
        out.push_str(close);
        at = span.end;
    }
    out.push_str(&clean(&passage.text[at..]));
    if passage.cut_before {
        out.insert(0, '…');
    }
    if passage.cut_after && !out.ends_with(['.', '!', '?', '…']) {
        out.push('…');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Method;

    #[test]
    fn scores_show_their_value_only_when_it_is_news() {
        let score = |raw: &str, value| Score { raw: raw.into(), value, scale: None, method: Method::Stated };
        assert_eq!(score_line(&score("7.2/10", Some(7.2))), "7.2/10");
        assert_eq!(score_line(&score("B+", Some(8.3))), "B+ -> 8.3");
        assert_eq!(score_line(&score("3.5/5", Some(7.0))), "3.5/5 -> 7");
        assert_eq!(score_line(&score("Abandoned", None)), "Abandoned");
    }
}
