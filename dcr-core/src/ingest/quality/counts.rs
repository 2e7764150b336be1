//! Counts of one source over some time.

use super::{Delay, Measure};
use crate::contribution::Contribution;
use crate::ingest::terminology::CodeTally;
use crate::ingest::{Fate, Severity, Unit};
use crate::time::Timestamp;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Counts of one source over some time: they add up in any order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QualityCounts(BTreeMap<Measure, u64>);

impl QualityCounts {
    /// How often it was counted.
    #[must_use]
    pub fn get(&self, measure: &Measure) -> u64 {
        self.0.get(measure).copied().unwrap_or_default()
    }

    /// Counts something so many times.
    pub fn count(&mut self, measure: Measure, times: u64) {
        if times > 0 {
            let count = self.0.entry(measure).or_default();
            *count = count.saturating_add(times);
        }
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: &Self) {
        for (measure, times) in &other.0 {
            self.count(measure.clone(), *times);
        }
    }

    /// Everything that was counted at least once, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Measure, u64)> {
        self.0.iter().map(|(measure, count)| (measure, *count))
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Counts a unit that was received for the first time: its fate and its issues.
    pub fn count_unit(&mut self, unit: &Unit) {
        let fate = match unit.fate {
            Fate::Accepted => Measure::Accepted,
            Fate::Quarantined(_) => Measure::Quarantined,
        };
        self.count(fate, 1);
        for issue in &unit.issues {
            self.count(Measure::Issue(issue.severity, issue.code.to_owned()), 1);
        }
    }

    /// Counts a contribution that was not held before: how late it came, and what became of its codes.
    pub fn count_contribution(&mut self, contribution: &Contribution, received: Timestamp, codes: &CodeTally) {
        self.count(Measure::New, 1);
        self.count(Measure::Delayed(Delay::between(contribution.parts().recorded, received)), 1);
        for (map, times) in &codes.mapped {
            self.count(Measure::Mapped(map.clone()), *times);
        }
        for (system, times) in &codes.ambiguous {
            self.count(Measure::Ambiguous(system.clone()), *times);
        }
        for (system, times) in &codes.unmapped {
            self.count(Measure::Unmapped(system.clone()), *times);
        }
    }

    /// Counts what was read from one input, as if none of it had ever been received: for whoever looks at a source's
    /// files without a node.
    #[must_use]
    pub fn of_units(
        units: &[Unit],
        received: Timestamp,
        terminology: &crate::ingest::terminology::Terminology,
    ) -> Self {
        let mut counts = Self::default();
        for unit in units {
            counts.count_unit(unit);
            for contribution in &unit.contributions {
                let tally = terminology.translate(&mut contribution.clone());
                counts.count_contribution(contribution, received, &tally);
            }
        }
        counts
    }
}

/// The shape of the JSON.
#[derive(Serialize)]
struct Told<'a> {
    units: Units,
    contributions: Contributions,
    issues: Vec<ToldIssue<'a>>,
    codes: Codes<'a>,
}

#[derive(Serialize)]
struct Units {
    accepted: u64,
    repeated: u64,
    quarantined: u64,
    released: u64,
    not_held: u64,
}

#[derive(Serialize)]
struct Contributions {
    new: u64,
    out_of_order: u64,
    delay: BTreeMap<Delay, u64>,
}

#[derive(Serialize)]
struct ToldIssue<'a> {
    severity: Severity,
    code: &'a str,
    count: u64,
}

#[derive(Serialize, Default)]
struct Codes<'a> {
    mapped: BTreeMap<&'a str, u64>,
    ambiguous: BTreeMap<&'a str, u64>,
    unmapped: BTreeMap<&'a str, u64>,
}

impl Serialize for QualityCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let units = Units {
            accepted: self.get(&Measure::Accepted),
            repeated: self.get(&Measure::Repeated),
            quarantined: self.get(&Measure::Quarantined),
            released: self.get(&Measure::Released),
            not_held: self.get(&Measure::NotHeld),
        };
        let mut contributions = Contributions {
            new: self.get(&Measure::New),
            out_of_order: self.get(&Measure::OutOfOrder),
            delay: BTreeMap::new(),
        };
        let mut issues = Vec::new();
        let mut codes = Codes::default();
        for (measure, count) in self.iter() {
            match measure {
                Measure::Accepted
                | Measure::Repeated
                | Measure::Quarantined
                | Measure::Released
                | Measure::NotHeld
                | Measure::New
                | Measure::OutOfOrder => {}
                Measure::Delayed(delay) => drop(contributions.delay.insert(*delay, count)),
                Measure::Issue(severity, code) => issues.push(ToldIssue { severity: *severity, code, count }),
                Measure::Mapped(map) => drop(codes.mapped.insert(map, count)),
                Measure::Ambiguous(system) => drop(codes.ambiguous.insert(system, count)),
                Measure::Unmapped(system) => drop(codes.unmapped.insert(system, count)),
            }
        }
        Told { units, contributions, issues, codes }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::{OdsCode, SourceSystem};
    use crate::ingest::terminology::Terminology;
    use crate::ingest::{Limits, Source, hl7v2};

    const MESSAGES: &str = "MSH|^~\\&|PAS|RBD|DCR|RBD|20261122133400||ADT^A08^ADT_A01|1|P|2.4\r\
        EVN|A08|20261122133400\rPID|1||9990000018^^^NHS^NH~77^^^RBD^MR||Durdle^Dora||19440305|F\rPV1|1|I\r\
        DG1|1||C10..^Diabetes^RCV2\rZZZ|1|odd\r";

    #[test]
    fn units_are_counted_and_nothing_of_a_person_is_told() {
        let source = Source {
            organisation: OdsCode::parse("RBD").unwrap(),
            system: SourceSystem::parse("PAS").unwrap(),
            received: Timestamp::parse("2026-11-22T15:00:00Z").unwrap(),
        };
        let read = |text: &str| hl7v2::read(text.as_bytes(), &source, &Limits::default());
        let mut units = read(MESSAGES);
        units.extend(read("MSH|^~\\&|PAS"));
        let counts = QualityCounts::of_units(&units, source.received, &Terminology::default());
        assert_eq!((counts.get(&Measure::Accepted), counts.get(&Measure::Quarantined)), (1, 1));
        let new: usize = units.iter().map(|unit| unit.contributions.len()).sum();
        assert_eq!(counts.get(&Measure::New), new as u64);
        assert_eq!(counts.get(&Measure::Delayed(Delay::Day)), new as u64);
        let issues: u64 = counts.iter().filter(|(m, _)| matches!(m, Measure::Issue(..))).map(|(_, count)| count).sum();
        assert_eq!(issues, units.iter().map(|unit| unit.issues.len() as u64).sum::<u64>());
        assert_eq!(counts.get(&Measure::Unmapped("http://read.info/readv2".to_owned())), 1);
        let told = serde_json::to_string(&counts).unwrap();
        for word in ["Durdle", "Dora", "9990000018", "C10", "Diabetes", "odd", "1944"] {
            assert!(!told.contains(word), "{word}: {told}");
        }
        let mut both = counts.clone();
        both.add(&counts);
        assert_eq!(both.get(&Measure::New), 2 * new as u64);
    }
}
