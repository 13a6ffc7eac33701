//! Front matter as a bag of keys: each is found under any of its spellings, and taken once.

use serde_json::{Map, Value};

use super::declared::Mapped;
use super::front_matter::FrontMatter;
use super::names::unlinked;
use super::translations;
use crate::profile::Field;

/// Names under which archives nest what they know of the work: `book.title`, `movie.year`.
/// In a pattern, `@` stands for any of them.
const WORKS: [&str; 25] = [
    "book",
    "movie",
    "film",
    "album",
    "game",
    "series",
    "show",
    "record",
    "work",
    "item",
    "item_reviewed",
    "reviewed",
    "subject",
    "media",
    "product",
    "podcast",
    "play",
    "novel",
    "anime",
    "manga",
    "comic",
    "beer",
    "wine",
    "whisky",
    "info",
];

/// Maps that site generators put their authors' own keys in: what is in them stands as if at the top.
const WRAPPERS: [&str; 13] = [
    "extra",
    "params",
    "taxonomies",
    "meta",
    "metadata",
    "data",
    "attributes",
    "custom",
    "fields",
    "frontmatter",
    "review",
    "verdict",
    "opinion",
];
/// So deep do such maps lie in each other.
const MOST_WRAPPERS: usize = 3;

/// Key-value pairs that nobody has taken yet.
pub(super) struct Keys<'a> {
    left: Map<String, Value>,
    front: Option<&'a FrontMatter>,
    /// What the profile says, which comes before all else.
    mapped: Mapped,
}

/// Whether a key says that what stands under it is its owner's: `Private Notes`, `notes (private)`, `internalNotes`.
pub(super) fn is_private(name: &str) -> bool {
    const OWN: [&str; 9] = [
        "personal_note",
        "personal_notes",
        "personal_comment",
        "internal_note",
        "internal_notes",
        "internal_comment",
        "privatecomment",
        "privatenotes",
        "privatenote",
    ];
    let name = normal(name);
    OWN.contains(&name.as_str()) || name.split(|c: char| !c.is_alphanumeric()).any(|word| word == "private")
}

