use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn markdown(body: &str) -> Vec<Block> {
    blocks(body, 1, Dialect::Markdown)
}

fn plain(body: &str) -> Vec<Block> {
    blocks(body, 1, Dialect::Plain)
}

fn texts(blocks: &[Block]) -> Vec<&str> {
    blocks.iter().map(|block| block.prose.as_str()).collect()
}

/// The text of all blocks of a Markdown source.
fn printed(body: &str) -> String {
    texts(&markdown(body)).join("\n\n")
}

fn kinds(blocks: &[Block]) -> String {
    blocks.iter().map(|block| letter(block.kind)).collect()
}

fn letter(kind: BlockKind) -> char {
    match kind {
        BlockKind::Heading { .. } => 'H',
        BlockKind::Paragraph => 'P',
        BlockKind::ListItem => 'L',
        BlockKind::Quote => 'Q',
        BlockKind::Code => 'C',
        BlockKind::Rule => 'R',
        BlockKind::Table => 'T',
    }
}

/// The level of the only block, a heading of that style with that text.
fn heading(body: &str, style: HeadingStyle, text: &str) -> u8 {
    let found = markdown(body);
    let Some(BlockKind::Heading { level, style: found_style }) = found.first().map(|block| block.kind) else {
        panic!("no heading in {body:?}: {found:?}");
    };
    assert_eq!((found_style, found[0].prose.as_str()), (style, text), "{body:?}");
    level
}

#[test]
fn emphasis_reads_as_printed() {
    for (source, text) in [
        ("_Alien_ is *good*, **very** good, ***truly***.", "Alien is good, very good, truly."),
        ("~~bad~~ and ==marked==, a == b, ~5~", "bad and marked, a == b, ~5~"),
        ("M*A*S*H, *M*A*S*H*, snake_case_name, 2 * 3 * 4", "M*A*S*H, M*A*S*H, snake_case_name, 2 * 3 * 4"),
        ("***1/2 out of ****, or *** and *Dune*", "***1/2 out of ****, or *** and Dune"),
        ("Rating: ***1/2 (of *****) for *Dune*", "Rating: ***1/2 (of *****) for Dune"),
        ("**½ and then *Dune*, ***/**** in all", "**½ and then Dune, ***/**** in all"),
        ("from \"****\" down to \"***\"", "from \"****\" down to \"***\""),
        (
            "the *Alien*s, _Alien_'s, _Alien_esque, **bold _and italic_**",
            "the Aliens, Alien's, Alienesque, bold and italic",
        ),
        ("*1984* and **8/10**, _one\nline_ on", "1984 and 8/10, one line on"),
        ("\\*stars\\* and \\_lines\\_ and a\\b", "*stars* and _lines_ and a\\b"),
        ("`*code* <b>` and `` a`b `` and ` lone", "*code* <b> and a`b and ` lone"),
        ("**重要。**文字と*強調*文字", "重要。文字と強調文字"),
        ("_Who?_ \"_The Host_\" (_Mother_)", "Who? \"The Host\" (Mother)"),
        ("**Score:** 8/10", "Score: 8/10"),
        ("sh*t and f**k", "sh*t and f**k"),
    ] {
        assert_eq!(printed(source), text, "{source}");
    }
}

#[test]
fn emphasised_texts_are_kept_as_titles() {
    let found =
        markdown("_Alien_ and **Aliens**, <cite>Alien &amp; son</cite>, not M*A*S*H, _the [Thing](x)_.");
    assert_eq!(found[0].emphasised, ["Alien", "Aliens", "Alien & son", "the Thing"]);
}

