"""What became of an input."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


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
    not_held: int = 0

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Reads the library's own form."""
        return cls._from_read(json.loads(text))

    @classmethod
    def _from_read(cls, read: dict[str, Any]) -> Receipt:
        issues = tuple(Issue(**issue) for issue in read.pop("issues"))
        return cls(issues=issues, quarantine=tuple(read.pop("quarantine")), **read)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come. Everything it tells of is durable."""

    inputs: int = 0
    refused: int = 0
    accepted: int = 0
    quarantined: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(
            self.inputs + other.inputs,
            self.refused + other.refused,
            self.accepted + other.accepted,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an input could not even be begun; nothing of it is kept."""

    code: str
    message: str


@dataclass(slots=True)
class BatchReceipt:
    """What became of a batch: how far it came, whether it was stopped, and what became of each input, in order."""

    progress: Progress = Progress()
    stopped: bool = False
    outcomes: list[Receipt | Refused] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Adds a further part of the batch in the library's own form."""
        read = json.loads(text)
        self.progress += Progress(**read["progress"])
        for outcome in read["outcomes"]:
            if "taken" in outcome:
                self.outcomes.append(Receipt._from_read(outcome["taken"]))
            else:
                self.outcomes.append(Refused(**outcome["refused"]))
