//! Which texts are nearly the same? A small sketch of each tells, without the texts.
//!
//! A text is the set of its shingles: runs of [`SHINGLE`] words, hashed. Two texts are as alike as
//! their sets (Jaccard: shared shingles among all). `MinHash` (Broder 1997) finds candidates: each
//! of [`BANDS`] bands is a hash of [`ROWS`] minima, and two texts that are alike by `j` share at least one
//! band with probability `1 - (1 - j^ROWS)^BANDS`: 0.9999 for 0.8, 0.016 for 0.1. The [`KEPT`] smallest hashes are
//! kept to verify: they are a fair sample of the whole set, and for a text of up to so many words they are the set itself.

use crate::words::Scanner;

const SHINGLE: usize = 4;
const ROWS: usize = 3;
/// How many bands a sketch has.
pub(super) const BANDS: usize = 16;
const KEPT: usize = 128;
/// A shorter text says too little to be called nearly the same as another.
const FEWEST_WORDS: u32 = 20;
/// A longer text is compared by its beginning: so many shingles are sketched.
const MOST_WORDS: u32 = 100_000;

/// A text's sketch.
#[derive(Debug, Default, Clone)]
pub(super) struct Sketch {
    /// How many words the text has.
    pub(super) words: u32,
    /// Of all its words in order: equal for texts that say the same.
    pub(super) whole: u64,
    /// Empty for texts that are too short.
    pub(super) bands: Vec<u32>,
    /// The smallest hashes of shingles, ascending, as far as their upper halves tell them apart.
    smallest: Vec<u32>,
}

impl Sketch {
    /// The sketch of the text that the parts make together.
    pub(super) fn of<'a>(parts: impl Iterator<Item = &'a str>) -> Self {
        let mut sketch = Self::default();
        let mut window = [0_u64; SHINGLE];
        let mut shingles = Vec::new();
        for part in parts {
            let mut scanner = Scanner::new(part);
            while let Some(token) = scanner.next_token() {
                if token.width > 1 {
                    continue;
                }
                let word = hash(token.text.as_bytes());
                sketch.whole = mix(sketch.whole ^ word);
                window.rotate_left(1);
                window[SHINGLE - 1] = word;
                sketch.words += 1;
                if sketch.words as usize >= SHINGLE && sketch.words <= MOST_WORDS {
                    shingles.push(window.iter().fold(0, |whole, word| mix(whole ^ word)));
                }
            }
        }
        if sketch.words >= FEWEST_WORDS {
            shingles.sort_unstable();
            shingles.dedup();
            sketch.bands = bands(&shingles);
            sketch.smallest = shingles.iter().take(KEPT).map(|shingle| (shingle >> 32) as u32).collect();
        }
        sketch
    }

    /// How alike two texts are, from 0 to 1: the share of the common among the smallest hashes of both.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.smallest.iter().peekable(), other.smallest.iter().peekable());
        let (mut shared, mut all) = (0_u32, 0_u32);
        while all < KEPT as u32 {
            match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if x == y => {
                    shared += 1;
                    a.next();
                    b.next();
                }
                (Some(x), Some(y)) if x > y => drop(b.next()),
                (Some(_), _) => drop(a.next()),
                (None, Some(_)) => drop(b.next()),
                (None, None) => break,
            }
            all += 1;
        }
        if all == 0 { 0.0 } else { f64::from(shared) / f64::from(all) }
    }
}

/// A hash of [`ROWS`] minima for each band; each minimum is under a permutation of its own.
fn bands(shingles: &[u64]) -> Vec<u32> {
    let mut minima = [u32::MAX; BANDS * ROWS];
    for &shingle in shingles {
        for (at, least) in minima.iter_mut().enumerate() {
            *least = (*least).min(permuted(shingle, at));
        }
    }
    let band = |rows: &[u32]| rows.iter().fold(0, |whole, row| mix(whole ^ u64::from(*row))) as u32;
    minima.chunks(ROWS).map(band).collect()
}

/// Multiply and shift (Dietzfelbinger et al. 1997). Multiples of one multiplier would not do: what is small under the
/// first of them is small under the next ones, and then one changed word moves the minima of all bands.
fn permuted(shingle: u64, at: usize) -> u32 {
    ((shingle ^ (shingle >> 29)).wrapping_mul(MULTIPLIERS[at]) >> 32) as u32
}

/// Odd, and each of its own.
const MULTIPLIERS: [u64; BANDS * ROWS] = multipliers();

const fn multipliers() -> [u64; BANDS * ROWS] {
    let mut multipliers = [0; BANDS * ROWS];
    let mut at = 0;
    while at < multipliers.len() {
        multipliers[at] = mix(at as u64 + 1) | 1;
        at += 1;
    }
    multipliers
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The finalizer of `SplitMix64`, away from its fixed point 0.
const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
