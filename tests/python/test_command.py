"""The command `dcr`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dcr.__main__ import main
from story import ADMISSION, CLINICIAN, NOBODY, NUMBER

ASKS = ["--nhs-number", NUMBER, "--user", "1", "--organisation", "RBD", "--role", "R8000", "--purpose", "TREAT"]


class Command:
    """The command, on one node in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "key"
        (folder / "adt.hl7").write_text(ADMISSION, newline="")
        (folder / "nobody.hl7").write_text(NOBODY, newline="")

    def __call__(self, command: str, *words: str | Path) -> int:
        given = [command, self.folder / "node", "--key-file", self.key, *words]
        return main([str(word) for word in given])


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The command on a node that knows one person."""
    command = Command(tmp_path)
    assert command("create", "--organisation", "RBD") == 0
    assert command("submit", tmp_path / "adt.hl7", "--source", "RBD/PAS") == 0
    return command


def test_a_new_key_is_its_owners_alone_and_stays(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    key = command.key.read_text()
    assert len(key) == 65
    assert command.key.stat().st_mode & 0o777 == 0o600
    assert command("create", "--organisation", "RBD") == 2
    assert "node.store.exists" in capsys.readouterr().err
    assert command.key.read_text() == key


def test_what_goes_into_quarantine_is_told(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    files = (command.folder / "adt.hl7", command.folder / "nobody.hl7")
    assert command("submit", *files, "--source", "RBD/PAS") == 1
    receipts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(receipt["file"], receipt["accepted"], receipt["quarantined"]) for receipt in receipts] == [
        ("adt.hl7", 1, 0),
        ("nobody.hl7", 0, 1),
    ]


def test_the_quarantine_is_listed_and_tried_again(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("submit", command.folder / "nobody.hl7", "--source", "RBD/PAS") == 1
    capsys.readouterr()
    assert command("quarantine") == 0
    unit = json.loads(capsys.readouterr().out)
    assert (unit["id"], unit["code"]) == (1, "hl7v2.message.no-person")
    assert command("retry", "1") == 1
    assert json.loads(capsys.readouterr().out)["quarantine"] == [1]
    assert command("retry", "99") == 2
    assert "node.quarantine.unknown" in capsys.readouterr().err


def test_quality_is_reported(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    days = ("--since", "2026-01-01", "--until", "2099-12-31")
    assert command("quality", *days) == 0
    assert "units: 1 accepted" in capsys.readouterr().out
    assert command("quality", *days, "--output", "json") == 0
    assert json.loads(capsys.readouterr().out)["sources"][0]["organisation"] == "RBD"


def test_the_record_goes_out_as_fhir(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    for output, kind in (("fhir", "collection"), ("ips", "document")):
        assert command("view", *ASKS, "--relationship", "referral", "--output", output) == 0
        assert json.loads(capsys.readouterr().out)["type"] == kind


def test_the_past_and_what_changed(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    asks = (*ASKS, "--relationship", "referral")
    assert command("view", *asks, "--known-at", "2020-01-01T00:00Z", "--output", "json") == 0
    assert json.loads(capsys.readouterr().out)["record"].get("demographics") is None
    assert command("view", *asks, "--output", "story") == 0
    assert len(json.loads(capsys.readouterr().out)["encounters"]) == 1
    assert command("changes", *asks, "--since", "2020-01-01T00:00:00+00:00") == 0
    kinds = {change["kind"] for change in json.loads(capsys.readouterr().out)["changes"]["changes"]}
    assert kinds == {"new"}
    assert command("changes", *ASKS, "--since", "2020-01-01T00:00Z") == 1
    with pytest.raises(SystemExit):
        command("changes", *asks, "--since", "2020-01-01T00:00")
    assert "an instant needs its offset" in capsys.readouterr().err


def test_looks_and_their_account(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command("view", *ASKS, "--relationship", "referral") == 0
    assert "DURDLE, DOROTHEA" in capsys.readouterr().out
    assert command("view", *ASKS, "--relationship", "referral", "--output", "json") == 0
    assert json.loads(capsys.readouterr().out)["permitted"] is True
    assert command("view", *ASKS, "--relationship", "referral", "--output", "html") == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert command("view", *ASKS) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "deny"
    assert command("view", *ASKS, "--break-glass", "Unconscious in the emergency department") == 0
    capsys.readouterr()
    assert command("who-saw", *ASKS) == 2
    assert "node.request.not-permitted" in capsys.readouterr().err
    assert command("who-saw", *ASKS, "--relationship", "referral") == 0
    kinds = [json.loads(line)["event"]["kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["view", "view", "view", "refusal", "break-glass-view", "audit-reading"]


def test_a_log_that_was_rolled_back_is_told(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    before = command.folder / "before"
    shutil.copytree(command.folder / "node", before)
    assert command("view", *ASKS, "--relationship", "referral") == 0
    capsys.readouterr()
    assert command("checkpoint") == 0
    kept = command.folder / "kept"
    kept.write_text(capsys.readouterr().out, newline="")
    assert command("verify", "--kept", kept) == 0
    assert json.loads(capsys.readouterr().out)["anchored"] == 1
    shutil.rmtree(command.folder / "node")
    shutil.copytree(before, command.folder / "node")
    assert command("verify") == 0
    assert command("verify", "--kept", kept) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["code"] == "audit.rolled-back-or-forked"


def test_errors_are_told_in_the_librarys_words(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("submit", command.folder / "adt.hl7", "--source", "RBD") == 2
    assert "node.input.source" in capsys.readouterr().err
    assert command("submit", command.folder / "absent.hl7", "--source", "RBD/PAS") == 2
    assert capsys.readouterr().err.startswith("dcr: ")
    command.key.write_bytes(b"\xff" * 64)
    assert command("verify") == 2
    assert capsys.readouterr().err == "dcr: a file or an argument is not text in UTF-8\n"
    command.key.write_text("08" * 32)
    assert command("verify") == 2
    assert "node.key.wrong" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["look"])
    assert caught.value.code == 2


RULES = Path(__file__).parents[2] / "dcr-core" / "src"
READY, STRICT = RULES / "consent" / "dorset_example.json", RULES / "consent" / "strict_example.json"


@pytest.fixture
def asked(tmp_path: Path) -> tuple[str, ...]:
    """A request for a record of somebody who keeps medicines to themself, as the words of the command."""
    source = {"source": ["RBD", "PAS", "d1"], "labels": []}
    dissent = {"effect": "dissent", "scope": {"section": "medications"}, "authority": "person"}
    made = {"made": "2026-01-01T00:00:00Z"}
    record = {"demographics": [source], "directives": [dissent | made], "lines": []}
    (tmp_path / "request").write_text(CLINICIAN.to_json())
    (tmp_path / "record").write_text(json.dumps(record))
    return "--request", str(tmp_path / "request"), "--record", str(tmp_path / "record")


def test_a_policy_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", str(STRICT)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["version"], len(told["digest"])) == ("Dorset, stricter (example)", 1, 64)
    (tmp_path / "policy").write_text(READY.read_text().replace('"TREAT"', '"HRESCH"', 1))
    assert main(["policy", "check", str(tmp_path / "policy")]) == 2
    assert "/purposes/0" in capsys.readouterr().err


def test_a_decision_is_told_in_sentences(asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", *asked]) == 0
    assert "Withheld in Medications and medical devices" in capsys.readouterr().out
    assert main(["decide", *asked, "--requester"]) == 0
    assert "C41" not in capsys.readouterr().out
    assert main(["decide", *asked[:2], "--policy", str(READY), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["decision"]["refusal"] == "not-available"
    assert main(["decide", "--request", asked[3]]) == 2
    assert "request.unreadable" in capsys.readouterr().err


def test_what_a_policy_would_change_is_told(asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["what-if", str(READY), str(STRICT), *asked, asked[3]]) == 0
    effects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["record"], each["before"], each["after"]) for each in effects] == [("record", "permit", "deny")] * 2


def test_an_admission_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admission", "RBD", "--at", "2026-01-01T00:00:00Z"]) == 0
    assert capsys.readouterr().out == "The organisation is admitted: it may look, and what it sends is taken.\n"
    assert main(["admission", "HOSP01", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["admission"]["status"] == "pending"
    assert main(["admission", "NOWHERE"]) == 2
    with pytest.raises(SystemExit) as caught:
        main(["admission", "RBD", "--at", "2026-01-01"])
    assert caught.value.code == 2


def test_the_command_is_installed() -> None:
    program = shutil.which("dcr", path=str(Path(sys.executable).parent))
    assert program is not None
    told = [subprocess.check_output([*words, "--version"]) for words in ([program], [sys.executable, "-m", "dcr"])]
    assert told[0] == told[1] != b""
