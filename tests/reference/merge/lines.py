"""M16 to M19: what a line tells, and in which order lines stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .folding import KINDS, Line
from .kinds import Point
from .marks import mark
from .statements import Statement
from .words import words

SECTIONS = [
    "demographics", "alerts", "about-me", "problems", "allergies", "medications", "investigations", "related-people",
    "care-providers", "documents", "encounters", "procedures", "immunisations", "social-care",
]  # fmt: skip
FINALITY = {"corrected": 0, "amended": 0, "appended": 0, "final": 1}
LEAST_FINAL = 2


def finality(statement: Statement) -> int:
    if statement.kind != "investigation":
        return 0
    return FINALITY.get(statement.told.get("status", ""), LEAST_FINAL)


def leading_first(line: Line) -> Line:
    """M16."""
    ordered = sorted(line, key=lambda each: (finality(each), -each.recorded, each.came_from))
    if len(line) > 1:
        first, second = ordered[:2]
        if finality(first) != finality(second):
            mark("M16 more final")
        else:
            mark("M16 tie" if first.recorded == second.recorded else "M16 recorded last")
    return ordered


def difference(point: Point, statements: Sequence[Statement]) -> dict[str, Any] | None:
    """M17: what each says of a point, where not all that speak of it say what the first of them says."""
    speak = [each for each in statements if words(point.say(each))]
    if len(speak) < len(statements) and speak:
        mark("M17 left unsaid")
    if all(point.agree(speak[0], each) for each in speak[1:]):
        return None
    mark(f"M17 {KINDS[statements[0].kind].name} {point.name}")
    return {"aspect": point.name, "said": [[each.organisation, point.say(each)] for each in speak]}


def differences(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    found = (difference(point, statements) for point in KINDS[statements[0].kind].points)
    return [each for each in found if each is not None]


def labels(statements: Sequence[Statement]) -> list[str]:
    """M18."""
    found = {label for statement in statements for label in statement.labels}
    if any(found - set(statement.labels) for statement in statements):
        mark("M18 label of another")
    return sorted(found)


def place(line: Line) -> tuple[Any, ...]:
    """M19: how a line, the leading statement first, stands among the lines."""
    kind = KINDS[line[0].kind]
    when = kind.when(line[0])
    mark("M19 undated" if when is None else "M19 dated")
    latest_first = (1, 0, 0) if when is None else (0, -when.first, -when.precision)
    return SECTIONS.index(kind.section), *latest_first, line[0].came_from


def arrange(lines: list[Line]) -> list[Line]:
    return sorted(map(leading_first, lines), key=place)
