//! YAML blocks.
//!
//! The `saphyr` crate reads the YAML. Around it stand a guard against nesting that would overflow
//! the stack, a repair for the commonest slip (a value that needs quotes and has none), and the
//! spelling of every scalar, which YAML's own types lose (`3.50`, `007`, `On`).

use std::collections::{BTreeMap, BTreeSet};

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, ScanError, YamlData};
use serde_json::{Map, Number, Value};

use super::lines::{Line, lines_from};
use super::{DEEPEST, Fault, Reading};

/// More openings of a nesting than this are refused unread: the crate drops its tree recursively.
const MOST_OPENINGS: usize = 1000;

/// Slips that are repaired in one top-level entry before it is given up.
const MOST_REPAIRS: usize = 8;

/// Reads a block whose first line is `first_line` of the file.
pub(super) fn read(block: &str, first_line: u32) -> Result<Reading, Fault> {
    match parse(block, first_line) {
        Ok(reading) => Ok(reading),
        Err(slip) => read_entry_by_entry(block, first_line, slip),
    }
}

/// What is wrong and where, in the file.
#[derive(Debug)]
struct Slip {
    line: u32,
    column: u32,
    message: String,
    /// Whether quotes could mend it.
    mendable: bool,
}

impl Slip {
    fn new(error: &ScanError, first_line: u32) -> Self {
        let mark = error.marker();
        let line = (first_line + mark.line() as u32).saturating_sub(1).max(first_line);
        Self { line, column: mark.col() as u32 + 1, message: error.info().to_owned(), mendable: true }
    }

    fn at(line: u32, message: &str) -> Self {
        Self { line, column: 1, message: message.to_owned(), mendable: false }
    }
}

fn parse(block: &str, first_line: u32) -> Result<Reading, Slip> {
    if nests_too_deep(block) {
        return Err(Slip::at(first_line, "nested too deeply"));
    }
    let documents = MarkedYaml::load_from_str(block).map_err(|error| Slip::new(&error, first_line))?;
    let mut reader = Reader { source: Source::new(block), first_line, reading: Reading::default() };
    match documents.first().map(|root| &root.data) {
        None | Some(YamlData::BadValue | YamlData::Value(Scalar::Null)) => {}
        Some(YamlData::Mapping(mapping)) => {
            let fields = reader.mapping(mapping, "", 0);
            reader.reading.fields = fields.ok_or_else(|| Slip::at(first_line, "nested too deeply"))?;
        }
        Some(_) => return Err(Slip::at(first_line, "the block is not a list of `key: value` entries")),
    }
    Ok(reader.reading)
}

/// An upper bound of the depth from the spelling alone.
fn nests_too_deep(block: &str) -> bool {
    let brackets = block.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    let widest = block.lines().map(leading_indicators).max().unwrap_or(0);
    brackets > MOST_OPENINGS || widest > MOST_OPENINGS
}

/// How many levels a line can open before its first word: one for each `- `, `? ` or space.
fn leading_indicators(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'-' | b'?' | b':')).count()
}

/// Byte offsets of the characters by which the crate counts.
struct Source<'a> {
    text: &'a str,
    /// Empty for ASCII, where both counts agree.
    bytes: Vec<usize>,
}

impl<'a> Source<'a> {
    fn new(text: &'a str) -> Self {
        let bytes =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Self { text, bytes }
    }

    fn byte(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            return character.min(self.text.len());
        }
        self.bytes.get(character).copied().unwrap_or(self.text.len())
    }

    /// The spelling of a node.
    fn of(&self, node: &MarkedYaml<'_>) -> &'a str {
        let range = self.byte(node.span.start.index())..self.byte(node.span.end.index());
        self.text.get(range).unwrap_or_default().trim()
    }

    /// The spelling of a list in brackets: the crate's span stops short of the closing one.
    fn of_bracketed(&self, node: &MarkedYaml<'_>) -> Option<&'a str> {
        let (start, end) = (self.byte(node.span.start.index()), self.byte(node.span.end.index()));
        let closer = usize::from(self.text.get(end..)?.starts_with(']'));
        let spelling = self.text.get(start..end + closer)?.trim_end();
        (spelling.starts_with('[') && spelling.ends_with(']')).then_some(spelling)
    }
}

struct Reader<'a> {
    source: Source<'a>,
    first_line: u32,
    reading: Reading,
}

