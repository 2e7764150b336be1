"""Every failure is an exception of its family, with the library's stable code and nothing of the person."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dcr
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import ADMISSION, CLINICIAN, NUMBER, STRANGER, admitted

SOURCE = "RBD/PAS"
ROOT = Path(__file__).parents[2]

Provoke = Callable[[dcr.Node, Path], object]


def other_key(_node: dcr.Node, folder: Path) -> object:
    return dcr.Node.open(folder, key=dcr.NodeKey.from_hex("08" * 32))


def damaged(_node: dcr.Node, folder: Path) -> object:
    other = folder.parent / "damaged"
    shutil.copytree(folder, other)
    for file in other.iterdir():
        file.write_bytes(b"not a store" * 1000)
    return dcr.Node.open(other, key=dcr.NodeKey.from_hex("07" * 32))


def nobody_in_particular(node: dcr.Node, _folder: Path) -> object:
    # An opt-out is taken from anybody who says who they are; without that it could not be accounted for.
    node.opt_out(replace(CLINICIAN, user=""))
    return None


PROVOKED: list[tuple[type[dcr.DcrError], str, Provoke]] = [
    (dcr.InputError, "node.input.source", lambda node, _: node.submit(b"", source="RBD", format="hl7v2")),
    (dcr.InputError, "node.input.format", lambda node, _: node.submit(b"?", source=SOURCE)),
    (dcr.InputError, "node.input.mapping", lambda node, _: node.submit(b"", source=SOURCE, format="csv", mapping="x")),
    (dcr.InputError, "identifier.check-digit", lambda node, _: node.view(replace(CLINICIAN, nhs_number="9990000019"))),
    (
        dcr.InputError,
        "node.directive.none",
        lambda node, _: node.withdraw_directive(CLINICIAN, {"shared-record": "hide"}),
    ),
    (dcr.InputError, "node.input.document", lambda node, _: node.withdraw_directive(CLINICIAN, {"everything": 1})),
    (dcr.InputError, "node.input.audit-index", lambda node, _: node.audit_leaf(10**9)),
    (
        dcr.RulesError,
        "register.unreadable",
        lambda _, folder: dcr.Node.create(
            folder.parent / "new", organisation="RBD", key=dcr.NodeKey.generate(), register="{}"
        ),
    ),
    (dcr.RulesError, "node.request.not-permitted", lambda node, _: node.who_saw(STRANGER)),
    (dcr.StoreError, "node.quarantine.unknown", lambda node, _: node.replay(4711)),
    (
        dcr.StoreError,
        "node.store.missing",
        lambda _, folder: dcr.Node.open(folder / "no", key=dcr.NodeKey.generate()),
    ),
    (
        dcr.StoreError,
        "node.store.exists",
        lambda _, folder: dcr.Node.create(folder, organisation="RBD", key=dcr.NodeKey.generate()),
    ),
    (dcr.StoreError, "node.store.foreign", damaged),
    (dcr.KeyError, "node.key.wrong", other_key),
    (dcr.KeyError, "node.key.format", lambda *_: dcr.NodeKey.from_hex("0")),
    (dcr.AuditError, "audit.event.lacks", nobody_in_particular),
]


@pytest.mark.parametrize(("family", "code", "provoke"), PROVOKED, ids=[code for _, code, _ in PROVOKED])
def test_a_failure_has_its_family_and_its_code(
    node: dcr.Node, tmp_path: Path, family: type[dcr.DcrError], code: str, provoke: Provoke
) -> None:
    with pytest.raises(dcr.DcrError) as caught:
        provoke(node, tmp_path / "node")
    assert (type(caught.value), caught.value.code) == (family, code)
    assert len(str(caught.value)) > 5
    assert not any(personal in str(caught.value) for personal in [NUMBER, "9990000019", str(tmp_path)])


def test_every_family_of_the_library_is_an_exception() -> None:
    families = re.findall(r'^        (\w+) = "([a-z]+)",$', (ROOT / "dcr-core/src/family.rs").read_text(), re.MULTILINE)
    assert len(families) == 6
    classes = {f"{name}Error" for name, _ in families}
    assert classes == {error.__name__ for error in dcr.DcrError.__subclasses__()}
    assert all(getattr(dcr, name).__mro__[1] is dcr.DcrError for name in classes)
    # All but a fault of the library itself was provoked above.
    assert {family.__name__ for family, _, _ in PROVOKED} == classes - {"InternalError"}


def test_what_fails_changes_nothing(node: dcr.Node) -> None:
    before = admitted(node).stats()
    for format in ("auto", "fhir", "csv", "contributions"):
        with pytest.raises(dcr.DcrError):
            node.submit(b"?", source="not a source", format=format)
    assert node.stats() == before


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=100).map(lambda tail: ADMISSION.encode()[:60] + tail),
        st.binary(max_size=100).map(lambda tail: b'{"resourceType": "Bundle", "entry": [' + tail),
    ),
    format=st.sampled_from(["auto", "hl7v2", "fhir", "csv", "contributions", "telex"]),
    source=st.one_of(st.just(SOURCE), st.text(max_size=12)),
    mapping=st.one_of(st.none(), st.sampled_from(["client-level-data", "council-contacts", "{}"]), st.text(max_size=9)),
)
def test_no_input_raises_anything_else(
    node: dcr.Node, data: bytes, format: str, source: str, mapping: str | None
) -> None:
    try:
        receipt = node.submit(data, source=source, format=format, mapping=mapping)  # type: ignore[arg-type]
    except dcr.DcrError as error:
        assert isinstance(error, dcr.InputError), error.code
    else:
        assert receipt.quarantined == len(receipt.quarantine)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), number=st.text(max_size=12))
def test_no_request_raises_anything_else(node: dcr.Node, text: str, number: str) -> None:
    request = replace(CLINICIAN, user=text, organisation=text, role=text, relationship=text, nhs_number=number)
    try:
        assert not node.view(request).permitted
    except dcr.DcrError as error:
        assert error.code.split(".")[0] in {"identifier", "audit"}
    assert node.verify_audit()["intact"]
