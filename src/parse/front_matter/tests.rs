use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read(text: &str) -> FrontMatter {
    split(text).expect("readable").expect("a block")
}

fn broken(text: &str) -> Malformed {
    split(text).expect_err("malformed")
}

fn body<'a>(text: &'a str, front: &FrontMatter) -> &'a str {
    &text[front.body_start..]
}

#[test]
fn yaml_with_dates_and_numbers_as_written() {
    let text = "---\ntitle: 1984\nrating: 3.50\nslug: 007\ndate: 2012-06-10\ngrade: F\nshow: On\nother: Null\nodd: Yes\n---\n\nBody.\n";
    let front = read(text);
    assert_eq!(front.syntax, Syntax::Yaml);
    assert_eq!(body(text, &front), "\nBody.\n");
    assert_eq!(front.body_line, 11);
    assert_eq!(front.fields["date"], "2012-06-10");
    assert_eq!(front.fields["title"], 1984);
    let raw = |key| front.raw(key).unwrap_or_default();
    let spellings = ["title", "rating", "slug", "date", "grade", "show", "other", "odd"].map(raw);
    assert_eq!(spellings, ["1984", "3.50", "007", "2012-06-10", "F", "On", "Null", "Yes"]);
    assert_eq!(front.line_of("slug"), Some(4));
}

#[test]
fn yaml_nested_lists_and_brackets() {
    let text = "\u{feff}\r\n---\r\nbook:\r\n  title: \"Émile: a life\" # kept apart\r\n  pages: 012\r\ntags: [a, 'b c']\r\ntitle: [REC]\r\nseen:\r\n- 2020-01-02\r\n- 2021-03-04\r\n...\r\nBody";
    let front = read(text);
    assert_eq!(front.fields["book"]["title"], "Émile: a life");
    assert_eq!(front.raw("book.pages").as_deref(), Some("012"));
    assert_eq!(front.raw("title").as_deref(), Some("[REC]"));
    assert_eq!(front.raw("tags.1").as_deref(), Some("b c"));
    assert_eq!(front.fields["seen"], json!(["2020-01-02", "2021-03-04"]));
    assert_eq!((body(text, &front), front.body_line), ("Body", 12));
    assert_eq!(front.line_of("tags"), Some(6));
}

#[test]
fn values_that_lack_quotes_are_repaired_and_noted() {
    let text = "---\ntitle: Alien: Covenant\noriginal: 'Tis Pity\nother: \"Foo\" and Bar\nodd: @midnight\nstar: *batteries not included\nname: [REC] 2\nopen: \"Half\ntags:\n  - one: two: three\n---\n";
    let front = read(text);
    assert_eq!(front.fields["title"], "Alien: Covenant");
    assert_eq!(front.fields["original"], "'Tis Pity");
    assert_eq!(front.fields["other"], "\"Foo\" and Bar");
    assert_eq!(front.fields["odd"], "@midnight");
    assert_eq!(front.fields["star"], "*batteries not included");
    assert_eq!(front.fields["name"], "[REC] 2");
    assert_eq!(front.fields["open"], "Half");
    assert_eq!(front.raw("title").as_deref(), Some("Alien: Covenant"));
    assert_eq!(front.notes.first().map(|note| note.0), Some(2));
    assert_eq!(front.line_of("star"), Some(6));
}

#[test]
fn of_repeated_keys_the_last_counts() {
    let front = read("---\ntitle: Dune\nyear: 1984\ntitle: Dune Messiah\n---\n");
    assert_eq!(front.fields["title"], "Dune Messiah");
    assert_eq!(front.raw("title").as_deref(), Some("Dune Messiah"));
    assert_eq!(front.line_of("title"), Some(4));
    assert_eq!(front.notes.len(), 1);
}

#[test]
fn a_tab_is_located_and_the_rest_is_saved() {
    let found = broken("\n---\ntitle: Dune\nbook:\n\tpages: 412\nyear: 007\n---\nBody");
    assert_eq!(found.line, 5);
    assert_eq!(found.salvaged["title"], "Dune");
    assert_eq!(found.salvaged["year"], "007");
    assert_eq!(found.body_line, 8);
}

#[test]
fn a_rule_over_prose_is_no_block() {
    for text in [
        "---\n\nIt begins with a rule.\n\n---\n\nAnd goes on.\n",
        "---\nProse at once, with a colon: see?\n---\n",
        "---\n# Heading\n---\n",
        "---\n- one\n- two\n---\n",
        "---\n",
        "----\ntitle: x\n----\n",
        "",
        "\n\n",
    ] {
        assert_eq!(split(text), Ok(None), "{text:?}");
    }
    assert_eq!(read("---\n---\nBody").fields.len(), 0);
}

