"""The node, its key and its answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from os import PathLike
from types import TracebackType
from typing import Any, Literal

from dcr import _dcr
from dcr._consent import JsonDocument, as_document
from dcr._input import Data, Document, Format, as_bytes, as_instant, as_text
from dcr._matching import Columns, TableLike, as_match_table
from dcr._receipt import BatchReceipt, Progress, Receipt
from dcr._request import AccessRequest, timestamp

NodeKey = _dcr.NodeKey
# How many inputs are drawn from an iterable at a time.
BATCH_GROUP = 64

OptOutMode = Literal["hide", "do-not-hold"]
LocalPerson = Mapping[str, Any]
Authority = Literal["person", "parental-responsibility", "attorney", "deputy", "best-interest", "not-stated"]


def _pair(one: LocalPerson, other: LocalPerson, by: AccessRequest, **more: str) -> str:
    return json.dumps({"one": dict(one), "other": dict(other), "by": json.loads(by.to_json())} | more)


class TableMatches:
    """What came of matching the rows of a table with the persons whom a node holds."""

    __slots__ = ("_by", "_node", "_table", "complete", "model", "rows")

    def __init__(self, node: _dcr.Node, table: _dcr.MatchTable, by: str) -> None:
        """Not called: see `Node.match_table`."""
        told = json.loads(node.match_table(table, by))
        self._node, self._table, self._by = node, table, by
        self.complete: bool = told["complete"]
        """Whether everyone whom the node holds was compared; if not, `Node.settle_matches` has work left."""
        self.model: str = told["model"]
        """What the model in force is known by."""
        self.rows: list[dict[str, Any]] = told["rows"]
        """`row`, `outcome` and, where it fits somebody, `person`, `nhs_number` and `score`; in order of the rows."""

    def explain(self, row: int, person: str) -> dict[str, Any] | None:
        """How a row and a person whom it fits compare: the score, a waterfall, and `text` for a person to read.

        ``None`` where it fits nobody of that name whom the requester may see. Accounted for as the row was.
        """
        told: dict[str, Any] | None = json.loads(self._node.explain_match(self._table, self._by, row, person))
        return told

    def __repr__(self) -> str:
        return f"<TableMatches rows={len(self.rows)}>"


class Answer:
    """The answer to a request to see a record. A refusal is an answer, not an error."""

    __slots__ = ("_answer",)

    def __init__(self, answer: _dcr.Answer) -> None:
        self._answer = answer

    @property
    def permitted(self) -> bool:
        """Whether the look was permitted."""
        return self._answer.permitted

    @property
    def audit_index(self) -> int:
        """The place of this look in the node's audit log."""
        return self._answer.audit_index

    @property
    def decision(self) -> dict[str, Any]:
        """What the requester may be told of the decision."""
        told: dict[str, Any] = json.loads(self._answer.render("decision"))
        return told

    @property
    def record(self) -> dict[str, Any] | None:
        """The visible record, where the look was permitted."""
        shown = self._answer.render("record")
        return json.loads(shown) if shown else None

    def to_json(self) -> str:
        """The whole answer as canonical JSON (RFC 8785)."""
        return self._answer.render("json").decode()

    def to_text(self) -> str:
        """The visible record for a terminal; empty where the look was refused."""
        return self._answer.render("text").decode()

    def to_html(self) -> str:
        """The visible record as one page that stands alone; empty where the look was refused."""
        return self._answer.render("html").decode()

    def to_fhir(self) -> str:
        """The visible record as a Bundle of UK Core R4 resources in JSON; empty where the look was refused."""
        return self._answer.render("fhir").decode()

    def to_ips(self) -> str:
        """The visible record as an International Patient Summary in JSON; empty where the look was refused."""
        return self._answer.render("ips").decode()

    def story(self) -> dict[str, Any] | None:
        """The record by ``encounters``, by ``problems`` and along time (``timeline``), or ``None`` where refused."""
        told = self._answer.render("story")
        return json.loads(told) if told else None

    def canonical(self, form: Literal["json", "record", "decision"]) -> bytes:
        """The canonical bytes of the whole answer, the visible record or the decision."""
        return self._answer.render(form)

    def _repr_html_(self) -> str | None:
        return self.to_html() or None

    def __repr__(self) -> str:
        return repr(self._answer)


