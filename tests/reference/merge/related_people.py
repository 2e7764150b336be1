"""M24, M38: related people."""

from __future__ import annotations

from .concepts import shown
from .kinds import Kind, Point, period_start, worded
from .marks import mark
from .statements import JsonObject, Statement
from .times import compatible, stated
from .words import equal, words

TELEPHONES = {"phone", "mobile"}


def same_name(one: JsonObject, other: JsonObject) -> bool:
    """The first given and the family name; of two names that are not parted, two words or more as they are written."""
    for name in (one, other):
        if "given" in name or "family" in name:
            given = [next(iter(each.get("given", [])), None) for each in (one, other)]
            return equal(*given) and equal(one.get("family"), other.get("family"))
    if " " not in words(one.get("text")) or not equal(one.get("text"), other.get("text")):
        mark("M24 not parted and not the same")
        return False
    mark("M24 name that is not parted")
    return True


def likeness(one: Statement, other: Statement) -> int | None:
    numbers = one.told.get("nhs_number"), other.told.get("nhs_number")
    births = stated(one.told.get("birth_date")), stated(other.told.get("birth_date"))
    if None not in births and not compatible(*births):
        mark("M24 other birth date")
        return None
    if None not in numbers:
        mark("M24 number" if numbers[0] == numbers[1] else "M24 other number")
        return 3 if numbers[0] == numbers[1] else None
    names = one.told.get("names", []), other.told.get("names", [])
    if any(same_name(left, right) for left in names[0] for right in names[1]):
        mark("M24 name")
        return 2
    return None


def telephone(statement: Statement) -> str | None:
    """M38."""
    for contact in statement.told.get("contacts", []):
        digits = "".join(digit for digit in contact["value"] if digit in "0123456789")
        if contact["kind"] in TELEPHONES and digits:
            mark("M38 telephone")
            return digits
    return None


POINTS = (
    worded("relationship", lambda statement: shown(statement.told.get("relationship"))),
    Point("telephone", telephone, lambda one, other: telephone(one) == telephone(other)),
)
RELATED_PERSON = Kind("related-person", "related-people", likeness, period_start, period_start, POINTS)
