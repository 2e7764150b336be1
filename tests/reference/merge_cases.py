"""Cases of merging, by hand: a name, what sources state, and the lines that are to follow.

The lines are written from what docs/merge.md promises to people, not read off what the rules answer: each as its
statements, the leading one first, with its labels and with what the statements differ in.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from merge.answers import JsonObject
from merge_made import ORIGIN, Contribution

PRACTICE, SCANS = ("J81001", "EMIS"), ("J81001", "Docman")
WARDS, LABORATORY = ("RBD", "PAS"), ("RBD", "LIMS")
COMMUNITY, COUNCIL = ("RD3", "RiO"), ("E06000058", "Mosaic")


class Said(NamedTuple):
    """A statement, under a name of its own in the case."""

    name: str
    parts: JsonObject
    received: str


class Line(NamedTuple):
    statements: str
    labels: str
    differences: tuple[tuple[str, str], ...]


class Case(NamedTuple):
    name: str
    said: tuple[Said, ...]
    lines: tuple[Line, ...]
    listed: dict[str, str] = {}  # noqa: RUF012

    def contributions(self) -> list[Contribution]:
        return [(each.received, each.parts) for each in self.said]


def line(statements: str, labels: str = "", **differences: str) -> Line:
    """Differences are told as `RBD resolved, J81001 active`."""
    return Line(statements, labels, tuple(differences.items()))


def case(name: str, *told: Said | Line, **listed: str) -> Case:
    said = tuple(each for each in told if isinstance(each, Said))
    return Case(name, said, tuple(each for each in told if isinstance(each, Line)), listed)


def of(source: tuple[str, str], name: str, body: JsonObject | None, **more: str | int) -> Said:
    parts: JsonObject = {
        "key": {"organisation": source[0], "system": source[1], "item": more.get("item", name)},
        "version": more.get("version", 1),
        "recorded": f"{more.get('recorded', '2026-01-01')}T00:00:00.000Z",
        "subject": {"namespace": "local", "value": more.get("person", "1")},
        "status": more.get("status", "current"),
        "origin": ORIGIN,
    }
    if body is not None:
        parts["body"] = body
    if "derived_from" in more:
        parts["derived_from"] = more["derived_from"]
    return Said(name, parts, f"{more.get('received', '2026-01-02')}T00:00:00.000Z")


def entry(kind: str, told: JsonObject, *labels: str) -> JsonObject:
    made: JsonObject = {"body": {kind: told}}
    return {"entry": made | ({"sensitivity": list(labels)} if labels else {})}


SNOMED, DMD = "http://snomed.info/sct", "https://dmd.nhs.uk"
READ, CTV3 = "http://read.info/readv2", "http://read.info/ctv3"
LOINC, OPCS = "http://loinc.org", "https://fhir.hl7.org.uk/CodeSystem/OPCS-4"
ICD = "http://hl7.org/fhir/sid/icd-10"


def code(code: str, system: str = SNOMED, display: str = "") -> JsonObject:
    made = {"system": system, "code": code}
    return made | ({"display": display} if display else {})


def coded(*codes: JsonObject | str, text: str = "") -> JsonObject:
    made: JsonObject = {"codings": [each if isinstance(each, dict) else code(each) for each in codes]}
    return made | ({"text": text} if text else {})


def text(words: str) -> JsonObject:
    return {"text": words}


DIABETES, ASTHMA, PNEUMONIA = "73211009", "195967001", "233604007"
LEFT, RIGHT = coded("7771000"), coded("24028007")


def problem(concept: JsonObject | str, start: str = "", end: str = "", **more: object) -> JsonObject:
    period = {name: text for name, text in (("start", start), ("end", end)) if text}
    told: JsonObject = {"code": coded(concept) if isinstance(concept, str) else concept, **more}
    return entry("problem", told | ({"period": period} if period else {}))


def timed(kind: str, start: str = "", end: str = "", /, **told: object) -> JsonObject:
    period = {name: text for name, text in (("start", start), ("end", end)) if text}
    return entry(kind, told | ({"period": period} if period else {}))


def mention(concept: str, start: str = "") -> JsonObject:
    return problem(concept, start, category="encounter-diagnosis")


def allergy(concept: JsonObject, **more: object) -> JsonObject:
    return entry("allergy", {"code": concept, **more})


def medicine(concept: JsonObject, start: str = "", end: str = "", **more: object) -> JsonObject:
    return timed("medication", start, end, drug=concept, **more)


RAMIPRIL = coded(code("386872004", DMD))
CRP = coded("1001371000000100")


def amount(number: str, unit: str = "mg/L", **more: str) -> JsonObject:
    return {"quantity": {"value": number, "unit": unit, **more}}


def test(observed: str = "", *values: JsonObject, **more: object) -> JsonObject:
    """A blood test with values of one thing."""
    told: JsonObject = {"code": CRP, **more}
    if observed:
        told["observed"] = observed
    if values:
        told["measurements"] = [{"code": CRP, "value": value} for value in values]
    return entry("investigation", told)


def specimen(*numbers: str) -> list[JsonObject]:
    return [{"identifier": number} for number in numbers]


def person_named(given: str, family: str, **more: object) -> JsonObject:
    return entry("related-person", {"names": [{"given": [given], "family": family}], **more})


def provider(role: str, name: str = "", organisation: str = "", **more: object) -> JsonObject:
    told: JsonObject = {"role": role, **more}
    if name:
        told["name"] = name
    if organisation:
        told["members"] = [{"organisation": organisation}]
    return entry("care-provider", told)


LETTER = coded("823691000000103")


def letter(written: str = "", *contents: JsonObject, **more: object) -> JsonObject:
    told: JsonObject = {"kind": LETTER, **more}
    if written:
        told["written"] = written
    if contents:
        told["contents"] = list(contents)
    return entry("document", told)


def attachment(base64: str, content: bytes) -> JsonObject:
    sha256 = hashlib.sha256(content).hexdigest()
    return {"inline": {"media_type": "text/plain", "base64": base64, "sha256": sha256, "size": len(content)}}


def operation(start: str, **more: object) -> JsonObject:
    told: JsonObject = {"code": coded("80146002"), **more}
    return entry("procedure", told | ({"performed": {"start": start}} if start else {}))


def vaccination(given: str, vaccine: str = "39114911000001105", **more: object) -> JsonObject:
    return entry("immunisation", {"vaccine": coded(code(vaccine, DMD)), "given": given, **more})


def service(start: str, **more: object) -> JsonObject:
    return timed("social-care", start, **{"kind": "service", "what": text("Home care"), **more})


CASES = [
    # M1 to M6: what is part of the record.
    case(
        "a later version stands whatever was received first",
        of(PRACTICE, "second", problem(DIABETES, status="resolved"), item="p1", version=2),
        of(PRACTICE, "first", problem(DIABETES, status="active"), item="p1", received="2026-01-09"),
        line("second"),
    ),
    case(
        "of one version the one recorded last stands",
        of(PRACTICE, "late", problem(DIABETES), item="p1", recorded="2026-01-04"),
        of(PRACTICE, "early", problem(ASTHMA), item="p1", recorded="2026-01-03"),
        line("late"),
    ),
    case(
        "one item number in two systems is two items",
        of(WARDS, "ward", problem(DIABETES), item="1"),
        of(LABORATORY, "laboratory", problem(ASTHMA), item="1"),
        line("laboratory"),
        line("ward"),
    ),
    case(
        "one statement received twice counts from when it came first",
        of(PRACTICE, "again", problem(DIABETES), item="p1", received="2026-01-09"),
        of(PRACTICE, "first", problem(DIABETES), item="p1"),
        line("first"),
    ),
    case(
        "what was entered in error, and what was deleted, is not part of the record",
        of(PRACTICE, "p1", problem(DIABETES)),
        of(PRACTICE, "error", None, item="p1", version=2, status="entered-in-error"),
        of(WARDS, "deleted", problem(DIABETES), status="deleted"),
    ),
    case(
        "an older version does not bring back what was deleted",
        of(PRACTICE, "deleted", None, item="p1", version=3, status="deleted"),
        of(PRACTICE, "p1", problem(DIABETES), version=2),
    ),
    case(
        "a contact that the later version of a person no longer names is withdrawn",
        of(WARDS, "old contact", person_named("Ann", "Trent"), derived_from="person"),
        of(WARDS, "new contact", person_named("Bob", "Trent"), derived_from="person", version=2),
        of(WARDS, "person", {"demographics": {"gender": "male"}}, version=2),
        line("new contact"),
        demographics="person",
    ),
    case(
        "what is derived from a version that is older, or from an item that is not held, stands",
        of(WARDS, "contact", person_named("Ann", "Trent"), derived_from="person", version=2),
        of(WARDS, "orphan", person_named("Bob", "Trent"), derived_from="not held"),
        of(WARDS, "person", {"demographics": {"gender": "male"}}),
        line("contact"),
        line("orphan"),
        demographics="person",
    ),
    case(
        "contacts of two versions of a person who is not held, neither takes back the other",
        of(WARDS, "earlier", person_named("Ann", "Trent"), derived_from="not held"),
        of(WARDS, "later", person_named("Bob", "Trent"), derived_from="not held", version=2),
        line("earlier"),
        line("later"),
    ),
    case(
        "a retraction of the parent with a later version withdraws what was derived from it",
        of(WARDS, "contact", person_named("Ann", "Trent"), derived_from="person"),
        of(WARDS, "person", None, version=2, status="deleted"),
    ),
    case(
        "a statement about a local person who was not joined is left out",
        of(PRACTICE, "ours", problem(DIABETES)),
        of(WARDS, "another's", problem(DIABETES), person="9"),
        line("ours"),
    ),
    case(
        "demographics, directives and words about a section are listed and not folded, the latest first",
        of(PRACTICE, "d1", {"demographics": {"gender": "male"}}),
        of(WARDS, "d2", {"demographics": {"gender": "male"}}, recorded="2026-01-03"),
        of(PRACTICE, "s1", {"section": {"section": "allergies", "heading": text("Allergies"), "empty": "nilknown"}}),
        of(WARDS, "s2", {"section": {"section": "alerts", "heading": text("Alerts"), "empty": "nilknown"}}),
        of(
            PRACTICE,
            "o1",
            {
                "directive": {
                    "effect": "dissent",
                    "scope": {"shared-record": "hide"},
                    "made": "2025-01-01T00:00:00.000Z",
                    "authority": "person",
                }
            },
            recorded="2026-01-09",
        ),
        of(
            WARDS,
            "o2",
            {
                "directive": {
                    "effect": "consent",
                    "scope": {"shared-record": "hide"},
                    "made": "2025-01-02T00:00:00.000Z",
                    "authority": "person",
                }
            },
        ),
        demographics="d2 d1",
        directives="o2 o1",
        sections="s2 s1",
    ),
    # M10, M11: words and concepts.
    case(
        "a problem in words alone folds however the words are spaced",
        of(PRACTICE, "p1", problem(text("Type 2  Diabetes "))),
        of(WARDS, "d1", problem(text("type 2\u00a0diabetes"))),
        line("p1 d1"),
    ),
    case(
        "two problems of which nothing is told but blank words are not one",
        of(PRACTICE, "p1", problem(text(" "))),
        of(WARDS, "d1", problem(text(" "))),
        line("p1"),
        line("d1"),
    ),
    case(
        "words do not make one of two codes of one system",
        of(PRACTICE, "p1", problem(coded(DIABETES, text="Diabetes"))),
        of(WARDS, "d1", problem(coded("46635009", text="Diabetes"))),
        line("p1"),
        line("d1"),
    ),
    case(
        "a Read code with a mapped SNOMED CT code folds with the SNOMED CT code",
        of(PRACTICE, "p1", problem(coded(code("C10..", READ), code(DIABETES) | {"mapped_by": "map 1"}))),
        of(WARDS, "d1", problem(DIABETES)),
        line("p1 d1"),
    ),
    case(
        "SNOMED CT is asked before Read codes",
        of(PRACTICE, "p1", problem(coded(code("C10..", READ), code(DIABETES)))),
        of(WARDS, "d1", problem(coded(code("C10..", READ), code("46635009")))),
        line("p1"),
        line("d1"),
    ),
    case(
        "Read v2 is asked before CTV3, LOINC before OPCS-4, OPCS-4 before ICD-10",
        of(PRACTICE, "read", problem(coded(code("X1", CTV3), code("C10..", READ)))),
        of(WARDS, "read too", problem(coded(code("X2", CTV3), code("C10..", READ)))),
        of(PRACTICE, "loinc", problem(coded(code("A1", OPCS), code("1-1", LOINC)))),
        of(WARDS, "loinc too", problem(coded(code("A2", OPCS), code("1-1", LOINC)))),
        of(PRACTICE, "opcs", problem(coded(code("E11", ICD), code("B1", OPCS)))),
        of(WARDS, "opcs too", problem(coded(code("E12", ICD), code("B1", OPCS)))),
        line("loinc loinc too"),
        line("opcs opcs too"),
        line("read read too"),
    ),
    case(
        "one number in SNOMED CT and dm+d is one code",
        of(PRACTICE, "p1", allergy(coded(code("764146007", DMD)))),
        of(WARDS, "d1", allergy(coded("764146007"))),
        line("p1 d1"),
    ),
    case(
        "a local code means nothing to another organisation",
        of(PRACTICE, "p1", problem(coded(code("7", "LOCAL")))),
        of(WARDS, "d1", problem(coded(code("7", "LOCAL")))),
        line("p1"),
        line("d1"),
    ),
    case(
        "a local code is one for two systems of one organisation",
        of(WARDS, "d1", problem(coded(code("7", "LOCAL")))),
        of(LABORATORY, "l1", problem(coded(code("7", "LOCAL")))),
        line("l1 d1"),
    ),
    case(
        "a display of the one that is the text of the other makes them one",
        of(PRACTICE, "p1", problem(coded(code("C10..", READ, "Diabetes mellitus")))),
        of(WARDS, "d1", problem(coded(code("E14", ICD), text="DIABETES MELLITUS"))),
        line("p1 d1"),
    ),
    # M12, M13: times.
    case(
        "a year holds the whole of its last UK day",
        of(PRACTICE, "p1", operation("2025")),
        of(WARDS, "d1", operation("2025-12-31T23:59:59Z")),
        line("p1 d1"),
    ),
    case(
        "one pneumonia ended and another began more than 31 days later",
        of(WARDS, "d1", problem(PNEUMONIA, "2025-01-04", "2025-01-20")),
        of(PRACTICE, "p1", problem(PNEUMONIA, "2025-03-01")),
        line("p1"),
        line("d1"),
    ),
    case(
        "one pneumonia whose end and start are told 31 days apart",
        of(WARDS, "d1", problem(PNEUMONIA, "2025-01-04", "2025-01-20")),
        of(PRACTICE, "p1", problem(PNEUMONIA, "2025-02-20")),
        line("p1 d1", onset="J81001 2025-02-20, RBD 2025-01-04"),
    ),
    # M14, M15: folding.
    case(
        "two episodes of one hospital stay two lines, and the practice's copy joins the one it starts with",
        of(WARDS, "d1", problem(PNEUMONIA, "2019-01-04", status="resolved"), recorded="2019-02-01"),
        of(WARDS, "d2", problem(PNEUMONIA, "2026-02-01", status="active")),
        of(PRACTICE, "p1", problem(PNEUMONIA, "2026-02-01", status="active")),
        line("p1 d2"),
        line("d1"),
    ),
    case(
        "a statement that is like one of a line and not like another does not join it",
        of(COUNCIL, "left", problem(ASTHMA, body_site=LEFT)),
        of(PRACTICE, "none", problem(ASTHMA)),
        of(WARDS, "right", problem(ASTHMA, body_site=RIGHT)),
        line("left none"),
        line("right"),
    ),
    case(
        "of two that are as alike the nearer in time joins",
        of(PRACTICE, "p1", problem(ASTHMA, "2025-05-01")),
        of(WARDS, "far", problem(ASTHMA, "2024-01-01"), recorded="2025-12-01"),
        of(WARDS, "near", problem(ASTHMA, "2025-05-09"), recorded="2025-12-01"),
        line("p1 near", onset="J81001 2025-05-01, RBD 2025-05-09"),
        line("far"),
    ),
    case(
        "of two that are as alike and as near the first by its number joins",
        of(PRACTICE, "p1", problem(ASTHMA)),
        of(WARDS, "d2", problem(ASTHMA)),
        of(WARDS, "d1", problem(ASTHMA)),
        line("p1 d1"),
        line("d2"),
    ),
    # M16 to M19: what a line tells.
    case(
        "the statement recorded last leads",
        of(PRACTICE, "p1", problem(DIABETES, status="active")),
        of(WARDS, "d1", problem(DIABETES, status="resolved"), recorded="2026-01-05"),
        line("d1 p1", status="RBD resolved, J81001 active"),
    ),
    case(
        "a corrected result leads before one that was recorded later",
        of(LABORATORY, "l1", test("2025-07-01T10:30", amount("12"), status="corrected")),
        of(PRACTICE, "p1", test("2025-07-01T10:30", amount("120"), status="final"), recorded="2026-01-09"),
        of(COMMUNITY, "c1", test("2025-07-01T10:30", status="preliminary"), recorded="2026-01-10"),
        line("l1 p1", status="RBD corrected, J81001 final", value="RBD 12 mg/L, J81001 120 mg/L"),
        line("c1"),
    ),
    case(
        "what a source leaves unsaid is no difference",
        of(PRACTICE, "p1", problem(DIABETES, "2010-05", status="active", significance="major")),
        of(WARDS, "d1", problem(DIABETES)),
        line("p1 d1"),
    ),
    case(
        "an onset told to the year and to the month is no difference",
        of(PRACTICE, "p1", problem(DIABETES, "2010-05")),
        of(WARDS, "d1", problem(DIABETES, "2010")),
        line("p1 d1"),
    ),
    case(
        "a label on one copy covers the line",
        of(PRACTICE, "p1", problem(DIABETES)),
        of(WARDS, "d1", {"entry": problem(DIABETES)["entry"] | {"sensitivity": ["hiv", "location"]}}),
        line("p1 d1", "hiv location"),
    ),
    case(
        "lines stand in the order of the sections, the latest first, undated last",
        of(PRACTICE, "undated", problem(DIABETES)),
        of(PRACTICE, "older", problem(ASTHMA, "2010")),
        of(PRACTICE, "newer", problem(PNEUMONIA, "2020")),
        of(PRACTICE, "alert", timed("alert", code=text("Dog"))),
        of(PRACTICE, "own words", entry("about-me", {"most_important": "My dog"})),
        line("alert"),
        line("own words"),
        line("newer"),
        line("older"),
        line("undated"),
    ),
    # M20: problems.
    case(
        "what is suspected, ruled out or in the family is not what the person has",
        of(PRACTICE, "has", problem(DIABETES)),
        of(WARDS, "suspected", problem(DIABETES, category="suspected")),
        of(COMMUNITY, "refuted", problem(DIABETES, category="refuted")),
        of(COUNCIL, "family", problem(DIABETES, category="family-history")),
        line("family"),
        line("has"),
        line("suspected"),
        line("refuted"),
    ),
    case(
        "a category nobody knows is not taken for a fact",
        of(PRACTICE, "has", problem(DIABETES)),
        of(WARDS, "unclear", problem(DIABETES, category="differential")),
        line("has"),
        line("unclear"),
    ),
    case(
        "left and right are two problems",
        of(PRACTICE, "left", problem(ASTHMA, body_site=LEFT)),
        of(WARDS, "right", problem(ASTHMA, body_site=RIGHT)),
        line("left"),
        line("right"),
    ),
    case(
        "a diagnosis at each of three visits stands behind the problem of the list",
        of(WARDS, "visit 1", mention(DIABETES, "2020-01-01"), recorded="2020-01-01"),
        of(WARDS, "visit 2", mention(DIABETES, "2024-01-01"), recorded="2024-01-01"),
        of(WARDS, "list", problem(DIABETES, "2020-01-01", category="problem-list-item")),
        line("list visit 2 visit 1", onset="RBD 2020-01-01, RBD 2024-01-01, RBD 2020-01-01"),
    ),
    case(
        "diagnoses at visits alone make one line",
        of(WARDS, "visit 1", mention(DIABETES, "2020-01-01"), recorded="2020-01-01"),
        of(WARDS, "visit 2", mention(DIABETES, "2020-01-01"), recorded="2024-01-01"),
        line("visit 2 visit 1"),
    ),
    case(
        "a problem that is resolved ended at the latest when that was recorded",
        of(WARDS, "d1", problem(PNEUMONIA, "2019-01-04", status="resolved"), recorded="2019-02-01"),
        of(PRACTICE, "p1", problem(PNEUMONIA, "2025-02-20", status="active")),
        line("p1"),
        line("d1"),
    ),
    # M21: allergies.
    case(
        "an allergy to penicillin, active here and refuted there",
        of(PRACTICE, "p1", allergy(coded("91936005"), status="active", criticality="high", certainty="confirmed")),
        of(WARDS, "d1", allergy(coded("91936005"), status="refuted", criticality="low", certainty="unconfirmed")),
        line(
            "p1 d1",
            certainty="J81001 confirmed, RBD unconfirmed",
            criticality="J81001 high, RBD low",
            status="J81001 active, RBD refuted",
        ),
    ),
    case(
        "an allergy to a brand and to its only ingredient are one; one ingredient of two is not",
        of(PRACTICE, "brand", allergy(coded(code("1", DMD)), ingredients=[coded("372687004")])),
        of(WARDS, "generic", allergy(coded(code("2", DMD)), ingredients=[coded("372687004")])),
        of(
            COMMUNITY,
            "both",
            allergy(coded(code("3", DMD)), ingredients=[coded("372687004"), coded("395938000")]),
        ),
        line("brand generic"),
        line("both"),
    ),
    case(
        "ingredients that a dictionary has no code for make no two products one",
        of(PRACTICE, "p1", allergy(coded(code("1", DMD)), ingredients=[text("Sulfur")])),
        of(WARDS, "d1", allergy(coded(code("2", DMD)), ingredients=[text("Sulfur")])),
        line("p1"),
        line("d1"),
    ),
    # M22, M36: medications.
    case(
        "one drug on two lists, of another dose and stopped there",
        of(PRACTICE, "p1", medicine(RAMIPRIL, "2025-01-01", dosages=[text("5 mg daily")], status="active")),
        of(WARDS, "d1", medicine(RAMIPRIL, "2025", dosages=[text("10 mg daily")], status="stopped")),
        line("p1 d1", dose="J81001 5 mg daily, RBD 10 mg daily", status="J81001 active, RBD stopped"),
    ),
    case(
        "a dose in words and the same dose by its size, and a source that does not know whether it is taken",
        of(PRACTICE, "p1", medicine(RAMIPRIL, dosages=[text("5 mg daily")], status="active")),
        of(
            WARDS,
            "d1",
            medicine(RAMIPRIL, dosages=[{"amount": "5.0", "unit": "mg", "frequency": "daily"}], status="unknown"),
        ),
        line("p1 d1"),
    ),
    case(
        "two products of the same ingredients",
        of(PRACTICE, "p1", medicine(coded(code("1", DMD), text="Brand"), ingredients=[coded("372687004")])),
        of(WARDS, "d1", medicine(coded(code("2", DMD), text="Generic"), ingredients=[coded("372687004")])),
        line("p1 d1", product="J81001 Brand, RBD Generic"),
    ),
    case(
        "one product in other words and codes",
        of(PRACTICE, "p1", medicine(coded(code("1", DMD), code("2", DMD), text="Tablets"))),
        of(WARDS, "d1", medicine(coded(code("3", DMD), code("2", DMD), text="tablets"), status="active")),
        of(COMMUNITY, "c1", medicine(coded(code("1", DMD), text="Tabs"), status="active")),
        line("p1 d1"),
        line("c1"),
    ),
    case(
        "a drug that was given is not the drug that is listed",
        of(PRACTICE, "listed", medicine(coded(code("1", DMD)), "2025-01-01", course="repeat")),
        of(WARDS, "given", medicine(coded(code("1", DMD)), "2025-01-01", course="administration")),
        line("listed"),
        line("given"),
    ),
    case(
        "doses given fold by the day or the minute, and never by the year",
        of(PRACTICE, "copy", medicine(coded(code("1", DMD)), "2025-01-01", course="administration")),
        of(WARDS, "minute", medicine(coded(code("1", DMD)), "2025-01-01T10:00", course="administration")),
        of(COMMUNITY, "year", medicine(coded(code("1", DMD)), "2025", course="administration")),
        line("copy minute"),
        line("year"),
    ),
    case(
        "eye drops and ear drops of one drug",
        of(PRACTICE, "eye", medicine(coded(code("1", DMD)), dosages=[{"route": LEFT}])),
        of(WARDS, "ear", medicine(coded(code("1", DMD)), dosages=[{"route": RIGHT}])),
        line("eye"),
        line("ear"),
    ),
    case(
        "a course that was stopped in 2019 is not the one that began in 2025",
        of(WARDS, "d1", medicine(coded(code("1", DMD)), "2018", status="stopped"), recorded="2019-05-05"),
        of(PRACTICE, "p1", medicine(coded(code("1", DMD)), "2025-01-01", status="active")),
        line("p1"),
        line("d1"),
    ),
    # M23, M33, M35: investigations.
    case(
        "a laboratory's result and the practice's copy share the order's number",
        of(LABORATORY, "l1", test("2025-07-01", amount("12.0"), placer_number="A-1")),
        of(PRACTICE, "p1", test("2025-07-02T08:00", amount("12"), placer_number=" a-1")),
        line("p1 l1"),
    ),
    case(
        "one number used again a year later is another order",
        of(LABORATORY, "l1", test("2024-07-01", amount("12"), filler_number="1")),
        of(PRACTICE, "p1", test("2025-07-01", amount("12"), filler_number="1")),
        line("p1"),
        line("l1"),
    ),
    case(
        "a placer's number is not a filler's",
        of(LABORATORY, "l1", test("", amount("12"), filler_number="1")),
        of(PRACTICE, "p1", test("", amount("12"), placer_number="1")),
        line("p1"),
        line("l1"),
    ),
    case(
        "an order without values is not its result",
        of(LABORATORY, "order", test("2025-07-01T10:30")),
        of(LABORATORY, "result", test("2025-07-01T10:30", amount("12"))),
        of(PRACTICE, "report", test("2025-07-01T10:30")),
        of(PRACTICE, "observation", test("2025-07-01T10:30", amount("12"))),
        line("observation result"),
        line("report order"),
    ),
    case(
        "one minute of world time, however the clock is written",
        of(LABORATORY, "l1", test("2025-10-26T00:30:20Z", amount("12"))),
        of(PRACTICE, "p1", test("2025-10-26T01:30", amount("13"))),
        of(COMMUNITY, "second coming", test("2025-10-26T01:30Z", amount("12"))),
        line("second coming"),
        line("p1 l1", value="J81001 13 mg/L, RBD 12 mg/L"),
    ),
    case(
        "two specimens of one minute are two results",
        of(LABORATORY, "l1", test("2025-07-01T10:30", amount("12"), specimens=specimen("S1"))),
        of(PRACTICE, "p1", test("2025-07-01T10:30", amount("12"), specimens=specimen("S2"))),
        line("p1"),
        line("l1"),
    ),
    case(
        "a result known by its day folds with one of that day that tells the same, and no other",
        of(LABORATORY, "l1", test("2025-07-01T10:30", amount("12"))),
        of(PRACTICE, "same", test("2025-07-01", amount("12.0"))),
        of(COMMUNITY, "other", test("2025-07-01", amount("13"))),
        line("same l1"),
        line("other"),
    ),
    case(
        "two requests of one day that tell nothing are not one",
        of(WARDS, "d1", test("2025-07-01")),
        of(PRACTICE, "p1", test("2025-07-01")),
        line("p1"),
        line("d1"),
    ),
    # M24, M38: related people.
    case(
        "one next of kin with two telephones",
        of(
            PRACTICE,
            "p1",
            person_named("Ann", "Trent", relationship=text("Wife"), contacts=[{"kind": "phone", "value": "01202 123"}]),
        ),
        of(
            WARDS,
            "d1",
            person_named(
                "ANN", "TRENT", relationship=text("Mother"),
                contacts=[{"kind": "email", "value": "a1@post.example"}, {"kind": "mobile", "value": "(07700) 1"}],
            ),
        ),
        line("p1 d1", relationship="J81001 Wife, RBD Mother", telephone="J81001 01202123, RBD 077001"),
    ),
    case(
        "one name with two NHS numbers or two dates of birth is two people",
        of(PRACTICE, "p1", person_named("Ann", "Trent", nhs_number="9990000018", birth_date="1950")),
        of(WARDS, "number", person_named("Ann", "Trent", nhs_number="9990000026", birth_date="1950")),
        of(COMMUNITY, "date", person_named("Ann", "Trent", birth_date="1951-03-12")),
        line("p1"),
        line("number"),
        line("date"),
    ),
    case(
        "a name that is not parted, and family names alone",
        of(PRACTICE, "p1", entry("related-person", {"names": [{"text": "Ann Trent"}]})),
        of(WARDS, "d1", entry("related-person", {"names": [{"text": "ann  trent"}]})),
        of(COMMUNITY, "c1", entry("related-person", {"names": [{"family": "Trent"}]})),
        of(COUNCIL, "e1", entry("related-person", {"names": [{"family": "Trent"}]})),
        of(SCANS, "scanned", entry("related-person", {"names": [{"text": "Trent"}]})),
        of(LABORATORY, "l1", entry("related-person", {"names": [{"text": "Trent"}]})),
        line("e1"),
        line("scanned"),
        line("p1 d1"),
        line("l1"),
        line("c1"),
    ),
    case(
        "one NHS number under two names is one person",
        of(PRACTICE, "p1", person_named("Ann", "Trent", nhs_number="9990000018")),
        of(WARDS, "d1", person_named("Ann", "Lee", nhs_number="9990000018")),
        line("p1 d1"),
    ),
    # M25, M34: care providers.
    case(
        "one practice by its code under two names",
        of(PRACTICE, "p1", provider("registered-practice", "The Surgery", "J81001", status="active")),
        of(WARDS, "d1", provider("registered-practice", "Bridge Surgery", "J81001", status="ended")),
        line("p1 d1", status="J81001 active, RBD ended"),
    ),
    case(
        "two consultants of one hospital, and one name in two hospitals",
        of(PRACTICE, "p1", provider("consultant", "Dr Lee", "RBD")),
        of(WARDS, "d1", provider("consultant", "Dr Ray", "RBD")),
        of(COMMUNITY, "c1", provider("consultant", "Dr Lee", "RD3")),
        line("p1"),
        line("d1"),
        line("c1"),
    ),
    case(
        "a care home that one source names and the other gives by its code alone",
        of(COUNCIL, "e1", provider("care-agency", "Sea View")),
        of(PRACTICE, "p1", provider("care-agency", "sea  view", "VL123")),
        of(WARDS, "code", provider("care-agency", "", "VL123")),
        line("e1 p1"),
        line("code"),
    ),
    case(
        "a team of which two sources tell the organisation alone",
        of(PRACTICE, "p1", provider("team", "", "RD3")),
        of(WARDS, "d1", provider("team", "", "RD3")),
        line("p1 d1"),
    ),
    case(
        "a practice that was left more than 31 days before",
        of(WARDS, "d1", timed("care-provider", "2010", "2019-05-05", role="usual-gp", name="Dr Lee")),
        of(PRACTICE, "p1", timed("care-provider", "2025", role="usual-gp", name="Dr Lee")),
        line("p1"),
        line("d1"),
    ),
    # M26 to M32.
    case(
        "an alert that holds here and no longer there",
        of(PRACTICE, "p1", timed("alert", "2025", code=text("Dog at home"), status="active")),
        of(WARDS, "d1", timed("alert", "2025-06", code=text("Dog at home"), status="inactive")),
        line("p1 d1", status="J81001 active, RBD inactive"),
    ),
    case(
        "an alert that was taken back before another began",
        of(WARDS, "d1", timed("alert", "2018", code=text("Dog at home"), status="inactive"), recorded="2019-05-05"),
        of(PRACTICE, "p1", timed("alert", "2025", code=text("Dog at home"), status="active")),
        line("p1"),
        line("d1"),
    ),
    case(
        "a discharge letter that the practice scanned",
        of(WARDS, "d1", letter("2025-07-01", attachment("b25l", b"one"), status="final")),
        of(SCANS, "p1", letter("2025-07-09", attachment("b25l", b"one"), status="current")),
        line("p1 d1", status="J81001 current, RBD final"),
    ),
    case(
        "a letter of standing words sent again two months later",
        of(WARDS, "d1", letter("2025-07-01", text("You did not attend."))),
        of(PRACTICE, "p1", letter("2025-09-09", text("You did not attend."))),
        line("p1"),
        line("d1"),
    ),
    case(
        "one document by its number, and another kind under that number",
        of(WARDS, "d1", letter("2025-07-01", text("Dear colleague"), identifier="77-A")),
        of(PRACTICE, "p1", letter("2025-07-01", text("Dear friend"), identifier="77-a ")),
        of(COMMUNITY, "c1", letter("2025-07-01", identifier="77-A", kind=coded("371531000"))),
        line("p1 d1"),
        line("c1"),
    ),
    case(
        "one visit in two systems of the hospital; the number means nothing elsewhere",
        of(WARDS, "d1", timed("encounter", "2025", kind="inpatient", visit_number="V1", status="finished")),
        of(LABORATORY, "l1", timed("encounter", "2025", kind="inpatient", visit_number="v1", status="in-progress")),
        of(COMMUNITY, "c1", timed("encounter", "2025", kind="inpatient", visit_number="V1")),
        line("l1 d1", status="RBD in-progress, RBD finished"),
        line("c1"),
    ),
    case(
        "an operation of one day, one that was not done, and one on the other side",
        of(WARDS, "d1", operation("2025-07-01T10:00", status="completed", body_sites=[LEFT])),
        of(PRACTICE, "p1", operation("2025-07-01", body_sites=[LEFT])),
        of(COMMUNITY, "not done", operation("2025-07-01", status="not-done", body_sites=[LEFT])),
        of(LABORATORY, "right", operation("2025-07-01", body_sites=[RIGHT])),
        line("p1 d1"),
        line("right"),
        line("not done"),
    ),
    case(
        "the day of an operation is nearer than its year",
        of(PRACTICE, "year", operation("2025"), recorded="2025-12-01"),
        of(PRACTICE, "day", operation("2025-07-01"), recorded="2025-12-01"),
        of(WARDS, "d1", operation("2025-07-01T10:00")),
        line("d1 day"),
        line("year"),
    ),
    case(
        "a vaccination by its batch, and the next dose",
        of(PRACTICE, "p1", vaccination("2025-07-01", dose="1", batch="AB12")),
        of(WARDS, "d1", vaccination("2025-07-01T09:00", batch="AB13")),
        of(COMMUNITY, "second", vaccination("2025-07-01", dose="2")),
        line("p1 d1", batch="J81001 AB12, RBD AB13"),
        line("second"),
    ),
    case(
        "two vaccines of one vaccination procedure",
        of(PRACTICE, "p1", vaccination("2025-07", "1", procedure=coded("86198006"))),
        of(WARDS, "d1", vaccination("2025-07-01", "2", procedure=coded("86198006"))),
        line("p1 d1"),
    ),
    case(
        "a service of the council, of two providers",
        of(COUNCIL, "e1", service("2025-07-01", provider={"organisation": "V12"})),
        of(COMMUNITY, "c1", service("2025-07")),
        of(PRACTICE, "p1", service("2025-07-01", provider={"organisation": "V34"})),
        of(WARDS, "undated", service("")),
        line("e1 c1"),
        line("p1"),
        line("undated"),
    ),
    case(
        "day care and night care of one service are two",
        of(COUNCIL, "day", service("2025-07-01", component=coded("1"))),
        of(COMMUNITY, "night", service("2025-07-01", component=coded("2"))),
        line("day"),
        line("night"),
    ),
    case(
        "a person's own words are never folded",
        of(PRACTICE, "p1", entry("about-me", {"most_important": "My dog"})),
        of(WARDS, "d1", entry("about-me", {"most_important": "My dog"})),
        line("p1"),
        line("d1"),
    ),
]  # fmt: skip