fn drop_private(map: &mut Map<String, Value>) {
    map.retain(|name, _| !is_private(name));
    for value in map.values_mut() {
        match value {
            Value::Object(inner) => drop_private(inner),
            Value::Array(items) => items.iter_mut().filter_map(Value::as_object_mut).for_each(drop_private),
            _ => {}
        }
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// The keys on the way to it, as written.
    pub path: Vec<String>,
    /// The value.
    pub value: Value,
    /// Its spelling in the file, where that is known.
    raw: Option<String>,
    /// Line of its top-level key, from 1.
    pub line: Option<u32>,
}

impl Entry {
    /// The value at a path; `front` knows its line and spelling.
    pub(super) fn new(path: Vec<String>, value: Value, front: Option<&FrontMatter>) -> Self {
        let line = path.first().and_then(|top| front?.line_of(top));
        let raw = front.and_then(|front| front.raw(&path.join(".")));
        Self { path, value, raw, line }
    }

    /// The same place with another value, such as one of a list that it holds.
    pub(super) fn holding(&self, value: Value) -> Self {
        Self { value, raw: None, ..self.clone() }
    }

    /// A scalar as it was written; `None` for nothing, lists and maps.
    pub(super) fn text(&self) -> Option<String> {
        let text = match &self.value {
            Value::String(text) => unlinked(text),
            Value::Number(number) => self.raw.clone().unwrap_or_else(|| number.to_string()),
            _ => return None,
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// As [`Entry::text`], but a name may look like something else to the syntax: `[REC]`, `Null`, `True`.
    pub(super) fn name(&self) -> Option<String> {
        let scalar = || self.raw.as_deref().map(str::trim).filter(|raw| !raw.is_empty() && *raw != "~");
        match &self.value {
            Value::Object(_) => None,
            Value::Array(_) => scalar().filter(|raw| raw.starts_with('[')).map(str::to_owned),
            Value::Null | Value::Bool(_) => {
                scalar().filter(|raw| raw.starts_with(char::is_uppercase)).map(str::to_owned)
            }
            _ => self.text(),
        }
    }

    /// The key as a person would point at it: `review.rating`.
    pub(super) fn key(&self) -> String {
        self.path.join(".")
    }
}

impl<'a> Keys<'a> {
    /// All keys of `fields`; `front` knows their lines and spellings.
    pub(super) fn new(fields: Map<String, Value>, front: Option<&'a FrontMatter>) -> Self {
        Self { left: fields, front, mapped: Mapped::default() }
    }

    /// The same with the values that the profile maps to fields.
    pub(super) fn with(self, mapped: Mapped) -> Self {
        Self { mapped, ..self }
    }

    /// Whether there is nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty() && self.mapped.fields().is_empty()
    }

    /// Leaves out notes that their owner did not write for others: no index has them.
    pub(super) fn drop_private(&mut self) {
        drop_private(&mut self.left);
    }

    /// Whether the profile maps a key that is there to the field.
    pub(super) fn maps(&self, field: Field) -> bool {
        self.mapped.has(field)
    }

    /// Takes the first value that the profile maps to the field and that `read` makes sense of.
    pub(super) fn mapped<T>(
        &mut self,
        field: Field,
        read: impl Fn(&Entry) -> Option<T>,
    ) -> Option<(Entry, T)> {
        self.mapped.take(field, read)
    }

    /// The fields whose mapped keys are still here.
    pub(super) fn mapped_fields(&self) -> Vec<Field> {
        self.mapped.fields()
    }

    /// Puts mapped values that nobody took back among the others.
    pub(super) fn put_back_mapped(&mut self) -> Vec<(Field, Entry)> {
        let rest = self.mapped.rest();
        for (_, entry) in &rest {
            self.put_back(entry);
        }
        rest
    }

    /// Puts a value back where it was taken from.
    pub(super) fn put_back(&mut self, entry: &Entry) {
        insert_at(&mut self.left, &entry.path, &entry.value);
    }

    /// Every value under any of the patterns, in their order, without taking it.
    pub(super) fn all(&self, patterns: &[&str]) -> Vec<Entry> {
        patterns.iter().flat_map(|pattern| self.matching(pattern)).collect()
    }

    /// Takes the first value under the patterns that `read` makes sense of.
    pub(super) fn take<T>(
        &mut self,
        patterns: &[&str],
        read: impl Fn(&Entry) -> Option<T>,
    ) -> Option<(Entry, T)> {
        let found = self.all(patterns).into_iter().find_map(|entry| {
            let meaning = read(&entry)?;
            Some((entry, meaning))
        })?;
        self.remove(&found.0.path);
        Some(found)
    }

    /// Takes the first value of the highest level whose key `is_named` accepts and that `read` makes sense of.
    pub(super) fn take_named<T>(
        &mut self,
        is_named: impl Fn(&str) -> bool,
        read: impl Fn(&Entry) -> Option<T>,
    ) -> Option<(Entry, T)> {
        let named = self.left.iter().filter(|(name, _)| is_named(&normal(name)));
        let mut found = named.map(|(name, value)| Entry::new(vec![name.clone()], value.clone(), self.front));
        let found = found.find_map(|entry| Some((entry.clone(), read(&entry)?)))?;
        self.remove(&found.0.path);
        Some(found)
    }

    /// Takes a value away, and the maps that this leaves empty.
    pub(super) fn remove(&mut self, path: &[String]) {
        remove_from(&mut self.left, path);
    }

    /// Whether a key is there under any of its spellings.
    pub(super) fn has(&self, patterns: &[&str]) -> bool {
        !self.all(patterns).is_empty()
    }

    /// What nobody took.
    pub(super) fn into_rest(self) -> Map<String, Value> {
        self.left
    }

    fn matching(&self, pattern: &str) -> Vec<Entry> {
        let mut found = self.matching_in(&self.left, pattern, &[]);
        self.matching_wrapped(&self.left, pattern, &[], &mut found);
        found
    }

    fn matching_wrapped(
        &self,
        map: &Map<String, Value>,
        pattern: &str,
        above: &[&String],
        found: &mut Vec<Entry>,
    ) {
        let maps = map.iter().filter_map(|(name, value)| Some((name, value.as_object()?)));
        for (name, inner) in maps.filter(|(name, _)| WRAPPERS.contains(&normal(name).as_str())) {
            let path: Vec<&String> = above.iter().copied().chain([name]).collect();
            found.extend(self.matching_in(inner, pattern, &path));
            if path.len() < MOST_WRAPPERS {
                self.matching_wrapped(inner, pattern, &path, found);
            }
        }
    }

    fn matching_in(&self, map: &Map<String, Value>, pattern: &str, above: &[&String]) -> Vec<Entry> {
        let Some((nest, key)) = pattern.split_once('.') else {
            return self.entries(map, pattern, above);
        };
        let nests = map.iter().filter(|(name, _)| {
            let name = normal(name);
            let name = translations::english(&name);
            if nest == "@" { WORKS.contains(&name) } else { name == nest }
        });
        let maps = nests.filter_map(|(name, value)| Some((name, value.as_object()?)));
        let path = |name| above.iter().copied().chain([name]).collect::<Vec<_>>();
        maps.flat_map(|(name, map)| self.entries(map, key, &path(name))).collect()
    }

    fn entries(&self, map: &Map<String, Value>, key: &str, nest: &[&String]) -> Vec<Entry> {
        let same = map.iter().filter(|(name, value)| is_named(name, key) && !is_nothing(value));
        same.map(|(name, value)| {
            let path: Vec<String> = nest.iter().copied().chain([name]).cloned().collect();
            Entry::new(path, value.clone(), self.front)
        })
        .collect()
    }
}

fn is_named(name: &str, key: &str) -> bool {
    let name = normal(name);
    name == key || translations::english(&name) == key
}

/// An empty list, map or text says no more than an absent key.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// The opposite of [`remove_from`]. What lies in a list was never taken out of it.
fn insert_at(map: &mut Map<String, Value>, path: &[String], value: &Value) {
    let [key, rest @ ..] = path else { return };
    if rest.is_empty() {
        map.entry(key).or_insert_with(|| value.clone());
    } else if let Value::Object(inner) = map.entry(key).or_insert_with(|| Value::Object(Map::new())) {
        insert_at(inner, rest, value);
    }
}

/// Takes a value away, and the maps that this leaves empty.
pub(super) fn remove_from(map: &mut Map<String, Value>, path: &[String]) {
    let [key, rest @ ..] = path else { return };
    let nested = if rest.is_empty() { None } else { map.get_mut(key).and_then(Value::as_object_mut) };
    if let Some(nested) = nested {
        remove_from(nested, rest);
        if !nested.is_empty() {
            return;
        }
    }
    map.remove(key);
}

/// Whether a key is this one, which is written as [`normal`] writes it.
pub(super) fn is_called(key: &str, name: &str) -> bool {
    let key = bare(key);
    // A letter never becomes fewer, and of the letters none has more than four bytes.
    key.len() <= name.len() * 4 && may_begin(key, name) && normal(key) == name
}

fn may_begin(key: &str, name: &str) -> bool {
    match key.bytes().next() {
        Some(first) if first.is_ascii_alphanumeric() => {
            name.bytes().next() == Some(first.to_ascii_lowercase())
        }
        _ => true,
    }
}

/// `itemReviewed`, `Item-Reviewed` and `item reviewed` are one key.
pub(super) fn normal(key: &str) -> String {
    let key = bare(key);
    if key.is_ascii() { normal_ascii(key) } else { normal_wide(key) }
}

fn bare(key: &str) -> &str {
    key.trim().trim_start_matches('@')
}

fn normal_ascii(key: &str) -> String {
    let mut normal = String::with_capacity(key.len() + 2);
    let mut after_small = false;
    for letter in key.bytes() {
        if letter.is_ascii_uppercase() && after_small {
            normal.push('_');
        }
        after_small = letter.is_ascii_lowercase();
        let parts = matches!(letter, b'-' | b' ' | b'.' | b'/');
        normal.push(if parts { '_' } else { char::from(letter.to_ascii_lowercase()) });
    }
    normal
}

fn normal_wide(key: &str) -> String {
    let mut normal = String::with_capacity(key.len() + 2);
    let mut after_small = false;
    for letter in key.chars() {
        if letter.is_uppercase() && after_small {
            normal.push('_');
        }
        after_small = letter.is_lowercase();
        let parts = matches!(letter, '-' | ' ' | '.' | '/');
        normal.extend(if parts { '_' } else { letter }.to_lowercase());
    }
    normal
}
