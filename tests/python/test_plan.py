"""Consent through the package, without a node."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dcr
import pytest
from answers import form
from languages import ROOT, compiled, run
from story import CLINICIAN, EMERGENCY, STRANGER, admitted

VECTORS = ROOT / "tests" / "vectors" / "consent"
FILE: dict[str, Any] = json.loads((VECTORS / "rules.json").read_text())
REGISTER: dict[str, Any] = json.loads((VECTORS / "register.json").read_text())
CASES: list[dict[str, Any]] = FILE["cases"]

OPT_OUT = {
    "effect": "dissent",
    "scope": {"shared-record": "hide"},
    "authority": "person",
    "made": "2026-01-01T00:00:00Z",
}
RECORD: dict[str, Any] = {
    "demographics": [{"source": ["RBD", "PAS", "d1"], "labels": []}],
    "directives": [],
    "lines": [{"section": "problems", "statements": [{"source": ["RBD", "PAS", "p1"], "labels": []}]}],
}
OPTED_OUT = RECORD | {"directives": [OPT_OUT]}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def patched(value: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    made = dict(value) if isinstance(value, dict) else {}
    for name, each in patch.items():
        if each is None:
            made.pop(name, None)
        else:
            made[name] = patched(made.get(name), each)
    return made


def plan_of(case: dict[str, Any]) -> dcr.Plan:
    return dcr.Plan(
        patched(FILE["policy"], case.get("policy_patch", {})), patched(REGISTER, case.get("register_patch", {}))
    )


def record_of(case: dict[str, Any]) -> str | None:
    return None if case["record"] is None else json.dumps(case["record"])


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_rule_answers_as_written_by_hand(case: dict[str, Any]) -> None:
    plan, record = plan_of(case), record_of(case)
    distinct, places = plan.matrix([json.dumps(case["request"])], [record])
    assert (len(distinct), places) == (1, bytes(4))
    told = json.loads(distinct[0])
    answer = form(told)
    for key, expected in case["expect"].items():
        if key == "sections":
            expected = answer.get("sections", {}) | expected
        assert answer.get(key) == expected, key
    # The same by the other ways.
    outward = told.pop("outward")
    assert plan.decide_record(case["request"], record) == told
    verdict = plan.decide(case["request"], record)
    assert (verdict.permitted, verdict.refusal) == (answer["outcome"] == "permit", answer.get("refusal"))
    assert outward["outcome"] == answer["outcome"]
    assert {tuple(fired) for fired in verdict.rules} <= {(rule, yielded) for rule, yielded, _ in answer["rules"]}
    assert set(verdict.obligations) <= set(answer.get("obligations", []))
    assert set(verdict.overrides) <= set(answer.get("overrides", []))
    for section, detail in verdict.sections.items():
        if detail == "closed" and verdict.permitted:
            assert answer["sections"][section] in ("withheld", "nothing-recorded"), section
    for requester in (False, True):
        sentences = plan.explain(case["request"], record, requester=requester)
        assert all(sentence.endswith((".", ")")) for sentence in sentences) and sentences


def test_c_prints_the_same_bits(tmp_path: Path) -> None:
    program = compiled("verdict", tmp_path)

    def written(name: str, document: Any) -> Path:
        (tmp_path / name).write_text(json.dumps(document))
        return tmp_path / name

    seen = set()
    for case in CASES:
        verdict = plan_of(case).decide(case["request"], case["record"])
        told = run(
            program,
            written("policy", patched(FILE["policy"], case.get("policy_patch", {}))),
            written("register", patched(REGISTER, case.get("register_patch", {}))),
            written("request", case["request"]),
            "-" if case["record"] is None else written("record", case["record"]),
        )
        *bits, until = map(int, told.split())
        assert bits == verdict._verdict.bits, case["name"]
        assert until == (2**63 - 1 if verdict._verdict.valid_until is None else verdict._verdict.valid_until)
        seen.add(tuple(bits))
    assert len(seen) > 60


def test_many_are_decided_as_one_by_one() -> None:
    plan = dcr.Plan()
    people = [None, dcr.Person(RECORD), dcr.Person(json.dumps(OPTED_OUT))]
    requests = [dcr.Request(asked) for asked in (CLINICIAN, STRANGER, EMERGENCY)]
    asked, about = requests * 3, [person for person in people for _ in requests]
    verdicts = plan.decide_many(asked, about)
    one_by_one = [plan.decide(request, person) for request, person in zip(asked, about, strict=True)]
    assert len(verdicts) == 9
    assert [verdict.rules for verdict in verdicts] == [verdict.rules for verdict in one_by_one]
    assert verdicts.outcomes == bytes(verdict.permitted for verdict in one_by_one) == bytes([0, 0, 0, 1, 0, 1, 0, 0, 1])
    assert verdicts[-1].rules == verdicts[8].rules and [each.permitted for each in verdicts[6:]] == [False, False, True]
    with pytest.raises(IndexError):
        verdicts[9]
    with pytest.raises(ValueError, match="as many persons"):
        plan.decide_many(asked, about[1:])
    assert len(plan.decide_many([], [])) == 0


def test_a_matrix_is_the_same_however_many_records_there_are() -> None:
    plan = dcr.Plan()
    requests = [asked.to_json() for asked in (CLINICIAN, STRANGER, EMERGENCY)]
    records = [None, json.dumps(RECORD), json.dumps(OPTED_OUT), None, json.dumps(RECORD)]
    distinct, places = plan.matrix(requests, records)
    numbers = list(array("I", places))
    assert len(numbers) == 15 and len(set(distinct)) == len(distinct)
    # In the order of first appearance.
    assert list(dict.fromkeys(numbers)) == list(range(len(distinct)))
    for at, record in enumerate(records):
        for number, request in enumerate(requests):
            told = json.loads(distinct[numbers[at * 3 + number]])
            del told["outward"]
            assert told == plan.decide_record(request, record)
    assert plan.matrix([], records) == ([], b"") and plan.matrix(requests, []) == ([], b"")
    with pytest.raises(dcr.RulesError, match="line 1"):
        plan.matrix(["{"], records)
    with pytest.raises(dcr.InputError) as caught:
        plan.matrix(requests, [*records, "{}"])
    assert caught.value.code == "consent-record.unreadable"


def test_a_verdict_tells_what_is_open_and_until_when() -> None:
    plan = dcr.Plan(dcr.ready_policy())
    ends = {"effect": "dissent", "scope": {"section": "medications"}, "authority": "person"} | {
        "made": "2026-01-01T00:00:00Z",
        "ends": "2026-12-25T00:00:00Z",
    }
    verdict = plan.decide(CLINICIAN, RECORD | {"directives": [ends]})
    assert repr(verdict) == "<Verdict permitted>"
    assert verdict.valid_until == datetime(2026, 12, 25, tzinfo=UTC)
    assert verdict.sections["medications"] == "closed" and verdict.sections["problems"] == "full"
    assert verdict.rules == [("C16-relationship", "permits"), ("C41-section-dissent", "withholds")]
    emergency = plan.decide(EMERGENCY, OPTED_OUT)
    assert emergency.overrides == ["relationship", "opt-out"]
    assert emergency.obligations == ["alert-privacy-officer", "record-reason", "tell-person"]
    refused = plan.decide(CLINICIAN)
    assert (refused.refusal, refused.valid_until, repr(refused)) == ("not-available", None, "<Verdict refused>")


def test_what_a_stricter_policy_would_change() -> None:
    plan, stricter = dcr.Plan(), dcr.Plan(dcr.ready_policy(strict=True))
    effect = plan.what_if(stricter, CLINICIAN, RECORD)
    assert (effect["before"], effect["after"]) == ("permit", "deny")
    assert ["C18-relationship-evidence-missing", "denies"] in effect["rules_gained"]
    assert plan.what_if(plan, CLINICIAN, RECORD) == {"before": "permit", "after": "permit"}


def test_admissions_are_told() -> None:
    told = dcr.Plan().admission("HOSP01", NOON)
    assert told["admission"]["state"] == "not-admitted" and "The organisation is not admitted." in told["sentences"]
    with pytest.raises(dcr.RulesError) as caught:
        dcr.Plan().admission("NOWHERE", NOON)
    assert caught.value.code == "node.register.organisation-unknown"


def test_documents_are_taken_in_every_form_and_faults_are_told() -> None:
    ready = dcr.ready_policy()
    digests = {dcr.policy_digest(each) for each in (ready, json.dumps(ready), json.dumps(ready, indent=1).encode())}
    assert len(digests) == 1 and len(digests.pop()) == 64
    dcr.check_policy(ready)
    with pytest.raises(dcr.RulesError) as caught:
        dcr.check_policy(ready | {"purposes": ["HRESCH"]})
    assert caught.value.code == "policy.invalid" and "/purposes/0" in str(caught.value)
    for made, code in (
        (lambda: dcr.Plan("{"), "policy.unreadable"),
        (lambda: dcr.Plan(None, "[]"), "register.unreadable"),
        (lambda: dcr.Request({"user": 1}), "request.unreadable"),
        (lambda: dcr.Person(b"{}"), "consent-record.unreadable"),
        (lambda: dcr.sign_policy(ready, "icb/2026", b"short"), "node.policy.signing-key"),
    ):
        with pytest.raises(dcr.DcrError) as fault:
            made()
        assert fault.value.code == code
    for frozen in (dcr.Plan(), dcr.Request(CLINICIAN), dcr.Person(RECORD)):
        with pytest.raises(AttributeError):
            frozen.other = 1  # type: ignore[union-attr]
        with pytest.raises(TypeError):
            pickle.dumps(frozen)


def test_a_request_says_everything_that_the_library_reads() -> None:
    asked = dcr.AccessRequest(
        user="1",
        user_name="Dr Ada Marsh",
        user_teams=["Ward 7"],
        user_nhs_number="9990000026",
        organisation="RBD",
        role="R8000",
        purpose="TREAT",
        nhs_number="9990000018",
        relationship="self-claimed",
        relationship_reason="covering for a colleague",
        relationship_code="scr-1",
        relationship_asserted_by="user",
        relationship_evidence="rota",
        relationship_authority="attorney",
        relationship_established=NOON - timedelta(days=1),
        relationship_ends=NOON + timedelta(days=1),
        break_glass="Unconscious in the emergency department",
        break_glass_code="mim-01",
        permission="given",
        connection="colleague",
        device="ward-7",
        at=NOON,
    )
    assert json.loads(asked.to_json()) == {
        "user": {"id": "1", "name": "Dr Ada Marsh", "teams": ["Ward 7"], "nhs_number": "9990000026"},
        "organisation": "RBD",
        "role": "R8000",
        "purpose": "TREAT",
        "at": "2026-11-22T12:00:00.000Z",
        "relationship": {
            "kind": "self-claimed",
            "reason": "covering for a colleague",
            "code": "scr-1",
            "asserted_by": "user",
            "evidence": "rota",
            "authority": "attorney",
            "established": "2026-11-21T12:00:00.000Z",
            "ends": "2026-11-23T12:00:00.000Z",
        },
        "break_glass": {"reason": "Unconscious in the emergency department", "code": "mim-01"},
        "permission": "given",
        "connection": "colleague",
        "device": "ward-7",
    }
    assert ("C35-colleague", "flags") in dcr.Plan().decide(asked, RECORD).rules
    assert "9990000026" not in repr(asked) and "9990000018" not in repr(asked)
    alone = dcr.AccessRequest(
        user="1", organisation="RBD", role="R8000", purpose="TREAT", nhs_number="1", relationship_evidence="rota"
    )
    with pytest.raises(ValueError, match="needs the relationship"):
        alone.to_json()


def test_threads_decide_by_one_plan() -> None:
    plan, request, people = dcr.Plan(), dcr.Request(CLINICIAN), [dcr.Person(RECORD), dcr.Person(OPTED_OUT)]
    wrong: list[bytes] = []

    def decides() -> None:
        for _ in range(50):
            outcomes = plan.decide_many([request] * 200, people * 100).outcomes
            if outcomes != bytes([1, 0] * 100):
                wrong.append(outcomes)

    threads = [threading.Thread(target=decides) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_node_takes_rules_and_directives(node: dcr.Node) -> None:
    assert node.admission("RBD", NOON)["admission"]["state"] == "admitted"
    admitted(node).record_directive(CLINICIAN, OPT_OUT)
    states = node.directives(CLINICIAN)
    assert [(state["directive"]["scope"], state["stands"]) for state in states] == [({"shared-record": "hide"}, True)]
    assert [entry["resource"]["resourceType"] for entry in json.loads(node.consent_fhir(CLINICIAN))["entry"]].count(
        "Consent"
    ) == 1
    with pytest.raises(dcr.InputError):
        node.record_directive(CLINICIAN, {})

    node.set_policy(dcr.ready_policy(strict=True), CLINICIAN)
    assert node.admission("RBD", NOON)["admission"]["state"] == "not-admitted"
    with pytest.raises(dcr.RulesError):
        node.set_policy("{", CLINICIAN)


def test_a_signed_policy_is_put_in_force(node: dcr.Node) -> None:
    ready: dict[str, Any] = json.loads((ROOT / "dcr-core/src/register/dorset_example.json").read_text())
    register = copy.deepcopy(ready) | {"policy_authority": "QVV"}
    board = next(each for each in register["organisations"] if each["code"] == "QVV")
    # The public key of the seed of RFC 8032, section 7.1, test 1.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    board["keys"] = [
        {"id": "icb/2026", "public": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="} | {"from": "2020-01-01T00:00:00Z"}
    ]
    node.set_register(register, CLINICIAN)
    with pytest.raises(dcr.RulesError) as caught:
        node.set_policy(dcr.ready_policy(), CLINICIAN)
    assert caught.value.code == "node.policy.unsigned"
    note = dcr.sign_policy(dcr.ready_policy(), "icb/2026", seed)
    node.set_policy(dcr.ready_policy(), CLINICIAN, note)
    with pytest.raises(dcr.RulesError) as caught:
        node.set_policy(dcr.ready_policy(strict=True), CLINICIAN, note)
    assert caught.value.code == "policy-signature.other-policy"
    with pytest.raises(dcr.RulesError) as caught:
        node.set_register("{", CLINICIAN)
    assert caught.value.code == "register.unreadable"
