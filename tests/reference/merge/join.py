"""M2 to M4: what is part of one person's record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .marks import mark
from .statements import Key, Statement

Person = tuple[str, str, str, str]


def later(one: Statement, other: Statement) -> Statement:
    """M2: of two statements with one key, the one that stands."""
    if one.rank == other.rank:
        mark("M2 earliest receipt")
        return one if one.received <= other.received else other
    for outcome, left, right in zip(("version", "recorded", "content hash"), one.rank, other.rank, strict=True):
        if left != right:
            mark(f"M2 {outcome}")
            break
    return max(one, other, key=lambda each: each.rank)


def standing(statements: Iterable[Statement]) -> dict[Key, Statement]:
    held: dict[Key, Statement] = {}
    for statement in statements:
        held[statement.key] = later(held[statement.key], statement) if statement.key in held else statement
    return held


def is_part(statement: Statement, held: dict[Key, Statement]) -> bool:
    """M3."""
    if statement.parts["status"] != "current":
        mark(f"M3 {statement.parts['status']}")
        return False
    if "derived_from" in statement.parts:
        parent = held.get((*statement.source, statement.parts["derived_from"]))
        if parent is not None and parent.version > statement.version:
            mark("M3 withdrawn")
            return False
        mark("M3 derived and stands")
    return True


def part_of_record(statements: Iterable[Statement], members: Collection[Person]) -> list[Statement]:
    held = standing(statements)
    found = []
    for statement in held.values():
        if not is_part(statement, held):
            continue
        if statement.person in members:
            found.append(statement)
        else:
            mark("M4 of another person")
    return sorted(found, key=lambda each: each.key)
