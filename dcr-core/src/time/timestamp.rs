//! An instant, to the millisecond, in UTC.

use super::TimeError;
use crate::vocabulary::read_text;
use chrono::{DateTime, Datelike, Timelike, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC with millisecond precision; its JSON form is always `YYYY-MM-DDThh:mm:ss.sssZ`.
///
/// Years run from 0001 to 9999, so that the JSON form has one length and sorts as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String", description = "Instant in UTC: YYYY-MM-DDThh:mm:ss.sssZ")]
pub struct Timestamp(i64);

const EARLIEST: i64 = -62_135_596_800_000; // 0001-01-01T00:00:00.000Z
const LATEST: i64 = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z

impl Timestamp {
    /// The earliest instant that can be stated.
    pub const MIN: Self = Self(EARLIEST);
    /// The latest instant that can be stated.
    pub const MAX: Self = Self(LATEST);

    /// From milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimeError::Range`] outside the years 0001 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, TimeError> {
        if (EARLIEST..=LATEST).contains(&millis) { Ok(Self(millis)) } else { Err(TimeError::Range { part: "year" }) }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 instant; any offset is turned to UTC, and digits below the millisecond are cut.
    ///
    /// # Errors
    /// [`TimeError`] when the text is not such an instant.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let instant = DateTime::parse_from_rfc3339(text).map_err(|_| TimeError::Format)?;
        Self::from_millis(instant.timestamp_millis())
    }

    /// The one text of this instant, in ASCII.
    fn written(self) -> [u8; 24] {
        // The constructors keep the value inside chrono's range and the years inside four digits.
        let instant = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        let digit = |number: u32, place: u32| b'0' + u8::try_from(number / place % 10).unwrap_or_default();
        let (year, millis) = (instant.year().unsigned_abs(), instant.nanosecond() / 1_000_000);
        let (month, day) = (instant.month(), instant.day());
        let (hour, minute, second) = (instant.hour(), instant.minute(), instant.second());
        [
            digit(year, 1000),
            digit(year, 100),
            digit(year, 10),
            digit(year, 1),
            b'-',
            digit(month, 10),
            digit(month, 1),
            b'-',
            digit(day, 10),
            digit(day, 1),
            b'T',
            digit(hour, 10),
            digit(hour, 1),
            b':',
            digit(minute, 10),
            digit(minute, 1),
            b':',
            digit(second, 10),
            digit(second, 1),
            b'.',
            digit(millis, 100),
            digit(millis, 10),
            digit(millis, 1),
            b'Z',
        ]
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(std::str::from_utf8(&self.written()).map_err(|_| std::fmt::Error)?)
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl std::str::FromStr for Timestamp {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(&self.written()).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_has_one_text() {
        let text = "2026-11-22T13:34:00.000Z";
        for same in [text, "2026-11-22T14:34:00+01:00", "2026-11-22T13:34:00.0009Z"] {
            assert_eq!(Timestamp::parse(same).unwrap().to_string(), text);
        }
        assert_eq!(Timestamp::parse("2026-11-22").unwrap_err(), TimeError::Format);
        assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::from_millis(LATEST).unwrap().to_string(), "9999-12-31T23:59:59.999Z");
        assert!(Timestamp::from_millis(LATEST + 1).is_err());
    }

    proptest::proptest! {
        #[test]
        fn every_instant_is_written_as_rfc_3339_says(millis in EARLIEST..=LATEST) {
            let instant = DateTime::<Utc>::from_timestamp_millis(millis).unwrap();
            let text = instant.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
            let written = Timestamp::from_millis(millis).unwrap();
            proptest::prop_assert_eq!(written.to_string(), text.as_str());
            proptest::prop_assert_eq!(serde_json::to_string(&written).unwrap(), format!("\"{text}\""));
        }
    }
}
