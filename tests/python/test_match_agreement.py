"""Rust, C and Python match one small table to the same bytes, with decisions and without."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, Literal

import dcr
import pytest
from languages import ROOT, compiled, run

CLIENTS = ROOT / "tests" / "vectors" / "matching" / "clients.csv"
DECISIONS: list[dict[str, Any]] = [
    {"left": {"source": "RDZ", "local_id": "78"}, "right": {"source": "10B", "local_id": "C5"}, "decision": "same"},
    {"left": 4, "right": 5, "decision": "different"},
]
FORMS: list[Literal["summary", "clusters", "pairs", "review", "model"]] = [
    "summary",
    "clusters",
    "pairs",
    "review",
    "model",
]


def by_python(out: Path) -> None:
    rows = list(csv.DictReader(CLIENTS.open(encoding="utf-8", newline="")))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for name, decisions in {"plain": [], "decided": DECISIONS}.items():
        linked = dcr.link_table(columns, decisions=decisions, threads=2)
        told: dict[str, str] = {form: linked.to_json(form) for form in FORMS}
        pairs = [(pair["left"], pair["right"]) for pair in linked.pairs.to_pylist()]
        told |= {"explained": "".join(linked.explain_text(*pair) for pair in pairs)}
        told |= {"waterfalls": "".join(linked._linked.explain(*pair, "json") for pair in pairs)}
        for what, text in told.items():
            (out / f"{name}.{what}").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each language wrote, by file name."""
    base = tmp_path_factory.mktemp("agreement")
    folders = {language: base / language for language in ("rust", "c", "python")}
    for folder in folders.values():
        folder.mkdir()
    program = ["cargo", "run", "--quiet", "--locked", "-p", "dcr-end-to-end", "--example", "agree_match", "--"]
    run(*program, CLIENTS, folders["rust"])
    run(compiled("agree_match", base), CLIENTS, folders["c"])
    by_python(folders["python"])
    return {language: {file.name: file.read_bytes() for file in out.iterdir()} for language, out in folders.items()}


def test_the_three_languages_agree_byte_for_byte(told: dict[str, dict[str, bytes]]) -> None:
    own = {
        f"{name}.{what}"
        for name in ("plain", "decided")
        for what in ("clusters", "pairs", "review", "model", "explained")
    }
    assert set(told["rust"]) == own
    for name, written in told["rust"].items():
        assert written and written == told["c"][name] == told["python"][name], name
    assert told["c"] == told["python"]


def test_the_table_shows_something_of_everything(told: dict[str, dict[str, bytes]]) -> None:
    plain, decided = (json.loads(told["rust"][f"{name}.pairs"]) for name in ("plain", "decided"))
    assert {pair["outcome"] for pair in plain} == {"link", "possible"}
    assert {pair["joined"] for pair in plain} == {True, False}
    assert {"placeholder_name", "twins"} <= {guard for pair in plain for guard in pair["guards"]}
    assert {pair["decided"] for pair in decided} == {None, "same", "different"}
