//! Makers who stand in the title: `Artist - Album`, `The Overstory by Richard Powers`.

use super::fold::fold;
use super::names;
use super::title::{unquoted, without_separator};
use crate::review::Review;

/// `Artist - Album`: the name before the first dash between spaces, and what stands behind it.
fn artist_and_album(title: &str) -> Option<(&str, &str)> {
    let (artist, album) = [" - ", " – ", " — "]
        .iter()
        .filter_map(|dash| title.split_once(dash))
        .min_by_key(|(a, _)| a.len())?;
    let (artist, album) = (artist.trim(), album.trim());
    (!artist.is_empty() && album.contains(|c: char| !c.is_whitespace())).then_some((artist, unquoted(album)))
}

/// `The Overstory by Richard Powers`: a title and the name of one person.
pub(super) fn title_and_author(title: &str) -> Option<(&str, &str)> {
    let (work, author) = title.rsplit_once(" by ").or_else(|| title.rsplit_once(", by "))?;
    let words: Vec<&str> = author.split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let named = (2..=6).contains(&words.len())
        && words.iter().filter(capital).count() >= 2
        && words.first().is_some_and(|word| capital(&word));
    let plain = author.chars().all(|c| c.is_alphabetic() || " .,'’-&".contains(c));
    (named && plain && !work.trim().is_empty()).then(|| (unquoted(without_separator(work)), author.trim()))
}

/// Parts `The Overstory by Richard Powers`.
pub(super) fn credit_author(review: &mut Review) {
    let Some((title, author)) = title_and_author(&review.title) else { return };
    let (title, author) = (title.to_owned(), author.to_owned());
    review.title = title;
    names::add(&mut review.people, vec![author]);
}

/// `Artist - Album` as the title of an album. Where the artist is known, only his name is taken off.
pub(super) fn credit_artist(review: &mut Review) {
    if review.kind.as_deref() != Some("album") {
        return;
    }
    let Some((artist, album)) = artist_and_album(&review.title) else { return };
    let (artist, album) = (artist.to_owned(), album.to_owned());
    if review.people.is_empty() {
        review.people.push(artist);
    } else if !review.people.iter().any(|name| fold(name) == fold(&artist)) {
        return;
    }
    review.title = album;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_part_from_titles() {
        assert_eq!(artist_and_album("Jo Lind – Nine - Ten"), Some(("Jo Lind", "Nine - Ten")));
        assert_eq!(artist_and_album("Spider-Man"), None);
        assert_eq!(title_and_author("Salt by Ida M. Vale"), Some(("Salt", "Ida M. Vale")));
        assert_eq!(title_and_author("Death by Stereo"), None);
    }
}
