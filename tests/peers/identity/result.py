"""What every matcher hands back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Matched:
    """Pairs of `row_id` with a score each (higher is likelier), and the cluster of each row.

    A pair that the matcher refuses to join whatever its score is left out of `left`, `right` and `score`, and counted
    in `refused`. `cluster` holds one number for each row, in the order of `row_id`. `scored` is how many pairs were
    scored. `seconds_scoring` is CPU time spent on making and scoring pairs, where the matcher can tell, else 0.
    """

    left: np.ndarray
    right: np.ndarray
    score: np.ndarray
    cluster: np.ndarray
    scored: int
    refused: int = 0
    seconds_scoring: float = 0.0
