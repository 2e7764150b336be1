"""A ward round: the record as it was known in the morning, what changed since, and the stay as one story.

Run it as it stands: ``python examples/python/as_it_was.py``. Everybody in it is made up.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime

import dcr

PERSON = "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F"
STAY = "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1|||||||||||||||||||||||||20260703083000"
ADMISSION = [
    r"MSH|^~\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4",
    "EVN|A01|20260703085900",
    PERSON,
    STAY,
]
DISCHARGE = [
    r"MSH|^~\&|PAS|RBD|DCR|DCR|20260705150000||ADT^A03|A2|P|2.4",
    "EVN|A03|20260705150000",
    PERSON,
    f"{STAY}|20260705143000",
    "AL1|1|DA|^PENICILLIN|SV|RASH",
]

MORNING = datetime(2026, 7, 3, 10, tzinfo=UTC)
DOCTOR = dcr.AccessRequest(
    user="dr-1",
    organisation="RBD",
    role="R8000",
    purpose="TREAT",
    relationship="admission",
    nhs_number="9990000018",
    at=datetime(2026, 7, 6, 9, tzinfo=UTC),
)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        dcr.Node.create(folder, organisation="RBD", key=dcr.NodeKey.generate()) as node,
    ):
        node.submit("\r".join(ADMISSION), source="RBD/PAS", received=datetime(2026, 7, 3, 9, 0, 1, tzinfo=UTC))
        node.submit("\r".join(DISCHARGE), source="RBD/PAS", received=datetime(2026, 7, 5, 15, 0, 1, tzinfo=UTC))

        print("What was known on the morning of the admission:")
        print(node.view(DOCTOR, known_at=MORNING).to_text())

        print("What changed since:")
        for change in node.changes(DOCTOR, MORNING)["changes"]["changes"]:
            print(" ", change["kind"], "in", change["section"])

        story = node.view(DOCTOR).story()
        assert story is not None
        print("The story:", [moment["when"] for moment in story["timeline"]])


if __name__ == "__main__":
    main()
