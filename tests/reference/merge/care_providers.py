"""M25, M34: care providers."""

from __future__ import annotations

from .kinds import Kind, period_end, period_start, worded
from .marks import mark
from .statements import Statement
from .times import apart, compatible
from .words import equal, words

BY_ORGANISATION = {"registered-practice", "care-agency", "pharmacy"}


def first_member(statement: Statement) -> dict[str, str]:
    members: list[dict[str, str]] = statement.told.get("members", [])
    return members[0] if members else {}


def name(statement: Statement) -> str:
    own: str = statement.told.get("name", "")
    return own if words(own) else first_member(statement).get("name", "")


def same_party(one: Statement, other: Statement) -> bool:
    codes = first_member(one).get("organisation"), first_member(other).get("organisation")
    both_coded = None not in codes
    if one.told["role"] in BY_ORGANISATION and both_coded:
        mark("M34 organisation decides")
        return codes[0] == codes[1]
    if words(name(one)) and words(name(other)):
        if both_coded and codes[0] != codes[1]:
            mark("M34 one name in two organisations")
            return False
        mark("M34 names")
        return equal(name(one), name(other))
    mark("M34 organisations" if both_coded and codes[0] == codes[1] else "M34 not known")
    return both_coded and codes[0] == codes[1]


def likeness(one: Statement, other: Statement) -> int | None:
    if one.told["role"] != other.told["role"]:
        mark("M25 other role")
        return None
    if not same_party(one, other):
        return None
    starts, ends = (period_start(one), period_start(other)), (period_end(one), period_end(other))
    if apart((starts[0], ends[0]), (starts[1], ends[1])):
        mark("M25 apart")
        return None
    if compatible(*starts):
        mark("M25 starts compatible")
        return 3
    mark("M25 one provider")
    return 2


POINTS = (worded("status", lambda statement: statement.told.get("status")),)
CARE_PROVIDER = Kind("care-provider", "care-providers", likeness, period_start, period_start, POINTS)
