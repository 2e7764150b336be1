//! Dates and times as HL7 v2 writes them.

use super::value::Value;
use crate::ingest::Severity;
use crate::time::{PartialDateTime, TimeError};

/// Reads `YYYY[MM[DD[HH[MM[SS[.S]]]]]][+/-ZZZZ]` (HL7 v2.5.1 chapter 2A, DTM).
///
/// An hour without minutes is read as the day: the model has no such precision and none is invented.
pub(crate) fn parse(text: &str) -> Result<PartialDateTime, TimeError> {
    let at = text.rfind(['+', '-']).unwrap_or(text.len());
    let (clock, offset) = text.split_at_checked(at).ok_or(TimeError::Format)?;
    let (digits, fraction) = match clock.split_once('.') {
        Some((digits, fraction)) => (digits, Some(fraction)),
        None => (clock, None),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || text.len() > 32 {
        return Err(TimeError::Format);
    }
    let part = |from: usize, to: usize| digits.get(from..to).ok_or(TimeError::Format);
    let mut iso = String::with_capacity(32);
    iso.push_str(part(0, 4)?);
    for (length, mark, from) in [(6, '-', 4), (8, '-', 6), (12, 'T', 8), (12, ':', 10), (14, ':', 12)] {
        if digits.len() >= length {
            iso.push(mark);
            iso.push_str(part(from, from + 2)?);
        }
    }
    match (digits.len(), fraction) {
        (14, Some(fraction)) => {
            iso.push('.');
            iso.push_str(fraction);
        }
        (4 | 6 | 8 | 10 | 12 | 14, None) => {}
        _ => return Err(TimeError::Format),
    }
    match (digits.len(), offset.len()) {
        (_, 0) => {}
        (12 | 14, 5) => {
            let (hours, minutes) = offset.split_at_checked(3).ok_or(TimeError::Format)?;
            iso.push_str(hours);
            iso.push(':');
            iso.push_str(minutes);
        }
        _ => return Err(TimeError::Format),
    }
    if digits.len() == 10 && part(8, 10)?.parse::<u8>().map_or(true, |hour| hour > 23) {
        return Err(TimeError::Range { part: "time of day" });
    }
    PartialDateTime::parse(&iso)
}

impl Value<'_> {
    /// The date or time that the value states. One that cannot be is told and stays unused.
    pub(super) fn date_time(self) -> Option<PartialDateTime> {
        let mut hour_only = false;
        let mut wrong = None;
        let read = self.read(|text| {
            if text.is_empty() {
                return None;
            }
            hour_only = text.len() == 10;
            parse(text).map_err(|error| wrong = Some(error)).ok()
        });
        match wrong {
            Some(TimeError::Range { .. }) => {
                self.issue(Severity::Warning, "time.range", "a part of the date or time is out of its range");
            }
            Some(_) => self.issue(Severity::Warning, "time.format", "the date or time does not follow its format"),
            None if hour_only => {
                self.issue(Severity::Note, "hl7v2.time.hour", "a time to the hour was read as the day");
            }
            None => {}
        }
        read
    }

    /// The date that the value states. A time of midnight is what systems write that keep no time; any other is kept.
    pub(super) fn birth_date(self) -> Option<PartialDateTime> {
        let stated = self.date_time()?;
        let midnight = stated.as_str().split_once('T').is_some_and(|(_, time)| {
            time.split(['+', '-']).next().unwrap_or_default().bytes().all(|b| matches!(b, b'0' | b':' | b'.'))
        });
        if midnight { PartialDateTime::parse(stated.date_text()).ok() } else { Some(stated) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_precision_is_kept() {
        for (given, iso) in [
            ("1965", "1965"),
            ("196502", "1965-02"),
            ("19650203", "1965-02-03"),
            ("1965020310", "1965-02-03"),
            ("196502031015", "1965-02-03T10:15"),
            ("19650203101530", "1965-02-03T10:15:30"),
            ("19650203101530.1234", "1965-02-03T10:15:30.1234"),
            ("19650203101530-0500", "1965-02-03T10:15:30-05:00"),
            ("198808181126+0215", "1988-08-18T11:26+02:15"),
        ] {
            assert_eq!(parse(given).unwrap().as_str(), iso, "{given}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(parse("196513121515").unwrap_err(), TimeError::Range { part: "month" });
        assert_eq!(parse("19650230").unwrap_err(), TimeError::Range { part: "day" });
        assert_eq!(parse("1965020325").unwrap_err(), TimeError::Range { part: "time of day" });
        for wrong in ["", "65", "19651", "196502031", "1965-02-03", "19650203.5", "1951+0100", "19650203101530+01", "é"]
        {
            assert_eq!(parse(wrong).unwrap_err(), TimeError::Format, "{wrong}");
        }
    }
}
