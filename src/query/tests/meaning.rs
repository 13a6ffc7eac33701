use super::{check, node, notice_kinds, notices, shape};
use crate::query::{Kind, MAX_BYTES, MAX_DEPTH, Node, literal, parse};

#[test]
fn words_are_anded() {
    check(&[
        ("", "everything"),
        (" \t\u{3000}\n", "everything"),
        ("*", "everything"),
        ("razor", "razor"),
        ("razor thin plot", "(and razor thin plot)"),
        ("razor AND thin plot", "(and razor thin plot)"),
        ("razor-thin", "razor-thin"),
    ]);
}

#[test]
fn and_binds_tighter_than_or() {
    check(&[
        ("a OR b", "(or a b)"),
        ("a b OR c d", "(or (and a b) (and c d))"),
        ("a AND b OR c", "(or (and a b) c)"),
        ("a AND (b OR c)", "(and a (or b c))"),
        ("a OR (b OR (c OR d))", "(or a b c d)"),
        ("((a)) (b (c d))", "(and a b c d)"),
        ("a or b and not c", "(and a or b and not c)"),
        ("Or And Not", "(and Or And Not)"),
    ]);
}

#[test]
fn negation() {
    check(&[
        ("NOT a", "(not a)"),
        ("-a", "(not a)"),
        ("a -b", "(and a (not b))"),
        ("a NOT b c", "(and a (not b) c)"),
        ("a OR -b", "(or a (not b))"),
        ("-(a OR b)", "(not (or a b))"),
        ("NOT(a OR b)", "(not (or a b))"),
        ("-\"a b\"", "(not phrase[a b|None])"),
        ("-title:a", "(not in[title]:a)"),
        ("(-a)", "(not a)"),
        ("NOT NOT a", "(not (not a))"),
        ("NOT -a", "(not (not a))"),
        ("-OR", "(not OR)"),
        ("-500", "(not 500)"),
        ("-film(s)", "(not film(s))"),
    ]);
}

#[test]
fn dashes_that_negate_nothing_are_text() {
    check(&[
        ("Spider-Man", "Spider-Man"),
        ("post-war", "post-war"),
        ("- a", "(and - a)"),
        ("a - b", "(and a - b)"),
        ("a -", "(and a -)"),
        ("--flag", "--flag"),
        ("-30-", "-30-"),
        ("(-30-) a", "(and -30- a)"),
        ("->", "->"),
        ("a -- b", "(and a -- b)"),
        ("\"a\"-b", "(and phrase[a|None] -b)"),
        ("(a)-b", "(and a -b)"),
        ("title:-a", "in[title]:-a"),
        ("\\-a", "-a"),
    ]);
}

