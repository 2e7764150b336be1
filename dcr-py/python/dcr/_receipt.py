"""What became of an input."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One located fault of an input. It never carries what the input said."""

    unit: str
    severity: str
    code: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an input. It exists only once everything it tells of is durable."""

    accepted: int
    repeated: int
    quarantined: int
    contributions: int
    issues: tuple[Issue, ...]
    quarantine: tuple[int, ...]

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Reads the library's own form."""
        read = json.loads(text)
        issues = tuple(Issue(**issue) for issue in read.pop("issues"))
        return cls(issues=issues, quarantine=tuple(read.pop("quarantine")), **read)
