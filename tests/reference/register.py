"""The register: who may take part (A1 to A4), what organisations become, and agreements across the border."""

from __future__ import annotations

from dataclasses import dataclass

from words import DEFAULT_EVIDENCE, EVIDENCE, LOCAL_KINDS, JsonObject, between, optional_instant

Window = tuple[int | None, int | None]


def window(stated: JsonObject, start: str = "from", end: str = "until") -> Window:
    return optional_instant(stated.get(start)), optional_instant(stated.get(end))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What may go to another county (`outward`) and come from it (`inward`): sections and purposes, together."""

    county: str
    window: Window
    outward: tuple[frozenset[str], frozenset[str]]
    inward: tuple[frozenset[str], frozenset[str]]

    @classmethod
    def read(cls, stated: JsonObject) -> Agreement:
        def way(name: str) -> tuple[frozenset[str], frozenset[str]]:
            named = stated.get(name) or {}
            return frozenset(named.get("sections", ())), frozenset(named.get("purposes", ()))

        return cls(stated["county"], window(stated), way("outward"), way("inward"))


class Organisation:
    def __init__(self, stated: JsonObject, county: str | None) -> None:
        self.code: str = stated["code"]
        self.kind: str = stated["kind"]
        self.local = self.kind in LOCAL_KINDS
        self.parent: str | None = stated.get("parent")
        self.successor: str | None = stated.get("successor")
        self.open = window(stated, "opened", "closed")
        assurance = stated["assurance"]
        self.assured = assurance["status"] == "assured"
        self.assurance = window(assurance)
        self.evidence: dict[str, list[Window]] = {}
        for piece in assurance.get("evidence", ()):
            self.evidence.setdefault(piece["kind"], []).append(window(piece))
        # The other county, of an organisation across the border.
        own = stated.get("county")
        self.across: str | None = own if own is not None and own != county else None

    def has(self, kind: str, at: int) -> bool:
        """A3."""
        return any(start is not None and between(start, at, end) for start, end in self.evidence.get(kind, ()))

    def lapsed(self, kind: str, at: int) -> int | None:
        """A4: the latest instant not after `at` at which a piece of evidence of this kind ended."""
        ends = [
            end for start, end in self.evidence.get(kind, ()) if start is not None and end is not None and end <= at
        ]
        return max(ends, default=None)

    def instants(self) -> list[int | None]:
        """Every instant of its entry in the register at which an answer may change."""
        pieces = [each for windows in self.evidence.values() for each in windows]
        return [each for pair in (self.open, self.assurance, *pieces) for each in pair]


class Register:
    def __init__(self, register: JsonObject) -> None:
        county = register.get("county")
        self.organisations = {each["code"]: Organisation(each, county) for each in register["organisations"]}
        self.agreements = [Agreement.read(each) for each in register.get("agreements", ())]
        self.agreement_instants = [each for agreement in self.agreements for each in agreement.window]
        self._became: dict[str, set[str]] = {}
        for each in self.organisations.values():
            if each.successor is not None:
                self._became.setdefault(each.successor, set()).add(each.code)

    def names(self, organisation: Organisation) -> frozenset[str]:
        """C26: its code, those that it took over, and the same of each that it belongs to."""
        found: set[str] = set()
        belongs: set[str] = set()
        step: str | None = organisation.code
        while step is not None and step not in belongs:
            belongs.add(step)
            waiting = [step]
            while waiting:
                code = waiting.pop()
                if code not in found:
                    found.add(code)
                    waiting += self._became.get(code, ())
            above = self.organisations.get(step)
            step = above.parent if above is not None else None
        return frozenset(found)

    def outward(self, county: str, purpose: str, at: int) -> frozenset[str] | None:
        """The sections that the agreements with a county let out for a purpose; `None` where none names it."""
        named = [
            each.outward[0]
            for each in self.agreements
            if each.county == county and between(each.window[0], at, each.window[1]) and purpose in each.outward[1]
        ]
        return frozenset().union(*named) if named else None

    def inward(self, county: str, purpose: str, at: int) -> frozenset[str]:
        """The sections that the agreements with a county let in for a purpose."""
        return frozenset().union(
            *(
                each.inward[0]
                for each in self.agreements
                if each.county == county and between(each.window[0], at, each.window[1]) and purpose in each.inward[1]
            )
        )


def asked_of(policy: JsonObject, kind: str) -> list[str]:
    """The evidence that the policy asks of a kind of organisation, in the order of A2."""
    admission = policy.get("admission") or {}
    asked = admission.get("evidence", DEFAULT_EVIDENCE)
    for other in admission.get("kinds", ()):
        if other["kind"] == kind:
            asked = other["evidence"]
    return [each for each in EVIDENCE if each in asked]


def admitted(policy: JsonObject, organisation: Organisation, at: int) -> tuple[bool, list[tuple[str, int | None]]]:
    """A1 and A4: whether it is admitted, and the evidence that is missing, each with when it lapsed."""
    missing = [
        (kind, organisation.lapsed(kind, at))
        for kind in asked_of(policy, organisation.kind)
        if not organisation.has(kind, at)
    ]
    return organisation.assured and between(
        organisation.assurance[0], at, organisation.assurance[1]
    ) and not missing, missing
