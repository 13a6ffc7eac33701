use std::ops::ControlFlow;

use serde_json::json;

use super::*;
use crate::parse::formats::testing::{records, skipped};
use crate::parse::formats::{Markup, Wishes};
use crate::profile::Declared;

fn run(text: &str) -> Vec<Item> {
    read_as("a.html", text)
}

fn read_as(path: &str, text: &str) -> Vec<Item> {
    let mut found = Vec::new();
    let file = File { path, wishes: Wishes::default(), declared: &Declared::nothing() };
    read(&file, &mut text.as_bytes(), &mut |item| {
        found.push(item);
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

fn one(items: &[Item]) -> &Record {
    let [Item::Record(record)] = items else { panic!("{items:?}") };
    record
}

const PROSE: &str = "A slow film about a lighthouse and the two people who keep it, shot in one winter with a crew of nine. \
     It takes its time and gives it back with interest, and the sound alone would be worth the ticket. The last reel \
     is a long walk along the shore during which nobody says anything, and it says more than all the rest of it. \
     One leaves it cold and awake, and wants to see the thing again before the week is over and the print is gone.";

#[test]
fn reviews_in_a_graph_and_in_a_work_are_records() {
    let items = run(
        r#"<html><script type="application/ld+json">{"@graph":[{"@type":"Movie","name":"Salt &amp; Tin","review":[{"@type":"Review","reviewBody":"Dry.","reviewRating":{"ratingValue":"4"},"author":{"name":"Ada"}},{"@type":["UserReview"],"reviewBody":"Wet."}]}]}</script></html>"#,
    );
    let found = records(&items);
    let [first, _] = found.as_slice() else { panic!("{items:?}") };
    assert_eq!(first.fields["title"], "Salt & Tin");
    assert_eq!(first.fields["rating"], json!({"value": "4", "best": 5.0}));
    assert_eq!(first.fields["review_author"], "Ada");
}

#[test]
fn a_graph_tells_who_made_the_work_and_an_article_who_wrote_the_review() {
    let items = run(
        r##"<html><script type="application/ld+json">{"@graph":[{"@type":"Movie","@id":"#m","name":"Salt","director":{"@type":"Person","name":"Ida Vale"}},
            {"@type":"Review","itemReviewed":{"@id":"#m"},"reviewBody":"Dry."}]}</script></html>"##,
    );
    assert_eq!(one(&items).fields["director"], "Ida Vale");
    let items = run(
        r#"<html><script type="application/ld+json">{"@type":"NewsArticle","headline":"Dry","author":{"name":"Ada"},"datePublished":"2020-02-02",
            "review":{"@type":"Review","itemReviewed":{"@type":"VideoGame","name":"Mine"},"reviewBody":"Deep."}}</script></html>"#,
    );
    let record = one(&items);
    assert_eq!(
        (&record.fields["review_author"], &record.fields["review_date"]),
        (&json!("Ada"), &json!("2020-02-02"))
    );
}

#[test]
fn broken_json_is_told_and_line_ends_inside_of_strings_are_not_broken() {
    let items = run(
        "<html><script type='application/ld+json'>\n{\"@type\":\"Review\",\"name\":\"Kelp\",\"reviewBody\":\"One.\nTwo.\"}</script></html>",
    );
    assert_eq!(one(&items).body.as_ref().unwrap().text, "One. Two.");
    let items = run("<html><script type='application/ld+json'>\n{\"@type\":\"Review\",</script></html>");
    let [Item::Warning(warning), Item::Skipped(_)] = items.as_slice() else { panic!("{items:?}") };
    assert!(warning.message.contains("broken"), "{}", warning.message);
}

#[test]
fn a_review_described_without_its_text_has_that_of_the_page() {
    let page = format!(
        "<html><head><script type='application/ld+json'>{{\"@type\":\"Review\",\"itemReviewed\":{{\"@type\":\"Movie\",\"name\":\"Kelp\",\"datePublished\":\"1999-03-01\"}},\"reviewRating\":{{\"ratingValue\":7,\"bestRating\":10}},\"author\":[{{\"name\":\"Ada\"}}]}}</script></head><body><nav><a href=/>Home</a></nav><div class=post><h1>Kelp review</h1><p>{PROSE}</p><div class='comments-area'><p>First!</p></div></div></body></html>"
    );
    let items = run(&page);
    let record = one(&items);
    assert_eq!((record.key.as_str(), &record.fields["title"]), ("", &json!("Kelp")));
    assert_eq!(record.fields["rating"], json!({"value": 7, "best": 10}));
    let text = &record.body.as_ref().unwrap().text;
    assert!(text.contains("lighthouse") && !text.contains("First!") && !text.contains("Home"), "{text}");
}

