//! Hits and reviews as Markdown, to paste into a page or a mail.

use std::io::{self, Write};

use super::{marked, place_name, score_line, title_line};
use crate::backend::{Hit, SearchResponse};
use crate::review::Review;

/// Writes hits as headings with their passages as quotes, matches in bold.
///
/// # Errors
/// Those of writing.
pub fn search(response: &SearchResponse, out: &mut impl Write) -> io::Result<()> {
    response.hits.iter().try_for_each(|hit| write_hit(hit, out))
}

fn write_hit(hit: &Hit, out: &mut impl Write) -> io::Result<()> {
    let title = escaped(&title_line(&hit.title, hit.year));
    match &hit.score {
        Some(score) => writeln!(out, "### {title}: {}\n", escaped(&score_line(score)))?,
        None => writeln!(out, "### {title}\n")?,
    }
    writeln!(out, "`{}`\n", hit.id.replace('`', "'"))?;
    for passage in &hit.passages {
        if let Some(place) = place_name(passage) {
            writeln!(out, "{}:\n", escaped(place))?;
        }
        writeln!(out, "> {}\n", marked(passage, "**", "**", escaped))?;
    }
    Ok(())
}

/// Writes a whole review.
///
/// # Errors
/// Those of writing.
pub fn review(review: &Review, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# {}\n", escaped(&title_line(&review.title, review.year)))?;
    if let Some(score) = &review.score {
        writeln!(out, "**Score:** {}\n", escaped(&score_line(score)))?;
    }
    if let Some(summary) = &review.summary {
        writeln!(out, "{}\n", escaped(summary.as_str()))?;
    }
    for section in &review.sections {
        if let Some(heading) = &section.heading {
            writeln!(out, "## {}\n", escaped(heading))?;
        }
        writeln!(out, "{}\n", escaped(section.body.as_str()))?;
    }
    if let Some(verdict) = &review.verdict {
        writeln!(out, "## Verdict\n\n{}\n", escaped(verdict.as_str()))?;
    }
    Ok(())
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
