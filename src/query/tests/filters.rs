use super::{check, node, notice_kinds, notices};
use crate::query::{Bounds, Day, Kind, Test, filter};

#[test]
fn scores_in_any_notation() {
    check(&[
        ("score:7", "score[7]"),
        ("score:=7", "score[7]"),
        ("score:>=7", "score[>=7]"),
        ("score:>7", "score[>7]"),
        ("score:<=7", "score[<=7]"),
        ("score:<7", "score[<7]"),
        ("score:≥7 score:≤9", "(and score[>=7] score[<=9])"),
        ("score:7..9", "score[7..9]"),
        ("score:7...9", "score[7..9]"),
        ("score:7…9", "score[7..9]"),
        ("score:7..", "score[>=7]"),
        ("score:..9", "score[<=9]"),
        ("score:>7..<9", "score[>7..<9]"),
        ("score:>=7..9", "score[7..9]"),
        ("score:7-9", "score[7..9]"),
        ("score:7–9.5", "score[7..9.5]"),
        ("score:>=B+", "score[>=8.3]"),
        ("score:B-..B+", "score[6.7..8.3]"),
        ("score:★★★½", "score[7]"),
        ("score:>=★★★½", "score[>=7]"),
        ("score:7.2/10", "score[7.2]"),
        ("score:80%", "score[8]"),
        ("score:2/6", "score[3.333333]"),
        ("score:3.33333333", "score[3.33333333]"),
        ("score:\"4 out of 5\"", "score[8]"),
        ("score:>= \"4 out of 5\"", "score[>=8]"),
        ("score:70%..B+", "score[7..8.3]"),
        ("score:none", "score[absent]"),
        ("score:*", "has[score]"),
    ]);
}

#[test]
fn scores_among_other_terms() {
    check(&[
        ("score:>= 7 paris", "(and score[>=7] paris)"),
        ("score:>=7, paris", "(and score[>=7] paris)"),
        ("(score:>=7 OR score:none)", "(or score[>=7] score[absent])"),
        ("-score:7 a", "(and (not score[7]) a)"),
        ("Score:7", "score[7]"),
        ("scores:7", "in[scores]:7"),
        ("score\\:7", "score:7"),
    ]);
}

#[test]
fn years() {
    check(&[
        ("year:2019", "year[2019]"),
        ("year:2010..2019", "year[2010..2019]"),
        ("year:2010-2019", "year[2010..2019]"),
        ("year:1990s", "year[1990..1999]"),
        ("year:1980s..1990s", "year[1980..1999]"),
        ("year:>1990s", "year[>1999]"),
        ("year:<1990s", "year[<1990]"),
        ("year:>=1990", "year[>=1990]"),
        ("year:<=1990", "year[<=1990]"),
        ("year:..1950", "year[<=1950]"),
        ("year:none", "year[absent]"),
        ("year:*", "has[year]"),
        ("year:\"2019\"", "year[2019]"),
    ]);
}

#[test]
fn dates() {
    check(&[
        ("date:2024", "date[2024-01-01..2024-12-31]"),
        ("date:2024-05", "date[2024-05-01..2024-05-31]"),
        ("date:2024-2", "date[2024-02-01..2024-02-29]"),
        ("date:2024/05/01", "date[2024-05-01]"),
        ("date:2024-05-01", "date[2024-05-01]"),
        ("date:>=2024-01-01", "date[>=2024-01-01]"),
        ("date:>2024", "date[>2024-12-31]"),
        ("date:<2024-05", "date[<2024-05-01]"),
        ("date:<=2024-05", "date[<=2024-05-31]"),
        ("date:2023..2024-03", "date[2023-01-01..2024-03-31]"),
        ("date:2023-2024", "date[2023-01-01..2024-12-31]"),
        ("date:2000-02-29 date:none", "(and date[2000-02-29] date[absent])"),
    ]);
    assert_eq!(node("date:2024-05-01..2024-05-31").to_string(), "date:2024-05");
    assert_eq!(node("date:2024-05-01..2024-06-30").to_string(), "date:2024-05-01..2024-06-30");
}

#[test]
fn presence_and_flags() {
    check(&[
        ("has:score", "has[score]"),
        ("has:Verdict", "has[verdict]"),
        ("has:tag has:person", "(and has[tags] has[people])"),
        ("is:duplicate -has:score", "(and is[duplicate] (not has[score]))"),
        ("\"has\":been", "in[has]:been"),
    ]);
}

#[test]
fn a_filter_with_a_blank_after_its_colon_is_text_and_noticed() {
    assert_eq!(notice_kinds("score: 7 year: 2019 has: verdict"), ["detached-filter"; 3]);
    assert_eq!(
        notices("Score: >=7")[0].message,
        "`Score: >=7` was searched as text; write `score:>=7` to filter"
    );
    assert_eq!(notice_kinds("Year: One"), [""; 0]);
    assert_eq!(notice_kinds("final score: great"), [""; 0]);
}

#[test]
fn bounds_hold_their_ends() {
    let Kind::Score(Test::Range(bounds)) = node("score:>7..9").kind else { panic!("a range") };
    assert_eq!(bounds, Bounds { low: Some((7.0, false)), high: Some((9.0, true)) });
    assert!(
        !bounds.contains(&7.0) && bounds.contains(&7.1) && bounds.contains(&9.0) && !bounds.contains(&9.1)
    );
    assert!(Bounds::inclusive(3, 3).contains(&3));
}

#[test]
fn days_are_of_the_calendar() {
    assert_eq!(Day::new(2023, 2, 29), None);
    assert_eq!(Day::new(1900, 2, 29), None);
    assert_eq!(Day::new(0, 1, 1), None);
    let day = Day::new(2024, 2, 29).expect("a leap day");
    assert_eq!((day.year(), day.month(), day.day(), day.number()), (2024, 2, 29, 20_240_229));
    assert!(day < Day::new(2024, 3, 1).expect("a day"));
}

#[test]
fn flags_become_filters() {
    let printed = |name, value| filter(name, value).map(|node| node.to_string());
    assert_eq!(printed("score", ">= 4 out of 5"), Ok("score:>=8".to_owned()));
    assert_eq!(printed("year", " 1990s "), Ok("year:1990..1999".to_owned()));
    assert_eq!(printed("year", "soon"), Err("`soon` is not a year".to_owned()));
    assert_eq!(printed("title", "x"), Err("there is no filter `title:`".to_owned()));
}
