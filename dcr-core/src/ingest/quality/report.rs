//! The report: every source, what it delivered in a span of days, and how it stands now.

use super::{Delay, Measure, QualityCounts};
use crate::identifier::{OdsCode, SourceSystem};
use crate::ingest::Severity;
use crate::time::Timestamp;
use serde::Serialize;
use std::fmt::Write;

/// What one source delivered on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayQuality {
    /// The day on which it was received, in UTC: `YYYY-MM-DD`.
    pub day: String,
    /// The counts.
    pub counts: QualityCounts,
}

/// What one source delivered, and how it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceQuality {
    /// The organisation.
    pub organisation: OdsCode,
    /// Its source system.
    pub system: SourceSystem,
    /// When anything was last received from it, whatever the report's days.
    pub last_heard: Timestamp,
    /// How many of its local persons have neither an NHS number nor a link to anyone, so that they are held unmatched;
    /// whatever the report's days.
    pub unmatched_persons: u64,
    /// The counts over all days of the report.
    pub total: QualityCounts,
    /// The counts of each day on which anything was received, in order.
    pub days: Vec<DayQuality>,
}

/// How well sources deliver. It has nothing about a person in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QualityReport {
    /// The first day: `YYYY-MM-DD`, in UTC.
    pub since: String,
    /// The last day.
    pub until: String,
    /// Every source that was ever heard, by organisation and system.
    pub sources: Vec<SourceQuality>,
}

impl QualityReport {
    /// The report as JSON, in one order.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Numbers and texts alone, which always print.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The report as text, for a person who puts sources right.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("Data quality from {} to {}\n", self.since, self.until);
        if self.sources.is_empty() {
            text.push_str("\nNo source was ever heard.\n");
        }
        for source in &self.sources {
            // Writing to a String never fails.
            let _ = source.write(&mut text);
        }
        text
    }
}

impl SourceQuality {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        let total = &self.total;
        let of = |measure: Measure| total.get(&measure);
        writeln!(text, "\n{} {}", self.organisation, self.system)?;
        writeln!(text, "  last heard: {}", self.last_heard)?;
        writeln!(text, "  persons held unmatched: {}", self.unmatched_persons)?;
        if total.is_empty() {
            return writeln!(text, "  nothing was received");
        }
        writeln!(
            text,
            "  units: {} accepted, {} repeated, {} quarantined, {} released, {} not held",
            of(Measure::Accepted),
            of(Measure::Repeated),
            of(Measure::Quarantined),
            of(Measure::Released),
            of(Measure::NotHeld)
        )?;
        writeln!(text, "  contributions: {} new, {} out of order", of(Measure::New), of(Measure::OutOfOrder))?;
        for delay in Delay::ALL {
            let count = of(Measure::Delayed(*delay));
            if count > 0 {
                writeln!(text, "  received {}: {count}", in_words(*delay))?;
            }
        }
        for (measure, count) in total.iter() {
            match measure {
                Measure::Issue(severity, code) => writeln!(text, "  {}: {code}: {count}", name(*severity))?,
                Measure::Mapped(map) => writeln!(text, "  codes mapped by {map}: {count}")?,
                Measure::Ambiguous(system) => writeln!(text, "  codes with several targets, {system}: {count}")?,
                Measure::Unmapped(system) => writeln!(text, "  codes not mapped, {system}: {count}")?,
                Measure::Accepted
                | Measure::Repeated
                | Measure::Quarantined
                | Measure::Released
                | Measure::NotHeld
                | Measure::New
                | Measure::OutOfOrder
                | Measure::Delayed(_) => {}
            }
        }
        Ok(())
    }
}

fn in_words(delay: Delay) -> &'static str {
    match delay {
        Delay::Ahead => "more than an hour before it was recorded",
        Delay::Hour => "within an hour",
        Delay::Day => "within a day",
        Delay::Week => "within a week",
        Delay::Month => "within a month",
        Delay::Year => "within a year",
        Delay::Longer => "after more than a year",
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
        Severity::Fatal => "quarantined because of",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_as_text_and_as_json() {
        let mut total = QualityCounts::default();
        total.count(Measure::Accepted, 3);
        total.count(Measure::New, 7);
        total.count(Measure::Delayed(Delay::Week), 7);
        total.count(Measure::Issue(Severity::Warning, "hl7v2.date".to_owned()), 2);
        total.count(Measure::Unmapped("http://read.info/readv2".to_owned()), 1);
        let source = |system: &str, total: QualityCounts| SourceQuality {
            organisation: OdsCode::parse("RBD").unwrap(),
            system: SourceSystem::parse(system).unwrap(),
            last_heard: Timestamp::parse("2026-11-22T13:34:00Z").unwrap(),
            unmatched_persons: 4,
            days: vec![DayQuality { day: "2026-11-22".to_owned(), counts: total.clone() }],
            total,
        };
        let mut report = QualityReport {
            since: "2026-11-01".to_owned(),
            until: "2026-11-30".to_owned(),
            sources: vec![source("PAS", total), source("RIS", QualityCounts::default())],
        };
        assert_eq!(
            report.to_text(),
            "Data quality from 2026-11-01 to 2026-11-30\n\
             \nRBD PAS\n  last heard: 2026-11-22T13:34:00.000Z\n  persons held unmatched: 4\n\
             \x20 units: 3 accepted, 0 repeated, 0 quarantined, 0 released, 0 not held\n  contributions: 7 new, 0 out of order\n\
             \x20 received within a week: 7\n  warning: hl7v2.date: 2\n  codes not mapped, http://read.info/readv2: 1\n\
             \nRBD RIS\n  last heard: 2026-11-22T13:34:00.000Z\n  persons held unmatched: 4\n  nothing was received\n"
        );
        let told: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        let total = &told["sources"][0]["total"];
        assert_eq!(
            total["units"],
            serde_json::json!({"accepted": 3, "repeated": 0, "quarantined": 0, "released": 0, "not_held": 0})
        );
        assert_eq!(total["contributions"]["delay"], serde_json::json!({"within-week": 7}));
        assert_eq!(total["issues"], serde_json::json!([{"severity": "warning", "code": "hl7v2.date", "count": 2}]));
        report.sources.clear();
        assert!(report.to_text().ends_with("No source was ever heard.\n"));
    }
}
