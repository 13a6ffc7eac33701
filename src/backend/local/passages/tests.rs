use super::super::cursor::Slot;
use super::super::dictionary::Form;
use super::super::highlight::regions;
use super::*;
use crate::review::{Prose, Section};

/// One word, or a phrase, in these forms each.
fn sequence(words: &[&[&str]]) -> Sequence {
    let form = |(at, word): (usize, &&str)| Form {
        term: (*word).to_owned(),
        word: (*word).to_owned(),
        width: 1,
        weight: if at == 0 { 1.0 } else { 0.5 },
    };
    let slot = |forms: &&[&str]| Slot::new(forms.iter().enumerate().map(form).collect());
    Sequence { slots: words.iter().map(slot).collect(), slop: None, weight: 1.0 }
}

fn review(sections: &[(&str, &str)]) -> Review {
    let section = |(heading, text): &(&str, &str)| Section {
        heading: Some((*heading).to_owned()),
        body: Prose::on_line(*text, 1),
    };
    Review {
        title: "Some Work".to_owned(),
        sections: sections.iter().map(section).collect(),
        ..Review::default()
    }
}

/// Marks every one of `sequences` wherever its first words' letters stand, by hand.
fn marks<'p>(regions: &[Region<'_>], sequences: &'p [Sequence]) -> Vec<Mark<'p>> {
    let mut marks = Vec::new();
    for (region, text) in regions.iter().enumerate().map(|(at, region)| (at, &region.text)) {
        for sequence in sequences {
            for form in sequence.slots[0].forms() {
                let phrase: Vec<&str> = std::iter::once(form.word.as_str())
                    .chain(sequence.slots[1..].iter().map(|slot| slot.forms()[0].word.as_str()))
                    .collect();
                let phrase = phrase.join(" ");
                marks.extend(text.match_indices(&phrase).map(|(at, _)| Mark {
                    region,
                    range: at..at + phrase.len(),
                    sequence,
                    weight: form.weight,
                }));
            }
        }
    }
    marks
}

fn shown(review: &Review, sequences: &[Sequence], most: usize) -> Vec<String> {
    let regions = regions(review);
    let passages = passages(review, &regions, &marks(&regions, sequences), most);
    for passage in &passages {
        assert!(passage.spans.iter().all(|span| passage.text.get(span.clone()).is_some()), "{passage:?}");
    }
    passages.into_iter().map(|passage| passage.text).collect()
}

/// Sentences that keep what is around them out of the same passage.
fn apart(sentences: &[&str]) -> String {
    sentences.join(&format!(" {}. ", "Filler words go on and on here".repeat(12)))
}

#[test]
fn different_words_come_before_many_of_one() {
    let text = apart(&["A gun, a gun, a gun and a gun.", "The gun is razor sharp."]);
    let review = review(&[("Story", &text)]);
    let asked = [sequence(&[&["gun"]]), sequence(&[&["razor"]])];
    assert_eq!(shown(&review, &asked, 1), ["The gun is razor sharp."]);
}

#[test]
fn a_phrase_comes_before_its_words() {
    let text = apart(&["Some gun is fu here.", "It is all gun fu."]);
    let review = review(&[("Story", &text)]);
    let asked = [sequence(&[&["gun"], &["fu"]]), sequence(&[&["gun"]]), sequence(&[&["fu"]])];
    assert_eq!(shown(&review, &asked, 1), ["It is all gun fu."]);
}

#[test]
fn the_word_itself_comes_before_its_kin() {
    let text = apart(&["She wore a coat.", "She has a cat."]);
    let review = review(&[("Story", &text)]);
    assert_eq!(shown(&review, &[sequence(&[&["cat", "coat"]])], 1), ["She has a cat."]);
}

#[test]
fn every_section_has_its_turn_before_one_has_a_second() {
    let text = apart(&["First gun here.", "Second gun here."]);
    let review = review(&[("Story", &text), ("Sound", "The gun is loud.")]);
    assert_eq!(shown(&review, &[sequence(&[&["gun"]])], 2), ["First gun here.", "The gun is loud."]);
}

#[test]
fn no_text_is_shown_twice() {
    let review = review(&[("Gun", "The gun is loud."), ("Gun", "The gun is loud.")]);
    let shown = shown(&review, &[sequence(&[&["gun"]]), sequence(&[&["Gun"]])], usize::MAX);
    assert_eq!(shown, ["The gun is loud.", "Gun"]);
}

#[test]
fn a_long_sentence_is_cut_around_the_span() {
    let text = format!("{} needle {}", "straw ".repeat(60).trim_end(), "hay ".repeat(100));
    let at = text.find("needle").unwrap();
    let range = shortened(0..text.len(), &(at..at + 6), &text);
    assert!(range.len() <= PASSAGE_BYTES);
    let part = &text[range];
    assert!(part.starts_with("straw") && part.contains("needle") && part.ends_with("hay"));
}

/// The cut of the first passage fell into the phrase, and the second one began behind its start.
#[test]
fn a_phrase_over_the_cut_of_a_long_sentence_is_kept_whole() {
    for padding in 200..330 {
        let text =
            format!("gun {}gun fu {}", "x ".repeat(padding / 2) + &"y".repeat(padding % 2), "z ".repeat(400));
        let review = review(&[("Story", &text)]);
        let asked = [sequence(&[&["gun"]]), sequence(&[&["gun"], &["fu"]])];
        let shown = shown(&review, &asked, usize::MAX);
        assert!(shown.iter().any(|text| text.contains("gun fu")), "{padding}: {shown:?}");
    }
}