#[test]
fn links_images_and_footnotes() {
    for (source, text, links) in [
        ("a [link](http://x.org/a_(b) \"t\") here", "a link here", 1),
        (
            "[text][ref] [ref] [text][] [REC] [a][b]\n\n[ref]: http://x.org\n[text]: <b> 'T'",
            "text ref text [REC] [a][b]",
            3,
        ),
        ("before ![alt](a.png) after", "before after", 0),
        ("[![alt](a.png)](http://x.org) x", "x", 1),
        ("so it goes [^a]. And &nbsp;[^b] on", "so it goes. And on", 0),
        ("so it goes[^1], they say.", "so it goes, they say.", 0),
        ("<http://x.org/a> and <me@x.org>", "http://x.org/a and me@x.org", 2),
        ("[[Dune]] and [[dune-1984|the older]]![[x.png]]", "Dune and the older", 2),
        ("[REC] and [REC]² [not a link] (really)", "[REC] and [REC]² [not a link] (really)", 0),
        ("[REC]: a masterpiece", "[REC]: a masterpiece", 0),
        ("[a](b c) [a](<b c>)", "[a](b c) a", 1),
        ("[a *b](c) d*", "a b d", 1),
    ] {
        let found = markdown(source);
        assert_eq!(texts(&found).join("\n\n"), text, "{source}");
        let counted: usize = found.iter().map(|block| block.links).sum();
        assert_eq!(counted, links, "{source}");
    }
    let found = markdown("Text[^1].\n\n[^1]: The note,\n    goes on.\n\nMore.");
    assert_eq!(texts(&found), ["Text.", "The note, goes on.", "More."]);
}

