"""Made rows, pairs and tables for matching, as alike as rows of two persons can be. One seed makes the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from identity.arithmetic import MASK, mix
from identity.particulars import COLUMNS as STATED
from identity.particulars import FIELDS, passes_modulus_11

T = TypeVar("T")

Row = dict[str, str]
Decision = tuple[int, int, str]

COLUMNS = ("source", "local_id", *STATED)

HARD = {
    "given_name": [
        "BABY", "TWIN 1", "Twin Two", "Boy", "Unknown", "J", "j p", "Mrs Ann", "Dr", "Ann-Marie", "Anne Marie", "Jon",
        "John", "Johnathan", "Bill", "William", "Will", "Bert", "Robert", "Albert", "Chris", "Christine",
        "Christopher",
        "Mohammed", "Muhammad Ali", "Mohammed Ali", "Singh", "Harpreet Kaur", "Kaur", "José", "Zoë", "ŁUKASZ",
        "Þóra", "Δημήτρης", "Ольга", "明", "D'Arcy", "Al", "Ali", "Alexandra Maria Josephine Anne Louise Victoria",
        "Kathryn", "Catherine", "Knox", "Noxie", "Philippa", "Fillipa", "Mary Ann Jane", "Ann Jane", "Jane Mary",
        "Baby Smith",
        "male", "123", "John 2", "Sam", "Samantha", "Samuel", "Peter Paul", "Paul Peter", "Paul", "P", "Eve", "Evie",
        "Katie", "Kat", "Katherine", "Beth", "Lisa", "Liza", "MSTR Leo", "(Bob) Robert", "Maria/Mary", "X Æ", "O",
    ],
    "family_name": [
        "Smith", "Smyth", "SMITH", "Smithe", "O'Brien", "OBRIEN", "O Brien", "Brien", "Smith-Jones", "Jones-Smith",
        "Jones Smith", "Jones", "van der Berg", "Vanderberg", "Berg", "De la Cruz", "McDonald", "Mc Donald",
        "MacDonald",
        "Unknown", "Surname", "xx", "Kaur", "Singh", "Begum", "Smith Jr", "Fossett", "Fosset", "Featherstonehaugh",
        "Featherstonhaugh", "Müller", "Mueller", "Muller", "Nguyễn", "Li", "Le", "X", "John", "Taylor\u2013Green",
        "Green", "Burn", "Bum", "Clark", "Dark", "Wood", "Woods", "Taylor", "Tailor",
        "Featherstonehaugh-Cholmondeley",
        "St John", "San Miguel Lopez", "Pole", "Poole", "Price", "Rice", "Robert", "Mary Smith",
    ],
    "birth_date": [
        "1950-03-12", "1950-12-03", "1950-03-13", "1951-03-12", "1980-03-12", "1962-03-12", "1950", "1950-03",
        "1900-01-01",
        "1970-01-01", "1985-01-01", "1985", "19500312", "1950-03-12T00:00:00", "1911-11-11", "2024-02-30",
        "1950-13-12",
        "1849-05-05", "1938-03-12", "1901", "1901-06", "2151-01-02", "1950-03-12 10:00", "1950-00-12", "12/03/1950",
    ],
    "gender": ["male", "female", "M", "F", "1", "2", "unknown", "9", "Male ", "indeterminate"],
    "address": [
        "14 High Street, Poole", "14 HIGH ST", "Flat 2, 14 High Street", "FLAT 14 B POPLAR COURT, POOLE",
        "14B High Street",
        "Flat B, 14 High Street, Poole", "The Old Rectory, Church Lane, Wimborne", "OLD RECTORY CHURCH LANE",
        "3 Church Lane",
        "14 High Street Broadstone Poole", "41 High Street Broadstone Poole", "High Street Broadstone Poole",
        "Room 7, Hillside Care Home, 58 Queens Way", "58 Queens Way", "Unit C", "Apt 3a 12-14 Sea View Rd",
        "St. Mary's Close 9",
        "1234567 Long Road", "Flat 2B", "14 Higher Street, Pool", "Flat1 14 High Street", "14, Hight Street, Poole",
        "flat", "No fixed abode",
        "Highbury Broadstone Poole Corfe Wareham Purbeck",
    ],
    "postcode": [
        "BH15 1AB", "bh151ab", "BH15 1AA", "BH15 2AB", "BH14 1AB", "DT1 1XJ", "ZZ99 3VZ", "BH15", "SW1A 1AA",
        "12345", "D02 AF30",
        "1", "BH15 1AB1X", "B1 1AA", "BH151A", "9999 AB", "75001",
    ],
    "uprn": ["10001012558", "010001012558", "10001012559", "0", "abc", "1234567890123", "1"],
    "phone": [
        "01202 123456", "+44 1202 123456", "0044 1202 123456", "+44 (0)1202 123456", "07700900123", "1202123456",
        "123456",
        "0000000000", "+33 1 23 45 67 89", "01202 123456 ext 99", "07700 900123 (mum)", "44 7700 900123", "1234567",
        "004412021", "0044120212345678901",
    ],
    "email": [
        "a@b.example", "A@B.EXAMPLE", "none@example.org", "test@test.example", "@example.org", "someone@", "no email",
        "x@y@example.org", " someone@example.org ", "declined@",
    ],
    "practice": ["J81001", "j81001 ", "J81002", "V81997", "V81999"],
    "identifier": ["AB123456C", "ab 123456 c", "AB123456D", "BA123456C", "abc", "AB12"],
    "nhs_verification": ["01", "02", "", "04", "1", " 01 "],
    "former_family_name": ["Smith", "Jones", "Unknown", "Taylor-Green", "Green"],
}  # fmt: skip


class Dice:
    """Numbers by chance that are the same with every release of Python."""

    def __init__(self, seed: int) -> None:
        self.state = mix(seed + 1)

    def below(self, limit: int) -> int:
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        return mix(self.state) % limit

    def one_in(self, many: int) -> bool:
        return self.below(many) == 0

    def of(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]


def valid_number(dice: Dice) -> str:
    while True:
        digits = f"999{dice.below(10**7):07}"
        if passes_modulus_11(digits):
            return digits


def typed_wrong(text: str, dice: Dice) -> str:
    """One slip of the keys."""
    if not text:
        return text
    place = dice.below(len(text))
    letter = dice.of(list("abcdeimnorstuvwl01589- "))
    match dice.below(5):
        case 0:
            return text[:place] + text[place + 1 :]
        case 1:
            return text[:place] + letter + text[place:]
        case 2:
            return text[:place] + letter + text[place + 1 :]
        case 3:
            return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
        case _:
            return text[:place] + text[place : place + 1] * 2 + text[place + 1 :]


def changed(field: str, text: str, dice: Dice) -> str:
    """The same value as another source may write it."""
    parts = text.split()
    if field == "given_name":
        match dice.below(6):
            case 0:
                return parts[0] if parts else text
            case 1:
                return " ".join(part[0] for part in parts)
            case 2:
                return " ".join(reversed(parts))
            case 3:
                return f"{text} {dice.of(HARD['given_name'])}"
            case 4:
                return text[:3]
    if field == "family_name" and dice.one_in(2):
        return f"{text}-{dice.of(HARD['family_name'])}" if dice.one_in(2) else text.replace("-", " ").split(" ")[-1]
    if field == "birth_date" and len(text) == 10:
        match dice.below(5):
            case 0:
                return f"{text[:4]}-{text[8:]}-{text[5:7]}"
            case 1:
                return text[:4]
            case 2:
                return text[:7]
            case 3:
                year = int(text[:4]) - dice.of([1, 12, 25]) if text[:4].isdecimal() else 1950
                return f"{year:04}{text[4:]}"
    if field == "address" and dice.one_in(2):
        return f"Flat {1 + dice.below(4)}, {text}" if dice.one_in(2) else " ".join(parts[:3])
    if dice.one_in(4):
        return text.upper() if dice.one_in(2) else text.lower()
    return typed_wrong(text, dice)


def varied(row: Row, other: Row, dice: Dice, steady: int) -> Row:
    """A row like another: of `steady` + 4 values, `steady` stay as they are."""
    made = dict(row)
    for field in FIELDS:
        match dice.below(steady + 4):
            case 0:
                made[field] = other[field]
            case 1:
                made[field] = ""
            case 2 if field in HARD:
                made[field] = dice.of(HARD[field])
            case 3:
                made[field] = changed(field, row[field], dice)
    if dice.one_in(12):
        made["given_name"], made["family_name"] = made["family_name"], made["given_name"]
    if dice.one_in(12):
        made["nhs_number"], made["nhs_verification"] = valid_number(dice), "01"
    return made


def add_second(row: Row, other: Row, dice: Dice, often: int) -> None:
    """Second values, as several statements of one source have them."""
    for column in STATED:
        field, _, second = column.partition("/")
        if second and dice.one_in(often) and (field != "gender" or dice.one_in(4)):
            row[column] = dice.of(HARD[field]) if field in HARD and dice.one_in(4) else other[field]


def complete(row: Row) -> Row:
    return {column: row.get(column, "") for column in COLUMNS}


def pairs(base: list[Row], count: int, seed: int) -> list[tuple[Row, Row]]:
    dice, made = Dice(seed), []
    for _ in range(count):
        one, other, third = dice.of(base), dice.of(base), dice.of(base)
        left = varied(one, other, dice, dice.of([1, 8, 40]))
        right = varied(left, third, dice, dice.of([2, 6, 12, 30]))
        for row in (left, right):
            if dice.one_in(6):
                add_second(row, dice.of([other, third, left, right]), dice, dice.of([1, 3]))
        made.append((left, right))
    return made


def table(base: list[Row], size: int, dice: Dice) -> list[Row]:
    """Some persons, each known by several sources, and households and twins among them."""
    persons: list[Row] = []
    rows: list[Row] = []
    while len(rows) < size:
        if not persons or dice.one_in(4):
            person = dict(dice.of(base))
            if not person["nhs_number"] and dice.one_in(2):
                person["nhs_number"] = valid_number(dice)
            if persons and dice.one_in(2):
                kin = dice.of(persons)
                shared = ["family_name", "address", "postcode", "uprn", "phone"]
                if dice.one_in(2):
                    shared.append("birth_date")
                elif dice.one_in(2):
                    shared.append("given_name")
                person |= {field: kin[field] for field in shared}
            if dice.one_in(6):
                person["nhs_number"] = dice.of(persons or [person])["nhs_number"]
            persons.append(person)
        row = varied(dice.of(persons), dice.of(base), dice, dice.of([10, 40, 120]))
        if dice.one_in(15):
            add_second(row, dice.of(base), dice, 8)
            row |= {"address/2": "", "postcode/2": ""}
        row["source"] = dice.of(["RBD", "RD3", "E06000058", "J81001"])
        row["local_id"] = str(len(rows)) if (rows and not dice.one_in(40)) or not rows else rows[-1]["local_id"]
        rows.append(row)
    return rows


def learned_table(base: list[Row], dice: Dice) -> list[Row]:
    """Rows enough to learn from, most of which state names alone, some of them names that come together often."""
    together = [(dice.of(base)["given_name"], dice.of(base)["family_name"]) for _ in range(6)]
    rows = table(base, 60, dice)
    for row in rows:
        if dice.one_in(3):
            row["given_name"], row["family_name"] = dice.of(together)
    for number in range(len(rows), 2_020):
        given, family = dice.of(base)["given_name"], dice.of(base)["family_name"]
        if dice.one_in(20):
            given, family = dice.of(together)
        named = {"source": "RBD", "local_id": str(number), "given_name": given, "family_name": family}
        if (given, family) in together:
            named["birth_date"] = dice.of(base)["birth_date"]
        rows.append(complete(named))
    return rows


def decisions(size: int, dice: Dice) -> list[Decision]:
    made = []
    for _ in range(dice.of([0, 0, 1, 3, 5])):
        one, other = dice.below(size), dice.below(size)
        if one != other:
            made.append((one, other, dice.of(["same", "different"])))
    return made
