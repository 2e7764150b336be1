"""A Caldicott Guardian's office: who may look at what, why, and what another policy would change.

It decides without a node, on records in their small form: where statements come from, how they are labelled, and what
the person decided. Everybody in it is made up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import dcr

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DOCTOR = dcr.AccessRequest(
    user="dr-1",
    organisation="RBD",
    role="R8000",
    purpose="TREAT",
    nhs_number="9990000018",
    relationship="referral",
    at=NOON,
)
EMERGENCY = dcr.AccessRequest(
    user="dr-1",
    organisation="RBD",
    role="R8000",
    purpose="TREAT",
    nhs_number="9990000018",
    break_glass="Unconscious in the emergency department",
    break_glass_code="scr-1",
    at=NOON,
)


def record(*directives: dict[str, Any]) -> dict[str, Any]:
    """A record of a hospital's problem and a practice's medicine."""
    return {
        "demographics": [{"source": ["RBD", "PAS", "patient"], "labels": []}],
        "directives": list(directives),
        "lines": [
            {"section": "problems", "statements": [{"source": ["RBD", "PAS", "diabetes"], "labels": []}]},
            {"section": "medications", "statements": [{"source": ["J81001", "GP", "insulin"], "labels": []}]},
        ],
    }


def dissent(scope: dict[str, str]) -> dict[str, Any]:
    """The person's own dissent."""
    return {"effect": "dissent", "scope": scope, "authority": "person", "made": "2026-02-01T10:00:00Z"}


PEOPLE = {
    "Ann, who decided nothing": record(),
    "Dorothea, who keeps her medicines to herself": record(dissent({"section": "medications"})),
    "Ebenezer, who opted out": record(dissent({"shared-record": "hide"})),
}


def main() -> None:
    """Tells of every person what each request comes to."""
    plan = dcr.Plan()
    for name, held in PEOPLE.items():
        person = dcr.Person(held)
        for title, request in (("a doctor", DOCTOR), ("an emergency doctor", EMERGENCY)):
            verdict = plan.decide(request, person)
            print(f"\n== {name}; {title}: {'permitted' if verdict.permitted else 'refused'}")
            for rule, yielded in verdict.rules:
                print(f"  {rule} {yielded}")
            print("  told:", " ".join(plan.explain(request, person, requester=True)))

    requests = [dcr.Request(DOCTOR), dcr.Request(EMERGENCY)] * len(PEOPLE)
    persons = [person for held in PEOPLE.values() for person in [dcr.Person(held)] * 2]
    verdicts = plan.decide_many(requests, persons)
    print(f"\n{sum(verdicts.outcomes)} of {len(verdicts)} looks are permitted")
    assert list(verdicts.outcomes) == [1, 1, 1, 1, 0, 1]

    print("\n== What the stricter policy would change for the doctor")
    stricter = dcr.Plan(dcr.ready_policy(strict=True))
    for name, held in PEOPLE.items():
        effect = plan.what_if(stricter, DOCTOR, held)
        gained = ", ".join(rule for rule, _ in effect.get("rules_gained", []))
        print(f"  {name}: {effect['before']} becomes {effect['after']}; now fire {gained}")
        assert effect["after"] == "deny"

    print("\n== The hospice")
    print(" ", " ".join(plan.admission("HOSP01", NOON)["sentences"]))


if __name__ == "__main__":
    main()
