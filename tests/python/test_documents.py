"""What the documentation and the examples say is so."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import dcr
import pytest

ROOT = Path(__file__).parents[2]
MODULES = ["dcr", *(f"dcr.{module.name}" for module in pkgutil.iter_modules(dcr.__path__))]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    found = doctest.DocTestFinder().find(module, name)
    results = [doctest.DocTestRunner().run(test) for test in found]
    assert sum(result.failed for result in results) == 0
    if name in {"dcr", "dcr._consent", "dcr._input"}:
        assert sum(result.attempted for result in results) > 0


@pytest.mark.parametrize("name", dcr.__all__)
def test_everything_public_is_documented(name: str) -> None:
    assert name == "__version__" or getattr(dcr, name).__doc__


def test_the_feeds_example_runs() -> None:
    program = ROOT / "examples" / "python" / "feeds.py"
    done = subprocess.run([sys.executable, program], check=True, capture_output=True, text=True, encoding="utf-8")
    assert "3 inputs done: 2 accepted, 1 in quarantine" in done.stdout
    assert "is answered: MSA|A" in done.stdout
    assert "Tried again: 0 accepted" in done.stdout
    assert "Data quality from 2026-07-03 to 2026-07-03" in done.stdout
    assert "As International Patient Summary: " in done.stdout
    assert done.stderr == ""


def test_the_example_of_the_past_runs() -> None:
    program = ROOT / "examples" / "python" / "as_it_was.py"
    done = subprocess.run([sys.executable, program], check=True, capture_output=True, text=True, encoding="utf-8")
    assert "! This is not the present record. It shows what was known on 03-Jul-2026 11:00 BST." in done.stdout
    assert "What changed since:\n  new in allergies\n  changed in encounters\n" in done.stdout
    assert "The story: ['2026-07-03T08:30:00']" in done.stdout
    assert done.stderr == ""


def test_the_guardians_example_runs() -> None:
    program = ROOT / "examples" / "python" / "guardian.py"
    done = subprocess.run([sys.executable, program], check=True, capture_output=True, text=True, encoding="utf-8")
    assert "5 of 6 looks are permitted" in done.stdout
    assert "C22-opt-out denies" in done.stdout
    assert "Dorothea, who keeps her medicines to herself: permit becomes deny" in done.stdout
    assert done.stderr == ""


def test_the_matching_example_runs() -> None:
    program, clients = (
        ROOT / "examples" / "python" / "match_clients.py",
        ROOT / "tests" / "vectors" / "matching" / "clients.csv",
    )
    done = subprocess.run(
        [sys.executable, program, clients], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert "matched: 14 rows are 11 people, 10 pairs to look at" in done.stdout
    assert "goes to a person: a placeholder stands where the name should be" in done.stdout
    assert "once joined: 14 rows are 10 people, 9 pairs to look at" in done.stdout
    assert "once kept apart: 14 rows are 11 people, 9 pairs to look at" in done.stdout
    assert "once undone: 14 rows are 11 people, 10 pairs to look at" in done.stdout
    assert done.stderr == ""


def test_the_councils_example_runs() -> None:
    program = ROOT / "examples" / "python" / "council.py"
    done = subprocess.run([sys.executable, program], check=True, capture_output=True, text=True, encoding="utf-8")
    assert "cld.csv: 2 rows taken, 0 in quarantine" in done.stdout
    assert "NHS_Number: " in done.stdout and "9990000019" not in done.stdout
    assert "Ebenezer Durdle" in done.stdout
    assert "sw-4711 view: permit" in done.stdout
    assert done.stdout.endswith("The audit log is intact: True\n")
    assert done.stderr == ""
