//! What do the records of well-known services mean, where their names alone would be misread?
//!
//! Each is known by keys that only its records have together. What it writes is brought under the names that
//! people use in front matter; everything else about it is `keyed`'s business.

use serde_json::{Map, Value};

use crate::parse::keys::is_called;

/// A service whose records are read in its own way.
struct Service {
    /// As [`crate::parse::keys::normal`] writes them; all of them are there.
    keys: &'static [&'static str],
    /// What its ratings are out of, which no record says.
    best: u64,
    /// It has no rating of 0, and writes one for none.
    writes_zero_for_unrated: bool,
    adapt: fn(&mut Map<String, Value>),
}

const SERVICES: [Service; 9] = [
    Service {
        keys: &["five_star_rating_published"],
        best: 5,
        writes_zero_for_unrated: true,
        adapt: google_maps,
    },
    Service { keys: &["item_type", "copies"], best: 5, writes_zero_for_unrated: true, adapt: libib },
    Service { keys: &["book_id", "n_votes"], best: 5, writes_zero_for_unrated: true, adapt: as_it_is },
    Service { keys: &["rym_album"], best: 10, writes_zero_for_unrated: true, adapt: rate_your_music },
    Service {
        keys: &["release_id", "collection_folder"],
        best: 5,
        writes_zero_for_unrated: true,
        adapt: as_it_is,
    },
    Service {
        keys: &["sort_character", "collections"],
        best: 5,
        writes_zero_for_unrated: true,
        adapt: library_thing,
    },
    Service {
        keys: &["books_id", "collections"],
        best: 5,
        writes_zero_for_unrated: true,
        adapt: library_thing,
    },
    Service { keys: &["trakt_id", "rated_at"], best: 10, writes_zero_for_unrated: true, adapt: as_it_is },
    Service {
        keys: &["user_stats", "parent_id"],
        best: 10,
        writes_zero_for_unrated: true,
        adapt: trakt_comment,
    },
];

/// Brings what a well-known service writes under names that say what they mean. Other records stay as they are.
pub(super) fn adapt(map: &mut Map<String, Value>) {
    let has = |key: &&str| map.keys().any(|name| is_called(name, key));
    let Some(service) = SERVICES.iter().find(|service| service.keys.iter().all(&has)) else {
        return;
    };
    (service.adapt)(map);
    let Some(name) = find(map, "rating") else { return };
    let rating = map.get(&name).and_then(number);
    if service.writes_zero_for_unrated && rating == Some(0.0) {
        map.remove(&name);
    } else if rating.is_some() && find(map, "out_of").is_none() {
        map.insert("out_of".to_owned(), service.best.into());
    }
}

fn as_it_is(_: &mut Map<String, Value>) {}

/// The name of an artist is parted, and that of a band stands under the last name.
fn rate_your_music(map: &mut Map<String, Value>) {
    let names = ["first_name", "last_name"].map(|name| take_text(map, name));
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !name.is_empty() {
        map.insert("artist".to_owned(), name.into());
    }
}

/// The date is that of the edition, the summary is made from author and title, and a comment is about the copy.
fn library_thing(map: &mut Map<String, Value>) {
    for (name, meaning) in [("date", "year"), ("summary", "citation"), ("comment", "about_the_copy")] {
        if let Some(value) = take(map, name) {
            map.insert(meaning.to_owned(), value);
        }
    }
    let authors = book_authors(map);
    map.insert("kind".to_owned(), "book".into());
    if !authors.is_empty() {
        map.insert("authors".to_owned(), authors.into());
    }
    let days = ["date_read", "dateread", "entry_date", "entrydate"].map(|name| take(map, name));
    if let Some(day) = days.into_iter().flatten().next() {
        map.insert("date".to_owned(), day);
    }
}

/// In JSON a list of them, each written both ways round; in a table columns, the family name first.
fn book_authors(map: &mut Map<String, Value>) -> Vec<String> {
    let first =
        ["primary_author", "primaryauthor"].map(|name| take_text(map, name)).into_iter().flatten().next();
    if let Some(Value::Array(list)) = take(map, "authors") {
        return list.iter().filter_map(|author| author.get("fl")?.as_str()).map(str::to_owned).collect();
    }
    let others = take_text(map, "secondary_author").unwrap_or_default();
    let names = first.iter().map(String::as_str).chain(others.split('|'));
    names.map(given_name_first).filter(|name| !name.is_empty()).collect()
}

