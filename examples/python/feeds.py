"""A hospital's interface team: what would a message become, take a morning's feed with progress, answer the sender,
look at what could not be used and try it again, report how well the source delivers, and hand the record on as FHIR.

Everybody in it is made up.
"""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime

import dcr

ADMISSION = "\r".join(
    [
        r"MSH|^~\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A01|A1|P|2.4",
        "EVN|A01|20260703085900",
        "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F",
        "PV1|1|I|WARD7^1^2|||||C1^MARSH^ADA|||||||||||V1",
        "",
    ]
)
RESULT = "\r".join(
    [
        r"MSH|^~\&|LIMS|RBD|DCR|DCR|20260703120000||ORU^R01|R1|P|2.4",
        "PID|1||9990000018^^^NHS^NH~D100001^^^RBD^PI||DURDLE^DOROTHEA^^^MRS||19400201|F",
        "OBR|1|P1|F1|FBC^FULL BLOOD COUNT^L|||202607030800",
        "OBX|1|NM|HB^HAEMOGLOBIN^L||118|g/L|115-165|N|||F",
        "",
    ]
)
# Nobody is named in it.
NOBODY = "\r".join([r"MSH|^~\&|PAS|RBD|DCR|DCR|20260703091500||ADT^A01|A2|P|2.4", "EVN|A01|20260703091400", ""])

SOURCE = "RBD/PAS"
RECEIVED = datetime(2026, 7, 3, 12, 5, tzinfo=UTC)
DOCTOR = dcr.AccessRequest(
    user="dr-1",
    organisation="RBD",
    role="R8000",
    purpose="TREAT",
    relationship="admission",
    nhs_number="9990000018",
    at=datetime(2026, 7, 3, 13, 0, tzinfo=UTC),
)


def show(progress: dcr.Progress) -> None:
    """Tells how far the feed has come."""
    print(f"{progress.inputs} inputs done: {progress.accepted} accepted, {progress.quarantined} in quarantine")


def main() -> None:
    """Runs the example."""
    lines = dcr.read_contributions(RESULT, source=SOURCE, received=RECEIVED).splitlines()
    print(f"The result would become {len(lines)} contributions.")
    with (
        tempfile.TemporaryDirectory() as folder,
        dcr.Node.create(folder, organisation="RBD", key=dcr.NodeKey.generate()) as node,
    ):
        node.submit_batch([ADMISSION, NOBODY, RESULT], source=SOURCE, received=RECEIVED, progress=show)

        _, answers = node.submit_acknowledged(NOBODY, source=SOURCE, control_id="DCR1", received=RECEIVED)
        print("The sender of the broken message is answered:", answers[0].decode().split("\r")[1])

        for unit in node.quarantine():
            print(f"In quarantine: {unit['id']} from {unit['organisation']}/{unit['system']}: {unit['code']}")
            print(f"It has {len(node.quarantined_bytes(unit['id']))} bytes.")
            print(f"Tried again: {node.replay(unit['id']).accepted} accepted")

        print(node.quality_text(date(2026, 7, 3), date(2026, 7, 3)))

        answer = node.view(DOCTOR)
        bundle, summary = json.loads(answer.to_fhir()), json.loads(answer.to_ips())
        print(f"As UK Core FHIR: {len(bundle['entry'])} resources.")
        print(f"As International Patient Summary: {summary['entry'][0]['resource']['title']}")


if __name__ == "__main__":
    main()
