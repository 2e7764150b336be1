"""Runs the snippets of README.md as they are printed.

A fenced block is run when it is marked with a language: `c` and `python` blocks are written to the file name that their
first line names in a comment, `sh` blocks are run in order in one temporary copy of the checkout's surroundings. Rust
blocks are documentation tests of the examples crate and run with the other Rust tests. Blocks marked `text` are output
and are not run. A `sh` block that begins with the comment `# not run here: REASON` is skipped, and the reason is printed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> int:
    ran = 0
    with tempfile.TemporaryDirectory() as scratch:
        # Snippets speak of the checkout's own folders, so they run in a folder that links to them.
        for item in ROOT.iterdir():
            if item.name not in {".git", ".venv"}:
                (Path(scratch) / item.name).symlink_to(item)
        path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        for language, body in BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")):
            first = body.splitlines()[0]
            if language == "sh":
                if match := re.match(r"# not run here: (.*)", first):
                    print(f"skipped: {match[1]}")
                    continue
                subprocess.run(["bash", "-euo", "pipefail", "-c", body], cwd=scratch, check=True, env={**os.environ, "PATH": path})
                ran += 1
            elif language in {"c", "python"}:
                match = re.search(r"([\w-]+\.(?:c|py))", first)
                if match is None:
                    print(f"a {language} block names no file in its first line: {first}")
                    return 1
                (Path(scratch) / match[1]).write_text(body, encoding="utf-8")
    print(f"{ran} shell snippets of README.md ran")
    return 0 if ran else 1


if __name__ == "__main__":
    sys.exit(main())
