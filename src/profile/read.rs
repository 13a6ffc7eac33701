//! TOML -> a profile, or the place where it is wrong.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::globs::Globs;
use super::{Condition, Customs, FOLDER_SETTINGS, Field, Folder, Key, Profile, SETTINGS, Section};
use crate::excerpt::Excerpt;
use crate::score::{self, LetterTable, Letters, OwnLetters, Reading};

/// Bare numbers of archives go up to here.
const SCALES: RangeInclusive<f64> = 1.0..=100.0;
/// Values that letters can have.
const VALUES: RangeInclusive<f64> = 0.0..=10.0;
/// A profile that names more keys was not written by a person.
const MOST_KEYS: usize = 1_000;
/// A slip of so many letters is taken for one.
const SLIPS: u8 = 2;

/// What is wrong with a profile. Shown, it is a sentence, the line with carets under the place, and what helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

type Read<T> = Result<T, Fault>;
type Node<'t, 'a> = &'t Spanned<DeValue<'a>>;

pub(super) fn read(text: &str) -> Read<Profile> {
    let source = Source(text);
    let table = DeTable::parse(text)
        .map_err(|error| source.fault(error.span().unwrap_or_default(), error.message(), None))?;
    let mut profile = source.profile(table.get_ref())?;
    if profile.keys().count() > MOST_KEYS {
        return Err(source.fault(0..0, &format!("more than {MOST_KEYS} keys are named"), None));
    }
    profile.number_keys();
    Ok(profile)
}

/// The text that places are told in.
struct Source<'a>(&'a str);

