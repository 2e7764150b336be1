"""What is handed in, and reading it without a node."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias

from dcr import _dcr
from dcr._request import timestamp

Data: TypeAlias = bytes | bytearray | memoryview | str
Document: TypeAlias = str | Mapping[str, Any]
Format: TypeAlias = Literal["auto", "hl7v2", "fhir", "edifact", "cda", "document", "csv", "contributions"]


def as_bytes(data: Data) -> bytes:
    """The bytes of an input; text in UTF-8, and what could change meanwhile copied."""
    if isinstance(data, bytes):
        return data
    return data.encode() if isinstance(data, str) else memoryview(data).tobytes()


def as_text(document: Document | None) -> str | None:
    """A JSON document as text."""
    return document if document is None or isinstance(document, str) else json.dumps(document)


def as_instant(moment: datetime | None) -> str | None:
    """An instant in the record's form, or none for now."""
    return None if moment is None else timestamp(moment)


def read_contributions(
    data: Data,
    *,
    source: str,
    format: Format = "auto",
    mapping: Document | None = None,
    received: datetime | None = None,
) -> bytes:
    r"""The contributions that an input gives, as canonical JSON, one a line, without a node.

    For whoever builds or tests what a source sends; the parameters are those of :meth:`Node.submit`. What would go into
    quarantine gives none. The lines can be submitted in the format ``contributions``.

    >>> message = "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A28|1|P|2.4\rPID|1||9990000018^^^NHS^NH||DURDLE^DORA\r"
    >>> lines = read_contributions(message, source="RBD/PAS").splitlines()
    >>> json.loads(lines[0])["contribution"]["body"]["demographics"]["names"][0]["family"]
    'DURDLE'
    """
    return _dcr.read_contributions(as_bytes(data), format, source, as_text(mapping), as_instant(received))
