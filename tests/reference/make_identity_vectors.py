"""Writes tests/vectors/identity: the answers of the reference rules of matching, and of who is one person.

    python3 tests/reference/make_identity_vectors.py
    python3 tests/reference/make_identity_vectors.py --pairs 100000 --tables 500 --seed 7 FILE
    python3 tests/reference/make_identity_vectors.py --populations 100000 --seed 7 FILE

The first writes `cases.json` (by hand), `pairs.json` (a sample of the simulated county's, and made ones) and
`tables.json` (small tables with their clusters, and one that names are learned from), `person_cases.json` (by hand) and
`populations.json` (made). The others write made pairs and tables, or populations, of another seed to one file of the
same form, for a longer comparison: `DCR_IDENTITY_VECTORS=FILE cargo test -p dcr-core --test identity_vectors`, and
`DCR_PERSON_VECTORS=FILE cargo test -p dcr-core --test identity_persons`.

Form: `columns` and `rows`; `keys`, for each row, its block keys by model; `pairs` and
`tables` refer to rows by their place.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import identity_made
import person_vectors
from identity import answers, model, particulars
from identity_cases import CASES
from identity_made import COLUMNS, Decision, Dice, Row

JsonObject = dict[str, Any]

VECTORS = Path(__file__).parent.parent / "vectors" / "identity"
ENGLISH = model.english()
MODELS = {
    "english": ENGLISH,
    "thorough": dataclasses.replace(ENGLISH, thorough=True),
    "narrow": dataclasses.replace(ENGLISH, numbers=ENGLISH.numbers | {"block_limit": 4}),
}


class File:
    """Rows, each once, and what is asked about them."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, ...], int] = {}
        self.pairs: list[JsonObject] = []
        self.tables: list[JsonObject] = []

    def place(self, row: Row) -> int:
        return self.places.setdefault(tuple(row.get(column, "") for column in COLUMNS), len(self.places))

    def pair(self, left: Row, right: Row, case: str | None = None) -> None:
        named = {} if case is None else {"case": case}
        answer = answers.pair(particulars.of(left), particulars.of(right), ENGLISH)
        self.pairs.append(named | {"rows": [self.place(left), self.place(right)]} | answer)

    def table(self, rows: list[Row], name: str, decisions: list[Decision], learn: bool) -> None:
        asked = {"rows": [self.place(row) for row in rows], "model": name, "decisions": decisions, "learn": learn}
        self.tables.append(asked | answers.table(rows, MODELS[name], decisions, learn))

    def text(self, *, every_key: int) -> str:
        rows = [dict(zip(COLUMNS, values, strict=True)) for values in self.places]
        stated = [particulars.of(row) for row in rows]
        keys = []
        for place, row in enumerate(stated):
            names = ("english", "thorough") if place % every_key == 0 else ()
            keys.append({name: answers.keys(row, MODELS[name]) for name in names})
        return compact(
            {
                "columns": list(COLUMNS),
                "rows": [list(values) for values in self.places],
                "keys": keys,
                "pairs": self.pairs,
                "tables": self.tables,
            }
        )


def compact(value: JsonObject) -> str:
    """One line for each member of a table, so that a change of one shows as one."""
    parts = []
    for name, members in value.items():
        lines = ",\n".join(json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in members)
        parts.append(f'"{name}":[\n{lines}\n]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def sample() -> tuple[list[Row], list[tuple[str, int, int]]]:
    """Rows of the simulated county, and pairs of them by their kind."""
    read = json.loads((VECTORS / "rows.json").read_text(encoding="utf-8"))
    rows = [identity_made.complete(dict(zip(read["columns"], row, strict=True))) for row in read["rows"]]
    return rows, [(kind, one, other) for kind, one, other in read["pairs"]]


def cases() -> str:
    file = File()
    for case in CASES:
        file.pair(case.left, case.right, case.name)
    return file.text(every_key=1)


def pairs(count: int, seed: int) -> str:
    base, picked = sample()
    file = File()
    for kind, one, other in picked:
        file.pair(base[one], base[other], kind)
    add_pairs(file, base, count, seed)
    return file.text(every_key=10)


def add_pairs(file: File, base: list[Row], count: int, seed: int) -> None:
    for left, right in identity_made.pairs(base, count, seed):
        file.pair(left, right)


def add_tables(file: File, base: list[Row], count: int, seed: int) -> None:
    for number in range(count):
        dice = Dice(seed * 1_000_003 + number)
        rows = identity_made.table(base, 20 + dice.below(41), dice)
        name = dice.of(["english", "english", "narrow", "thorough"])
        file.table(rows, name, identity_made.decisions(len(rows), dice), learn=dice.one_in(3))


def tables(count: int, seed: int) -> str:
    base, _ = sample()
    file = File()
    add_tables(file, base, count, seed)
    file.table(identity_made.learned_table(base, Dice(seed)), "english", [], learn=True)
    return file.text(every_key=10)


FILES: dict[str, Callable[[], str]] = {
    "cases.json": cases,
    "pairs.json": lambda: pairs(1_200, 1),
    "tables.json": lambda: tables(40, 2),
}

PERSON_FILES: dict[str, Callable[[], str]] = {
    "person_cases.json": person_vectors.cases,
    "populations.json": lambda: person_vectors.populations(2_000, 1),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--tables", type=int, default=0)
    parser.add_argument("--rows", type=int, default=0, help="rows of one more table, from which the model learns")
    parser.add_argument("--populations", type=int, default=0, help="these alone are written")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("file", nargs="?", type=Path)
    asked = parser.parse_args()
    if asked.file is None:
        for name, make in (FILES | PERSON_FILES).items():
            (VECTORS / name).write_text(make(), encoding="utf-8")
        return
    if asked.populations:
        asked.file.write_text(person_vectors.populations(asked.populations, asked.seed), encoding="utf-8")
        return
    base, _ = sample()
    file = File()
    add_pairs(file, base, asked.pairs, asked.seed)
    add_tables(file, base, asked.tables, asked.seed)
    if asked.rows:
        file.table(identity_made.table(base, asked.rows, Dice(asked.seed)), "english", [], learn=True)
    asked.file.write_text(file.text(every_key=10), encoding="utf-8")


if __name__ == "__main__":
    main()
