"""The Dorset Care Record's engine, through its Python wheel.

The one place that knows the wheel's interface: `dcr.link_table(table, model, threads=..., progress=...)` with a table
whose columns have the names of the row file, giving an object with `cluster_of` (by row), `pairs` (columns `left` and
`right` by row, `score`, `guards`) and `scored`, the number of pairs scored.
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
    ids = table["row_id"].to_numpy()
    linked = dcr.link_table(table, threads=2)
    pairs = linked.pairs
    left, right, score = (np.asarray(pairs[column]) for column in ("left", "right", "score"))
    # A guarded pair goes to a person whatever its score, so it is never joined.
    guarded = np.array([bool(guards) for guards in pairs["guards"]], dtype=bool)
    cluster = np.empty(len(ids), dtype="int64")
    cluster[np.argsort(np.argsort(ids))] = np.asarray(linked.cluster_of)
    free = ~guarded
    return Matched(ids[left[free]], ids[right[free]], score[free], cluster, linked.scored, refused=int(guarded.sum()))
