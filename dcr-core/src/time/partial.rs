//! A date or time exactly as precise as its source gave it.

use super::{TimeError, Timestamp};
use crate::vocabulary::read_text;
use chrono::{DateTime, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much of a date and time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// The whole date.
    Day,
    /// Date, hour and minute.
    Minute,
    /// Date and time to the second or finer.
    Second,
}

/// A date or time with no more precision than was stated: `1970`, `1970-01`, `1970-01-02`, `1970-01-02T10:30`,
/// `1970-01-02T10:30:15.25+01:00`.
///
/// The text is ISO 8601 in FHIR's `dateTime` form (HL7 FHIR R4, 2.24.0.1), except that minutes without seconds and
/// times without an offset are allowed, because HL7 v2 systems send them. Ordering is by the instant at which the
/// stated period begins ([`PartialDateTime::earliest`]), then the coarser first.
#[derive(Clone, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(with = "String", description = "ISO 8601 date or time, as precise as its source gave it")]
pub struct PartialDateTime {
    text: String,
    precision: Precision,
    earliest: Timestamp,
}

impl PartialDateTime {
    /// Reads the ISO 8601 form.
    ///
    /// # Errors
    /// [`TimeError::Format`] when the text has another shape, [`TimeError::Range`] when a part cannot be.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let bytes = text.as_bytes();
        if bytes.len() > 40 || !text.is_ascii() {
            return Err(TimeError::Format);
        }
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = digits(parts.next(), 4)?;
        let month = parts.next().map(|part| digits(Some(part), 2)).transpose()?;
        let day = parts.next().map(|part| digits(Some(part), 2)).transpose()?;
        if parts.next().is_some() || (time.is_some() && day.is_none()) {
            return Err(TimeError::Format);
        }
        if year == 0 {
            return Err(TimeError::Range { part: "year" });
        }
        let month_value = month.unwrap_or(1);
        if !(1..=12).contains(&month_value) {
            return Err(TimeError::Range { part: "month" });
        }
        let date = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month_value, day.unwrap_or(1)))
            .ok_or(TimeError::Range { part: "day" })?;
        let Some(time) = time else {
            let precision = match (month, day) {
                (None, _) => Precision::Year,
                (_, None) => Precision::Month,
                _ => Precision::Day,
            };
            return Self::build(text, precision, date.and_time(NaiveTime::MIN), None);
        };
        let (clock, offset) = split_offset(time)?;
        let (whole, fraction) = match clock.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (clock, None),
        };
        let mut parts = whole.split(':');
        let hour = digits(parts.next(), 2)?;
        let minute = digits(parts.next(), 2)?;
        let second = parts.next().map(|part| digits(Some(part), 2)).transpose()?;
        if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
            return Err(TimeError::Format);
        }
        let millis = match fraction {
            None => 0,
            Some(fraction) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => {
                fraction.bytes().chain([b'0'; 3]).take(3).fold(0, |sum, b| sum * 10 + u32::from(b - b'0'))
            }
            Some(_) => return Err(TimeError::Format),
        };
        let clock = NaiveTime::from_hms_milli_opt(hour, minute, second.unwrap_or(0), millis)
            .ok_or(TimeError::Range { part: "time of day" })?;
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        Self::build(text, precision, date.and_time(clock), offset)
    }

    fn build(
        text: &str,
        precision: Precision,
        local: NaiveDateTime,
        offset: Option<FixedOffset>,
    ) -> Result<Self, TimeError> {
        let millis = match offset {
            Some(offset) => local.and_utc().timestamp_millis() - i64::from(offset.local_minus_utc()) * 1000,
            None => match chrono_tz::Europe::London.from_local_datetime(&local) {
                LocalResult::Single(instant) => instant.timestamp_millis(),
                // The hour that comes twice in autumn: the earlier. The hour that spring skips: as if it were winter time.
                LocalResult::Ambiguous(earlier, _) => earlier.timestamp_millis(),
                LocalResult::None => local.and_utc().timestamp_millis(),
            },
        };
        // 9999-12-31 at a negative offset would leave the range of instants.
        Ok(Self { text: text.to_owned(), precision, earliest: Timestamp::from_millis(millis)? })
    }

    /// The ISO 8601 text, exactly as precise as it was stated.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How much is known.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The date part: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[must_use]
    pub fn date_text(&self) -> &str {
        self.text.split('T').next().unwrap_or_default()
    }

    /// The instant at which the stated period begins; a time without an offset is UK local time.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        self.earliest
    }

    /// The last instant of the stated period, to the millisecond: of a date that of its day in the United Kingdom, of an
    /// hour that comes twice in autumn that of the second one.
    #[must_use]
    pub fn latest(&self) -> Timestamp {
        let within = match self.precision {
            Precision::Year | Precision::Month | Precision::Day => {
                // The last day of the last year that can be stated has no next one: it ends with time itself.
                return self.next_date().map_or(Timestamp::MAX, |next| before(next.earliest));
            }
            Precision::Minute => 59_999,
            Precision::Second if self.text.contains('.') => 0,
            Precision::Second => 999,
        };
        let begins = if self.has_offset() { self.earliest } else { second_coming(self.earliest) };
        Timestamp::from_millis(begins.millis() + within).unwrap_or(Timestamp::MAX)
    }

    /// The year, month or day after this one.
    fn next_date(&self) -> Option<Self> {
        let mut parts = self.text.split('-');
        let year = parts.next()?.parse::<i32>().ok()?;
        let text = match (parts.next(), parts.next()) {
            (None, _) => format!("{:04}", year + 1),
            (Some("12"), None) => format!("{:04}-01", year + 1),
            (Some(month), None) => format!("{year:04}-{:02}", month.parse::<u32>().ok()? + 1),
            (Some(month), Some(day)) => {
                let date = NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?;
                date.succ_opt()?.format("%Y-%m-%d").to_string()
            }
        };
        Self::parse(&text).ok()
    }

    fn has_offset(&self) -> bool {
        self.text.split_once('T').is_some_and(|(_, time)| time.contains(['Z', '+', '-']))
    }
}

