use super::*;

fn parted(printed: &str) -> (String, Option<i32>) {
    let titled = split(printed);
    (titled.title, titled.year)
}

#[test]
fn title_and_year_part_in_every_spelling() {
    for printed in [
        "Heat (1995)",
        "Heat [1995]",
        "Heat, 1995",
        "Review: Heat (1995)",
        "Heat (1995) Review",
        "_Heat_ (1995)",
        "“Heat” (1995)",
        "Film Review – Heat (dir. Michael Mann, 1995)",
        "**Heat** (1995) – 4/5",
        "Heat (1995): ★★★★",
        "<i>Heat</i> (1995) [Review]",
        "Heat (1995) 4/5",
        "Heat — 1995",
        "🎬 Heat (1995)",
        "Heat (1995) review – two men and a bank",
    ] {
        assert_eq!(parted(printed), ("Heat".to_owned(), Some(1995)), "{printed}");
    }
}

#[test]
fn numbers_that_are_no_years_stay_in_the_title() {
    for title in
        ["(500) Days of Summer", "1984", "Blade Runner 2049", "2001: A Space Odyssey", "10,000 BC", "50/50"]
    {
        assert_eq!(parted(title), (title.to_owned(), None));
    }
    assert_eq!(parted("(500) Days of Summer (2009)").1, Some(2009));
    assert_eq!(parted("1984 (1984)"), ("1984".to_owned(), Some(1984)));
    assert_eq!(parted("Born on July 4, 1976").1, None);
    assert_eq!(parted("🎬").0, "🎬");
}

#[test]
fn review_words_leave_only_where_a_title_remains() {
    for (printed, title) in [
        ("Heat Review", "Heat"),
        ("Movie Review: Heat", "Heat"),
        ("Heat: Film Review", "Heat"),
        ("Review", "Review"),
        ("The Review", "The Review"),
        ("Review of Heat", "Heat"),
        ("The Year in Review", "The Year in Review"),
        ("Heat review – two men and a bank", "Heat"),
        ("The Review - a Novel", "The Review - a Novel"),
        ("Preview", "Preview"),
    ] {
        assert_eq!(split(printed).title, title);
    }
}

#[test]
fn entities_tags_and_emphasis_leave_a_title() {
    assert_eq!(clean("Fast &amp; <b>Furious</b> &#8211; *Six*"), "Fast & Furious – Six");
    assert_eq!(clean("[Heat](https://example.org/heat) (1995)"), "Heat (1995)");
    assert_eq!(clean("[REC] and [a](b c) [x](y"), "[REC] and [a](b c) [x](y");
    assert_eq!(clean("M*A*S*H"), "M*A*S*H");
    assert_eq!(clean("I <3 Huckabees & R&B"), "I <3 Huckabees & R&B");
}

#[test]
fn slugs_become_titles() {
    assert_eq!(from_slug("the-lord-of-the-rings"), "The Lord of the Rings");
    assert_eq!(from_slug("rocky-iii"), "Rocky III");
    assert_eq!(from_slug("AC_DC"), "AC DC");
}

#[test]
fn the_prose_gives_a_slug_its_spelling_back() {
    let spans = ["Nautilus", "20,000 Leagues Under the Sea,"];
    let spelled = respelled("20000-leagues-under-the-sea", spans.into_iter());
    assert_eq!(spelled.as_deref(), Some("20,000 Leagues Under the Sea"));
    let text = "I saw Spider-Man: No Way Home's second half twice.";
    assert_eq!(run_in(text, "spider-man-no-way-home").as_deref(), Some("Spider-Man: No Way Home"));
    assert_eq!(run_in("no way home, they said", "no-way-home"), None);
    assert_eq!(quoted("a “small” and \"big\" thing").collect::<Vec<_>>(), ["small", "big"]);
}
