"""The register and the policies of the consent vectors."""

from __future__ import annotations

import copy
from typing import Any

import words
from words import JsonObject

AT = "2026-11-22T09:00:00.000Z"
JUST_AFTER = "2026-11-22T09:00:00.001Z"
SINCE = "2018-01-01T00:00:00.000Z"
SNOMED, READ = "http://snomed.info/sct", "http://read.info/readv2"


def evidence(without: str | None = None, **until: str) -> list[JsonObject]:
    """The five pieces of evidence, but for one; the end of a piece by its name, with `_` for `-`."""
    made = []
    for kind in words.DEFAULT_EVIDENCE:
        if kind == without:
            continue
        end = until.get(kind.replace("-", "_"))
        made.append({"kind": kind, "from": SINCE} | ({"until": end} if end else {}))
    return made


def organisation(
    code: str,
    kind: str,
    status: str = "assured",
    since: str = SINCE,
    until: str | None = None,
    pieces: list[JsonObject] | None = None,
    **more: Any,
) -> JsonObject:
    assurance: JsonObject = {"status": status, "from": since} | ({"until": until} if until else {})
    assurance["evidence"] = evidence() if pieces is None else pieces
    return (
        {"code": code, "name": f"Organisation {code}", "kind": kind} | more | {"assurance": assurance, "shares": True}
    )


def register() -> JsonObject:
    merged = "2020-10-01T00:00:00.000Z"
    lapsed_twice = [
        *evidence(without="data-security-toolkit"),
        {"kind": "data-security-toolkit", "from": SINCE, "until": "2019-07-01T00:00:00.000Z"},
        {"kind": "data-security-toolkit", "from": "2020-07-01T00:00:00.000Z", "until": "2021-07-01T00:00:00.000Z"},
        {"kind": "data-security-toolkit", "from": "2027-07-01T00:00:00.000Z"},
    ]
    return {
        "format": 1,
        "name": "Vectors",
        "version": 2,
        "county": "Dorset",
        "organisations": [
            organisation("RBD", "acute-trust"),
            organisation("R0D", "acute-trust", opened=merged),
            organisation("RD3", "acute-trust", closed=merged, successor="R0D"),
            organisation("XYZ", "acute-trust", closed="2015-01-01T00:00:00.000Z", successor="RD3"),
            organisation("R0D01", "acute-trust", parent="R0D", county="Dorset"),
            organisation("R0D02", "urgent-care", parent="R0D01"),
            organisation("NEW01", "acute-trust", opened="2027-06-01T00:00:00.000Z"),
            organisation("J81001", "gp-practice"),
            organisation("E06000059", "council"),
            organisation("HOSP01", "hospice", "pending"),
            organisation("SUSP01", "hospice", "suspended"),
            organisation("LATE01", "hospice", since="2027-01-01T00:00:00.000Z"),
            organisation("UNTIL1", "hospice", until=AT),
            organisation("LACK01", "hospice", pieces=evidence(without="caldicott-guardian")),
            organisation("DSPT01", "hospice", pieces=evidence(data_security_toolkit=AT)),
            organisation("DSPT02", "hospice", pieces=evidence(data_security_toolkit=JUST_AFTER)),
            organisation("DSPT03", "hospice", pieces=lapsed_twice),
            organisation("RHM", "acute-trust", county="Hampshire"),
            organisation("J82001", "gp-practice", county="Hampshire"),
            organisation("RN5", "acute-trust", county="Wiltshire"),
            organisation("RH8", "acute-trust", county="Devon"),
            organisation("RTX", "acute-trust", county="Somerset"),
        ],
        "agreements": [
            {
                "id": "hampshire-care",
                "county": "Hampshire",
                "from": "2024-01-01T00:00:00.000Z",
                "outward": {
                    "sections": ["demographics", "problems", "allergies", "medications", "investigations"],
                    "purposes": ["TREAT", "ETREAT"],
                },
                "inward": {"sections": ["demographics", "problems"], "purposes": ["TREAT", "ETREAT"]},
            },
            {
                "id": "hampshire-administration",
                "county": "Hampshire",
                "from": "2024-01-01T00:00:00.000Z",
                "outward": {"sections": ["demographics", "documents"], "purposes": ["PATADMIN"]},
                "inward": {"sections": ["investigations"], "purposes": ["PATADMIN", "PATRQT"]},
            },
            {
                "id": "wiltshire-ended",
                "county": "Wiltshire",
                "from": "2024-01-01T00:00:00.000Z",
                "until": AT,
                "outward": {"sections": ["problems"], "purposes": ["TREAT"]},
                "inward": {"sections": ["problems"], "purposes": ["TREAT"]},
            },
            {
                "id": "wiltshire-to-come",
                "county": "Wiltshire",
                "from": "2027-01-01T00:00:00.000Z",
                "outward": {"sections": ["problems"], "purposes": ["TREAT"]},
                "inward": {"sections": ["problems"], "purposes": ["TREAT"]},
            },
            {
                "id": "devon-begins",
                "county": "Devon",
                "from": AT,
                "outward": {"sections": ["problems"], "purposes": ["TREAT"]},
                "inward": {"sections": [], "purposes": []},
            },
        ],
    }


# The policies

PROFESSIONAL = sorted(words.RELATIONSHIPS - {"person-themself", "proxy"})


def role(code: str, name: str, sections: list[str], relationships: list[str], labels: list[str]) -> JsonObject:
    return {"code": code, "name": name, "sections": sections, "relationships": relationships, "labels": labels}


