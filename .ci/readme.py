"""Runs the snippets of README.md as they are printed, in the checkout itself, and removes what they leave at its top.

A `python` or `c` block is written to the file that the comment in its first line names; `sh` blocks are run in order.
Rust blocks are documentation tests of the examples crate and run with the other Rust tests. `text` blocks are output. A
`sh` block that begins with `# not run here: REASON` is skipped, and the reason is printed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> int:
    before = set(ROOT.iterdir())
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    ran = 0
    try:
        for language, body in BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")):
            first = body.splitlines()[0]
            if language == "sh":
                if match := re.match(r"# not run here: (.*)", first):
                    print(f"skipped: {match[1]}")
                    continue
                command = ["bash", "-euo", "pipefail", "-c", body]
                subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PATH": path})
                ran += 1
            elif language in {"c", "python"}:
                named = re.search(r"([\w-]+\.(?:c|py))", first)
                if named is None:
                    print(f"a {language} block names no file in its first line: {first}")
                    return 1
                (ROOT / named[1]).write_text(body, encoding="utf-8")
    finally:
        for left in set(ROOT.iterdir()) - before:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    print(f"{ran} shell snippets of README.md ran")
    return 0 if ran else 1


if __name__ == "__main__":
    sys.exit(main())
