"""The tables of the specification, read from the pages themselves: what they list counts, and it is listed once."""

from __future__ import annotations

import functools
import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


@functools.cache
def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@functools.cache
def fenced(title: str) -> tuple[str, ...]:
    """The lines of the block that follows a heading of docs/identity-english.md."""
    _, behind = text("identity-english.md").split(f"\n## {title}\n", 1)
    return tuple(behind.split("```text\n", 1)[1].split("\n```", 1)[0].split("\n"))


def levels() -> list[tuple[str, int, int]]:
    """The table of levels in docs/identity.md: name, weight, frequency, in the order of the page."""
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| (-?\d+) \| (\d+) \|", text("identity.md"), re.MULTILINE)
    return [(name, int(weight), int(frequency)) for name, weight, frequency in rows]


def numbers() -> dict[str, int]:
    """The numbers of the English model in docs/identity-english.md."""
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", text("identity-english.md"), re.MULTILINE)
    return {name: int(number) for name, number in rows}


def counts(title: str) -> dict[str, int]:
    words = " ".join(fenced(title)).split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))
