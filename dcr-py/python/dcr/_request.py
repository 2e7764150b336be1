"""The access request, as Python states it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def timestamp(moment: datetime) -> str:
    """The instant in the record's form: UTC, to the millisecond. A naive datetime is refused: it has no instant."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone names no instant")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequest:
    """Who asks for whose record, from where, as what, what for, and by which tie.

    Organisation, role, purpose and relationship are words of the register and the policy; a word that nobody knows
    denies. ``at`` is the time of the look and defaults to now. ``nhs_number`` is whose record is asked for, and
    ``user_nhs_number`` the user's own. What belongs to a relationship is stated only together with ``relationship``.
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
    user_teams: Sequence[str] = ()
    user_nhs_number: str | None = field(default=None, repr=False)
    permission: str | None = None
    connection: str | None = field(default=None, repr=False)
    break_glass_code: str | None = None
    relationship_code: str | None = None
    relationship_asserted_by: str | None = None
    relationship_evidence: str | None = field(default=None, repr=False)
    relationship_authority: str | None = None
    relationship_established: datetime | None = None
    relationship_ends: datetime | None = None

    def to_json(self) -> str:
        """The request as the library reads it, without the NHS number of whose record it is for."""
        request = {
            "user": _present(
                id=self.user, name=self.user_name, teams=list(self.user_teams) or None, nhs_number=self.user_nhs_number
            ),
            "organisation": self.organisation,
            "role": self.role,
            "purpose": self.purpose,
            "at": timestamp(self.at if self.at is not None else datetime.now(UTC)),
        }
        relationship = self._relationship()
        break_glass = _present(reason=self.break_glass, code=self.break_glass_code)
        request |= _present(
            relationship=relationship or None,
            break_glass=break_glass or None,
            permission=self.permission,
            connection=self.connection,
            device=self.device,
        )
        return json.dumps(request, ensure_ascii=False)

    def _relationship(self) -> dict[str, Any]:
        """The relationship with what is said of it; what is said of none is refused: it would be lost."""
        said = _present(
            reason=self.relationship_reason,
            code=self.relationship_code,
            asserted_by=self.relationship_asserted_by,
            evidence=self.relationship_evidence,
            authority=self.relationship_authority,
            established=_instant(self.relationship_established),
            ends=_instant(self.relationship_ends),
        )
        if self.relationship is None:
            if said.keys() - {"reason"}:
                raise ValueError("what is said of a relationship needs the relationship")
            return {}
        return {"kind": self.relationship} | said


def _present(**members: object) -> dict[str, Any]:
    return {name: member for name, member in members.items() if member is not None}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)
