"""The records of the consent vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import words
from vector_register import AT, JUST_AFTER, READ, SNOMED
from vector_requests import NUMBER
from words import JsonObject

EARLIER, LATER = "2024-03-01T00:00:00.000Z", "2025-03-01T00:00:00.000Z"


def statement(organisation: str, item: str, *labels: str, **more: Any) -> JsonObject:
    return {"source": [organisation, "PAS", item], "labels": list(labels)} | more


def line(section: str, *statements: JsonObject) -> JsonObject:
    return {"section": section, "statements": list(statements)}


def directive(scope: JsonObject | str, effect: str = "dissent", made: str = EARLIER, **more: Any) -> JsonObject:
    return {"effect": effect, "scope": scope, "made": made, "authority": "person"} | more


def consent(scope: JsonObject | str, made: str = LATER, **more: Any) -> JsonObject:
    return directive(scope, "consent", made, **more)


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
            line("problems", statement("RBD", "p1"), statement("J81001", "p2", *line_labels)),
            line("problems", statement("J81001", "p3")),
            line("allergies", statement("J81001", "a1", *line_labels)),
            line("medications", statement("RBD", "m1"), statement("ZZZ99", "m2")),
            line("documents", statement("RBD", "t1")),
            line("social-care", statement("E06000059", "s1")),
            line("encounters", statement("RBD", "e1")),
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
HIDE, HOLD = {"shared-record": "hide"}, {"shared-record": "do-not-hold"}
SCOPES: list[JsonObject | str] = [
    HIDE,
    HOLD,
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
    {"team": "heart FAILURE "},
    {"team": "District nurses"},
    {"team": "\n"},
    {"proxy": "attorney"},
    {"proxy": "best-interest"},
    "not-understood",
]


def plain_records() -> list[JsonObject | None]:
    """Directives by scope and window, and labels."""
    made: list[JsonObject | None] = [None, record(empty=True), record()]
    for scope in SCOPES:
        made += [
            record([directive(scope)], line_labels=["hiv"]),
            record([directive(scope), consent(scope)]),
        ]
    for scope in [HIDE, {"section": "problems"}]:
        made += [
            record([directive(scope), consent(scope, EARLIER)]),
            record([directive(scope, made=LATER), consent(scope, EARLIER)]),
            record([directive(scope, starts="2027-01-01T00:00:00.000Z")]),
            record([directive(scope, starts=AT)]),
            record([directive(scope, ends=AT)]),
            record([directive(scope, ends=JUST_AFTER)]),
            record([directive(scope, ends=EARLIER)]),
            record([directive(scope, made="2062-01-01T00:00:00.000Z")]),
            record([directive(scope), consent(scope, ends=AT)]),
            record([directive(scope), consent(scope, "2062-01-01T00:00:00.000Z")]),
            record([consent(scope, ends=EARLIER)]),
        ]
    made += [
        record([directive(HOLD), consent(HIDE)]),
        record([directive(HIDE), consent(HOLD)]),
        record([directive(HIDE), directive(HOLD)]),
        record([directive({"organisation": "RD3"}), consent({"organisation": "R0D"})]),
        record([consent("not-understood", EARLIER)]),
        record([directive("not-understood", ends=EARLIER)]),
        record([consent({"organisation-kind": "hospital"}, EARLIER)]),
    ]
    for label in [*sorted(words.KNOWN_LABELS), "local-word", "unknown-word"]:
        made.append(record(line_labels=[label]))
        made.append(record([directive({"label": label})], line_labels=[label]))
        made.append(record(person_labels=[label]))
    made += [
        record(line_labels=["hiv", "assisted-conception"]),
        record([directive({"label": "gender-recognition"})], line_labels=["gender-recognition", "violence"]),
        record([directive(ITEM)], person_labels=["restricted"], line_labels=["hiv"]),
        record([directive(HIDE), directive({"section": "documents"})], person_labels=["restricted"]),
        record(person_labels=["restricted", "location"]),
        record([directive(HIDE)], empty=True),
    ]
    return made


# Records with what the newer rules read.


def small(directives: Sequence[JsonObject] = (), *person_labels: str, **more: Any) -> JsonObject:
    """A record of few lines, of a person whose number is known."""
    made: JsonObject = {
        "nhs_number": NUMBER,
        "demographics": [statement("RBD", "d1", *person_labels), statement("J81001", "d2")],
        "directives": list(directives),
        "lines": [
            line("problems", statement("RBD", "p1")),
            line("medications", statement("J81001", "m1")),
            line("documents", statement("RBD", "t1")),
            line("encounters", statement("RBD", "e1")),
        ],
    }
    return made | more


def proxy_consent(scope: JsonObject, authority: str = "attorney", **evidence: Any) -> JsonObject:
    whole = {"statement": "LPA for health and welfare", "dated": "2024-06"} | evidence
    return consent(scope, authority=authority, evidence={key: each for key, each in whole.items() if each is not None})


def authorities() -> list[JsonObject]:
    """D5 and D6."""
    made = [[directive(HIDE), consent(HIDE, authority="not-stated")]]
    for authority in ["parental-responsibility", "attorney", "deputy", "best-interest"]:
        made.append([directive(HIDE), proxy_consent(HIDE, authority)])
        made.append([directive(HIDE), consent(HIDE, authority=authority)])
        made.append([directive(HIDE, authority=authority)])
    changes: list[JsonObject] = [
        {"statement": " \u200b"},
        {"dated": None},
        {"dated": "2026"},
        {"dated": "2027"},
        {"dated": "2026-11"},
        {"dated": "2026-12"},
        {"dated": "2026-11-22"},
        {"dated": "2026-11-23"},
        {"dated": AT},
        {"dated": JUST_AFTER},
        {"ends": AT},
        {"ends": JUST_AFTER},
    ]
    for evidence in changes:
        made.append([directive(HIDE), proxy_consent(HIDE, **evidence)])
    competent = directive(HIDE, evidence={"statement": "Gillick competent", "competent": True})
    made += [
        [competent],
        [competent, consent(HIDE)],
        [competent, consent(HIDE, authority="not-stated")],
        [competent, proxy_consent(HIDE, "parental-responsibility")],
        [competent | {"authority": "not-stated"}, proxy_consent(HIDE, "parental-responsibility")],
        [directive(HIDE), proxy_consent(HIDE, "parental-responsibility", competent=True)],
    ]
    return [small(each) for each in made]


def visits_and_statements() -> list[JsonObject]:
    """D7 and D8."""
    visit = {"organisation": "RBD", "system": "PAS", "item": "e1"}
    elsewhere = visit | {"item": "e9"}
    ended = [visit | {"ends_earliest": "2026-11-22T00:00:00.000Z", "ends_latest": "2026-11-22T23:59:59.999Z"}]
    going_on = [dict(visit)]
    half_a_day = "2026-11-21T21:00:00.000Z"
    made = [
        small([directive(HIDE, visit=visit)], visits=ended),
        small([directive(HIDE, visit=visit)], visits=going_on),
        small([directive(HIDE, visit=elsewhere)], visits=ended),
        small([directive(HIDE, visit=visit, ends="2026-11-22T08:00:00.000Z")], visits=ended),
        small([directive(HIDE), consent(HIDE, half_a_day, visit=visit)], visits=ended),
        small([directive(HIDE), consent(HIDE, half_a_day, visit=visit)], visits=going_on),
        small([directive(HIDE), consent(HIDE, "2026-11-21T21:00:00.001Z", visit=visit)], visits=going_on),
        small([directive(HIDE), consent(HIDE, half_a_day, visit=visit, starts=AT)], visits=going_on),
        small([directive(HIDE), consent(HIDE, visit=visit, starts="2026-11-22T08:30:00.000Z")]),
        small([directive(HIDE), consent(HIDE, visit=visit, starts="2026-11-22T08:30:00.000Z", ends=AT)]),
        small([directive("not-understood", statement="national-sharing")]),
        small([directive("not-understood", statement="parental-refusal")]),
    ]
    for kind in ["local-sharing", "national-sharing", "secondary-use", "parental-refusal"]:
        made.append(small([directive(HIDE, statement=kind)]))
        made.append(small([directive(HIDE), consent(HIDE, statement=kind)]))
    return made


def persons() -> list[JsonObject]:
    """What C25 and C30 to C38 ask of the record."""
    made = [
        small(),
        small([], "restricted"),
        {key: value for key, value in small().items() if key != "nhs_number"},
        small(nhs_number="9434765870"),
    ]
    for on in [
        None,
        "2020-01-01T00:00:00.000Z",
        AT,
        JUST_AFTER,
        "2026-11-15T09:00:00.000Z",
        "2026-11-15T09:00:00.001Z",
    ]:
        made.append(small(died={} if on is None else {"on": on}))
    for scope in [
        HIDE,
        HOLD,
        {"organisation": "RBD"},
        {"organisation": "R0D"},
        {"organisation-kind": "acute-trust"},
        {"purpose": "TREAT"},
        {"user": "USER-1"},
        {"team": "heart failure"},
        {"section": "problems"},
        {"organisation": "RHM"},
    ]:
        made.append(small([consent(scope)]))
        made.append(small([directive(scope, ends="2026-12-24T00:00:00.000Z")]))
    made += [
        small([consent(HIDE, "2026-12-01T00:00:00.000Z")]),
        small([consent(HIDE, ends=AT)]),
        small([consent(HIDE, authority="attorney")]),
        small([directive({"proxy": "attorney"}), consent({"proxy": "attorney"})]),
        small([directive({"proxy": "deputy"})]),
        small([directive({"proxy": "person"})]),
    ]
    return made


def results() -> list[JsonObject]:
    """Investigations by the time recorded, the border, and sections of less detail."""
    three_days, just_under = "2026-11-19T09:00:00.000Z", "2026-11-19T09:00:00.001Z"
    lines = [
        line("problems", statement("RBD", "p1"), statement("J81001", "p2")),
        line("problems", statement("RHM", "p3")),
        line("medications", statement("J82001", "m1")),
        line("medications", statement("RHM", "m2"), statement("RBD", "m3")),
        line("investigations", statement("RBD", "i1", recorded=three_days)),
        line("investigations", statement("RBD", "i2", recorded=just_under)),
        line("investigations", statement("RHM", "i3", recorded=three_days)),
        line("investigations", statement("J81001", "i4", recorded=just_under)),
        line("documents", statement("RBD", "t1")),
        line("social-care", statement("E06000059", "s1", "not-for-person")),
        line("encounters", statement("RBD", "e1")),
        line("encounters", statement("RBD", "e2", "violence")),
    ]
    said = [
        {"section": "investigations"} | statement("RHM", "w1"),
        {"section": "investigations"} | statement("J81001", "w2", "awaiting-review"),
        {"section": "immunisations"} | statement("RBD", "w3"),
        {"section": "documents"} | statement("RBD", "w4", "third-party"),
    ]
    dissent = directive({"item": {"organisation": "RHM", "system": "PAS", "item": "m2"}})
    awaiting = [line("investigations", statement("RBD", "i1", "awaiting-review", recorded=three_days))]
    return [
        small(lines=lines, section_statements=said),
        small([], "restricted", lines=lines, section_statements=said),
        small([dissent, directive({"section": "investigations"})], lines=lines),
        small(lines=awaiting),
        small([directive({"label": "awaiting-review"})], lines=awaiting),
        small(lines=[line("investigations", statement("RBD", "i1", "third-party"))]),
        small(lines=[line("encounters", statement("RBD", "e1", "violence"))]),
        small(lines=[], section_statements=said, demographics=[statement("RHM", "d1")]),
    ]


def sensitive() -> list[JsonObject]:
    """S1 to S4."""
    positive = statement("J81001", "h1", codes=[[READ, "43C3."]], names=["HIV positive"])
    chain = [
        line("problems", positive),
        line("investigations", statement("J81001", "h2", links=[["part-of", "h1"]])),
        line("investigations", statement("J81001", "h3", links=[["part-of", "h2"]])),
        line("medications", statement("J81001", "h4", links=[["related-to", "h3"]])),
        line("procedures", statement("J81001", "h5", links=[["related-to", "h4"]])),
        line("alerts", statement("RBD", "h6", links=[["part-of", "h1"]])),
        line("documents", statement("RBD", "t1", words=["a letter about hiv POSITIVE people"])),
        line("documents", statement("RBD", "t2", words=["a letter about nothing of the kind"])),
    ]
    has_part = [
        line("encounters", statement("RBD", "e1", links=[["has-part", "p1"]], codes=[[SNOMED, "86406008"]])),
        line("problems", statement("RBD", "p1", links=[["has-part", "p2"]])),
        line("problems", statement("RBD", "p2")),
        line("alerts", statement("RBD", "a1", links=[["has-part", "e1"]])),
    ]
    stated = [
        line("problems", statement("RBD", "p1", "hiv", names=["Retroviral", "RVD"])),
        line("investigations", statement("RBD", "i1", links=[["part-of", "p1"]])),
        line("documents", statement("RBD", "t1", words=["known RETROVIRAL disease"])),
        line("documents", statement("RBD", "t2", words=["known RVD"])),
    ]
    no_set = [
        line("problems", statement("RBD", "p1", "mental-health", names=["Depression"])),
        line("investigations", statement("RBD", "i1", links=[["part-of", "p1"]])),
        line("documents", statement("RBD", "t1", words=["known depression"])),
    ]
    other_codes = [
        line("problems", statement("RBD", "p1", codes=[[SNOMED, "43C3."], [READ, "86406008"], [READ, "43c3."]])),
        line("problems", statement("RBD", "p2", codes=[[READ, "14X.."]])),
        line("problems", statement("RBD", "p3", codes=[[READ, "9Np1."]])),
        line("problems", statement("RBD", "p4", codes=[[READ, "9Np11"]])),
    ]
    return [small(lines=each) for each in (chain, has_part, stated, no_set, other_codes)] + [
        small([directive({"label": "hiv"})], lines=chain)
    ]


def whole_records() -> list[JsonObject]:
    return authorities() + visits_and_statements() + persons() + results() + sensitive()


def records() -> list[JsonObject | None]:
    return [*plain_records(), *whole_records()]
