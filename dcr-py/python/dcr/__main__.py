"""The command ``dcr``: a node from the shell, and the consent rules without one.

It exits with 0 when all is well, 1 when a look was refused, an organisation is not admitted, an input was not wholly
taken or the audit is not intact, and 2 after an error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dcr import AccessRequest, Answer, DcrError, Node, NodeKey, __version__, _consent_commands, _match_commands

OK, NOT_SO, ERROR = 0, 1, 2
FORMATS = ["auto", "hl7v2", "fhir", "edifact", "cda", "document", "csv", "contributions"]


def parser() -> argparse.ArgumentParser:
    """The words of the command."""
    parser = argparse.ArgumentParser(prog="dcr", description="A node of the Dorset Care Record.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.add_argument("folder", type=Path, help="the node's folder")
        added.add_argument("--key-file", type=Path, required=True, help="the file with the node's key in hexadecimal")
        added.set_defaults(run=run)
        return added

    create = command("create", _create, "Make a node; a key file that is not there is made with a new key.")
    create.add_argument("--organisation", required=True, help="the organisation's code, such as RBD")
    create.add_argument("--register", type=Path, help="a register document; else the ready one for Dorset")
    create.add_argument("--policy", type=Path, help="a policy document; else the ready one for Dorset")

    submit = command("submit", _submit, "Hand in files and print a receipt for each.")
    submit.add_argument("files", type=Path, nargs="+", metavar="FILE")
    submit.add_argument("--source", required=True, help="organisation and system, such as RBD/PAS")
    submit.add_argument("--format", default="auto", choices=FORMATS)
    submit.add_argument("--mapping", help="for csv: the name of a built-in mapping, or a file with a mapping document")
    submit.add_argument("--note", type=Path, help="for document: a file with its covering note")
    submit.add_argument(
        "--codes", type=Path, action="append", default=[], help="a file of codes to translate by: a map, or one of dm+d"
    )

    view = command("view", _view, "Ask to see a person's record.")
    view.add_argument("--output", default="text", choices=["text", "html", "json", "fhir", "ips", "story"])
    view.add_argument("--break-glass", metavar="REASON", help="declare an emergency")
    view.add_argument("--known-at", type=_instant, metavar="INSTANT", help="as it was known then")
    view.add_argument("--held-at", type=_instant, metavar="INSTANT", help="as it held then")
    _asks(view)

    changes = command("changes", _changes, "Print what changed in a person's record since an instant.")
    changes.add_argument("--since", type=_instant, required=True, metavar="INSTANT")
    changes.add_argument("--break-glass", metavar="REASON", help="declare an emergency")
    _asks(changes)

    _asks(command("who-saw", _who_saw, "Print every event about a person, one a line."))

    quality = command("quality", _quality, "Print how well each source delivered.")
    quality.add_argument("--since", type=date.fromisoformat, required=True, help="the first day, such as 2026-01-01")
    quality.add_argument("--until", type=date.fromisoformat, required=True, help="the last day")
    quality.add_argument("--output", default="text", choices=["text", "json"])

    command("quarantine", _quarantine, "Print every unit in quarantine, one a line.")
    retry = command("retry", _retry, "Try units in quarantine again and print a receipt for each.")
    retry.add_argument("units", type=int, nargs="+", metavar="UNIT", help="the number of a unit")

    verify = command("verify", _verify, "Check the audit log and print the verdict.")
    verify.add_argument("--kept", type=Path, action="append", default=[], help="a checkpoint that was kept elsewhere")
    command("checkpoint", _checkpoint, "Print the audit log's present checkpoint, to be kept elsewhere.")

    _consent_commands.add(commands)
    _match_commands.add(commands)
    return parser


def _asks(command: argparse.ArgumentParser) -> None:
    command.add_argument("--nhs-number", required=True, help="whose record")
    command.add_argument("--user", required=True, help="who asks: the user's identifier")
    command.add_argument("--organisation", required=True, help="for which organisation")
    command.add_argument("--role", required=True, help="as what, such as R8000")
    command.add_argument("--purpose", required=True, help="what for, such as TREAT")
    command.add_argument("--relationship", help="by which tie, such as referral")
    command.add_argument("--relationship-reason", help="the reason of a self-claimed tie")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; its exit code."""
    given = parser().parse_args(_match_commands.one_word(sys.argv[1:] if arguments is None else arguments))
    try:
        code: int = given.run(given)
    except DcrError as error:
        print(f"dcr: {error} ({error.code})", file=sys.stderr)
        return ERROR
    except OSError as error:
        print(f"dcr: {error.strerror or 'reading or writing failed'}", file=sys.stderr)
        return ERROR
    except UnicodeError:
        print("dcr: a file or an argument is not text in UTF-8", file=sys.stderr)
        return ERROR
    return code


