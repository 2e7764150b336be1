"""M23, M33: investigations."""

from __future__ import annotations

from .kinds import Kind, named, pair, worded
from .marks import mark
from .statements import Statement
from .times import DAY, MINUTE, Span, compatible, no_more_between, stated
from .values import values
from .words import trimmed, words


def time(statement: Statement) -> Span | None:
    return stated(statement.told.get("observed")) or stated(statement.told.get("reported"))


def specimens(statement: Statement) -> set[str]:
    return {trimmed(each.get("identifier")) for each in statement.told.get("specimens", [])} - {""}


def number_in_common(one: Statement, other: Statement) -> bool:
    def shared(name: str) -> bool:
        number = trimmed(one.told.get(name))
        return bool(number) and number == trimmed(other.told.get(name))

    if shared("filler_number"):
        mark("M33 filler_number")
        return True
    if specimens(one) & specimens(other):
        mark("M33 specimen in common")
        return True
    if shared("placer_number"):
        if contradict(one, other):
            mark("M33 two specimens of one order")
            return False
        mark("M33 placer_number")
        return True
    return False


def contradict(one: Statement, other: Statement) -> bool:
    return bool(specimens(one)) and bool(specimens(other)) and not specimens(one) & specimens(other)


def same_minute(one: Span | None, other: Span | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.to_the_minute()
        and other.to_the_minute()
        and one.first // MINUTE == other.first // MINUTE
    )


def same_day(one: Span | None, other: Span | None) -> bool:
    """Both known to the day or closer, and compatible."""
    return all(each is not None and each.to_the_day() for each in (one, other)) and compatible(one, other)


def tells(statement: Statement) -> tuple[list[str], str]:
    return sorted(map(words, values(statement.told))), words(statement.told.get("conclusion"))


def has_values(statement: Statement) -> bool:
    return bool(statement.told.get("measurements"))


def likeness(one: Statement, other: Statement) -> int | None:
    if has_values(one) != has_values(other):
        mark("M23 order and result")
        return None
    if not pair(one, other).same(one.told["code"], other.told["code"]):
        return None
    times = time(one), time(other)
    if number_in_common(one, other):
        if no_more_between(DAY, *times):
            mark("M23 number")
            return 4
        mark("M33 more than a day between")
    if contradict(one, other):
        mark("M33 specimens contradict")
        return None
    if same_minute(*times):
        mark("M23 minute")
        return 3
    if same_day(*times) and tells(one) == tells(other) != ([], ""):
        mark("M23 day and values")
        return 1
    return None


def told_values(statement: Statement) -> str | None:
    return "; ".join(values(statement.told))


INVESTIGATION = Kind(
    "investigation", "investigations", likeness, time, time, (named("status"), worded("value", told_values))
)