#[test]
fn phrases_in_all_quotes() {
    check(&[
        ("\"razor-thin plot\"", "phrase[razor-thin plot|None]"),
        (
            "“a b” „c d“ «e f» »g h« ”i j” „k”",
            "(and phrase[a b|None] phrase[c d|None] phrase[e f|None] phrase[g h|None] phrase[i j|None] phrase[k|None])",
        ),
        ("\"gun fu\"~3", "phrase[gun fu|Some(3)]"),
        ("\"gun fu\"~0 (\"a b\"~100)", "(and phrase[gun fu|Some(0)] phrase[a b|Some(100)])"),
        ("\"gun fu\"~", "(and phrase[gun fu|None] ~)"),
        ("\"gun fu\"~3rd", "(and phrase[gun fu|None] ~3rd)"),
        ("\"a\"\"b\"", "(and phrase[a|None] phrase[b|None])"),
        ("\"a\", \"b\".", "(and phrase[a|None] phrase[b|None])"),
        ("\"neon* OR (b:c -d\"", "phrase[neon* OR (b:c -d|None]"),
        (r#""say \"hi\" \\ \d""#, r#"phrase[say "hi" \ \d|None]"#),
        ("\"a\"OR\"b\"", "(and phrase[a|None] OR\"b\")"),
        ("(\"a\")OR (b)", "(or phrase[a|None] b)"),
    ]);
}

#[test]
fn inch_marks_and_apostrophes_are_no_quotes() {
    check(&[
        ("12\" vinyl", "(and 12\" vinyl)"),
        ("7\" 12\"", "(and 7\" 12\")"),
        ("Wick's 'n' rock", "(and Wick's 'n' rock)"),
        ("'gun fu'", "(and 'gun fu')"),
        ("‘gun fu’", "(and ‘gun fu’)"),
        ("\\\"a b", "(and \"a b)"),
    ]);
}

#[test]
fn prefixes_and_wildcards() {
    check(&[
        ("neon*", "prefix[neon]"),
        ("neon*, (neon*)", "(and prefix[neon] prefix[neon])"),
        ("b?llet", "wild[b?llet]"),
        ("sh*wshank", "wild[sh*wshank]"),
        ("*fu", "wild[*fu]"),
        ("?un", "wild[?un]"),
        ("b?ll*", "wild[b?ll*]"),
        ("b?llet?!", "wild[b?llet]"),
        ("?slip?", "?slip?"),
        ("neon**", "neon**"),
        ("**bold** f**k ***½", "(and **bold** f**k ***½)"),
        ("M*A*S*H", "wild[M*A*S*H]"),
        ("spider-m*", "prefix[spider-m]"),
        ("-neon*", "(not prefix[neon])"),
        ("neon\\*", "neon*"),
        ("b\\?llet", "b?llet"),
        ("ne*n\\*", "ne*n*"),
    ]);
}

#[test]
fn question_marks_at_the_end_are_punctuation() {
    check(&[
        ("Doc?", "Doc?"),
        ("what's new?", "(and what's new?)"),
        ("Who?!", "Who?!"),
        ("Who???", "Who???"),
        ("(who?)", "who?"),
        ("who?) a", "(and who?) a)"),
        ("title:who?", "in[title]:who?"),
    ]);
}

#[test]
fn lone_wildcards() {
    check(&[
        ("* a", "a"),
        ("a OR *", "(or a everything)"),
        ("? a", "(and ? a)"),
        ("***", "***"),
        ("title:*", "in[title]:everything"),
        ("NOT *", "(not everything)"),
        ("\\*", "*"),
        ("*&*", "*&*"),
    ]);
    assert_eq!(notice_kinds("* a (*)"), ["everything", "everything"]);
    assert_eq!(notice_kinds("??? a **"), ["lone-wildcard", "lone-wildcard"]);
    assert_eq!(notice_kinds("**bold** ne\\*\\*on"), ["double-star"]);
    assert_eq!(notice_kinds("\"ru*ing late\" \"neo*\" \"b?llet\""), ["quoted-wildcard"; 3]);
    assert_eq!(notice_kinds("\"M*A*S*H\" \"f**k it\" \"who is it?\" \"a * b\""), [""; 0]);
    assert_eq!(notice_kinds("*"), [""; 0]);
    assert_eq!(notice_kinds("title:* \\*"), [""; 0]);
}

#[test]
fn fuzzy_words() {
    check(&[
        ("reeves~", "fuzzy[reeves|None]"),
        ("reeves~1", "fuzzy[reeves|Some(1)]"),
        ("reeves~2", "fuzzy[reeves|Some(2)]"),
        ("reeves~0", "fuzzy[reeves|Some(0)]"),
        ("person:reeves~", "in[person]:fuzzy[reeves|None]"),
        ("~", "~"),
        ("~5", "~5"),
        ("~reeves", "~reeves"),
        ("ree~ves", "ree~ves"),
        ("reeves~x", "reeves~x"),
        ("reeves\\~", "reeves~"),
        (":~ -~", "(and :~ -~)"),
        ("re*ves~", "wild[re*ves]"),
    ]);
}

#[test]
fn scopes() {
    check(&[
        ("title:ballerina", "in[title]:ballerina"),
        ("person:\"ana de armas\"", "in[person]:phrase[ana de armas|None]"),
        ("person:“ana de armas”~2", "in[person]:phrase[ana de armas|Some(2)]"),
        ("sound:(synth OR electronic)", "in[sound]:(or synth electronic)"),
        ("sound:(a -b)", "in[sound]:(and a (not b))"),
        ("\"sound & music\":synth", "in[sound & music]:synth"),
        ("“sound & music”:(a OR b)", "in[sound & music]:(or a b)"),
        ("\"score\":synth", "in[score]:synth"),
        ("Café-bar_2:x", "in[Café-bar_2]:x"),
        ("Cafe\u{301}:x", "in[Cafe\u{301}]:x"),
        ("音楽:静か", "in[音楽]:静か"),
        ("a:b:c", "in[a]:b:c"),
        ("a:(b:c)", "in[a]:in[b]:c"),
        ("title:score:7", "in[title]:score:7"),
        ("title:OR", "in[title]:OR"),
        ("OR:x", "in[OR]:x"),
        (
            "path:films/drama path:/a path:films\\drama",
            "(and in[path]:films/drama in[path]:/a in[path]:films\\drama)",
        ),
        ("title:(score:7 x)", "in[title]:(and score[7] x)"),
        ("title\\:x", "title:x"),
        ("url:\\//x", "in[url]://x"),
    ]);
}

#[test]
fn colons_that_scope_nothing_are_text() {
    check(&[
        ("Alien: Covenant", "(and Alien: Covenant)"),
        ("title:", "title:"),
        ("(title:) x", "(and title: x)"),
        ("8:30 12:01", "(and 8:30 12:01)"),
        ("http://x.org/y?z", "wild[http://x.org/y?z]"),
        ("std::vec", "std::vec"),
        ("C:\\x", "C:\\x"),
        (":x", ":x"),
        ("what's:x", "what's:x"),
        ("\"Alien\": Covenant", "(and phrase[Alien|None] Covenant)"),
        ("\"\":x", "(and phrase[|None] :x)"),
    ]);
}

#[test]
fn parentheses_that_group_nothing_are_text() {
    check(&[
        (":) a", "(and :) a)"),
        ("a ;-) b :( OR c", "(or (and a ;-) b :() c)"),
        ("smile:) sad:(", "(and smile:) sad:()"),
        ("a) b", "(and a) b)"),
        ("film(s)", "film(s)"),
        ("f(x(y))", "f(x(y))"),
        ("(a OR film(s))", "(or a film(s))"),
        ("foo(a OR b)", "(and foo (or a b))"),
        ("(foo bar", "(and (foo bar)"),
        ("foo(bar baz", "(and foo(bar baz)"),
        ("(neon* a", "(and ( prefix[neon] a)"),
        ("((a) b", "(and ( a b)"),
        ("()", "()"),
        ("a () b( ) (())", "(and a () b() ())"),
        ("title:()", "in[title]:()"),
        ("(", "("),
        (")(", ")("),
        ("\\(a OR b", "(or (a b)"),
    ]);
    assert_eq!(notice_kinds("(foo (bar"), ["unclosed-group", "unclosed-group"]);
    assert_eq!(notice_kinds(":) film(s) () :("), [""; 0]);
}

#[test]
fn operators_without_operands_are_words() {
    check(&[
        ("OR", "OR"),
        ("NOT", "NOT"),
        ("OR a", "(and OR a)"),
        ("a OR", "(and a OR)"),
        ("a OR OR b", "(or (and a OR) b)"),
        ("a AND OR b", "(or (and a AND) b)"),
        ("a NOT", "(and a NOT)"),
        ("NOT OR b", "(or NOT b)"),
        ("NOT NOT", "(not NOT)"),
        ("(OR) a", "(and OR a)"),
        ("(a OR) b", "(and a OR b)"),
        ("a OR NOT", "(or a NOT)"),
        ("\\OR \\NOT", "(and OR NOT)"),
        ("NOT A LOVE STORY", "(and (not A) LOVE STORY)"),
        ("\"OR\"", "phrase[OR|None]"),
    ]);
    assert_eq!(notice_kinds("OR a AND"), ["lone-operator", "lone-operator"]);
    assert_eq!(notices("a OR OR b")[0].span, 2..4);
    assert_eq!(notice_kinds("\\OR a"), [""; 0]);
}

#[test]
fn backslashes() {
    check(&[
        ("a\\b", "a\\b"),
        ("a\\\\b", "a\\b"),
        ("a\\ b", "a b"),
        ("a\\", "a\\"),
        ("\\(a\\)", "(a)"),
        ("\\“a b”", "(and “a b”)"),
        ("AC\\/DC", "AC/DC"),
    ]);
}

#[test]
fn empty_phrases_stay_and_are_noticed() {
    check(&[("\"\"", "phrase[|None]"), ("a “ ”", "(and a phrase[ |None])")]);
    assert_eq!(notice_kinds("a \"\""), ["empty-phrase"]);
}

#[test]
fn nesting_is_capped() {
    let groups = |depth: usize| format!("{}a OR b{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(shape(&node(&groups(MAX_DEPTH))), "(or a b)");
    assert!(parse(&groups(MAX_DEPTH + 1)).is_err());
    assert!(parse(&format!("{}a", "NOT ".repeat(MAX_DEPTH))).is_ok());
    assert!(parse(&format!("{}a", "NOT ".repeat(MAX_DEPTH + 1))).is_err());
    let scopes = |depth: usize| format!("{}b{}", "a:(".repeat(depth), ")".repeat(depth));
    assert!(parse(&scopes(MAX_DEPTH / 2)).is_ok());
    assert!(parse(&scopes(MAX_DEPTH / 2 + 1)).is_err());
    super::assert_prints_back(&scopes(MAX_DEPTH / 2));
    let alternating = format!("{}c{}", "NOT (a OR b ".repeat(MAX_DEPTH / 2), ")".repeat(MAX_DEPTH / 2));
    super::assert_prints_back(&alternating);
    assert!(parse(&"(".repeat(MAX_BYTES)).is_ok());
    assert!(parse(&"-(".repeat(MAX_BYTES / 2)).is_err());
}

#[test]
fn length_is_capped() {
    assert!(parse(&"a".repeat(MAX_BYTES)).is_ok());
    assert!(parse(&"a".repeat(MAX_BYTES + 1)).is_err());
    assert!(parse(&"é".repeat(MAX_BYTES / 2)).is_ok());
    assert!(parse(&"é".repeat(MAX_BYTES)).is_err());
}

#[test]
fn literal_text_has_no_syntax() {
    for text in ["a OR -b", "title:x (y", "\"", "score:7", "neon* b?llet x~ \\", "* ** NOT"] {
        let tree = literal(text);
        let words: Vec<_> = text.split_whitespace().collect();
        let expected =
            if words.len() == 1 { words[0].to_owned() } else { format!("(and {})", words.join(" ")) };
        assert_eq!(shape(&tree), expected);
        assert!(node(&tree.to_string()).same_meaning(&tree), "{tree}");
    }
    assert_eq!(literal(" ").kind, Kind::Everything);
}

#[test]
fn a_scope_that_names_nothing_is_text() {
    let cases = [
        ("Re:Zero", "Re:Zero"),
        ("foo:\"a b\"", "(and foo phrase[a b|None])"),
        ("\"sound & music\":(a OR b)", "(and sound & music (or a b))"),
        ("a b", "(and a b)"),
    ];
    for (query, expected) in cases {
        assert_eq!(shape(&node(query).unscoped()), expected, "query: {query}");
        assert_eq!(node(query).unscoped().span, node(query).span);
    }
}

#[test]
fn literal_works_as_a_scope() {
    let inner = Box::new(literal("Jackson, Samuel L."));
    let flag = Node::new(Kind::Scoped { name: "person".to_owned(), inner }, 0..0);
    let both = Node::all(vec![node("a OR b"), flag]);
    assert_eq!(both.to_string(), "(a OR b) person:(Jackson, Samuel L.)");
}

#[test]
fn spans_cover_what_was_written() {
    let query = "a -title:(b OR \"c d\") (e)";
    let tree = node(query);
    let Kind::All(parts) = &tree.kind else { panic!("{tree}") };
    let texts: Vec<_> = parts.iter().map(|part| &query[part.span.clone()]).collect();
    assert_eq!(texts, ["a", "-title:(b OR \"c d\")", "e"]);
    let Kind::Not(scope) = &parts[1].kind else { panic!("{tree}") };
    let Kind::Scoped { inner, .. } = &scope.kind else { panic!("{tree}") };
    assert_eq!(&query[inner.span.clone()], "b OR \"c d\"");
}

#[test]
fn a_star_in_a_group_keeps_its_place() {
    assert_eq!(node("(a OR *)").span, 1..7);
    assert_eq!(notices("a (* *)")[0].span, 3..4);
}

#[test]
fn printing_uses_no_needless_signs() {
    let cases = [
        ("((a b) OR (c)) AND d", "(a b OR c) d"),
        ("-(a)  AND (b)", "NOT a b"),
        ("-(a b)", "NOT (a b)"),
        ("“a \"b\" c”", "\"a \\\"b\\\" c\""),
        ("x:(y) x:(y z) x:(-y)", "x:y x:(y z) x:(NOT y)"),
        ("\"x\":y \"x y\":z \"has\":w", "x:y \"x y\":z \"has\":w"),
        ("Score:>=B+ DATE:2024-01-01..2024-12-31", "score:>=8.3 date:2024"),
        ("a \\-b \\c- 12\" d\\:e f\\: g", "a \\-b \\\\c- 12\" d\\:e f: g"),
        ("what? who! ~ $ re~x -30-", "what? who! ~ $ re~x -30-"),
    ];
    for (query, printed) in cases {
        assert_eq!(node(query).to_string(), printed, "query: {query}");
        super::assert_prints_back(query);
    }
}

#[test]
fn hand_made_trees_print_in_their_plainest_form() {
    let word = |text: &str| Node::new(Kind::Word(text.to_owned()), 0..0);
    let all = |nodes| Node::new(Kind::All(nodes), 0..0);
    let any = |nodes| Node::new(Kind::Any(nodes), 0..0);
    let everything = || Node::new(Kind::Everything, 0..0);
    assert_eq!(all(vec![]).to_string(), "*");
    assert_eq!(any(vec![]).to_string(), "NOT *");
    assert_eq!(all(vec![all(vec![word("a"), everything()]), any(vec![word("b")])]).to_string(), "a b");
    assert_eq!(any(vec![word("a"), everything()]).to_string(), "a OR *");
    assert!(all(vec![word("a")]).same_meaning(&word("a")));
    assert!(!all(vec![word("a"), word("b")]).same_meaning(&any(vec![word("a"), word("b")])));
}
