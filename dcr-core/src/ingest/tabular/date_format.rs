//! Date formats as a mapping writes them: `YYYY-MM-DD`, `DD/MM/YYYY hh:mm`, `D-MMM-YYYY`.

use crate::time::{PartialDateTime, TimeError};
use chrono::{Datelike, NaiveDateTime, NaiveTime, Timelike};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One part of a date format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Year,
    /// Two digits, or one or two where the format writes a single letter.
    Month {
        fewest: usize,
    },
    MonthName,
    Day {
        fewest: usize,
    },
    Hour,
    Minute,
    Second,
    Literal(char),
}

/// A date format: `YYYY`, `MM` or `M`, `MMM` (`Jan`), `DD` or `D`, `hh`, `mm`, `ss`, `T`, and marks and spaces as they
/// stand. A single `M` or `D` reads one or two digits. Two-digit years are not read: they would be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub(super) struct DateFormat {
    text: String,
    pieces: Vec<Piece>,
}

const TOKENS: [(&str, Piece); 9] = [
    ("YYYY", Piece::Year),
    ("MMM", Piece::MonthName),
    ("MM", Piece::Month { fewest: 2 }),
    ("M", Piece::Month { fewest: 1 }),
    ("DD", Piece::Day { fewest: 2 }),
    ("D", Piece::Day { fewest: 1 }),
    ("hh", Piece::Hour),
    ("mm", Piece::Minute),
    ("ss", Piece::Second),
];

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl TryFrom<String> for DateFormat {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            if let Some((token, piece)) = TOKENS.iter().find(|(token, _)| rest.starts_with(token)) {
                pieces.push(*piece);
                rest = rest.strip_prefix(token).unwrap_or_default();
            } else if first == 'T' || first == ' ' || first.is_ascii_punctuation() {
                pieces.push(Piece::Literal(first));
                rest = rest.strip_prefix(first).unwrap_or_default();
            } else {
                return Err("a date format has a letter that it cannot have");
            }
        }
        let count = |wanted: fn(&Piece) -> bool| pieces.iter().filter(|piece| wanted(piece)).count();
        let years = count(|piece| matches!(piece, Piece::Year));
        let months = count(|piece| matches!(piece, Piece::Month { .. } | Piece::MonthName));
        let days = count(|piece| matches!(piece, Piece::Day { .. }));
        let clock = [
            count(|piece| matches!(piece, Piece::Hour)),
            count(|piece| matches!(piece, Piece::Minute)),
            count(|piece| matches!(piece, Piece::Second)),
        ];
        let date_is_sound = years == 1 && months <= 1 && days <= months;
        let clock_is_sound = matches!(clock, [0, 0, 0]) || (days == 1 && matches!(clock, [1, 1, 0 | 1]));
        if date_is_sound && clock_is_sound {
            Ok(Self { text, pieces })
        } else {
            Err("a date format needs one year, a month before a day, and a whole date before a time")
        }
    }
}

impl From<DateFormat> for String {
    fn from(format: DateFormat) -> Self {
        format.text
    }
}

impl DateFormat {
    /// Whether both read some text, but not as the same date.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let alike = self.pieces.len() == other.pieces.len()
            && self.pieces.iter().zip(&other.pieces).all(|(ours, theirs)| match (ours, theirs) {
                (Piece::Literal(a), Piece::Literal(b)) => a == b,
                (Piece::Year, Piece::Year) | (Piece::MonthName, Piece::MonthName) => true,
                (a, b) => a.is_short_number() && b.is_short_number(),
            });
        let differ = self.pieces.iter().zip(&other.pieces).any(|(ours, theirs)| {
            ours.is_short_number() && std::mem::discriminant(ours) != std::mem::discriminant(theirs)
        });
        alike && differ
    }

    /// Reads a text of this format; `None` when the text has another shape.
    fn read(&self, text: &str) -> Option<Result<PartialDateTime, TimeError>> {
        let mut rest = text;
        let (mut year, mut month, mut day) = ("", None, None);
        let (mut hour, mut minute, mut second) = (None, "", None);
        for piece in &self.pieces {
            match piece {
                Piece::Year => year = take_digits(&mut rest, 4, 4)?,
                Piece::Month { fewest } => month = Some(take_digits(&mut rest, *fewest, 2)?.parse().ok()?),
                Piece::MonthName => month = Some(take_month_name(&mut rest)?),
                Piece::Day { fewest } => day = Some(take_digits(&mut rest, *fewest, 2)?.parse::<u32>().ok()?),
                Piece::Hour => hour = Some(take_digits(&mut rest, 2, 2)?),
                Piece::Minute => minute = take_digits(&mut rest, 2, 2)?,
                Piece::Second => second = Some(take_digits(&mut rest, 2, 2)?),
                Piece::Literal(mark) => rest = rest.strip_prefix(*mark)?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let mut iso = String::with_capacity("YYYY-MM-DDThh:mm:ss".len());
        iso.push_str(year);
        for part in [month, day].into_iter().flatten() {
            iso.push('-');
            // At most two digits were taken.
            iso.extend([part / 10, part % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
        }
        if let Some(hour) = hour {
            for part in ["T", hour, ":", minute] {
                iso.push_str(part);
            }
        }
        if let Some(second) = second {
            iso.push(':');
            iso.push_str(second);
        }
        Some(PartialDateTime::parse(&iso))
    }
}

impl DateFormat {
    /// Whether the format says all of a time: a whole date, and its clock as far as it is not midnight.
    fn says_all(&self, time: NaiveDateTime) -> bool {
        let has = |wanted: fn(&Piece) -> bool| self.pieces.iter().any(wanted);
        has(|piece| matches!(piece, Piece::Day { .. }))
            && (has(|piece| matches!(piece, Piece::Hour)) || time.time() == NaiveTime::MIN)
            && (has(|piece| matches!(piece, Piece::Second)) || time.second() == 0)
    }

    fn write(&self, time: NaiveDateTime) -> String {
        let month = usize::try_from(time.month0()).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"");
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Year => format!("{:04}", time.year()),
            Piece::Month { fewest } => format!("{:0fewest$}", time.month()),
            Piece::MonthName => (*month).to_owned(),
            Piece::Day { fewest } => format!("{:0fewest$}", time.day()),
            Piece::Hour => format!("{:02}", time.hour()),
            Piece::Minute => format!("{:02}", time.minute()),
            Piece::Second => format!("{:02}", time.second()),
            Piece::Literal(mark) => mark.to_string(),
        });
        pieces.collect()
    }
}

