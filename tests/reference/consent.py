"""The consent rules again, in plain Python, written from docs/consent.md and sharing nothing with the core.

`decide(policy, register, request, record)` answers for plain JSON values; `Plan` answers many times under one policy
and register. A record is `None` when nobody was found, or

    {"nhs_number"?, "died"?: {"on"?}, "visits"?: [{"organisation", "system", "item", "ends_earliest"?, "ends_latest"?}],
     "demographics": [{"source", "labels"}], "directives": [directive],
     "lines": [{"section", "statements": [statement]}],
     "section_statements"?: [{"section", "source", "labels"}]}

with a statement `{"source": [organisation, system, item], "labels", "codes"?: [[system, code]], "names"?,
"links"?: [[kind, item]], "recorded"?, "words"?}`: `names` are the texts and displays of the entry's own code. An absent
`died` means not known to have died; one without `on`, died nobody knows when.

The rules lie in one file for each part of the page: `register` (A1 to A5), `requester` (C01 to C19), `directives`
(D1 to D8), `person` (C20 to C38), `sensitive` (S1 to S4), `sections` (C39 to C52); this one puts the answer together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from person import Met, Person, meet
from register import Register
from requester import Asked, Fired, Role
from sections import Held, Look, View
from sensitive import CodeSets
from words import OVERRIDES, JsonObject, instant_text


class ReadRecord:
    """A record as one plan reads it, with the views of it that were asked for."""

    def __init__(self, policy: JsonObject, register: Register, sets: CodeSets, record: JsonObject) -> None:
        self.person = Person(policy, record)
        self.held = Held(register, sets, record)
        self.views: dict[tuple[Any, ...], View] = {}


class Plan:
    """A policy and a register, read once."""

    def __init__(self, policy: JsonObject, register: JsonObject) -> None:
        self.policy = policy
        self.register = Register(register)
        self.roles = {each["code"]: Role(each) for each in policy["roles"]}
        self.sets = CodeSets(policy)
        self.tells: list[str] = policy.get("tells") or []
        self.tells_person: bool = policy["break_glass"].get("tells_person", True)

    def read_request(self, request: JsonObject) -> Asked:
        return Asked(self.policy, self.register, self.roles, request)

    def read_record(self, record: JsonObject) -> ReadRecord:
        return ReadRecord(self.policy, self.register, self.sets, record)

    def decide(self, request: JsonObject | Asked, record: JsonObject | ReadRecord | None) -> JsonObject:
        """The decision, and the statements that are shown. What was read by this plan may be handed in as read."""
        asked = request if isinstance(request, Asked) else self.read_request(request)
        if asked.denied:
            answer = self.denial(asked, "not-permitted", [])
            if asked.missing:
                answer["missing"] = asked.missing
            return answer
        if record is None:
            return self.denial(asked, "not-available", [("C20-person-not-found", "denies", [])])
        held = record if isinstance(record, ReadRecord) else self.read_record(record)
        met = meet(asked, held.person)
        if met.denied:
            return self.denial(asked, "not-available", met.rules, met.flagged, held.person.instants)
        key = (asked.view_key, met.restricted_view)
        view = held.views.get(key)
        if view is None:
            look = Look(self.policy, asked, held.person.directives, held.held, met.restricted_view)
            view = held.views[key] = look.view()
        return self.permit(asked, held.person, met, view)

    def denial(
        self, asked: Asked, refusal: str, rules: list[Fired], flagged: bool = False, instants: Iterable[int] = ()
    ) -> JsonObject:
        answer: JsonObject = {"outcome": "deny", "refusal": refusal, "rules": listed(asked.rules + rules)}
        add(answer, "obligations", self.obligations(asked, flagged, False))
        add(answer, "valid_until", valid_until(asked, instants))
        return answer

    def permit(self, asked: Asked, person: Person, met: Met, view: View) -> JsonObject:
        overridden = asked.overridden | met.overridden | view.overridden
        limited = "limited" if met.limited or view.limited else "shared"
        answer: JsonObject = {
            "outcome": "permit",
            "rules": listed(asked.rules + met.rules + view.rules),
            "sections": view.states,
            "consent": "opted-out-overridden" if met.opted_out else limited,
            "shown": view.shown,
        }
        add(answer, "classes", view.classes)
        if self.tells:
            told = {
                name: [each for each in classes if each in self.tells]
                for name, classes in view.classes.items()
                # Of a section of which existence alone is told, a reason would tell that there is more.
                if view.states[name] != "held"
            }
            add(answer, "told", {name: classes for name, classes in told.items() if classes})
        add(answer, "masked", view.masked)
        add(answer, "overrides", [each for each in OVERRIDES if each in overridden])
        add(answer, "obligations", self.obligations(asked, met.flagged, bool(overridden)))
        add(answer, "valid_until", valid_until(asked, person.instants, view.instants))
        return answer

    def obligations(self, asked: Asked, flagged: bool, overrode: bool) -> list[str]:
        claimed = asked.emergency or asked.self_claimed
        found = ["alert-privacy-officer"] if claimed or flagged else []
        if claimed:
            found.append("record-reason")
        if overrode and self.tells_person:
            found.append("tell-person")
        return found


def listed(rules: list[Fired]) -> list[list[Any]]:
    return [list(each) for each in rules]


def add(answer: JsonObject, name: str, value: Any) -> None:
    """Puts into the answer what is not empty."""
    if value:
        answer[name] = value


def valid_until(asked: Asked, *instants: Iterable[int]) -> str | None:
    """The earliest instant after the time of asking at which the answer may change."""
    turns = [when for some in instants for when in some if when > asked.at]
    first = min(asked.turns + turns, default=None)
    return None if first is None else instant_text(first)


def decide(policy: JsonObject, register: JsonObject, request: JsonObject, record: JsonObject | None) -> JsonObject:
    """The decision, and the statements that are shown."""
    return Plan(policy, register).decide(request, record)
