//! From counts to what is shown: the order, the limit, and which spellings are one person.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::Counted;
use crate::backend::{Count, FACET_LIMIT, FacetCounts};
use crate::index::named::short_key;
use crate::schema::CREDITED;
use crate::words;

type Counts = Vec<(String, Counted)>;

/// A facet as it is answered. Years and scores come in their own order, everything else commonest first.
pub(super) fn answered(name: &str, counts: BTreeMap<String, Counted>, limit: Option<usize>) -> FacetCounts {
    let mut counts = if name == CREDITED { one_each(counts) } else { counts.into_iter().collect() };
    counts.sort_by(|a, b| b.1.hits.cmp(&a.1.hits).then_with(|| a.0.cmp(&b.0)));
    let all = counts.len();
    counts.truncate(most(name, limit).unwrap_or(all));
    let left_out = all - counts.len();
    in_own_order(name, &mut counts);
    let counts = counts.into_iter().map(|(value, counted)| Count {
        value,
        count: counted.hits,
        credited: (name == CREDITED).then_some(counted.credited),
        mean_score: counted.mean(),
    });
    FacetCounts { name: name.to_owned(), counts: counts.collect(), left_out }
}

fn most(name: &str, limit: Option<usize>) -> Option<usize> {
    match limit {
        Some(0) => None,
        Some(limit) => Some(limit),
        None if matches!(name, "year" | "score") => None,
        None => Some(FACET_LIMIT),
    }
}

fn in_own_order(name: &str, counts: &mut Counts) {
    match name {
        "year" => counts.sort_by(|a, b| a.0.cmp(&b.0)),
        "score" => {
            counts.sort_by_key(|(band, _)| band.split("..").next().and_then(|low| low.parse::<u8>().ok()));
        }
        _ => {}
    }
}

/// Spellings of one name together. Names that differ by accents or case are one; so is one without
/// the middle initial that it has elsewhere, unless the hits know several such initials.
fn one_each(counts: BTreeMap<String, Counted>) -> Counts {
    let mut by_short: BTreeMap<String, BTreeMap<String, Counts>> = BTreeMap::new();
    for (name, counted) in counts {
        let same_short = by_short.entry(short_key(&name)).or_default();
        same_short.entry(words::key(&name)).or_default().push((name, counted));
    }
    let mut people = Vec::new();
    for (short, mut by_key) in by_short {
        let bare = by_key.keys().filter(|key| **key == short).count();
        if by_key.len() - bare <= 1 {
            people.push(together(by_key.into_values().flatten().collect()));
            continue;
        }
        people.extend(std::mem::take(&mut by_key).into_values().map(together));
    }
    people
}

/// One person under the commonest spelling; of equals, the one that says most.
fn together(spellings: Counts) -> (String, Counted) {
    let mut all = Counted::default();
    let mut ranked = BTreeSet::new();
    for (name, counted) in spellings {
        all.add(counted);
        ranked.insert((counted.hits, name.len(), name));
    }
    (ranked.pop_last().map(|(_, _, name)| name).unwrap_or_default(), all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[(&str, usize)]) -> Vec<(String, u64)> {
        let counted = |hits: usize| {
            let mut all = Counted::default();
            (0..hits).for_each(|_| all.add(Counted::one(None)));
            all
        };
        let counts = names.iter().map(|(name, hits)| ((*name).to_owned(), counted(*hits))).collect();
        let answer = answered(CREDITED, counts, Some(0));
        answer.counts.into_iter().map(|count| (count.value, count.count)).collect()
    }

    #[test]
    fn spellings_of_a_name_are_one_person() {
        let spelled = [("Léa Seydoux", 2), ("Lea Seydoux", 1), ("LEA SEYDOUX", 1)];
        assert_eq!(people(&spelled), [("Léa Seydoux".to_owned(), 4)]);
        let spelled = [("Samuel Jackson", 1), ("Samuel L. Jackson", 2)];
        assert_eq!(people(&spelled), [("Samuel L. Jackson".to_owned(), 3)]);
    }

    #[test]
    fn a_name_that_two_initials_fit_stays_apart() {
        let spelled = [("John Smith", 1), ("John A. Smith", 2), ("John B. Smith", 3)];
        assert_eq!(people(&spelled).len(), 3);
    }

    #[test]
    fn years_and_scores_are_all_shown_unless_a_limit_is_set() {
        let years = || (1990..2010).map(|year| (year.to_string(), Counted::one(None))).collect();
        assert_eq!(answered("year", years(), None).counts.len(), 20);
        assert_eq!(answered("year", years(), Some(3)).counts.len(), 3);
        let tags = answered("tag", years(), None);
        assert_eq!((tags.counts.len(), tags.left_out), (10, 10));
        assert_eq!(answered("tag", years(), Some(0)).counts.len(), 20);
    }
}
