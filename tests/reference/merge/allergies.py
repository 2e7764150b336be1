"""M21: allergies."""

from __future__ import annotations

from .concepts import same_ingredients
from .kinds import Kind, named, pair, period_start
from .marks import mark
from .statements import Statement
from .times import Span, stated


def likeness(one: Statement, other: Statement) -> int | None:
    concepts = pair(one, other)
    if concepts.same(one.told["code"], other.told["code"]):
        mark("M21 concept")
        return 3
    if same_ingredients(one.told.get("ingredients", []), other.told.get("ingredients", [])):
        mark("M21 ingredients")
        return 2
    return None


def when(statement: Statement) -> Span | None:
    return stated(statement.told.get("noted")) or period_start(statement)


ALLERGY = Kind(
    "allergy",
    "allergies",
    likeness,
    lambda _: None,
    when,
    (named("certainty"), named("criticality"), named("status")),
)
