"""M1: a statement, with what the rules ask of where it came from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .marks import mark
from .times import instant

JsonObject = dict[str, Any]
Key = tuple[str, str, str]
Source = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Statement:
    """A contribution with the time this county first received it, in milliseconds since 1970."""

    parts: JsonObject
    received: int
    content_hash: str

    @cached_property
    def key(self) -> Key:
        key = self.parts["key"]
        return key["organisation"], key["system"], key["item"]

    @property
    def organisation(self) -> str:
        return self.key[0]

    @cached_property
    def source(self) -> Source:
        return self.key[:2]

    @property
    def item(self) -> str:
        return self.key[2]

    @property
    def version(self) -> int:
        version: int = self.parts["version"]
        return version

    @cached_property
    def recorded(self) -> int:
        return instant(self.parts["recorded"])

    @property
    def person(self) -> tuple[str, str, str, str]:
        subject = self.parts["subject"]
        return *self.source, subject["namespace"], subject["value"]

    @property
    def rank(self) -> tuple[int, int, str]:
        """M2: what decides between versions of one key."""
        return self.version, self.recorded, self.content_hash

    @property
    def came_from(self) -> tuple[Key, int, int, int, str]:
        """M19: where it came from, as statements are put in order by it."""
        return self.key, self.version, self.recorded, self.received, self.parts["origin"]["format"]

    @cached_property
    def kind(self) -> str:
        """The kind of its entry; of what is no entry, the kind of its body."""
        body = self.parts["body"]
        (kind,) = body["entry"]["body"] if "entry" in body else body
        return str(kind)

    @cached_property
    def told(self) -> JsonObject:
        """What it states of that kind."""
        body = self.parts["body"]
        told: JsonObject = (body["entry"]["body"] if "entry" in body else body)[self.kind]
        return told

    @property
    def labels(self) -> list[str]:
        labels: list[str] = self.parts["body"]["entry"].get("sensitivity", [])
        return labels


def canonical(parts: JsonObject) -> bytes:
    """RFC 8785 of a contribution: its names are ASCII and its numbers whole, so sorting by character is enough."""
    whole = {"contribution": parts, "format": 1}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def read(parts: JsonObject, received: str) -> Statement:
    mark("M1 key")
    return Statement(parts, instant(received), hashlib.sha256(canonical(parts)).hexdigest())
