use proptest::prelude::*;

use super::*;

/// `8/10` for 8 of 10, `letter B+`, `bare 7`, `unread`: a reading as one line of text.
fn in_short(reading: &Reading) -> String {
    match reading {
        Reading::Stated { points, best, scale } if *scale == plain(*best) => format!("{points}/{best}"),
        Reading::Stated { points, best, scale } => format!("{points}/{best} {scale}"),
        Reading::Letter(letter) => format!("letter {letter}"),
        Reading::Bare(points) => format!("bare {points}"),
        Reading::Unread(_) => "unread".to_owned(),
    }
}

/// The score of a line as `raw = reading`, and what follows it.
fn in_line(line: &str) -> Option<(String, &str)> {
    let found = find_in_line(line)?;
    Some((format!("{} = {}", &line[found.raw], in_short(&found.reading)), &line[found.rest..]))
}

/// The first two columns of a fixture's lines.
fn rows(fixture: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    fixture.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once('\t'))
}

#[test]
fn reads_the_spellings_of_critics() {
    let fixture = include_str!("fixtures/spellings.tsv");
    for (spelling, reading) in rows(fixture) {
        assert_eq!(in_short(&read(spelling)), reading, "{spelling}");
    }
    assert_eq!(rows(fixture).count(), 99);
}

#[test]
fn reads_every_notation() {
    for (spelling, reading) in rows(include_str!("fixtures/notations.tsv")) {
        assert_eq!(in_short(&read(spelling)), reading, "{spelling}");
    }
}

#[test]
fn finds_the_score_that_a_line_states() {
    for (line, expected) in rows(include_str!("fixtures/lines.tsv")) {
        let found = in_line(line).map_or_else(|| "-".to_owned(), |(found, _)| found);
        assert_eq!(found, expected, "{line}");
    }
}

#[test]
fn text_behind_the_score_starts_after_its_punctuation() {
    assert_eq!(in_line("Score 7/10 - Great fun").unwrap().1, "Great fun");
    assert_eq!(in_line("**Score:** 8/10").unwrap().1, "");
    assert_eq!(in_line("<kbd>⭐⭐⭐⭐ (4/5)</kbd>").unwrap().1, "");
    assert_eq!(in_line("Verdict: **B+**. Go and see it.").unwrap().1, "Go and see it.");
}

#[test]
fn label_is_the_whole_phrase() {
    let line = "**Smash Hit Score:** 7.2/10";
    let label = find_in_line(line).unwrap().label.unwrap();
    assert_eq!(&line[label], "Smash Hit Score");
    assert_eq!(find_in_line("8/10").unwrap().label, None);
}

#[test]
fn finds_scores_at_the_end_of_headings() {
    for (line, expected) in rows(include_str!("fixtures/headings.tsv")) {
        let found = find_at_end(line);
        let found = found.map_or_else(|| "-".to_owned(), |found| line[found.raw].to_owned());
        assert_eq!(found, expected, "{line}");
    }
}

fn value(raw: &str, convention: &Convention) -> Option<f64> {
    read(raw).settle(raw, convention).value
}

#[test]
fn values_are_ten_times_points_by_best() {
    let none = Convention::default();
    for (raw, expected) in [("7.2/10", 7.2), ("2.5/4", 6.25), ("1/6", 1.666_667), ("★★★½", 7.0), ("87%", 8.7)]
    {
        assert_eq!(value(raw, &none), Some(expected), "{raw}");
    }
}

#[test]
fn letters_have_three_tables() {
    let values = |letters| ["A+", "A-", "B", "F+", "F-"].map(|raw| parse_bound_by(raw, letters));
    assert_eq!(values(LetterTable::Metacritic), [10.0, 9.1, 7.5, 0.8, 0.0].map(Ok));
    assert_eq!(values(LetterTable::School), [10.0, 9.1, 8.45, 5.8, 5.0].map(Ok));
    assert_eq!(values(LetterTable::Linear), [10.0, 8.333_333, 6.666_667, 0.416_667, 0.0].map(Ok));
    let score =
        read("A-").settle("A-", &Convention { letters: LetterTable::School.into(), ..Convention::default() });
    assert_eq!((score.value, score.method), (Some(9.1), Method::School));
}

#[test]
fn every_table_falls_from_best_to_worst() {
    let letters = ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F+", "F", "F-"];
    for table in [LetterTable::Metacritic, LetterTable::School, LetterTable::Linear] {
        let values: Vec<f64> = letters.iter().map(|raw| parse_bound_by(raw, table).unwrap()).collect();
        assert!(values.is_sorted_by(|higher, lower| higher >= lower), "{table:?}: {values:?}");
        assert_eq!(values.first(), Some(&10.0));
    }
}

#[test]
fn bare_number_takes_the_scale_of_its_folder() {
    let inferred = Convention { best: Some(5.0), ..Convention::default() };
    let score = read("3.5").settle("3.5", &inferred);
    assert_eq!((score.value, score.method, score.scale.as_deref()), (Some(7.0), Method::Inferred, Some("5")));
    let declared = Convention { best: Some(4.0), declared: true, ..Convention::default() };
    let score = read("3").settle(" 3 ", &declared);
    assert_eq!((score.value, score.method, score.raw.as_str()), (Some(7.5), Method::Declared, " 3 "));
    let score = read("7").settle("7", &Convention::default());
    assert_eq!((score.value, score.method, score.scale), (None, Method::Unread, None));
}

#[test]
fn declared_best_holds_for_stars_that_name_none() {
    let declared = Convention { best: Some(4.0), declared: true, ..Convention::default() };
    let score = read("★★★★").settle("★★★★", &declared);
    assert_eq!((score.value, score.method), (Some(10.0), Method::Declared));
    assert_eq!(value("★★★★☆", &declared), Some(8.0));
    let inferred = Convention { declared: false, ..declared };
    assert_eq!(value("★★★★", &inferred), Some(8.0));
}

