//! Is this word a label of scores, or a sign that the score is somebody else's?

use std::ops::Range;

/// A word that makes it worth looking for a score behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    /// `Score`, `Rating`, `Verdict`.
    Label(Label),
    /// `give`, `rated`: the reviewer awards something.
    Award,
}

/// What a label may announce besides points out of a best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) takes_letters: bool,
    pub(super) takes_bare_numbers: bool,
    /// `Overall: 8/10` is itself the overall score.
    pub(super) is_overall: bool,
}

const FULL: Trigger = label(true, true, false);
const OVERALL: Trigger = label(true, true, true);
/// `Note` in English and `Nota` in Italian announce remarks too: no letters.
const NUMBERS: Trigger = label(false, true, false);
/// `Mark: 7` may be a person or a verse.
const RATIOS: Trigger = label(false, false, false);

const fn label(takes_letters: bool, takes_bare_numbers: bool, is_overall: bool) -> Trigger {
    Trigger::Label(Label { takes_letters, takes_bare_numbers, is_overall })
}

/// Every word that triggers, in lower case.
const TRIGGERS: [(&str, Trigger); 53] = [
    ("give", Trigger::Award),
    ("gave", Trigger::Award),
    ("giving", Trigger::Award),
    ("rate", Trigger::Award),
    ("rated", Trigger::Award),
    ("award", Trigger::Award),
    ("score", FULL),
    ("rating", FULL),
    ("verdict", FULL),
    ("grade", FULL),
    ("overall", OVERALL),
    ("gesamtwertung", OVERALL),
    ("gesamtnote", OVERALL),
    ("endnote", OVERALL),
    ("stars", NUMBERS),
    ("points", NUMBERS),
    ("scores", RATIOS),
    ("ratings", RATIOS),
    ("mark", RATIOS),
    ("marks", RATIOS),
    ("note", NUMBERS),
    ("nota", NUMBERS),
    ("fazit", RATIOS),
    ("urteil", RATIOS),
    ("punkte", NUMBERS),
    ("sterne", NUMBERS),
    ("puntaje", NUMBERS),
    ("punteggio", NUMBERS),
    ("wertung", NUMBERS),
    ("bewertung", NUMBERS),
    ("voto", NUMBERS),
    ("valutazione", NUMBERS),
    ("puntuación", NUMBERS),
    ("puntuacion", NUMBERS),
    ("calificación", NUMBERS),
    ("calificacion", NUMBERS),
    ("valoración", NUMBERS),
    ("pontuação", NUMBERS),
    ("avaliação", NUMBERS),
    ("betyg", NUMBERS),
    ("karakter", NUMBERS),
    ("cijfer", NUMBERS),
    ("oordeel", NUMBERS),
    ("ocena", NUMBERS),
    ("hodnocení", NUMBERS),
    ("skóre", NUMBERS),
    ("ocenenie", NUMBERS),
    ("terningkast", NUMBERS),
    ("оценка", NUMBERS),
    ("Оценка", NUMBERS),
    ("рейтинг", NUMBERS),
    ("Рейтинг", NUMBERS),
    ("arvosana", NUMBERS),
];

/// The shortest and the longest word that triggers, in bytes.
const SHORTEST: usize = 4;
const LONGEST: usize = 16;

/// For each first letter, a bit for each second letter with which a word of the table goes on.
const STARTS: [u32; 26] = starts();

const fn starts() -> [u32; 26] {
    let mut starts = [0; 26];
    let mut at = 0;
    while at < TRIGGERS.len() {
        let word = TRIGGERS[at].0.as_bytes();
        if word[0].is_ascii_lowercase() {
            starts[(word[0] - b'a') as usize] |= 1 << (word[1] - b'a');
        }
        at += 1;
    }
    starts
}

/// The next word from byte `from` on that triggers something.
///
/// Every line of every review comes through here, so words are told apart by bytes, and most are
/// dismissed by their length and first letter.
pub(super) fn next_trigger(line: &str, from: usize) -> Option<(Range<usize>, Trigger)> {
    let bytes = line.as_bytes();
    let mut at = from;
    loop {
        let start = at + bytes.get(at..)?.iter().position(|&byte| is_word_byte(byte))?;
        let run = bytes.get(start..)?;
        let len = run.iter().position(|&byte| !is_word_byte(byte)).unwrap_or(run.len());
        at = start + len;
        if !(SHORTEST..=LONGEST).contains(&len) {
            continue;
        }
        // What is left of a dash or an emoji before the word.
        let start = start + run.iter().take_while(|&&byte| is_continuation(byte)).count();
        let word = line.get(start..at).filter(|word| may_trigger(word.as_bytes()));
        if let Some(trigger) = word.and_then(trigger) {
            return Some((start..at, trigger));
        }
    }
}

/// ASCII letters and digits, and the letters of U+00C0 to U+07FF byte by byte.
fn is_word_byte(byte: u8) -> bool {
    WORD_BYTES[usize::from(byte)]
}

const WORD_BYTES: [bool; 256] = word_bytes();

const fn word_bytes() -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < table.len() {
        let byte = at as u8;
        table[at] = byte.is_ascii_alphanumeric() || matches!(byte, 0x80..=0xBF | 0xC3..=0xDF);
        at += 1;
    }
    table
}

/// A byte of UTF-8 that is not the first of its character.
fn is_continuation(byte: u8) -> bool {
    matches!(byte, 0x80..=0xBF)
}

/// Whether a word that begins like this can be one of the table.
fn may_trigger(word: &[u8]) -> bool {
    // Cyrillic
    if matches!(word.first(), Some(0xD0..=0xD1)) {
        return true;
    }
    let letter = |at: usize| word.get(at).map(|byte| byte.to_ascii_lowercase().wrapping_sub(b'a'));
    let (Some(first), Some(second)) = (letter(0), letter(1)) else { return false };
    second < 26 && STARTS.get(usize::from(first)).is_some_and(|seconds| seconds >> second & 1 == 1)
}

