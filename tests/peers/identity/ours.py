"""The Dorset Care Record's engine, as the program in `ours/`, which `run` builds.

County rows are matched by the model that ships. FEBRL's are Australian: the model is trained on them first, without
their truth, and nothing is guarded, as the peers have no guards either.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pandas as pd
from datasets import Dataset
from result import Matched

PROGRAM = Path(__file__).parent / "ours/target/release/dcr-peers-identity"
# The address is one line, whose parts are read in this order.
FEBRL_COLUMNS = {
    "row_id": "local_id",
    "given_name": "given_name",
    "surname": "family_name",
    "date_of_birth": "birth_date",
    "postcode": "postcode",
    "soc_sec_id": "identifier",
    "street_number": "address",
    "address_1": "address",
    "suburb": "address",
    "address_2": "address",
}


def match(dataset: Dataset) -> Matched:
    """Links by the rank of a pair, in which one that is guarded never counts as a link."""
    ids = pd.concat([table["row_id"] for table in dataset.tables], ignore_index=True).to_numpy()
    with tempfile.TemporaryDirectory() as folder:
        if dataset.kind == "county":
            arguments = [dataset.name, folder]
        else:
            rows = pd.concat([table[list(FEBRL_COLUMNS)] for table in dataset.tables], ignore_index=True)
            file = os.path.join(folder, "rows.csv")
            rows.to_csv(file, index=False, header=list(FEBRL_COLUMNS.values()))
            second = len(dataset.tables[0]) if len(dataset.tables) == 2 else 0
            arguments = [file, folder, "--train", str(second)]
        done = subprocess.run([str(PROGRAM), *arguments], check=True, capture_output=True, text=True)
        pairs = pd.read_csv(os.path.join(folder, "pairs.csv"))
        clusters = pd.read_csv(os.path.join(folder, "clusters.csv"))["cluster"]
    score = pairs["rank" if dataset.kind == "county" else "score"].to_numpy()
    left, right = (ids[pairs[side].to_numpy()] for side in ("left", "right"))
    by_row = pd.Series(clusters.to_numpy(), index=ids).sort_index()
    return Matched(left, right, score, by_row.to_numpy(), int(done.stdout), refused=int(pairs["guarded"].sum()))
