"""J13, J14, J20-J24: what is known of a local person, and whether two may be one."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import page
from .birth_date import WORTH_NOTHING
from .names import Names

MARKS = {
    "a": "àáâãäå", "c": "ç", "e": "èéêë", "i": "ìíîï", "n": "ñ", "o": "òóôõöø", "u": "ùúûü", "y": "ýÿŷ", "w": "ŵ",
}  # fmt: skip
PLAIN = {letter: plain for plain, letters in MARKS.items() for letter in letters}


def letters(name: str) -> str:
    """J13."""
    lower = "".join(letter.lower() for letter in name)
    return "".join(PLAIN.get(letter, letter) for letter in lower if letter.isalpha())


@dataclass
class Known:
    """J12: all that a local person's demographics that stand say together."""

    numbers: set[str] = field(default_factory=set)
    verified: bool = False
    doubted: bool = False
    dates: set[tuple[int, int, int]] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)
    no_given: bool = False
    """Whether given names are stated that are not a name."""
    no_family: bool = False
    genders: set[str] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    identifiers: set[tuple[str, str]] = field(default_factory=set)

    def add(self, stated: Mapping[str, Any]) -> None:
        for number, status in stated.get("numbers", ()):
            self.numbers.add(number)
            self.verified |= status == "01"
            self.doubted |= status in ("04", "05")
        date = tuple(int(part) for part in stated.get("born", "").split("-") if part)
        if len(date) == 3 and date not in WORTH_NOTHING:
            self.dates.add(date)
        for given, family in stated.get("names", ()):
            read = Names()
            read.add_given(" ".join(given))
            if read.placeholder:
                self.no_given = True
            elif given and letters(given[0]):
                self.given.add(letters(given[0]))
            whole = Names()
            whole.add_family(family, former=False)
            if whole.placeholder:
                self.no_family = True
            elif letters(family):
                self.family.add(letters(family))
        self.genders |= {str(stated.get("gender"))} & {"male", "female"}
        self.postcodes |= set(stated.get("postcodes", ()))
        self.identifiers |= {(space, value) for space, value in stated.get("identifiers", ())}

    @property
    def states_given(self) -> bool:
        return bool(self.given) or self.no_given

    @property
    def states_names(self) -> bool:
        return self.states_given or bool(self.family) or self.no_family


@functools.cache
def short_forms() -> frozenset[tuple[str, str]]:
    pairs = set()
    for line in page.fenced("Short forms"):
        whole, *shorts = line.split()
        pairs |= {(whole, short) for short in shorts} | {(short, whole) for short in shorts}
    return frozenset(pairs)


@functools.cache
def alike(one: str, other: str) -> bool:
    """J20."""
    short, long = (one, other) if len(one.encode()) <= len(other.encode()) else (other, one)
    if short == long or (long.startswith(short) and (len(short) == 1 or len(short) >= 3)):
        return True
    return len(short) >= 4 and one_edit(short, long)


def one_edit(one: str, other: str) -> bool:
    """Whether one edit makes the other of the one: each that there is, tried."""
    for place in range(len(one) + 1):
        head, tail = one[:place], one[place:]
        if other.startswith(head):
            rest = other[place:]
            wrong = tail[1:] == rest[1:] and len(tail) == len(rest)
            missing, added = tail == rest[1:], tail[1:] == rest
            swapped = tail[1:2] + tail[:1] + tail[2:] == rest and len(tail) > 1
            if wrong or missing or added or swapped:
                return True
    return False


def some(test: Callable[[Any, Any], bool], left: Iterable[Any], right: Iterable[Any]) -> bool:
    return any(itertools.starmap(test, itertools.product(left, right)))


def genders_differ(one: Known, other: Known) -> bool:
    return bool(one.genders and other.genders) and not one.genders & other.genders


def given_agree(one: Known, other: Known) -> bool:
    """J21."""
    if one.given & other.given:
        return True
    if genders_differ(one, other):
        return False
    return some(lambda a, b: alike(a, b) or (a, b) in short_forms(), one.given, other.given)


def near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """J22."""
    equal = sum(a == b for a, b in zip(one, other, strict=True))
    return equal >= 2 or one == (other[0], other[2], other[1])


def cross_check(one: Known, other: Known) -> str | None:
    """J23: what agrees, or that it fails."""
    if not one.dates or not other.dates:
        return "names" if one.given & other.given and one.family & other.family else None
    family_agree = some(alike, one.family, other.family)
    if one.dates & other.dates:
        if given_agree(one, other) and family_agree:
            return "date of birth and names"
        if one.given & other.given:
            return "date of birth and given name"
        if one.states_given and other.states_given:
            return None
        if family_agree:
            return "date of birth and family name"
        nameless = not one.states_names or not other.states_names
        if nameless and one.genders & other.genders and one.postcodes & other.postcodes:
            return "date of birth, gender and postcode"
        return None
    initials = {name[:1] for name in one.given} & {name[:1] for name in other.given}
    starts = {name[:3] for name in one.family} & {name[:3] for name in other.family}
    if some(near, one.dates, other.dates) and given_agree(one, other) and initials and starts:
        return "part of the date of birth and names"
    return None


def contradict(one: Known, other: Known) -> bool:
    """J24."""
    if one.dates and other.dates and not some(near, one.dates, other.dates):
        return True
    return bool(one.given and other.given) and not given_agree(one, other)