def plain_policies() -> list[JsonObject]:
    """Policies with no member that has a default, by what an emergency overrides: some, everything, nothing."""
    some: JsonObject = {
        "format": 1,
        "name": "Some overrides",
        "version": 1,
        "purposes": ["TREAT", "ETREAT", "PATADMIN", "PATRQT"],
        "self_claim_reason_characters": 8,
        "roles": [
            role(
                "R8000",
                "Clinical practitioner",
                list(words.SECTIONS),
                PROFESSIONAL,
                ["mental-health", "hiv", "restricted", "local-word"],
            ),
            role("R8003", "Health professional", words.SECTIONS[:10], ["referral", "admission", "self-claimed"], []),
            role("R8009", "Receptionist", ["demographics"], ["registered-patient", "admission"], []),
            role(
                "S8001:G8001:R8000",
                "Locum",
                ["demographics", "alerts", "allergies", "problems"],
                ["workgroup", "admission"],
                ["hiv"],
            ),
        ],
        "break_glass": {
            "roles": ["R8000", "R8003"],
            "purposes": ["TREAT", "ETREAT"],
            "reason_characters": 10,
            "overrides": ["relationship", "opt-out", "label-dissent", "label-not-granted", "restricted-person"],
            "never_opens": ["violence", "very-restricted"],
        },
    }
    every = copy.deepcopy(some) | {"name": "Every override", "version": 2}
    every["break_glass"]["overrides"] = list(words.OVERRIDES)
    none = copy.deepcopy(some) | {"name": "No override", "version": 3}
    none["break_glass"]["overrides"] = []
    return [some, every, none]


def whole_policies() -> list[JsonObject]:
    """Policies that state every member, in two ways."""
    first = copy.deepcopy(plain_policies()[0]) | {
        "name": "Whole",
        "version": 4,
        "purposes": ["TREAT", "ETREAT", "PATADMIN", "PATRQT", "FAMRQT", "PWATRNY"],
        "relationships": [
            {"kind": "registered-patient", "asserted_by": ["system"]},
            {"kind": "referral", "asserted_by": ["system", "colleague"], "evidence": True, "expires_hours": 48},
            {"kind": "admission", "asserted_by": ["system"]},
            {"kind": "caseload", "asserted_by": ["system", "user", "colleague", "person"], "expires_hours": 1},
            {"kind": "workgroup", "asserted_by": ["system", "user"]},
            {"kind": "colleague-granted", "asserted_by": ["colleague"], "evidence": True},
            {"kind": "self-claimed", "asserted_by": ["user"], "codes": ["mim-01", "scr-1"], "code_required": True},
            {"kind": "patient-permission", "asserted_by": ["person", "system"]},
            {"kind": "person-themself", "asserted_by": ["system", "person"]},
            {"kind": "proxy", "asserted_by": ["system"], "evidence": True, "expires_hours": 8760},
        ],
        "restricted_person": {"view": "reduced", "keeps": ["demographics", "medications"]},
        "code_sets": [
            {
                "name": "HIV",
                "label": "hiv",
                "codes": [{"system": SNOMED, "code": "86406008"}],
                "stems": [{"system": READ, "stem": "43C"}],
            },
            {"name": "HIV care", "label": "hiv", "codes": [{"system": READ, "code": "9Np1."}]},
            {"name": "Violence", "label": "violence", "stems": [{"system": READ, "stem": "14X"}]},
        ],
        "embargo": {"purposes": ["PATRQT", "FAMRQT"], "hours": 72},
        "deceased": {"purposes": ["PATADMIN"], "after_days": 7},
        "connections": {"self": "deny", "relative": "deny"},
        "coded_statements": ["local-sharing", "secondary-use", "parental-refusal"],
        "one_visit_hours": 12,
        "tells": ["role", "wish", "embargo", "agreement"],
    }
    first["roles"] += [
        role("R8010", "Pharmacist", ["demographics", "medications"], PROFESSIONAL, ["hiv", "third-party"])
        | {
            "coded": ["problems", "allergies", "investigations"],
            "existence": ["documents", "social-care", "encounters"],
        },
        role("person", "The person", list(words.SECTIONS), ["person-themself"], ["hiv", "third-party"]),
        role("proxy", "A proxy", words.SECTIONS[:9], ["proxy"], []) | {"existence": words.SECTIONS[9:]},
    ]
    first["break_glass"] |= {
        "roles": ["R8000", "R8003", "R8010"],
        "purposes": ["TREAT", "ETREAT", "PATRQT"],
        "overrides": [*first["break_glass"]["overrides"], "connection", "deceased", "permission", "section-dissent"],
        "codes": ["scr-1", "mim-02"],
    }
    second = copy.deepcopy(first) | {
        "name": "Whole, strict",
        "version": 5,
        "permission_to_view": {"required": True, "exempt": ["referral", "person-themself"]},
        "admission": {
            "evidence": ["network", *words.DEFAULT_EVIDENCE[:3]],
            "kinds": [
                {"kind": "hospice", "evidence": ["training", "data-security-toolkit"]},
                {"kind": "acute-trust", "evidence": ["commissioner-registration"]},
            ],
        },
        "restricted_person": {"view": "denied", "keeps": ["demographics"]},
        "embargo": {"purposes": ["TREAT", "PATRQT"], "hours": 24},
        "deceased": {"purposes": ["TREAT"], "after_days": 0},
        "connections": {"colleague": "deny", "self": "flag"},
        "coded_statements": [],
        "one_visit_hours": 1,
        "tells": ["protected", "not-for-person"],
    }
    second["break_glass"] |= {
        "overrides": list(words.OVERRIDES),
        "code_required": True,
        "tells_person": False,
        "never_opens": [],
    }
    return [first, second]


def policies() -> list[JsonObject]:
    return plain_policies() + whole_policies()
