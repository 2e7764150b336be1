"""M11: concepts, and what follows for lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Any

from .marks import mark
from .words import words

Concept = dict[str, Any]

SNOMED_AND_DMD = "SNOMED CT with dm+d"
ONE_SYSTEM = {"http://snomed.info/sct": SNOMED_AND_DMD, "https://dmd.nhs.uk": SNOMED_AND_DMD}
FIRST_ASKED = [
    SNOMED_AND_DMD,
    "http://read.info/readv2",
    "http://read.info/ctv3",
    "http://loinc.org",
    "https://fhir.hl7.org.uk/CodeSystem/OPCS-4",
    "http://hl7.org/fhir/sid/icd-10",
]


class Verdict(Enum):
    SAME, DIFFERENT, UNKNOWN = auto(), auto(), auto()


def is_local(system: str) -> bool:
    return not system.startswith(("http://", "https://", "urn:"))


def codes(concept: Concept, organisation: str) -> dict[tuple[str, str], set[str]]:
    """Its codes by system; a local system is another one in each organisation."""
    found: dict[tuple[str, str], set[str]] = {}
    for coding in concept.get("codings", []):
        system = ONE_SYSTEM.get(coding["system"], coding["system"])
        found.setdefault((system, organisation if is_local(coding["system"]) else ""), set()).add(coding["code"])
    return found


def asked(system: tuple[str, str]) -> tuple[int, tuple[str, str]]:
    return (FIRST_ASKED.index(system[0]) if system[0] in FIRST_ASKED else len(FIRST_ASKED)), system


def all_words(concept: Concept) -> set[str]:
    """The words of its text and of its displays."""
    texts = [concept.get("text"), *(coding.get("display") for coding in concept.get("codings", []))]
    return {words(text) for text in texts} - {""}


def compare(one: Concept, one_organisation: str, other: Concept, other_organisation: str) -> Verdict:
    left, right = codes(one, one_organisation), codes(other, other_organisation)
    shared = sorted(left.keys() & right.keys(), key=asked)
    if shared:
        same = left[shared[0]] & right[shared[0]]
        mark("M11 a code in common" if same else "M11 other codes")
        if is_local(shared[0][0]) and shared[0][0] != SNOMED_AND_DMD:
            mark("M11 local codes of one organisation")
        if len(shared) > 1 and bool(same) != bool(left[shared[1]] & right[shared[1]]):
            mark("M11 the first system decides")
        if same and SNOMED_AND_DMD in shared[0]:
            systems = [
                {each["system"] for each in concept["codings"] if each["code"] in same} for concept in (one, other)
            ]
            if not systems[0] & systems[1]:
                mark("M11 SNOMED CT and dm+d")
        return Verdict.SAME if same else Verdict.DIFFERENT
    if all_words(one) & all_words(other):
        mark("M11 words")
        return Verdict.SAME
    mark("M11 unknown")
    return Verdict.UNKNOWN


def shown(concept: Concept | None) -> str | None:
    """The words that are shown: its text, else the first display, else the first code."""
    if concept is None:
        return None
    if concept.get("text") is not None:
        return str(concept["text"])
    codings = concept.get("codings", [])
    displays = [coding["display"] for coding in codings if coding.get("display") is not None]
    return next(iter([*displays, *(coding["code"] for coding in codings)]), None)


class Pair:
    """Compares concepts of two statements."""

    def __init__(self, one_organisation: str, other_organisation: str) -> None:
        self.organisations = one_organisation, other_organisation

    def compare(self, one: Concept, other: Concept) -> Verdict:
        return compare(one, self.organisations[0], other, self.organisations[1])

    def same(self, one: Concept | None, other: Concept | None) -> bool:
        return one is not None and other is not None and self.compare(one, other) is Verdict.SAME

    def not_different(self, one: Concept | None, other: Concept | None) -> bool:
        """Not both stated with concepts that are different."""
        return one is None or other is None or self.compare(one, other) is not Verdict.DIFFERENT

    def lists_not_different(self, one: Iterable[Concept], other: Sequence[Concept]) -> bool:
        """Of body sites and routes: unless no two are the same and some two are different."""
        verdicts = {self.compare(left, right) for left in one for right in other}
        return Verdict.SAME in verdicts or Verdict.DIFFERENT not in verdicts


def substances(ingredients: Sequence[Concept]) -> set[str] | None:
    """The SNOMED CT or dm+d codes of ingredients; nothing when there are none, or one has no such code."""
    found = set()
    for ingredient in ingredients:
        coded = [
            coding["code"]
            for system in ONE_SYSTEM
            for coding in ingredient.get("codings", [])
            if coding["system"] == system
        ]
        if not coded:
            mark("M21 ingredient without a code")
            return None
        found.add(coded[0])
    return found or None


def same_ingredients(one: Sequence[Concept], other: Sequence[Concept]) -> bool:
    """Both list ingredients and the same ones."""
    return substances(one) is not None and substances(one) == substances(other)
