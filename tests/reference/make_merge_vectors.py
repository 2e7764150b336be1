"""Writes tests/vectors/merge: the answers of the reference rules of merging.

    python3 tests/reference/make_merge_vectors.py
    python3 tests/reference/make_merge_vectors.py --histories 20000 --seed 7 FILE

The first writes `cases.json` (by hand) and `histories.json` (made ones). The second writes made histories of another
seed to one file of the same form, for a longer comparison:
`DCR_MERGE_VECTORS=FILE cargo test -p dcr-core --test merge_vectors`.

Form: `members`, the local persons that are one person; `origin`, that of every contribution; `histories`, each with
its contributions (when received, and the contribution without its origin) and its answer. An answer tells of a
statement by its place among the contributions.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import merge_made
from merge.answers import JsonObject, answer
from merge_cases import CASES
from merge_made import MEMBERS, ORIGIN, Contribution, Dice

VECTORS = Path(__file__).parent.parent / "vectors" / "merge"


def history(contributions: Sequence[Contribution], case: str | None = None) -> JsonObject:
    named = {} if case is None else {"case": case}
    held = [
        [received, {name: part for name, part in parts.items() if name != "origin"}]
        for received, parts in contributions
    ]
    return named | {"contributions": held, "answer": answer(contributions, MEMBERS)}


def text(histories: Iterable[JsonObject]) -> str:
    """One line for each history, so that a change of one shows as one."""

    def line(value: object) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    lines = ",\n".join(map(line, histories))
    return f'{{\n"members":{line(MEMBERS)},\n"origin":{line(ORIGIN)},\n"histories":[\n{lines}\n]\n}}\n'


def cases() -> str:
    return text(history(case.contributions(), case.name) for case in CASES)


def histories(count: int, seed: int) -> str:
    return text(history(merge_made.history(Dice(seed * 1_000_003 + place))) for place in range(count))


FILES: dict[str, Callable[[], str]] = {"cases.json": cases, "histories.json": lambda: histories(100, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("file", nargs="?", type=Path)
    asked = parser.parse_args()
    if asked.file is not None:
        asked.file.write_text(histories(asked.histories, asked.seed), encoding="utf-8")
        return
    VECTORS.mkdir(exist_ok=True)
    for name, make in FILES.items():
        (VECTORS / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
