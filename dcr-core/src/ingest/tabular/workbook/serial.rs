//! Numbers and serial dates as a workbook writes them.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// The most digits of a fraction that are read: more than its binary form holds.
const FRACTION: u32 = 15;

/// A number in the fewest digits that are read as the same binary number; a text that is no number stays as it is.
pub(super) fn number(text: &str) -> String {
    let short = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    if short {
        return text.to_owned();
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number.to_string(),
        _ => text.to_owned(),
    }
}

/// The time that a serial date says, to the second: its whole part counts days, its fraction the time of day.
///
/// From 1900 the first day is 1, and a 29 February 1900 is counted that there never was (ECMA-376 part 1, 18.17.4.1).
/// `None` for what is no date: a negative number, a time of day alone, a year behind 9999.
pub(super) fn date(text: &str, from_1904: bool) -> Option<NaiveDateTime> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if days.is_empty() || days.len() > 7 || !digits(days) || !digits(fraction) {
        return None;
    }
    let days: i64 = days.parse().ok()?;
    let (year, month, day) = match (from_1904, days) {
        (true, _) => (1904, 1, 1),
        (false, 1..=59) => (1899, 12, 31),
        (false, 61..) => (1899, 12, 30),
        (false, _) => return None,
    };
    let midnight = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?;
    let time = midnight.checked_add_signed(TimeDelta::days(days))?.checked_add_signed(time_of_day(fraction)?)?;
    (time < NaiveDate::from_ymd_opt(10_000, 1, 1)?.and_hms_opt(0, 0, 0)?).then_some(time)
}

/// A decimal fraction of a day, to the nearest second.
fn time_of_day(fraction: &str) -> Option<TimeDelta> {
    let mut scaled = 0_u64;
    for digit in fraction.bytes().chain(std::iter::repeat(b'0')).take(usize::try_from(FRACTION).ok()?) {
        scaled = scaled * 10 + u64::from(digit - b'0');
    }
    let whole = 10_u128.pow(FRACTION);
    let seconds = (u128::from(scaled) * u128::from(DAY) + whole / 2) / whole;
    TimeDelta::try_seconds(i64::try_from(seconds).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_dates_are_read_without_any_noise() {
        let read = |text, from_1904| date(text, from_1904).map(|time| time.to_string());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read("46113", false), some("2026-04-01 00:00:00"));
        assert_eq!(read("46113.395833333336", false), some("2026-04-01 09:30:00"));
        assert_eq!(read("46113.99999999999", false), some("2026-04-02 00:00:00"));
        assert_eq!(read("1", false), some("1900-01-01 00:00:00"));
        assert_eq!(read("61", false), some("1900-03-01 00:00:00"));
        assert_eq!(read("0", true), some("1904-01-01 00:00:00"));
        assert_eq!(read("44651", true), some("2026-04-01 00:00:00"));
        assert_eq!(read("2958465", false), some("9999-12-31 00:00:00"));
        for none in ["60", "0.5", "-1", "2958466", "1e3", "", "next week", "99999999"] {
            assert_eq!(read(none, false), None, "{none}");
        }
    }

    #[test]
    fn numbers_have_the_fewest_digits() {
        for (given, written) in [
            ("9990000018", "9990000018"),
            ("007", "007"),
            ("1.1000000000000001", "1.1"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("1.5E2", "150"),
            ("-2.50", "-2.5"),
            ("12 mg", "12 mg"),
            ("NaN", "NaN"),
        ] {
            assert_eq!(number(given), written);
        }
    }
}