#[test]
fn microdata_is_read_like_json() {
    let items = run(
        "<html><body><div itemscope itemtype='https://schema.org/Review'>\n<span itemprop=itemReviewed itemscope itemtype='http://schema.org/Movie'><b itemprop=name>Kelp</b> <time itemprop=datePublished datetime=1999>'99</time></span>\
         <span itemprop=reviewRating itemscope itemtype='http://schema.org/Rating'><meta itemprop=ratingValue content=3.5><meta itemprop=worstRating content=0><span itemprop=bestRating>4</span></span>\
         by <span itemprop=author itemscope><span itemprop=name>Ada</span></span><div itemprop=reviewBody><p>Wet.<p>Cold.</div></div></body></html>",
    );
    let record = one(&items);
    assert_eq!((&record.fields["title"], &record.fields["release_date"]), (&json!("Kelp"), &json!("1999")));
    assert_eq!(record.fields["rating"], json!({"value": "3.5", "best": "4"}));
    assert_eq!(record.fields["review_author"], "Ada");
    let body = record.body.as_ref().unwrap();
    assert_eq!((body.text.as_str(), body.line, body.markup), ("<p>Wet.<p>Cold.", 2, Markup::Html));
}

#[test]
fn reviews_inside_of_a_product_inherit_its_name() {
    let items = run(
        "<html><div itemscope itemtype='http://schema.org/Product'><h1 itemprop=name>Kelp</h1><div itemprop=review itemscope itemtype='http://schema.org/Review'><p itemprop=reviewBody>One.</p></div><div itemprop=review itemscope itemtype='http://schema.org/Review'><p itemprop=reviewBody>Two.</p></div></div></html>",
    );
    let titles: Vec<_> = records(&items).iter().map(|record| record.fields["title"].clone()).collect();
    assert_eq!(titles, ["Kelp", "Kelp"]);
}

#[test]
fn microformats_old_and_new_are_read() {
    let new = run(
        "<html><div class=h-review><a class='p-item h-product' href=/k><span class=p-name>Kelp</span></a><data class=p-rating value=4>****</data> <span class=p-author>Ada</span> <time class=dt-published datetime=2020-05-01>May</time><div class=e-content><p>Wet.</p></div></div></html>",
    );
    let old = run(
        "<html><div class=hreview><span class=item><span class=fn>Kelp</span></span><abbr class=rating title=4>****</abbr> <span class=reviewer>Ada</span> <abbr class=dtreviewed title=2020-05-01>May</abbr><div class=description><p>Wet.</p></div></div></html>",
    );
    for items in [new, old] {
        let record = one(&items);
        let said = ["title", "review_author", "review_date"].map(|key| record.fields[key].clone());
        assert_eq!(said, ["Kelp", "Ada", "2020-05-01"]);
        assert_eq!(record.fields["rating"], json!({"value": "4", "best": 5.0}));
        assert_eq!(record.body.as_ref().unwrap().text, "<p>Wet.</p>");
    }
}

#[test]
fn marks_where_one_is_the_best_are_no_score() {
    let items = run(
        r#"<html><script type="application/ld+json">{"@type":"Review","name":"Kelp","reviewBody":"Dry.","reviewRating":{"ratingValue":2,"bestRating":1,"worstRating":6}}</script></html>"#,
    );
    assert!(!one(&items).fields.contains_key("rating"));
    assert_eq!(one(&items).fields["rating_of_the_page"]["ratingValue"], 2);
}

#[test]
fn ratings_of_aspects_stand_behind_that_of_the_whole() {
    let items = run(
        r#"<html><script type="application/ld+json">{"@type":"Review","name":"Kelp","reviewBody":"Dry.","reviewRating":[{"reviewAspect":"Sound","ratingValue":2},{"ratingValue":4}],"positiveNotes":{"@type":"ItemList","itemListElement":[{"@type":"ListItem","name":"Quiet"}]}}</script></html>"#,
    );
    let record = one(&items);
    assert_eq!(record.fields["rating"], json!({"value": 4, "best": 5.0}));
    assert_eq!(record.body.as_ref().unwrap().text, "<p>Dry.</p><h2>Pros</h2><ul><li>Quiet</li></ul>");
}

#[test]
fn an_article_has_its_title_and_text() {
    let items = run(
        "<!doctype html><html><head><title>Kelp | The Site</title><meta name=author content=Ada><link rel=canonical href='https://example.org/kelp'></head><body>\n<article><h2>Tone</h2><p>Wet, and cold as well.</p><span class=rating aria-label='4 out of 5 stars'></span></article></body></html>",
    );
    let record = one(&items);
    assert_eq!((&record.fields["title"], record.line_start), (&"Tone".into(), 2));
    assert_eq!(record.fields["rating"], "4 out of 5 stars");
    assert_eq!(record.fields["url"], "https://example.org/kelp");
    assert!(matches!(run("<html><p>Hi</p></html>").as_slice(), [Item::Skipped(_)]));
}