#[test]
fn a_strange_first_line_does_not_hide_the_block() {
    assert_eq!(read("---\n:title: Dune\nyear: 1984\n---\n").fields[":title"], "Dune");
    assert_eq!(broken("---\n%% mine\ntitle: Dune\nyear: 1984\n---\n").salvaged["title"], "Dune");
}

#[test]
fn an_unclosed_fence_keeps_the_body() {
    let text = "---\ntitle: Dune\nyear: 1984\n\nThe body begins.\n\nAnd ends.\n";
    let found = broken(text);
    assert_eq!((found.line, found.column), (1, 1));
    assert_eq!(&text[found.body_start..], "\nThe body begins.\n\nAnd ends.\n");
    assert_eq!(found.salvaged["title"], "Dune");

    let text = "---\ntitle: Dune\n\nThe body begins. It goes on.\n\n---\n\nFooter.\n";
    let found = broken(text);
    assert_eq!(found.body_line, 3);
    assert!(text[found.body_start..].contains("The body begins"));
}

#[test]
fn toml_keeps_dates_and_spellings() {
    let text = "+++\ndate = 2025-06-30T10:00:00Z\ndraft = false\ntitle = 'Alundra'\nrating = 3.50\nhex = 0x1F\ntags = [\"a\", \"b\"]\n[review]\nday = 2020-01-02\nrating = 4\n+++\nBody\n";
    let front = read(text);
    assert_eq!(front.syntax, Syntax::Toml);
    assert_eq!(front.fields["date"], "2025-06-30T10:00:00Z");
    assert_eq!(front.fields["hex"], 31);
    assert_eq!(front.raw("rating").as_deref(), Some("3.50"));
    assert_eq!(front.raw("review.rating").as_deref(), Some("4"));
    assert_eq!(front.raw("title").as_deref(), Some("Alundra"));
    assert_eq!(front.line_of("review"), Some(8));
    assert_eq!(body(text, &front), "Body\n");
}

#[test]
fn broken_toml_is_located_and_salvaged() {
    let found = broken("+++\ntitle = Alien: Covenant\nyear = 2017\n+++\nBody\n");
    assert_eq!((found.line, found.column), (2, 9));
    assert_eq!(found.salvaged["title"], "Alien: Covenant");
    assert_eq!(found.salvaged["year"], 2017);
}

#[test]
fn json_bare_and_fenced() {
    let text = "{\n  \"title\": \"Dune\",\n  \"rating\": 3.50,\n  \"tags\": [\"a\"]\n}\n\nBody\n";
    let front = read(text);
    assert_eq!(front.syntax, Syntax::Json);
    assert_eq!(front.raw("rating").as_deref(), Some("3.50"));
    assert_eq!(front.line_of("tags"), Some(4));
    assert_eq!((body(text, &front), front.body_line), ("\nBody\n", 6));
    assert_eq!(read(";;;\n\"title\": \"Dune\"\n;;;\nBody").fields["title"], "Dune");
    assert_eq!(read("---json\n{\"title\": \"Dune\"}\n---\nBody").fields["title"], "Dune");
}

#[test]
fn broken_json_is_located_and_salvaged() {
    let found = broken("{\n  \"title\": \"Dune\",\n  \"year\": 1984,,\n}\nBody\n");
    assert_eq!(found.line, 3);
    assert_eq!(found.salvaged["title"], "Dune");
    assert_eq!(found.body_line, 5);
}

#[test]
fn braces_that_are_not_json_stay_in_the_body() {
    for text in ["{{< youtube x >}}\n\nText", "{% include x %}\n", "{curious} opening words\n"] {
        assert_eq!(split(text), Ok(None), "{text:?}");
    }
}

#[test]
fn unfenced_headers() {
    let text =
        "Title: Star Wars: Episode IV\nRelease Year: 1977\nRating: 4.50\\\nCast: One,\n  Two\n\nBody\n";
    let front = read(text);
    assert_eq!(front.syntax, Syntax::Unfenced);
    assert_eq!(front.fields["Title"], "Star Wars: Episode IV");
    assert_eq!(front.fields["Rating"], "4.50");
    assert_eq!(front.fields["Cast"], "One, Two");
    assert_eq!(front.line_of("Rating"), Some(3));
    assert_eq!(body(text, &front), "\nBody\n");
    assert_eq!(read("Rating: 8/10\n\nBody").fields["Rating"], "8/10");
}

