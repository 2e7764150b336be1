"""M32: a person's own words."""

from __future__ import annotations

from .kinds import Kind
from .marks import mark
from .statements import Statement
from .times import Span, stated


def likeness(_: Statement, __: Statement) -> int | None:
    mark("M32 never one")
    return None


def written(statement: Statement) -> Span | None:
    return stated(statement.told.get("written"))


ABOUT_ME = Kind("about-me", "about-me", likeness, written, written, ())
