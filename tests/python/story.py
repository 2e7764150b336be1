"""Made-up people, messages and requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import dcr

NUMBER = "9990000018"
RECEIVED = datetime(2026, 11, 22, 13, 34, tzinfo=UTC)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

ADMISSION = (
    "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|1|P|2.4\r"
    "EVN|A01|20260703085900\r"
    "PID|1||9990000018^^^NHS^NH~P1^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F|||1 HIGH STREET^^DORCHESTER^^DT1 1XJ\r"
    "PV1|1|I|WARD7^1^2|||||C1^CONSULTANT^A|||||||||||V1\r"
    "AL1|1|DA|^PENICILLIN|SV|RASH\r"
)

# Nobody is named in it, so that it cannot be kept for anybody.
NOBODY = "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|2|P|2.4\rEVN|A01|20260703085900\r"

CLINICIAN = dcr.AccessRequest(
    user="555000111222",
    user_name="Dr Ada Marsh",
    organisation="RBD",
    role="R8000",
    purpose="TREAT",
    relationship="referral",
    nhs_number=NUMBER,
    at=NOON,
)
STRANGER = replace(CLINICIAN, organisation="NOWHERE", relationship=None)
EMERGENCY = replace(CLINICIAN, relationship=None, break_glass="Unconscious in the emergency department")


def admitted(node: dcr.Node) -> dcr.Node:
    """The node, which now knows one person."""
    receipt = node.submit(ADMISSION, source="RBD/PAS", received=RECEIVED)
    assert receipt.accepted == 1
    return node
