"""The figures of one result against the truth: pairs, clusters, and which hard cases were falsely joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

# A false pair counts under the first of these that explains it.
CLASSES = [
    "wrong number",
    "placeholder name",
    "twins",
    "one name in one house",
    "household",
    "care home",
    "placeholder date",
    "strangers",
]


def true_pairs(person: np.ndarray, tables: list[int]) -> int:
    """How many pairs are of one person: within the one table, or across the two whose sizes are given."""
    if len(tables) == 2:
        first, second = person[: tables[0]], person[tables[0] :]
        return int(pd.Series(first).map(pd.Series(second).value_counts()).fillna(0).sum())
    sizes = np.unique(person, return_counts=True)[1].astype("int64")
    return int((sizes * (sizes - 1) // 2).sum())


def curve(same: np.ndarray, score: np.ndarray, total: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Threshold, precision and recall at each score that occurs, pairs of one score taken together."""
    order = np.argsort(-score, kind="stable")
    hits, count = np.cumsum(same[order]), np.arange(1, len(order) + 1)
    last = np.append(score[order][1:] != score[order][:-1], True) if len(order) else np.zeros(0, dtype=bool)
    return score[order][last], (hits / count)[last], (hits / max(total, 1))[last]


def recall_at(precision: float, curve_of: tuple[np.ndarray, np.ndarray, np.ndarray]) -> tuple[float, float]:
    """The best recall whose precision is at least this, and its threshold; 0 where no threshold reaches it."""
    thresholds, precisions, recalls = curve_of
    good = np.flatnonzero(precisions >= precision)
    if len(good) == 0:
        return 0.0, float("inf")
    best = good[np.argmax(recalls[good])]
    return float(recalls[best]), float(thresholds[best])


def _pairs(sizes: pd.Series) -> int:
    """How many pairs groups of these sizes make."""
    return int((sizes * (sizes - 1) // 2).sum())


def cluster_figures(cluster: np.ndarray, person: np.ndarray) -> dict[str, float]:
    """Clusters with two people or more, and precision and recall over the pairs that clusters make."""
    both = pd.DataFrame({"cluster": cluster, "person": person})
    joined = _pairs(both.groupby("cluster").size())
    right = _pairs(both.groupby(["cluster", "person"]).size())
    truth = _pairs(both.groupby("person").size())
    mixed = int((both.groupby("cluster")["person"].nunique() > 1).sum())
    return {
        "clusters_with_two_people": mixed,
        "cluster_precision": right / joined if joined else 1.0,
        "cluster_recall": right / truth if truth else 1.0,
    }


class Cases:
    """The cases of a file of rows, to say why a false pair is hard."""

    def __init__(self, rows: str) -> None:
        """Reads the file beside the rows; without one every false pair is of strangers."""
        path = Path(rows).with_suffix(".cases.csv")
        self.known = path.exists()
        table = pd.read_csv(path) if self.known else pd.DataFrame({"row_id": [], "case": [], "group": []})
        self.groups = {case: part.set_index("row_id")["group"].to_dict() for case, part in table.groupby("case")}

    def explain(self, left: int, right: int, person: np.ndarray) -> str:
        """The class of a false pair."""

        def of(case: str, row: int) -> int | None:
            return self.groups.get(case, {}).get(row)

        def shared(case: str) -> bool:
            return of(case, left) is not None and of(case, left) == of(case, right)

        for case in ("wrong-number", "reissued-number"):
            if of(case, left) == person[right] or of(case, right) == person[left]:
                return "wrong number"
        if of("placeholder-name", left) is not None or of("placeholder-name", right) is not None:
            return "placeholder name"
        if shared("twin"):
            return "twins"
        if shared("namesake"):
            return "one name in one house"
        if shared("household"):
            return "household"
        if shared("care-home"):
            return "care home"
        if of("placeholder-date", left) is not None or of("placeholder-date", right) is not None:
            return "placeholder date"
        return "strangers"

    def count(self, left: np.ndarray, right: np.ndarray, person: np.ndarray) -> dict[str, int]:
        """How many of these false pairs fall under each class."""
        found = dict.fromkeys(CLASSES, 0)
        for one, other in zip(left.tolist(), right.tolist(), strict=True):
            found[self.explain(one, other, person)] += 1
        return found


def false_in_clusters(cluster: np.ndarray, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The false pairs inside clusters; of a cluster of more than 200 rows, those of its first 200."""
    order = np.argsort(cluster, kind="stable")
    bounds = np.flatnonzero(np.diff(cluster[order])) + 1
    left, right = [], []
    for rows in np.split(order, bounds):
        if len(rows) < 2 or len(set(person[rows])) < 2:
            continue
        rows = rows[:200]
        one, other = np.triu_indices(len(rows), 1)
        false = person[rows[one]] != person[rows[other]]
        left.append(rows[one[false]])
        right.append(rows[other[false]])
    if not left:
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    return np.concatenate(left), np.concatenate(right)


def figures(
    matched: dict[str, np.ndarray],
    person: np.ndarray,
    tables: list[int],
    cases: Cases | None,
) -> dict[str, object]:
    """Every figure of one result."""
    left, right, score = matched["left"], matched["right"], matched["score"]
    total = true_pairs(person, tables)
    same = person[left] == person[right]
    points = curve(same, score, total)
    _, precisions, recalls = points
    with np.errstate(invalid="ignore"):
        best = np.nanmax(2 * precisions * recalls / (precisions + recalls)) if len(recalls) else 0.0
    found: dict[str, object] = {
        "true_pairs": total,
        "blocking_recall": float(same.sum() / total),
        "best_f1": float(best),
    }
    for precision in (0.999, 0.9999):
        found[f"recall_at_{precision}"], threshold = recall_at(precision, points)
        if precision == 0.999 and cases is not None and cases.known:
            false = ~same & (score >= threshold)
            found["false_pairs_at_0.999"] = cases.count(left[false], right[false], person)
    if len(tables) == 1:
        found.update(cluster_figures(matched["cluster"], person))
        if cases is not None and cases.known:
            found["false_pairs_in_clusters"] = cases.count(*false_in_clusters(matched["cluster"], person), person)
    return found