#[test]
fn points_above_the_folders_best_have_no_value() {
    let convention = Convention { best: Some(5.0), ..Convention::default() };
    assert_eq!(value("7", &convention), None);
    assert_eq!(value("0", &convention), Some(0.0));
}

#[test]
fn bound_of_a_query_is_on_ten() {
    assert_eq!(parse_bound("7"), Ok(7.0));
    assert_eq!(parse_bound("7.5/10"), Ok(7.5));
    assert_eq!(parse_bound("B+"), Ok(8.3));
    assert_eq!(parse_bound("★★★½"), Ok(7.0));
    assert_eq!(parse_bound("80%"), Ok(8.0));
    assert!(parse_bound("80").unwrap_err().contains("80%"));
    assert!(parse_bound("11/10").unwrap_err().contains("more than its best"));
    assert!(parse_bound("great").is_err());
    assert!(parse_bound("").is_err());
}

#[test]
fn json_spells_the_method_in_lower_case() {
    let score = read("B+").settle("B+", &Convention::default());
    let json = serde_json::to_string(&score).unwrap();
    assert_eq!(json, r#"{"raw":"B+","value":8.3,"scale":"letter","method":"metacritic"}"#);
    assert_eq!(serde_json::from_str::<Score>(&json).unwrap(), score);
}

fn gathered(numbers: &[f64]) -> BareNumbers {
    let mut bare = BareNumbers::default();
    for &number in numbers {
        bare.add(number);
    }
    bare
}

#[test]
fn scale_is_the_smallest_usual_one_that_holds_the_numbers() {
    for (numbers, best) in [
        (&[][..], None),
        (&[3.0], None),
        (&[9.0], Some(10.0)),
        (&[60.0], Some(100.0)),
        (&[3.0, 4.5], Some(5.0)),
        (&[1.0, 5.0, 3.0], Some(5.0)),
        (&[4.0, 4.0, 2.0], Some(5.0)),
        (&[2.0, 7.5], Some(10.0)),
        (&[12.0, 19.0], Some(20.0)),
        (&[0.0, 100.0, 40.0], Some(100.0)),
    ] {
        assert_eq!(gathered(numbers).infer_best(), best, "{numbers:?}");
    }
}

#[test]
fn scale_of_four_or_six_needs_a_dozen_numbers_and_several_at_the_top() {
    let out_of_four = [4.0, 3.5, 3.0, 2.5, 4.0, 2.0, 1.0, 3.0, 3.5, 0.5, 4.0, 2.5];
    assert_eq!(gathered(&out_of_four).infer_best(), Some(4.0));
    assert_eq!(gathered(&out_of_four[..11]).infer_best(), Some(5.0));
    let mut with_a_five = gathered(&out_of_four);
    with_a_five.add(4.5);
    assert_eq!(with_a_five.infer_best(), Some(5.0));
    let out_of_six = out_of_four.map(|points| points + 2.0);
    assert_eq!(gathered(&out_of_six).infer_best(), Some(6.0));
}

#[test]
fn bare_numbers_leave_out_what_no_scale_knows() {
    assert_eq!(gathered(&[-1.0, f64::NAN, 1999.0, f64::INFINITY]), BareNumbers::default());
}

#[test]
fn hostile_lines_take_linear_time() {
    for unit in
        ["Score: ", "★", "*", "1/", "my score is a a a ", "<b", "(", "I give it ", "9", "½", "- ", "🍿"]
    {
        let line = unit.repeat(80_000 / unit.len());
        let start = std::time::Instant::now();
        let _ = (find_in_line(&line), find_at_end(&line), read(&line));
        assert!(start.elapsed().as_secs() < 5, "{unit}: {:?}", start.elapsed());
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in r"[ -~★☆½⭐️⯨０-９／–−’“🍿é\n]{0,40}") {
        let score = read(&text).settle(&text, &Convention { best: Some(5.0), ..Convention::default() });
        prop_assert!(score.value.is_none_or(|value| (0.0..=10.0).contains(&value) && value.is_sign_positive()));
        if let Some(found) = find_in_line(&text) {
            prop_assert!(text.get(found.raw.clone()).is_some() && text.get(found.rest..).is_some());
            prop_assert!(found.rest >= found.raw.end);
        }
        find_at_end(&text);
    }

    #[test]
    fn labelled_noise_is_read_without_panic(text in r"(Score|Rating|\*\*|: |my |[0-9★½/A-F+]|out of 5|<kbd>|is |, |\. ){0,12}") {
        if let Some(found) = find_in_line(&text) {
            prop_assert!(text.get(found.raw).is_some() && text.get(found.rest..).is_some());
        }
    }

    #[test]
    fn every_ratio_reads_back(points in 0u32..=100, best in 3u32..=100, slash in "( ?/ ?| out of )") {
        prop_assume!(points <= best);
        let reading = read(&format!("{points}{slash}{best}"));
        prop_assert_eq!(in_short(&reading), format!("{points}/{best}"));
    }

    #[test]
    fn merging_is_as_good_as_adding(numbers in prop::collection::vec(-1.0..110.0f64, 0..20), cut in 0usize..20) {
        let numbers: Vec<f64> = numbers.iter().map(|number| (number * 2.0).round() / 2.0).collect();
        let (left, right) = numbers.split_at(cut.min(numbers.len()));
        let mut merged = gathered(right);
        merged.merge(&gathered(left));
        prop_assert_eq!(merged, gathered(&numbers));
    }
}
