"""Writes tests/vectors/consent: the combinations, with the answers of the reference rules.

Run it after a change of the rules: `python3 tests/reference/make_consent_vectors.py`. The files it writes are checked
in, and `test_consent.py` fails when they are not what it would write.

`combinations.json` holds tables of policies, requests, records and answers; `rows[policy][request][record]` is the
index of the answer. The register is `register.json`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import consent
from consent import JsonObject

VECTORS = Path(__file__).parent.parent / "vectors" / "consent"
AT = "2026-11-22T09:00:00.000Z"
EARLIER, LATER = "2024-03-01T00:00:00.000Z", "2025-03-01T00:00:00.000Z"
REASON = "found collapsed at home"


def policies() -> list[JsonObject]:
    clinical = [each for each in consent.SECTIONS]
    roles = [
        {
            "code": "R8000",
            "name": "Clinical practitioner",
            "sections": clinical,
            "relationships": sorted(consent.RELATIONSHIPS),
            "labels": ["mental-health", "hiv", "restricted", "local-word"],
        },
        {
            "code": "R8003",
            "name": "Health professional",
            "sections": clinical[:10],
            "relationships": ["referral", "admission", "self-claimed"],
            "labels": [],
        },
        {
            "code": "R8009",
            "name": "Receptionist",
            "sections": ["demographics"],
            "relationships": ["registered-patient", "admission"],
            "labels": [],
        },
        {
            "code": "S8001:G8001:R8000",
            "name": "Locum",
            "sections": ["demographics", "alerts", "allergies", "problems"],
            "relationships": ["workgroup", "admission"],
            "labels": ["hiv"],
        },
    ]
    some: JsonObject = {
        "format": 1,
        "name": "Some overrides",
        "version": 1,
        "purposes": ["TREAT", "ETREAT", "PATADMIN", "PATRQT"],
        "self_claim_reason_characters": 8,
        "roles": roles,
        "break_glass": {
            "roles": ["R8000", "R8003"],
            "purposes": ["TREAT", "ETREAT"],
            "reason_characters": 10,
            "overrides": ["relationship", "opt-out", "label-dissent", "label-not-granted", "restricted-person"],
            "never_opens": ["violence", "very-restricted"],
        },
    }
    every = copy.deepcopy(some) | {"name": "Every override", "version": 2}
    every["break_glass"]["overrides"] = consent.OVERRIDES
    none = copy.deepcopy(some) | {"name": "No override", "version": 3}
    none["break_glass"]["overrides"] = []
    return [some, every, none]


def request(**changes: Any) -> JsonObject:
    made: JsonObject = {
        "user": {"id": "user-1"},
        "organisation": "RBD",
        "role": "R8000",
        "purpose": "TREAT",
        "relationship": {"kind": "admission"},
        "at": AT,
    }
    made.update(changes)
    return {key: value for key, value in made.items() if value is not None}


def requests() -> list[JsonObject]:
    made = []
    # Every role with every purpose, tie and emergency.
    for role in ["R8000", "S8000:G8000:R8003", "R8009", "S8001:G8001:R8000", "R9999"]:
        for purpose in ["TREAT", "PATADMIN", "PATRQT", "CAREMGT", "HRESCH", "SOMETHING"]:
            for kind, reason in [(None, None), ("admission", None), ("self-claimed", REASON)]:
                for glass in [None, {"reason": REASON}]:
                    tie = kind and ({"kind": kind, "reason": reason} if reason else {"kind": kind})
                    made.append(request(role=role, purpose=purpose, relationship=tie, break_glass=glass))
    # Every organisation that may not ask, and some that may.
    for organisation in ["R0D", "RD3", "J81001", "HOSP01", "SUSP01", "LATE01", "UNTIL1", "XXXXX", "rbd", ""]:
        made.append(request(organisation=organisation))
        made.append(request(organisation=organisation, break_glass={"reason": REASON}))
    # Ties.
    for kind in [*sorted(consent.RELATIONSHIPS), "neighbour", "", "ADMISSION"]:
        made.append(request(relationship={"kind": kind, "reason": REASON}))
        made.append(request(role="R8003", relationship={"kind": kind}))
    # Reasons, users, times, forms of the role.
    for reason in [
        None,
        "",
        "          ",
        "ten letter",
        "ten lettersx",
        "\u200b" * 20,
        "\u3000\t\n" * 9,
        "ééééééééé é",
    ]:
        glass = {} if reason is None else {"reason": reason}
        tie = {"kind": "self-claimed"} | glass
        made.append(request(relationship=None, break_glass=glass))
        made.append(request(relationship=tie))
    for user in ["", " ", "\u200b", " USER-1\t", "user-2"]:
        made.append(request(user={"id": user}))
    for at in ["2020-09-30T23:59:59.999Z", "2020-10-01T00:00:00.000Z", "2025-03-01T00:00:00.000Z"]:
        for organisation in ["RBD", "R0D", "RD3"]:
            made.append(request(at=at, organisation=organisation))
    for role in [
        "",
        "R800",
        "R80000",
        "r8000",
        "S8000:G8000:R8000",
        "S8000:G8000:R8000:",
        "S8001:G8001:R8003",
        "X8000:G8000:R8000",
        "S8000:G8000",
    ]:
        made.append(request(role=role))
    return made


def source(organisation: str, item: str) -> list[str]:
    return [organisation, "PAS", item]


def statement(organisation: str, item: str, *labels: str) -> JsonObject:
    return {"source": source(organisation, item), "labels": list(labels)}


def directive(scope: JsonObject | str, effect: str = "dissent", made: str = EARLIER, **window: str) -> JsonObject:
    return {"effect": effect, "scope": scope, "made": made, "authority": "person"} | window


def record(
    directives: Sequence[JsonObject] = (),
    person_labels: Sequence[str] = (),
    line_labels: Sequence[str] = (),
    empty: bool = False,
) -> JsonObject:
    """A record with a line in most sections; `line_labels` stand on one of three problems and on what the practice says
    of two sections as a whole."""
    if empty:
        return {"demographics": [], "directives": list(directives), "lines": []}
    return {
        "demographics": [statement("RBD", "d1"), statement("J81001", "d2", *person_labels)],
        "directives": list(directives),
        "lines": [
            {"section": "problems", "statements": [statement("RBD", "p1"), statement("J81001", "p2", *line_labels)]},
            {"section": "problems", "statements": [statement("J81001", "p3")]},
            {"section": "allergies", "statements": [statement("J81001", "a1", *line_labels)]},
            {"section": "medications", "statements": [statement("RBD", "m1"), statement("ZZZ99", "m2")]},
            {"section": "documents", "statements": [statement("RBD", "t1")]},
            {"section": "social-care", "statements": [statement("E06000059", "s1")]},
            {"section": "encounters", "statements": [statement("RBD", "e1")]},
        ],
        "section_statements": [
            {"section": "problems"} | statement("J81001", "w1", *line_labels),
            {"section": "allergies"} | statement("RBD", "w2"),
            {"section": "immunisations"} | statement("J81001", "w3", *line_labels),
            {"section": "procedures"} | statement("RBD", "w4"),
            {"section": "procedures"} | statement("J81001", "w5"),
        ],
    }


ITEM = {"item": {"organisation": "RBD", "system": "PAS", "item": "p1"}}
SCOPES: list[JsonObject | str] = [
    {"shared-record": "hide"},
    {"shared-record": "do-not-hold"},
    {"organisation": "RBD"},
    {"organisation": "RD3"},
    {"organisation": "XYZ"},
    {"organisation-kind": "acute-trust"},
    {"organisation-kind": "hospital"},
    {"section": "problems"},
    {"section": "demographics"},
    ITEM,
    {"item": {"organisation": "J81001", "system": "PAS", "item": "a1"}},
    {"item": {"organisation": "J81001", "system": "EMIS", "item": "a1"}},
    {"item": {"organisation": "RBD", "system": "PAS", "item": "d1"}},
    {"item": {"organisation": "RBD", "system": "PAS", "item": "w4"}},
    {"item": {"organisation": "RBD", "system": "PAS", "item": "w2"}},
    {"label": "hiv"},
    {"label": "violence"},
    {"label": " "},
    {"purpose": "TREAT"},
    {"purpose": "ETREAT"},
    {"user": "user-1"},
    {"user": " User-1"},
    {"user": "\t"},
    "not-understood",
]


def records() -> list[JsonObject | None]:
    made: list[JsonObject | None] = [None, record(empty=True), record()]
    for scope in SCOPES:
        made += [
            record([directive(scope)], line_labels=["hiv"]),
            record([directive(scope), directive(scope, "consent", LATER)]),
        ]
    hide, hold = {"shared-record": "hide"}, {"shared-record": "do-not-hold"}
    for scope in [hide, {"section": "problems"}]:
        made += [
            record([directive(scope), directive(scope, "consent")]),
            record([directive(scope, made=LATER), directive(scope, "consent")]),
            record([directive(scope, starts="2027-01-01T00:00:00.000Z")]),
            record([directive(scope, starts=AT)]),
            record([directive(scope, ends=AT)]),
            record([directive(scope, ends="2026-11-22T09:00:00.001Z")]),
            record([directive(scope, ends=EARLIER)]),
            record([directive(scope, made="2062-01-01T00:00:00.000Z")]),
            record([directive(scope), directive(scope, "consent", LATER, ends=AT)]),
            record([directive(scope), directive(scope, "consent", "2062-01-01T00:00:00.000Z")]),
            record([directive(scope, "consent", LATER, ends=EARLIER)]),
        ]
    made += [
        record([directive(hold), directive(hide, "consent", LATER)]),
        record([directive(hide), directive(hold, "consent", LATER)]),
        record([directive(hide), directive(hold)]),
        record([directive({"organisation": "RD3"}), directive({"organisation": "R0D"}, "consent", LATER)]),
        record([directive("not-understood", "consent")]),
        record([directive("not-understood", ends=EARLIER)]),
        record([directive({"organisation-kind": "hospital"}, "consent")]),
    ]
    labels = [*sorted(consent.KNOWN_LABELS), "local-word", "unknown-word"]
    for label in labels:
        made.append(record(line_labels=[label]))
        made.append(record([directive({"label": label})], line_labels=[label]))
        made.append(record(person_labels=[label]))
    made += [
        record(line_labels=["hiv", "assisted-conception"]),
        record([directive({"label": "gender-recognition"})], line_labels=["gender-recognition", "violence"]),
        record([directive(ITEM)], person_labels=["restricted"], line_labels=["hiv"]),
        record([directive(hide), directive({"section": "documents"})], person_labels=["restricted"]),
        record(person_labels=["restricted", "location"]),
        record([directive(hide)], empty=True),
    ]
    return made


def combinations() -> JsonObject:
    register = json.loads((VECTORS / "register.json").read_text())
    answers: dict[str, int] = {}
    tables: JsonObject = {"policies": policies(), "requests": requests(), "records": records()}
    rows = [
        [
            [
                answers.setdefault(json.dumps(consent.decide(policy, register, asked, held)), len(answers))
                for held in tables["records"]
            ]
            for asked in tables["requests"]
        ]
        for policy in tables["policies"]
    ]
    return tables | {"answers": [json.loads(answer) for answer in answers], "rows": rows}


def register() -> JsonObject:
    criteria = {
        "data_security_toolkit": True,
        "commissioner_registration": True,
        "sharing_agreement": True,
        "caldicott_guardian": True,
        "training": True,
    }

    def organisation(
        code: str, kind: str, status: str = "assured", since: str = "2018-01-01T00:00:00.000Z", **more: Any
    ) -> JsonObject:
        until = more.pop("until", None)
        assurance = {"status": status, "from": since} | ({"until": until} if until else {}) | {"criteria": criteria}
        return (
            {"code": code, "name": f"Organisation {code}", "kind": kind}
            | more
            | {"assurance": assurance, "shares": True}
        )

    merged = "2020-10-01T00:00:00.000Z"
    return {
        "format": 1,
        "name": "Vectors",
        "version": 1,
        "organisations": [
            organisation("RBD", "acute-trust"),
            organisation("R0D", "acute-trust", opened=merged),
            organisation("RD3", "acute-trust", closed=merged, successor="R0D"),
            organisation("XYZ", "acute-trust", closed="2015-01-01T00:00:00.000Z", successor="RD3"),
            organisation("J81001", "gp-practice"),
            organisation("E06000059", "council"),
            organisation("HOSP01", "hospice", "pending"),
            organisation("SUSP01", "hospice", "suspended"),
            organisation("LATE01", "hospice", since="2027-01-01T00:00:00.000Z"),
            organisation("UNTIL1", "hospice", until=AT),
        ],
    }


def compact(value: JsonObject) -> str:
    """One line for each member of a table, so that a change of one shows as one."""
    parts = []
    for key, members in value.items():
        if isinstance(members, list):
            lines = ",\n".join(json.dumps(member, separators=(",", ":")) for member in members)
            parts.append(f"{json.dumps(key)}:[\n{lines}\n]")
        else:
            parts.append(f"{json.dumps(key)}:{json.dumps(members)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    VECTORS.mkdir(parents=True, exist_ok=True)
    (VECTORS / "register.json").write_text(compact(register()))
    (VECTORS / "combinations.json").write_text(compact(combinations()))