def _create(given: argparse.Namespace) -> int:
    if not given.key_file.exists():
        # Only its owner may read it, from the first byte on; and an existing file is never overwritten.
        descriptor = os.open(given.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(NodeKey.generate().hex() + "\n")
    register, policy = (path and path.read_text(encoding="utf-8") for path in (given.register, given.policy))
    Node.create(
        given.folder, organisation=given.organisation, key=_key(given), register=register, policy=policy
    ).close()
    return OK


def _submit(given: argparse.Namespace) -> int:
    mapping = given.mapping
    if given.note is not None:
        mapping = given.note.read_text(encoding="utf-8")
    elif mapping is not None and Path(mapping).is_file():
        mapping = Path(mapping).read_text(encoding="utf-8")
    whole = True
    with _open(given) as node:
        if given.codes:
            node.use_terminology({path.name: path.read_bytes() for path in given.codes})
        for path in given.files:
            receipt = node.submit(path.read_bytes(), source=given.source, format=given.format, mapping=mapping)
            _print({"file": path.name, **asdict(receipt)})
            whole = whole and receipt.quarantined == 0
    return OK if whole else NOT_SO


def _view(given: argparse.Namespace) -> int:
    with _open(given) as node:
        answer = node.view(_request(given), known_at=given.known_at, held_at=given.held_at)
    print(_told(answer, given.output).rstrip("\n"))
    return OK if answer.permitted else NOT_SO


def _changes(given: argparse.Namespace) -> int:
    with _open(given) as node:
        answer = node.changes(_request(given), given.since)
    _print(answer)
    return OK if answer["permitted"] else NOT_SO


def _instant(text: str) -> datetime:
    """An instant with its offset; without one nobody could say which instant is meant."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("an instant needs its offset, such as Z or +01:00")
    return instant


def _told(answer: Answer, output: str) -> str:
    if output == "json":
        return answer.to_json()
    if not answer.permitted:
        return answer.canonical("decision").decode()
    if output == "story":
        return json.dumps(answer.story(), ensure_ascii=False)
    forms = {"html": answer.to_html, "fhir": answer.to_fhir, "ips": answer.to_ips}
    return forms.get(output, answer.to_text)()


def _who_saw(given: argparse.Namespace) -> int:
    with _open(given) as node:
        for event in node.who_saw(_request(given)):
            _print(event)
    return OK


def _quality(given: argparse.Namespace) -> int:
    with _open(given) as node:
        if given.output == "json":
            _print(node.quality(given.since, given.until))
        else:
            print(node.quality_text(given.since, given.until), end="")
    return OK


def _quarantine(given: argparse.Namespace) -> int:
    with _open(given) as node:
        for unit in node.quarantine():
            _print(unit)
    return OK


def _retry(given: argparse.Namespace) -> int:
    whole = True
    with _open(given) as node:
        for unit in given.units:
            receipt = node.replay(unit)
            _print({"unit": unit, **asdict(receipt)})
            whole = whole and receipt.quarantined == 0
    return OK if whole else NOT_SO


def _verify(given: argparse.Namespace) -> int:
    with _open(given) as node:
        verdict = node.verify_audit(path.read_bytes() for path in given.kept)
    _print(verdict)
    return OK if verdict["intact"] else NOT_SO


def _checkpoint(given: argparse.Namespace) -> int:
    with _open(given) as node:
        print(node.checkpoint().decode(), end="")
    return OK


def _key(given: argparse.Namespace) -> NodeKey:
    return NodeKey.from_hex(given.key_file.read_text(encoding="utf-8"))


def _open(given: argparse.Namespace) -> Node:
    return Node.open(given.folder, key=_key(given))


def _request(given: argparse.Namespace) -> AccessRequest:
    return AccessRequest(
        user=given.user,
        organisation=given.organisation,
        role=given.role,
        purpose=given.purpose,
        nhs_number=given.nhs_number,
        relationship=given.relationship,
        relationship_reason=given.relationship_reason,
        break_glass=getattr(given, "break_glass", None),
    )


def _print(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
