//! The many spellings of a date, brought to `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::fold::fold;
use super::translations;

/// Works are dated within these years; what lies outside is some other number.
const YEARS: std::ops::RangeInclusive<i32> = 1000..=2199;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A front-matter value as a date: text, a number, a list `[2012, 6, 10]` or a map of year, month and day.
pub(super) fn from_value(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => from_text(text),
        Value::Number(number) => number.as_i64().and_then(from_number),
        Value::Array(parts) => from_list(parts),
        Value::Object(map) => from_map(map),
        Value::Bool(_) | Value::Null => None,
    }
}

/// A written date.
///
/// Numbers alone are read year first, else day first where dots part them (`10.6.2012`), else month
/// first (`6/10/2012`) unless only the other order is a date.
pub(super) fn from_text(text: &str) -> Option<String> {
    let text = unwrapped(text.trim());
    let digits_only = !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit());
    if digits_only {
        return from_number(text.parse().ok()?);
    }
    basic(text)
        .or_else(|| iso(text))
        .or_else(|| named_month(text))
        .or_else(|| year_last(text))
        .or_else(|| year_behind_comma(text))
}

/// `[[2021-03-04]]`, the link to a day's note, and Org's `[2021-03-04 Thu]` and `<2021-03-04 Thu>`.
fn unwrapped(text: &str) -> &str {
    const PAIRS: [(&str, &str); 3] = [("[[", "]]"), ("[", "]"), ("<", ">")];
    let inside = PAIRS.iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inside.map_or(text, str::trim)
}

/// `09 1, 2016`: month, day and year as shops export them.
fn year_behind_comma(text: &str) -> Option<String> {
    let (date, year) = text.split_once(", ")?;
    let (month, of_month) = date.split_once(' ')?;
    day(year.trim().parse().ok()?, month.parse().ok()?, of_month.trim().parse().ok()?)
}

/// Which of two numbers before a year is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `25/12/2019`.
    DayFirst,
    /// `12/25/2019`.
    MonthFirst,
    /// `03/04/2019`: [`from_text`] took the month first, but nothing says so.
    Unknown,
}

/// The order of a date in slashes or hyphens that ends in its year; `None` for every other date.
pub(super) fn order(text: &str) -> Option<Order> {
    let date = text.trim().split([' ', ',']).next()?;
    let parts: Option<Vec<i32>> = date.split(['-', '/']).map(|part| part.parse().ok()).collect();
    let [first, second, year] = parts?[..] else { return None };
    match (day(year, first, second).is_some(), day(year, second, first).is_some()) {
        (true, true) if first != second => Some(Order::Unknown),
        (true, false) => Some(Order::MonthFirst),
        (false, true) => Some(Order::DayFirst),
        _ => None,
    }
}

/// `2019-03-04` as `2019-04-03`: the other way to understand a date of unknown order.
pub(super) fn other_order(date: &str) -> Option<String> {
    let [year, month, of_month] = date.split('-').collect::<Vec<_>>()[..] else { return None };
    Some(format!("{year}-{of_month}-{month}"))
}

/// Whether a text is no more than a date, with or without its year: `1 April`, `3 May 2019`.
pub(super) fn is_day(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let months = words.iter().filter(|word| month_number(word).is_some()).count();
    let days = words.iter().filter(|word| ordinal(word).is_some_and(|number| number <= 31)).count();
    (months == 1 && days == 1 && words.len() == 2) || (from_text(text).is_some_and(|date| date.len() == 10))
}

/// A year that stands alone or leads a date; `None` if the value holds neither.
pub(super) fn year_of(value: &Value) -> Option<i32> {
    let year = from_value(value)?.get(..4)?.parse().ok()?;
    Some(year).filter(|year| YEARS.contains(year))
}

fn from_number(number: i64) -> Option<String> {
    match number {
        1000..=2199 => Some(number.to_string()),
        10_000_000..=21_991_231 => {
            day((number / 10_000) as i32, (number / 100 % 100) as i32, (number % 100) as i32)
        }
        100_000_000..=4_102_444_800 => {
            let seconds = Timestamp::from_second(number).ok()?;
            Some(jiff::tz::Offset::UTC.to_datetime(seconds).date().to_string())
        }
        _ => None,
    }
}

fn from_list(parts: &[Value]) -> Option<String> {
    let numbers: Vec<i32> = parts.iter().map_while(small_number).collect();
    match numbers[..] {
        [year] => partial(year, None, None),
        [year, month] => partial(year, Some(month), None),
        [year, month, day, ..] => partial(year, Some(month), Some(day)),
        [] => parts.first().filter(|first| first.is_string()).and_then(from_value),
    }
}

fn from_map(map: &Map<String, Value>) -> Option<String> {
    let part = |name: &str| map.get(name).and_then(small_number);
    partial(part("year")?, part("month"), part("day"))
}

