"""The finite model of consent: what can differ, choice by choice, and the tables that are asked against each other.

A *dimension* is one thing that can differ, with its choices. The dimensions of a request and those of a record are
counted through by mixed radix: the main ones fully (of a request role, purpose and relationship; of a record
directive, time and item label), the others in rotation. Of requests that an organisation, its role and its relationship
admit, also the emergency, the organisation, the permission and the connection are crossed fully. What pair of choices
is then still missing is added. So every pair of choices of any two dimensions is asked: a request's with a record's in
every combination of the two tables.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import vector_register
from vector_records import directive, line, statement
from vector_register import AT, READ
from vector_requests import NUMBER, OTHER_NUMBER, PROXY, REASON, request
from words import JsonObject

Row = tuple[int, ...]
Dimensions = dict[str, dict[str, Any]]


def digits(number: int, radices: Sequence[int]) -> Row:
    """A number in mixed radix, the last digit changing fastest."""
    found = []
    for radix in reversed(radices):
        number, digit = divmod(number, radix)
        found.append(digit)
    return tuple(reversed(found))


def pairs(row: Row) -> Iterator[tuple[int, int, int, int]]:
    """The pairs of choices in a row: two dimensions, and the choice in each."""
    for first, second in itertools.combinations(range(len(row)), 2):
        yield first, second, row[first], row[second]


def missing_pairs(sizes: Sequence[int], rows: Sequence[Row]) -> list[tuple[int, int, int, int]]:
    found = {pair for row in rows for pair in pairs(row)}
    return [
        (first, second, one, other)
        for first, second in itertools.combinations(range(len(sizes)), 2)
        for one in range(sizes[first])
        for other in range(sizes[second])
        if (first, second, one, other) not in found
    ]


def completed(sizes: Sequence[int], rows: list[Row]) -> list[Row]:
    """The rows without repeats, and a row for each pair that is missing: its other choices are the first ones."""
    made = list(dict.fromkeys(rows))
    for first, second, one, other in missing_pairs(sizes, made):
        row = [0] * len(sizes)
        row[first], row[second] = one, other
        made.append(tuple(row))
    return list(dict.fromkeys(made))


# Requests

NEARLY = "2026-11-01T00:00:00.000Z"
REQUEST_DIMENSIONS: Dimensions = {
    "role": {
        "full": "R8000",
        "coded and existence": "R8010",
        "no break-glass": "R8009",
        "unknown": "R9999",
        "person": "person",
        "proxy": "proxy",
    },
    "purpose": {each: each for each in ["TREAT", "ETREAT", "PATRQT", "FAMRQT", "HRESCH", "SOMETHING"]},
    "relationship": {
        "admission": {"kind": "admission"},
        "none": None,
        "expired": {"kind": "admission", "ends": NEARLY},
        "unvouched": {"kind": "admission", "asserted_by": "robot"},
        "self-claimed": {"kind": "self-claimed", "reason": REASON, "code": "mim-01"},
        "self-claimed without reason": {"kind": "self-claimed", "code": "mim-01"},
        "person-themself": {"kind": "person-themself"},
        "proxy": PROXY,
        "proxy without authority": {key: each for key, each in PROXY.items() if key != "authority"},
        "person-themself, of another number": {"kind": "person-themself"},
    },
    "emergency": {"none": None, "accepted": {"reason": REASON, "code": "scr-1"}, "refused": {"reason": "quick"}},
    "organisation": {
        "assured": "RBD",
        "child site": "R0D01",
        "across the border, agreed": "RHM",
        "across the border": "RTX",
        "closed": "RD3",
        "evidence lapsed": "DSPT01",
        "not yet open": "NEW01",
        "unknown": "XXXXX",
    },
    "permission": {"none": None, "given": "given", "refused": "refused"},
    "connection": {"none": None, "self": "self", "relative": "relative", "unknown": "friend"},
}
MAIN = 3
OF_ANOTHER = 9
# The first choices of the organisation are those that are admitted.
ADMITTING = 3
# Rotations: what admits oftener than what does not.
ORGANISATIONS = [0, 1, 2, 0, 3, 1, 2, 4, 0, 5, 1, 0, 6, 2, 7, 0]
PERMISSIONS = [0, 1, 0, 1, 2]
CONNECTIONS = [0, 0, 1, 0, 2, 0, 3]
# Roles with a relationship that admits them and their purposes.
ADMITTED = [
    (0, 0, [0, 1, 2, 3]),
    (0, 4, [0, 1, 2, 3]),
    (1, 0, [0, 1, 2]),
    (2, 0, [0]),
    (4, 6, [2]),
    (4, 9, [2]),
    (5, 7, [2, 3]),
]


def sizes(dimensions: Dimensions) -> list[int]:
    return [len(choices) for choices in dimensions.values()]


def request_rows() -> list[Row]:
    radices = sizes(REQUEST_DIMENSIONS)
    rows = []
    main = radices[:MAIN]
    for number in range(math.prod(main)):
        turn = number + number // 27
        rest = (turn % 3, ORGANISATIONS[turn % 16], PERMISSIONS[turn % 5], CONNECTIONS[turn % 7])
        rows.append(digits(number, main) + rest)
    near = [len(ADMITTED), radices[3], ADMITTING, radices[5], radices[6]]
    for number in range(math.prod(near)):
        fit, *rest_of_row = digits(number, near)
        role, relationship, purposes = ADMITTED[fit]
        rows.append((role, purposes[(number + number // 12) % len(purposes)], relationship, *rest_of_row))
    return completed(radices, rows)


def chosen(dimensions: Dimensions, row: Row) -> dict[str, Any]:
    return {name: list(choices.values())[digit] for (name, choices), digit in zip(dimensions.items(), row, strict=True)}


def made_request(row: Row) -> JsonObject:
    choice = chosen(REQUEST_DIMENSIONS, row)
    tie = choice["relationship"]
    user: JsonObject = {"id": "user-1", "teams": ["Heart failure"]}
    if tie is not None and tie["kind"] == "person-themself":
        user["nhs_number"] = OTHER_NUMBER if row[2] == OF_ANOTHER else NUMBER
    return request(
        user=user,
        organisation=choice["organisation"],
        role=choice["role"],
        purpose=choice["purpose"],
        relationship=tie,
        break_glass=choice["emergency"],
        permission=choice["permission"],
        connection=choice["connection"],
    )


# Records

RECORD_DIMENSIONS: Dimensions = {
    "directive": {
        "hide": {"shared-record": "hide"},
        "do not hold": {"shared-record": "do-not-hold"},
        "organisation": {"organisation": "RBD"},
        "parent": {"organisation": "R0D"},
        "kind": {"organisation-kind": "acute-trust"},
        "purpose": {"purpose": "TREAT"},
        "user": {"user": "USER-1"},
        "team": {"team": "heart failure"},
        "section": {"section": "problems"},
        "item": {"item": {"organisation": "RBD", "system": "PAS", "item": "p1"}},
        "label": {"label": "hiv"},
        "proxy": {"proxy": "attorney"},
        "not understood": "not-understood",
    },
    "time": {
        "absent": "absent",
        "stands": "stands",
        "to come": "to come",
        "ended": "ended",
        "consent earlier": "consent earlier",
        "consent later": "consent later",
        "proxy consent": "proxy consent",
        "proxy consent without evidence": "proxy consent without evidence",
        "visit open": "visit open",
        "visit ended": "visit ended",
        "statement that does not count": "statement that does not count",
    },
    "item label": {
        "none": [],
        "by code": [],
        "violence": ["violence"],
        "legal": ["assisted-conception"],
        "not for person": ["not-for-person"],
        "third party": ["third-party"],
        "awaiting review": ["awaiting-review"],
    },
    "sensitivity": {"none": [], "restricted": ["restricted"], "very restricted": ["restricted", "very-restricted"]},
    "death": {"none": None, "undated": {}, "today": {"on": AT}},
    "age band": {"none": "none", "parental authority": "parental", "competence recorded": "competent"},
}
SENSITIVITIES = [0, 0, 1, 0, 0, 1, 2]
DEATHS = [0, 0, 0, 1, 2]
CODED = 1
DATED = {"statement": "seen by the practice", "dated": "2024-01-31"}
BEFORE, MADE, AFTER, WEEK = (f"2024-{month:02}-01T00:00:00.000Z" for month in (3, 4, 5, 6))
VISIT = {"organisation": "RBD", "system": "PAS", "item": "e1"}


def record_rows() -> list[Row]:
    radices = sizes(RECORD_DIMENSIONS)
    rows = []
    for number in range(math.prod(radices[:3])):
        turn = number + number // 7
        rows.append(
            (*digits(number, radices[:3]), SENSITIVITIES[turn % 7], DEATHS[turn % 5], (turn + number // 77) % 3)
        )
    return completed(radices, rows)


def directives(scope: JsonObject | str, time: str, age_band: str) -> list[JsonObject]:
    by: JsonObject = {}
    if age_band == "parental":
        by = {"authority": "parental-responsibility", "evidence": dict(DATED)}
    elif age_band == "competent":
        by = {"evidence": {"statement": "Gillick competent", "competent": True}}
    dissent = directive(scope, made=MADE) | by
    match time:
        case "absent":
            return []
        case "to come":
            return [dissent | {"starts": "2026-12-01T00:00:00.000Z"}]
        case "ended":
            return [dissent | {"ends": AT}]
        case "consent earlier":
            return [dissent, directive(scope, "consent", BEFORE)]
        case "consent later":
            return [dissent, directive(scope, "consent", AFTER)]
        case "proxy consent":
            return [dissent, directive(scope, "consent", AFTER, authority="deputy", evidence=dict(DATED))]
        case "proxy consent without evidence":
            return [dissent, directive(scope, "consent", AFTER, authority="deputy")]
        case "visit open" | "visit ended":
            return [dissent | {"visit": dict(VISIT)}]
        case "statement that does not count":
            return [dissent | {"statement": "national-sharing"}]
        case _:
            return [dissent]


def lines(labels: list[str], coded: bool) -> list[JsonObject]:
    """A problem with the labels, or with a sensitive code; what hangs together with it; and others."""
    problem = statement("RBD", "p1", *labels)
    if coded:
        problem |= {"codes": [[READ, "43C3."]], "names": ["HIV positive"]}
    return [
        line("problems", problem),
        line("problems", statement("J81001", "p2")),
        line("medications", statement("J81001", "m1")),
        line("investigations", statement("RBD", "i1", links=[["part-of", "p1"]], recorded="2026-11-21T09:00:00.000Z")),
        line("investigations", statement("RHM", "i2", recorded="2026-11-01T09:00:00.000Z")),
        line("documents", statement("RBD", "t1", words=["a letter that says hiv positive"])),
        line("encounters", statement("RBD", "e1")),
    ]


def made_record(row: Row) -> JsonObject:
    choice = chosen(RECORD_DIMENSIONS, row)
    made: JsonObject = {
        "nhs_number": NUMBER,
        "demographics": [statement("RBD", "d1", *choice["sensitivity"]), statement("J81001", "d2")],
        "directives": directives(choice["directive"], choice["time"], choice["age band"]),
        "lines": lines(choice["item label"], row[2] == CODED),
        "section_statements": [{"section": "allergies"} | statement("J81001", "w1", *choice["item label"])],
    }
    if choice["death"] is not None:
        made["died"] = choice["death"]
    if choice["time"] == "visit ended":
        made["visits"] = [VISIT | {"ends_earliest": WEEK, "ends_latest": WEEK}]
    elif choice["time"] == "visit open":
        made["visits"] = [dict(VISIT)]
    return made


# Policies


def policies() -> list[JsonObject]:
    """One with the defaults, and the two that state everything."""
    whole = vector_register.whole_policies()
    plain = copy.deepcopy(vector_register.plain_policies()[0])
    plain["purposes"] = whole[0]["purposes"]
    plain["roles"] = copy.deepcopy(whole[0]["roles"])
    plain["break_glass"]["codes"] = ["scr-1"]
    return [plain, *whole]
