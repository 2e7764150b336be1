"""Hard cases of who is one person, by hand: what is stated, who is to be one, whose the number is and what is asked.

What is to follow is written from what the pages promise to people, not read off what the rules answer. Some cases are
told as messages too: what the readers make of them must end the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from identity.persons import Key, Statement

N1, N2, N3 = "9990000018", "9990000026", "9990000034"

WHO: dict[str, Key] = {
    "practice": ("J81001", "EMIS", "local", "1"),
    "hospital": ("RBD", "PAS", "RBD", "123"),
    "hospital2": ("RBD", "PAS", "RBD", "456"),
    "hospital3": ("RBD", "PAS", "RBD", "789"),
    "fhir1": ("RBD", "PAS", "fhir/Patient", "1"),
    "fhir2": ("RBD", "PAS", "fhir/Patient", "2"),
    "fhir3": ("RBD", "PAS", "fhir/Patient", "3"),
    "merged": ("RBD", "PAS", "nhs-number", N2),
    "council": ("E06000059", "Mosaic", "local", "77"),
    "trust": ("RDY", "RiO", "local", "9"),
    "trust2": ("RDY", "RiO", "local", "10"),
    "new": ("RDZ", "PAS", "nhs-number", N1),
    "old": ("RDZ", "PAS", "nhs-number", N2),
    "oldest": ("RDZ", "PAS", "nhs-number", N3),
}


@dataclass
class Case:
    name: str
    statements: list[Statement]
    groups: str
    """Who is one, by the names of `WHO`; groups parted by `|`. The others of the case are alone."""
    owners: dict[str, str] = field(default_factory=dict)
    """Numbers, and somebody whose they are."""
    asked: set[str] = field(default_factory=set)
    """Two names and a kind, or one."""
    messages: list[dict[str, Any]] = field(default_factory=list)


def of(who: str, name: str, born: str, number: str = "", status: str = "", **more: Any) -> Statement:
    """Demographics: given names, then the family name in capitals."""
    stated: dict[str, Any] = dict(more)
    if name:
        words = name.split()
        family = next((word for word in words[::-1] if len(word) > 1 and word == word.upper()), "")
        stated["names"] = [[[word for word in words if word != word.upper() or len(word) == 1], family]]
    if born:
        stated["born"] = born
    if number:
        stated["numbers"] = [[number, status]]
    return Statement(WHO[who], f"demographics/{who}", 1, "current", None, demographics=stated)


def traced(who: str, name: str, born: str, number: str = N1, **more: Any) -> Statement:
    return of(who, name, born, number, "01", **more)


def link(one: str, relation: str, other: str) -> Statement:
    return Statement(WHO[one], f"link/{one}/{other}", 1, "current", None, link=(None, WHO[other], relation))


def decided(one: str, relation: str, other: str) -> Statement:
    left, right = sorted((WHO[one], WHO[other]))
    subject = ("RBD", "DCR", "identity-decision", f"{one}-{other}")
    return Statement(subject, f"decision/{one}/{other}", 1, "current", None, link=(left, right, relation))


def hl7(event: str, *segments: str, at: str = "20260101120000") -> dict[str, Any]:
    header = f"MSH|^~\\&|PAS|RBD|||{at}||ADT^{event}|{event}{at}|P|2.4"
    return {"format": "hl7v2", "source": WHO["hospital"][:2], "text": "\r".join([header, *segments]) + "\r"}


def fhir(*patients: dict[str, Any]) -> dict[str, Any]:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in patients]}
    return {"format": "fhir", "source": WHO["fhir1"][:2], "text": json.dumps(bundle)}


def patient(identity: str, given: str, number: str = "", *links: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Patient", "id": identity, "birthDate": BORN, "name": [{"family": "O'Brien", "given": [given]}],
        "link": [{"type": relation, "other": other} for relation, other in links],
    }  # fmt: skip
    if number:
        made["identifier"] = [{"system": NUMBER, "value": number}]
    return made


NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
BORN = "1944-03-05"
TRACED = "|" * 24 + "01"
PID = f"PID|||123^^^RBD^MR~{N1}^^^NHS^NH||O'Brien^Anne||19440305|F{TRACED}"
PID2 = "PID|||456^^^RBD^MR||Obrien^A||19440305|F"
ANNE = "Anne O'BRIEN"

CASES = [
    Case(
        "one number and details that agree",
        [traced("practice", "Anne Marie O'BRIEN", BORN), of("hospital", "Anne OBRIEN", BORN, N1)],
        "practice hospital",
        {N1: "practice"},
    ),
    Case(
        "a client without a number is never guessed",
        [traced("practice", ANNE, BORN), of("council", ANNE, BORN)],
        "practice | council",
        {N1: "practice"},
    ),
    Case(
        "her twin under her number",
        [traced("practice", ANNE, BORN), of("hospital", "Mary O'BRIEN", BORN, N1)],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "her daughter of the same name under her number",
        [traced("practice", ANNE, BORN), of("hospital", ANNE, "1971-09-30", N1)],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "an initial ties no twins together, and is hers who has the number verified",
        [traced("practice", ANNE, BORN), of("hospital", "Alice O'BRIEN", BORN, N1),
         of("council", "A O'BRIEN", BORN, N1)],
        "practice council | hospital",
        {N1: "practice"},
        {"hospital council nhs-number"},
    ),
    Case(
        "an initial is nobody's where nobody has the number verified",
        [of("practice", ANNE, BORN, N1), of("hospital", "Alice O'BRIEN", BORN, N1),
         of("council", "A O'BRIEN", BORN, N1)],
        "practice | hospital | council",
        {},
        {"practice council nhs-number", "hospital council nhs-number"},
    ),
    Case(
        "a record without given names ties no twins together",
        [traced("practice", ANNE, BORN), of("hospital", "Mary O'BRIEN", BORN, N1), of("council", "O'BRIEN", BORN, N1)],
        "practice council | hospital",
        {N1: "council"},
        {"hospital council nhs-number"},
    ),
    Case(
        "a record without a date of birth ties no mother to her daughter of one name",
        [traced("practice", ANNE, BORN), of("hospital", ANNE, "1971-09-30", N1), of("council", ANNE, "", N1)],
        "practice council | hospital",
        {N1: "practice"},
        {"hospital council nhs-number"},
    ),
    Case(
        "a name between two others ties no boy to his sister",
        [traced("practice", "Samantha REED", BORN, gender="female"),
         of("hospital", "Samuel REED", BORN, N1, gender="male"),
         of("council", "Sam REED", BORN, N1)],
        "practice council | hospital",
        {N1: "practice"},
        {"hospital council nhs-number"},
    ),
    Case(
        "two newborns without names under one number",
        [traced("practice", "Baby O'BRIEN", "2026-01-02"), of("hospital", "Baby O'BRIEN", "2026-01-02", N1)],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "a newborn without a name and a sister who has one",
        [traced("practice", ANNE, "2026-01-02"), of("hospital", "Twin 2 O'BRIEN", "2026-01-02", N1)],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "a date that is written when none is known agrees with nothing",
        [traced("practice", "Anne TAYLOR", "1900-01-01"), of("hospital", ANNE, "1900-01-01", N1)],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "a family name that is written when none is known agrees with nothing",
        [traced("practice", "A UNKNOWN", BORN), of("hospital", "Alice UNKNOWN", BORN, N1)],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "short form, married name, day and month swapped",
        [traced("practice", "Elizabeth O'BRIEN", BORN), of("hospital", "Liz O'BRIEN", "1944-05-03", N1),
         of("council", "Elizabeth TAYLOR", BORN, N1)],
        "practice council",
        {N1: "practice"},
        {"hospital council nhs-number"},
    ),
    Case(
        "a council's columns without names, with gender and postcode",
        [traced("practice", ANNE, BORN, gender="female", postcodes=["DT1 1XJ"]),
         of("council", "", BORN, N1, gender="female", postcodes=["DT1 1XJ"]),
         of("trust", "", BORN, N1, gender="female", postcodes=["BH15 2AB"])],
        "practice council | trust",
        {N1: "practice"},
        {"council trust nhs-number"},
    ),
    Case(
        "two who were both traced to one number: nobody can tell by that, most organisations do",
        [traced("practice", ANNE, BORN), traced("hospital", "Mary O'BRIEN", BORN), of("trust", ANNE, BORN, N1)],
        "practice trust | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "whom a person parted from the owner takes nobody along",
        [traced("practice", ANNE, BORN), of("council", ANNE, BORN, N1), of("hospital", ANNE, BORN, N1),
         of("trust", ANNE, BORN, N1), decided("council", "different", "practice")],
        "practice hospital trust | council",
        {N1: "practice"},
        {"council practice confusion"},
    ),
    Case(
        "a person who goes by another name now, once somebody decided it",
        [traced("practice", "Susan REED", BORN), of("hospital", "Robert REED", BORN, N1),
         of("trust", "Susan REED", BORN, N1),
         of("council", "Robert REED", BORN, N1), decided("practice", "same", "hospital")],
        "practice hospital trust council",
        {N1: "practice"},
    ),
    Case(
        "several numbers of one local person",
        [traced("practice", ANNE, BORN),
         of("hospital", ANNE, BORN, numbers=[[N1, ""], [N2, ""]])],
        "practice | hospital",
        {N1: "practice"},
        {"hospital several-nhs-numbers"},
    ),
    Case(
        "a number that its own source doubts",
        [of("practice", ANNE, BORN, N1), of("hospital", "John SMITH", "1971-09-30", N1, "04")],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice nhs-number"},
    ),
    Case(
        "a merge of two local numbers brings the number along",
        [traced("hospital", ANNE, BORN), of("hospital2", "A OBRIEN", BORN), link("hospital", "replaces", "hospital2")],
        "hospital hospital2",
        {N1: "hospital"},
        messages=[hl7("A01", PID), hl7("A01", PID2), hl7("A40", PID, "MRG|456^^^RBD^MR", at="20260102120000")],
    ),
    Case(
        "a change of a local number is a merge",
        [traced("hospital", ANNE, BORN), of("hospital2", "A OBRIEN", BORN), link("hospital", "replaces", "hospital2")],
        "hospital hospital2",
        {N1: "hospital"},
        messages=[hl7("A01", PID), hl7("A01", PID2), hl7("A34", PID, "MRG|456^^^RBD^MR", at="20260102120000")],
    ),
    Case(
        "an unlink takes a merge back and is remembered",
        [traced("hospital", ANNE, BORN), of("hospital2", "A OBRIEN", BORN, N1),
         link("hospital", "different", "hospital2")],
        "hospital | hospital2",
        {N1: "hospital"},
        {"hospital hospital2 confusion"},
        messages=[
            hl7("A01", PID), hl7("A01", f"PID|||456^^^RBD^MR~{N1}^^^NHS^NH||Obrien^A||19440305|F"),
            hl7("A40", PID, "MRG|456^^^RBD^MR", at="20260102120000"), hl7("A37", PID, PID2, at="20260103120000"),
        ],
    ),
    Case(
        "a merge of two verified numbers is refused",
        [traced("hospital", ANNE, BORN), traced("hospital2", "A OBRIEN", BORN, N2),
         link("hospital", "replaces", "hospital2")],
        "hospital | hospital2",
        {N1: "hospital", N2: "hospital2"},
        {"hospital hospital2 refused-link"},
        messages=[
            hl7("A01", PID), hl7("A01", f"PID|||456^^^RBD^MR~{N2}^^^NHS^NH||Obrien^A||19440305|F{TRACED}"),
            hl7("A40", PID, "MRG|456^^^RBD^MR", at="20260102120000"),
        ],
    ),
    Case(
        "a Patient resource that replaces another, and one that was replaced",
        [of("fhir1", ANNE, BORN, N1), of("fhir2", "A O'BRIEN", BORN), of("fhir3", "A O'BRIEN", BORN),
         link("fhir1", "replaces", "fhir2"), link("fhir1", "replaces", "fhir3")],
        "fhir1 fhir2 fhir3",
        {N1: "fhir1"},
        messages=[fhir(
            patient("1", "Anne", N1, ("replaces", {"reference": "Patient/2"})), patient("2", "A"),
            patient("3", "A", "", ("replaced-by", {"reference": "Patient/1"})),
        )],
    ),
    Case(
        "a Patient resource that leads to another and to more about somebody",
        [of("fhir1", ANNE, BORN, N1), of("fhir2", "A O'BRIEN", BORN), of("fhir3", "A O'BRIEN", BORN),
         link("fhir1", "same", "fhir2")],
        "fhir1 fhir2 | fhir3",
        {N1: "fhir1"},
        messages=[fhir(
            patient("1", "Anne", N1, ("seealso", {"reference": "Patient/2"}), ("refer", {"reference": "Patient/3"})),
            patient("2", "A"), patient("3", "A"),
        )],
    ),
    Case(
        "a Patient resource that replaces a number",
        [of("fhir1", ANNE, BORN, N1), of("fhir2", ANNE, BORN, N2), link("fhir1", "replaces", "merged")],
        "fhir1 fhir2 merged",
        {N1: "fhir1", N2: "fhir1"},
        messages=[
            fhir(patient("1", "Anne", N1, ("replaces", {"identifier": {"system": NUMBER, "value": N2}}))),
            fhir(patient("2", "Anne", N2)),
        ],
    ),
    Case(
        "a merge message that names a number alone",
        [traced("hospital", ANNE, BORN), of("hospital2", ANNE, BORN, N2), link("hospital", "replaces", "merged")],
        "hospital hospital2 merged",
        {N1: "hospital", N2: "hospital"},
        messages=[
            hl7("A01", PID), hl7("A01", f"PID|||456^^^RBD^MR~{N2}^^^NHS^NH||O'Brien^Anne||19440305|F"),
            hl7("A40", PID, f"MRG|{N2}^^^NHS^NH", at="20260102120000"),
        ],
    ),
    Case(
        "what a person decided stands before what a source says",
        [of("hospital2", ANNE, BORN), traced("hospital", ANNE, BORN), traced("practice", ANNE, BORN, N2),
         link("hospital", "same", "hospital2"), decided("hospital2", "same", "practice")],
        "hospital2 practice | hospital",
        {N1: "hospital", N2: "practice"},
        {"hospital hospital2 refused-link"},
    ),
    Case(
        "an unlink wins over a merge, a decision and a number",
        [traced("practice", ANNE, BORN), of("hospital", ANNE, BORN, N1), decided("hospital", "same", "practice"),
         link("practice", "different", "hospital")],
        "practice | hospital",
        {N1: "practice"},
        {"hospital practice confusion"},
    ),
    Case(
        "a link that is withdrawn with the resource it came with",
        [traced("hospital", ANNE, BORN), of("hospital2", "A OBRIEN", BORN),
         replace(link("hospital", "same", "hospital2"), derived_from="Patient/1"),
         Statement(WHO["hospital"], "Patient/1", 2, "current", demographics={"gender": "female"})],
        "hospital | hospital2",
        {N1: "hospital"},
    ),
    Case(
        "links that came with two versions of a resource that is not held",
        [traced("hospital", ANNE, BORN), of("hospital2", "A OBRIEN", BORN), of("hospital3", "A OBRIEN", BORN),
         replace(link("hospital", "same", "hospital2"), derived_from="Patient/1"),
         replace(link("hospital", "same", "hospital3"), derived_from="Patient/1", version=2)],
        "hospital hospital2 hospital3",
        {N1: "hospital"},
    ),
    Case(
        "a superseded number",
        [traced("practice", ANNE, BORN), traced("hospital", ANNE, BORN, N2), link("new", "replaces", "old")],
        "practice hospital | new old",
        {N1: "practice", N2: "practice"},
    ),
    Case(
        "a number merged away that is somebody else's",
        [traced("practice", ANNE, BORN), traced("hospital", "John SMITH", "1971-09-30", N2),
         link("new", "replaces", "old")],
        "practice | hospital | new | old",
        {N1: "practice", N2: "hospital"},
        {"new old superseded-number"},
    ),
    Case(
        "numbers superseded one after the other",
        [traced("practice", ANNE, BORN), traced("hospital", ANNE, BORN, N2), traced("trust", ANNE, BORN, N3),
         link("new", "replaces", "old"), link("old", "replaces", "oldest")],
        "practice hospital trust | new old oldest",
        {N1: "practice", N2: "trust", N3: "hospital"},
    ),
    Case(
        "numbers superseded by one another",
        [traced("practice", ANNE, BORN), traced("hospital", ANNE, BORN, N2),
         link("new", "replaces", "old"), link("old", "replaces", "new")],
        "practice | hospital | new | old",
        {N1: "practice", N2: "hospital"},
        {"new old superseded-number"},
    ),
    Case(
        "numbers that are called two people are severed",
        [traced("practice", ANNE, BORN), traced("hospital", ANNE, BORN, N2), link("new", "replaces", "old"),
         link("old", "different", "new")],
        "practice | hospital | new | old",
        {N1: "practice", N2: "hospital"},
    ),
    Case(
        "a number that was reissued is another until somebody says otherwise",
        [traced("practice", ANNE, BORN), traced("hospital", ANNE, BORN, N2)],
        "practice | hospital",
        {N1: "practice", N2: "hospital"},
    ),
    Case(
        "one source knows one by two local identifiers, another does not",
        [traced("trust", ANNE, BORN, identifiers=[["local", "10"], ["local", "77"]]), of("trust2", "A OBRIEN", ""),
         of("council", ANNE, BORN)],
        "trust trust2 | council",
        {N1: "trust"},
    ),
    Case(
        "one source knows two by one local identifier who are plainly two",
        [traced("trust", ANNE, BORN, identifiers=[["local", "10"]]), of("trust2", "John SMITH", "1971-09-30")],
        "trust | trust2",
        {N1: "trust"},
        {"trust trust2 local-identifier"},
    ),
    Case(
        "a local identifier without details ties no two who are plainly two",
        [traced("hospital", ANNE, BORN, identifiers=[["RBD", "456"]]), of("hospital2", "", ""),
         of("hospital3", "John SMITH", "1971-09-30", identifiers=[["RBD", "456"]])],
        "hospital hospital2 | hospital3",
        {N1: "hospital"},
        {"hospital2 hospital3 local-identifier"},
    ),
]  # fmt: skip
