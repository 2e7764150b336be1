"""M28: encounters."""

from __future__ import annotations

from .kinds import Kind, named, period_start
from .marks import mark
from .statements import Statement
from .words import trimmed


def likeness(one: Statement, other: Statement) -> int | None:
    number = trimmed(one.told.get("visit_number"))
    if not number or number != trimmed(other.told.get("visit_number")):
        return None
    if one.organisation != other.organisation:
        mark("M28 other organisation")
        return None
    if one.told["kind"] != other.told["kind"]:
        mark("M28 other kind")
        return None
    mark("M28 visit")
    return 4


ENCOUNTER = Kind("encounter", "encounters", likeness, period_start, period_start, (named("status"),))
