"""What each section says of its kind of entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .concepts import Pair
from .statements import Statement
from .times import Span, stated
from .words import words

Say = Callable[[Statement], str | None]
Agree = Callable[[Statement, Statement], bool]


@dataclass(frozen=True)
class Point:
    """M17: a point of which statements speak: its name, what one says, and whether two say the same."""

    name: str
    say: Say
    agree: Agree


@dataclass(frozen=True)
class Kind:
    """A kind of entry.

    `likeness` is that of two statements, the one of the earlier source first; `start` is what distances are measured
    from; `when` is the time by which its lines stand.
    """

    name: str
    section: str
    likeness: Callable[[Statement, Statement], int | None]
    start: Callable[[Statement], Span | None]
    when: Callable[[Statement], Span | None]
    points: tuple[Point, ...]


def pair(one: Statement, other: Statement) -> Pair:
    return Pair(one.organisation, other.organisation)


def named(name: str) -> Point:
    """A point that is a word of a vocabulary."""

    def say(statement: Statement) -> str | None:
        word: str | None = statement.told.get(name)
        # A source that does not know says nothing.
        return None if word == "unknown" else word

    return Point(name, say, lambda one, other: say(one) == say(other))


def worded(name: str, say: Say) -> Point:
    """A point that is told in words."""
    return Point(name, say, lambda one, other: words(say(one)) == words(say(other)))


def period_start(statement: Statement) -> Span | None:
    return stated(statement.told.get("period", {}).get("start"))


def period_end(statement: Statement) -> Span | None:
    return stated(statement.told.get("period", {}).get("end"))