/// Writes a time in the first of the formats that says all of it, without a clock where it is midnight; where none does, in
/// the ISO 8601 form, which is then told as a format that the mapping does not know.
pub(super) fn write_date(formats: &[DateFormat], time: NaiveDateTime) -> String {
    match formats.iter().find(|format| format.says_all(time)) {
        Some(format) => format.write(time),
        None => time.format("%Y-%m-%dT%H:%M:%S").to_string(),
    }
}

impl Piece {
    fn is_short_number(self) -> bool {
        matches!(self, Self::Month { .. } | Self::Day { .. } | Self::Hour | Self::Minute | Self::Second)
    }
}

fn take_digits<'t>(rest: &mut &'t str, fewest: usize, most: usize) -> Option<&'t str> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < fewest {
        return None;
    }
    let (digits, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(digits)
}

fn take_month_name(rest: &mut &str) -> Option<u32> {
    let (name, after) = rest.split_at_checked(3)?;
    let index = MONTHS.iter().position(|month| name.eq_ignore_ascii_case(month))?;
    *rest = after;
    u32::try_from(index + 1).ok()
}

/// Reads a text by the first of the formats whose shape it has.
///
/// # Errors
/// [`TimeError::Format`] when it has the shape of none, [`TimeError::Range`] when a part cannot be, such as month 13.
pub(super) fn read_date(formats: &[DateFormat], text: &str) -> Result<PartialDateTime, TimeError> {
    formats.iter().find_map(|format| format.read(text)).unwrap_or(Err(TimeError::Format))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(texts: &[&str]) -> Vec<DateFormat> {
        texts.iter().map(|text| DateFormat::try_from((*text).to_owned()).unwrap()).collect()
    }

    #[test]
    fn every_shape_reads_with_its_own_precision() {
        let list =
            formats(&["YYYY-MM-DD", "D/M/YYYY", "DD/MM/YYYY hh:mm", "YYYY-MM-DDThh:mm:ss", "DD-MMM-YYYY", "YYYY"]);
        for (given, read) in [
            ("2026-04-01", "2026-04-01"),
            ("1/4/2026", "2026-04-01"),
            ("01/04/2026", "2026-04-01"),
            ("01/04/2026 09:30", "2026-04-01T09:30"),
            ("2026-04-01T09:30:15", "2026-04-01T09:30:15"),
            ("01-Apr-2026", "2026-04-01"),
            ("1926", "1926"),
        ] {
            assert_eq!(read_date(&list, given).unwrap().as_str(), read);
        }
        for wrong in ["01/04/26", "2026-4-1", "01-Fox-2026", "", "2026-04-01 ", "①/4/2026"] {
            assert_eq!(read_date(&list, wrong), Err(TimeError::Format), "{wrong}");
        }
        assert_eq!(read_date(&list, "2026-13-01"), Err(TimeError::Range { part: "month" }));
        assert_eq!(read_date(&list, "31/02/2026"), Err(TimeError::Range { part: "day" }));
    }

    #[test]
    fn a_time_is_written_in_the_first_format_that_says_all_of_it() {
        let list = formats(&["YYYY", "D/MM/YYYY", "D-MMM-YYYY hh:mm", "YYYY-MM-DDThh:mm:ss"]);
        for (given, written) in [
            ("2026-04-01T00:00:00", "1/04/2026"),
            ("2026-04-01T09:30:00", "1-apr-2026 09:30"),
            ("2026-04-01T09:30:15", "2026-04-01T09:30:15"),
        ] {
            let time = given.parse().unwrap();
            assert_eq!(write_date(&list, time), written);
            assert_eq!(
                read_date(&list, written).unwrap().earliest(),
                PartialDateTime::parse(given).unwrap().earliest()
            );
        }
        let time = "2026-04-01T09:30:15".parse().unwrap();
        assert_eq!(write_date(&formats(&["YYYY-MM-DD"]), time), "2026-04-01T09:30:15");
    }

    #[test]
    fn formats_that_need_a_guess_are_refused() {
        for wrong in ["DD/MM/YY", "MM", "YYYY-DD", "YYYY hh:mm", "YYYY-MM-DD hh", "YYYY YYYY", "YYYYx", ""] {
            assert!(DateFormat::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn day_and_month_the_other_way_round_contradict() {
        let [uk, us, iso] = formats(&["D/M/YYYY", "MM/DD/YYYY", "YYYY-MM-DD"]).try_into().unwrap();
        assert!(uk.contradicts(&us));
        assert!(!uk.contradicts(&uk));
        assert!(!uk.contradicts(&iso));
    }
}
