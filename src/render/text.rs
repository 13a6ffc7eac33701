//! Answers for a person at a terminal, or in a pipe.

use std::io::{self, Write};

use super::terminal::{Role, Terminal, columns, harmless, wrap};
use super::{counted, marked, one_line, place_name, score_line, title_line};
use crate::backend::{Count, FacetCounts, Hit, Notice, Passage, SearchResponse};
use crate::review::Review;

const INDENT: &str = "   ";
/// A longer value pushes what stands beside it to the right, in its own line only.
const WIDEST_VALUE: usize = 40;

/// Writes hits, facets and the count.
///
/// # Errors
/// Those of writing.
pub fn search(response: &SearchResponse, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    for hit in &response.hits {
        write_hit(hit, terminal, out)?;
    }
    for facet in &response.facets {
        write_facet(facet, terminal, out)?;
    }
    if response.total > 0 {
        writeln!(out, "{}", terminal.paint(Role::Quiet, &count_line(response)))?;
    }
    Ok(())
}

fn count_line(response: &SearchResponse) -> String {
    let more = if response.total_is_cut { "more than " } else { "" };
    let all = format!("{more}{}", counted(response.total, "review", "reviews"));
    let (first, last) = match (response.hits.first(), response.hits.last()) {
        (Some(first), Some(last)) => (first.rank, last.rank),
        _ => return all,
    };
    if !response.total_is_cut && last - first + 1 == response.total {
        all
    } else {
        format!("{first} to {last} of {all}")
    }
}

fn write_hit(hit: &Hit, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let title = format!("{}. {}", hit.rank, harmless(&title_line(&hit.title, hit.year)));
    let score = hit.score.as_ref().map(score_line).unwrap_or_default();
    let score = one_line(&harmless(&score));
    let gap = terminal.width.saturating_sub(columns(&title) + columns(&score)).max(2);
    let title = terminal.paint(Role::Title, &title);
    if score.is_empty() {
        writeln!(out, "{title}")?;
    } else {
        writeln!(out, "{title}{}{}", " ".repeat(gap), terminal.paint(Role::Score, &score))?;
    }
    writeln!(out, "{INDENT}{}", terminal.paint(Role::Quiet, &harmless(&hit.id)))?;
    for passage in &hit.passages {
        write_passage(passage, terminal, out)?;
    }
    for part in &hit.explanation {
        writeln!(out, "{INDENT}{:>10.4}  {}", part.value, part.name)?;
    }
    if !hit.explanation.is_empty() {
        writeln!(out, "{INDENT}{:>10.4}  relevance", hit.relevance)?;
    }
    writeln!(out)
}

fn write_passage(passage: &Passage, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let place = place_name(passage).map(|name| one_line(&harmless(name))).unwrap_or_default();
    let place = if place.is_empty() {
        format!("line {}", passage.line)
    } else {
        format!("{place}, line {}", passage.line)
    };
    writeln!(out, "{INDENT}{}", terminal.paint(Role::Quiet, &place))?;
    let text = passage_text(passage, terminal);
    writeln!(out, "{}", wrap(&text, terminal.width, "     "))
}

/// The passage with its matches marked. A match of several words is marked word by word where
/// colours are used, so that a line break within it does not colour the margin.
fn passage_text(passage: &Passage, terminal: &Terminal) -> String {
    let (open, close) = terminal.brackets(Role::Match);
    if !terminal.color {
        return marked(passage, open, close, |text| harmless(text).into_owned());
    }
    let marked = marked(passage, "\u{1}", "\u{2}", |text| harmless(text).into_owned());
    let mut out = String::new();
    let mut inside = false;
    for c in marked.chars() {
        match c {
            '\u{1}' => {
                inside = true;
                out.push_str(open);
            }
            '\u{2}' => {
                inside = false;
                out.push_str(close);
            }
            ' ' if inside => {
                out.push_str(close);
                out.push(' ');
                out.push_str(open);
            }
            _ => out.push(c),
        }
    }
    out
}

fn write_facet(facet: &FacetCounts, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", terminal.paint(Role::Title, &facet.name))?;
    if facet.counts.is_empty() {
        writeln!(out, "        none")?;
    }
    let values: Vec<String> = facet.counts.iter().map(|count| one_line(&harmless(&count.value))).collect();
    let width = values.iter().map(|value| columns(value)).max().unwrap_or(0).min(WIDEST_VALUE);
    for (value, count) in values.iter().zip(&facet.counts) {
        let gap = " ".repeat(width.saturating_sub(columns(value)));
        let line = format!("{:>7}  {value}{gap}{}", count.count, beside(count));
        writeln!(out, "{}", line.trim_end())?;
    }
    if facet.left_out > 0 {
        writeln!(out, "{}", terminal.paint(Role::Quiet, &format!("         and {} more", facet.left_out)))?;
    }
    writeln!(out)
}

/// The mean score of a value's hits, and how a person comes to stand in them.
fn beside(count: &Count) -> String {
    let mean = count.mean_score.map_or_else(|| "    ".to_owned(), |mean| format!("{mean:>4.1}"));
    match count.credited {
        Some(credited) => {
            format!("  {mean}  {credited} credited, {} in the prose", count.count.saturating_sub(credited))
        }
        None => format!("  {mean}"),
    }
}

/// Writes what the asker should know, to where it does not mix with the answer.
///
/// # Errors
/// Those of writing.
pub fn notices(notices: &[Notice], terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    for notice in notices {
        writeln!(out, "{} {}", terminal.paint(Role::Warning, "note:"), harmless(&notice.message))?;
    }
    Ok(())
}

/// Writes a whole review.
///
/// # Errors
/// Those of writing.
pub fn review(review: &Review, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
    let title = title_line(&review.title, review.year);
    writeln!(out, "{}", terminal.paint(Role::Title, &harmless(&title)))?;
    for (name, value) in facts(review) {
        writeln!(
            out,
            "{}",
            terminal.paint(Role::Quiet, &format!("{name}: {}", one_line(&harmless(&value))))
        )?;
    }
    if let Some(summary) = &review.summary {
        write_prose(None, summary.as_str(), terminal, out)?;
    }
    for section in &review.sections {
        write_prose(section.heading.as_deref(), section.body.as_str(), terminal, out)?;
    }
    if let Some(verdict) = &review.verdict {
        write_prose(Some("Verdict"), verdict.as_str(), terminal, out)?;
    }
    Ok(())
}

fn facts(review: &Review) -> Vec<(&'static str, String)> {
    let list = |values: &[String]| if values.is_empty() { None } else { Some(values.join(", ")) };
    let score = review.score.as_ref().map(|score| match score.value {
        Some(_) => format!("{} ({})", score_line(score), score.method.as_str()),
        None => score_line(score),
    });
    let source = &review.source;
    let place = format!("{}, lines {} to {}", source.path, source.line_start, source.line_end);
    let facts = [
        ("score", score),
        ("kind", review.kind.clone()),
        ("author", review.author.clone()),
        ("date", review.date.clone()),
        ("people", list(&review.people)),
        ("tags", list(&review.tags)),
        ("url", review.url.clone()),
        ("source", Some(place)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn write_prose(
    heading: Option<&str>,
    text: &str,
    terminal: &Terminal,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out)?;
    if let Some(heading) = heading {
        writeln!(out, "{}", terminal.paint(Role::Title, &one_line(&harmless(heading))))?;
    }
    for line in harmless(text).lines() {
        writeln!(out, "{}", wrap(line, terminal.width, ""))?;
    }
    Ok(())
}
