"""M31: social care."""

from __future__ import annotations

from .kinds import Kind, named, pair, period_start
from .marks import mark
from .statements import Statement
from .times import compatible
from .words import not_different


def likeness(one: Statement, other: Statement) -> int | None:
    concepts = pair(one, other)
    if one.told["kind"] != other.told["kind"]:
        mark("M31 other kind")
        return None
    if not concepts.same(one.told["what"], other.told["what"]):
        return None
    if not concepts.not_different(one.told.get("component"), other.told.get("component")):
        mark("M31 other component")
        return None
    providers = [each.told.get("provider", {}).get("organisation") for each in (one, other)]
    if not not_different(*providers):
        mark("M31 other provider")
        return None
    if not compatible(period_start(one), period_start(other)):
        return None
    mark("M31 one service")
    return 3


SOCIAL_CARE = Kind("social-care", "social-care", likeness, period_start, period_start, (named("status"),))
