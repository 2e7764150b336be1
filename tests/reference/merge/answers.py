"""What the reference rules answer, in the form of the vectors."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from . import lines, lists
from .folding import KINDS, fold
from .join import Person, part_of_record
from .statements import Statement, read

JsonObject = dict[str, Any]


def place_of(statements: Sequence[Statement]) -> Callable[[Statement], int]:
    """The place in the history of the first contribution that says just what a statement says, from there and then."""

    def said(statement: Statement) -> tuple[Any, ...]:
        return statement.came_from, json.dumps(statement.parts.get("body"), sort_keys=True)

    places: dict[tuple[Any, ...], int] = {}
    for place, statement in enumerate(statements):
        places.setdefault(said(statement), place)
    return lambda statement: places[said(statement)]


def answer(history: Sequence[tuple[str, JsonObject]], members: Collection[Person]) -> JsonObject:
    """The record of a history: contributions with the times at which they were received."""
    statements = [read(parts, received) for received, parts in history]
    part = part_of_record(statements, members)
    place = place_of(statements)
    arranged = lines.arrange(fold(each for each in part if each.kind in KINDS))
    listed = {
        "demographics": lists.demographics(part),
        "directives": lists.directives(part),
        "sections": lists.sections(part),
    }
    return {
        "lines": [
            {"statements": [place(each) for each in line]}
            | {
                name: found
                for name, found in (("labels", lines.labels(line)), ("differences", lines.differences(line)))
                if found
            }
            for line in arranged
        ],
    } | {name: [place(each) for each in found] for name, found in listed.items() if found}
