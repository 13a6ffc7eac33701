//! Days that have not come yet, and years that can't be.

use super::archive::Entry;
use super::{Day, Evidence, Finding, Kind, Place};

/// Works are announced so many years ahead; reviewed they are not.
const AHEAD: i32 = 3;
/// Festivals and preview copies are reviewed the year before, or two.
const PREVIEW: i32 = 2;

/// A finding for each way in which a date is wrong.
pub(super) fn impossible(evidence: &Evidence<'_>) -> Vec<Finding> {
    let today = evidence.today;
    let to_come = finding(evidence, "dated in the future", |entry| future_date(entry, today));
    let far = finding(evidence, "of a work whose year is far ahead", |entry| future_year(entry, today));
    let early = finding(evidence, "dated years before the work came out", too_early);
    [to_come, far, early].into_iter().flatten().collect()
}

fn finding(evidence: &Evidence<'_>, what: &str, test: impl Fn(&Entry) -> Option<String>) -> Option<Finding> {
    let entries = evidence.archive.entries.iter();
    let places: Vec<Place> = entries.filter_map(|entry| Some(entry.noted(test(entry)?))).collect();
    let message = match places.len() {
        0 => return None,
        1 => format!("1 review is {what}"),
        count => format!("{count} reviews are {what}"),
    };
    Some(Finding { kind: Kind::Date, message, places })
}

/// A day is left for the other side of the date line.
fn future_date(entry: &Entry, today: Day) -> Option<String> {
    let date = entry.date.as_deref()?;
    let (year, month, day) = parts(date)?;
    let tomorrow = Day { day: today.day + 1, ..today };
    let first_day = Day { year, month: month.unwrap_or(1), day: day.unwrap_or(1) };
    let is_new_year = (today.month, today.day) == (12, 31) && year == today.year + 1;
    let is_new_month =
        year == today.year && month == Some(today.month + 1) && day == Some(1) && today.day >= 28;
    (first_day > tomorrow && !is_new_year && !is_new_month).then(|| date.to_owned())
}

fn future_year(entry: &Entry, today: Day) -> Option<String> {
    entry.year.filter(|year| *year > today.year + AHEAD).map(|year| year.to_string())
}

fn too_early(entry: &Entry) -> Option<String> {
    let date = entry.date.as_deref()?;
    let (written, ..) = parts(date)?;
    let year = entry.year.filter(|year| *year > written + PREVIEW)?;
    Some(format!("{date}, the work {year}"))
}

/// `2024-05-01`, `2024-05` or `2024`.
fn parts(date: &str) -> Option<(i32, Option<u8>, Option<u8>)> {
    let mut parts = date.split('-');
    let year = parts.next()?.parse().ok()?;
    let mut next = || parts.next().and_then(|part| part.parse().ok());
    Some((year, next(), next()))
}
