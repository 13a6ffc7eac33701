use super::{assert_prints_back, check, node, notice_kinds};
use crate::query::{Kind, Node};

/// Every leaf of a title is a word as the title has it.
fn assert_plain(title: &str) {
    let tree = node(title);
    let leaves = match &tree.kind {
        Kind::All(nodes) => nodes.clone(),
        _ => vec![tree.clone()],
    };
    let words: Vec<_> = leaves.iter().map(Node::to_string).collect();
    assert!(leaves.iter().all(|leaf| matches!(leaf.kind, Kind::Word(_))), "{title}: {words:?}");
    assert_eq!(notice_kinds(title), [""; 0], "{title}");
    assert_prints_back(title);
}

#[test]
fn titles_are_plain_text() {
    let titles = [
        "Alien: Covenant",
        "what's new?",
        "AC/DC",
        "(500) Days of Summer",
        "[REC]",
        "[REC]²",
        "tick, tick... BOOM!",
        "8½",
        "Se7en",
        "WALL·E",
        "What's Up, Doc?",
        "Face/Off",
        "Spider-Man: Into the Spider-Verse",
        "O Brother, Where Art Thou?",
        "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
        "Birdman or (The Unexpected Virtue of Ignorance)",
        "-30-",
        "Tora! Tora! Tora!",
        "Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan",
        "12 Angry Men",
        "千と千尋の神隠し",
        "Who's Afraid of Virginia Woolf?",
        "$",
        "π",
        "Synecdoche, New York",
        "Good Night, and Good Luck.",
        "Am I OK?",
        "I, Tonya",
        "Mission: Impossible - Dead Reckoning",
        "3:10 to Yuma",
        "(I Can't Get No) Satisfaction",
        "Sick of Myself (Syk pike)",
        "¡Three Amigos!",
        "'71",
        "#Alive",
        "@midnight",
        "+1",
        "¿Qué hacer?",
        "Tom & Jerry",
        "eXistenZ",
        "Love, Simon / Love, Victor",
        "50/50",
        "The Good, the Bad and the Ugly",
        "X: The Man with the X-Ray Eyes",
        "S1m0ne",
        "Léon: The Professional",
        "Kiss Kiss... Bang, Bang",
        "「千と千尋」：感想",
    ];
    for title in titles {
        assert_plain(title);
    }
}

#[test]
fn titles_that_hold_syntax_still_find_their_words() {
    check(&[
        ("M*A*S*H", "wild[M*A*S*H]"),
        ("*batteries not included", "(and wild[*batteries] not included)"),
        ("\"Wuthering Heights\"", "phrase[Wuthering Heights|None]"),
        ("Se:ven", "in[Se]:ven"),
        ("Re:Zero", "in[Re]:Zero"),
        ("\"Weird Al\" Yankovic", "(and phrase[Weird Al|None] Yankovic)"),
        ("F*ck", "wild[F*ck]"),
        ("TRUTH OR DARE", "(or TRUTH DARE)"),
        ("***", "***"),
    ]);
}
