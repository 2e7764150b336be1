"""What the reference rules answer, in the form of the vectors."""

from __future__ import annotations

from typing import Any

from . import blocks, clusters
from .model import Model
from .particulars import Particulars
from .scores import score

JsonObject = dict[str, Any]


def hexadecimal(number: int) -> str:
    return f"{number:016x}"


def keys(row: Particulars, model: Model) -> list[str]:
    return [hexadecimal(key) for key in blocks.keys(row, model)]


def pair(left: Particulars, right: Particulars, model: Model) -> JsonObject:
    scored = score(left, right, model)
    levels = {found.level: found.weight for found in scored.found if not found.level.endswith(".missing")}
    return {
        "levels": levels,
        "over_cap": scored.over_cap,
        "score": scored.score,
        "rank": scored.rank(model),
        "guards": scored.guards,
        "outcome": scored.outcome,
    }


def table(rows: list[dict[str, str]], model: Model, decisions: list[tuple[int, int, str]], learn: bool) -> JsonObject:
    made = clusters.link_table(rows, model, decisions, learn)
    made["pairs"] = [list(each.values()) for each in made["pairs"]]
    made["left_out"] = [[hexadecimal(key), rows] for key, rows in made["left_out"]]
    return made
