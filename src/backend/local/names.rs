//! The ways in which a review may write a person's name.

use crate::words;

/// A name's words, in each order and fullness under which the person is meant. An empty string
/// stands for any single initial.
///
/// `Jackson, Samuel L.` gives `samuel l jackson`, `samuel jackson` and `jackson samuel l`;
/// `Samuel Jackson` also gives `samuel <initial> jackson`.
pub(super) fn spellings(name: &str) -> Vec<Vec<String>> {
    let full = in_speaking_order(name);
    let mut spellings = vec![full.clone()];
    if full.len() < 2 {
        return spellings;
    }
    let (inner, last) = (&full[1..full.len() - 1], &full[full.len() - 1]);
    let without_initials: Vec<String> = std::iter::once(&full[0])
        .chain(inner.iter().filter(|word| word.chars().count() > 1))
        .chain(std::iter::once(last))
        .cloned()
        .collect();
    let with_initial: Vec<String> = std::iter::once(&without_initials[0])
        .chain(std::iter::once(&String::new()))
        .chain(&without_initials[1..])
        .cloned()
        .collect();
    let reversed: Vec<String> = std::iter::once(last).chain(&full[..full.len() - 1]).cloned().collect();
    for spelling in [without_initials, with_initial, reversed] {
        if !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    }
    spellings
}

/// `Armas, Ana de` -> `ana de armas`.
pub(super) fn in_speaking_order(name: &str) -> Vec<String> {
    // That of `Jr.'s` is no part of a word.
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    match name.split_once(',') {
        Some((last, first)) => {
            let mut all = words::plain_words(first);
            all.extend(words::plain_words(last));
            all
        }
        None => words::plain_words(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str) -> Vec<String> {
        spellings(name).into_iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn names_are_found_in_every_order_and_fullness() {
        assert_eq!(
            written("Jackson, Samuel L."),
            ["samuel l jackson", "samuel jackson", "samuel  jackson", "jackson samuel l"]
        );
        assert_eq!(written("Ana de Armas"), ["ana de armas", "ana  de armas", "armas ana de"]);
        assert_eq!(written("Harry Carey Jr.'s")[0], "harry carey jr");
        assert_eq!(written("Cher"), ["cher"]);
        assert_eq!(written("Peter O’Toole"), ["peter otoole", "peter  otoole", "otoole peter"]);
        assert_eq!(written("…"), [""]);
    }
}
