//! TOML blocks.

use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

use super::{DEEPEST, Fault, Reading, place};

/// Reads a block whose first line is `first_line` of the file.
pub(super) fn read(block: &str, first_line: u32) -> Result<Reading, Fault> {
    let (table, errors) = DeTable::parse_recoverable(block);
    let line_ends = block.match_indices('\n').map(|(at, _)| at).collect();
    let mut reader = Reader { block, first_line, line_ends, reading: Reading::default(), too_deep: false };
    reader.reading.fields = reader.table(table.get_ref(), "", 0);
    let Some(error) = errors.first() else { return reader.finish() };
    let (line, column) = place(block, error.span().map_or(0, |span| span.start), first_line);
    let salvaged = with_bare_values(reader.reading.fields, block);
    Err(Fault { line, column, message: error.message().to_owned(), salvaged })
}

struct Reader<'a> {
    block: &'a str,
    first_line: u32,
    /// Bytes of the line ends, ascending.
    line_ends: Vec<usize>,
    reading: Reading,
    too_deep: bool,
}

impl Reader<'_> {
    fn finish(self) -> Result<Reading, Fault> {
        if !self.too_deep {
            return Ok(self.reading);
        }
        let message = "nested too deeply".to_owned();
        Err(Fault { line: self.first_line, column: 1, message, salvaged: self.reading.fields })
    }

    fn table(&mut self, table: &DeTable<'_>, path: &str, depth: usize) -> Map<String, Value> {
        let mut fields = Map::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            if depth == 0 {
                let before = self.line_ends.partition_point(|&end| end < key.span().start);
                self.reading.lines.insert(name.clone(), self.first_line + before as u32);
            }
            let value = self.value(value.get_ref(), value.span(), &joined(path, &name), depth + 1);
            fields.insert(name, value);
        }
        fields
    }

    fn value(
        &mut self,
        value: &DeValue<'_>,
        span: std::ops::Range<usize>,
        path: &str,
        depth: usize,
    ) -> Value {
        self.too_deep |= depth > DEEPEST;
        if self.too_deep {
            return Value::Null;
        }
        let spelling = self.block.get(span).unwrap_or_default();
        match value {
            DeValue::Table(table) => return Value::Object(self.table(table, path, depth)),
            DeValue::Array(items) => return self.array(items, path, depth),
            DeValue::String(text) => self.note_spelling(path, text),
            _ => self.note_spelling(path, spelling),
        }
        scalar(value, spelling)
    }

    fn array(&mut self, items: &toml::de::DeArray<'_>, path: &str, depth: usize) -> Value {
        let items = items.iter().enumerate().map(|(position, item)| {
            self.value(item.get_ref(), item.span(), &joined(path, &position.to_string()), depth + 1)
        });
        Value::Array(items.collect())
    }

    fn note_spelling(&mut self, path: &str, spelling: &str) {
        self.reading.written.insert(path.to_owned(), spelling.to_owned());
    }
}

fn scalar(value: &DeValue<'_>, spelling: &str) -> Value {
    let as_text = || Value::String(spelling.to_owned());
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| as_text(), Value::from)
        }
        DeValue::Float(number) => {
            number.as_str().parse().ok().and_then(Number::from_f64).map_or_else(as_text, Value::Number)
        }
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => as_text(),
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Adds the `key = value` lines that the reader gave up, most often for want of quotes.
fn with_bare_values(mut fields: Map<String, Value>, block: &str) -> Map<String, Value> {
    for line in block.lines().take_while(|line| !line.starts_with('[')) {
        let Some((key, value)) = line.split_once('=').or_else(|| line.split_once(": ")) else { continue };
        let (key, value) = (key.trim().trim_matches('"'), value.trim().trim_matches(['"', '\'']));
        let readable = super::is_key(key) && !value.is_empty() && !value.starts_with(['[', '{']);
        if readable && fields.get(key).is_none_or(Value::is_null) {
            fields.insert(key.to_owned(), Value::String(value.to_owned()));
        }
    }
    fields
}