impl Reader<'_> {
    /// `None` where the nesting is too deep.
    fn mapping(
        &mut self,
        mapping: &saphyr::AnnotatedMapping<'_, MarkedYaml<'_>>,
        path: &str,
        depth: usize,
    ) -> Option<Map<String, Value>> {
        let mut fields = Map::new();
        for (key, value) in mapping {
            let name = self.scalar_text(key);
            if depth == 0 {
                let line = self.first_line + (key.span.start.line() as u32).saturating_sub(1);
                self.reading.lines.insert(name.clone(), line);
            }
            let value = self.value(value, &joined(path, &name), depth + 1)?;
            fields.insert(name, value);
        }
        Some(fields)
    }

    fn value(&mut self, node: &MarkedYaml<'_>, path: &str, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        match &node.data {
            YamlData::Mapping(mapping) => self.mapping(mapping, path, depth).map(Value::Object),
            YamlData::Sequence(items) => self.sequence(node, items, path, depth),
            YamlData::Tagged(_, inner) => self.value(inner, path, depth + 1),
            YamlData::Value(scalar) => Some(self.scalar(node, scalar, path)),
            YamlData::Representation(text, ..) => Some(Value::String(text.to_string())),
            YamlData::Alias(_) | YamlData::BadValue => Some(Value::Null),
        }
    }

    fn sequence(
        &mut self,
        node: &MarkedYaml<'_>,
        items: &[MarkedYaml<'_>],
        path: &str,
        depth: usize,
    ) -> Option<Value> {
        if let Some(spelling) = self.source.of_bracketed(node) {
            self.reading.written.insert(path.to_owned(), spelling.to_owned());
        }
        let mut values = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            values.push(self.value(item, &joined(path, &position.to_string()), depth + 1)?);
        }
        Some(Value::Array(values))
    }

    fn scalar(&mut self, node: &MarkedYaml<'_>, scalar: &Scalar<'_>, path: &str) -> Value {
        let written = self.scalar_text(node);
        let value = match scalar {
            Scalar::Null => Value::Null,
            Scalar::Boolean(value) => Value::Bool(*value),
            Scalar::Integer(value) => Value::Number((*value).into()),
            Scalar::FloatingPoint(value) => Number::from_f64(value.into_inner())
                .map_or_else(|| Value::String(written.clone()), Value::Number),
            Scalar::String(text) => Value::String(text.to_string()),
        };
        self.reading.written.insert(path.to_owned(), written);
        value
    }

    /// A scalar as it was written, without quotes.
    fn scalar_text(&self, node: &MarkedYaml<'_>) -> String {
        match &node.data {
            YamlData::Value(Scalar::String(text)) => text.to_string(),
            _ => self.source.of(node).to_owned(),
        }
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Reads each top-level entry for itself, with repairs, so that one slip costs at most one entry.
fn read_entry_by_entry(block: &str, first_line: u32, slip: Slip) -> Result<Reading, Fault> {
    let mut whole = Reading::default();
    let mut broken = false;
    for (line, entry) in entries(block, first_line) {
        match parse(entry, line).or_else(|_| parse_repaired(entry, line)) {
            Ok(reading) => merge(&mut whole, reading),
            Err(_) => broken |= !salvage(&mut whole, entry),
        }
    }
    if !broken {
        return Ok(whole);
    }
    let Slip { line, column, message, .. } = slip;
    Err(Fault { line, column, message, salvaged: as_written(whole) })
}

/// The top-level entries of a block: a line at the margin with what is indented under it.
fn entries(block: &str, first_line: u32) -> Vec<(u32, &str)> {
    let mut starts: Vec<(usize, u32)> = Vec::new();
    for line in lines_from(block, 0, first_line) {
        if opens_entry(&line) || starts.is_empty() {
            starts.push((line.start, line.number));
        }
    }
    let ends = starts.iter().skip(1).map(|&(at, _)| at).chain([block.len()]);
    starts.iter().zip(ends).map(|(&(start, number), end)| (number, &block[start..end])).collect()
}

fn opens_entry(line: &Line<'_>) -> bool {
    !line.is_blank() && !line.is_indented() && !line.text.starts_with(['-', '#', ']', '}'])
}

fn merge(whole: &mut Reading, entry: Reading) {
    for (key, line) in entry.lines {
        if let Some(earlier) = whole.lines.insert(key.clone(), line) {
            forget_spellings(&mut whole.written, &key);
            let lost = whole.fields.get(&key).map(Value::to_string).unwrap_or_default();
            whole
                .notes
                .push((line, format!("`{key}` stands twice: this one counts, not {lost} on line {earlier}")));
        }
    }
    whole.fields.extend(entry.fields);
    whole.written.extend(entry.written);
    whole.notes.extend(entry.notes);
}

fn forget_spellings(written: &mut BTreeMap<String, String>, key: &str) {
    written.remove(key);
    let inner = format!("{key}.");
    let paths =
        written.range(inner.clone()..).map(|(path, _)| path).take_while(|path| path.starts_with(&inner));
    for path in paths.cloned().collect::<Vec<_>>() {
        written.remove(&path);
    }
}

/// Quotes the values at which the reading stumbles, one by one.
fn parse_repaired(entry: &str, first_line: u32) -> Result<Reading, Slip> {
    let mut lines: Vec<String> = entry.lines().map(str::to_owned).collect();
    let mut repaired = BTreeSet::new();
    loop {
        let slip = match parse(&lines.join("\n"), first_line) {
            Ok(mut reading) => {
                reading.notes.extend(repaired.iter().map(|&at| note_of_repair(first_line, at)));
                return Ok(reading);
            }
            Err(slip) if slip.mendable && repaired.len() < MOST_REPAIRS => slip,
            Err(slip) => return Err(slip),
        };
        let stumble = (slip.line - first_line) as usize;
        let Some((at, line)) = quote_value_above(&lines, stumble, &repaired) else { return Err(slip) };
        lines[at] = line;
        repaired.insert(at);
    }
}

fn note_of_repair(first_line: u32, at: usize) -> (u32, String) {
    (first_line + at as u32, "the value needs quotes in YAML; it was read as it stands".to_owned())
}

/// The nearest line at or above `stumble` whose value can be put in quotes, with the quotes.
fn quote_value_above(lines: &[String], stumble: usize, done: &BTreeSet<usize>) -> Option<(usize, String)> {
    let last = stumble.min(lines.len().checked_sub(1)?);
    (0..=last).rev().filter(|at| !done.contains(at)).find_map(|at| Some((at, with_quotes(&lines[at])?)))
}

fn with_quotes(line: &str) -> Option<String> {
    let (key, value) = key_and_value(line)?;
    Some(format!("{key}: '{}'", value.replace('\'', "''")))
}

/// Splits `key: value`. The key keeps its indentation; the value loses quotes that enclose it, and a
/// double quote that is opened and never closed.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(": ").or_else(|| line.split_once(":\t"))?;
    if key.trim().is_empty() || key.trim_start().starts_with('#') {
        return None;
    }
    let value = value.trim();
    (!value.is_empty()).then(|| (key, without_quotes(value)))
}

fn without_quotes(value: &str) -> &str {
    for quote in ['"', '\''] {
        let Some(rest) = value.strip_prefix(quote) else { continue };
        match rest.strip_suffix(quote) {
            Some(inner) => return inner,
            None if quote == '"' && !rest.contains(quote) => return rest,
            None => {}
        }
    }
    value
}

/// Takes an unreadable entry's first line as text. Whether that was the whole entry.
fn salvage(whole: &mut Reading, entry: &str) -> bool {
    let first = entry.lines().next().unwrap_or_default();
    if let Some((key, value)) = key_and_value(first) {
        let key = key.trim().trim_matches(['"', '\'']);
        whole.fields.insert(key.to_owned(), Value::String(value.to_owned()));
    }
    entry.lines().all(|line| line.trim().is_empty() || line.starts_with('#'))
}

/// A caller has no way to ask for the spelling of salvaged scalars, so they are given as written.
fn as_written(reading: Reading) -> Map<String, Value> {
    let Reading { mut fields, written, .. } = reading;
    for (key, value) in &mut fields {
        if let (Some(text), false) = (written.get(key), value.is_array()) {
            *value = Value::String(text.clone());
        }
    }
    fields
}
