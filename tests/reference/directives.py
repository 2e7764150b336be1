"""What the person has decided: which directives count, are understood, are in effect and stand (D1 to D8)."""

from __future__ import annotations

from collections.abc import Iterable

from words import (
    ASCII_SPACE,
    HOUR,
    KINDS,
    PROXIES,
    JsonObject,
    earliest_instant,
    instant,
    optional_instant,
    same,
    visible_characters,
)

# The scope's word, and what it names: two scopes are exactly the same when they are equal.
Scope = tuple[str, ...]
# The visits that the record knows: by their names, the earliest and the latest instant of their stated end.
Visits = dict[tuple[str, str, str], tuple[int | None, int | None]]

GOOD_PROXIES = PROXIES | {"best-interest"}


def scope_of(stated: JsonObject | str) -> Scope:
    if isinstance(stated, str):
        return (stated,)
    ((word, named),) = stated.items()
    if word == "item":
        return word, named["organisation"], named["system"], named["item"]
    return word, named


def visits_of(record: JsonObject) -> Visits:
    return {
        (each["organisation"], each["system"], each["item"]): (
            optional_instant(each.get("ends_earliest")),
            optional_instant(each.get("ends_latest")),
        )
        for each in record.get("visits") or ()
    }


class Directive:
    def __init__(self, stated: JsonObject, visits: Visits, one_visit_hours: int) -> None:
        self.dissent = stated["effect"] == "dissent"
        self.scope = scope_of(stated["scope"])
        self.made = instant(stated["made"])
        self.starts = optional_instant(stated.get("starts"))
        self.ends = optional_instant(stated.get("ends"))
        self.authority: str = stated.get("authority", "not-stated")
        evidence = stated.get("evidence") or {}
        self.said = visible_characters(evidence.get("statement")) > 0
        dated = evidence.get("dated")
        self.dated = None if dated is None else earliest_instant(dated)
        self.evidence_ends = optional_instant(evidence.get("ends"))
        self.competent = bool(evidence.get("competent"))
        self.visit_ends = self._visit_ends(stated.get("visit"), visits, one_visit_hours)

    def _visit_ends(self, visit: JsonObject | None, visits: Visits, hours: int) -> int | None:
        """D7: the end that a directive has by its visit, beside its own."""
        if visit is None:
            return None
        earliest, latest = visits.get((visit["organisation"], visit["system"], visit["item"]), (None, None))
        if self.dissent:
            return latest
        if earliest is not None:
            return earliest
        return (self.made if self.starts is None else self.starts) + hours * HOUR

    def understood(self) -> bool:
        """D1."""
        word = self.scope[0]
        if word == "not-understood":
            return False
        if not self.dissent:
            return True
        if self.ends is not None and self.ends <= (self.made if self.starts is None else self.starts):
            return False
        if word == "organisation-kind":
            return self.scope[1] in KINDS
        if word == "proxy":
            return self.scope[1] in PROXIES
        if word in ("user", "team", "label"):
            return bool(self.scope[1].strip(ASCII_SPACE))
        return True

    def in_effect(self, at: int) -> bool:
        """D2 and D7."""
        starts = self.starts
        if starts is None and not self.dissent:
            starts = self.made
        return (
            (starts is None or starts <= at)
            and (self.ends is None or at < self.ends)
            and (self.visit_ends is None or at < self.visit_ends)
        )

    def good_authority(self, at: int) -> bool:
        """D5, of a consent."""
        if self.authority in ("person", "not-stated"):
            return True
        return (
            self.authority in GOOD_PROXIES
            and self.said
            and self.dated is not None
            and self.dated <= at
            and (self.evidence_ends is None or at < self.evidence_ends)
        )

    def undoes(self, dissent: Directive) -> bool:
        """D3 and D6, of a consent that is in effect and has good authority."""
        if self.scope != dissent.scope or self.made <= dissent.made:
            return False
        competent = dissent.authority == "person" and dissent.competent
        return not competent or self.authority == "person"

    def instants(self) -> Iterable[int | None]:
        return self.starts, self.ends, self.made, self.dated, self.evidence_ends, self.visit_ends


def named(scopes: Iterable[Scope]) -> dict[str, set[str]]:
    """What scopes of one name each name, by the word of the scope; users and teams as they are compared."""
    found: dict[str, set[str]] = {}
    for scope in scopes:
        if len(scope) == 2:
            name = same(scope[1]) if scope[0] in ("user", "team") else scope[1]
            found.setdefault(scope[0], set()).add(name)
    return found


class Directives:
    """The directives of one record that count under one policy (D8)."""

    def __init__(self, policy: JsonObject, record: JsonObject) -> None:
        counted = policy.get("coded_statements", ["local-sharing"])
        visits = visits_of(record)
        hours = policy.get("one_visit_hours", 24)
        self.all = [
            Directive(each, visits, hours)
            for each in record["directives"]
            if each.get("statement") is None or each["statement"] in counted
        ]
        self.understood = all(each.understood() for each in self.all)
        self.instants = [when for each in self.all for when in each.instants() if when is not None]
        self._standing: dict[int, Standing] = {}

    def standing(self, at: int) -> Standing:
        found = self._standing.get(at)
        if found is None:
            found = self._standing[at] = Standing(self.all, at)
        return found


class Standing:
    """The dissents that stand at a time, and the consents that may cover a look."""

    def __init__(self, directives: list[Directive], at: int) -> None:
        in_effect = [each for each in directives if each.in_effect(at)]
        consents = [each for each in in_effect if not each.dissent and each.good_authority(at)]
        self.scopes = {
            dissent.scope
            for dissent in in_effect
            if dissent.dissent and not any(consent.undoes(dissent) for consent in consents)
        }
        self.scopes.discard(("not-understood",))
        self.dissents = named(self.scopes)
        self.consents = named(each.scope for each in consents)
