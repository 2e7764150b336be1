"""The access request, as Python states it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime


def timestamp(moment: datetime) -> str:
    """The instant in the record's form: UTC, to the millisecond. A naive datetime is refused: it has no instant."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone names no instant")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequest:
    """Who asks for whose record, from where, as what, what for, and by which tie.

    Organisation, role, purpose and relationship are words of the register and the policy; a word that nobody knows
    denies. ``at`` is the time of the look and defaults to now.
    """

    user: str
    organisation: str
    role: str
    purpose: str
    nhs_number: str = field(repr=False)
    relationship: str | None = None
    relationship_reason: str | None = field(default=None, repr=False)
    break_glass: str | None = field(default=None, repr=False)
    user_name: str | None = None
    device: str | None = None
    at: datetime | None = None

    def to_json(self) -> str:
        """The request as the library reads it, without the NHS number."""
        request: dict[str, object] = {
            "user": {"id": self.user} | ({"name": self.user_name} if self.user_name is not None else {}),
            "organisation": self.organisation,
            "role": self.role,
            "purpose": self.purpose,
            "at": timestamp(self.at if self.at is not None else datetime.now(UTC)),
        }
        if self.relationship is not None:
            reason = {"reason": self.relationship_reason} if self.relationship_reason is not None else {}
            request["relationship"] = {"kind": self.relationship} | reason
        if self.break_glass is not None:
            request["break_glass"] = {"reason": self.break_glass}
        if self.device is not None:
            request["device"] = self.device
        return json.dumps(request, ensure_ascii=False)
