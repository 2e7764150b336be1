"""What sources state, in few words, for the cases of merging by hand."""

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
    listed: dict[str, str]

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
