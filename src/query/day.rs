//! Days of the calendar: read as a day, a month or a year, printed the same way.

use std::fmt;

use super::value::{Bounds, Covered, digits};

/// A day of the Gregorian calendar, `0001-01-01` to `9999-12-31`. Displayed as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// `YYYYMMDD` as a decimal number, which orders as days do.
    number: i32,
}

impl Day {
    /// The day, if the calendar has it.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { number: year * 10_000 + i32::from(month) * 100 + i32::from(day) })
    }

    /// The year, `1..=9999`.
    pub fn year(self) -> i32 {
        self.number / 10_000
    }

    /// The month, `1..=12`.
    pub fn month(self) -> u8 {
        (self.number / 100 % 100) as u8
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        (self.number % 100) as u8
    }

    /// The day as the decimal number `YYYYMMDD`, which orders as days do.
    pub fn number(self) -> i32 {
        self.number
    }

    fn is_last_of_month(self) -> bool {
        self.day() == days_in_month(self.year(), self.month())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// The Gregorian calendar's lengths.
fn days_in_month(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// One day, month or year: `2024-05-01`, `2024-05`, `2024`, also with slashes.
pub(super) fn read_date(raw: &str) -> Result<Covered<Day>, String> {
    let unreadable = || format!("`{raw}` is not a date");
    let mut parts = raw.split(['-', '/']);
    let year = parts.next().filter(|year| year.len() == 4).and_then(|year| digits(year, 4));
    let year = year.filter(|&year| year > 0).ok_or_else(unreadable)?;
    let mut number = || parts.next().map(|part| digits(part, 2).ok_or_else(unreadable)).transpose();
    let (month, day) = (number()?, number()?);
    if parts.next().is_some() {
        return Err(unreadable());
    }
    covered_days(year, month, day)
}

/// The first and the last day of what was written, each number of at most two digits.
fn covered_days(year: i32, month: Option<i32>, day: Option<i32>) -> Result<Covered<Day>, String> {
    let (first_month, last_month) = month.map_or((1, 12), |month| (month as u8, month as u8));
    let last_day = days_in_month(year, last_month);
    let (first, last) = day.map_or((1, last_day), |day| (day as u8, day as u8));
    match (Day::new(year, first_month, first), Day::new(year, last_month, last)) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ if !(1..=12).contains(&last_month) => Err(format!("there is no month {last_month}")),
        _ => Err(format!("there is no day {last} in {year:04}-{last_month:02}, which has {last_day}")),
    }
}

/// Days as a filter's value writes them: a whole month or year by its name.
pub(super) fn print_days(days: &Bounds<Day>) -> String {
    let (Some((low, true)), Some((high, true))) = (days.low, days.high) else { return days.to_string() };
    let whole_months = low.year() == high.year() && low.day() == 1 && high.is_last_of_month();
    match (low.month(), high.month()) {
        (1, 12) if whole_months => format!("{:04}", low.year()),
        (first, last) if whole_months && first == last => format!("{:04}-{first:02}", low.year()),
        _ => days.to_string(),
    }
}
