"""M30: immunisations."""

from __future__ import annotations

from .kinds import Kind, named, pair, worded
from .marks import mark
from .procedures import by_precision, not_done
from .statements import Statement
from .times import Span, compatible, stated
from .words import not_different


def given(statement: Statement) -> Span | None:
    return stated(statement.told.get("given"))


def likeness(one: Statement, other: Statement) -> int | None:
    concepts = pair(one, other)
    if not_done(one) != not_done(other):
        mark("M30 given and not given")
        return None
    if not concepts.same(one.told["vaccine"], other.told["vaccine"]):
        if not concepts.same(one.told.get("procedure"), other.told.get("procedure")):
            return None
        mark("M30 procedure")
    if not not_different(one.told.get("dose"), other.told.get("dose")):
        mark("M30 other dose")
        return None
    if not compatible(given(one), given(other)):
        return None
    found = by_precision(given(one), given(other))
    mark("M30 one day" if found == 3 else "M30 one month or year")
    return found


POINTS = (worded("batch", lambda statement: statement.told.get("batch")), named("status"))
IMMUNISATION = Kind("immunisation", "immunisations", likeness, given, given, POINTS)
