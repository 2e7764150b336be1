"""What Python makes of the exemplar in tests/vectors/exemplar."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import dcr

EXEMPLAR = Path(__file__).parents[1] / "vectors" / "exemplar"

# When two of the four messages had been received.
BEFORE = "2026-07-03T18:00:00.000Z"


def key() -> dcr.NodeKey:
    """The key of the exemplar's node."""
    return dcr.NodeKey.from_hex((EXEMPLAR / "key.hex").read_text())


def request() -> dcr.AccessRequest:
    """The exemplar's request, through the face of the package."""
    asked = json.loads((EXEMPLAR / "request.json").read_text())
    return dcr.AccessRequest(
        user=asked["user"]["id"],
        user_name=asked["user"]["name"],
        organisation=asked["organisation"],
        role=asked["role"],
        purpose=asked["purpose"],
        relationship=asked["relationship"]["kind"],
        at=datetime.fromisoformat(asked["at"]),
        nhs_number=(EXEMPLAR / "nhs-number.txt").read_text().strip(),
    )


def agree(folder: Path, out: Path) -> None:
    """Writes everything that the node in the folder makes of the exemplar."""
    with dcr.Node.open(folder, key=key()) as node:
        for line in (EXEMPLAR / "inputs.txt").read_text().splitlines():
            name, format, source, mapping, received = line.split()
            data = (EXEMPLAR / name).read_bytes()
            input: dict[str, Any] = {
                "format": format,
                "source": source,
                "mapping": None if mapping == "-" else mapping,
                "received": datetime.fromisoformat(received),
            }
            (out / f"{name}.contributions").write_bytes(dcr.read_contributions(data, **input))
            # The receipt as the library tells it, which the package takes apart.
            told = node._node.submit(data, format, source, input["mapping"], received)
            (out / f"{name}.receipt").write_text(told, encoding="utf-8")
        answer = node.view(request())
        (out / "record").write_bytes(answer.canonical("record"))
        (out / "decision").write_bytes(answer.canonical("decision"))
        (out / "answer").write_bytes(answer.canonical("json"))
        (out / "audit-leaf").write_text(node.audit_leaf(answer.audit_index).hex() + "\n")
        (out / "story").write_bytes(answer._answer.render("story"))
        before = datetime.fromisoformat(BEFORE)
        past = node.view(request(), known_at=before, held_at=before)
        (out / "past").write_bytes(past.canonical("record"))
        asked = request()
        changes = node._node.changes(asked.to_json(), asked.nhs_number, BEFORE)
        (out / "changes").write_text(changes, encoding="utf-8")
