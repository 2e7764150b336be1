"""What of the sections, lines and statements is shown (C39 to C52, L1 to L5), and why not the rest."""

from __future__ import annotations

from dataclasses import dataclass

from directives import Directives, Scope
from register import Register
from requester import Asked, Fired, role_of
from sensitive import CodeSets, labels_of_lines
from words import (
    CLASSES,
    HOUR,
    KNOWN_LABELS,
    NEEDS_NO_GRANT,
    SECTIONS,
    STATUTE,
    JsonObject,
    optional_instant,
)

CLASS_OF = {
    "C39-section-not-in-agreement": "agreement",
    "C40-section-not-for-role": "role",
    "C41-section-dissent": "wish",
    "C42-restricted-view": "protected",
    "C43-legally-restricted": "law",
    "C44-not-for-person": "not-for-person",
    "C45-label-not-granted": "role",
    "C46-label-dissent": "wish",
    "C47-item-dissent": "wish",
    "C48-third-party": "not-for-person",
    "C49-embargoed": "embargo",
    "C50-not-in-inward-agreement": "agreement",
}
YIELDS = {"withholds": 0, "reduces": 1, "overridden": 2}
CLOSED_WHEN_RESTRICTED = ("documents", "social-care")
WISHES = {"C41-section-dissent", "C46-label-dissent", "C47-item-dissent"}


class Statement:
    """A statement of a line, of a source's demographics or about a section as a whole."""

    __slots__ = ("across", "name", "placed", "recorded", "scope")

    def __init__(self, stated: JsonObject, register: Register) -> None:
        organisation, system, item = stated["source"]
        self.name = "/".join(stated["source"])
        self.scope: Scope = ("item", organisation, system, item)
        self.recorded = optional_instant(stated.get("recorded"))
        known = register.organisations.get(organisation)
        # Whether its organisation tells where the person is: it is local, or nobody knows it.
        self.placed = known is None or known.local
        self.across = None if known is None else known.across


@dataclass(frozen=True, slots=True)
class Line:
    labels: frozenset[str]
    statements: list[Statement]


class Held:
    """The sections of a record, under a policy and a register: in each its lines, and what is said of it as a whole."""

    def __init__(self, register: Register, sets: CodeSets, record: JsonObject) -> None:
        self.lines: dict[str, list[Line]] = {}
        self.said: dict[str, list[Line]] = {}
        self.lines["demographics"] = [
            Line(frozenset(), [Statement(each, register)]) for each in record.get("demographics") or ()
        ]
        lines = record["lines"]
        for line, labels in zip(lines, labels_of_lines(sets, [each["statements"] for each in lines]), strict=True):
            statements = [Statement(each, register) for each in line["statements"]]
            self.lines.setdefault(line["section"], []).append(Line(labels, statements))
        for each in record.get("section_statements") or ():
            line = Line(frozenset(each["labels"]), [Statement(each, register)])
            self.said.setdefault(each["section"], []).append(line)
        self.recorded = [
            each.recorded
            for line in self.lines.get("investigations", ())
            for each in line.statements
            if each.recorded is not None
        ]


@dataclass(slots=True)
class View:
    """What a look shows, and the rules that made it so."""

    rules: list[Fired]
    states: dict[str, str]
    classes: dict[str, list[str]]
    shown: list[str]
    masked: list[str]
    overridden: set[str]
    limited: bool
    instants: list[int]


