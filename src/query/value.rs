//! The values of filters: ranges of scores and years, and their ends in text.

use std::fmt;

/// A range, each end with whether it belongs to the range itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds<T> {
    /// The lower end and whether it is inclusive.
    pub low: Option<(T, bool)>,
    /// The upper end and whether it is inclusive.
    pub high: Option<(T, bool)>,
}

impl<T: PartialOrd + Copy> Bounds<T> {
    /// From `low` to `high`, both inclusive.
    pub fn inclusive(low: T, high: T) -> Self {
        Self { low: Some((low, true)), high: Some((high, true)) }
    }

    /// Whether `value` lies within.
    pub fn contains(&self, value: &T) -> bool {
        let above = self.low.is_none_or(|(low, equal)| *value > low || (equal && *value == low));
        let below = self.high.is_none_or(|(high, equal)| *value < high || (equal && *value == high));
        above && below
    }

    /// Whether the ends stand the wrong way round, so that nothing can lie between them.
    fn is_empty(&self) -> bool {
        match (self.low, self.high) {
            (Some((low, from)), Some((high, to))) => low > high || (low == high && !(from && to)),
            _ => false,
        }
    }
}

/// What one written value covers: a year covers its days, a decade its years, a score itself.
pub(super) type Covered<T> = (T, T);

/// Reads `>=7`, `<7`, `=7`, `7`, `7..9`, `>7..<9`, `7..`, `..9` or `7-9`, where `unit` reads one value.
pub(super) fn read_bounds<T: PartialOrd + Copy>(
    raw: &str,
    unit: impl Fn(&str) -> Result<Covered<T>, String>,
) -> Result<Bounds<T>, String> {
    let bounds = match raw.replace('…', "..").split_once("..") {
        Some((low, high)) => read_range(low, high.trim_start_matches('.'), &unit)?,
        None => read_single(raw, &unit)?,
    };
    if bounds.is_empty() {
        return Err(format!("nothing lies in `{raw}`: its lower end is above its upper end"));
    }
    Ok(bounds)
}

fn read_range<T: Copy>(
    low: &str,
    high: &str,
    unit: &impl Fn(&str) -> Result<Covered<T>, String>,
) -> Result<Bounds<T>, String> {
    let (low_sign, low) = split_comparison(low);
    let (high_sign, high) = split_comparison(high);
    let signs_fit = matches!(low_sign, "" | ">" | ">=" | "≥") && matches!(high_sign, "" | "<" | "<=" | "≤");
    if !signs_fit {
        return Err("in a range, only `>` may stand before the lower end and `<` before the upper".to_owned());
    }
    if low.is_empty() && high.is_empty() {
        return Err("a range needs at least one end".to_owned());
    }
    let low = (!low.is_empty()).then(|| unit(low)).transpose()?;
    let high = (!high.is_empty()).then(|| unit(high)).transpose()?;
    Ok(Bounds {
        low: low.map(|covered| low_end(low_sign == ">", covered)),
        high: high.map(|covered| high_end(high_sign == "<", covered)),
    })
}

fn read_single<T: PartialOrd + Copy>(
    raw: &str,
    unit: &impl Fn(&str) -> Result<Covered<T>, String>,
) -> Result<Bounds<T>, String> {
    let (sign, value) = split_comparison(raw);
    let covered = match unit(value) {
        Ok(covered) => covered,
        Err(why) if sign.is_empty() => return read_dashed(value, unit).ok_or(why),
        Err(why) => return Err(why),
    };
    let (low, high) = (|strict| Some(low_end(strict, covered)), |strict| Some(high_end(strict, covered)));
    Ok(match sign {
        ">" | ">=" | "≥" => Bounds { low: low(sign == ">"), high: None },
        "<" | "<=" | "≤" => Bounds { low: None, high: high(sign == "<") },
        _ => Bounds { low: low(false), high: high(false) },
    })
}

/// `7-9` and `2010–2019`, where the whole is no value itself (`2024-05` is a month).
fn read_dashed<T: Copy>(raw: &str, unit: &impl Fn(&str) -> Result<Covered<T>, String>) -> Option<Bounds<T>> {
    raw.match_indices(['-', '–', '—']).find_map(|(at, dash)| {
        let low = unit(&raw[..at]).ok()?;
        let high = unit(&raw[at + dash.len()..]).ok()?;
        Some(Bounds { low: Some(low_end(false, low)), high: Some(high_end(false, high)) })
    })
}

/// After a year is after its last day; from a year on is from its first.
fn low_end<T>(strict: bool, (first, last): Covered<T>) -> (T, bool) {
    if strict { (last, false) } else { (first, true) }
}

/// Before a year is before its first day; up to a year is up to its last.
fn high_end<T>(strict: bool, (first, last): Covered<T>) -> (T, bool) {
    if strict { (first, false) } else { (last, true) }
}

/// The comparison that `raw` begins with, or nothing, and the rest.
pub(super) fn split_comparison(raw: &str) -> (&str, &str) {
    let signs = [">=", "<=", "==", "≥", "≤", ">", "<", "="];
    let sign = signs.into_iter().find(|&sign| raw.starts_with(sign)).unwrap_or_default();
    raw.split_at(sign.len())
}

/// One score in any notation, on `0..=10`. Plain decimals are read here, as exactly as they are
/// printed: a third of ten has more of them than any critic writes.
pub(super) fn read_score(raw: &str) -> Result<Covered<f64>, String> {
    let value = match decimal(raw) {
        Some(value) => value,
        None => crate::score::parse_bound(raw)?,
    };
    if !(0.0..=10.0).contains(&value) {
        return Err(format!("`{raw}` is not between 0 and 10"));
    }
    Ok((value, value))
}

fn decimal(raw: &str) -> Option<f64> {
    let is_decimal = raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    raw.parse().ok().filter(|value| is_decimal && (0.0..=10.0).contains(value))
}

/// One year, or a decade written `1990s`.
pub(super) fn read_year(raw: &str) -> Result<Covered<i32>, String> {
    let decade = ["'s", "’s", "s"].into_iter().find_map(|suffix| raw.strip_suffix(suffix));
    match decade {
        Some(first) if first.len() == 4 && first.ends_with('0') => {
            year_number(first).map(|year| (year, year + 9))
        }
        Some(_) => Err(format!("`{raw}` is not a decade")),
        None => year_number(raw).map(|year| (year, year)),
    }
}

fn year_number(raw: &str) -> Result<i32, String> {
    digits(raw, 4).filter(|&year| year > 0).ok_or_else(|| format!("`{raw}` is not a year"))
}

/// The number that `raw` is, where it has at most `longest` digits and nothing else.
pub(super) fn digits(raw: &str, longest: usize) -> Option<i32> {
    let plain = raw.len() <= longest && raw.bytes().all(|byte| byte.is_ascii_digit());
    if plain { raw.parse().ok() } else { None }
}

/// A range as a filter's value writes it: `7`, `7..9`, `>=7`, `>7..<9`.
impl<T: fmt::Display + PartialEq> fmt::Display for Bounds<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.low, &self.high) {
            (Some((low, true)), Some((high, true))) if low == high => write!(f, "{low}"),
            (Some((low, from)), Some((high, to))) => {
                write!(f, "{}{low}..{}{high}", if *from { "" } else { ">" }, if *to { "" } else { "<" })
            }
            (Some((low, from)), None) => write!(f, "{}{low}", if *from { ">=" } else { ">" }),
            (None, Some((high, to))) => write!(f, "{}{high}", if *to { "<=" } else { "<" }),
            (None, None) => f.write_str("*"),
        }
    }
}
