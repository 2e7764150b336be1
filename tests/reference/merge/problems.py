"""M20: problems."""

from __future__ import annotations

from .kinds import Kind, Point, named, pair, period_end, period_start
from .marks import mark
from .statements import Statement
from .times import Span, apart, at, compatible, stated

MENTION = "encounter-diagnosis"
OVER = {"inactive", "remission", "resolved"}
FACTS = {None, "problem-list-item", MENTION, "health-concern"}


def is_mention(statement: Statement) -> bool:
    return statement.kind == "problem" and statement.told.get("category") == MENTION


def category_class(statement: Statement) -> str:
    """A category that is not known here is a class of its own."""
    category = statement.told.get("category")
    return "fact" if category in FACTS else str(category)


def start(statement: Statement) -> Span | None:
    return period_start(statement) or stated(statement.told.get("noted"))


def end(statement: Statement) -> Span | None:
    if is_mention(statement):
        return None
    if period_end(statement) is None and statement.told.get("status") in OVER:
        mark("M20 ended when recorded")
        return at(statement.recorded)
    return period_end(statement)


def sites(statement: Statement) -> list[dict[str, object]]:
    return [statement.told["body_site"]] if "body_site" in statement.told else []


def likeness(one: Statement, other: Statement) -> int | None:
    if category_class(one) != category_class(other):
        mark("M20 other class")
        return None
    concepts = pair(one, other)
    if not concepts.same(one.told["code"], other.told["code"]):
        return None
    if not concepts.lists_not_different(sites(one), sites(other)):
        mark("M20 other site")
        return None
    if apart((start(one), end(one)), (start(other), end(other))):
        mark("M20 apart")
        return None
    if compatible(start(one), start(other)):
        mark("M20 starts compatible")
        return 3
    mark("M20 one problem")
    return 2


def onset(statement: Statement) -> str | None:
    text: str | None = statement.told.get("period", {}).get("start")
    return text


ONSET = Point("onset", onset, lambda one, other: compatible(period_start(one), period_start(other)))
PROBLEM = Kind("problem", "problems", likeness, start, start, (ONSET, named("significance"), named("status")))
