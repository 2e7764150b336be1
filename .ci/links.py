"""Checks that every relative link and anchor in the project's Markdown leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The anchors that headings make, in the manner of the usual Markdown hosts."""
    found = set()
    for heading in re.findall(r"^#+\s+(.*)$", CODE.sub("", text), re.MULTILINE):
        plain = re.sub(r"[`*_]", "", heading).strip().lower()
        found.add(re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", plain)))
    return found


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = [ROOT / name for name in listed.stdout.split()]
    broken = []
    checked = 0
    for file in files:
        for target in LINK.findall(CODE.sub("", file.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            checked += 1
            path, _, anchor = target.partition("#")
            aim = (file.parent / path).resolve() if path else file
            if not aim.exists():
                broken.append(f"{file.relative_to(ROOT)}: {target}: no such file")
            elif anchor and aim.suffix == ".md" and anchor not in anchors(aim.read_text(encoding="utf-8")):
                broken.append(f"{file.relative_to(ROOT)}: {target}: no such heading")
    print("\n".join([*broken, f"{checked} links in {len(files)} files, {len(broken)} broken"]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
