"""The Python peers: the same work on the same files, in thread CPU time, one JSON object a line."""

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import hl7
import hl7apy.parser
import orjson
import pandas
from fhir.resources.R4B.bundle import Bundle


def seconds(work: Callable[[], object], least: int = 3, enough: float = 1.0) -> float:
    """The least thread CPU time of one run among some."""
    best, spent, runs = float("inf"), 0.0, 0
    while runs < least or spent < enough:
        begin = time.thread_time()
        work()
        took = time.thread_time() - begin
        best, spent, runs = min(best, took), spent + took, runs + 1
        if took > 20:
            break
    return best


def tell(work: str, who: str, per_second: float, unit: str) -> None:
    """Tells one figure."""
    print(json.dumps({"work": work, "who": who, "per_second": per_second, "unit": unit, "memory": None}), flush=True)


def fhir(folder: Path) -> None:
    """Synthea's Bundles."""
    bundles = [path.read_bytes() for path in sorted(folder.iterdir())]
    megabytes = sum(map(len, bundles)) / 1e6
    work = "FHIR R4 JSON, lossless parse and re-emit"
    took = seconds(lambda: [orjson.dumps(orjson.loads(bundle)) for bundle in bundles])
    tell(work, "orjson (digits lost)", megabytes / took, "MB/s")
    smallest = min(bundles, key=len)
    took = seconds(lambda: Bundle.model_validate_json(smallest).model_dump_json(), least=1, enough=0)
    tell(work, "fhir.resources (one Bundle)", len(smallest) / 1e6 / took, "MB/s")


def hl7v2(folder: Path) -> None:
    """Public messages: the converter's."""
    messages = []
    for path in sorted((folder / "converter").iterdir()):
        text = path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\r").replace("\n", "\r").strip()
        try:
            hl7.parse(text).segment("PID")
            hl7apy.parser.parse_message(text, find_groups=False)
        except Exception:
            # What a peer cannot read is left out.
            continue
        messages.append(text)
    work = "HL7 v2 parse, read, re-emit"

    def python_hl7() -> None:
        for text in messages:
            message = hl7.parse(text)
            _ = (message["PID.3"], message["PID.5"], str(message))

    def apy() -> None:
        for text in messages:
            message = hl7apy.parser.parse_message(text, find_groups=False)
            _ = (message.pid.pid_3.value, message.pid.pid_5.value, message.to_er7())

    tell(work, "python-hl7", len(messages) / seconds(python_hl7), "msg/s")
    tell(work, "hl7apy", len(messages) / seconds(apy, least=1, enough=0), "msg/s")


def tabular(extract: Path) -> None:
    """The same extract that the Rust side read."""
    data = extract.read_bytes()
    took = seconds(lambda: pandas.read_csv(io.BytesIO(data), dtype=str))
    tell("CSV to contributions", "pandas, reading alone", len(data) / 1e6 / took, "MB/s")


if __name__ == "__main__":
    shared = Path(sys.argv[1])
    fhir(shared / "fhir/synthea-r4")
    hl7v2(shared / "hl7v2")
    tabular(Path(sys.argv[2]))
