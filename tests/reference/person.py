"""Whether anything of this person may be shown to this requester at all (C20 to C38)."""

from __future__ import annotations

from directives import Directives, Standing
from requester import Asked, Fired, organisation_of
from words import DAY, JsonObject, optional_instant


class Person:
    """What the rules about the person read of a record, under a policy."""

    def __init__(self, policy: JsonObject, record: JsonObject) -> None:
        self.number: str | None = record.get("nhs_number")
        self.directives = Directives(policy, record)
        self.labels = {label for each in record["demographics"] for label in each["labels"]}
        self.reduced = (policy.get("restricted_person") or {}).get("view") == "reduced"
        self.connections: JsonObject = policy.get("connections") or {}
        died: JsonObject | None = record.get("died")
        ending: JsonObject | None = policy.get("deceased")
        # Since when the purposes that end with death have ended; before all time for a death without a date.
        self.ended: float | None = None
        self.outlives: set[str] = set()
        self.instants = list(self.directives.instants)
        if ending is not None:
            self.outlives = set(ending.get("purposes") or ())
            if died is not None:
                on = optional_instant(died.get("on"))
                if on is None:
                    self.ended = float("-inf")
                else:
                    until = on + int(ending.get("after_days", 0)) * DAY
                    self.ended = until
                    self.instants.append(until)


class Met:
    """How the rules about the person answered a request."""

    __slots__ = ("denied", "flagged", "limited", "opted_out", "overridden", "restricted_view", "rules")

    def __init__(self) -> None:
        self.rules: list[Fired] = []
        self.denied = False
        self.flagged = False
        self.limited = False
        self.opted_out = False
        self.restricted_view = False
        self.overridden: set[str] = set()

    def deny(self, rule: str) -> None:
        self.denied = True
        self.rules.append((rule, "denies", []))

    def forbid(self, asked: Asked, rule: str, override: str) -> bool:
        """Denies unless the emergency overrides it; whether it does."""
        if override not in asked.overrides:
            self.deny(rule)
            return False
        self.rules.append((rule, "overridden", []))
        self.overridden.add(override)
        return True


def meet(asked: Asked, person: Person) -> Met:
    met = Met()
    standing = person.directives.standing(asked.at)
    if standing.scopes or not person.directives.understood or person.labels:
        closed(met, asked, person, standing)
    for_themself(met, asked, person, standing)
    known_privately(met, asked, person)
    ended = person.ended
    if ended is not None and asked.at >= ended and asked.purpose not in person.outlives:
        met.forbid(asked, "C36-deceased", "deceased")
    if asked.permission is not None:
        if asked.permission != "given":
            met.limited |= met.forbid(asked, "C37-permission-refused", "permission")
    elif asked.must_ask and not covered(asked, standing):
        met.limited |= met.forbid(asked, "C38-permission-missing", "permission")
    return met


def closed(met: Met, asked: Asked, person: Person, standing: Standing) -> None:
    """C21 to C30: what the person, and whoever marked them, has closed."""
    if ("shared-record", "do-not-hold") in standing.scopes:
        met.deny("C21-do-not-hold")
    elif ("shared-record", "hide") in standing.scopes:
        met.opted_out = met.forbid(asked, "C22-opt-out", "opt-out")
    if not person.directives.understood:
        met.limited |= met.forbid(asked, "C23-not-understood", "not-understood")
    if person.labels - {"restricted"}:
        met.deny("C24-person-never-shown")
    if "restricted" in person.labels:
        if person.reduced:
            met.rules.append(("C25-person-restricted", "reduces", []))
            met.restricted_view = True
        else:
            met.restricted_view = met.forbid(asked, "C25-person-restricted", "restricted-person")
    for rule, override, matched in zip(
        DISSENT_RULES, DISSENT_OVERRIDES, matches(asked, standing.dissents), strict=True
    ):
        if matched:
            met.limited |= met.forbid(asked, rule, override)


DISSENT_RULES = (
    "C26-organisation-dissent",
    "C27-organisation-kind-dissent",
    "C28-purpose-dissent",
    "C29-user-dissent",
    "C30-team-dissent",
)
DISSENT_OVERRIDES = (
    "organisation-dissent",
    "organisation-dissent",
    "purpose-dissent",
    "user-dissent",
    "user-dissent",
)
NOTHING: set[str] = set()


def matches(asked: Asked, named: dict[str, set[str]]) -> tuple[bool, bool, bool, bool, bool]:
    """Whether scopes name the requester's organisation, kind, purpose, user and team (C26 to C30)."""
    return (
        not asked.names.isdisjoint(named.get("organisation", NOTHING)),
        organisation_of(asked).kind in named.get("organisation-kind", NOTHING),
        asked.purpose in named.get("purpose", NOTHING),
        asked.user_same in named.get("user", NOTHING),
        not asked.teams.isdisjoint(named.get("team", NOTHING)),
    )


def covered(asked: Asked, standing: Standing) -> bool:
    """Whether a consent covers the look (C38)."""
    return "shared-record" in standing.consents or any(matches(asked, standing.consents))


def for_themself(met: Met, asked: Asked, person: Person, standing: Standing) -> None:
    if asked.kind == "person-themself":
        if asked.number is None or asked.number != person.number:
            met.deny("C31-not-the-person")
    elif asked.kind == "proxy" and ("proxy", asked.tie.get("authority")) in standing.scopes:
        met.deny("C32-proxy-dissent")


def known_privately(met: Met, asked: Asked, person: Person) -> None:
    """C33 to C35."""
    own = asked.number is not None and asked.number == person.number
    if (own or "self" in asked.connections) and asked.kind != "person-themself":
        connected(met, asked, person, "C33-own-record", "self")
    if "relative" in asked.connections:
        connected(met, asked, person, "C34-relative", "relative")
    if "colleague" in asked.connections:
        connected(met, asked, person, "C35-colleague", "colleague")


def connected(met: Met, asked: Asked, person: Person, rule: str, connection: str) -> None:
    if person.connections.get(connection, "flag") == "flag":
        met.flagged = True
        met.rules.append((rule, "flags", []))
    else:
        met.forbid(asked, rule, "connection")
