"""The Dorset Care Record's engine, through its Python wheel.

The one place that knows the wheel's interface: `dcr.link_table(table, model, threads=..., progress=...)` with a table
whose columns have the names of the row file, giving an object with `clusters`, `pairs` and `review`.
"""

from __future__ import annotations

import numpy as np
from datasets import Dataset
from result import Matched


def match(dataset: Dataset) -> Matched:
    """Links the table with the model that ships."""
    import dcr

    if dataset.kind != "county":
        raise NotImplementedError("the wheel has no call yet that trains a model on another country's columns")
    table = dataset.tables[0]
    linked = dcr.link_table(table, threads=2)
    pairs = linked.pairs
    joinable = np.asarray(pairs["outcome"]) != "none"
    guarded = np.asarray(pairs["guarded"], dtype=bool)
    keep = joinable & ~guarded
    left, right = np.asarray(pairs["left"]), np.asarray(pairs["right"])
    ids = table["row_id"].to_numpy()
    return Matched(
        ids[left[keep]],
        ids[right[keep]],
        np.asarray(pairs["score"])[keep],
        np.asarray(linked.clusters),
        int(linked.scored),
        refused=int(guarded.sum()),
    )
