"""Hard cases of matching, by hand: a name, what two sources state, and what is to follow.

`outcome` and `guards` are written from what the pages promise to people, not read off what the rules answer.
`guards` are those that must be among the answer's.
"""

from __future__ import annotations

from typing import NamedTuple

Row = dict[str, str]


class Case(NamedTuple):
    name: str
    left: Row
    right: Row
    outcome: str
    guards: tuple[str, ...] = ()


WILLIAM: Row = {
    "nhs_number": "9990000018", "nhs_verification": "01", "given_name": "William Henry", "family_name": "Fossett",
    "birth_date": "1951-03-12", "gender": "male", "address": "14 High Street, Dorchester", "postcode": "DT1 1XJ",
    "phone": "01305 251150", "email": "w.fossett@post.example", "practice": "J81001",
}  # fmt: skip
NO_NUMBER = WILLIAM | {"nhs_number": "", "nhs_verification": ""}
ANN: Row = {
    "given_name": "Ann", "family_name": "Trent", "birth_date": "1988-06-21", "gender": "female",
    "address": "3 Church Lane, Wareham", "postcode": "BH20 4AB", "phone": "07700 900123",
}  # fmt: skip

CASES = [
    Case("all the same", WILLIAM, WILLIAM, "link"),
    Case("the same without a number", NO_NUMBER, WILLIAM, "link"),
    Case("short form of the name", NO_NUMBER, WILLIAM | {"given_name": "BILL"}, "link"),
    Case("day and month swapped", NO_NUMBER, WILLIAM | {"birth_date": "1951-12-03"}, "link"),
    Case("names swapped", NO_NUMBER, WILLIAM | {"given_name": "Fossett", "family_name": "William"}, "link"),
    Case("moved house", NO_NUMBER, WILLIAM | {"address": "9 Sea View, Swanage", "postcode": "BH19 1AA"}, "link"),
    Case("nothing stated on either side", {}, {}, "none"),
    Case("nothing stated on one side", WILLIAM, {}, "none"),
    Case("a number alone", {"nhs_number": "9990000018"}, WILLIAM, "possible", ("number_in_query",)),
    Case(
        "twins of one house",
        ANN,
        ANN | {"given_name": "Jane"},
        "possible",
        ("twins", "other_given_name"),
    ),
    Case(
        "twins of one house with all they share",
        ANN | {"email": "trent@post.example", "practice": "J81001"},
        ANN | {"given_name": "Rose", "email": "trent@post.example", "practice": "J81001"},
        "possible",
        ("twins", "other_given_name"),
    ),
    Case(
        "twins whose names sound alike",
        ANN | {"given_name": "Joan"},
        ANN | {"given_name": "Jean"},
        "possible",
        ("twins",),
    ),
    Case(
        "twins, boy and girl, with one short form",
        ANN | {"given_name": "Samantha"},
        ANN | {"given_name": "Sam", "gender": "male"},
        "possible",
        ("twins",),
    ),
    Case(
        "twins under one number",
        ANN | {"nhs_number": "9990000018", "nhs_verification": "01"},
        ANN | {"given_name": "Jane", "nhs_number": "9990000018", "nhs_verification": "01"},
        "possible",
        ("number_in_query", "twins"),
    ),
    Case(
        "babies without names",
        ANN | {"given_name": "BABY"},
        ANN | {"given_name": "TWIN 1"},
        "possible",
        ("placeholder_name",),
    ),
    Case(
        "father and son of one name",
        NO_NUMBER,
        WILLIAM | {"birth_date": "1979-08-30"},
        "possible",
        ("other_birth_date",),
    ),
    Case(
        "father and son born on one day of the year",
        NO_NUMBER,
        WILLIAM | {"birth_date": "1979-03-12"},
        "possible",
        ("generations",),
    ),
    Case(
        "a relative's number on the wrong person",
        WILLIAM,
        ANN
        | {
            "family_name": "Fossett",
            "nhs_number": "9990000018",
            "nhs_verification": "01",
            "address": WILLIAM["address"],
            "postcode": WILLIAM["postcode"],
        },
        "possible",
        ("number_in_query",),
    ),
    Case("two valid numbers", WILLIAM, WILLIAM | {"nhs_number": "9990000026"}, "possible", ("different_numbers",)),
    Case("a number with a slip", WILLIAM, WILLIAM | {"nhs_number": "9990000019"}, "link"),
    Case("a number with a slip on another person", WILLIAM, ANN | {"nhs_number": "9990000019"}, "none"),
    Case(
        "placeholder dates are no dates",
        NO_NUMBER | {"birth_date": "1900-01-01"},
        NO_NUMBER | {"birth_date": "01/01/1900"},
        "possible",
        ("no_birth_date",),
    ),
    Case("the first of January", NO_NUMBER | {"birth_date": "1951-01-01"}, NO_NUMBER, "link"),
    Case("no given name", NO_NUMBER | {"given_name": ""}, NO_NUMBER, "possible", ("no_given_name",)),
    Case(
        "unknown names",
        ANN | {"given_name": "Unknown", "family_name": "Unknown"},
        ANN,
        "possible",
        ("placeholder_name",),
    ),
    Case("married", ANN, ANN | {"family_name": "Featherstone", "former_family_name": "Trent"}, "link"),
    Case("double-barrelled", ANN, ANN | {"family_name": "Featherstone-Trent"}, "link"),
    Case(
        "two residents of a care home",
        {
            "given_name": "Ivy",
            "family_name": "Alder",
            "birth_date": "1931-02-03",
            "address": "Hillside, 58 Queens Way",
            "postcode": "BH21 4DU",
        },
        {
            "given_name": "Elsie",
            "family_name": "Marl",
            "birth_date": "1934-11-20",
            "address": "Hillside, 58 Queens Way",
            "postcode": "BH21 4DU",
        },
        "none",
    ),
    Case(
        "husband and wife",
        NO_NUMBER,
        NO_NUMBER | {"given_name": "Susan", "gender": "female", "birth_date": "1953-07-01"},
        "none",
    ),
    Case(
        "namesakes of one year",
        {"given_name": "John", "family_name": "Smith", "birth_date": "1950"},
        {"given_name": "John", "family_name": "Smith", "birth_date": "1950-06-06"},
        "none",
    ),
    Case(
        "namesakes born on one day",
        {"given_name": "John", "family_name": "Smith", "birth_date": "1950-06-06", "postcode": "BH1 1AA"},
        {"given_name": "John", "family_name": "Smith", "birth_date": "1950-06-06", "postcode": "DT1 1XJ"},
        "possible",
    ),
    Case("several numbers of one", WILLIAM | {"nhs_number/2": "9990000026"}, WILLIAM, "possible", ("several_numbers",)),
    Case("family names that sound alike", ANN | {"family_name": "Smith"}, ANN | {"family_name": "Schmidt"}, "link"),
    Case("a letter of a family name", ANN | {"family_name": "Clark"}, ANN | {"family_name": "Clarke"}, "link"),
    Case(
        "a number that agrees, a month of birth and no family name",
        WILLIAM,
        WILLIAM | {"birth_date": "1951-03", "family_name": ""},
        "possible",
        ("number_in_query",),
    ),
    Case(
        "a number that agrees, a month of birth, one house and another family name",
        WILLIAM,
        WILLIAM | {"birth_date": "1951-03", "family_name": "Alder"},
        "link",
    ),
    Case(
        "a part of a name that was a name of its own",
        ANN | {"family_name": "Smith"},
        ANN | {"family_name": "Mary Smith", "former_family_name": "Smith"},
        "link",
    ),
    Case(
        "names of one and of two letters of another script",
        {"given_name": "\u660e"},
        {"given_name": "\u660e\u660e"},
        "none",
    ),
]