fn before(instant: Timestamp) -> Timestamp {
    Timestamp::from_millis(instant.millis() - 1).unwrap_or(Timestamp::MIN)
}

/// The later of the two instants at which the clocks of the United Kingdom show what they show at this one.
fn second_coming(instant: Timestamp) -> Timestamp {
    let shown = DateTime::<Utc>::from_timestamp_millis(instant.millis())
        .map(|instant| instant.with_timezone(&chrono_tz::Europe::London).naive_local());
    let later = shown.and_then(|shown| chrono_tz::Europe::London.from_local_datetime(&shown).latest());
    later.and_then(|later| Timestamp::from_millis(later.timestamp_millis()).ok()).unwrap_or(instant)
}

fn digits(part: Option<&str>, count: usize) -> Result<u32, TimeError> {
    let part = part.ok_or(TimeError::Format)?;
    if part.len() != count || !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TimeError::Format);
    }
    part.parse().map_err(|_| TimeError::Format)
}

fn split_offset(time: &str) -> Result<(&str, Option<FixedOffset>), TimeError> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Ok((clock, FixedOffset::east_opt(0)));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Ok((time, None)) };
    let (clock, offset) = time.split_at(at);
    let (sign, offset) = match offset.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, offset.strip_prefix('+').unwrap_or(offset)),
    };
    let (hours, minutes) = offset.split_once(':').ok_or(TimeError::Format)?;
    let (hours, minutes) = (digits(Some(hours), 2)?, digits(Some(minutes), 2)?);
    if hours > 14 || minutes > 59 {
        return Err(TimeError::Range { part: "offset" });
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).map_err(|_| TimeError::Range { part: "offset" })?;
    Ok((clock, FixedOffset::east_opt(sign * seconds)))
}

impl PartialOrd for PartialDateTime {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PartialDateTime {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.earliest, self.precision, &self.text).cmp(&(other.earliest, other.precision, &other.text))
    }
}

impl std::fmt::Display for PartialDateTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::fmt::Debug for PartialDateTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PartialDateTime({})", self.text)
    }
}

impl std::str::FromStr for PartialDateTime {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for PartialDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for PartialDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_kept_and_never_invented() {
        for (text, precision) in [
            ("1970", Precision::Year),
            ("1970-01", Precision::Month),
            ("1970-01-02", Precision::Day),
            ("1970-01-02T10:30", Precision::Minute),
            ("1970-01-02T10:30:15.25+01:00", Precision::Second),
        ] {
            let read = PartialDateTime::parse(text).unwrap();
            assert_eq!((read.as_str(), read.precision()), (text, precision));
        }
    }

    #[test]
    fn a_time_without_offset_is_uk_local_time() {
        let summer = PartialDateTime::parse("2026-07-01T12:00").unwrap();
        assert_eq!(summer.earliest().to_string(), "2026-07-01T11:00:00.000Z");
        let winter = PartialDateTime::parse("2026-01-01T12:00").unwrap();
        assert_eq!(winter.earliest().to_string(), "2026-01-01T12:00:00.000Z");
        // Clocks go back at 02:00 on 25 October 2026: 01:30 comes twice, and the earlier is meant.
        let twice = PartialDateTime::parse("2026-10-25T01:30").unwrap();
        assert_eq!(twice.earliest().to_string(), "2026-10-25T00:30:00.000Z");
    }

    #[test]
    fn the_last_instant_of_what_is_stated() {
        for (text, latest) in [
            ("2025", "2025-12-31T23:59:59.999Z"),
            ("2026-02", "2026-02-28T23:59:59.999Z"),
            ("2026-06", "2026-06-30T22:59:59.999Z"),
            ("2026-12", "2026-12-31T23:59:59.999Z"),
            ("2026-03-29", "2026-03-29T22:59:59.999Z"),
            ("2026-07-01T12:00", "2026-07-01T11:00:59.999Z"),
            ("2026-07-01T12:00:07", "2026-07-01T11:00:07.999Z"),
            ("2026-07-01T12:00:07.5Z", "2026-07-01T12:00:07.500Z"),
            ("2026-10-25T01:30", "2026-10-25T01:30:59.999Z"),
            ("2026-10-25T01:30+01:00", "2026-10-25T00:30:59.999Z"),
            ("9999", "9999-12-31T23:59:59.999Z"),
            ("9999-12-31", "9999-12-31T23:59:59.999Z"),
        ] {
            let stated = PartialDateTime::parse(text).unwrap();
            assert_eq!(stated.latest().to_string(), latest, "{text}");
            assert!(stated.earliest() <= stated.latest());
        }
    }

    #[test]
    fn impossible_parts_are_refused_by_name() {
        for (text, error) in [
            ("1965-13-12", TimeError::Range { part: "month" }),
            ("1965-02-30", TimeError::Range { part: "day" }),
            ("1965-02-03T25:00", TimeError::Range { part: "time of day" }),
            ("1965-02-03T10:00+15:00", TimeError::Range { part: "offset" }),
            ("0000", TimeError::Range { part: "year" }),
            ("19650203", TimeError::Format),
            ("1965-2-3", TimeError::Format),
            ("1965-02T10:00", TimeError::Format),
            ("", TimeError::Format),
        ] {
            assert_eq!(PartialDateTime::parse(text).unwrap_err(), error, "{text}");
        }
    }
}
