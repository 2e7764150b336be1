"""What a council's team would script: load two extracts, read the receipt, look at a client's record, ask who saw it.

Run it as it stands, with the package installed (``pip install ./dcr-py``): ``python examples/python/council.py``. It
works in a temporary folder, and everybody in it is made up.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import dcr

NHS_NUMBER = "9990000018"

# Adult Social Care Client Level Data: one row for each event of a client. The second row's NHS number has a wrong check
# digit, as happens.
CLIENT_LEVEL_DATA = [
    {
        "LA_Code": "838",
        "Reporting_Period_Start_Date": "2026-04-01",
        "Reporting_Period_End_Date": "2026-06-30",
        "NHS_Number": "999 000 0018",
        "LA_Person_Unique_Identifier": "C100001",
        "GP_Practice_Code": "J81001",
        "GP_Practice_Name": "The Meadow Surgery",
        "Gender": "2",
        "Date_of_Birth": "01/02/1940",
        "Client_Type": "Service User",
        "Primary_Support_Reason": "Physical Support: Personal Care Support",
        "Postcode": "DT1 1XJ",
        "Event_Type": "Service",
        "Event_Reference": "S-1",
        "Event_Start_Date": "01/05/2026",
        "Service_Type": "Long Term Support: Community",
        "Service_Component": "Home Support",
        "Provider_CQC_Location_Name": "Meadow Care, Ltd",
    },
    {
        "LA_Code": "838",
        "Reporting_Period_Start_Date": "2026-04-01",
        "Reporting_Period_End_Date": "2026-06-30",
        "NHS_Number": "9990000019",
        "LA_Person_Unique_Identifier": "C100002",
        "Gender": "1",
        "Date_of_Birth": "13/13/1950",
        "Client_Type": "Service User",
        "Event_Type": "Request",
        "Event_Reference": "R-1",
        "Event_Start_Date": "2026-04-09",
    },
]

# The people who matter to the clients. `LA_Code` and the client's identifier tie a row to the client.
CONTACTS = [
    {
        "LA_Code": "838",
        "LA_Person_Unique_Identifier": "C100001",
        "NHS_Number": NHS_NUMBER,
        "Contact_Name": "Ebenezer Durdle",
        "Relationship": "Son",
        "Contact_Role": "Next of Kin",
        "Telephone": "01632 960026",
    },
]


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """Writes an extract as the council's system would; a cell that a row lacks is empty."""
    header = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def submit(node: dcr.Node, path: Path, mapping: str) -> None:
    """Hands in one extract and prints what became of it."""
    receipt = node.submit(path.read_bytes(), source="E06000059/ASC", format="csv", mapping=mapping)
    print(f"{path.name}: {receipt.accepted} rows taken, {receipt.quarantined} in quarantine")
    for issue in receipt.issues:
        print(f"  {issue.severity:8} {issue.unit}, {issue.place}: {issue.message} ({issue.code})")


def main() -> None:
    """The whole story."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # The key belongs into the council's key store: it is not kept in the folder and cannot be replaced.
        key = dcr.NodeKey.generate()
        with dcr.Node.create(folder / "node", organisation="E06000059", key=key) as node:
            submit(node, write_csv(folder / "cld.csv", CLIENT_LEVEL_DATA), "client-level-data")
            submit(node, write_csv(folder / "contacts.csv", CONTACTS), "council-contacts")

            social_worker = dcr.AccessRequest(
                user="sw-4711",
                user_name="Clementine Corfe",
                organisation="E06000059",
                role="R8014",
                purpose="CAREMGT",
                relationship="caseload",
                nhs_number=NHS_NUMBER,
            )
            answer = node.view(social_worker)
            print(answer.to_text() if answer.permitted else f"Refused: {answer.decision}")

            print("Who saw it:")
            for entry in node.who_saw(social_worker):
                event = entry["event"]
                print(f"  {event['when']} {event['who']['id']} {event['kind']}: {event['outcome']['decision']}")
            print("The audit log is intact:", node.verify_audit()["intact"])


if __name__ == "__main__":
    main()
