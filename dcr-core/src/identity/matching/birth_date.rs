//! Dates of birth as they are compared.

/// A date of birth as far as it is worth anything: a year, a year and month, or a whole date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate {
    year: u16,
    month: u8,
    day: u8,
}

/// Whole dates that systems write when they know none.
///
/// Sources: zero dates of common software (1753 SQL Server, 1858 Modified Julian Day, 1899 and 1900 spreadsheets, 1970
/// Unix) and what is typed to pass a mandatory field.
const PLACEHOLDERS: &[(u16, u8, u8)] = &[
    (1753, 1, 1),
    (1858, 11, 17),
    (1899, 12, 30),
    (1899, 12, 31),
    (1900, 1, 1),
    (1901, 1, 1),
    (1970, 1, 1),
    (1911, 11, 11),
];

impl BirthDate {
    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYYMMDD` (what follows a `T` is left out); `None` when there is nothing
    /// to compare.
    ///
    /// A placeholder is worth nothing, a year outside 1850 to 2150 neither. The first of January of any other year is
    /// worth its year alone, because it is what is typed when only the year is known.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.split(['T', ' ']).next().unwrap_or_default();
        let mut parts = text.split('-');
        let first = parts.next()?;
        let (year, month, day) = if first.len() == 8 {
            (first.get(..4)?, first.get(4..6), first.get(6..8))
        } else {
            (first, parts.next(), parts.next())
        };
        let number = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
        };
        let year = number(year, 4)?;
        let month = match month {
            None => 0,
            Some(part) => number(part, 2)?,
        };
        let day = match day {
            None => 0,
            Some(part) => number(part, 2)?,
        };
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// From its parts; 0 for a part that is not known.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if !(1850..=2150).contains(&year) || month > 12 || day > 31 || (month == 0 && day > 0) {
            return None;
        }
        if Self::is_placeholder((year, month, day)) || (matches!(year, 1900 | 1901) && month == 0) {
            return None;
        }
        let (month, day) = if (month, day) == (1, 1) { (0, 0) } else { (month, day) };
        Some(Self { year, month, day })
    }

    /// Whether a whole date is one that systems write when they know none.
    pub(in crate::identity) fn is_placeholder(date: (u16, u8, u8)) -> bool {
        PLACEHOLDERS.contains(&date)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, when it is known.
    #[must_use]
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day, when it is known.
    #[must_use]
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// Whether year, month and day are all known.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.day > 0
    }

    /// The date as one number, for compact rows; never 0.
    #[must_use]
    pub fn packed(self) -> u32 {
        u32::from(self.year) << 9 | u32::from(self.month) << 5 | u32::from(self.day)
    }

    /// The date of [`BirthDate::packed`]; `None` for 0.
    #[must_use]
    pub fn unpacked(packed: u32) -> Option<Self> {
        let part = |number: u32| u8::try_from(number).unwrap_or(0);
        let year = u16::try_from(packed >> 9).ok()?;
        (packed != 0).then(|| Self { year, month: part(packed >> 5 & 15), day: part(packed & 31) })
    }

    /// The digits `YYYYMMDD`.
    #[must_use]
    pub fn digits(self) -> [u8; 8] {
        let two = |number: u8| [number / 10, number % 10];
        let year = |place: u16| u8::try_from(self.year / place % 10).unwrap_or(0);
        let ([m, n], [d, e]) = (two(self.month), two(self.day));
        [year(1000), year(100), year(10), year(1), m, n, d, e]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_far_as_they_go() {
        for (text, parts) in [
            ("1950-03-12", Some((1950, Some(3), Some(12)))),
            ("19500312", Some((1950, Some(3), Some(12)))),
            ("1950-03-12T10:00", Some((1950, Some(3), Some(12)))),
            ("1950-03", Some((1950, Some(3), None))),
            ("1950", Some((1950, None, None))),
            ("1950-01-01", Some((1950, None, None))),
            ("1900-01-01", None),
            ("1901-01-01", None),
            ("1970-01-01", None),
            ("1900", None),
            ("0001-01-01", None),
            ("1950-13-01", None),
            ("1950-3-1", None),
            ("", None),
            ("12/03/1950", None),
        ] {
            let read = BirthDate::parse(text).map(|date| (date.year(), date.month(), date.day()));
            assert_eq!(read, parts, "{text}");
        }
    }

    #[test]
    fn packing_restores() {
        for text in ["1950-03-12", "1950-12-31", "2150-03", "1850"] {
            let date = BirthDate::parse(text).unwrap();
            assert_eq!(BirthDate::unpacked(date.packed()), Some(date));
        }
        assert_eq!(BirthDate::unpacked(0), None);
        assert_eq!(BirthDate::parse("1950-03-12").unwrap().digits(), [1, 9, 5, 0, 0, 3, 1, 2]);
    }
}
