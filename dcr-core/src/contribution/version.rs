//! Which of two statements with one key is the later.

use super::ContributionError;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A source's version of one item: the larger is the later.
///
/// A source that counts versions gives its count; one that does not implies it by the time of its message
/// ([`Version::from_time`]). One source must not do both for one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "u64", into = "u64")]
pub struct Version(u64);

impl Version {
    /// The largest version: 2^53 - 1, the largest integer that every JSON reader keeps (RFC 8785 section 3.2.2.3).
    pub const MAX: u64 = (1 << 53) - 1;

    /// A version by number.
    ///
    /// # Errors
    /// [`ContributionError::VersionRange`] above [`Version::MAX`].
    pub const fn new(number: u64) -> Result<Self, ContributionError> {
        if number > Self::MAX { Err(ContributionError::VersionRange) } else { Ok(Self(number)) }
    }

    /// The version that a message of this time implies: milliseconds since the year 1.
    #[must_use]
    pub fn from_time(time: Timestamp) -> Self {
        // Instants begin at Timestamp::MIN and end before the year 10000: 0 to about 3.2e14, below 2^53.
        Self(time.millis().abs_diff(Timestamp::MIN.millis()))
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for Version {
    type Error = ContributionError;
    fn try_from(number: u64) -> Result<Self, Self::Error> {
        Self::new(number)
    }
}

impl From<Version> for u64 {
    fn from(version: Version) -> Self {
        version.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_messages_imply_larger_versions() {
        let version = |text| Version::from_time(Timestamp::parse(text).unwrap());
        assert!(version("2026-01-01T00:00:00Z") < version("2026-01-01T00:00:00.001Z"));
        assert_eq!(version("0001-01-01T00:00:00Z").number(), 0);
        assert!(version("9999-12-31T23:59:59.999Z").number() < Version::MAX);
        assert_eq!(Version::new(Version::MAX + 1).unwrap_err().code(), "contribution.version-range");
    }
}
