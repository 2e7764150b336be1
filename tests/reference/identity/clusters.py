"""I80 to I85: clusters of a whole table."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import blocks
from .arithmetic import hash_text, join
from .model import Model, learned
from .particulars import Particulars, of
from .scores import CONTRADICTIONS, Scored, score

LOOKED_AT = 24


@dataclass
class Row:
    """A row of a table."""

    source: str
    local_id: str
    stated: Particulars

    @property
    def rank(self) -> int:
        return join(hash_text(self.source), hash_text(self.local_id))

    @property
    def number(self) -> int:
        valid = self.stated.valid_numbers
        return valid[0] if len(valid) == 1 else 0

    @property
    def verified(self) -> bool:
        return any(verified for _, _, verified in self.stated.counted_numbers)


@dataclass
class Table:
    """What is known while clusters are made."""

    rows: list[Row]
    model: Model
    scored: dict[tuple[int, int], Scored] = field(default_factory=dict)
    left_out: list[tuple[int, int]] = field(default_factory=list)
    different: set[tuple[int, int]] = field(default_factory=set)
    same: set[tuple[int, int]] = field(default_factory=set)
    compared: int = 0

    def score(self, one: int, other: int) -> Scored:
        pair = (min(one, other), max(one, other))
        if pair not in self.scored:
            self.scored[pair] = score(self.rows[pair[0]].stated, self.rows[pair[1]].stated, self.model)
        return self.scored[pair]

    def rank(self, pair: tuple[int, int]) -> tuple[int, ...]:
        return tuple(sorted(self.rows[each].rank for each in pair))

    def decided_different(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self.different

    def two_numbers(self, one: int, other: int) -> bool:
        ours, theirs = self.rows[one].number, self.rows[other].number
        return ours != 0 and theirs != 0 and ours != theirs

    def contradict(self, one: int, other: int) -> bool:
        return any(guard in CONTRADICTIONS for guard in self.score(one, other).all_guards)


def candidates(table: Table) -> list[tuple[int, int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(table.rows):
        for key in blocks.keys(row.stated, table.model):
            members[key].append(place)
    pairs = set()
    for key, places in sorted(members.items()):
        if len(places) > table.model.block_limit:
            table.left_out.append((key, len(places)))
        else:
            pairs |= set(itertools.combinations(places, 2))
    return sorted(pairs)


class Clusters:
    """Clusters that grow."""

    def __init__(self, rows: int) -> None:
        self.of = list(range(rows))
        self.members = {row: [row] for row in range(rows)}

    def join(self, one: int, other: int) -> None:
        keep, gone = self.of[one], self.of[other]
        for row in self.members.pop(gone):
            self.of[row] = keep
            self.members[keep].append(row)


def refusal(table: Table, left: list[int], right: list[int], bridges: bool) -> str | None:
    pairs = list(itertools.product(left, right))
    if any(table.decided_different(*pair) for pair in pairs):
        return "kept_apart"
    if any(table.two_numbers(*pair) for pair in pairs):
        return "two_numbers"
    first = [sorted(side, key=lambda row: table.rows[row].rank)[:LOOKED_AT] for side in (left, right)]
    for one, other in itertools.product(*first):
        same_number = table.rows[one].number != 0 and table.rows[one].number == table.rows[other].number
        if (bridges and same_number) or (min(one, other), max(one, other)) in table.same:
            continue
        if table.contradict(one, other):
            return "contradiction"
    return None


def verified_differ(table: Table, left: list[int], right: list[int]) -> bool:
    return any(
        table.two_numbers(one, other) and table.rows[one].verified and table.rows[other].verified
        for one, other in itertools.product(left, right)
    )


def ambiguous(table: Table, kept: list[tuple[int, int]]) -> set[int]:
    found = set()
    around: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in kept:
        scored = table.scored[pair]
        if not scored.number_equal and not any(guard in CONTRADICTIONS for guard in scored.guards):
            for row in pair:
                around[row].append(pair)
    for row, pairs in around.items():
        links = [table.scored[pair].score for pair in pairs if table.scored[pair].outcome == "link"]
        if not links:
            continue
        near = [pair for pair in pairs if table.scored[pair].score >= max(links) - table.model.margin]
        near.sort(key=lambda pair: (-table.scored[pair].score, table.rank(pair)))
        others = [one if other == row else other for one, other in near[:LOOKED_AT]]
        if any(
            table.two_numbers(*pair) or table.decided_different(*pair) or table.contradict(*pair)
            for pair in itertools.combinations(others, 2)
        ):
            found.add(row)
    return found


def link_table(
    columns: list[dict[str, str]], model: Model, decisions: Sequence[tuple[int, int, str]] = (), learn: bool = False
) -> dict[str, Any]:
    """Which rows are one person. `decisions` are of places of rows."""
    rows = [Row(row.get("source", ""), row.get("local_id", ""), of(row)) for row in columns]
    if learn:
        model = learned(model, [row.stated for row in rows])
    table = Table(rows, model)
    first: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        known = first.setdefault((row.source, row.local_id), place)
        if known != place:
            table.same.add((known, place))
    for one, other, relation in decisions:
        # A decision is of a source's local id, which its first row stands for.
        one, other = (first[rows[each].source, rows[each].local_id] for each in (one, other))
        pair = (min(one, other), max(one, other))
        (table.same if relation == "same" else table.different).add(pair)
    table.same -= table.different
    kept = []
    for pair in candidates(table):
        table.compared += 1
        if table.score(*pair).outcome != "none":
            kept.append(pair)
    clusters = Clusters(len(rows))
    refused: dict[tuple[int, int], str] = {}
    for pair in sorted(table.same, key=table.rank):
        sides = [clusters.members[clusters.of[row]] for row in pair]
        if clusters.of[pair[0]] == clusters.of[pair[1]]:
            continue
        if any(table.decided_different(*each) for each in itertools.product(*sides)):
            refused[pair] = "kept_apart"
        elif verified_differ(table, *sides):
            refused[pair] = "two_numbers"
        else:
            clusters.join(*pair)
    unclear = ambiguous(table, kept)
    links = [pair for pair in kept if table.scored[pair].outcome == "link"]
    for pair in sorted(links, key=lambda pair: (-table.scored[pair].score, table.rank(pair))):
        one, other = pair
        scored = table.scored[pair]
        if clusters.of[one] == clusters.of[other]:
            continue
        if not scored.number_equal and (one in unclear or other in unclear):
            refused[pair] = "ambiguous"
            continue
        reason = refusal(
            table, clusters.members[clusters.of[one]], clusters.members[clusters.of[other]], scored.bridges
        )
        if reason:
            refused[pair] = reason
        else:
            clusters.join(one, other)
    named = [
        min(clusters.members[clusters.of[row]], key=lambda each: (rows[each].rank, each)) for row in range(len(rows))
    ]
    return {
        "cluster_of": named,
        "pairs": [
            {
                "rows": list(pair),
                "score": table.scored[pair].score,
                "rank": table.scored[pair].rank(model),
                "outcome": table.scored[pair].outcome,
                "guards": table.scored[pair].guards,
                "joined": named[pair[0]] == named[pair[1]],
                "refused": None if named[pair[0]] == named[pair[1]] else refused.get(pair),
            }
            for pair in kept
        ],
        "left_out": table.left_out,
        "compared": table.compared,
    }
