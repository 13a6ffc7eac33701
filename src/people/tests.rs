use super::*;
use crate::review::{Prose, Section};

fn review(title: &str, text: &str) -> Review {
    let body = Prose::on_line(text, 1);
    Review { title: title.into(), sections: vec![Section { heading: None, body }], ..Review::default() }
}

fn found(text: &str) -> Vec<String> {
    named_in(&review("The Lighthouse Keeper", text))
}

#[track_caller]
fn finds(text: &str, names: &[&str]) {
    let found = found(text);
    for name in names {
        assert!(found.iter().any(|one| one == name), "{name} is not in {found:?}: {text}");
    }
    assert_eq!(found.len(), names.len(), "{found:?}: {text}");
}

#[test]
fn names_in_a_sentence_are_found_without_their_possessive() {
    finds("Keanu Reeves is as good as he has ever been.", &["Keanu Reeves"]);
    finds("I could watch Lance Reddick's smile all day.", &["Lance Reddick"]);
    finds("I could watch Lance Reddick’s smile all day.", &["Lance Reddick"]);
    finds("It was directed by Agnès Varda and shot by Nurith Aviv.", &["Agnès Varda", "Nurith Aviv"]);
}

#[test]
fn initials_particles_hyphens_apostrophes_and_suffixes_belong_to_a_name() {
    finds("The rest is Samuel L. Jackson shouting at a wall.", &["Samuel L. Jackson"]);
    finds("The lights are what J.J. Abrams likes best.", &["J.J. Abrams"]);
    finds("Only Ana de Armas seems to know the way.", &["Ana de Armas"]);
    finds("The camera loves Max von Sydow from below.", &["Max von Sydow"]);
    finds("Nobody drinks as sadly as Peter O'Toole did.", &["Peter O'Toole"]);
    finds("Nobody drinks as sadly as Peter O’Toole did.", &["Peter O’Toole"]);
    finds("A weary Jean-Paul Belmondo lights another one.", &["Jean-Paul Belmondo"]);
    finds("The thief is Robert Downey Jr. with a moustache.", &["Robert Downey Jr."]);
    finds("Then Ian McShane pours the tea.", &["Ian McShane"]);
    finds("For once Léa Seydoux may laugh.", &["Léa Seydoux"]);
}

#[test]
fn what_names_do_not_have_in_common_with_any_list_is_told_by_what_stands_around_them() {
    finds("The film was directed by Zorvan Quillebrax last winter.", &["Zorvan Quillebrax"]);
    finds("A widow (Thrandil Opperquist) buys the lighthouse.", &["Thrandil Opperquist"]);
    finds("In the end director Yxander Plomb has no idea.", &["Yxander Plomb"]);
}

#[test]
fn of_an_actor_and_a_role_the_actor_is_the_person() {
    finds("Keanu Reeves as John Wick is a tired man.", &["Keanu Reeves"]);
    finds("It is about Harlan Pryce (Keanu Reeves), who sleeps badly.", &["Keanu Reeves"]);
    finds("Harlan Pryce, played by Keanu Reeves, sleeps badly.", &["Keanu Reeves"]);
    finds("Keanu Reeves plays Harlan Pryce with a limp.", &["Keanu Reeves"]);
}

#[test]
fn sentence_starts_places_companies_prizes_and_months_are_nobody() {
    for text in [
        "However The plot is thin. Although Nobody cares.",
        "It was shot in New York and San Francisco in early March.",
        "Universal Pictures paid for it, and Warner Bros. sold it.",
        "She won the Academy Award in January, and the Golden Globe after it.",
        "In the United States it was called something else.",
        "Mr. Harrow owns the Grand Hotel on Baker Street.",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn the_reviews_own_title_is_nobody() {
    let about = review("Barry Lyndon", "Barry Lyndon is long, and Barry Lyndon is lovely.");
    assert_eq!(named_in(&about), Vec::<String>::new());
}

#[test]
fn a_name_in_two_spellings_of_its_accents_is_found_once() {
    finds("Léa Seydoux waits. Later Léa Seydoux runs, and Lea Seydoux falls.", &["Léa Seydoux"]);
}

#[test]
fn a_name_over_a_line_break_has_single_blanks() {
    finds("At last we see Tilda\nSwinton's garden.", &["Tilda Swinton"]);
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in ["A ", "de ", "A.", "“A ", "'", "Keanu ", "(", "von Sydow ", "É-"] {
        let started = std::time::Instant::now();
        found(&piece.repeat(100_000));
        assert!(started.elapsed().as_secs() < 10, "{piece}");
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("Keanu Reeves".to_owned()),
            Just("O’Toole".to_owned()),
            Just("J.J.".to_owned()),
            Just(" de la ".to_owned()),
            Just("'s".to_owned()),
            Just(" “The Rock” ".to_owned()),
            Just(", Jr.".to_owned()),
            Just(" as ".to_owned()),
            Just("É\u{301}İß".to_owned()),
            "[ A-Za-zÀ-ž.,'’\"()\\-\n]{0,6}",
            any::<String>(),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    fn single_blanks(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #[test]
        fn a_name_is_always_a_part_of_the_text(text in pieces()) {
            let whole = single_blanks(&text);
            for name in found(&text) {
                prop_assert!(whole.contains(&name), "{name:?} in {text:?}");
            }
        }
    }
}
