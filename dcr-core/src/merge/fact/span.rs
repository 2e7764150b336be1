//! Times as they are compared between sources (M12, M13).

use crate::time::{PartialDateTime, Precision, Timestamp};

/// What sources' dates differ by when they tell of one thing: 31 days, in milliseconds.
const SLACK: i64 = 31 * DAY;
pub(super) const DAY: i64 = 86_400_000;

/// Whether what the two times state overlaps.
pub(in crate::merge) fn compatible(a: &PartialDateTime, b: &PartialDateTime) -> bool {
    a.as_str() == b.as_str() || (a.earliest() <= b.latest() && b.earliest() <= a.latest())
}

/// Whether both are stated and overlap.
pub(super) fn both_compatible(a: Option<&PartialDateTime>, b: Option<&PartialDateTime>) -> bool {
    a.zip(b).is_some_and(|(a, b)| compatible(a, b))
}

/// Whether both are stated and do not overlap.
pub(super) fn contradict(a: Option<&PartialDateTime>, b: Option<&PartialDateTime>) -> bool {
    a.zip(b).is_some_and(|(a, b)| !compatible(a, b))
}

/// How long something lasted, as far as it is known; an unknown end is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) start: Option<&'a PartialDateTime>,
    pub(super) end: Option<End<'a>>,
}

/// When something was over.
#[derive(Debug, Clone, Copy)]
pub(super) enum End<'a> {
    Stated(&'a PartialDateTime),
    /// It was over when its source recorded that.
    Recorded(Timestamp),
}

impl End<'_> {
    fn latest(self) -> i64 {
        match self {
            Self::Stated(time) => time.latest().millis(),
            Self::Recorded(time) => time.millis(),
        }
    }
}

impl Span<'_> {
    /// Whether one was over, and more, before the other began.
    pub(super) fn apart(&self, other: &Self) -> bool {
        let before = |end: Option<End<'_>>, start: Option<&PartialDateTime>| {
            end.zip(start).is_some_and(|(end, start)| end.latest().saturating_add(SLACK) < start.earliest().millis())
        };
        before(self.end, other.start) || before(other.end, self.start)
    }
}

/// Whether at least the day is stated.
pub(super) fn to_the_day(time: &PartialDateTime) -> bool {
    time.precision() >= Precision::Day
}

/// The minute of world time in which it begins, of a time stated to the minute or closer: seconds are what one source adds
/// and another does not, and one source writes local time, another the same minute with its offset.
pub(super) fn minute(time: &PartialDateTime) -> Option<i64> {
    (time.precision() >= Precision::Minute).then(|| time.earliest().millis().div_euclid(60_000))
}

/// The days of world time that a time touches which is stated to the day or closer; nothing for a coarser one.
pub(super) fn days(time: &PartialDateTime) -> impl Iterator<Item = i64> + use<> {
    let begins = time.earliest().millis();
    let first = to_the_day(time).then(|| begins.div_euclid(DAY));
    // A day in the United Kingdom begins, in summer, in the last hour of the world's day before.
    let touches_next = time.precision() == Precision::Day && begins.rem_euclid(DAY) != 0;
    first.into_iter().chain(first.filter(|_| touches_next).map(|first| first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> PartialDateTime {
        PartialDateTime::parse(text).unwrap()
    }

    #[test]
    fn times_are_compatible_when_what_they_state_overlaps() {
        let pairs = [
            ("2010", "2010-05", true),
            ("2010-05", "2010-06-01", false),
            ("2026-07-01", "2026-07-01T00:30:00+01:00", true),
            ("2026-07-01", "2026-07-01T23:30:00Z", false),
            ("2026-07-01T10:00", "2026-07-01T10:00:59", true),
            ("2026-07-01T10:00:01", "2026-07-01T10:00:59", false),
        ];
        for (a, b, overlap) in pairs {
            assert_eq!(compatible(&time(a), &time(b)), overlap, "{a} {b}");
            assert_eq!(compatible(&time(b), &time(a)), overlap, "{b} {a}");
            let shared = days(&time(a)).any(|day| days(&time(b)).any(|other| other == day));
            let precise = to_the_day(&time(a)) && to_the_day(&time(b));
            assert!(shared || !(overlap && precise), "{a} {b} share no day");
        }
    }

    #[test]
    fn thirty_one_days_part_what_was_over_from_what_began() {
        let (ended, began) = (time("2026-01-01T12:00:00Z"), time("2026-02-01T12:00:00Z"));
        let over = |end| Span { start: None, end };
        let from = |start| Span { start: Some(start), end: None };
        let later = time("2026-02-01T12:00:02Z");
        for (start, apart) in [(&began, false), (&later, true)] {
            assert_eq!(over(Some(End::Stated(&ended))).apart(&from(start)), apart);
            assert_eq!(from(start).apart(&over(Some(End::Stated(&ended)))), apart);
            assert_eq!(from(start).apart(&over(Some(End::Recorded(ended.earliest())))), apart);
            assert!(!from(start).apart(&over(None)));
        }
    }

    #[test]
    fn a_minute_is_one_whatever_offset_it_is_written_with() {
        assert_eq!(minute(&time("2026-07-01T10:00")), minute(&time("2026-07-01T09:00:30Z")));
        assert_eq!(minute(&time("2026-07-01")), None);
    }
}
