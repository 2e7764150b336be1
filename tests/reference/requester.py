"""Who asks, for which organisation, in which role, for what and by which relationship (C01 to C19, R1, R2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from register import Organisation, Register, admitted
from words import (
    ASSERTERS,
    CONNECTIONS,
    FULL_ROLE,
    HOUR,
    OWN_VIEWS,
    PROXIES,
    PURPOSES,
    RELATIONSHIPS,
    SECONDARY_USES,
    JsonObject,
    between,
    instant,
    instant_text,
    optional_instant,
    same,
    visible_characters,
)

# A rule that fired: its name, what it yielded, and the sections, of a rule about sections.
Fired = tuple[str, str, list[str]]


class Role:
    """What a role of the policy sees, and how much of it."""

    def __init__(self, stated: JsonObject) -> None:
        self.code: str = stated["code"]
        self.details = dict.fromkeys(stated.get("existence") or (), "existence")
        self.details |= dict.fromkeys(stated.get("coded") or (), "coded")
        self.details |= dict.fromkeys(stated.get("sections") or (), "full")
        self.relationships = set(stated["relationships"])
        self.labels = set(stated["labels"])


class Asked:
    """An access request under a policy and a register: what the rules about the requester say, and what the others ask
    of it. Nothing of a person's record is needed for it."""

    def __init__(self, policy: JsonObject, register: Register, roles: dict[str, Role], request: JsonObject) -> None:
        self.policy = policy
        self.at = instant(request["at"])
        self.purpose: str = request["purpose"]
        self.user: str = request["user"]["id"]
        self.user_same = same(self.user)
        self.teams = {same(each) for each in request["user"].get("teams") or ()}
        self.number: str | None = request["user"].get("nhs_number")
        self.permission: str | None = request.get("permission")
        connection = request.get("connection")
        known = connection is None or connection in CONNECTIONS
        self.connections: set[str] = CONNECTIONS if not known else set() if connection is None else {connection}
        self.tie: JsonObject = request.get("relationship") or {}
        self.kind: str | None = self.tie.get("kind")
        self.terms: JsonObject | None = next(
            (each for each in policy.get("relationships") or () if each["kind"] == self.kind), None
        )
        self.rules: list[Fired] = []
        self.missing: list[list[Any]] = []
        self.lets_out: frozenset[str] | None = None
        self.emergency = False
        self.overrides: frozenset[str] = frozenset()
        self.overridden: set[str] = set()
        self.self_claimed = False

        self.organisation = register.organisations.get(request["organisation"])
        if visible_characters(self.user) == 0:
            self.fire("C01-user-unnamed", "denies")
        self._organisation(register)
        full = FULL_ROLE.fullmatch(request["role"])
        self.role = roles.get(request["role"]) or (roles.get(full.group(1)) if full else None)
        if self.role is None:
            self.fire("C05-role-unknown", "denies")
        self._purpose()
        if self.organisation is not None and self.organisation.across is not None:
            self.lets_out = register.outward(self.organisation.across, self.purpose, self.at)
            if self.lets_out is None:
                self.fire("C09-agreement-missing", "denies")
        self._emergency(request.get("break_glass"))
        self._relationship()
        self.denied = any(yielded == "denies" for _, yielded, _ in self.rules)
        self.turns = [when for when in self._instants(register) if when is not None and when > self.at]
        permission = policy.get("permission_to_view") or {}
        self.must_ask = (
            bool(permission.get("required"))
            and self.kind not in permission.get("exempt", ())
            and self.permission is None
        )
        self.names = frozenset() if self.organisation is None else register.names(self.organisation)
        self._views(register)

    def fire(self, rule: str, yielded: str) -> None:
        self.rules.append((rule, yielded, []))

    def _organisation(self, register: Register) -> None:
        if self.organisation is None:
            self.fire("C02-organisation-unknown", "denies")
            return
        if not between(self.organisation.open[0], self.at, self.organisation.open[1]):
            self.fire("C03-organisation-not-open", "denies")
        is_admitted, missing = admitted(self.policy, self.organisation, self.at)
        if not is_admitted:
            self.fire("C04-organisation-not-assured", "denies")
            self.missing = [[kind, None if when is None else instant_text(when)] for kind, when in missing]

    def _purpose(self) -> None:
        if self.purpose not in PURPOSES:
            self.fire("C06-purpose-unknown", "denies")
        elif self.purpose in SECONDARY_USES:
            self.fire("C07-purpose-secondary-use", "denies")
        elif self.purpose not in self.policy["purposes"]:
            self.fire("C08-purpose-not-permitted", "denies")

    def _emergency(self, declared: JsonObject | None) -> None:
        if declared is None:
            return
        glass = self.policy["break_glass"]
        code = declared.get("code")
        self.emergency = (
            self.role is not None
            and self.role.code in glass["roles"]
            and self.purpose in glass["purposes"]
            and visible_characters(declared.get("reason")) >= glass["reason_characters"]
            and (code in glass.get("codes", ()) if code is not None else not glass.get("code_required", False))
        )
        if self.emergency:
            self.fire("C11-break-glass", "permits")
            self.overrides = frozenset(glass["overrides"])
        else:
            self.fire("C10-break-glass-not-accepted", "ignored")

    # The relationship

    def _relationship(self) -> None:
        failed = self._failed()
        if failed is None:
            self.self_claimed = self.kind == "self-claimed"
            self.fire("C16-relationship", "permits")
        elif "relationship" in self.overrides:
            self.overridden.add("relationship")
            self.fire(failed, "overridden")
        else:
            self.fire(failed, "denies")

    def _failed(self) -> str | None:
        if self.kind is None:
            return "C12-relationship-missing"
        if self.kind not in RELATIONSHIPS:
            return "C13-relationship-unknown"
        if self.role is not None and self.kind not in self.role.relationships:
            return "C14-relationship-not-for-role"
        if not self._reasoned():
            return "C15-relationship-reason-missing"
        if not self._vouched():
            return "C17-relationship-not-vouched"
        if self._evidence_missing():
            return "C18-relationship-evidence-missing"
        if not self._in_date():
            return "C19-relationship-expired"
        return None

    def _reasoned(self) -> bool:
        needed = self.policy["self_claim_reason_characters"]
        if self.kind == "self-claimed" and visible_characters(self.tie.get("reason")) < needed:
            return False
        if self.terms is None:
            return True
        code = self.tie.get("code")
        if code is None:
            return not self.terms.get("code_required", False)
        return code in (self.terms.get("codes") or ())

    def _vouched(self) -> bool:
        asserted = self.tie.get("asserted_by")
        if asserted is None:
            asserted = "user" if self.kind == "self-claimed" else "system"
        # A word that nobody knows vouches for nothing, whether or not the policy has terms.
        return asserted in ASSERTERS and (self.terms is None or asserted in self.terms["asserted_by"])

    def _evidence_missing(self) -> bool:
        """R1."""
        evidence = self.tie.get("evidence")
        nothing = visible_characters(evidence) == 0
        if self.terms is not None and self.terms.get("evidence", False):
            if nothing:
                return True
            if self.kind == "colleague-granted" and same(evidence or "") == self.user_same:
                return True
        if self.kind == "person-themself":
            return self.number is None
        if self.kind == "proxy":
            return nothing or self.tie.get("established") is None or self.tie.get("authority") not in PROXIES
        return False

    def _expiry(self) -> int | None:
        hours = None if self.terms is None else self.terms.get("expires_hours")
        established = optional_instant(self.tie.get("established"))
        return None if hours is None or established is None else established + hours * HOUR

    def _in_date(self) -> bool:
        """R2."""
        if not between(optional_instant(self.tie.get("established")), self.at, optional_instant(self.tie.get("ends"))):
            return False
        if self.terms is None or self.terms.get("expires_hours") is None:
            return True
        expiry = self._expiry()
        return expiry is not None and self.at < expiry

    # What the answer and the other rules ask

    def _instants(self, register: Register) -> Iterable[int | None]:
        if self.organisation is not None:
            yield from self.organisation.instants()
        yield from register.agreement_instants
        yield optional_instant(self.tie.get("established"))
        yield optional_instant(self.tie.get("ends"))
        yield self._expiry()

    def _views(self, register: Register) -> None:
        self.own_view = self.purpose in OWN_VIEWS or self.kind in ("person-themself", "proxy")
        embargo = self.policy.get("embargo")
        self.embargoed = self.own_view or (embargo is not None and self.purpose in embargo["purposes"])
        self.embargo_hours: int | None = None if embargo is None else embargo.get("hours")
        counties = {each.across for each in register.organisations.values() if each.across is not None}
        self.lets_in = {county: register.inward(county, self.purpose, self.at) for county in counties}
        # Two requests with the same key are shown the same of a record, if they are shown anything.
        self.view_key = (
            self.at,
            self.own_view,
            self.purpose,
            self.overrides,
            None if self.role is None else self.role.code,
            None if self.organisation is None else self.organisation.across,
        )


def organisation_of(asked: Asked) -> Organisation:
    """The organisation of a request that no rule about the requester denied."""
    assert asked.organisation is not None, "C02 has denied"
    return asked.organisation


def role_of(asked: Asked) -> Role:
    """The role of a request that no rule about the requester denied."""
    assert asked.role is not None, "C05 has denied"
    return asked.role
