"""The whole of a node, from Python."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import dcr
import pytest
from story import ADMISSION, CLINICIAN, EMERGENCY, NOBODY, NUMBER, RECEIVED, STRANGER, admitted


@pytest.mark.parametrize(
    "data",
    [ADMISSION, ADMISSION.encode(), bytearray(ADMISSION.encode()), memoryview(ADMISSION.encode())],
    ids=["str", "bytes", "bytearray", "memoryview"],
)
def test_an_input_is_text_or_any_bytes(node: dcr.Node, data: bytes | bytearray | memoryview | str) -> None:
    receipt = node.submit(data, source="RBD/PAS", received=RECEIVED)
    assert (receipt.accepted, receipt.repeated, receipt.quarantined) == (1, 0, 0)
    assert receipt.contributions > 0
    again = node.submit(ADMISSION, source="RBD/PAS", received=RECEIVED)
    assert (again.accepted, again.repeated, again.contributions) == (1, 1, 0)


def test_a_view_that_is_not_contiguous_is_read_in_its_own_order(node: dcr.Node) -> None:
    backwards = memoryview(ADMISSION.encode()[::-1])[::-1]
    assert node.submit(backwards, source="RBD/PAS").accepted == 1


@pytest.mark.parametrize("data", [5, None, ["MSH"]])
def test_what_is_no_bytes_is_refused(node: dcr.Node, data: object) -> None:
    with pytest.raises(TypeError):
        node.submit(data, source="RBD/PAS")  # type: ignore[arg-type]
    assert node.stats()["messages"] == 0


def test_a_permitted_look(node: dcr.Node) -> None:
    answer = admitted(node).view(CLINICIAN)
    assert answer.permitted and answer.audit_index == 0
    assert answer.record is not None
    assert answer.record["demographics"][0]["demographics"]["names"][0]["family"] == "DURDLE"
    assert answer.decision["outcome"] == "permit"
    assert "DURDLE, DOROTHEA" in answer.to_text()
    assert answer.to_html().startswith("<!DOCTYPE html>")
    assert answer._repr_html_() == answer.to_html()
    whole = json.loads(answer.to_json())
    assert whole == {"audit": 0, "decision": answer.decision, "permitted": True, "record": answer.record}
    assert answer.canonical("json") == answer.to_json().encode()
    assert json.loads(answer.canonical("record")) == answer.record
    assert len(node.audit_leaf(answer.audit_index)) == 44


def test_the_record_as_it_was_and_what_changed_since(node: dcr.Node) -> None:
    later = RECEIVED + timedelta(hours=1)
    asked = replace(CLINICIAN, at=later)
    node.submit(ADMISSION, source="RBD/PAS", received=RECEIVED)
    before = node.view(asked, known_at=RECEIVED - timedelta(seconds=1))
    assert before.permitted and before.record is not None and "demographics" not in before.record
    assert before.record["as_at"] == {"known": "2026-11-22T13:33:59.000Z"}
    assert "This is not the present record" in before.to_text()
    then = node.view(asked, known_at=RECEIVED, held_at=later)
    now = node.view(asked)
    assert then.record is not None and now.record is not None
    assert then.record["as_at"]["held"] == "2026-11-22T14:34:00.000Z"
    assert [line["entry"] for section in then.record["sections"] for line in section.get("lines", [])] == [
        line["entry"] for section in now.record["sections"] for line in section.get("lines", [])
    ]
    since = node.changes(asked, RECEIVED - timedelta(seconds=1))
    assert since["permitted"] and {change["kind"] for change in since["changes"]["changes"]} == {"new"}
    assert node.changes(asked, RECEIVED)["changes"]["changes"] == []
    assert "changes" not in node.changes(STRANGER, RECEIVED)


def test_a_caseload_tells_of_an_admission(node: dcr.Node) -> None:
    admitted(node)
    caseload = [NUMBER, "9990000026"]
    (found,) = node.caseload_changes(caseload, RECEIVED - timedelta(days=1), CLINICIAN)
    assert found["nhs_number"] == NUMBER
    sections = {change["section"] for change in found["answer"]["changes"]["changes"]}
    assert sections == {"allergies", "encounters"}
    assert node.caseload_changes(caseload, RECEIVED, CLINICIAN) == []
    assert node.caseload_changes(caseload, RECEIVED - timedelta(days=1), STRANGER) == []


def test_a_story_names_the_lines_of_the_record(node: dcr.Node) -> None:
    answer = admitted(node).view(CLINICIAN)
    story = answer.story()
    assert story is not None and answer.record is not None
    (encounter,) = story["encounters"]
    (section,) = (found for found in answer.record["sections"] if found["section"] == "encounters")
    assert encounter["line"]["item"] == section["lines"][0]["statements"][0]["provenance"]["item"]
    assert admitted(node).view(STRANGER).story() is None


def test_a_refusal_is_an_answer(node: dcr.Node) -> None:
    answer = admitted(node).view(STRANGER)
    assert not answer.permitted
    assert answer.record is None
    assert answer.decision["outcome"] == "deny"
    assert answer.to_text() == "" and answer.to_html() == "" and answer._repr_html_() is None


def test_a_search(node: dcr.Node) -> None:
    assert node.find(CLINICIAN) is None
    found = admitted(node).find(CLINICIAN)
    assert found is not None and found["nhs_number"] == NUMBER
    assert node.find(STRANGER) is None


def test_an_opt_out_yields_to_an_emergency_and_ends_when_withdrawn(node: dcr.Node) -> None:
    admitted(node).opt_out(CLINICIAN, evidence=None)
    assert not node.view(CLINICIAN).permitted
    assert node.view(EMERGENCY).permitted
    node.withdraw_directive(CLINICIAN, {"shared-record": "hide"})
    assert node.view(CLINICIAN).permitted
    kinds = [entry["event"]["kind"] for entry in node.who_saw(CLINICIAN)]
    assert kinds == ["directive-change", "refusal", "break-glass-view", "directive-change", "view"]


def test_what_a_wish_not_to_be_held_erases_is_told(node: dcr.Node) -> None:
    nothing = admitted(node).erase_due()
    assert (nothing["local_persons"], nothing["complete"]) == (0, True)
    assert node.opt_out(CLINICIAN)["local_persons"] == 0
    erased = node.opt_out(CLINICIAN, mode="do-not-hold")
    assert (erased["local_persons"], erased["complete"]) == (1, True) and erased["contributions"] > 0
    assert node.erase_due(RECEIVED)["local_persons"] == 0
    assert not node.view(EMERGENCY).permitted


def test_another_policy_is_tried_without_being_put_in_force(node: dcr.Node) -> None:
    policy = dcr.ready_policy()
    assert admitted(node).what_if(policy, [CLINICIAN], [NUMBER, "9990000026"], CLINICIAN) == {
        "people": 1, "unknown": 1, "looks": 1, "changed": [], "revealing": 0,
    }  # fmt: skip
    policy["purposes"] = []
    policy["version"] += 1
    with pytest.raises(dcr.RulesError) as raised:
        node.what_if(policy, [CLINICIAN], [NUMBER], CLINICIAN)
    assert raised.value.code.startswith("policy.")
    assert node.view(CLINICIAN).permitted


def test_what_cannot_be_used_is_kept_and_can_be_tried_again(node: dcr.Node) -> None:
    receipt = node.submit(NOBODY, source="RBD/PAS", received=RECEIVED)
    assert (receipt.accepted, receipt.quarantined, receipt.quarantine) == (0, 1, (1,))
    assert any(issue.severity == "fatal" and issue.code for issue in receipt.issues)
    (unit,) = node.quarantine()
    assert (unit["id"], unit["organisation"], unit["system"], unit["format"]) == (1, "RBD", "PAS", "hl7v2")
    assert node.quarantined_bytes(1) == NOBODY.encode()
    assert node.replay(1).quarantined == 1
    assert node.stats()["quarantined"] == 1


def test_a_sender_gets_an_answer_to_each_message(node: dcr.Node) -> None:
    receipt, answers = node.submit_acknowledged(
        ADMISSION + NOBODY, source="RBD/PAS", control_id="DCR1", received=RECEIVED, answered=RECEIVED
    )
    assert (receipt.accepted, receipt.quarantined) == (1, 1)
    accepted, refused = (answer.decode().split("\r") for answer in answers)
    assert accepted[0].startswith("MSH|^~\\&|DCR|DCR|PAS|RBD|20261122") and accepted[1] == "MSA|AA|1"
    assert refused[1].split("|")[1] in ("AE", "AR") and refused[1].split("|")[2] == "2"
    assert refused[2].startswith("ERR|")
    with pytest.raises(dcr.InputError) as raised:
        node.submit_acknowledged(ADMISSION, source="RBD/PAS", control_id="not legal")
    assert raised.value.code == "hl7v2.acknowledgement.control-id"


def test_what_is_shown_goes_out_as_fhir(node: dcr.Node) -> None:
    answer = admitted(node).view(CLINICIAN)
    bundle = json.loads(answer.to_fhir())
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds.count("Patient") == 1 and kinds.count("AllergyIntolerance") == 1
    summary = json.loads(answer.to_ips())
    assert (summary["type"], summary["entry"][0]["resource"]["resourceType"]) == ("document", "Composition")
    refused = node.view(STRANGER)
    assert refused.to_fhir() == "" and refused.to_ips() == ""


def test_sources_are_told_of(node: dcr.Node) -> None:
    code_map = (
        '{"format":1,"name":"local","version":"1","from":"http://read.info/readv2","to":"http://snomed.info/sct",'
        '"delimiter":"comma","columns":{"code":"c","target":"t"}}\nc,t\nC10F.,44054006\n'
    )
    assert node.use_terminology({"local.csv": code_map})["maps"][0]["map"] == "local@1"
    with pytest.raises(dcr.InputError):
        node.use_terminology({"local.csv": "{}"})
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER}],
        "name": [{"family": "Durdle", "given": ["Dorothea"]}],
        "birthDate": "1940-02-01",
    }
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://read.info/readv2", "code": "C10F."}]},
    }
    entries = [{"resource": patient}, {"resource": condition}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    admitted(node).submit(json.dumps(bundle), source="RBD/PAS", received=RECEIVED)
    assert '"code":"44054006"' in node.view(CLINICIAN).to_json()
    report = node.quality(RECEIVED.date(), RECEIVED.date())
    (source,) = report["sources"]
    assert (source["organisation"], source["total"]["codes"]["mapped"]) == ("RBD", {"local@1": 1})
    assert "local@1" in node.quality_text(RECEIVED.date(), RECEIVED.date())
    staff = (
        "MSH|^~\\&|PAS|RBD|DCR|DCR|20260203142000||MFN^M02|1|P|2.4\rMFI|PRA^Practitioners|PAS|UPD|||AL\r"
        "MFE|MAD|1|20260101|C1^White^RBD|CE\rSTF|C1^White^RBD|C1^^^RBD|WHITE^SUE^^^DR|P|F\r"
    )
    node.submit(staff, source="RBD/PAS", received=RECEIVED)
    assert [entry["entry"]["name"] for entry in node.directory()] == ["DR SUE WHITE"]


def test_a_document_comes_with_its_note(node: dcr.Node) -> None:
    note = {
        "format": 1,
        "nhs_number": NUMBER,
        "demographics": {"names": [{"family": "Durdle", "given": ["Dorothea"]}], "birth_date": "1940-02-01"},
        "kind": {"text": "Clinic letter"},
        "title": "Letter from the harbour clinic",
        "identifier": "L-7",
        "media_type": "text/plain",
        "confidentiality": "normal",
    }
    receipt = admitted(node).submit("She walks well again.", source="RBD/PAS", format="document", mapping=note)
    assert (receipt.accepted, receipt.quarantined) == (1, 0)
    assert "Letter from the harbour clinic" in node.view(CLINICIAN).to_text()


def test_a_batch_tells_how_far_it_has_come_and_can_be_stopped(node: dcr.Node) -> None:
    inputs = [ADMISSION, "nothing that is known", NOBODY] * 40
    seen: list[dcr.Progress] = []

    def stop_after_the_first(progress: dcr.Progress) -> bool:
        seen.append(progress)
        return False

    first = node.submit_batch(inputs, source="RBD/PAS", received=RECEIVED, progress=stop_after_the_first)
    assert seen == [dcr.Progress(inputs=64, refused=21, accepted=22, quarantined=21)]
    assert first.stopped and first.progress == seen[0] and len(first.outcomes) == 64
    whole = node.submit_batch(iter(inputs), source="RBD/PAS", received=RECEIVED)
    assert not whole.stopped
    assert whole.progress == dcr.Progress(inputs=120, refused=40, accepted=40, quarantined=40)
    taken, refused = whole.outcomes[0], whole.outcomes[1]
    assert isinstance(taken, dcr.Receipt) and (taken.accepted, taken.repeated, taken.contributions) == (1, 1, 0)
    assert isinstance(refused, dcr.Refused) and refused.code == "node.input.format"


def test_the_audit_is_checked_against_checkpoints_that_were_kept(node: dcr.Node) -> None:
    admitted(node).view(CLINICIAN)
    kept = node.checkpoint()
    node.view(CLINICIAN)
    assert node.verify_audit() == {"code": "audit.intact", "intact": True, "size": 2, "erased": 0}
    assert node.verify_audit([kept])["anchored"] == 1
    assert not node.verify_audit([b"not a checkpoint"])["intact"]


def test_a_node_is_opened_again_and_knows_what_it_knew(tmp_path: Path, key: dcr.NodeKey) -> None:
    with dcr.Node.create(str(tmp_path), organisation="RBD", key=key) as node:
        admitted(node)
    with dcr.Node.open(tmp_path, key=key) as node:
        assert node.view(CLINICIAN).permitted
        assert node.stats()["messages"] == 1


def test_a_closed_node_refuses_and_closing_twice_does_nothing(node: dcr.Node) -> None:
    node.close()
    node.close()
    with pytest.raises(dcr.StoreError) as caught:
        node.stats()
    assert caught.value.code == "node.store.closed"


def test_a_node_is_closed_when_its_block_fails(tmp_path: Path, key: dcr.NodeKey) -> None:
    with pytest.raises(ZeroDivisionError), dcr.Node.create(tmp_path, organisation="RBD", key=key) as node:
        raise ZeroDivisionError
    with pytest.raises(dcr.StoreError):
        node.stats()


def test_a_register_and_a_policy_of_ones_own(tmp_path: Path, key: dcr.NodeKey) -> None:
    core = Path(__file__).parents[2] / "dcr-core" / "src"
    register = json.loads((core / "register" / "dorset_example.json").read_text())
    policy = (core / "consent" / "dorset_example.json").read_text()
    with dcr.Node.create(tmp_path, organisation="RBD", key=key, register=register, policy=policy) as node:
        assert admitted(node).view(CLINICIAN).permitted


def test_a_time_without_a_zone_is_refused(node: dcr.Node) -> None:
    naive = datetime(2026, 11, 22, 12, 0)
    with pytest.raises(ValueError, match="time zone"):
        node.submit(ADMISSION, source="RBD/PAS", received=naive)
    with pytest.raises(ValueError, match="time zone"):
        node.view(replace(CLINICIAN, at=naive))
    assert node.stats()["audit_events"] == 0


def test_a_time_in_another_zone_is_the_same_instant(node: dcr.Node) -> None:
    there = datetime(2026, 11, 22, 14, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=2)))
    admitted(node).view(replace(CLINICIAN, at=there))
    (entry,) = node.who_saw(CLINICIAN)
    assert entry["event"]["when"] == "2026-11-22T12:00:00.123Z"


def test_a_request_says_all_it_was_given(node: dcr.Node) -> None:
    request = replace(CLINICIAN, relationship="self-claimed", relationship_reason="Covering for Dr Corfe", device="D1")
    assert json.loads(request.to_json()) == {
        "user": {"id": "555000111222", "name": "Dr Ada Marsh"},
        "organisation": "RBD",
        "role": "R8000",
        "purpose": "TREAT",
        "relationship": {"kind": "self-claimed", "reason": "Covering for Dr Corfe"},
        "device": "D1",
        "at": "2026-11-22T12:00:00.000Z",
    }
    assert NUMBER not in request.to_json()
    with pytest.raises(FrozenInstanceError):
        request.role = "R8001"  # type: ignore[misc]


def test_representations_tell_nothing_of_the_person(node: dcr.Node, key: dcr.NodeKey) -> None:
    answer = admitted(node).view(CLINICIAN)
    assert (repr(node), repr(key), repr(answer)) == ("<Node>", "<NodeKey>", "<Answer permitted>")
    assert repr(node.view(STRANGER)) == "<Answer refused>"
    shown = repr(replace(EMERGENCY, relationship="self-claimed", relationship_reason="Her neighbour"))
    assert not any(word in shown for word in [NUMBER, "Unconscious", "neighbour"])
    assert NUMBER not in repr(node.submit(NOBODY, source="RBD/PAS"))


def test_a_key_goes_through_hex_and_is_new_each_time() -> None:
    key = dcr.NodeKey.generate()
    assert dcr.NodeKey.from_hex(key.hex()).hex() == key.hex()
    assert dcr.NodeKey.generate().hex() != key.hex()


def test_contributions_are_read_without_a_node(node: dcr.Node) -> None:
    lines = dcr.read_contributions(ADMISSION, source="RBD/PAS", received=RECEIVED)
    assert lines.endswith(b"\n")
    assert all(json.loads(line)["contribution"]["key"]["organisation"] == "RBD" for line in lines.splitlines())
    assert dcr.read_contributions(NOBODY, source="RBD/PAS") == b""
    # What was read is itself an input, and gives the same again.
    again = dcr.read_contributions(lines, source="RBD/PAS", format="contributions", received=RECEIVED)
    assert again == lines
    assert node.submit(lines, source="RBD/PAS", format="contributions").contributions == len(lines.splitlines())
    assert admitted(node).view(CLINICIAN).permitted


def test_the_version_is_the_workspaces() -> None:
    manifest = (Path(__file__).parents[2] / "Cargo.toml").read_text()
    assert f'version = "{dcr.__version__}"' in manifest


def test_a_star_import_hides_nothing_of_python() -> None:
    import builtins

    assert not set(dcr.__all__) & set(dir(builtins))
    assert all(hasattr(dcr, name) for name in dcr.__all__)
