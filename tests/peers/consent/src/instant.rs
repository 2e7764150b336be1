//! Instants as milliseconds since 1970. All that are generated lie in January, when the United Kingdom keeps UTC.

/// An hour.
pub const HOUR: i64 = 3_600_000;
/// A day.
pub const DAY: i64 = 24 * HOUR;
/// 2026-01-01T00:00:00Z.
const BEGIN: i64 = 20_454 * DAY;

/// So many days after 2026-01-01, which are fewer than 31.
pub fn day(days: usize) -> i64 {
    BEGIN + days as i64 * DAY
}

/// An instant of January 2026 as RFC 3339 writes it.
pub fn text(instant: i64) -> String {
    let within = instant - BEGIN;
    assert!((0..31 * DAY).contains(&within), "an instant of January 2026");
    let (hours, minutes, millis) = (within % DAY / HOUR, within % HOUR / 60_000, within % 60_000);
    format!("2026-01-{:02}T{hours:02}:{minutes:02}:{:02}.{:03}Z", within / DAY + 1, millis / 1000, millis % 1000)
}

/// Reads what [`text`] writes, or the date alone for its first instant.
pub fn read(text: &str) -> i64 {
    let number = |from: usize, to: usize| text[from..to].parse::<i64>().expect("a number");
    assert!(text.starts_with("2026-01-"), "an instant of January 2026");
    let date = BEGIN + (number(8, 10) - 1) * DAY;
    if text.len() == 10 {
        return date;
    }
    assert!(text.len() == 24 && text.ends_with('Z'), "to the millisecond, in UTC");
    date + number(11, 13) * HOUR + number(14, 16) * 60_000 + number(17, 19) * 1000 + number(20, 23)
}