class Look:
    def __init__(self, policy: JsonObject, asked: Asked, directives: Directives, held: Held, restricted: bool) -> None:
        self.asked, self.held, self.restricted = asked, held, restricted
        self.scopes = directives.standing(asked.at).scopes
        self.role = role_of(asked)
        self.never_opens = policy["break_glass"]["never_opens"]
        self.keeps = (policy.get("restricted_person") or {}).get("keeps") or ()
        self.found: dict[tuple[str, str], set[str]] = {}
        self.overridden: set[str] = set()

    def note(self, rule: str, yielded: str, section: str) -> None:
        self.found.setdefault((rule, yielded), set()).add(section)

    def withhold(self, rule: str, section: str, override: str | None = None) -> bool:
        """Withholds unless the emergency overrides it; whether it does."""
        if override is not None and override in self.asked.overrides:
            self.overridden.add(override)
            self.note(rule, "overridden", section)
            return True
        self.note(rule, "withholds", section)
        return False

    def opens(self, section: str) -> bool:
        asked = self.asked
        if asked.lets_out is not None and section not in asked.lets_out:
            return self.withhold("C39-section-not-in-agreement", section)
        if section not in self.role.details:
            return self.withhold("C40-section-not-for-role", section)
        is_open = True
        if ("section", section) in self.scopes:
            is_open &= self.withhold("C41-section-dissent", section, "section-dissent")
        if self.restricted and section in CLOSED_WHEN_RESTRICTED:
            is_open &= self.withhold("C42-restricted-view", section)
        return is_open

    def labels_seen(self, labels: frozenset[str], section: str) -> bool:
        """C43 to C46, C48, C49 by label: whether a line with these labels may be seen; every rule is asked."""
        asked, seen = self.asked, True
        for label in labels:
            if label in STATUTE:
                seen &= self.withhold("C43-legally-restricted", section)
                continue
            # L3
            can_open = label in KNOWN_LABELS and label not in self.never_opens
            if label == "not-for-person" and asked.own_view:
                seen &= self.withhold("C44-not-for-person", section)
            if label not in NEEDS_NO_GRANT and label not in self.role.labels:
                seen &= self.withhold("C45-label-not-granted", section, "label-not-granted" if can_open else None)
            if ("label", label) in self.scopes:
                seen &= self.withhold("C46-label-dissent", section, "label-dissent" if can_open else None)
            if label == "third-party" and asked.own_view:
                seen &= self.withhold("C48-third-party", section)
            if label == "awaiting-review" and asked.embargoed:
                seen &= self.withhold("C49-embargoed", section)
        return seen

    def statement_seen(self, each: Statement, section: str, by_time: bool) -> tuple[bool, bool]:
        """C42, C47, C49 by time, C50: whether a statement may be seen, and whether without its source."""
        asked, seen, masked = self.asked, True, False
        if self.restricted and each.placed:
            if section in self.keeps:
                self.note("C42-restricted-view", "reduces", section)
                masked = True
            else:
                seen &= self.withhold("C42-restricted-view", section)
        if each.scope in self.scopes:
            seen &= self.withhold("C47-item-dissent", section, "item-dissent")
        if (
            by_time
            and asked.embargoed
            and section == "investigations"
            and asked.embargo_hours is not None
            and each.recorded is not None
            and asked.at < each.recorded + asked.embargo_hours * HOUR
        ):
            seen &= self.withhold("C49-embargoed", section)
        if each.across is not None and section not in asked.lets_in[each.across]:
            seen &= self.withhold("C50-not-in-inward-agreement", section)
        return seen, masked

    def look_into(self, section: str, lines: list[Line], by_time: bool) -> tuple[list[str], list[str], bool]:
        """The names of the statements that are seen and of those without their source, and whether any is not."""
        seen: list[str] = []
        masked: list[str] = []
        withheld = False
        for line in lines:
            if line.labels and not self.labels_seen(line.labels, section):
                withheld = True
                continue
            for each in line.statements:
                is_seen, is_masked = self.statement_seen(each, section, by_time)
                if not is_seen:
                    withheld = True
                    continue
                seen.append(each.name)
                if is_masked:
                    masked.append(each.name)
        return seen, masked, withheld

    def view(self) -> View:
        states: dict[str, str] = {}
        shown: list[str] = []
        masked: list[str] = []
        for section in SECTIONS:
            if not self.opens(section):
                states[section] = "withheld"
                continue
            seen, seen_masked, withheld = self.look_into(section, self.held.lines.get(section, []), True)
            said, said_masked, unsaid = self.look_into(section, self.held.said.get(section, []), False)
            withheld |= unsaid
            if not seen:
                states[section] = "withheld" if withheld else "nothing-recorded"
            elif self.role.details[section] == "existence":
                states[section] = "held"
                self.note("C52-existence-only", "reduces", section)
            else:
                states[section] = "partly-withheld" if withheld else "shown"
                if self.role.details[section] == "coded":
                    self.note("C51-coded-only", "reduces", section)
                shown += seen
                masked += seen_masked
            if states[section] not in ("withheld", "held"):
                shown += said
                masked += said_masked
        instants = []
        if self.asked.embargoed and self.asked.embargo_hours is not None:
            instants = [each + self.asked.embargo_hours * HOUR for each in self.held.recorded]
        return View(
            self.rules(),
            states,
            self.classes(),
            sorted(shown),
            sorted(masked),
            self.overridden,
            any(rule in WISHES for rule, _ in self.found),
            instants,
        )

    def rules(self) -> list[Fired]:
        """L4."""
        ordered = sorted(self.found.items(), key=lambda found: (found[0][0], YIELDS[found[0][1]]))
        return [
            (rule, yielded, [section for section in SECTIONS if section in where]) for (rule, yielded), where in ordered
        ]

    def classes(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for (rule, yielded), where in self.found.items():
            if yielded == "withholds":
                for section in where:
                    found.setdefault(section, set()).add(CLASS_OF[rule])
        return {
            section: [each for each in CLASSES if each in found[section]] for section in SECTIONS if section in found
        }
