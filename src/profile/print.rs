//! A profile in one spelling: TOML without comments that reads back as the same profile.

use std::fmt;

use toml::{Table, Value};

use super::{Customs, Key, Profile};
use crate::score::Letters;

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&toml::to_string(&table(self)).map_err(|_| fmt::Error)?)
    }
}

/// Tables stand behind what is no table, as TOML wants it.
fn table(profile: &Profile) -> Table {
    let mut table = Table::new();
    if !profile.skip.patterns().is_empty() {
        table.insert("skip".to_owned(), texts(profile.skip.patterns()));
    }
    if !profile.private.is_empty() {
        table.insert("private".to_owned(), keys(&profile.private));
    }
    add_customs(&mut table, &profile.customs);
    let mut insert = |name: &str, inner: Table| {
        if !inner.is_empty() {
            table.insert(name.to_owned(), inner.into());
        }
    };
    let fields = profile.fields.iter().map(|(field, names)| (field.name().to_owned(), keys(names)));
    insert("fields", fields.collect());
    let aliases = profile.sections.iter().map(|section| (section.name.clone(), texts(&section.aliases)));
    insert("sections", aliases.collect());
    let conditions = profile.skip_when.iter().map(|one| (one.key.dotted.clone(), texts(&one.values)));
    insert("skip_when", conditions.collect());
    let folders: Vec<Value> = profile.folders.iter().map(|folder| folder_table(folder).into()).collect();
    if !folders.is_empty() {
        table.insert("folders".to_owned(), folders.into());
    }
    table
}

fn folder_table(folder: &super::Folder) -> Table {
    let mut table = Table::new();
    table.insert("path".to_owned(), texts(folder.path.patterns()));
    add_customs(&mut table, &folder.customs);
    table
}

fn add_customs(table: &mut Table, customs: &Customs) {
    let mut insert = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(name.to_owned(), value);
        }
    };
    insert("scale", customs.scale.map(number));
    let order = |day_first| if day_first { "day-first" } else { "month-first" };
    insert("dates", customs.day_first.map(order).map(Value::from));
    insert("kind", customs.kind.clone().map(Value::from));
    insert("author", customs.author.clone().map(Value::from));
    insert("letters", customs.letters.as_ref().map(letters));
}

fn letters(letters: &Letters) -> Value {
    match letters {
        Letters::By(table) => table.method().as_str().into(),
        Letters::Own(own) => {
            let own = own.all().map(|(letter, value)| (letter.to_string(), number(value)));
            own.collect::<Table>().into()
        }
    }
}

/// A whole number has no decimals.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 { Value::from(number as i64) } else { Value::from(number) }
}

/// One is written alone, several as a list.
fn keys(keys: &[Key]) -> Value {
    texts(&keys.iter().map(|key| key.dotted.clone()).collect::<Vec<_>>())
}

fn texts(texts: &[String]) -> Value {
    match texts {
        [one] => one.clone().into(),
        several => several.to_vec().into(),
    }
}