fn small_number(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => number.as_i64()?.try_into().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn partial(year: i32, month: Option<i32>, day_of_month: Option<i32>) -> Option<String> {
    match (month, day_of_month) {
        (Some(month), Some(of_month)) => day(year, month, of_month),
        (Some(month), None) => {
            day(year, month, 1)?;
            Some(format!("{year:04}-{month:02}"))
        }
        (None, _) => YEARS.contains(&year).then(|| year.to_string()),
    }
}

fn day(year: i32, month: i32, day: i32) -> Option<String> {
    if !YEARS.contains(&year) {
        return None;
    }
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(date.to_string())
}

/// `20120610T2300-0700`, the basic format of ISO 8601.
fn basic(text: &str) -> Option<String> {
    let (date, _) = text.split_once('T').filter(|(date, _)| date.len() == 8)?;
    if date.bytes().all(|byte| byte.is_ascii_digit()) { from_number(date.parse().ok()?) } else { None }
}

/// `2012-06-10`, `2012/6/10`, `2012.06.10`, `2012-06`, each with or without a time behind it.
fn iso(text: &str) -> Option<String> {
    let date = text.split(['T', 't', ' ']).next()?.trim_end_matches([',', 'Z']);
    let parts: Option<Vec<i32>> = date.split(['-', '/', '.']).map(|part| part.parse().ok()).collect();
    match parts?[..] {
        [year, month] if date.len() >= 6 => partial(year, Some(month), None),
        [year, month, of_month] if year > 31 => day(year, month, of_month),
        _ => None,
    }
}

/// `10 June 2012`, `June 10th, 2012`, `Sun, 10 Jun 2012 10:00:00 +0000`, `June 2012`.
fn named_month(text: &str) -> Option<String> {
    if text.len() > 64 {
        return None;
    }
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|w| !w.is_empty()).collect();
    let month = words.iter().find_map(|word| month_number(word))?;
    let mut numbers = words.iter().filter_map(|word| ordinal(word));
    let (first, second) = (numbers.next()?, numbers.next());
    match second {
        Some(second) if first > 31 => day(first, month, second),
        Some(second) if second > 31 => day(second, month, first),
        _ => partial(first, Some(month), None),
    }
}

fn month_number(word: &str) -> Option<i32> {
    let word = word.to_lowercase();
    english_month(&word).or_else(|| {
        let folded = fold(&word);
        translations::MONTHS.iter().find(|(name, _)| *name == folded).map(|(_, month)| *month)
    })
}

fn english_month(word: &str) -> Option<i32> {
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    let full =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"];
    let late = ["november", "december", "sept"];
    let whole = word.len() == 3 || full.iter().chain(&late).any(|name| *name == word);
    whole.then(|| i32::try_from(at + 1).ok())?
}

fn ordinal(word: &str) -> Option<i32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    matches!(ending, "" | "st" | "nd" | "rd" | "th").then(|| digits.parse().ok())?
}

fn year_last(text: &str) -> Option<String> {
    let date = text.split([' ', ',']).next()?;
    let parts: Option<Vec<i32>> = date.split(['-', '/', '.']).map(|part| part.parse().ok()).collect();
    let [first, second, year] = parts?[..] else { return None };
    if date.contains('.') {
        return day(year, second, first);
    }
    day(year, first, second).or_else(|| day(year, second, first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn written_dates_come_to_one_spelling() {
        let spellings = [
            "2012-06-10",
            "2012/6/10",
            "2012-06-10T08:15:00+02:00",
            "2012-06-10 08:15:00 -0500",
            "20120610",
            "20120610T2300-0700",
            "June 10, 2012",
            "10th June 2012",
            "Sun, 10 Jun 2012 10:00:00 +0000",
            "10.6.2012",
            "6/10/2012",
            "[[2012-06-10]]",
            "[2012-06-10 Sun]",
            "<2012-06-10 Sun 10:00>",
        ];
        for spelling in spellings {
            assert_eq!(from_text(spelling).as_deref(), Some("2012-06-10"), "{spelling}");
        }
    }

    #[test]
    fn lists_maps_and_numbers_are_dates_too() {
        assert_eq!(from_value(&json!([2012, 6, 10])).as_deref(), Some("2012-06-10"));
        assert_eq!(from_value(&json!({"year": 2012, "month": 6})).as_deref(), Some("2012-06"));
        assert_eq!(from_value(&json!(1_339_286_400)).as_deref(), Some("2012-06-10"));
        assert_eq!(from_value(&json!(2012)).as_deref(), Some("2012"));
    }

    #[test]
    fn the_order_that_is_a_date_wins() {
        assert_eq!(from_text("25/12/2019").as_deref(), Some("2019-12-25"));
        assert_eq!(from_text("June 2012").as_deref(), Some("2012-06"));
        assert_eq!(from_text("14 juillet 2016").as_deref(), Some("2016-07-14"));
        assert_eq!(from_text("12. März 2018").as_deref(), Some("2018-03-12"));
        assert_eq!(from_text("3 de março de 2018").as_deref(), Some("2018-03-03"));
        assert_eq!(from_text("Sept 3, 1999").as_deref(), Some("1999-09-03"));
    }

    #[test]
    fn the_order_of_day_and_month_is_known_or_not() {
        assert_eq!(order("25/12/2019"), Some(Order::DayFirst));
        assert_eq!(order("12/25/2019"), Some(Order::MonthFirst));
        assert_eq!(order("03/04/2019"), Some(Order::Unknown));
        assert_eq!(order("04/04/2019"), None);
        assert_eq!(order("2019/04/05"), None);
        assert_eq!(other_order("2019-03-04").as_deref(), Some("2019-04-03"));
        assert!(is_day("1 April") && is_day("May 3rd") && is_day("3 May 2019"));
        assert!(!is_day("April") && !is_day("Room 1408") && !is_day("2019"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["", "soon", "2012-13-40", "31.02.2012", "maybe 5", "Marching 3, 1999", "-", "99999999999999"]
        {
            assert_eq!(from_text(text), None, "{text}");
        }
        assert_eq!(from_value(&json!([])), None);
        assert_eq!(from_value(&json!(true)), None);
    }
}
