"""A council matches its clients, of whom many have no NHS number: match, review, decide, undo, explain.

Run it in the project's root folder: ``python examples/python/match_clients.py tests/vectors/matching/clients.csv``.
Everybody in it is made up. The file is read with Python's own csv module; a frame of pandas or polars, a relation of
DuckDB or a table of pyarrow is handed over as it stands.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import dcr


def columns(path: Path) -> dict[str, list[str]]:
    """The columns of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def say(title: str, linked: dcr.Linked) -> None:
    """Prints how many people and how much to review there is."""
    print(f"{title}: {linked.rows} rows are {linked.people} people, {len(linked.review)} pairs to look at")


def main() -> None:
    """Runs the example."""
    clients = columns(Path(sys.argv[1]))

    def local_id(row: int) -> str:
        return clients["local_id"][row]

    # Match. Nothing is joined that may be two people: such pairs wait for a person.
    linked = dcr.link_table(clients, threads=2)
    say("matched", linked)

    # Review: the likeliest to be one person first, each with why it was not joined.
    for pair in linked.review.to_pylist()[:3]:
        reasons = ", ".join(pair["guards"]) or pair["refused"] or pair["outcome"]
        print(f"look at {local_id(pair['left'])} and {local_id(pair['right'])}: {reasons}")

    # Explain: how it comes to what it says, without repeating what the rows state.
    baby = next(pair for pair in linked.review.to_pylist() if "placeholder_name" in pair["guards"])
    print(linked.explain_text(baby["left"], baby["right"]), end="")

    # Decide: BABY was given her name, and two who were joined are two people. The council keeps its decisions; they
    # hold when the table is matched again.
    joined = next(pair for pair in linked.pairs.to_pylist() if pair["joined"])
    decisions: list[dict[str, Any]] = [{"left": baby["left"], "right": baby["right"], "decision": "same"}]
    say("once joined", dcr.link_table(clients, decisions=decisions))
    decisions.append({"left": joined["left"], "right": joined["right"], "decision": "different"})
    say("once kept apart", dcr.link_table(clients, decisions=decisions))

    # Undo: what is not decided any more is as if it had never been.
    undone = dcr.link_table(clients, decisions=[])
    say("once undone", undone)
    assert undone.cluster_of == linked.cluster_of

    # Evaluate: were the truth known of some rows, this is what the model would be worth.
    truth = ["dot", "dot", "dot", "clem", "bill", "bill", "young bill", "rose", "rose", "zeb", "zeb", "zeb", None, None]
    found = dcr.evaluate(linked, truth)
    recommended = found.recommend(false_joins=0)
    print(
        f"{found.true_pairs} pairs are of one person; without a false join link from {recommended and recommended.link}"
    )


if __name__ == "__main__":
    main()
