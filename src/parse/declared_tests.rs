use serde_json::json;

use super::*;
use crate::profile::Profile;

fn taken(profile: &str, record: Value) -> (Mapped, Value) {
    let profile = Profile::parse(profile).unwrap();
    let Value::Object(mut map) = record else { panic!("{record} is no record") };
    let mapped = take(&mut map, None, &profile.at("a.json"), |_| true);
    (mapped, Value::Object(map))
}

fn values(mapped: &Mapped, field: Field) -> Vec<Value> {
    mapped.entries.iter().filter(|(of, _)| *of == field).map(|(_, entry)| entry.value.clone()).collect()
}

#[test]
fn dotted_keys_lead_through_maps_and_lists() {
    let record = json!({
        "book": {"title": "Salt", "pages": 300},
        "cast": [{"name": "Ida Vale", "role": "Nell"}, {"name": "Max Roe"}],
        "genres": ["Noir", "Heist"],
        "Release Year": 1999,
    });
    let profile =
        "[fields]\ntitle = 'book.title'\npeople = 'cast.name'\ntags = 'genres.1'\nyear = 'release_year'";
    let (mapped, rest) = taken(profile, record);
    assert_eq!(values(&mapped, Field::Title), [json!("Salt")]);
    assert_eq!(values(&mapped, Field::People), [json!(["Ida Vale", "Max Roe"])]);
    assert_eq!(values(&mapped, Field::Tags), [json!("Heist")]);
    assert_eq!(values(&mapped, Field::Year), [json!(1999)]);
    assert_eq!(rest["book"], json!({"pages": 300}));
    assert_eq!(rest["cast"][0]["role"], "Nell", "what lies in lists stays");
    assert!(rest.get("Release Year").is_none());
    assert_eq!(mapped.seen.len(), 4);
}

#[test]
fn a_name_may_hold_dots_and_the_letter_comes_before_other_spellings() {
    let record = json!({"book.title": "Flat", "book": {"title": "Deep"}, "Name": "Other", "name": "Same"});
    let (mapped, _) = taken("[fields]\ntitle = ['book.title', 'name']", record);
    assert_eq!(values(&mapped, Field::Title), [json!("Flat"), json!("Same")]);
    let (mapped, _) = taken("[fields]\ntitle = 'book.title'", json!({"book_title": "Not this"}));
    assert!(mapped.entries.is_empty());
}

#[test]
fn an_empty_value_leaves_the_field_to_the_next_key() {
    let record = json!({"a": " ", "b": [], "c": "Here"});
    let (mapped, rest) = taken("[fields]\ntitle = ['a', 'b', 'c', 'd']", record);
    assert_eq!(values(&mapped, Field::Title), [json!("Here")]);
    assert_eq!(mapped.seen.len(), 3);
    assert_eq!(rest, json!({"a": " ", "b": []}));
}

#[test]
fn what_is_private_is_nowhere() {
    let record = json!({
        "E-Mail": "x", "title": "Salt", "user": {"email": "x", "name": "N", "pets": [{"e_mail": "x", "age": 3}]},
        "log": [{"ip": {"v4": "x"}, "day": 1}], "ids": ["x", "y"],
    });
    let (mapped, rest) = taken("private = ['e_mail', 'email', 'log.ip', 'ids.0', 'absent.key']", record);
    assert_eq!(
        rest,
        json!({
            "title": "Salt", "user": {"name": "N", "pets": [{"age": 3}]}, "log": [{"day": 1}], "ids": [null, "y"],
        })
    );
    assert_eq!(mapped.seen.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
}

#[test]
fn what_is_private_is_not_mapped_but_may_leave_a_record_out() {
    let (mapped, _) = taken(
        "private = 'state'\nskip_when = { state = ['X', 3] }\n[fields]\ntitle = 'state'",
        json!({"State": "x"}),
    );
    assert!(mapped.entries.is_empty());
    assert_eq!(mapped.left_out.unwrap(), "the profile leaves out what has `x` or `3` in `state`");
}

#[test]
fn a_condition_is_met_by_one_of_a_list() {
    for (value, is_left_out) in [
        (json!(["a", "Draft "]), true),
        (json!(true), true),
        (json!(2.5), true),
        (json!("drafts"), false),
        (json!(null), false),
        (json!({"draft": true}), false),
    ] {
        let (mapped, _) =
            taken("skip_when = { meta.state = ['draft', true, 2.5] }", json!({"meta": {"state": value}}));
        assert_eq!(mapped.left_out.is_some(), is_left_out, "{value}");
    }
}
