"""What the tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dcr
import pytest


@pytest.fixture
def key() -> dcr.NodeKey:
    """A node's key."""
    return dcr.NodeKey.from_hex("07" * 32)


@pytest.fixture
def node(tmp_path: Path, key: dcr.NodeKey) -> Iterator[dcr.Node]:
    """An empty node of Dorset County Hospital."""
    with dcr.Node.create(tmp_path / "node", organisation="RBD", key=key) as node:
        yield node
