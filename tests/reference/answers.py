"""What the package answers, in the form in which the reference rules and the vectors write answers."""

from __future__ import annotations

from words import JsonObject


def form(told: JsonObject) -> JsonObject:
    """The form of a decision on a record with its outward decision, as `Plan.matrix` tells it."""
    decision = told["decision"]
    answer: JsonObject = {
        "outcome": decision["outcome"],
        "rules": [[fired["rule"], fired["yielded"], fired.get("sections", [])] for fired in decision["rules"]],
    }
    if "refusal" in decision:
        answer["refusal"] = decision["refusal"]
    if decision["outcome"] == "permit":
        answer["sections"] = {each["section"]: each["state"] for each in decision["sections"]}
        answer["consent"] = decision["consent"]
        answer["shown"] = told["shown"]
        for name, sections in (("classes", decision["sections"]), ("told", told["outward"]["sections"])):
            classes = {each["section"]: each["withheld"] for each in sections if each.get("withheld")}
            if classes:
                answer[name] = classes
    if told["unsourced"]:
        answer["masked"] = told["unsourced"]
    answer |= {name: decision[name] for name in ("overrides", "obligations", "valid_until") if name in decision}
    if decision.get("missing"):
        answer["missing"] = [[missing["kind"], missing.get("lapsed")] for missing in decision["missing"]]
    return answer