class Node:
    """One organisation's node: a folder. Use it as a context manager, or close it.

    Its methods may be called from several threads at once, and let other Python threads run while they work.
    """

    __slots__ = ("_node",)

    def __init__(self, node: _dcr.Node) -> None:
        self._node = node

    @classmethod
    def create(
        cls,
        folder: str | PathLike[str],
        *,
        organisation: str,
        key: NodeKey,
        register: Document | None = None,
        policy: Document | None = None,
    ) -> Node:
        """Makes a node in a folder and opens it; an absent register or policy is the ready one for Dorset."""
        return cls(_dcr.Node.create(folder, organisation, as_text(register), as_text(policy), key))

    @classmethod
    def open(cls, folder: str | PathLike[str], *, key: NodeKey) -> Node:
        """Opens the node in a folder."""
        return cls(_dcr.Node.open(folder, key))

    def close(self) -> None:
        """Closes the node; closing twice does nothing."""
        self._node.close()

    def __enter__(self) -> Node:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(
        self,
        data: Data,
        *,
        source: str,
        format: Format = "auto",
        mapping: Document | None = None,
        received: datetime | None = None,
    ) -> Receipt:
        """Takes an input; when this returns, everything that the receipt tells of is durable.

        ``source`` is an organisation and its system, such as ``RBD/PAS``. ``mapping`` belongs to ``csv`` (also TSV and
        XLSX): the name of a built-in mapping (``client-level-data``, ``council-contacts``) or a mapping document; and
        to ``document``: its covering note.
        """
        given, arrived = as_bytes(data), as_instant(received)
        return Receipt.from_json(self._node.submit(given, format, source, as_text(mapping), arrived))

    def submit_acknowledged(
        self,
        data: Data,
        *,
        source: str,
        control_id: str,
        received: datetime | None = None,
        answered: datetime | None = None,
    ) -> tuple[Receipt, list[bytes]]:
        """Takes HL7 v2 messages; the receipt, and for each message the ACK to answer its sender with.

        ``control_id`` begins every answer's control identifier: one to twelve letters and digits that no other answers
        share. ``answered`` is the time of the answers; absent means now.
        """
        given, arrived, at = as_bytes(data), as_instant(received), as_instant(answered)
        receipt, answers = self._node.submit_acknowledged(given, source, arrived, control_id, at)
        return Receipt.from_json(receipt), answers

    def submit_batch(
        self,
        inputs: Iterable[Data],
        *,
        source: str,
        format: Format = "auto",
        mapping: Document | None = None,
        received: datetime | None = None,
        progress: Callable[[Progress], bool | None] | None = None,
    ) -> BatchReceipt:
        """Takes many inputs of one source; they are drawn from the iterable a few dozen at a time.

        After each group, which is durable then, ``progress`` is told how far it has come; ``False`` stops it there.
        An input that cannot even be begun is told in the receipt and does not hold up the others. The same batch again
        changes nothing, so that one that was interrupted is simply handed in once more.
        """
        document, arrived = as_text(mapping), as_instant(received)
        batch, waiting = BatchReceipt(), iter(inputs)
        while group := [as_bytes(data) for data in islice(waiting, BATCH_GROUP)]:
            batch.add(self._node.submit_batch(group, format, source, document, arrived))
            if progress is not None and progress(batch.progress) is False:
                batch.stopped = next(waiting, None) is not None
                break
        return batch

    def find(self, request: AccessRequest) -> dict[str, Any] | None:
        """Searches by the request's NHS number. Someone whose record is not the requester's to see is not found."""
        found: dict[str, Any] | None = json.loads(self._node.find(request.to_json(), request.nhs_number))
        return found

    def view(
        self, request: AccessRequest, *, known_at: datetime | None = None, held_at: datetime | None = None
    ) -> Answer:
        """Asks to see the record of the person with the request's NHS number; the account of it is durable first.

        ``known_at`` shows it as it was known at an instant, ``held_at`` as it then held, as far as is known now; with
        both, what was known then of what held then. Who may see it is decided by the present.
        """
        if known_at is None and held_at is None:
            return Answer(self._node.view(request.to_json(), request.nhs_number))
        known, held = (None if at is None else timestamp(at) for at in (known_at, held_at))
        return Answer(self._node.view_as_at(request.to_json(), request.nhs_number, known, held))

    def changes(self, request: AccessRequest, since: datetime) -> dict[str, Any]:
        """What changed in the record of the person with the request's NHS number since an instant.

        ``permitted`` tells whether it may be seen; then ``changes`` has each line that is ``new``, ``changed`` or
        ``gone``.
        """
        answer: dict[str, Any] = json.loads(self._node.changes(request.to_json(), request.nhs_number, timestamp(since)))
        return answer

    def caseload_changes(self, nhs_numbers: Iterable[str], since: datetime, by: AccessRequest) -> list[dict[str, Any]]:
        """What changed in a caseload: ``nhs_number`` and ``answer`` of each person who may be seen and changed.

        Each person asked about has an account of their own.
        """
        document = {"nhs_numbers": list(nhs_numbers), "since": timestamp(since), "by": json.loads(by.to_json())}
        found: list[dict[str, Any]] = json.loads(self._node.caseload_changes(json.dumps(document)))
        return found

    def opt_out(
        self,
        by: AccessRequest,
        *,
        mode: OptOutMode = "hide",
        authority: Authority = "person",
        evidence: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Records that the person with the request's NHS number opts out of the shared record.

        Tells what was erased, which is nothing unless the mode is ``do-not-hold``.
        """
        document = {"nhs_number": by.nhs_number, "mode": mode, "authority": authority, "by": json.loads(by.to_json())}
        if evidence is not None:
            document["evidence"] = dict(evidence)
        erased: dict[str, Any] = json.loads(self._node.opt_out(json.dumps(document)))
        return erased

    def erase_due(self, at: datetime | None = None) -> dict[str, Any]:
        """Erases what is held about everyone whose wish not to be held has come into effect; now, or at an instant.

        The node does this by itself when it is opened and after whatever it writes. Tells what was erased.
        """
        erased: dict[str, Any] = json.loads(self._node.erase_due(None if at is None else timestamp(at)))
        return erased

    def what_if(
        self, policy: JsonDocument, requests: Iterable[AccessRequest], nhs_numbers: Iterable[str], by: AccessRequest
    ) -> dict[str, Any]:
        """Whom another policy would affect: ``people``, ``unknown``, ``looks``, ``revealing`` and ``changed``.

        Nothing is put in force and no record is shown. That somebody asked is accounted for, for each person.
        """
        document = {
            "policy": json.loads(as_document(policy)),
            "requests": [json.loads(request.to_json()) for request in requests],
            "nhs_numbers": list(nhs_numbers),
            "by": json.loads(by.to_json()),
        }
        effects: dict[str, Any] = json.loads(self._node.what_if(json.dumps(document)))
        return effects

    def withdraw_directive(self, by: AccessRequest, scope: Mapping[str, Any]) -> None:
        """Withdraws a directive that was recorded at this node, such as ``{"shared-record": "hide"}``."""
        document = {"nhs_number": by.nhs_number, "scope": dict(scope), "by": json.loads(by.to_json())}
        self._node.withdraw_directive(json.dumps(document))

    def record_directive(self, by: AccessRequest, directive: Mapping[str, Any]) -> dict[str, Any]:
        """Records a directive of the person with the request's NHS number, as ``docs/contribution.schema.json`` tells.

        One that forbids is taken from anybody; one that allows needs someone who may look, and good authority.
        """
        document = {"nhs_number": by.nhs_number, "directive": dict(directive), "by": json.loads(by.to_json())}
        erased: dict[str, Any] = json.loads(self._node.record_directive(json.dumps(document)))
        return erased

    def directives(self, request: AccessRequest) -> list[dict[str, Any]]:
        """Every directive of the person with the request's NHS number, in every version, the latest made first.

        Empty for someone who is not known or not the requester's to ask about. The reading is accounted for.
        """
        states: list[dict[str, Any]] = json.loads(self._node.directives(request.to_json(), request.nhs_number))
        return states

    def consent_fhir(self, request: AccessRequest) -> str:
        """The directives that stand, as a FHIR R4 Bundle of UK Core Consents in JSON. The reading is accounted for."""
        return self._node.consent_fhir(request.to_json(), request.nhs_number).decode()

    def identity_review(self, by: AccessRequest, *, after: int = 0, limit: int = 50) -> dict[str, Any]:
        """What identity could not settle and a person has to: ``items``, ``complete``, ``next`` unless it is the end.

        ``after`` is the ``next`` of the page before. Only those are listed whom ``by`` may see; each is accounted for.
        """
        page: dict[str, Any] = json.loads(self._node.identity_review(by.to_json(), after, limit))
        return page

    def identity_compare(self, one: LocalPerson, other: LocalPerson, by: AccessRequest) -> dict[str, Any] | None:
        """Two local persons side by side: what their sources say, whether they are one now and why, how alike they are.

        A local person is a mapping of ``organisation``, ``system`` and ``subject``, as in an item of the queue.
        ``None`` where they are not known or not the requester's to compare. The look is accounted for under both.
        """
        compared: dict[str, Any] | None = json.loads(self._node.identity_compare(_pair(one, other, by)))
        return compared

    def identity_decide(
        self,
        one: LocalPerson,
        other: LocalPerson,
        decision: Literal["same", "different"],
        reason: str,
        by: AccessRequest,
    ) -> None:
        """Decides that two local persons are one or two, with the reason. Accounted for under both."""
        self._node.identity_decide(_pair(one, other, by, decision=decision, reason=reason))

    def identity_undo(self, one: LocalPerson, other: LocalPerson, by: AccessRequest) -> None:
        """Takes back what was decided at this node: the record is then as if it had never been."""
        self._node.identity_undo(_pair(one, other, by))

    def match_table(self, table: TableLike, by: AccessRequest, *, columns: Columns | None = None) -> TableMatches:
        """Matches the rows of a table with the persons whom the node holds, by the model of matching in force.

        The table is one of :func:`link_table`. Whoever is not the requester's to see looks like nobody; every row is
        accounted for, under each person whom it fits.
        """
        return TableMatches(self._node, as_match_table(table, columns), by.to_json())

    def set_match_model(self, model: JsonDocument | None, by: AccessRequest) -> None:
        """Puts a model of matching in force: its document, ``"english"`` for the one that is shipped, or none.

        The change is accounted for. Whoever was held before waits for :meth:`settle_matches`.
        """
        self._node.set_match_model(None if model is None else as_document(model), by.to_json())

    def match_model(self) -> dict[str, Any] | None:
        """The model of matching in force; ``None`` where identity goes by numbers, identifiers and statements alone."""
        model: dict[str, Any] | None = json.loads(self._node.match_model())
        return model

    def settle_matches(self, most: int = 1_000) -> int:
        """Compares up to ``most`` of the local persons who wait for it; how many are left: call it until none."""
        return self._node.settle_matches(most)

    def rebuild_matches(self) -> None:
        """Forgets what matching found, so that :meth:`settle_matches` finds it anew."""
        self._node.rebuild_matches()

    def set_policy(self, policy: JsonDocument, by: AccessRequest, note: bytes | None = None) -> None:
        """Puts another policy in force; ``note`` is its signature, where the register names who signs policies.

        The change is accounted for; after an error the policy in force stays.
        """
        self._node.set_policy(as_document(policy), note, by.to_json())

    def set_register(self, register: JsonDocument, by: AccessRequest) -> None:
        """Puts another register in force. The change is accounted for; after an error the register in force stays."""
        self._node.set_register(as_document(register), by.to_json())

    def admission(self, organisation: str, at: datetime) -> dict[str, Any]:
        """Whether an organisation is admitted at an instant by the rules in force: ``admission`` and ``sentences``."""
        told: dict[str, Any] = json.loads(self._node.admission(organisation, timestamp(at)))
        return told

    def who_saw(self, request: AccessRequest) -> list[dict[str, Any]]:
        """Every audit event about the person with the request's NHS number, the first first."""
        events: list[dict[str, Any]] = json.loads(self._node.who_saw(request.to_json(), request.nhs_number))
        return events

    def verify_audit(self, kept: Iterable[bytes] = ()) -> dict[str, Any]:
        """Checks the whole audit log, and against checkpoints that were kept elsewhere; the verdict.

        Without a kept checkpoint, a log that was rolled back looks intact.
        """
        verdict: dict[str, Any] = json.loads(self._node.verify_audit(list(kept)))
        return verdict

    def checkpoint(self) -> bytes:
        """The present checkpoint of the audit log: a signed note for others to keep."""
        return self._node.checkpoint()

    def audit_leaf(self, index: int) -> bytes:
        """The leaf of the audit event with a number, such as :attr:`Answer.audit_index`: 44 bytes that commit to it."""
        return self._node.audit_leaf(index)

    def quarantine(self) -> list[dict[str, Any]]:
        """Everything in quarantine, the oldest first."""
        units: list[dict[str, Any]] = json.loads(self._node.quarantine())
        return units

    def quarantined_bytes(self, unit: int) -> bytes:
        """The bytes of a unit in quarantine, as they came."""
        return self._node.quarantined_bytes(unit)

    def replay(self, unit: int) -> Receipt:
        """Tries a unit in quarantine again."""
        return Receipt.from_json(self._node.replay(unit))

    def use_terminology(self, files: Mapping[str, Data]) -> dict[str, Any]:
        """Translates the codes of whatever is received from now on by these files, each under its name.

        The NHS maps of Read v2 and CTV3 to SNOMED CT, FHIR ConceptMaps, maps of one's own, and the files of a dm+d
        release; the node does not keep them, so hand them in after each opening. The result tells what was read.
        """
        given = [(name, as_bytes(data)) for name, data in files.items()]
        summary: dict[str, Any] = json.loads(self._node.use_terminology(given))
        return summary

    def quality(self, since: date, until: date) -> dict[str, Any]:
        """How well each source delivered from one day to another, both included: counts by source and day (in UTC)."""
        report: dict[str, Any] = json.loads(self._node.quality(since.isoformat(), until.isoformat(), "json"))
        return report

    def quality_text(self, since: date, until: date) -> str:
        """The same report for a terminal."""
        return self._node.quality(since.isoformat(), until.isoformat(), "text")

    def directory(self) -> list[dict[str, Any]]:
        """What sources state of staff, places and organisations: of each the statement recorded last."""
        statements: list[dict[str, Any]] = json.loads(self._node.directory())
        return statements

    def stats(self) -> dict[str, int]:
        """How much the node holds."""
        counts: dict[str, int] = json.loads(self._node.stats())
        return counts

    def __repr__(self) -> str:
        return "<Node>"
