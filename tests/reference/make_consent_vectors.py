"""Writes tests/vectors/consent: the register and the combinations, with the answers of the reference rules.

Run it after a change of the rules: `python3 tests/reference/make_consent_vectors.py`. The files it writes are checked
in, and `test_consent.py` fails when they are not what it would write.

`combinations.json` holds tables of policies, requests, records, answers and views; `rows[policy][request]` is the list
of the answers' places by record, or one place where the answer is the same for every record, a person who is not found
among them. Of an answer that permits, `view` is the place of its further members (the sections and what of them is
shown) in `views`. The register is `register.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

from consent import Plan
from vector_records import records
from vector_register import policies, register
from vector_requests import requests
from words import JsonObject

VECTORS = Path(__file__).parent.parent / "vectors" / "consent"


# The members of an answer that lie in a view.
VIEW = ("sections", "classes", "told", "shown", "masked")


class Places:
    """The places of objects in a table of what differs."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}

    def place(self, value: JsonObject) -> int:
        return self.found.setdefault(json.dumps(value), len(self.found))

    def table(self) -> list[JsonObject]:
        return [json.loads(each) for each in self.found]


def combinations() -> JsonObject:
    answers, views = Places(), Places()
    tables: JsonObject = {"policies": policies(), "requests": requests(), "records": records()}
    rows: list[list[int | list[int]]] = []
    for policy in tables["policies"]:
        plan = Plan(policy, register())
        held = [None if each is None else plan.read_record(each) for each in tables["records"]]
        rows.append([])
        for request in tables["requests"]:
            asked = plan.read_request(request)
            row = []
            for each in held:
                answer = plan.decide(asked, each)
                if "sections" in answer:
                    answer["view"] = views.place({name: answer.pop(name) for name in VIEW if name in answer})
                row.append(answers.place(answer))
            rows[-1].append(row[0] if len(set(row)) == 1 else row)
    return tables | {"answers": answers.table(), "views": views.table(), "rows": rows}


def compact(value: JsonObject) -> str:
    """One line for each member of a table, so that a change of one shows as one."""
    parts = []
    for key, members in value.items():
        if isinstance(members, list):
            lines = ",\n".join(json.dumps(member, separators=(",", ":")) for member in members)
            parts.append(f"{json.dumps(key)}:[\n{lines}\n]")
        else:
            parts.append(f"{json.dumps(key)}:{json.dumps(members)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    VECTORS.mkdir(parents=True, exist_ok=True)
    (VECTORS / "register.json").write_text(compact(register()))
    (VECTORS / "combinations.json").write_text(compact(combinations()))
