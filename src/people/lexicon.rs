//! What words say about names: lists written for this project, a folded word each.
//!
//! The lists need not be whole. A name that they don't know is found by what stands around it, and
//! a word that they don't know is only weaker evidence.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// A list of folded words.
pub(super) struct Words(LazyLock<FxHashSet<&'static str>>);

impl Words {
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// Which lists have a word that begins a run of capitals. Every run is asked about, so they are asked at once.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a list of its own, and a word may be in all")]
pub(super) struct Beginning {
    pub(super) is_given: bool,
    pub(super) is_common: bool,
    pub(super) is_rank: bool,
    pub(super) is_office: bool,
}

impl Beginning {
    /// What the lists say of a folded word.
    pub(super) fn of(word: &str) -> Self {
        static KNOWN: LazyLock<FxHashMap<&str, Beginning>> = LazyLock::new(|| {
            let mut known: FxHashMap<&str, Beginning> = FxHashMap::default();
            GIVEN.0.iter().for_each(|word| known.entry(word).or_default().is_given = true);
            COMMON.0.iter().for_each(|word| known.entry(word).or_default().is_common = true);
            RANKS.0.iter().for_each(|word| known.entry(word).or_default().is_rank = true);
            OFFICES.0.iter().for_each(|word| known.entry(word).or_default().is_office = true);
            known
        });
        KNOWN.get(word).copied().unwrap_or_default()
    }
}

/// The folded names of characters that everybody writes about. The list is ours.
pub(super) static CHARACTERS: Words =
    Words(LazyLock::new(|| include_str!("characters.txt").lines().collect()));

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident: $text:expr;)*) => {
        $($(#[$doc])* pub(super) static $name: Words =
            Words(LazyLock::new(|| $text.split_whitespace().collect()));)*
    };
}

lists! {
    /// Given names of many languages.
    GIVEN: include_str!("given.txt");
    /// Words that begin sentences and titles and are no part of a name.
    COMMON: include_str!("common.txt");
    /// Cities, countries, states, by each of their words.
    PLACES: include_str!("places.txt");
    /// Last words of streets, companies, prizes and titles.
    ENDS: include_str!("ends.txt");
    /// Words of the three lists above that are surnames too.
    SURNAMES: include_str!("surnames.txt");
    /// Words between the parts of a surname, written small.
    PARTICLES: "de del della der den di da dos du el al bin ibn ben la le van von vom zu y ter ten af av";
    /// What stands behind a name.
    SUFFIXES: "jr sr junior senior ii iii iv";
    /// Abbreviations that end in a point and end no sentence.
    ABBREVIATIONS: "mr mrs ms dr st jr sr lt sgt capt col gen prof rev sen gov";
    /// What real people are called before their names.
    OFFICES: "director directors actor actors actress actresses writer writers screenwriter screenwriters \
        writer-director producer producers editor editors composer composers cinematographer \
        cinematographers comedian comedians comic comedienne author authors novelist novelists playwright \
        singer singers singer-songwriter songwriter musician musicians rapper filmmaker filmmakers auteur star stars co-star \
        co-stars costar costars co-writer co-director starlet newcomer newcomers legend icon veteran \
        veterans sir dame starring stars starred featuring opposite choreographer showrunner creator \
        photographer designer journalist critic president senator pianist guitarist drummer vocalist \
        dp lensman helmer scribe documentarian animator puppeteer magician wrestler boxer duo";
    /// What characters are called before their names.
    RANKS: "mr mrs ms miss mister dr doctor prof professor captain capt lt lieutenant sgt sergeant colonel col \
        general gen major private corporal admiral commander detective inspector officer agent sheriff \
        deputy marshal constable judge king queen prince princess lord lady count countess baron baroness \
        duke duchess emperor uncle aunt auntie cousin brother sister father mother rev reverend bishop \
        pope saint nurse madame monsieur herr frau senor senora don dona master";
    /// Before `by`, what people do to works.
    DONE: "directed written played portrayed voiced shot composed produced edited penned helmed scored \
        created adapted performed lensed photographed designed essayed co-written co-directed \
        inhabited embodied narrated";
    /// Before `by`, what companies do to works.
    ISSUED: "developed published released distributed made issued ported followed owned preceded inspired \
        surrounded replaced remastered financed backed funded broadcast aired";
    /// What people of a work do, as a verb behind the name.
    DOES: "plays play played playing stars star starred starring co-stars co-starred costars portrays \
        portray portrayed portraying directs directed directing delivers delivered deliver shines voices \
        voiced steals stole wrote writes penned composed produced shines excels brings essays embodies \
        appears headlines cameos chews overacts underplays impresses dazzles helms helmed scripted \
        narrates sings lends imbues";
    /// What people of a work have, behind `'s`.
    HAS: "performance performances direction script screenplay film films movie movies portrayal turn role \
        score music cinematography novel novels book books acting delivery writing camera camerawork \
        adaptation version charisma masterpiece debut directing work editing lens production filmography \
        career character remake comedy classic soundtrack voice comedic dialogue photography accent \
        choreography short story memoir play depiction cameo oeuvre presence songs album lyrics \
        interpretation vision narration best finest";
    /// Before the name of a character.
    AS: "as plays played play playing portrays portraying portrayed portray named called character role \
        protagonist protagonists heroine";
    /// Behind a name, the name was that of a character or of a work.
    NOT_PEOPLE: "character characters series franchise saga universe mythos trilogy novels books stories";
    /// Behind a hyphen, what makes of a name a word about it.
    TRAITS: "old winner winning winners nominated nominee style esque like era based born directed starring \
        inspired type level wide bound heavy lite ish led helmed penned produced scripted made written \
        minded owned loving hating themed shaped scored backed sponsored to and up in off out";
}
