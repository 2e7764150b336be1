"""Made histories of a person, of all kinds of entry: with values so few that they agree and contradict often. One seed
makes the same ones."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from merge.answers import JsonObject
from merge.join import Person

T = TypeVar("T")

Contribution = tuple[str, JsonObject]
Draw = Callable[["Dice"], Any]

MASK = (1 << 64) - 1
ORIGIN = {"format": "direct", "message": hashlib.sha256(b"message").hexdigest()}
SOURCES = [
    ("J81001", "EMIS"),
    ("J81001", "Docman"),
    ("RBD", "LIMS"),
    ("RBD", "PAS"),
    ("RD3", "RiO"),
    ("E06000058", "Mosaic"),
]
MEMBERS: list[Person] = [(*source, "local", number) for source in SOURCES for number in ("1", "2")]


class Dice:
    """Numbers by chance (SplitMix64) that are the same with every release of Python."""

    def __init__(self, seed: int) -> None:
        self.state = seed * 0xD1342543DE82EF95 & MASK

    def below(self, limit: int) -> int:
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        mixed = (self.state ^ self.state >> 30) * 0xBF58476D1CE4E5B9 & MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & MASK
        return (mixed ^ mixed >> 31) % limit

    def one_in(self, many: int) -> bool:
        return self.below(many) == 0

    def of(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]


# The clocks go back at 2025-10-26T01:00Z and forward at 2025-03-30T01:00Z.
TIMES = [
    "2025", "2025-10", "2025-10-26", "2025-10-26", "2025-10-26T01:30", "2025-10-26T01:30:00", "2025-10-26T01:30:59.999",
    "2025-10-26T01:30+01:00", "2025-10-26T01:30Z", "2025-10-26T00:30:10Z", "2025-10-26T02:30", "2025-10-25",
    "2025-10-25T01:30", "2025-10-27", "2025-10-27T01:30Z", "2025-10-27T02:30", "2025-03-30", "2025-03-30T01:30",
    "2025-03-30T02:30", "2025-03-30T01:30Z", "2025-03-29T01:31", "2025-09", "2025-09-25", "2025-09-25T00:30:00.0Z",
    "2025-09-25T00:29:59.9994-01:00", "2025-11-26", "2025-11-27", "2025-11-30T23:59:59", "2025-12", "2024",
    "2019-05-05", "1970-06", "9999-12-31",
]  # fmt: skip
NEAR = ["2025-10-26", "2025-10-26T01:30", "2025-10-26T01:30:30Z", "2025-10-26T10:15", "2025-10-27", "2025-10"]
INSTANTS = [
    "2025-03-30T01:30:00.000Z", "2025-09-25T00:30:00.000Z", "2025-10-26T00:30:00.000Z", "2025-10-26T01:30:00.000Z",
    "2025-11-27T00:00:00.000Z", "2026-01-05T09:00:00.001Z",
]  # fmt: skip
WORDS = [
    "Diabetes", " diabetes", "DIABETES  mellitus", "diabetes\u00a0mellitus", "Asthma", "asthma", "Straße", "STRASSE",
    "İzmir", "i̇zmir", "ΟΔΟΣ", "οδος", " ", "Asthma\t\n",
]  # fmt: skip
CODINGS = [
    ("http://snomed.info/sct", "1"), ("http://snomed.info/sct", "2"), ("https://dmd.nhs.uk", "1"),
    ("https://dmd.nhs.uk", "3"), ("http://read.info/readv2", "C10.."), ("http://read.info/readv2", "H33.."),
    ("http://read.info/ctv3", "X1"), ("http://loinc.org", "1"), ("https://fhir.hl7.org.uk/CodeSystem/OPCS-4", "A1"),
    ("http://hl7.org/fhir/sid/icd-10", "E11"), ("http://hl7.org/fhir/sid/icd-10", "J45"), ("LOCAL", "x"),
    ("LOCAL", "y"), ("urn:oid:1.2", "x"), ("https://other.example", "x"), ("", "x"),
]  # fmt: skip


def often(draw: Draw, *, of: int = 4) -> Draw:
    """Something that is stated all but one time in so many."""
    return lambda dice: None if dice.one_in(of) else draw(dice)


def rarely(draw: Draw, *, one_in: int = 4) -> Draw:
    return lambda dice: draw(dice) if dice.one_in(one_in) else None


def word(*choices: Any) -> Draw:
    return lambda dice: dice.of(choices)


def some(draw: Draw, most: int) -> Draw:
    """A list, absent where it would be empty."""
    return lambda dice: [draw(dice) for _ in range(dice.below(most + 1))] or None


def fields(**draws: Draw) -> Draw:
    """An object of what is drawn, without what is not stated."""

    def draw(dice: Dice) -> JsonObject:
        drawn = {name: each(dice) for name, each in draws.items()}
        return {name: value for name, value in drawn.items() if value is not None}

    return draw


def unless_empty(draw: Draw) -> Draw:
    return lambda dice: draw(dice) or None


def coding(dice: Dice) -> JsonObject:
    # Most of the codes of a history are of few systems, so that they meet.
    system, code = dice.of(CODINGS[: dice.of([3, 6, len(CODINGS)])])
    made = {"system": system, "code": code}
    if dice.one_in(4):
        made["display"] = dice.of(WORDS)
    if dice.one_in(6):
        made["mapped_by"] = "map 1"
    return made


def concept(dice: Dice) -> JsonObject:
    codings = [coding(dice) for _ in range(dice.of([0, 1, 1, 1, 1, 2, 3]))]
    made: JsonObject = {"codings": codings} if codings else {}
    if not codings or dice.one_in(4):
        made["text"] = dice.of(WORDS)
    return made


def few(*codes: str) -> Draw:
    """A concept of a few that come again and again, now and then any."""

    def draw(dice: Dice) -> JsonObject:
        if dice.one_in(8):
            return concept(dice)
        return {"codings": [{"system": "http://snomed.info/sct", "code": dice.of(codes)}]}

    return draw


time = word(*TIMES)
near = word(*NEAR, *NEAR, *TIMES)
period = unless_empty(fields(start=often(near, of=3), end=rarely(time, one_in=4)))
number = word("1001", "1001 ", "L-7", "l-7", "L-8", " ")
one_of_two = few("1", "1", "2")
site = few("7", "7", "24", "24")
ingredient = few("372687004", "387517004")
organisation = word("RBD", "RD3", "J81001")
quantity = fields(
    comparator=rarely(word("<", ">="), one_in=6),
    value=word("48", "48.0", "48.10", "48.1", "1.50e3", "0.5", "100"),
    unit=often(word("mg/L", "mmol/L", "MG/L", " ", ""), of=5),
)
measured = word(
    *[{"codings": [{"system": "http://snomed.info/sct", "code": code}]} for code in ("33", "33", "33", "44")],
    {"codings": [{"system": "LOCAL", "code": "K"}, {"system": "https://dmd.nhs.uk", "code": "33"}]},
    {"codings": [{"system": "LOCAL", "code": "k"}]},
    {"text": "Potassium"},
    {"text": "POTASSIUM "},
)
value_of_coded = few("260385009", "10828004")


def value(dice: Dice) -> JsonObject:
    match dice.below(12):
        case 0:
            return {"coded": value_of_coded(dice)}
        case 1:
            return {"text": dice.of([*WORDS, "No growth"])}
        case 2:
            return {"time": dice.of(TIMES)}
        case 3:
            return {"ratio": [quantity(dice), quantity(dice)]}
        case 4:
            return {"range": [quantity(dice), None]}
        case 5:
            return {"absent": one_of_two(dice)}
        case _:
            return {"quantity": quantity(dice)}


participant = fields(
    name=often(word("Dr Ann Lee", "dr ann  lee", "Bob Ray", " "), of=3), organisation=often(organisation, of=3)
)
dosage = unless_empty(
    fields(
        text=often(word("One daily", "one  daily", "Two daily"), of=2),
        amount=rarely(word("5", "5.0", "10"), one_in=2),
        unit=rarely(word("mg", "tablet"), one_in=2),
        frequency=rarely(word("daily", "BD")),
        route=rarely(site, one_in=2),
    )
)
human_name = unless_empty(
    fields(
        given=lambda dice: dice.of([None, None, ["Ann"], ["ann "], ["Ann", "Mary"], ["Bob"], [" "]]),
        family=often(word("Trent", "TRENT", "Lee", " "), of=3),
        text=rarely(word("Ann Trent", "ann  trent ", "Trent")),
    )
)
contact = fields(
    kind=word("phone", "mobile", "email", "fax", "sms", "pager"),
    value=word("01202 123456", "(01202) 123456", "07700 900123", "ann1@post.example", "none"),
)
SHA = [hashlib.sha256(text).hexdigest() for text in (b"one", b"two")]


# As long as a text must be to tell that two documents are one, and no longer.
LETTER = "Dear colleague, thank you for seeing this person. She was seen on the ward and went home. Yours truly"[:100]


def content(dice: Dice) -> JsonObject:
    match dice.below(4):
        case 0:
            sha, base64 = dice.of([(SHA[0], "b25l"), (SHA[1], "dHdv")])
            return {"inline": {"media_type": "text/plain", "base64": base64, "sha256": sha, "size": 3}}
        case 1:
            return {"link": {"address": "https://post.example/1", "hash": dice.of(SHA)}}
        case _:
            return {"text": dice.of([LETTER, LETTER, f"{LETTER} ", "Dear friend"])}


# What is drawn of each kind: those named in REQUIRED always, the others as they are.
KINDS: dict[str, dict[str, Draw]] = {
    "problem": {
        "code": one_of_two,
        "status": often(word("active", "active", "inactive", "remission", "resolved", "gone")),
        "category": often(
            word(
                "problem-list-item", "encounter-diagnosis", "encounter-diagnosis", "encounter-diagnosis",
                "health-concern", "suspected", "refuted", "family-history", "differential",
            ),
            of=3,
        ),
        "significance": often(word("major", "minor"), of=3),
        "body_site": rarely(site, one_in=3),
        "period": period,
        "noted": rarely(near, one_in=2),
    },
    "allergy": {
        "code": one_of_two,
        "status": often(word("active", "inactive", "refuted")),
        "certainty": often(word("confirmed", "unconfirmed"), of=3),
        "criticality": often(word("low", "high"), of=3),
        "ingredients": some(ingredient, 2),
        "period": period,
        "noted": rarely(near, one_in=2),
    },
    "medication": {
        "drug": few("1", "1", "2"),
        "status": often(word("active", "completed", "stopped", "not-taken", "cancelled", "on-hold", "unknown")),
        "course": often(word("repeat", "acute", "dispense", "administration", "administration", "inpatient"), of=3),
        "dosages": some(lambda dice: dosage(dice) or {"text": "One daily"}, 2),
        "period": period,
        "authored": rarely(near, one_in=2),
        "last_issued": rarely(near, one_in=4),
        "ingredients": some(ingredient, 2),
    },
    "investigation": {
        "code": one_of_two,
        "status": often(word("final", "preliminary", "corrected", "amended", "appended", "partial", "unknown")),
        "placer_number": rarely(number, one_in=3),
        "filler_number": rarely(number, one_in=3),
        "observed": often(near, of=3),
        "reported": rarely(near, one_in=3),
        "specimens": some(lambda dice: fields(identifier=often(number, of=5))(dice), 2),
        "measurements": some(fields(code=measured, value=often(value, of=6)), 2),
        "conclusion": rarely(word(*WORDS), one_in=4),
    },
    "related-person": {
        "names": some(lambda dice: human_name(dice) or {"family": "Trent"}, 2),
        "relationship": often(few("9", "10"), of=3),
        "contacts": some(contact, 2),
        "birth_date": rarely(word("1950", "1950-03-12", "1950-03", "1951-03-12"), one_in=2),
        "nhs_number": rarely(word("9990000018", "9990000026"), one_in=2),
        "period": period,
    },
    "care-provider": {
        "role": word("registered-practice", "care-agency", "pharmacy", "usual-gp", "usual-gp", "consultant", "odd"),
        "name": often(word("Dr Ann Lee", "DR ANN LEE", "Bob Ray", " "), of=3),
        "members": some(participant, 2),
        "status": often(word("active", "Active ", "ended"), of=3),
        "period": period,
    },
    "document": {
        "kind": one_of_two,
        "status": often(word("current", "final", "amended", "preliminary")),
        "written": often(near),
        "identifier": rarely(number, one_in=2),
        "contents": some(content, 2),
        "sections": rarely(
            lambda dice: [{"text": dice.of([LETTER, "Well"]), "title": "Plan"}], one_in=4
        ),
    },
    "encounter": {
        "kind": word("inpatient", "inpatient", "outpatient"),
        "status": often(word("planned", "in-progress", "finished")),
        "visit_number": often(number, of=6),
        "period": period,
    },
    "procedure": {
        "code": one_of_two,
        "status": often(word("completed", "completed", "in-progress", "not-done")),
        "performed": period,
        "body_sites": some(site, 2),
    },
    "immunisation": {
        "vaccine": one_of_two,
        "procedure": rarely(few("5", "6"), one_in=2),
        "status": often(word("completed", "completed", "not-done"), of=3),
        "given": often(near, of=8),
        "dose": rarely(word("1", " 1 ", "2", "Booster", " "), one_in=2),
        "batch": often(word("AB12", "ab12 ", "AB13", " ")),
    },
    "social-care": {
        "kind": word("service", "service", "need"),
        "what": one_of_two,
        "component": rarely(site, one_in=2),
        "status": often(word("active", "finished")),
        "period": period,
        "provider": rarely(
            unless_empty(fields(organisation=often(organisation), organisation_name=rarely(word("A", "B")))), one_in=2
        ),
    },
    "alert": {
        "code": one_of_two,
        "kind": rarely(word("clinical", "legal")),
        "status": often(word("active", "inactive")),
        "period": period,
    },
    "about-me": {
        "most_important": word("My dog", "My cat"),
        "written": rarely(near, one_in=2),
    },
}  # fmt: skip
# In the order in which the model keeps them.
LABELS = ["hiv", "mental-health", "location", "another-label", "new-label"]


def entry(kind: str, told: JsonObject, dice: Dice) -> JsonObject:
    labels = sorted({dice.of(LABELS) for _ in range(dice.of([0, 0, 0, 0, 1, 2]))}, key=LABELS.index)
    return {"entry": {"body": {kind: told}} | ({"sensitivity": labels} if labels else {})}


def drawn(kind: str, dice: Dice) -> JsonObject:
    made: JsonObject = fields(**KINDS[kind])(dice)
    return made


def varied(kind: str, told: JsonObject, dice: Dice) -> JsonObject:
    """The same as another source may tell it: some fields drawn anew."""
    made = copy.deepcopy(told)
    for _ in range(dice.of([0, 1, 1, 2])):
        name = dice.of(list(KINDS[kind]))
        value = KINDS[kind][name](dice)
        if value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return made


def listed(dice: Dice) -> JsonObject:
    """A body that is no entry."""
    match dice.below(3):
        case 0:
            return {"demographics": {"gender": dice.of(["male", "female"])}}
        case 1:
            directive = {"effect": "dissent", "scope": {"shared-record": "hide"}, "made": dice.of(INSTANTS)}
            return {"directive": directive | {"authority": "person"}}
        case _:
            section = {"section": dice.of(["alerts", "problems"]), "heading": {"text": "Problems"}}
            return {"section": section | {"empty": dice.of(["nilknown", "no-content-recorded"])}}


def changed(contribution: JsonObject, dice: Dice) -> JsonObject:
    """Another version of an item, or the same one again."""
    made = copy.deepcopy(contribution)
    match dice.below(8):
        case 0:
            return made
        case 1:
            made["status"] = dice.of(["entered-in-error", "deleted"])
            if dice.one_in(2):
                made.pop("body", None)
        case 2:
            made["subject"]["value"] = dice.of(["1", "2", "3"])
    if not dice.one_in(3):
        made["version"] = 1 + dice.below(3)
    if dice.one_in(2):
        made["recorded"] = dice.of(INSTANTS)
    body = made.get("body", {}).get("entry")
    if body is not None:
        ((kind, told),) = body["body"].items()
        body["body"] = {kind: varied(kind, told, dice)}
    return made


def history(dice: Dice) -> list[Contribution]:
    """Contributions about one person, with the times at which they were received."""
    size = 1 + dice.below(dice.of([4, 10, 30]))
    kinds = [dice.of(list(KINDS)) for _ in range(1 + dice.below(dice.of([1, 3])))]
    made: list[Contribution] = []
    told: list[tuple[str, JsonObject]] = []
    while len(made) < size:
        received = dice.of(INSTANTS)
        if made and dice.one_in(7):
            contribution = changed(dice.of(made)[1], dice)
            made.append((received, contribution))
            continue
        system = dice.of(SOURCES)
        if dice.one_in(20):
            body = listed(dice)
        else:
            kind = dice.of(kinds)
            before = [stated for named, stated in told if named == kind]
            stated = drawn(kind, dice) if not before or dice.one_in(4) else varied(kind, dice.of(before), dice)
            told.append((kind, stated))
            body = entry(kind, stated, dice)
        contribution = {
            "key": {"organisation": system[0], "system": system[1], "item": f"{dice.of('abcdefgh')}{len(made) % 10}"},
            "version": 1 + dice.below(2),
            "recorded": dice.of(INSTANTS),
            "subject": {"namespace": "local", "value": dice.of(["1"] * 12 + ["2", "3"])},
            "status": "current",
            "body": body,
            "origin": ORIGIN,
        }
        if made and dice.one_in(12):
            contribution["derived_from"] = dice.of(made)[1]["key"]["item"]
        made.append((received, contribution))
    return made
