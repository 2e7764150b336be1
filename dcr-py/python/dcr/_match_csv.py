"""Tables for matching from CSV files: the first line names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from dcr._dcr import InputError

Columns = dict[str, list[str]]


def read(path: Path, which: str) -> Columns:
    """The columns of a CSV file in UTF-8; `which` says in an error which of two tables it is.

    A short row has nothing in its last columns, and an empty line is no row. Columns without a name, and what is beyond
    the last name, are passed over where there is nothing in them. No error tells a name or a value: a file without a
    line of names begins with somebody's.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = _rows(file, which)
        _, names = next(rows, (1, []))
        columns = _named(names, which)
        for line, row in rows:
            for place, value in enumerate(row):
                if value and (place >= len(names) or not names[place]):
                    raise _error(
                        "match-table.csv-cell",
                        f"{which}, line {line}: there is something in column {place + 1}, which has no name",
                    )
            for place, name in enumerate(names if row else []):
                if name:
                    columns[name].append(row[place] if place < len(row) else "")
    return columns


def _rows(file: Iterator[str], which: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins in: a value in quotation marks may go over several."""
    rows = csv.reader(file)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error:
            # What the reader says may hold a part of the text.
            raise _error("match-table.csv", f"{which}, line {line}: this is not CSV, or a value is too long") from None
        if row is None:
            return
        yield line, row


def _named(names: list[str], which: str) -> Columns:
    columns: Columns = {}
    for place, name in enumerate(names):
        if name and name in columns:
            first = names.index(name) + 1
            raise _error(
                "match-table.csv-column", f"{which}, line 1: columns {first} and {place + 1} have the same name"
            )
        if name:
            columns[name] = []
    return columns


def _error(code: str, told: str) -> InputError:
    error = InputError(told)
    error.code = code
    return error
