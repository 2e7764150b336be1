"""What the tests share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import dcr
import pytest

# How answers are written is shared with the reference rules.
sys.path.append(str(Path(__file__).parents[1] / "reference"))


@pytest.fixture
def key() -> dcr.NodeKey:
    """A node's key."""
    return dcr.NodeKey.from_hex("07" * 32)


@pytest.fixture
def node(tmp_path: Path, key: dcr.NodeKey) -> Iterator[dcr.Node]:
    """An empty node of Dorset County Hospital."""
    with dcr.Node.create(tmp_path / "node", organisation="RBD", key=key) as node:
        yield node
