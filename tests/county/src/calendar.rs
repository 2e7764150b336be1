//! Days and moments of the county, and how each format writes them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc};
use dcr_core::time::Timestamp;

/// The county's present: nothing happens after it.
pub(crate) const PRESENT: Day = Day::of(2026, 6, 30);

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(NaiveDate);

impl Day {
    /// A day that exists; one that does not becomes 1 January 1970.
    pub(crate) const fn of(year: i32, month: u32, day: u32) -> Self {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => Self(date),
            None => Self(NaiveDate::MIN),
        }
    }

    /// The day so many days later, or earlier where negative.
    pub(crate) fn plus(self, days: i32) -> Self {
        let moved = if days < 0 {
            self.0.checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
        } else {
            self.0.checked_add_days(Days::new(u64::from(days.unsigned_abs())))
        };
        Self(moved.unwrap_or(self.0))
    }

    /// Whole years until the present.
    pub(crate) fn age(self) -> i32 {
        PRESENT.0.years_since(self.0).and_then(|years| i32::try_from(years).ok()).unwrap_or(0)
    }

    /// Days from this day to another.
    pub(crate) fn days_until(self, other: Self) -> i32 {
        i32::try_from(other.0.signed_duration_since(self.0).num_days()).unwrap_or(0)
    }

    /// The day with day and month exchanged, where that is another day that exists.
    pub(crate) fn swapped(self) -> Option<Self> {
        let swapped = NaiveDate::from_ymd_opt(self.0.year(), self.0.day(), self.0.month())?;
        (swapped != self.0).then_some(Self(swapped))
    }

    /// `YYYY-MM-DD`.
    pub(crate) fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// `YYYYMMDD`.
    pub(crate) fn hl7(self) -> String {
        self.0.format("%Y%m%d").to_string()
    }

    /// `DD/MM/YYYY`.
    pub(crate) fn slashed(self) -> String {
        self.0.format("%d/%m/%Y").to_string()
    }

    /// The moment so many minutes after midnight UTC.
    pub(crate) fn at(self, minutes: i32) -> Moment {
        let midnight = NaiveDateTime::from(self.0).and_utc().timestamp();
        Moment(midnight / 60 + i64::from(minutes))
    }
}

/// A moment, in minutes since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

impl Moment {
    /// The moment so many minutes later.
    pub(crate) fn plus(self, minutes: i32) -> Self {
        Self(self.0 + i64::from(minutes))
    }

    /// The moment so many days later.
    pub(crate) fn plus_days(self, days: i32) -> Self {
        Self(self.0 + i64::from(days) * 24 * 60)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0 * 60, 0).unwrap_or_default()
    }

    /// The day in the United Kingdom.
    pub(crate) fn day(self) -> Day {
        Day(self.utc().with_timezone(&chrono_tz::Europe::London).date_naive())
    }

    /// `YYYYMMDDhhmmss` in UK local time, which is what British HL7 v2 systems send.
    pub(crate) fn hl7(self) -> String {
        self.utc().with_timezone(&chrono_tz::Europe::London).format("%Y%m%d%H%M%S").to_string()
    }

    /// `YYYY-MM-DDThh:mm:ss+00:00`.
    pub(crate) fn iso(self) -> String {
        self.utc().format("%Y-%m-%dT%H:%M:%S+00:00").to_string()
    }

    /// As the instant of the record.
    pub(crate) fn timestamp(self) -> Timestamp {
        // A moment of the county lies between 1900 and 2100, so the fallback is never taken.
        Timestamp::from_millis(self.0 * 60_000).unwrap_or(Timestamp::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_its_own_form() {
        let moment = Day::of(2025, 7, 1).at(9 * 60 + 30);
        assert_eq!(moment.hl7(), "20250701103000");
        assert_eq!(moment.iso(), "2025-07-01T09:30:00+00:00");
        assert_eq!(moment.timestamp().to_string(), "2025-07-01T09:30:00.000Z");
        assert_eq!(Day::of(2025, 12, 31).plus(1).slashed(), "01/01/2026");
        assert_eq!(Day::of(1943, 7, 1).age(), 82);
        assert_eq!(Day::of(1980, 3, 4).swapped(), Some(Day::of(1980, 4, 3)));
        assert_eq!(Day::of(1980, 3, 14).swapped(), None);
        assert_eq!(Day::of(1980, 4, 4).swapped(), None);
    }
}
