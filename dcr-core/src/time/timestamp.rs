//! An instant, to the millisecond, in UTC.

use super::TimeError;
use crate::vocabulary::read_text;
use chrono::{DateTime, SecondsFormat, Utc};
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
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The constructors keep the value inside chrono's range, so the fallback is never taken.
        let instant = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        f.write_str(&instant.to_rfc3339_opts(SecondsFormat::Millis, true))
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
        serializer.collect_str(self)
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
}
