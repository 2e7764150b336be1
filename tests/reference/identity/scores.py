"""I30, I35, I39, I40, I50 to I71: the score of a pair, its guards and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from . import comparators
from .comparators import COMPARATORS, Found, Weigher
from .model import NAMES, Model, name_pair
from .particulars import Particulars

CONTRADICTIONS = (
    "different_numbers", "several_numbers", "number_in_query", "twins", "other_given_name", "generations",
    "other_birth_date",
)  # fmt: skip
SETBACKS = {
    "placeholder_name": 20, "number_in_query": 50, "several_numbers": 50, "no_given_name": 50,
    "different_numbers": 150, "other_given_name": 150, "twins": 250, "no_birth_date": 250, "generations": 600,
    "other_birth_date": 600,
}  # fmt: skip
ORDER = (
    "different_numbers", "several_numbers", "number_in_query", "twins", "other_given_name", "generations",
    "other_birth_date", "placeholder_name", "no_birth_date", "no_given_name",
)  # fmt: skip
HOUSE = ("whole", "property", "street")


@dataclass
class Scored:
    """The comparison of two rows."""

    found: list[Found]
    over_cap: int
    score: int
    guards: list[str]
    outcome: str
    all_guards: list[str]
    """The guards whatever the score: what contradicts in clusters."""

    def level(self, comparator: str) -> str:
        return self.found[COMPARATORS.index(comparator)].level.split(".")[1]

    @property
    def number_equal(self) -> bool:
        return self.level("nhs_number") == "equal"

    @property
    def bridges(self) -> bool:
        return (
            self.number_equal
            and self.level("given") in ("exact", "nickname", "other", "swapped", "close")
            and self.level("birth_date") in ("exact", "swapped", "digit", "month")
        )

    def rank(self, model: Model) -> int:
        if not self.guards:
            return self.score
        return min(self.score, model.link - 1 - sum(SETBACKS[guard] for guard in self.guards))


def levels(left: Particulars, right: Particulars, model: Model) -> list[Found]:
    weigh = Weigher(model)
    given = comparators.given(left, right, weigh)
    family = comparators.family(left, right, weigh)
    if family.level in ("family.different", "family.different_woman"):
        swapped = comparators.swapped(left, right, weigh)
        if swapped and swapped[0].weight + swapped[1].weight > given.weight + family.weight:
            given, family = swapped
    middle = comparators.middle(left, right, given.level, weigh)
    if given.level == "given.exact" and family.level == "family.exact":
        loss = max(model.loss(NAMES, name_pair(row)) for row in (left, right))
        loss = min(loss, max(0, given.weight))
        family = Found(family.level, max(0, family.weight - loss) if family.weight > 0 else family.weight)
    return [
        comparators.nhs_number(left, right, weigh),
        given,
        middle,
        family,
        comparators.date(left, right, weigh),
        comparators.gender(left, right, weigh),
        comparators.place(left, right, weigh),
        comparators.phone(left, right, weigh),
        comparators.email(left, right, weigh),
        comparators.practice(left, right, weigh),
        comparators.identifier(left, right, weigh),
    ]


def years_apart(left: Particulars, right: Particulars) -> int:
    return min((abs(one[0] - other[0]) for one in left.dates for other in right.dates), default=0)


def cross_check_passes(level: dict[str, str]) -> bool:
    """I60, of a number that agrees."""
    house = level["place"] in HOUSE
    family_agrees = level["family"] not in ("different", "different_woman", "missing")
    family_differs = level["family"] in ("different", "different_woman")
    if level["birth_date"] == "exact":
        if level["given"] != "missing":
            return level["given"] != "different"
        if level["family"] != "missing":
            return not family_differs
        return level["gender"] == "equal" and level["place"] in ("whole", "property", "postcode")
    if level["birth_date"] == "different":
        return False
    if level["birth_date"] == "missing":
        return (
            level["given"] in ("exact", "nickname", "swapped", "close")
            and level["family"] in ("exact", "former", "swapped", "part", "close")
            and (level["given"], level["family"]) != ("close", "close")
        )
    married = family_differs and level["given"] == "exact" and house
    return level["given"] not in ("missing", "different") and (family_agrees or married)


def guards(left: Particulars, right: Particulars, found: list[Found]) -> list[str]:
    level = dict(each.level.split(".") for each in found)
    number = level["nhs_number"] == "equal"
    house = level["place"] in HOUSE
    given_agrees = level["given"] not in ("different", "missing")
    family_agrees = level["family"] not in ("different", "different_woman", "missing")
    genders_differ = level["gender"] == "different"
    twin = level["given"] == "different" or (
        not number
        and (
            level["given"] in ("close_known", "sound")
            or (level["given"] in ("nickname", "other") and level["middle"] == "different")
            or (level["given"] != "exact" and genders_differ)
        )
    )
    when = {
        "different_numbers": level["nhs_number"] == "different",
        "several_numbers": left.several_numbers or right.several_numbers,
        "number_in_query": number and not cross_check_passes(level),
        "twins": level["birth_date"] == "exact" and (family_agrees or house) and twin,
        "other_given_name": level["given"] == "different",
        "generations": given_agrees
        and family_agrees
        and level["birth_date"] not in ("exact", "missing")
        and years_apart(left, right) >= 12
        and not (number and level["birth_date"] == "digit"),
        "other_birth_date": level["birth_date"] == "different" or (level["birth_date"] == "two_parts" and not number),
        "placeholder_name": left.names.placeholder or right.names.placeholder,
        "no_birth_date": not number and (not left.dates or not right.dates),
        "no_given_name": not number and (not left.names.given or not right.names.given),
    }
    return [guard for guard in ORDER if when[guard]]


def score(left: Particulars, right: Particulars, model: Model) -> Scored:
    found = levels(left, right, model)
    household = sum(
        max(0, each.weight) for each in found if each.level.split(".")[0] in ("place", "phone", "email", "practice")
    )
    over_cap = max(0, household - model.household_cap)
    total = sum(each.weight for each in found) - over_cap
    number = found[0].level == "nhs_number.equal"
    every = guards(left, right, found)
    looked_at = every if total >= model.possible or number else []
    if total >= model.link and not looked_at:
        outcome = "link"
    elif total >= model.possible or number:
        outcome = "possible"
    else:
        outcome = "none"
    return Scored(found, over_cap, total, looked_at, outcome, every)
