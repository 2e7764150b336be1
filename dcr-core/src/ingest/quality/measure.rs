//! What is counted.

use crate::ingest::Severity;
use crate::time::Timestamp;
use crate::vocabulary::closed_vocabulary;

closed_vocabulary! {
    /// How long after its source recorded it a contribution was received.
    pub enum Delay {
        /// Recorded more than an hour after it was received: a clock, or a time zone, is wrong.
        Ahead = "ahead",
        /// Within an hour.
        Hour = "within-hour",
        /// Within 24 hours.
        Day = "within-day",
        /// Within 7 days.
        Week = "within-week",
        /// Within 31 days.
        Month = "within-month",
        /// Within 366 days.
        Year = "within-year",
        /// Later than that: a first load, or a backlog.
        Longer = "longer",
    }
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

impl Delay {
    /// The delay between two instants.
    #[must_use]
    pub fn between(recorded: Timestamp, received: Timestamp) -> Self {
        let late = received.millis() - recorded.millis();
        // Clocks differ by minutes: a little ahead is on time.
        match late {
            _ if late < -HOUR => Self::Ahead,
            _ if late <= HOUR => Self::Hour,
            _ if late <= DAY => Self::Day,
            _ if late <= 7 * DAY => Self::Week,
            _ if late <= 31 * DAY => Self::Month,
            _ if late <= 366 * DAY => Self::Year,
            _ => Self::Longer,
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Units that were accepted for the first time.
    Accepted,
    /// Units that had been received before; nothing else is counted of them.
    Repeated,
    /// Units that went into quarantine for the first time.
    Quarantined,
    /// Units that left the quarantine; they count as accepted too.
    Released,
    /// Units of which something was not held, because the person will not be; nothing else is counted of them.
    NotHeld,
    /// Contributions that were new.
    New,
    /// New contributions of which a later version was held already.
    OutOfOrder,
    /// New contributions, by how late they came.
    Delayed(Delay),
    /// Issues of units that were accepted or quarantined for the first time, by severity and code.
    Issue(Severity, String),
    /// Codes of new contributions that a map gave a target, by map and version.
    Mapped(String),
    /// Codes of new contributions to which the maps give several targets, by code system.
    Ambiguous(String),
    /// Codes of new contributions that have no counterpart in SNOMED CT or dm+d, by code system.
    Unmapped(String),
}

/// The words by which severities are kept.
const SEVERITIES: [(Severity, &str); 4] = [
    (Severity::Note, "issue-note"),
    (Severity::Warning, "issue-warning"),
    (Severity::Error, "issue-error"),
    (Severity::Fatal, "issue-fatal"),
];

impl Measure {
    /// Two words by which it can be kept: its kind, and a name that may be empty.
    #[must_use]
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Accepted => ("accepted", ""),
            Self::Repeated => ("repeated", ""),
            Self::Quarantined => ("quarantined", ""),
            Self::Released => ("released", ""),
            Self::NotHeld => ("not-held", ""),
            Self::New => ("new", ""),
            Self::OutOfOrder => ("out-of-order", ""),
            Self::Delayed(delay) => ("delay", delay.as_str()),
            Self::Issue(severity, code) => {
                let word = SEVERITIES.iter().find(|(other, _)| other == severity);
                (word.map_or("issue-fatal", |(_, word)| word), code)
            }
            Self::Mapped(map) => ("mapped", map),
            Self::Ambiguous(system) => ("ambiguous", system),
            Self::Unmapped(system) => ("unmapped", system),
        }
    }

    /// From the two words; `None` when they are none of a measure's.
    #[must_use]
    pub fn from_words(kind: &str, name: &str) -> Option<Self> {
        let own = || name.to_owned();
        Some(match (kind, name) {
            ("accepted", "") => Self::Accepted,
            ("repeated", "") => Self::Repeated,
            ("quarantined", "") => Self::Quarantined,
            ("released", "") => Self::Released,
            ("not-held", "") => Self::NotHeld,
            ("new", "") => Self::New,
            ("out-of-order", "") => Self::OutOfOrder,
            ("delay", delay) => Self::Delayed(Delay::parse(delay)?),
            ("mapped", _) => Self::Mapped(own()),
            ("ambiguous", _) => Self::Ambiguous(own()),
            ("unmapped", _) => Self::Unmapped(own()),
            (kind, _) => Self::Issue(SEVERITIES.iter().find(|(_, word)| *word == kind)?.0, own()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_fall_into_their_spans() {
        let received = Timestamp::parse("2026-11-22T12:00:00Z").unwrap();
        for (recorded, delay) in [
            ("2026-11-22T13:00:00.001Z", Delay::Ahead),
            ("2026-11-22T13:00:00Z", Delay::Hour),
            ("2026-11-22T11:00:00Z", Delay::Hour),
            ("2026-11-22T10:59:59.999Z", Delay::Day),
            ("2026-11-21T11:59:00Z", Delay::Week),
            ("2026-11-01T12:00:00Z", Delay::Month),
            ("2026-01-01T12:00:00Z", Delay::Year),
            ("1999-01-01T12:00:00Z", Delay::Longer),
        ] {
            assert_eq!(Delay::between(Timestamp::parse(recorded).unwrap(), received), delay, "{recorded}");
        }
    }

    #[test]
    fn every_measure_is_kept_by_its_words() {
        let mut all = vec![
            Measure::Accepted,
            Measure::Repeated,
            Measure::Quarantined,
            Measure::Released,
            Measure::New,
            Measure::OutOfOrder,
            Measure::Mapped("rcsctmap2@1".to_owned()),
            Measure::Ambiguous("http://read.info/readv2".to_owned()),
            Measure::Unmapped("local".to_owned()),
        ];
        all.extend(Delay::ALL.iter().map(|delay| Measure::Delayed(*delay)));
        all.extend(SEVERITIES.map(|(severity, _)| Measure::Issue(severity, "hl7v2.segment.unknown".to_owned())));
        for measure in all {
            let (kind, name) = measure.words();
            assert_eq!(Measure::from_words(kind, name).as_ref(), Some(&measure));
        }
        assert_eq!(Measure::from_words("accepted", "x"), None);
        assert_eq!(Measure::from_words("delay", "soon"), None);
        assert_eq!(Measure::from_words("issue-terrible", "x"), None);
    }
}
