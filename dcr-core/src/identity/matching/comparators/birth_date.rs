//! Date of birth.

use super::{Found, better, plain};
use crate::identity::matching::birth_date::BirthDate;
use crate::identity::matching::level::Level;
use crate::identity::matching::model::MatchModel;
use crate::identity::matching::row::Row;
use crate::identity::matching::similarity::one_edit;

pub(in super::super) fn birth_date(a: &Row, b: &Row, model: &MatchModel) -> Found {
    let mut best = None;
    for (x, loss) in a.dates() {
        for (y, _) in b.dates() {
            better(model, &mut best, level(x, y), 0, loss);
        }
    }
    best.unwrap_or_else(|| plain(model, Level::DateMissing))
}

fn level(a: BirthDate, b: BirthDate) -> Level {
    if !(a.is_whole() && b.is_whole()) {
        return if a.year() != b.year() {
            Level::DateDifferent
        } else if a.month().is_none() || b.month().is_none() {
            Level::DateYear
        } else if a.month() == b.month() {
            Level::DateMonth
        } else {
            Level::DateDifferent
        };
    }
    if a == b {
        return Level::DateExact;
    }
    let (year, month, day) = (a.year() == b.year(), a.month() == b.month(), a.day() == b.day());
    if year && a.month() == b.day() && a.day() == b.month() {
        return Level::DateSwapped;
    }
    let (x, y) = (a.digits(), b.digits());
    if one_edit(&x, &y) || (month && day && a.year().abs_diff(b.year()) == 1) {
        return Level::DateDigit;
    }
    if u8::from(year) + u8::from(month) + u8::from(day) == 2 { Level::DateTwoParts } else { Level::DateDifferent }
}

/// The fewest years between two dates of birth of a pair; `None` when there are none to compare.
pub(in super::super) fn years_apart(a: &Row, b: &Row) -> Option<u16> {
    let pairs = a.dates().flat_map(|(x, _)| b.dates().map(move |(y, _)| x.year().abs_diff(y.year())));
    pairs.min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_of_a_date() {
        let found = |a: &str, b: &str| {
            let (a, b) = (BirthDate::parse(a).unwrap(), BirthDate::parse(b).unwrap());
            assert_eq!(level(a, b), level(b, a));
            level(a, b)
        };
        for (b, expected) in [
            ("1950-03-12", Level::DateExact),
            ("1950-12-03", Level::DateSwapped),
            ("1950-03-13", Level::DateDigit),
            ("1950-03-21", Level::DateDigit),
            ("1905-03-12", Level::DateDigit),
            ("1949-03-12", Level::DateDigit),
            ("1980-03-12", Level::DateDigit),
            ("1972-03-12", Level::DateTwoParts),
            ("1950-03-27", Level::DateTwoParts),
            ("1950-11-12", Level::DateTwoParts),
            ("1950-03", Level::DateMonth),
            ("1950", Level::DateYear),
            ("1950-01-01", Level::DateYear),
            ("1951", Level::DateDifferent),
            ("1950-04", Level::DateDifferent),
            ("1951-04-12", Level::DateDifferent),
        ] {
            assert_eq!(found("1950-03-12", b), expected, "{b}");
        }
    }
}
