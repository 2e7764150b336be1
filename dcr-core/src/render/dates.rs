//! Dates and times as a reader in the United Kingdom sees them.
//!
//! Source: NHS Common User Interface, date and time display: `DD-Mmm-YYYY`, 24 hour clock.

use crate::time::{PartialDateTime, Precision, Timestamp};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::{Europe::London, Tz};

fn local(instant: Timestamp) -> DateTime<Tz> {
    // Timestamps lie inside chrono's range, so the fallback is never taken.
    DateTime::<Utc>::from_timestamp_millis(instant.millis()).unwrap_or_default().with_timezone(&London)
}

/// An instant in UK local time: `22-Nov-2026 13:34 GMT`.
pub(super) fn instant(instant: Timestamp) -> String {
    local(instant).format("%d-%b-%Y %H:%M %Z").to_string()
}

/// A date or time, no more precise than it is known: `1970`, `Mar-1970`, `02-Mar-1970`, `02-Mar-1970 10:30 GMT`.
pub(super) fn partial(time: &PartialDateTime) -> String {
    match time.precision() {
        Precision::Minute | Precision::Second => instant(time.earliest()),
        Precision::Year => time.date_text().to_owned(),
        precision => match first_day(time) {
            Some(day) if precision == Precision::Month => day.format("%b-%Y").to_string(),
            Some(day) => day.format("%d-%b-%Y").to_string(),
            None => time.date_text().to_owned(),
        },
    }
}

/// The first day of what is stated.
fn first_day(time: &PartialDateTime) -> Option<NaiveDate> {
    let mut parts = time.date_text().split('-').map(str::parse::<u32>);
    let year = i32::try_from(parts.next()?.ok()?).ok()?;
    let month = parts.next().and_then(Result::ok).unwrap_or(1);
    let day = parts.next().and_then(Result::ok).unwrap_or(1);
    NaiveDate::from_ymd_opt(year, month, day)
}

/// How old someone born then is at an instant; `None` before birth or when it cannot be told.
///
/// Source: NHS Common User Interface, age display, in words: days up to four weeks, weeks up to a year, months up to
/// two years, years and months up to eighteen years, then years. A date of birth without its day gives `about`.
pub(super) fn age(born: &PartialDateTime, at: Timestamp) -> Option<String> {
    age_on(born, local(at).date_naive())
}

/// How old someone born then was on a stated date.
pub(super) fn age_at(born: &PartialDateTime, at: &PartialDateTime) -> Option<String> {
    if at.precision() < Precision::Day {
        return None;
    }
    age_on(born, first_day(at)?)
}

fn age_on(born: &PartialDateTime, today: NaiveDate) -> Option<String> {
    let birth = first_day(born)?;
    let days = today.signed_duration_since(birth).num_days();
    if days < 0 {
        return None;
    }
    let before_day = i32::from(today.day() < birth.day());
    let months =
        (today.year() - birth.year()) * 12 + today.month().cast_signed() - birth.month().cast_signed() - before_day;
    let years = months / 12;
    if born.precision() < Precision::Day {
        return Some(format!("about {}", count(i64::from(years), "year")));
    }
    let four_weeks = birth.checked_add_days(Days::new(28))?;
    Some(if today < four_weeks {
        count(days, "day")
    } else if years < 1 {
        count(days / 7, "week")
    } else if years < 2 {
        count(i64::from(months), "month")
    } else if years < 18 && months % 12 > 0 {
        format!("{} {}", count(i64::from(years), "year"), count(i64::from(months % 12), "month"))
    } else {
        count(i64::from(years), "year")
    })
}

/// `1 day`, `2 days`.
pub(super) fn count(number: i64, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_uk_local_time_and_name_their_zone() {
        let shown = |text| instant(Timestamp::parse(text).unwrap());
        assert_eq!(shown("2026-11-22T13:34:00Z"), "22-Nov-2026 13:34 GMT");
        assert_eq!(shown("2026-07-01T23:30:00Z"), "02-Jul-2026 00:30 BST");
        // The hour that comes twice when the clocks go back is told apart by its zone.
        assert_eq!(shown("2026-10-25T00:30:00Z"), "25-Oct-2026 01:30 BST");
        assert_eq!(shown("2026-10-25T01:30:00Z"), "25-Oct-2026 01:30 GMT");
    }

    #[test]
    fn partial_dates_are_as_precise_as_they_are() {
        for (given, shown) in [
            ("1970", "1970"),
            ("1970-03", "Mar-1970"),
            ("1970-03-02", "02-Mar-1970"),
            ("2026-03-02T10:30", "02-Mar-2026 10:30 GMT"),
            ("2026-07-02T10:30:15+02:00", "02-Jul-2026 09:30 BST"),
        ] {
            assert_eq!(partial(&PartialDateTime::parse(given).unwrap()), shown);
        }
    }

    #[test]
    fn ages_follow_the_age_of_the_person() {
        let at = Timestamp::parse("2026-11-22T13:34:00Z").unwrap();
        for (born, shown) in [
            ("1970-11-22", Some("56 years")),
            ("1970-11-23", Some("55 years")),
            ("2012-02-29", Some("14 years 8 months")),
            ("2025-06-30", Some("16 months")),
            ("2026-08-01", Some("16 weeks")),
            ("2026-11-21", Some("1 day")),
            ("1970", Some("about 56 years")),
            ("2026-11-23", None),
        ] {
            assert_eq!(age(&PartialDateTime::parse(born).unwrap(), at).as_deref(), shown, "{born}");
        }
    }

    #[test]
    fn an_age_at_death_needs_the_day_of_death() {
        let born = PartialDateTime::parse("1940-05-06").unwrap();
        let died = |text| age_at(&born, &PartialDateTime::parse(text).unwrap());
        assert_eq!(died("2026-05-05").as_deref(), Some("85 years"));
        assert_eq!(died("2026"), None);
    }
}
