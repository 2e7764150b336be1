"""The English model as the pages state it, and what a table teaches it (I90, I91)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from . import page
from .arithmetic import log2h, surprise
from .particulars import Particulars
from .words import is_initial

T = TypeVar("T", bound=Hashable)

PROPERTY, PHONE, EMAIL, DATE, NAMES = "property", "phone", "email", "date", "names"


@dataclass
class Frequencies:
    """The surprises of names."""

    listed: dict[str, int]
    unlisted: int

    def of(self, name: str) -> int:
        return self.listed.get(name, self.unlisted)


@dataclass
class Model:
    """Everything that counts, in hundredths of a bit."""

    numbers: dict[str, int]
    weights: dict[str, tuple[int, int]]
    given: Frequencies
    family: Frequencies
    thorough: bool = False
    losses: dict[tuple[str, object], int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        try:
            number: int = self.__dict__["numbers"][name]
        except KeyError:
            raise AttributeError(name) from None
        return number

    def loss(self, kind: str, value: object) -> int:
        return self.losses.get((kind, value), 0) if value else 0

    def knows_given(self, name: str) -> bool:
        return self.given.listed.get(name, 1 << 30) <= self.known_at

    def knows_family(self, name: str) -> bool:
        return self.family.listed.get(name, 1 << 30) <= self.known_at


def english() -> Model:
    numbers = page.numbers()

    def table(title: str, unlisted: int) -> Frequencies:
        counts = page.counts(title)
        return Frequencies(
            {name: min(unlisted, surprise(count, 1_000_000)) for name, count in counts.items()}, unlisted
        )

    return Model(
        numbers,
        {name: (weight, frequency) for name, weight, frequency in page.levels()},
        table("Given names", numbers["given_unlisted"]),
        table("Family names", numbers["family_unlisted"]),
    )


def name_pair(row: Particulars) -> tuple[str, str] | None:
    """The first given name and the first family name."""
    given, family = row.names.given, row.names.family
    if not given or not family or is_initial(given[0][0]):
        return None
    return given[0][0], family[0][0]


def counted(values: Iterable[T]) -> dict[T, int]:
    counts: dict[T, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def frequencies(names: list[str]) -> Frequencies:
    total = len(names)
    listed = {
        name: surprise(count, total) for name, count in counted(names).items() if count >= 3 and not is_initial(name)
    }
    return Frequencies(listed, surprise(2, total))


def learned(model: Model, rows: list[Particulars]) -> Model:
    """What the table that is matched teaches."""
    made = replace(model, losses={})
    if len(rows) >= 2_000:
        firsts = [name for row in rows for name, first in row.names.given if first]
        wholes = [name for row in rows for name, kind in row.names.family if kind == "whole"]
        made.given, made.family = frequencies(firsts), frequencies(wholes)
    values: dict[str, list[Hashable]] = {
        PROPERTY: [place.property() for row in rows for place in row.places if place.property()],
        PHONE: [phone for row in rows for phone in row.phones],
        EMAIL: [email for row in rows for email in row.emails],
        DATE: [date for row in rows for date in row.dates],
    }
    for kind, each in values.items():
        usual = 8 * max(4, len(each) // 30_000) if kind == DATE else 8
        for value, count in counted(each).items():
            if count > usual:
                made.losses[kind, value] = log2h(count) - log2h(usual)
    together = [pair for pair in map(name_pair, rows) if pair] if len(rows) >= 2_000 else []
    born = Counter(pair for pair, _ in {(name_pair(row), row.dates[0]) for row in rows if row.dates})
    for (given, family), count in counted(together).items():
        if born[given, family] > 4:
            loss = made.given.of(given) + made.family.of(family) - surprise(count, len(together))
            if loss > 0:
                made.losses[NAMES, (given, family)] = loss
    return made
