"""J10-J12, J30-J62: which local persons are one, who is held, and what people have to settle."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .cross_check import Known, contradict, cross_check
from .particulars import passes_modulus_11

Key = tuple[str, str, str, str]
"""Organisation, system, namespace, value."""
Pair = tuple[Key, Key]


@dataclass(frozen=True)
class Statement:
    subject: Key
    item: str
    version: int
    status: str
    """`current`, `entered-in-error` or `deleted`."""
    derived_from: str | None = None
    demographics: dict[str, Any] | None = None
    link: tuple[Key | None, Key, str] | None = None


@dataclass
class Answer:
    people: list[tuple[list[Key], str | None, list[str], list[tuple[str, Key, Key, str | None]]]]
    held: list[tuple[Key, str]]
    refused: list[Pair]
    queries: list[tuple[Key, Key | None, str, str | None]]


@dataclass
class Stated:
    known: dict[Key, Known] = field(default_factory=dict)
    joins: dict[Pair, bool] = field(default_factory=dict)
    """Whether a person decided it."""
    replaced: set[Pair] = field(default_factory=set)
    apart: set[frozenset[Key]] = field(default_factory=set)
    severed: set[frozenset[str]] = field(default_factory=set)


def known_by(key: Key) -> str | None:
    """J11."""
    digits = key[3].replace(" ", "").replace("-", "")
    return digits if key[2] == "nhs-number" and len(digits) == 10 and passes_modulus_11(digits) else None


def stated(statements: Sequence[Statement]) -> Stated:
    """J10-J12, of statements of which no two have one key and one version."""
    latest: dict[tuple[str, str, str], Statement] = {}
    for statement in statements:
        key = (*statement.subject[:2], statement.item)
        if key not in latest or latest[key].version < statement.version:
            latest[key] = statement
    found = Stated()
    for (organisation, system, _), statement in sorted(latest.items(), key=lambda each: each[0]):
        if statement.subject[2] != "identity-decision":
            found.known.setdefault(statement.subject, Known())
        origin = latest.get((organisation, system, statement.derived_from or ""))
        if statement.status != "current" or (origin and origin.version > statement.version):
            continue
        if statement.demographics is not None:
            found.known[statement.subject].add(statement.demographics)
        if statement.link is not None:
            of, other, relation = statement.link
            one = of or statement.subject
            found.known.setdefault(one, Known())
            found.known.setdefault(other, Known())
            if relation == "different":
                found.apart.add(frozenset((one, other)))
                numbers = known_by(one), known_by(other)
                if all(numbers):
                    found.severed.add(frozenset(number for number in numbers if number))
                continue
            found.joins[one, other] = found.joins.get((one, other), False) or of is not None
            if relation == "replaces":
                found.replaced.add((one, other))
    return found


class Successions:
    """J30, J31."""

    def __init__(self, stated: Stated) -> None:
        self.known = stated.known
        first: dict[tuple[str, str], Pair] = {}
        for new_key, old_key in sorted(stated.replaced):
            if known_by(new_key) is None and known_by(old_key) is None:
                continue
            new, old = self.number(new_key), self.number(old_key)
            if new and old and new != old and frozenset((new, old)) not in stated.severed:
                first.setdefault((old, new), (new_key, old_key))
        successors = defaultdict(set)
        for old, new in first:
            successors[old].add(new)
        self.next = {old: min(new) for old, new in successors.items() if len(new) == 1}
        while falling := [old for old in self.next if not self.holds(old)]:
            for old in falling:
                del self.next[old]
        self.fell = [(old, pair) for (old, new), pair in sorted(first.items()) if self.next.get(old) != new]

    def number(self, key: Key) -> str | None:
        stated = self.known[key].numbers
        return known_by(key) or (min(stated) if len(stated) == 1 else None)

    def later(self, number: str) -> list[str]:
        """What replaced a number, and what replaced that."""
        found: list[str] = []
        while (number := self.next.get(number, "")) and number not in found:
            found.append(number)
        return found

    def holds(self, old: str) -> bool:
        later = set(self.later(old))
        if old in later:
            return False
        new = [known for known in self.known.values() if known.numbers & later]
        for known in self.known.values():
            states_old = old in known.numbers and not known.numbers & later
            if states_old and all(cross_check(known, each) is None for each in new):
                return False
        return True

    def stands_for(self, number: str) -> str:
        return [number, *self.later(number)][-1]


class Persons:
    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self.known = stated.known
        self.keys = sorted(stated.known)
        self.successions = Successions(stated)
        self.numbers = {
            key: {self.successions.stands_for(each) for each in self.known[key].numbers} for key in self.keys
        }
        self.group = {key: frozenset((key,)) for key in self.keys}
        self.evidence: list[tuple[str, Key, Key, str | None]] = []
        self.held: dict[Key, str] = {}
        self.owned: dict[Key, str] = {}
        self.refused: list[Pair] = []
        self.queries: set[tuple[Key, Key | None, str, str | None]] = set()

    # What may come together.

    def numbers_of(self, group: frozenset[Key]) -> set[str]:
        own = {self.successions.stands_for(number) for key in group if (number := known_by(key))}
        return own.union(*(self.numbers[key] for key in group))

    def kept_apart(self, one: frozenset[Key], other: frozenset[Key]) -> bool:
        return any(frozenset(pair) in self.stated.apart for pair in itertools.product(one, other))

    def may_join(self, one: frozenset[Key], other: frozenset[Key]) -> bool:
        return one == other or (
            len(self.numbers_of(one) | self.numbers_of(other)) <= 1 and not self.kept_apart(one, other)
        )

    def differ(self, pairs: Iterator[tuple[Key, Key]]) -> bool:
        return any(contradict(self.known[one], self.known[other]) for one, other in pairs)

    def mixed(self, group: frozenset[Key]) -> bool:
        return self.differ(itertools.combinations(group, 2))

    def contradict(self, one: frozenset[Key], other: frozenset[Key]) -> bool:
        return self.differ(itertools.product(one, other)) and not self.mixed(one) and not self.mixed(other)

    def join(self, one: Key, other: Key, kind: str, agreed: str | None = None) -> None:
        together = self.group[one] | self.group[other]
        for key in together:
            self.group[key] = together
        self.evidence.append((kind, one, other, agreed))

    def ask(self, one: Key, other: Key, kind: str, number: str | None = None) -> None:
        """J62."""
        known = known_by(one), known_by(other)
        severed = all(known) and frozenset(known) in self.stated.severed
        if severed or frozenset((one, other)) in self.stated.apart:
            return
        self.queries.add((min(one, other), max(one, other), kind, number))

    # The rules, in their order.

    def run(self) -> Answer:
        for number, (one, other) in self.successions.fell:
            self.ask(one, other, "superseded-number", number)
        self.join_stated()
        self.join_known_by_two()
        self.settle_numbers()
        return self.answer()

    def join_stated(self) -> None:
        """J40."""
        asked = {pair for _, pair in self.successions.fell}
        for one, other in sorted(self.stated.joins, key=lambda pair: (not self.stated.joins[pair], pair)):
            if not self.may_join(self.group[one], self.group[other]):
                self.refused.append((one, other))
                if (one, other) not in asked:
                    self.ask(one, other, "refused-link")
            elif self.group[one] == self.group[other]:
                self.evidence.append(("link", one, other, None))
            else:
                self.join(one, other, "link")

    def join_known_by_two(self) -> None:
        """J45."""
        for one in self.keys:
            for other in sorted((*one[:2], *identifier) for identifier in self.known[one].identifiers):
                if other not in self.known or self.group[one] == self.group[other]:
                    continue
                if (
                    self.may_join(self.group[one], self.group[other])
                    and not contradict(self.known[one], self.known[other])
                    and not self.contradict(self.group[one], self.group[other])
                ):
                    self.join(one, other, "local-identifier")
                else:
                    self.ask(one, other, "local-identifier")

    def settle_numbers(self) -> None:
        """J50."""
        claimants = defaultdict(list)
        for key in self.keys:
            if len(self.numbers[key]) > 1:
                self.held[key] = "several-nhs-numbers"
                self.queries.add((key, None, "several-nhs-numbers", None))
            for number in self.numbers[key] if len(self.numbers[key]) == 1 else ():
                claimants[number].append(key)
        for number, of in sorted(claimants.items()):
            self.join_claimants(of)
            self.find_owner(number, of)

    def join_claimants(self, claimants: list[Key]) -> None:
        """J51."""
        units = {self.group[key] for key in claimants}
        claims = {unit: [key for key in claimants if key in unit] for unit in units}
        verified = {unit: any(self.known[key].verified for key in claims[unit]) for unit in units}
        agreeing: dict[frozenset[frozenset[Key]], list[tuple[Key, Key]]] = {}
        for one, other in itertools.combinations(units, 2):
            pairs = [(min(pair), max(pair)) for pair in itertools.product(claims[one], claims[other])]
            passing = sorted(pair for pair in pairs if cross_check(self.known[pair[0]], self.known[pair[1]]))
            if passing and self.may_join(one, other):
                agreeing[frozenset((one, other))] = passing

        def standing(one: frozenset[Key], other: frozenset[Key]) -> int:
            return 2 - verified[one] - verified[other]

        def unclear(one: frozenset[Key], other: frozenset[Key]) -> bool:
            for third in units - {one, other}:
                if frozenset((one, third)) in agreeing and standing(one, third) <= standing(one, other):
                    if self.kept_apart(third, other):
                        return True
                    if not self.mixed(one) and self.contradict(third, other):
                        return True
            return False

        clear = []
        for pair, passing in agreeing.items():
            one, other = pair
            if not unclear(one, other) and not unclear(other, one):
                clear.append((standing(one, other), passing[0]))
        for _, (one_key, other_key) in sorted(clear):
            one, other = self.group[one_key], self.group[other_key]
            if one != other and self.may_join(one, other) and not self.contradict(one, other):
                agreed = cross_check(self.known[one_key], self.known[other_key])
                self.join(one_key, other_key, "nhs-number", agreed)

    def find_owner(self, number: str, claimants: list[Key]) -> None:
        """J52."""
        groups: dict[frozenset[Key], list[Key]] = {}
        for key in claimants:
            groups.setdefault(self.group[key], []).append(key)
        verified = [group for group, of in groups.items() if any(self.known[key].verified for key in of)]
        vouching = {
            group: len({key[0] for key in of if self.known[key].verified or not self.known[key].doubted})
            for group, of in groups.items()
        }
        most = [group for group in groups if vouching[group] == max(vouching.values())]
        best = list(groups) if len(groups) == 1 else verified if len(verified) == 1 else most
        owner = best[0] if len(best) == 1 else None
        self.ask_whose(number, groups, owner)
        for group, of in groups.items():
            if group == owner:
                self.owned[of[0]] = number
                continue
            apart = owner is not None and self.kept_apart(owner, group)
            self.held |= dict.fromkeys(of, "kept-apart" if apart else "nhs-number-in-query")

    def ask_whose(self, number: str, groups: dict[frozenset[Key], list[Key]], owner: frozenset[Key] | None) -> None:
        """J53."""
        before: list[frozenset[Key]] = []
        for group in sorted(groups, key=min):
            beside = owner
            if owner is None and before:
                beside = next((each for each in before if not self.kept_apart(each, group)), before[0])
            before.append(group)
            if beside is None or beside == group:
                continue
            kind = "confusion" if self.kept_apart(beside, group) else "nhs-number"
            one, other = groups[group][0], groups[beside][0]
            self.queries.add((min(one, other), max(one, other), kind, number))

    def answer(self) -> Answer:
        """J60, J61."""
        owned = {self.group[key]: number for key, number in self.owned.items()}
        people = []
        for group in sorted(set(self.group.values()), key=min):
            number = owned.get(group)
            former = [old for old in self.successions.next if self.successions.stands_for(old) == number]
            evidence = [each for each in self.evidence if each[1] in group]
            people.append((sorted(group), number, sorted(former), evidence))
            if number is None:
                for key in group:
                    self.held.setdefault(key, "no-nhs-number")
        queries = sorted(self.queries, key=lambda query: (query[0], query[1] or (), query[2], query[3] or ""))
        return Answer(people, sorted(self.held.items()), sorted(self.refused), queries)


def resolve(statements: Sequence[Statement]) -> Answer:
    return Persons(stated(statements)).run()
