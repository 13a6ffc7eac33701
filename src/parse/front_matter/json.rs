//! JSON blocks: an object at the very start of the file, or between `;;;` fences.

use serde_json::{Map, Value};

use super::lines::{Line, lines_from};
use super::{Block, Fault, FrontMatter, LONGEST_BLOCK, Malformed, Reading, Syntax, place, yaml};

/// Reads an object that begins on line `first` and ends where its braces do.
pub(super) fn bare(text: &str, first: Line<'_>) -> Result<Option<FrontMatter>, Malformed> {
    let source = &text[first.start..];
    if !opens_object(source) {
        return Ok(None);
    }
    match object(source) {
        Ok((_, length)) => {
            let block = block_of(text, first, first.start + length);
            block.finish(Syntax::Json, read(block.text, block.first_line)).map(Some)
        }
        Err(error) => {
            let block = block_of(text, first, broken_end(text, first));
            block.finish(Syntax::Json, Err(fault(&error, block.text, first.number))).map(Some)
        }
    }
}

/// `{` and then a key or nothing: a template tag or a brace in prose is no object.
fn opens_object(source: &str) -> bool {
    source.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

/// The block up to byte `end`; the body begins after the end of that line.
fn block_of<'a>(text: &'a str, first: Line<'_>, end: usize) -> Block<'a> {
    let inside = &text[first.start..end];
    let rest = &text[end..];
    let line = first.number + inside.matches('\n').count() as u32;
    let tail = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let body = if rest[..tail].trim().is_empty() && rest.contains('\n') {
        (end + tail, line + 1)
    } else {
        (end, line)
    };
    Block { text: inside, first_line: first.number, body }
}

/// The first object of `source`, and its length in bytes.
fn object(source: &str) -> Result<(Map<String, Value>, usize), serde_json::Error> {
    let mut stream = serde_json::Deserializer::from_str(source).into_iter::<Map<String, Value>>();
    let object = stream.next().transpose()?.unwrap_or_default();
    Ok((object, stream.byte_offset()))
}

/// Where a broken object is taken to end: after a line that is only a brace, or at a blank line.
fn broken_end(text: &str, first: Line<'_>) -> usize {
    for line in lines_from(text, first.start, first.number) {
        if line.is_blank() {
            return line.start;
        }
        if line.text.trim_end() == "}" {
            return line.start + 1;
        }
    }
    text.len()
}

/// Reads a block between fences, with or without its outer braces.
pub(super) fn read(block: &str, first_line: u32) -> Result<Reading, Fault> {
    if block.trim().is_empty() {
        return Ok(Reading::default());
    }
    let braced = if block.trim_start().starts_with('{') { block.to_owned() } else { format!("{{{block}}}") };
    let (fields, _) = object(&braced).map_err(|error| fault(&error, block, first_line))?;
    // JSON is YAML, and the YAML reader knows lines and spellings. Where it balks (a repeated key),
    // these are unknown and the values still stand.
    let located = Some(&braced).filter(|text| text.len() <= LONGEST_BLOCK);
    let located = located.and_then(|text| yaml::read(text, first_line).ok()).unwrap_or_default();
    Ok(Reading { fields, notes: Vec::new(), ..located })
}

fn fault(error: &serde_json::Error, block: &str, first_line: u32) -> Fault {
    let line = first_line + (error.line() as u32).saturating_sub(1);
    let (_, column) = place(
        block.lines().nth(error.line().saturating_sub(1)).unwrap_or_default(),
        error.column().saturating_sub(1),
        1,
    );
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Fault { line, column, message, salvaged: salvage(block) }
}

/// The lines that hold one simple `"key": value`.
fn salvage(block: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    for line in block.lines() {
        let Some((key, value)) = line.trim().trim_start_matches('{').split_once(':') else { continue };
        let key = key.trim().trim_matches('"');
        let value = value.trim().trim_end_matches(['}', ',']).trim().trim_matches('"');
        if super::is_key(key) && !value.is_empty() && !value.starts_with(['[', '{']) {
            fields.insert(key.to_owned(), Value::String(value.to_owned()));
        }
    }
    fields
}
