"""Who is one person, and what people settle, from Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import dcr
import pytest

NUMBER = "9990000018"
RECEIVED = datetime(2026, 11, 22, 13, 34, tzinfo=UTC)
CLERK = dcr.AccessRequest(
    user="777000111222",
    organisation="RBD",
    role="R8008",
    purpose="PATADMIN",
    nhs_number=NUMBER,
    relationship="registered-patient",
)


def registered(node: dcr.Node, source: str, local: str, given: str, number: str = "") -> None:
    organisation = source.split("/")[0]
    stated = f"{number}^^^NHS^NH~" if number else ""
    message = (
        f"MSH|^~\\&|PAS|{organisation}|DCR|DCR|20260703090000||ADT^A28|{local}|P|2.4\r"
        f"PID|1||{stated}{local}^^^{organisation}^MR||FETHERSTONHAUGH^{given}||19440305|F|||"
        "17 HIGH STREET^^DORCHESTER^^DT1 1XJ||01632 960017\r"
    )
    assert node.submit(message, source=source, received=RECEIVED).accepted == 1


def test_a_number_in_query_is_listed_compared_decided_and_undone(node: dcr.Node) -> None:
    registered(node, "RBD/PAS", "77", "CLEMENTINE", NUMBER)
    registered(node, "RDZ/PAS", "88", "DOROTHEA", NUMBER)
    page = node.identity_review(CLERK)
    assert page["complete"] and "next" not in page
    (item,) = page["items"]
    assert (item["kind"], item["nhs_number"]) == ("nhs-number", NUMBER)
    one, other = item["left"], item["right"]
    compared = node.identity_compare(one, other, CLERK)
    assert compared is not None and not compared["joined"] and "decision" not in compared
    stated = [compared[side]["demographics"][0]["demographics"] for side in ("left", "right")]
    names = [demographics["names"][0]["given"][0] for demographics in stated]
    assert sorted(names) == ["CLEMENTINE", "DOROTHEA"]
    assert "may be twins" in compared["likeness"]["text"] and not compared["likeness"]["in_force"]

    node.identity_decide(one, other, "same", "Known by both names", CLERK)
    compared = node.identity_compare(other, one, CLERK)
    assert compared is not None and compared["joined"]
    assert (compared["decision"]["reason"], compared["decision"]["role"]) == ("Known by both names", "R8008")
    assert node.identity_review(CLERK)["items"] == []
    node.identity_undo(one, other, CLERK)
    assert [item["left"] for item in node.identity_review(CLERK)["items"]] == [one]
    kinds = [event["event"]["kind"] for event in node.who_saw(CLERK)]
    assert {"identity-review", "link-decision"} <= set(kinds)


def test_a_table_is_matched_with_the_persons_of_a_node(node: dcr.Node) -> None:
    registered(node, "RBD/PAS", "77", "CLEMENTINE", NUMBER)
    table = {
        "given_name": ["Clementine", "Dorothea", "Zachary"],
        "family_name": ["Fetherstonhaugh", "Fetherstonhaugh", "Corfe"],
        "born": ["1944-03-05", "1944-03-05", "1999-12-12"],
        "postcode": ["DT1 1XJ"] * 3,
        "address": ["17 High St", "17 High St", "3 Church Lane"],
    }
    columns = {name: name for name in table} | {"birth_date": "born"}
    del columns["born"]
    with pytest.raises(dcr.InputError) as raised:
        node.match_table(table, CLERK, columns=columns)
    assert raised.value.code == "node.identity.no-match-model"
    node.set_match_model("english", CLERK)
    assert not node.match_table(table, CLERK, columns=columns).complete
    assert node.settle_matches() == 0
    found = node.match_table(table, CLERK, columns=columns)
    assert found.complete and found.model == dcr.MatchModel.english().digest
    assert [row["outcome"] for row in found.rows] == ["link", "possible", "none"]
    first, twin, nobody = found.rows
    assert first["nhs_number"] == NUMBER and first["person"] == twin["person"]
    assert nobody == {"row": 2, "outcome": "none"} and "Clementine" not in repr(found)
    explained = found.explain(0, first["person"])
    assert explained is not None and explained["waterfall"][-1]["sum"] == explained["score"] == first["score"]
    assert found.explain(2, first["person"]) is None
    with pytest.raises(dcr.InputError) as raised:
        found.explain(0, "Clementine")
    assert raised.value.code == "node.input.person"
    searches = [event for event in node.who_saw(CLERK) if event["event"]["kind"] == "search"]
    # Two rows that fit her, and the explanation of one; what fits nobody is accounted for under nobody.
    assert len(searches) == 3
    node.opt_out(CLERK)
    hidden = node.match_table(table, CLERK, columns=columns)
    assert [row["outcome"] for row in hidden.rows] == ["none"] * 3


def test_what_cannot_be_decided_is_told(node: dcr.Node) -> None:
    registered(node, "RBD/PAS", "77", "CLEMENTINE", NUMBER)
    registered(node, "RDZ/PAS", "88", "DOROTHEA", NUMBER)
    (item,) = node.identity_review(CLERK)["items"]
    one, other = item["left"], item["right"]
    stranger = {**one, "organisation": "RDY"}
    assert node.identity_compare(one, stranger, CLERK) is None
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("node.identity.reason", lambda: node.identity_decide(one, other, "same", " ", CLERK)),
        ("node.identity.undecided", lambda: node.identity_undo(one, other, CLERK)),
        ("node.identity.not-to-compare", lambda: node.identity_decide(one, stranger, "same", "x", CLERK)),
        ("node.input.document", lambda: node.identity_decide(one, other, "perhaps", "x", CLERK)),  # type: ignore[arg-type]
    ]
    for code, call in refusals:
        with pytest.raises(dcr.InputError) as refused:
            call()
        assert refused.value.code == code
    elsewhere = dcr.AccessRequest(
        user="1", organisation="RDZ", role="R8000", purpose="TREAT", nhs_number=NUMBER, relationship="referral"
    )
    with pytest.raises(dcr.RulesError) as refused_rules:
        node.identity_review(elsewhere)
    assert refused_rules.value.code == "node.request.not-permitted"


def test_matching_is_off_until_a_model_is_in_force(node: dcr.Node) -> None:
    registered(node, "RBD/PAS", "77", "CLEMENTINE", NUMBER)
    registered(node, "RDZ/PAS", "88", "CLEMENTINE")
    one = {"organisation": "RBD", "system": "PAS", "subject": {"namespace": "RBD", "value": "77"}}
    other = {"organisation": "RDZ", "system": "PAS", "subject": {"namespace": "RDZ", "value": "88"}}

    def joined() -> bool:
        compared = node.identity_compare(one, other, CLERK)
        assert compared is not None
        return bool(compared["joined"])

    assert node.match_model() is None and not joined()
    node.set_match_model("english", CLERK)
    assert node.settle_matches(1) == 1 and node.settle_matches() == 0
    assert joined()
    model = node.match_model()
    assert model is not None
    node.set_match_model(model, CLERK)
    node.rebuild_matches()
    assert not joined() and node.settle_matches() == 0 and joined()
    node.set_match_model(None, CLERK)
    assert node.match_model() is None and not joined()
    with pytest.raises(dcr.RulesError) as refused:
        node.set_match_model({"format": "another"}, CLERK)
    assert refused.value.code.startswith("match-model.")
