"""The words of the command ``dcr`` that match tables: CSV files in UTF-8 whose columns bear the names of fields.

``match train`` and ``match evaluate`` are one word each, ``match-train`` and ``match-evaluate``, because ``match``
takes the name of a file; a file called ``train`` is ``./train``.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dcr import _match_csv
from dcr._dcr import ArrowTable
from dcr._matching import Linked, MatchModel, evaluate, link_table, train

OK, NOT_SO = 0, 1
PER_MILLION = 1_000_000


def one_word(arguments: Sequence[str]) -> list[str]:
    """The arguments of the command, ``match train`` and ``match evaluate`` as one word each."""
    given = list(arguments)
    if given[:1] == ["match"] and given[1:2] in (["train"], ["evaluate"]):
        return [f"match-{given[1]}", *given[2:]]
    return given


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the words to those of the command."""

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.add_argument("table", type=Path, metavar="TABLE.csv", help="columns with the names of docs/identity.md")
        added.add_argument("other", type=Path, nargs="?", metavar="OTHER.csv", help="match its rows with TABLE's alone")
        added.add_argument("--model", type=Path, help="a model of matching; else the one that is shipped")
        added.add_argument("--threads", type=_count, default=1, help="how many threads may work")
        added.set_defaults(run=run)
        return added

    match = command("match", _match, "Find which rows of a table are one person, and print how many of what.")
    match.add_argument("--out", type=Path, help="a folder for clusters.csv, pairs.csv and review.csv")
    match.add_argument("--decisions", type=Path, help="a file with what persons decided, as JSON")

    training = command("match-train", _train, "Estimate a model from the rows, without labels, and print it as JSON.")
    training.add_argument("--pairs", type=_count, help="about how many pairs are looked at")

    judge = command("match-evaluate", _evaluate, "Match, and print precision and recall at each threshold as JSON.")
    judge.add_argument("--truth", default="person", metavar="COLUMN", help="the column that names each row's person")
    judge.add_argument("--false-joins", type=_count, default=1000, help="the rate to recommend for, in a million")
    judge.add_argument("--svg", type=Path, help="a file for the plot")


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise ValueError("a count is not negative")
    return count


def _table(given: argparse.Namespace) -> _match_csv.Columns:
    return _match_csv.read(given.table, "the table")


def _other(given: argparse.Namespace) -> _match_csv.Columns | None:
    return None if given.other is None else _match_csv.read(given.other, "the other table")


def _model(given: argparse.Namespace) -> MatchModel:
    return (
        MatchModel.english() if given.model is None else MatchModel.from_json(given.model.read_text(encoding="utf-8"))
    )


def _linked(given: argparse.Namespace, decisions: Path | None = None) -> tuple[Linked, list[_match_csv.Columns]]:
    table, other = _table(given), _other(given)
    decided = None if decisions is None else decisions.read_text(encoding="utf-8")
    linked = link_table(table, other, model=_model(given), threads=given.threads, decisions=decided)
    return linked, [table] if other is None else [table, other]


def _match(given: argparse.Namespace) -> int:
    linked, _ = _linked(given, given.decisions)
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        for name, table in (("clusters", linked.clusters), ("pairs", linked.pairs), ("review", linked.review)):
            _write(given.out / f"{name}.csv", table)
    print(linked.to_json("summary"))
    return OK


def _write(path: Path, table: ArrowTable) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for row in table.to_pylist():
            writer.writerow(" ".join(value) if isinstance(value, list) else value for value in row.values())


def _train(given: argparse.Namespace) -> int:
    trained = train(_table(given), _other(given), base=_model(given), threads=given.threads, pairs=given.pairs)
    told = {"candidates": trained.candidates, "matches": trained.matches, "digest": trained.model.digest}
    print(json.dumps(told), file=sys.stderr)
    print(trained.model.to_json())
    return OK


def _evaluate(given: argparse.Namespace) -> int:
    linked, tables = _linked(given)
    truth = [person for table in tables for person in table.get(given.truth, [])]
    found = evaluate(linked, truth)
    if given.svg is not None:
        given.svg.write_text(found.svg() + "\n", encoding="utf-8")
    print(found.to_json(given.false_joins))
    return OK if found.recommend(given.false_joins) is not None else NOT_SO