impl Source<'_> {
    fn profile(&self, table: &DeTable<'_>) -> Read<Profile> {
        let mut profile = Profile::default();
        for (name, value) in table {
            match self.known(name, &SETTINGS, "setting")? {
                "fields" => profile.fields = self.fields(value)?,
                "sections" => profile.sections = self.sections(value)?,
                "skip" => profile.skip = self.globs(value)?,
                "skip_when" => profile.skip_when = self.conditions(value)?,
                "private" => profile.private = self.keys(value)?,
                "folders" => profile.folders = self.folders(value)?,
                custom => self.custom(custom, value, &mut profile.customs)?,
            }
        }
        Ok(profile)
    }

    fn fields(&self, value: Node<'_, '_>) -> Read<Vec<(Field, Vec<Key>)>> {
        let names = Field::ALL.map(Field::name);
        let mapped = self.table(value, "a table of fields, `title = \"book.title\"`")?.iter();
        let field = |(name, value): (&Spanned<DeString<'_>>, Node<'_, '_>)| {
            let known = self.known(name, &names, "field")?;
            let field = Field::ALL.into_iter().find(|field| field.name() == known);
            Ok((field.unwrap_or(Field::Title), self.keys(value)?))
        };
        mapped.map(field).collect()
    }

    fn sections(&self, value: Node<'_, '_>) -> Read<Vec<Section>> {
        let sections = self.table(value, "a table of names, `\"Sound & Music\" = [\"Audio\"]`")?.iter();
        let section = |(name, value): (&Spanned<DeString<'_>>, Node<'_, '_>)| {
            let aliases = self.texts(value)?.into_iter().map(|(alias, _)| alias).collect();
            Ok(Section { name: name.get_ref().to_string(), aliases })
        };
        sections.map(section).collect()
    }

    fn conditions(&self, value: Node<'_, '_>) -> Read<Vec<Condition>> {
        let mut conditions = Vec::new();
        self.conditions_in(
            self.table(value, "a table of keys, `{ status = \"draft\" }`")?,
            "",
            &mut conditions,
        )?;
        Ok(conditions)
    }

    /// `skip_when = { meta.status = "draft" }` is a table in a table to TOML, and a dotted key to its author.
    fn conditions_in(&self, table: &DeTable<'_>, above: &str, into: &mut Vec<Condition>) -> Read<()> {
        for (name, value) in table {
            let dotted = if above.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{above}.{}", name.get_ref())
            };
            match value.get_ref() {
                DeValue::Table(inner) => self.conditions_in(inner, &dotted, into)?,
                DeValue::Array(items) => {
                    let values = items.iter().map(|item| self.plain(item)).collect::<Read<_>>()?;
                    into.push(Condition { key: self.key(&dotted, name.span())?, values });
                }
                _ => {
                    let values = vec![self.plain(value)?];
                    into.push(Condition { key: self.key(&dotted, name.span())?, values });
                }
            }
        }
        Ok(())
    }

    /// A value that a condition asks for, as it is compared.
    fn plain(&self, value: Node<'_, '_>) -> Read<String> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.trim().to_lowercase()),
            DeValue::Integer(number) => Ok(number.as_str().to_owned()),
            DeValue::Float(number) => Ok(number.as_str().to_owned()),
            DeValue::Boolean(yes) => Ok(yes.to_string()),
            _ => Err(self.unlike(value, "a text, a number, true or false, or a list of these")),
        }
    }

    fn folders(&self, value: Node<'_, '_>) -> Read<Vec<Folder>> {
        let expected = "tables, each under `[[folders]]`";
        let DeValue::Array(items) = value.get_ref() else { return Err(self.unlike(value, expected)) };
        items.iter().map(|item| self.folder(item, self.table(item, expected)?)).collect()
    }

    fn folder(&self, item: Node<'_, '_>, table: &DeTable<'_>) -> Read<Folder> {
        let mut path = None;
        let mut customs = Customs::default();
        for (name, value) in table {
            match self.known(name, &FOLDER_SETTINGS, "setting of folders")? {
                "path" => path = Some(self.globs(value)?),
                custom => self.custom(custom, value, &mut customs)?,
            }
        }
        let help = "Say which folders are meant: `path = \"old/**\"`";
        let path = path.ok_or_else(|| self.fault(item.span(), "there is no `path`", Some(help)))?;
        Ok(Folder { path, customs })
    }

    fn custom(&self, name: &str, value: Node<'_, '_>, customs: &mut Customs) -> Read<()> {
        match name {
            "scale" => customs.scale = Some(self.number(value, &SCALES)?),
            "letters" => customs.letters = Some(self.letters(value)?),
            "dates" => {
                let order = self.choice(value, &["day-first", "month-first"])?;
                customs.day_first = Some(order == "day-first");
            }
            "kind" => customs.kind = Some(self.text(value)?.to_lowercase()),
            _ => customs.author = Some(self.text(value)?),
        }
        Ok(())
    }

    fn letters(&self, value: Node<'_, '_>) -> Read<Letters> {
        let DeValue::Table(table) = value.get_ref() else {
            return Ok(Letters::By(match self.choice(value, &["metacritic", "school", "linear"])? {
                "school" => LetterTable::School,
                "linear" => LetterTable::Linear,
                _ => LetterTable::Metacritic,
            }));
        };
        let mut own = OwnLetters::default();
        for (name, value) in table {
            let Reading::Letter(letter) = score::read(name.get_ref()) else {
                let message = format!("`{}` is no letter", name.get_ref());
                return Err(self.fault(name.span(), &message, Some("Letters go from A+ to F-")));
            };
            own.set(letter, self.number(value, &VALUES)?);
        }
        Ok(Letters::Own(own))
    }

    fn globs(&self, value: Node<'_, '_>) -> Read<Globs> {
        let (patterns, places): (Vec<_>, Vec<_>) = self.texts(value)?.into_iter().unzip();
        Globs::new(patterns).map_err(|(at, why)| {
            let place = places.get(at).cloned().unwrap_or_else(|| value.span());
            self.fault(place, &why, Some("Patterns are written as in a .gitignore"))
        })
    }

    fn keys(&self, value: Node<'_, '_>) -> Read<Vec<Key>> {
        self.texts(value)?.into_iter().map(|(dotted, span)| self.key(&dotted, span)).collect()
    }

    fn key(&self, dotted: &str, span: Range<usize>) -> Read<Key> {
        if dotted.split('.').any(|name| name.trim().is_empty()) {
            return Err(self.fault(span, "there is nothing beside a dot of this key", None));
        }
        let (line, _) = self.place(span.start);
        Ok(Key { dotted: dotted.to_owned(), number: 0, line })
    }

    /// A text, or a list of texts, with their places.
    fn texts(&self, value: Node<'_, '_>) -> Read<Vec<(String, Range<usize>)>> {
        let DeValue::Array(items) = value.get_ref() else {
            return Ok(vec![(self.text(value)?, value.span())]);
        };
        items.iter().map(|item| Ok((self.text(item)?, item.span()))).collect()
    }

    fn text(&self, value: Node<'_, '_>) -> Read<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            _ => Err(self.unlike(value, "a text in quotes")),
        }
    }

    fn choice<'c>(&self, value: Node<'_, '_>, choices: &[&'c str]) -> Read<&'c str> {
        let text = self.text(value)?;
        let known = choices.iter().find(|choice| **choice == text);
        known.copied().ok_or_else(|| {
            let help = suggestion(&text, choices);
            self.fault(value.span(), &format!("`{text}` is none of the choices"), Some(&help))
        })
    }

    fn number(&self, value: Node<'_, '_>, range: &RangeInclusive<f64>) -> Read<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let expected = format!("a number from {} to {}", range.start(), range.end());
        number.filter(|number| range.contains(number)).ok_or_else(|| self.unlike(value, &expected))
    }

    fn table<'t, 'a>(&self, value: Node<'t, 'a>, expected: &str) -> Read<&'t DeTable<'a>> {
        value.get_ref().as_table().ok_or_else(|| self.unlike(value, expected))
    }

    /// The name among those that are known.
    fn known<'k>(&self, name: &Spanned<DeString<'_>>, known: &[&'k str], what: &str) -> Read<&'k str> {
        let found = known.iter().find(|one| *one == name.get_ref());
        found.copied().ok_or_else(|| {
            let message = format!("there is no {what} `{}`", name.get_ref());
            self.fault(name.span(), &message, Some(&suggestion(name.get_ref(), known)))
        })
    }

    fn unlike(&self, value: Node<'_, '_>, expected: &str) -> Fault {
        self.fault(value.span(), &format!("this is not {expected}"), None)
    }

    fn fault(&self, span: Range<usize>, what: &str, help: Option<&str>) -> Fault {
        let (line, column) = self.place(span.start);
        let help = help.map_or_else(String::new, |help| format!("\n{help}"));
        Fault { line, column, message: format!("{what}\n{}{help}", Excerpt::of(self.0, &span)) }
    }

    /// Line and column of a byte, from 1.
    fn place(&self, at: usize) -> (u32, u32) {
        let before = self.0.get(..at).unwrap_or(self.0);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        (before.matches('\n').count() as u32 + 1, column as u32 + 1)
    }
}

/// The name that was meant, or all that there are.
fn suggestion(written: &str, known: &[&str]) -> String {
    let dfa = LevenshteinAutomatonBuilder::new(SLIPS, true).build_dfa(&written.to_lowercase());
    let distance = |name: &&&str| match dfa.eval(name.as_bytes()) {
        Distance::Exact(distance) => distance,
        Distance::AtLeast(_) => u8::MAX,
    };
    match known.iter().min_by_key(distance).filter(|name| distance(name) <= SLIPS) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("There are {}", known.join(", ")),
    }
}