#[test]
fn html_goes_and_its_text_stays() {
    for (source, text) in [
        ("The <span data-id=\"x\">_Thing_</span> & <kbd>key</kbd>", "The Thing & key"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("one<br><br>two<br />\n<br />three", "one\n\ntwo\n\nthree"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("a < b and <3 and x > y, <sigh>", "a < b and <3 and x > y, <sigh>"),
        ("a<script>var x = '<p>';</script>b", "ab"),
        ("a<style>\np { }\n\nq { }\n</STYLE>b", "a b"),
        ("a <!-- hidden\n\nstill --> b", "a b"),
        ("a <!-- never closed\n\nb", "a never closed\n\nb"),
        ("a <!-- one <!-- two --> b", "a one b"),
        (
            "Tom &amp; Jerry&#8217;s&nbsp;&nbsp;day&hellip; AT&T; R&B &bogus;",
            "Tom & Jerry’s day… AT&T; R&B &bogus;",
        ),
        ("&lt;b&gt; &#42;not bold&#42;", "<b> *not bold*"),
        ("<YouTube id=\"x\" /> text <Note>in</Note>", "text <Note>in"),
        ("<q>Hello</q> <abbr title=\"a > b\">x</abbr>", "“Hello” x"),
        ("<img src=\"a\"\n alt='b'> text", "text"),
        ("`<!-- code -->` and <!-- not --> text", "<!-- code --> and text"),
    ] {
        assert_eq!(printed(source), text, "{source}");
    }
    assert_eq!(kinds(&markdown("<blockquote><p>Said</p>\n<p>and done</p></blockquote>\n<p>So.</p>")), "QQP");
    assert_eq!(kinds(&markdown("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n<hr>\nx")), "LLRP");
}

#[test]
fn template_tags_go() {
    for (source, text) in [
        ("{{< youtube abc >}}\n\nText", "Text"),
        ("{{< spoiler >}}He dies.{{< /spoiler >}}", "He dies."),
        ("{{% note \"a\" %}}x{{% /note %}} {% include y.html %} z {{ page.title }}", "x z"),
        ("{{<{{< open", "{{<{{< open"),
        ("{curious} {braces}", "{curious} {braces}"),
        ("import Y from 'y'\nexport const a = 1\n\nimport duties rose.", "import duties rose."),
        (
            "[caption id=\"a\" width=\"3\"]<img src=\"a\" /> A view[/caption] Text [gallery ids=\"1,2\"]",
            "A view Text",
        ),
        ("[video essay] and [youtube https://x.org/v] it", "[video essay] and it"),
        (":::spoiler\nHidden.\n:::\n\n{: .right}\nText", "Hidden.\n\nText"),
        ("{% comment %}no{% endcomment %}yes", "yes"),
    ] {
        assert_eq!(printed(source), text, "{source}");
    }
}

#[test]
fn headings_of_every_style() {
    assert_eq!(heading("## Story ##", HeadingStyle::Atx, "Story"), 2);
    assert_eq!(heading("##Story", HeadingStyle::Atx, "Story"), 2);
    assert_eq!(heading("#The Story {#story}", HeadingStyle::Atx, "The Story"), 1);
    assert_eq!(heading("# C#", HeadingStyle::Atx, "C#"), 1);
    assert_eq!(heading("Story\n=====", HeadingStyle::Underlined, "Story"), 1);
    assert_eq!(heading("_Dune_\n---", HeadingStyle::Underlined, "Dune"), 2);
    for source in [
        "**Story**",
        "__Story__",
        "<b>Story</b>",
        "**Story:**",
        "**Story**:",
        "***Story***",
        "<p><strong>Story</strong></p>",
    ] {
        assert_eq!(heading(source, HeadingStyle::Bold, "Story"), 6);
    }
    assert_eq!(heading("<h2 class=\"a\">The\nStory</h2>", HeadingStyle::Html, "The Story"), 2);
    let found = markdown("**Story**\nIt begins.\n\n## Next\nText");
    assert_eq!((kinds(&found).as_str(), found[1].prose.as_str()), ("HPHP", "It begins."));
}

#[test]
fn what_is_no_heading() {
    for source in [
        "**A sentence that ends as one.**",
        "**8/10**",
        "**★★★½**",
        "**Bold** and more",
        "**One** and **two**",
        "#horror #2020",
        "#1 in the series",
        "**Director**\n**Writer**",
    ] {
        assert_eq!(kinds(&markdown(source)), "P", "{source}");
    }
    let long = format!("**{}**", "word ".repeat(30).trim());
    assert_eq!(kinds(&markdown(&long)), "P");
    assert_eq!(kinds(&markdown("A paragraph of prose.\n---\nMore")), "PRP");
    assert_eq!(kinds(&markdown("Score: 8/10\n---\nMore")), "PRP");
}

#[test]
fn rules_lists_quotes_tables_code() {
    assert_eq!(kinds(&markdown("a\n\n---\n\nb\n\n* * *\n\n***\n\n_ _ _")), "PRPRRR");
    let found = markdown("- one\n  goes on\n- [x] two\n\n  still two\n\n1. three\n2) four\n\nEnd");
    assert_eq!(texts(&found), ["one goes on", "two\nstill two", "three", "four", "End"]);
    assert_eq!(kinds(&found), "LLLLP");
    assert_eq!(printed("It was in\n1984. A year."), "It was in 1984. A year.");
    let found = markdown("> Said\nlazily\n>> twice\n>\n> - again\n\nEnd");
    assert_eq!(texts(&found), ["Said lazily twice", "again", "End"]);
    assert_eq!(kinds(&found), "QQP");
    let found = markdown("| A | *B* |\n|---|:-:|\n| 1 | 2 |\n\nEnd");
    assert_eq!(texts(&found), ["A | B\n1 | 2", "End"]);
    let found = markdown("```rust\nlet  a = \"<b>\";\n\n// *x*\n```\nEnd");
    assert_eq!(texts(&found), ["let  a = \"<b>\";\n\n// *x*", "End"]);
    assert_eq!(printed("```\nnever closed *x*"), "never closed x");
}

#[test]
fn breaks_and_invisible_characters() {
    assert_eq!(printed("one  \ntwo\\\nthree\nfour"), "one\ntwo\nthree four");
    assert_eq!(printed("一二\n三四\nfive"), "一二三四 five");
    assert_eq!(printed("a\tb   c\u{7}\u{ad}\u{200b}d\u{1b}[0m\u{fdd0}"), "a b cd[0m");
    assert_eq!(printed("Ame\u{301}lie"), "Amélie");
    assert_eq!(printed("one\r\ntwo\r\n\r\nthree"), "one two\n\nthree");
    assert_eq!(printed("\u{feff}one -- two"), "one -- two");
}

#[test]
fn text_leads_back_to_its_lines() {
    let body = "One <!-- a\nb --> two\nthree _four\nfive_ six\n\n![x](y)\nseven\n";
    let found = blocks(body, 11, Dialect::Markdown);
    let lines = |block: &Block| {
        block.lines().into_iter().map(|(line, text)| format!("{line}:{text}")).collect::<Vec<_>>()
    };
    assert_eq!(lines(&found[0]), ["11:One", "12:two", "13:three four", "14:five six"]);
    assert_eq!(lines(&found[1]), ["17:seven"]);
    assert_eq!((found[0].line_start, found[0].line_end, found[0].single_line), (11, 14, false));
    let found = markdown("Story\n-----\nText\n");
    assert_eq!((found[0].line_start, found[0].line_end), (1, 2));
    assert_eq!((found[1].line_start, found[1].single_line), (3, true));
}

#[test]
fn plain_text_with_a_paragraph_a_line() {
    let long =
        "This is a paragraph that stands on one line, as long as it likes to be, and then some more of it.";
    let body =
        format!("The Quiet Harbour (2019)\nA standfirst.\n{long}\nStory\n{long}\nScore: 7/10\n{long}\n");
    let found = plain(&body);
    assert_eq!(found.len(), 7);
    assert!(found.iter().all(|block| block.single_line && block.kind == BlockKind::Paragraph));
}

#[test]
fn plain_text_that_is_wrapped() {
    let body = "THE QUIET HARBOUR\n\nThe harbour of the title lies at the end of a long road that nobody\nhas taken for years, until a stranger arrives with a suitcase and\nasks for a room.\n\nStory\nWhat follows is slow, and then it is not slow at all, and in the end\nit is over before we know it.\nA new paragraph begins after a short line, and it goes on for a bit\nas well.\n";
    let found = plain(body);
    assert_eq!(found.len(), 5, "{found:#?}");
    assert_eq!(found[2].prose.as_str(), "Story");
    assert!(found[1].prose.as_str().contains("nobody has taken"));
    assert_eq!((found[1].line_start, found[1].line_end), (3, 5));
}

#[test]
fn plain_text_keeps_its_characters() {
    assert_eq!(
        texts(&plain("_Dune_ is **good** [here](x) {{< x >}} `a`")),
        ["_Dune_ is **good** [here](x) {{< x >}} `a`"]
    );
    assert_eq!(
        texts(&plain("One.<br /><br />Two <i>Dune</i> &amp; a < b <sigh>")),
        ["One.", "Two Dune & a < b <sigh>"]
    );
    assert_eq!(texts(&plain("* poor ** fair *** good")), ["* poor ** fair *** good"]);
    let found = plain("Story\n=====\nText\n\n-----\n****\n* item\n> quoted\n1. Plot\nTitle\n~~~~~\n");
    assert_eq!(kinds(&found), "HPRRLQPH");
    assert_eq!(texts(&found), ["Story", "Text", "-----", "****", "item", "quoted", "1. Plot", "Title"]);
}

#[test]
fn a_rule_with_a_tab_in_it_has_none_in_its_text() {
    assert_eq!(texts(&plain("~\t~~~\n")), ["~ ~~~"]);
}

#[test]
fn hostile_text_takes_linear_time() {
    let seeds = [
        "[",
        "*",
        "<",
        "{{<",
        "(",
        "](",
        "[a](b",
        "`",
        "``a`",
        "<!--",
        "<a b=\"",
        "<a b='",
        "<a b='\">",
        "&",
        "&#",
        "_a",
        "*a ",
        "*1 ",
        "![",
        "[[",
        "[^a",
        "~~a",
        "> ",
        "- ",
        "1. ",
        "\\",
        "```\n",
        "~~~\n",
        "|\n|-|\n",
        "<p>",
        "<b>",
        "<script>",
        "{% comment %}",
        "[caption ",
        "a\n---\n",
        "# ",
        "<br>",
        "\n",
        "[a]: b/c\n",
        "a ",
        "***",
        "<!doctype",
        "<blockquote>",
        "*a* ",
        "a\u{301}",
    ];
    for seed in seeds {
        for dialect in [Dialect::Markdown, Dialect::Plain] {
            let body = seed.repeat(60_000 / seed.len());
            let begun = Instant::now();
            let found = blocks(&body, 1, dialect);
            assert!(
                begun.elapsed() < Duration::from_secs(4),
                "{seed:?} took {:?} for {} blocks",
                begun.elapsed(),
                found.len()
            );
        }
    }
}

fn check(body: &str, dialect: Dialect) -> Result<(), TestCaseError> {
    let last_line = body.matches('\n').count() as u32 + 7;
    let mut before = 0;
    for block in blocks(body, 7, dialect) {
        prop_assert!(
            block.line_start >= 7 && block.line_start <= block.line_end && block.line_end <= last_line
        );
        prop_assert!(block.line_start >= before, "blocks go backwards");
        before = block.line_start;
        let numbers: Vec<u32> = block.lines().iter().map(|(line, _)| *line).collect();
        prop_assert!(numbers.is_sorted());
        prop_assert!(numbers.iter().all(|line| (block.line_start..=block.line_end).contains(line)));
        let text = block.prose.as_str();
        prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        prop_assert!(!text.contains(marks::is_mark));
        prop_assert!(block.kind == BlockKind::Code || text == text.trim());
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_cut_into_ordered_blocks(
        body in "([a-z]{1,4}|[A-Zé一]|[ \n]|\n\n|\r\n|[*_~=`<>\\[\\](){}!#&;:|.+\"'/\\\\-]|<b>|</b>|<br>|<p>|<h2>|</h2>|<!--|-->|\\{\\{<|>\\}\\}|```|~~~\n|---\n|\\[\\^1\\]|&amp;|1\\. |\u{301}|\u{7}|\t){0,80}",
    ) {
        check(&body, Dialect::Markdown)?;
        check(&body, Dialect::Plain)?;
    }

    #[test]
    fn any_unicode_is_cut_into_ordered_blocks(body in "\\PC{0,100}") {
        check(&body, Dialect::Markdown)?;
        check(&body, Dialect::Plain)?;
    }

    #[test]
    fn letters_survive_balanced_markup(
        words in prop::collection::vec(("[a-zé]{2,8}", 0..14usize), 1..30),
    ) {
        let wrapped = words.iter().map(|(word, style)| match style {
            0 => format!("_{word}_"),
            1 => format!("*{word}*"),
            2 => format!("**{word}**"),
            3 => format!("<span class=\"x\">{word}</span>"),
            4 => format!("<!-- no -->{word}"),
            5 => format!("[{word}](http://x.org \"t\")"),
            6 => format!("{{{{< x >}}}}{word}{{{{< /x >}}}}"),
            7 => format!("`{word}`"),
            8 => format!("{word}\n"),
            9 => format!("{word}\n\n"),
            10 => format!("<kbd>{word}</kbd><br>"),
            11 => format!("~~{word}~~[^1]"),
            _ => word.clone(),
        });
        let body = wrapped.collect::<Vec<_>>().join(" ");
        let text = printed(&body);
        let expected: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let found: Vec<&str> = text.split_whitespace().collect();
        prop_assert_eq!(found, expected);
    }
}
