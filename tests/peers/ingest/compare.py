"""The figures of one run as a table: each with its ratio to ours."""

import json
import sys


def main() -> None:
    """Reads the lines of both sides from standard input."""
    works: dict[str, list[dict[str, object]]] = {}
    for line in sys.stdin:
        figure = json.loads(line)
        works.setdefault(figure["work"], []).append(figure)
    for work, figures in works.items():
        print(f"\n{work}")
        ours = next((float(str(f["per_second"])) for f in figures if f["who"] == "dcr"), None)
        for figure in sorted(figures, key=lambda f: -float(str(f["per_second"]))):
            rate = float(str(figure["per_second"]))
            ratio = f"  dcr is {ours / rate:8.2f} x" if ours and figure["who"] != "dcr" else ""
            memory = f"  memory {figure['memory']:.1f} x" if figure["memory"] else ""
            print(f"  {figure['who']!s:36} {rate:12,.1f} {figure['unit']}{memory}{ratio}")


if __name__ == "__main__":
    main()