#[test]
fn an_old_page_without_any_marks_is_its_densest_part() {
    let items = run(&format!(
        "<html><head><title>Kelp (1999)</title></head><body><table><tr><td><a href=1>Films by the letter</a><br><a href=2>Search</a></td><td><font size=5>Kelp</font><br>{PROSE}<br><br>Grade: B+</td></tr></table></body></html>"
    ));
    let record = one(&items);
    assert_eq!(record.fields["title"], "Kelp (1999)");
    let text = &record.body.as_ref().unwrap().text;
    assert!(text.contains("Grade: B+") && !text.contains("Search"), "{text}");
}

#[test]
fn several_long_articles_are_as_many_records_and_teasers_none() {
    let page = format!(
        "<html><article><h2><a href='https://example.org/kelp'>Kelp</a></h2><p>{PROSE}</p></article><article><h2>Salt</h2><p>{PROSE}</p></article><article><h2>Teaser</h2><p>Read more of this one.</p></article></html>"
    );
    let items = run(&page);
    let found: Vec<_> =
        records(&items).iter().map(|record| (record.key.clone(), record.fields["title"].clone())).collect();
    assert_eq!(
        found,
        [("https://example.org/kelp".to_owned(), json!("Kelp")), ("2".to_owned(), json!("Salt"))]
    );
}

#[test]
fn a_list_of_links_is_no_article() {
    let links = "<li><a href=1>Review of the film number one</a> 2020</li>".repeat(60);
    let items = run(&format!("<html><body><main><ul>{links}</ul></main></body></html>"));
    assert_eq!(skipped(&items), ["a page with neither a review nor an article"]);
}

#[test]
fn medium_has_posts_and_drafts() {
    let post = "<!DOCTYPE html><html><head><title>Kelp</title></head><body><article class=h-entry><header><h1 class=p-name>Kelp</h1></header><section data-field=subtitle class=p-summary>Wet.</section><section data-field=body class=e-content><section><h3 class=graf--title>Kelp</h3><p>It is wet, and that is all there is.</p></section></section><footer><p>By <a href='https://medium.com/@ada' class='p-author h-card'>Ada</a> on <a href='https://medium.com/p/1'><time class=dt-published datetime='2020-05-01T10:00:00Z'>May</time></a>.</p><p><a href='https://medium.com/@ada/kelp-1' class=p-canonical>Canonical link</a></p></footer></article></body></html>";
    let items = read_as("posts/2020-05-01_Kelp-1.html", post);
    let record = one(&items);
    let said =
        ["title", "summary", "review_author", "review_date", "url"].map(|key| record.fields[key].clone());
    assert_eq!(said, ["Kelp", "Wet.", "Ada", "2020-05-01T10:00:00Z", "https://medium.com/@ada/kelp-1"]);
    assert_eq!(skipped(&read_as("posts/draft_Kelp-1.html", post)), ["a draft of a Medium export"]);
}

#[test]
fn a_part_of_a_page_is_an_article() {
    let items = run("<div><p>It is wet, and that is all there is.</p><p>Go.</p></div>");
    assert!(one(&items).body.as_ref().unwrap().text.contains("Go."));
}

proptest::proptest! {
    #[test]
    fn any_page_is_read(text in "(</?(article|script|main|h1|div|p|span)( type=ld\\+json| itemscope| itemprop=(name|review|reviewBody)| class=(hreview|rating|item|fn|e-content))*>|[&{}\\[\\]\"]|\\PC){0,60}") {
        run(&text);
    }
}

#[test]
fn what_stands_too_deep_costs_the_rest_of_the_page_nothing() {
    for tag in ["b", "div", "h1"] {
        let deep = format!("{}deep{}", format!("<{tag}>").repeat(40_000), format!("</{tag}>").repeat(40_000));
        let items =
            run(&format!("<html><body>{deep}<article><h2>Kelp</h2><p>{PROSE}</p></article></body></html>"));
        let record = one(&items);
        assert_eq!(record.body.as_ref().map(|body| body.text.contains("deep")), Some(false), "{tag}");
        assert!(record.body.as_ref().is_some_and(|body| body.text.contains("lighthouse")), "{tag}");
    }
}

#[test]
fn thousands_of_reviews_on_a_page_each_know_their_line() {
    let review = |n: usize| {
        format!(
            "<div itemscope itemtype='https://schema.org/Review'>\n<p itemprop='reviewBody'>Text {n}.</p></div>\n"
        )
    };
    let items = run(&format!("<html>\n{}</html>", (0..5_000).map(review).collect::<String>()));
    let found = records(&items);
    assert_eq!(found.len(), 5_000);
    assert_eq!((found[4_999].line_start, found[4_999].line_end), (2 + 2 * 4_999, 3 + 2 * 4_999));
}

#[test]
fn a_review_that_two_scripts_describe_is_one() {
    let script = r#"<script type="application/ld+json">{"@type":"Review","reviewBody":"Dry.","author":"Ada"}</script>"#;
    let items = run(&format!("<html>{script}{script}</html>"));
    assert_eq!(one(&items).body.as_ref().unwrap().text, "Dry.");
}
