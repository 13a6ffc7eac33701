//! What the archive's profile says of a record's keys: which hold which field, which are private, and
//! which leave the record out.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::front_matter::FrontMatter;
use super::keys::{Entry, normal, remove_from};
use crate::profile::{Condition, Declared, Field, Key};
use crate::review::Review;

/// The values that a record has under keys which the profile maps to fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapped {
    entries: Vec<(Field, Entry)>,
    /// The numbers of the profile's keys that the record has.
    pub(super) seen: BTreeSet<u16>,
    /// Why the record is left out.
    pub(super) left_out: Option<String>,
}

impl Mapped {
    /// Whether a key of the field is there.
    pub(super) fn has(&self, field: Field) -> bool {
        self.entries.iter().any(|(of, _)| *of == field)
    }

    /// The fields that there are keys of.
    pub(super) fn fields(&self) -> Vec<Field> {
        self.entries.iter().map(|(field, _)| *field).collect()
    }

    /// Takes the first value of a field that `read` makes sense of.
    pub(super) fn take<T>(&mut self, field: Field, read: impl Fn(&Entry) -> Option<T>) -> Option<(Entry, T)> {
        let mut candidates = self.entries.iter().enumerate().filter(|(_, (of, _))| *of == field);
        let (at, meaning) = candidates.find_map(|(at, (_, entry))| Some((at, read(entry)?)))?;
        Some((self.entries.remove(at).1, meaning))
    }

    /// Takes all that is left.
    pub(super) fn rest(&mut self) -> Vec<(Field, Entry)> {
        std::mem::take(&mut self.entries)
    }
}

/// Takes what is mapped, and what is private, out of a record's keys. Only `wanted` fields are.
pub(super) fn take(
    map: &mut Map<String, Value>,
    front: Option<&FrontMatter>,
    declared: &Declared<'_>,
    wanted: impl Fn(Field) -> bool,
) -> Mapped {
    let profile = declared.profile;
    let mut mapped = Mapped::default();
    if !profile.names_keys() {
        return mapped;
    }
    for condition in profile.skip_when() {
        let Some(hit) = in_map(map, &condition.key.dotted) else { continue };
        mapped.seen.insert(condition.key.number);
        if is_met(condition, &hit.value) {
            mapped.left_out.get_or_insert_with(|| reason(condition));
        }
    }
    mapped.seen.extend(hide(map, profile.private()));
    for (field, keys) in profile.fields() {
        for key in keys {
            let Some(hit) = in_map(map, &key.dotted) else { continue };
            mapped.seen.insert(key.number);
            if !wanted(*field) || is_nothing(&hit.value) {
                continue;
            }
            if hit.is_whole {
                remove_from(map, &hit.path);
            }
            mapped.entries.push((*field, Entry::new(hit.path, hit.value, front)));
        }
    }
    mapped
}

/// What the profile says of a review that comes from an export as it was.
pub(super) fn apply(review: &mut Review, declared: &Declared<'_>) -> BTreeSet<u16> {
    name_sections(review, declared);
    hide(&mut review.extra, declared.profile.private())
}

/// Gives sections of several names the one that the profile wants.
pub(super) fn name_sections(review: &mut Review, declared: &Declared<'_>) {
    let named = declared.profile.sections();
    if named.is_empty() {
        return;
    }
    for heading in review.sections.iter_mut().filter_map(|section| section.heading.as_mut()) {
        let folded = super::fold::fold(heading);
        let is_alias = |alias: &String| super::fold::fold(alias) == folded;
        if let Some(section) = named.iter().find(|section| section.aliases.iter().any(is_alias)) {
            heading.clone_from(&section.name);
        }
    }
}

/// The numbers of the profile's keys that are columns of a table.
pub(super) fn keys_in(header: &[String], declared: &Declared<'_>) -> BTreeSet<u16> {
    let is_column = |key: &Key| header.iter().any(|name| is_named(name, &key.dotted));
    declared.profile.keys().map(|(key, _)| key).filter(|key| is_column(key)).map(|key| key.number).collect()
}

/// Whether a column of this name is private.
pub(super) fn is_private(name: &str, declared: &Declared<'_>) -> bool {
    declared.profile.private().iter().any(|key| is_named(name, &key.dotted))
}

/// Whether a column of this name is mapped to the field.
pub(super) fn is_mapped(name: &str, field: Field, declared: &Declared<'_>) -> bool {
    declared.profile.keys_of(field).iter().any(|key| is_named(name, &key.dotted))
}

/// Whether a column of this name is mapped to any field.
pub(super) fn is_mapped_at_all(name: &str, declared: &Declared<'_>) -> bool {
    Field::ALL.into_iter().any(|field| is_mapped(name, field, declared))
}

/// Whether a record has a value under a key that is mapped to the field.
pub(super) fn maps(map: &Map<String, Value>, field: Field, declared: &Declared<'_>) -> bool {
    let mut keys = declared.profile.keys_of(field).iter();
    keys.any(|key| in_map(map, &key.dotted).is_some_and(|hit| !is_nothing(&hit.value)))
}