fn given_name_first(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) => format!("{} {}", given.trim(), family.trim()),
        None => name.trim().to_owned(),
    }
}

/// Reviews of places, as Google's Takeout has them.
fn google_maps(map: &mut Map<String, Value>) {
    for (name, meaning) in [("five_star_rating_published", "rating"), ("review_text_published", "review")] {
        if let Some(value) = take(map, name) {
            map.insert(meaning.to_owned(), value);
        }
    }
}

/// What is published is the item, and the description is its publisher's.
fn libib(map: &mut Map<String, Value>) {
    for (name, meaning) in
        [("publish_date", "release_date"), ("description", "about_the_item"), ("item_type", "kind")]
    {
        if let Some(value) = take(map, name) {
            map.insert(meaning.to_owned(), value);
        }
    }
}

/// The reviewer and the rating that belong to a comment stand in maps beside it.
fn trakt_comment(map: &mut Map<String, Value>) {
    let rating =
        map.get("user_stats").and_then(|stats| stats.get("rating")).filter(|rating| rating.is_number());
    if let Some(rating) = rating.cloned() {
        map.insert("rating".to_owned(), rating);
    }
    let user = map.get("user").and_then(|user| user.get("name").or_else(|| user.get("username")));
    if let Some(user) = user.cloned() {
        map.insert("reviewer".to_owned(), user);
    }
}

/// The key as it is written.
fn find(map: &Map<String, Value>, name: &str) -> Option<String> {
    map.keys().find(|key| is_called(key, name)).cloned()
}

fn take(map: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let key = find(map, name)?;
    map.remove(&key)
}

fn take_text(map: &mut Map<String, Value>, name: &str) -> Option<String> {
    let text = take(map, name)?.as_str()?.trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn adapted(record: Value) -> Value {
        let Value::Object(mut map) = record else { panic!("{record}") };
        adapt(&mut map);
        Value::Object(map)
    }

    #[test]
    fn a_rating_of_zero_is_none_where_there_is_no_such_rating() {
        let record = |rating: &str| json!({"RYM Album": "1", "First Name": "Ida", "Last Name": "Vale", "Rating": rating});
        assert_eq!(adapted(record("0")), json!({"RYM Album": "1", "artist": "Ida Vale"}));
        assert_eq!(adapted(record("9"))["out_of"], 10);
        assert_eq!(adapted(json!({"title": "Kiln", "rating": 0})), json!({"title": "Kiln", "rating": 0}));
    }

    #[test]
    fn library_thing_dates_the_book_and_turns_its_authors_round() {
        let row = json!({"Primary Author": "Roe, Max", "Sort Character": "5", "Collections": "Yours", "Secondary Author": "Lind, Jo|Kelp",
            "Date": "2001", "Date Read": "2012-04-05", "Summary": "The Weir by Max Roe", "Rating": "3.5"});
        let found = adapted(row);
        assert_eq!(found["authors"], json!(["Max Roe", "Jo Lind", "Kelp"]));
        assert_eq!((&found["year"], &found["date"]), (&json!("2001"), &json!("2012-04-05")));
        assert_eq!((&found["out_of"], &found["citation"]), (&json!(5), &json!("The Weir by Max Roe")));
        let listed = json!({"books_id": "1", "collections": [], "primaryauthor": "Roe, Max", "authors": [{"lf": "Roe, Max", "fl": "Max Roe"}]});
        assert_eq!(adapted(listed)["authors"], json!(["Max Roe"]));
    }

    #[test]
    fn a_comment_on_trakt_has_its_writer_and_rating() {
        let found = adapted(
            json!({"parent_id": 0, "user_stats": {"rating": 8}, "user": {"username": "jo", "name": "Jo Lind"}}),
        );
        assert_eq!(
            (&found["rating"], &found["out_of"], &found["reviewer"]),
            (&json!(8), &json!(10), &json!("Jo Lind"))
        );
    }
}
