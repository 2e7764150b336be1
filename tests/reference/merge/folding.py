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
from .statements import Statement

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
# Likeness (greatest first), distance, the statement's item, the line's place among those that were made.
Candidate = tuple[int, int, str, int]


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


def candidates(statement: Statement, lines: Sequence[Line]) -> list[Candidate]:
    """The lines that a statement may join, as they stand in the order in which candidates are taken."""
    alike = ((place, line, likeness_to_line(statement, line)) for place, line in enumerate(lines))
    return [
        (-found, distance(statement, line), statement.item, place) for place, line, found in alike if found is not None
    ]


def mark_choice(found: Sequence[Candidate]) -> None:
    for one, other in pairwise(found):
        for outcome, left, right in zip(("likeness", "distance", "item", "line"), one, other, strict=True):
            if left != right:
                mark(f"M15 by {outcome}")
                break


def fold_source(statements: Sequence[Statement], lines: list[Line]) -> None:
    """Joins one source's statements, mentions apart, to the lines of the sources before it."""
    left_over = {statement.item: statement for statement in statements}
    found = sorted(candidate for statement in statements for candidate in candidates(statement, lines))
    mark_choice(found)
    taken: set[int] = set()
    for *_, item, place in found:
        if item not in left_over:
            continue
        if place in taken:
            mark("M15 line was taken")
            continue
        taken.add(place)
        lines[place].append(left_over.pop(item))
    lines.extend([statement] for statement in left_over.values())


def fold_mention(mention: Statement, lines: list[Line]) -> None:
    found = sorted(candidates(mention, lines))
    mark_choice(found)
    if not found:
        mark("M15 mention alone")
        lines.append([mention])
        return
    line = lines[found[0][-1]]
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
