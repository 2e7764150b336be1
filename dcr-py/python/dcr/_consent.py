"""Deciding without a node: a policy and a register as a plan, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias, overload

from dcr import _dcr
from dcr._request import AccessRequest, timestamp

JsonDocument: TypeAlias = str | bytes | Mapping[str, Any]
Detail = Literal["full", "coded", "existence", "closed"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_document(document: JsonDocument) -> str:
    """A JSON document as text."""
    if isinstance(document, bytes):
        return document.decode()
    return document if isinstance(document, str) else json.dumps(document)


class Request:
    """An access request, read once for any number of decisions. Frozen; several threads may use it at once."""

    __slots__ = ("_request",)

    def __init__(self, request: JsonDocument | AccessRequest) -> None:
        self._request = _dcr.Request(request.to_json() if isinstance(request, AccessRequest) else as_document(request))

    def __repr__(self) -> str:
        return repr(self._request)


class Person:
    """A person's record in its small form (``docs/consent-record.schema.json``), read once for any number of decisions.

    It is what the rules need to know of a record, without clinical content. Frozen; several threads may use it at once.
    """

    __slots__ = ("_person",)

    def __init__(self, record: JsonDocument) -> None:
        self._person = _dcr.Person(as_document(record))

    def __repr__(self) -> str:
        return repr(self._person)


RequestLike: TypeAlias = Request | AccessRequest | JsonDocument
PersonLike: TypeAlias = Person | JsonDocument


def _request(request: RequestLike) -> _dcr.Request:
    return request._request if isinstance(request, Request) else Request(request)._request


def _person(person: PersonLike | None) -> _dcr.Person | None:
    if person is None:
        return None
    return person._person if isinstance(person, Person) else Person(person)._person


class Verdict:
    """A decision as far as it can be said without the lines of the record: for the account, not for the requester."""

    __slots__ = ("_verdict",)

    def __init__(self, verdict: _dcr.Verdict) -> None:
        self._verdict = verdict

    @property
    def permitted(self) -> bool:
        """Whether the look is permitted."""
        return self._verdict.permitted

    @property
    def refusal(self) -> str | None:
        """How much of a refusal may be told: ``not-permitted`` or ``not-available``; none where it is permitted."""
        return self._verdict.refusal

    @property
    def rules(self) -> list[tuple[str, str]]:
        """The rules that fired, in their order, each with what it yielded."""
        return self._verdict.rules

    @property
    def sections(self) -> dict[str, Detail]:
        """Every section with the detail in which it is open."""
        return dict(self._verdict.sections)

    @property
    def obligations(self) -> list[str]:
        """What must follow."""
        return self._verdict.obligations

    @property
    def overrides(self) -> list[str]:
        """What the emergency overrode so far; lines may add to it."""
        return self._verdict.overrides

    @property
    def valid_until(self) -> datetime | None:
        """The first instant at which the same request may be answered otherwise; none where there is none."""
        millis = self._verdict.valid_until
        return None if millis is None else EPOCH + timedelta(milliseconds=millis)

    def __repr__(self) -> str:
        return repr(self._verdict)


class Verdicts(Sequence[Verdict]):
    """The verdicts on many requests, in their order. Frozen."""

    __slots__ = ("_verdicts",)

    def __init__(self, verdicts: _dcr.Verdicts) -> None:
        self._verdicts = verdicts

    @property
    def outcomes(self) -> bytes:
        """One byte for each verdict: 1 where the look is permitted, 0 where it is refused."""
        return self._verdicts.outcomes

    @overload
    def __getitem__(self, place: int) -> Verdict: ...
    @overload
    def __getitem__(self, place: slice) -> list[Verdict]: ...
    def __getitem__(self, place: int | slice) -> Verdict | list[Verdict]:
        places = range(len(self._verdicts))[place]
        if isinstance(places, range):
            return [Verdict(self._verdicts.at(each)) for each in places]
        return Verdict(self._verdicts.at(places))

    def __len__(self) -> int:
        return len(self._verdicts)

    def __repr__(self) -> str:
        return repr(self._verdicts)


class Plan:
    """A policy and a register, compiled together; an absent one is the ready one for Dorset.

    Frozen; several threads may decide by it at once. A request is a :class:`Request`, an :class:`AccessRequest` or a
    JSON document; a person is a :class:`Person` or a record in its small form. What is used often is best prepared.

    >>> plan = Plan()
    >>> clinician = Request({
    ...     "user": {"id": "555000111222"}, "organisation": "RBD", "role": "R8000", "purpose": "TREAT",
    ...     "relationship": {"kind": "referral"}, "at": "2026-11-22T09:00:00Z",
    ... })
    >>> record = {"demographics": [{"source": ["RBD", "PAS", "1"], "labels": []}], "directives": [], "lines": []}
    >>> plan.decide(clinician, record).permitted
    True
    >>> opt_out = {
    ...     "effect": "dissent", "scope": {"shared-record": "hide"}, "authority": "person",
    ...     "made": "2026-01-01T00:00:00Z",
    ... }
    >>> refused = Person(record | {"directives": [opt_out]})
    >>> plan.decide(clinician, refused).rules
    [('C16-relationship', 'permits'), ('C22-opt-out', 'denies')]
    >>> plan.explain(clinician, refused, requester=True)
    ['There is no record here that you may look at.']
    """

    __slots__ = ("_plan",)

    def __init__(self, policy: JsonDocument | None = None, register: JsonDocument | None = None) -> None:
        documents = (None if document is None else as_document(document) for document in (policy, register))
        self._plan = _dcr.Plan(*documents)

    def decide(self, request: RequestLike, person: PersonLike | None = None) -> Verdict:
        """Decides as far as that can be said without the lines of the record; no person means that nobody was found."""
        return Verdict(self._plan.decide(_request(request), _person(person)))

    def decide_many(self, requests: Sequence[RequestLike], persons: Sequence[PersonLike | None]) -> Verdicts:
        """Decides on pairs: the first request with the first person, and so on. Other threads run meanwhile."""
        asked, about = [_request(request) for request in requests], [_person(person) for person in persons]
        return Verdicts(self._plan.decide_many(asked, about))

    def decide_record(self, request: RequestLike, record: PersonLike | None = None) -> dict[str, Any]:
        """The whole decision on a record, for the account and not for the requester.

        ``decision``; ``shown``, the statements that are shown, each ``organisation/system/item``; and ``unsourced``,
        those of them that are shown without their source.
        """
        decided: dict[str, Any] = json.loads(self._plan.decide_record(_request(request), _person(record)))
        return decided

    def explain(self, request: RequestLike, record: PersonLike | None = None, *, requester: bool = False) -> list[str]:
        """The decision in sentences: everything for the account, or what the requester may know."""
        sentences: list[str] = json.loads(self._plan.explain(_request(request), _person(record), requester))
        return sentences

    def what_if(self, after: Plan, request: RequestLike, record: PersonLike) -> dict[str, Any]:
        """What another plan would change for one request for one record: for those who settle the policy alone."""
        person = record._person if isinstance(record, Person) else Person(record)._person
        effect: dict[str, Any] = json.loads(self._plan.what_if(after._plan, _request(request), person))
        return effect

    def admission(self, organisation: str, at: datetime) -> dict[str, Any]:
        """Whether an organisation is admitted at an instant: ``admission``, and ``sentences``, the same in words."""
        told: dict[str, Any] = json.loads(self._plan.admission(organisation, timestamp(at)))
        return told

    def matrix(self, requests: Sequence[str], records: Sequence[str | None]) -> tuple[list[str], bytes]:
        """Every request with every record: for those who check a policy on many cases. Two threads work on it.

        The distinct answers as JSON, in the order in which they first appear, each :meth:`decide_record` with
        ``outward``, what the requester may be told; and the place of every answer among them in 32 bits, the least
        significant byte first: the first record with every request, then the second, and so on.
        """
        return self._plan.matrix(list(requests), list(records))

    def __repr__(self) -> str:
        return repr(self._plan)


def policy_digest(policy: JsonDocument) -> str:
    """The digest of a policy, as every decision names it; a :class:`RulesError` tells what is wrong with one."""
    return _dcr.policy_digest(as_document(policy))


def check_policy(policy: JsonDocument) -> None:
    """Reads a policy and forgets it; a :class:`RulesError` tells the place and what is wrong there."""
    _dcr.policy_digest(as_document(policy))


def sign_policy(policy: JsonDocument, key_id: str, seed: bytes) -> bytes:
    """Signs a policy for :meth:`Node.set_policy`; the signed note.

    ``seed`` is the 32 bytes of an Ed25519 key (RFC 8032) and ``key_id`` the id that the register gives the key.
    """
    return _dcr.sign_policy(as_document(policy), key_id, seed)


def ready_policy(*, strict: bool = False) -> dict[str, Any]:
    """The ready policy for Dorset, or a stricter one, to begin from."""
    document: dict[str, Any] = json.loads(_dcr.ready_policy(strict))
    return document
