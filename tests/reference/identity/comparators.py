"""I31 to I38: the level that each comparator finds, as candidates of which the heaviest counts."""

from __future__ import annotations

from dataclasses import dataclass

from . import birth_date
from .address import Place, outward, sector
from .arithmetic import hundredths
from .model import DATE, EMAIL, PHONE, PROPERTY, Model
from .particulars import Particulars
from .words import edits, is_initial, roots, slip, sound

COMPARATORS = (
    "nhs_number", "given", "middle", "family", "birth_date", "gender", "place", "phone", "email", "practice",
    "identifier",
)  # fmt: skip


@dataclass
class Found:
    """A level with its weight; of two, the better one counts."""

    level: str
    weight: int


class Weigher:
    """Weighs levels by a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.order = {level: place for place, level in enumerate(model.weights)}

    def found(self, level: str, surprise: int = 0, loss: int = 0) -> Found:
        weight, frequency = self.model.weights[level]
        weight += hundredths(frequency, surprise)
        return Found(level, max(0, weight - loss) if weight > 0 else weight)

    def best(self, comparator: str, candidates: list[Found]) -> Found:
        if not candidates:
            return Found(f"{comparator}.missing", 0)
        return min(candidates, key=lambda found: (-found.weight, self.order.get(found.level, len(self.order))))


def nhs_number(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    ours, theirs = left.counted_numbers, right.counted_numbers
    if not ours or not theirs:
        return Found("nhs_number.missing", 0)
    if set(left.valid_numbers) & set(right.valid_numbers):
        return weigh.found("nhs_number.equal")
    if left.valid_numbers and right.valid_numbers:
        return weigh.found("nhs_number.different")
    pairs = [(one, other) for one in ours for other in theirs]
    if any(one[0] == other[0] for one, other in pairs):
        return weigh.found("nhs_number.equal_unsound")
    if any(edits(str(one[0]), str(other[0])) <= 1 and not (one[1] and other[1]) for one, other in pairs):
        return weigh.found("nhs_number.close")
    return weigh.found("nhs_number.unsound")


def initial_agrees(one: str, other: str) -> bool:
    return (is_initial(one) or is_initial(other)) and one[0] == other[0]


def given_pair(one: str, other: str, weigh: Weigher) -> Found:
    model = weigh.model
    common = min(model.given.of(one), model.given.of(other))
    if one == other:
        level = "initial" if is_initial(one) else "exact"
    elif set(roots(one)) & set(roots(other)):
        level = "nickname"
    elif is_initial(one) or is_initial(other):
        level = "initial" if initial_agrees(one, other) else "different"
    elif slip(one, other):
        level = "close_known" if model.knows_given(one) and model.knows_given(other) else "close"
    elif len(min(one, other, key=len)) >= 3 and (one.startswith(other) or other.startswith(one)):
        level = "shortened"
    elif sound(one) and sound(one) == sound(other):
        level = "sound"
    else:
        level = "different"
    return weigh.found(f"given.{level}", common)


def firsts(row: Particulars) -> list[str]:
    return [name for name, first in row.names.given if first]


def middles(row: Particulars) -> list[str]:
    return [name for name, first in row.names.given if not first]


def given(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    found = [given_pair(one, other, weigh) for one in firsts(left) for other in firsts(right)]
    best = weigh.best("given", found)
    if found and best.level != "given.exact":
        for one, other in ((left, right), (right, left)):
            for name in firsts(one):
                if not is_initial(name) and name in middles(other):
                    found.append(weigh.found("given.other", weigh.model.given.of(name)))
        best = weigh.best("given", found)
    return best


def alike(one: str, other: str) -> bool:
    return one == other or initial_agrees(one, other) or slip(one, other) or bool(set(roots(one)) & set(roots(other)))


def middle(left: Particulars, right: Particulars, given_level: str, weigh: Weigher) -> Found:
    if given_level == "given.other":
        for row, against in ((left, right), (right, left)):
            if any(not is_initial(name) and name in middles(against) for name in firsts(row)):
                own = middles(row)
                if own and not any(alike(name, each) for name in own for each, _ in against.names.given):
                    return weigh.found("middle.different")
        return Found("middle.missing", 0)
    found = []
    for one in middles(left):
        for other in middles(right):
            if one == other and not is_initial(one):
                found.append(weigh.found("middle.exact", weigh.model.given.of(one)))
            elif alike(one, other):
                found.append(weigh.found("middle.alike"))
            else:
                found.append(weigh.found("middle.different"))
    return weigh.best("middle", found)


def family(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    model, found = weigh.model, []
    genders = {left.gender, right.gender}
    woman = "female" in genders and "male" not in genders
    for one, kind in left.names.family:
        for other, kind_of_other in right.names.family:
            kinds = (kind, kind_of_other)
            if one == other:
                level = "part" if "part" in kinds else "former" if "former" in kinds else "exact"
            elif "part" in kinds:
                continue
            elif slip(one, other):
                level = "close_known" if model.knows_family(one) and model.knows_family(other) else "close"
            elif sound(one) and sound(one) == sound(other):
                level = "sound"
            else:
                level = "different_woman" if woman else "different"
            found.append(weigh.found(f"family.{level}", min(model.family.of(one), model.family.of(other))))
    return weigh.best("family", found)


def swapped(left: Particulars, right: Particulars, weigh: Weigher) -> tuple[Found, Found] | None:
    """Each name in the place of the other: of each, the first family name or part that is a given name of the other."""
    model = weigh.model

    def first(one: Particulars, other: Particulars) -> str | None:
        given = [name for name, _ in other.names.given if not is_initial(name)]
        return next((name for name, _ in one.names.family if name in given), None)

    one, other = first(left, right), first(right, left)
    if one is None or other is None:
        return None
    readings = [(model.given.of(other), model.family.of(one)), (model.given.of(one), model.family.of(other))]
    as_given, as_family = min(readings, key=lambda reading: (sum(reading), reading))
    return weigh.found("given.swapped", as_given), weigh.found("family.swapped", as_family)


def date_level(one: birth_date.Date, other: birth_date.Date) -> str:
    if not (birth_date.whole(one) and birth_date.whole(other)):
        if one[0] != other[0] or (one[1] and other[1] and one[1] != other[1]):
            return "different"
        return "month" if one[1] and other[1] else "year"
    if one == other:
        return "exact"
    if one == (other[0], other[2], other[1]):
        return "swapped"
    if edits(birth_date.digits(one), birth_date.digits(other)) <= 1:
        return "digit"
    if one[1:] == other[1:] and abs(one[0] - other[0]) == 1:
        return "digit"
    return "two_parts" if sum(x == y for x, y in zip(one, other, strict=True)) == 2 else "different"


def date(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    found = []
    for one in left.dates:
        for other in right.dates:
            level = date_level(one, other)
            loss = weigh.model.loss(DATE, one) if level == "exact" else 0
            found.append(weigh.found(f"birth_date.{level}", loss=loss))
    return weigh.best("birth_date", found)


def words_in_common(one: Place, other: Place) -> int:
    def near(x: str, y: str) -> bool:
        return x == y or (min(len(x), len(y)) >= 5 and edits(x, y) <= 1)

    left = list(other.words)
    for word in one.words:
        like = next((each for each in left if near(word, each)), None)
        if like is not None:
            left.remove(like)
    return len(other.words) - len(left)


def house_digits(house: int) -> str:
    return f"{house % 1_000_000:06}"


def place_level(one: Place, other: Place) -> str:
    words = words_in_common(one, other)
    same_postcode = bool(one.postcode) and one.postcode == other.postcode
    same_house = bool(one.house) and one.house == other.house
    flats = one.flat == other.flat or not one.flat or not other.flat
    no_house = not one.house and not other.house
    same_property = same_postcode and ((same_house and flats) or (no_house and words >= 1))
    if (one.uprn and one.uprn == other.uprn) or same_property:
        return "whole" if words >= 2 else "property"
    near_house = bool(one.house) != bool(other.house) or (
        bool(one.house and other.house) and edits(house_digits(one.house), house_digits(other.house)) <= 1
    )
    if same_postcode:
        return "street" if words >= 3 and near_house else "postcode"
    either_missing = not one.postcode or not other.postcode
    near_postcode = not either_missing and edits(one.postcode, other.postcode) <= 1
    if same_house and flats and (words >= 2 or (words == 1 and (either_missing or near_postcode))):
        return "street"
    if (words == 1 and near_postcode) or words >= 2:
        return "words"
    if sector(one.postcode) and sector(one.postcode) == sector(other.postcode):
        return "sector"
    if outward(one.postcode) and outward(one.postcode) == outward(other.postcode):
        return "outward"
    if either_missing and not (one.words and other.words):
        return "missing"
    return "different"


def place(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    found = []
    for one in left.places:
        for other in right.places:
            level = place_level(one, other)
            if level == "missing":
                found.append(Found("place.missing", 0))
                continue
            crowded = level in ("whole", "property", "street")
            loss = max(weigh.model.loss(PROPERTY, each.property()) for each in (one, other)) if crowded else 0
            found.append(weigh.found(f"place.{level}", loss=loss))
            if loss and level != "street" and one.postcode and one.postcode == other.postcode:
                found.append(weigh.found("place.postcode", loss=loss))
    return weigh.best("place", found)


def gender(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    if not left.gender or not right.gender:
        return Found("gender.missing", 0)
    return weigh.found("gender.equal" if left.gender == right.gender else "gender.different")


def contact(comparator: str, kind: str, left: list[int], right: list[int], weigh: Weigher) -> Found:
    found = []
    for one in left:
        for other in right:
            if one == other:
                found.append(weigh.found(f"{comparator}.equal", loss=weigh.model.loss(kind, one)))
            else:
                found.append(weigh.found(f"{comparator}.different"))
    return weigh.best(comparator, found)


def phone(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    return contact("phone", PHONE, left.phones, right.phones, weigh)


def email(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    return contact("email", EMAIL, left.emails, right.emails, weigh)


def practice(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    if not left.practice or not right.practice:
        return Found("practice.missing", 0)
    return weigh.found("practice.equal" if left.practice == right.practice else "practice.different")


def identifier(left: Particulars, right: Particulars, weigh: Weigher) -> Found:
    found = []
    for one in left.identifiers:
        for other in right.identifiers:
            level = "equal" if one == other else "close" if edits(one, other) <= 1 else "different"
            found.append(weigh.found(f"identifier.{level}"))
    return weigh.best("identifier", found)
