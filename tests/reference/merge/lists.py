"""M5: what is listed and not folded."""

from __future__ import annotations

from collections.abc import Sequence

from .lines import SECTIONS
from .marks import mark
from .statements import Statement
from .times import instant


def demographics(statements: Sequence[Statement]) -> list[Statement]:
    """The latest recorded first; those recorded together stand backwards by where they came from."""
    found = [each for each in statements if each.kind == "demographics"]
    if found:
        mark("M5 demographics")
    return sorted(found, key=lambda each: (each.recorded, each.came_from), reverse=True)


def directives(statements: Sequence[Statement]) -> list[Statement]:
    """The latest made first; those made together stand backwards by where they came from."""
    found = [each for each in statements if each.kind == "directive"]
    if found:
        mark("M5 directives")
    return sorted(found, key=lambda each: (instant(each.told["made"]), each.came_from), reverse=True)


def sections(statements: Sequence[Statement]) -> list[Statement]:
    """In the order of the sections, in a section the latest recorded first."""
    found = [each for each in statements if each.kind == "section"]
    if found:
        mark("M5 words about a section")
    return sorted(found, key=lambda each: (SECTIONS.index(each.told["section"]), -each.recorded, each.came_from))