#[test]
fn prose_with_colons_is_no_header() {
    for text in [
        "Note: this is a long sentence that goes on.\n\nBody",
        "Star Wars: Episode IV\n\nBody",
        "The Quiet Harbour (2019)\nA standfirst: short and sharp.\nThe lead.\n",
        "Title: Dune\nand then the body goes on at once.\n",
        "Score: the music in this one is by far the best thing about it.\n\nBody",
        "https://example.org/a\nhttps://example.org/b\n\nBody",
        "12:30 was the time.\n\nBody",
        "One thing: I did not like the first half of it.\nAnother thing: the second half was worse still.\n",
    ] {
        assert_eq!(split(text), Ok(None), "{text:?}");
    }
}

#[test]
fn hostile_blocks_end_in_an_answer() {
    let bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f]\n---\n";
    let nested = format!("---\na: {}\n---\n", "[".repeat(100_000));
    let dashes = format!("---\na:\n  {}x\n---\n", "- ".repeat(100_000));
    let steps: Vec<String> = (0..2000).map(|depth| format!("{}k:", " ".repeat(depth))).collect();
    let steps = format!("---\n{}\n---\n", steps.join("\n"));
    let toml = format!("+++\na = {}\n+++\n", "[".repeat(100_000));
    let json = format!("{{\"a\": {}", "[".repeat(100_000));
    let tame =
        split(bomb).map(|front| front.map_or(0, |front| Value::Object(front.fields).to_string().len()));
    assert!(tame.unwrap_or(0) < 10_000);
    for text in [&nested, &dashes, &steps, &toml, &json] {
        assert!(split(text).is_err(), "{}", &text[..40]);
    }
}

#[test]
fn long_blocks_take_linear_time() {
    let lines = |make: fn(usize) -> String| (0..10_000).map(make).collect::<Vec<_>>().join("\n");
    let yaml = [
        lines(|n| format!("k{n}: v")),
        lines(|n| format!("k{n}: v: w")),
        lines(|n| format!("k{}: v: w", n % 5_000)),
        lines(|_| "k: v".into()),
        lines(|_| "- v".into()),
        format!("a:\n{}", lines(|n| format!(" k{n}: v: w"))),
        format!("a: \"{}", lines(|_| "open".into())),
        format!("a: {}", "'".repeat(200_000)),
        format!("a: {}", "? ".repeat(500)),
        format!("a: {}", "{a: ".repeat(900)),
    ];
    let fenced = yaml.iter().map(|block| format!("---\nt: x\n{block}\n---\n"));
    let toml =
        [lines(|n| format!("k{n} = 1")), lines(|n| format!("k{n} = v")), lines(|n| format!("[k{n}.a]"))];
    let fenced = fenced.chain(toml.iter().map(|block| format!("+++\n{block}\n+++\n")));
    for text in fenced {
        let begun = std::time::Instant::now();
        let found = split(&text);
        let seconds = begun.elapsed().as_secs_f32();
        assert!(seconds < 8.0, "{seconds} s for {}: {}", &text[..30], found.is_ok());
    }
}

#[test]
fn depth_is_capped_where_the_crate_would_go_on() {
    let text = format!("---\nt: ok\na: {}1{}\n---\n", "[".repeat(100), "]".repeat(100));
    assert_eq!(broken(&text).salvaged["t"], Value::from("ok"));
}

proptest! {
    #[test]
    fn any_text_gets_an_answer_with_a_body_inside_the_file(
        opener in prop::sample::select(vec!["---\n", "+++\n", ";;;\n", "{\n", ""]),
        text in "([a-z]{1,5}: |[a-zé]{1,5}|\n|\r\n|[\\-+;{}\\[\\]\"':=#&*!|>%@`, \t]|---\n|é){0,60}",
    ) {
        let text = format!("{opener}{text}");
        let (start, line) = match split(&text) {
            Ok(None) => return Ok(()),
            Ok(Some(front)) => (front.body_start, front.body_line),
            Err(found) => {
                prop_assert!(found.line >= 1 && found.column >= 1);
                prop_assert!(found.line as usize <= text.matches('\n').count() + 1);
                (found.body_start, found.body_line)
            }
        };
        prop_assert!(text.is_char_boundary(start));
        let last_line_is_open = usize::from(start == text.len() && !text.ends_with('\n'));
        let expected = text[..start].matches('\n').count() + 1;
        prop_assert!((expected..=expected + last_line_is_open).contains(&(line as usize)));
    }
}

#[test]
fn an_unfenced_key_that_stands_once_for_each_person_loses_none() {
    let text = "title: Salt\nauthor: Ida Vale\nauthor: Max Roe\nauthor: Jo Lind\n\nA book.\n";
    let front = split(text).unwrap().unwrap();
    assert_eq!(front.fields["author"], serde_json::json!(["Ida Vale", "Max Roe", "Jo Lind"]));
    assert!(front.notes.is_empty());
}
