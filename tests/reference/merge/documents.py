"""M27, M37: documents."""

from __future__ import annotations

from .kinds import Kind, named, pair
from .marks import mark
from .statements import Statement
from .times import DAY, Span, no_more_between, stated
from .words import trimmed

ENOUGH_TEXT = 100


def written(statement: Statement) -> Span | None:
    return stated(statement.told.get("written"))


def hashes(statement: Statement) -> set[str]:
    return {each["inline"]["sha256"] for each in statement.told.get("contents", []) if "inline" in each}


def texts(statement: Statement) -> list[str]:
    """Of its parts and of its contents, empty ones left out."""
    found = [*statement.told.get("sections", []), *statement.told.get("contents", [])]
    return [each["text"] for each in found if each.get("text")]


def same_content(one: Statement, other: Statement) -> bool:
    """M37."""
    if hashes(one) & hashes(other):
        mark("M37 attachment")
        return True
    if texts(one) and texts(one) == texts(other):
        if sum(map(len, texts(one))) >= ENOUGH_TEXT:
            mark("M37 text")
            return True
        mark("M37 text too short")
    return False


def likeness(one: Statement, other: Statement) -> int | None:
    if not pair(one, other).not_different(one.told["kind"], other.told["kind"]):
        mark("M27 other kind")
        return None
    number = trimmed(one.told.get("identifier"))
    same_identifier = bool(number) and number == trimmed(other.told.get("identifier"))
    near = no_more_between(31 * DAY, written(one), written(other))
    if same_identifier:
        mark("M27 identifier" if near else "M27 identifier of another time")
        return 4 if near else None
    if same_content(one, other):
        mark("M27 content" if near else "M27 content of another time")
        return 3 if near else None
    return None


DOCUMENT = Kind("document", "documents", likeness, written, written, (named("status"),))
