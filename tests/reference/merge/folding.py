"""M14, M15: which statements stand behind one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from .about_me import ABOUT_ME
from .alerts import ALERT
from .allergies import ALLERGY
from .care_providers import CARE_PROVIDER
from .documents import DOCUMENT
from .encounters import ENCOUNTER
from .immunisations import IMMUNISATION
from .investigations import INVESTIGATION
from .marks import mark
from .medications import MEDICATION
from .problems import PROBLEM, is_mention
from .procedures import PROCEDURE
from .related_people import RELATED_PERSON
from .social_care import SOCIAL_CARE
from .statements import Key, Statement

KINDS = {
    kind.name: kind
    for kind in (
        PROBLEM, ALLERGY, MEDICATION, INVESTIGATION, RELATED_PERSON, CARE_PROVIDER, DOCUMENT, ENCOUNTER, PROCEDURE,
        IMMUNISATION, SOCIAL_CARE, ALERT, ABOUT_ME,
    )
}  # fmt: skip

# The greatest distance: that of times of which one is not known.
FARTHEST = 1 << 64

Line = list[Statement]
Candidate = tuple[int, int, str, Key]


def likeness(one: Statement, other: Statement) -> int | None:
    """M14."""
    if one.kind != other.kind:
        mark("M14 other kind")
        return None
    if one.source == other.source and not (is_mention(one) or is_mention(other)):
        return None
    return KINDS[one.kind].likeness(one, other)


def likeness_to_line(statement: Statement, line: Line) -> int | None:
    found: list[int] = []
    for member in line:
        alike = likeness(member, statement)
        if alike is None:
            if found:
                mark("M15 not like every member")
            return None
        found.append(alike)
    return min(found)


def distance(statement: Statement, line: Line) -> int:
    start = KINDS[statement.kind].start
    one, other = start(statement), start(line[0])
    return FARTHEST if one is None or other is None else abs(one.first - other.first)


def candidate(statement: Statement, line: Line) -> Candidate | None:
    """How the pair stands in the order in which candidates are taken."""
    alike = likeness_to_line(statement, line)
    return None if alike is None else (-alike, distance(statement, line), statement.item, line[0].key)


def fold_source(statements: Sequence[Statement], lines: list[Line]) -> None:
    """Joins one source's statements, mentions apart, to the lines of the sources before it."""
    found = []
    for statement in statements:
        for line in lines:
            place = candidate(statement, line)
            if place is not None:
                found.append((place, statement, line))
    found.sort(key=lambda each: each[0])
    mark_choice([each[0] for each in found])
    joined: set[Key] = set()
    taken: set[int] = set()
    for _, statement, line in found:
        if statement.key not in joined and id(line) not in taken:
            joined.add(statement.key)
            taken.add(id(line))
            line.append(statement)
        elif statement.key not in joined:
            mark("M15 line was taken")
    lines.extend([statement] for statement in statements if statement.key not in joined)


def mark_choice(places: Sequence[Candidate]) -> None:
    for one, other in pairwise(places):
        for outcome, left, right in zip(("likeness", "distance", "item", "first member"), one, other, strict=True):
            if left != right:
                mark(f"M15 by {outcome}")
                break


def fold_mention(mention: Statement, lines: list[Line]) -> None:
    found = [(place, line) for line in lines if (place := candidate(mention, line)) is not None]
    mark_choice(sorted(place for place, _ in found))
    if not found:
        mark("M15 mention alone")
        lines.append([mention])
        return
    _, line = min(found, key=lambda each: each[0])
    if any(member.source == mention.source for member in line):
        mark("M15 mention with its own source")
    line.append(mention)


def fold(statements: Iterable[Statement]) -> list[Line]:
    """The lines, each with its first member first. `statements` are those that are part of the record."""
    lines: list[Line] = []
    in_order = sorted(statements, key=lambda each: each.key)
    for _, of_source in groupby(in_order, key=lambda each: each.source):
        members = list(of_source)
        fold_source([each for each in members if not is_mention(each)], lines)
        for mention in filter(is_mention, members):
            fold_mention(mention, lines)
    mark("M6 one line each")
    return lines
