"""M29: procedures."""

from __future__ import annotations

from .kinds import Kind, named, pair
from .marks import mark
from .statements import Statement
from .times import Span, compatible, stated


def start(statement: Statement) -> Span | None:
    return stated(statement.told.get("performed", {}).get("start"))


def not_done(statement: Statement) -> bool:
    return statement.told.get("status") == "not-done"


def by_precision(one: Span | None, other: Span | None) -> int:
    """3 where both are known to the day or closer, else 1."""
    return 3 if all(each is not None and each.to_the_day() for each in (one, other)) else 1


def likeness(one: Statement, other: Statement) -> int | None:
    concepts = pair(one, other)
    if not_done(one) != not_done(other):
        mark("M29 done and not done")
        return None
    if not concepts.same(one.told["code"], other.told["code"]):
        return None
    if not concepts.lists_not_different(one.told.get("body_sites", []), other.told.get("body_sites", [])):
        mark("M29 other site")
        return None
    if not compatible(start(one), start(other)):
        return None
    found = by_precision(start(one), start(other))
    mark("M29 one day" if found == 3 else "M29 one month or year")
    return found


PROCEDURE = Kind("procedure", "procedures", likeness, start, start, (named("status"),))
