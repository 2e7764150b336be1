"""The words of the command ``dcr`` that need no node: policies, decisions and admissions."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dcr._consent import Person, Plan, Request, policy_digest

OK, NOT_SO = 0, 1
Run = Callable[[argparse.Namespace], int]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the words to those of the command."""

    def command(
        to: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Run, help: str
    ) -> argparse.ArgumentParser:
        added = to.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    policy = commands.add_parser("policy", help="What can be done with a policy document.")
    check = command(
        policy.add_subparsers(dest="policy_command", required=True),
        "check",
        _check,
        "Read a policy and print its name, version and digest.",
    )
    check.add_argument("file", type=Path, metavar="FILE")

    decide = command(commands, "decide", _decide, "Decide on a request for a record and print the answer in sentences.")
    decide.add_argument("--request", type=Path, required=True, help="a file with the access request")
    decide.add_argument("--record", type=Path, help="a file with the record in its small form; absent: nobody is found")
    decide.add_argument("--requester", action="store_true", help="tell what the requester may know, and no more")
    decide.add_argument("--json", action="store_true", help="print the whole decision, for the account, as JSON")
    _rules(decide)

    what_if = command(commands, "what-if", _what_if, "Print what another policy would change, for each record a line.")
    what_if.add_argument("before", type=Path, metavar="BEFORE", help="the policy in force")
    what_if.add_argument("after", type=Path, metavar="AFTER", help="the policy proposed")
    what_if.add_argument("--request", type=Path, required=True, help="a file with the access request")
    what_if.add_argument(
        "--record", type=Path, nargs="+", required=True, metavar="FILE", help="files with records in their small form"
    )
    what_if.add_argument("--register", type=Path, help="a register document; else the ready one for Dorset")

    admission = command(
        commands, "admission", _admission, "Tell whether an organisation is admitted and what it lacks."
    )
    admission.add_argument("organisation", metavar="ORGANISATION", help="its code, such as RBD")
    admission.add_argument("--at", type=_instant, help="when, such as 2026-01-01T00:00:00Z; else now")
    admission.add_argument("--json", action="store_true", help="print it as JSON")
    _rules(admission)


def _rules(command: argparse.ArgumentParser) -> None:
    command.add_argument("--policy", type=Path, help="a policy document; else the ready one for Dorset")
    command.add_argument("--register", type=Path, help="a register document; else the ready one for Dorset")


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment


def _text(path: Path | None) -> str | None:
    return None if path is None else path.read_text(encoding="utf-8")


def _plan(given: argparse.Namespace) -> Plan:
    return Plan(_text(given.policy), _text(given.register))


def _request(given: argparse.Namespace) -> Request:
    return Request(given.request.read_text(encoding="utf-8"))


def _check(given: argparse.Namespace) -> int:
    text = given.file.read_text(encoding="utf-8")
    digest = policy_digest(text)
    document = json.loads(text)
    _print({"name": document["name"], "version": document["version"], "digest": digest})
    return OK


def _decide(given: argparse.Namespace) -> int:
    plan, request = _plan(given), _request(given)
    record = None if given.record is None else Person(given.record.read_text(encoding="utf-8"))
    if given.json:
        _print(plan.decide_record(request, record))
    else:
        print("\n".join(plan.explain(request, record, requester=given.requester)))
    return OK if plan.decide(request, record).permitted else NOT_SO


def _what_if(given: argparse.Namespace) -> int:
    before, after = (Plan(_text(policy), _text(given.register)) for policy in (given.before, given.after))
    request = _request(given)
    for path in given.record:
        _print({"record": path.name, **before.what_if(after, request, path.read_text(encoding="utf-8"))})
    return OK


def _admission(given: argparse.Namespace) -> int:
    told = _plan(given).admission(given.organisation, given.at or datetime.now(UTC))
    if given.json:
        _print(told)
    else:
        print("\n".join(told["sentences"]))
    return NOT_SO if told["admission"]["state"] == "not-admitted" else OK


def _print(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))
