"""Rust, C and Python give the same bytes, and the bytes that they gave before.

Python makes one node; each language opens its own copy with the same key, takes the same messages, asks the same
question, and writes down everything that came out.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import agree
import dcr
import pytest
from agree import EXEMPLAR
from languages import compiled, run

LANGUAGES = ["rust", "c", "python"]


def by_rust(folder: Path, out: Path) -> None:
    program = ["cargo", "run", "--quiet", "--locked", "-p", "dcr-end-to-end", "--example", "agree", "--"]
    run(*program, folder, EXEMPLAR, out)


def by_c(folder: Path, out: Path) -> None:
    run(compiled("agree", out.parent), folder, EXEMPLAR, out)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each language wrote, by file name."""
    base = tmp_path_factory.mktemp("agreement")
    dcr.Node.create(base / "node", organisation="RBD", key=agree.key()).close()
    written = {}
    for language, work in zip(LANGUAGES, [by_rust, by_c, agree.agree], strict=True):
        folder, out = base / language / "node", base / language / "out"
        shutil.copytree(base / "node", folder)
        out.mkdir()
        work(folder, out)
        written[language] = {file.name: file.read_bytes() for file in out.iterdir()}
    return written


def test_the_three_languages_agree_byte_for_byte(told: dict[str, dict[str, bytes]]) -> None:
    inputs = [line.split()[0] for line in (EXEMPLAR / "inputs.txt").read_text().splitlines()]
    expected = {f"{name}.{what}" for name in inputs for what in ("contributions", "receipt")}
    expected |= {"record", "decision", "answer", "audit-leaf", "story", "past", "changes"}
    for language in LANGUAGES:
        assert set(told[language]) == expected, language
    for name in sorted(expected):
        assert told["rust"][name] == told["c"][name] == told["python"][name], name
        assert told["rust"][name], name


def test_the_bytes_are_those_that_were_kept(told: dict[str, dict[str, bytes]]) -> None:
    expected = EXEMPLAR / "expected"
    if "DCR_WRITE_EXEMPLAR" in os.environ:
        expected.mkdir(exist_ok=True)
        for name, written in told["rust"].items():
            (expected / name).write_bytes(written)
    kept = {file.name: file.read_bytes() for file in expected.iterdir()}
    assert set(kept) == set(told["rust"])
    for language in LANGUAGES:
        for name, before in kept.items():
            assert told[language][name] == before, f"{language}: {name} is not what it was (DCR_WRITE_EXEMPLAR=1)"


def test_the_exemplar_shows_something_of_everything(told: dict[str, dict[str, bytes]]) -> None:
    answer = json.loads(told["python"]["answer"])
    assert answer["permitted"] and answer["audit"] == 0
    organisations = {stated["provenance"]["organisation"] for stated in answer["record"]["demographics"]}
    assert organisations == {"RBD", "J81001", "E06000059"}
    states = {section["section"]: section["state"] for section in answer["record"]["sections"]}
    assert all(states[section] == "shown" for section in ("problems", "allergies", "medications", "investigations"))
    assert len(bytes.fromhex(told["python"]["audit-leaf"].decode())) == 44
    past = json.loads(told["python"]["past"])
    assert {stated["provenance"]["organisation"] for stated in past["demographics"]} == {"RBD"}
    changes = json.loads(told["python"]["changes"])["changes"]
    assert {change["kind"] for change in changes["changes"]} >= {"new"} and changes["demographics"]
    story = json.loads(told["python"]["story"])
    assert story["encounters"] and story["problems"] and story["timeline"]
    for name, written in told["python"].items():
        if name.endswith(".contributions"):
            lines = written.splitlines()
            assert lines and all(json.loads(line)["format"] == 1 for line in lines)
        if name.endswith(".receipt"):
            assert (json.loads(written)["accepted"], json.loads(written)["quarantined"]) == (1, 0)
