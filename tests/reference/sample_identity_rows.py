"""Picks the rows and pairs of tests/vectors/identity/rows.json out of a file that `county-rows` wrote.

    python3 tests/reference/sample_identity_rows.py ROWS.csv

The pairs are few enough to read and hold every hard case: rows of one person that differ much, twins, namesakes,
households, care homes, wrong, old and failing numbers, placeholder names and dates, and strangers who share something.
What is picked follows from a hash of each pair, so the same file gives the same sample.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent.parent / "vectors" / "identity"

# How many pairs of each kind.
EACH = 45


def chance(*parts: object) -> str:
    """What orders candidates: a hash of what they are."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def candidates(rows: list[dict[str, str]], cases: dict[str, dict[str, str]]) -> dict[str, list[tuple[int, int]]]:
    """Pairs of places in `rows` for each kind."""
    kinds: dict[str, list[tuple[int, int]]] = defaultdict(list)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        groups["person", row["person"]].append(place)
        groups["number", row["nhs_number"]].append(place)
        groups["born with family name", row["birth_date"] + row["family_name"].upper()].append(place)
        groups["postcode with birth date", row["postcode"] + row["birth_date"]].append(place)
        groups["telephone", row["phone"]].append(place)
        for case, group in cases.get(row["row_id"], {}).items():
            groups[case, group].append(place)
    for (kind, value), places in groups.items():
        if not value or len(places) < 2:
            continue
        for one, other in itertools.islice(itertools.combinations(places, 2), 40):
            left, right = rows[one], rows[other]
            same = left["person"] == right["person"]
            if kind == "person":
                hard = any(set(cases.get(row["row_id"], {})) - {"household", "care-home"} for row in (left, right))
                differs = sum(
                    left[column].upper() != right[column].upper()
                    for column in ("given_name", "family_name", "birth_date", "postcode", "gender")
                )
                kinds["one person, hard" if hard else f"one person, {differs} columns differ"].append((one, other))
            elif not same:
                kinds[f"two people, {kind}"].append((one, other))
    kinds["strangers"] = list(zip(range(0, len(rows) - 1, 2), range(1, len(rows), 2), strict=False))
    return kinds


def main() -> int:
    """Reads the rows and the file of cases beside them, and writes the sample."""
    path = Path(sys.argv[1])
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cases: dict[str, dict[str, str]] = defaultdict(dict)
    with path.with_suffix(".cases.csv").open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            cases[line["row_id"]][line["case"]] = line["group"]
    picked: list[tuple[str, int, int]] = []
    for kind, pairs in sorted(candidates(rows, cases).items()):
        order = sorted(pairs, key=lambda pair: chance(kind, rows[pair[0]]["row_id"], rows[pair[1]]["row_id"]))
        picked += [(kind, *pair) for pair in order[:EACH]]
    used = sorted({place for _, *pair in picked for place in pair})
    places = {place: number for number, place in enumerate(used)}
    columns = [column for column in rows[0] if column not in ("row_id", "person")]
    sample: dict[str, list[Any]] = {
        "columns": columns,
        "rows": [[rows[place][column] for column in columns] for place in used],
        "person": [int(rows[place]["person"]) for place in used],
        "pairs": [[kind, places[one], places[other]] for kind, one, other in picked],
    }
    VECTORS.mkdir(parents=True, exist_ok=True)
    parts = []
    for key, members in sample.items():
        if key in ("columns", "person"):
            parts.append(f"{json.dumps(key)}:{json.dumps(members, separators=(',', ':'))}")
        else:
            lines = ",\n".join(json.dumps(member, separators=(",", ":"), ensure_ascii=False) for member in members)
            parts.append(f"{json.dumps(key)}:[\n{lines}\n]")
    (VECTORS / "rows.json").write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
