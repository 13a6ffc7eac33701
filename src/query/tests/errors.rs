use super::error;
use crate::query::{MAX_BYTES, MAX_DEPTH, QueryError, parse};

#[track_caller]
fn check_error(query: &str, expected: &str) {
    assert_eq!(error(query), expected.trim_matches('\n'));
}

/// The score's own reason is not spelled here.
#[track_caller]
fn check_score_error(query: &str, expected: &str) {
    let shown = error(query);
    let (_, place) = shown.split_once('\n').unwrap_or_default();
    assert_eq!(place, expected.trim_matches('\n'));
}

#[test]
fn an_unclosed_quote() {
    check_error(
        "neon \"gun fu",
        r#"
this quote is never closed
    neon "gun fu
         ^
help: close the phrase with a second quote, or write `\"` for the sign itself"#,
    );
    check_error(
        "title:“gun fu\"",
        r#"
this quote is never closed
    title:“gun fu"
          ^
help: close the phrase with a second quote, or write `\“` for the sign itself"#,
    );
}

#[test]
fn an_unclosed_group_with_operators() {
    check_error(
        "title:x (a OR (b c)",
        r"
this group is never closed
    title:x (a OR (b c)
            ^
help: close it with `)`, or write `\(` for the sign itself",
    );
    for query in ["-(a b", "NOT (a", "sound:(synth", "foo(a OR b", "((a) OR b"] {
        assert!(error(query).starts_with("this group is never closed"), "{query}");
    }
}

#[test]
fn a_score_that_is_none() {
    check_score_error(
        "paris score:great",
        r"
    paris score:great
          ^^^^^^^^^^^
help: write score:>=7, score:7..9, score:>=B+, score:★★★½, score:80% or score:none",
    );
    for query in [
        "score:11",
        "score:..",
        "score:>",
        "score:>=7..>9",
        "score:!=7",
        "score:>none",
        "score:7..x",
        "score:-7",
        "score:>=70",
    ] {
        assert!(parse(query).is_err(), "{query}");
    }
    assert!(parse(&format!("score:{}", "-".repeat(4000))).is_err());
}

#[test]
fn a_range_the_wrong_way_round() {
    check_error(
        "score:9..7",
        r"
nothing lies in `9..7`: its lower end is above its upper end
    score:9..7
    ^^^^^^^^^^
help: write score:>=7, score:7..9, score:>=B+, score:★★★½, score:80% or score:none",
    );
    for query in ["year:2019..2010", "date:2024..2023", "score:>7..7", "score:9-7", "year:1990s..1980s"] {
        assert!(error(query).starts_with("nothing lies in"), "{query}");
    }
}

#[test]
fn a_group_as_a_filters_value() {
    check_error(
        "score:(>=7 OR none)",
        r"
`score:` takes one value, not a group
    score:(>=7 OR none)
    ^^^^^^^
help: name the filter again for each value, as in (score:… OR score:…)",
    );
}

#[test]
fn impossible_years_and_dates() {
    check_error(
        "date:2023-02-29",
        r"
there is no day 29 in 2023-02, which has 28
    date:2023-02-29
    ^^^^^^^^^^^^^^^
help: write date:2024, date:2024-05, date:2024-05-01, date:>=2024-01-01, date:2023..2024-03 or date:none",
    );
    check_error(
        "a year:20190",
        r"
`20190` is not a year
    a year:20190
      ^^^^^^^^^^
help: write year:2019, year:2010..2019, year:1990s, year:>=1990 or year:none",
    );
    for query in
        ["date:2024-13", "date:2024-04-31", "date:24-01-01", "date:2024-05-01-02", "date:0000", "date:may"]
    {
        assert!(parse(query).is_err(), "{query}");
    }
    for query in ["year:-5", "year:0", "year:90s", "year:1995s", "year:MCMXC", "year:٢٠١٩", "year:1990é's"]
    {
        assert!(parse(query).is_err(), "{query}");
    }
}

#[test]
fn unknown_presence_and_flags() {
    check_error(
        "has:been",
        r"
`been` is not known here
    has:been
    ^^^^^^^^
help: known are has:score, has:year, has:summary, has:verdict, has:author, has:date, has:url, has:tags, has:people, has:sections",
    );
    check_error(
        "is:good",
        r"
`good` is not known here
    is:good
    ^^^^^^^
help: known is is:duplicate",
    );
}

#[test]
fn numbers_after_a_tilde_that_are_too_large() {
    check_error(
        "\"gun fu\"~101",
        r#"
the words of a phrase can lie at most 100 moves apart
    "gun fu"~101
            ^^^^
help: write ~100 or less"#,
    );
    check_error(
        "reeves~3",
        r"
a fuzzy word can differ in at most 2 letters
    reeves~3
    ^^^^^^^^
help: write ~ or ~1 or ~2 after the word, or `\~` for the sign itself",
    );
    assert!(parse("\"a b\"~99999999999999999999").is_err());
    assert!(parse("reeves~99999999999999999999").is_err());
}

#[test]
fn too_deep_and_too_long() {
    let deep = format!("{}b{}", "NOT ".repeat(MAX_DEPTH + 1), " a".repeat(40));
    let (before, after) = ("NOT ".repeat(10), " b a a a a a a a a a a a a a a a a a a a…");
    let expected = format!(
        "groups, negations and scopes nest more than 64 deep here\n    …{before}NOT{after}\n    {}^^^",
        " ".repeat(41)
    );
    check_error(&deep, &expected);
    let long = format!("{}é", "é".repeat(MAX_BYTES / 2));
    let shown = error(&long);
    assert!(shown.starts_with("the query is 4098 bytes long; at most 4096 can be read\n    …éé"), "{shown}");
    assert!(shown.len() < 400, "{shown}");
}

#[test]
fn carets_stand_under_wide_and_combining_characters() {
    check_score_error(
        "千と千尋 e\u{301} 🎬 score:悪い",
        "
    千と千尋 e\u{301} 🎬 score:悪い
                  ^^^^^^^^^^
help: write score:>=7, score:7..9, score:>=B+, score:★★★½, score:80% or score:none",
    );
}

#[test]
fn only_the_line_of_the_place_is_shown() {
    check_error(
        "first line\r\n  second is:x line\r\nthird",
        "
`x` is not known here
      second is:x line
             ^^^^
help: known is is:duplicate",
    );
    check_score_error(
        "a\nscore:>=\n x\nb",
        "
    score:>=
    ^^^^^^^^
help: write score:>=7, score:7..9, score:>=B+, score:★★★½, score:80% or score:none",
    );
}

#[test]
fn control_characters_never_reach_the_terminal() {
    check_error(
        "\u{1b}[31m\ta\u{202e}\u{9b}\u{7f} has:\u{1b}]0;x\u{7}",
        "
`␛]0;x␇` is not known here
    ␛[31m a��␡ has:␛]0;x␇
               ^^^^^^^^^^
help: known are has:score, has:year, has:summary, has:verdict, has:author, has:date, has:url, has:tags, has:people, has:sections",
    );
}

#[test]
fn an_error_made_by_hand_with_a_wrong_place_still_prints() {
    let wrong = QueryError { message: "wrong".to_owned(), span: 1..99, help: None, query: "éa".to_owned() };
    assert_eq!(wrong.to_string(), "wrong\n    éa\n    ^^");
    let outside = QueryError { span: 50..60, ..wrong };
    assert_eq!(outside.to_string(), "wrong\n    éa\n      ^");
}
