"""The finite model of consent: millions of combinations, what the rules answer to each, and the laws that must hold.

The combinations are every policy with every request with every record of the tables. `cases` counts through them, and
`expected` answers one of them; `python tests/reference/model.py` checks the laws on all of them. What the core
answers to the same tables is compared elsewhere.

The laws, whatever the policy, the request and the record:

- what statute forbids to share is not shown, nor is what is not for the person in their own view;
- a further dissent reveals nothing, and neither does a missing piece of evidence;
- a refusal about a person says no more than one about nobody;
- a section that is not shown whole gives a class of reason for it, and no other does;
- the answer is the same at every time before its `valid_until`.
"""

from __future__ import annotations

import copy
import itertools
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import model_tables
import vector_records
import vector_register
from consent import Plan, ReadRecord, decide
from model_tables import RECORD_DIMENSIONS, REQUEST_DIMENSIONS
from requester import Asked
from words import JsonObject, instant, instant_text

REGISTER = vector_register.register()
POLICIES: list[JsonObject] = model_tables.policies()
REQUEST_ROWS = model_tables.request_rows()
RECORD_ROWS = model_tables.record_rows()
REQUESTS: list[JsonObject] = [model_tables.made_request(each) for each in REQUEST_ROWS]
RECORDS: list[JsonObject] = [model_tables.made_record(each) for each in RECORD_ROWS]
FURTHER: list[JsonObject | str] = list(RECORD_DIMENSIONS["directive"].values())
FAR = "2200-01-01T00:00:00.000Z"


def total() -> int:
    """How many combinations there are."""
    return len(POLICIES) * len(REQUESTS) * len(RECORDS)


def cases() -> Iterator[tuple[int, int, int]]:
    """Each combination: the places of its policy, its request and its record; requests change fastest, then records."""
    for policy, record in itertools.product(range(len(POLICIES)), range(len(RECORDS))):
        for request in range(len(REQUESTS)):
            yield policy, request, record


def answers() -> Iterator[tuple[tuple[int, int, int], JsonObject]]:
    """Each combination with its answer, in the order of `cases`; each policy, request and record is read once."""
    for place, policy in enumerate(POLICIES):
        plan = Plan(policy, REGISTER)
        asked = [plan.read_request(each) for each in REQUESTS]
        for at, record in enumerate(RECORDS):
            held = plan.read_record(record)
            for number, each in enumerate(asked):
                yield (place, number, at), plan.decide(each, held)


def expected(policy: JsonObject, request: JsonObject, record: JsonObject | None) -> JsonObject:
    """What the rules answer under the model's register."""
    return decide(policy, REGISTER, request, record)


def pairs_missing() -> list[tuple[str, str, str]]:
    """The pairs of choices that no combination has, by table and dimension: none."""
    return [
        (table, f"{names[first]} {one}", f"{names[second]} {other}")
        for table, dimensions, rows in (
            ("requests", REQUEST_DIMENSIONS, REQUEST_ROWS),
            ("records", RECORD_DIMENSIONS, RECORD_ROWS),
        )
        for names in [list(dimensions)]
        for first, second, one, other in model_tables.missing_pairs(model_tables.sizes(dimensions), rows)
    ]


# The laws


@dataclass
class Report:
    checked: int = 0
    permitted: int = 0
    instants: int = 0
    answers: set[int] = field(default_factory=set)


def fails(law: str, *what: object) -> AssertionError:
    return AssertionError(f"{law}: {what}")


def outward(answer: JsonObject) -> tuple[object, ...]:
    """What a refusal tells the requester."""
    return answer["outcome"], answer.get("refusal"), answer.get("missing"), answer.get("told"), answer.get("sections")


def reveals(before: JsonObject, after: JsonObject) -> bool:
    """Whether the second answer shows anything that the first does not."""
    if after["outcome"] == "deny":
        return False
    if before["outcome"] == "deny":
        return True
    unmasked = set(after["shown"]) - set(after.get("masked", ())) - set(before["shown"]) - set(before.get("masked", ()))
    held = any(
        state == "held" and before["sections"][section] in ("withheld", "nothing-recorded")
        for section, state in after["sections"].items()
    )
    return held or bool(unmasked) or not set(after["shown"]) <= set(before["shown"])


