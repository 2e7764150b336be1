//! Dates and times in FHIR's forms.

use super::system::AS_STATED;
use super::writer::Writer;
use crate::record::Period;
use crate::time::{PartialDateTime, Precision, Timestamp};
use std::borrow::Cow;

/// A time as FHIR's `dateTime`: seconds and an offset wherever a time of day is given.
///
/// Source: HL7 FHIR R4, 2.24.0.1: seconds may be zero-filled, and a time without an offset, which is UK local time here
/// ([`PartialDateTime`]), gets the offset that held then.
pub(super) fn date_time(time: &PartialDateTime) -> Cow<'_, str> {
    let text = time.as_str();
    let Some((date, clock)) = text.split_once('T') else { return Cow::Borrowed(text) };
    let at = clock.find(['Z', '+', '-']);
    let (clock, offset) = clock.split_at(at.unwrap_or(clock.len()));
    let seconds = if time.precision() == Precision::Second { "" } else { ":00" };
    if seconds.is_empty() && !offset.is_empty() {
        return Cow::Borrowed(text);
    }
    let found;
    let offset = if offset.is_empty() {
        found = uk_offset(time);
        found.as_str()
    } else {
        offset
    };
    Cow::Owned(format!("{date}T{clock}{seconds}{offset}"))
}

/// How far the stated UK local time is from UTC.
fn uk_offset(time: &PartialDateTime) -> String {
    let as_utc = PartialDateTime::parse(&format!("{}Z", time.as_str()));
    let ahead = as_utc.map_or(0, |local| local.earliest().millis() - time.earliest().millis()) / 60_000;
    let sign = if ahead < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", ahead.abs() / 60, ahead.abs() % 60)
}

/// Whether a time is precise enough for FHIR's `instant`.
pub(super) fn is_instant(time: &PartialDateTime) -> bool {
    matches!(time.precision(), Precision::Minute | Precision::Second)
}

/// Whether FHIR can tell that one time is not after another: their precisions are comparable.
///
/// Source: FHIRPath 6.2, comparison of dates; invariant per-1.
fn in_order(start: &PartialDateTime, end: &PartialDateTime) -> bool {
    let parts = |time: &PartialDateTime| {
        let day = time.date_text().len();
        (day, is_instant(time))
    };
    if parts(start) == parts(end) {
        return start.earliest() <= end.earliest();
    }
    let length = start.date_text().len().min(end.date_text().len());
    start.date_text().get(..length) < end.date_text().get(..length)
}

impl Writer {
    pub(super) fn date_time(&mut self, key: &'static str, time: &PartialDateTime) {
        self.text(key, &date_time(time));
    }

    pub(super) fn date_time_opt(&mut self, key: &'static str, time: Option<&PartialDateTime>) {
        if let Some(time) = time {
            self.date_time(key, time);
        }
    }

    pub(super) fn instant(&mut self, key: &'static str, at: Timestamp) {
        self.text(key, &at.to_string());
    }

    /// The ends of a period. An end of which FHIR cannot tell that it comes after the start has no place in
    /// `Period.end` and stands beside it as stated.
    pub(super) fn period_parts(&mut self, period: &Period) {
        self.date_time_opt("start", period.start.as_ref());
        match (&period.start, &period.end) {
            (Some(start), Some(end)) if !in_order(start, end) => self.object("_end", |w| {
                w.items("extension", [end], |w, end| {
                    w.ours("url", AS_STATED);
                    w.date_time("valueDateTime", end);
                });
            }),
            (_, end) => self.date_time_opt("end", end.as_ref()),
        }
    }

    pub(super) fn period(&mut self, key: &'static str, period: &Period) {
        self.object(key, |w| w.period_parts(period));
    }

    /// A choice of date and period: a period only where an end is known.
    pub(super) fn date_or_period(&mut self, date: &'static str, range: &'static str, period: &Period) {
        match (&period.start, &period.end) {
            (Some(start), None) => self.date_time(date, start),
            _ => self.period(range, period),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> PartialDateTime {
        PartialDateTime::parse(text).unwrap()
    }

    #[test]
    fn a_time_of_day_gets_the_seconds_and_the_offset_that_fhir_asks_for() {
        for (stated, written) in [
            ("2026", "2026"),
            ("2026-07", "2026-07"),
            ("2026-07-01", "2026-07-01"),
            ("2026-07-01T12:00", "2026-07-01T12:00:00+01:00"),
            ("2026-01-01T12:00", "2026-01-01T12:00:00+00:00"),
            ("2026-07-01T12:00:05.250", "2026-07-01T12:00:05.250+01:00"),
            ("2026-07-01T12:00-05:00", "2026-07-01T12:00:00-05:00"),
            ("2026-07-01T12:00:05Z", "2026-07-01T12:00:05Z"),
            ("2026-10-25T01:30", "2026-10-25T01:30:00+01:00"),
        ] {
            let found = date_time(&time(stated)).into_owned();
            assert_eq!(found, written, "{stated}");
            assert_eq!(time(&found).earliest(), time(stated).earliest(), "{stated}");
        }
    }

    #[test]
    fn an_end_that_fhir_cannot_place_after_the_start_stands_as_stated() {
        let written = |start: &str, end: &str| {
            let mut w = Writer::with_capacity(0);
            w.item(|w| w.period("p", &Period { start: Some(time(start)), end: Some(time(end)) }));
            w.finish()
        };
        assert_eq!(written("2026-01", "2026-03-01"), r#"{"p":{"start":"2026-01","end":"2026-03-01"}}"#);
        for (start, end) in
            [("2026-02-01", "2026-01-01"), ("2026-01", "2026-01-05"), ("2026-01-05", "2026-01-05T10:00:00Z")]
        {
            let found = written(start, end);
            assert!(found.contains("\"_end\":{\"extension\":[{\"url\":\"urn:x-dcr:as-stated\""), "{found}");
            assert!(!found.contains("\"end\""), "{found}");
        }
    }
}
