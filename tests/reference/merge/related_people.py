"""M24, M38: related people."""

from __future__ import annotations

from .concepts import shown
from .kinds import Kind, Point, pair, period_start
from .marks import mark
from .statements import Statement
from .times import compatible, stated
from .words import equal

TELEPHONES = {"phone", "mobile"}


def names(statement: Statement) -> list[tuple[str | None, str | None]]:
    """First given and family names."""
    stated = statement.told.get("names", [])
    return [(next(iter(name.get("given", [])), None), name.get("family")) for name in stated]


def likeness(one: Statement, other: Statement) -> int | None:
    numbers = one.told.get("nhs_number"), other.told.get("nhs_number")
    births = stated(one.told.get("birth_date")), stated(other.told.get("birth_date"))
    if None not in births and not compatible(*births):
        mark("M24 other birth date")
        return None
    if None not in numbers:
        mark("M24 number" if numbers[0] == numbers[1] else "M24 other number")
        return 3 if numbers[0] == numbers[1] else None
    alike = (all(map(equal, left, right)) for left in names(one) for right in names(other))
    if any(alike):
        mark("M24 name")
        return 2
    return None


def same_relationship(one: Statement, other: Statement) -> bool:
    return pair(one, other).same(one.told.get("relationship"), other.told.get("relationship"))


def telephone(statement: Statement) -> str | None:
    """M38."""
    for contact in statement.told.get("contacts", []):
        digits = "".join(digit for digit in contact["value"] if digit in "0123456789")
        if contact["kind"] in TELEPHONES and digits:
            mark("M38 telephone")
            return digits
    return None


POINTS = (
    Point("relationship", lambda statement: shown(statement.told.get("relationship")), same_relationship),
    Point("telephone", telephone, lambda one, other: telephone(one) == telephone(other)),
)
RELATED_PERSON = Kind("related-person", "related-people", likeness, period_start, period_start, POINTS)
