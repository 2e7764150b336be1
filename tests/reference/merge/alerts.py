"""M26: alerts."""

from __future__ import annotations

from .kinds import Kind, named, pair, period_end, period_start
from .marks import mark
from .statements import Statement
from .times import Span, apart, at, compatible


def end(statement: Statement) -> Span | None:
    if period_end(statement) is None and statement.told.get("status") == "inactive":
        mark("M26 ended when recorded")
        return at(statement.recorded)
    return period_end(statement)


def likeness(one: Statement, other: Statement) -> int | None:
    if not pair(one, other).same(one.told["code"], other.told["code"]):
        return None
    if apart((period_start(one), end(one)), (period_start(other), end(other))):
        mark("M26 apart")
        return None
    if compatible(period_start(one), period_start(other)):
        mark("M26 starts compatible")
        return 3
    mark("M26 one alert")
    return 2


ALERT = Kind("alert", "alerts", likeness, period_start, period_start, (named("status"),))
