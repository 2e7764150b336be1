"""What is stated of one local person, normalised: I11, I15, I17, I18, and the rest from their own files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from . import address, birth_date
from .arithmetic import hash_text
from .names import Names
from .words import fold

FIELDS = (
    "nhs_number", "nhs_verification", "given_name", "family_name", "former_family_name", "birth_date", "gender",
    "address", "postcode", "uprn", "phone", "email", "practice", "identifier",
)  # fmt: skip

COLUMNS = (
    *FIELDS, "nhs_number/2", "given_name/2", "family_name/2", "birth_date/2", "gender/2", "address/2", "postcode/2",
    "phone/2", "email/2", "identifier/2",
)  # fmt: skip
"""The columns of a row: `/2` is a second value of the same field."""

T = TypeVar("T")

NO_EMAIL = {"", "declined", "na", "no", "noemail", "none", "notknown", "test", "unknown"}


@dataclass
class Particulars:
    """Of each kind of value the first few count, as the page says."""

    numbers: list[tuple[int, bool, bool]] = field(default_factory=list)
    """Digits, valid, verified."""
    names: Names = field(default_factory=Names)
    dates: list[birth_date.Date] = field(default_factory=list)
    genders: set[str] = field(default_factory=set)
    places: list[address.Place] = field(default_factory=list)
    phones: list[int] = field(default_factory=list)
    emails: list[int] = field(default_factory=list)
    practice: str = ""
    identifiers: list[str] = field(default_factory=list)

    @property
    def gender(self) -> str:
        return next(iter(self.genders)) if len(self.genders) == 1 else ""

    @property
    def valid_numbers(self) -> list[int]:
        return [digits for digits, valid, _ in self.counted_numbers if valid]

    @property
    def counted_numbers(self) -> list[tuple[int, bool, bool]]:
        return sorted(self.numbers, key=lambda number: not number[1])[:2]

    @property
    def several_numbers(self) -> bool:
        return sum(valid for _, valid, _ in self.numbers) > 1


def passes_modulus_11(digits: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def read_number(text: str, verification: str) -> tuple[int, bool, bool] | None:
    digits = re.sub("[ \t-]", "", text)
    if not re.fullmatch("[0-9]{8,11}", digits) or len(set(digits)) == 1:
        return None
    valid = len(digits) == 10 and passes_modulus_11(digits)
    return int(digits), valid, valid and verification.strip() == "01"


def read_gender(text: str) -> str:
    text = text.strip().lower()
    return "male" if text in ("male", "m", "1") else "female" if text in ("female", "f", "2") else ""


def read_phone(text: str) -> int | None:
    digits = re.sub("[^0-9]", "", text)
    if not 7 <= len(digits) <= 15 or len(set(digits)) == 1:
        return None
    if len(digits) >= 11:
        if text.strip().startswith("+44"):
            digits = digits[2:]
        elif digits.startswith("0044"):
            digits = digits[4:]
    return int(digits)


def read_email(text: str) -> int | None:
    text = text.strip()
    name, at, domain = text.partition("@")
    if not at or not domain or name.lower() in NO_EMAIL:
        return None
    return hash_text(text.lower())


def add(values: list[T], value: T | None, most: int) -> None:
    if value and value not in values and len(values) < most:
        values.append(value)


def of(columns: dict[str, str]) -> Particulars:
    """A row by its columns; those that are missing say nothing."""
    made = Particulars()
    first = {field: columns.get(field, "") for field in FIELDS}
    second = {field: columns.get(f"{field}/2", "") for field in FIELDS}
    for stated in (first, second):
        add_number(made, read_number(stated["nhs_number"], first["nhs_verification"]))
        made.names.add_given(stated["given_name"])
        made.names.add_family(stated["family_name"], former=False)
        add(made.dates, birth_date.read(stated["birth_date"]), 2)
        made.genders |= {gender for gender in [read_gender(stated["gender"])] if gender}
        place = address.read(stated["address"], stated["postcode"], stated["uprn"])
        add(made.places, None if place.is_empty() else place, 2)
        add(made.phones, read_phone(stated["phone"]), 2)
        add(made.emails, read_email(stated["email"]), 2)
        identifier = fold(stated["identifier"])
        add(made.identifiers, identifier if len(identifier.encode()) >= 4 else None, 2)
    made.names.add_family(first["former_family_name"], former=True)
    practice = first["practice"].strip().upper()
    if practice not in ("V81997", "V81998", "V81999"):
        made.practice = practice
    return made


def add_number(made: Particulars, number: tuple[int, bool, bool] | None) -> None:
    """The same digits stated twice count once, the verified statement first."""
    if number is None:
        return
    for place, known in enumerate(made.numbers):
        if known[0] == number[0]:
            made.numbers[place] = max(known, number)
            return
    made.numbers.append(number)
