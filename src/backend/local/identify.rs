//! Which review is meant: by its id, its file's path or its title, where only one review has it.

use std::path::{Component, Path};

use levenshtein_automata::Distance;
use tantivy::DocAddress;
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption, Term};

use super::Local;
use super::dictionary::edits_from;
use crate::error::{Error, Result};
use crate::query::MAX_DISTANCE;
use crate::words;

/// More ids than this are no help.
const MOST_NEAR_IDS: usize = 3;
/// Shorter names are near to too many.
const SHORTEST_MISSPELT: usize = 4;

impl Local<'_> {
    /// The one review that is called so.
    pub(super) fn identify(&self, asked: &str) -> Result<DocAddress> {
        // Two roots can hold the same id only by accident; the first is as good as the other.
        if let Some(&first) = self.with_id(asked)?.first() {
            return Ok(first);
        }
        if let Some(id) = self.id_of_file(asked)?
            && let Some(&first) = self.with_id(&id)?.first()
        {
            return Ok(first);
        }
        let named = self.of_path(asked)?;
        let named = if named.is_empty() { self.of_title(asked)? } else { named };
        match named.as_slice() {
            [only] => Ok(*only),
            [] => Err(Error::UnknownId { id: asked.to_owned(), near: self.near_ids(asked)? }),
            several => Err(Error::UnknownId { id: asked.to_owned(), near: self.ids_at(several)? }),
        }
    }

    /// The reviews with this id, in the order of the index.
    fn with_id(&self, id: &str) -> Result<Vec<DocAddress>> {
        self.kept.ids.having(&self.searcher, id).map_err(|error| self.failed(super::engine_io(error)))
    }

    /// The reviews with this term, in the order of the index.
    fn having(&self, field: Field, term: &str) -> Result<Vec<DocAddress>> {
        let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &DocSetCollector).map_err(|error| self.failed(error))?;
        let mut found: Vec<DocAddress> = found.into_iter().collect();
        found.sort_unstable();
        Ok(found)
    }

    /// What a file of the archive is called in the index, if it is named as it lies on the disk:
    /// `reviews/heat.md` is `heat.md` of the folder `reviews`.
    fn id_of_file(&self, asked: &str) -> Result<Option<String>> {
        let file = asked.split('#').next().unwrap_or(asked);
        if !file.contains('/') {
            return Ok(None);
        }
        let roots = self.reader.manifest()?.roots;
        for (slash, _) in file.match_indices('/') {
            let (folder, rest) = (Path::new(&asked[..slash]), &asked[slash + 1..]);
            // A path that begins with dots names the folder from somewhere that the index doesn't know.
            let named: &Path = &folder
                .components()
                .skip_while(|part| matches!(part, Component::CurDir | Component::ParentDir))
                .collect::<std::path::PathBuf>();
            if let Some(root) = roots.iter().find(|root| root.path.ends_with(named))
                && !self.with_id(&root.shown(rest))?.is_empty()
            {
                return Ok(Some(root.shown(rest)));
            }
        }
        Ok(None)
    }

    /// The reviews of a file.
    fn of_path(&self, asked: &str) -> Result<Vec<DocAddress>> {
        self.having(self.reader.fields().path_key, &words::fold(asked))
    }

    /// The reviews of a work; a year behind the title tells works of the same title apart.
    fn of_title(&self, asked: &str) -> Result<Vec<DocAddress>> {
        let key = words::key(asked);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let field = self.reader.fields().title_key;
        let found = self.having(field, &key)?;
        let (false, Some((title, year))) = (!found.is_empty(), key.rsplit_once(' ')) else {
            return Ok(found);
        };
        let Ok(year) = year.parse::<i32>() else { return Ok(Vec::new()) };
        let mut of_year = Vec::new();
        for address in self.having(field, title)? {
            if self.read(address)?.year == Some(year) {
                of_year.push(address);
            }
        }
        Ok(of_year)
    }

    fn ids_at(&self, addresses: &[DocAddress]) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for address in addresses {
            ids.extend(self.id_of(*address).map_err(|error| self.failed(super::engine_io(error)))?);
        }
        ids.sort_unstable();
        ids.truncate(MOST_NEAR_IDS);
        Ok(ids)
    }

    /// Ids that look like what was asked for, the nearest first.
    fn near_ids(&self, asked: &str) -> Result<Vec<String>> {
        let wanted = Wanted::new(asked);
        let ids = self.ids()?.into_iter();
        let mut near: Vec<(u8, String)> =
            ids.filter_map(|(id, _)| Some((wanted.distance(&id)?, id))).collect();
        near.sort_unstable();
        Ok(near.into_iter().take(MOST_NEAR_IDS).map(|(_, id)| id).collect())
    }
}

/// An id that nobody has.
struct Wanted {
    whole: String,
    name: String,
    misspelt: Option<levenshtein_automata::DFA>,
}

impl Wanted {
    fn new(asked: &str) -> Self {
        let name = name_of(asked);
        let misspelt =
            if name.chars().count() < SHORTEST_MISSPELT { None } else { edits_from(&name, MAX_DISTANCE) };
        Self { whole: asked.to_lowercase(), name, misspelt }
    }

    /// How far an id is from it: contains it, misspells it, or contains the words of its file's
    /// name; `None` for one that has nothing to do with it.
    fn distance(&self, id: &str) -> Option<u8> {
        if !self.whole.is_empty() && id.to_lowercase().contains(&self.whole) {
            return Some(0);
        }
        let name = name_of(id);
        let misspelt = self.misspelt.as_ref().map(|dfa| dfa.eval(&name));
        match misspelt {
            Some(Distance::Exact(edits)) => Some(edits),
            _ if !self.name.is_empty() && has_words(&name, &self.name) => Some(MAX_DISTANCE + 1),
            _ => None,
        }
    }
}

/// The words of a file's name, or of the record's in it; a year behind them is often not asked for.
fn name_of(id: &str) -> String {
    let last = id.rsplit(['/', '#']).next().unwrap_or(id);
    let key = words::key(last.rsplit_once('.').map_or(last, |(name, _)| name));
    match key.rsplit_once(' ') {
        Some((name, year)) if year.len() == 4 && year.parse::<u16>().is_ok() => name.to_owned(),
        _ => key,
    }
}

fn has_words(name: &str, wanted: &str) -> bool {
    format!(" {name} ").contains(&format!(" {wanted} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(asked: &str, id: &str) -> Option<u8> {
        Wanted::new(asked).distance(id)
    }

    #[test]
    fn near_ids_contain_misspell_or_name_what_was_asked() {
        assert_eq!(distance("wick", "site/john-wick-2014.txt"), Some(0));
        assert_eq!(distance("john-wik-2014.txt", "site/john-wick-2014.txt"), Some(1));
        assert_eq!(distance("reviews/John Wick.md", "site/john-wick-2014.txt"), Some(0));
        assert_eq!(distance("wick.md", "site/john-wick-2014.txt"), Some(MAX_DISTANCE + 1));
        assert_eq!(distance("john wik", "site/john-wick-2014.txt"), Some(1));
        assert_eq!(distance("arrival", "site/john-wick-2014.txt"), None);
        assert_eq!(distance("", "site/john-wick-2014.txt"), None);
        assert_eq!(distance("x", "a.md"), None);
    }
}