/// A name without dots is private wherever it stands, one with dots where it says. Answers which were met.
fn hide(map: &mut Map<String, Value>, private: &[Key]) -> BTreeSet<u16> {
    let mut seen = BTreeSet::new();
    for key in private {
        let mut any = remove_everywhere(map, &key.dotted);
        while let Some(hit) = in_map(map, &key.dotted).filter(|hit| hit.is_whole) {
            remove_from(map, &hit.path);
            any = true;
        }
        any |= remove_below(map, &key.dotted);
        if any {
            seen.insert(key.number);
        }
    }
    seen
}

/// Removes every key of this name, however deep. The readers of records have bounded the depth.
fn remove_everywhere(map: &mut Map<String, Value>, name: &str) -> bool {
    let before = map.len();
    map.retain(|key, _| !is_named(key, name));
    let mut any = map.len() < before;
    for value in map.values_mut() {
        any |= remove_inside(value, name);
    }
    any
}

/// Removes from every value. Answers whether anything was.
fn for_each<'v>(
    values: impl IntoIterator<Item = &'v mut Value>,
    remove: impl Fn(&mut Value) -> bool,
) -> bool {
    let mut any = false;
    for value in values {
        any |= remove(value);
    }
    any
}

fn remove_inside(value: &mut Value, name: &str) -> bool {
    match value {
        Value::Object(map) => remove_everywhere(map, name),
        Value::Array(items) => for_each(items, |item| remove_inside(item, name)),
        _ => false,
    }
}

/// Removes a dotted key where it leads through lists.
fn remove_below(map: &mut Map<String, Value>, dotted: &str) -> bool {
    let Some((head, tail)) = dotted.split_once('.') else { return false };
    let inside = map.iter_mut().filter(|(name, _)| is_named(name, head)).map(|(_, value)| value);
    for_each(inside, |value| remove_path(value, tail))
}

fn remove_path(value: &mut Value, dotted: &str) -> bool {
    let index = dotted.split('.').next().and_then(|head| head.parse::<usize>().ok());
    match (value, index) {
        (Value::Object(map), _) => {
            let before = map.len();
            map.retain(|name, _| !is_named(name, dotted));
            map.len() < before || remove_below(map, dotted)
        }
        (Value::Array(items), Some(at)) => match (items.get_mut(at), dotted.split_once('.')) {
            (Some(item), Some((_, tail))) => remove_path(item, tail),
            (Some(item), None) => {
                *item = Value::Null;
                true
            }
            (None, _) => false,
        },
        (Value::Array(items), None) => for_each(items, |item| remove_path(item, dotted)),
        _ => false,
    }
}

fn reason(condition: &Condition) -> String {
    let values: Vec<String> = condition.values.iter().map(|value| format!("`{value}`")).collect();
    format!("the profile leaves out what has {} in `{}`", values.join(" or "), condition.key.dotted)
}

fn is_met(condition: &Condition, value: &Value) -> bool {
    let plain = match value {
        Value::Array(items) => return items.iter().any(|item| is_met(condition, item)),
        Value::String(text) => text.trim().to_lowercase(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Null | Value::Object(_) => return false,
    };
    condition.values.contains(&plain)
}

/// A value that a dotted key leads to.
struct Hit {
    value: Value,
    /// The names on the way, as they are written.
    path: Vec<String>,
    /// Whether the way leads through maps only, so that the value can be taken away.
    is_whole: bool,
}

fn in_map(map: &Map<String, Value>, dotted: &str) -> Option<Hit> {
    if let Some((name, value)) = named(map, dotted) {
        return Some(Hit { value: value.clone(), path: vec![name.clone()], is_whole: true });
    }
    dotted.match_indices('.').find_map(|(dot, _)| {
        let (name, value) = named(map, &dotted[..dot])?;
        let mut hit = in_value(value, &dotted[dot + 1..])?;
        hit.path.insert(0, name.clone());
        Some(hit)
    })
}

fn in_value(value: &Value, dotted: &str) -> Option<Hit> {
    match value {
        Value::Object(map) => in_map(map, dotted),
        Value::Array(items) => in_list(items, dotted),
        _ => None,
    }
}

/// `genres.0` is the first of a list, `cast.name` the names of all that it holds.
fn in_list(items: &[Value], dotted: &str) -> Option<Hit> {
    let (head, tail) = dotted.split_once('.').map_or((dotted, None), |(head, tail)| (head, Some(tail)));
    if let Ok(at) = head.parse::<usize>() {
        let item = items.get(at)?;
        let mut hit = match tail {
            Some(tail) => in_value(item, tail)?,
            None => Hit { value: item.clone(), path: Vec::new(), is_whole: false },
        };
        hit.path.insert(0, head.to_owned());
        return Some(Hit { is_whole: false, ..hit });
    }
    let values: Vec<Value> =
        items.iter().filter_map(|item| in_value(item, dotted)).map(|hit| hit.value).collect();
    let path = dotted.split('.').map(str::to_owned).collect();
    (!values.is_empty()).then_some(Hit { value: Value::Array(values), path, is_whole: false })
}

/// A name to the letter, or else one that is spelled otherwise.
fn named<'m>(map: &'m Map<String, Value>, name: &str) -> Option<(&'m String, &'m Value)> {
    map.get_key_value(name).or_else(|| map.iter().find(|(key, _)| is_named(key, name)))
}

/// `Release Year` is `release_year`; but `book_title` is not `book.title`.
fn is_named(key: &str, name: &str) -> bool {
    key == name || key.contains('.') == name.contains('.') && normal(key) == normal(name)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
#[path = "declared_tests.rs"]
mod tests;
