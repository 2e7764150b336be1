"""Every row of the mapping tables and of the hazard log names a test that exists.

A table of `docs/mapping-*.md` and of `docs/clinical-safety.md` has
a last column `test`; each word in backticks there names a Rust test function.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tests() -> set[str]:
    """The names of all functions marked as tests in the crates, and of those made by `proptest!`."""
    names: set[str] = set()
    for path in [*ROOT.glob("dcr-*/src/**/*.rs"), *ROOT.glob("dcr-*/tests/**/*.rs"), *ROOT.glob("tests/**/*.rs")]:
        names.update(re.findall(r"#\[test\]\s+(?:#\[[^\]]*\]\s+)*fn (\w+)", path.read_text(encoding="utf-8")))
    return names


def rows(page: Path) -> list[tuple[int, str]]:
    """The last cells of the rows of every table with a column `test`, with their line numbers."""
    found: list[tuple[int, str]] = []
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            inside = False
            continue
        last = line.rstrip().rstrip("|").rsplit("|", 1)[-1].strip()
        if last == "test":
            inside = True
        elif inside and set(last) - set("-: "):
            found.append((number, last))
        elif inside and not last:
            found.append((number, ""))
    return found


def main() -> int:
    """Prints what is amiss and how many rows were checked."""
    known = tests()
    faults = 0
    checked = 0
    for page in sorted([*ROOT.glob("docs/mapping-*.md"), ROOT / "docs" / "clinical-safety.md"]):
        for number, cell in rows(page):
            checked += 1
            named = re.findall(r"`(\w+)`", cell)
            missing = [name for name in named if name not in known]
            if not named or missing:
                faults += 1
                print(f"{page.relative_to(ROOT)}:{number}: no such test: {', '.join(missing) or 'none is named'}")
    print(f"{checked} rows of the mapping tables and the hazard log, {faults} without their test")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