/// What the word triggers, if anything.
fn trigger(word: &str) -> Option<Trigger> {
    TRIGGERS.iter().find(|(trigger, _)| trigger.eq_ignore_ascii_case(word)).map(|&(_, trigger)| trigger)
}

/// Calls `look` with the word in lower case (as far as it is ASCII), without allocating.
fn in_lower_case<T>(word: &str, look: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0; LONGEST];
    let lower = buffer.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    look(std::str::from_utf8(lower).ok()?)
}

/// The reviewer speaks.
pub(super) fn is_own(word: &str) -> bool {
    let own = |word: &str| {
        matches!(
            word,
            "my" | "our"
                | "i"
                | "i'd"
                | "i’d"
                | "i'll"
                | "i’ll"
                | "we"
                | "we'd"
                | "we’d"
                | "reviewer's"
                | "editor's"
        )
        .then_some(())
    };
    in_lower_case(word, own).is_some()
}

/// The score that sums the others up.
pub(super) fn is_overall(word: &str) -> bool {
    ["final", "total", "overall"].iter().any(|overall| word.eq_ignore_ascii_case(overall))
}

/// The reviewer says what the score is not: `I wouldn't give it 10/10`.
pub(super) fn is_denial(word: &str) -> bool {
    let ends = |end: &str| word.len() > end.len() && word.ends_with(end);
    ends("n't") || ends("n’t") || ["not", "never", "cannot"].iter().any(|not| word.eq_ignore_ascii_case(not))
}

/// The score or rating is somebody else's, or certifies an age, or is that of a part of the work.
pub(super) fn is_not_the_reviews(word: &str) -> bool {
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let bare = bare.trim_end_matches(['\'', '’']);
    in_lower_case(bare, |word| (is_gatherer(word) || is_foreign(word) || is_aspect(word)).then_some(()))
        .is_some()
}

/// A site that gathers scores.
pub(super) fn is_site(word: &str) -> bool {
    in_lower_case(word, |word| is_gatherer(word).then_some(())).is_some()
}

fn is_gatherer(word: &str) -> bool {
    matches!(
        word,
        "imdb"
            | "metacritic"
            | "metascore"
            | "tomatoes"
            | "tomatometer"
            | "popcornmeter"
            | "opencritic"
            | "tmdb"
            | "letterboxd"
            | "goodreads"
            | "storygraph"
            | "cinemascore"
            | "douban"
            | "filmaffinity"
            | "allocine"
            | "allociné"
            | "kinopoisk"
            | "myanimelist"
            | "anilist"
            | "trakt"
            | "gamerankings"
            | "igdb"
    )
}

/// Shops, audiences, other people, and those who certify ages.
fn is_foreign(word: &str) -> bool {
    matches!(
        word,
        "rotten"
            | "rt"
            | "steam"
            | "amazon"
            | "netflix"
            | "cinema"
            | "ebert"
            | "siskel"
            | "maltin"
            | "critic"
            | "critics"
            | "audience"
            | "audiences"
            | "user"
            | "users"
            | "average"
            | "avg"
            | "mean"
            | "median"
            | "aggregate"
            | "aggregated"
            | "consensus"
            | "community"
            | "public"
            | "reader"
            | "readers"
            | "viewer"
            | "viewers"
            | "voters"
            | "mpaa"
            | "mpa"
            | "esrb"
            | "pegi"
            | "bbfc"
            | "fsk"
            | "usk"
            | "age"
            | "ages"
            | "content"
            | "parental"
            | "certificate"
            | "approval"
            | "his"
            | "her"
            | "their"
            | "your"
            | "wife"
            | "husband"
            | "previous"
            | "old"
    )
}

/// Parts of a work, and properties of it, that are scored by themselves.
fn is_aspect(word: &str) -> bool {
    matches!(
        word,
        "story"
            | "plot"
            | "graphics"
            | "visuals"
            | "visual"
            | "gameplay"
            | "sound"
            | "audio"
            | "music"
            | "soundtrack"
            | "musical"
            | "acting"
            | "direction"
            | "directing"
            | "performance"
            | "performances"
            | "script"
            | "screenplay"
            | "writing"
            | "cinematography"
            | "replay"
            | "replayability"
            | "value"
            | "presentation"
            | "atmosphere"
            | "characters"
            | "character"
            | "ending"
            | "pacing"
            | "narration"
            | "narrator"
            | "cover"
            | "prose"
            | "worldbuilding"
            | "romance"
            | "spice"
            | "heat"
            | "gore"
            | "scare"
            | "scares"
            | "violence"
            | "sex"
            | "nudity"
            | "profanity"
            | "language"
            | "difficulty"
            | "fun"
            | "controls"
            | "effects"
            | "editing"
            | "originality"
            | "lyrics"
            | "production"
            | "vocals"
            | "multiplayer"
            | "campaign"
            | "video"
            | "picture"
            | "extras"
            | "features"
            | "disc"
            | "high"
            | "box"
            | "credit"
            | "sleaze"
            | "humor"
            | "humour"
            | "suspense"
            | "enjoyment"
            | "rewatchability"
            | "taste"
            | "nose"
            | "finish"
            | "palate"
            | "aroma"
            | "appearance"
            | "service"
            | "food"
            | "ambience"
            | "battery"
            | "display"
            | "camera"
            | "design"
            | "price"
            | "quality"
            | "level"
            | "track"
            | "chapter"
            | "episode"
            | "trailer"
    )
}
