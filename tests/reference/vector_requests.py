"""The access requests of the consent vectors."""

from __future__ import annotations

from typing import Any

from vector_register import AT, JUST_AFTER, PROFESSIONAL
from words import JsonObject

REASON = "found collapsed at home"
# The person's NHS number, and another's.
NUMBER, OTHER_NUMBER = "9434765919", "9434765870"
TWO_DAYS_AGO, JUST_UNDER_TWO_DAYS = "2026-11-20T09:00:00.000Z", "2026-11-20T09:00:00.001Z"
PROXY = {
    "kind": "proxy",
    "authority": "attorney",
    "evidence": "LPA seen by the practice",
    "established": "2026-01-01T00:00:00.000Z",
}


def request(**changes: Any) -> JsonObject:
    """A permitted request with changes; `None` takes a member out."""
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


def plain_requests() -> list[JsonObject]:
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
    for kind in [*PROFESSIONAL, "neighbour", "", "ADMISSION"]:
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


def whole_requests() -> list[JsonObject]:
    return [*places(), *ties(), *codes(), *views(), *about_the_request()]


def places() -> list[JsonObject]:
    """Admission, parents, and the border."""
    made = []
    for organisation in [
        "R0D01",
        "R0D02",
        "LACK01",
        "DSPT01",
        "DSPT02",
        "DSPT03",
        "RHM",
        "J82001",
        "RN5",
        "RH8",
        "RTX",
    ]:
        made.append(request(organisation=organisation))
    for purpose in ["ETREAT", "PATADMIN", "PATRQT", "HRESCH", "SOMETHING"]:
        made.append(request(organisation="RHM", purpose=purpose))
    made += [
        request(organisation="RHM", role="R8010"),
        request(organisation="RHM", break_glass={"reason": REASON, "code": "scr-1"}),
        request(organisation="RTX", break_glass={"reason": REASON, "code": "scr-1"}),
        request(organisation="DSPT01", at="2026-11-22T08:59:59.999Z"),
        request(organisation="RN5", at="2026-11-22T08:59:59.999Z"),
        request(organisation="RH8", at="2026-11-22T08:59:59.999Z"),
    ]
    return made


def ties() -> list[JsonObject]:
    """Who vouches for a relationship, with what evidence, for how long."""
    made = []
    for kind in PROFESSIONAL:
        every = kind in ("workgroup", "self-claimed")
        for asserted_by in ["system", "user", "colleague", "person", "robot"] if every else ["colleague", "robot"]:
            more = {"evidence": "letter 4711", "established": "2026-11-22T08:30:00.000Z", "asserted_by": asserted_by}
            if kind == "self-claimed":
                more |= {"reason": REASON, "code": "mim-01"}
            made.append(request(relationship={"kind": kind} | more))
    for window in [
        {"established": AT},
        {"established": JUST_AFTER},
        {"ends": AT},
        {"ends": JUST_AFTER},
    ]:
        made.append(request(relationship={"kind": "admission"} | window))
    for more in [
        {},
        {"established": TWO_DAYS_AGO},
        {"established": JUST_UNDER_TWO_DAYS},
        {"established": JUST_UNDER_TWO_DAYS, "evidence": " \u200b"},
    ]:
        made.append(request(relationship={"kind": "referral", "evidence": "letter 4711"} | more))
    for evidence in ["user-1", " USER-1\t", "user-2", ""]:
        tie = {"kind": "colleague-granted", "asserted_by": "colleague", "evidence": evidence}
        made.append(request(relationship=tie))
    made += [
        request(relationship={"kind": "colleague-granted", "asserted_by": "colleague"}),
        request(relationship={"kind": "referral"}, break_glass={"reason": REASON, "code": "scr-1"}),
    ]
    return made


def codes() -> list[JsonObject]:
    made = []
    for code in [None, "mim-01", "mim-02", "scr-1", "scr-3", "nonsense", ""]:
        coded = {} if code is None else {"code": code}
        made.append(request(relationship={"kind": "self-claimed", "reason": REASON} | coded))
        made.append(request(relationship=None, break_glass={"reason": REASON} | coded))
    made += [
        request(relationship={"kind": "self-claimed", "code": "mim-01"}),
        request(relationship={"kind": "admission", "code": "mim-01"}),
        request(relationship={"kind": "admission"}, break_glass={"code": "mim-02"}),
    ]
    return made


def views() -> list[JsonObject]:
    """The person's own view, those of proxies, and roles that see less."""
    made = []
    for number in [None, NUMBER, OTHER_NUMBER]:
        numbered = {} if number is None else {"nhs_number": number}
        made.append(
            request(
                user={"id": "me"} | numbered,
                role="person",
                purpose="PATRQT",
                relationship={"kind": "person-themself"},
            )
        )
        made.append(request(user={"id": "user-1"} | numbered))
    made.append(request(role="person", relationship={"kind": "proxy"}))
    for tie in [
        PROXY,
        PROXY | {"authority": "parental-responsibility"},
        PROXY | {"authority": "best-interest"},
        PROXY | {"authority": "neighbour"},
        PROXY | {"evidence": "\t"},
        PROXY | {"established": "2025-11-22T09:00:00.000Z"},
        PROXY | {"established": "2025-11-22T09:00:00.001Z"},
        {key: value for key, value in PROXY.items() if key != "established"},
        {key: value for key, value in PROXY.items() if key != "authority"},
    ]:
        made.append(request(role="proxy", purpose="PWATRNY", relationship=tie))
    made += [
        request(role="proxy", purpose="FAMRQT", relationship=PROXY),
        request(role="proxy", purpose="PATRQT", relationship=PROXY),
        request(role="R8010"),
        request(role="R8010", purpose="PATRQT"),
        request(role="R8010", break_glass={"reason": REASON, "code": "mim-02"}),
        request(purpose="FAMRQT"),
        request(purpose="PWATRNY"),
        request(purpose="PATRQT", break_glass={"reason": REASON, "code": "scr-1"}),
        request(purpose="PATADMIN", role="R8010"),
    ]
    return made


def about_the_request() -> list[JsonObject]:
    """Permission, connections, teams and emergencies."""
    made = []
    emergency = {"reason": REASON, "code": "scr-1"}
    for permission in ["given", "refused", "perhaps"]:
        made.append(request(permission=permission))
    made.append(request(permission="refused", break_glass=emergency))
    for connection in ["self", "relative", "colleague", "friend"]:
        made.append(request(connection=connection, permission="given"))
        made.append(request(connection=connection, permission="given", break_glass=emergency))
    made += [
        request(break_glass=emergency),
        request(user={"id": "user-1", "nhs_number": NUMBER}, break_glass=emergency),
        request(
            user={"id": "me", "nhs_number": NUMBER},
            role="person",
            purpose="PATRQT",
            relationship={"kind": "person-themself"},
            connection="self",
        ),
        request(user={"id": "user-1", "teams": ["Heart failure", " district NURSES "]}, permission="given"),
        request(user={"id": "user-1", "teams": ["Heart failure"]}, break_glass=emergency),
        request(
            relationship={"kind": "referral", "evidence": "letter 4711", "established": JUST_UNDER_TWO_DAYS},
        ),
    ]
    return made


def requests() -> list[JsonObject]:
    return plain_requests() + whole_requests()