class Checked:
    """One policy with what is varied of it and of the requests, each read once."""

    def __init__(self, policy: JsonObject) -> None:
        self.plan = Plan(policy, REGISTER)
        self.asked = [self.plan.read_request(each) for each in REQUESTS]
        self.nobody = [self.plan.decide(each, None) for each in self.asked]
        self.unproven = [self.plan.read_request(without_evidence(each)) for each in REQUESTS]
        self.lapsed = Plan(policy, without_training(REGISTER))
        self.lapsed_asked = [self.lapsed.read_request(each) for each in REQUESTS]

    def record(self, place: int, numbers: range, report: Report) -> None:
        """Checks the laws of one record with the requests at `numbers`."""
        record, row = RECORDS[place], RECORD_ROWS[place]
        held = self.plan.read_record(record)
        more = vector_records.directive(FURTHER[(place + place // 13) % len(FURTHER)], made="2025-07-01T00:00:00.000Z")
        wary = self.plan.read_record(record | {"directives": [*record["directives"], more]})
        bare = self.plan.read_record(record | {"directives": [bare_consent(each) for each in record["directives"]]})
        lapsed = self.lapsed.read_record(record)
        legal = list(RECORD_DIMENSIONS["item label"])[row[2]] == "legal"
        private = list(RECORD_DIMENSIONS["item label"])[row[2]] in ("not for person", "third party")
        for number in numbers:
            asked = self.asked[number]
            answer = self.plan.decide(asked, held)
            where = (place, number)
            report.checked += 1
            if answer["outcome"] == "deny":
                if outward(answer) != outward(self.nobody[number]):
                    raise fails("a refusal tells of the person", where)
                self.no_reveal(where, answer, self.plan.decide(asked, wary))
                continue
            report.permitted += 1
            if legal and not {"RBD/PAS/p1", "J81001/PAS/w1"}.isdisjoint(answer["shown"]):
                raise fails("what statute forbids is shown", where)
            if private and asked.own_view and "RBD/PAS/p1" in answer["shown"]:
                raise fails("what is not for the person is shown to them", where)
            self.classes(where, answer)
            self.no_reveal(where, answer, self.plan.decide(asked, wary))
            self.no_reveal(where, answer, self.plan.decide(asked, bare))
            self.no_reveal(where, answer, self.plan.decide(self.unproven[number], held))
            self.no_reveal(where, answer, self.lapsed.decide(self.lapsed_asked[number], lapsed))

    @staticmethod
    def no_reveal(where: tuple[int, int], before: JsonObject, after: JsonObject) -> None:
        if reveals(before, after):
            raise fails("a dissent, or evidence that is missing, reveals", where, before, after)

    @staticmethod
    def classes(where: tuple[int, int], answer: JsonObject) -> None:
        classes = answer.get("classes", {})
        for section, state in answer["sections"].items():
            if (state in ("withheld", "partly-withheld")) != (section in classes) and state != "held":
                raise fails("no reason, or one too many", where, section)
        for section, told in answer.get("told", {}).items():
            if not set(told) <= set(classes[section]) or "law" in told:
                raise fails("what is told is not the reason", where, section)

    def stays(self, place: int, number: int, report: Report) -> None:
        """That an answer stays the same until it says that it may change."""
        held: ReadRecord = self.plan.read_record(RECORDS[place])
        answer = self.plan.decide(self.asked[number], held)
        until = answer.get("valid_until")
        last = instant(FAR if until is None else until) - 1
        first = self.asked[number].at
        for at in {first + 1, (first + last) // 2, last}:
            if at < first:
                continue
            later: Asked = self.plan.read_request(REQUESTS[number] | {"at": instant_text(at)})
            if self.plan.decide(later, held) != answer:
                raise fails("the answer changed before it said so", place, number, instant_text(at), until)
            report.instants += 1


def without_evidence(request: JsonObject) -> JsonObject:
    tie = request.get("relationship")
    return request if tie is None else request | {"relationship": {k: v for k, v in tie.items() if k != "evidence"}}


def bare_consent(directive: JsonObject) -> JsonObject:
    if directive["effect"] == "dissent":
        return directive
    return {name: each for name, each in directive.items() if name != "evidence"}


def without_training(register: JsonObject) -> JsonObject:
    made = copy.deepcopy(register)
    for organisation in made["organisations"]:
        assurance = organisation["assurance"]
        assurance["evidence"] = [each for each in assurance["evidence"] if each["kind"] != "training"]
    return made


def check(every: int = 1, stable_every: int = 101) -> Report:
    """Checks the laws on every so many combinations, and the last one on every so many of these."""
    report = Report()
    index = 0
    for policy in POLICIES:
        checked = Checked(policy)
        for place in range(len(RECORDS)):
            first = -index % every
            index += len(REQUESTS)
            if first >= len(REQUESTS):
                continue
            numbers = range(first, len(REQUESTS), every)
            checked.record(place, numbers, report)
            for number in numbers:
                if (place + number) % stable_every == 0:
                    checked.stays(place, number, report)
    return report


def sized(dimensions: model_tables.Dimensions) -> str:
    return ", ".join(f"{name} {len(choices)}" for name, choices in dimensions.items())


if __name__ == "__main__":
    started = time.monotonic()
    print(f"requests: {len(REQUESTS)} of {sized(REQUEST_DIMENSIONS)}")
    print(f"records: {len(RECORDS)} of {sized(RECORD_DIMENSIONS)}")
    print(f"policies: {len(POLICIES)}; combinations: {total()}; pairs of choices not asked: {len(pairs_missing())}")
    found = check(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    print(f"the laws hold: {found.checked} combinations, {found.permitted} permitted, {found.instants} later instants")
    print(f"{time.monotonic() - started:.0f} s")
