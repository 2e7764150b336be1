"""M12, M13: stated dates and times as spans of milliseconds since 1970."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from .marks import mark

LONDON = ZoneInfo("Europe/London")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
# 9999-12-31T23:59:59.999Z
LAST = 253_402_300_799_999
STATED = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)(\.(?P<fraction>\d+))?)?(?P<offset>Z|[+-]\d\d:\d\d)?)?)?)?"
)


class Precision(IntEnum):
    YEAR, MONTH, DAY, MINUTE, SECOND = range(5)


@dataclass(frozen=True)
class Span:
    """From the first to the last millisecond of what was stated."""

    first: int
    last: int
    precision: Precision

    def to_the_day(self) -> bool:
        return self.precision >= Precision.DAY

    def to_the_minute(self) -> bool:
        return self.precision >= Precision.MINUTE


def millis(moment: datetime) -> int:
    return (moment.astimezone(UTC) - EPOCH) // MILLISECOND


@lru_cache(maxsize=4096)
def instant(text: str) -> int:
    return millis(datetime.fromisoformat(text))


def uk_midnight(year: int, month: int, day: int) -> int:
    return millis(datetime(year, month, day, tzinfo=LONDON))


def day_after(year: int, month: int, day: int) -> int | None:
    """The first millisecond of the next day; none after the last day there is."""
    try:
        following = datetime(year, month, day) + timedelta(days=1)
    except OverflowError:
        return None
    return uk_midnight(following.year, following.month, following.day)


@lru_cache(maxsize=4096)
def span(text: str) -> Span:
    found = STATED.fullmatch(text)
    if found is None:
        raise ValueError("no date or time")
    year, month, day = (int(found[part]) if found[part] else 0 for part in ("year", "month", "day"))
    if found["hour"]:
        return clock_span(found, datetime(year, month, day, int(found["hour"]), int(found["minute"])))
    if not month:
        first, last = uk_midnight(year, 1, 1), day_after(year, 12, 31)
        precision = Precision.YEAR
    elif not day:
        first, precision = uk_midnight(year, month, 1), Precision.MONTH
        last = day_after(year, 12, 31) if month == 12 else uk_midnight(year, month + 1, 1)
    else:
        first, last, precision = uk_midnight(year, month, day), day_after(year, month, day), Precision.DAY
    return Span(first, LAST if last is None else last - 1, precision)


def clock_span(found: re.Match[str], clock: datetime) -> Span:
    within, precision = MINUTE - 1, Precision.MINUTE
    if found["second"]:
        clock += timedelta(seconds=int(found["second"]))
        within, precision = 999, Precision.SECOND
    if found["fraction"]:
        clock += timedelta(milliseconds=int(found["fraction"][:3].ljust(3, "0")))
        within = 0
    if found["offset"]:
        offset = timedelta(0)
        if found["offset"] != "Z":
            offset = timedelta(hours=int(found["offset"][1:3]), minutes=int(found["offset"][4:]))
        sign = -1 if found["offset"][0] == "-" else 1
        first = millis(clock.replace(tzinfo=timezone(sign * offset)))
        return Span(first, first + within, precision)
    # The hour that comes twice begins with its first coming and ends with its second; the one that spring skips is
    # winter time.
    first = millis(clock.replace(tzinfo=LONDON))
    second_coming = millis(clock.replace(tzinfo=LONDON, fold=1))
    if second_coming > first:
        mark("M12 hour that comes twice")
    if second_coming < first:
        mark("M12 hour that is skipped")
    return Span(first, max(first, second_coming) + within, precision)


def stated(text: str | None) -> Span | None:
    return None if text is None else span(text)


def at(moment: int) -> Span:
    """One millisecond, as of a time at which something was recorded."""
    return Span(moment, moment, Precision.SECOND)


def compatible(one: Span | None, other: Span | None) -> bool:
    """M12: both are known and overlap."""
    if one is None or other is None:
        mark("M12 unknown")
        return False
    overlap = one.first <= other.last and other.first <= one.last
    mark("M12 overlap" if overlap else "M12 no overlap")
    return overlap


def no_more_between(limit: int, one: Span | None, other: Span | None) -> bool:
    """At most so many milliseconds lie between the one's last and the other's first, or one is unknown."""
    return one is None or other is None or max(one.first - other.last, other.first - one.last) <= limit


def ends_before(end: Span | None, start: Span | None) -> bool:
    return end is not None and start is not None and start.first - end.last > 31 * DAY


def apart(one: tuple[Span | None, Span | None], other: tuple[Span | None, Span | None]) -> bool:
    """M13, of the start and the end of each."""
    if ends_before(one[1], other[0]) or ends_before(other[1], one[0]):
        mark("M13 apart")
        return True
    if None in (*one, *other):
        mark("M13 open")
    return False
